//! The statements of net contents, and the one that counts.

use super::grammar::volume;
use super::statements::{self, Statement};
use crate::label::{Certainty, Fact, Facts, NetContents};
use crate::ocr::Line;

/// Reads all volumes that may be the contents.
pub fn read(lines: &[Line], facts: &mut Facts) {
    let found = statements::read(
        lines,
        volume::parse,
        |old: &NetContents, new: &NetContents| new.parts.len() > old.parts.len(),
        |a, b| a.volume == b.volume,
    );
    let chosen = found
        .iter()
        .enumerate()
        .max_by_key(|(index, statement)| {
            (statement.certainty == Certainty::Confident, std::cmp::Reverse(*index))
        })
        .map(|(_, statement)| statement);
    facts.net_contents = chosen.map_or(Fact::Absent, Statement::fact);
    facts.net_contents_statements = found.into_iter().map(|statement| statement.reading).collect();
}
