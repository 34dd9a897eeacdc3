//! The appellation on the label is that of form item 11.
//! # What the regulation asks
//! Form item 11 names the appellation if one is on the label; 4.25 and 4.34(b).
//! # How we decide
//! As sets of place names without legal suffixes; any place in common is agreement, as is a
//! declared place found anywhere on the label. A country for a region is agreement too; a State
//! for an area of it is a warning. Only places that have nothing in common contradict each
//! other, on a complete label.
//! # What we cannot see
//! Whether one foreign place lies in another, where the lists do not say.

use super::us_place;
use crate::label::{Appellation, AppellationKind, Commodities, Fact, Label, Reading, fold};
use crate::rules::phrase::{SURE, holds};
use crate::rules::{ALWAYS, Citation, Evidences, Note, Outcome, Rule, Severity, cfr, us_state};

/// Words of a declared place that are no place.
const LEGAL: [&str; 14] = [
    "doc",
    "docg",
    "aoc",
    "aop",
    "igt",
    "igp",
    "do",
    "doca",
    "d o",
    "dop",
    "ava",
    "county",
    "vino",
    "valley ava",
];

/// Areas with two lawful names.
const ALTERNATES: [(&str, &str); 4] = [
    ("los carneros", "carneros"),
    ("california shenandoah valley", "shenandoah valley california"),
    ("elkton oregon", "elkton or"),
    ("san luis obispo coast", "slo coast"),
];

pub static RULE: Rule = Rule {
    id: "application.appellation",
    title: "The appellation on the label is the declared one",
    statement: "Form item 11 names the appellation of origin on the label, and is blank only where \
                there is none.",
    citation: &[Citation::Other("TTB F 5100.31 item 11"), cfr(4, "4.25"), cfr(4, "4.34(b)")],
    commodities: Commodities::WINE,
    severity: Severity::Error,
    evidence: Evidences("T+A"),
    in_force: ALWAYS,
    remedy: "Enter in item 11 the appellation that stands with the designation.",
    passes: &["NAPA VALLEY, “Napa Valley”", "MENDOZA, ARGENTINA, “Lujan de Cuyo - Mendoza”"],
    fails: &["item 11 blank, “Sonoma Coast” on the label", "PASO ROBLES declared, “Lodi” printed"],
    check,
};

fn check(label: &Label) -> Outcome {
    let Some(declared) = label.declared.application.appellation.as_deref() else {
        return Outcome::not_applicable(Note::NotDeclared);
    };
    let places = places(declared);
    let printed = match &label.facts.appellation {
        Fact::Read(printed) | Fact::Doubtful(printed) => printed,
        Fact::Unreadable(seen) => {
            return Outcome::unclear("the appellation could not be read", seen);
        }
        Fact::Absent if places.is_empty() => return Outcome::not_applicable(Note::NoOccasion),
        Fact::Absent => return not_read(label, declared, &places),
    };
    let sure = label.facts.appellation.confident().is_some() && printed.confidence >= SURE;
    if places.is_empty() {
        let why = format!("item 11 is blank, the label says “{}”", printed.value.name);
        return if sure { Outcome::violated(why, printed) } else { Outcome::unclear(why, printed) };
    }
    let all = label.facts.appellations.iter().chain([printed]);
    if let Some(same) = all.clone().find(|one| names_one_of(&one.value, &places)) {
        return Outcome::met("the declared appellation is on the label", same);
    }
    if let Some(area) = all.clone().find(|one| lies_in_state(&one.value, &places)) {
        let why = format!("item 11 gives the State, the label “{}”", area.value.name);
        return Outcome::violated(why, area).as_warning();
    }
    if let Some(nested) = all.clone().find(|one| lies_in_country(&one.value, &places)) {
        return Outcome::met("the appellation lies in the declared country", nested);
    }
    let found: Vec<_> = places.iter().flat_map(|place| label.text.find(place)).collect();
    if !found.is_empty() {
        return Outcome::met("the declared place is on the label", found);
    }
    disjoint(label, declared, printed, sure)
}

fn not_read(label: &Label, declared: &str, places: &[String]) -> Outcome {
    let found: Vec<_> = places.iter().flat_map(|place| label.text.find(place)).collect();
    if found.is_empty() {
        Outcome::unclear(format!("the appellation “{declared}” was not found"), ())
    } else {
        Outcome::met("the declared place is on the label", found)
    }
}

