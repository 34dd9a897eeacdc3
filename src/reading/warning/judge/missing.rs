//! Words and marks that no reading has: left out by the printer, or not seen.

use super::super::layout::Axes;
use super::super::locate::{Placed, space_between};
use super::super::statute::STATUTE;
use super::super::stream::Stream;
use super::{AGREED_CONFIDENCE, Judge, Verdict, is_word, shape, words_beside};
use crate::label::{Difference, DifferenceKind};
use crate::ocr::{Engine, Line, Word};
use std::ops::Range;

/// Words that a printer leaves out between two lines at the most.
const WORDS_OF_A_SLIP: usize = 3;
/// Share of the width that words need which is too narrow for them.
const NARROW: f32 = 0.65;
/// Lines beside the first that show where the statement's lines begin.
const LINES_OF_A_BLOCK: usize = 2;
/// Words that follow on one line where the statement is running text, not set word by word.
const WORDS_THAT_FLOW: usize = 3;
/// Space between two lines, in heights of the lower of them, that may hold another line.
const ROOM_FOR_A_LINE: f32 = 0.7;

impl Judge<'_, '_> {
    /// Words and marks that no reading has.
    pub(super) fn missing(&mut self, run: Range<usize>) {
        let wording = run.clone().any(is_word);
        let kind = if wording { DifferenceKind::Wording } else { DifferenceKind::Punctuation };
        let mut difference = Difference {
            kind,
            expected: STATUTE.phrase(run.clone()),
            found: String::new(),
            evidence: self.evidence(&run, 0),
        };
        let certain = if wording {
            let other = self.instead(&run);
            match other {
                Some((found, certain)) => {
                    difference.found = found;
                    certain
                }
                None => self.surely_missing(&run),
            }
        } else {
            true // `mark` has judged the print around it already.
        };
        self.push(difference, certain);
    }

    /// Letters that stand where a run of words is missing, and whether engines agree on them.
    fn instead(&mut self, run: &Range<usize>) -> Option<(String, bool)> {
        let bins = run.start..run.end + 1;
        let mut found: Vec<(Engine, String, f32)> = Vec::new();
        for stream in self.streams {
            let inks: Vec<usize> = stream.extras[bins.clone()].concat();
            let text = stream.text(&inks);
            if inks.iter().all(|&ink| !stream.inks[ink].borrowed)
                && text.chars().filter(|c| c.is_alphanumeric()).count() >= 2
            {
                let least = inks.iter().map(|&ink| stream.inks[ink].confidence);
                let engine = stream.inks[inks[0]].word.engine;
                found.push((engine, text, least.fold(1.0, f32::min)));
            }
        }
        let (engine, text, confidence) = found.first()?;
        let certain = *confidence >= AGREED_CONFIDENCE
            && found.iter().any(|(other, same, least)| {
                other != engine && shape(same) == shape(text) && *least >= AGREED_CONFIDENCE
            });
        Some((text.clone(), certain))
    }

    /// Whether the words on either side are read so well, and stand so close, that nothing
    /// can be between them.
    fn surely_missing(&self, run: &Range<usize>) -> bool {
        let mut engines = Vec::new();
        let mut least = 1.0_f32;
        for stream in self.streams {
            let (before, Some(after)) = stream.around(run) else { return false };
            let beside = || before.into_iter().chain([after]).map(|ink| &stream.inks[ink]);
            if beside().any(|ink| ink.borrowed) {
                continue;
            }
            if !words_beside(run).all(|word| stream.is_exact(word)) {
                return false;
            }
            let no_room = match before {
                Some(before) => self.has_no_room(stream, before, after, run),
                None => self.begins_the_block(stream, after, run),
            };
            if !no_room {
                return false;
            }
            least = beside().map(|ink| ink.confidence).fold(least, f32::min);
            let engine = stream.inks[after].word.engine;
            if !engines.contains(&engine) {
                engines.push(engine);
            }
        }
        match engines.len() {
            0 => false,
            1 => least >= 0.9,
            _ => least >= 0.5,
        }
    }

