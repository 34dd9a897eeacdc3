//! `/v1/operations`: how far work is that outlives the request that ordered it.

use super::artifacts::Kept;
use crate::artifacts::{Deed, Operation, OperationId, OperationState, Tally};
use crate::http::error::{ApiError, Problem};
use crate::http::extract::Named;
use axum::Json;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

/// One operation.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct OperationView {
    pub id: Uuid,
    /// `erase`, `purge` or `verify`.
    pub kind: String,
    pub state: OperationState,
    /// Nothing is erased: `counts` says what would be.
    pub dry_run: bool,
    /// Artifacts to look at; `null` while it is not known.
    pub total: Option<u64>,
    pub counts: Tally,
    /// The first of what went wrong, each with the artifact it is about.
    pub problems: Vec<String>,
    /// Why the last attempt failed; one that is `queued` is tried again.
    pub error: Option<String>,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
    pub finished_at: Option<DateTime<Utc>>,
}

impl From<Operation> for OperationView {
    fn from(operation: Operation) -> Self {
        Self {
            id: operation.id.uuid(),
            kind: operation.deed.name().to_owned(),
            state: operation.state,
            dry_run: matches!(operation.deed, Deed::Erase { dry_run: true, .. }),
            total: operation.progress.total,
            counts: operation.progress.tally,
            problems: operation.progress.problems,
            error: operation.error,
            created_at: operation.created_at,
            updated_at: operation.updated_at,
            finished_at: operation.finished_at,
        }
    }
}

/// Shows how an operation stands.
///
/// What was done is kept: an operation goes on after a restart, by whichever process comes
/// first. One that ended is known for 90 days.
#[utoipa::path(
    get,
    path = "/operations/{id}",
    operation_id = "showOperation",
    tag = "artifacts",
    params(("id" = Uuid, Path, description = "The operation's id")),
    responses(
        (status = 200, description = "The operation", body = OperationView),
        (status = 404, description = "No such operation", body = Problem, content_type = "application/problem+json"),
        (status = 503, description = "The index is not available", body = Problem, content_type = "application/problem+json", headers(("Retry-After" = u64, description = "Seconds"))),
    ),
)]
pub async fn show(
    Kept(archive): Kept,
    Named(id): Named<OperationId>,
) -> Result<Json<OperationView>, ApiError> {
    let operation = archive.operation(id).await?.ok_or_else(Named::<OperationId>::unknown)?;
    Ok(Json(operation.into()))
}