fn disjoint(label: &Label, declared: &str, printed: &Reading<Appellation>, sure: bool) -> Outcome {
    let why = format!("declared “{declared}”, the label says “{}”", printed.value.name);
    // Foreign regions lie in each other in ways the lists do not tell.
    let foreign = printed.value.kind == AppellationKind::ForeignRegion;
    if sure && !foreign && label.completeness.absence_is_certain() {
        Outcome::violated(why, printed)
    } else {
        Outcome::unclear(why, printed)
    }
}

/// The place names of a declaration, folded, States in full.
fn places(declared: &str) -> Vec<String> {
    declared
        .split([',', '/', ';', '(', ')', '\n'])
        .flat_map(|part| part.split(" - "))
        .map(fold)
        .map(|place| us_state::code(&place).and_then(us_state::name).map_or(place, fold))
        .map(|place| {
            let words: Vec<&str> = place.split(' ').filter(|word| !LEGAL.contains(word)).collect();
            words.join(" ")
        })
        .filter(|place| !place.is_empty())
        .collect()
}

fn names_one_of(appellation: &Appellation, places: &[String]) -> bool {
    let name = fold(&appellation.name);
    let american = appellation.kind == AppellationKind::UnitedStates;
    // A State or country at the end of a longer declaration is where the place lies.
    let last_is_parent = places.len() > 1;
    places.iter().enumerate().any(|(index, place)| {
        let parent =
            last_is_parent && (us_state::code(place).is_some() || index + 1 == places.len());
        holds(&name, place)
            || (!parent && holds(place, &name))
            || (american && ["american", "united states", "usa"].contains(&place.as_str()))
            || ALTERNATES
                .iter()
                .any(|(a, b)| (*a == place && *b == name) || (*b == place && *a == name))
    })
}

fn lies_in_state(appellation: &Appellation, places: &[String]) -> bool {
    appellation.kind != AppellationKind::State
        && appellation
            .states
            .iter()
            .any(|state| places.len() == 1 && us_place::holds_state(&places[0], state))
}

fn lies_in_country(appellation: &Appellation, places: &[String]) -> bool {
    let country = appellation.country.as_deref().map(fold);
    country.is_some_and(|country| country != "united states" && places.contains(&country))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::label::AppellationKind::{County, ForeignRegion, UnitedStates, ViticulturalArea};
    use crate::rules::OutcomeKind::{Met, NotApplicable, Unclear, Violated};
    use crate::rules::testing::{assert_cases, assert_severities, label};

    fn declaring(place: &str) -> Label {
        label().declaring(|declared| declared.application.appellation = Some(place.to_owned()))
    }

    fn area(label: Label, name: &str) -> Label {
        label.appellation(ViticulturalArea, name, "United States", &["CA"])
    }

    #[test]
    fn places_are_compared_as_sets() {
        assert_cases(
            &RULE,
            [
                ("same", area(declaring("NAPA VALLEY"), "Napa Valley"), Met),
                (
                    "American",
                    declaring("AMERICAN").appellation(
                        UnitedStates,
                        "American",
                        "United States",
                        &[],
                    ),
                    Met,
                ),
                (
                    "county",
                    declaring("CA - SONOMA").appellation(
                        County,
                        "Sonoma County",
                        "United States",
                        &["CA"],
                    ),
                    Met,
                ),
                (
                    "a part",
                    declaring("MENDOZA, ARGENTINA").appellation(
                        ForeignRegion,
                        "Lujan de Cuyo - Mendoza",
                        "Argentina",
                        &[],
                    ),
                    Met,
                ),
                ("alternate", area(declaring("Carneros"), "Los Carneros"), Met),
                ("not declared", area(label(), "Lodi"), NotApplicable),
                ("blank", area(declaring(""), "Sonoma Coast"), Violated),
                ("another", area(declaring("PASO ROBLES"), "Lodi"), Violated),
                ("a State for its area", area(declaring("CALIFORNIA"), "Lodi"), Violated),
                (
                    "another, front only",
                    area(declaring("PASO ROBLES"), "Lodi").perhaps_incomplete(),
                    Unclear,
                ),
                ("not found", declaring("LODI"), Unclear),
            ],
        );
        assert_severities(
            &RULE,
            [
                ("State", area(declaring("CALIFORNIA"), "Lodi"), Severity::Warning),
                ("another", area(declaring("PASO ROBLES"), "Lodi"), Severity::Error),
            ],
        );
    }
}
