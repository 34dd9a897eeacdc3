//! `/v1/jobs/{id}`: how a job stands, what came of it, and what is to become of it.

mod events;
mod view;

pub use events::{__path_events, events};
pub use view::{JobError, JobView};

use crate::app::App;
use crate::http::error::{ApiError, Problem};
use crate::http::extract::{StrictQuery, Wants};
use crate::jobs::{Cancelled, Job, JobId, Requeued, State as JobState};
use crate::verification::{Report, VerifyLabel, plain};
use axum::Json;
use axum::extract::{Path, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use std::time::{Duration, Instant};
use utoipa::IntoParams;

/// The longest that a question is held open; proxies hang up after a minute.
const LONGEST_WAIT: u64 = 55;

/// How often a job is looked at that nobody tells of.
const LOOK_AGAIN: Duration = Duration::from_secs(1);

/// However often something changes, it is not looked at oftener.
const LOOK_APART: Duration = Duration::from_millis(50);

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct Wait {
    /// Seconds to wait for the job's end, 0 to 55.
    #[param(maximum = 55)]
    wait: Option<u64>,
}

/// How a job stands.
///
/// With `wait` the answer comes when the job is over, or when that time is.
#[utoipa::path(
    get,
    path = "/jobs/{id}",
    tag = "jobs",
    params(("id" = uuid::Uuid, Path, description = "The job's id"), Wait),
    responses(
        (status = 200, description = "The job", body = JobView),
        (status = 404, description = "No such job, or forgotten by now", body = Problem, content_type = "application/problem+json"),
        (status = 503, description = "The database is not available", body = Problem, content_type = "application/problem+json"),
    ),
)]
pub async fn show(
    State(app): State<App>,
    Path(id): Path<String>,
    StrictQuery(query): StrictQuery<Wait>,
) -> Result<Json<JobView>, ApiError> {
    let id = known(&id)?;
    let wait = query.wait.unwrap_or(0);
    if wait > LONGEST_WAIT {
        let detail = format!("wait: has to be from 0 to {LONGEST_WAIT}");
        return Err(ApiError::new(StatusCode::UNPROCESSABLE_ENTITY, "invalid_value", detail));
    }
    until_over(&app, id, Duration::from_secs(wait)).await?;
    JobView::of(&app, id).await?.map(Json).ok_or_else(no_such_job)
}

/// The report of a job that succeeded.
#[utoipa::path(
    get,
    path = "/jobs/{id}/result",
    tag = "jobs",
    params(("id" = uuid::Uuid, Path, description = "The job's id")),
    responses(
        (status = 200, description = "The report", content(
            (Report = "application/json"),
            (String = "text/markdown"),
        )),
        (status = 404, description = "No such job, or forgotten by now", body = Problem, content_type = "application/problem+json"),
        (status = 409, description = "Not finished, failed or cancelled", body = Problem, content_type = "application/problem+json"),
        (status = 503, description = "The database is not available", body = Problem, content_type = "application/problem+json"),
    ),
)]
pub async fn result(
    State(app): State<App>,
    Path(id): Path<String>,
    wants: Wants,
) -> Result<Response, ApiError> {
    let job = find(&app, known(&id)?).await?;
    let refuse = |code, detail: String| Err(ApiError::new(StatusCode::CONFLICT, code, detail));
    match job.state {
        JobState::Succeeded => {}
        JobState::Queued | JobState::Running => {
            let error = ApiError::new(
                StatusCode::CONFLICT,
                "job_not_finished",
                format!("the job is {}", job.state),
            );
            return Err(ApiError { retry_after: Some(LOOK_AGAIN), ..error });
        }
        JobState::Failed => {
            let reason = job.error.map(|(_, message)| message).unwrap_or_default();
            return refuse("job_failed", format!("the job failed: {reason}"));
        }
        JobState::Cancelled => return refuse("job_cancelled", "the job was cancelled".to_owned()),
    }
    let body = app.jobs.result(job.id).await?.ok_or_else(no_such_job)?;
    let mut response = match wants {
        Wants::Json => ([(header::CONTENT_TYPE, "application/json")], body).into_response(),
        Wants::Markdown => {
            let report: Report =
                serde_json::from_str(&body).map_err(|error| ApiError::internal(&error))?;
            let kind = [(header::CONTENT_TYPE, "text/markdown; charset=utf-8")];
            (kind, plain::markdown(&report)).into_response()
        }
    };
    response.headers_mut().append(header::VARY, HeaderValue::from_static("accept"));
    Ok(response)
}

