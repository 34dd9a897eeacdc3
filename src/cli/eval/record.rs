//! What came out for one label, and whether it was right.

use super::calibration::WordRecord;
use super::declare::{Lie, Measured};
use super::truth::{Expected, Truth, WarningTruth};
use crate::cli::engine_time::EngineTime;
use crate::rules::{OutcomeKind, Severity, Verdict};
use crate::verification::Report;
use crate::verification::report::{Field, FieldStatus, WarningStatus};
use serde::{Deserialize, Serialize};

/// One label's part of the measurement.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct Record {
    pub id: String,
    pub real: bool,
    pub group: Group,
    /// Why there is no answer at all; everything below is then empty.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
    pub verdict: Option<Verdict>,
    /// From the bytes in memory to the report.
    pub seconds: f64,
    #[serde(default)]
    pub time: EngineTime,
    pub claims: Vec<Claim>,
    pub lies: Vec<LieRecord>,
    pub warning: Option<WarningRecord>,
    pub bold: Option<BoldRecord>,
    /// Words of a warning that is printed as the regulation has it.
    #[serde(default)]
    pub words: Vec<WordRecord>,
    /// What stood between the label and `compliant`.
    pub held_by: Vec<Held>,
}

/// What the label should come to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Group {
    Good,
    Defective,
    /// Qualified by the bureau, or not all panels: no verdict is expected.
    Other,
}

/// A declared field and how the label was seen to compare.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct Claim {
    pub field: Measured,
    /// The label agrees with the declaration.
    pub agrees: bool,
    pub status: FieldStatus,
    pub confidence: f32,
    pub declared: Option<serde_json::Value>,
    pub read: Option<String>,
}

/// How an answer compares with the truth.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Answer {
    Right,
    Wrong,
    Undecided,
}

impl Claim {
    pub(super) fn answer(&self) -> Answer {
        match (self.status, self.agrees) {
            (FieldStatus::Match, true) | (FieldStatus::Mismatch, false) => Answer::Right,
            (FieldStatus::Match, false) | (FieldStatus::Mismatch, true) => Answer::Wrong,
            _ => Answer::Undecided,
        }
    }
}

/// A lie and what became of it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct LieRecord {
    pub field: Measured,
    pub told: String,
    pub status: FieldStatus,
    pub verdict: Verdict,
    pub read: Option<String>,
}

impl LieRecord {
    /// The harm: believed, or let through.
    pub(super) fn cleared(&self) -> bool {
        self.status == FieldStatus::Match || self.verdict == Verdict::Compliant
    }

    pub(super) fn caught(&self) -> bool {
        self.status == FieldStatus::Mismatch && !self.cleared()
    }
}

/// The warning as judged by eye and as judged here.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct WarningRecord {
    /// `exact`, `partial` or `wrong`.
    pub truth: String,
    pub status: WarningStatus,
    /// `expected → found` of each difference reported.
    pub differences: Vec<String>,
}

impl WarningRecord {
    pub(super) fn answer(&self) -> Answer {
        match (self.status, self.truth == "exact") {
            (WarningStatus::Exact, true) | (WarningStatus::Deviates, false) => Answer::Right,
            (WarningStatus::Exact, false) | (WarningStatus::Deviates, true) => Answer::Wrong,
            _ => Answer::Undecided,
        }
    }
}

/// The lead-in's weight by eye and as measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct BoldRecord {
    pub truth: bool,
    pub seen: Option<bool>,
}

impl BoldRecord {
    pub(super) fn answer(self) -> Answer {
        match self.seen {
            Some(seen) if seen == self.truth => Answer::Right,
            Some(_) => Answer::Wrong,
            None => Answer::Undecided,
        }
    }
}

/// A finding that keeps a label from being compliant.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct Held {
    pub rule: String,
    pub outcome: OutcomeKind,
    pub severity: Severity,
    pub message: String,
}

impl Record {
    /// The record of a label that was judged.
    pub(super) fn of(
        truth: &Truth,
        claims: &[(Measured, bool)],
        report: &Report,
        lies: Vec<LieRecord>,
        seconds: f64,
    ) -> Self {
        let claim = |(field, agrees): &(Measured, bool)| {
            let seen = field_of(report, *field);
            Claim {
                field: *field,
                agrees: *agrees,
                status: seen.status,
                confidence: seen.confidence,
                declared: seen.declared.clone(),
                read: seen.read.clone(),
            }
        };
        let warning = &report.fields.health_warning;
        Self {
            verdict: Some(report.verdict),
            seconds,
            time: EngineTime::of(&report.ocr.passes, report.timings_ms),
            claims: claims.iter().map(claim).collect(),
            lies,
            warning: truth.warning_exact.as_ref().map(|exact| WarningRecord {
                truth: name_of(exact).to_owned(),
                status: warning.status,
                differences: warning
                    .differences
                    .iter()
                    .map(|difference| format!("{} → {}", difference.expected, difference.found))
                    .collect(),
            }),
            bold: truth
                .warning_heading_bold
                .map(|bold| BoldRecord { truth: bold, seen: warning.lead_in_bold }),
            held_by: held_by(report),
            ..Self::unanswered(truth, String::new())
        }
        .answered()
    }

