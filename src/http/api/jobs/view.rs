//! A job as clients see it.

use super::VerifyLabel;
use crate::app::App;
use crate::http::error::ApiError;
use crate::jobs::{Class, Job, JobId, Line, NewJob, State};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct JobView {
    pub id: Uuid,
    pub state: State,
    /// In line, 1 for the next; `null` when it is not in line.
    pub position: Option<u64>,
    /// By the pace of the last jobs; `null` when it is not in line, or nothing is known yet.
    pub expected_wait_seconds: Option<u64>,
    /// Begun and either finished or failed.
    pub attempts: u32,
    /// Times that its process ended under it.
    pub crashes: u32,
    /// It was asked to stop, and will soon.
    pub cancelling: bool,
    /// Of a job that succeeded: `compliant`, `non_compliant` or `needs_review`.
    pub verdict: Option<String>,
    pub batch_id: Option<Uuid>,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
    /// The last attempt.
    pub started_at: Option<DateTime<Utc>>,
    pub finished_at: Option<DateTime<Utc>>,
    /// `null` until there is one.
    pub result_url: Option<String>,
    pub events_url: String,
    /// Why the last attempt failed, and, once `failed`, the job.
    pub error: Option<JobError>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct JobError {
    pub class: Class,
    /// For people.
    pub detail: String,
}

impl JobView {
    /// The job as it stands; `None` when clients know of none.
    pub async fn of(app: &App, id: JobId) -> Result<Option<Self>, ApiError> {
        let job = app.jobs.find(id).await?;
        let Some(job) = job.filter(|job| job.kind == VerifyLabel::KIND) else { return Ok(None) };
        let line = if job.state == State::Queued { app.jobs.line(id).await? } else { None };
        Ok(Some(Self::with(job, line)))
    }

    #[must_use]
    pub fn with(job: Job, line: Option<Line>) -> Self {
        let result = job.state == State::Succeeded;
        Self {
            id: job.id.uuid(),
            state: job.state,
            position: line.map(|line| line.position),
            expected_wait_seconds: line.and_then(|line| line.wait).map(|wait| {
                // A started second is a second.
                wait.as_secs() + u64::from(wait.subsec_nanos() > 0)
            }),
            attempts: job.attempts,
            crashes: job.crashes + job.deaths,
            cancelling: job.cancelling && !job.state.is_over(),
            verdict: job.outcome,
            batch_id: job.batch,
            created_at: job.created_at,
            updated_at: job.updated_at,
            started_at: job.started_at,
            finished_at: job.finished_at,
            result_url: result.then(|| format!("{}/result", location(job.id))),
            events_url: format!("{}/events", location(job.id)),
            error: job.error.map(|(class, detail)| JobError { class, detail }),
        }
    }

    /// A job that goes into the queue now; its place in it is not known.
    #[must_use]
    pub fn enqueued(job: &NewJob, now: DateTime<Utc>) -> Self {
        Self {
            id: job.id.uuid(),
            state: State::Queued,
            position: None,
            expected_wait_seconds: None,
            attempts: 0,
            crashes: 0,
            cancelling: false,
            verdict: None,
            batch_id: job.batch,
            created_at: now,
            updated_at: now,
            started_at: None,
            finished_at: None,
            result_url: None,
            events_url: format!("{}/events", location(job.id)),
            error: None,
        }
    }

    #[must_use]
    pub fn location(&self) -> String {
        format!("/v1/jobs/{}", self.id)
    }
}

fn location(id: JobId) -> String {
    format!("/v1/jobs/{id}")
}
