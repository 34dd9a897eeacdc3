//! The text of 27 CFR 16.21, cut into the pieces that are compared one by one.

use crate::label::HEALTH_WARNING;
use std::ops::Range;
use std::sync::LazyLock;

/// What a piece is: a word or numeral is wording, a mark is punctuation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Word,
    Mark,
}

/// A run of letters, a numeral, or one mark.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Token {
    pub text: &'static str,
    pub kind: Kind,
    /// Its characters' places in [`Statute::characters`].
    pub range: Range<usize>,
    /// Index among the statement's words as parted by spaces: `WARNING:` is word 1.
    pub word: usize,
}

/// The statement without its spaces.
#[derive(Debug)]
pub(super) struct Statute {
    pub characters: Vec<char>,
    pub tokens: Vec<Token>,
    /// For each character, whether a word as parted by spaces begins there.
    pub starts_word: Vec<bool>,
    /// The words as parted by spaces.
    pub words: Vec<&'static str>,
}

pub(super) static STATUTE: LazyLock<Statute> = LazyLock::new(|| {
    let words: Vec<&'static str> = HEALTH_WARNING.split_whitespace().collect();
    let (mut characters, mut tokens, mut starts_word) = (Vec::new(), Vec::new(), Vec::new());
    for (index, &word) in words.iter().enumerate() {
        for (text, kind) in pieces(word) {
            let start = characters.len();
            characters.extend(text.chars());
            tokens.push(Token { text, kind, range: start..characters.len(), word: index });
        }
        starts_word.push(true);
        starts_word.resize(characters.len(), false);
    }
    Statute { characters, tokens, starts_word, words }
});

impl Statute {
    pub fn len(&self) -> usize {
        self.characters.len()
    }

    /// How many letters and digits it has.
    pub fn letters(&self) -> usize {
        self.characters.iter().filter(|character| character.is_alphanumeric()).count()
    }

    /// The first character of the second numbered sentence, its parenthesis.
    pub fn second_sentence(&self) -> usize {
        self.characters.iter().rposition(|&character| character == '(').unwrap_or_default()
    }

    /// The words that tokens stand for, joined as the regulation prints them.
    pub fn phrase(&self, tokens: Range<usize>) -> String {
        let mut phrase = String::new();
        let mut last = None;
        for token in &self.tokens[tokens] {
            if last.is_some_and(|word| word != token.word) {
                phrase.push(' ');
            }
            phrase.push_str(token.text);
            last = Some(token.word);
        }
        phrase
    }
}

/// Cuts `(1)` into its three pieces and `General,` into two.
fn pieces(word: &'static str) -> Vec<(&'static str, Kind)> {
    let mut pieces = Vec::new();
    let mut start = 0;
    for (at, character) in word.char_indices().filter(|(_, c)| !c.is_alphanumeric()) {
        if start < at {
            pieces.push((&word[start..at], Kind::Word));
        }
        start = at + character.len_utf8();
        pieces.push((&word[at..start], Kind::Mark));
    }
    if start < word.len() {
        pieces.push((&word[start..], Kind::Word));
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_statute_has_its_43_words_and_241_characters() {
        assert_eq!(STATUTE.words.len(), 43);
        assert_eq!(STATUTE.len(), 241);
        assert_eq!(STATUTE.starts_word.len(), 241);
    }

    #[test]
    fn numerals_are_wording_and_their_parentheses_punctuation() {
        let kinds: Vec<_> =
            STATUTE.tokens[1..6].iter().map(|token| (token.text, token.kind)).collect();
        assert_eq!(
            kinds,
            [
                ("WARNING", Kind::Word),
                (":", Kind::Mark),
                ("(", Kind::Mark),
                ("1", Kind::Word),
                (")", Kind::Mark)
            ]
        );
        assert_eq!(STATUTE.phrase(1..7), "WARNING: (1) According");
    }
}
