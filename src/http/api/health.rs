//! Whether the service can serve, for load balancers and for operators.

use crate::app::App;
use crate::artifacts::ArchiveState;
use crate::http::error::{ApiError, ErrorItem, Problem};
use crate::ocr::Engine;
use crate::ocr::ollama::{BreakerState, VisionState};
use crate::rules::catalog;
use crate::verification::EngineState;
use crate::verification::report::{Backend, RulesView};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::time::Duration;
use utoipa::ToSchema;

/// Load balancers ask again by themselves; this is for everyone else.
const ASK_AGAIN: Duration = Duration::from_secs(5);

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    Healthy,
    /// Something that is configured is not available.
    Degraded,
}

/// The service's health.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Health {
    pub status: Status,
    pub version: String,
    pub backends: Backends,
    pub capabilities: Capabilities,
    pub rules: RulesView,
    /// `null` where nothing is stored.
    pub artifacts: Option<ArtifactHealth>,
}

/// What stores requests.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ArtifactHealth {
    /// The last that was tried with the store worked.
    pub available: bool,
    /// Why it did not.
    pub error: Option<String>,
    /// Such as `s3://bucket`.
    pub store: String,
    pub spool: SpoolHealth,
    /// Parts that were asked for and not given out, since the service started: any is a
    /// reason to run `artifacts verify`.
    pub faults: FaultHealth,
}

/// How often what is stored was not as it was written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct FaultHealth {
    pub altered: u64,
    pub missing: u64,
}

/// What waits on this machine for the store.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SpoolHealth {
    pub entries: usize,
    pub bytes: u64,
    pub limit_bytes: u64,
    /// When the one that waits longest was accepted.
    pub oldest: Option<DateTime<Utc>>,
}

impl From<ArchiveState> for ArtifactHealth {
    fn from(state: ArchiveState) -> Self {
        Self {
            available: state.trouble.is_none(),
            error: state.trouble,
            store: state.store,
            spool: SpoolHealth {
                entries: state.spool.entries,
                bytes: state.spool.bytes,
                limit_bytes: state.spool.limit_bytes,
                oldest: state.spool.oldest,
            },
            faults: FaultHealth { altered: state.faults.altered, missing: state.faults.missing },
        }
    }
}

/// The engines; each is always named.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Backends {
    pub tesseract: EngineHealth,
    pub ppocr: PpocrHealth,
    pub ollama: OllamaHealth,
}

#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, ToSchema)]
pub struct EngineHealth {
    pub available: bool,
    /// Why it is not available.
    pub error: Option<String>,
    pub version: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, ToSchema)]
pub struct PpocrHealth {
    #[serde(flatten)]
    pub engine: EngineHealth,
    /// File name and digest.
    pub models: BTreeMap<String, String>,
}

#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, ToSchema)]
pub struct OllamaHealth {
    #[serde(flatten)]
    pub engine: EngineHealth,
    pub model: Option<String>,
    /// Where one is configured.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub state: Option<VisionHealth>,
}

/// How the way to the vision model is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct VisionHealth {
    /// Ollama answers.
    pub reachable: bool,
    pub model_present: bool,
    pub model_digest: Option<String>,
    /// The model takes pictures.
    pub sees: bool,
    /// In memory; else its next answer waits until it is.
    pub loaded: bool,
    /// When all this was found; `null` before the first look.
    pub looked_at: Option<DateTime<Utc>>,
    pub breaker: BreakerState,
    /// Questions that wait for their turn, and that are being answered.
    pub waiting: usize,
    pub asking: usize,
    /// What an answer takes, by the measured median.
    pub median_ms: Option<u64>,
}

