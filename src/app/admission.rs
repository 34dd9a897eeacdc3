//! Who may be verified now, who waits, and who has to come again.
//!
//! Decoded pictures are large, so an upload is decoded only when its turn is near. A place
//! is held from the last byte of the upload to the answer. Whoever could not be answered
//! within their own deadline, by the pace that was measured here, is told so at once and
//! when to come again: a late answer helps nobody and makes the next one late as well.

use super::pace::{Begun, Pace};
use crate::telemetry::numbers;
use std::num::NonZeroUsize;
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::{Duration, Instant};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// What is said before any label was done, when nothing is known of the pace.
const COME_AGAIN: Duration = Duration::from_secs(1);

/// How often work that nobody waits for looks whether it may begin.
const LOOK_AGAIN: Duration = Duration::from_millis(50);

/// The door: first come, first served.
#[derive(Debug, Clone)]
pub struct Admission {
    /// Those that hold decoded pictures: one for each that is being read, and one that is
    /// being decoded meanwhile.
    working: Arc<Semaphore>,
    /// As many are always let in: they wait for nobody, and a deadline too short for a
    /// label is its own client's choice.
    cores: usize,
    /// Working or waiting, whatever their deadlines.
    most_inside: usize,
    pace: Arc<Mutex<Pace>>,
}

/// A turn; given back when dropped.
#[derive(Debug)]
pub struct Place {
    _working: OwnedSemaphorePermit,
    visit: Visit,
}

impl Place {
    /// There is a report, so the pace can be told by this label; `cut_short` where the
    /// deadline ended the work before it was done.
    pub fn reported(&mut self, cut_short: bool) {
        self.visit.cut_short = Some(cut_short);
    }
}

/// No room now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("too many verifications are waiting")]
pub struct Busy {
    pub retry_after: Duration,
}

/// Being inside, until dropped.
#[derive(Debug)]
struct Visit {
    pace: Arc<Mutex<Pace>>,
    /// `None` while waiting for a turn.
    begun: Option<Begun>,
    /// `None` without a report: refused, failed, or given up by its client.
    cut_short: Option<bool>,
}

impl Admission {
    #[must_use]
    pub fn new(concurrency: NonZeroUsize, queue: usize) -> Self {
        let working = concurrency.get().saturating_mul(2);
        Self {
            // Beyond the semaphore's own limit there is no difference.
            working: Arc::new(Semaphore::new(working.min(Semaphore::MAX_PERMITS))),
            cores: concurrency.get(),
            most_inside: working.saturating_add(queue),
            pace: Arc::default(),
        }
    }

    /// Waits for a turn, while there is time to use it: for half of what is left until
    /// `deadline` at the most.
    ///
    /// # Errors
    /// When the queue is full, when the answer could not come in time, or when the turn did
    /// not.
    pub async fn enter(&self, deadline: Instant) -> Result<Place, Busy> {
        let now = Instant::now();
        let left = deadline.saturating_duration_since(now);
        let mut visit = self.visit(left)?;
        let turn = Arc::clone(&self.working).acquire_owned();
        let turn = tokio::time::timeout_at((now + left / 2).into(), turn).await;
        let Ok(Ok(working)) = turn else {
            drop(visit);
            return Err(busy(&lock(&self.pace), left));
        };
        visit.begun = Some(lock(&self.pace).began(Instant::now()));
        Ok(Place { _working: working, visit })
    }

    /// How many wait or are in work.
    #[must_use]
    pub fn inside(&self) -> usize {
        lock(&self.pace).inside()
    }

    /// Waits until fewer people are inside than the house serves at once: what nobody waits
    /// for begins only then.
    pub async fn quiet(&self) {
        while lock(&self.pace).inside() >= self.cores {
            tokio::time::sleep(LOOK_AGAIN).await;
        }
    }

