//! Runs a grammar over all ways of joining the lines and all engines' readings of them, and
//! says of every statement how far it can be relied on.

use super::grammar::Parsed;
use super::passage::{Passage, certainty, chains};
use crate::label::{Certainty, Fact, Reading};
use crate::ocr::Line;

/// A statement with its certainty and the lines it stands on.
#[derive(Debug, Clone)]
pub struct Statement<T> {
    pub reading: Reading<T>,
    pub certainty: Certainty,
    pub lines: Vec<usize>,
    pub repaired: bool,
}

/// Lines a short statement runs over at most.
const LINES: usize = 3;

/// Reads the statements of one kind. `better` tells whether the second of two values read
/// from the same words says more than the first; `alike` whether two values are the same.
pub fn read<T: Clone>(
    lines: &[Line],
    parse: impl Fn(&str) -> Vec<Parsed<T>>,
    better: impl Fn(&T, &T) -> bool,
    alike: impl Fn(&T, &T) -> bool,
) -> Vec<Statement<T>> {
    read_over(lines, LINES, parse, better, alike)
}

/// The same for statements that run over more lines.
pub fn read_over<T: Clone>(
    lines: &[Line],
    longest: usize,
    parse: impl Fn(&str) -> Vec<Parsed<T>>,
    better: impl Fn(&T, &T) -> bool,
    alike: impl Fn(&T, &T) -> bool,
) -> Vec<Statement<T>> {
    let mut found: Vec<Statement<T>> = Vec::new();
    for chain in chains(lines, longest) {
        let passage = Passage::of(lines, &chain);
        for parsed in parse(&passage.text) {
            let on = passage.lines(&parsed.range);
            // Longer chains are for statements that need every one of their lines.
            if on.len() != chain.len() {
                continue;
            }
            let reading = passage.reading(lines, &parsed.range, parsed.value);
            let statement = Statement {
                certainty: Certainty::Doubtful,
                reading,
                lines: on,
                repaired: parsed.repaired,
            };
            add(&mut found, statement, &better);
        }
    }
    for statement in &mut found {
        judge(lines, statement, &parse, &alike);
        if statement.certainty == Certainty::Doubtful {
            take_fuller_reading(lines, statement, &parse, &better);
        }
    }
    add_from_other_readings(lines, &parse, &alike, &mut found);
    // The same value read twice on the label vouches for both.
    for index in 0..found.len() {
        let again = found.iter().enumerate().any(|(other, statement)| {
            other != index
                && statement.certainty == Certainty::Confident
                && statement.lines != found[index].lines
                && alike(&statement.reading.value, &found[index].reading.value)
        });
        if again && !found[index].repaired {
            found[index].certainty = Certainty::Confident;
        }
    }
    found
}

/// Keeps the fuller of two statements read from the same words.
fn add<T>(found: &mut Vec<Statement<T>>, new: Statement<T>, better: &impl Fn(&T, &T) -> bool) {
    let overlapping = found.iter().position(|old| {
        old.reading.evidence.iter().any(|seen| {
            new.reading
                .evidence
                .iter()
                .any(|place| seen.panel == place.panel && overlap(&seen.polygon, &place.polygon))
        })
    });
    match overlapping {
        Some(index) => {
            if better(&found[index].reading.value, &new.reading.value) {
                found[index] = new;
            }
        }
        None => found.push(new),
    }
}

/// Whether two places share more than their edges.
fn overlap(a: &crate::label::Quad, b: &crate::label::Quad) -> bool {
    let (a, b) = (a.bounds(), b.bounds());
    let width = a.2.min(b.2) - a.0.max(b.0);
    let height = a.3.min(b.3) - a.1.max(b.1);
    let least = (a.3 - a.1).min(b.3 - b.1);
    width > 1.0 && height > least * 0.5
}

/// Weighs a statement against the other readings of its lines.
fn judge<T>(
    lines: &[Line],
    statement: &mut Statement<T>,
    parse: &impl Fn(&str) -> Vec<Parsed<T>>,
    alike: &impl Fn(&T, &T) -> bool,
) {
    let (mut agreed, mut contradicted) = (false, false);
    for &line in &statement.lines {
        for (index, other) in lines[line].others.iter().enumerate() {
            let values = parse(&Passage::with_other(lines, &statement.lines, line, index).text);
            if values.iter().any(|value| alike(&value.value, &statement.reading.value)) {
                agreed |= values
                    .iter()
                    .any(|value| !value.repaired && alike(&value.value, &statement.reading.value));
            } else if !values.is_empty()
                && other.confidence >= 0.8
                && other.confidence + 0.1 >= statement.reading.confidence
            {
                contradicted = true;
            }
        }
    }
    statement.certainty = certainty(
        statement.reading.confidence,
        statement.repaired,
        agreed,
        contradicted && !agreed,
    );
    if agreed {
        statement.reading.confidence = statement.reading.confidence.max(0.9);
    }
}

/// Of a statement in doubt, another engine's reading of its lines may make out more.
fn take_fuller_reading<T: Clone>(
    lines: &[Line],
    statement: &mut Statement<T>,
    parse: &impl Fn(&str) -> Vec<Parsed<T>>,
    better: &impl Fn(&T, &T) -> bool,
) {
    for line in statement.lines.clone() {
        for other in 0..lines[line].others.len() {
            let passage = Passage::with_other(lines, &statement.lines, line, other);
            for parsed in parse(&passage.text) {
                if better(&statement.reading.value, &parsed.value) {
                    statement.reading = passage.reading(lines, &parsed.range, parsed.value);
                    statement.repaired = parsed.repaired;
                }
            }
        }
    }
}

/// Statements that only another engine's reading of a line shows: doubtful unless it read
/// them very well.
fn add_from_other_readings<T: Clone>(
    lines: &[Line],
    parse: &impl Fn(&str) -> Vec<Parsed<T>>,
    alike: &impl Fn(&T, &T) -> bool,
    found: &mut Vec<Statement<T>>,
) {
    for (index, line) in lines.iter().enumerate() {
        if found.iter().any(|statement| statement.lines.contains(&index)) {
            continue;
        }
        for other in 0..line.others.len() {
            let passage = Passage::other(lines, index, other);
            for parsed in parse(&passage.text) {
                let known = found.iter().any(|statement| {
                    statement.lines == [index] && alike(&statement.reading.value, &parsed.value)
                });
                if known {
                    continue;
                }
                let reading = passage.reading(lines, &parsed.range, parsed.value);
                let well = reading.confidence >= 0.9 && !parsed.repaired;
                found.push(Statement {
                    certainty: if well { Certainty::Confident } else { Certainty::Doubtful },
                    reading,
                    lines: vec![index],
                    repaired: parsed.repaired,
                });
            }
        }
    }
}

impl<T: Clone> Statement<T> {
    /// As a fact: read, or read with doubt.
    pub fn fact(&self) -> Fact<T> {
        match self.certainty {
            Certainty::Confident => Fact::Read(self.reading.clone()),
            Certainty::Doubtful => Fact::Doubtful(self.reading.clone()),
        }
    }
}
