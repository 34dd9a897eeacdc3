//! A job's history as it happens: server-sent events.

use super::{find, known, look_later};
use crate::app::App;
use crate::http::api::jobs::view::JobError;
use crate::http::error::{ApiError, Problem};
use crate::jobs::{Deed, Event, JobId, State as JobState};
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::sse::{Event as Sent, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use chrono::{DateTime, Utc};
use futures::stream;
use serde::{Deserialize, Serialize};
use std::collections::VecDeque;
use std::convert::Infallible;
use std::time::Duration;
use utoipa::ToSchema;
use uuid::Uuid;

/// Proxies hang up on silence.
const KEEP_ALIVE: Duration = Duration::from_secs(15);

/// The data of one event.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct JobEvent {
    pub job_id: Uuid,
    pub at: DateTime<Utc>,
    /// What happened; also the event's name.
    pub deed: Deed,
    /// After it.
    pub state: JobState,
    pub attempts: u32,
    pub crashes: u32,
    pub verdict: Option<String>,
    pub error: Option<JobError>,
}

/// What happens to a job, from its beginning, until it is over.
///
/// Each event has a number as its id: who was cut off goes on after it with `Last-Event-ID`,
/// as browsers do by themselves. When nothing can follow any more, the answer is 204.
#[utoipa::path(
    get,
    path = "/jobs/{id}/events",
    tag = "jobs",
    params(
        ("id" = uuid::Uuid, Path, description = "The job's id"),
        ("Last-Event-ID" = Option<i64>, Header, description = "Events after this one"),
    ),
    responses(
        (status = 200, description = "The events, each with a JobEvent as its data", content((JobEvent = "text/event-stream"))),
        (status = 204, description = "The job is over, and its last event was seen"),
        (status = 404, description = "No such job, or forgotten by now", body = Problem, content_type = "application/problem+json"),
        (status = 503, description = "The database is not available", body = Problem, content_type = "application/problem+json"),
    ),
)]
pub async fn events(
    State(app): State<App>,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let id = known(&id)?;
    let job = find(&app, id).await?;
    let last = headers.get("last-event-id").and_then(|last| last.to_str().ok()?.parse().ok());
    let after = last.unwrap_or(0);
    let waiting: VecDeque<_> = app.jobs.events(id, after).await?.into();
    if waiting.is_empty() && job.state.is_over() {
        return Ok(StatusCode::NO_CONTENT.into_response());
    }
    let follow = Follow { app, id, after, waiting, done: false };
    let sent = stream::unfold(follow, |mut follow| async move {
        let event = follow.next().await?;
        Some((Ok::<_, Infallible>(event), follow))
    });
    Ok(Sse::new(sent).keep_alive(KeepAlive::new().interval(KEEP_ALIVE)).into_response())
}

struct Follow {
    app: App,
    id: JobId,
    after: i64,
    waiting: VecDeque<Event>,
    done: bool,
}

impl Follow {
    /// The next event; `None` after the last, when the service stops, or when the database
    /// does not answer: whoever listens comes again with the last number.
    async fn next(&mut self) -> Option<Sent> {
        let mut changes = self.app.jobs.changes();
        while self.waiting.is_empty() {
            if self.done || self.app.stopping.is_cancelled() {
                return None;
            }
            changes.borrow_and_update();
            self.waiting = self.app.jobs.events(self.id, self.after).await.ok()?.into();
            if self.waiting.is_empty() {
                // Forgotten in the meantime.
                self.app.jobs.find(self.id).await.ok()??;
                look_later(&self.app, &mut changes, Duration::from_mins(1)).await;
            }
        }
        let event = self.waiting.pop_front()?;
        self.after = event.number;
        self.done = event.state.is_over() && self.waiting.is_empty();
        let name = event.deed.name();
        let data = serde_json::to_string(&JobEvent::from(event)).ok()?;
        Some(Sent::default().id(self.after.to_string()).event(name).data(data))
    }
}

impl From<Event> for JobEvent {
    fn from(event: Event) -> Self {
        Self {
            job_id: event.job.uuid(),
            at: event.at,
            deed: event.deed,
            state: event.state,
            attempts: event.attempts,
            crashes: event.crashes,
            verdict: event.outcome,
            error: event.error.map(|(class, detail)| JobError { class, detail }),
        }
    }
}
