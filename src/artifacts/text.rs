//! `extracted_text.json`: what was read, panel by panel, and as found.

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// Longer texts are found by their beginning: a label has a few hundred words.
const SEARCHABLE_CHARACTERS: usize = 100_000;

/// The words of one request.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ExtractedText {
    pub panels: Vec<PanelText>,
    /// Every line with its words, places, confidences and other readings, as the engines
    /// gave them.
    pub lines: Value,
}

/// The lines of one panel in reading order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PanelText {
    /// As the report numbers them.
    pub panel: usize,
    pub text: String,
}

impl ExtractedText {
    /// The text that is searched, of a part as it was stored; empty when it is no such part.
    #[must_use]
    pub fn searchable(json: &[u8]) -> String {
        #[derive(Deserialize)]
        struct Panels {
            panels: Vec<PanelText>,
        }
        let Ok(Panels { panels }) = serde_json::from_slice(json) else { return String::new() };
        let texts: Vec<_> = panels.iter().map(|panel| panel.text.as_str()).collect();
        // PostgreSQL takes no NUL in a text.
        let text = texts.join("\n").replace('\0', " ");
        text.chars().take(SEARCHABLE_CHARACTERS).collect()
    }
}
