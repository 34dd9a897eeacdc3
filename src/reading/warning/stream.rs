//! One engine's reading of a whole copy of the statement, aligned with the statute.

use super::align::{Letter, Step, align};
use super::glyphs;
use super::letters::{Likeness, likeness};
use super::locate::{Copy, Placed, Variant};
use super::statute::{Kind, STATUTE};
use crate::label::Evidence;
use crate::ocr::{Engine, Word};
use std::ops::Range;

/// One character as read, and where.
#[derive(Debug, Clone, Copy)]
pub(super) struct Ink<'a> {
    pub letter: Letter,
    pub confidence: f32,
    /// Index among the copy's lines.
    pub line: usize,
    pub panel: usize,
    pub word: &'a Word,
    /// Tells the words of the stream apart.
    pub word_index: usize,
    /// First or last character of its line.
    pub at_edge: bool,
    /// Taken from another engine because this one did not read the line.
    pub borrowed: bool,
}

/// The characters of one stream in order, and what each stands for.
#[derive(Debug, Clone)]
pub(super) struct Stream<'a> {
    pub inks: Vec<Ink<'a>>,
    /// For each token of the statute, its characters: those paired and those between.
    pub tokens: Vec<Vec<usize>>,
    /// Characters that stand for nothing, by the token they come before.
    pub extras: Vec<Vec<usize>>,
    /// For each character of the statute, what was read for it.
    pub paired: Vec<Option<usize>>,
}

/// Builds a stream for each engine, and more where an engine read lines more than once.
pub(super) fn streams<'a>(copy: &Copy<'a>) -> Vec<Stream<'a>> {
    let mut slots: Vec<(Engine, usize)> = Vec::new();
    for line in &copy.lines {
        for (at, variant) in line.variants.iter().enumerate() {
            let nth = earlier(line, at);
            if nth < 3 && !slots.contains(&(variant.engine, nth)) {
                slots.push((variant.engine, nth));
            }
        }
    }
    slots.sort_unstable();
    slots.into_iter().map(|(engine, nth)| stream(copy, engine, nth)).collect()
}

/// How many readings by the same engine come before this one.
fn earlier(line: &Placed, at: usize) -> usize {
    let engine = line.variants[at].engine;
    line.variants[..at].iter().filter(|variant| variant.engine == engine).count()
}

fn stream<'a>(copy: &Copy<'a>, engine: Engine, nth: usize) -> Stream<'a> {
    let mut inks = Vec::new();
    let mut word_index = 0;
    for (index, line) in copy.lines.iter().enumerate() {
        let own = line.variants.iter().filter(|variant| variant.engine == engine).nth(nth);
        let variant = own.unwrap_or(&line.variants[0]);
        let start = inks.len();
        for word in readable(variant) {
            for (at, glyph) in glyphs(word).into_iter().enumerate() {
                inks.push(Ink {
                    letter: Letter { character: glyph.character, starts_word: at == 0 },
                    confidence: glyph.confidence,
                    line: index,
                    panel: line.line.panel,
                    word,
                    word_index,
                    at_edge: false,
                    borrowed: own.is_none(),
                });
            }
            word_index += 1;
        }
        drop_hyphen(&mut inks, start);
        if let Some(first) = inks.get_mut(start) {
            first.at_edge = true;
        }
        if inks.len() > start
            && let Some(last) = inks.last_mut()
        {
            last.at_edge = true;
        }
    }
    assign(inks)
}

/// The variant's words without specks that stand alone: bullets, rules, stray strokes.
fn readable<'a>(variant: &Variant<'a>) -> impl Iterator<Item = &'a Word> {
    variant
        .words
        .iter()
        .filter(|word| word.text.chars().any(|c| c.is_alphanumeric() || ":;.,()[]{}".contains(c)))
}

/// Removes the hyphen that breaks a word at the end of a line.
fn drop_hyphen(inks: &mut Vec<Ink>, start: usize) {
    if inks.len() > start + 1
        && inks.last().is_some_and(|ink| "-‐‑–—¬~_".contains(ink.letter.character))
    {
        inks.pop();
    }
}

