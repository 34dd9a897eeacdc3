//! The statement's letters are not squeezed out of legibility.
//! # What the regulation asks
//! 27 CFR 16.22(a)(3): not compressed so that the statement is not readily legible.
//! # How we decide
//! By set width against a normal face. The law gives no figure: about 80 % is a mild
//! condensed face, about 50 % an ultra-condensed one; we ask a person below 60 %.
//! # What we cannot see
//! Taste.

use crate::label::{Commodities, Label};
use crate::rules::{ALWAYS, Evidences, Note, Outcome, Rule, Severity, cfr};

/// Set width against a normal face below which a person should look.
const SQUEEZED: f32 = 0.6;

pub static RULE: Rule = Rule {
    id: "warning.not-compressed",
    title: "The health warning’s letters are not squeezed",
    statement: "Letters and words are not compressed so that the statement stops being readily legible.",
    citation: &[cfr(16, "16.22(a)(3)")],
    commodities: Commodities::ALL,
    severity: Severity::Warning,
    evidence: Evidences("L"),
    in_force: ALWAYS,
    remedy: "Set the statement in a wider face or with more space between letters.",
    passes: &["a normal face", "a mild condensed face"],
    fails: &["glyphs that touch", "an ultra-condensed face"],
    check,
};

fn check(label: &Label) -> Outcome {
    let Some(warning) = super::found(label) else {
        return Outcome::not_applicable(Note::SaidElsewhere);
    };
    match label.measures.warning_set_width {
        None => Outcome::not_applicable(Note::NotMeasured),
        Some(width) if width.value + width.uncertainty < SQUEEZED => {
            Outcome::violated("the letters are squeezed", warning)
        }
        Some(_) => Outcome::met("the letters are not squeezed", warning),
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
                    "normal",
                    measured(statement(), |m| m.warning_set_width = Some(exactly(1.0))),
                    Met,
                ),
                (
                    "mild condensed",
                    measured(statement(), |m| m.warning_set_width = Some(exactly(0.8))),
                    Met,
                ),
                (
                    "ultra-condensed",
                    measured(statement(), |m| m.warning_set_width = Some(exactly(0.5))),
                    Violated,
                ),
                (
                    "squeezed sideways",
                    measured(statement(), |m| m.warning_set_width = Some(exactly(0.45))),
                    Violated,
                ),
                ("not measured", label(statement()), NotApplicable),
            ],
        );
    }
}
