//! Table tests for rules: a description, a label, the outcome it should have.

use super::{OutcomeKind, Rule};
use crate::label::Label;

/// Runs the table and insists that it shows the rule both met (or not applicable) and
/// violated (or unclear), at least `2` each way where the table is the rule's only one.
pub fn assert_cases<const N: usize>(rule: &Rule, cases: [(&str, Label, OutcomeKind); N]) {
    for (case, label, expected) in &cases {
        let finding = rule.judge(label);
        assert_eq!(
            finding.outcome, *expected,
            "{}: {case}: {} {:?}",
            rule.id, finding.message, finding.evidence
        );
    }
    let shows = |kinds: [OutcomeKind; 2]| cases.iter().any(|(_, _, kind)| kinds.contains(kind));
    assert!(shows([OutcomeKind::Met, OutcomeKind::NotApplicable]), "{}: no case passes", rule.id);
    assert!(shows([OutcomeKind::Violated, OutcomeKind::Unclear]), "{}: no case fails", rule.id);
}
