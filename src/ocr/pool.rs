//! The threads that read: each owns its engines, all take from one bounded queue.
//!
//! Reading is bound by the processor, so there are as many threads as cores and no more; what
//! does not fit waits, single checks ahead of batches, and what nobody waits for any more is
//! dropped without running. The pool knows its engines only as what `start` makes: a thread's
//! engines are never seen by another.

mod ticket;

pub use ticket::Ticket;

use std::collections::VecDeque;
use std::fmt;
use std::num::NonZeroUsize;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Condvar, Mutex, MutexGuard};
use std::thread::{self, JoinHandle};
use std::time::Instant;
use tokio_util::sync::CancellationToken;

/// Whose turn comes first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Priority {
    /// Somebody waits for this answer.
    Single,
    /// One of many; runs when no single check waits.
    Batch,
}

/// Why a job has no answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PoolError {
    #[error("{queue} jobs are waiting already")]
    Full { queue: usize },
    #[error("the job was not done in time")]
    TimedOut,
    #[error("the job was cancelled")]
    Cancelled,
    #[error("the job panicked")]
    Panicked,
    #[error("the pool is shutting down")]
    Closed,
}

/// What a worker calls with its engines, or with why the job is not to run.
type Work<E> = Box<dyn FnOnce(Result<&mut E, PoolError>) + Send>;

struct Job<E> {
    work: Work<E>,
    cancel: CancellationToken,
    deadline: Instant,
    /// The request's: what the job logs has its id.
    span: tracing::Span,
}

impl<E> Job<E> {
    /// Why the job need not run any more.
    fn moot(&self, now: Instant) -> Option<PoolError> {
        if self.cancel.is_cancelled() {
            Some(PoolError::Cancelled)
        } else if self.deadline <= now {
            Some(PoolError::TimedOut)
        } else {
            None
        }
    }
}

struct State<E> {
    singles: VecDeque<Job<E>>,
    batches: VecDeque<Job<E>>,
    busy: usize,
    open: bool,
}

impl<E> State<E> {
    fn depth(&self) -> usize {
        self.singles.len() + self.batches.len()
    }

    fn next(&mut self) -> Option<Job<E>> {
        self.singles.pop_front().or_else(|| self.batches.pop_front())
    }

    /// Takes out what need not run any more.
    fn remove_moot(&mut self, now: Instant) -> Vec<(Job<E>, PoolError)> {
        let mut removed = Vec::new();
        for queue in [&mut self.singles, &mut self.batches] {
            for _ in 0..queue.len() {
                let Some(job) = queue.pop_front() else { break };
                match job.moot(now) {
                    Some(reason) => removed.push((job, reason)),
                    None => queue.push_back(job),
                }
            }
        }
        removed
    }
}

struct Shared<E> {
    state: Mutex<State<E>>,
    changed: Condvar,
    queue: usize,
}

impl<E> Shared<E> {
    fn state(&self) -> MutexGuard<'_, State<E>> {
        // Jobs run without the lock, so a panic cannot leave it half-changed.
        self.state.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}

/// A fixed number of reading threads. Dropping it finishes the running jobs, refuses the
/// waiting ones and joins the threads.
pub struct Pool<E> {
    shared: Arc<Shared<E>>,
    workers: Vec<JoinHandle<()>>,
}

impl<E> fmt::Debug for Pool<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pool").field("size", &self.workers.len()).finish_non_exhaustive()
    }
}

