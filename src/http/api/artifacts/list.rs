//! `GET /artifacts` and what it comes to in numbers.

use super::query::{FilterQuery, Listing, OnlyFilter, PageQuery};
use super::{ArtifactSummary, Kept, cursor};
use crate::artifacts::Stats;
use crate::http::error::{ApiError, Problem};
use crate::http::extract::cut;
use axum::Json;
use axum::extract::OriginalUri;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A page of artifacts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ArtifactList {
    pub items: Vec<ArtifactSummary>,
    /// `null` on the last page.
    pub next_cursor: Option<String>,
}

/// Lists stored requests.
///
/// Pages are stable: what arrives meanwhile moves nothing. `Link` has the next page's address.
#[utoipa::path(
    get,
    path = "/artifacts",
    operation_id = "listArtifacts",
    tag = "artifacts",
    params(FilterQuery, PageQuery),
    responses(
        (status = 200, description = "A page", body = ArtifactList, headers(("Link" = String, description = "The next page, `rel=\"next\"`"))),
        (status = 404, description = "Nothing is stored here", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "Every problem of the query by name", body = Problem, content_type = "application/problem+json"),
        (status = 503, description = "The index is not available", body = Problem, content_type = "application/problem+json", headers(("Retry-After" = u64, description = "Seconds"))),
    ),
)]
pub async fn list(
    Kept(archive): Kept,
    OriginalUri(uri): OriginalUri,
    listing: Listing,
) -> Result<Response, ApiError> {
    let Listing { filter, mut page, given } = listing;
    let limit = page.limit;
    // One more tells whether there is a next page.
    page.limit += 1;
    let mut records = archive.list(&filter, page).await?;
    let last = cut(&mut records, limit).map(|record| record.metadata.request_id);
    let next_cursor = last.map(|last| cursor::write(last, &filter, page.sort));

    let link = next_cursor.as_deref().and_then(|cursor| link(uri.path(), &given, cursor));
    let items = records.into_iter().map(ArtifactSummary::from).collect();
    let mut response = Json(ArtifactList { items, next_cursor }).into_response();
    if let Some(link) = link {
        response.headers_mut().insert(header::LINK, link);
    }
    Ok(response)
}

fn link(path: &str, given: &[(String, String)], cursor: &str) -> Option<HeaderValue> {
    let cursor = ("cursor".to_owned(), cursor.to_owned());
    let pairs: Vec<_> = given.iter().chain([&cursor]).collect();
    let query = serde_urlencoded::to_string(pairs).ok()?;
    HeaderValue::try_from(format!("<{path}?{query}>; rel=\"next\"")).ok()
}

/// Counts stored requests.
#[utoipa::path(
    get,
    path = "/artifacts/stats",
    operation_id = "artifactStats",
    tag = "artifacts",
    params(FilterQuery),
    responses(
        (status = 200, description = "What the filter's artifacts come to", body = Stats),
        (status = 404, description = "Nothing is stored here", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "Every problem of the query by name", body = Problem, content_type = "application/problem+json"),
        (status = 503, description = "The index is not available", body = Problem, content_type = "application/problem+json", headers(("Retry-After" = u64, description = "Seconds"))),
    ),
)]
pub async fn stats(
    Kept(archive): Kept,
    OnlyFilter(filter): OnlyFilter,
) -> Result<Json<Stats>, ApiError> {
    Ok(Json(archive.stats(&filter).await?))
}
