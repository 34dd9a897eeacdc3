//! The health warning is on the label.
//! # What the regulation asks
//! 27 CFR 16.20 and 16.21: every container carries the statement on its brand label, a
//! separate front label, a back label or a side label.
//! # How we decide
//! Found in any state, even broken, counts as present: its wording is `warning.text`.
//! # What we cannot see
//! A panel that was not supplied. Absence is certain only on a complete, well-read set.

use crate::label::{Commodities, Fact, Label};
use crate::rules::{ALWAYS, Evidences, Note, Outcome, Rule, Severity, cfr};
use rust_decimal::Decimal;

/// Below this strength a drink is not an alcoholic beverage to part 16 (16.10).
const LOWEST_STRENGTH: Decimal = Decimal::from_parts(5, 0, 0, false, 1);

pub static RULE: Rule = Rule {
    id: "warning.present",
    title: "The health warning is on the label",
    statement: "Every container of 0.5 % alcohol by volume or more carries the government \
                health warning on its brand label, a separate front label, or a back or side label.",
    citation: &[cfr(16, "16.20(a)"), cfr(16, "16.21")],
    commodities: Commodities::ALL,
    severity: Severity::Error,
    evidence: Evidences("T"),
    in_force: ALWAYS,
    remedy: "Print the statement of 27 CFR 16.21 on the front, back or side label.",
    passes: &["the back label carries the full statement", "the side of a can carries it"],
    fails: &["no statement on any panel", "no statement on a 4.5 % cider"],
    check,
};

fn check(label: &Label) -> Outcome {
    match &label.facts.health_warning {
        Fact::Read(warning) | Fact::Doubtful(warning) => {
            Outcome::met("the health warning is there", warning)
        }
        Fact::Unreadable(seen) => {
            Outcome::unclear("text that may be the health warning cannot be read", seen)
        }
        Fact::Absent if below_half_percent(label) => Outcome::not_applicable(Note::NoOccasion),
        Fact::Absent => Outcome::missing(label, "no health warning was found"),
    }
}

/// Whether the label itself, or the application, puts the strength below 0.5 %.
fn below_half_percent(label: &Label) -> bool {
    let printed = label.facts.alcohol.value().and_then(|statement| statement.percent);
    let declared = label.declared.alcohol;
    printed.or(declared).is_some_and(|percent| percent.0 < LOWEST_STRENGTH)
        && declared.is_none_or(|percent| percent.0 < LOWEST_STRENGTH)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::label::AlcoholForm;
    use crate::rules::OutcomeKind::{Met, NotApplicable, Unclear, Violated};
    use crate::rules::testing::{assert_cases, label};

    #[test]
    fn missing_is_said_only_of_a_complete_set() {
        let weak = |percent| label().malt().alcohol("x", AlcoholForm::Abv, percent);
        assert_cases(
            &RULE,
            [
                ("on the label", label().warning(), Met),
                ("a drink below half a percent", weak("0.4"), NotApplicable),
                ("nowhere", label(), Violated),
                ("nowhere, at half a percent", weak("0.5"), Violated),
                ("nowhere, panels unknown", label().perhaps_incomplete(), Unclear),
                ("nowhere, poorly read", label().poorly_read(), Unclear),
            ],
        );
    }
}
