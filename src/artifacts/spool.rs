//! What is kept, on this machine's own disk, until the store has it.
//!
//! An artifact is one file here, written with one flush before the client is answered: on
//! the file systems of Linux that makes the new file's name last too. A file that a crash
//! cut short belongs to a request that was never answered, and is put aside.
//!
//! Processes that share a spool each have a slot of it, held by a lock that ends with its
//! process; what a dead one left behind is delivered by whoever finds it. A slot is also
//! the writer of one chain: see [`Link`].

mod entry;

pub use entry::Entry;

use super::{ArtifactId, Checksum, Draft, Link, Metadata};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fs::{self, File, TryLockError};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};
use tokio::sync::Notify;
use uuid::Uuid;

/// Processes that may share one spool.
const MOST_SLOTS: usize = 64;

/// What the headers of an entry may add to its parts.
const OVERHEAD: u64 = 16 * 1024;

/// One process's slot.
#[derive(Debug)]
pub struct Spool {
    folder: PathBuf,
    /// All slots together have no limit; each has this one.
    limit: u64,
    /// Held while an entry is written: the next link needs its record.
    head: Mutex<Head>,
    /// By sequence, which is the order of acceptance. Never held for longer than a look.
    items: Mutex<BTreeMap<u64, Item>>,
    arrived: Notify,
    /// Ours as long as it is open.
    _lock: File,
}

#[derive(Debug, Clone, Copy)]
struct Item {
    id: ArtifactId,
    bytes: u64,
}

/// Where the chain goes on.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
struct Head {
    chain: Uuid,
    next: u64,
    previous: Option<Checksum>,
}

/// How full the spool is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct SpoolState {
    pub entries: usize,
    pub bytes: u64,
    pub limit_bytes: u64,
    /// When the one that waits longest was accepted.
    pub oldest: Option<DateTime<Utc>>,
}

/// Why an artifact was not accepted.
#[derive(Debug, thiserror::Error)]
pub enum SpoolError {
    #[error("the spool is full: {bytes} bytes wait for the store, and {limit} are allowed")]
    Full { bytes: u64, limit: u64 },
    #[error("the spool cannot be written")]
    Write(#[from] io::Error),
}

impl Spool {
    /// Takes the first slot that no living process holds, with what is in it.
    pub fn open(root: &Path, limit: u64) -> io::Result<Self> {
        for slot in 0..MOST_SLOTS {
            let folder = root.join(slot.to_string());
            fs::create_dir_all(&folder)?;
            if let Some(lock) = lock(&folder)? {
                return Self::load(folder, limit, lock);
            }
        }
        Err(io::Error::other(format!("{MOST_SLOTS} processes use this spool already")))
    }

    /// Takes every slot that has something in it and no living process.
    pub fn orphans(root: &Path) -> io::Result<Vec<Self>> {
        let mut orphans = Vec::new();
        for slot in 0..MOST_SLOTS {
            let folder = root.join(slot.to_string());
            if folder.is_dir()
                && !names(&folder)?.is_empty()
                && let Some(lock) = lock(&folder)?
            {
                orphans.push(Self::load(folder, 0, lock)?);
            }
        }
        Ok(orphans)
    }

    /// An artifact in anybody's slot.
    #[must_use]
    pub fn search(root: &Path, id: ArtifactId) -> Option<Entry> {
        let folders = (0..MOST_SLOTS).map(|slot| root.join(slot.to_string()));
        folders.take_while(|folder| folder.is_dir()).find_map(|folder| {
            let found = names(&folder).ok()?.into_iter().find(|(_, found)| *found == id)?;
            Entry::open(&path(&folder, found.0, id)).ok()
        })
    }

    fn load(folder: PathBuf, limit: u64, lock: File) -> io::Result<Self> {
        let mut items = BTreeMap::new();
        let mut head = read_head(&folder);
        for (sequence, id) in names(&folder)? {
            let path = path(&folder, sequence, id);
            let entry = match Entry::open(&path) {
                Ok(entry) => entry,
                Err(error) => {
                    put_aside(&folder, &path, &error)?;
                    continue;
                }
            };
            let link = entry.metadata()?.chain;
            items.insert(sequence, Item { id, bytes: entry.bytes() });
            if head.is_none_or(|head| link.id != head.chain || link.sequence >= head.next) {
                let previous = Some(entry.record());
                head = Some(Head { chain: link.id, next: link.sequence + 1, previous });
            }
        }
        let head = head.unwrap_or(Head { chain: Uuid::now_v7(), next: 0, previous: None });
        let (head, items) = (Mutex::new(head), Mutex::new(items));
        Ok(Self { folder, limit, head, items, arrived: Notify::new(), _lock: lock })
    }

    /// Writes the artifact and flushes it; blocks. What is accepted is not lost.
    pub fn accept(&self, draft: Draft) -> Result<Metadata, SpoolError> {
        let mut head = self.head();
        let bytes = self.spool_state().bytes;
        let size: u64 = draft.bodies.iter().map(|body| body.bytes.len() as u64).sum();
        if bytes + size + OVERHEAD > self.limit {
            return Err(SpoolError::Full { bytes, limit: self.limit });
        }
        let Head { chain, next, previous } = *head;
        let id = draft.metadata.request_id;
        let (metadata, bodies) = draft.finish(Link { id: chain, sequence: next, previous });
        let json = metadata.to_json();
        let path = path(&self.folder, next, id);
        let written = match entry::write(&path, &metadata, &json, &bodies) {
            Ok(written) => written,
            Err(error) => {
                // Half an entry would be put aside at the next start; better gone.
                let _ = fs::remove_file(&path);
                return Err(error.into());
            }
        };
        *head = Head { chain, next: next + 1, previous: Some(Checksum::of(&json)) };
        self.items().insert(next, Item { id, bytes: written });
        drop(head);
        self.arrived.notify_one();
        Ok(metadata)
    }

