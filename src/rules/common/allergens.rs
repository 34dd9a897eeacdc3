//! Allergens, where a label declares any, are declared in the fixed form.
//! # What the regulation asks
//! 4.32a, 5.82 and 7.82: the declaration is voluntary; it reads “Contains”, a colon, and the
//! listed food names. Mandatory declarations are only proposed.
//! # How we decide
//! A declaration is a line that begins with “contains” and holds nothing but food names; a
//! story about a wheated whisky is none. A missing colon must be surely missing. The sulfite
//! statement is another matter.
//! # What we cannot see
//! Whether all allergens used are named.

use crate::label::{Commodities, Label, Line, LineRole, fold};
use crate::rules::phrase::{self, SURE, SURE_OF_MARKS};
use crate::rules::{ALWAYS, Evidences, Note, Outcome, Rule, Severity, cfr};

const NAMES: [&str; 26] = [
    "milk",
    "egg",
    "eggs",
    "fish",
    "wheat",
    "peanut",
    "peanuts",
    "soybeans",
    "soybean",
    "soy",
    "soya",
    "crab",
    "lobster",
    "shrimp",
    "crayfish",
    "almond",
    "almonds",
    "pecan",
    "pecans",
    "walnut",
    "walnuts",
    "hazelnut",
    "hazelnuts",
    "cashews",
    "pistachios",
    "coconut",
];

/// Collective names that tell no consumer which food it is.
const COLLECTIVE: [&str; 8] =
    ["nuts", "nut", "tree", "shellfish", "crustacean", "crustaceans", "dairy", "seafood"];

/// What may stand between the names.
const JOINTS: [&str; 5] = ["and", "or", "sesame", "gluten", "lactose"];

/// How a declaration begins.
const LEADS: [&str; 5] = [
    "contains ",
    "allergens contains ",
    "this product contains ",
    "product contains ",
    "this beer contains ",
];

const HEDGES: [&str; 8] = [
    "may contain nuts",
    "may contain tree nuts",
    "may contain peanuts",
    "may contain milk",
    "may contain eggs",
    "may contain wheat",
    "may contain soy",
    "may contain traces of",
];

pub static FORMAT: Rule = Rule {
    id: "common.allergen.format",
    title: "Allergens are declared as “Contains:” and the names",
    statement: "Where a label declares major food allergens it says “Contains”, a colon, and the food \
                source names.",
    citation: &[cfr(4, "4.32a(b)"), cfr(5, "5.82(b)"), cfr(7, "7.82(b)")],
    commodities: Commodities::ALL,
    severity: Severity::Warning,
    evidence: Evidences("T"),
    in_force: ALWAYS,
    remedy: "Print “Contains:” and the food source names, or leave the declaration out.",
    passes: &["“Contains: egg”", "“CONTAINS: MILK, SOYBEANS”"],
    fails: &["“Contains milk”, without the colon", "“May contain traces of nuts”"],
    check: format,
};

pub static SOURCE_NAMES: Rule = Rule {
    id: "common.allergen.source-names",
    title: "Allergens are named as the regulation names them",
    statement: "A declaration uses the listed food names: the very nut and the very crustacean, not \
                tree nuts or shellfish.",
    citation: &[cfr(4, "4.32a(a)(2)"), cfr(5, "5.82(a)(2)"), cfr(7, "7.82(a)(2)")],
    commodities: Commodities::ALL,
    severity: Severity::Warning,
    evidence: Evidences("T"),
    in_force: ALWAYS,
    remedy: "Name the food itself: almonds, shrimp, milk.",
    passes: &["“Contains: almonds”", "“Contains: shrimp”"],
    fails: &["“Contains: tree nuts”", "“Contains: shellfish”"],
    check: source_names,
};

struct Declaration<'a> {
    line: &'a Line,
    colon: bool,
    collective: bool,
}

fn format(label: &Label) -> Outcome {
    let hedges = phrase::claims(label, &HEDGES);
    if !hedges.is_empty() {
        let why = format!("{} is not the prescribed form", phrase::quoted(&hedges));
        return Outcome::violated(why, hedges);
    }
    let declarations = declarations(label);
    let Some(first) = declarations.first() else {
        return Outcome::not_applicable(Note::NoOccasion);
    };
    match declarations.iter().find(|one| !one.colon) {
        None => Outcome::met("the declaration has the prescribed form", first.line),
        Some(one) if one.line.confidence >= SURE_OF_MARKS => {
            Outcome::violated("the colon after “Contains” is missing", one.line)
        }
        Some(one) => Outcome::unclear("the colon after “Contains” was not read", one.line),
    }
}

fn source_names(label: &Label) -> Outcome {
    let declarations = declarations(label);
    let Some(first) = declarations.first() else {
        return Outcome::not_applicable(Note::NoOccasion);
    };
    match declarations.iter().find(|one| one.collective) {
        Some(one) => {
            let why = format!("“{}” does not name the food itself", one.line.text.trim());
            Outcome::violated(why, one.line)
        }
        None => Outcome::met("the foods are named", first.line),
    }
}

fn declarations(label: &Label) -> Vec<Declaration<'_>> {
    label.text.lines().iter().filter_map(declaration).collect()
}

/// The declaration a line is: nothing but “contains” and names, one of them an allergen's.
fn declaration(line: &Line) -> Option<Declaration<'_>> {
    if line.confidence < SURE || line.role == LineRole::Warning {
        return None;
    }
    let folded = fold(&line.text);
    let foods = LEADS.iter().find_map(|lead| folded.strip_prefix(lead))?;
    let words: Vec<&str> = foods.split(' ').collect();
    let known =
        |word: &&str| NAMES.contains(word) || COLLECTIVE.contains(word) || JOINTS.contains(word);
    let names_food = words
        .iter()
        .any(|word| NAMES.contains(word) || (COLLECTIVE.contains(word) && *word != "tree"));
    (names_food && words.iter().all(known)).then(|| Declaration {
        line,
        colon: line
            .text
            .to_lowercase()
            .split_once("contains")
            .is_some_and(|(_, rest)| rest.trim_start().starts_with([':', '：'])),
        collective: words.iter().any(|word| COLLECTIVE.contains(word)),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::OutcomeKind::{Met, NotApplicable, Unclear, Violated};
    use crate::rules::testing::{assert_cases, label};

    #[test]
    fn a_declaration_has_its_colon() {
        assert_cases(
            &FORMAT,
            [
                ("egg", label().text(["Contains: egg"]), Met),
                ("two", label().text(["CONTAINS: MILK, SOYBEANS"]), Met),
                ("sulfites", label().text(["Contains sulfites"]), NotApplicable),
                (
                    "a story",
                    label().text(["contains wheat in place of rye for softness"]),
                    NotApplicable,
                ),
                ("none", label(), NotApplicable),
                ("with its kind", label().text(["Contains: milk (lactose)"]), Met),
                ("no colon", label().text(["Contains milk"]), Violated),
                ("as a sentence", label().text(["This product contains wheat"]), Violated),
                ("hedged", label().text(["May contain traces of nuts"]), Violated),
                ("colon perhaps lost", label().faint("Contains milk", 0.85), Unclear),
            ],
        );
    }

    #[test]
    fn a_food_is_named_itself() {
        assert_cases(
            &SOURCE_NAMES,
            [
                ("almonds", label().text(["Contains: almonds"]), Met),
                ("shrimp", label().text(["Contains: shrimp"]), Met),
                ("none", label(), NotApplicable),
                ("tree nuts", label().text(["Contains: tree nuts"]), Violated),
                ("shellfish", label().text(["Contains: milk and shellfish"]), Violated),
            ],
        );
    }
}
