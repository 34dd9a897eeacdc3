//! A folder on this machine, or on one that is mounted.
//!
//! A part is written beside its place, flushed, and renamed; a new artifact is a folder
//! made so as a whole. What a crash leaves behind lies in `.new` and is never looked at.

use super::{Blob, Listed, Source, Store, StoreError};
use crate::artifacts::part::folder;
use crate::artifacts::{ArtifactId, Key, PartName, UploadKey};
use async_trait::async_trait;
use bytes::Bytes;
use futures::StreamExt;
use std::fs::{self, File};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::ops::Range;
use std::path::{Path, PathBuf};
use uuid::Uuid;

/// Where what is not whole yet lies.
const NEW: &str = ".new";

/// Read at once; large enough for the disk, small beside a picture.
const CHUNK: usize = 256 * 1024;

/// `DIR/2026/03/25/{id}/image.jpg`.
#[derive(Debug, Clone)]
pub struct Folder {
    root: PathBuf,
}

impl Folder {
    /// The folder is made when something is first written.
    #[must_use]
    pub fn new(root: PathBuf) -> Self {
        Self { root }
    }

    fn path(&self, key: Key) -> PathBuf {
        self.root.join(key.path())
    }

    /// A fresh place of our own to write to.
    fn fresh(&self) -> io::Result<PathBuf> {
        let new = self.root.join(NEW);
        fs::create_dir_all(&new)?;
        Ok(new.join(Uuid::now_v7().to_string()))
    }

    fn put_now(&self, target: &Path, body: &Source) -> io::Result<()> {
        let parent = target.parent().expect("a key has a folder");
        create_dirs(&self.root, parent)?;
        let fresh = self.fresh()?;
        let written = write(&fresh, body).and_then(|()| fs::rename(&fresh, target));
        if written.is_err() {
            // Nothing is lost when this fails too.
            let _ = fs::remove_file(&fresh);
        }
        written.and_then(|()| sync_dir(parent))
    }

    fn create_now(&self, id: ArtifactId, parts: &[(PartName, Source)]) -> io::Result<()> {
        let target = self.root.join(folder(id));
        let parent = target.parent().expect("an artifact has a day").to_owned();
        create_dirs(&self.root, &parent)?;
        let fresh = self.fresh()?;
        fs::create_dir(&fresh)?;
        let moved = parts
            .iter()
            .try_for_each(|(name, body)| write(&fresh.join(name.to_string()), body))
            .and_then(|()| sync_dir(&fresh))
            .and_then(|()| fs::rename(&fresh, &target));
        match moved {
            Ok(()) => sync_dir(&parent),
            // It was delivered before, and the news of it was lost: once more, part by part.
            Err(_) if target.is_dir() => {
                let _ = fs::remove_dir_all(&fresh);
                let last = |(name, _): &&(PartName, Source)| *name == PartName::Metadata;
                let (metadata, others): (Vec<_>, Vec<_>) = parts.iter().partition(last);
                others.into_iter().chain(metadata).try_for_each(|(part, body)| {
                    self.put_now(&self.path(Key { id, part: *part }), body)
                })
            }
            Err(error) => {
                let _ = fs::remove_dir_all(&fresh);
                Err(error)
            }
        }
    }

    fn parts_now(&self, id: ArtifactId) -> io::Result<Vec<(PartName, u64)>> {
        parts_in(&self.root.join(folder(id)))
    }

    /// Walks years, months, days and artifacts, each in order, from the first that may hold
    /// something after `id`.
    fn after_now(&self, id: Option<ArtifactId>, most: usize) -> io::Result<Vec<Listed>> {
        let from = id.map(|id| id.day().format("%Y/%m/%d").to_string()).unwrap_or_default();
        let mut found = Vec::new();
        for year in numbers(&self.root, 4)? {
            // Whole years before it need not be opened.
            if from.get(..4).is_some_and(|from| year.as_str() < from) {
                continue;
            }
            for month in numbers(&self.root.join(&year), 2)? {
                for day in numbers(&self.root.join(&year).join(&month), 2)? {
                    if format!("{year}/{month}/{day}") < from {
                        continue;
                    }
                    let day = self.root.join(&year).join(&month).join(day);
                    for artifact in artifacts_in(&day)? {
                        if id.is_some_and(|id| artifact <= id) {
                            continue;
                        }
                        let parts = parts_in(&day.join(artifact.to_string()))?;
                        if !parts.is_empty() {
                            found.push(Listed { id: artifact, parts });
                        }
                        if found.len() >= most {
                            return Ok(found);
                        }
                    }
                }
            }
        }
        Ok(found)
    }

