//! Finding one artifact by its id, and reading it as it was written or not at all.

use super::{Archive, ArchiveError, State, read_small};
use crate::artifacts::spool::Entry;
use crate::artifacts::store::{Blob, has, is_erased};
use crate::artifacts::{
    ArtifactId, Checksum, Expired, ExtractedText, Key, Kinds, Metadata, PartInfo, PartKind,
    PartName, Pin, Record, Spool, StoreError, Tombstone,
};
use crate::telemetry::chain;
use bytes::Bytes;
use chrono::{DateTime, Utc};
use futures::StreamExt;
use sha2::{Digest, Sha256};
use std::ops::Range;
use std::sync::Arc;

/// Larger parts are read twice, once to check and once to give, rather than held.
const HELD: u64 = 32 * 1024 * 1024;

/// What became of an artifact.
#[derive(Debug, Clone)]
pub enum Found {
    Here(Box<Artifact>),
    Erased(Tombstone),
}

/// An artifact that is there.
#[derive(Debug, Clone)]
pub struct Artifact {
    pub metadata: Metadata,
    /// `metadata.json` as it is stored.
    pub json: Bytes,
    pub state: State,
    pub pin: Option<Pin>,
    /// Parts that were let go before the rest.
    pub expired: Option<Expired>,
    /// Where it still lies on this machine.
    entry: Option<Entry>,
}

impl Artifact {
    #[must_use]
    pub fn id(&self) -> ArtifactId {
        self.metadata.request_id
    }

    /// As the index knows it.
    #[must_use]
    pub fn record(&self) -> Record {
        Record {
            metadata: self.metadata.clone(),
            checksum: Checksum::of(&self.json),
            state: self.state,
            pin: self.pin.clone(),
            expired: self.expired_kinds(),
        }
    }

    /// When a part was let go; `None` while it is kept.
    #[must_use]
    pub fn expired_at(&self, part: PartName) -> Option<DateTime<Utc>> {
        self.expired.as_ref()?.at(part)
    }

    /// # Errors
    /// [`ArchiveError::Expired`] for a part that was let go.
    pub fn ensure_kept(&self, part: PartName) -> Result<(), ArchiveError> {
        let key = Key { id: self.id(), part };
        self.expired_at(part).map_or(Ok(()), |at| Err(ArchiveError::Expired { key, at }))
    }

    fn expired_kinds(&self) -> Kinds {
        let parts = self.expired.iter().flat_map(|expired| &expired.parts);
        parts.filter_map(|part| PartKind::of(part.name)).collect()
    }
}

impl Archive {
    /// The artifact of that id, wherever it is; `None` when there never was one.
    pub async fn find(self: &Arc<Self>, id: ArtifactId) -> Result<Option<Found>, ArchiveError> {
        if let Some(entry) = self.spool.get().and_then(|spool| spool.find(id)) {
            // The store is not asked: it may be away, and this has to be answered at once.
            let pin = self.index.find(id).await.ok().flatten().and_then(|record| record.pin);
            return self.spooled(entry, pin).await.map(Some);
        }
        let parts = match self.store.parts(id).await {
            Ok(parts) => parts,
            Err(error) => {
                // Another process of this machine may still have it.
                return match self.search(id).await {
                    Some(entry) => self.spooled(entry, None).await.map(Some),
                    None => Err(error.into()),
                };
            }
        };
        if is_erased(&parts) {
            return Ok(Some(Found::Erased(self.tombstone(id).await?)));
        }
        if has(&parts, PartName::Metadata) {
            return self.stored(id, &parts).await.map(Some);
        }
        if let Some(entry) = self.search(id).await {
            return self.spooled(entry, None).await.map(Some);
        }
        match self.index.find(id).await {
            Ok(Some(record)) if record.state == State::Spooled => Err(ArchiveError::Elsewhere),
            Ok(Some(_)) => Err(self.missing(Key { id, part: PartName::Metadata })),
            Ok(None) => Ok(None),
            // An artifact that is nowhere to be seen is most likely none.
            Err(error) => {
                tracing::warn!(error = %chain(&error), "the index was not asked");
                Ok(None)
            }
        }
    }

    /// An artifact that the store has; `metadata.json` is what the index says it is.
    async fn stored(
        &self,
        id: ArtifactId,
        parts: &[(PartName, u64)],
    ) -> Result<Found, ArchiveError> {
        let artifact = self.load(id, parts).await?;
        let known = self.index.find(id).await.ok().flatten().map(|record| record.checksum);
        if known.is_some_and(|known| known != Checksum::of(&artifact.json)) {
            return Err(self.altered(Key { id, part: PartName::Metadata }));
        }
        Ok(Found::Here(Box::new(artifact)))
    }

    /// An artifact of which the store has these parts, whatever the index says.
    pub(super) async fn load(
        &self,
        id: ArtifactId,
        parts: &[(PartName, u64)],
    ) -> Result<Artifact, ArchiveError> {
        let key = Key { id, part: PartName::Metadata };
        let json = read_small(&*self.store, id, PartName::Metadata).await?;
        let json = json.ok_or_else(|| self.missing(key))?;
        let metadata = serde_json::from_slice::<Metadata>(&json).ok();
        let metadata = metadata.filter(|metadata| metadata.request_id == id);
        let metadata = metadata.ok_or_else(|| self.altered(key))?;
        let pin = if has(parts, PartName::Pin) { self.pin_of(id).await? } else { None };
        let expired = if has(parts, PartName::Expired) { self.expired_of(id).await? } else { None };
        Ok(Artifact { metadata, json, state: State::Stored, pin, expired, entry: None })
    }

