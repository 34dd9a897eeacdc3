//! Table tests for rules: a description, a label, the outcome it should have.
//!
//! Labels are built from facts, so that a rule's table does not depend on how facts are
//! read: `label().spirits().alcohol("40% ALC/VOL", AlcoholForm::PercentAlcoholByVolume, "40")`.
//! What a builder has no word for is set with [`Label::with`].

mod builders;
mod facts;

pub use builders::{dec, label, net, read};
pub use facts::doubtful;

use super::{OutcomeKind, Rule, Severity};
use crate::label::Label;

/// Runs the table and insists that it shows the rule both met (or not applicable) and
/// violated (or unclear), at least `2` each way where the table is the rule's only one.
pub fn assert_cases<const N: usize>(rule: &Rule, cases: [(&str, Label, OutcomeKind); N]) {
    let (mut passes, mut fails) = (false, false);
    for (case, label, expected) in cases {
        let finding = rule.judge(&label);
        assert_eq!(
            finding.outcome, expected,
            "{}: {case}: {} {:?}",
            rule.id, finding.message, finding.evidence
        );
        match expected {
            OutcomeKind::Met | OutcomeKind::NotApplicable => passes = true,
            OutcomeKind::Violated | OutcomeKind::Unclear => fails = true,
        }
    }
    assert!(passes, "{}: no case passes", rule.id);
    assert!(fails, "{}: no case fails", rule.id);
}

/// Runs a table of effective severities, for rules whose special cases change it.
pub fn assert_severities<const N: usize>(rule: &Rule, cases: [(&str, Label, Severity); N]) {
    for (case, label, expected) in cases {
        let finding = rule.judge(&label);
        assert_eq!(finding.severity, expected, "{}: {case}: {}", rule.id, finding.message);
    }
}
