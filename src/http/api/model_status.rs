//! `GET /model-status`: how far the vision model's download is.

use crate::app::App;
use crate::http::error::{ApiError, Problem};
use crate::model_status::{ModelState, ModelStatus, Progress};
use crate::ocr::ollama::VisionState;
use axum::Json;
use axum::extract::State;

/// Tells where the model's download stands; without a status file, what Ollama tells.
///
/// A status file that is stale or makes no sense is answered with 200, status `error` and
/// the reason.
#[utoipa::path(
    get,
    path = "/model-status",
    operation_id = "modelStatus",
    tag = "operation",
    responses(
        (status = 200, description = "The model's status", body = ModelStatus),
        (status = 404, description = "There is no model to tell of", body = Problem, content_type = "application/problem+json"),
    ),
)]
pub async fn show(State(app): State<App>) -> Result<Json<ModelStatus>, ApiError> {
    let Some(file) = &app.model_status else {
        let status = app.verifier.vision().map(|vision| by_ollama(&vision));
        let none = || ApiError::not_found("no vision model is configured");
        return status.map(Json).ok_or_else(none);
    };
    match file.read().await {
        Some(status) => Ok(Json(status)),
        None => Err(ApiError::not_found("the model's status file does not exist")),
    }
}

/// What Ollama itself tells, where nothing writes a status file.
fn by_ollama(vision: &VisionState) -> ModelStatus {
    let seen = &vision.availability;
    let (status, error) = match (&seen.found, &seen.error) {
        (Some(found), _) if found.digest.is_none() => (ModelState::NotStarted, None),
        (Some(_), _) => match seen.trouble(&vision.model) {
            None => (ModelState::Ready, None),
            trouble => (ModelState::Error, trouble),
        },
        (None, Some(error)) => (ModelState::Error, Some(error.clone())),
        (None, None) => (ModelState::NotStarted, None),
    };
    let size = seen.found.as_ref().and_then(|found| found.size_bytes);
    let progress = size.filter(|_| status == ModelState::Ready).map(|size| Progress {
        downloaded_bytes: Some(size),
        total_bytes: Some(size),
        percentage: Some(100.0),
        estimated_time_remaining_seconds: Some(0),
    });
    ModelStatus {
        model: Some(vision.model.clone()),
        status,
        source: Some("ollama".to_owned()),
        started_at: None,
        updated_at: seen.looked_at,
        completed_at: None,
        progress,
        error,
    }
}