    fn visit(&self, left: Duration) -> Result<Visit, Busy> {
        let mut pace = lock(&self.pace);
        let full = pace.inside() >= self.most_inside;
        let late = pace.one_more().is_some_and(|answered| answered > left);
        if full || (late && pace.inside() >= self.cores) {
            return Err(busy(&pace, left));
        }
        pace.came();
        drop(pace);
        Ok(Visit { pace: Arc::clone(&self.pace), begun: None, cut_short: None })
    }
}

fn busy(pace: &Pace, left: Duration) -> Busy {
    numbers::refused();
    Busy { retry_after: pace.until_room(left).unwrap_or(COME_AGAIN) }
}

/// Counters are right whoever panicked beside them.
fn lock(pace: &Mutex<Pace>) -> MutexGuard<'_, Pace> {
    pace.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
}

impl Drop for Visit {
    fn drop(&mut self) {
        let mut pace = lock(&self.pace);
        pace.left();
        match (self.begun, self.cut_short) {
            (Some(begun), Some(cut_short)) => pace.done(begun, cut_short, Instant::now()),
            (Some(_), None) => pace.ended(Instant::now()),
            (None, _) => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn soon() -> Instant {
        Instant::now() + Duration::from_mins(1)
    }

    /// A door where a label has taken at least `pace`.
    async fn seasoned(concurrency: usize, pace: Duration) -> Admission {
        let door = Admission::new(NonZeroUsize::new(concurrency).unwrap(), 16);
        let mut first = door.enter(soon()).await.unwrap();
        std::thread::sleep(pace);
        first.reported(false);
        drop(first);
        door
    }

    #[tokio::test]
    async fn a_full_house_sends_away_and_a_place_given_back_is_free() {
        let door = Admission::new(NonZeroUsize::MIN, 0);
        let first = door.enter(soon()).await.unwrap();
        let _second = door.enter(soon()).await.unwrap();
        assert_eq!(door.enter(soon()).await.unwrap_err().retry_after, COME_AGAIN);
        drop(first);
        assert!(door.enter(soon()).await.is_ok());
    }

    #[tokio::test]
    async fn a_turn_that_does_not_come_in_time_is_busy() {
        let door = Admission::new(NonZeroUsize::MIN, 1);
        let now = Instant::now();
        let _held = [door.enter(now).await.unwrap(), door.enter(now).await.unwrap()];
        assert_eq!(door.enter(now).await.unwrap_err().retry_after, COME_AGAIN);
    }

    #[tokio::test]
    async fn waiting_ends_while_there_is_time_to_come_again() {
        let door = Admission::new(NonZeroUsize::MIN, 1);
        let _held = [door.enter(soon()).await.unwrap(), door.enter(soon()).await.unwrap()];
        let began = Instant::now();
        assert!(door.enter(began + Duration::from_millis(400)).await.is_err());
        let waited = began.elapsed();
        assert!(waited >= Duration::from_millis(200), "{waited:?}");
        assert!(waited < Duration::from_millis(390), "{waited:?}");
    }

    #[tokio::test]
    async fn who_cannot_be_answered_in_time_is_sent_away_at_once() {
        let pace = Duration::from_millis(40);
        let door = seasoned(1, pace).await;
        let in_time = |labels: u32| Instant::now() + pace * labels;
        let _first = door.enter(in_time(1)).await.expect("an idle house lets anyone in");
        let refused = door.enter(in_time(1)).await.expect_err("two labels' time is needed");
        assert!(refused.retry_after >= pace, "{refused:?}");
        assert!(door.enter(soon()).await.is_ok(), "who has time may wait");
    }

    #[tokio::test]
    async fn the_wait_grows_with_those_inside() {
        let pace = Duration::from_millis(20);
        let door = seasoned(1, pace).await;
        let mut held = Vec::new();
        for _ in 0..2 {
            held.push(door.enter(soon()).await.unwrap());
        }
        let two_inside = door.enter(Instant::now() + pace).await.unwrap_err();
        assert!(two_inside.retry_after >= pace * 2, "{two_inside:?}");
    }
}