    fn erase_now(&self, key: Key) -> io::Result<()> {
        let path = self.path(key);
        match fs::remove_file(&path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
            removed => removed?,
        }
        let parent = path.parent().expect("a key has a folder");
        sync_dir(parent)?;
        // Only a folder that is empty goes.
        let _ = fs::remove_dir(parent);
        Ok(())
    }

    fn probe_now(&self) -> io::Result<()> {
        let fresh = self.fresh()?;
        let mut file = File::create(&fresh)?;
        let written = file.write_all(b"ttb-verifier").and_then(|()| file.sync_all());
        fs::remove_file(&fresh)?;
        written
    }

    /// Does it where waiting for a disk holds up nobody.
    async fn do_it<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Self) -> io::Result<T> + Send + 'static,
    ) -> Result<T, StoreError> {
        let folder = self.clone();
        let done = tokio::task::spawn_blocking(move || work(&folder)).await;
        match done {
            Ok(done) => done.map_err(|error| explain(&error)),
            Err(error) => Err(StoreError::failed(error)),
        }
    }
}

#[async_trait]
impl Store for Folder {
    async fn put(&self, key: Key, body: &Source) -> Result<(), StoreError> {
        let body = body.clone();
        self.do_it(move |folder| folder.put_now(&folder.path(key), &body)).await
    }

    async fn create(&self, id: ArtifactId, parts: &[(PartName, Source)]) -> Result<(), StoreError> {
        let parts = parts.to_vec();
        self.do_it(move |folder| folder.create_now(id, &parts)).await
    }

    async fn get(&self, key: Key, range: Option<Range<u64>>) -> Result<Option<Blob>, StoreError> {
        let opened = self.do_it(move |folder| open(&folder.path(key))).await?;
        let Some((file, size)) = opened else { return Ok(None) };
        let range = range.unwrap_or(0..size);
        Ok(Some(Blob { size, bytes: stream(file, range) }))
    }

    async fn parts(&self, id: ArtifactId) -> Result<Vec<(PartName, u64)>, StoreError> {
        self.do_it(move |folder| folder.parts_now(id)).await
    }

    async fn after(&self, id: Option<ArtifactId>, most: usize) -> Result<Vec<Listed>, StoreError> {
        self.do_it(move |folder| folder.after_now(id, most)).await
    }

    async fn erase(&self, key: Key) -> Result<(), StoreError> {
        self.do_it(move |folder| folder.erase_now(key)).await
    }

    async fn put_upload(&self, key: UploadKey, body: &Source) -> Result<(), StoreError> {
        let body = body.clone();
        self.do_it(move |folder| folder.put_now(&folder.root.join(key.path()), &body)).await
    }

    async fn get_upload(&self, key: UploadKey) -> Result<Option<Blob>, StoreError> {
        let opened = self.do_it(move |folder| open(&folder.root.join(key.path()))).await?;
        Ok(opened.map(|(file, size)| Blob { size, bytes: stream(file, 0..size) }))
    }

    async fn erase_uploads(&self, owner: Uuid) -> Result<(), StoreError> {
        self.do_it(move |folder| {
            let place = folder.root.join(UploadKey::folder(owner));
            match fs::remove_dir_all(&place) {
                Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
                removed => removed,
            }
        })
        .await
    }

    async fn upload_owners(
        &self,
        after: Option<Uuid>,
        most: usize,
    ) -> Result<Vec<Uuid>, StoreError> {
        self.do_it(move |folder| {
            let uploads = folder.root.join(UploadKey::PREFIX);
            let names = entries(&uploads)?.into_iter().map(|entry| entry.file_name());
            let owners = names.filter_map(|name| name.to_str()?.parse::<Uuid>().ok());
            let mut owners: Vec<_> =
                owners.filter(|owner| after.is_none_or(|after| *owner > after)).collect();
            owners.sort_unstable();
            owners.truncate(most);
            Ok(owners)
        })
        .await
    }

    async fn probe(&self) -> Result<(), StoreError> {
        self.do_it(Self::probe_now).await
    }

    fn address(&self) -> String {
        format!("file:{}", self.root.display())
    }
}

