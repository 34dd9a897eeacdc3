//! Letting go what has been kept long enough: whole artifacts, and parts before them.

use super::operate::{Halt, Run};
use super::upkeep::STRETCH;
use super::{Archive, ArchiveError, EraseError};
use crate::artifacts::store::{has, is_erased};
use crate::artifacts::{
    ArtifactId, ErasedFor, Expired, ExpiredPart, Filter, Key, Kinds, Page, PartKind, PartName,
    Record, Sort, Stretch,
};
use std::collections::HashSet;
use std::sync::Arc;

/// What a purge came to, or would.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Purged {
    pub erased: u64,
    /// Those of which some parts were let go.
    pub expired: u64,
    /// Old enough, and held.
    pub held: u64,
}

/// What is looked for, one after another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Phase {
    /// Older than all is kept.
    Old,
    /// Verified again as often as is kept.
    Superseded,
    /// With parts that are kept for a shorter time.
    Parts(PartKind),
}

const PHASES: [Phase; 5] = [
    Phase::Old,
    Phase::Superseded,
    Phase::Parts(PartKind::Image),
    Phase::Parts(PartKind::Text),
    Phase::Parts(PartKind::Result),
];

impl Archive {
    /// Lets go what the settings do not keep any longer, but for what is held. Several
    /// processes may do it at once; one that is ended midway goes on the next time.
    pub async fn purge(self: &Arc<Self>, dry_run: bool) -> Result<Purged, ArchiveError> {
        let mut run = Run::alone(self);
        self.purge_in(dry_run, &mut run).await.map_err(Halt::alone)?;
        let tally = run.progress.tally;
        Ok(Purged { erased: tally.erased, expired: tally.expired, held: tally.held })
    }

    /// Goes on with a purge from where it is.
    pub(super) async fn purge_in(
        self: &Arc<Self>,
        dry_run: bool,
        run: &mut Run,
    ) -> Result<(), Halt> {
        // In a dry run what is found stays, and would be found again in the next phase.
        let mut counted = HashSet::new();
        while let Some(&phase) = PHASES.get(run.progress.phase) {
            self.purge_phase(phase, dry_run, &mut counted, run).await?;
            run.progress.phase += 1;
            run.progress.after = None;
        }
        let tally = run.progress.tally;
        if tally.erased + tally.expired > 0 {
            tracing::info!(
                erased = tally.erased,
                expired = tally.expired,
                held = tally.held,
                dry_run,
                "purged by retention"
            );
        }
        Ok(())
    }

    async fn purge_phase(
        self: &Arc<Self>,
        phase: Phase,
        dry_run: bool,
        counted: &mut HashSet<ArtifactId>,
        run: &mut Run,
    ) -> Result<(), Halt> {
        loop {
            let records = self.due(phase, run.progress.after).await?;
            if records.is_empty() {
                return Ok(());
            }
            for record in records {
                let id = record.metadata.request_id;
                if !dry_run || counted.insert(id) {
                    run.progress.tally.looked_at += 1;
                    match phase {
                        _ if record.pin.is_some() => run.progress.tally.held += 1,
                        Phase::Old | Phase::Superseded if dry_run => {
                            run.progress.tally.erased += 1;
                        }
                        Phase::Old => self.let_go(id, ErasedFor::Retention, run).await?,
                        Phase::Superseded => self.let_go(id, ErasedFor::Superseded, run).await?,
                        Phase::Parts(kind) => self.expire(&record, kind, dry_run, run).await?,
                    }
                }
                run.progress.after = Some(id);
                run.step().await?;
            }
        }
    }

    /// The next that are due in a phase, oldest first.
    async fn due(
        &self,
        phase: Phase,
        after: Option<ArtifactId>,
    ) -> Result<Vec<Record>, ArchiveError> {
        let (now, retention, limit) = (self.clock.now(), &self.keeping.retention, STRETCH as u32);
        Ok(match phase {
            Phase::Old => {
                let filter = Filter { end: Some(retention.end(now)), ..Filter::default() };
                let page = Page { sort: Sort::Oldest, after, limit };
                self.index.list(&filter, page).await?
            }
            Phase::Superseded => match retention.keep_last {
                Some(keep) => {
                    self.index.superseded(keep, Stretch { after, end: now, limit }).await?
                }
                None => Vec::new(),
            },
            Phase::Parts(kind) => match retention.end_of(kind, now) {
                Some(end) => self.index.unexpired(kind, Stretch { after, end, limit }).await?,
                None => Vec::new(),
            },
        })
    }

