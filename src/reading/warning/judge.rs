//! What each word and mark of the statement says, from all readings of it.
//!
//! Nothing is corrected towards the statute. A word stands as the regulation prints it
//! when some engine read it so; it differs when engines agree on other letters, or one
//! read a real other word with certainty; all else is a doubt for another look. Both
//! mistakes cost: about one approved label in four really deviates in a word or mark.

mod missing;

use super::letters::{Likeness, is_plausible_word, likeness};
use super::locate::Copy;
use super::statute::{Kind, STATUTE};
use super::stream::Stream;
use crate::label::{Difference, DifferenceKind, Evidence};
use crate::ocr::Engine;
use std::ops::Range;

/// The least certain of the letters two engines agree on.
const AGREED_CONFIDENCE: f32 = 0.75;
/// The least certain letter of a reading that is to count without a second engine: a
/// quarter of an engine's wrong letters stand above 0.9.
const SOLE_CONFIDENCE: f32 = 0.97;
/// Height of a line's box in pixels from which a mark that no engine saw is not there.
const MARKS_SHOW_FROM_PX: f32 = 13.0;
/// The same where one engine alone read the line.
const MARKS_SHOW_ALONE_FROM_PX: f32 = 24.0;

/// Readings it takes to believe that no mark stands at the end of a line: most readings
/// share the picture of the line, which may be cut short; others have wider margins.
const READINGS_OF_AN_EDGE: usize = 3;
/// Readings without a mark that put one reading's mark in doubt.
const OUTVOTING_A_MARK: usize = 3;

/// Differences read with confidence, and places that could not be settled.
#[derive(Debug, Clone, Default)]
pub(super) struct Judged {
    pub differences: Vec<Difference>,
    pub doubts: Vec<Difference>,
}

/// What one piece of the statement comes to.
#[derive(Debug, Clone, PartialEq)]
enum Verdict {
    Settled,
    Differs {
        found: String,
        stream: usize,
    },
    Doubtful {
        found: String,
        stream: usize,
    },
    /// No reading has anything for it.
    Missing,
    /// A mark that no reading has, in print too poor to call it missing.
    Unseen,
}

/// What one stream has for one token.
#[derive(Debug, Clone)]
struct Told {
    stream: usize,
    engine: Engine,
    found: String,
    exact: bool,
    /// The least certain of its letters.
    confidence: f32,
    /// The least of what the engine says of the whole words.
    word_confidence: f32,
    /// All that differs is letters that are commonly misread for each other.
    confusable: bool,
    /// The word's beginning or end is missing where the line begins or ends.
    clipped: bool,
}

pub(super) fn judge(copy: &Copy, streams: &[Stream]) -> Judged {
    let mut judge = Judge { copy, streams, judged: Judged::default() };
    judge.tokens();
    judge.additions();
    judge.judged
}

struct Judge<'c, 'a> {
    copy: &'c Copy<'a>,
    streams: &'c [Stream<'a>],
    judged: Judged,
}

impl Judge<'_, '_> {
    fn tokens(&mut self) {
        let verdicts: Vec<Verdict> = (0..STATUTE.tokens.len())
            .map(|token| match STATUTE.tokens[token].kind {
                Kind::Word => self.word(token),
                Kind::Mark => self.mark(token),
            })
            .collect();
        let mut token = 0;
        while token < verdicts.len() {
            let run = missing::missing_run(&verdicts, token);
            if run.is_empty() {
                self.record(token, &verdicts[token]);
                token += 1;
            } else {
                self.missing(run.clone());
                token = run.end;
            }
        }
    }

    fn record(&mut self, token: usize, verdict: &Verdict) {
        let (found, stream, certain) = match verdict {
            Verdict::Settled | Verdict::Missing => return,
            Verdict::Unseen => (&String::new(), 0, false),
            Verdict::Differs { found, stream } => (found, *stream, true),
            Verdict::Doubtful { found, stream } => (found, *stream, false),
        };
        let kind = difference_kind(token);
        let difference = Difference {
            kind,
            expected: STATUTE.tokens[token].text.to_owned(),
            found: found.clone(),
            evidence: self.evidence(&(token..token + 1), stream),
        };
        self.push(difference, certain);
    }

    fn push(&mut self, difference: Difference, certain: bool) {
        if certain {
            self.judged.differences.push(difference);
        } else {
            self.judged.doubts.push(difference);
        }
    }

