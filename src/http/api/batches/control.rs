//! What a client can wish of a batch.

use super::{batch_id, unknown};
use crate::app::App;
use crate::batches::{BatchView, Granted};
use crate::http::error::{ApiError, Problem};
use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;

/// Pauses a batch: what runs is finished, nothing more is begun.
#[utoipa::path(
    post,
    path = "/batches/{id}/pause",
    operation_id = "pauseBatch",
    tag = "batches",
    params(("id" = Uuid, Path)),
    responses(
        (status = 200, description = "The batch", body = BatchView),
        (status = 404, description = "There is none of that id", body = Problem, content_type = "application/problem+json"),
        (status = 409, description = "It is over", body = Problem, content_type = "application/problem+json"),
    ),
)]
pub async fn pause(
    State(app): State<App>,
    Path(id): Path<String>,
) -> Result<Json<BatchView>, ApiError> {
    answer(app.batches.pause(batch_id(&id)?).await?)
}

/// Lets a paused batch go on.
#[utoipa::path(
    post,
    path = "/batches/{id}/resume",
    operation_id = "resumeBatch",
    tag = "batches",
    params(("id" = Uuid, Path)),
    responses(
        (status = 200, description = "The batch", body = BatchView),
        (status = 404, description = "There is none of that id", body = Problem, content_type = "application/problem+json"),
        (status = 409, description = "It is over", body = Problem, content_type = "application/problem+json"),
    ),
)]
pub async fn resume(
    State(app): State<App>,
    Path(id): Path<String>,
) -> Result<Json<BatchView>, ApiError> {
    answer(app.batches.resume(batch_id(&id)?).await?)
}

/// Cancels what of a batch is not done yet; the results there are stay.
#[utoipa::path(
    delete,
    path = "/batches/{id}",
    operation_id = "cancelBatch",
    tag = "batches",
    params(("id" = Uuid, Path)),
    responses(
        (status = 200, description = "The batch", body = BatchView),
        (status = 404, description = "There is none of that id", body = Problem, content_type = "application/problem+json"),
        (status = 409, description = "It is over", body = Problem, content_type = "application/problem+json"),
    ),
)]
pub async fn cancel(
    State(app): State<App>,
    Path(id): Path<String>,
) -> Result<Json<BatchView>, ApiError> {
    answer(app.batches.cancel(batch_id(&id)?).await?)
}

/// Tries those applications of a batch again that failed, and no others. One whose files or
/// declaration were refused has to be sent again.
#[utoipa::path(
    post,
    path = "/batches/{id}/retry",
    operation_id = "retryBatch",
    tag = "batches",
    params(("id" = Uuid, Path)),
    responses(
        (status = 200, description = "The batch", body = BatchView),
        (status = 404, description = "There is none of that id", body = Problem, content_type = "application/problem+json"),
        (status = 409, description = "It was cancelled", body = Problem, content_type = "application/problem+json"),
    ),
)]
pub async fn retry(
    State(app): State<App>,
    Path(id): Path<String>,
) -> Result<Json<BatchView>, ApiError> {
    answer(app.batches.retry(batch_id(&id)?).await?)
}

fn answer(granted: Option<Granted>) -> Result<Json<BatchView>, ApiError> {
    match granted {
        Some(Granted::Done(view)) => Ok(Json(*view)),
        Some(Granted::Over(state)) => {
            let detail = format!("the batch is {}", state.name());
            Err(ApiError::new(StatusCode::CONFLICT, "batch_is_over", detail))
        }
        None => Err(unknown()),
    }
}
