//! Numbers for Prometheus: what is counted, under which names.
//!
//! [`ALL`] is the list that dashboards and alerts may use; tests hold them to it. Each thing
//! that happens has one function here, so that a name and its labels stand in one place.
//! Labels have few values: never an id, an address or a label's words.

use metrics::{counter, describe_counter, describe_gauge, describe_histogram, gauge, histogram};
use metrics_exporter_prometheus::{Matcher, PrometheusBuilder, PrometheusHandle};
use std::sync::OnceLock;
use std::time::Duration;

/// What kind of number it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Only grows, but for restarts.
    Counter,
    Gauge,
    /// With `_bucket`, `_sum` and `_count`.
    Histogram,
}

/// One number with its labels.
#[derive(Debug, Clone, Copy)]
pub struct Number {
    pub name: &'static str,
    pub kind: Kind,
    pub about: &'static str,
    pub labels: &'static [&'static str],
}

const fn number(
    name: &'static str,
    kind: Kind,
    labels: &'static [&'static str],
    about: &'static str,
) -> Number {
    Number { name, kind, about, labels }
}

use Kind::{Counter, Gauge, Histogram};

/// Every number there is.
pub static ALL: &[Number] = &[
    number("ttb_build_info", Gauge, &["version"], "1; the running version"),
    number("ttb_rules_info", Gauge, &["edition", "fingerprint"], "1; the rules in force"),
    number("ttb_model_info", Gauge, &["engine", "model", "digest"], "1; a model in use"),
    number("ttb_engine_available", Gauge, &["engine", "version"], "1 where an engine can read"),
    number("ttb_engines_unavailable", Gauge, &[], "Engines configured that cannot read"),
    number(
        "ttb_http_requests_total",
        Counter,
        &["method", "route", "status", "verdict"],
        "Requests answered",
    ),
    number("ttb_http_request_seconds", Histogram, &["method", "route"], "Time to the answer"),
    number("ttb_http_hung_up_total", Counter, &["route"], "Requests whose client went away"),
    number("ttb_verifications_total", Counter, &["verdict"], "Reports made, by any way"),
    number("ttb_verifications_cut_short_total", Counter, &[], "Reports that a deadline ended"),
    number("ttb_stage_seconds", Histogram, &["stage"], "Time of a report's stages"),
    number("ttb_pass_seconds", Histogram, &["engine", "kind"], "Time of one pass of an engine"),
    number("ttb_findings_total", Counter, &["rule", "outcome"], "Findings that apply"),
    number("ttb_admission_inside", Gauge, &[], "Verifications waiting or in work"),
    number("ttb_admission_refused_total", Counter, &[], "Verifications sent away as busy"),
    number("ttb_engine_threads", Gauge, &[], "Threads that read"),
    number("ttb_engine_threads_busy", Gauge, &[], "Threads that are reading"),
    number("ttb_engine_jobs_waiting", Gauge, &[], "Passes that wait for a thread"),
    number(
        "ttb_store_operation_seconds",
        Histogram,
        &["operation", "outcome"],
        "Time of an operation of the artifact store",
    ),
    number("ttb_store_bytes_total", Counter, &["direction"], "Bytes to and from the store"),
    number("ttb_breaker_open", Gauge, &["name"], "1 where a breaker leaves something alone"),
    number("ttb_vision_waiting", Gauge, &[], "Questions that wait for the vision model"),
    number("ttb_vision_asking", Gauge, &[], "Questions that it is answering"),
    number("ttb_vision_answer_milliseconds", Gauge, &[], "What an answer takes, the median"),
    number("ttb_artifacts_total", Counter, &["status"], "Requests kept, or not"),
    number("ttb_artifact_store_available", Gauge, &[], "1 where the last operation worked"),
    number("ttb_artifact_spool_entries", Gauge, &[], "Artifacts that wait for the store"),
    number("ttb_artifact_spool_bytes", Gauge, &[], "Their bytes"),
    number("ttb_artifact_spool_limit_bytes", Gauge, &[], "The most that may wait"),
    number("ttb_artifact_spool_oldest_seconds", Gauge, &[], "How long the first has waited"),
    number("ttb_jobs_waiting", Gauge, &[], "Jobs that wait for a worker"),
    number("ttb_jobs_running", Gauge, &[], "Jobs in work"),
    number("ttb_jobs_dead", Gauge, &[], "Jobs that failed for good"),
    number("ttb_jobs_oldest_seconds", Gauge, &[], "How long the first has waited"),
    number("ttb_job_attempts_total", Counter, &["job", "outcome"], "Attempts that ended"),
    number("ttb_job_seconds", Histogram, &["job"], "Time of one attempt"),
    number("ttb_process_resident_bytes", Gauge, &[], "Memory of the process"),
];

