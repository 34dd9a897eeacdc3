//! The one error of the interface: `application/problem+json`.
//!
//! Rooms say what went wrong in their own words; here each of their failures is given a
//! status and a stable code, by matches without a `_` arm. A server fault is logged here,
//! once, with its whole chain, and answered without detail.

use crate::app::{Busy, TakeError};
use crate::artifacts::{ArchiveError, EraseError, IndexError, StoreError, Tombstone};
use crate::batches::manifest::ManifestError;
use crate::batches::{BatchError, DeskError, GatherError};
use crate::intake::IntakeError;
use crate::intake::archive::ArchiveError as PackError;
use crate::jobs::QueueError;
use crate::telemetry::chain;
use crate::verification::VerifyError;
use crate::webhooks::WebhookError;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use std::error::Error;
use std::time::Duration;
use utoipa::ToSchema;
use uuid::Uuid;

/// Where an engine that is not there may be asked for again: engines come back when an
/// operator has seen to them, not within a second.
const ENGINE_RETRY: Duration = Duration::from_secs(30);

/// A store is back within seconds, or somebody has to see to it.
const STORE_RETRY: Duration = Duration::from_secs(5);

/// A failed request, before it knows its id.
#[derive(Debug, Clone)]
pub struct ApiError {
    pub status: StatusCode,
    /// Stable: programs may look at it.
    pub code: &'static str,
    /// For people.
    pub detail: String,
    /// Where several things may be wrong, each with its place.
    pub errors: Vec<ErrorItem>,
    /// When to come again; at least a second.
    pub retry_after: Option<Duration>,
}

/// One of several things that are wrong.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ErrorItem {
    /// `/application/vintage`, `file[1] back.jpg`, or the name of a parameter.
    pub at: String,
    pub code: String,
    pub detail: String,
}

/// The body of every answer that is an error (RFC 9457).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Problem {
    /// Always `about:blank`: `code` tells problems apart.
    #[serde(rename = "type")]
    pub kind: String,
    /// The status in words.
    pub title: String,
    pub status: u16,
    pub detail: String,
    /// Stable: programs may look at it.
    pub code: String,
    pub request_id: Uuid,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<ErrorItem>,
}

impl ApiError {
    #[must_use]
    pub fn new(status: StatusCode, code: &'static str, detail: impl Into<String>) -> Self {
        Self { status, code, detail: detail.into(), errors: Vec::new(), retry_after: None }
    }

    #[must_use]
    pub fn not_found(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::NOT_FOUND, "not_found", detail)
    }

    #[must_use]
    pub fn unavailable(
        code: &'static str,
        detail: impl Into<String>,
        retry_after: Duration,
    ) -> Self {
        let error = Self::new(StatusCode::SERVICE_UNAVAILABLE, code, detail);
        Self { retry_after: Some(retry_after), ..error }
    }

    /// What is left of an artifact that was erased.
    #[must_use]
    pub fn erased(tombstone: &Tombstone) -> Self {
        let when = tombstone.erased_at.format("%Y-%m-%d %H:%M:%S UTC");
        let detail = format!("the artifact was erased on {when}");
        Self::new(StatusCode::GONE, "artifact_erased", detail)
    }

    /// A fault of ours: logged with its chain, answered without it.
    #[must_use]
    pub fn internal(error: &(dyn Error + 'static)) -> Self {
        tracing::error!(error = chain(error), "request failed");
        Self::new(
            StatusCode::INTERNAL_SERVER_ERROR,
            "internal_error",
            "something went wrong on our side; the request id finds it in the log",
        )
    }

    /// What an answer that came without a problem of its own is taken to mean.
    #[must_use]
    pub fn of_status(status: StatusCode) -> Self {
        let code = match status {
            StatusCode::BAD_REQUEST => "bad_request",
            StatusCode::NOT_FOUND => "not_found",
            StatusCode::METHOD_NOT_ALLOWED => "method_not_allowed",
            StatusCode::REQUEST_TIMEOUT => "request_timeout",
            StatusCode::PAYLOAD_TOO_LARGE => "request_too_large",
            StatusCode::UNSUPPORTED_MEDIA_TYPE => "unsupported_media_type",
            StatusCode::UNPROCESSABLE_ENTITY => "invalid_request",
            _ if status.is_client_error() => "request_refused",
            _ => "internal_error",
        };
        let title = status.canonical_reason().unwrap_or("the request failed").to_lowercase();
        Self::new(status, code, title)
    }

    #[must_use]
    pub fn problem(&self, request_id: Uuid) -> Problem {
        Problem {
            kind: "about:blank".to_owned(),
            title: self.status.canonical_reason().unwrap_or_default().to_owned(),
            status: self.status.as_u16(),
            detail: self.detail.clone(),
            code: self.code.to_owned(),
            request_id,
            errors: self.errors.clone(),
        }
    }
}

