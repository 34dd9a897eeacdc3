//! The one door to what is kept.

mod deliver;
mod erase;
mod find;
mod operate;
mod prove;
mod purge;
mod upkeep;

pub use erase::EraseError;
pub use find::{Artifact, Found};
pub(super) use prove::Proving;
pub use prove::{Flaw, Proof};
pub use purge::Purged;
pub use upkeep::Reindexed;

use super::spool::{SpoolError, SpoolState};
use super::{
    Draft, Filter, Index, IndexError, Key, Metadata, Operations, Page, PartKind, PartName, Record,
    Spool, Stats, Store, StoreError,
};
use crate::clock::Clock;
use crate::telemetry::{chain, numbers};
use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};
use std::collections::HashSet;
use std::io;
use std::path::PathBuf;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use utoipa::ToSchema;

/// Keeps artifacts. Nothing is opened before it is needed, so that a service which keeps
/// nothing needs no disk.
#[derive(Debug)]
pub struct Archive {
    keeping: Keeping,
    store: Arc<dyn Store>,
    index: Arc<dyn Index>,
    operations: Arc<dyn Operations>,
    clock: Arc<dyn Clock>,
    spool: OnceLock<Arc<Spool>>,
    /// Held while an artifact goes from spool to store, or goes for good.
    moving: tokio::sync::Mutex<()>,
    /// Artifacts of the spool that the index knows.
    announced: Mutex<HashSet<super::ArtifactId>>,
    troubles: Mutex<Troubles>,
    /// Parts that were found altered or missing since this process began.
    altered: AtomicU64,
    missing: AtomicU64,
    /// Told when an operation was put in line.
    ordered: tokio::sync::Notify,
    /// The hour for which what is due was put in line.
    scheduled: Mutex<String>,
}

/// Why the last that was tried failed; nothing where it did not.
#[derive(Debug, Default)]
struct Troubles {
    spool: Option<String>,
    store: Option<String>,
}

/// What to keep, and for how long.
#[derive(Debug, Clone)]
pub struct Keeping {
    /// The spool's folder.
    pub spool: PathBuf,
    /// What may wait in this process's slot of the spool.
    pub spool_bytes: u64,
    pub retention: Retention,
    /// Days between two comparisons of everything with what was written; `None` for none.
    pub verify_days: Option<u32>,
    /// Whether the store is asked now and then how it is, so that it shows before it is
    /// needed: for those behind a network.
    pub probe: bool,
}

/// When an artifact has to go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Retention {
    pub days: u32,
    /// Days for one kind of parts, where they are fewer.
    pub image_days: Option<u32>,
    pub text_days: Option<u32>,
    pub result_days: Option<u32>,
    /// How many verifications of one application are kept; `None` for all.
    pub keep_last: Option<u32>,
}

impl Retention {
    /// Everything for so many days.
    #[must_use]
    pub const fn days(days: u32) -> Self {
        Self { days, image_days: None, text_days: None, result_days: None, keep_last: None }
    }

    /// Artifacts of before this have to go.
    fn end(&self, now: DateTime<Utc>) -> DateTime<Utc> {
        now - TimeDelta::days(self.days.into())
    }

    /// Parts of that kind of before this have to go; `None` where they go with the whole.
    fn end_of(&self, kind: PartKind, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
        let days = match kind {
            PartKind::Image => self.image_days,
            PartKind::Text => self.text_days,
            PartKind::Result => self.result_days,
        };
        days.filter(|&days| days < self.days).map(|days| now - TimeDelta::days(days.into()))
    }
}

/// Where an artifact is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// On the disk of the process that took it, on its way to the store.
    Spooled,
    Stored,
}

impl State {
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Spooled => "spooled",
            Self::Stored => "stored",
        }
    }
}

/// How the archive is, for those who operate it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ArchiveState {
    /// The store, as the setting names it.
    pub store: String,
    /// Why the last that was tried with store or spool failed.
    pub trouble: Option<String>,
    pub spool: SpoolState,
    pub faults: Faults,
}

/// Parts that were asked for and not given out, since this process began.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Faults {
    /// Not what was written.
    pub altered: u64,
    /// Not there.
    pub missing: u64,
}

