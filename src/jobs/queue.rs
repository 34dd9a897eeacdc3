//! Where jobs wait: the one door to the table.

use super::{
    Answer, Claim, Class, Deed, Failure, Hold, Job, JobId, NewJob, Policy, State, Token, WorkerId,
};
use async_trait::async_trait;
use chrono::{DateTime, Utc};
use std::fmt::Debug;
use std::time::Duration;
use tokio::sync::watch;
use uuid::Uuid;

/// The queue; SQLite or PostgreSQL stands behind it.
#[async_trait]
pub trait Queue: Send + Sync + Debug {
    /// Takes jobs in, all or none, and with them the answer to whoever asked for them by an
    /// idempotency key. Where the hold on that key was lost, nothing is taken in and the
    /// answer is `false`.
    ///
    /// Whatever else has to be written with jobs is written by stores of the database, with
    /// the statements that it makes of a [`NewJob`].
    async fn enqueue(
        &self,
        jobs: Vec<NewJob>,
        answer: Option<(Hold, Answer)>,
    ) -> Result<bool, QueueError>;

    /// The next job of a kind, if there is one that may be done now.
    async fn claim(&self, kind: &str, worker: &WorkerId) -> Result<Option<Claim>, QueueError>;

    /// The same claim in the hands of another process of the same worker; `None` when it is
    /// not the last one any more.
    async fn claimed(&self, token: Token) -> Result<Option<Claim>, QueueError>;

    /// Renews the leases of claims, and tells of each how it stands.
    async fn beat(&self, claims: &[Token]) -> Result<Vec<(Token, Beat)>, QueueError>;

    /// Ends a claim, or its job; `false` when it is not the last claim any more, and nothing
    /// was changed.
    async fn end(&self, token: Token, end: End) -> Result<bool, QueueError>;

    /// All claims with their beats, for [`super::Watch`].
    async fn running(&self) -> Result<Vec<Sighting>, QueueError>;

    /// Takes a claim away whose beat stood still; `false` when it did not.
    async fn lapse(&self, seen: &Sighting, policy: &Policy) -> Result<bool, QueueError>;

    async fn find(&self, id: JobId) -> Result<Option<Job>, QueueError>;

    /// The result of a job that succeeded, as its handler wrote it.
    async fn result(&self, id: JobId) -> Result<Option<String>, QueueError>;

    /// Stops a job: at once while it waits, soon while it runs.
    async fn cancel(&self, id: JobId) -> Result<Option<Cancelled>, QueueError>;

    /// Tries one again that failed, as if it were new; what it is part of is not over any more,
    /// and one of a batch that pauses waits with it.
    async fn requeue(&self, id: JobId) -> Result<Option<Requeued>, QueueError>;

    /// Where a job stands in line; `None` when it does not.
    async fn line(&self, id: JobId) -> Result<Option<Line>, QueueError>;

    /// What happened to a job after a number, in order.
    async fn events(&self, id: JobId, after: i64) -> Result<Vec<Event>, QueueError>;

    /// Jobs of a state, newest first.
    async fn list(&self, state: State, most: u32) -> Result<Vec<Job>, QueueError>;

    /// How many jobs there are of each kind and state.
    async fn counts(&self) -> Result<Vec<Count>, QueueError>;

    /// How much waits and runs.
    async fn standing(&self) -> Result<Standing, QueueError>;

    /// Forgets jobs that were over before a time, their results and their history, and answers
    /// that are not kept any longer; at most `most` jobs. Those of a batch stay until it is
    /// over. Tells how many jobs went.
    async fn purge(&self, before: DateTime<Utc>, most: u32) -> Result<u64, QueueError>;

    /// Which of these jobs still need what they were given: those that are not over, those
    /// that failed and may be tried again, and those whose pictures another such job was given.
    async fn needy_among(&self, ids: &[JobId]) -> Result<Vec<JobId>, QueueError>;

    /// Changes whenever something changed here, or, on PostgreSQL, anywhere. What it misses
    /// has to be found by looking now and then.
    fn changes(&self) -> watch::Receiver<u64>;
}

/// The database did not do it.
#[derive(Debug, thiserror::Error)]
#[error("the database is not available")]
pub struct QueueError(#[source] pub Box<dyn std::error::Error + Send + Sync>);

/// How a claim ends.
#[derive(Debug, Clone, PartialEq)]
pub enum End {
    Succeeded {
        /// In a word.
        outcome: Option<String>,
        result: String,
        /// Enqueued in the same transaction.
        then: Vec<NewJob>,
    },
    /// The attempt failed; tried again after a delay.
    Retry {
        failure: Failure,
        delay: Duration,
    },
    /// Given up.
    Failed(Failure),
    Cancelled,
    /// Handed back: not done, and not counted.
    Released,
    /// It killed or hung its process, of which it was the only job: tried again or given up by
    /// the policy.
    Crashed {
        failure: Failure,
        policy: Policy,
    },
}

/// How a claim stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Beat {
    Kept,
    /// It is to stop.
    Cancelling,
    /// It is somebody else's, or over.
    Lost,
}

/// A claim as it was seen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sighting {
    pub token: Token,
    pub kind: String,
    pub beats: i64,
}

/// What became of the wish to stop a job.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cancelled {
    /// It is cancelled.
    Now,
    /// It runs, and will stop soon.
    Soon,
    /// It was over before, so.
    Over(State),
}

/// What became of the wish to try a job again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Requeued {
    Queued,
    /// It did not fail, so there is nothing to try again.
    Not(State),
}

/// A place in line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Line {
    /// 1 is the next.
    pub position: u64,
    /// By the pace of the last jobs that were done; `None` before there were any.
    pub wait: Option<Duration>,
}

/// A line of a job's history.
#[derive(Debug, Clone, PartialEq)]
pub struct Event {
    /// Grows with every event of one job. Between jobs nothing follows from it: of two that
    /// are written at once the greater may be seen first.
    pub number: i64,
    pub job: JobId,
    pub batch: Option<Uuid>,
    pub at: DateTime<Utc>,
    pub deed: Deed,
    /// After it.
    pub state: State,
    pub attempts: u32,
    pub crashes: u32,
    pub worker: Option<String>,
    pub outcome: Option<String>,
    pub error: Option<(Class, String)>,
}

/// How the queue stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Standing {
    /// That may be done, now or after a pause.
    pub waiting: u64,
    pub running: u64,
    /// Given up.
    pub failed: u64,
    /// Since when the first of those waits that wait.
    pub oldest: Option<DateTime<Utc>>,
}

/// How many jobs of a kind are in a state.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Count {
    pub kind: String,
    pub state: State,
    pub count: u64,
}
