//! The grapes a label names, with their shares.

use super::class_type::is_ordinary;
use super::declared;
use super::grammar::{Parsed, words::Words};
use super::statements::{self, Statement};
use crate::label::{Application, Certainty, Facts, Varietal, fold};
use crate::lists::{self, Names};
use crate::ocr::Line;
use rust_decimal::Decimal;
use std::sync::LazyLock;

#[derive(Debug, Clone)]
struct Grape {
    name: String,
    group: String,
}

static GRAPES: LazyLock<Names<Grape>> = LazyLock::new(|| {
    let lists = lists::all();
    let mut names: Vec<(String, Grape)> = Vec::new();
    for grape in &lists.grapes {
        let own_entry = |name: &&String| lists.grapes.iter().any(|other| other.name == **name);
        let synonyms = grape.synonyms.iter().filter(|name| !own_entry(name));
        for name in std::iter::once(&grape.name).chain(synonyms) {
            names.push((name.clone(), Grape { name: name.clone(), group: grape.group.clone() }));
        }
    }
    for kind in &lists.varietal_types {
        let group = fold(&kind.name);
        names.push((kind.name.clone(), Grape { name: kind.name.clone(), group }));
    }
    Names::new(names)
});

/// Words of a line that designates and does not tell a story.
const FEW_WORDS: usize = 5;

/// Reads the grapes outside addresses. A name that is also an ordinary word counts only as
/// a line of its own, with a share, or when it is declared; one in a line that is nothing
/// but part of a declared name, as BEACON is of “Bramble Beacon”, only when it is declared.
pub fn read(lines: &[Line], addresses: &[usize], application: &Application, facts: &mut Facts) {
    let declared: Vec<String> =
        application.grape_varietals.iter().flatten().flat_map(|text| understood(text)).collect();
    let names = declared::names(application);
    let found = statements::read(
        lines,
        parse,
        |old: &Varietal, new: &Varietal| {
            new.name.len() > old.name.len() || new.percent.is_some() && old.percent.is_none()
        },
        |a, b| a.group == b.group,
    );
    for mut statement in found {
        if statement.certainty == Certainty::Doubtful && statement.reading.confidence < 0.6
            || statement.lines.iter().any(|line| addresses.contains(line))
        {
            continue;
        }
        let words: usize = statement.lines.iter().map(|&line| lines[line].words.len()).sum();
        let printed: Vec<_> = statement.lines.iter().map(|&line| lines[line].text()).collect();
        let value = &mut statement.reading.value;
        value.as_designation =
            words <= FEW_WORDS || printed.iter().all(|line| is_shares_alone(line));
        let doubtful = is_ordinary(&value.name) && value.percent.is_none()
            || declared::is_of_a_name(&printed.join(" "), &names);
        if !doubtful || declared.contains(&value.group) {
            keep(facts, statement);
        }
    }
}

/// Whether a line holds grapes with their shares and nothing else, however many.
fn is_shares_alone(line: &str) -> bool {
    let found = parse(line);
    let mut rest = line.to_owned();
    for grape in found.iter().rev() {
        rest.replace_range(grape.range.clone(), " ");
    }
    found.iter().all(|grape| grape.value.percent.is_some())
        && fold(&rest)
            .split(' ')
            .all(|word| matches!(word, "" | "and" | "percent") || word.parse::<Decimal>().is_ok())
}

/// One entry for a grape, the designation before the mention.
fn keep(facts: &mut Facts, statement: Statement<Varietal>) {
    let same = facts
        .grape_varietals
        .iter_mut()
        .find(|reading| reading.value.group == statement.reading.value.group);
    match same {
        Some(old) => {
            let more = statement.reading.value.as_designation && !old.value.as_designation
                || statement.reading.value.percent.is_some() && old.value.percent.is_none();
            if more {
                *old = statement.reading;
            }
        }
        None => facts.grape_varietals.push(statement.reading),
    }
}

fn parse(text: &str) -> Vec<Parsed<Varietal>> {
    let words = Words::of(text);
    let mut found = Vec::new();
    for hit in GRAPES.find(&words.folded) {
        let (first, last) = (words.index(hit.range.start), words.index(hit.range.end - 1) + 1);
        let Grape { name, group, .. } = hit.value.clone();
        found.push(Parsed {
            value: Varietal {
                name,
                group,
                percent: share(text, &words, first, last),
                as_designation: false,
            },
            range: words.bytes(first, last),
            repaired: false,
        });
    }
    found
}

/// The percentage beside a name: before it, else after it.
fn share(text: &str, words: &Words, first: usize, last: usize) -> Option<Decimal> {
    let percent = |index: usize| -> Option<Decimal> {
        (index < words.len()).then_some(())?;
        let number: Decimal = words.word(index).parse().ok()?;
        let end = words.bytes(index, index + 1).end;
        let sign = text[end..].trim_start().starts_with('%');
        (sign && number <= Decimal::ONE_HUNDRED).then_some(number)
    };
    first.checked_sub(1).and_then(percent).or_else(|| percent(last))
}

/// The groups of the grapes that declared words name.
#[must_use]
pub fn understood(text: &str) -> Vec<String> {
    parse(text).into_iter().map(|parsed| parsed.value.group).collect()
}

#[cfg(test)]
mod tests {
    use super::super::testing::lines;
    use super::*;

    #[test]
    fn a_grape_in_a_declared_name_is_no_designation() {
        let application = |grapes: &[&str]| Application {
            brand_name: Some("Bramble Beacon".to_owned()),
            grape_varietals: Some(grapes.iter().map(|&grape| grape.to_owned()).collect()),
            ..Application::default()
        };
        for (printed, declared, expected) in [
            (["BRAMBLE", "BEACON", "Shiraz"], &["Shiraz"][..], &["Shiraz"][..]),
            (["BRAMBLE BEACON", "2022", "Shiraz"], &["Shiraz"], &["Shiraz"]),
            (["BRAMBLE", "BEACON", "2022"], &["Beacon"], &["Beacon"]),
            (["BRAMBLE", "Beacon 2022", "Shiraz"], &["Shiraz"], &["Beacon", "Shiraz"]),
        ] {
            let mut facts = Facts::default();
            read(&lines(&printed), &[], &application(declared), &mut facts);
            let found: Vec<_> =
                facts.grape_varietals.iter().map(|grape| grape.value.name.as_str()).collect();
            assert_eq!(found, expected, "{printed:?}");
        }
    }

    #[test]
    fn a_line_of_shares_designates_however_long_it_is() {
        for (printed, designates) in [
            ("33% Syrah, 33% Grenache, 34% Mourvedre", true),
            ("50% Cabernet Sauvignon and 50% Cabernet Franc", true),
            ("Cabernet Sauvignon", true),
            ("Our 50% Syrah, 50% Grenache blend", false),
            ("Syrah and Grenache grow on the slopes", false),
        ] {
            let mut facts = Facts::default();
            read(&lines(&[printed]), &[], &Application::default(), &mut facts);
            let all = facts.grape_varietals.iter().all(|grape| grape.value.as_designation);
            assert_eq!(all, designates, "{printed}");
        }
    }

    #[test]
    fn grapes_come_with_their_shares() {
        let found = parse("60% Malbec 40% Cabernet Franc");
        let shown: Vec<_> = found
            .iter()
            .map(|f| (f.value.name.as_str(), f.value.percent.map(|p| p.to_string())))
            .collect();
        assert_eq!(
            shown,
            [("Malbec", Some("60".to_owned())), ("Cabernet franc", Some("40".to_owned()))]
        );
        assert_eq!(understood("Albariño"), understood("Alvarinho"));
    }
}
