//! What is done to the archive as a whole: making the index anew, and letting go what has
//! been kept long enough.

use super::{Archive, ArchiveError, EraseError, State};
use crate::artifacts::{
    ArtifactId, ErasedFor, Filter, Key, Metadata, Page, PartName, Record, Sort,
};
use crate::telemetry::chain;
use chrono::TimeDelta;
use std::sync::Arc;
use std::time::Duration;
use tokio_util::sync::CancellationToken;

/// Artifacts looked at in one stretch.
pub(super) const STRETCH: usize = 500;

/// Between two purges. A day more or less matters to nobody; an hour spreads the work.
const PURGE_EVERY: Duration = Duration::from_hours(1);

/// What making the index anew came to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Reindexed {
    pub recorded: usize,
    /// Rows of artifacts that the store does not have.
    pub forgotten: usize,
    /// Those whose `metadata.json` cannot be understood.
    pub unreadable: Vec<ArtifactId>,
}

/// What a purge came to, or would.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Purged {
    pub erased: usize,
    /// Old enough, and held.
    pub held: usize,
}

impl Archive {
    /// Makes the index anew from the store alone.
    pub async fn reindex(self: &Arc<Self>) -> Result<Reindexed, ArchiveError> {
        let mut done = Reindexed::default();
        let mut after = None;
        loop {
            let listed = self.store.after(after, STRETCH).await?;
            let Some(last) = listed.last() else { break };
            let upto = last.id;
            for artifact in &listed {
                let has = |wanted| artifact.parts.iter().any(|(part, _)| *part == wanted);
                if has(PartName::Tombstone) {
                    self.index.forget(artifact.id).await?;
                } else if has(PartName::Metadata) {
                    match self.recorded(artifact.id, has(PartName::Pin)).await {
                        Ok(()) => done.recorded += 1,
                        Err(ArchiveError::Altered { .. } | ArchiveError::Missing { .. }) => {
                            done.unreadable.push(artifact.id);
                        }
                        Err(error) => return Err(error),
                    }
                }
            }
            after = Some(upto);
        }
        done.forgotten = self.forget_strangers().await?;
        Ok(done)
    }

    /// Takes one artifact of the store into the index.
    async fn recorded(self: &Arc<Self>, id: ArtifactId, pinned: bool) -> Result<(), ArchiveError> {
        let pin = if pinned { self.pin_of(id).await? } else { None };
        let artifact = self.load(id, pin).await?;
        // A text that was altered is not searched; the artifact is listed all the same.
        let text = self.searchable(&artifact).await.unwrap_or_default();
        Ok(self.index.record(&artifact.record(), &text).await?)
    }

    /// Forgets what the index says is stored and the store does not have.
    async fn forget_strangers(&self) -> Result<usize, ArchiveError> {
        let mut forgotten = 0;
        let mut page = Page { sort: Sort::Oldest, after: None, limit: STRETCH as u32 };
        loop {
            let records = self.index.list(&Filter::default(), page).await?;
            let Some(last) = records.last() else { return Ok(forgotten) };
            page.after = Some(last.metadata.request_id);
            for id in self.strangers(&records).await? {
                self.index.forget(id).await?;
                forgotten += 1;
            }
        }
    }

    /// Of these records, in the order of their ids, those that the store does not have.
    pub(super) async fn strangers(
        &self,
        records: &[Record],
    ) -> Result<Vec<ArtifactId>, ArchiveError> {
        let (Some(first), Some(last)) = (records.first(), records.last()) else {
            return Ok(Vec::new());
        };
        let upto = last.metadata.request_id;
        // The least id of the millisecond is never one of ours: its random part is zero.
        let mut after = Some(ArtifactId::floor(first.metadata.request_id.time()));
        let mut there = std::collections::HashSet::new();
        loop {
            let listed = self.store.after(after, STRETCH).await?;
            let Some(last) = listed.last() else { break };
            after = Some(last.id);
            there.extend(listed.iter().map(|listed| listed.id));
            if last.id >= upto {
                break;
            }
        }
        let stored = records.iter().filter(|record| record.state == State::Stored);
        let mut strangers = Vec::new();
        for id in stored.map(|record| record.metadata.request_id) {
            // It may have come while we looked.
            if !there.contains(&id) && self.store.parts(id).await?.is_empty() {
                strangers.push(id);
            }
        }
        Ok(strangers)
    }

    /// An artifact of the store as it is there, whatever the index says.
    pub(super) async fn load(
        &self,
        id: ArtifactId,
        pin: Option<crate::artifacts::Pin>,
    ) -> Result<super::Artifact, ArchiveError> {
        let key = Key { id, part: PartName::Metadata };
        let json = super::read_small(&*self.store, id, PartName::Metadata).await?;
        let json = json.ok_or(ArchiveError::Missing { key })?;
        match serde_json::from_slice::<Metadata>(&json) {
            Ok(metadata) if metadata.request_id == id => {
                Ok(super::Artifact::stored(metadata, json, pin))
            }
            _ => Err(ArchiveError::Altered { key }),
        }
    }

    /// Erases what is older than the settings keep it, but for what is held. Several
    /// processes may do it at once; one that is ended midway goes on the next time.
    pub async fn purge(self: &Arc<Self>, dry_run: bool) -> Result<Purged, EraseError> {
        let kept = TimeDelta::days(self.keeping.retention.days.into());
        let filter = Filter { end: Some(self.clock.now() - kept), ..Filter::default() };
        let mut page = Page { sort: Sort::Oldest, after: None, limit: STRETCH as u32 };
        let mut purged = Purged::default();
        loop {
            let records = self.index.list(&filter, page).await.map_err(ArchiveError::Index)?;
            let Some(last) = records.last() else { break };
            page.after = Some(last.metadata.request_id);
            for record in records {
                if record.pin.is_some() {
                    purged.held += 1;
                } else if dry_run {
                    purged.erased += 1;
                } else {
                    match self.erase(record.metadata.request_id, ErasedFor::Retention).await {
                        Ok(_) => purged.erased += 1,
                        Err(EraseError::Pinned(_)) => purged.held += 1,
                        // Another process was faster, or a lifecycle rule was.
                        Err(EraseError::Erased(_) | EraseError::NotFound) => {}
                        Err(EraseError::Archive(ArchiveError::Missing { key })) => {
                            self.index.forget(key.id).await.map_err(ArchiveError::Index)?;
                        }
                        Err(error) => return Err(error),
                    }
                }
            }
        }
        if purged.erased > 0 {
            let Purged { erased, held } = purged;
            tracing::info!(erased, held, dry_run, "purged by retention");
        }
        Ok(purged)
    }

    /// Purges from time to time until told to stop.
    pub async fn purge_regularly(self: Arc<Self>, stopping: CancellationToken) {
        loop {
            tokio::select! {
                () = stopping.cancelled() => return,
                () = tokio::time::sleep(PURGE_EVERY) => {}
            }
            // A service that was never asked to keep anything has nothing to look through.
            if !self.was_used() {
                continue;
            }
            if let Err(error) = self.purge(false).await {
                tracing::warn!(error = %chain(&error), "the purge was not finished");
            }
        }
    }
}
