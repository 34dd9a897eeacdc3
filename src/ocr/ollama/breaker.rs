//! When a model that keeps failing is left alone, and for how long.
//!
//! A rest grows with every failed try after it and is spread at random, so that many
//! processes do not come back at the same moment.

use backon::{BackoffBuilder, ExponentialBackoff, ExponentialBuilder};
use serde::{Deserialize, Serialize};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};
use utoipa::ToSchema;

/// Failures in a row before it is left alone: one may be an accident, each costs a label its
/// share of time.
const TOO_MANY: u32 = 3;
/// The first rest, and the longest.
const FIRST_REST: Duration = Duration::from_secs(2);
const LONGEST_REST: Duration = Duration::from_mins(2);

/// Whether questions are let through.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum BreakerState {
    /// All.
    Closed,
    /// None, for a while.
    Open,
    /// One, to see whether it is better.
    HalfOpen,
}

#[derive(Debug)]
pub(super) struct Breaker(Mutex<Inner>);

#[derive(Debug)]
struct Inner {
    failures: u32,
    /// Until when it is left alone; `None` while all is well.
    rests_until: Option<Instant>,
    /// Since when one is through to see.
    trying: Option<Instant>,
    rests: ExponentialBackoff,
}

fn rests() -> ExponentialBackoff {
    ExponentialBuilder::default()
        .with_min_delay(FIRST_REST)
        .with_max_delay(LONGEST_REST)
        .without_max_times()
        .with_jitter()
        .build()
}

impl Breaker {
    pub(super) fn new() -> Self {
        Self(Mutex::new(Inner { failures: 0, rests_until: None, trying: None, rests: rests() }))
    }

    /// Lets a question through, or says how long none is.
    pub(super) fn pass(&self, now: Instant) -> Result<(), Duration> {
        let mut inner = self.inner();
        let Some(until) = inner.rests_until else { return Ok(()) };
        if now < until {
            return Err(until - now);
        }
        // One that never came back is forgotten after the longest rest.
        if let Some(since) = inner.trying
            && now < since + LONGEST_REST
        {
            return Err(FIRST_REST);
        }
        inner.trying = Some(now);
        Ok(())
    }

    pub(super) fn went_well(&self) {
        *self.inner() = Inner { failures: 0, rests_until: None, trying: None, rests: rests() };
    }

    pub(super) fn failed(&self, now: Instant) {
        let mut inner = self.inner();
        inner.failures += 1;
        let tried = inner.trying.take().is_some();
        if tried || (inner.failures >= TOO_MANY && inner.rests_until.is_none()) {
            let rest = inner.rests.next().unwrap_or(LONGEST_REST);
            inner.rests_until = Some(now + rest);
            tracing::warn!(seconds = rest.as_secs(), "the vision model is left alone for a while");
        }
    }

    /// A question that was let through came to nothing that tells of the model.
    pub(super) fn came_to_nothing(&self) {
        self.inner().trying = None;
    }

    pub(super) fn state(&self, now: Instant) -> BreakerState {
        match self.inner().rests_until {
            None => BreakerState::Closed,
            Some(until) if now < until => BreakerState::Open,
            Some(_) => BreakerState::HalfOpen,
        }
    }

    /// Counts are right whoever panicked beside them.
    fn inner(&self) -> MutexGuard<'_, Inner> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn after_three_failures_in_a_row_it_rests_and_one_try_decides() {
        let (breaker, start) = (Breaker::new(), Instant::now());
        breaker.failed(start);
        breaker.failed(start);
        breaker.went_well();
        breaker.failed(start);
        breaker.failed(start);
        assert_eq!(breaker.state(start), BreakerState::Closed, "they were not in a row");
        breaker.failed(start);
        assert_eq!(breaker.state(start), BreakerState::Open);
        let rest = breaker.pass(start).unwrap_err();
        assert!(rest >= FIRST_REST && rest <= 2 * FIRST_REST, "{rest:?}");

        let later = start + rest;
        assert_eq!(breaker.state(later), BreakerState::HalfOpen);
        assert!(breaker.pass(later).is_ok());
        assert!(breaker.pass(later).is_err(), "one is enough to see");
        breaker.failed(later);
        let longer = breaker.pass(later).unwrap_err();
        assert!(longer >= 2 * FIRST_REST, "{longer:?}");

        let much_later = later + longer;
        assert!(breaker.pass(much_later).is_ok());
        breaker.came_to_nothing();
        assert!(breaker.pass(much_later).is_ok(), "a try that told nothing is repeated");
        breaker.went_well();
        assert_eq!(breaker.state(much_later), BreakerState::Closed);
        assert!(breaker.pass(much_later).is_ok());
    }

    #[test]
    fn a_rest_never_grows_beyond_its_bound() {
        let (breaker, mut now) = (Breaker::new(), Instant::now());
        for _ in 0..TOO_MANY {
            breaker.failed(now);
        }
        for _ in 0..20 {
            now += breaker.pass(now).unwrap_err();
            breaker.pass(now).unwrap();
            breaker.failed(now);
        }
        assert!(breaker.pass(now).unwrap_err() <= 2 * LONGEST_REST);
    }
}
