//! Who made, bottled or imported it, and where.

use super::grammar::address;
use super::statements::{self, Statement};
use crate::label::{Fact, Facts, Function, NameAddress};
use crate::ocr::Line;

/// Lines such a statement runs over at most: phrase, name, street, place.
const LONGEST: usize = 6;

/// Reads the statements; answers the lines they stand on.
pub fn read(lines: &[Line], facts: &mut Facts) -> Vec<usize> {
    let fuller = |old: &NameAddress, new: &NameAddress| {
        let known = |value: &NameAddress| {
            (value.state.is_some() || value.country.is_some(), value.city.is_some())
        };
        known(new) > known(old)
            || new.functions.len() > old.functions.len() && known(new) >= known(old)
    };
    let alike = |a: &NameAddress, b: &NameAddress| a.name == b.name && a.state == b.state;
    let mut found = statements::read_over(lines, LONGEST, address::parse, fuller, alike);
    let located = |statement: &Statement<NameAddress>| {
        statement.reading.value.state.is_some() || statement.reading.value.country.is_some()
    };
    if !found.iter().any(located) {
        // Breweries need no phrase: their name and place stand alone.
        found.extend(statements::read(lines, address::bare, fuller, alike));
    }
    let responsible = |statement: &&Statement<NameAddress>| {
        let value = &statement.reading.value;
        let rank = if value.does(Function::Imported) {
            3
        } else if value.does(Function::Bottled)
            || value.does(Function::Canned)
            || value.does(Function::Packed)
        {
            2
        } else {
            i32::from(!value.functions.is_empty())
        };
        let located = value.state.is_some() || value.country.is_some();
        // A second place of the same firm has no name of its own.
        (statement.certainty, located, rank, !value.name.is_empty() && !value.for_other)
    };
    facts.name_address = found.iter().max_by_key(responsible).map_or(Fact::Absent, Statement::fact);
    let mut on: Vec<usize> = found.iter().flat_map(|statement| statement.lines.clone()).collect();
    on.sort_unstable();
    on.dedup();
    facts.name_addresses = found.into_iter().map(|statement| statement.reading).collect();
    on
}