/// Seconds; five is what people wait for, two minutes the longest deadline.
const BUCKETS: &[f64] = &[
    0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.0, 3.0, 5.0, 7.5, 10.0, 20.0, 60.0,
    120.0,
];

static EXPORTER: OnceLock<PrometheusHandle> = OnceLock::new();

/// Begins to count, for the whole process; again does nothing.
pub fn start() {
    EXPORTER.get_or_init(|| {
        let recorder = builder().build_recorder();
        let handle = recorder.handle();
        // Where another recorder counts already, ours stays empty.
        let _ = metrics::set_global_recorder(recorder);
        for Number { name, kind, about, .. } in ALL {
            match kind {
                Counter => describe_counter!(*name, *about),
                Gauge => describe_gauge!(*name, *about),
                Histogram => describe_histogram!(*name, *about),
            }
        }
        gauge!("ttb_build_info", "version" => env!("CARGO_PKG_VERSION")).set(1.0);
        handle
    });
}

fn builder() -> PrometheusBuilder {
    PrometheusBuilder::new()
        .set_buckets_for_metric(Matcher::Suffix("_seconds".to_owned()), BUCKETS)
        .expect("there are buckets")
}

/// Everything counted so far, as Prometheus reads it.
#[must_use]
pub fn page() -> String {
    start();
    EXPORTER.get().map(PrometheusHandle::render).unwrap_or_default()
}

/// Makes room for what is counted while nobody asks for the page; about once a minute.
pub fn tidy() {
    if let Some(exporter) = EXPORTER.get() {
        exporter.run_upkeep();
    }
}

/// A request was answered; `verdict` is that of a verification.
pub fn answered(
    method: &'static str,
    route: &str,
    status: u16,
    verdict: Option<&'static str>,
    took: Duration,
) {
    let route = route.to_owned();
    histogram!("ttb_http_request_seconds", "method" => method, "route" => route.clone())
        .record(took);
    counter!(
        "ttb_http_requests_total",
        "method" => method,
        "route" => route,
        "status" => status.to_string(),
        "verdict" => verdict.unwrap_or("none"),
    )
    .increment(1);
}

/// A client went away before its answer.
pub fn hung_up(route: &str) {
    counter!("ttb_http_hung_up_total", "route" => route.to_owned()).increment(1);
}

/// A report was made.
pub fn verified(verdict: &'static str, cut_short: bool) {
    counter!("ttb_verifications_total", "verdict" => verdict).increment(1);
    counter!("ttb_verifications_cut_short_total").increment(u64::from(cut_short));
}

/// A stage of a report took so long.
pub fn stage(name: &'static str, took: Duration) {
    histogram!("ttb_stage_seconds", "stage" => name).record(took);
}

/// A pass of an engine took so long.
pub fn pass(engine: &'static str, kind: &str, took: Duration) {
    histogram!("ttb_pass_seconds", "engine" => engine, "kind" => kind.to_owned()).record(took);
}

/// A rule that applied came out this way.
pub fn finding(rule: &str, outcome: &'static str) {
    counter!("ttb_findings_total", "rule" => rule.to_owned(), "outcome" => outcome).increment(1);
}

/// A verification was sent away.
pub fn refused() {
    counter!("ttb_admission_refused_total").increment(1);
}