    /// What waits, in order of acceptance.
    #[must_use]
    pub fn waiting(&self) -> Vec<(u64, ArtifactId)> {
        self.items().iter().map(|(sequence, item)| (*sequence, item.id)).collect()
    }

    /// One that waits; `None` when it was delivered or erased meanwhile. One that cannot be
    /// read any more is put aside.
    pub fn entry(&self, sequence: u64) -> io::Result<Option<Entry>> {
        let Some(item) = self.items().get(&sequence).copied() else { return Ok(None) };
        let path = path(&self.folder, sequence, item.id);
        match Entry::open(&path) {
            Ok(entry) => Ok(Some(entry)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                self.items().remove(&sequence);
                Ok(None)
            }
            Err(error) if error.kind() == io::ErrorKind::InvalidData => {
                self.set_aside(sequence, &error)?;
                Ok(None)
            }
            Err(error) => Err(error),
        }
    }

    /// Puts one aside that is not what was written; blocks.
    pub fn set_aside(&self, sequence: u64, error: &io::Error) -> io::Result<()> {
        let Some(item) = self.items().get(&sequence).copied() else { return Ok(()) };
        self.keep_head(sequence)?;
        put_aside(&self.folder, &path(&self.folder, sequence, item.id), error)?;
        self.items().remove(&sequence);
        Ok(())
    }

    /// The artifact, where it waits here.
    #[must_use]
    pub fn find(&self, id: ArtifactId) -> Option<Entry> {
        self.entry(self.sequence(id)?).ok().flatten()
    }

    /// Takes out what was delivered or erased; the chain goes on from where it was. Blocks.
    pub fn remove(&self, id: ArtifactId) -> io::Result<()> {
        let Some(sequence) = self.sequence(id) else { return Ok(()) };
        self.keep_head(sequence)?;
        match fs::remove_file(path(&self.folder, sequence, id)) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
        self.items().remove(&sequence);
        Ok(())
    }

    /// While the newest entry is there the chain goes on from it; before it goes, its record
    /// is written down.
    fn keep_head(&self, sequence: u64) -> io::Result<()> {
        let head = self.head();
        if sequence + 1 == head.next { write_head(&self.folder, &head) } else { Ok(()) }
    }

    fn sequence(&self, id: ArtifactId) -> Option<u64> {
        self.items().iter().find(|(_, item)| item.id == id).map(|(sequence, _)| *sequence)
    }

    #[must_use]
    pub fn spool_state(&self) -> SpoolState {
        let items = self.items();
        SpoolState {
            entries: items.len(),
            bytes: items.values().map(|item| item.bytes).sum(),
            limit_bytes: self.limit,
            oldest: items.values().next().map(|item| item.id.time()),
        }
    }

    /// Waits until something was accepted since this was last asked.
    pub async fn arrived(&self) {
        self.arrived.notified().await;
    }

    fn head(&self) -> MutexGuard<'_, Head> {
        self.head.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn items(&self) -> MutexGuard<'_, BTreeMap<u64, Item>> {
        self.items.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// `None` when a living process holds the slot.
fn lock(folder: &Path) -> io::Result<Option<File>> {
    let file = File::options().create(true).append(true).open(folder.join("lock"))?;
    match file.try_lock() {
        Ok(()) => Ok(Some(file)),
        Err(TryLockError::WouldBlock) => Ok(None),
        Err(TryLockError::Error(error)) => Err(error),
    }
}

fn path(folder: &Path, sequence: u64, id: ArtifactId) -> PathBuf {
    folder.join(format!("{sequence:012}-{id}.spool"))
}

/// Sequence and id of each entry in a slot, in order.
fn names(folder: &Path) -> io::Result<Vec<(u64, ArtifactId)>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder)? {
        let name = entry?.file_name();
        let parsed = name.to_str().and_then(|name| {
            let (sequence, id) = name.strip_suffix(".spool")?.split_once('-')?;
            Some((sequence.parse().ok()?, id.parse().ok()?))
        });
        found.extend(parsed);
    }
    found.sort_unstable();
    Ok(found)
}

fn put_aside(folder: &Path, path: &Path, error: &io::Error) -> io::Result<()> {
    let damaged = folder.join("damaged");
    fs::create_dir_all(&damaged)?;
    let name = path.file_name().expect("an entry has a name");
    tracing::warn!(
        file = %damaged.join(name).display(),
        %error,
        "an entry of the spool is not whole and is put aside"
    );
    fs::rename(path, damaged.join(name))
}

fn read_head(folder: &Path) -> Option<Head> {
    serde_json::from_slice(&fs::read(folder.join("head.json")).ok()?).ok()
}

fn write_head(folder: &Path, head: &Head) -> io::Result<()> {
    let fresh = folder.join("head.new");
    let mut file = File::create(&fresh)?;
    file.write_all(&serde_json::to_vec(head)?)?;
    file.sync_all()?;
    fs::rename(&fresh, folder.join("head.json"))
}
