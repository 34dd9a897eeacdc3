//! Barley wine is an ale.
//! # What the regulation asks
//! 7.143(g): “barley (wheat, rye) wine ale” or “… wine style ale”; wine by itself is no class of
//! malt beverage.
//! # How we decide
//! The name needs the word ale with it, or a class elsewhere on the label: practice goes both
//! ways. Below 0.5 % there is no such class.
//! # What we cannot see
//! Nothing; practice varies, so a person looks.

use super::{strength, words};
use crate::label::{Commodities, Hit, Label};
use crate::rules::phrase::quoted;
use crate::rules::{ALWAYS, Evidences, Note, Outcome, Rule, Severity, cfr};

const NAMES: [&str; 6] =
    ["barleywine", "barley wine", "wheatwine", "wheat wine", "ryewine", "rye wine"];
const NAME_WORDS: usize = 6;

pub static RULE: Rule = Rule {
    id: "malt.class-type.barley-wine",
    title: "Barley wine is called an ale",
    statement: "The designation is “barley wine ale” or “barley wine style ale”, likewise with \
                wheat or rye; wine alone is no class of malt beverage.",
    citation: &[cfr(7, "7.143(g)")],
    commodities: Commodities::MALT,
    severity: Severity::Warning,
    evidence: Evidences("T"),
    in_force: ALWAYS,
    remedy: "Add the class: “Barley Wine Ale” or “Barley Wine Style Ale”.",
    passes: &["“Barley Wine Ale”", "“Wheat Wine Style Ale”"],
    fails: &["“Barleywine” alone", "“Barley Wine” on a product of 0.4 %"],
    check,
};

/// The name where it stands without any class.
#[must_use]
pub fn alone(label: &Label) -> Vec<Hit> {
    if words::designations(label).next().is_some() {
        return Vec::new();
    }
    words::short_claims(label, &NAMES, NAME_WORDS)
}

fn check(label: &Label) -> Outcome {
    let hits = words::short_claims(label, &NAMES, NAME_WORDS);
    let Some(first) = hits.first() else {
        return Outcome::not_applicable(Note::NoOccasion);
    };
    if strength::below_half_percent(label) {
        return Outcome::violated(format!("{} is under 0.5 %", quoted(&hits)), first);
    }
    if let Some(class) = words::designations(label).next() {
        return Outcome::met("a class goes with it", class);
    }
    let outcome = Outcome::missing(label, format!("{} stands without a class", quoted(&hits)));
    Outcome { evidence: first.evidence.clone(), ..outcome }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::label::AlcoholForm::PercentAlcoholByVolume;
    use crate::rules::OutcomeKind::{Met, NotApplicable, Unclear, Violated};
    use crate::rules::testing::{assert_cases, label};

    #[test]
    fn wine_is_no_class_of_beer() {
        let malt = || label().malt();
        let weak = malt().alcohol("0.4% alc/vol", PercentAlcoholByVolume, "0.4");
        assert_cases(
            &RULE,
            [
                ("ale", malt().class_type("malt.barley-wine", &[], "Barley Wine Ale"), Met),
                ("style", malt().class_type("malt.barley-wine", &[], "Wheat Wine Style Ale"), Met),
                ("none", malt().text(["Ale"]), NotApplicable),
                ("alone", malt().text(["Barleywine"]), Violated),
                ("weak", weak.text(["Barley Wine"]), Violated),
                ("alone on the front", malt().text(["Barleywine"]).perhaps_incomplete(), Unclear),
            ],
        );
    }
}
