//! A job: before it is enqueued, as it stands, and in a worker's hands.

use super::{Class, JobId, State, WorkerId};
use crate::telemetry;
use chrono::{DateTime, Utc};
use serde::Serialize;
use uuid::Uuid;

/// Who goes first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Priority {
    /// Somebody waits for this one.
    Single,
    /// One of many.
    Batch,
}

impl Priority {
    /// As it is stored: less goes first. The gaps are room for others.
    #[must_use]
    pub const fn number(self) -> i64 {
        match self {
            Self::Single => 10,
            Self::Batch => 20,
        }
    }

    #[must_use]
    pub const fn of_number(number: i64) -> Self {
        if number <= Self::Single.number() { Self::Single } else { Self::Batch }
    }
}

/// A job to be enqueued.
#[derive(Debug, Clone, PartialEq)]
pub struct NewJob {
    /// Chosen by who enqueues it, so that inputs can be stored under it before.
    pub id: JobId,
    /// Which [`super::Handler`] does it.
    pub kind: &'static str,
    pub priority: Priority,
    /// Clients take turns.
    pub client: String,
    /// What it belongs to.
    pub batch: Option<Uuid>,
    /// What equal jobs have in common, where that is worth knowing.
    pub content: Option<String>,
    /// Not claimed until it is let go: its batch is paused.
    pub held: bool,
    /// Whether its end is written to `job_endings`, for who tells others of it.
    pub announced: bool,
    /// Who is told of its end besides; only where it is announced.
    pub callback_url: Option<String>,
    /// What its handler has to know: ids, not data.
    pub payload: serde_json::Value,
    /// The trace it is part of, as W3C's `traceparent`.
    pub trace: Option<String>,
}

impl NewJob {
    /// A job of a kind, that somebody waits for, in the trace of who makes it.
    ///
    /// # Panics
    /// When the payload cannot be written as JSON, which plain data always can.
    #[must_use]
    pub fn new(id: JobId, kind: &'static str, payload: &impl Serialize) -> Self {
        Self {
            id,
            kind,
            priority: Priority::Single,
            client: String::new(),
            batch: None,
            content: None,
            held: false,
            announced: false,
            callback_url: None,
            payload: serde_json::to_value(payload).expect("payloads are plain data"),
            trace: telemetry::traceparent(),
        }
    }
}

/// A job as it stands.
#[derive(Debug, Clone, PartialEq)]
pub struct Job {
    pub id: JobId,
    pub kind: String,
    pub state: State,
    pub priority: Priority,
    pub client: String,
    pub batch: Option<Uuid>,
    pub content: Option<String>,
    pub held: bool,
    pub payload: serde_json::Value,
    /// The trace it is part of, as W3C's `traceparent`.
    pub trace: Option<String>,
    /// Begun and either finished or failed; what was handed back or lapsed does not count.
    pub attempts: u32,
    /// Claims that lapsed: its process died, for whatever reason.
    pub crashes: u32,
    /// Processes of its own that it killed or hung.
    pub deaths: u32,
    /// Asked to stop.
    pub cancelling: bool,
    /// The result in a word.
    pub outcome: Option<String>,
    /// Of the last attempt that failed.
    pub error: Option<(Class, String)>,
    pub due_at: DateTime<Utc>,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
    pub started_at: Option<DateTime<Utc>>,
    pub finished_at: Option<DateTime<Utc>>,
}

impl Job {
    /// Whether it may have killed a process, and is therefore tried in one of its own.
    #[must_use]
    pub const fn is_suspect(&self) -> bool {
        self.crashes > 0 || self.deaths > 0
    }
}

/// What a worker has to show to change the job it claimed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Token {
    pub job: JobId,
    /// One more for each claim.
    pub fence: i64,
}

/// A job in a worker's hands.
#[derive(Debug, Clone, PartialEq)]
pub struct Claim {
    pub job: Job,
    pub token: Token,
    pub worker: WorkerId,
}
