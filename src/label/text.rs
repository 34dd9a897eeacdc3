//! Everything read on the label, line by line, and the one way to search it.

use super::{Evidence, Quad};
use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

/// What a line is part of, once it is understood.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum LineRole {
    /// Ordinary text: names, stories, disclosures.
    #[default]
    Other,
    Warning,
    NameAddress,
    Alcohol,
    NetContents,
}

/// One printed line as read.
#[derive(Debug, Clone, PartialEq)]
pub struct Line {
    pub panel: usize,
    pub text: String,
    pub polygon: Quad,
    /// 0 to 1, the mean over its letters.
    pub confidence: f32,
    pub engine: String,
    /// Lines with the same number on the same panel belong together.
    pub block: usize,
    pub role: LineRole,
}

impl Line {
    #[must_use]
    pub fn evidence(&self) -> Evidence {
        Evidence {
            panel: self.panel,
            polygon: self.polygon,
            text: self.text.clone(),
            confidence: self.confidence,
            engine: self.engine.clone(),
        }
    }
}

/// The label's lines in reading order, panel by panel, with their folded form.
#[derive(Debug, Clone, Default)]
pub struct Text {
    lines: Vec<Line>,
    /// [`fold`] of each line.
    folded: Vec<String>,
}

/// A phrase found in the text.
#[derive(Debug, Clone, PartialEq)]
pub struct Hit {
    /// The phrase that was searched for, folded.
    pub phrase: String,
    /// Index of the line it begins on.
    pub line: usize,
    pub role: LineRole,
    /// The lines it stands on.
    pub evidence: Vec<Evidence>,
    /// 0 to 1, the least of its lines'.
    pub confidence: f32,
}

impl Text {
    #[must_use]
    pub fn new(lines: Vec<Line>) -> Self {
        let folded = lines.iter().map(|line| fold(&line.text)).collect();
        Self { lines, folded }
    }

    #[must_use]
    pub fn lines(&self) -> &[Line] {
        &self.lines
    }

    #[must_use]
    pub fn folded(&self, line: usize) -> &str {
        &self.folded[line]
    }

    /// Finds whole-word occurrences of a phrase, on one line or running on to the next
    /// line of the same block. The phrase is folded before it is searched.
    #[must_use]
    pub fn find(&self, phrase: &str) -> Vec<Hit> {
        let phrase = fold(phrase);
        if phrase.is_empty() {
            return Vec::new();
        }
        let mut hits = Vec::new();
        for index in 0..self.lines.len() {
            if contains_phrase(&self.folded[index], &phrase) {
                hits.push(self.hit(&phrase, index, index));
            } else if let Some(next) = self.next_in_block(index)
                && !contains_phrase(&self.folded[next], &phrase)
                && contains_phrase(
                    &format!("{} {}", self.folded[index], self.folded[next]),
                    &phrase,
                )
            {
                hits.push(self.hit(&phrase, index, next));
            }
        }
        hits
    }

    /// Finds any of several phrases.
    #[must_use]
    pub fn find_any(&self, phrases: &[&str]) -> Vec<Hit> {
        phrases.iter().flat_map(|phrase| self.find(phrase)).collect()
    }

    /// Whether a phrase stands anywhere outside the given roles.
    #[must_use]
    pub fn find_outside(&self, phrase: &str, roles: &[LineRole]) -> Vec<Hit> {
        self.find(phrase).into_iter().filter(|hit| !roles.contains(&hit.role)).collect()
    }

    fn next_in_block(&self, index: usize) -> Option<usize> {
        let (line, next) = (&self.lines[index], self.lines.get(index + 1)?);
        (line.panel == next.panel && line.block == next.block).then_some(index + 1)
    }

    fn hit(&self, phrase: &str, first: usize, last: usize) -> Hit {
        let lines = &self.lines[first..=last];
        Hit {
            phrase: phrase.to_owned(),
            line: first,
            role: lines[0].role,
            evidence: lines.iter().map(Line::evidence).collect(),
            confidence: lines.iter().map(|line| line.confidence).fold(1.0, f32::min),
        }
    }
}

/// Folds names for comparison: compatibility forms, no accents, lower case, every run of
/// other characters one space. Never used on the health warning.
#[must_use]
pub fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    for character in text.nfkd().filter(|&c| !is_combining_mark(c) && c != '\'' && c != '’') {
        if character.is_alphanumeric() {
            folded.extend(character.to_lowercase());
        } else if !folded.is_empty() && !folded.ends_with(' ') {
            folded.push(' ');
        }
    }
    if folded.ends_with(' ') {
        folded.pop();
    }
    folded
}

/// Whether `phrase` stands in `text` as whole words; both folded.
fn contains_phrase(text: &str, phrase: &str) -> bool {
    text.match_indices(phrase).any(|(start, _)| {
        let end = start + phrase.len();
        (start == 0 || text.as_bytes()[start - 1] == b' ')
            && (end == text.len() || text.as_bytes()[end] == b' ')
    })
}
