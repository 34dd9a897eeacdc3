//! Walking the chains of records: each carries the checksum of the one before it.
//!
//! Artifacts are walked in the order of their ids, which is nearly that of their chains;
//! what comes early waits for those before it, so that little is held at a time.

use super::Flaw;
use crate::artifacts::{ArtifactId, Checksum, Link};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use uuid::Uuid;

/// Records that wait for one before them. A request that took its id first and was answered
/// last is overtaken by a few hundred at most; beyond this, what is waited for is missing.
const WAITING: usize = 10_000;

/// One record's place in its chain.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub(super) struct Place {
    pub id: ArtifactId,
    pub previous: Option<Checksum>,
    /// `None` where the record was unreadable when it was erased.
    pub record: Option<Checksum>,
}

/// Every chain, as far as it was walked.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub(super) struct Chains(BTreeMap<Uuid, Chain>);

#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
struct Chain {
    /// Begun so long ago that its first records may be gone lawfully.
    #[serde(default)]
    is_old: bool,
    /// The last that was walked.
    last: Option<(u64, Place)>,
    waiting: BTreeMap<u64, Place>,
}

impl Chains {
    pub(super) fn len(&self) -> usize {
        self.0.len()
    }

    /// Takes the next record in. `oldest` is the time before which records may be gone with
    /// a bucket's own lifecycle: the first ones of a chain that was begun before.
    pub(super) fn take(
        &mut self,
        link: Link,
        place: Place,
        oldest: DateTime<Utc>,
        flaw: &mut impl FnMut(Flaw),
    ) {
        let chain = self.0.entry(link.id).or_default();
        // A chain's id has the time of its beginning.
        chain.is_old = ArtifactId::new(link.id).is_ok_and(|id| id.time() <= oldest);
        let walked = chain.last.is_some_and(|(last, _)| link.sequence <= last);
        if walked || chain.waiting.contains_key(&link.sequence) {
            flaw(Flaw::Forked { at: place.id });
            return;
        }
        chain.waiting.insert(link.sequence, place);
        while chain.is_next_there() || chain.waiting.len() > WAITING {
            chain.step(flaw);
        }
    }

    /// Walks what waits still: nothing more comes before it.
    pub(super) fn end(&mut self, flaw: &mut impl FnMut(Flaw)) {
        for chain in self.0.values_mut() {
            while !chain.waiting.is_empty() {
                chain.step(flaw);
            }
        }
    }
}

impl Chain {
    fn is_next_there(&self) -> bool {
        let next = self.last.map_or(0, |(last, _)| last + 1);
        self.waiting.contains_key(&next)
    }

    /// Walks on to the next that is there.
    fn step(&mut self, flaw: &mut impl FnMut(Flaw)) {
        let Some((sequence, place)) = self.waiting.pop_first() else { return };
        let missing = self.last.map_or(sequence, |(last, _)| sequence - last - 1);
        let went_by_age = self.last.is_none() && self.is_old;
        if missing > 0 && !went_by_age {
            flaw(Flaw::Gap { before: place.id, missing });
        }
        if let Some((_, Place { record: Some(record), .. })) = self.last
            && missing == 0
            && place.previous != Some(record)
        {
            flaw(Flaw::Broken { at: place.id });
        }
        self.last = Some((sequence, place));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(number: u64) -> ArtifactId {
        let time = DateTime::from_timestamp_millis(1_774_000_000_000 + number as i64).unwrap();
        ArtifactId::floor(time)
    }

    fn record(number: u64) -> Checksum {
        Checksum::of(&number.to_le_bytes())
    }

    /// Walks records of one chain in that order, after which they have to be one.
    fn walked(sequences: impl IntoIterator<Item = u64>) -> Vec<Flaw> {
        let mut flaws = Vec::new();
        let mut chains = Chains::default();
        let mut note = |flaw| flaws.push(flaw);
        for sequence in sequences {
            let previous = sequence.checked_sub(1).map(record);
            let place = Place { id: id(sequence), previous, record: Some(record(sequence)) };
            let link = Link { id: Uuid::nil(), sequence, previous };
            chains.take(link, place, DateTime::UNIX_EPOCH, &mut note);
        }
        chains.end(&mut note);
        flaws
    }

    #[test]
    fn records_may_come_in_any_order_and_none_may_be_missing() {
        assert_eq!(walked([0, 1, 2, 3]), []);
        assert_eq!(walked([3, 1, 0, 2]), []);
        assert_eq!(walked([0, 1, 3]), [Flaw::Gap { before: id(3), missing: 1 }]);
        assert_eq!(walked([2, 3]), [Flaw::Gap { before: id(2), missing: 2 }]);
        assert_eq!(walked([0, 1, 1]), [Flaw::Forked { at: id(1) }]);
        let long = (0..5).chain(6..WAITING as u64 + 50);
        assert_eq!(walked(long), [Flaw::Gap { before: id(6), missing: 1 }]);
    }

    #[test]
    fn the_first_records_of_an_old_chain_may_have_gone_by_age() {
        let begun = DateTime::from_timestamp_millis(1_700_000_000_000).unwrap();
        let gaps = |oldest| {
            let mut flaws = Vec::new();
            let mut chains = Chains::default();
            for sequence in [5, 6, 8] {
                let previous = Some(record(sequence - 1));
                let place = Place { id: id(sequence), previous, record: Some(record(sequence)) };
                let link = Link { id: ArtifactId::floor(begun).uuid(), sequence, previous };
                chains.take(link, place, oldest, &mut |flaw| flaws.push(flaw));
            }
            chains.end(&mut |flaw| flaws.push(flaw));
            flaws
        };
        let gap = |number, missing| Flaw::Gap { before: id(number), missing };
        assert_eq!(gaps(begun), [gap(8, 1)]);
        assert_eq!(gaps(DateTime::UNIX_EPOCH), [gap(5, 5), gap(8, 1)]);
    }

    #[test]
    fn what_waits_is_kept_when_the_walk_is_broken_off() {
        let mut chains = Chains::default();
        let place = Place { id: id(1), previous: Some(record(0)), record: Some(record(1)) };
        let link = Link { id: Uuid::nil(), sequence: 1, previous: place.previous };
        chains.take(link, place, DateTime::UNIX_EPOCH, &mut |flaw| panic!("{flaw}"));
        let kept = serde_json::to_string(&chains).unwrap();
        assert_eq!(serde_json::from_str::<Chains>(&kept).unwrap(), chains);
    }
}
