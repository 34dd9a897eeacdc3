//! No other country's alcohol health warning stands on the label.
//! # What the regulation asks
//! 27 CFR 16.32 leaves no room for other warnings by the States; agency guidance asks that
//! warnings required by foreign governments be left off.
//! # How we decide
//! By phrases that such warnings use.
//! # What we cannot see
//! Pictograms, which are a grey area anyway.

use crate::label::{Commodities, Label};
use crate::rules::{ALWAYS, Evidences, Note, Outcome, Rule, Severity, cfr};

/// Wording of French, Canadian, Irish, Mexican, Australian, Korean, British, Indian and South
/// African warnings. Our own statement has none of it, though its lines are much like theirs.
const PHRASES: &[&str] = &[
    "consommation de boissons alcoolisées pendant la grossesse",
    "boissons alcoolisées pendant la grossesse",
    "l'abus d'alcool est dangereux",
    "abus d'alcool est dangereux pour la santé",
    "à consommer avec modération",
    "direct link between alcohol and fatal cancers",
    "drinking alcohol causes liver disease",
    "alcohol can cause cancer",
    "alcohol causes cancer",
    "drinking alcohol can cause cancer",
    "el abuso en el consumo de este producto es nocivo para la salud",
    "el abuso del consumo de este producto es nocivo para la salud",
    "any amount of alcohol can harm your baby",
    "alcohol can cause lifelong harm to your baby",
    "it is safest not to drink while pregnant",
    "drinking alcohol during pregnancy can",
    "alcohol is injurious to health",
    "alcohol abuse is dangerous",
    "alcohol abuse is harmful",
    "o consumo excessivo de álcool é prejudicial",
    "evite o consumo excessivo de álcool",
];

pub static RULE: Rule = Rule {
    id: "warning.no-foreign-alcohol-health-warning",
    title: "No foreign alcohol health warning is on the label",
    statement: "The label carries no alcohol health warning that a foreign government requires beside the statement of 27 CFR 16.21.",
    citation: &[cfr(16, "16.32")],
    commodities: Commodities::ALL,
    severity: Severity::Warning,
    evidence: Evidences("T"),
    in_force: ALWAYS,
    remedy: "Leave the foreign warning off labels for the United States.",
    passes: &["only the US statement", "a foreign recycling or deposit statement"],
    fails: &[
        "the French wording about pregnancy",
        "Canadian or Irish wording about alcohol and cancer",
    ],
    check,
};

fn check(label: &Label) -> Outcome {
    for phrase in PHRASES {
        let hits = label.text.find(phrase);
        if let Some(hit) = hits.first() {
            return Outcome::violated("another country’s alcohol health warning", hit);
        }
    }
    Outcome::not_applicable(Note::NoOccasion)
}

#[cfg(test)]
mod tests {
    use super::super::testing::*;
    use super::*;
    use crate::rules::OutcomeKind::{NotApplicable, Violated};
    use crate::rules::testing::assert_cases;

    #[test]
    fn judges_the_cases_of_the_catalogue() {
        assert_cases(
            &RULE,
            [
                ("only ours", label(statement()), NotApplicable),
                ("a deposit statement", saying(&["PANT A 1 KR", "REFUND 10c"]), NotApplicable),
                (
                    "French, over two lines",
                    saying(&[
                        "La consommation de boissons alcoolisées",
                        "pendant la grossesse, même en faible quantité",
                    ]),
                    Violated,
                ),
                ("Indian", saying(&["CONSUMPTION OF ALCOHOL IS INJURIOUS TO HEALTH"]), Violated),
                (
                    "Irish",
                    saying(&["THERE IS A DIRECT LINK BETWEEN ALCOHOL AND FATAL CANCERS"]),
                    Violated,
                ),
            ],
        );
    }
}
