//! Appellations of origin: places of the lists that stand with the wine's own words, never
//! those of an address.

use super::grammar::{Parsed, words::Words};
use super::roles::first_of;
use super::statements::{self, Statement};
use crate::label::{Appellation, AppellationKind, Certainty, Facts};
use crate::lists::{self, Names};
use crate::ocr::Line;
use std::sync::LazyLock;

static PLACES: LazyLock<Names<Appellation>> = LazyLock::new(|| {
    let lists = lists::all();
    let mut names: Vec<(String, Appellation)> = Vec::new();
    let place = |kind, name: &str, country: Option<&str>, states: &[String]| Appellation {
        kind,
        name: name.to_owned(),
        country: country.map(str::to_owned),
        states: states.to_vec(),
        percentages: Vec::new(),
    };
    let us = Some("United States");
    for area in &lists.areas {
        let value = place(AppellationKind::ViticulturalArea, &area.name, us, &area.states);
        names.push((area.name.clone(), value.clone()));
        names.extend(area.alternates.iter().map(|name| (name.clone(), value.clone())));
    }
    for state in &lists.states {
        let value =
            place(AppellationKind::State, &state.name, us, std::slice::from_ref(&state.usps));
        names.push((state.name.clone(), value));
    }
    names.push(("American".to_owned(), place(AppellationKind::UnitedStates, "American", us, &[])));
    for region in &lists.foreign_regions {
        let value =
            place(AppellationKind::ForeignRegion, &region.name, region.country.as_deref(), &[]);
        names.push((region.name.clone(), value));
    }
    for country in lists.countries.iter().filter(|country| country.iso2 != "US") {
        let value = place(AppellationKind::Country, &country.name, Some(&country.name), &[]);
        names.push((country.name.clone(), value.clone()));
        names.extend(country.adjectives.iter().map(|name| (name.clone(), value.clone())));
    }
    Names::new(names)
});

/// Reads the appellations outside addresses; on a line of its own or of few words.
pub fn read(lines: &[Line], addresses: &[usize], facts: &mut Facts) {
    let found = statements::read(
        lines,
        parse,
        |old: &Appellation, new: &Appellation| new.name.len() > old.name.len(),
        |a, b| a.name == b.name,
    );
    let mut found: Vec<Statement<Appellation>> = found
        .into_iter()
        .filter(|statement| {
            let words: usize = statement.lines.iter().map(|&line| lines[line].words.len()).sum();
            let in_address = statement.lines.iter().any(|line| addresses.contains(line));
            let origin =
                facts.origin_statements.iter().any(|origin| {
                    origin.evidence.iter().any(|seen| {
                        statement.reading.evidence.iter().any(|place| {
                            seen.panel == place.panel && seen.text.contains(&place.text)
                        })
                    })
                });
            !in_address && !origin && words <= 7
        })
        .collect();
    // The narrowest place is the appellation; the wider ones only say where it lies.
    let narrow = |statement: &Statement<Appellation>| match statement.reading.value.kind {
        AppellationKind::ViticulturalArea | AppellationKind::Multiple => 0,
        AppellationKind::ForeignRegion | AppellationKind::County => 1,
        AppellationKind::State => 2,
        AppellationKind::Country => 4,
        AppellationKind::UnitedStates => 3,
    };
    found.sort_by_key(|statement| (narrow(statement), std::cmp::Reverse(statement.certainty)));
    facts.appellation = first_of(found.iter().take(1).map(Statement::fact).collect());
    facts.appellations = found
        .into_iter()
        .filter(|statement| statement.certainty == Certainty::Confident)
        .map(|statement| statement.reading)
        .collect();
}

fn parse(text: &str) -> Vec<Parsed<Appellation>> {
    let words = Words::of(text);
    let mut found = Vec::new();
    for hit in PLACES.find(&words.folded) {
        let (first, last) = (words.index(hit.range.start), words.index(hit.range.end - 1) + 1);
        let mut value = hit.value.clone();
        let mut end = last;
        if words.word(last) == "county" && value.kind != AppellationKind::Country {
            value.kind = AppellationKind::County;
            value.name = format!("{} County", value.name);
            end += 1;
        }
        found.push(Parsed { value, range: words.bytes(first, end), repaired: false });
    }
    // A county that is no other list's name: `Lake County`, `Sonoma County`.
    for at in 1..words.len() {
        let taken = found.iter().any(|parsed| {
            let here = words.bytes(at - 1, at + 1);
            parsed.range.start < here.end && here.start < parsed.range.end
        });
        let name = words.word(at - 1);
        if words.word(at) == "county"
            && !taken
            && name.len() > 2
            && name.chars().all(char::is_alphabetic)
        {
            let range = words.bytes(at - 1, at + 1);
            let value = Appellation {
                kind: AppellationKind::County,
                name: text[range.clone()].to_owned(),
                country: Some("United States".to_owned()),
                states: Vec::new(),
                percentages: Vec::new(),
            };
            found.push(Parsed { value, range, repaired: false });
        }
    }
    found.sort_by_key(|parsed| parsed.range.start);
    found
}

/// The places that declared words name.
#[must_use]
pub fn understood(text: &str) -> Vec<Appellation> {
    parse(text).into_iter().map(|parsed| parsed.value).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_told_by_their_list() {
        for (text, kind, name) in [
            ("NAPA VALLEY", AppellationKind::ViticulturalArea, "Napa Valley"),
            ("Lake County", AppellationKind::County, "Lake County"),
            ("AMERICAN", AppellationKind::UnitedStates, "American"),
            ("California", AppellationKind::State, "California"),
            ("Carneros", AppellationKind::ViticulturalArea, "Los Carneros"),
        ] {
            let found = parse(text);
            assert_eq!(found.len(), 1, "{text}");
            assert_eq!((found[0].value.kind, found[0].value.name.as_str()), (kind, name), "{text}");
        }
    }
}