/// Cancels a job: at once while it waits, within seconds while it runs.
#[utoipa::path(
    delete,
    path = "/jobs/{id}",
    tag = "jobs",
    params(("id" = uuid::Uuid, Path, description = "The job's id")),
    responses(
        (status = 200, description = "Cancelled", body = JobView),
        (status = 202, description = "It runs, and will stop soon", body = JobView),
        (status = 404, description = "No such job, or forgotten by now", body = Problem, content_type = "application/problem+json"),
        (status = 409, description = "It is over already", body = Problem, content_type = "application/problem+json"),
        (status = 503, description = "The database is not available", body = Problem, content_type = "application/problem+json"),
    ),
)]
pub async fn cancel(State(app): State<App>, Path(id): Path<String>) -> Result<Response, ApiError> {
    let job = find(&app, known(&id)?).await?;
    let status = match app.jobs.cancel(job.id).await?.ok_or_else(no_such_job)? {
        Cancelled::Now => {
            // What cannot be taken away now is swept away later.
            let _ = app.uploads.erase_uploads(job.id.uuid()).await;
            StatusCode::OK
        }
        Cancelled::Over(JobState::Cancelled) => StatusCode::OK,
        Cancelled::Soon => StatusCode::ACCEPTED,
        Cancelled::Over(state) => {
            let detail = format!("the job has {state} already");
            return Err(ApiError::new(StatusCode::CONFLICT, "job_over", detail));
        }
    };
    let view = JobView::of(&app, job.id).await?.ok_or_else(no_such_job)?;
    Ok((status, Json(view)).into_response())
}

/// Tries a job again that failed.
#[utoipa::path(
    post,
    path = "/jobs/{id}/retry",
    tag = "jobs",
    params(("id" = uuid::Uuid, Path, description = "The job's id")),
    responses(
        (status = 202, description = "It is in line again", body = JobView, headers(("Location" = String, description = "Where the job is asked for"))),
        (status = 404, description = "No such job, or forgotten by now", body = Problem, content_type = "application/problem+json"),
        (status = 409, description = "It did not fail", body = Problem, content_type = "application/problem+json"),
        (status = 503, description = "The database is not available", body = Problem, content_type = "application/problem+json"),
    ),
)]
pub async fn retry(State(app): State<App>, Path(id): Path<String>) -> Result<Response, ApiError> {
    let job = find(&app, known(&id)?).await?;
    match app.jobs.requeue(job.id).await?.ok_or_else(no_such_job)? {
        Requeued::Queued => {}
        Requeued::Not(state) => {
            let detail = format!("only what failed can be tried again; the job is {state}");
            return Err(ApiError::new(StatusCode::CONFLICT, "job_not_failed", detail));
        }
    }
    let view = JobView::of(&app, job.id).await?.ok_or_else(no_such_job)?;
    let location = [(header::LOCATION, view.location())];
    Ok((StatusCode::ACCEPTED, location, Json(view)).into_response())
}

/// An id as it may be known; what cannot be one is not found.
fn known(id: &str) -> Result<JobId, ApiError> {
    id.parse().map_err(|_| no_such_job())
}

fn no_such_job() -> ApiError {
    ApiError::not_found("there is no job of that id")
}

/// The job, if it is one that clients may know of.
async fn find(app: &App, id: JobId) -> Result<Job, ApiError> {
    let job = app.jobs.find(id).await?;
    job.filter(|job| job.kind == VerifyLabel::KIND).ok_or_else(no_such_job)
}

/// Waits until the job is over, the time is, or the service stops.
async fn until_over(app: &App, id: JobId, wait: Duration) -> Result<(), ApiError> {
    let until = Instant::now() + wait;
    let mut changes = app.jobs.changes();
    loop {
        changes.borrow_and_update();
        let left = until.saturating_duration_since(Instant::now());
        if find(app, id).await?.state.is_over() || left.is_zero() || app.stopping.is_cancelled() {
            return Ok(());
        }
        look_later(app, &mut changes, left).await;
    }
}

/// Waits for something to change, and a little.
async fn look_later(app: &App, changes: &mut tokio::sync::watch::Receiver<u64>, left: Duration) {
    tokio::time::sleep(LOOK_APART.min(left)).await;
    tokio::select! {
        () = app.stopping.cancelled() => {}
        () = tokio::time::sleep(LOOK_AGAIN.min(left)) => {}
        _ = changes.changed() => {}
    }
}
