//! Many artifacts as one ZIP, written while it is sent.

use super::Kept;
use super::query::{FilterQuery, OnlyFilter};
use crate::artifacts::export;
use crate::http::error::{ApiError, Problem};
use axum::body::Body;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};

/// Gives the artifacts of a filter as a ZIP with a manifest and checksums.
///
/// It is written while it is sent, so its length is not known before. What could not be read
/// is named under `problems` in `manifest.json`, which comes last.
#[utoipa::path(
    get,
    path = "/artifacts/export",
    operation_id = "exportArtifacts",
    tag = "artifacts",
    params(FilterQuery),
    responses(
        (status = 200, description = "The archive", content_type = "application/zip"),
        (status = 404, description = "Nothing is stored here", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "Every problem of the query by name", body = Problem, content_type = "application/problem+json"),
    ),
)]
pub async fn export(
    Kept(archive): Kept,
    OnlyFilter(filter): OnlyFilter,
) -> Result<Response, ApiError> {
    let mut response = Body::from_stream(export::zip(archive, filter)).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/zip"));
    headers.insert(
        header::CONTENT_DISPOSITION,
        HeaderValue::from_static("attachment; filename=\"artifacts.zip\""),
    );
    Ok(response)
}
