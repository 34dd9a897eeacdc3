//! Capitals, from the letters as engines read them.

use super::letters::shows_case;
use super::statute::STATUTE;
use super::stream::Stream;
use crate::label::{Difference, DifferenceKind, WarningWord};

/// The tokens of the lead-in.
const LEAD_IN: [usize; 2] = [0, 1];
/// Words after the lead-in that the regulation begins with a capital.
const INITIALS: [&str; 4] = ["According", "Surgeon", "General", "Consumption"];
/// The least certain letter of a lead-in in small letters that one engine alone read.
const SOLE_CONFIDENCE: f32 = 0.9;

/// How one reading sets a word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Case {
    Capitals,
    /// Small letters, with or without a capital first.
    Small,
    Unknown,
}

/// What the lead-in's letters say.
#[derive(Debug, Clone, Default)]
pub(super) struct LeadIn {
    pub text: String,
    pub capitals: Option<bool>,
    pub difference: Option<Difference>,
    pub doubt: Option<Difference>,
}

pub(super) fn lead_in(streams: &[Stream]) -> LeadIn {
    let mut lead_in = LeadIn::default();
    let Some(best) = streams
        .iter()
        .max_by_key(|stream| LEAD_IN.iter().filter(|&&token| stream.is_exact(token)).count())
    else {
        return lead_in;
    };
    let inks: Vec<usize> = best.tokens[..2].concat();
    lead_in.text = best.text(&inks);
    if inks.is_empty() {
        return lead_in;
    }
    let mut all_capitals = true;
    let (mut small, mut doubtful) = (false, false);
    for token in LEAD_IN {
        match case_of_all(streams, token) {
            (Case::Capitals, _) => {}
            (Case::Small, true) => small = true,
            (Case::Small | Case::Unknown, _) => doubtful = true,
        }
        all_capitals &= case_of_all(streams, token).0 == Case::Capitals;
    }
    let difference = Difference {
        kind: DifferenceKind::Capitals,
        expected: "GOVERNMENT WARNING".to_owned(),
        found: lead_in.text.clone(),
        evidence: best.evidence(&inks),
    };
    if small {
        lead_in.capitals = Some(false);
        lead_in.difference = Some(difference);
    } else if all_capitals {
        lead_in.capitals = Some(true);
    } else if doubtful {
        lead_in.doubt = Some(difference);
    }
    lead_in
}

/// How all readings together set a word, and whether that is certain.
fn case_of_all(streams: &[Stream], token: usize) -> (Case, bool) {
    let (mut capitals, mut small) = (Vec::new(), Vec::new());
    let mut least = 1.0_f32;
    for stream in streams {
        let inks = &stream.tokens[token];
        if inks.is_empty() || inks.iter().any(|&ink| stream.inks[ink].borrowed) {
            continue;
        }
        let engine = stream.inks[inks[0]].word.engine;
        match case_of(stream, inks) {
            Case::Capitals => capitals.push(engine),
            Case::Small => {
                small.push(engine);
                least = inks.iter().map(|&ink| stream.inks[ink].confidence).fold(least, f32::min);
            }
            Case::Unknown => {}
        }
    }
    small.dedup();
    match (capitals.is_empty(), small.as_slice()) {
        (false, []) => (Case::Capitals, true),
        (true, [_, _, ..]) => (Case::Small, true),
        (true, [_]) => (Case::Small, least >= SOLE_CONFIDENCE),
        _ => (Case::Unknown, false),
    }
}

fn case_of(stream: &Stream, inks: &[usize]) -> Case {
    let telling: Vec<char> = inks
        .iter()
        .map(|&ink| stream.inks[ink].letter.character)
        .filter(|&character| shows_case(character))
        .collect();
    let small = telling.iter().filter(|character| character.is_lowercase()).count();
    match (telling.len(), small) {
        (0..=2, _) => Case::Unknown,
        // One stray small letter among capitals is a misreading, not a setting.
        (_, 0 | 1) => Case::Capitals,
        (all, small) if small * 2 > all => Case::Small,
        _ => Case::Unknown,
    }
}

/// In a statement of mixed case, the words with a small initial where a capital belongs.
pub(super) fn small_initials(streams: &[Stream]) -> Vec<WarningWord> {
    let Some(best) = streams.first() else { return Vec::new() };
    let body: Vec<char> = best.tokens[2..]
        .iter()
        .flatten()
        .map(|&ink| best.inks[ink].letter.character)
        .filter(|character| character.is_alphabetic())
        .collect();
    let small = body.iter().filter(|character| character.is_lowercase()).count();
    if small * 3 < body.len() {
        return Vec::new();
    }
    let mut words = Vec::new();
    for (token, expected) in STATUTE.tokens.iter().enumerate() {
        if INITIALS.contains(&expected.text)
            && let Some(stream) = agreed_small(streams, token)
        {
            let inks = &stream.tokens[token];
            words.extend(stream.evidence(&inks[..1]).into_iter().map(|evidence| WarningWord {
                text: stream.text(inks),
                expected: Some(expected.word),
                evidence,
            }));
        }
    }
    words
}

/// A stream with a small initial, when two readings have it so and none a capital: the
/// letters S and C differ from their capitals in size alone.
fn agreed_small<'c, 'a>(streams: &'c [Stream<'a>], token: usize) -> Option<&'c Stream<'a>> {
    let mut readings = 0;
    let mut last = None;
    for stream in streams.iter().filter(|stream| stream.is_exact(token)) {
        let initial = &stream.inks[*stream.tokens[token].first()?];
        if initial.borrowed {
            continue;
        }
        if !initial.letter.character.is_lowercase() {
            return None;
        }
        readings += 1;
        last = Some(stream);
    }
    last.filter(|_| readings >= 2)
}
