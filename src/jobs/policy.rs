//! When an attempt that failed is tried again, by its class of error.

use super::JobId;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::time::Duration;
use utoipa::ToSchema;

/// What kind of thing went wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Class {
    /// The job itself is not acceptable; it would fail in the same way for ever.
    Refused,
    /// Something it needs is not there at the moment: an engine, the store.
    Unavailable,
    /// Not done in its time.
    TimedOut,
    /// It killed its process.
    Crashed,
    /// A fault of ours.
    Internal,
}

impl Class {
    pub const ALL: [Self; 5] =
        [Self::Refused, Self::Unavailable, Self::TimedOut, Self::Crashed, Self::Internal];

    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Refused => "refused",
            Self::Unavailable => "unavailable",
            Self::TimedOut => "timed_out",
            Self::Crashed => "crashed",
            Self::Internal => "internal",
        }
    }

    /// The class of that name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|class| class.name() == name)
    }
}

/// Why an attempt failed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct Failure {
    pub class: Class,
    /// For people: shown with the job.
    pub message: String,
}

impl Failure {
    pub fn new(class: Class, message: impl Into<String>) -> Self {
        Self { class, message: message.into() }
    }
}

/// How often one class is tried, and how long is waited between.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Retry {
    /// Attempts in all; one for no second.
    pub attempts: u32,
    /// Before the second; twice as long before each one after.
    pub first: Duration,
    /// Never longer.
    pub most: Duration,
}

impl Retry {
    pub const NEVER: Self = Self { attempts: 1, first: Duration::ZERO, most: Duration::ZERO };
}

/// When a kind of job is tried again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Policy {
    pub unavailable: Retry,
    pub timed_out: Retry,
    pub internal: Retry,
    /// Waited after a crash.
    pub after_crash: Duration,
    /// Processes of its own that a job may kill: the first may have been somebody else's
    /// doing, an operator's or that of a machine without memory.
    pub deaths: u32,
    /// Claims that may lapse before a job is given up that never could be shown to be the
    /// culprit: a machine that is restarted all day long is none of its fault.
    pub crashes: u32,
}

impl Default for Policy {
    fn default() -> Self {
        Self {
            // An engine or a store is back in seconds, or in the hours an operator needs: the
            // last attempts are a quarter of an hour apart, a day in all.
            unavailable: Retry {
                attempts: 100,
                first: Duration::from_secs(1),
                most: Duration::from_mins(15),
            },
            timed_out: Retry {
                attempts: 2,
                first: Duration::from_secs(1),
                most: Duration::from_secs(1),
            },
            internal: Retry {
                attempts: 3,
                first: Duration::from_secs(1),
                most: Duration::from_secs(30),
            },
            after_crash: Duration::from_secs(1),
            deaths: 2,
            crashes: 25,
        }
    }
}

impl Policy {
    /// How long until the next attempt after the `attempts`th failed so; `None` to give up.
    #[must_use]
    pub fn next(&self, class: Class, job: JobId, attempts: u32) -> Option<Duration> {
        let retry = match class {
            Class::Refused => return None,
            Class::Unavailable => self.unavailable,
            Class::TimedOut => self.timed_out,
            Class::Internal => self.internal,
            Class::Crashed => return Some(jitter(self.after_crash, job, attempts)),
        };
        if attempts >= retry.attempts {
            return None;
        }
        let doubled = 1_u32.checked_shl(attempts.saturating_sub(1)).unwrap_or(u32::MAX);
        let delay = retry.first.saturating_mul(doubled.max(1)).min(retry.most);
        Some(jitter(delay, job, attempts))
    }

    /// Whether a job that did that to processes of its own, or lost so many claims, is given
    /// up.
    #[must_use]
    pub const fn gives_up(&self, crashes: u32, deaths: u32) -> bool {
        deaths >= self.deaths || crashes >= self.crashes
    }
}

/// Three quarters to five quarters of it, the same for the same attempt of the same job:
/// what failed together does not come back together.
fn jitter(delay: Duration, job: JobId, attempts: u32) -> Duration {
    let hash = Sha256::new().chain_update(job.uuid()).chain_update(attempts.to_be_bytes());
    let share = f64::from(hash.finalize()[0]) / 255.0;
    delay.mul_f64(0.75 + share / 2.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_class_has_its_own_patience() {
        let policy = Policy::default();
        let job = JobId::fresh();
        assert_eq!(policy.next(Class::Refused, job, 1), None);
        assert_eq!(policy.next(Class::Internal, job, 3), None);
        assert_eq!(policy.next(Class::TimedOut, job, 2), None);
        assert_eq!(policy.next(Class::Unavailable, job, 100), None);
        let near = |class, attempts, seconds: f64| {
            let delay = policy.next(class, job, attempts).expect("another").as_secs_f64();
            assert!((0.75 * seconds..=1.25 * seconds).contains(&delay), "{class:?} {delay}");
        };
        near(Class::Internal, 1, 1.0);
        near(Class::Internal, 2, 2.0);
        near(Class::Unavailable, 5, 16.0);
        near(Class::Unavailable, 99, 900.0);
        near(Class::Crashed, 7, 1.0);
    }

    #[test]
    fn jobs_that_failed_together_do_not_come_back_together() {
        let policy = Policy::default();
        let delay = |job| policy.next(Class::Unavailable, job, 9).unwrap();
        let (one, other) = (JobId::fresh(), JobId::fresh());
        assert_eq!(delay(one), delay(one));
        let spread: std::collections::HashSet<_> = (0..40).map(|_| delay(JobId::fresh())).collect();
        assert!(spread.len() > 20, "{spread:?} {other}");
    }
}
