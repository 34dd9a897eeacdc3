//! The statement's letters are large enough for the container.
//! # What the regulation asks
//! 27 CFR 16.22(b): 1 mm up to 237 mL, 2 mm up to 3 L, 3 mm above.
//! # How we decide
//! By the smallest letters, against the printed or declared net contents, less what the
//! measurement may be off and at least the larger of 0.1 mm and 5 %.
//! # What we cannot see
//! Millimetres without a declared size of the panel. Agency review does not measure type.

use super::sizes;
use crate::label::{Commodities, Label, StatementKind};
use crate::rules::{ALWAYS, Evidences, Note, Outcome, Rule, Severity, cfr};

pub static RULE: Rule = Rule {
    id: "warning.type-size",
    title: "The health warning’s letters are large enough",
    statement: "Letters are at least 1 mm high on containers up to 237 mL, 2 mm up to 3 L, and 3 mm above.",
    citation: &[cfr(16, "16.22(b)")],
    commodities: Commodities::ALL,
    severity: Severity::Warning,
    evidence: Evidences("L+A"),
    in_force: ALWAYS,
    remedy: "Enlarge the statement to the size 27 CFR 16.22(b) asks.",
    passes: &["750 mL, smallest letter 2.1 mm", "50 mL, smallest letter 1.0 mm"],
    fails: &["355 mL, smallest letter 1.6 mm", "4 L, smallest letter 2.4 mm"],
    check,
};

fn check(label: &Label) -> Outcome {
    let Some(warning) = super::found(label) else {
        return Outcome::not_applicable(Note::SaidElsewhere);
    };
    let measured = label.measures.height(StatementKind::Warning).map(|height| height.millimeters);
    let (Some(height), Some(size)) = (measured, sizes::required(label)) else {
        return Outcome::not_applicable(Note::NotMeasured);
    };
    let allowance = height.uncertainty.max(0.1).max(0.05 * size.height_mm);
    let seen = format!("letters {:.1} mm high where {} mm are asked", height.value, size.height_mm);
    if height.value + allowance < size.height_mm {
        Outcome::violated(seen, warning)
    } else {
        Outcome::met(seen, warning)
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::*;
    use super::*;
    use crate::label::StatementHeight;
    use crate::rules::OutcomeKind::{Met, NotApplicable, Violated};
    use crate::rules::testing::assert_cases;

    /// A container of that many millilitres, its smallest letters that many millimetres high.
    fn high(milliliters: u32, height: f32) -> Label {
        sized(milliliters, |measures| {
            measures.heights.push(StatementHeight {
                statement: StatementKind::Warning,
                millimeters: exactly(height),
                capitals: false,
            });
        })
    }

    #[test]
    fn judges_the_cases_of_the_catalogue() {
        assert_cases(
            &RULE,
            [
                ("750 mL, 2.1 mm", high(750, 2.1), Met),
                ("50 mL, 1.0 mm", high(50, 1.0), Met),
                ("355 mL, 1.6 mm", high(355, 1.6), Violated),
                ("4 L, 2.4 mm", high(4000, 2.4), Violated),
                ("237 mL, 1.0 mm", high(237, 1.0), Met),
                ("238 mL, 1.0 mm", high(238, 1.0), Violated),
                ("not measured", label(statement()), NotApplicable),
                (
                    "in pixels alone, of no known scale",
                    sized(750, |m| m.warning_letter_height = Some(exactly(14.0))),
                    NotApplicable,
                ),
            ],
        );
    }
}