    /// The record of a label for which there is no report.
    pub(super) fn unanswered(truth: &Truth, error: String) -> Self {
        Self {
            id: truth.id.clone(),
            real: truth.real,
            group: group(truth),
            error: Some(error),
            verdict: None,
            seconds: 0.0,
            time: EngineTime::default(),
            claims: Vec::new(),
            lies: Vec::new(),
            warning: None,
            bold: None,
            words: Vec::new(),
            held_by: Vec::new(),
        }
    }

    fn answered(self) -> Self {
        Self { error: None, ..self }
    }
}

impl LieRecord {
    pub(super) fn of(lie: &Lie, report: &Report) -> Self {
        let seen = field_of(report, lie.field);
        Self {
            field: lie.field,
            told: lie.told.clone(),
            status: seen.status,
            verdict: report.verdict,
            read: seen.read.clone(),
        }
    }
}

fn field_of(report: &Report, field: Measured) -> &Field {
    let fields = &report.fields;
    match field {
        Measured::BrandName => &fields.brand_name,
        Measured::AlcoholContent => &fields.alcohol_content,
        Measured::NetContents => &fields.net_contents,
        Measured::CountryOfOrigin => &fields.country_of_origin,
        Measured::Vintage => &fields.vintage,
    }
}

/// The findings that the verdict hangs on, worst first.
fn held_by(report: &Report) -> Vec<Held> {
    let weight = |outcome, severity| match (outcome, severity) {
        (OutcomeKind::Violated, Severity::Error) => Some(0),
        (OutcomeKind::Unclear, Severity::Error) => Some(1),
        (OutcomeKind::Violated, Severity::Warning) => Some(2),
        _ => None,
    };
    let mut held: Vec<_> = report
        .findings
        .iter()
        .filter(|finding| weight(finding.outcome, finding.severity).is_some())
        .map(|finding| Held {
            rule: finding.rule.clone(),
            outcome: finding.outcome,
            severity: finding.severity,
            message: finding.message.clone(),
        })
        .collect();
    held.sort_by_key(|held| weight(held.outcome, held.severity));
    held
}

fn name_of(exact: &WarningTruth) -> &'static str {
    match exact {
        WarningTruth::Exact(true) => "exact",
        WarningTruth::Exact(false) => "wrong",
        WarningTruth::Partial(_) => "partial",
    }
}

fn group(truth: &Truth) -> Group {
    let exact = truth.warning_exact.as_ref().map(WarningTruth::is_exact);
    let bold = truth.warning_heading_bold;
    if truth.expected_overall == Some(Expected::Fail) || exact == Some(false) || bold == Some(false)
    {
        Group::Defective
    } else if truth.expected_overall == Some(Expected::Pass) && exact == Some(true) {
        Group::Good
    } else {
        Group::Other
    }
}

#[cfg(test)]
mod tests {
    use super::super::truth::example;
    use super::*;

    #[test]
    fn labels_are_grouped_by_what_is_wrong_with_them() {
        let partial = || Some(WarningTruth::Partial("partial".to_owned()));
        let cases = [
            ("good", example("a"), Group::Good),
            (
                "fails",
                Truth { expected_overall: Some(Expected::Fail), ..example("a") },
                Group::Defective,
            ),
            ("deviates", Truth { warning_exact: partial(), ..example("a") }, Group::Defective),
            (
                "not bold",
                Truth { warning_heading_bold: Some(false), ..example("a") },
                Group::Defective,
            ),
            ("bold not told", Truth { warning_heading_bold: None, ..example("a") }, Group::Good),
            (
                "qualified",
                Truth { expected_overall: Some(Expected::NeedsReview), ..example("a") },
                Group::Other,
            ),
            ("incomplete", Truth { expected_overall: None, ..example("a") }, Group::Other),
            ("warning not told", Truth { warning_exact: None, ..example("a") }, Group::Other),
        ];
        for (case, truth, expected) in cases {
            assert_eq!(group(&truth), expected, "{case}");
        }
    }

    #[test]
    fn only_a_decision_can_be_right_or_wrong() {
        let claim = |status, agrees| Claim {
            field: Measured::Vintage,
            agrees,
            status,
            confidence: 1.0,
            declared: None,
            read: None,
        };
        let cases = [
            (FieldStatus::Match, true, Answer::Right),
            (FieldStatus::Match, false, Answer::Wrong),
            (FieldStatus::Mismatch, true, Answer::Wrong),
            (FieldStatus::Mismatch, false, Answer::Right),
            (FieldStatus::Unclear, true, Answer::Undecided),
            (FieldStatus::NotFound, false, Answer::Undecided),
        ];
        for (status, agrees, expected) in cases {
            assert_eq!(claim(status, agrees).answer(), expected, "{status:?} {agrees}");
        }
    }

    #[test]
    fn a_lie_is_cleared_by_a_match_or_by_the_verdict() {
        let lie = |status, verdict| LieRecord {
            field: Measured::BrandName,
            told: "X".to_owned(),
            status,
            verdict,
            read: None,
        };
        assert!(lie(FieldStatus::Match, Verdict::NonCompliant).cleared());
        assert!(lie(FieldStatus::NotFound, Verdict::Compliant).cleared());
        assert!(!lie(FieldStatus::Unclear, Verdict::NeedsReview).cleared());
        assert!(lie(FieldStatus::Mismatch, Verdict::NonCompliant).caught());
    }
}
