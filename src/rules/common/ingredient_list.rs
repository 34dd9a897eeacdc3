//! A list of ingredients leaves nothing out.
//! # What the regulation asks
//! A list is voluntary; one that omits an ingredient misleads (4.39(a)(1), 5.122(b)(1),
//! 7.122(b)(1)), and on wine each claim needs its percentage (4.38(g)).
//! # How we decide
//! A list is “ingredients” with a colon, or alone on its line; finest ingredients in a story
//! are none. Two omissions can be told without the formula: a beer without yeast, and a
//! flavored spirit without its flavor. Yeast or flavor anywhere on the label, however badly
//! read, settles the doubt in the label's favour.
//! # What we cannot see
//! The formula: any other list is a remark for whoever has it.

use crate::label::{Attribute, Commodities, Commodity, Label, Line, LineRole, fold};
use crate::rules::phrase::{self, SURE};
use crate::rules::{ALWAYS, Evidences, Note, Outcome, Rule, Severity, cfr};

const YEAST: [&str; 6] = ["yeast", "yeasts", "levadura", "levure", "hefe", "lievito"];
const FLAVOR: [&str; 6] = ["flavor", "flavors", "flavour", "flavours", "flavoring", "flavorings"];

pub static RULE: Rule = Rule {
    id: "common.ingredient-list",
    title: "A list of ingredients is complete",
    statement: "A list of ingredients is voluntary, but one that leaves an ingredient out misleads; on \
                wine each ingredient claim also needs its percentage.",
    citation: &[
        cfr(4, "4.38(g)"),
        cfr(4, "4.39(a)(1)"),
        cfr(5, "5.122(b)(1)"),
        cfr(7, "7.122(b)(1)"),
    ],
    commodities: Commodities::ALL,
    severity: Severity::Warning,
    evidence: Evidences("T"),
    in_force: ALWAYS,
    remedy: "Name every ingredient, yeast and flavors included, or leave the list out.",
    passes: &["“Ingredients: water, barley malt, hops, yeast”", "no list of ingredients"],
    fails: &["a beer's list without yeast", "“Ingredients: agave” on a flavored tequila"],
    check,
};

fn check(label: &Label) -> Outcome {
    let Some(heading) = label.text.lines().iter().find(|line| is_heading(line)) else {
        return Outcome::not_applicable(Note::NoOccasion);
    };
    let omitted = match label.product.value {
        Commodity::MaltBeverage => ("yeast", &YEAST),
        Commodity::DistilledSpirits if is_flavored(label) => ("the flavor", &FLAVOR),
        Commodity::Wine | Commodity::DistilledSpirits => {
            let why = "whether the list of ingredients is complete, the formula tells";
            return Outcome::unclear(why, heading).as_info();
        }
    };
    let (name, words) = omitted;
    if phrase::hinted(label, words) {
        return Outcome::met(format!("the list names {name}"), heading);
    }
    let outcome = Outcome::violated(format!("the list of ingredients leaves out {name}"), heading);
    if label.completeness.well_read {
        outcome
    } else {
        outcome.in_doubt("part of the list may not have been read")
    }
}

fn is_heading(line: &Line) -> bool {
    if line.confidence < SURE || line.role == LineRole::Warning {
        return false;
    }
    let lower = line.text.to_lowercase();
    let dash = |rest: &str| rest.trim_start().starts_with(['-', '–', '—']);
    lower.contains("ingredients:")
        || lower.contains("ingredients :")
        || lower.trim_start().strip_prefix("ingredients").is_some_and(dash)
        || fold(&line.text) == "ingredients"
}

fn is_flavored(label: &Label) -> bool {
    label.facts.class_type.value().is_some_and(|designation| {
        designation.attributes.iter().any(|attribute| {
            matches!(attribute, Attribute::Flavored(_) | Attribute::WithComposition(_))
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::OutcomeKind::{Met, NotApplicable, Unclear, Violated};
    use crate::rules::testing::{assert_cases, label};

    #[test]
    fn a_list_names_yeast_and_flavor() {
        let tequila = || {
            label()
                .spirits()
                .class_type("spirits.agave.tequila", &["spirits.agave"], "Lime Tequila")
                .attribute(Attribute::Flavored("Lime".to_owned()))
        };
        let beer = |line| label().malt().text([line]);
        assert_cases(
            &RULE,
            [
                ("with yeast", beer("Ingredients: water, barley malt, hops, yeast"), Met),
                (
                    "yeast on the next line",
                    label().malt().text(["INGREDIENTS: water, malt,", "hops and yeast"]),
                    Met,
                ),
                ("no list", beer("Brewed with the finest ingredients"), NotApplicable),
                ("without yeast", beer("Ingredients: water, malt, hops"), Violated),
                ("after a dash", beer("INGREDIENTS - WATER, MALT, HOPS"), Violated),
                (
                    "without yeast, poorly read",
                    beer("Ingredients: water, malt").poorly_read(),
                    Unclear,
                ),
                ("agave alone", tequila().text(["Ingredients: agave"]), Violated),
                (
                    "agave and flavor",
                    tequila().text(["Ingredients: agave, natural lime flavor"]),
                    Met,
                ),
                ("wine", label().wine().text(["Ingredients: grapes"]), Unclear),
            ],
        );
    }
}
