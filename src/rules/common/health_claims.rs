//! No curative, therapeutic or nutritional claim.
//! # What the regulation asks
//! 4.39(h), 5.129 and 7.129 bar untrue or misleading health-related statements; a specific
//! claim needs approval and its full qualification.
//! # How we decide
//! Two lists. A plain promise of healing breaks the rule whatever the context; softer words are
//! shown to a person. Single words that also name vineyards, digestifs or barrels are not
//! listed: “healthy vines” promises nothing.
//! # What we cannot see
//! An approval, or what a picture suggests.

use crate::label::{Commodities, Label};
use crate::rules::phrase::{self, quoted};
use crate::rules::{ALWAYS, Evidences, Note, Outcome, Rule, Severity, cfr};

const THERAPEUTIC: [&str; 18] = [
    "good for your heart",
    "good for the heart",
    "good for your health",
    "heart healthy",
    "hangover free",
    "no hangover",
    "no hangovers",
    "prevents hangovers",
    "prevents heart disease",
    "reduces the risk of heart disease",
    "prevents cancer",
    "lowers cholesterol",
    "cures disease",
    "cures headaches",
    "restores health",
    "restores your health",
    "your health restored",
    "relieves pain",
];

const SUGGESTIVE: [&str; 33] = [
    "cures what ails",
    "good for circulation",
    "improves circulation",
    "good for digestion",
    "good for the digestion",
    "improves digestion",
    "energy boost",
    "boosts energy",
    "boosts your energy",
    "helps you sleep",
    "calms the nerves",
    "reduces anxiety",
    "relieves anxiety",
    "probiotic",
    "probiotics",
    "relieves stress",
    "relieve stress",
    "reduces stress",
    "stress relief",
    "added vitamin",
    "added vitamins",
    "vitamin c",
    "vitamin b",
    "vitamin d",
    "rich in vitamins",
    "antioxidant",
    "antioxidants",
    "electrolytes",
    "health benefits",
    "healthy alternative",
    "medicinal properties",
    "aids digestion",
    "boosts immunity",
];

pub static RULE: Rule = Rule {
    id: "common.health-claims",
    title: "No misleading health claim",
    statement: "A label makes no untrue or misleading statement about health: no cure, no effect on \
                body or mind, no nutritional value such as vitamins.",
    citation: &[cfr(4, "4.39(h)"), cfr(5, "5.129"), cfr(7, "7.129")],
    commodities: Commodities::ALL,
    severity: Severity::Error,
    evidence: Evidences("T+G"),
    in_force: ALWAYS,
    remedy: "Take the claim off the label.",
    passes: &["calories with a full analysis", "“Enjoy responsibly”"],
    fails: &["“Good for your heart”", "“Hangover free”", "“Relieves stress”"],
    check,
};

fn check(label: &Label) -> Outcome {
    let plain = phrase::claims(label, &THERAPEUTIC);
    if !plain.is_empty() {
        return Outcome::violated(format!("{} is a health claim", quoted(&plain)), plain);
    }
    let soft = phrase::claims(label, &SUGGESTIVE);
    if !soft.is_empty() {
        let why = format!("{} may be a health claim", quoted(&soft));
        return Outcome::violated(why, soft).as_warning();
    }
    Outcome::not_applicable(Note::NoOccasion)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::OutcomeKind::{NotApplicable, Violated};
    use crate::rules::testing::{assert_cases, assert_severities, label};

    #[test]
    fn promises_of_health_are_found_and_toasts_are_not() {
        assert_cases(
            &RULE,
            [
                ("analysis", label().text(["Calories 120 per 5 fl. oz."]), NotApplicable),
                ("advice", label().text(["Enjoy responsibly", "To your health!"]), NotApplicable),
                ("the warning itself", label().warning(), NotApplicable),
                ("healthy vines", label().text(["from healthy vines"]), NotApplicable),
                ("heart", label().text(["Good for your heart"]), Violated),
                ("hangover", label().text(["Hangover-free"]), Violated),
            ],
        );
    }

    #[test]
    fn softer_words_are_for_a_person() {
        assert_severities(
            &RULE,
            [
                ("heart", label().text(["Good for your heart"]), Severity::Error),
                ("stress", label().text(["Relieves stress"]), Severity::Warning),
                ("vitamins", label().text(["Added vitamin C"]), Severity::Warning),
            ],
        );
    }
}
