//! A vision model behind Ollama: an engine on the other end of a line.
//!
//! It reads what no other engine can, and makes things up. So what it is asked and what is
//! accepted of its answers is settled here, and what may rest on them where it is used: it
//! settles doubts and does no more. It may be slow, hang, or not be there at all, and that is
//! noticed in the background: nobody who asks for a label to be read waits to find out.

mod answer;
mod breaker;
mod client;
mod pace;
mod probe;
mod prompt;
mod question;

pub use answer::{Said, contradicted};
pub use breaker::BreakerState;
pub use probe::{Availability, Found};
pub use question::{Item, Question};

use crate::clock::Clock;
use backon::{BackoffBuilder, ExponentialBuilder};
use breaker::Breaker;
use client::{Client, Heard};
use pace::Pace;
use probe::Probe;
use std::num::NonZeroUsize;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};
use tokio::runtime::Runtime;
use tokio::sync::Semaphore;
use tokio_util::sync::CancellationToken;

/// Tries of one question, the first included.
const TRIES: usize = 3;
/// The first wait before another try, doubled each time and spread at random.
const FIRST_WAIT: Duration = Duration::from_millis(100);

/// Where the model is and how it is used.
#[derive(Debug, Clone)]
pub struct Settings {
    /// The address of Ollama, ending with a slash.
    pub base: String,
    pub model: String,
    /// The longest an answer is waited for.
    pub timeout: Duration,
    /// How long the model stays in memory; Ollama's own choice when `None`.
    pub keep_alive: Option<String>,
    /// Questions put at once.
    pub concurrency: NonZeroUsize,
    /// Questions that may wait for their turn.
    pub queue: usize,
}

/// Why there is no answer.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum VisionError {
    #[error("it kept failing and is left alone for {} more seconds", .rest.as_secs() + 1)]
    Resting { rest: Duration },
    #[error("{waiting} questions are waiting for it already")]
    Busy { waiting: usize },
    #[error("no answer within {limit:.1?}")]
    TimedOut { limit: Duration },
    #[error("nobody waits for the answer any more")]
    Cancelled,
    #[error("{0}")]
    Unreachable(String),
    #[error("Ollama answered {status}: {reason}")]
    Refused { status: u16, reason: String },
    #[error("its answer makes no sense: {0}")]
    Nonsense(String),
    #[error("another model answered: {got}")]
    OtherModel { got: String },
}

impl VisionError {
    /// Whether it tells that something is wrong with the model, or the way to it.
    const fn is_fault(&self) -> bool {
        match self {
            Self::TimedOut { .. }
            | Self::Unreachable(_)
            | Self::Refused { .. }
            | Self::Nonsense(_)
            | Self::OtherModel { .. } => true,
            Self::Resting { .. } | Self::Busy { .. } | Self::Cancelled => false,
        }
    }

    /// Whether the same question may be answered in a moment. Asking changes nothing at the
    /// other end, so it is always safe; it is of use where the line or the server stumbled.
    const fn may_pass(&self) -> bool {
        match self {
            Self::Unreachable(_) => true,
            Self::Refused { status, .. } => *status == 429 || *status >= 500,
            _ => false,
        }
    }
}

/// An answer with what it cost.
#[derive(Debug, Clone)]
pub struct Answered {
    pub said: Vec<Said>,
    /// Waiting for the turn included.
    pub took: Duration,
}

/// How the way to the model is at the moment.
#[derive(Debug, Clone, PartialEq)]
pub struct VisionState {
    pub availability: Availability,
    pub model: String,
    pub breaker: BreakerState,
    /// Questions that wait for their turn, and that are being answered.
    pub waiting: usize,
    pub asking: usize,
    /// What an answer takes by the measured median; `None` before the first.
    pub median: Option<Duration>,
}