/// Aligns the characters and hands each to its token.
fn assign(inks: Vec<Ink>) -> Stream {
    let letters: Vec<Letter> = inks.iter().map(|ink| ink.letter).collect();
    let token_of = token_of();
    let count = STATUTE.tokens.len();
    let mut tokens = vec![Vec::new(); count];
    let mut extras = vec![Vec::new(); count + 1];
    let mut paired = vec![None; STATUTE.len()];
    let mut reached = 0;
    for step in align(&letters) {
        match step {
            Step::Pair { expected, found } => {
                paired[expected] = Some(found);
                tokens[token_of[expected]].push(found);
                reached = expected + 1;
            }
            Step::Missing { expected } => reached = expected + 1,
            Step::Extra { found } => {
                let inside = reached < STATUTE.len()
                    && reached > 0
                    && token_of[reached] == token_of[reached - 1];
                if inside {
                    tokens[token_of[reached]].push(found);
                } else {
                    let next = token_of.get(reached).copied().unwrap_or(count);
                    extras[next].push(found);
                }
            }
        }
    }
    let mut stream = Stream { inks, tokens, extras, paired };
    stream.glue();
    stream
}

fn token_of() -> Vec<usize> {
    let mut token_of = Vec::with_capacity(STATUTE.len());
    for (index, token) in STATUTE.tokens.iter().enumerate() {
        token_of.resize(token.range.end, index);
    }
    token_of
}

impl Stream<'_> {
    /// Gives an extra letter that the engine read as part of a word to that word: the `s`
    /// of `womens` belongs to `women`, unless the next word is run on to it as well.
    fn glue(&mut self) {
        for bin in 0..self.extras.len() {
            let extra = std::mem::take(&mut self.extras[bin]);
            let mut rest = Vec::new();
            for ink in extra {
                let word = self.inks[ink].word_index;
                let letter = self.inks[ink].letter.character.is_alphanumeric();
                let before = bin.checked_sub(1).filter(|&token| self.ends_in(token, word));
                let after = (bin < self.tokens.len()).then_some(bin);
                let after = after.filter(|&token| self.begins_in(token, word));
                match (before, after) {
                    (Some(token), None) if letter => self.tokens[token].push(ink),
                    (None, Some(token)) if letter => self.tokens[token].insert(0, ink),
                    _ => rest.push(ink),
                }
            }
            self.extras[bin] = rest;
        }
        for token in &mut self.tokens {
            token.sort_unstable();
        }
    }

    fn ends_in(&self, token: usize, word: usize) -> bool {
        STATUTE.tokens[token].kind == Kind::Word
            && self.tokens[token].last().is_some_and(|&ink| self.inks[ink].word_index == word)
    }

    fn begins_in(&self, token: usize, word: usize) -> bool {
        STATUTE.tokens[token].kind == Kind::Word
            && self.tokens[token].first().is_some_and(|&ink| self.inks[ink].word_index == word)
    }

    /// The characters as read, with the engine's own spaces and case.
    pub fn text(&self, inks: &[usize]) -> String {
        let mut text = String::new();
        let mut last = None;
        for &ink in inks {
            let ink = &self.inks[ink];
            if last.is_some_and(|word| word != ink.word_index) {
                text.push(' ');
            }
            text.push(ink.letter.character);
            last = Some(ink.word_index);
        }
        text
    }

    /// Whether every character of the token was read as itself or as its double, and
    /// nothing but specks stands between.
    pub fn is_exact(&self, token: usize) -> bool {
        let range = STATUTE.tokens[token].range.clone();
        let whole = range.clone().all(|expected| {
            self.paired[expected].is_some_and(|found| {
                let read = self.inks[found].letter.character;
                likeness(STATUTE.characters[expected], read) >= Likeness::Alike
            })
        });
        whole
            && self.tokens[token]
                .iter()
                .all(|ink| self.paired[range.clone()].contains(&Some(*ink)) || self.is_speck(*ink))
    }

    /// A mark inside a word, or a stroke at the line's edge, that frames and dust leave.
    fn is_speck(&self, ink: usize) -> bool {
        let ink = &self.inks[ink];
        !ink.letter.character.is_alphanumeric()
            || ink.at_edge && "Il1iJj".contains(ink.letter.character)
    }

    /// The last character read before the token, and the first after it.
    pub fn around(&self, tokens: &Range<usize>) -> (Option<usize>, Option<usize>) {
        let before = self.tokens[..tokens.start].iter().rev().find_map(|inks| inks.last().copied());
        let after = self.tokens[tokens.end..].iter().find_map(|inks| inks.first().copied());
        (before, after)
    }

    /// The words that characters belong to, each once.
    pub fn evidence(&self, inks: &[usize]) -> Vec<Evidence> {
        let mut evidence: Vec<Evidence> = Vec::new();
        let mut last = None;
        for &ink in inks {
            let ink = &self.inks[ink];
            if last == Some(ink.word_index) {
                continue;
            }
            last = Some(ink.word_index);
            evidence.push(Evidence {
                panel: ink.panel,
                polygon: ink.word.quad,
                text: ink.word.text.clone(),
                confidence: ink.word.confidence,
                engine: ink.word.engine.name().to_owned(),
            });
        }
        evidence
    }
}
