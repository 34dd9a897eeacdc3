//! Where artifacts lie for good: one small trait, and what stands behind it.
//!
//! Every backend keeps the same promise, held by one suite of tests: an artifact is there
//! when its `metadata.json` is, and then all of it is.

mod cloud;
mod folder;
mod guarded;
mod measured;
mod s3;

pub use cloud::Cloud;
pub use folder::Folder;
pub use guarded::Guarded;
pub use measured::Measured;
pub use s3::{Object, PIECE_BYTES, S3, S3Settings};

use super::{ArtifactId, Key, PartName, UploadKey};
use async_trait::async_trait;
use bytes::Bytes;
use futures::stream::BoxStream;
use std::fmt::Debug;
use std::ops::Range;
use std::path::PathBuf;
use uuid::Uuid;

/// Keeps artifacts; a plain object store is enough.
#[async_trait]
pub trait Store: Send + Sync + Debug {
    /// Writes one part, replacing what was there; it is seen whole or not at all.
    async fn put(&self, key: Key, body: &Source) -> Result<(), StoreError>;

    /// Writes an artifact of which nothing is there, or parts of the very same: its
    /// `metadata.json` comes last, and nothing is an artifact without.
    async fn create(&self, id: ArtifactId, parts: &[(PartName, Source)]) -> Result<(), StoreError> {
        let is_metadata = |name: PartName| name == PartName::Metadata;
        for (name, body) in parts.iter().filter(|(name, _)| !is_metadata(*name)) {
            self.put(Key { id, part: *name }, body).await?;
        }
        for (name, body) in parts.iter().filter(|(name, _)| is_metadata(*name)) {
            self.put(Key { id, part: *name }, body).await?;
        }
        Ok(())
    }

    /// Reads a part, or a range of its bytes; `None` when it is not there.
    async fn get(&self, key: Key, range: Option<Range<u64>>) -> Result<Option<Blob>, StoreError>;

    /// The parts of one artifact with their sizes; none when it is not there.
    async fn parts(&self, id: ArtifactId) -> Result<Vec<(PartName, u64)>, StoreError>;

    /// The next artifacts after one, in the order of their ids, at most about `most`; none
    /// at the end.
    async fn after(&self, id: Option<ArtifactId>, most: usize) -> Result<Vec<Listed>, StoreError>;

    /// Takes a part away, with all its versions where the store keeps them; one that is not
    /// there is gone already.
    async fn erase(&self, key: Key) -> Result<(), StoreError>;

    /// Takes all parts of an artifact away but its tombstone, `metadata.json` last, with all
    /// their versions: also of parts that were taken away before, where the store keeps them.
    async fn clear(&self, id: ArtifactId) -> Result<(), StoreError> {
        clear_listed(self, id).await
    }

    /// Writes what work waits with, replacing what was there; it is seen whole or not at all.
    async fn put_upload(&self, key: UploadKey, body: &Source) -> Result<(), StoreError>;

    /// Reads an upload; `None` when it is not there.
    async fn get_upload(&self, key: UploadKey) -> Result<Option<Blob>, StoreError>;

    /// Takes all uploads of an owner away; those that are not there are gone already.
    async fn erase_uploads(&self, owner: Uuid) -> Result<(), StoreError>;

    /// The next owners of uploads after one, in the order of their ids, at most about `most`.
    async fn upload_owners(
        &self,
        after: Option<Uuid>,
        most: usize,
    ) -> Result<Vec<Uuid>, StoreError>;

    /// Whether artifacts can be written and read back, by trying to.
    async fn probe(&self) -> Result<(), StoreError>;

    /// What the store keeps of what is erased, and how that ends, in words for an operator;
    /// `None` where nothing stays that we could not take away.
    async fn lingering(&self) -> Result<Option<String>, StoreError> {
        Ok(None)
    }

    /// As the setting names it, without secrets.
    fn address(&self) -> String;
}

/// [`Store::clear`] for a store that has no more than it lists.
async fn clear_listed<S: Store + ?Sized>(store: &S, id: ArtifactId) -> Result<(), StoreError> {
    let mut parts = store.parts(id).await?;
    parts.retain(|(part, _)| *part != PartName::Tombstone);
    parts.sort_by_key(|(part, _)| *part == PartName::Metadata);
    for (part, _) in parts {
        store.erase(Key { id, part }).await?;
    }
    Ok(())
}

/// An artifact as a walk through the store finds it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    pub id: ArtifactId,
    pub parts: Vec<(PartName, u64)>,
}

/// Whether a part is among those that are there.
#[must_use]
pub fn has(parts: &[(PartName, u64)], wanted: PartName) -> bool {
    parts.iter().any(|(part, _)| *part == wanted)
}

/// Whether these are what is left of an erased artifact. One that is held beside its
/// tombstone was held while somebody began to erase it, and stays.
#[must_use]
pub fn is_erased(parts: &[(PartName, u64)]) -> bool {
    has(parts, PartName::Tombstone) && !has(parts, PartName::Pin)
}

/// The bytes of a part to be written.
#[derive(Debug, Clone)]
pub enum Source {
    Bytes(Bytes),
    /// A stretch of a file, so that large parts are never in memory as a whole.
    File {
        path: PathBuf,
        offset: u64,
        length: u64,
    },
}

impl Source {
    #[must_use]
    pub fn len(&self) -> u64 {
        match self {
            Self::Bytes(bytes) => bytes.len() as u64,
            Self::File { length, .. } => *length,
        }
    }

    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

/// A part that is being read.
pub struct Blob {
    /// Of the whole part, whatever the range.
    pub size: u64,
    pub bytes: BoxStream<'static, Result<Bytes, StoreError>>,
}

impl Debug for Blob {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Blob").field("size", &self.size).finish_non_exhaustive()
    }
}

impl Blob {
    /// All of it, up to a limit that is never reached by a part of the size it was said to
    /// have.
    pub async fn collect(mut self, most: u64) -> Result<Bytes, StoreError> {
        use futures::StreamExt;
        let mut all = Vec::with_capacity(self.size.min(most) as usize);
        while let Some(chunk) = self.bytes.next().await {
            let chunk = chunk?;
            if (all.len() + chunk.len()) as u64 > most {
                return Err(StoreError::failed("a part is larger than it was said to be"));
            }
            all.extend_from_slice(&chunk);
        }
        Ok(all.into())
    }
}

/// Why the store did not do it, in words for an operator.
#[derive(Debug, Clone, thiserror::Error)]
pub enum StoreError {
    /// Not reachable, too slow, overloaded or tripped: it may work in a while.
    #[error("the store is not available: {reason}")]
    Unavailable { reason: String },
    /// It will not work before somebody changes something.
    #[error("the store refuses: {reason}")]
    Refused { reason: String },
    /// No room.
    #[error("the store is full: {reason}")]
    Full { reason: String },
    #[error("the store failed: {reason}")]
    Failed { reason: String },
}

impl StoreError {
    #[must_use]
    #[expect(clippy::needless_pass_by_value, reason = "errors are handed over")]
    pub fn unavailable(reason: impl ToString) -> Self {
        Self::Unavailable { reason: reason.to_string() }
    }

    #[must_use]
    #[expect(clippy::needless_pass_by_value, reason = "errors are handed over")]
    pub fn refused(reason: impl ToString) -> Self {
        Self::Refused { reason: reason.to_string() }
    }

    #[must_use]
    #[expect(clippy::needless_pass_by_value, reason = "errors are handed over")]
    pub fn failed(reason: impl ToString) -> Self {
        Self::Failed { reason: reason.to_string() }
    }
}
