//! Honey, fruit, spices and coffee show in the designation.
//! # What the regulation asks
//! 7.144: a malt beverage made with such ingredients is designated by its class with a modifier;
//! the bare class is not acceptable.
//! # How we decide
//! Where the label says “brewed with” one of a few ingredients that are beyond doubt no standard
//! brewing material, and no line with a class word names it. Oats, sugars and other grains need
//! no modifier. TTB's own list of ingredients is not part of the regulation, so a person looks.
//! # What we cannot see
//! The formula.

use super::words;
use crate::label::{Commodities, Label};
use crate::rules::phrase::{self, folded_lines, holds};
use crate::rules::{ALWAYS, Evidences, Note, Outcome, Rule, Severity, cfr};

/// Words after “with” that still belong to its list.
const LIST_WORDS: usize = 8;
const BREWED_WITH: [&str; 4] = ["brewed with", "fermented with", "infused with", "aged with"];
const INGREDIENTS: [&str; 38] = [
    "honey",
    "cherry",
    "cherries",
    "raspberry",
    "raspberries",
    "strawberry",
    "strawberries",
    "blueberry",
    "blueberries",
    "blackberry",
    "blackberries",
    "peach",
    "peaches",
    "apricot",
    "apricots",
    "mango",
    "mangoes",
    "pineapple",
    "watermelon",
    "grapefruit",
    "lemon",
    "lime",
    "orange",
    "cranberry",
    "cranberries",
    "pumpkin",
    "cinnamon",
    "nutmeg",
    "ginger",
    "vanilla",
    "cocoa",
    "chocolate",
    "coffee",
    "maple",
    "coriander",
    "apple",
    "apples",
    "guava",
];
/// Modifiers that stand for all of them.
const MODIFIERS: [&str; 8] =
    ["fruit", "fruited", "spiced", "spice", "spices", "flavored", "flavors", "flavor"];

pub static RULE: Rule = Rule {
    id: "malt.class-type.traditional-ingredients",
    title: "Honey, fruit and spices show in the designation",
    statement: "A malt beverage made with honey, fruits, spices or the like is designated by its \
                class with a modifier that tells of them, not by the bare class.",
    citation: &[cfr(7, "7.144")],
    commodities: Commodities::MALT,
    severity: Severity::Warning,
    evidence: Evidences("T"),
    in_force: ALWAYS,
    remedy: "Add the ingredient to the designation, as in “Cherry Ale” or “Stout with coffee”.",
    passes: &["“Cherry Ale”", "“Honey Lager”", "“Ale with cherry juice, cinnamon, and nutmeg”"],
    fails: &["“Ale” that says “brewed with cherries”", "“Stout” that says “brewed with coffee”"],
    check,
};

fn check(label: &Label) -> Outcome {
    let Some(designation) = label.facts.class_type.confident() else {
        return Outcome::not_applicable(Note::NoOccasion);
    };
    for hit in phrase::claims(label, &BREWED_WITH) {
        let line = folded_lines(&hit);
        let Some((before, list)) = line.split_once(&hit.phrase) else { continue };
        let named = ingredients(list);
        let Some(ingredient) = named.first() else { continue };
        let above = words::line_before(label, hit.line).map(|above| label.text.folded(above));
        let before = if before.is_empty() { above.unwrap_or_default() } else { before };
        let own_class = words::CLASSES.iter().any(|class| before.trim_end().ends_with(class));
        if own_class || named.iter().any(|one| designated(label, one)) {
            return Outcome::met(format!("the designation tells of {ingredient}"), designation);
        }
        let why = format!("“{}” does not tell of {ingredient}", designation.text.trim());
        let seen = [hit.evidence.clone(), designation.evidence.clone()].concat();
        let outcome = Outcome::violated(why, seen);
        if label.completeness.absence_is_certain() {
            return outcome;
        }
        return outcome.in_doubt("the fuller designation may be where nothing could be read");
    }
    Outcome::not_applicable(Note::NoOccasion)
}

fn ingredients(list: &str) -> Vec<&'static str> {
    let named: Vec<&str> =
        list.split(' ').filter(|word| !word.is_empty()).take(LIST_WORDS).collect();
    INGREDIENTS.into_iter().filter(|one| named.contains(one)).collect()
}

/// Whether any line with a class word, or its neighbours, names the ingredient or a modifier.
fn designated(label: &Label, ingredient: &str) -> bool {
    let stem = ingredient.trim_end_matches("ies").trim_end_matches('y').trim_end_matches('s');
    words::designations(label).any(|one| {
        let hits = label.text.find(&one.text);
        let beside: Vec<String> = hits.iter().map(|hit| words::around(label, hit.line)).collect();
        let all = format!("{} {}", crate::label::fold(&one.text), beside.join(" "));
        let brewed = BREWED_WITH.iter().any(|phrase| holds(&all, phrase));
        !brewed && all.split(' ').any(|word| word.starts_with(stem) || MODIFIERS.contains(&word))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::OutcomeKind::{Met, NotApplicable, Unclear, Violated};
    use crate::rules::testing::{assert_cases, label};

    #[test]
    fn the_bare_class_does_not_do() {
        let beer =
            |printed, story| label().malt().class_type("malt.ale", &[], printed).text([story]);
        assert_cases(
            &RULE,
            [
                ("cherry", beer("Cherry Ale", "Brewed with cherries"), Met),
                ("honey", beer("Honey Lager", "brewed with wildflower honey"), Met),
                ("spiced", beer("Spiced Ale", "brewed with cinnamon and nutmeg"), Met),
                (
                    "a list",
                    beer("Ale with cherry juice, cinnamon, and nutmeg", "brewed with cherries"),
                    Met,
                ),
                ("no story", label().malt().class_type("malt.ale", &[], "Ale"), NotApplicable),
                ("oats", beer("Stout", "brewed with oats and sugar"), NotApplicable),
                ("designation itself", beer("Ale", "Ale brewed with honey"), Met),
                (
                    "on two lines",
                    label()
                        .malt()
                        .class_type("malt.ale", &[], "Ale")
                        .text(["GOLDEN ALE", "BREWED WITH HONEY"]),
                    Met,
                ),
                ("cherries untold", beer("Ale", "Brewed with cherries"), Violated),
                ("coffee untold", beer("Stout", "brewed with fresh coffee"), Violated),
                (
                    "perhaps on another panel",
                    beer("Ale", "Brewed with cherries").perhaps_incomplete(),
                    Unclear,
                ),
            ],
        );
    }
}
