//! In mixed case, the regulation's capitals are kept.
//! # What the regulation asks
//! 27 CFR 16.21 prints According, Surgeon, General and Consumption with capitals; guidance
//! to applicants names the S and the G.
//! # How we decide
//! Only where two engines read a small initial in a statement of mixed case.
//! # What we cannot see
//! Whether an S or C in small print is large or small.

use crate::label::{Commodities, Label};
use crate::rules::{ALWAYS, Evidences, Note, Outcome, Rule, Severity, cfr};

pub static RULE: Rule = Rule {
    id: "warning.surgeon-general-capitals",
    title: "“Surgeon General” keeps its capitals",
    statement: "In a statement of mixed case, According, Surgeon, General and Consumption begin with capitals.",
    citation: &[cfr(16, "16.21")],
    commodities: Commodities::ALL,
    severity: Severity::Warning,
    evidence: Evidences("T"),
    in_force: ALWAYS,
    remedy: "Capitalize According, Surgeon, General and Consumption as 27 CFR 16.21 does.",
    passes: &["According to the Surgeon General", "ACCORDING TO THE SURGEON GENERAL"],
    fails: &["according to the surgeon general", "According to the Surgeon general"],
    check,
};

fn check(label: &Label) -> Outcome {
    let Some(warning) = super::found(label) else {
        return Outcome::not_applicable(Note::SaidElsewhere);
    };
    let small = &warning.value.small_initials;
    if small.is_empty() {
        return Outcome::met("no prescribed capital is missing", warning);
    }
    let words: Vec<&str> = small.iter().map(|word| word.text.as_str()).collect();
    let places: Vec<_> = small.iter().map(|word| word.evidence.clone()).collect();
    Outcome::violated(format!("printed without a capital: {}", words.join(", ")), places)
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
                ("capitals kept", label(statement()), Met),
                ("no statement", blank(), NotApplicable),
                (
                    "surgeon general in small letters",
                    label(WarningStatement {
                        small_initials: vec![word("surgeon"), word("general")],
                        ..statement()
                    }),
                    Violated,
                ),
                (
                    "general alone",
                    label(WarningStatement {
                        small_initials: vec![word("general")],
                        ..statement()
                    }),
                    Violated,
                ),
            ],
        );
    }
}
