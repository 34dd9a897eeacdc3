//! Proving that everything is there and as it was written.

mod chain;

use super::operate::{Halt, Run};
use super::upkeep::STRETCH;
use super::{Archive, ArchiveError, Artifact};
use crate::artifacts::store::{has, is_erased};
use crate::artifacts::{ArtifactId, Checksum, Filter, Key, Link, Page, PartName, Sort, Tombstone};
use chain::{Chains, Place};
use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};
use std::fmt;
use std::sync::Arc;

/// Parts without an artifact that are younger are on their way.
const ON_ITS_WAY: TimeDelta = TimeDelta::hours(1);

/// Flaws that are told one by one; a store that is gone has as many as artifacts.
const MOST_FLAWS: usize = 1000;

/// What was looked at and what was wrong.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Proof {
    pub artifacts: usize,
    pub tombstones: usize,
    pub parts: usize,
    pub bytes: u64,
    pub chains: usize,
    /// How much was wrong.
    pub flaws: usize,
    /// The first of what was wrong.
    pub problems: Vec<Flaw>,
}

/// Something that is not as it was written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
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

/// A comparison under way: what was found so far and where it goes on.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Proving {
    proof: Proof,
    chains: Chains,
    /// The store was walked; what is left is the index.
    walked: bool,
    after: Option<ArtifactId>,
}

impl Proving {
    /// What was found so far.
    pub(super) fn proof(&self) -> &Proof {
        &self.proof
    }

    fn flaw(&mut self, flaw: Flaw) {
        self.proof.flaw(flaw);
    }

    fn take_place(&mut self, link: Link, place: Place, oldest: DateTime<Utc>) {
        let proof = &mut self.proof;
        self.chains.take(link, place, oldest, &mut |flaw| proof.flaw(flaw));
    }
}

impl Proof {
    fn flaw(&mut self, flaw: Flaw) {
        tracing::error!(%flaw, "what is stored is not as it was written");
        self.flaws += 1;
        if self.problems.len() < MOST_FLAWS {
            self.problems.push(flaw);
        }
    }
}

impl Archive {
    /// Reads everything there is and compares it with what was written.
    pub async fn prove(self: &Arc<Self>) -> Result<Proof, ArchiveError> {
        let mut run = Run::alone(self);
        self.prove_in(&mut run).await.map_err(Halt::alone)?;
        Ok(run.progress.proving.take().unwrap_or_default().proof)
    }

    /// Goes on with a comparison from where it is.
    pub(super) async fn prove_in(self: &Arc<Self>, run: &mut Run) -> Result<(), Halt> {
        let mut proving = run.progress.proving.take().unwrap_or_default();
        let proved = self.prove_all(&mut proving, run).await;
        // Also where it was broken off: that is from where it goes on.
        run.told(&proving);
        run.progress.proving = Some(proving);
        proved
    }

    async fn prove_all(self: &Arc<Self>, proving: &mut Proving, run: &mut Run) -> Result<(), Halt> {
        while !proving.walked {
            let listed = self.store.after(proving.after, STRETCH).await?;
            proving.walked = listed.is_empty();
            for artifact in &listed {
                self.prove_one(artifact.id, &artifact.parts, proving).await?;
                proving.after = Some(artifact.id);
                run.proved(proving).await?;
            }
        }
        let gone = self.prove_index().await?;
        for key in gone {
            proving.flaw(Flaw::Missing(key));
        }
        let Proving { proof, chains, .. } = proving;
        chains.end(&mut |flaw| proof.flaw(flaw));
        proof.chains = chains.len();
        Ok(())
    }

    /// What is older may be gone with a bucket's own lifecycle.
    fn oldest(&self) -> DateTime<Utc> {
        self.keeping.retention.end(self.clock.now())
    }

