//! The country of origin: statements with their own words, and countries merely named.

use super::grammar::{Parsed, origin};
use super::roles::first_of;
use super::statements::{self, Statement};
use crate::label::{Certainty, Fact, Facts, OriginStatement};
use crate::ocr::Line;

/// Reads the statements of origin.
pub fn read(lines: &[Line], facts: &mut Facts) {
    let mut found = statements::read(
        lines,
        origin::parse,
        |old: &OriginStatement, new: &OriginStatement| new.lead.len() > old.lead.len(),
        |a, b| a.country == b.country,
    );
    if found.is_empty() {
        found = alone(lines);
    }
    facts.country_of_origin = first_of(found.iter().map(Statement::fact).collect());
    facts.origin_statements = found.into_iter().map(|statement| statement.reading).collect();
}

/// A country's name that fills its line is a statement of a kind; which, is for people.
fn alone(lines: &[Line]) -> Vec<Statement<OriginStatement>> {
    let parse = |text: &str| -> Vec<Parsed<OriginStatement>> {
        origin::mentions(text)
            .into_iter()
            .filter(|mention| mention.value.alone && !mention.value.adjective)
            .map(|mention| Parsed {
                value: OriginStatement {
                    country: Some(mention.value.country),
                    place: text[mention.range.clone()].to_owned(),
                    lead: String::new(),
                },
                range: mention.range,
                repaired: false,
            })
            .collect()
    };
    let mut found = statements::read(lines, parse, |_, _| false, |a, b| a.country == b.country);
    for statement in &mut found {
        statement.certainty = Certainty::Doubtful;
    }
    found.retain(|statement| !matches!(statement.fact(), Fact::Absent));
    found
}
