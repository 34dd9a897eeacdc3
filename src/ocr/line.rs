//! Words put together into lines, with every engine's reading of the line.

use super::{Engine, Word};
use crate::label::Quad;
use serde::{Deserialize, Serialize};

/// One printed line of a panel.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Line {
    pub panel: usize,
    /// The reading that stands: in reading order, at least one word.
    pub words: Vec<Word>,
    pub quad: Quad,
    /// 0 to 1: the mean over its letters.
    pub confidence: f32,
    /// Lines of one block of text on a panel share a number; blocks and lines come in
    /// reading order.
    pub block: u32,
    /// The clockwise turn in degrees, 0, 90, 180 or 270, that makes this line upright.
    pub rotation: u16,
    /// Other readings of the same line.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub others: Vec<Alternative>,
}

/// Another engine's, or another pass's, reading of a line.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Alternative {
    pub engine: Engine,
    pub words: Vec<Word>,
    /// 0 to 1.
    pub confidence: f32,
}

impl Line {
    /// The words with single spaces between.
    #[must_use]
    pub fn text(&self) -> String {
        join(&self.words)
    }

    /// Whether another reading has the same letters and digits.
    #[must_use]
    pub fn agreed(&self) -> bool {
        let own = letters(&self.words);
        self.others.iter().any(|other| letters(&other.words) == own)
    }
}

impl Alternative {
    #[must_use]
    pub fn text(&self) -> String {
        join(&self.words)
    }
}

fn join(words: &[Word]) -> String {
    words.iter().map(|word| word.text.as_str()).collect::<Vec<_>>().join(" ")
}

fn letters(words: &[Word]) -> String {
    words.iter().flat_map(|word| word.text.chars()).filter(|c| c.is_alphanumeric()).collect()
}
