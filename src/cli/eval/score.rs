//! Records to figures, real and made labels apart.

use super::declare::Measured;
use super::record::{Answer, Group, Record};
use super::stats::{Share, quantile};
use crate::cli::engine_time::EngineTime;
use crate::rules::Verdict;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Right, wrong and undecided answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub(super) struct Answers {
    pub right: usize,
    pub wrong: usize,
    pub undecided: usize,
}

impl Answers {
    pub(super) fn add(&mut self, answer: Answer) {
        match answer {
            Answer::Right => self.right += 1,
            Answer::Wrong => self.wrong += 1,
            Answer::Undecided => self.undecided += 1,
        }
    }

    pub(super) fn all(self) -> usize {
        self.right + self.wrong + self.undecided
    }

    pub(super) fn coverage(self) -> Share {
        Share { count: self.right + self.wrong, of: self.all() }
    }
}

/// One field: honest claims, and the lies told about it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub(super) struct FieldScore {
    pub claims: Answers,
    /// Answered `mismatch` and not let through.
    pub lies_caught: usize,
    /// Believed or let through.
    pub lies_cleared: usize,
    pub lies_undecided: usize,
    /// Lies answered `match` or `mismatch`, and those answered `mismatch`.
    pub lies_decided: usize,
    pub lies_right: usize,
}

impl FieldScore {
    pub(super) fn lies(self) -> usize {
        self.lies_caught + self.lies_cleared + self.lies_undecided
    }

    /// Right of decided, lies included.
    pub(super) fn precision(self) -> Share {
        Share {
            count: self.claims.right + self.lies_right,
            of: self.claims.right + self.claims.wrong + self.lies_decided,
        }
    }

    fn sum(self, other: Self) -> Self {
        Self {
            claims: Answers {
                right: self.claims.right + other.claims.right,
                wrong: self.claims.wrong + other.claims.wrong,
                undecided: self.claims.undecided + other.claims.undecided,
            },
            lies_caught: self.lies_caught + other.lies_caught,
            lies_cleared: self.lies_cleared + other.lies_cleared,
            lies_undecided: self.lies_undecided + other.lies_undecided,
            lies_decided: self.lies_decided + other.lies_decided,
            lies_right: self.lies_right + other.lies_right,
        }
    }
}

/// How many labels of a group came to each verdict.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub(super) struct Verdicts {
    pub compliant: usize,
    pub needs_review: usize,
    pub non_compliant: usize,
    pub failed: usize,
}

impl Verdicts {
    fn add(&mut self, verdict: Option<Verdict>) {
        match verdict {
            Some(Verdict::Compliant) => self.compliant += 1,
            Some(Verdict::NeedsReview) => self.needs_review += 1,
            Some(Verdict::NonCompliant) => self.non_compliant += 1,
            None => self.failed += 1,
        }
    }

    pub(super) fn share(self, count: usize) -> Share {
        Share { count, of: self.compliant + self.needs_review + self.non_compliant + self.failed }
    }
}

/// A rule that held good labels back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub(super) struct HeldBack {
    pub labels: usize,
    /// Labels that nothing else held back.
    pub alone: usize,
}

/// Decisions at or above a confidence, and the errors among them.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub(super) struct RiskPoint {
    pub confidence: f32,
    pub coverage: Share,
    pub wrong: Share,
}

/// The figures of one set of labels.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub(super) struct Score {
    pub labels: usize,
    pub fields: BTreeMap<Measured, FieldScore>,
    pub warning: Answers,
    /// By `truth → status`.
    pub warning_confusion: BTreeMap<String, usize>,
    pub bold: Answers,
    pub good: Verdicts,
    pub defective: Verdicts,
    pub other: Verdicts,
    pub held_back: BTreeMap<String, HeldBack>,
    pub risk: Vec<RiskPoint>,
    pub seconds_median: Option<f64>,
    pub seconds_p95: Option<f64>,
    /// Over all labels, the lies left out.
    #[serde(default)]
    pub time: EngineTime,
}

const THRESHOLDS: [f32; 8] = [0.0, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.98];