    fn word(&self, token: usize) -> Verdict {
        let told: Vec<Told> =
            (0..self.streams.len()).filter_map(|stream| self.told(stream, token)).collect();
        let Some(surest) = told.iter().max_by(|a, b| a.confidence.total_cmp(&b.confidence)) else {
            return Verdict::Doubtful { found: String::new(), stream: 0 };
        };
        if let Some(exact) = told
            .iter()
            .filter(|told| told.exact)
            .max_by(|a, b| a.confidence.total_cmp(&b.confidence))
        {
            return match told.iter().find(|told| contradicts(told, exact, token)) {
                Some(rival) => rival.doubtful(),
                None => Verdict::Settled,
            };
        }
        if told.iter().all(|told| told.found.is_empty()) {
            return Verdict::Missing;
        }
        if let Some(agreed) = agreed(&told) {
            return if agreed.is_other_wording(token) && agreed.confidence >= AGREED_CONFIDENCE {
                agreed.differs()
            } else {
                agreed.doubtful()
            };
        }
        let sole_engine = told.iter().all(|told| told.engine == surest.engine);
        if sole_engine
            && surest.confidence >= SOLE_CONFIDENCE
            && surest.is_other_wording(token)
            && (is_plausible_word(&surest.found) || doubles_a_letter(token, &surest.found))
        {
            return surest.differs();
        }
        surest.doubtful()
    }

    /// What a stream has for a word; `None` where it did not read the place itself.
    fn told(&self, stream: usize, token: usize) -> Option<Told> {
        let read = &self.streams[stream];
        let inks = &read.tokens[token];
        let neighbours = read.around(&(token..token + 1));
        let witness = inks.first().copied().or(neighbours.0).or(neighbours.1)?;
        if inks.iter().any(|&ink| read.inks[ink].borrowed) || read.inks[witness].borrowed {
            return None;
        }
        let range = STATUTE.tokens[token].range.clone();
        let missing = range.clone().filter(|&place| read.paired[place].is_none()).count();
        let added = inks.len() + missing > range.len();
        let substitutions = range.clone().filter_map(|place| {
            let found = read.inks[read.paired[place]?].letter.character;
            Some(likeness(STATUTE.characters[place], found))
        });
        let confusable = substitutions.min().is_some_and(|least| least >= Likeness::Confusable);
        let found = read.text(inks);
        let merged = shape(&found) == shape(STATUTE.tokens[token].text);
        Some(Told {
            stream,
            engine: read.inks[witness].word.engine,
            exact: read.is_exact(token),
            confidence: inks
                .iter()
                .map(|&ink| read.inks[ink].confidence)
                .reduce(f32::min)
                .unwrap_or(read.inks[witness].confidence),
            word_confidence: inks
                .iter()
                .map(|&ink| read.inks[ink].word.confidence)
                .fold(1.0, f32::min),
            confusable: merged || confusable && missing == 0 && !added,
            clipped: inks.iter().any(|&ink| read.inks[ink].at_edge)
                && is_part_of(&found, STATUTE.tokens[token].text),
            found,
        })
    }

    /// Whether a mark is there: one engine that saw it is enough, unless all other readings
    /// are many and have none. It is missing only where the words on both sides are read and
    /// what was looked at cannot have been cut short.
    fn mark(&self, token: usize) -> Verdict {
        let place = STATUTE.tokens[token].range.start;
        let expected = STATUTE.characters[place];
        let mut doubtful = None;
        let (mut engines, mut witnesses) = (Vec::new(), 0);
        let mut seen: Vec<(String, usize)> = Vec::new();
        let (mut least_height, mut at_edge) = (f32::INFINITY, false);
        for (index, stream) in self.streams.iter().enumerate() {
            let (before, after) = stream.around(&(token..token + 1));
            let Some(witness) = before.or(after) else { continue };
            if let Some(found) = stream.paired[place] {
                let ink = &stream.inks[found];
                match likeness(expected, ink.letter.character) {
                    _ if ink.borrowed => continue,
                    // Engines do not tell commas from full stops: either is the mark.
                    Likeness::Same | Likeness::Alike => {
                        seen.push((ink.letter.character.to_string(), index));
                        continue;
                    }
                    _ if !ink.letter.character.is_alphanumeric() => {
                        doubtful = Some((ink.letter.character.to_string(), index));
                    }
                    _ => {}
                }
            } else if let Some(smudge) = smudge(stream, token) {
                doubtful = Some((smudge, index));
            }
            if stream.inks[witness].borrowed {
                continue;
            }
            if !neighbours(token).all(|word| stream.is_exact(word)) {
                continue;
            }
            witnesses += 1;
            let engine = stream.inks[witness].word.engine;
            if !engines.contains(&engine) {
                engines.push(engine);
            }
            let lines: Vec<usize> =
                [before, after].into_iter().flatten().map(|ink| stream.inks[ink].line).collect();
            at_edge |= lines.len() < 2 || lines[0] != lines[1];
            for line in lines {
                least_height = least_height.min(self.copy.lines[line].line.quad.height());
            }
        }
        match seen.pop() {
            Some((found, stream)) if seen.is_empty() && witnesses >= OUTVOTING_A_MARK => {
                return Verdict::Doubtful { found, stream };
            }
            Some(_) => return Verdict::Settled,
            None => {}
        }
        if let Some((found, stream)) = doubtful {
            return Verdict::Doubtful { found, stream };
        }
        let shows = match engines.len() {
            0 => false,
            1 => engines[0] == Engine::Tesseract && least_height >= MARKS_SHOW_ALONE_FROM_PX,
            _ => least_height >= MARKS_SHOW_FROM_PX,
        };
        if shows && (!at_edge || witnesses >= READINGS_OF_AN_EDGE) {
            Verdict::Missing
        } else {
            Verdict::Unseen
        }
    }

