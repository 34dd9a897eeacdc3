//! Products that need a formula have one.
//! # What the regulation asks
//! Form item 9; 4.21, 5.28, 5.192, 5.193 and 7.28: flavored spirits, liqueurs, specialties,
//! flavored malt beverages and wines with a statement of composition.
//! # How we decide
//! Only an item 9 that is given, or given blank, is judged; without it nobody can tell a blank
//! item from data that never had one, and half of all flavored products would be stopped.
//! # What we cannot see
//! The exemptions in guidance: a blank item is for a person, never an error.

use crate::label::{Attribute, Commodities, Hit, Label};
use crate::rules::phrase;
use crate::rules::{ALWAYS, Citation, Evidences, Note, Outcome, Rule, Severity, cfr};

const FLAVORED: [&str; 13] = [
    "spiced rum",
    "spiced whiskey",
    "spiced whisky",
    "natural flavor",
    "natural flavors",
    "natural flavour",
    "natural flavours",
    "artificial flavor",
    "artificial flavors",
    "artificially colored",
    "flavor added",
    "fd c red",
    "fd c yellow",
];
/// What stands before the name of a flavor: `with natural coconut flavor`.
const KINDS_OF_FLAVOR: [&str; 2] = ["natural", "artificial"];

/// Words between the kind of a flavor and “flavor” at most.
const WORDS_OF_A_FLAVOR: usize = 3;

const CLASSES: [&str; 6] = [
    "spirits.flavored",
    "spirits.liqueur",
    "spirits.specialty",
    "spirits.cocktail",
    "malt.specialty",
    "wine.composition",
];

pub static RULE: Rule = Rule {
    id: "application.formula",
    title: "A product that needs a formula has one",
    statement: "Flavored spirits, liqueurs, specialties, flavored malt beverages and wines with a \
                statement of composition normally have an approved formula in form item 9.",
    citation: &[
        Citation::Other("TTB F 5100.31 item 9"),
        cfr(4, "4.21"),
        cfr(5, "5.28"),
        cfr(5, "5.192"),
        cfr(5, "5.193"),
        cfr(7, "7.28"),
    ],
    commodities: Commodities::ALL,
    severity: Severity::Warning,
    evidence: Evidences("T+A+X"),
    in_force: ALWAYS,
    remedy: "Give the formula's number in item 9, or say why none is needed.",
    passes: &[
        "“Peach flavored vodka” with item 9 filled",
        "“Straight bourbon whisky”, item 9 blank",
    ],
    fails: &[
        "“Whisky with natural flavors”, item 9 blank",
        "an ale with artificial flavor, item 9 blank",
    ],
    check,
};

fn check(label: &Label) -> Outcome {
    let Some(formula) = label.declared.application.formula_number.as_deref() else {
        return Outcome::not_applicable(Note::NotDeclared);
    };
    let class = &label.facts.class_type;
    let by_class = class.value().is_some_and(|class| {
        let added = class
            .attributes
            .iter()
            .any(|one| matches!(one, Attribute::Flavored(_) | Attribute::WithComposition(_)));
        added || CLASSES.iter().any(|start| class.id.starts_with(start))
    });
    let mut words = phrase::claims(label, &FLAVORED);
    words.extend(phrase::claims(label, &KINDS_OF_FLAVOR).into_iter().filter(names_a_flavor));
    if !by_class && words.is_empty() {
        return Outcome::not_applicable(Note::NoOccasion);
    }
    let mut seen = class.evidence().to_vec();
    seen.extend(words.into_iter().flat_map(|hit| hit.evidence));
    if formula.trim().is_empty() {
        Outcome::violated("a flavored or special product, and item 9 is blank", seen)
    } else {
        Outcome::met("a formula is given", seen)
    }
}

/// Whether “flavor” follows within a few words.
fn names_a_flavor(hit: &Hit) -> bool {
    let words = phrase::folded_lines(hit);
    let after = words.split(' ').skip_while(|word| *word != hit.phrase).skip(1);
    after
        .take(WORDS_OF_A_FLAVOR + 1)
        .any(|word| word.starts_with("flavor") || word.starts_with("flavour"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::OutcomeKind::{Met, NotApplicable, Violated};
    use crate::rules::testing::{assert_cases, label};

    #[test]
    fn a_blank_item_9_is_for_a_person_where_flavors_are_named() {
        let formula = |label: Label, number: &str| {
            let number = Some(number.to_owned());
            label.declaring(|declared| declared.application.formula_number = number)
        };
        let peach = || {
            label()
                .spirits()
                .class_type("spirits.flavored", &[], "Peach Flavored Vodka")
                .attribute(Attribute::Flavored("Peach".to_owned()))
        };
        let bourbon =
            label().spirits().class_type("spirits.whisky.straight-bourbon", &[], "Bourbon");
        assert_cases(
            &RULE,
            [
                ("given", formula(peach(), "1523001"), Met),
                ("none needed", formula(bourbon, ""), NotApplicable),
                ("not said", peach(), NotApplicable),
                ("blank", formula(peach(), ""), Violated),
                (
                    "a named flavor",
                    formula(label().spirits().text(["with natural coconut flavor"]), ""),
                    Violated,
                ),
                ("spiced", formula(label().spirits().text(["Spiced Rum"]), ""), Violated),
                (
                    "nature in a story",
                    formula(label().spirits().text(["All natural, from spring water"]), ""),
                    NotApplicable,
                ),
                (
                    "ale",
                    formula(
                        label().malt().text(["Ale with artificial flavor and FD&C Red #40"]),
                        "",
                    ),
                    Violated,
                ),
            ],
        );
    }
}
