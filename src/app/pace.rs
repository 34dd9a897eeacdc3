//! How fast labels are done here: measured, never assumed.

use std::time::{Duration, Instant};

/// The least weight of the newest label in the mean, 0 to 1: about the last dozen count, so
/// that one huge application does not close the door, and a change of work shows in minutes.
const NEWEST: f64 = 0.15;

/// A label that its deadline cut short would have taken longer, nobody knows by how much.
/// Counted as it was, a full house would look as if it kept its time: every label is done
/// at its deadline. Counted so, fewer are let in until they are done before it.
const CUT_SHORT: f64 = 1.5;

/// What one label takes of the machine: its time in work, shared with those beside it. That
/// is the same whether labels are read one after the other or several at once and slower.
#[derive(Debug, Default)]
pub(super) struct Pace {
    /// All that are inside, waiting or working.
    inside: usize,
    working: usize,
    /// What a label in work since ever would have taken of the machine.
    taken: Duration,
    /// Until when that is counted.
    until: Option<Instant>,
    /// `None` until a label was done.
    mean: Option<Duration>,
    done: u32,
}

/// When a label's work began, by what had been taken of the machine.
#[derive(Debug, Clone, Copy)]
pub(super) struct Begun(Duration);

impl Pace {
    pub(super) const fn inside(&self) -> usize {
        self.inside
    }

    pub(super) fn came(&mut self) {
        self.inside += 1;
    }

    pub(super) fn began(&mut self, now: Instant) -> Begun {
        self.count_until(now);
        self.working += 1;
        Begun(self.taken)
    }

    /// Work that came to no report, which tells nothing of the pace.
    pub(super) fn ended(&mut self, now: Instant) {
        self.count_until(now);
        self.working = self.working.saturating_sub(1);
    }

    /// A label was reported on.
    pub(super) fn done(&mut self, begun: Begun, cut_short: bool, now: Instant) {
        self.ended(now);
        let took = self.taken.saturating_sub(begun.0);
        let took = if cut_short { took.mul_f64(CUT_SHORT) } else { took };
        self.done = self.done.saturating_add(1);
        // The first few count alike: each is as good a guess as the others.
        let newest = (1.0 / f64::from(self.done)).max(NEWEST);
        let mean = |mean: Duration| mean.mul_f64(1.0 - newest) + took.mul_f64(newest);
        self.mean = Some(self.mean.map_or(took, mean));
    }

    pub(super) fn left(&mut self) {
        self.inside = self.inside.saturating_sub(1);
    }

    /// How long until one more label, after all that are inside, is answered; `None` before
    /// anything was measured.
    pub(super) fn one_more(&self) -> Option<Duration> {
        Some(self.mean?.saturating_mul(count(self.inside + 1)))
    }

    /// How long until so few are inside that one more is answered within `limit`: at least
    /// one label's time.
    pub(super) fn until_room(&self, limit: Duration) -> Option<Duration> {
        let mean = self.mean?;
        let fit = limit.as_nanos().checked_div(mean.as_nanos()).unwrap_or(u128::MAX);
        let fit = usize::try_from(fit).unwrap_or(usize::MAX);
        let first = (self.inside + 1).saturating_sub(fit).max(1);
        Some(mean.saturating_mul(count(first)))
    }

    fn count_until(&mut self, now: Instant) {
        if let Some(until) = self.until
            && self.working > 0
        {
            self.taken += now.saturating_duration_since(until) / count(self.working);
        }
        self.until = Some(now);
    }
}

