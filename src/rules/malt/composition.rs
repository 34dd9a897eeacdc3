//! Specialties: a fanciful name with a statement of composition, all of it together.
//! # What the regulation asks
//! 7.141(b), 7.147: a specialty carries a fanciful name and a statement naming its base class,
//! flavours, colours and sweeteners. 7.141, 7.144(c): the parts of a designation stand together.
//! # How we decide
//! A product sold under one of the trade's fanciful names, without any class word, has no
//! statement of composition. A certified colour named in the list of ingredients and neither in
//! the statement nor in general words contradicts it. A statement is apart only where it begins
//! a block on another panel than any class word and is whole nowhere, or where the net contents
//! stand between the two in one block.
//! # What we cannot see
//! The formula: what else should have been named.

use super::words;
use crate::label::{Commodities, Hit, Label, LineRole};
use crate::rules::phrase::{self, SURE, quoted};
use crate::rules::{ALWAYS, Evidences, Note, Outcome, Rule, Severity, cfr};

/// What the trade calls malt products that are no class of 7.142.
const FANCIFUL_PRODUCTS: [&str; 8] = [
    "hard seltzer",
    "hard tea",
    "hard iced tea",
    "hard lemonade",
    "hard soda",
    "hard root beer",
    "hard punch",
    "malt cooler",
];
const CERTIFIED_COLORS: [&str; 7] =
    ["fd c red", "fd c blue", "red 40", "red no 40", "blue 1", "blue no 1", "allura red"];
/// Colours of either kind, in the general words that 7.147(b)(3) allows.
const GENERAL_COLORS: [&str; 5] = [
    "certified color",
    "certified colors",
    "artificially colored",
    "artificial color",
    "color added",
];
/// What a statement of composition that goes on with “with” is of.
const FLAVORS: [&str; 6] = ["flavor", "flavors", "flavoring", "flavorings", "flavour", "flavours"];
/// Words between “with” and the flavours at most: `with grapefruit juice and other natural`.
const FLAVOR_WORDS: usize = 8;

pub static SPECIALTY: Rule = Rule {
    id: "malt.class-type.specialty-composition",
    title: "A specialty states its composition",
    statement: "A specialty carries a fanciful name and a statement of composition with its base \
                class, flavouring materials, colouring and artificial sweeteners.",
    citation: &[cfr(7, "7.141(b)"), cfr(7, "7.147")],
    commodities: Commodities::MALT,
    severity: Severity::Error,
    evidence: Evidences("T+A+X"),
    in_force: ALWAYS,
    remedy: "Print the statement of composition the formula approval gives, such as “Beer with \
             natural flavors and FD&C Red No. 40”.",
    passes: &[
        "“Pink Wave - Beer fermented with grapefruit juice, with natural flavors and caramel color”",
        "“Kiwi Kick - Ale with kiwi and other natural and artificial flavor(s)”",
    ],
    fails: &[
        "“Hard Seltzer” alone",
        "“Ale with natural flavors” where the ingredients name FD&C Red No. 40",
    ],
    check: specialty,
};

/// Names of products that need a statement of composition.
#[must_use]
pub fn fanciful_products(label: &Label) -> Vec<Hit> {
    words::short_claims(label, &FANCIFUL_PRODUCTS, 6)
}

fn specialty(label: &Label) -> Outcome {
    let products = fanciful_products(label);
    let base = words::designations(label)
        .find(|one| !phrase::holds("hard root beer", &crate::label::fold(&one.text)));
    if !products.is_empty() && base.is_none() {
        let why = format!("{} stands without a statement of composition", quoted(&products));
        let outcome = Outcome::missing(label, why);
        return Outcome { evidence: products[0].evidence.clone(), ..outcome };
    }
    let mut statements = words::added_flavors(label);
    statements.retain(|hit| !words::in_ingredient_list(label, hit.line));
    if statements.is_empty() {
        return Outcome::not_applicable(Note::NotVisible);
    }
    let colors = phrase::claims(label, &CERTIFIED_COLORS);
    let named = phrase::hinted(label, &GENERAL_COLORS)
        || colors.iter().any(|color| {
            !words::in_ingredient_list(label, color.line)
                && statements.iter().any(|one| words::in_one_block(label, one.line, color.line))
        });
    match colors.first() {
        Some(color) if !named => {
            let why = format!("{} is not in the statement of composition", quoted(&colors));
            let seen = [color.evidence.clone(), statements[0].evidence.clone()].concat();
            Outcome::violated(why, seen)
        }
        _ => Outcome::met("a statement of composition is there", statements.as_slice()),
    }
}

