//! Finding one artifact by its id, and reading it as it was written or not at all.

use super::{Archive, ArchiveError, State, read_small};
use crate::artifacts::spool::Entry;
use crate::artifacts::store::Blob;
use crate::artifacts::{
    ArtifactId, Checksum, ExtractedText, Key, Metadata, PartInfo, PartName, Pin, Record, Spool,
    StoreError, Tombstone,
};
use crate::telemetry::chain;
use bytes::Bytes;
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
    /// Where it still lies on this machine.
    entry: Option<Entry>,
}

impl Artifact {
    pub(super) fn stored(metadata: Metadata, json: Bytes, pin: Option<Pin>) -> Self {
        Self { metadata, json, state: State::Stored, pin, entry: None }
    }

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
        }
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
        let has = |wanted| parts.iter().any(|(part, _)| *part == wanted);
        if has(PartName::Tombstone) {
            return Ok(Some(Found::Erased(self.tombstone(id).await?)));
        }
        if has(PartName::Metadata) {
            let pin = if has(PartName::Pin) { self.pin_of(id).await? } else { None };
            return self.stored(id, pin).await.map(Some);
        }
        if let Some(entry) = self.search(id).await {
            return self.spooled(entry, None).await.map(Some);
        }
        match self.index.find(id).await {
            Ok(Some(record)) if record.state == State::Spooled => Err(ArchiveError::Elsewhere),
            Ok(Some(_)) => {
                let key = Key { id, part: PartName::Metadata };
                tracing::error!(%key, "a part is missing from the store");
                Err(ArchiveError::Missing { key })
            }
            Ok(None) => Ok(None),
            // An artifact that is nowhere to be seen is most likely none.
            Err(error) => {
                tracing::warn!(error = %chain(&error), "the index was not asked");
                Ok(None)
            }
        }
    }

    /// An artifact that the store has; `metadata.json` is what the index says it is.
    async fn stored(&self, id: ArtifactId, pin: Option<Pin>) -> Result<Found, ArchiveError> {
        let artifact = self.load(id, pin).await?;
        let known = self.index.find(id).await.ok().flatten().map(|record| record.checksum);
        if known.is_some_and(|known| known != Checksum::of(&artifact.json)) {
            return Err(altered(Key { id, part: PartName::Metadata }));
        }
        Ok(Found::Here(Box::new(artifact)))
    }

    async fn spooled(&self, entry: Entry, pin: Option<Pin>) -> Result<Found, ArchiveError> {
        let read = tokio::task::spawn_blocking(move || {
            let json = entry.read(PartName::Metadata)?.unwrap_or_default();
            let metadata = entry.metadata()?;
            let state = State::Spooled;
            Ok(Artifact { metadata, json, state, pin, entry: Some(entry) })
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

    pub(super) async fn tombstone(&self, id: ArtifactId) -> Result<Tombstone, ArchiveError> {
        let key = Key { id, part: PartName::Tombstone };
        let json = read_small(&*self.store, id, PartName::Tombstone).await?;
        let json = json.ok_or(ArchiveError::Missing { key })?;
        serde_json::from_slice(&json).map_err(|_| altered(key))
    }

    /// A part, or a range of it, that is what was written.
    pub async fn read(
        &self,
        artifact: &Artifact,
        part: &PartInfo,
        range: Option<Range<u64>>,
    ) -> Result<Blob, ArchiveError> {
        let key = Key { id: artifact.id(), part: part.name };
        if let Some(entry) = artifact.entry.clone() {
            let name = part.name;
            let read = tokio::task::spawn_blocking(move || entry.read(name)).await;
            match read.map_err(std::io::Error::other).flatten() {
                Ok(Some(bytes)) => return Ok(blob(&bytes, range)),
                // It has been delivered since.
                Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
                Ok(None) => return Err(ArchiveError::Missing { key }),
                Err(error) => return Err(ArchiveError::Spool(error)),
            }
        }
        if part.size_bytes <= HELD {
            let bytes = self.open(key, None).await?.collect(HELD).await?;
            check(key, part, bytes.len() as u64, Checksum::of(&bytes))?;
            return Ok(blob(&bytes, range));
        }
        let mut first = self.open(key, None).await?;
        let (mut hasher, mut size) = (Sha256::new(), 0);
        while let Some(chunk) = first.bytes.next().await {
            let chunk = chunk?;
            size += chunk.len() as u64;
            hasher.update(&chunk);
        }
        check(key, part, size, hasher.into())?;
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
        let missing = || {
            tracing::error!(%key, "a part is missing from the store");
            ArchiveError::Missing { key }
        };
        self.store.get(key, range).await?.ok_or_else(missing)
    }
}

fn check(key: Key, part: &PartInfo, size: u64, found: Checksum) -> Result<(), ArchiveError> {
    if size == part.size_bytes && found == part.sha256 { Ok(()) } else { Err(altered(key)) }
}

fn altered(key: Key) -> ArchiveError {
    tracing::error!(%key, "a part of an artifact is not what was written");
    ArchiveError::Altered { key }
}

fn blob(bytes: &Bytes, range: Option<Range<u64>>) -> Blob {
    let size = bytes.len() as u64;
    let range = range.unwrap_or(0..size);
    let end = range.end.min(size);
    let chunk = bytes.slice(range.start.min(end) as usize..end as usize);
    Blob { size, bytes: futures::stream::once(async { Ok(chunk) }).boxed() }
}
