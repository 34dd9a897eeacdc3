//! Making the index anew.

use super::{Archive, ArchiveError, State};
use crate::artifacts::store::{Listed, has, is_erased};
use crate::artifacts::{ArtifactId, Filter, Page, PartName, Record, Sort};
use std::sync::Arc;

/// Artifacts looked at in one stretch.
pub(super) const STRETCH: usize = 500;

/// What making the index anew came to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Reindexed {
    pub recorded: usize,
    /// Rows of artifacts that the store does not have.
    pub forgotten: usize,
    /// Those whose `metadata.json` cannot be understood.
    pub unreadable: Vec<ArtifactId>,
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
            let mut records = Vec::with_capacity(listed.len());
            for artifact in &listed {
                if is_erased(&artifact.parts) {
                    self.index.forget(artifact.id).await?;
                } else if has(&artifact.parts, PartName::Metadata) {
                    match self.understood(artifact).await {
                        Ok(record) => records.push(record),
                        Err(ArchiveError::Altered { .. } | ArchiveError::Missing { .. }) => {
                            done.unreadable.push(artifact.id);
                        }
                        Err(error) => return Err(error),
                    }
                }
            }
            done.recorded += records.len();
            self.index.record(&records).await?;
            after = Some(upto);
        }
        done.forgotten = self.forget_strangers().await?;
        Ok(done)
    }

    /// One artifact of the store as the index takes it, with its words.
    async fn understood(
        self: &Arc<Self>,
        artifact: &Listed,
    ) -> Result<(Record, String), ArchiveError> {
        let artifact = self.load(artifact.id, &artifact.parts).await?;
        // A text that was altered is not searched; the artifact is listed all the same.
        let text = self.searchable(&artifact).await.unwrap_or_default();
        Ok((artifact.record(), text))
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
}
