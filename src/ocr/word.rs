//! What an engine reads.

use crate::label::Quad;
use serde::{Deserialize, Serialize};
use std::fmt;
use std::time::Duration;
use utoipa::ToSchema;

/// The engines that can read a picture.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, ToSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Engine {
    Tesseract,
    Ppocr,
    Ollama,
}

impl Engine {
    /// As settings and reports spell it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Tesseract => "tesseract",
            Self::Ppocr => "ppocr",
            Self::Ollama => "ollama",
        }
    }
}

/// As people write it.
impl fmt::Display for Engine {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Tesseract => "Tesseract",
            Self::Ppocr => "PP-OCR",
            Self::Ollama => "Ollama",
        })
    }
}

/// One character as read, with its certainty.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Glyph {
    pub character: char,
    /// 0 to 1.
    pub confidence: f32,
}

/// One word of one pass.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Word {
    pub text: String,
    /// In pixels of the original picture as shown, clockwise from the word's own upper left.
    pub quad: Quad,
    /// 0 to 1.
    pub confidence: f32,
    pub engine: Engine,
    /// Line and block within the pass; words of one line come in reading order.
    pub line: u32,
    pub block: u32,
    /// Per-character certainty, where the engine gives it; else empty.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub glyphs: Vec<Glyph>,
}

/// What can go wrong between pixels and words.
#[derive(Debug, thiserror::Error)]
pub enum OcrError {
    #[error("{engine} could not be started: {reason}")]
    Unavailable { engine: Engine, reason: String },
    #[error("{engine} did not finish within {limit:.1?}")]
    TimedOut { engine: Engine, limit: Duration },
    #[error("the request was cancelled")]
    Cancelled,
    #[error("{engine} failed: {reason}")]
    Failed { engine: Engine, reason: String },
}