impl<E: 'static> Pool<E> {
    /// Creates `size` threads before which at most `queue` jobs can wait. Each thread makes its
    /// engines with `start` when its first job comes, and anew after a job panicked.
    ///
    /// # Panics
    /// When the system has no thread to give.
    #[must_use]
    pub fn new(
        size: NonZeroUsize,
        queue: usize,
        start: impl Fn() -> E + Send + Sync + 'static,
    ) -> Self {
        let state =
            State { singles: VecDeque::new(), batches: VecDeque::new(), busy: 0, open: true };
        let shared = Arc::new(Shared { state: Mutex::new(state), changed: Condvar::new(), queue });
        let start = Arc::new(start);
        let workers = (0..size.get())
            .map(|number| {
                let (shared, start) = (Arc::clone(&shared), Arc::clone(&start));
                thread::Builder::new()
                    .name(format!("ocr-{number}"))
                    .spawn(move || work(&shared, &*start))
                    .expect("the system has threads to give at start")
            })
            .collect();
        Self { shared, workers }
    }

    /// Queues a job; its answer comes through the ticket.
    ///
    /// A job whose token is cancelled or whose deadline has passed when its turn comes does not
    /// run. A running job is not interrupted: it watches the token and the deadline itself.
    /// When the queue is full the answer is [`PoolError::Full`], at once.
    pub fn submit<T: Send + 'static>(
        &self,
        priority: Priority,
        cancel: CancellationToken,
        deadline: Instant,
        job: impl FnOnce(&mut E) -> T + Send + 'static,
    ) -> Result<Ticket<T>, PoolError> {
        let (ticket, answer) = Ticket::new(deadline);
        let work: Work<E> = Box::new(move |engines| match engines {
            Ok(engines) => {
                answer.started();
                match catch_unwind(AssertUnwindSafe(|| job(engines))) {
                    Ok(value) => answer.give(Ok(value)),
                    Err(panic) => {
                        answer.give(Err(PoolError::Panicked));
                        std::panic::resume_unwind(panic);
                    }
                }
            }
            Err(reason) => answer.give(Err(reason)),
        });
        let mut moot = Vec::new();
        let queued = self.enqueue(
            priority,
            Job { work, cancel, deadline, span: tracing::Span::current() },
            &mut moot,
        );
        refuse(moot);
        queued.map(|()| ticket)
    }

    /// Queues a job if there is room, made by taking out jobs that are moot if need be.
    fn enqueue(
        &self,
        priority: Priority,
        job: Job<E>,
        moot: &mut Vec<(Job<E>, PoolError)>,
    ) -> Result<(), PoolError> {
        let mut state = self.shared.state();
        // A thread at leisure takes its job at once: only what waits behind them is counted.
        let idle = self.workers.len() - state.busy;
        let room = self.shared.queue + idle;
        if state.depth() >= room {
            *moot = state.remove_moot(Instant::now());
        }
        if state.depth() >= room {
            return Err(PoolError::Full { queue: self.shared.queue });
        }
        match priority {
            Priority::Single => state.singles.push_back(job),
            Priority::Batch => state.batches.push_back(job),
        }
        drop(state);
        self.shared.changed.notify_one();
        Ok(())
    }

    /// How many threads there are.
    #[must_use]
    pub fn size(&self) -> usize {
        self.workers.len()
    }

    /// How many jobs wait.
    #[must_use]
    pub fn depth(&self) -> usize {
        self.shared.state().depth()
    }

    /// How many jobs run.
    #[must_use]
    pub fn busy(&self) -> usize {
        self.shared.state().busy
    }
}

impl<E> Drop for Pool<E> {
    fn drop(&mut self) {
        let mut state = self.shared.state();
        state.open = false;
        let waiting: Vec<Job<E>> = std::iter::from_fn(|| state.next()).collect();
        drop(state);
        self.shared.changed.notify_all();
        refuse(waiting.into_iter().map(|job| (job, PoolError::Closed)));
        for worker in self.workers.drain(..) {
            // The last owner may be a job; a thread cannot wait for itself.
            if worker.thread().id() != thread::current().id() {
                let _ = worker.join();
            }
        }
    }
}

fn refuse<E>(jobs: impl IntoIterator<Item = (Job<E>, PoolError)>) {
    for (job, reason) in jobs {
        (job.work)(Err(reason));
    }
}

/// One thread's life: take a job, do it, until the pool closes.
fn work<E>(shared: &Shared<E>, start: &(impl Fn() -> E + ?Sized)) {
    let mut engines: Option<E> = None;
    loop {
        let mut state = shared.state();
        let job = loop {
            if let Some(job) = state.next() {
                break job;
            }
            if !state.open {
                return;
            }
            state = shared.changed.wait(state).unwrap_or_else(std::sync::PoisonError::into_inner);
        };
        state.busy += 1;
        drop(state);
        perform(job, &mut engines, start);
        shared.state().busy -= 1;
    }
}

/// Runs one job unless it is moot. A panic, in the job or in starting the engines, costs the
/// engines, whose state nobody knows then, and not the thread.
fn perform<E>(job: Job<E>, engines: &mut Option<E>, start: &(impl Fn() -> E + ?Sized)) {
    let _request = job.span.clone().entered();
    if let Some(reason) = job.moot(Instant::now()) {
        (job.work)(Err(reason));
        return;
    }
    let outcome = catch_unwind(AssertUnwindSafe(|| {
        (job.work)(Ok(engines.get_or_insert_with(start)));
    }));
    if outcome.is_err() {
        tracing::error!("a reading job panicked; its thread starts its engines anew");
        // Dropping them may panic as well.
        let _ = catch_unwind(AssertUnwindSafe(|| *engines = None));
    }
}

#[cfg(test)]
mod tests;