impl VisionState {
    /// Why it should not be asked now; `None` where it can.
    #[must_use]
    pub fn trouble(&self) -> Option<String> {
        match (&self.availability.trouble(&self.model), self.breaker) {
            (Some(trouble), _) => Some(trouble.clone()),
            (None, BreakerState::Open) => {
                Some("it kept failing and is left alone for a while".to_owned())
            }
            (None, BreakerState::Closed | BreakerState::HalfOpen) => None,
        }
    }
}

/// The model. It has a thread of its own for its side of the line; dropping it ends that.
#[derive(Debug)]
pub struct Vision {
    shared: Arc<Shared>,
    /// Gone only while being dropped.
    runtime: Option<Runtime>,
    stop: CancellationToken,
}

#[derive(Debug)]
struct Shared {
    settings: Settings,
    client: Client,
    breaker: Breaker,
    pace: Mutex<Pace>,
    turns: Semaphore,
    waiting: AtomicUsize,
    probe: Probe,
}

impl Vision {
    /// Starts looking after the model; returns at once, whatever is at the other end.
    ///
    /// # Panics
    /// When the system has no thread to give.
    #[must_use]
    pub fn start(settings: Settings, clock: Arc<dyn Clock>) -> Self {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .thread_name("vision")
            .enable_all()
            .build()
            .expect("the system has threads to give at start");
        let shared = Arc::new(Shared {
            client: Client::new(&settings),
            breaker: Breaker::new(),
            pace: Mutex::default(),
            turns: Semaphore::new(settings.concurrency.get().min(Semaphore::MAX_PERMITS)),
            waiting: AtomicUsize::new(0),
            probe: Probe::new(clock),
            settings,
        });
        let stop = CancellationToken::new();
        runtime.spawn(stop.clone().run_until_cancelled_owned(probe::run(Arc::clone(&shared))));
        Self { shared, runtime: Some(runtime), stop }
    }

    #[must_use]
    pub fn state(&self) -> VisionState {
        let shared = &self.shared;
        let permits = shared.settings.concurrency.get();
        VisionState {
            availability: shared.probe.last(),
            model: shared.settings.model.clone(),
            breaker: shared.breaker.state(Instant::now()),
            waiting: shared.waiting.load(Ordering::Relaxed),
            asking: permits.saturating_sub(shared.turns.available_permits()),
            median: shared.pace().median(),
        }
    }

    /// What an answer would take by what was measured, loading included where the model is
    /// not in memory; `None` before anything was measured.
    #[must_use]
    pub fn estimate(&self) -> Option<Duration> {
        let loaded = self.shared.probe.last().found.is_some_and(|found| found.loaded);
        self.shared.pace().next(loaded)
    }

    /// The longest an answer is waited for.
    #[must_use]
    pub fn timeout(&self) -> Duration {
        self.shared.settings.timeout
    }

    /// Waits for the first look at the other end, for a command that is started only to ask.
    /// Blocks the thread.
    pub fn wait_for_first_look(&self, most: Duration) {
        self.shared.probe.wait(most);
    }

    /// Puts a question and waits for the answer until `until` at the most. Blocks the thread:
    /// call it outside of asynchronous code.
    ///
    /// # Errors
    /// When there is no answer that can be accepted.
    pub fn ask(
        &self,
        question: Question,
        until: Instant,
        cancel: &CancellationToken,
    ) -> Result<Answered, VisionError> {
        let runtime = self.runtime.as_ref().ok_or(VisionError::Cancelled)?;
        let (answer, heard) = std::sync::mpsc::sync_channel(1);
        let (shared, cancel, span) =
            (Arc::clone(&self.shared), cancel.clone(), tracing::Span::current());
        runtime.spawn(tracing::Instrument::instrument(
            async move {
                let asked = shared.ask(&question, until);
                let asked = cancel.run_until_cancelled(asked).await;
                // Nobody waits where the receiver is gone.
                let _ = answer.send(asked.unwrap_or(Err(VisionError::Cancelled)));
            },
            span,
        ));
        heard.recv().unwrap_or(Err(VisionError::Cancelled))
    }
}