    fn has_no_room(
        &self,
        stream: &Stream,
        before: usize,
        after: usize,
        run: &Range<usize>,
    ) -> bool {
        let (left, right) = (&stream.inks[before], &stream.inks[after]);
        if left.word_index == right.word_index {
            return true;
        }
        let needed = width_of(run, left.word);
        if left.line == right.line {
            return space_between(&left.word.quad, &right.word.quad) < NARROW * needed;
        }
        if words_of(run) > WORDS_OF_A_SLIP {
            return false; // That a whole line was not found is likelier.
        }
        // At a line's end the word may have been cut off with the picture of the line,
        // unless both lines reach as far as their block does; and a whole line may be among
        // those that were not recognised, unless the two stand one below the other.
        let (left, right) = (&self.copy.lines[left.line], &self.copy.lines[right.line]);
        follows_on(left.line, right.line)
            && self.room_beside(left).1 < NARROW * needed
            && self.room_beside(right).0 < NARROW * needed
    }

    /// Whether the first word of the statement is missing where nothing can stand before the
    /// second: that one begins a line of running text as far out as the lines below begin.
    /// A lead-in that is set by itself may have its first word above the second or beside it.
    fn begins_the_block(&self, stream: &Stream, after: usize, run: &Range<usize>) -> bool {
        let first = &stream.inks[after];
        let placed = &self.copy.lines[first.line];
        let same_way = |other: &&Placed| {
            other.line.panel == placed.line.panel && other.line.rotation == placed.line.rotation
        };
        let beside = self.copy.lines.iter().filter(same_way).count() - 1;
        let next = (run.end..STATUTE.tokens.len()).filter(|&token| is_word(token));
        let flows = next.take(WORDS_THAT_FLOW).all(|token| {
            let inks = &stream.tokens[token];
            !inks.is_empty() && inks.iter().all(|&ink| stream.inks[ink].line == first.line)
        });
        words_of(run) == 1
            && flows
            && beside >= LINES_OF_A_BLOCK
            && self.room_beside(placed).0 < NARROW * width_of(run, first.word)
    }

    /// How much further the statement's lines on the same panel reach than this one: before
    /// its beginning, and after its end.
    fn room_beside(&self, placed: &Placed) -> (f32, f32) {
        let axes = Axes::of(placed.line);
        let own = axes.span(&placed.line.quad);
        let mut room = (0.0_f32, 0.0_f32);
        for other in &self.copy.lines {
            if other.line.panel == placed.line.panel && other.line.rotation == placed.line.rotation
            {
                let span = axes.span(&other.line.quad);
                room = (room.0.max(own.start - span.start), room.1.max(span.end - own.end));
            }
        }
        room
    }
}

fn words_of(run: &Range<usize>) -> usize {
    run.clone().filter(|&token| is_word(token)).count()
}

/// The width that a run needs in the type of a word beside it.
fn width_of(run: &Range<usize>, beside: &Word) -> f32 {
    let letters: usize = run.clone().map(|token| STATUTE.tokens[token].range.len()).sum();
    let letter = beside.quad.width() / beside.text.chars().count().max(1) as f32;
    letter * (letters + 2) as f32
}

/// Whether the second line stands just below the first, with no room for a third between.
fn follows_on(first: &Line, second: &Line) -> bool {
    let axes = Axes::of(first);
    let (upper, lower) = (axes.depth(&first.quad), axes.depth(&second.quad));
    let height = (upper.end - upper.start).min(lower.end - lower.start);
    let gap = lower.start - upper.end;
    first.panel == second.panel
        && first.rotation == second.rotation
        && lower.start > upper.start
        && gap < ROOM_FOR_A_LINE * height
}

/// The run of missing words that begins here, with the marks that went with them; a mark
/// alone makes its own run.
pub(super) fn missing_run(verdicts: &[Verdict], start: usize) -> Range<usize> {
    let mut end = start;
    while end < verdicts.len() && matches!(verdicts[end], Verdict::Missing | Verdict::Unseen) {
        end += 1;
    }
    if (start..end).any(is_word) {
        start..end
    } else if verdicts[start] == Verdict::Missing {
        start..start + 1
    } else {
        start..start
    }
}