    /// Erases one artifact and counts what came of it.
    pub(super) async fn let_go(
        self: &Arc<Self>,
        id: ArtifactId,
        reason: ErasedFor,
        run: &mut Run,
    ) -> Result<(), Halt> {
        let tally = &mut run.progress.tally;
        match self.erase(id, reason).await {
            Ok(_) => tally.erased += 1,
            Err(EraseError::Pinned(_)) => tally.held += 1,
            // By us, before we were broken off; else another was faster.
            Err(EraseError::Erased(stone)) if Some(stone.erased_at) >= run.since => {
                tally.erased += 1;
            }
            Err(EraseError::Erased(_) | EraseError::NotFound) => tally.absent += 1,
            // A bucket's own lifecycle was.
            Err(EraseError::Archive(ArchiveError::Missing { .. })) => {
                tally.absent += 1;
                self.mourn(id, reason).await?;
            }
            Err(EraseError::Archive(error @ ArchiveError::Elsewhere)) => {
                run.progress.problem(format_args!("{id}: {error}"));
            }
            Err(EraseError::Archive(error)) => return Err(error.into()),
        }
        Ok(())
    }

    /// Puts up the tombstone of an artifact that went by itself, where its time was over, so
    /// that its chain has no gap; what went before its time stays missing.
    async fn mourn(&self, id: ArtifactId, reason: ErasedFor) -> Result<(), ArchiveError> {
        if let Some(record) = self.index.find(id).await?
            && reason == ErasedFor::Retention
        {
            let link = (record.metadata.chain, record.checksum);
            let tombstone = self.tombstone_for(id, reason, Some(link));
            self.put_json(Key { id, part: PartName::Tombstone }, &tombstone).await?;
        }
        Ok(self.index.forget(id).await?)
    }

    /// Lets the parts of one kind go. What is to go is written down first, so that a crash
    /// leaves no part that is missing for no reason.
    async fn expire(
        self: &Arc<Self>,
        record: &Record,
        kind: PartKind,
        dry_run: bool,
        run: &mut Run,
    ) -> Result<(), Halt> {
        let id = record.metadata.request_id;
        let names = record.metadata.parts.iter().map(|part| part.name);
        let names: Vec<_> = names.filter(|name| PartKind::of(*name) == Some(kind)).collect();
        if !names.is_empty() {
            if !dry_run && !self.expire_parts(id, &names).await? {
                run.progress.tally.absent += 1;
                return Ok(());
            }
            run.progress.tally.expired += 1;
        }
        if !dry_run {
            self.index
                .expire(id, Kinds::default().with(kind))
                .await
                .map_err(ArchiveError::Index)?;
        }
        Ok(())
    }

    /// `false` when the artifact is not there any more, or is held by now.
    async fn expire_parts(
        self: &Arc<Self>,
        id: ArtifactId,
        names: &[PartName],
    ) -> Result<bool, ArchiveError> {
        let _moving = self.still().await?;
        let parts = self.store.parts(id).await?;
        if is_erased(&parts) || !has(&parts, PartName::Metadata) {
            self.index.forget(id).await?;
            return Ok(false);
        }
        if has(&parts, PartName::Pin) {
            return Ok(false);
        }
        let mut expired = self.expired_of(id).await?.unwrap_or(Expired { parts: Vec::new() });
        let expired_at = self.clock.now();
        let fresh = names.iter().filter(|name| expired.at(**name).is_none());
        let fresh: Vec<_> = fresh.map(|&name| ExpiredPart { name, expired_at }).collect();
        expired.parts.extend(fresh);
        self.put_json(Key { id, part: PartName::Expired }, &expired).await?;
        for &part in names {
            self.store.erase(Key { id, part }).await?;
        }
        tracing::info!(artifact = %id, parts = names.len(), "parts of an artifact let go");
        Ok(true)
    }
}
