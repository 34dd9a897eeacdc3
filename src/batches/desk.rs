//! What a client can do with a batch once it is taken in.

use super::{
    Batch, BatchError, BatchState, BatchView, Batches, Counts, ItemState, NewBatch, Which, Wish,
    Work,
};
use crate::clock::Clock;
use crate::jobs::{Queue, QueueError};
use std::sync::Arc;
use std::time::Duration;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

/// How often is looked for batches that were given up while their process died.
const SWEEP: Duration = Duration::from_secs(5);

/// Shows batches and does what their clients wish; a cheap clone.
#[derive(Debug, Clone)]
pub struct Desk {
    pub tables: Arc<dyn Batches>,
    pub queue: Arc<dyn Queue>,
    pub clock: Arc<dyn Clock>,
}

/// What became of a client's wish.
#[derive(Debug, Clone, PartialEq)]
pub enum Granted {
    Done(Box<BatchView>),
    /// It is over, or cancelled: there is nothing to be done to it.
    Over(BatchState),
}

/// Why a wish was not granted.
#[derive(Debug, thiserror::Error)]
pub enum DeskError {
    #[error(transparent)]
    Batch(#[from] BatchError),
    #[error(transparent)]
    Queue(#[from] QueueError),
}

impl Desk {
    pub async fn show(&self, id: Uuid) -> Result<Option<BatchView>, BatchError> {
        Ok(self.tables.find(id).await?.map(|batch| self.view(batch)))
    }

    /// A batch as it is when it is taken in.
    #[must_use]
    pub fn fresh(&self, batch: &NewBatch) -> BatchView {
        let now = self.clock.now();
        let mut counts = Counts::default();
        let mut verified_before = 0;
        for item in &batch.items {
            let (state, verdict) = match &item.work {
                Work::Job(_) => (ItemState::Queued, None),
                Work::Same(_) => {
                    verified_before += 1;
                    (ItemState::Queued, None)
                }
                Work::Before(before) => {
                    verified_before += 1;
                    (ItemState::Succeeded, Some(before.verdict))
                }
                Work::Nothing => (ItemState::Failed, None),
            };
            counts.add(state, verdict, 1);
        }
        self.view(Batch {
            id: batch.id,
            wish: Wish::Go,
            total: batch.items.len() as u64,
            counts,
            detail: batch.detail.clone(),
            verified_before,
            pairing: batch.pairing,
            pace: None,
            created_at: now,
            updated_at: now,
            completed_at: (counts.queued == 0 && !batch.pairing).then_some(now),
        })
    }

    /// Begins nothing more of it until it is resumed.
    pub async fn pause(&self, id: Uuid) -> Result<Option<Granted>, DeskError> {
        self.wish(id, Wish::Pause).await
    }

    pub async fn resume(&self, id: Uuid) -> Result<Option<Granted>, DeskError> {
        self.wish(id, Wish::Go).await
    }

    /// Stops what waits at once and what runs soon; what is done stays.
    pub async fn cancel(&self, id: Uuid) -> Result<Option<Granted>, DeskError> {
        let granted = self.wish(id, Wish::Cancel).await?;
        if !matches!(granted, Some(Granted::Done(_))) {
            return Ok(granted);
        }
        self.stop_jobs(id).await?;
        Ok(self.show(id).await?.map(|view| Granted::Done(Box::new(view))))
    }

    /// Tries those again that failed, where there was something to verify.
    pub async fn retry(&self, id: Uuid) -> Result<Option<Granted>, DeskError> {
        let Some(batch) = self.tables.find(id).await? else { return Ok(None) };
        if batch.wish == Wish::Cancel {
            return Ok(Some(Granted::Over(BatchState::Cancelled)));
        }
        for job in self.tables.jobs(id, Which::Failed).await? {
            self.queue.requeue(job).await?;
        }
        Ok(self.show(id).await?.map(|view| Granted::Done(Box::new(view))))
    }

    async fn wish(&self, id: Uuid, wish: Wish) -> Result<Option<Granted>, DeskError> {
        let Some(before) = self.show(id).await? else { return Ok(None) };
        if before.state.is_over() || !self.tables.wish(id, wish).await? {
            let state = if before.state.is_over() { before.state } else { BatchState::Cancelled };
            return Ok(Some(Granted::Over(state)));
        }
        Ok(self.show(id).await?.map(|view| Granted::Done(Box::new(view))))
    }

    async fn stop_jobs(&self, id: Uuid) -> Result<(), DeskError> {
        for job in self.tables.jobs(id, Which::Open).await? {
            self.queue.cancel(job).await?;
        }
        Ok(())
    }

    /// Finishes what others began and could not finish, until stopped.
    pub async fn sweep(self, stopping: CancellationToken) {
        loop {
            tokio::select! {
                () = stopping.cancelled() => return,
                () = tokio::time::sleep(SWEEP) => {}
            }
            if let Err(error) = self.sweep_once().await {
                tracing::debug!(%error, "batches were not looked after");
            }
        }
    }

    /// Stops the jobs of batches that were given up.
    pub async fn sweep_once(&self) -> Result<(), DeskError> {
        for id in self.tables.to_cancel().await? {
            self.stop_jobs(id).await?;
        }
        Ok(())
    }

    fn view(&self, batch: Batch) -> BatchView {
        let state = match BatchState::of(batch.wish, batch.total, &batch.counts) {
            BatchState::Completed if batch.pairing && batch.wish == Wish::Pause => {
                BatchState::Paused
            }
            BatchState::Completed if batch.pairing => BatchState::Running,
            state => state,
        };
        let left = batch.counts.queued + batch.counts.running;
        let goes_on = left > 0 && batch.wish == Wish::Go;
        let pace = batch.pace.filter(|_| goes_on);
        BatchView {
            id: batch.id,
            state,
            total: batch.total,
            counts: batch.counts,
            created_at: batch.created_at,
            updated_at: batch.updated_at,
            completed_at: batch.completed_at,
            per_minute: batch.pace.and_then(|pace| pace.per_minute()),
            estimated_seconds_remaining: pace
                .and_then(|pace| pace.remaining(left, self.clock.now()))
                .or((left == 0 && !batch.pairing).then_some(0)),
            verified_before: batch.verified_before,
            unpaired: batch.detail.unpaired,
            problems: batch.detail.problems,
            results_url: format!("/v1/batches/{}/results", batch.id),
            events_url: format!("/v1/batches/{}/events", batch.id),
        }
    }
}
