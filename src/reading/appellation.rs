//! Appellations of origin: places of the lists that stand with the wine's own words, never
//! those of an address.

use super::declared;
use super::grammar::{Parsed, words::Words};
use super::roles::first_of;
use super::statements::{self, Statement};
use crate::label::{
    Appellation, AppellationKind, Application, Certainty, Facts, OriginStatement, Reading, fold,
};
use crate::lists::{self, Names};
use crate::ocr::Line;
use rust_decimal::Decimal;
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

/// Reads the appellations outside addresses; on a line of its own or of few words. A place
/// within a declared name, as in “Rutherford Hills”, counts only where no other stands.
pub fn read(lines: &[Line], addresses: &[usize], application: &Application, facts: &mut Facts) {
    let names = declared::names(application);
    let found = statements::read(
        lines,
        parse,
        |old: &Appellation, new: &Appellation| {
            (new.percentages.len(), new.name.len()) > (old.percentages.len(), old.name.len())
        },
        |a, b| a.name == b.name,
    );
    let mut found: Vec<Statement<Appellation>> = found
        .into_iter()
        .filter(|statement| {
            let words: usize = statement.lines.iter().map(|&line| lines[line].words.len()).sum();
            let in_address = statement
                .lines
                .iter()
                .any(|&line| addresses.contains(&line) && !is_estate(&lines[line], statement));
            let origin = facts.origin_statements.iter().any(|origin| {
                // `California` alone says no more than the appellation does.
                !is_bare(origin) && statement.reading.stands_within(origin)
            });
            let words_at_most = if statement.reading.value.kind == AppellationKind::Multiple {
                12 // `60% Napa County 40% Sonoma County`, over two lines
            } else {
                7
            };
            !in_address && !origin && words <= words_at_most
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
    let in_a_name = |statement: &Statement<Appellation>| {
        let line = statement.lines.first().map(|&line| lines[line].text()).unwrap_or_default();
        fold(&line) != fold(&statement.reading.text) && declared::is_of_a_name(&line, &names)
    };
    found.sort_by_key(|statement| {
        (in_a_name(statement), narrow(statement), std::cmp::Reverse(statement.certainty))
    });
    facts.appellation = first_of(found.iter().take(1).map(Statement::fact).collect());
    facts.appellations = found
        .into_iter()
        .filter(|statement| statement.certainty == Certainty::Confident)
        .map(|statement| statement.reading)
        .collect();
}

/// Whether a statement of origin is a place's name and nothing besides.
fn is_bare(origin: &Reading<OriginStatement>) -> bool {
    fold(&origin.text) == fold(&origin.value.place)
}

/// Whether a line says of a place that the wine is its estate's: `Napa Valley Estate Bottled`
/// names an appellation, though `Bottled` may begin an address.
fn is_estate(line: &Line, statement: &Statement<Appellation>) -> bool {
    fold(&line.text()).starts_with(&format!("{} estate ", fold(&statement.reading.text)))
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
    joined(text, &found).map_or(found, |joined| vec![joined])
}

/// Several counties or States as one appellation: each with its share (`60% Napa County 40%
/// Sonoma County`), or joined by marks and nothing else on the line (`Washington/Oregon`).
fn joined(text: &str, found: &[Parsed<Appellation>]) -> Option<Parsed<Appellation>> {
    let several = found.len() >= 2
        && found
            .iter()
            .all(|one| matches!(one.value.kind, AppellationKind::County | AppellationKind::State));
    let (first, last) = (found.first().filter(|_| several)?, found.last()?);
    let shares: Option<Vec<(usize, Decimal)>> =
        found.iter().map(|one| share_before(text, one.range.start)).collect();
    let start = match &shares {
        Some(shares) => shares[0].0,
        None if is_joined_alone(text, found) => first.range.start,
        None => return None,
    };
    let names: Vec<&str> = found.iter().map(|one| one.value.name.as_str()).collect();
    let mut states: Vec<String> = found.iter().flat_map(|one| one.value.states.clone()).collect();
    states.dedup();
    let shares = shares.unwrap_or_default().into_iter().map(|(_, share)| share);
    Some(Parsed {
        value: Appellation {
            kind: AppellationKind::Multiple,
            name: names.join("-"),
            country: Some("United States".to_owned()),
            states,
            percentages: names.iter().map(|&name| name.to_owned()).zip(shares).collect(),
        },
        range: start..last.range.end,
        repaired: false,
    })
}

/// The percentage that ends before a byte of the text, and where it begins.
fn share_before(text: &str, end: usize) -> Option<(usize, Decimal)> {
    let number = text[..end].trim_end().strip_suffix('%')?.trim_end();
    let digits = number.trim_end_matches(|c: char| c.is_ascii_digit() || c == '.').len();
    let share: Decimal = number[digits..].parse().ok()?;
    (share > Decimal::ZERO && share <= Decimal::ONE_HUNDRED).then_some((digits, share))
}

/// Whether a text is these places with a dash or slash between each two.
fn is_joined_alone(text: &str, found: &[Parsed<Appellation>]) -> bool {
    let mark = |between: &str| matches!(between.trim(), "-" | "–" | "/");
    let marked = found.windows(2).all(|pair| mark(&text[pair[0].range.end..pair[1].range.start]));
    let whole = found[0].range.start == 0
        && found.last().is_some_and(|last| text[last.range.end..].trim().is_empty());
    marked && whole
}

/// The places that declared words name.
#[must_use]
pub fn understood(text: &str) -> Vec<Appellation> {
    parse(text).into_iter().map(|parsed| parsed.value).collect()
}

#[cfg(test)]
mod tests {
    use super::super::{origin, testing::lines};
    use super::*;

    #[test]
    fn a_place_alone_is_an_appellation_and_one_in_a_name_the_last_to_count() {
        let application = Application {
            brand_name: Some("Rutherford Hills".to_owned()),
            ..Application::default()
        };
        for (printed, name) in [
            (&["RUTHERFORD HILLS", "California", "Merlot"][..], Some("California")),
            (&["RUTHERFORD HILLS", "Rutherford", "Merlot"], Some("Rutherford")),
            (&["RUTHERFORD HILLS", "Merlot"], Some("Rutherford")),
            (&["Chile", "Merlot"], Some("Chile")),
            (&["Chile", "Merlot", "Product of Chile"], Some("Chile")),
            (&["Merlot", "Product of Chile"], None),
        ] {
            let (lines, mut facts) = (lines(printed), Facts::default());
            origin::read(&lines, &mut facts);
            read(&lines, &[], &application, &mut facts);
            let read = facts.appellation.value().map(|place| place.name.as_str());
            assert_eq!(read, name, "{printed:?}");
        }
    }

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

    #[test]
    fn several_places_come_with_their_shares() {
        for (text, name, shares) in [
            (
                "60% Napa County 40% Sonoma County",
                "Napa County-Sonoma County",
                &[("Napa County", "60"), ("Sonoma County", "40")][..],
            ),
            (
                "75.5% Washington 24.5% Oregon",
                "Washington-Oregon",
                &[("Washington", "75.5"), ("Oregon", "24.5")],
            ),
            ("Washington / Oregon", "Washington-Oregon", &[]),
        ] {
            let found = parse(text);
            assert_eq!(found.len(), 1, "{text}");
            let value = &found[0].value;
            assert_eq!((value.kind, value.name.as_str()), (AppellationKind::Multiple, name));
            let printed: Vec<_> = value
                .percentages
                .iter()
                .map(|(name, share)| (name.as_str(), share.to_string()))
                .collect();
            let wanted: Vec<_> =
                shares.iter().map(|&(name, share)| (name, share.to_owned())).collect();
            assert_eq!(printed, wanted, "{text}");
            assert_eq!(found[0].range, 0..text.len(), "{text}");
        }
        for text in ["Sonoma County, California", "Portland, Oregon Washington", "60% Napa County"]
        {
            assert!(
                parse(text).iter().all(|one| one.value.kind != AppellationKind::Multiple),
                "{text}"
            );
        }
    }
}