/// A file with its size; `None` when it is not there.
fn open(path: &Path) -> io::Result<Option<(File, u64)>> {
    match File::open(path) {
        Ok(file) => file.metadata().map(|meta| Some((file, meta.len()))),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

/// Chunk by chunk, each read off the async threads.
fn stream(
    file: File,
    range: Range<u64>,
) -> futures::stream::BoxStream<'static, Result<Bytes, StoreError>> {
    let start = (file, range.start, range.end.saturating_sub(range.start));
    futures::stream::try_unfold(start, |(mut file, at, left)| async move {
        if left == 0 {
            return Ok(None);
        }
        let read = tokio::task::spawn_blocking(move || {
            let mut chunk = vec![0; CHUNK.min(left as usize)];
            file.seek(SeekFrom::Start(at))?;
            let count = file.read(&mut chunk)?;
            chunk.truncate(count);
            io::Result::Ok((file, Bytes::from(chunk)))
        });
        let (file, chunk) =
            read.await.map_err(StoreError::failed)?.map_err(|error| explain(&error))?;
        if chunk.is_empty() {
            return Err(StoreError::failed("a part ends early"));
        }
        let count = chunk.len() as u64;
        Ok(Some((chunk, (file, at + count, left - count))))
    })
    .boxed()
}

fn write(path: &Path, body: &Source) -> io::Result<()> {
    let mut file = File::create_new(path)?;
    match body {
        Source::Bytes(bytes) => file.write_all(bytes)?,
        Source::File { path, offset, length } => {
            let mut source = File::open(path)?;
            source.seek(SeekFrom::Start(*offset))?;
            if io::copy(&mut source.take(*length), &mut file)? != *length {
                return Err(io::Error::new(io::ErrorKind::UnexpectedEof, "the source ends early"));
            }
        }
    }
    file.sync_all()
}

/// Makes what is missing of a folder, and its name lasting in the one above.
fn create_dirs(root: &Path, folder: &Path) -> io::Result<()> {
    if folder.is_dir() {
        return Ok(());
    }
    fs::create_dir_all(folder)?;
    for made in folder.ancestors().skip(1).take_while(|above| above.starts_with(root)) {
        sync_dir(made)?;
    }
    Ok(())
}

fn sync_dir(folder: &Path) -> io::Result<()> {
    File::open(folder)?.sync_all()
}

fn parts_in(folder: &Path) -> io::Result<Vec<(PartName, u64)>> {
    let mut parts: Vec<(PartName, u64)> = Vec::new();
    for entry in entries(folder)? {
        if let Some(part) = entry.file_name().to_str().and_then(|name| name.parse().ok()) {
            parts.push((part, entry.metadata()?.len()));
        }
    }
    parts.sort_by_key(|(part, _)| part.to_string());
    Ok(parts)
}

fn artifacts_in(day: &Path) -> io::Result<Vec<ArtifactId>> {
    let names = entries(day)?;
    let mut ids: Vec<ArtifactId> =
        names.iter().filter_map(|entry| entry.file_name().to_str()?.parse().ok()).collect();
    ids.sort_unstable();
    Ok(ids)
}

/// The folders in a folder that are numbers of so many digits, in order.
fn numbers(folder: &Path, digits: usize) -> io::Result<Vec<String>> {
    let mut numbers = Vec::new();
    for entry in entries(folder)? {
        if let Ok(name) = entry.file_name().into_string()
            && name.len() == digits
            && name.bytes().all(|byte| byte.is_ascii_digit())
        {
            numbers.push(name);
        }
    }
    numbers.sort_unstable();
    Ok(numbers)
}

/// What is in a folder; nothing when it is not there.
fn entries(folder: &Path) -> io::Result<Vec<fs::DirEntry>> {
    match fs::read_dir(folder) {
        Ok(entries) => entries.collect(),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Vec::new()),
        Err(error) => Err(error),
    }
}

fn explain(error: &io::Error) -> StoreError {
    match error.kind() {
        io::ErrorKind::StorageFull => StoreError::Full { reason: "no room on the disk".to_owned() },
        io::ErrorKind::QuotaExceeded => {
            StoreError::Full { reason: "the service's quota of the disk is used up".to_owned() }
        }
        io::ErrorKind::PermissionDenied => {
            StoreError::refused("the service may not read or write the folder")
        }
        io::ErrorKind::ReadOnlyFilesystem => {
            StoreError::refused("the folder's file system is read-only")
        }
        _ => StoreError::failed(error),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_disk_refuses_is_said_in_plain_words() {
        let cases = [
            (io::ErrorKind::StorageFull, "the store is full: no room on the disk"),
            (
                io::ErrorKind::QuotaExceeded,
                "the store is full: the service's quota of the disk is used up",
            ),
            (
                io::ErrorKind::PermissionDenied,
                "the store refuses: the service may not read or write the folder",
            ),
            (
                io::ErrorKind::ReadOnlyFilesystem,
                "the store refuses: the folder's file system is read-only",
            ),
        ];
        for (kind, expected) in cases {
            assert_eq!(explain(&kind.into()).to_string(), expected);
        }
    }

    #[test]
    fn a_full_disk_is_known_as_one() {
        // Linux has a disk that is always full.
        let Ok(mut disk) = File::options().write(true).open("/dev/full") else { return };
        let error = disk.write_all(b"a part").unwrap_err();
        assert!(matches!(explain(&error), StoreError::Full { .. }), "{error}");
    }
}
