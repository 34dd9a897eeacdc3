//! The health warning is on the label.
//! # What the regulation asks
//! 27 CFR 16.20 and 16.21: every container carries the statement on its brand label, a
//! separate front label, a back label or a side label.
//! # How we decide
//! Found in any state, even broken, counts as present: its wording is `warning.text`, the
//! panel it stands on `warning.placement`.
//! # What we cannot see
//! A panel that was not supplied. Absence is certain only on a complete, well-read set.

use crate::label::{AlcoholForm, AlcoholStatement, Commodities, Fact, Label, Percent};
use crate::rules::{ALWAYS, Evidences, Note, Outcome, Rule, Severity, cfr};
use rust_decimal::Decimal;

/// Below this strength a drink is not an alcoholic beverage to part 16 (16.10).
pub(super) const LOWEST_STRENGTH: Decimal = Decimal::from_parts(5, 0, 0, false, 1);

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
        _ if below_half_percent(label) => Outcome::not_applicable(Note::NoOccasion),
        Fact::Unreadable(seen) => {
            Outcome::unclear("text that may be the health warning cannot be read", seen.clone())
        }
        Fact::Absent => Outcome::missing(label, "no health warning was found"),
    }
}

/// The strength the label prints.
pub(super) fn printed_strength(label: &Label) -> Option<Percent> {
    label.facts.alcohol.value().and_then(|statement| statement.percent)
}

/// Whether label and application both put the strength below 0.5 %, as far as they say.
/// “Less than 0.5 %” is below it, though it prints the figure.
pub(super) fn below_half_percent(label: &Label) -> bool {
    let low = |percent: Percent| percent.0 < LOWEST_STRENGTH;
    let is_ceiling = |statement: &AlcoholStatement| statement.form == AlcoholForm::LessThan;
    let ceiling = label.facts.alcohol.value().is_some_and(is_ceiling);
    let low_print = |percent: Percent| low(percent) || ceiling && percent.0 == LOWEST_STRENGTH;
    let (printed, declared) = (printed_strength(label), label.declared.alcohol);
    (printed.is_some() || declared.is_some())
        && printed.is_none_or(low_print)
        && declared.is_none_or(low)
}

#[cfg(test)]
mod tests {
    use super::super::testing::*;
    use super::*;
    use crate::label::Completeness;
    use crate::rules::OutcomeKind::{Met, NotApplicable, Unclear, Violated};
    use crate::rules::testing::assert_cases;

    fn incomplete() -> Label {
        let completeness = Completeness { panels_complete: None, well_read: true };
        Label { completeness, ..blank() }
    }

    /// “Non-alcoholic beer” has letters of the statement.
    fn weak_and_illegible() -> Label {
        let mut label = strength(Some("0.4"), None);
        label.facts.health_warning = illegible().facts.health_warning;
        label
    }

    #[test]
    fn judges_the_cases_of_the_catalogue() {
        assert_cases(
            &RULE,
            [
                ("the statement is there", label(statement()), Met),
                ("illegible", illegible(), Unclear),
                ("nowhere on a complete set", blank(), Violated),
                ("nowhere, panels may be missing", incomplete(), Unclear),
                ("0.4 % malt beverage without it", strength(Some("0.4"), None), NotApplicable),
                ("0.4 %, and text like it", weak_and_illegible(), NotApplicable),
                ("4.5 % without it", strength(Some("4.5"), None), Violated),
                ("0.4 % printed, 0.5 % declared", strength(Some("0.4"), Some("0.5")), Violated),
            ],
        );
    }
}
