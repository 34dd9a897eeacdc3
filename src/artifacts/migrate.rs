//! From one store to another: copied, compared, and gone on with where it was broken off.

use super::store::{Source, has};
use super::{ArtifactId, Checksum, Expired, Key, Metadata, PartName, Store, StoreError};
use bytes::Bytes;
use futures::StreamExt;
use sha2::{Digest, Sha256};
use std::io::Write;
use tempfile::NamedTempFile;

/// Artifacts looked at in one stretch.
const STRETCH: usize = 500;

/// Smaller parts go through memory, larger ones through a file.
const HELD: u64 = 8 * 1024 * 1024;

/// What a migration came to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Migrated {
    pub copied: usize,
    /// There already, part by part of the same size, and the same metadata.
    pub already: usize,
    pub bytes: u64,
    /// Those that are not what was written, or not whole; they were not copied.
    pub refused: Vec<ArtifactId>,
}

/// Copies every artifact, tombstone and pin of one store into another. Where it is broken
/// off it may be begun again: what is there is not copied twice.
///
/// # Errors
/// When one of the stores fails.
pub async fn migrate(
    from: &dyn Store,
    to: &dyn Store,
    mut progress: impl FnMut(&Migrated),
) -> Result<Migrated, StoreError> {
    let mut done = Migrated::default();
    let mut after = None;
    loop {
        let listed = from.after(after, STRETCH).await?;
        let Some(last) = listed.last() else { return Ok(done) };
        after = Some(last.id);
        for artifact in listed {
            copy(from, to, artifact.id, artifact.parts, &mut done).await?;
            progress(&done);
        }
    }
}

async fn copy(
    from: &dyn Store,
    to: &dyn Store,
    id: ArtifactId,
    mut parts: Vec<(PartName, u64)>,
    done: &mut Migrated,
) -> Result<(), StoreError> {
    let json = small(from, id, PartName::Metadata).await?;
    let metadata = json.as_ref().map(|json| serde_json::from_slice::<Metadata>(json));
    let is_tombstone = has(&parts, PartName::Tombstone);
    let Some(metadata) = metadata.transpose().ok().filter(|it| it.is_some() || is_tombstone) else {
        done.refused.push(id);
        return Ok(());
    };
    // What is being erased is not whole any more, and need not be.
    if let Some(metadata) = metadata.as_ref().filter(|_| !is_tombstone) {
        let expired = small(from, id, PartName::Expired).await?;
        let expired = expired.and_then(|json| serde_json::from_slice::<Expired>(&json).ok());
        let was_let_go = |part| expired.as_ref().and_then(|expired| expired.at(part)).is_some();
        let mut names = metadata.parts.iter().map(|info| info.name);
        if names.any(|part| !has(&parts, part) && !was_let_go(part)) {
            done.refused.push(id);
            return Ok(());
        }
    }
    let mut there = to.parts(id).await?;
    let by_name = |(part, _): &(PartName, u64)| part.to_string();
    there.sort_by_key(by_name);
    parts.sort_by_key(by_name);
    let known = small(to, id, PartName::Metadata).await?;
    if there == parts && known == json {
        done.already += 1;
        return Ok(());
    }
    // What makes it an artifact comes last.
    parts.sort_by_key(|(part, _)| *part == PartName::Metadata);
    for (part, size) in parts {
        let info = metadata.as_ref().and_then(|metadata| metadata.part(part));
        let expected = info.map(|info| info.sha256);
        let key = Key { id, part };
        let Some(()) = copy_part(from, to, key, size, expected).await? else {
            done.refused.push(id);
            return Ok(());
        };
        done.bytes += size;
    }
    done.copied += 1;
    Ok(())
}

/// `None` when the part is not what was written, or is gone.
async fn copy_part(
    from: &dyn Store,
    to: &dyn Store,
    key: Key,
    size: u64,
    expected: Option<Checksum>,
) -> Result<Option<()>, StoreError> {
    let Some(mut blob) = from.get(key, None).await? else { return Ok(None) };
    if size <= HELD {
        let bytes = blob.collect(HELD).await?;
        if expected.is_some_and(|expected| expected != Checksum::of(&bytes)) {
            return Ok(None);
        }
        return to.put(key, &Source::Bytes(bytes)).await.map(Some);
    }
    let mut file = NamedTempFile::new().map_err(StoreError::failed)?;
    let mut hasher = Sha256::new();
    while let Some(chunk) = blob.bytes.next().await {
        let chunk = chunk?;
        hasher.update(&chunk);
        file.write_all(&chunk).map_err(StoreError::failed)?;
    }
    if expected.is_some_and(|expected| expected != Checksum::from(hasher)) {
        return Ok(None);
    }
    let path = file.path().to_owned();
    to.put(key, &Source::File { path, offset: 0, length: size }).await.map(Some)
}

async fn small(
    store: &dyn Store,
    id: ArtifactId,
    part: PartName,
) -> Result<Option<Bytes>, StoreError> {
    match store.get(Key { id, part }, None).await? {
        Some(blob) => blob.collect(HELD).await.map(Some),
        None => Ok(None),
    }
}