impl Score {
    pub(super) fn of<'a>(records: impl IntoIterator<Item = &'a Record>) -> Self {
        let records: Vec<_> = records.into_iter().collect();
        let mut score = Self { labels: records.len(), ..Self::default() };
        for record in &records {
            score.add(record);
            score.time.add(&record.time);
        }
        let seconds: Vec<_> =
            records.iter().filter(|r| r.error.is_none()).map(|r| r.seconds).collect();
        score.seconds_median = quantile(&seconds, 0.5);
        score.seconds_p95 = quantile(&seconds, 0.95);
        score.risk = THRESHOLDS.iter().map(|least| risk(&records, *least)).collect();
        score
    }

    fn add(&mut self, record: &Record) {
        for claim in &record.claims {
            self.fields.entry(claim.field).or_default().claims.add(claim.answer());
        }
        for lie in &record.lies {
            use crate::verification::report::FieldStatus::{Match, Mismatch};
            let field = self.fields.entry(lie.field).or_default();
            field.lies_decided += usize::from(matches!(lie.status, Match | Mismatch));
            field.lies_right += usize::from(lie.status == Mismatch);
            field.lies_caught += usize::from(lie.caught());
            field.lies_cleared += usize::from(lie.cleared());
            field.lies_undecided += usize::from(!lie.caught() && !lie.cleared());
        }
        if let Some(warning) = &record.warning {
            self.warning.add(warning.answer());
            let cell = format!("{} → {}", warning.truth, word(&warning.status));
            *self.warning_confusion.entry(cell).or_default() += 1;
        }
        if let Some(bold) = record.bold {
            self.bold.add(bold.answer());
        }
        match record.group {
            Group::Good => self.add_good(record),
            Group::Defective => self.defective.add(record.verdict),
            Group::Other => self.other.add(record.verdict),
        }
    }

    fn add_good(&mut self, record: &Record) {
        self.good.add(record.verdict);
        for held in &record.held_by {
            let entry = self.held_back.entry(held.rule.clone()).or_default();
            entry.labels += 1;
            entry.alone += usize::from(record.held_by.len() == 1);
        }
    }

    /// All fields together.
    pub(super) fn all_fields(&self) -> FieldScore {
        self.fields.values().fold(FieldScore::default(), |sum, field| sum.sum(*field))
    }
}

fn risk(records: &[&Record], least: f32) -> RiskPoint {
    let mut point =
        RiskPoint { confidence: least, coverage: Share::default(), wrong: Share::default() };
    for claim in records.iter().flat_map(|record| &record.claims) {
        let answer = claim.answer();
        let decided = answer != Answer::Undecided && claim.confidence >= least;
        point.coverage.add(decided);
        if decided {
            point.wrong.add(answer == Answer::Wrong);
        }
    }
    point
}

/// A word as the report spells it.
pub(super) fn word(value: &impl Serialize) -> String {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(word)) => word,
        _ => "?".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::super::record::{Claim, Held, LieRecord};
    use super::super::truth::example;
    use super::*;
    use crate::rules::{OutcomeKind, Severity};
    use crate::verification::report::FieldStatus;

    fn record(id: &str, verdict: Verdict, rules: &[&str]) -> Record {
        let held = |rule: &&str| Held {
            rule: (*rule).to_owned(),
            outcome: OutcomeKind::Unclear,
            severity: Severity::Error,
            message: String::new(),
        };
        Record {
            error: None,
            verdict: Some(verdict),
            held_by: rules.iter().map(held).collect(),
            ..Record::unanswered(&example(id), String::new())
        }
    }

    #[test]
    fn a_rule_that_alone_held_a_good_label_back_is_told_apart() {
        let records = [
            record("a", Verdict::Compliant, &[]),
            record("b", Verdict::NeedsReview, &["warning.text"]),
            record("c", Verdict::NeedsReview, &["warning.text", "wine.appellation"]),
        ];
        let score = Score::of(&records);
        assert_eq!(score.good.compliant, 1);
        assert_eq!(score.held_back["warning.text"], HeldBack { labels: 2, alone: 1 });
        assert_eq!(score.held_back["wine.appellation"], HeldBack { labels: 1, alone: 0 });
    }

    #[test]
    fn precision_counts_lies_and_coverage_does_not() {
        let mut one = record("a", Verdict::NeedsReview, &[]);
        let claim = |status| Claim {
            field: Measured::Vintage,
            agrees: true,
            status,
            confidence: 0.9,
            declared: None,
            read: None,
        };
        let lie = |status| LieRecord {
            field: Measured::Vintage,
            told: "2".to_owned(),
            status,
            verdict: Verdict::NeedsReview,
            read: None,
        };
        one.claims = vec![claim(FieldStatus::Match), claim(FieldStatus::Unclear)];
        one.lies = vec![lie(FieldStatus::Mismatch), lie(FieldStatus::Match)];
        let field = Score::of([&one]).fields[&Measured::Vintage];
        assert_eq!(field.claims.coverage(), Share { count: 1, of: 2 });
        assert_eq!(field.precision(), Share { count: 2, of: 3 });
        assert_eq!((field.lies_caught, field.lies_cleared, field.lies()), (1, 1, 2));
    }

    #[test]
    fn risk_falls_with_coverage_where_confidence_means_something() {
        let mut one = record("a", Verdict::Compliant, &[]);
        let claim = |status, confidence| Claim {
            field: Measured::BrandName,
            agrees: true,
            status,
            confidence,
            declared: None,
            read: None,
        };
        one.claims = vec![claim(FieldStatus::Match, 0.97), claim(FieldStatus::Mismatch, 0.55)];
        let risk = Score::of([&one]).risk;
        assert_eq!((risk[0].coverage.count, risk[0].wrong.count), (2, 1));
        let sure = risk.iter().find(|point| point.confidence > 0.85).unwrap();
        assert_eq!((sure.coverage.count, sure.wrong.count), (1, 0));
    }

    #[test]
    fn a_label_without_an_answer_counts_as_failed() {
        let score = Score::of([&Record::unanswered(&example("a"), "no engine".to_owned())]);
        assert_eq!(score.good.failed, 1);
        assert_eq!(score.good.share(score.good.compliant), Share { count: 0, of: 1 });
    }
}
