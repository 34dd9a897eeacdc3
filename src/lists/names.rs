//! Finding many names in folded text at once: whole words, the longest first.

use crate::label::fold;
use aho_corasick::{AhoCorasick, MatchKind};
use std::ops::Range;

/// Names with what they stand for.
#[derive(Debug)]
pub struct Names<T> {
    automaton: AhoCorasick,
    values: Vec<T>,
}

/// A name found in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found<'a, T> {
    /// Bytes of the folded text.
    pub range: Range<usize>,
    pub value: &'a T,
}

impl<T> Names<T> {
    /// Builds the automaton; names are folded, those that fold to nothing are left out. Of
    /// two that fold alike the first is found.
    ///
    /// # Panics
    /// With more names than an automaton can hold, which is millions.
    #[must_use]
    pub fn new<S: AsRef<str>>(names: impl IntoIterator<Item = (S, T)>) -> Self {
        let (mut patterns, mut values) = (Vec::new(), Vec::new());
        for (name, value) in names {
            let folded = fold(name.as_ref());
            if !folded.is_empty() {
                // The spaces make it whole words.
                patterns.push(format!(" {folded} "));
                values.push(value);
            }
        }
        let automaton = AhoCorasick::builder()
            .match_kind(MatchKind::LeftmostLongest)
            .build(patterns)
            .expect("a few thousand short names are far below the automaton's limits");
        Self { automaton, values }
    }

    /// The names in a folded text, in order, not overlapping.
    #[must_use]
    pub fn find<'a>(&'a self, folded: &str) -> Vec<Found<'a, T>> {
        let padded = format!(" {folded} ");
        let mut found = Vec::new();
        let mut start = 0;
        while let Some(hit) =
            self.automaton.find(aho_corasick::Input::new(&padded).span(start..padded.len()))
        {
            found.push(Found {
                range: hit.start()..hit.end() - 2,
                value: &self.values[hit.pattern().as_usize()],
            });
            // The closing space may open the next name.
            start = hit.end() - 1;
        }
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_name_wins_and_neighbours_share_a_space() {
        let names = Names::new([("Muscat", 1), ("Muscat of Alexandria", 2), ("Merlot", 3)]);
        let found = |text: &str| {
            names
                .find(text)
                .iter()
                .map(|hit| (&text[hit.range.clone()], *hit.value))
                .map(|(t, v)| (t.to_owned(), v))
                .collect::<Vec<_>>()
        };
        assert_eq!(
            found("muscat of alexandria merlot"),
            [("muscat of alexandria".to_owned(), 2), ("merlot".to_owned(), 3)]
        );
        assert_eq!(found("muscatel"), []);
        assert_eq!(found("merlot merlot").len(), 2);
    }
}