fn count(labels: usize) -> u32 {
    u32::try_from(labels).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: Duration = Duration::from_secs(1);

    /// Labels that are in work together from the beginning and done at these seconds.
    fn together(done_at: &[u32], cut_short: bool) -> Pace {
        let start = Instant::now();
        let mut pace = Pace::default();
        let begun: Vec<_> = done_at.iter().map(|_| pace.began(start)).collect();
        for (begun, seconds) in begun.into_iter().zip(done_at) {
            pace.done(begun, cut_short, start + SECOND * *seconds);
        }
        pace
    }

    #[test]
    fn the_pace_is_the_same_one_by_one_or_several_at_once() {
        let start = Instant::now();
        let mut one_by_one = Pace::default();
        for turn in 0..4 {
            // A minute's leisure between them is no work.
            let came = start + SECOND * 60 * turn;
            let begun = one_by_one.began(came);
            one_by_one.done(begun, false, came + SECOND * 2);
        }
        assert_eq!(one_by_one.one_more(), Some(SECOND * 2));
        assert_eq!(together(&[8, 8, 8, 8], false).one_more(), Some(SECOND * 2));
        // Two that start when the others are half done.
        let mut staggered = Pace::default();
        let first = [staggered.began(start), staggered.began(start)];
        let second = [0, 1].map(|_| staggered.began(start + SECOND * 2));
        for (pair, seconds) in [(first, 6), (second, 8)] {
            for begun in pair {
                staggered.done(begun, false, start + SECOND * seconds);
            }
        }
        assert_eq!(staggered.one_more(), Some(SECOND * 2));
    }

    #[test]
    fn the_first_labels_count_alike() {
        // 2, 4 and 6 seconds of the machine, one after the other.
        let start = Instant::now();
        let mut pace = Pace::default();
        for (from, to) in [(0, 2), (10, 14), (20, 26)] {
            let begun = pace.began(start + SECOND * from);
            pace.done(begun, false, start + SECOND * to);
        }
        let mean = pace.one_more().unwrap().as_secs_f64();
        assert!((mean - 4.0).abs() < 1e-6, "{mean}");
    }

    #[test]
    fn every_label_inside_is_waited_for() {
        let mut pace = together(&[1], false);
        for inside in 0..6 {
            assert_eq!(pace.one_more(), Some(SECOND * (inside + 1)));
            pace.came();
        }
        // Six are inside: for one more to be answered in three seconds, four have to go.
        assert_eq!(pace.until_room(SECOND * 3), Some(SECOND * 4));
        assert_eq!(pace.until_room(SECOND * 60), Some(SECOND), "where only the queue is full");
        pace.left();
        assert_eq!((pace.inside(), pace.one_more()), (5, Some(SECOND * 6)));
    }

    #[test]
    fn a_house_that_answers_everybody_at_the_deadline_is_too_full() {
        // Four are cut short at five seconds: as many again would not be done in time.
        let mut full = together(&[5, 5, 5, 5], true);
        for _ in 0..3 {
            full.came();
        }
        assert!(full.one_more().unwrap() > SECOND * 5);
        let mut in_time = together(&[5, 5, 5, 5], false);
        for _ in 0..3 {
            in_time.came();
        }
        assert_eq!(in_time.one_more(), Some(SECOND * 5));
    }

    #[test]
    fn one_slow_label_moves_the_pace_a_little() {
        let start = Instant::now();
        let mut pace = Pace::default();
        for turn in 0..21 {
            let came = start + SECOND * 60 * turn;
            let begun = pace.began(came);
            pace.done(begun, false, came + SECOND * if turn == 20 { 11 } else { 1 });
        }
        let mean = pace.one_more().unwrap().as_secs_f64();
        assert!((mean - 2.5).abs() < 1e-6, "{mean}");
    }

    #[test]
    fn work_without_a_report_tells_nothing_and_shares_the_machine_no_longer() {
        let start = Instant::now();
        let mut pace = Pace::default();
        let label = pace.began(start);
        pace.began(start);
        pace.ended(start + SECOND * 2);
        assert_eq!(pace.one_more(), None);
        pace.done(label, false, start + SECOND * 3);
        assert_eq!(pace.one_more(), Some(SECOND * 2), "half of two seconds and the third");
    }

    #[test]
    fn nothing_is_told_before_anything_was_measured() {
        let pace = Pace::default();
        assert_eq!((pace.one_more(), pace.until_room(SECOND)), (None, None));
    }
}
