//! Doing operations: claimed by lease, kept as they go on, given back when we are to stop.
//!
//! Any number of processes may do this over one database. Whoever is ended midway loses
//! nothing but time: another goes on from what was kept last.

use super::upkeep::STRETCH;
use super::{Archive, ArchiveError, Proving};
use crate::artifacts::operation::MOST_PROBLEMS;
use crate::artifacts::{
    ArtifactId, Chosen, Deed, ErasedFor, Filter, Found, IndexError, Lease, Operation, OperationId,
    OperationState, Page, Progress, Sort, StoreError,
};
use crate::telemetry::chain;
use chrono::{DateTime, TimeDelta, Utc};
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

/// Longer than the longest step: one artifact, each part of it with all its retries.
const LEASE: TimeDelta = TimeDelta::minutes(10);

/// Progress is kept so often; what is done twice after a crash is as much as this.
const KEEP_EVERY: Duration = Duration::from_secs(2);

/// What others ordered is looked for so often.
const LOOK_ROUND: Duration = Duration::from_secs(10);

/// Attempts without progress, after which there is no hope.
const ATTEMPTS: u32 = 12;

/// Ended operations are forgotten after this.
const REMEMBERED: TimeDelta = TimeDelta::days(90);

/// Why an operation does not go on.
#[derive(Debug)]
pub(super) enum Halt {
    /// This process is to stop.
    Stopping,
    /// Another has it.
    Lost,
    Failed(ArchiveError),
}

impl From<ArchiveError> for Halt {
    fn from(error: ArchiveError) -> Self {
        Self::Failed(error)
    }
}

impl From<StoreError> for Halt {
    fn from(error: StoreError) -> Self {
        Self::Failed(error.into())
    }
}

impl From<IndexError> for Halt {
    fn from(error: IndexError) -> Self {
        Self::Failed(error.into())
    }
}

impl Halt {
    /// Why work that is done alone does not go on: nobody stops it, or takes it over.
    pub(super) fn alone(self) -> ArchiveError {
        match self {
            Self::Failed(error) => error,
            Self::Stopping | Self::Lost => unreachable!("only what was claimed is given up"),
        }
    }
}

/// One operation while it is done; or work that is done alone, without one.
#[derive(Debug)]
pub(super) struct Run {
    pub progress: Progress,
    /// What is erased from then on was erased by it.
    pub since: Option<DateTime<Utc>>,
    claim: Option<Claim>,
    archive: Arc<Archive>,
}

#[derive(Debug)]
struct Claim {
    operation: Operation,
    token: Uuid,
    kept: Instant,
    stopping: CancellationToken,
}

impl Run {
    /// Work that nobody keeps.
    pub(super) fn alone(archive: &Arc<Archive>) -> Self {
        let archive = Arc::clone(archive);
        Self { progress: Progress::default(), since: None, claim: None, archive }
    }

    fn ordered(&self) -> Option<DateTime<Utc>> {
        self.claim.as_ref().map(|claim| claim.operation.id.time())
    }

    /// Called after each artifact: keeps the progress now and then, and says when to stop.
    pub(super) async fn step(&mut self) -> Result<(), Halt> {
        let Some(claim) = &mut self.claim else { return Ok(()) };
        if claim.stopping.is_cancelled() {
            return Err(Halt::Stopping);
        }
        if claim.kept.elapsed() < KEEP_EVERY {
            return Ok(());
        }
        claim.kept = Instant::now();
        claim.operation.progress = self.progress.clone();
        // What makes progress may be broken off as often as it likes.
        claim.operation.attempts = 1;
        let lease = self.archive.lease(claim.token);
        let ours = self.archive.operations.keep(&claim.operation, lease).await?;
        if ours { Ok(()) } else { Err(Halt::Lost) }
    }

    /// The same for a comparison, which is far larger than a tally.
    pub(super) async fn proved(&mut self, proving: &mut Proving) -> Result<(), Halt> {
        if self.claim.is_none() {
            return Ok(());
        }
        self.told(proving);
        self.progress.proving = Some(std::mem::take(proving));
        let stepped = self.step().await;
        *proving = self.progress.proving.take().unwrap_or_default();
        stepped
    }

