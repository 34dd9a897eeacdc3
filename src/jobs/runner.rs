//! Claims jobs and has them done, a few at a time, until the process is asked to stop.

mod attempt;
mod child;
mod keeper;

pub use child::{GAVE_UP, Isolate};

use super::{Claim, End, Handler, Queue, Token, Watch, WorkerId};
use crate::telemetry::numbers;
use attempt::Ended;
use keeper::Keeper;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

/// How often is looked for work, and for a job that was asked to stop, that nobody told of.
const POLL: Duration = Duration::from_millis(500);

/// After the database failed.
const DATABASE_AGAIN: Duration = Duration::from_secs(1);

/// How a process works.
#[derive(Debug, Clone)]
pub struct Work {
    /// A claim whose worker is not heard of for so long is somebody else's.
    pub lease: Duration,
    /// What runs when the process is asked to stop may take so long; then it is handed back.
    pub grace: Duration,
}

/// Jobs of one kind and how many of them are done at once.
#[derive(Debug, Clone)]
pub struct Lane {
    pub handler: Arc<dyn Handler>,
    pub slots: usize,
}

/// Works on the queue: claims, does, renews, ends, and watches over the claims of others.
#[derive(Debug, Clone)]
pub struct Runner {
    queue: Arc<dyn Queue>,
    lanes: Vec<Lane>,
    work: Work,
    worker: WorkerId,
    /// How a job that may have killed a process is tried in one of its own; without it, it is
    /// tried here.
    isolate: Option<Arc<dyn Isolate>>,
    keeper: Arc<Keeper>,
}

impl Runner {
    #[must_use]
    pub fn new(queue: Arc<dyn Queue>, lanes: Vec<Lane>, work: Work) -> Self {
        let worker = WorkerId::fresh();
        Self { queue, lanes, work, worker, isolate: None, keeper: Arc::default() }
    }

    #[must_use]
    pub fn isolating(self, isolate: Arc<dyn Isolate>) -> Self {
        Self { isolate: Some(isolate), ..self }
    }

    #[must_use]
    pub const fn worker(&self) -> &WorkerId {
        &self.worker
    }

    /// Works until asked to stop; then finishes what is in hand, or hands it back when the
    /// time of grace is over.
    pub async fn run(self, stopping: CancellationToken) {
        let slots: usize = self.lanes.iter().map(|lane| lane.slots).sum();
        tracing::debug!(worker = %self.worker, slots, "working");
        let at_home = CancellationToken::new();
        let mut aside = JoinSet::new();
        aside.spawn(self.clone().keep(at_home.clone()));
        aside.spawn(self.clone().watch(at_home.clone()));
        let mut slots = JoinSet::new();
        for lane in &self.lanes {
            for _ in 0..lane.slots {
                slots.spawn(self.clone().slot(Arc::clone(&lane.handler), stopping.clone()));
            }
        }
        let grace = self.work.grace;
        let over = self.keeper.over.clone();
        tokio::spawn(async move {
            stopping.cancelled().await;
            tokio::time::sleep(grace).await;
            over.cancel();
        });
        while slots.join_next().await.is_some() {}
        at_home.cancel();
        while aside.join_next().await.is_some() {}
    }

    /// Does the one job of a claim that another process of the same worker made and keeps; the
    /// answer is whether there was such a claim.
    pub async fn run_one(self, token: Token) -> Result<bool, super::QueueError> {
        let Some(claim) = self.queue.claimed(token).await? else { return Ok(false) };
        let Some(handler) = self.handler(&claim.job.kind) else { return Ok(false) };
        let runner = Self { isolate: None, ..self };
        runner.attempt(&handler, claim, &CancellationToken::new()).await;
        Ok(true)
    }

    fn handler(&self, kind: &str) -> Option<Arc<dyn Handler>> {
        let lane = self.lanes.iter().find(|lane| lane.handler.kind() == kind)?;
        Some(Arc::clone(&lane.handler))
    }

    /// One job after the other.
    async fn slot(self, handler: Arc<dyn Handler>, stopping: CancellationToken) {
        let mut changes = self.queue.changes();
        let mut is_down = false;
        loop {
            tokio::select! {
                () = stopping.cancelled() => return,
                () = handler.turn() => {}
            }
            changes.borrow_and_update();
            // Not under `select`: a claim that nobody hears of would have to lapse.
            let pause = match self.queue.claim(handler.kind(), &self.worker).await {
                Ok(Some(claim)) => {
                    is_down = false;
                    self.attempt(&handler, claim, &stopping).await;
                    continue;
                }
                Ok(None) => {
                    is_down = false;
                    POLL
                }
                Err(error) => {
                    if !std::mem::replace(&mut is_down, true) {
                        let error: &dyn std::error::Error = &error;
                        tracing::warn!(error, "the queue is not there; waiting for it");
                    }
                    DATABASE_AGAIN
                }
            };
            tokio::select! {
                () = stopping.cancelled() => return,
                () = tokio::time::sleep(pause) => {}
                _ = changes.changed(), if !is_down => {}
            }
        }
    }

