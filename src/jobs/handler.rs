//! What one kind of job does.

use super::{Failure, Job, NewJob, Policy};
use async_trait::async_trait;
use std::fmt::Debug;
use std::time::Duration;
use tokio_util::sync::CancellationToken;

/// Does the jobs of one kind. A job may be done twice: what it does outside its own result has
/// to bear that.
#[async_trait]
pub trait Handler: Send + Sync + Debug {
    /// The kind.
    fn kind(&self) -> &'static str;

    /// Does one job.
    ///
    /// # Errors
    /// The class says whether it is tried again. What a cancelled task answers is not looked
    /// at.
    async fn run(&self, job: &Job, task: &Task) -> Result<Done, Failure>;

    /// A job of this kind is over, however it ended: its inputs may go. Called at least once
    /// unless the process dies; a sweep finds what it left.
    async fn over(&self, job: &Job);

    /// When an attempt that failed is tried again.
    fn policy(&self) -> Policy {
        Policy::default()
    }

    /// The longest an attempt may take.
    fn limit(&self) -> Duration {
        Duration::from_mins(5)
    }

    /// Waits until a job may begin here: whoever works for people at the same time lets
    /// them go first.
    async fn turn(&self) {}
}

/// What a handler is told beside its job.
#[derive(Debug, Clone, Default)]
pub struct Task {
    /// Cancelled when the job is to stop: by its client, because its time is over, or
    /// because another worker has it now.
    pub cancel: CancellationToken,
}

/// What came of a job.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Done {
    /// In a word.
    pub outcome: Option<String>,
    pub result: String,
    /// Jobs that have become necessary by it, enqueued with its end.
    pub then: Vec<NewJob>,
}
