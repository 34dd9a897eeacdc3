//! The vintage, told from the other years of a label.

use super::grammar::years::{self, Year};
use super::passage::Passage;
use super::statements::{self, Statement};
use crate::label::{Certainty, Fact, Facts, Vintage};
use crate::ocr::Line;

/// Reads the years. A year alone on its line or among a few words of large print is the
/// wine's; one in running text, an address or beside a founding word is not.
pub fn read(lines: &[Line], addresses: &[usize], facts: &mut Facts) {
    let found = statements::read(
        lines,
        years::parse,
        |old: &Year, new: &Year| new.of_something_else && !old.of_something_else,
        |a, b| a.year == b.year,
    );
    let mut vintages: Vec<(u32, Statement<Year>)> = Vec::new();
    for statement in found {
        let words = statement.lines.iter().map(|&line| word_count(lines, line)).max().unwrap_or(0);
        let in_address = statement.lines.iter().any(|line| addresses.contains(line));
        let Year { year, of_something_else, called_vintage } = statement.reading.value;
        let mine =
            called_vintage || !of_something_else && !in_address && words <= 6 && year >= 1900;
        if mine {
            let again = u32::from(called_vintage) * 100;
            let size = statement.lines.first().map_or(0.0, |&line| lines[line].quad.height());
            vintages.push((again * 1000 + size as u32, statement));
        } else {
            facts.other_years.push(statement.reading.map(|year| year.year));
        }
    }
    // A year of the last century beside one of this is the founders'.
    if vintages.iter().any(|(_, statement)| statement.reading.value.year >= 2000) {
        vintages.retain(|(_, statement)| statement.reading.value.year >= 1990);
    }
    vintages.sort_by_key(|(rank, statement)| {
        (std::cmp::Reverse(statement.certainty), std::cmp::Reverse(*rank))
    });
    let several = vintages.iter().any(|(_, other)| {
        other.reading.value.year != vintages[0].1.reading.value.year
            && other.certainty == Certainty::Confident
    });
    let mut rest = vintages.into_iter().map(|(_, statement)| statement);
    if let Some(first) = rest.next() {
        let called = first.reading.value.called_vintage;
        let vintage = first.reading.clone().map(|year| Vintage { year: year.year });
        let sure = first.certainty == Certainty::Confident && (!several || called);
        facts.vintage = if sure { Fact::Read(vintage) } else { Fact::Doubtful(vintage) };
        facts.other_years.extend(rest.map(|other| other.reading.map(|year| year.year)));
    }
}

/// Words of a line in the reading that parts it least.
fn word_count(lines: &[Line], line: usize) -> usize {
    let count = |passage: &Passage| passage.text.split(' ').count();
    let others =
        (0..lines[line].others.len()).map(|other| count(&Passage::other(lines, line, other)));
    others
        .chain([count(&Passage::of(lines, &[line]))])
        .filter(|count| *count > 0)
        .min()
        .unwrap_or(0)
}
