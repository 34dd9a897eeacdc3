//! The health warning: where it stands and whether it says what 27 CFR 16.21 prescribes.
//!
//! Lines are located by their letters (`locate`), each engine's reading is aligned with
//! the statute (`stream`), and all readings together decide each word and mark
//! (`judge`). What was read is never corrected towards what was expected.

mod align;
mod capitals;
mod judge;
mod layout;
mod letters;
mod locate;
mod statute;
mod stream;
#[cfg(test)]
mod tests;

use crate::label::{
    Difference, Evidence, Fact, Reading, WarningStatement, WarningStatus, WarningWord,
};
use crate::ocr::{Glyph, Line, Word};
use locate::Copy;
use statute::STATUTE;
use stream::Stream;
use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

/// Share of the statute's letters that must be found for the text to be the statement.
const READABLE_SHARE: f32 = 0.35;
/// Letters of the statute that must agree for text to be taken for a part of it at all.
const FRAGMENT_LETTERS: usize = 14;
/// Share of the letters that a second copy must have to be judged as one.
const COPY_SHARE: f32 = 0.8;

/// Finds the statement among the lines of all panels and compares it with the regulation.
#[must_use]
pub fn find(lines: &[Line]) -> Fact<WarningStatement> {
    let copies = locate::copies(lines);
    let Some(best) = copies.first() else { return Fact::Absent };
    let matched = best.matched();
    if matched < FRAGMENT_LETTERS {
        return Fact::Absent;
    }
    if (matched as f32) < READABLE_SHARE * STATUTE.letters() as f32 {
        return Fact::Unreadable(line_evidence(best));
    }
    let mut statements: Vec<WarningStatement> = Vec::new();
    let mut evidence = line_evidence(best);
    for (index, copy) in copies.iter().enumerate() {
        if index == 0 || copy.matched() as f32 >= COPY_SHARE * STATUTE.letters() as f32 {
            statements.push(statement(copy, lines));
        }
    }
    // Every copy has to be right; but what is doubtful in one copy and read in another of
    // the same artwork is no reason to ask.
    let mut statement = statements.remove(0);
    for other in statements {
        if other.differences.is_empty() && !statement.doubts.is_empty() {
            if other.doubts.is_empty() && statement.differences.is_empty() {
                statement = other;
            }
        } else if !other.differences.is_empty() {
            evidence.extend(other.differences.iter().flat_map(|d| d.evidence.clone()));
            add_new(&mut statement.differences, other.differences);
        }
    }
    let confidence =
        evidence.iter().map(|seen| seen.confidence).sum::<f32>() / evidence.len().max(1) as f32;
    let text = statement.text.clone();
    Fact::Read(Reading { value: statement, text, confidence, evidence })
}

/// Whether no further reading is needed to say what the statement says.
#[must_use]
pub fn is_settled(fact: &Fact<WarningStatement>) -> bool {
    matches!(WarningStatus::of(fact), WarningStatus::Exact | WarningStatus::Deviates)
}

fn statement(copy: &Copy, lines: &[Line]) -> WarningStatement {
    let streams = stream::streams(copy);
    let judged = judge::judge(copy, &streams);
    let lead_in = capitals::lead_in(&streams);
    let mut differences = judged.differences;
    differences.extend(lead_in.difference);
    let mut doubts = judged.doubts;
    doubts.extend(lead_in.doubt);
    WarningStatement {
        text: printed_text(copy),
        lead_in: lead_in.text,
        lead_in_capitals: lead_in.capitals,
        small_initials: capitals::small_initials(&streams),
        differences,
        doubts,
        interruptions: layout::interruptions(copy, lines),
        run_on: layout::run_on(copy),
        split_over_panels: layout::split_over_panels(copy),
        reversed: layout::reversed(copy),
        words: words(&streams),
        ..WarningStatement::default()
    }
}

fn add_new(differences: &mut Vec<Difference>, more: Vec<Difference>) {
    for difference in more {
        let known = differences
            .iter()
            .any(|own| own.expected == difference.expected && own.found == difference.found);
        if !known {
            differences.push(difference);
        }
    }
}

/// The statement as read, line by line in the statute's order, each by its best reading.
fn printed_text(copy: &Copy) -> String {
    let words = copy.lines.iter().flat_map(|placed| placed.variants[0].words);
    words.map(|word| word.text.as_str()).collect::<Vec<_>>().join(" ")
}

/// The words as read, by the stream that reads each best.
fn words(streams: &[Stream]) -> Vec<WarningWord> {
    let mut words = Vec::new();
    for index in 0..STATUTE.words.len() {
        let tokens: Vec<usize> =
            (0..STATUTE.tokens.len()).filter(|&t| STATUTE.tokens[t].word == index).collect();
        let best = streams
            .iter()
            .max_by_key(|stream| tokens.iter().filter(|&&t| stream.is_exact(t)).count());
        let Some(stream) = best else { continue };
        let inks: Vec<usize> =
            tokens.iter().flat_map(|&token| stream.tokens[token].iter().copied()).collect();
        let Some(evidence) = stream.evidence(&inks).into_iter().next() else { continue };
        words.push(WarningWord { text: stream.text(&inks), expected: Some(index), evidence });
    }
    words
}

fn line_evidence(copy: &Copy) -> Vec<Evidence> {
    copy.lines
        .iter()
        .map(|placed| {
            let best = &placed.variants[0];
            Evidence {
                panel: placed.line.panel,
                polygon: placed.line.quad,
                text: best.words.iter().map(|w| w.text.as_str()).collect::<Vec<_>>().join(" "),
                confidence: placed.line.confidence,
                engine: best.engine.name().to_owned(),
            }
        })
        .collect()
}

/// A word's characters in compatibility form and without accents, each with its certainty.
fn glyphs(word: &Word) -> Vec<Glyph> {
    let characters: Vec<char> = word.text.chars().collect();
    let told = word.glyphs.len() == characters.len();
    let mut glyphs = Vec::with_capacity(characters.len());
    for (index, character) in characters.into_iter().enumerate() {
        let confidence = if told { word.glyphs[index].confidence } else { word.confidence };
        for plain in std::iter::once(character).nfkd() {
            if !is_combining_mark(plain) && !plain.is_whitespace() {
                glyphs.push(Glyph { character: plain, confidence });
            }
        }
    }
    glyphs
}
