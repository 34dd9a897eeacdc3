//! `GET /model-status`: how far the vision model's download is.

use crate::app::App;
use crate::http::error::{ApiError, Problem};
use crate::model_status::ModelStatus;
use axum::Json;
use axum::extract::State;

/// Tells where the model's download stands.
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
        return Err(ApiError::not_found("no vision model is configured"));
    };
    match file.read().await {
        Some(status) => Ok(Json(status)),
        None => Err(ApiError::not_found("the model's status file does not exist")),
    }
}
