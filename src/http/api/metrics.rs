//! `GET /metrics`: the numbers, for Prometheus.

use crate::app::App;
use crate::ocr::ollama::BreakerState;
use crate::rules::catalog;
use crate::telemetry::numbers;
use axum::extract::State;
use axum::http::header;
use axum::response::IntoResponse;

/// The text format that Prometheus has always read.
const FORMAT: &str = "text/plain; version=0.0.4; charset=utf-8";

/// Everything counted so far, and how things stand at this moment.
pub async fn show(State(app): State<App>) -> impl IntoResponse {
    look(&app);
    look_at_the_queue(&app).await;
    ([(header::CONTENT_TYPE, FORMAT)], numbers::page())
}

/// Sets what is not counted as it happens: it is looked at when somebody asks.
fn look(app: &App) {
    numbers::start();
    numbers::rules(catalog::EDITION, catalog::fingerprint());
    let engines = app.verifier.engines();
    for state in &engines {
        let engine = state.engine.name();
        numbers::engine(engine, state.version.as_deref(), state.available);
        for (model, digest) in &state.models {
            numbers::model(engine, model, digest);
        }
    }
    let unavailable = engines.iter().filter(|state| !state.available).count();
    numbers::set("ttb_engines_unavailable", unavailable as u64);
    let load = app.verifier.load();
    numbers::set("ttb_engine_threads", load.threads as u64);
    numbers::set("ttb_engine_threads_busy", load.busy as u64);
    numbers::set("ttb_engine_jobs_waiting", load.waiting as u64);
    numbers::set("ttb_admission_inside", app.admission.inside() as u64);
    if let Some(vision) = app.verifier.vision() {
        numbers::breaker("vision_model", vision.breaker == BreakerState::Open);
        numbers::set("ttb_vision_waiting", vision.waiting as u64);
        numbers::set("ttb_vision_asking", vision.asking as u64);
        let median = vision.median.unwrap_or_default().as_millis();
        numbers::set("ttb_vision_answer_milliseconds", median as u64);
    }
    if let Some(archive) = &app.archive {
        let state = archive.state();
        let waited = state.spool.oldest.map(|oldest| app.clock.now() - oldest);
        let waited = waited.map_or(0, |waited| waited.num_seconds().max(0).unsigned_abs());
        numbers::set("ttb_artifact_store_available", u64::from(state.trouble.is_none()));
        numbers::set("ttb_artifact_spool_entries", state.spool.entries as u64);
        numbers::set("ttb_artifact_spool_bytes", state.spool.bytes);
        numbers::set("ttb_artifact_spool_limit_bytes", state.spool.limit_bytes);
        numbers::set("ttb_artifact_spool_oldest_seconds", waited);
    }
    if let Some(bytes) = resident() {
        numbers::set("ttb_process_resident_bytes", bytes);
    }
}

/// Where the database does not answer, the queue stays as it was last seen; whether it does,
/// the numbers of the store and of failed requests tell.
async fn look_at_the_queue(app: &App) {
    let Ok(standing) = app.jobs.standing().await else { return };
    let oldest = standing.oldest.map(|since| app.clock.now() - since);
    numbers::queue(numbers::Queue {
        waiting: standing.waiting,
        running: standing.running,
        dead: standing.failed,
        oldest: oldest.and_then(|waited| waited.to_std().ok()).unwrap_or_default(),
    });
}

/// Memory of this process in bytes; `None` where the system does not tell.
fn resident() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    let kilobytes: u64 = line.trim().trim_end_matches("kB").trim().parse().ok()?;
    Some(kilobytes * 1024)
}
