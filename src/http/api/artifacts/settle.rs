//! Erasing an artifact, holding it, letting it go.

use super::Kept;
use crate::artifacts::{ArtifactId, ErasedFor, Pin};
use crate::http::error::{ApiError, Problem};
use crate::http::extract::Named;
use axum::Json;
use axum::body::Bytes;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A sentence or two.
const MAX_REASON: usize = 1000;

/// Erases a stored request: all parts, for good.
#[utoipa::path(
    delete,
    path = "/artifacts/{id}",
    operation_id = "eraseArtifact",
    tag = "artifacts",
    params(("id" = uuid::Uuid, Path, description = "The request's id")),
    responses(
        (status = 204, description = "It is erased; only that it was, and when it went, is still known"),
        (status = 404, description = "No such artifact", body = Problem, content_type = "application/problem+json"),
        (status = 409, description = "It is held", body = Problem, content_type = "application/problem+json"),
        (status = 410, description = "It was erased before", body = Problem, content_type = "application/problem+json"),
        (status = 503, description = "The store is not available; nothing was erased, or not all: ask again", body = Problem, content_type = "application/problem+json", headers(("Retry-After" = u64, description = "Seconds"))),
    ),
)]
pub async fn erase(
    Kept(archive): Kept,
    Named(id): Named<ArtifactId>,
) -> Result<StatusCode, ApiError> {
    archive.erase(id, ErasedFor::Request).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Why an artifact is to be held.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PinRequest {
    #[schema(max_length = 1000)]
    pub reason: Option<String>,
}

/// Holds a stored request: neither retention nor erasure passes it.
#[utoipa::path(
    put,
    path = "/artifacts/{id}/pin",
    operation_id = "pinArtifact",
    tag = "artifacts",
    params(("id" = uuid::Uuid, Path, description = "The request's id")),
    request_body(content = Option<PinRequest>, description = "May be empty"),
    responses(
        (status = 200, description = "It is held", body = Pin),
        (status = 404, description = "No such artifact", body = Problem, content_type = "application/problem+json"),
        (status = 410, description = "It was erased", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "The reason cannot be understood", body = Problem, content_type = "application/problem+json"),
        (status = 503, description = "The store is not available", body = Problem, content_type = "application/problem+json", headers(("Retry-After" = u64, description = "Seconds"))),
    ),
)]
pub async fn pin(
    Kept(archive): Kept,
    Named(id): Named<ArtifactId>,
    body: Bytes,
) -> Result<Json<Pin>, ApiError> {
    let PinRequest { reason } = understand(&body)?;
    let reason = reason.map(|reason| reason.trim().to_owned()).filter(|reason| !reason.is_empty());
    Ok(Json(archive.pin(id, reason).await?))
}

fn understand(body: &[u8]) -> Result<PinRequest, ApiError> {
    if body.iter().all(u8::is_ascii_whitespace) {
        return Ok(PinRequest::default());
    }
    let refuse =
        |detail: String| ApiError::new(StatusCode::UNPROCESSABLE_ENTITY, "invalid_request", detail);
    let request: PinRequest = serde_json::from_slice(body)
        .map_err(|error| refuse(format!("has to be {{\"reason\": \"…\"}}: {error}")))?;
    let reason = request.reason.as_deref().unwrap_or_default();
    if reason.chars().count() > MAX_REASON || reason.contains('\0') {
        return Err(refuse(format!("/reason: has to be at most {MAX_REASON} characters")));
    }
    Ok(request)
}

/// Lets a held artifact go.
#[utoipa::path(
    delete,
    path = "/artifacts/{id}/pin",
    operation_id = "unpinArtifact",
    tag = "artifacts",
    params(("id" = uuid::Uuid, Path, description = "The request's id")),
    responses(
        (status = 204, description = "It is not held"),
        (status = 404, description = "No such artifact", body = Problem, content_type = "application/problem+json"),
        (status = 410, description = "It was erased", body = Problem, content_type = "application/problem+json"),
        (status = 503, description = "The store is not available", body = Problem, content_type = "application/problem+json", headers(("Retry-After" = u64, description = "Seconds"))),
    ),
)]
pub async fn unpin(
    Kept(archive): Kept,
    Named(id): Named<ArtifactId>,
) -> Result<StatusCode, ApiError> {
    archive.unpin(id).await?;
    Ok(StatusCode::NO_CONTENT)
}