    async fn spooled(&self, entry: Entry, pin: Option<Pin>) -> Result<Found, ArchiveError> {
        let read = tokio::task::spawn_blocking(move || {
            let json = entry.read(PartName::Metadata)?.unwrap_or_default();
            let metadata = entry.metadata()?;
            let (state, expired) = (State::Spooled, None);
            Ok(Artifact { metadata, json, state, pin, expired, entry: Some(entry) })
        });
        let read = read.await.map_err(std::io::Error::other).flatten();
        read.map(|artifact| Found::Here(Box::new(artifact))).map_err(ArchiveError::Spool)
    }

    /// What lies in the slots of this machine's other processes.
    async fn search(&self, id: ArtifactId) -> Option<Entry> {
        let root = self.keeping.spool.clone();
        tokio::task::spawn_blocking(move || Spool::search(&root, id)).await.ok().flatten()
    }

    pub(super) async fn pin_of(&self, id: ArtifactId) -> Result<Option<Pin>, StoreError> {
        let json = read_small(&*self.store, id, PartName::Pin).await?;
        // One that cannot be read still holds.
        Ok(json.map(|json| {
            serde_json::from_slice(&json).unwrap_or(Pin { pinned_at: id.time(), reason: None })
        }))
    }

    pub(super) async fn expired_of(&self, id: ArtifactId) -> Result<Option<Expired>, ArchiveError> {
        let Some(json) = read_small(&*self.store, id, PartName::Expired).await? else {
            return Ok(None);
        };
        let expired = serde_json::from_slice(&json);
        expired.map(Some).map_err(|_| self.altered(Key { id, part: PartName::Expired }))
    }

    pub(super) async fn tombstone(&self, id: ArtifactId) -> Result<Tombstone, ArchiveError> {
        let key = Key { id, part: PartName::Tombstone };
        let json = read_small(&*self.store, id, PartName::Tombstone).await?;
        let json = json.ok_or_else(|| self.missing(key))?;
        serde_json::from_slice(&json).map_err(|_| self.altered(key))
    }

    /// A part, or a range of it, that is what was written.
    pub async fn read(
        &self,
        artifact: &Artifact,
        part: &PartInfo,
        range: Option<Range<u64>>,
    ) -> Result<Blob, ArchiveError> {
        let key = Key { id: artifact.id(), part: part.name };
        artifact.ensure_kept(part.name)?;
        if let Some(entry) = artifact.entry.clone() {
            let name = part.name;
            let read = tokio::task::spawn_blocking(move || entry.read(name)).await;
            match read.map_err(std::io::Error::other).flatten() {
                Ok(Some(bytes)) => return Ok(blob(&bytes, range)),
                // It has been delivered since.
                Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
                Ok(None) => return Err(self.missing(key)),
                Err(error) if error.kind() == std::io::ErrorKind::InvalidData => {
                    return Err(self.altered(key));
                }
                Err(error) => return Err(ArchiveError::Spool(error)),
            }
        }
        if part.size_bytes <= HELD {
            let bytes = self.open(key, None).await?.collect(HELD).await?;
            self.check(key, part, bytes.len() as u64, Checksum::of(&bytes))?;
            return Ok(blob(&bytes, range));
        }
        let mut first = self.open(key, None).await?;
        let (mut hasher, mut size) = (Sha256::new(), 0);
        while let Some(chunk) = first.bytes.next().await {
            let chunk = chunk?;
            size += chunk.len() as u64;
            hasher.update(&chunk);
        }
        self.check(key, part, size, hasher.into())?;
        self.open(key, range).await
    }

    /// All of a part.
    pub async fn read_all(
        &self,
        artifact: &Artifact,
        part: &PartInfo,
    ) -> Result<Bytes, ArchiveError> {
        Ok(self.read(artifact, part, None).await?.collect(part.size_bytes).await?)
    }

    /// The text that the index searches.
    pub(super) async fn searchable(&self, artifact: &Artifact) -> Result<String, ArchiveError> {
        match artifact.metadata.part(PartName::Text) {
            Some(part) => {
                let json = self.read_all(artifact, part).await?;
                Ok(ExtractedText::searchable(&json))
            }
            None => Ok(String::new()),
        }
    }

    async fn open(&self, key: Key, range: Option<Range<u64>>) -> Result<Blob, ArchiveError> {
        self.store.get(key, range).await?.ok_or_else(|| self.missing(key))
    }

    fn check(
        &self,
        key: Key,
        part: &PartInfo,
        size: u64,
        found: Checksum,
    ) -> Result<(), ArchiveError> {
        let same = size == part.size_bytes && found == part.sha256;
        if same { Ok(()) } else { Err(self.altered(key)) }
    }
}

fn blob(bytes: &Bytes, range: Option<Range<u64>>) -> Blob {
    let size = bytes.len() as u64;
    let range = range.unwrap_or(0..size);
    let end = range.end.min(size);
    let chunk = bytes.slice(range.start.min(end) as usize..end as usize);
    Blob { size, bytes: futures::stream::once(async { Ok(chunk) }).boxed() }
}
