//! The printed country of origin is the declared one.
//! # What the regulation asks
//! The registry's origin, 19 CFR 134.
//! # How we decide
//! By the country's English name; Scotland and its like stand for the United Kingdom in
//! practice. A statement of another country, or of none, is wrong when read well. Where no
//! statement was found, `common.country-of-origin` asks for one, and here it is a question.
//! Imported goods that are declared to come from here contradict themselves.
//! # What we cannot see
//! Where the goods come from.

use crate::label::{Commodities, Fact, Label, OriginStatement, Reading, Source, fold};
use crate::rules::phrase::SURE;
use crate::rules::{ALWAYS, Citation, Evidences, Note, Outcome, Rule, Severity};

/// Places that are printed for the country they belong to.
const PARTS: [(&str, &str); 6] = [
    ("scotland", "united kingdom"),
    ("england", "united kingdom"),
    ("wales", "united kingdom"),
    ("northern ireland", "united kingdom"),
    ("great britain", "united kingdom"),
    ("holland", "netherlands"),
];

pub static RULE: Rule = Rule {
    id: "application.origin",
    title: "The printed country of origin is the declared one",
    statement: "Where the application or the registry gives a country, the label's statement of origin \
                names the same.",
    citation: &[
        Citation::Other("public COLA registry, Origin"),
        Citation::Other("19 CFR part 134"),
    ],
    commodities: Commodities::ALL,
    severity: Severity::Error,
    evidence: Evidences("T+A"),
    in_force: ALWAYS,
    remedy: "Correct the country in the application or on the label.",
    passes: &["MEXICO, “Product of Mexico”", "UNITED KINGDOM, “Product of Scotland”"],
    fails: &["CHILE declared, “Product of Argentina”", "ITALY declared, “Product of EU”"],
    check,
};

fn check(label: &Label) -> Outcome {
    if label.is_imported() == Some(false) {
        return Outcome::not_applicable(Note::NoOccasion);
    }
    let declared = label.declared.country.as_deref().map(country);
    if declared.as_deref() == Some("united states") && is_declared_imported(label) {
        let stated = label.declared.application.country_of_origin.as_deref().unwrap_or_default();
        let why = format!("declared imported, and its origin as “{}”", stated.trim());
        return Outcome::violated(why, ())
            .as_warning()
            .with_remedy("Correct form item 3, or the country of origin.");
    }
    let Some(declared) = declared.filter(|country| country != "united states") else {
        return Outcome::not_applicable(Note::NotDeclared);
    };
    let statements =
        || label.facts.origin_statements.iter().chain(label.facts.country_of_origin.reading());
    if let Some(same) = statements().find(|one| names(&one.value, &declared)) {
        return Outcome::met("the declared country is named", same);
    }
    let named = label.text.find(&declared);
    match &label.facts.country_of_origin {
        _ if !named.is_empty() && statements().next().is_none() => {
            Outcome::met("the declared country's name is on the label", named)
        }
        Fact::Read(other) if other.confidence >= SURE => {
            Outcome::violated(differs(&declared, other), other)
        }
        Fact::Read(other) | Fact::Doubtful(other) => {
            Outcome::unclear(differs(&declared, other), other)
        }
        Fact::Unreadable(seen) => {
            Outcome::unclear("the statement of origin could not be read", seen)
        }
        Fact::Absent => Outcome::unclear("no statement of origin was found to compare", ()),
    }
}

fn is_declared_imported(label: &Label) -> bool {
    label.declared.application.source == Some(Source::Imported)
}

fn differs(declared: &str, printed: &Reading<OriginStatement>) -> String {
    format!("declared {declared}, the label says “{}”", printed.text.trim())
}

fn names(statement: &OriginStatement, declared: &str) -> bool {
    country(&statement.place) == declared
        || statement.country.as_deref().is_some_and(|named| country(named) == declared)
}

/// The folded country a name stands for.
fn country(name: &str) -> String {
    let name = fold(name);
    PARTS.iter().find(|(part, _)| *part == name).map_or(name, |(_, whole)| (*whole).to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::OutcomeKind::{Met, NotApplicable, Unclear, Violated};
    use crate::rules::testing::{assert_cases, label};

    #[test]
    fn countries_agree() {
        let from = |country: &str| {
            let country = Some(country.to_owned());
            label().imported().declaring(|declared| declared.country = country)
        };
        let contradicting = |place: &str| {
            from("United States").declaring(|declared| {
                declared.application.source = Some(Source::Imported);
                declared.application.country_of_origin = Some(place.to_owned());
            })
        };
        let mexico = |label: Label| label.origin("Product of", "Mexico", Some("Mexico"));
        assert_cases(
            &RULE,
            [
                ("same", mexico(from("Mexico")), Met),
                ("a part", from("United Kingdom").origin("Product of", "Scotland", None), Met),
                ("in an address", from("Chile").text(["Santiago, Chile"]), Met),
                ("domestic", from("Chile").domestic(), NotApplicable),
                ("not declared", mexico(label().imported()), NotApplicable),
                (
                    "another",
                    from("Chile").origin("Product of", "Argentina", Some("Argentina")),
                    Violated,
                ),
                ("the Union", from("Italy").origin("Product of", "EU", None), Violated),
                ("none found", from("Italy"), Unclear),
                ("imported from here", contradicting("California"), Violated),
            ],
        );
    }
}
