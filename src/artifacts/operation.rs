//! Work on many artifacts that outlives the request, and the process, that asked for it.

use super::archive::Proving;
use super::{ArtifactId, Filter, IndexError};
use async_trait::async_trait;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use std::fmt::{self, Debug};
use std::str::FromStr;
use utoipa::ToSchema;
use uuid::Uuid;

/// Problems that are told in full; the tally counts all of them.
pub(super) const MOST_PROBLEMS: usize = 100;

/// Keeps operations. Whoever claims one has it until its lease is over, and keeps its
/// progress meanwhile: another goes on from there.
#[async_trait]
pub trait Operations: Send + Sync + Debug {
    /// Puts one in line; nothing happens where its slot is taken.
    async fn add(&self, operation: &Operation, slot: Option<&str>) -> Result<(), IndexError>;

    async fn find(&self, id: OperationId) -> Result<Option<Operation>, IndexError>;

    /// Takes the next one that waits, or whose holder's lease is over.
    async fn claim(&self, lease: Lease) -> Result<Option<Operation>, IndexError>;

    /// Keeps progress and renews the lease; `false` when another has it by now.
    async fn keep(&self, operation: &Operation, lease: Lease) -> Result<bool, IndexError>;

    /// Gives one back, done or not, with its state, its progress and its error; `false` when
    /// another has it by now. One that is queued again waits until `due`.
    async fn release(
        &self,
        operation: &Operation,
        lease: Lease,
        due: DateTime<Utc>,
    ) -> Result<bool, IndexError>;

    /// Forgets those that ended before that time, but for scheduled comparisons: the last of
    /// them says when the next is due.
    async fn sweep(&self, before: DateTime<Utc>) -> Result<(), IndexError>;
}

/// Whose an operation is, and until when.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Lease {
    pub token: Uuid,
    pub now: DateTime<Utc>,
    pub until: DateTime<Utc>,
}

/// The name of an operation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct OperationId(Uuid);

impl OperationId {
    #[must_use]
    pub fn fresh() -> Self {
        Self(Uuid::now_v7())
    }

    #[must_use]
    pub const fn uuid(self) -> Uuid {
        self.0
    }

    /// When it was ordered, to the millisecond.
    #[must_use]
    pub fn time(self) -> DateTime<Utc> {
        ArtifactId::new(self.0).map(ArtifactId::time).unwrap_or_default()
    }
}

impl fmt::Display for OperationId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, formatter)
    }
}

impl FromStr for OperationId {
    type Err = uuid::Error;

    fn from_str(text: &str) -> Result<Self, uuid::Error> {
        Uuid::try_parse(text).map(Self)
    }
}

/// What is to be done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Deed {
    /// Erases what somebody chose, or says what it would erase.
    Erase { chosen: Chosen, dry_run: bool },
    /// Lets go what was kept long enough.
    Purge,
    /// Compares everything with what was written.
    Verify,
}

impl Deed {
    /// As it is called.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Erase { .. } => "erase",
            Self::Purge => "purge",
            Self::Verify => "verify",
        }
    }
}

/// Which artifacts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Chosen {
    Ids(Vec<ArtifactId>),
    Filter(Filter),
}

/// How an operation stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum OperationState {
    /// Nobody does it yet, or it failed for now and is tried again.
    Queued,
    Running,
    Succeeded,
    /// Tried until there was no hope; `error` says why.
    Failed,
}

impl OperationState {
    pub const ALL: [Self; 4] = [Self::Queued, Self::Running, Self::Succeeded, Self::Failed];

    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Queued => "queued",
            Self::Running => "running",
            Self::Succeeded => "succeeded",
            Self::Failed => "failed",
        }
    }
}

/// One operation as it is kept.
#[derive(Debug, Clone, PartialEq)]
pub struct Operation {
    pub id: OperationId,
    pub deed: Deed,
    pub state: OperationState,
    pub progress: Progress,
    /// Times it was begun since it last made progress.
    pub attempts: u32,
    /// Why the last attempt failed.
    pub error: Option<String>,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
    pub finished_at: Option<DateTime<Utc>>,
}

impl Operation {
    /// One that waits.
    #[must_use]
    pub fn new(deed: Deed, now: DateTime<Utc>) -> Self {
        Self {
            id: OperationId::fresh(),
            deed,
            state: OperationState::Queued,
            progress: Progress::default(),
            attempts: 0,
            error: None,
            created_at: now,
            updated_at: now,
            finished_at: None,
        }
    }
}

/// How far an operation is, and from where it goes on.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Progress {
    /// `None` where it is not known before the end.
    pub total: Option<u64>,
    pub tally: Tally,
    /// The first of what went wrong.
    pub problems: Vec<String>,
    /// The last artifact that was looked at.
    pub(super) after: Option<ArtifactId>,
    /// The purge's phase.
    pub(super) phase: usize,
    /// The comparison's place.
    pub(super) proving: Option<Proving>,
}

/// What became of the artifacts that were looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, ToSchema)]
pub struct Tally {
    pub looked_at: u64,
    /// Erased, or in a dry run: would be.
    pub erased: u64,
    /// Held, and therefore still there.
    pub held: u64,
    /// Some of their parts were let go, as the settings keep them for a shorter time.
    pub expired: u64,
    /// Not there, or erased before.
    pub absent: u64,
    /// Those that `problems` tells of.
    pub problems: u64,
}

impl Progress {
    /// Counts a problem and tells it, where there is room.
    pub(super) fn problem(&mut self, problem: impl fmt::Display) {
        self.tally.problems += 1;
        if self.problems.len() < MOST_PROBLEMS {
            self.problems.push(problem.to_string());
        }
    }
}
