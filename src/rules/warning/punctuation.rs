//! The statement's marks are those of 27 CFR 16.21.
//! # What the regulation asks
//! The colon, both pairs of parentheses, both commas and both full stops.
//! # How we decide
//! A mark that no engine saw in legible print is missing; a comma and a full stop count for
//! each other, since small print does not tell them apart.
//! # What we cannot see
//! Marks at the edge of what was read.

use crate::label::{Commodities, DifferenceKind, Label};
use crate::rules::{ALWAYS, Evidences, Outcome, Rule, Severity, cfr};

pub static RULE: Rule = Rule {
    id: "warning.punctuation",
    title: "The health warning’s punctuation is as prescribed",
    statement: "The colon after WARNING, both pairs of parentheses, the commas after General and machinery and the two full stops are part of the statement.",
    citation: &[cfr(16, "16.21")],
    commodities: Commodities::ALL,
    severity: Severity::Warning,
    evidence: Evidences("T"),
    in_force: ALWAYS,
    remedy: "Add the missing mark, as 27 CFR 16.21 prints it.",
    passes: &["all marks present", "a space before the colon"],
    fails: &["the colon missing", "the comma after machinery and the final full stop missing"],
    check,
};

fn check(label: &Label) -> Outcome {
    super::compare(label, DifferenceKind::Punctuation, "every mark is as prescribed")
}

#[cfg(test)]
mod tests {
    use super::super::testing::*;
    use super::*;
    use crate::label::DifferenceKind::Punctuation;
    use crate::rules::OutcomeKind::{Met, NotApplicable, Unclear, Violated};
    use crate::rules::testing::assert_cases;

    #[test]
    fn judges_the_cases_of_the_catalogue() {
        assert_cases(
            &RULE,
            [
                ("all marks", label(statement()), Met),
                ("colon missing", label(differing(Punctuation, ":", "")), Violated),
                ("comma missing", label(differing(Punctuation, ",", "")), Violated),
                ("full stop in doubt", label(doubting(Punctuation, ".", "")), Unclear),
                ("no statement", blank(), NotApplicable),
            ],
        );
    }
}