    /// One attempt at a job, from claim to end.
    async fn attempt(
        &self,
        handler: &Arc<dyn Handler>,
        claim: Claim,
        stopping: &CancellationToken,
    ) {
        let token = claim.token;
        let begun = Instant::now();
        let held = self.keeper.hold(token);
        let alone = self.isolate.clone().filter(|_| claim.job.is_suspect());
        let ended = match alone {
            Some(isolate) => child::run(self, handler, &claim, &held, &*isolate).await,
            None => attempt::run(handler, &claim, &held, &self.keeper.over).await,
        };
        numbers::attempt(handler.kind(), ended.name(), begun.elapsed());
        if let Some(end) = ended.end(handler, &claim) {
            self.end(token, end, stopping).await;
        }
        self.keeper.let_go(token);
        if !matches!(ended, Ended::Lost) {
            self.tell_if_over(handler, token).await;
        }
    }

    /// Writes the end, as soon as the database takes it.
    async fn end(&self, token: Token, end: End, stopping: &CancellationToken) {
        loop {
            match self.queue.end(token, end.clone()).await {
                Ok(true) => return,
                Ok(false) => {
                    tracing::warn!(job = %token.job, "somebody else has the job by now");
                    return;
                }
                Err(error) if stopping.is_cancelled() && self.keeper.over.is_cancelled() => {
                    // It lapses, and is done again.
                    tracing::warn!(job = %token.job, %error, "an end could not be written");
                    return;
                }
                Err(error) => {
                    tracing::debug!(job = %token.job, %error, "an end has to wait");
                    tokio::time::sleep(DATABASE_AGAIN).await;
                }
            }
        }
    }

    async fn tell_if_over(&self, handler: &Arc<dyn Handler>, token: Token) {
        match self.queue.find(token.job).await {
            Ok(Some(job)) if job.state.is_over() => handler.over(&job).await,
            Ok(_) => {}
            // A sweep finds what it left.
            Err(error) => tracing::debug!(job = %token.job, %error, "its end is not known"),
        }
    }

    /// Renews the leases of what is in hand.
    async fn keep(self, stop: CancellationToken) {
        let mut changes = self.queue.changes();
        let pause = (self.work.lease / 6).min(Duration::from_secs(2));
        loop {
            changes.borrow_and_update();
            let tokens = self.keeper.tokens();
            match self.queue.beat(&tokens).await {
                Ok(beats) => self.keeper.told(&beats),
                Err(error) => tracing::debug!(%error, "no beat could be given"),
            }
            let began = Instant::now();
            // Somebody in this process may have asked a job to stop; but not at every word.
            tokio::time::sleep(pause / 4).await;
            tokio::select! {
                () = stop.cancelled() => return,
                () = tokio::time::sleep(pause.saturating_sub(began.elapsed())) => {}
                _ = changes.changed() => {}
            }
        }
    }

    /// Watches over all claims, its own among them.
    async fn watch(self, stop: CancellationToken) {
        let mut watch = Watch::new(self.work.lease);
        loop {
            match self.queue.running().await {
                Ok(claims) => {
                    for seen in watch.look(claims, Instant::now()) {
                        self.lapse(&seen).await;
                    }
                }
                Err(_) => watch.blind(),
            }
            tokio::select! {
                () = stop.cancelled() => return,
                () = tokio::time::sleep(watch.pause()) => {}
            }
        }
    }

    async fn lapse(&self, seen: &super::Sighting) {
        let handler = self.handler(&seen.kind);
        let policy = handler.as_ref().map(|handler| handler.policy()).unwrap_or_default();
        match self.queue.lapse(seen, &policy).await {
            Ok(true) => {
                tracing::warn!(job = %seen.token.job, "its worker is not heard of any more");
                if let Some(handler) = handler {
                    self.tell_if_over(&handler, seen.token).await;
                }
            }
            Ok(false) => {}
            Err(error) => tracing::debug!(%error, "a claim could not be taken away"),
        }
    }
}
