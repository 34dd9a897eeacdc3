//! How long the model takes, by what it took.

use std::collections::VecDeque;
use std::time::{Duration, Instant};

/// Answers remembered: enough that one slow one moves nothing, few enough that a change of
/// model or machine shows within a shift.
const REMEMBERED: usize = 15;

/// What answers took of late.
#[derive(Debug, Default)]
pub(super) struct Pace {
    /// Without the time for loading, oldest first.
    took: VecDeque<Duration>,
    /// What loading took when it was last seen.
    loading: Option<Duration>,
    last: Option<Instant>,
}

impl Pace {
    /// An answer came after `took`, of which `loading` went into bringing the model to memory.
    pub(super) fn answered(&mut self, took: Duration, loading: Duration, now: Instant) {
        if loading > Duration::from_millis(500) {
            self.loading = Some(loading);
        }
        self.remember(took.saturating_sub(loading), now);
    }

    /// None came within `waited`: it takes longer than that, nobody knows how much.
    pub(super) fn gave_up(&mut self, waited: Duration, now: Instant) {
        self.remember(waited * 2, now);
    }

    fn remember(&mut self, took: Duration, now: Instant) {
        self.took.push_back(took);
        if self.took.len() > REMEMBERED {
            self.took.pop_front();
        }
        self.last = Some(now);
    }

    /// `None` before anything was measured.
    pub(super) fn median(&self) -> Option<Duration> {
        let mut sorted: Vec<Duration> = self.took.iter().copied().collect();
        sorted.sort_unstable();
        // The longer of the two in the middle: better not asked than not answered.
        sorted.get(sorted.len() / 2).copied()
    }

    /// What the next answer will take, of a model that is in memory or is not.
    pub(super) fn next(&self, loaded: bool) -> Option<Duration> {
        let median = self.median()?;
        Some(if loaded { median } else { median + self.loading.unwrap_or(median) })
    }

    pub(super) fn is_older_than(&self, age: Duration, now: Instant) -> bool {
        self.last.is_none_or(|last| now.saturating_duration_since(last) > age)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: Duration = Duration::from_secs(1);

    #[test]
    fn the_median_is_of_the_last_answers_without_their_loading() {
        let (mut pace, now) = (Pace::default(), Instant::now());
        assert_eq!(pace.next(true), None);
        pace.answered(SECOND * 31, SECOND * 30, now);
        assert_eq!((pace.next(true), pace.next(false)), (Some(SECOND), Some(SECOND * 31)));
        pace.answered(SECOND * 3, Duration::ZERO, now);
        assert_eq!(pace.median(), Some(SECOND * 3), "of two the longer");
        for _ in 0..REMEMBERED {
            pace.answered(SECOND * 2, Duration::ZERO, now);
        }
        assert_eq!(pace.median(), Some(SECOND * 2));
    }

    #[test]
    fn an_answer_that_never_came_took_longer_than_was_waited() {
        let (mut pace, now) = (Pace::default(), Instant::now());
        pace.gave_up(SECOND, now);
        assert_eq!(pace.median(), Some(SECOND * 2));
        assert!(!pace.is_older_than(SECOND, now));
        assert!(pace.is_older_than(SECOND, now + SECOND * 2));
    }
}