    async fn prove_one(
        self: &Arc<Self>,
        id: ArtifactId,
        parts: &[(PartName, u64)],
        proving: &mut Proving,
    ) -> Result<(), ArchiveError> {
        if is_erased(parts) {
            return self.prove_tombstone(id, proving).await;
        }
        let key = |part| Key { id, part };
        if !has(parts, PartName::Metadata) {
            if self.clock.now() - id.time() > ON_ITS_WAY {
                for (part, _) in parts {
                    proving.flaw(Flaw::Orphaned(key(*part)));
                }
            }
            return Ok(());
        }
        let artifact = match self.load(id, parts).await {
            Ok(artifact) => artifact,
            Err(ArchiveError::Altered { key }) => {
                proving.flaw(Flaw::Altered(key));
                return Ok(());
            }
            // Erased since it was listed.
            Err(ArchiveError::Missing { .. }) if is_erased(&self.store.parts(id).await?) => {
                return self.prove_tombstone(id, proving).await;
            }
            Err(error) => return Err(error),
        };
        proving.proof.artifacts += 1;
        self.prove_parts(&artifact, parts, proving).await?;
        let record = Checksum::of(&artifact.json);
        match self.index.find(id).await? {
            // Erased since it was listed, it is no flaw.
            None if is_erased(&self.store.parts(id).await?) => {}
            None => proving.flaw(Flaw::NotIndexed(id)),
            Some(known) if known.checksum != record => {
                proving.flaw(Flaw::Altered(key(PartName::Metadata)));
            }
            Some(_) => {}
        }
        let link = artifact.metadata.chain;
        let place = Place { id, previous: link.previous, record: Some(record) };
        proving.take_place(link, place, self.oldest());
        Ok(())
    }

    async fn prove_tombstone(
        &self,
        id: ArtifactId,
        proving: &mut Proving,
    ) -> Result<(), ArchiveError> {
        proving.proof.tombstones += 1;
        match self.tombstone(id).await {
            Ok(Tombstone { chain: Some(link), record, .. }) => {
                let place = Place { id, previous: link.previous, record };
                proving.take_place(link, place, self.oldest());
            }
            Ok(_) => {}
            Err(ArchiveError::Altered { key }) => proving.flaw(Flaw::Altered(key)),
            Err(error) => return Err(error),
        }
        Ok(())
    }

    async fn prove_parts(
        &self,
        artifact: &Artifact,
        parts: &[(PartName, u64)],
        proving: &mut Proving,
    ) -> Result<(), ArchiveError> {
        let id = artifact.id();
        let kept = |part: PartName| {
            artifact.metadata.part(part).is_some() && artifact.expired_at(part).is_none()
        };
        for part in artifact.metadata.parts.iter().filter(|part| kept(part.name)) {
            proving.proof.parts += 1;
            proving.proof.bytes += part.size_bytes;
            match self.read(artifact, part, Some(0..0)).await {
                Ok(_) => {}
                Err(ArchiveError::Altered { key }) => proving.flaw(Flaw::Altered(key)),
                Err(ArchiveError::Missing { key }) => {
                    // Erased, or let go, since it was listed: no flaw.
                    let now = self.store.parts(id).await?;
                    let expired = self.expired_of(id).await?;
                    let let_go = expired.and_then(|expired| expired.at(part.name));
                    if !has(&now, PartName::Tombstone) && let_go.is_none() {
                        proving.flaw(Flaw::Missing(key));
                    }
                }
                Err(error) => return Err(error),
            }
        }
        let ours = [PartName::Metadata, PartName::Pin, PartName::Expired, PartName::Tombstone];
        for (part, _) in parts {
            if !ours.contains(part) && !kept(*part) {
                proving.flaw(Flaw::Orphaned(Key { id, part: *part }));
            }
        }
        Ok(())
    }

    /// What the index knows and the store does not have was taken away.
    async fn prove_index(&self) -> Result<Vec<Key>, ArchiveError> {
        let mut gone = Vec::new();
        let mut page = Page { sort: Sort::Oldest, after: None, limit: STRETCH as u32 };
        loop {
            let records = self.index.list(&Filter::default(), page).await?;
            let Some(last) = records.last() else { return Ok(gone) };
            page.after = Some(last.metadata.request_id);
            let strangers = self.strangers(&records).await?.into_iter();
            gone.extend(strangers.map(|id| Key { id, part: PartName::Metadata }));
        }
    }
}
