//! How fast labels are done here: measured, never assumed.

use std::time::{Duration, Instant};

/// Weight of the newest interval in the mean, 0 to 1: about the last dozen labels count, so
/// that one huge application does not close the door, and a change of work shows in minutes.
const NEWEST: f64 = 0.15;

/// The time between two labels done, while there is something to do. That time is the same
/// whether labels are read one after the other or several at once and slower each.
#[derive(Debug, Default)]
pub(super) struct Pace {
    /// All that are inside, waiting or working.
    inside: usize,
    /// When the present interval began: with the last label done, or with the first that
    /// came to an idle house.
    since: Option<Instant>,
    /// `None` until a label was done.
    mean: Option<Duration>,
}

impl Pace {
    pub(super) const fn inside(&self) -> usize {
        self.inside
    }

    pub(super) fn came(&mut self, now: Instant) {
        if self.inside == 0 {
            self.since = Some(now);
        }
        self.inside += 1;
    }

    /// Somebody left who had a turn.
    pub(super) fn done(&mut self, now: Instant) {
        self.inside = self.inside.saturating_sub(1);
        let interval = self.since.map_or(Duration::ZERO, |since| now.duration_since(since));
        self.since = Some(now);
        let mean = |mean: Duration| mean.mul_f64(1.0 - NEWEST) + interval.mul_f64(NEWEST);
        self.mean = Some(self.mean.map_or(interval, mean));
    }

    /// Somebody left without a turn.
    pub(super) fn gave_up(&mut self) {
        self.inside = self.inside.saturating_sub(1);
    }

    /// How long until one more label, after all that are inside, is answered; `None` before
    /// anything was measured.
    pub(super) fn one_more(&self) -> Option<Duration> {
        Some(self.mean? * count(self.inside + 1))
    }

    /// How long until so few are inside that one more is answered within `limit`: at least
    /// one label's time.
    pub(super) fn until_room(&self, limit: Duration) -> Option<Duration> {
        let mean = self.mean?;
        let fit = limit.as_nanos().checked_div(mean.as_nanos()).unwrap_or(u128::MAX);
        let fit = usize::try_from(fit).unwrap_or(usize::MAX);
        let first = (self.inside + 1).saturating_sub(fit).max(1);
        Some(mean * count(first))
    }
}

fn count(labels: usize) -> u32 {
    u32::try_from(labels).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: Duration = Duration::from_secs(1);

    /// Labels that come together to an idle house and are done at these seconds.
    fn together(done_at: &[u32]) -> Pace {
        let begin = Instant::now();
        let mut pace = Pace::default();
        for _ in done_at {
            pace.came(begin);
        }
        for seconds in done_at {
            pace.done(begin + SECOND * *seconds);
        }
        pace
    }

    #[test]
    fn the_pace_is_the_same_one_by_one_or_several_at_once() {
        let begin = Instant::now();
        let mut one_by_one = Pace::default();
        for turn in 0..4 {
            // A minute's leisure between them is no work.
            let came = begin + SECOND * 60 * turn;
            one_by_one.came(came);
            one_by_one.done(came + SECOND * 2);
        }
        assert_eq!(one_by_one.one_more(), Some(SECOND * 2));
        assert_eq!(together(&[2, 4, 6, 8]).one_more(), Some(SECOND * 2));
    }

    #[test]
    fn every_label_inside_is_waited_for() {
        let mut pace = together(&[1]);
        for inside in 0..6 {
            assert_eq!(pace.one_more(), Some(SECOND * (inside + 1)));
            pace.came(Instant::now());
        }
        // Six are inside: for one more to be answered in three seconds, four have to go.
        assert_eq!(pace.until_room(SECOND * 3), Some(SECOND * 4));
        assert_eq!(pace.until_room(SECOND * 60), Some(SECOND), "where only the queue is full");
        pace.gave_up();
        assert_eq!(pace.inside(), 5);
        assert_eq!(pace.one_more(), Some(SECOND * 6), "giving up tells nothing of the pace");
    }

    #[test]
    fn one_slow_label_moves_the_pace_a_little() {
        let begin = Instant::now();
        let mut pace = together(&[1]);
        pace.came(begin);
        pace.done(begin + SECOND * 11);
        assert_eq!(pace.one_more(), Some(Duration::from_millis(2500)));
    }

    #[test]
    fn nothing_is_told_before_anything_was_measured() {
        let pace = Pace::default();
        assert_eq!((pace.one_more(), pace.until_room(SECOND)), (None, None));
    }
}
