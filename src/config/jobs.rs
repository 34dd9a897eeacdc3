//! Durable work: who does it, and how long what came of it is kept.

use super::Env;
use std::time::Duration;

#[derive(Debug, Clone)]
pub struct JobsConfig {
    /// Applications that one process takes from the queue at once: as many as are read at
    /// once, since more would only wait for the engines.
    pub workers: usize,
    /// A worker that is not heard of for so long is taken for dead. Beats come every two
    /// seconds or oftener: seven may be missed.
    pub lease: Duration,
    /// The longest one attempt may take: the longest deadline twice over, and the pictures'
    /// way from the store.
    pub timeout: Duration,
    /// When an application from the queue stops trying to read more, where its client named
    /// no deadline. Nobody waits at a desk for it: time for everything the reading plan has.
    pub deadline: Duration,
    /// Finished jobs, their results and history.
    pub retention: Duration,
    /// How long an answer is given again to who sends the same `Idempotency-Key`.
    pub idempotency: Duration,
}

impl JobsConfig {
    pub(super) fn from_env(env: &mut Env) -> Self {
        let cores = std::thread::available_parallelism().map_or(1, std::num::NonZeroUsize::get);
        Self {
            workers: env.within(
                "JOB_WORKERS",
                "Applications that one process takes from the queue at once; 0 for none.",
                cores,
                0..=1000,
            ),
            lease: Duration::from_secs(env.within(
                "JOB_LEASE_SECONDS",
                "A worker that is not heard of for so long has lost its jobs.",
                15,
                1..=3600,
            )),
            timeout: Duration::from_secs(env.within(
                "JOB_TIMEOUT_SECONDS",
                "The longest one attempt at a job may take.",
                300,
                1..=86_400,
            )),
            deadline: Duration::from_mins(1),
            retention: days(env.within(
                "JOB_RETENTION_DAYS",
                "How long finished jobs and their results are kept.",
                30,
                1..=3650,
            )),
            idempotency: hours(env.within(
                "IDEMPOTENCY_HOURS",
                "How long the same Idempotency-Key gets the same answer.",
                24,
                1..=8760,
            )),
        }
    }
}

fn hours(hours: u32) -> Duration {
    Duration::from_hours(hours.into())
}

fn days(days: u32) -> Duration {
    hours(days * 24)
}