    /// Words that stand among the statement's and are none of them.
    fn additions(&mut self) {
        // What stands before the first word and after the last is run on, not added.
        for bin in 1..STATUTE.tokens.len() {
            if self.streams.iter().any(|stream| stream.tokens[bin].is_empty()) {
                continue; // Judged as standing instead of what is missing.
            }
            let mut found: Vec<(usize, Engine, String, f32)> = Vec::new();
            let mut silent: Vec<Engine> = Vec::new();
            for (index, stream) in self.streams.iter().enumerate() {
                let inks = &stream.extras[bin];
                let witness = stream.around(&(bin..bin)).0.unwrap_or(0);
                let text = stream.text(inks);
                let letters = text.chars().filter(|c| c.is_alphanumeric()).count();
                if stream.inks[witness].borrowed {
                    continue;
                }
                let engine = stream.inks[witness].word.engine;
                // A lone letter is noise, unless it is a word of its own: “operate a machinery”.
                if letters >= 2 || letters == 1 && is_plausible_word(text.trim()) {
                    let least = inks.iter().map(|&ink| stream.inks[ink].confidence);
                    found.push((index, engine, text, least.fold(1.0, f32::min)));
                } else {
                    silent.push(engine);
                }
            }
            let Some((index, engine, text, confidence)) =
                found.iter().max_by(|a, b| a.3.total_cmp(&b.3)).cloned()
            else {
                continue;
            };
            let agreed = found.iter().any(|(_, other, same, least)| {
                *other != engine && shape(same) == shape(&text) && *least >= AGREED_CONFIDENCE
            });
            let plausible = text.split_whitespace().all(is_plausible_word);
            let certain = agreed && confidence >= AGREED_CONFIDENCE
                || silent.is_empty()
                    && found.iter().all(|other| other.1 == engine)
                    && confidence >= SOLE_CONFIDENCE
                    && plausible;
            let worth_asking = silent.is_empty() || plausible && confidence >= 0.9;
            if !certain && !worth_asking {
                continue; // One engine's noise, which the other does not see.
            }
            let stream = &self.streams[index];
            let difference = Difference {
                kind: DifferenceKind::Wording,
                expected: String::new(),
                found: text,
                evidence: stream.evidence(&stream.extras[bin]),
            };
            self.push(difference, certain);
        }
    }

    /// Where the tokens stand, or the words on either side of where they should.
    fn evidence(&self, tokens: &Range<usize>, stream: usize) -> Vec<Evidence> {
        let Some(stream) = self.streams.get(stream) else { return Vec::new() };
        let own: Vec<usize> = stream.tokens[tokens.clone()].concat();
        if !own.is_empty() {
            return stream.evidence(&own);
        }
        let (before, after) = stream.around(tokens);
        let beside: Vec<usize> = [before, after].into_iter().flatten().collect();
        stream.evidence(&beside)
    }
}

impl Told {
    fn differs(&self) -> Verdict {
        Verdict::Differs { found: self.found.clone(), stream: self.stream }
    }

    fn doubtful(&self) -> Verdict {
        Verdict::Doubtful { found: self.found.clone(), stream: self.stream }
    }