impl IntoResponse for ApiError {
    /// The body follows in `middleware::problems`, where the request's id is known.
    fn into_response(self) -> Response {
        let mut response = self.status.into_response();
        if let Some(retry_after) = self.retry_after {
            response.headers_mut().insert(header::RETRY_AFTER, seconds(retry_after));
        }
        response.extensions_mut().insert(self);
        response
    }
}

/// Whole seconds, rounded up, never none: “now” would invite the same answer.
fn seconds(duration: Duration) -> HeaderValue {
    let whole = duration.as_secs() + u64::from(duration.subsec_nanos() > 0);
    HeaderValue::from(whole.max(1))
}

impl From<VerifyError> for ApiError {
    fn from(error: VerifyError) -> Self {
        match &error {
            VerifyError::Unavailable { .. } => {
                Self::unavailable("ocr_backend_unavailable", error.to_string(), ENGINE_RETRY)
            }
            VerifyError::Busy { retry_after } => {
                Self::unavailable("busy", error.to_string(), *retry_after)
            }
            // Whoever hung up reads no answer; who does read this waits for a service that
            // is on its way out.
            VerifyError::Cancelled => {
                Self::unavailable("cancelled", "the verification was stopped", ENGINE_RETRY)
            }
            VerifyError::Ocr(_) => Self::internal(&error),
        }
    }
}

impl From<Busy> for ApiError {
    fn from(busy: Busy) -> Self {
        Self::unavailable("busy", busy.to_string(), busy.retry_after)
    }
}

impl From<ArchiveError> for ApiError {
    fn from(error: ArchiveError) -> Self {
        match error {
            // What we were given to keep is not what we would give back.
            ArchiveError::Altered { .. } => {
                Self::new(StatusCode::BAD_GATEWAY, "artifact_altered", error.to_string())
            }
            ArchiveError::Missing { .. } => {
                Self::new(StatusCode::BAD_GATEWAY, "artifact_missing", error.to_string())
            }
            ArchiveError::Expired { at, .. } => {
                let detail = format!(
                    "it was let go on {}: this service keeps it for a shorter time than the rest",
                    at.format("%Y-%m-%d")
                );
                Self::new(StatusCode::GONE, "part_expired", detail)
            }
            ArchiveError::Elsewhere => {
                Self::unavailable("artifact_spooled_elsewhere", error.to_string(), STORE_RETRY)
            }
            ArchiveError::Store(error) => error.into(),
            ArchiveError::Index(error) => error.into(),
            ArchiveError::Spool(_) => Self::internal(&error),
        }
    }
}

impl From<StoreError> for ApiError {
    /// The reason may name buckets and folders: it is for the log.
    fn from(error: StoreError) -> Self {
        tracing::error!(error = chain(&error), "request failed");
        match error {
            StoreError::Unavailable { .. } | StoreError::Full { .. } => {
                Self::unavailable("store_unavailable", "the store is not available", STORE_RETRY)
            }
            StoreError::Refused { .. } | StoreError::Failed { .. } => {
                let detail = "the store failed; the request id finds the reason in the log";
                Self::new(StatusCode::BAD_GATEWAY, "store_failed", detail)
            }
        }
    }
}

impl From<QueueError> for ApiError {
    fn from(error: QueueError) -> Self {
        tracing::error!(error = chain(&error), "request failed");
        Self::unavailable("database_unavailable", "the database is not available", STORE_RETRY)
    }
}

impl From<IndexError> for ApiError {
    fn from(error: IndexError) -> Self {
        tracing::error!(error = chain(&error), "request failed");
        Self::unavailable("index_unavailable", error.to_string(), STORE_RETRY)
    }
}

impl From<EraseError> for ApiError {
    fn from(error: EraseError) -> Self {
        match error {
            EraseError::NotFound => Self::not_found("there is no artifact of that id"),
            EraseError::Erased(tombstone) => Self::erased(&tombstone),
            EraseError::Pinned(pin) => {
                let since = pin.pinned_at.format("%Y-%m-%d");
                let reason = pin.reason.map(|reason| format!(": {reason}")).unwrap_or_default();
                let detail = format!("the artifact is held since {since}{reason}");
                Self::new(StatusCode::CONFLICT, "artifact_pinned", detail)
            }
            EraseError::Archive(error) => error.into(),
        }
    }
}