impl From<VisionState> for VisionHealth {
    fn from(state: VisionState) -> Self {
        let found = state.availability.found.as_ref();
        Self {
            reachable: found.is_some(),
            model_present: found.is_some_and(|found| found.digest.is_some()),
            model_digest: found.and_then(|found| found.digest.clone()),
            sees: found.is_some_and(|found| found.sees),
            loaded: found.is_some_and(|found| found.loaded),
            looked_at: state.availability.looked_at,
            breaker: state.breaker,
            waiting: state.waiting,
            asking: state.asking,
            median_ms: state.median.map(|median| median.as_millis() as u64),
        }
    }
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Capabilities {
    /// What `ocr_backend` may name at the moment.
    pub ocr_backends: Vec<Backend>,
    pub degraded_mode: bool,
}

impl Health {
    /// The health that the states of engines and archive come to. An engine that is not
    /// among them is not configured, and degrades nothing.
    #[must_use]
    pub fn of(
        engines: &[EngineState],
        vision: Option<VisionState>,
        archive: Option<ArchiveState>,
    ) -> Self {
        let state = |engine| engines.iter().find(|state| state.engine == engine);
        let artifacts = archive.map(ArtifactHealth::from);
        let degraded = engines.is_empty()
            || engines.iter().any(|state| !state.available)
            || artifacts.as_ref().is_some_and(|artifacts| !artifacts.available);
        Self {
            status: if degraded { Status::Degraded } else { Status::Healthy },
            version: env!("CARGO_PKG_VERSION").to_owned(),
            backends: Backends {
                tesseract: engine_health(state(Engine::Tesseract)),
                ppocr: PpocrHealth {
                    engine: engine_health(state(Engine::Ppocr)),
                    models: models(state(Engine::Ppocr)).iter().cloned().collect(),
                },
                ollama: OllamaHealth {
                    engine: engine_health(state(Engine::Ollama)),
                    model: models(state(Engine::Ollama)).first().map(|(name, _)| name.clone()),
                    state: vision.map(VisionHealth::from),
                },
            },
            capabilities: Capabilities { ocr_backends: usable(engines), degraded_mode: degraded },
            rules: RulesView {
                edition: catalog::EDITION.to_owned(),
                fingerprint: catalog::fingerprint().to_owned(),
            },
            artifacts,
        }
    }
}

fn engine_health(state: Option<&EngineState>) -> EngineHealth {
    state.map_or_else(EngineHealth::default, |state| EngineHealth {
        available: state.available,
        error: state.error.clone(),
        version: state.version.clone(),
    })
}

fn models(state: Option<&EngineState>) -> &[(String, String)] {
    state.map_or(&[], |state| &state.models)
}

fn usable(engines: &[EngineState]) -> Vec<Backend> {
    let available = engines.iter().filter(|state| state.available);
    let mut backends: Vec<_> = available.map(|state| backend(state.engine)).collect();
    if !backends.is_empty() {
        backends.insert(0, Backend::Auto);
    }
    backends
}

const fn backend(engine: Engine) -> Backend {
    match engine {
        Engine::Tesseract => Backend::Tesseract,
        Engine::Ppocr => Backend::Ppocr,
        Engine::Ollama => Backend::Ollama,
    }
}

/// Tells how the service and its engines are.
#[utoipa::path(
    get,
    path = "/health",
    operation_id = "health",
    tag = "operation",
    responses((status = 200, description = "As long as the process can serve", body = Health)),
)]
pub async fn show(State(app): State<App>) -> Json<Health> {
    // The engines' states come from their own background probes; nothing is probed here.
    let archive = app.archive.as_ref().map(|archive| archive.state());
    Json(Health::of(&app.verifier.engines(), app.verifier.vision(), archive))
}

/// Tells that the process lives.
#[utoipa::path(
    get,
    path = "/health/live",
    operation_id = "live",
    tag = "operation",
    responses((status = 204, description = "It lives")),
)]
pub async fn live() -> StatusCode {
    StatusCode::NO_CONTENT
}

/// Tells whether requests should be sent here.
#[utoipa::path(
    get,
    path = "/health/ready",
    operation_id = "ready",
    tag = "operation",
    responses(
        (status = 204, description = "It can verify"),
        (status = 503, description = "What is not ready", body = Problem, content_type = "application/problem+json"),
    ),
)]
pub async fn ready(State(app): State<App>) -> Result<StatusCode, ApiError> {
    let mut errors = Vec::new();
    if app.stopping.is_cancelled() {
        errors.push(not_ready("service", "the service has been asked to stop"));
    }
    let engines = app.verifier.engines();
    if !engines.iter().any(|state| state.available) {
        errors.extend(engines.iter().map(|state| {
            not_ready(state.engine.name(), state.error.as_deref().unwrap_or("it is not ready"))
        }));
        if engines.is_empty() {
            errors.push(not_ready("engines", "no engine is configured"));
        }
    }
    if errors.is_empty() {
        return Ok(StatusCode::NO_CONTENT);
    }
    let error = ApiError::unavailable("not_ready", "the service is not ready", ASK_AGAIN);
    Err(ApiError { errors, ..error })
}

fn not_ready(at: &str, detail: &str) -> ErrorItem {
    ErrorItem { at: at.to_owned(), code: "not_ready".to_owned(), detail: detail.to_owned() }
}
