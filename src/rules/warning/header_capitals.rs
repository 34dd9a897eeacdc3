//! “GOVERNMENT WARNING” is in capital letters.
//! # What the regulation asks
//! 27 CFR 16.22(a)(2): the two words are in capitals.
//! # How we decide
//! From letters whose shape tells their case; small capitals read as capitals and pass.
//! # What we cannot see
//! The case of O, S, C, V, W and the like, which differ in size alone.

use crate::label::{Commodities, DifferenceKind, Label};
use crate::rules::{ALWAYS, Evidences, Note, Outcome, Rule, Severity, cfr};

pub static RULE: Rule = Rule {
    id: "warning.header-capitals",
    title: "“GOVERNMENT WARNING” is in capital letters",
    statement: "The words GOVERNMENT WARNING appear in capital letters.",
    citation: &[cfr(16, "16.22(a)(2)")],
    commodities: Commodities::ALL,
    severity: Severity::Error,
    evidence: Evidences("T"),
    in_force: ALWAYS,
    remedy: "Set the words GOVERNMENT WARNING in capital letters.",
    passes: &["GOVERNMENT WARNING:", "the whole statement in capitals"],
    fails: &["Government Warning:", "Government WARNING:"],
    check,
};

fn check(label: &Label) -> Outcome {
    let Some(warning) = super::found(label) else {
        return Outcome::not_applicable(Note::SaidElsewhere);
    };
    if let Some(difference) = warning.value.differing(DifferenceKind::Capitals).next() {
        let message = format!("the lead-in is printed “{}”", difference.found);
        return Outcome::violated(message, difference.evidence.clone());
    }
    match warning.value.lead_in_capitals {
        Some(true) => Outcome::met("the lead-in is in capital letters", super::lead_in(warning)),
        Some(false) => Outcome::violated(
            format!("the lead-in is printed “{}”", warning.value.lead_in),
            super::lead_in(warning),
        ),
        // A lead-in that is not there is `warning.text`'s finding.
        None if warning.value.lead_in.is_empty() => Outcome::not_applicable(Note::SaidElsewhere),
        None => Outcome::unclear(
            "the lead-in’s letters do not tell whether they are capitals",
            super::lead_in(warning),
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::*;
    use super::*;
    use crate::label::WarningStatement;
    use crate::rules::OutcomeKind::{Met, NotApplicable, Unclear, Violated};
    use crate::rules::testing::assert_cases;

    #[test]
    fn judges_the_cases_of_the_catalogue() {
        assert_cases(
            &RULE,
            [
                ("capitals", label(statement()), Met),
                (
                    "title case",
                    label(WarningStatement {
                        lead_in_capitals: Some(false),
                        lead_in: "Government Warning".into(),
                        ..statement()
                    }),
                    Violated,
                ),
                (
                    "read as a difference",
                    label(differing(
                        DifferenceKind::Capitals,
                        "GOVERNMENT WARNING",
                        "Government WARNING",
                    )),
                    Violated,
                ),
                (
                    "not told",
                    label(WarningStatement { lead_in_capitals: None, ..statement() }),
                    Unclear,
                ),
                (
                    "no lead-in",
                    label(WarningStatement {
                        lead_in_capitals: None,
                        lead_in: String::new(),
                        ..statement()
                    }),
                    NotApplicable,
                ),
            ],
        );
    }
}
