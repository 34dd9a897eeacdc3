//! A calorie or carbohydrate claim comes with a statement of average analysis.
//! # What the regulation asks
//! TTB Rulings 2004-1 and 2013-2: without serving size, calories, carbohydrates, protein and
//! fat, such a claim misleads.
//! # How we decide
//! Any word of calories or carbohydrates is a claim; so is “light” before a malt beverage's
//! class, and “lite”, which says nothing else, but not on wine, where it means table wine. The statement counts when
//! its name or all four of its items are found, however badly read.
//! # What we cannot see
//! Whether the figures are right, or a panel that was not supplied.

use crate::label::{Commodities, Commodity, Hit, Label};
use crate::rules::phrase::{self, quoted};
use crate::rules::{ALWAYS, Citation, Evidences, Note, Outcome, Rule, Severity};

const CLAIMS: [&str; 13] = [
    "calorie",
    "calories",
    "low cal",
    "low carb",
    "low carbs",
    "carb",
    "carbs",
    "carbohydrate",
    "carbohydrates",
    "guilt free",
    "skinny margarita",
    "kcal",
    "keto",
];
const LIGHT: [&str; 5] = ["light beer", "light lager", "light ale", "light malt beverage", "lite"];
const STATEMENT: [&str; 4] =
    ["average analysis", "serving facts", "alcohol facts", "nutrition facts"];
const ITEMS: [&[&str]; 4] = [
    &["calories", "calorie", "kcal"],
    &["carbohydrates", "carbohydrate", "carbs", "carb"],
    &["protein"],
    &["fat"],
];

pub static RULE: Rule = Rule {
    id: "common.nutrition.average-analysis",
    title: "Calorie claims come with an average analysis",
    statement: "A calorie or carbohydrate claim needs a statement of average analysis or a Serving \
                Facts panel with calories, carbohydrates, protein and fat per serving.",
    citation: &[
        Citation::Other("TTB Ruling 2004-1"),
        Citation::Other("TTB Ruling 2013-2"),
        Citation::Other("TTB F 5100.31 item V.17"),
    ],
    commodities: Commodities::ALL,
    severity: Severity::Warning,
    evidence: Evidences("T"),
    in_force: ALWAYS,
    remedy: "Add an average analysis: serving size, calories, carbohydrates, protein and fat.",
    passes: &["“Low Carb” with an average analysis", "no calorie or carbohydrate claim"],
    fails: &["“Only 100 calories” alone", "“Light Beer” without an analysis"],
    check,
};

fn check(label: &Label) -> Outcome {
    let claims = claims(label);
    if claims.is_empty() {
        return Outcome::not_applicable(Note::NoOccasion);
    }
    let all_items = ITEMS.iter().all(|words| phrase::hinted(label, words));
    if all_items || phrase::hinted(label, &STATEMENT) {
        return Outcome::met("the claim comes with an analysis", claims);
    }
    let outcome =
        Outcome::violated(format!("{} comes without an average analysis", quoted(&claims)), claims);
    if label.completeness.absence_is_certain() {
        outcome
    } else {
        outcome.in_doubt("the analysis may be where nothing could be read")
    }
}

fn claims(label: &Label) -> Vec<Hit> {
    let mut claims = phrase::claims(label, &CLAIMS);
    if label.product.value == Commodity::MaltBeverage {
        claims.extend(phrase::claims(label, &LIGHT));
    }
    claims
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::OutcomeKind::{Met, NotApplicable, Unclear, Violated};
    use crate::rules::testing::{assert_cases, label};

    #[test]
    fn a_claim_comes_with_its_analysis() {
        let analysis = "Average analysis per 12 fl. oz.: Calories 96, Carbohydrates 2.6 g";
        assert_cases(
            &RULE,
            [
                ("with analysis", label().malt().text(["Low Carb", analysis]), Met),
                (
                    "with the items",
                    label().text(["100 calories", "carbohydrates 2 g", "protein 0 g, fat 0 g"]),
                    Met,
                ),
                ("no claim", label().malt().text(["Crisp lager"]), NotApplicable),
                ("light wine", label().wine().text(["Light Red Wine"]), NotApplicable),
                ("claim alone", label().spirits().text(["Only 100 calories"]), Violated),
                ("light beer", label().malt().text(["LIGHT BEER"]), Violated),
                ("lite as a name", label().malt().text(["NIGHT OWL LITE"]), Violated),
                ("first light", label().malt().text(["FIRST LIGHT"]), NotApplicable),
                ("back unknown", label().malt().text(["Low Carb"]).perhaps_incomplete(), Unclear),
            ],
        );
    }
}