/// The artifact store did something, or did not.
pub fn store(operation: &'static str, worked: bool, took: Duration) {
    let outcome = if worked { "done" } else { "failed" };
    histogram!("ttb_store_operation_seconds", "operation" => operation, "outcome" => outcome)
        .record(took);
}

/// Bytes went to the store (`written`) or came from it (`read`).
pub fn store_bytes(direction: &'static str, bytes: u64) {
    counter!("ttb_store_bytes_total", "direction" => direction).increment(bytes);
}

/// A breaker leaves something alone, or does not any more.
pub fn breaker(name: &'static str, open: bool) {
    gauge!("ttb_breaker_open", "name" => name).set(if open { 1.0 } else { 0.0 });
}

/// A request was accepted for keeping, or could not be.
pub fn kept(accepted: bool) {
    let status = if accepted { "accepted" } else { "failed" };
    counter!("ttb_artifacts_total", "status" => status).increment(1);
}

/// An engine as it stands.
pub fn engine(engine: &'static str, version: Option<&str>, available: bool) {
    let version = version.unwrap_or("unknown").to_owned();
    gauge!("ttb_engine_available", "engine" => engine, "version" => version).set(if available {
        1.0
    } else {
        0.0
    });
}

/// A model in use.
pub fn model(engine: &'static str, model: &str, digest: &str) {
    let (model, digest) = (model.to_owned(), digest.to_owned());
    gauge!("ttb_model_info", "engine" => engine, "model" => model, "digest" => digest).set(1.0);
}

/// The rules in force.
pub fn rules(edition: &'static str, fingerprint: &'static str) {
    gauge!("ttb_rules_info", "edition" => edition, "fingerprint" => fingerprint).set(1.0);
}

/// Sets a number without labels; its name is one of [`ALL`].
pub fn set(name: &'static str, value: u64) {
    debug_assert!(ALL.iter().any(|number| number.name == name && number.labels.is_empty()));
    gauge!(name).set(value as f64);
}

/// The queue as it stands; whoever runs jobs tells it before each page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Queue {
    pub waiting: u64,
    pub running: u64,
    /// Failed for good.
    pub dead: u64,
    /// How long the first of those that wait has waited.
    pub oldest: Duration,
}

/// Tells how the queue stands.
pub fn queue(queue: Queue) {
    set("ttb_jobs_waiting", queue.waiting);
    set("ttb_jobs_running", queue.running);
    set("ttb_jobs_dead", queue.dead);
    gauge!("ttb_jobs_oldest_seconds").set(queue.oldest.as_secs_f64());
}

/// An attempt of a job ended: `done`, `failed`, `died` with its process, `cancelled`, `released`
/// to another worker or `lost` to one.
pub fn attempt(job: &'static str, outcome: &'static str, took: Duration) {
    counter!("ttb_job_attempts_total", "job" => job, "outcome" => outcome).increment(1);
    histogram!("ttb_job_seconds", "job" => job).record(took);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_told_once_and_by_prometheus_custom() {
        let mut seen = std::collections::BTreeSet::new();
        for Number { name, kind, about, .. } in ALL {
            assert!(seen.insert(name), "{name} twice");
            assert!(name.starts_with("ttb_") && !about.is_empty(), "{name}");
            assert_eq!(name.ends_with("_total"), *kind == Counter, "{name}");
            assert_eq!(
                *kind == Histogram,
                name.ends_with("_seconds") && !name.contains("oldest"),
                "{name}"
            );
        }
    }

    #[test]
    fn a_queue_is_told_on_the_page() {
        start();
        queue(Queue { waiting: 7, running: 2, dead: 1, oldest: Duration::from_millis(1500) });
        attempt("verify_label", "failed", Duration::from_secs(2));
        let page = page();
        for line in [
            "ttb_jobs_waiting 7",
            "ttb_jobs_dead 1",
            "ttb_jobs_oldest_seconds 1.5",
            "ttb_job_attempts_total{job=\"verify_label\",outcome=\"failed\"} 1",
            "ttb_job_seconds_bucket{job=\"verify_label\",le=\"3\"} 1",
        ] {
            assert!(page.lines().any(|found| found == line), "{line} is not on\n{page}");
        }
    }
}
