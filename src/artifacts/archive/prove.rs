//! Proving that everything is there and as it was written.

use super::upkeep::STRETCH;
use super::{Archive, ArchiveError, Artifact};
use crate::artifacts::{ArtifactId, Checksum, Filter, Key, Link, Page, PartName, Sort, Tombstone};
use chrono::TimeDelta;
use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;
use uuid::Uuid;

/// Parts without an artifact that are younger are on their way.
const ON_ITS_WAY: TimeDelta = TimeDelta::hours(1);

/// What was looked at and what was wrong.
#[derive(Debug, Clone, Default)]
pub struct Proof {
    pub artifacts: usize,
    pub tombstones: usize,
    pub parts: usize,
    pub bytes: u64,
    pub chains: usize,
    pub problems: Vec<Flaw>,
}

/// Something that is not as it was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Flaw {
    /// Not what its checksum says.
    Altered(Key),
    Missing(Key),
    /// A part of no artifact.
    Orphaned(Key),
    /// In the store and not in the index; `artifacts reindex` mends it.
    NotIndexed(ArtifactId),
    /// Records were taken out of a chain before this one.
    Gap {
        before: ArtifactId,
        missing: u64,
    },
    /// The record before this one is not the one that was written.
    Broken {
        at: ArtifactId,
    },
    /// Two records claim one place.
    Forked {
        at: ArtifactId,
    },
}

impl fmt::Display for Flaw {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Altered(key) => write!(formatter, "altered: {key}"),
            Self::Missing(key) => write!(formatter, "missing: {key}"),
            Self::Orphaned(key) => write!(formatter, "orphaned: {key}"),
            Self::NotIndexed(id) => write!(formatter, "not in the index: {id}"),
            Self::Gap { before, missing } => {
                write!(formatter, "{missing} missing from the chain before {before}")
            }
            Self::Broken { at } => {
                write!(formatter, "the record before {at} is not the one that was written")
            }
            Self::Forked { at } => {
                write!(formatter, "{at} stands where another record of its chain stands")
            }
        }
    }
}

/// One record's place in its chain.
#[derive(Debug, Clone, Copy)]
struct Place {
    id: ArtifactId,
    previous: Option<Checksum>,
    /// `None` where the record was unreadable when it was erased.
    record: Option<Checksum>,
}

type Chains = BTreeMap<Uuid, BTreeMap<u64, Place>>;

impl Archive {
    /// Reads everything there is and compares it with what was written.
    pub async fn prove(self: &Arc<Self>) -> Result<Proof, ArchiveError> {
        let mut proof = Proof::default();
        let mut chains = Chains::new();
        let mut after = None;
        loop {
            let listed = self.store.after(after, STRETCH).await?;
            let Some(last) = listed.last() else { break };
            after = Some(last.id);
            for artifact in listed {
                self.prove_one(artifact.id, &artifact.parts, &mut proof, &mut chains).await?;
            }
        }
        self.prove_index(&mut proof).await?;
        proof.chains = chains.len();
        for chain in chains.values() {
            self.prove_chain(chain, &mut proof);
        }
        Ok(proof)
    }

