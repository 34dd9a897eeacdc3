//! The appellation of origin: when there must be one, and what it claims.
//! # What the regulation asks
//! 4.34(b): an appellation where the label has a grape, a semi-generic name, a vintage or “estate
//! bottled”. 4.25: how much of the wine is from there. 4.26: estate bottled.
//! # How we decide
//! This file alone reports a missing appellation, naming everything that asks for it. The foreign
//! lists are examples, so on imported wine an appellation that was not recognised is shown without
//! holding the label up.
//! # What we cannot see
//! Where the grapes grew; whether `Product of Chile` doubles as the appellation is not settled.

use super::appellation_form;
use super::kind::{self, part_4};
use crate::label::{
    Appellation, AppellationKind, Commodities, Fact, Function, Label, LineRole, Reading, fold,
};
use crate::lists;
use crate::rules::phrase::{self, SURE};
use crate::rules::{ALWAYS, Evidences, Note, Outcome, Rule, Severity, cfr};
use rust_decimal::Decimal;

/// Least share from the place of a State or county appellation (4.25(b)).
const LEAST_SHARE: Decimal = Decimal::from_parts(75, 0, 0, false, 0);
pub static REQUIRED: Rule = Rule {
    id: "wine.appellation.required",
    title: "Wine with a grape or a vintage has an appellation",
    statement: "An appellation of origin stands on labels with a grape or semi-generic name, a vintage, or “estate \
                bottled”.",
    citation: &[cfr(4, "4.34(b)"), cfr(4, "4.27(a)"), cfr(4, "4.26(a)")],
    commodities: Commodities::WINE,
    severity: Severity::Error,
    evidence: Evidences("T"),
    in_force: ALWAYS,
    remedy: "Print the appellation of origin beside the designation, for example “American” or “California”.",
    passes: &["“2021 Sonoma Coast Pinot Noir”", "“Red Wine” with neither grape nor vintage"],
    fails: &["“2021 Red Wine” without a place", "“Pinot Noir” without a place"],
    check: |label| part_4(label, required),
};

fn required(label: &Label) -> Outcome {
    let mut wanted_by: Vec<String> = Vec::new();
    let mut seen = Vec::new();
    if let Some(grape) = kind::grapes(label).first() {
        wanted_by.push(grape.value.name.clone());
        seen.extend(grape.evidence.clone());
    }
    for one in kind::designations(label) {
        let semi = kind::is_semi_generic(&one.value);
        if semi && !kind::is_imported(label)
            || kind::is_varietal(&one.value) && wanted_by.is_empty()
        {
            wanted_by.push(one.text.clone());
            seen.extend(one.evidence.clone());
        }
    }
    if let Some(vintage) = label.facts.vintage.confident() {
        wanted_by.push(format!("the vintage {}", vintage.value.year));
        seen.extend(vintage.evidence.clone());
    }
    if let Some(hit) = phrase::anywhere(label, &["estate bottled"]).first() {
        wanted_by.push("“estate bottled”".to_owned());
        seen.extend(hit.evidence.clone());
    }
    if wanted_by.is_empty() {
        return Outcome::not_applicable(Note::NoOccasion);
    }
    if kind::has_place(label) {
        return Outcome::met(
            "an appellation stands on the label",
            label.facts.appellation.evidence(),
        );
    }
    let why = format!("no appellation was found, which {} asks for", wanted_by.join(" and "));
    if kind::is_imported(label) || label.facts.vintage.confident().is_none() && unsure_grape(label)
    {
        return Outcome::unclear(why, seen).as_warning();
    }
    if place_hinted(label) {
        return Outcome::unclear(format!("{why}; a place is named, not as appellation"), seen)
            .as_warning();
    }
    let mut outcome = Outcome::missing(label, why);
    outcome.evidence = seen;
    if kind::is_american(label) { outcome } else { outcome.in_doubt("its origin is not known") }
}

/// Only a story or a badly read line names the grape.
fn unsure_grape(label: &Label) -> bool {
    kind::grapes(label).is_empty()
        && !kind::designations(label)
            .iter()
            .any(|one| kind::is_semi_generic(&one.value) || kind::is_varietal(&one.value))
        && phrase::anywhere(label, &["estate bottled"]).is_empty()
}

/// A place named anywhere but in an address or the health warning, however badly read.
fn place_hinted(label: &Label) -> bool {
    let outside = [LineRole::NameAddress, LineRole::Warning];
    let named = |name: &str| !label.text.find_outside(name, &outside).is_empty();
    lists::all().states.iter().any(|state| named(&state.name))
        || lists::all().areas.iter().any(|area| named(&area.name))
        || ["county", "american", "appellation", "ava"].iter().any(|word| named(word))
}