pub static TOGETHER: Rule = Rule {
    id: "malt.class-type.together",
    title: "The parts of the designation stand together",
    statement: "Class, modifiers and statement of composition are read as one; nothing else stands \
                between them.",
    citation: &[cfr(7, "7.141(a)"), cfr(7, "7.141(b)(2)"), cfr(7, "7.144(c)")],
    commodities: Commodities::MALT,
    severity: Severity::Error,
    evidence: Evidences("L"),
    in_force: ALWAYS,
    remedy: "Set the class and the rest of the designation together.",
    passes: &["“Ale brewed with honey”", "“Tropical Haze - Ale with natural mango flavor”"],
    fails: &[
        "“Ale” on the front, “with natural flavors” on the back",
        "net contents between the class and its flavours",
    ],
    check: together,
};

fn together(label: &Label) -> Outcome {
    let mut starts = phrase::claims(label, &["with"]);
    starts.retain(|hit| begins_with_flavors(label, hit.line));
    let has_class = |index: usize| !words::classes_in(label.text.folded(index)).is_empty();
    let follows_class = |hit: &&Hit| words::line_before(label, hit.line).is_some_and(has_class);
    if let Some(start) = starts.iter().find(follows_class) {
        return Outcome::met("the statement follows its class", start);
    }
    let Some(start) = starts.first() else {
        return Outcome::not_applicable(Note::NotMeasured);
    };
    let lines = label.text.lines();
    let before = words::line_before(label, start.line);
    let split_by_contents = before.is_some_and(|index| {
        lines[index].role == LineRole::NetContents
            && words::line_before(label, index).is_some_and(has_class)
    });
    if split_by_contents {
        let why = "the net contents stand between the class and its statement of composition";
        return Outcome::violated(why, start);
    }
    // In the midst of a block it is a story's, and of a whole designation it is but an echo.
    if before.is_some() || (0..lines.len()).any(|index| is_whole(label.text.folded(index))) {
        return Outcome::not_applicable(Note::NotMeasured);
    }
    let panel = lines[start.line].panel;
    let here = (0..lines.len()).any(|index| lines[index].panel == panel && has_class(index));
    let class = words::designations(label)
        .find(|one| one.panel().is_some_and(|other| other != panel) && one.confidence >= SURE);
    match class {
        Some(class) if !here => {
            let why = "class and statement of composition are on different panels";
            let seen = [class.evidence.clone(), start.evidence.clone()].concat();
            let outcome = Outcome::violated(why, seen);
            if label.completeness.well_read {
                outcome
            } else {
                outcome.in_doubt("a class word beside it may not have been read")
            }
        }
        _ => Outcome::not_applicable(Note::NotMeasured),
    }
}

/// `WITH NATURAL MANGO FLAVOR`, also where the flavour is on the line below.
fn begins_with_flavors(label: &Label, line: usize) -> bool {
    let below = line + 1;
    let goes_on = below < label.text.lines().len() && words::in_one_block(label, line, below);
    let rest = if goes_on { label.text.folded(below) } else { "" };
    let both = format!("{} {rest}", label.text.folded(line));
    both.strip_prefix("with ").is_some_and(names_flavors)
}

/// A class and its flavours on one line.
fn is_whole(line: &str) -> bool {
    line.split_once(" with ").is_some_and(|(before, after)| {
        !words::classes_in(before).is_empty() && names_flavors(after)
    })
}

