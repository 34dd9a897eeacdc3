//! The statement reads as one block, its sentences in order.
//! # What the regulation asks
//! 27 CFR 16.21 prints two paragraphs, (1) then (2). One continuous paragraph is guidance, so
//! a paragraph break alone is never held against a label.
//! # How we decide
//! From where the two sentences stand.
//! # What we cannot see
//! Panels that join on the container.

use crate::label::{Commodities, Label};
use crate::rules::{ALWAYS, Evidences, Note, Outcome, Rule, Severity, cfr};

pub static RULE: Rule = Rule {
    id: "warning.continuous",
    title: "The health warning is one continuous statement",
    statement: "Sentence (1) is followed by sentence (2) in one uninterrupted block.",
    citation: &[cfr(16, "16.21")],
    commodities: Commodities::ALL,
    severity: Severity::Warning,
    evidence: Evidences("L+T"),
    in_force: ALWAYS,
    remedy: "Print both sentences together, (1) before (2).",
    passes: &["one paragraph", "two adjacent paragraphs"],
    fails: &["(1) on the left side panel, (2) on the right", "(2) before (1)"],
    check,
};

fn check(label: &Label) -> Outcome {
    let Some(warning) = super::found(label) else {
        return Outcome::not_applicable(Note::SaidElsewhere);
    };
    if warning.value.split_over_panels {
        Outcome::violated("the two sentences stand on different panels", warning)
    } else if warning.value.reversed {
        Outcome::violated("sentence (2) stands before sentence (1)", warning)
    } else {
        Outcome::met("the two sentences follow each other", warning)
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::*;
    use super::*;
    use crate::label::WarningStatement;
    use crate::rules::OutcomeKind::{Met, NotApplicable, Violated};
    use crate::rules::testing::assert_cases;

    #[test]
    fn judges_the_cases_of_the_catalogue() {
        assert_cases(
            &RULE,
            [
                ("one block", label(statement()), Met),
                ("no statement", blank(), NotApplicable),
                (
                    "two panels",
                    label(WarningStatement { split_over_panels: true, ..statement() }),
                    Violated,
                ),
                ("reversed", label(WarningStatement { reversed: true, ..statement() }), Violated),
            ],
        );
    }
}