    /// Tells of a comparison what everybody sees.
    pub(super) fn told(&mut self, proving: &Proving) {
        let proof = proving.proof();
        self.progress.tally.looked_at = (proof.artifacts + proof.tombstones) as u64;
        self.progress.tally.problems = proof.flaws as u64;
        let told = self.progress.problems.len();
        let problems = proof.problems.iter().skip(told).take(MOST_PROBLEMS - told);
        self.progress.problems.extend(problems.map(ToString::to_string));
    }
}

impl Archive {
    /// Orders an operation: this process or another does it soon.
    pub async fn order(&self, deed: Deed) -> Result<Operation, IndexError> {
        let operation = Operation::new(deed, self.clock.now());
        self.operations.add(&operation, None).await?;
        self.ordered.notify_one();
        Ok(operation)
    }

    /// How an operation stands.
    pub async fn operation(&self, id: OperationId) -> Result<Option<Operation>, IndexError> {
        self.operations.find(id).await
    }

    /// Does what is ordered, and what is due, until told to stop.
    pub async fn operate(self: Arc<Self>, stopping: CancellationToken) {
        loop {
            tokio::select! {
                () = stopping.cancelled() => return,
                () = self.ordered.notified() => {}
                () = tokio::time::sleep(LOOK_ROUND) => {
                    // A service that was never asked to keep anything has nothing to do.
                    if !self.was_used() {
                        continue;
                    }
                    if let Err(error) = self.order_what_is_due().await {
                        tracing::warn!(error = %chain(&error), "nothing can be scheduled");
                    }
                }
            }
            while !stopping.is_cancelled() {
                match self.operate_once(&stopping).await {
                    Ok(true) => {}
                    Ok(false) => break,
                    Err(error) => {
                        tracing::warn!(error = %chain(&error), "operations cannot be looked for");
                        break;
                    }
                }
            }
        }
    }

    /// Puts in line what is to be done from time to time, once for all processes.
    pub async fn order_what_is_due(&self) -> Result<(), IndexError> {
        let now = self.clock.now();
        // A day more or less matters to nobody; an hour spreads the work.
        let hour = now.format("%Y-%m-%dT%H").to_string();
        {
            let mut scheduled = self.scheduled();
            if *scheduled == hour {
                return Ok(());
            }
            scheduled.clone_from(&hour);
        }
        let ordered = async {
            let purge = Operation::new(Deed::Purge, now);
            self.operations.add(&purge, Some(&format!("purge {hour}"))).await?;
            if let Some(days) = self.keeping.verify_days {
                let turn = now.timestamp() / (i64::from(days) * 24 * 60 * 60);
                let verify = Operation::new(Deed::Verify, now);
                let slot = format!("verify {turn} of {days} days");
                self.operations.add(&verify, Some(&slot)).await?;
            }
            self.operations.sweep(now - REMEMBERED).await
        };
        let ordered = ordered.await;
        if ordered.is_err() {
            self.scheduled().clear();
        }
        ordered
    }

    /// Does the next operation, as far as it goes; `false` when there is none.
    pub async fn operate_once(
        self: &Arc<Self>,
        stopping: &CancellationToken,
    ) -> Result<bool, IndexError> {
        let token = Uuid::now_v7();
        let Some(operation) = self.operations.claim(self.lease(token)).await? else {
            return Ok(false);
        };
        tracing::info!(
            operation = %operation.id,
            deed = operation.deed.name(),
            attempt = operation.attempts,
            "an operation goes on"
        );
        let mut run = Run {
            progress: operation.progress.clone(),
            since: Some(operation.created_at),
            claim: Some(Claim {
                operation: operation.clone(),
                token,
                kept: Instant::now(),
                stopping: stopping.clone(),
            }),
            archive: Arc::clone(self),
        };
        let done = match &operation.deed {
            Deed::Erase { chosen, dry_run } => self.erase_chosen(chosen, *dry_run, &mut run).await,
            Deed::Purge => self.purge_in(false, &mut run).await,
            Deed::Verify => self.prove_in(&mut run).await,
        };
        let attempts = run.claim.as_ref().map_or(1, |claim| claim.operation.attempts);
        let operation = Operation { progress: run.progress, attempts, ..operation };
        self.give_back(operation, token, done).await?;
        Ok(true)
    }

