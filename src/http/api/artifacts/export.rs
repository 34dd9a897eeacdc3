//! Many artifacts as one file, written while it is sent.

use super::Kept;
use super::query::{FilterQuery, Packed, PackingQuery};
use crate::artifacts::export::{self, Packing};
use crate::http::error::{ApiError, Problem};
use axum::body::Body;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};

/// Gives the artifacts of a filter as a ZIP or tar.zst with a manifest and checksums.
///
/// It is written while it is sent, so its length is not known before. What could not be read
/// is named under `problems` in `manifest.json`, which comes last.
#[utoipa::path(
    get,
    path = "/artifacts/export",
    operation_id = "exportArtifacts",
    tag = "artifacts",
    params(FilterQuery, PackingQuery),
    responses(
        (status = 200, description = "The archive", content(("application/zip"), ("application/zstd"))),
        (status = 404, description = "Nothing is stored here", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "Every problem of the query by name", body = Problem, content_type = "application/problem+json"),
    ),
)]
pub async fn export(
    Kept(archive): Kept,
    Packed { filter, packing }: Packed,
) -> Result<Response, ApiError> {
    let mut response = Body::from_stream(export::stream(archive, filter, packing)).into_response();
    let headers = response.headers_mut();
    let kind = HeaderValue::from_static(packing.content_type());
    headers.insert(header::CONTENT_TYPE, kind);
    let name = HeaderValue::from_static(match packing {
        Packing::Zip => "attachment; filename=\"artifacts.zip\"",
        Packing::TarZst => "attachment; filename=\"artifacts.tar.zst\"",
    });
    headers.insert(header::CONTENT_DISPOSITION, name);
    Ok(response)
}