    async fn prove_one(
        self: &Arc<Self>,
        id: ArtifactId,
        parts: &[(PartName, u64)],
        proof: &mut Proof,
        chains: &mut Chains,
    ) -> Result<(), ArchiveError> {
        let has = |wanted| parts.iter().any(|(part, _)| *part == wanted);
        let key = |part| Key { id, part };
        if has(PartName::Tombstone) {
            proof.tombstones += 1;
            match self.tombstone(id).await {
                Ok(Tombstone { chain: Some(link), record, .. }) => {
                    take_place(chains, proof, link, Place { id, previous: link.previous, record });
                }
                Ok(_) => {}
                Err(ArchiveError::Altered { key }) => proof.problems.push(Flaw::Altered(key)),
                Err(error) => return Err(error),
            }
            return Ok(());
        }
        if !has(PartName::Metadata) {
            if self.clock.now() - id.time() > ON_ITS_WAY {
                let orphans = parts.iter().map(|(part, _)| Flaw::Orphaned(key(*part)));
                proof.problems.extend(orphans);
            }
            return Ok(());
        }
        let artifact = match self.load(id, None).await {
            Ok(artifact) => artifact,
            Err(ArchiveError::Altered { key }) => {
                proof.problems.push(Flaw::Altered(key));
                return Ok(());
            }
            Err(error) => return Err(error),
        };
        proof.artifacts += 1;
        self.prove_parts(&artifact, parts, proof).await?;
        let record = Checksum::of(&artifact.json);
        match self.index.find(id).await? {
            None => proof.problems.push(Flaw::NotIndexed(id)),
            Some(known) if known.checksum != record => {
                proof.problems.push(Flaw::Altered(key(PartName::Metadata)));
            }
            Some(_) => {}
        }
        let link = artifact.metadata.chain;
        let place = Place { id, previous: link.previous, record: Some(record) };
        take_place(chains, proof, link, place);
        Ok(())
    }

    async fn prove_parts(
        &self,
        artifact: &Artifact,
        parts: &[(PartName, u64)],
        proof: &mut Proof,
    ) -> Result<(), ArchiveError> {
        for part in &artifact.metadata.parts {
            proof.parts += 1;
            proof.bytes += part.size_bytes;
            match self.read(artifact, part, Some(0..0)).await {
                Ok(_) => {}
                Err(ArchiveError::Altered { key }) => proof.problems.push(Flaw::Altered(key)),
                Err(ArchiveError::Missing { key }) => proof.problems.push(Flaw::Missing(key)),
                Err(error) => return Err(error),
            }
        }
        let own = |part| matches!(part, PartName::Metadata | PartName::Pin);
        let strangers = parts
            .iter()
            .filter(|(part, _)| !own(*part) && artifact.metadata.part(*part).is_none())
            .map(|(part, _)| Flaw::Orphaned(Key { id: artifact.id(), part: *part }));
        proof.problems.extend(strangers);
        Ok(())
    }

    /// What the index knows and the store does not have was taken away.
    async fn prove_index(&self, proof: &mut Proof) -> Result<(), ArchiveError> {
        let mut page = Page { sort: Sort::Oldest, after: None, limit: STRETCH as u32 };
        loop {
            let records = self.index.list(&Filter::default(), page).await?;
            let Some(last) = records.last() else { return Ok(()) };
            page.after = Some(last.metadata.request_id);
            let gone = self.strangers(&records).await?.into_iter();
            proof
                .problems
                .extend(gone.map(|id| Flaw::Missing(Key { id, part: PartName::Metadata })));
        }
    }

    fn prove_chain(&self, chain: &BTreeMap<u64, Place>, proof: &mut Proof) {
        let kept = TimeDelta::days(self.keeping.retention.days.into());
        let mut before: Option<(u64, Place)> = None;
        for (&sequence, place) in chain {
            let missing = before.map_or(sequence, |(before, _)| sequence - before - 1);
            // The oldest may have gone with a bucket's own lifecycle.
            let went_by_age = before.is_none() && self.clock.now() - place.id.time() >= kept;
            if missing > 0 && !went_by_age {
                proof.problems.push(Flaw::Gap { before: place.id, missing });
            }
            if let Some((_, Place { record: Some(record), .. })) = before
                && missing == 0
                && place.previous != Some(record)
            {
                proof.problems.push(Flaw::Broken { at: place.id });
            }
            before = Some((sequence, *place));
        }
    }
}

fn take_place(chains: &mut Chains, proof: &mut Proof, link: Link, place: Place) {
    let chain = chains.entry(link.id).or_default();
    if chain.insert(link.sequence, place).is_some() {
        proof.problems.push(Flaw::Forked { at: place.id });
    }
}
