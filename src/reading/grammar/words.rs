//! A text's words in folded form, with the way back to its bytes.

use crate::label::fold;
use std::ops::Range;

/// Words that engines run together with what follows: `PRODUCTOFITALY`, `IMPORTEDBY`.
const LEADS: &[&str] = &[
    "product",
    "produced",
    "produce",
    "producto",
    "produit",
    "imported",
    "bottled",
    "brewed",
    "distilled",
    "vinted",
    "cellared",
    "canned",
    "packaged",
    "packed",
    "made",
    "hecho",
    "contains",
    "distributed",
    "blended",
    "aged",
    "grown",
    "wine",
];
const JOINTS: &[&str] = &["of", "by", "in", "and", "for", "en", "from", "exclusively", "the", "de"];

/// The words of a text.
#[derive(Debug, Clone)]
pub struct Words {
    /// The folded words with single spaces between.
    pub folded: String,
    /// Where each word stands: in `folded`, and in the text.
    places: Vec<(Range<usize>, Range<usize>)>,
}

impl Words {
    #[must_use]
    pub fn of(text: &str) -> Self {
        let mut words = Self { folded: String::new(), places: Vec::new() };
        let mut start = None;
        for (at, character) in text.char_indices() {
            let inside = character.is_alphanumeric()
                || unicode_normalization::char::is_combining_mark(character)
                || matches!(character, '\'' | '’');
            match (inside, start) {
                (true, None) => start = Some(at),
                (false, Some(from)) => {
                    words.push(&text[from..at], from..at);
                    start = None;
                }
                _ => {}
            }
        }
        if let Some(from) = start {
            words.push(&text[from..], from..text.len());
        }
        words
    }

    fn push(&mut self, run: &str, at: Range<usize>) {
        let folded = fold(run);
        for part in folded.split(' ').flat_map(cut) {
            if part.is_empty() {
                continue;
            }
            if !self.folded.is_empty() {
                self.folded.push(' ');
            }
            let start = self.folded.len();
            self.folded.push_str(part);
            self.places.push((start..self.folded.len(), at.clone()));
        }
    }

    #[must_use]
    pub fn len(&self) -> usize {
        self.places.len()
    }

    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.places.is_empty()
    }

    /// The word at an index; empty behind the last.
    #[must_use]
    pub fn word(&self, index: usize) -> &str {
        super::steps::step();
        self.places.get(index).map_or("", |(folded, _)| &self.folded[folded.clone()])
    }

    /// The index of the word that begins at a byte of `folded`.
    #[must_use]
    pub fn index(&self, folded_byte: usize) -> usize {
        self.places.partition_point(|(folded, _)| folded.end <= folded_byte)
    }

    /// The bytes of the text from one word to before another.
    #[must_use]
    pub fn bytes(&self, from: usize, to: usize) -> Range<usize> {
        self.places[from].1.start..self.places[to - 1].1.end
    }

    /// Whether the words from `at` are those of a phrase: how many.
    #[must_use]
    pub fn starts(&self, at: usize, phrase: &str) -> Option<usize> {
        let mut length = 0;
        for word in phrase.split(' ') {
            if self.word(at + length) != word {
                return None;
            }
            length += 1;
        }
        Some(length)
    }
}

/// Cuts the lead words off a run: at least a lead and a joint.
fn cut(word: &str) -> Vec<&str> {
    let leads = LEADS.iter().copied().filter(|lead| word.starts_with(lead));
    let cuts = leads.map(|lead| {
        let mut rest = &word[lead.len()..];
        let mut parts = vec![lead];
        let next = |rest: &str| {
            JOINTS
                .iter()
                .chain(LEADS)
                .copied()
                .filter(|next| rest.starts_with(next))
                .max_by_key(|n| n.len())
        };
        while let Some(part) = next(rest) {
            parts.push(part);
            rest = &rest[part.len()..];
        }
        if parts.len() >= 2 && !rest.is_empty() {
            parts.push(rest);
        }
        parts
    });
    cuts.filter(|parts| parts.len() >= 2).max_by_key(Vec::len).unwrap_or_else(|| vec![word])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_know_where_they_stand() {
        let words = Words::of("PRODUCTOFITALY, Côte d'Or");
        assert_eq!(words.folded, "product of italy cote dor");
        assert_eq!(words.bytes(3, 5), 16..26);
        assert_eq!(words.starts(0, "product of"), Some(2));
    }
}
