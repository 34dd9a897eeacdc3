//! A batch as it goes, as server-sent events.

use super::{batch_id, found};
use crate::app::App;
use crate::batches::{BatchView, Desk};
use crate::http::error::{ApiError, Problem};
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use chrono::{DateTime, TimeDelta, Utc};
use futures::stream;
use std::collections::{HashMap, VecDeque};
use std::convert::Infallible;
use std::time::Duration;
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

/// How long is waited for news that nobody told of.
const LOOK_AGAIN: Duration = Duration::from_secs(1);

/// What was written by another machine a moment before may be seen a moment later; what is
/// told twice says the same.
const OVERLAP: TimeDelta = TimeDelta::seconds(10);

/// The progress of a batch as server-sent events, until it is over: `batch` with the batch as
/// `GET` shows it, whenever a count changes, and `item` with an application, whenever its state
/// does. Who comes back with `Last-Event-ID` is told what changed since, some of it perhaps
/// twice; when nothing can follow any more, the answer is 204.
#[utoipa::path(
    get,
    path = "/batches/{id}/events",
    operation_id = "batchEvents",
    tag = "batches",
    params(("id" = Uuid, Path), ("Last-Event-ID" = Option<String>, Header)),
    responses(
        (status = 200, description = "The events", body = String, content_type = "text/event-stream"),
        (status = 204, description = "The batch is over, and its last event was seen"),
        (status = 404, description = "There is none of that id", body = Problem, content_type = "application/problem+json"),
    ),
)]
pub async fn events(
    State(app): State<App>,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let id = batch_id(&id)?;
    let view = found(&app.batches, id).await?;
    let last = headers.get("last-event-id").and_then(|last| last.to_str().ok());
    let last = last.and_then(|last| last.parse().ok()).and_then(DateTime::from_timestamp_millis);
    // Browsers come back by themselves, as long as they are not told to stay away.
    if last.is_some_and(|last| view.state.is_over() && view.updated_at <= last) {
        return Ok(StatusCode::NO_CONTENT.into_response());
    }
    let watcher = Watcher {
        changes: app.batches.queue.changes(),
        desk: app.batches.clone(),
        id,
        since: last.map_or(DateTime::UNIX_EPOCH, |last| last - OVERLAP),
        told: HashMap::new(),
        shown: None,
        waiting: VecDeque::new(),
        is_over: false,
        stopping: app.stopping.clone(),
    };
    let events = stream::unfold(watcher, |mut watcher| async move {
        watcher.next().await.map(|event| (Ok::<_, Infallible>(event), watcher))
    });
    Ok(Sse::new(events).keep_alive(KeepAlive::default()).into_response())
}

/// Where one listener is.
struct Watcher {
    desk: Desk,
    id: Uuid,
    changes: watch::Receiver<u64>,
    /// Everything before was told.
    since: DateTime<Utc>,
    /// Of what may be seen twice, what was told.
    told: HashMap<u32, (DateTime<Utc>, &'static str)>,
    shown: Option<BatchView>,
    waiting: VecDeque<Event>,
    is_over: bool,
    stopping: CancellationToken,
}

impl Watcher {
    async fn next(&mut self) -> Option<Event> {
        loop {
            if let Some(event) = self.waiting.pop_front() {
                return Some(event);
            }
            if self.is_over || self.stopping.is_cancelled() {
                return None;
            }
            self.changes.borrow_and_update();
            // A database that is away for a moment ends nobody's stream.
            match self.look().await {
                Ok(()) if !self.waiting.is_empty() => continue,
                Ok(()) => {}
                Err(error) => tracing::debug!(%error, "a batch cannot be watched"),
            }
            tokio::select! {
                () = self.stopping.cancelled() => {}
                () = tokio::time::sleep(LOOK_AGAIN) => {}
                _ = self.changes.changed() => {}
            }
        }
    }

    async fn look(&mut self) -> Result<(), crate::batches::BatchError> {
        let Some(view) = self.desk.show(self.id).await? else {
            self.is_over = true;
            return Ok(());
        };
        let changed = self.desk.tables.changed(self.id, self.since).await?;
        for (at, item) in changed {
            let news = (at, item.state.name());
            if self.told.insert(item.index, news) == Some(news) {
                continue;
            }
            self.since = self.since.max(at - OVERLAP);
            let event = Event::default().event("item").id(at.timestamp_millis().to_string());
            self.waiting.extend(event.json_data(&item));
        }
        let counts = |view: &BatchView| (view.state, view.counts);
        if self.shown.as_ref().map(counts) != Some(counts(&view)) {
            let event = Event::default().event("batch");
            let id = view.updated_at.timestamp_millis().to_string();
            self.waiting.extend(event.id(id).json_data(&view));
            self.is_over = view.state.is_over();
            self.shown = Some(view);
        }
        Ok(())
    }
}
