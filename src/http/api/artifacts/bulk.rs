//! `POST /artifacts/delete`: many artifacts erased behind the scenes.

use super::Kept;
use super::query::{FilterQuery, filter_of};
use crate::artifacts::{ArtifactId, Chosen, Deed, Filter};
use crate::http::api::operations::OperationView;
use crate::http::error::{ApiError, Problem};
use crate::http::extract::Problems;
use axum::Json;
use axum::body::Bytes;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use serde_json::{Map, Value};
use utoipa::ToSchema;

/// More are named by a filter.
const MOST_IDS: usize = 10_000;

/// Which artifacts are to be erased: those named, or those of a filter.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct EraseRequest {
    #[schema(value_type = Option<Vec<uuid::Uuid>>, max_items = 10_000)]
    ids: Option<Vec<String>>,
    /// At least one condition, each under its name in the query of a listing.
    #[schema(value_type = Option<FilterQuery>)]
    filter: Option<Map<String, Value>>,
    /// Erases nothing and counts what would be erased.
    #[serde(default)]
    dry_run: bool,
}

/// Erases many stored requests, as an operation whose progress can be asked for.
///
/// Those that are held stay and are counted. A filter takes what was stored when it was
/// ordered, not what came later.
#[utoipa::path(
    post,
    path = "/artifacts/delete",
    operation_id = "eraseArtifacts",
    tag = "artifacts",
    request_body = EraseRequest,
    responses(
        (status = 202, description = "It is done soon", body = OperationView, headers(("Location" = String, description = "Where its progress is"))),
        (status = 404, description = "Nothing is stored here", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "Every problem of the request by name", body = Problem, content_type = "application/problem+json"),
        (status = 503, description = "The index is not available", body = Problem, content_type = "application/problem+json", headers(("Retry-After" = u64, description = "Seconds"))),
    ),
)]
pub async fn erase_many(Kept(archive): Kept, body: Bytes) -> Result<Response, ApiError> {
    let request: EraseRequest = serde_json::from_slice(&body).map_err(|error| {
        let detail = format!("has to be {{\"ids\": […]}} or {{\"filter\": {{…}}}}: {error}");
        ApiError::new(StatusCode::UNPROCESSABLE_ENTITY, "invalid_request", detail)
    })?;
    let dry_run = request.dry_run;
    let chosen = chosen(request)?;
    let operation = archive.order(Deed::Erase { chosen, dry_run }).await?;
    let location = [(header::LOCATION, format!("/v1/operations/{}", operation.id))];
    Ok((StatusCode::ACCEPTED, location, Json(OperationView::from(operation))).into_response())
}

fn chosen(request: EraseRequest) -> Result<Chosen, ApiError> {
    let mut problems = Problems::default();
    let chosen = match (request.ids, request.filter) {
        (Some(ids), None) => Chosen::Ids(parsed(&ids, &mut problems)),
        (None, Some(filter)) => Chosen::Filter(understood(filter, &mut problems)),
        _ => {
            problems.refuse("/", "invalid_value", "has to have either ids or filter");
            Chosen::Ids(Vec::new())
        }
    };
    problems.into_result()?;
    Ok(chosen)
}

/// Each id once, in the order given.
fn parsed(ids: &[String], problems: &mut Problems) -> Vec<ArtifactId> {
    if ids.is_empty() || ids.len() > MOST_IDS {
        problems.refuse("/ids", "invalid_value", format!("has to be 1 to {MOST_IDS} ids"));
        return Vec::new();
    }
    let mut seen = std::collections::HashSet::new();
    let mut parsed = Vec::with_capacity(ids.len());
    for (index, id) in ids.iter().enumerate() {
        match id.parse::<ArtifactId>() {
            Ok(id) if seen.insert(id) => parsed.push(id),
            Ok(_) => {}
            Err(error) => {
                problems.refuse(format!("/ids/{index}"), "invalid_value", error.to_string());
            }
        }
    }
    parsed
}

fn understood(filter: Map<String, Value>, problems: &mut Problems) -> Filter {
    let mut given = Vec::new();
    for (name, value) in filter {
        match value {
            Value::String(text) => given.push((name, text)),
            Value::Null => {}
            _ => {
                let name: String = name.chars().filter(|c| !c.is_control()).take(64).collect();
                problems.refuse(format!("/filter/{name}"), "invalid_value", "has to be a text");
            }
        }
    }
    let filter = filter_of(given, "/filter", problems);
    if filter == Filter::default() {
        // To erase everything has to be meant: {"start_date": "1970-01-01"} says it.
        problems.refuse("/filter", "invalid_value", "has to have at least one condition");
    }
    filter
}