fn names_flavors(words: &str) -> bool {
    words.split(' ').take(FLAVOR_WORDS).any(|word| FLAVORS.contains(&word))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::label::{PanelRole, Text};
    use crate::rules::OutcomeKind::{Met, NotApplicable, Unclear, Violated};
    use crate::rules::testing::{assert_cases, label};

    #[test]
    fn a_fanciful_product_names_what_it_is_made_of() {
        let malt = || label().malt();
        let seltzer = || malt().text(["HARD SELTZER"]);
        let ale = |printed| malt().class_type("malt.ale", &[], printed);
        assert_cases(
            &SPECIALTY,
            [
                (
                    "juice",
                    malt().class_type(
                        "malt.beer",
                        &[],
                        "Beer fermented with grapefruit juice, with natural flavors and caramel color",
                    ),
                    Met,
                ),
                ("kiwi", ale("Ale with kiwi and other natural and artificial flavors"), Met),
                (
                    "seltzer with a base",
                    seltzer().class_type("malt.beer", &[], "Beer with natural flavors"),
                    Met,
                ),
                (
                    "colour in it",
                    ale("Ale with natural flavors and FD&C Red No. 40"),
                    Met,
                ),
                (
                    "colour lines below the flavours",
                    malt().text([
                        "MALT BEVERAGE WITH",
                        "NATURAL FLAVORS,",
                        "CARAMEL COLOR",
                        "AND FD&C RED #40",
                    ]),
                    Met,
                ),
                (
                    "colour in general words",
                    ale("Ale with natural flavors")
                        .text(["Contains certified color", "INGREDIENTS: water, FD&C Red #40"]),
                    Met,
                ),
                (
                    "no statement, but a list",
                    ale("Ale").text(["INGREDIENTS: water, malt,", "natural flavors, FD&C Red #40"]),
                    NotApplicable,
                ),
                ("plain ale", ale("Ale"), NotApplicable),
                ("seltzer alone", seltzer(), Violated),
                (
                    "colour left out",
                    ale("Ale with natural flavors")
                        .text(["INGREDIENTS: water, malt, natural flavors,", "FD&C Red #40"]),
                    Violated,
                ),
                ("perhaps on another panel", seltzer().perhaps_incomplete(), Unclear),
            ],
        );
    }

    fn as_one_block(label: &mut Label) {
        let mut lines = label.text.lines().to_vec();
        for line in &mut lines {
            line.block = 0;
        }
        label.text = Text::new(lines);
    }

    #[test]
    fn class_and_composition_are_not_torn_apart() {
        let ale = |label: Label| label.class_type("malt.ale", &[], "Ale");
        let apart = || {
            ale(label().malt().panel(PanelRole::Front))
                .panel(PanelRole::Back)
                .text(["with natural flavors"])
        };
        let split = ale(label().malt())
            .text_as(LineRole::NetContents, "12 FL OZ")
            .text(["with natural flavors"])
            .with(as_one_block);
        let told_again = |front: &'static str, story: [&'static str; 2]| {
            label()
                .malt()
                .panel(PanelRole::Front)
                .class_type("malt.ale", &[], front)
                .panel(PanelRole::Back)
                .text(story)
        };
        let mango = ["with natural mango flavors", "for every day of summer"];
        assert_cases(
            &TOGETHER,
            [
                ("one line", label().malt().text(["Ale brewed with honey"]), NotApplicable),
                (
                    "after a name",
                    label().malt().text(["Tropical Haze - Ale with natural mango flavor"]),
                    NotApplicable,
                ),
                ("two lines", label().malt().text(["ALE", "with natural flavors"]), Met),
                ("a named flavour", label().malt().text(["ALE", "with mango flavor"]), Met),
                (
                    "told again on the back",
                    told_again("Ale with natural mango flavor", mango),
                    NotApplicable,
                ),
                (
                    "in a story",
                    told_again("Mango Ale", ["Bright and hazy", "with natural mango flavor"]),
                    NotApplicable,
                ),
                ("two panels", apart(), Violated),
                ("a named flavour on the back", told_again("Ale", mango), Violated),
                ("split by contents", split, Violated),
                ("two panels, poorly read", apart().poorly_read(), Unclear),
            ],
        );
    }
}
