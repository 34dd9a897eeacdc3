//! Exchanges counted, and their times ranked.

use super::load::Exchange;
use crate::cli::engine_time::EngineTime;
use crate::cli::eval::quantile;
use crate::cli::machine::Usage;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The figures of a measurement.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub(super) struct Tally {
    /// Of the reports; `None` without any.
    pub latency: Option<Latency>,
    pub reports_per_minute: f64,
    /// How many answers of each kind: `200`, `503 with Retry-After`, `no answer`, …
    pub answers: BTreeMap<String, usize>,
    pub verdicts: BTreeMap<String, usize>,
    /// Reports that left something untried for want of time.
    pub cut_short: usize,
    /// Over all reports.
    #[serde(default)]
    pub time: EngineTime,
    /// How often each error came.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub errors: BTreeMap<String, usize>,
}

/// Seconds from the last byte sent to the last byte of the report, by nearest rank.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub(super) struct Latency {
    pub median: f64,
    pub p95: f64,
    pub p99: f64,
    pub max: f64,
}

/// What the load cost the server's process.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub(super) struct Cost {
    /// Processor seconds over the whole measurement.
    pub cpu_seconds: Option<f64>,
    /// Those of what was not answered included; `None` without a report.
    pub cpu_seconds_per_report: Option<f64>,
    /// How many processors were busy on average.
    pub busy_processors: Option<f64>,
    /// Since the server started, not only under this load.
    pub peak_memory_mib: Option<f64>,
}

impl Tally {
    pub(super) fn of(exchanges: &[Exchange], wall_seconds: f64) -> Self {
        let mut tally = Self::default();
        let mut seconds = Vec::new();
        for exchange in exchanges {
            *tally.answers.entry(kind(exchange)).or_default() += 1;
            if exchange.status == Some(200) {
                seconds.push(exchange.seconds);
            }
            if let Some(verdict) = &exchange.verdict {
                *tally.verdicts.entry(word(verdict)).or_default() += 1;
            }
            tally.time.add(&exchange.time);
            tally.cut_short += usize::from(exchange.cut_short);
            if let Some(error) = &exchange.error {
                *tally.errors.entry(error.clone()).or_default() += 1;
            }
        }
        tally.latency = Latency::of(&seconds);
        if wall_seconds > 0.0 {
            tally.reports_per_minute = seconds.len() as f64 / wall_seconds * 60.0;
        }
        tally
    }

    pub(super) fn reports(&self) -> usize {
        self.answers.get("200").copied().unwrap_or(0)
    }
}

impl Latency {
    fn of(seconds: &[f64]) -> Option<Self> {
        Some(Self {
            median: quantile(seconds, 0.5)?,
            p95: quantile(seconds, 0.95)?,
            p99: quantile(seconds, 0.99)?,
            max: quantile(seconds, 1.0)?,
        })
    }
}

impl Cost {
    pub(super) fn between(before: Usage, after: Usage, reports: usize, wall_seconds: f64) -> Self {
        let cpu = after.cpu_seconds.zip(before.cpu_seconds).map(|(after, before)| after - before);
        Self {
            cpu_seconds: cpu,
            cpu_seconds_per_report: cpu.filter(|_| reports > 0).map(|cpu| cpu / reports as f64),
            busy_processors: cpu.filter(|_| wall_seconds > 0.0).map(|cpu| cpu / wall_seconds),
            peak_memory_mib: after.peak_memory_mib,
        }
    }
}

fn kind(exchange: &Exchange) -> String {
    match (exchange.status, exchange.retry_after) {
        (Some(200), _) => "200".to_owned(),
        (Some(status), Some(_)) => format!("{status} with Retry-After"),
        (Some(status), None) => status.to_string(),
        (None, _) => "no answer".to_owned(),
    }
}

/// A value as JSON spells it.
pub(super) fn word(value: &impl Serialize) -> String {
    let json = serde_json::to_value(value).unwrap_or_default();
    json.as_str().unwrap_or_default().to_owned()
}

#[cfg(test)]
mod tests {
    use super::super::tests::exchange;
    use super::*;
    use crate::rules::Verdict;

    #[test]
    fn percentiles_are_ranks_of_the_reports_alone() {
        let mut exchanges: Vec<_> =
            (1..=100).map(|n| exchange("a", 200, f64::from(n) / 100.0)).collect();
        exchanges.push(exchange("b", 503, 9.0));
        let tally = Tally::of(&exchanges, 120.0);
        let expected = Latency { median: 0.5, p95: 0.95, p99: 0.99, max: 1.0 };
        assert_eq!(tally.latency, Some(expected));
        assert_eq!(tally.reports_per_minute.to_bits(), 50_f64.to_bits());
        assert_eq!(Tally::of(&[exchange("a", 503, 1.0)], 1.0).latency, None);
    }

    #[test]
    fn answers_are_counted_by_what_they_tell_the_client() {
        let busy = Exchange { retry_after: Some(1), ..exchange("a", 503, 0.1) };
        let dead = Exchange {
            status: None,
            error: Some("connection refused".to_owned()),
            ..exchange("a", 200, 0.0)
        };
        let cut = Exchange {
            verdict: Some(Verdict::NeedsReview),
            cut_short: true,
            ..exchange("a", 200, 4.8)
        };
        let silent = exchange("a", 503, 0.1);
        let tally = Tally::of(&[busy, dead.clone(), dead, cut, silent], 1.0);
        let answers: Vec<_> = tally.answers.iter().map(|(kind, n)| (kind.as_str(), *n)).collect();
        assert_eq!(
            answers,
            [("200", 1), ("503", 1), ("503 with Retry-After", 1), ("no answer", 2)]
        );
        assert_eq!((tally.verdicts["needs_review"], tally.cut_short), (1, 1));
        assert_eq!(tally.errors["connection refused"], 2);
        assert_eq!(tally.reports(), 1);
    }

    #[test]
    fn the_cost_is_what_was_used_in_between() {
        let used = |cpu, memory| Usage { cpu_seconds: Some(cpu), peak_memory_mib: Some(memory) };
        let cost = Cost::between(used(10.0, 300.0), used(16.0, 400.0), 12, 4.0);
        assert_eq!(
            cost,
            Cost {
                cpu_seconds: Some(6.0),
                cpu_seconds_per_report: Some(0.5),
                busy_processors: Some(1.5),
                peak_memory_mib: Some(400.0),
            }
        );
        let gone = Cost::between(used(1.0, 1.0), Usage::default(), 0, 4.0);
        assert_eq!((gone.cpu_seconds, gone.cpu_seconds_per_report), (None, None));
    }
}