impl From<GatherError> for ApiError {
    fn from(error: GatherError) -> Self {
        const UNPROCESSABLE: StatusCode = StatusCode::UNPROCESSABLE_ENTITY;
        let what = error.to_string();
        match error {
            GatherError::Archive { at, error } => {
                let status = match &error {
                    PackError::NotAnArchive => StatusCode::UNSUPPORTED_MEDIA_TYPE,
                    PackError::TooLarge { .. } => StatusCode::PAYLOAD_TOO_LARGE,
                    PackError::Broken(_) | PackError::TooManyEntries { .. } | PackError::Bomb => {
                        UNPROCESSABLE
                    }
                    PackError::Disk(_) => return Self::internal(&error),
                };
                Self::new(status, error.code(), format!("{at}: {error}"))
            }
            GatherError::Manifest { at, error } => {
                let status = match &error {
                    ManifestError::TooLarge { .. } => StatusCode::PAYLOAD_TOO_LARGE,
                    ManifestError::Empty
                    | ManifestError::TooManyRows { .. }
                    | ManifestError::TooManyColumns
                    | ManifestError::Unreadable(_)
                    | ManifestError::Columns(_) => UNPROCESSABLE,
                };
                let of_manifest = Self::new(status, error.code(), format!("{at}: {error}"));
                let ManifestError::Columns(problems) = error else { return of_manifest };
                let item = |problem: crate::batches::manifest::CellProblem| ErrorItem {
                    at: format!("{at} row {}, {}", problem.row, problem.column.unwrap_or_default()),
                    code: problem.code,
                    detail: problem.detail,
                };
                Self { errors: problems.into_iter().map(item).collect(), ..of_manifest }
            }
            GatherError::TwoManifests => Self::new(UNPROCESSABLE, "two_manifests", what),
            GatherError::NoPicture => Self::new(UNPROCESSABLE, "no_picture", what),
            GatherError::TooManyApplications { .. } => {
                Self::new(UNPROCESSABLE, "batch_too_large", what)
            }
            GatherError::Disk(_) => Self::internal(&error),
        }
    }
}

impl From<BatchError> for ApiError {
    fn from(error: BatchError) -> Self {
        tracing::error!(error = chain(&error), "request failed");
        Self::unavailable("database_unavailable", error.to_string(), STORE_RETRY)
    }
}

impl From<TakeError> for ApiError {
    fn from(error: TakeError) -> Self {
        match error {
            TakeError::Store(error) => error.into(),
            TakeError::Batch(error) => error.into(),
            TakeError::Webhook(error) => error.into(),
            TakeError::Queue(error) => error.into(),
        }
    }
}

impl From<DeskError> for ApiError {
    fn from(error: DeskError) -> Self {
        tracing::error!(error = chain(&error), "request failed");
        Self::unavailable("database_unavailable", "the database is not available", STORE_RETRY)
    }
}

impl From<WebhookError> for ApiError {
    fn from(error: WebhookError) -> Self {
        tracing::error!(error = chain(&error), "request failed");
        Self::unavailable("database_unavailable", error.to_string(), STORE_RETRY)
    }
}

/// The status of a file that is not taken; its code is the room's own.
#[must_use]
pub const fn intake_status(error: &IntakeError) -> StatusCode {
    match error {
        IntakeError::TooManyBytes { .. } => StatusCode::PAYLOAD_TOO_LARGE,
        IntakeError::Unknown | IntakeError::NotRead(_) => StatusCode::UNSUPPORTED_MEDIA_TYPE,
        IntakeError::Empty
        | IntakeError::TooManyPixels { .. }
        | IntakeError::TooSmall { .. }
        | IntakeError::TooLong { .. }
        | IntakeError::TooManyPages { .. }
        | IntakeError::TooManyPixelsInAll
        | IntakeError::TooManyPagesInAll { .. }
        | IntakeError::Truncated { .. }
        | IntakeError::Undecodable { .. } => StatusCode::UNPROCESSABLE_ENTITY,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn retry_after_is_whole_seconds_and_at_least_one() {
        for (millis, expected) in [(0, "1"), (1, "1"), (1000, "1"), (1001, "2"), (30_000, "30")] {
            assert_eq!(seconds(Duration::from_millis(millis)), expected, "{millis} ms");
        }
    }
}
