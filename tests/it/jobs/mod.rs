//! Durable work: the queue's promises on both databases, the runner, the interface, and
//! processes that die.

mod api;
mod chaos;
mod idempotency;
mod model;
mod queue;
mod runner;
mod script;

use crate::support::postgres;
use std::sync::Arc;
use std::time::Duration;
use tempfile::TempDir;
use ttb_verifier::clock::FixedClock;
use ttb_verifier::config::DatabaseAddress;
use ttb_verifier::db::{Database, JobQueue};
use ttb_verifier::jobs::{JobId, NewJob};

/// How long answers are kept in these tests.
const KEPT: Duration = Duration::from_hours(24);

/// A queue of its own, and the clock it goes by.
struct Place {
    queue: JobQueue,
    clock: Arc<FixedClock>,
    /// Goes with it.
    _folder: TempDir,
}

impl Place {
    fn sqlite() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let address = DatabaseAddress::Sqlite(folder.path().join("jobs.db"));
        Self::at(address, folder)
    }

    /// `None` where no PostgreSQL is installed.
    fn postgres(name: &str) -> Option<Self> {
        postgres::database(name).map(|address| Self::at(address, tempfile::tempdir().unwrap()))
    }

    fn at(address: DatabaseAddress, folder: TempDir) -> Self {
        let clock = Arc::new(FixedClock::at("2026-03-25T12:00:00Z".parse().unwrap()));
        let database = Arc::new(Database::new(address, 5));
        let queue = JobQueue::new(database, Arc::clone(&clock) as _, KEPT);
        Self { queue, clock, _folder: folder }
    }
}

/// A job of no particular kind.
fn job(client: &str) -> NewJob {
    NewJob {
        client: client.to_owned(),
        ..NewJob::new(JobId::fresh(), "test", &serde_json::json!({"of": client}))
    }
}
