//! 27 CFR as pure functions over a [`Label`].
//!
//! One rule judges one thing and says so with a citation. A rule's room is the first word
//! of its id. Nothing here looks at a pixel, a clock, a file or the network: what a rule
//! needs is in the label.

pub mod application;
pub mod catalog;
mod citation;
mod common;
mod echoes;
pub mod handbook;
mod image;
mod malt;
mod outcome;
pub mod phrase;
mod place;
mod rule;
mod scope;
mod spirits;
#[cfg(test)]
pub(crate) mod testing;
pub mod us_state;
mod warning;
mod wine;
mod wine_lt7;

pub use citation::{Citation, cfr};
pub use outcome::{Note, Outcome, OutcomeKind};
pub use rule::{ALWAYS, Evidences, Finding, InForce, Rule, Severity, from};

use crate::label::Label;

/// The verdict over a whole application.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize, utoipa::ToSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    Compliant,
    NonCompliant,
    NeedsReview,
}

impl Verdict {
    /// As reports spell it.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Compliant => "compliant",
            Self::NonCompliant => "non_compliant",
            Self::NeedsReview => "needs_review",
        }
    }
}

/// Judges a label by every rule in force on its day, in the checklist's order. Goods for
/// export are outside most of them.
#[must_use]
pub fn judge(label: &Label) -> Vec<Finding> {
    let destination = scope::export::destination(label);
    let judge = |rule: &'static Rule| {
        if scope::export::suppresses(destination, rule) {
            rule.skip(Note::NotInForce)
        } else {
            rule.judge(label)
        }
    };
    let mut findings: Vec<Finding> = catalog::checklist().map(judge).collect();
    echoes::silence(&mut findings);
    findings
}

/// The verdict the findings come to: non-compliant for an error violated; review for an
/// error unclear or a warning violated; else compliant.
#[must_use]
pub fn verdict(findings: &[Finding]) -> Verdict {
    let any = |kind: OutcomeKind, severity: Severity| {
        findings.iter().any(|finding| finding.outcome == kind && finding.severity == severity)
    };
    if any(OutcomeKind::Violated, Severity::Error) {
        Verdict::NonCompliant
    } else if any(OutcomeKind::Unclear, Severity::Error)
        || any(OutcomeKind::Violated, Severity::Warning)
    {
        Verdict::NeedsReview
    } else {
        Verdict::Compliant
    }
}
