//! An archive on this machine, for the tests.

use crate::support::drafts::id;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use tempfile::TempDir;
use ttb_verifier::artifacts::store::Folder;
use ttb_verifier::artifacts::{
    Archive, Artifact, ArtifactId, Filter, Found, Keeping, Page, Retention, Sort, State, Store,
};
use ttb_verifier::clock::FixedClock;
use ttb_verifier::config::DatabaseAddress;
use ttb_verifier::db::{ArtifactIndex, Database, OperationTable};

/// An archive with its folders, which can be opened again as by another process.
pub struct Place {
    pub folder: TempDir,
    pub archive: Arc<Archive>,
}

impl Place {
    pub fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let store = Arc::new(Folder::new(folder.path().join("store")));
        Self::over(folder, store)
    }

    pub fn over(folder: TempDir, store: Arc<dyn Store>) -> Self {
        let archive = open(folder.path(), store);
        Self { folder, archive }
    }

    /// As after a crash: what was in memory is gone.
    pub fn restart(self) -> Self {
        let store = Arc::clone(self.archive.store());
        let Self { folder, archive } = self;
        drop(archive);
        Self::over(folder, store)
    }

    pub fn file(&self, id: ArtifactId, name: &str) -> PathBuf {
        let day = id.day().format("%Y/%m/%d").to_string();
        self.folder.path().join("store").join(day).join(id.to_string()).join(name)
    }

    pub async fn here(&self, id: ArtifactId) -> Box<Artifact> {
        match self.archive.find(id).await.unwrap() {
            Some(Found::Here(artifact)) => artifact,
            other => panic!("{other:?}"),
        }
    }

    pub async fn listed(&self) -> Vec<(ArtifactId, State)> {
        let page = Page { sort: Sort::Oldest, after: None, limit: 100 };
        let records = self.archive.list(&Filter::default(), page).await.unwrap();
        records.into_iter().map(|record| (record.metadata.request_id, record.state)).collect()
    }
}

pub fn open(folder: &Path, store: Arc<dyn Store>) -> Arc<Archive> {
    let now = "2026-03-26T00:00:00Z".parse().unwrap();
    open_as(folder, store, Retention::days(365), Arc::new(FixedClock::at(now)))
}

pub fn open_as(
    folder: &Path,
    store: Arc<dyn Store>,
    retention: Retention,
    clock: Arc<FixedClock>,
) -> Arc<Archive> {
    let keeping = Keeping {
        spool: folder.join("spool"),
        spool_bytes: 1024 * 1024,
        retention,
        verify_days: Some(30),
        probe: false,
    };
    let database = Database::new(DatabaseAddress::Sqlite(folder.join("index.db")), 2);
    let database = Arc::new(database);
    let index = Arc::new(ArtifactIndex::new(Arc::clone(&database)));
    let operations = Arc::new(OperationTable::new(database));
    Arc::new(Archive::new(keeping, store, index, operations, clock))
}

pub fn first() -> ArtifactId {
    id("2026-03-25T12:00:00Z", 0)
}

pub fn second() -> ArtifactId {
    id("2026-03-25T12:00:00Z", 1)
}
