//! Who may be verified now, who waits, and who has to come again.
//!
//! Decoded pictures are large, so an upload is decoded only when its turn is near. A place
//! is held from the last byte of the upload to the answer.

use std::num::NonZeroUsize;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// A label takes about half a second of a core; a second later there is room again.
const COME_AGAIN: Duration = Duration::from_secs(1);

/// The door: first come, first served.
#[derive(Debug, Clone)]
pub struct Admission {
    /// All that are inside, waiting or working.
    inside: Arc<Semaphore>,
    /// Those that hold decoded pictures: one for each that is being read, and one that is
    /// being decoded meanwhile.
    working: Arc<Semaphore>,
}

/// A turn; given back when dropped.
#[derive(Debug)]
pub struct Place {
    _inside: OwnedSemaphorePermit,
    _working: OwnedSemaphorePermit,
}

/// No room now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("too many verifications are waiting")]
pub struct Busy {
    pub retry_after: Duration,
}

impl Admission {
    #[must_use]
    pub fn new(concurrency: NonZeroUsize, queue: usize) -> Self {
        // Beyond the semaphore's own limit there is no difference.
        let permits = |count: usize| Arc::new(Semaphore::new(count.min(Semaphore::MAX_PERMITS)));
        let working = concurrency.get().saturating_mul(2);
        Self { inside: permits(working.saturating_add(queue)), working: permits(working) }
    }

    /// Waits for a turn, until `deadline` at the latest.
    ///
    /// # Errors
    /// When the queue is full, or nothing came free in time.
    pub async fn enter(&self, deadline: Instant) -> Result<Place, Busy> {
        let busy = Busy { retry_after: COME_AGAIN };
        let inside = Arc::clone(&self.inside).try_acquire_owned().map_err(|_| busy)?;
        let turn = Arc::clone(&self.working).acquire_owned();
        match tokio::time::timeout_at(deadline.into(), turn).await {
            Ok(Ok(working)) => Ok(Place { _inside: inside, _working: working }),
            Ok(Err(_)) | Err(_) => Err(busy),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_full_house_sends_away_and_a_place_given_back_is_free() {
        let door = Admission::new(NonZeroUsize::MIN, 0);
        let soon = || Instant::now() + Duration::from_mins(1);
        let first = door.enter(soon()).await.unwrap();
        let _second = door.enter(soon()).await.unwrap();
        assert!(door.enter(soon()).await.is_err(), "the queue has no places");
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
}
