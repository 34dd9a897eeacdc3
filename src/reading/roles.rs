//! What each line is part of: the warning is set aside before anything else is read.

use crate::label::{Evidence, Fact, Facts, LineRole, Text, fold};
use crate::ocr::Line;

/// Words of 27 CFR 16.21.
const WARNING_WORDS: &[&str] = &[
    "government",
    "warning",
    "according",
    "to",
    "the",
    "surgeon",
    "general",
    "women",
    "should",
    "not",
    "drink",
    "alcoholic",
    "beverages",
    "during",
    "pregnancy",
    "because",
    "of",
    "risk",
    "birth",
    "defects",
    "consumption",
    "impairs",
    "your",
    "ability",
    "drive",
    "a",
    "car",
    "or",
    "operate",
    "machinery",
    "and",
    "may",
    "cause",
    "health",
    "problems",
    "1",
    "2",
];
/// Those of them that labels seldom use elsewhere.
const TELLING: &[&str] = &[
    "government",
    "warning",
    "surgeon",
    "according",
    "pregnancy",
    "defects",
    "beverages",
    "alcoholic",
    "consumption",
    "impairs",
    "ability",
    "operate",
    "machinery",
    "problems",
];
/// What other statements say with much the same words: claims of no alcohol, and referrals to
/// what is known of health with their disclaimer.
const OTHERS: &[&str] = &["non alcoholic", "health effects", "health reasons", "encourage you"];

/// Words after “government” that make a claim of it.
const SUPERVISION: &[&str] = &["approved", "certified", "inspected", "supervised", "supervision"];

/// The lines that are the health warning's, or mostly so.
pub fn warning_lines(lines: &[Line]) -> Vec<bool> {
    let share = |line: &Line| {
        let folded = fold(&line.text());
        let compact: String = folded.split(' ').collect();
        let words: Vec<&str> = folded.split(' ').filter(|word| !word.is_empty()).collect();
        let known = words.iter().filter(|word| WARNING_WORDS.contains(word)).count();
        let telling = TELLING.iter().filter(|word| compact.contains(*word)).count();
        // Words run together count by their letters.
        let letters: usize =
            TELLING.iter().filter(|word| compact.contains(*word)).map(|w| w.len()).sum();
        let supervised = words.len() <= 4 && words.iter().any(|word| SUPERVISION.contains(word));
        let is_another = OTHERS.iter().any(|other| folded.contains(other));
        if is_another || compact.contains("nonalcoholic") || supervised {
            return (0.0, 0, words.len());
        }
        let by_words = known as f32 / words.len().max(1) as f32;
        let by_letters = letters as f32 / compact.len().max(1) as f32;
        (by_words.max(by_letters), telling, words.len())
    };
    let shares: Vec<_> = lines.iter().map(share).collect();
    (0..lines.len())
        .map(|index| {
            let (part, telling, count) = shares[index];
            let beside_warning = [index.checked_sub(1), Some(index + 1)]
                .into_iter()
                .flatten()
                .filter_map(|other| shares.get(other).map(|share| (other, share)))
                .any(|(other, share)| {
                    lines[other].panel == lines[index].panel && share.1 >= 1 && share.0 >= 0.5
                });
            telling >= 1 && part >= 0.45
                || telling >= 2 && part >= 0.3
                || beside_warning && part >= 0.7 && count >= 2
        })
        .collect()
}

/// The lines with the words of the warning's lines taken out, so that indexes stay.
pub fn without(lines: &[Line], warning: &[bool]) -> Vec<Line> {
    lines
        .iter()
        .zip(warning)
        .map(|(line, warning)| {
            let mut line = line.clone();
            if *warning {
                line.words.clear();
                line.others.clear();
            }
            line
        })
        .collect()
}

/// The label's text with the role of every line.
pub fn text(lines: &[Line], warning: &[bool], facts: &Facts) -> Text {
    let role = |index: usize, line: &Line| {
        if warning[index] {
            return LineRole::Warning;
        }
        let stands = |evidence: &[Evidence]| {
            evidence.iter().any(|seen| {
                let (center, (left, top, right, bottom)) =
                    (seen.polygon.center(), line.quad.bounds());
                seen.panel == line.panel
                    && (left..=right).contains(&center.x)
                    && (top..=bottom).contains(&center.y)
            })
        };
        if facts.alcohol_statements.iter().any(|reading| stands(&reading.evidence)) {
            LineRole::Alcohol
        } else if facts.net_contents_statements.iter().any(|reading| stands(&reading.evidence)) {
            LineRole::NetContents
        } else if facts.name_addresses.iter().any(|reading| stands(&reading.evidence)) {
            LineRole::NameAddress
        } else {
            LineRole::Other
        }
    };
    let seen = lines
        .iter()
        .enumerate()
        .filter(|(_, line)| !line.words.is_empty())
        .map(|(index, line)| crate::label::Line {
            panel: line.panel,
            text: line.text(),
            polygon: line.quad,
            confidence: line.confidence,
            engine: line.words.first().map_or("", |word| word.engine.name()).to_owned(),
            block: line.block as usize,
            role: role(index, line),
        })
        .collect();
    Text::new(seen)
}

/// The fact of a list of readings: the first that is certain, else the first.
pub fn first_of<T: Clone>(facts: Vec<Fact<T>>) -> Fact<T> {
    let certain = facts.iter().position(|fact| matches!(fact, Fact::Read(_)));
    facts.into_iter().nth(certain.unwrap_or(0)).unwrap_or(Fact::Absent)
}