    /// Whether these letters, if they are right, are other wording rather than a misreading.
    fn is_other_wording(&self, token: usize) -> bool {
        if !self.found.chars().any(char::is_alphabetic) {
            return false; // Specks at the place of a word are no other word.
        }
        let numeral = STATUTE.tokens[token].text.chars().all(char::is_numeric);
        if numeral || self.found.chars().any(char::is_numeric) || self.clipped {
            return false; // No printer sets digits in words; engines read them there.
        }
        is_plausible_word(&self.found) || !self.confusable
    }
}

/// Something other than letters that was read at a mark's place.
fn smudge(stream: &Stream, token: usize) -> Option<String> {
    let near = |ink: &&usize| !stream.inks[**ink].letter.character.is_alphanumeric();
    let before = token.checked_sub(1).filter(|&word| is_word(word));
    let tail = before.and_then(|word| stream.tokens[word].last()).filter(near);
    let extra = stream.extras[token].iter().chain(&stream.extras[token + 1]).find(near);
    tail.or(extra).map(|&ink| stream.inks[ink].letter.character.to_string())
}

/// Whether a reading is another real word, no less certain than the exact one.
fn contradicts(told: &Told, exact: &Told, token: usize) -> bool {
    if told.exact {
        return false;
    }
    let short = STATUTE.tokens[token].text.len() <= 2;
    if short && told.confusable {
        return false; // `of` for `or` is one letter misread.
    }
    let doubled = doubles_a_letter(token, &told.found);
    let unsure = exact.confidence.min(exact.word_confidence) < 0.5;
    if unsure
        && told.engine != exact.engine
        && told.confidence >= 0.85
        && (doubled || !told.confusable)
    {
        return true; // An engine that is not sure of its letters completes the word it knows.
    }
    (is_plausible_word(&told.found) || told.confidence >= SOLE_CONFIDENCE && doubled)
        && told.engine != exact.engine
        && told.is_other_wording(token)
        && told.confidence >= (exact.confidence - 0.05).max(0.85)
}

/// The surest reading that two engines share letter for letter.
fn agreed(told: &[Told]) -> Option<Told> {
    let mut best: Option<Told> = None;
    for (index, one) in told.iter().enumerate() {
        for two in &told[index + 1..] {
            if one.engine != two.engine
                && !one.found.is_empty()
                && shape(&one.found) == shape(&two.found)
            {
                let shared = Told {
                    confidence: one.confidence.min(two.confidence),
                    confusable: one.confusable && two.confusable,
                    clipped: one.clipped || two.clipped,
                    ..one.clone()
                };
                if best.as_ref().is_none_or(|best| best.confidence < shared.confidence) {
                    best = Some(shared);
                }
            }
        }
    }
    best
}

/// Whether a reading is the beginning or the end of the expected word and no more.
fn is_part_of(found: &str, expected: &str) -> bool {
    let (found, expected) = (found.to_uppercase(), expected.to_uppercase());
    found.len() < expected.len() && (expected.starts_with(&found) || expected.ends_with(&found))
}

/// Letters and digits in capitals, with joined shapes that engines take for one letter.
fn shape(text: &str) -> String {
    let letters: String =
        text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_uppercase).collect();
    letters.replace("RN", "M").replace("VV", "W").replace("CL", "D").replace("LI", "U")
}

/// Whether the reading is the word with one of its letters printed twice, as in `HEALTTH`.
fn doubles_a_letter(token: usize, found: &str) -> bool {
    let found: Vec<char> = found.chars().flat_map(char::to_uppercase).collect();
    let expected: Vec<char> =
        STATUTE.tokens[token].text.chars().flat_map(char::to_uppercase).collect();
    (1..found.len()).any(|at| {
        let mut single = found.clone();
        found[at] == found[at - 1] && {
            single.remove(at);
            single == expected
        }
    })
}

fn is_word(token: usize) -> bool {
    STATUTE.tokens[token].kind == Kind::Word
}

fn difference_kind(token: usize) -> DifferenceKind {
    if is_word(token) { DifferenceKind::Wording } else { DifferenceKind::Punctuation }
}

/// The nearest words on either side of a token.
fn neighbours(token: usize) -> impl Iterator<Item = usize> {
    words_beside(&(token..token + 1))
}

fn words_beside(run: &Range<usize>) -> impl Iterator<Item = usize> + use<> {
    let before = (0..run.start).rev().find(|&token| is_word(token));
    let after = (run.end..STATUTE.tokens.len()).find(|&token| is_word(token));
    before.into_iter().chain(after)
}
