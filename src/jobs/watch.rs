//! Which claims have lapsed: those whose beat stands still.

use super::{Sighting, Token};
use std::collections::HashMap;
use std::time::{Duration, Instant};

/// Looks needed before a claim can lapse: a process that was stopped itself for a while, or
/// that could not reach the database, sees the world move again before it judges.
const LOOKS: u32 = 3;

/// Remembers the beats of claims. Time is this process's own, which no clock can turn.
#[derive(Debug)]
pub struct Watch {
    lease: Duration,
    seen: HashMap<Token, Still>,
    last: Option<Instant>,
}

#[derive(Debug, Clone, Copy)]
struct Still {
    beats: i64,
    since: Instant,
    looks: u32,
}

impl Watch {
    /// A claim lapses when its beat stands still for `lease`.
    #[must_use]
    pub fn new(lease: Duration) -> Self {
        Self { lease, seen: HashMap::new(), last: None }
    }

    /// How long until it should look again.
    #[must_use]
    pub fn pause(&self) -> Duration {
        self.lease / LOOKS
    }

    /// Takes note of all claims as they are, and gives those that have lapsed.
    #[must_use]
    pub fn look(&mut self, claims: Vec<Sighting>, now: Instant) -> Vec<Sighting> {
        // What happened while nobody looked is unknown: those who should have moved could not,
        // perhaps, for the same reason.
        let gap = self.last.is_some_and(|last| now.saturating_duration_since(last) > self.lease);
        self.last = Some(now);
        let before = std::mem::take(&mut self.seen);
        let mut lapsed = Vec::new();
        for claim in claims {
            let fresh = Still { beats: claim.beats, since: now, looks: 1 };
            let known = before.get(&claim.token).filter(|still| still.beats == claim.beats && !gap);
            let still = known.map_or(fresh, |still| Still { looks: still.looks + 1, ..*still });
            self.seen.insert(claim.token, still);
            let stood = now.saturating_duration_since(still.since);
            if stood >= self.lease && still.looks > LOOKS {
                lapsed.push(claim);
            }
        }
        lapsed
    }

    /// Forgets everything: the database could not be asked.
    pub fn blind(&mut self) {
        self.seen.clear();
        self.last = None;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::jobs::JobId;

    fn claim(token: Token, beats: i64) -> Sighting {
        Sighting { token, kind: "test".to_owned(), beats }
    }

    #[test]
    fn a_claim_lapses_when_its_beat_stands_still_and_not_before() {
        let mut watch = Watch::new(Duration::from_secs(9));
        let start = Instant::now();
        let (dead, alive) =
            (Token { job: JobId::fresh(), fence: 1 }, Token { job: JobId::fresh(), fence: 1 });
        let at = |seconds| start + Duration::from_secs(seconds);
        for (seconds, lapses) in [(0, false), (3, false), (6, false), (9, true)] {
            let seen = vec![claim(dead, 4), claim(alive, seconds as i64)];
            let lapsed = watch.look(seen, at(seconds));
            let expected = if lapses { vec![claim(dead, 4)] } else { vec![] };
            assert_eq!(lapsed, expected, "after {seconds} s");
        }
        // A new claim of the same job is another.
        let again = Token { fence: 2, ..dead };
        assert_eq!(watch.look(vec![claim(again, 4)], at(12)), []);
    }

    #[test]
    fn who_could_not_look_does_not_judge() {
        let token = Token { job: JobId::fresh(), fence: 1 };
        let start = Instant::now();
        let at = |seconds| start + Duration::from_secs(seconds);
        // Stopped for a minute itself.
        let mut watch = Watch::new(Duration::from_secs(9));
        for seconds in [0, 3, 6, 66, 69, 72] {
            assert_eq!(watch.look(vec![claim(token, 4)], at(seconds)), [], "{seconds}");
        }
        assert_eq!(watch.look(vec![claim(token, 4)], at(75)).len(), 1);
        // The database was away.
        let mut watch = Watch::new(Duration::from_secs(9));
        for seconds in [0, 3, 6] {
            assert_eq!(watch.look(vec![claim(token, 4)], at(seconds)), []);
        }
        watch.blind();
        for seconds in [9, 12, 15] {
            assert_eq!(watch.look(vec![claim(token, 4)], at(seconds)), [], "{seconds}");
        }
    }
}