/// Why the archive cannot answer.
#[derive(Debug, thiserror::Error)]
pub enum ArchiveError {
    #[error("{key} is not what was written: its checksum differs")]
    Altered { key: Key },
    #[error("{key} is missing from the store")]
    Missing { key: Key },
    #[error("{key} was let go on {at}: the settings keep it for a shorter time")]
    Expired { key: Key, at: DateTime<Utc> },
    #[error("the artifact is still on the disk of the process that took it")]
    Elsewhere,
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error(transparent)]
    Index(#[from] IndexError),
    #[error("the spool cannot be read")]
    Spool(#[source] io::Error),
}

impl Archive {
    #[must_use]
    pub fn new(
        keeping: Keeping,
        store: Arc<dyn Store>,
        index: Arc<dyn Index>,
        operations: Arc<dyn Operations>,
        clock: Arc<dyn Clock>,
    ) -> Self {
        Self {
            keeping,
            store,
            index,
            operations,
            clock,
            spool: OnceLock::new(),
            moving: tokio::sync::Mutex::default(),
            announced: Mutex::default(),
            troubles: Mutex::default(),
            altered: AtomicU64::default(),
            missing: AtomicU64::default(),
            ordered: tokio::sync::Notify::new(),
            scheduled: Mutex::default(),
        }
    }

    #[must_use]
    pub fn store(&self) -> &Arc<dyn Store> {
        &self.store
    }

    #[must_use]
    pub fn index(&self) -> &Arc<dyn Index> {
        &self.index
    }

    /// Writes the artifact to the spool; what is accepted is not lost.
    pub async fn save(self: &Arc<Self>, draft: Draft) -> Result<Metadata, SpoolError> {
        let archive = Arc::clone(self);
        let accepted = tokio::task::spawn_blocking(move || archive.spool()?.accept(draft)).await;
        let accepted = accepted.unwrap_or_else(|panic| Err(io::Error::other(panic).into()));
        let trouble = accepted.as_ref().err().map(|error| chain(error));
        if let Some(error) = &trouble {
            tracing::error!(error, "an artifact was not accepted");
        }
        numbers::kept(accepted.is_ok());
        self.troubles().spool = trouble;
        accepted
    }

    /// A page of those that a filter takes.
    pub async fn list(&self, filter: &Filter, page: Page) -> Result<Vec<Record>, IndexError> {
        self.index.list(filter, page).await
    }

    pub async fn stats(&self, filter: &Filter) -> Result<Stats, IndexError> {
        self.index.stats(filter).await
    }

    #[must_use]
    pub fn state(&self) -> ArchiveState {
        let empty = SpoolState { limit_bytes: self.keeping.spool_bytes, ..SpoolState::default() };
        let troubles = self.troubles();
        let trouble = troubles.spool.clone().or_else(|| troubles.store.clone());
        ArchiveState {
            store: self.store.address(),
            trouble,
            spool: self.spool.get().map_or(empty, |spool| spool.spool_state()),
            faults: Faults {
                altered: self.altered.load(Ordering::Relaxed),
                missing: self.missing.load(Ordering::Relaxed),
            },
        }
    }

    /// Logs and counts a part that is not what was written.
    fn altered(&self, key: Key) -> ArchiveError {
        tracing::error!(%key, "a part of an artifact is not what was written");
        self.altered.fetch_add(1, Ordering::Relaxed);
        ArchiveError::Altered { key }
    }

    /// Logs and counts a part that is not there.
    fn missing(&self, key: Key) -> ArchiveError {
        tracing::error!(%key, "a part is missing from the store");
        self.missing.fetch_add(1, Ordering::Relaxed);
        ArchiveError::Missing { key }
    }

    /// Whether anything was ever kept by this machine: then it has a spool.
    fn was_used(&self) -> bool {
        self.spool.get().is_some() || self.keeping.spool.is_dir()
    }

    /// This process's slot, opened when first needed; blocks.
    fn spool(&self) -> io::Result<&Arc<Spool>> {
        static OPENING: Mutex<()> = Mutex::new(());
        let _opening = OPENING.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(spool) = self.spool.get() {
            return Ok(spool);
        }
        let spool = Spool::open(&self.keeping.spool, self.keeping.spool_bytes)?;
        Ok(self.spool.get_or_init(|| Arc::new(spool)))
    }

    fn scheduled(&self) -> MutexGuard<'_, String> {
        self.scheduled.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn troubles(&self) -> MutexGuard<'_, Troubles> {
        self.troubles.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What stands in the store of a part that is small by nature.
const SMALL: u64 = 4 * 1024 * 1024;

async fn read_small(
    store: &dyn Store,
    id: super::ArtifactId,
    part: PartName,
) -> Result<Option<bytes::Bytes>, StoreError> {
    match store.get(Key { id, part }, None).await? {
        Some(blob) => blob.collect(SMALL).await.map(Some),
        None => Ok(None),
    }
}
