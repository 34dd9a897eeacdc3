//! Everything read on the label, line by line, and the one way to search it.

use super::{Evidence, Quad};
use std::borrow::Cow;
use std::collections::HashMap;
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
    /// The lines each folded word stands on, ascending: most phrases that rules ask for
    /// begin with a word that is nowhere on the label.
    with_word: HashMap<String, Vec<usize>>,
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
        let folded: Vec<String> = lines.iter().map(|line| fold(&line.text)).collect();
        let mut with_word: HashMap<String, Vec<usize>> = HashMap::new();
        for (index, line) in folded.iter().enumerate() {
            for word in line.split(' ').filter(|word| !word.is_empty()) {
                let on = with_word.entry(word.to_owned()).or_default();
                if on.last() != Some(&index) {
                    on.push(index);
                }
            }
        }
        Self { lines, folded, with_word }
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
        let phrase = if is_folded(phrase) { Cow::Borrowed(phrase) } else { fold(phrase).into() };
        let first_word = phrase.split(' ').next().unwrap_or_default();
        let Some(lines) = self.with_word.get(first_word) else { return Vec::new() };
        let mut hits = Vec::new();
        for &index in lines {
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
    if text.is_ascii() {
        text.chars().for_each(|character| push_folded(&mut folded, character));
    } else {
        text.nfkd().for_each(|character| push_folded(&mut folded, character));
    }
    if folded.ends_with(' ') {
        folded.pop();
    }
    folded
}

fn push_folded(folded: &mut String, character: char) {
    if character.is_ascii_alphanumeric() {
        folded.push(character.to_ascii_lowercase());
    } else if character == '\'' || character == '’' || is_combining_mark(character) {
        // An apostrophe or an accent parts no word.
    } else if character.is_alphanumeric() {
        folded.extend(character.to_lowercase());
    } else if !folded.is_empty() && !folded.ends_with(' ') {
        folded.push(' ');
    }
}

/// Whether [`fold`] would change nothing, as is so for most phrases of the rules.
fn is_folded(text: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
    text.split(' ').all(|word| !word.is_empty() && word.bytes().all(plain))
}

/// Whether `phrase` stands in `text` as whole words; both folded.
fn contains_phrase(text: &str, phrase: &str) -> bool {
    text.match_indices(phrase).any(|(start, _)| {
        let end = start + phrase.len();
        (start == 0 || text.as_bytes()[start - 1] == b' ')
            && (end == text.len() || text.as_bytes()[end] == b' ')
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(lines: &[(&str, usize)]) -> Text {
        let line = |(text, block): &(&str, usize)| Line {
            panel: 0,
            text: (*text).to_owned(),
            polygon: Quad::rect(0.0, 0.0, 100.0, 20.0),
            confidence: 0.9,
            engine: "tesseract".to_owned(),
            block: *block,
            role: LineRole::Other,
        };
        Text::new(lines.iter().map(line).collect())
    }

    #[test]
    fn names_fold_alike_whatever_their_case_marks_and_accents() {
        for (name, expected) in [
            ("STONE'S  Throw!", "stones throw"),
            ("Stone’s-Throw", "stones throw"),
            ("Albariño", "albarino"),
            ("ﬁne № 5", "fine no 5"),
            ("  ", ""),
        ] {
            assert_eq!(fold(name), expected);
            assert_eq!(is_folded(&fold(name)), !expected.is_empty());
        }
        assert!(!is_folded("Two words") && !is_folded("two  words") && !is_folded("ñ"));
    }

    #[test]
    fn a_phrase_is_found_as_whole_words_on_a_line_or_over_two_of_a_block() {
        let text = text(&[("Bottled in", 0), ("Bond, in bond", 0), ("Bottled", 0), ("in bond", 1)]);
        let found = |phrase: &str| {
            text.find(phrase).iter().map(|hit| (hit.line, hit.evidence.len())).collect::<Vec<_>>()
        };
        assert_eq!(found("Bottled in Bond"), [(0, 2)]);
        assert_eq!(found("in bond"), [(1, 1), (3, 1)]);
        assert_eq!(found("bottle"), []);
        assert_eq!(found(""), []);
    }
}
