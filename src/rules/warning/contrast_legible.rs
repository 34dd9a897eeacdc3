//! The statement is on a contrasting ground.
//! # What the regulation asks
//! 27 CFR 16.22(a)(1): readily legible, on a contrasting background.
//! # How we decide
//! By the luminance of ink and ground. The law gives no ratio; below 3 to 1 a person should
//! look.
//! # What we cannot see
//! Glass, liquid and foil under a transparent label.

use crate::label::{Commodities, Label};
use crate::rules::{ALWAYS, Evidences, Note, Outcome, Rule, Severity, cfr};

/// Luminance ratio under which print is hard to read.
const LEAST_CONTRAST: f32 = 3.0;

pub static RULE: Rule = Rule {
    id: "warning.contrast-legible",
    title: "The health warning stands out from its ground",
    statement: "The statement is readily legible under ordinary conditions, on a contrasting background.",
    citation: &[cfr(16, "16.22(a)(1)")],
    commodities: Commodities::ALL,
    severity: Severity::Warning,
    evidence: Evidences("L"),
    in_force: ALWAYS,
    remedy: "Print the statement in a colour that contrasts with its background.",
    passes: &["black on white", "white on dark green"],
    fails: &["dark grey on black", "gold on light metal"],
    check,
};

fn check(label: &Label) -> Outcome {
    let Some(warning) = super::found(label) else {
        return Outcome::not_applicable(Note::SaidElsewhere);
    };
    match label.measures.warning_contrast {
        None => Outcome::not_applicable(Note::NotMeasured),
        Some(ratio) if ratio.value + ratio.uncertainty < LEAST_CONTRAST => {
            Outcome::violated(format!("contrast of only {:.1} to 1", ratio.value), warning)
        }
        Some(ratio) => Outcome::met(format!("contrast of {:.1} to 1", ratio.value), warning),
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::*;
    use super::*;
    use crate::rules::OutcomeKind::{Met, NotApplicable, Violated};
    use crate::rules::testing::assert_cases;

    #[test]
    fn judges_the_cases_of_the_catalogue() {
        assert_cases(
            &RULE,
            [
                (
                    "black on white",
                    measured(statement(), |m| m.warning_contrast = Some(exactly(20.0))),
                    Met,
                ),
                (
                    "white on dark green",
                    measured(statement(), |m| m.warning_contrast = Some(exactly(9.0))),
                    Met,
                ),
                (
                    "dark grey on black",
                    measured(statement(), |m| m.warning_contrast = Some(exactly(1.8))),
                    Violated,
                ),
                (
                    "gold on light metal",
                    measured(statement(), |m| m.warning_contrast = Some(exactly(1.5))),
                    Violated,
                ),
                ("not measured", label(statement()), NotApplicable),
            ],
        );
    }
}
