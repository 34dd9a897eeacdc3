//! Words put together into lines, with every engine's reading of the line.

use super::{Arc, Engine, Strip, Word};
use crate::label::Quad;
use serde::{Deserialize, Serialize};

/// One printed line of a panel.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Line {
    pub panel: usize,
    /// The reading that stands: in reading order, at least one word.
    pub words: Vec<Word>,
    pub quad: Quad,
    /// The course of a line that is not straight; the quad is then a straight one of its size.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub arc: Option<Arc>,
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
    /// A line as a flawless engine would read it from even print, `row` lines down panel 0:
    /// letters 12 pixels wide and 20 high, lines 40 apart. For tests, which have no print.
    #[must_use]
    pub fn printed(text: &str, block: u32, row: u32) -> Self {
        let top = row as f32 * 40.0;
        let mut left = 0.0;
        let mut words = Vec::new();
        for part in text.split_whitespace() {
            let right = left + part.chars().count() as f32 * 12.0;
            words.push(Word {
                text: part.to_owned(),
                quad: Quad::rect(left, top, right, top + 20.0),
                confidence: 0.97,
                engine: Engine::Ppocr,
                line: row,
                block: 0,
                glyphs: Vec::new(),
            });
            left = right + 8.0;
        }
        let quad = Quad::rect(0.0, top, left, top + 20.0);
        let others = Vec::new();
        Self { panel: 0, words, quad, arc: None, confidence: 0.97, block, rotation: 0, others }
    }

    /// Where it runs.
    #[must_use]
    pub fn strip(&self) -> Strip {
        Strip { quad: self.quad, arc: self.arc }
    }

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