    async fn give_back(
        &self,
        operation: Operation,
        token: Uuid,
        done: Result<(), Halt>,
    ) -> Result<(), IndexError> {
        let now = self.clock.now();
        let mut operation = operation;
        let mut due = now;
        operation.error = None;
        operation.state = OperationState::Queued;
        match done {
            Ok(()) => operation.state = OperationState::Succeeded,
            Err(Halt::Stopping) => operation.attempts -= 1,
            Err(Halt::Lost) => {
                tracing::warn!(operation = %operation.id, "another process took an operation over");
                return Ok(());
            }
            Err(Halt::Failed(error)) => {
                operation.error = Some(chain(&error));
                due = now + pause_after(operation.attempts);
                if operation.attempts >= ATTEMPTS {
                    operation.state = OperationState::Failed;
                }
            }
        }
        let ended = matches!(operation.state, OperationState::Succeeded | OperationState::Failed);
        operation.finished_at = ended.then_some(now);
        tell(&operation);
        self.operations.release(&operation, self.lease(token), due).await?;
        Ok(())
    }

    fn lease(&self, token: Uuid) -> Lease {
        let now = self.clock.now();
        Lease { token, now, until: now + LEASE }
    }

    async fn erase_chosen(
        self: &Arc<Self>,
        chosen: &Chosen,
        dry_run: bool,
        run: &mut Run,
    ) -> Result<(), Halt> {
        match chosen {
            Chosen::Ids(ids) => {
                run.progress.total = Some(ids.len() as u64);
                let begun = run.progress.tally.looked_at as usize;
                for &id in ids.iter().skip(begun) {
                    self.erase_one(id, dry_run, run).await?;
                    run.step().await?;
                }
            }
            Chosen::Filter(filter) => {
                // What came after it was ordered was not meant. Times in ids are compared
                // with the time in an id.
                let end = filter.end.into_iter().chain(run.ordered()).min();
                let filter = Filter { end, ..filter.clone() };
                if run.progress.total.is_none() {
                    run.progress.total = Some(self.index.count(&filter).await?);
                }
                loop {
                    let page = Page {
                        sort: Sort::Oldest,
                        after: run.progress.after,
                        limit: STRETCH as u32,
                    };
                    let records = self.index.list(&filter, page).await?;
                    if records.is_empty() {
                        break;
                    }
                    for record in records {
                        let id = record.metadata.request_id;
                        // One that fails is not passed over by the next attempt.
                        self.erase_one(id, dry_run, run).await?;
                        run.progress.after = Some(id);
                        run.step().await?;
                    }
                }
            }
        }
        Ok(())
    }

    async fn erase_one(
        self: &Arc<Self>,
        id: ArtifactId,
        dry_run: bool,
        run: &mut Run,
    ) -> Result<(), Halt> {
        if dry_run {
            let tally = &mut run.progress.tally;
            match self.find(id).await {
                Ok(Some(Found::Here(artifact))) if artifact.pin.is_some() => tally.held += 1,
                // What was altered may be erased, and what is missing is forgotten.
                Ok(Some(Found::Here(_))) | Err(ArchiveError::Altered { .. }) => tally.erased += 1,
                Ok(_) | Err(ArchiveError::Missing { .. }) => tally.absent += 1,
                Err(error @ ArchiveError::Elsewhere) => {
                    run.progress.problem(format_args!("{id}: {error}"));
                }
                Err(error) => return Err(error.into()),
            }
        } else {
            self.let_go(id, ErasedFor::Request, run).await?;
        }
        run.progress.tally.looked_at += 1;
        Ok(())
    }
}

/// Longer with every attempt, up to an hour.
fn pause_after(attempts: u32) -> TimeDelta {
    TimeDelta::seconds(15 << attempts.min(8)).min(TimeDelta::hours(1))
}

fn tell(operation: &Operation) {
    let (id, deed, tally) = (operation.id, operation.deed.name(), operation.progress.tally);
    match operation.state {
        OperationState::Succeeded => tracing::info!(
            operation = %id,
            deed,
            looked_at = tally.looked_at,
            erased = tally.erased,
            expired = tally.expired,
            held = tally.held,
            problems = tally.problems,
            "an operation is done"
        ),
        OperationState::Failed => {
            tracing::error!(operation = %id, deed, error = operation.error, "an operation failed");
        }
        OperationState::Queued | OperationState::Running => {
            tracing::info!(operation = %id, deed, error = operation.error, "an operation waits");
        }
    }
}
