//! No other place misleads about where imported goods come from.
//! # What the regulation asks
//! 19 CFR 134.46: where another place is named that may mislead, the country of origin stands
//! close by, at least as large, after “Made in” or “Product of”.
//! # How we decide
//! Two statements that name different countries of origin contradict each other; an American
//! bottling without any statement of origin hides it. An importer's city misleads nobody. A
//! brand that is the name of a State or of another country may, where no panel shows it
//! together with the origin: that is a question, as many a brand has such a name.
//! # What we cannot see
//! How large one place is printed against another. Customs judges, and so must a person.

use crate::label::{Commodities, Label, NameFact, OriginStatement, Reading, fold};
use crate::lists;
use crate::rules::phrase::{self, SURE};
use crate::rules::{ALWAYS, Citation, Evidences, Note, Outcome, Rule, Severity};

const AMERICAN: [&str; 6] = [
    "bottled in the usa",
    "bottled in usa",
    "made in usa",
    "made in the usa",
    "bottled in the united states",
    "made in the united states",
];

pub static RULE: Rule = Rule {
    id: "common.country-of-origin.conflict",
    title: "No other place misleads about the origin",
    statement: "Where another country or place could mislead about the origin of imported goods, the \
                country of origin stands close by in comparable size.",
    citation: &[Citation::Other("19 CFR 134.46")],
    commodities: Commodities::ALL,
    severity: Severity::Warning,
    evidence: Evidences("T+L"),
    in_force: ALWAYS,
    remedy: "Print “Product of” and the country beside the other place, at least as large.",
    passes: &["importer's city beside “Product of Mexico”", "one country named on the label"],
    fails: &["“Product of Poland” and “Made in France”", "“Bottled in the USA” without an origin"],
    check,
};

fn check(label: &Label) -> Outcome {
    if label.is_imported() != Some(true) {
        return Outcome::not_applicable(Note::NoOccasion);
    }
    let claims: Vec<_> = label
        .facts
        .origin_statements
        .iter()
        .filter(|one| one.confidence >= SURE && claims_origin(&one.value))
        .collect();
    let first = claims.first().copied();
    if let Some(first) = first
        && let Some(other) = claims.iter().find(|one| one.value.country != first.value.country)
    {
        let why = format!("“{}” and “{}” name different countries", first.text, other.text);
        return Outcome::violated(why, evidence(first, other));
    }
    let american = phrase::anywhere(label, &AMERICAN);
    if let Some(brand) = first.and_then(|first| names_another_place(label, &first.value))
        && !claims.iter().any(|one| one.panel() == brand.panel())
    {
        let why =
            format!("“{}” names a place elsewhere, the origin stands on another panel", brand.text);
        return Outcome::unclear(why, brand);
    }
    match (first, american.is_empty()) {
        (Some(first), _) => Outcome::met("one country of origin is named", first),
        (None, false) => {
            let why = format!("{} stands without a country of origin", phrase::quoted(&american));
            Outcome::violated(why, american)
        }
        (None, true) => Outcome::not_applicable(Note::NoOccasion),
    }
}

/// The brand name, where it holds the name of a State or of a country that is not the origin.
fn names_another_place<'a>(
    label: &'a Label,
    origin: &OriginStatement,
) -> Option<&'a Reading<String>> {
    let NameFact { found, candidates } = &label.facts.brand_name;
    let brand = found.as_ref().map(|(printed, _)| printed).or(candidates.first())?;
    let words = fold(&brand.text);
    let states = lists::all().states.iter().map(|state| &state.name);
    let countries = lists::all().countries.iter().map(|country| &country.name);
    let is_origin = |place: &str| {
        [Some(&origin.place), origin.country.as_ref()]
            .into_iter()
            .flatten()
            .any(|own| fold(own) == place)
    };
    let mut places = states.chain(countries).map(|place| fold(place));
    let elsewhere = places.any(|place| phrase::holds(&words, &place) && !is_origin(&place));
    (elsewhere && brand.confidence >= SURE).then_some(brand)
}

/// Statements of where the product was bottled, or adjectives, claim no origin by themselves.
fn claims_origin(statement: &OriginStatement) -> bool {
    let lead = statement.lead.to_lowercase();
    statement.country.is_some() && !lead.is_empty() && !lead.contains("bottled")
}

fn evidence<T>(first: &Reading<T>, other: &Reading<T>) -> Vec<crate::label::Evidence> {
    first.evidence.iter().chain(&other.evidence).cloned().collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::label::{NameMatch, PanelRole};
    use crate::rules::OutcomeKind::{Met, NotApplicable, Unclear, Violated};
    use crate::rules::testing::{assert_cases, label};

    #[test]
    fn one_origin_is_claimed() {
        let mexico = || label().imported().origin("Product of", "Mexico", Some("Mexico"));
        let brand = |name: &str, country: &str, panels: &[PanelRole]| {
            let first = label().imported().panel(panels[0]).brand(name, NameMatch::Exact);
            let last = panels[1..].iter().fold(first, |label, role| label.panel(*role));
            last.origin("Product of", country, Some(country))
        };
        assert_cases(
            &RULE,
            [
                (
                    "importer in Miami",
                    mexico().name_address("Imported by", "ABC", "Miami", "FL"),
                    Met,
                ),
                ("said twice", mexico().origin("Hecho en", "Mexico", Some("Mexico")), Met),
                (
                    "bottled elsewhere",
                    mexico().origin("Bottled in", "Texas", Some("United States")),
                    Met,
                ),
                ("domestic", label().domestic().text(["Made in USA"]), NotApplicable),
                (
                    "a brand like a State",
                    brand("NEW YORK", "Poland", &[PanelRole::Front; 2]),
                    Unclear,
                ),
                (
                    "the same beside its origin",
                    brand("NEW YORK", "Poland", &[PanelRole::Front]),
                    Met,
                ),
                (
                    "a brand like its own country",
                    brand("GEORGIA", "Georgia", &[PanelRole::Front; 2]),
                    Met,
                ),
                ("a brand of no place", brand("ZIMA LAS", "Poland", &[PanelRole::Front; 2]), Met),
                ("two countries", mexico().origin("Made in", "France", Some("France")), Violated),
                (
                    "bottled here, no origin",
                    label().imported().text(["Bottled in the USA"]),
                    Violated,
                ),
            ],
        );
    }
}