impl Drop for Vision {
    fn drop(&mut self) {
        self.stop.cancel();
        if let Some(runtime) = self.runtime.take() {
            // It may be dropped by asynchronous code, which must not wait for threads.
            runtime.shutdown_background();
        }
    }
}

impl Shared {
    /// Counts are right whoever panicked beside them.
    fn pace(&self) -> MutexGuard<'_, Pace> {
        self.pace.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn ask(&self, question: &Question, until: Instant) -> Result<Answered, VisionError> {
        let began = Instant::now();
        let limit = until.saturating_duration_since(began).min(self.settings.timeout);
        let until = began + limit;
        let _turn = self.turn(until, limit).await?;
        let mut waits = ExponentialBuilder::default()
            .with_min_delay(FIRST_WAIT)
            .with_max_times(TRIES - 1)
            .with_jitter()
            .build();
        loop {
            let error = match self.try_once(question, until).await {
                Ok(heard) => return Ok(Answered { said: heard.said, took: began.elapsed() }),
                Err(error) => error,
            };
            let wait =
                waits.next().filter(|wait| error.may_pass() && Instant::now() + *wait < until);
            let Some(wait) = wait else { return Err(error) };
            tokio::time::sleep(wait).await;
        }
    }

    /// Waits for a turn, where there is room to wait.
    async fn turn(
        &self,
        until: Instant,
        limit: Duration,
    ) -> Result<tokio::sync::SemaphorePermit<'_>, VisionError> {
        if let Ok(turn) = self.turns.try_acquire() {
            return Ok(turn);
        }
        let waiting = Waiting::new(&self.waiting);
        if waiting.before >= self.settings.queue {
            return Err(VisionError::Busy { waiting: waiting.before });
        }
        match tokio::time::timeout_at(until.into(), self.turns.acquire()).await {
            Ok(turn) => Ok(turn.expect("nobody closes it")),
            Err(_) => Err(VisionError::Busy { waiting: waiting.before + 1 })
                .inspect_err(|_| tracing::debug!(?limit, "no turn at the vision model in time")),
        }
    }

    async fn try_once(&self, question: &Question, until: Instant) -> Result<Heard, VisionError> {
        let began = Instant::now();
        self.breaker.pass(began).map_err(|rest| VisionError::Resting { rest })?;
        let mut passage = Passage { breaker: &self.breaker, told: false };
        let heard = tokio::time::timeout_at(until.into(), self.client.ask(question)).await;
        let (now, took) = (Instant::now(), began.elapsed());
        let heard = heard.unwrap_or(Err(VisionError::TimedOut { limit: took }));
        passage.told = true;
        match &heard {
            Ok(heard) => {
                self.breaker.went_well();
                self.pace().answered(took, heard.loading, now);
            }
            Err(error) => {
                if error.is_fault() {
                    self.breaker.failed(now);
                }
                if matches!(error, VisionError::TimedOut { .. }) {
                    self.pace().gave_up(took, now);
                }
                self.probe.look_again();
                tracing::debug!(%error, "the vision model did not answer");
            }
        }
        heard
    }
}

/// One that waits for a turn, until dropped.
struct Waiting<'a> {
    count: &'a AtomicUsize,
    before: usize,
}

impl<'a> Waiting<'a> {
    fn new(count: &'a AtomicUsize) -> Self {
        Self { count, before: count.fetch_add(1, Ordering::Relaxed) }
    }
}

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        self.count.fetch_sub(1, Ordering::Relaxed);
    }
}

/// A question that the breaker let through; one whose asker hung up tells it nothing.
struct Passage<'a> {
    breaker: &'a Breaker,
    told: bool,
}

impl Drop for Passage<'_> {
    fn drop(&mut self) {
        if !self.told {
            self.breaker.came_to_nothing();
        }
    }
}
