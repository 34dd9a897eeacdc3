//! Holding artifacts, and letting them go for good.

use super::deliver::change;
use super::{Archive, ArchiveError};
use crate::artifacts::store::{Source, has};
use crate::artifacts::{
    ArtifactId, Checksum, ErasedFor, Found, Key, PartName, Pin, StoreError, Tombstone,
};
use std::sync::Arc;
use std::time::Duration;

/// A delivery that takes longer is stuck.
const PATIENCE: Duration = Duration::from_secs(5);

/// Why an artifact is still there, or cannot be held.
#[derive(Debug, thiserror::Error)]
pub enum EraseError {
    #[error("there is no such artifact")]
    NotFound,
    #[error("the artifact was erased")]
    Erased(Box<Tombstone>),
    #[error("the artifact is held")]
    Pinned(Pin),
    #[error(transparent)]
    Archive(#[from] ArchiveError),
}

impl Archive {
    /// Erases all parts of an artifact, with all their versions; a tombstone stays.
    pub async fn erase(
        self: &Arc<Self>,
        id: ArtifactId,
        reason: ErasedFor,
    ) -> Result<Tombstone, EraseError> {
        // Else it might go to the store while it goes from it.
        let _moving = self.still().await?;
        let tombstone = match self.find(id).await {
            Ok(Some(Found::Here(artifact))) => {
                let held = self.pin_of(id).await.map_err(ArchiveError::Store)?;
                if let Some(pin) = held.or(artifact.pin) {
                    return Err(EraseError::Pinned(pin));
                }
                let record = Checksum::of(&artifact.json);
                self.tombstone_for(id, reason, Some((artifact.metadata.chain, record)))
            }
            Ok(Some(Found::Erased(tombstone))) => {
                // A crash may have left parts behind.
                self.store.clear(id).await.map_err(ArchiveError::Store)?;
                return Err(EraseError::Erased(Box::new(tombstone)));
            }
            Ok(None) => return Err(EraseError::NotFound),
            // What was tampered with may still be erased, unless it is held.
            Err(ArchiveError::Altered { .. }) => {
                if let Some(pin) = self.pin_of(id).await.map_err(ArchiveError::Store)? {
                    return Err(EraseError::Pinned(pin));
                }
                self.tombstone_for(id, reason, None)
            }
            Err(error) => return Err(error.into()),
        };
        self.bury(id, &tombstone).await?;
        if let Some(spool) = self.spool.get() {
            change(spool, move |spool| spool.remove(id)).await?;
        }
        self.index.forget(id).await.map_err(ArchiveError::Index)?;
        tracing::info!(artifact = %id, ?reason, "artifact erased");
        Ok(tombstone)
    }

    /// Holds an artifact: neither retention nor erasure passes it.
    pub async fn pin(
        self: &Arc<Self>,
        id: ArtifactId,
        reason: Option<String>,
    ) -> Result<Pin, EraseError> {
        let _moving = self.still().await?;
        self.ensure_here(id).await?;
        let pin = Pin { pinned_at: self.clock.now(), reason };
        self.put_json(Key { id, part: PartName::Pin }, &pin).await?;
        // Another process may be erasing it, and may have looked for a pin before this one
        // was there: nothing is called held that may go.
        let parts = self.store.parts(id).await.map_err(ArchiveError::Store)?;
        if has(&parts, PartName::Tombstone) {
            let withdrawn = self.store.erase(Key { id, part: PartName::Pin }).await;
            withdrawn.map_err(ArchiveError::Store)?;
            let busy = StoreError::unavailable("another process is erasing the artifact");
            return Err(ArchiveError::Store(busy).into());
        }
        self.index.pin(id, Some(&pin)).await.map_err(ArchiveError::Index)?;
        tracing::info!(artifact = %id, "artifact held");
        Ok(pin)
    }

    /// Lets an artifact go; one that is not held is let go already.
    pub async fn unpin(self: &Arc<Self>, id: ArtifactId) -> Result<(), EraseError> {
        let _moving = self.still().await?;
        self.ensure_here(id).await?;
        let erased = self.store.erase(Key { id, part: PartName::Pin }).await;
        erased.map_err(ArchiveError::Store)?;
        self.index.pin(id, None).await.map_err(ArchiveError::Index)?;
        tracing::info!(artifact = %id, "artifact let go");
        Ok(())
    }

    /// Puts the tombstone up and takes the parts away; one that was held meanwhile, by
    /// another process, stays.
    async fn bury(&self, id: ArtifactId, tombstone: &Tombstone) -> Result<(), EraseError> {
        let key = Key { id, part: PartName::Tombstone };
        self.put_json(key, tombstone).await?;
        if let Some(pin) = self.pin_of(id).await.map_err(ArchiveError::Store)? {
            self.store.erase(key).await.map_err(ArchiveError::Store)?;
            return Err(EraseError::Pinned(pin));
        }
        Ok(self.store.clear(id).await.map_err(ArchiveError::Store)?)
    }

    /// Waits until nothing is on its way to the store.
    pub(super) async fn still(&self) -> Result<tokio::sync::MutexGuard<'_, ()>, ArchiveError> {
        let still = tokio::time::timeout(PATIENCE, self.moving.lock()).await;
        still.map_err(|_| StoreError::unavailable("a delivery takes very long").into())
    }

    async fn ensure_here(self: &Arc<Self>, id: ArtifactId) -> Result<(), EraseError> {
        match self.find(id).await? {
            Some(Found::Here(_)) => Ok(()),
            Some(Found::Erased(tombstone)) => Err(EraseError::Erased(Box::new(tombstone))),
            None => Err(EraseError::NotFound),
        }
    }

    pub(super) fn tombstone_for(
        &self,
        id: ArtifactId,
        reason: ErasedFor,
        link: Option<(crate::artifacts::Link, Checksum)>,
    ) -> Tombstone {
        Tombstone {
            request_id: id,
            erased_at: self.clock.now(),
            reason,
            erased_by: None,
            chain: link.map(|(chain, _)| chain),
            record: link.map(|(_, record)| record),
        }
    }

    pub(super) async fn put_json(
        &self,
        key: Key,
        value: &impl serde::Serialize,
    ) -> Result<(), ArchiveError> {
        let json = serde_json::to_vec_pretty(value).expect("small records are plain data");
        Ok(self.store.put(key, &Source::Bytes(json.into())).await?)
    }
}
