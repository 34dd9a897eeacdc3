//! Imported goods name their country of origin in English.
//! # What the regulation asks
//! 19 CFR 134.11 and 134.45, to which 4.35(e), 5.69 and 7.69 refer.
//! # How we decide
//! Any statement that names a country will do, adjectives and the trade's foreign lead words
//! included; so will the country's name in an address or beside an appellation, since Customs
//! asks for the name and not for a formula. `Product of EU` names no country.
//! # What we cannot see
//! Whether goods are imported, when neither application nor label says so.

use crate::label::{Commodities, Fact, Label};
use crate::rules::phrase;
use crate::rules::{ALWAYS, Citation, Evidences, Note, Outcome, Rule, Severity, cfr};

pub static RULE: Rule = Rule {
    id: "common.country-of-origin",
    title: "Imported goods name their country of origin",
    statement: "An imported product shows the English name of its country of origin, conspicuously.",
    citation: &[
        Citation::Other("19 CFR 134.11"),
        Citation::Other("19 CFR 134.45"),
        cfr(4, "4.35(e)"),
        cfr(4, "4.38(c)"),
        cfr(5, "5.69"),
        cfr(7, "7.69"),
        cfr(19, "19.517(k)"),
    ],
    commodities: Commodities::ALL,
    severity: Severity::Error,
    evidence: Evidences("T+A"),
    in_force: ALWAYS,
    remedy: "Print “Product of” and the country's English name.",
    passes: &[
        "“Product of Italy”",
        "“Imported French Brandy”",
        "“Hecho en Mexico”",
        "“Wine of Chile”",
    ],
    fails: &["“Imported” without a country", "“Product of EU”"],
    check,
};

fn check(label: &Label) -> Outcome {
    if label.is_imported() != Some(true) {
        return Outcome::not_applicable(Note::NoOccasion);
    }
    let named = label.facts.origin_statements.iter().find(|one| one.value.country.is_some());
    if let Some(statement) = named {
        return Outcome::met("the country of origin is named", statement);
    }
    let outcome = match &label.facts.country_of_origin {
        Fact::Read(one) if one.value.country.is_some() => {
            Outcome::met("the country of origin is named", one)
        }
        Fact::Doubtful(one) if one.value.country.is_some() => {
            Outcome::unclear("the country of origin is not read with certainty", one)
        }
        Fact::Unreadable(seen) if country_elsewhere(label).is_none() => {
            Outcome::unclear("the statement of origin could not be read", seen)
        }
        fact => match country_elsewhere(label) {
            Some((country, outcome)) => {
                let why = format!("{country} is named, though not in a statement of origin");
                Outcome { message: why.into(), ..outcome }
            }
            None => nowhere(label, fact.reading()),
        },
    };
    if label.source.as_ref().is_some_and(crate::label::Inference::is_sure) {
        outcome
    } else {
        outcome.in_doubt("whether the goods are imported is not certain")
    }
}

type Statement = crate::label::Reading<crate::label::OriginStatement>;

fn nowhere(label: &Label, statement: Option<&Statement>) -> Outcome {
    let Some(statement) = statement else {
        return Outcome::missing(label, "no country of origin was found");
    };
    let why = format!("“{}” names no country", statement.text.trim());
    if statement.confidence >= phrase::SURE && label.facts.country_of_origin.confident().is_some() {
        Outcome::violated(why, statement)
    } else {
        Outcome::unclear(why, statement)
    }
}

/// A country of an address or of an appellation whose own name is on the label.
fn country_elsewhere(label: &Label) -> Option<(String, Outcome)> {
    let addresses = label.facts.name_addresses.iter().filter_map(|one| one.value.country.clone());
    let places = label.facts.appellations.iter().filter_map(|one| one.value.country.clone());
    for country in addresses.chain(places).filter(|country| country != "United States") {
        let mut hits = label.text.find(&country);
        hits.retain(|hit| hit.confidence >= phrase::SURE);
        if !hits.is_empty() {
            return Some((country, Outcome::met("", hits)));
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::label::AppellationKind::ForeignRegion;
    use crate::label::{Inference, Source};
    use crate::rules::OutcomeKind::{Met, NotApplicable, Unclear, Violated};
    use crate::rules::testing::{assert_cases, doubtful, label};

    #[test]
    fn an_imported_label_names_a_country() {
        let imported = || label().imported();
        let rioja = || imported().appellation(ForeignRegion, "Rioja", "Spain", &[]);
        assert_cases(
            &RULE,
            [
                ("product of", imported().origin("Product of", "Italy", Some("Italy")), Met),
                ("adjective", imported().origin("", "French Brandy", Some("France")), Met),
                ("Spanish words", imported().origin("Hecho en", "Mexico", Some("Mexico")), Met),
                ("in an address", rioja().text(["Bodegas X, Haro, Spain"]), Met),
                ("domestic", label().domestic(), NotApplicable),
                ("nothing tells", label(), NotApplicable),
                ("imported, no country", imported().text(["Imported"]), Violated),
                ("the Union", imported().origin("Product of", "EU", None), Violated),
                ("a region alone", rioja(), Violated),
                ("no country, panels unknown", imported().perhaps_incomplete(), Unclear),
                (
                    "perhaps imported",
                    label()
                        .with(|one| one.source = Some(Inference::inferred(Source::Imported, 0.6))),
                    Unclear,
                ),
                (
                    "the Union, doubtful",
                    imported()
                        .origin("Product of", "EU", None)
                        .with(|label| doubtful(&mut label.facts.country_of_origin)),
                    Unclear,
                ),
            ],
        );
    }
}
