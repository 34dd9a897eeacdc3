//! Foreign names and terms on American wine.
//! # What the regulation asks
//! 4.24(c), 12.21, 12.31: names found nongeneric designate wine of that origin alone. 4.39(l): no
//! foreign terms of quality or ripeness on American wine.
//! # How we decide
//! A distinctive name (12.31) is wrong where it is the designation and an American place or grape
//! wine stands with it; by itself, or a name of 12.21, it is shown without holding the label up,
//! for the lists hold surnames, towns and ordinary words.
//! # What we cannot see
//! What other names TTB has found nongeneric; the lists are examples.

use super::kind::{self, part_4};
use crate::label::{AppellationKind, Attribute, Commodities, Label, fold};
use crate::lists;
use crate::rules::phrase::{self, SURE, quoted};
use crate::rules::{ALWAYS, Evidences, Note, Outcome, Rule, Severity, cfr};

pub static NAMES: Rule = Rule {
    id: "wine.foreign-names",
    title: "Foreign place names are for wine from there",
    statement: "Names found nongeneric designate wine of that origin alone; American wine does not use them as \
                class, type or appellation.",
    citation: &[cfr(4, "4.24(c)"), cfr(12, "12.21"), cfr(12, "12.31")],
    commodities: Commodities::WINE,
    severity: Severity::Error,
    evidence: Evidences("T"),
    in_force: ALWAYS,
    remedy: "Designate the wine by its class or its grapes instead of the foreign name.",
    passes: &["“Bordeaux Rouge”, product of France", "“Rioja”, product of Spain"],
    fails: &["“California Barolo”", "“New York Sancerre”"],
    check: |label| part_4(label, names),
};

fn names(label: &Label) -> Outcome {
    let designations = kind::designations(label);
    let foreign = designations
        .iter()
        .find(|one| one.value.id == "wine.foreign" && !kind::in_a_name(label, &one.value.name));
    if !kind::is_american(label) {
        return foreign.map_or_else(
            || Outcome::not_applicable(Note::NoOccasion),
            |one| Outcome::met("a foreign name on wine that is not American", *one),
        );
    }
    if let Some(name) = foreign {
        let why = format!("“{}” designates wine from elsewhere", name.text);
        return if with_american_place(label, name) {
            Outcome::violated(why, *name)
        } else {
            Outcome::unclear(why, *name).as_warning()
        };
    }
    match label.facts.appellation.confident() {
        Some(place) if place.value.kind == AppellationKind::ForeignRegion => {
            let why = format!("{} is a foreign place on American wine", place.value.name);
            Outcome::unclear(why, place).as_warning()
        }
        _ => Outcome::not_applicable(Note::NoOccasion),
    }
}

/// Whether an American place stands on the designation's own line.
fn with_american_place(
    label: &Label,
    name: &crate::label::Reading<crate::label::Designation>,
) -> bool {
    let beside = name.value.attributes.iter().any(|one| match one {
        Attribute::Place(place) => {
            lists::state(place).is_some()
                || lists::country(place).is_some_and(|country| country.iso2 == "US")
        }
        _ => false,
    });
    beside
        || label.text.find(&name.text).iter().any(|hit| {
            let words = phrase::folded_lines(hit);
            hit.confidence >= SURE
                && lists::all().states.iter().any(|one| phrase::holds(&words, &fold(&one.name)))
        })
}

pub static TERMS: Rule = Rule {
    id: "wine.foreign-terms",
    title: "American wine uses no foreign terms of quality",
    statement: "Foreign terms for the ripeness of grapes or for quality under foreign law are not used on American \
                wine.",
    citation: &[cfr(4, "4.39(l)")],
    commodities: Commodities::WINE,
    severity: Severity::Error,
    evidence: Evidences("T"),
    in_force: ALWAYS,
    remedy: "Use an English term, such as “Late Harvest”, if it is true.",
    passes: &["“Late Harvest” on American wine", "“Kabinett” on German wine"],
    fails: &["“Auslese” on Oregon wine", "“Eiswein” on American wine"],
    check: |label| part_4(label, terms),
};

fn terms(label: &Label) -> Outcome {
    if !kind::is_american(label) {
        return Outcome::not_applicable(Note::NoOccasion);
    }
    let words: Vec<&str> = lists::all().wine_foreign_terms.iter().map(String::as_str).collect();
    let hits = phrase::claims(label, &words);
    if hits.is_empty() {
        return Outcome::not_applicable(Note::NoOccasion);
    }
    Outcome::violated(format!("{} is a term of foreign law", quoted(&hits)), hits)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::OutcomeKind::{Met, NotApplicable, Unclear, Violated};
    use crate::rules::testing::{assert_cases, label};

    #[test]
    fn a_foreign_name_is_for_wine_from_there() {
        let named =
            |name: &str, line: &str| label().class_type("wine.foreign", &[], name).text([line]);
        assert_cases(
            &NAMES,
            [
                ("Bordeaux", named("Bordeaux Rouge", "Product of France").imported(), Met),
                ("Rioja", named("Rioja", "Product of Spain").imported(), Met),
                (
                    "a grape with such a name",
                    label().domestic().grape("Alicante Bouschet"),
                    NotApplicable,
                ),
                ("California Barolo", named("Barolo", "California Barolo").domestic(), Violated),
                ("New York Sancerre", named("Sancerre", "New York Sancerre").domestic(), Violated),
                ("by itself", named("Graves", "").domestic(), Unclear),
            ],
        );
    }

    #[test]
    fn foreign_terms_are_for_foreign_wine() {
        let says = |line: &str| label().domestic().text([line]);
        assert_cases(
            &TERMS,
            [
                ("late harvest", says("Late Harvest Riesling"), NotApplicable),
                ("Kabinett", says("Kabinett").imported(), NotApplicable),
                ("Auslese", says("Oregon Riesling Auslese"), Violated),
                ("Eiswein", says("EISWEIN"), Violated),
                ("Qualitätswein", says("Qualitätswein"), Violated),
            ],
        );
    }
}