/// Wordings that claim growing and bottling by one hand without the term itself.
const EQUIVALENT_CLAIMS: [&str; 3] =
    ["grown and bottled by", "grown bottled by", "estate grown and bottled"];

pub static ESTATE_BOTTLED: Rule = Rule {
    id: "wine.estate-bottled",
    title: "“Estate bottled” stands with a viticultural area",
    statement: "“Estate bottled” needs a viticultural area as appellation and a winery in it that grew, made and \
                bottled the wine; no other term makes that claim.",
    citation: &[cfr(4, "4.26")],
    commodities: Commodities::WINE,
    severity: Severity::Warning,
    evidence: Evidences("T+A"),
    in_force: ALWAYS,
    remedy: "Name the viticultural area, or leave “estate bottled” off.",
    passes: &["“Estate Bottled – Dry Creek Valley”", "no such claim"],
    fails: &["“Estate Bottled – California”", "“Grown and bottled by” as an equivalent"],
    check: |label| part_4(label, estate_bottled),
};

fn estate_bottled(label: &Label) -> Outcome {
    if kind::is_imported(label) {
        return Outcome::not_applicable(Note::NotVisible);
    }
    let claims = phrase::anywhere(label, &["estate bottled"]);
    if claims.is_empty() {
        let others = phrase::anywhere(label, &EQUIVALENT_CLAIMS);
        if others.is_empty() {
            return Outcome::not_applicable(Note::NoOccasion);
        }
        return Outcome::unclear("the words may claim what only “estate bottled” may", others);
    }
    let areas = label.facts.appellations.iter().chain(label.facts.appellation.reading());
    let area = areas.into_iter().find(|one| one.value.kind == AppellationKind::ViticulturalArea);
    if let Some(area) = area {
        return Outcome::met("a viticultural area stands on the label", area);
    }
    match &label.facts.appellation {
        Fact::Read(place) => {
            let why = format!("{} is no viticultural area", place.value.name);
            let outcome = Outcome::violated(why, claims).as_error();
            if label.completeness.absence_is_certain() && kind::is_american(label) {
                outcome
            } else {
                outcome.in_doubt("an area may stand where nothing could be read")
            }
        }
        Fact::Absent => Outcome::not_applicable(Note::SaidElsewhere),
        _ => Outcome::unclear("the appellation is not certain", claims),
    }
}

pub static PERCENT_ORIGIN: Rule = Rule {
    id: "wine.appellation.percent-origin",
    title: "The wine comes from its appellation",
    statement: "At least 75 % of the wine is from its country, State or county, 85 % from its viticultural area, and it \
                is finished in the area's State.",
    citation: &[cfr(4, "4.25(b)"), cfr(4, "4.25(e)(3)")],
    commodities: Commodities::WINE,
    severity: Severity::Info,
    evidence: Evidences("X"),
    in_force: ALWAYS,
    remedy: "Use an appellation that the origin and the place of making allow.",
    passes: &["“Willamette Valley”, bottled in Oregon", "a State, bottled in a neighbouring one"],
    fails: &["“Napa Valley”, produced and bottled in Oregon", "“California” at 50 %"],
    check: |label| part_4(label, percent_origin),
};

/// An appellation by itself of which the label says that less than its share is from there. Two
/// or three adjoining States, or counties, with their percentages are one appellation, whatever
/// else the label says of them.
fn too_little_of(label: &Label) -> Option<(&Reading<Appellation>, Decimal)> {
    let all = || label.facts.appellations.iter().chain(label.facts.appellation.confident());
    let shares = all().filter(|one| !appellation_form::may_be_joined(&one.value));
    for (name, share) in shares.flat_map(|one| &one.value.percentages) {
        let alone = all().find(|one| fold(&one.value.name) == fold(name));
        if let Some(alone) = alone.filter(|_| *share < LEAST_SHARE) {
            return Some((alone, *share));
        }
    }
    None
}

