//! Where batches are kept: the one door to their tables.

use super::grouping::{Stage, Unpaired};
use super::results::ItemResult;
use super::{Counts, ItemError, ItemState, ItemView, Pace, Trouble, Wish};
use crate::jobs::{Answer, Hold, JobId, NewJob};
use crate::rules::Verdict;
use async_trait::async_trait;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use std::fmt::Debug;
use uuid::Uuid;

/// Keeps batches.
#[async_trait]
pub trait Batches: Send + Sync + Debug {
    /// Takes a batch in with its jobs, and with them the answer to whoever asked by an
    /// idempotency key: all or nothing. `false` where the hold on that key was lost.
    async fn create(
        &self,
        batch: &NewBatch,
        answer: Option<(Hold, Answer)>,
    ) -> Result<bool, BatchError>;

    async fn find(&self, id: Uuid) -> Result<Option<Batch>, BatchError>;

    /// A page of its applications, after a number.
    async fn items(&self, id: Uuid, after: u32, most: u32) -> Result<Vec<ItemView>, BatchError>;

    /// The same with their reports.
    async fn results(&self, id: Uuid, after: u32, most: u32)
    -> Result<Vec<ItemResult>, BatchError>;

    /// Applications that changed at a time or later, and when.
    async fn changed(
        &self,
        id: Uuid,
        since: DateTime<Utc>,
    ) -> Result<Vec<(DateTime<Utc>, ItemView)>, BatchError>;

    /// Lets its jobs go, holds those that wait, or only notes that they are to be cancelled;
    /// `false` where the batch is cancelled or not there.
    async fn wish(&self, id: Uuid, wish: Wish) -> Result<bool, BatchError>;

    /// Its jobs in a state: those that wait or run, or those that failed.
    async fn jobs(&self, id: Uuid, which: Which) -> Result<Vec<JobId>, BatchError>;

    /// What of these contents was verified before, by content.
    async fn verified(&self, contents: &[String]) -> Result<HashMap<String, Verified>, BatchError>;

    /// Batches whose client gave them up and of which something still waits or runs.
    async fn to_cancel(&self) -> Result<Vec<Uuid>, BatchError>;

    /// Batches whose pictures by themselves are all read, and are to be paired by it.
    async fn to_pair(&self) -> Result<Vec<Uuid>, BatchError>;

    /// Makes one application of each pair, and notes that it is done; `false` where somebody
    /// else did it, or where the batch does not go on.
    async fn pair(&self, id: Uuid, pairs: &[Pair]) -> Result<bool, BatchError>;

    /// Forgets batches that were over before a time.
    async fn purge(&self, before: DateTime<Utc>) -> Result<u64, BatchError>;
}

/// The database did not do it.
#[derive(Debug, thiserror::Error)]
#[error("the database is not available")]
pub struct BatchError(#[source] pub Box<dyn std::error::Error + Send + Sync>);

/// Which jobs of a batch.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Which {
    Open,
    Failed,
}

/// A batch to be taken in.
#[derive(Debug, Clone, PartialEq)]
pub struct NewBatch {
    pub id: Uuid,
    pub client: String,
    pub detail: Detail,
    pub callback_url: Option<String>,
    /// Whether pictures by themselves are to be paired by what is read on them.
    pub pairing: bool,
    pub items: Vec<NewItem>,
}

/// What is told of a batch as a whole.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Detail {
    pub unpaired: Vec<Unpaired>,
    pub problems: Vec<Trouble>,
}

/// One application to be taken in.
#[derive(Debug, Clone, PartialEq)]
pub struct NewItem {
    pub application_id: Option<String>,
    pub detail: ItemDetail,
    pub work: Work,
}

/// What there is to do for an application.
#[derive(Debug, Clone, PartialEq)]
pub enum Work {
    Job(Box<NewJob>),
    /// The job of another one in this batch, from 1.
    Same(u32),
    /// A job of before whose report it shares.
    Before(Box<Verified>),
    /// None: it failed already.
    Nothing,
}

/// Two pictures that were taken for two applications, and are one by what is read on them.
#[derive(Debug, Clone, PartialEq)]
pub struct Pair {
    /// The application that has both from now on, from 1.
    pub first: u32,
    /// Whose report is that of the first.
    pub second: u32,
    pub of_first: ItemDetail,
    pub of_second: ItemDetail,
    /// Verifies both together.
    pub job: NewJob,
}

/// What is told of one application beside its state.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ItemDetail {
    pub files: Vec<String>,
    pub grouped_by: Stage,
    pub why: String,
    pub error: Option<ItemError>,
}

/// Content that was verified before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verified {
    pub job: JobId,
    /// `None` for a check by itself.
    pub batch: Option<Uuid>,
    pub verdict: Verdict,
    /// JSON.
    pub report: String,
}

/// A batch as it stands.
#[derive(Debug, Clone, PartialEq)]
pub struct Batch {
    pub id: Uuid,
    pub wish: Wish,
    pub total: u64,
    pub counts: Counts,
    pub detail: Detail,
    pub verified_before: u64,
    /// Whether pictures are still to be paired by what is read on them.
    pub pairing: bool,
    /// `None` before anything of it was done.
    pub pace: Option<Pace>,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
    /// When the last of it was over; `None` while something is open.
    pub completed_at: Option<DateTime<Utc>>,
}

impl ItemDetail {
    /// The application as clients see it.
    #[must_use]
    pub fn view(self, index: u32, state: ItemState) -> ItemView {
        ItemView {
            index,
            application_id: None,
            state,
            verdict: None,
            files: self.files,
            grouped_by: self.grouped_by,
            why: self.why,
            job_id: None,
            same_as: None,
            same_as_batch: None,
            error: self.error,
        }
    }
}