fn percent_origin(label: &Label) -> Outcome {
    let Some(place) = label.facts.appellation.confident() else {
        return Outcome::not_applicable(Note::NotVisible);
    };
    if let Some((other, share)) = too_little_of(label) {
        let why = format!("only {share} % is from {}", other.value.name);
        return Outcome::violated(why, other).as_warning();
    }
    let made = label.facts.name_addresses.iter().find(|one| {
        let finished = [Function::Produced, Function::Made, Function::Finished];
        one.confidence >= SURE && finished.iter().any(|&function| one.value.does(function))
    });
    if let Some(made) = made
        && let Some(state) = &made.value.state
        && place.value.kind == AppellationKind::ViticulturalArea
        && !place.value.states.is_empty()
        && !place.value.states.contains(state)
    {
        let why = format!("made in {state}, outside the State of {}", place.value.name);
        return Outcome::violated(why, made).as_warning();
    }
    Outcome::not_applicable(Note::NotVisible)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::OutcomeKind::{Met, NotApplicable, Unclear, Violated};
    use crate::rules::testing::{assert_cases, assert_severities, dec, label};

    fn from(kind: AppellationKind, name: &str) -> Label {
        label().domestic().appellation(kind, name, "United States", &["CA"])
    }

    fn red(label: Label) -> Label {
        label.class_type("wine.red-wine", &["wine.grape"], "Red Wine")
    }

    #[test]
    fn whatever_asks_for_an_appellation_is_answered_once() {
        let area = from(AppellationKind::ViticulturalArea, "Sonoma Coast");
        let american = || label().domestic();
        assert_cases(
            &REQUIRED,
            [
                ("a grape and a vintage with one", area.grape("Pinot noir").vintage(2021), Met),
                ("red wine", red(american()), NotApplicable),
                ("a vintage", red(american()).vintage(2021), Violated),
                ("a grape", american().grape("Pinot noir"), Violated),
                ("Muscadine", american().grape("Muscadine"), Violated),
                (
                    "Burgundy",
                    american().class_type("wine.semi-generic.burgundy", &[], "Burgundy"),
                    Violated,
                ),
                ("Champagne", american().class_type("wine.champagne", &[], "Champagne"), Violated),
                ("estate bottled", red(american()).text(["Estate Bottled"]), Violated),
                ("a grape in a story", red(american()).grape_in_story("Merlot"), NotApplicable),
                (
                    "the State in the address alone",
                    american().grape("Merlot").name_address(
                        "Bottled by",
                        "X",
                        "Napa",
                        "California",
                    ),
                    Violated,
                ),
                ("panels unknown", american().grape("Merlot").perhaps_incomplete(), Unclear),
                (
                    "imported",
                    label().imported().grape("Merlot").origin("Product of", "Chile", Some("Chile")),
                    Unclear,
                ),
            ],
        );
        let chilean = label().imported().grape("Merlot");
        assert_severities(&REQUIRED, [("imported", chilean, Severity::Warning)]);
    }

    #[test]
    fn estate_bottled_names_an_area() {
        let estate = |label: Label| label.text(["Estate Bottled"]);
        let state = || estate(from(AppellationKind::State, "California"));
        assert_cases(
            &ESTATE_BOTTLED,
            [
                (
                    "an area",
                    estate(from(AppellationKind::ViticulturalArea, "Dry Creek Valley")),
                    Met,
                ),
                ("no claim", label().domestic(), NotApplicable),
                ("no place, said elsewhere", estate(label().domestic()), NotApplicable),
                ("a State", state(), Violated),
                ("a State, poorly read", state().poorly_read(), Unclear),
                ("grown and bottled", label().domestic().text(["Grown and bottled by X"]), Unclear),
            ],
        );
        assert_severities(&ESTATE_BOTTLED, [("a State", state(), Severity::Error)]);
    }

    #[test]
    fn wine_of_an_area_is_made_in_its_state() {
        let area = || from(AppellationKind::ViticulturalArea, "Napa Valley");
        let half = from(AppellationKind::State, "California").with(|label| {
            if let Fact::Read(place) = &mut label.facts.appellation {
                place.value.percentages.push(("California".to_owned(), dec("50")));
            }
        });
        let joined = |one: &str, other: &str| {
            let both = from(AppellationKind::Multiple, &format!("{one}-{other}"));
            let both = both.with(|label| {
                let shares = vec![(one.to_owned(), dec("50")), (other.to_owned(), dec("50"))];
                label.facts.appellations[0].value.percentages = shares;
            });
            both.appellation(AppellationKind::State, one, "United States", &["CA"])
        };
        assert_cases(
            &PERCENT_ORIGIN,
            [
                (
                    "made there",
                    area().name_address("Produced and bottled by", "X", "Napa", "CA"),
                    NotApplicable,
                ),
                (
                    "bottled elsewhere",
                    area().name_address("Bottled by", "X", "Reno", "NV"),
                    NotApplicable,
                ),
                (
                    "made elsewhere",
                    area().name_address("Produced and bottled by", "X", "Salem", "OR"),
                    Violated,
                ),
                ("half", half, Violated),
                ("two States, one named besides", joined("Oregon", "Washington"), NotApplicable),
                ("two that do not adjoin", joined("California", "Washington"), Violated),
            ],
        );
    }
}
