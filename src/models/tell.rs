//! Tells how far a model is: to the status file, and to whoever watches.

use crate::clock::Clock;
use crate::model_status::{ModelState, ModelStatus, Progress};
use std::fmt;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// Between two writings of progress.
const AT_MOST_EVERY: Duration = Duration::from_secs(1);

type Show = Box<dyn Fn(&ModelStatus) + Send + Sync>;

/// Tells about one model. What it writes is whole at every moment, and never older than a
/// second; that it cannot be written is no reason to stop.
pub struct Teller {
    file: Option<PathBuf>,
    clock: Arc<dyn Clock>,
    show: Show,
    told: Mutex<Told>,
}

struct Told {
    status: ModelStatus,
    written: Option<Instant>,
    /// When the present download began, and at which byte.
    begun: Option<(Instant, u64)>,
}

impl fmt::Debug for Teller {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Teller").field("file", &self.file).finish_non_exhaustive()
    }
}

impl Teller {
    /// Writes to `file`, and calls `show` with all that it writes.
    #[must_use]
    pub fn new(
        model: &str,
        file: Option<PathBuf>,
        clock: Arc<dyn Clock>,
        show: impl Fn(&ModelStatus) + Send + Sync + 'static,
    ) -> Self {
        let status = ModelStatus {
            model: Some(model.to_owned()),
            status: ModelState::NotStarted,
            source: None,
            started_at: None,
            updated_at: None,
            completed_at: None,
            progress: None,
            error: None,
        };
        let told = Mutex::new(Told { status, written: None, begun: None });
        Self { file, clock, show: Box::new(show), told }
    }

    /// A source is tried.
    pub fn begin(&self, source: &str) {
        self.change(|told, now| {
            told.begun = None;
            told.status.status = ModelState::Downloading;
            told.status.source = Some(source.to_owned());
            told.status.started_at.get_or_insert(now);
            told.status.progress = None;
            told.status.error = None;
        });
    }

    /// So many bytes of so many have arrived.
    pub fn downloaded(&self, done: u64, total: u64) {
        self.progress(ModelState::Downloading, done, total);
    }

    /// All has arrived; so many bytes of so many are unpacked.
    pub fn extracted(&self, done: u64, total: u64) {
        self.progress(ModelState::Extracting, done, total);
    }

    pub fn ready(&self) {
        self.change(|told, now| {
            told.status.status = ModelState::Ready;
            told.status.completed_at = Some(now);
            if let Some(progress) = &mut told.status.progress {
                progress.downloaded_bytes = progress.total_bytes;
                progress.percentage = Some(100.0);
                progress.estimated_time_remaining_seconds = Some(0);
            }
        });
    }

    pub fn failed(&self, reason: &str) {
        self.change(|told, _| {
            told.status.status = ModelState::Error;
            told.status.error = Some(reason.to_owned());
        });
    }

    fn progress(&self, state: ModelState, done: u64, total: u64) {
        let now = Instant::now();
        let mut told = self.told();
        if told.status.status != state {
            told.begun = None;
        }
        let begun = *told.begun.get_or_insert((now, done));
        let soon = told.written.is_some_and(|written| now - written < AT_MOST_EVERY);
        let soon = soon && told.status.status == state;
        told.status.status = state;
        told.status.progress = Some(Progress {
            downloaded_bytes: Some(if state == ModelState::Downloading { done } else { total }),
            total_bytes: Some(total),
            percentage: (total > 0).then(|| (done as f64 / total as f64 * 100.0).min(100.0)),
            estimated_time_remaining_seconds: remaining(begun, now, done, total),
        });
        if !soon {
            self.write(&mut told);
        }
    }

    fn change(&self, change: impl FnOnce(&mut Told, chrono::DateTime<chrono::Utc>)) {
        let mut told = self.told();
        change(&mut told, self.clock.now());
        self.write(&mut told);
    }

    fn write(&self, told: &mut Told) {
        told.status.updated_at = Some(self.clock.now());
        told.written = Some(Instant::now());
        (self.show)(&told.status);
        if let Some(file) = &self.file
            && let Err(error) = write_whole(file, &told.status)
        {
            tracing::warn!(file = %file.display(), %error, "the status file cannot be written");
        }
    }

    /// The last state stands whoever panicked beside it.
    fn told(&self) -> MutexGuard<'_, Told> {
        self.told.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// By what the present download did so far; `None` before it did anything.
fn remaining(begun: (Instant, u64), now: Instant, done: u64, total: u64) -> Option<u64> {
    let seconds = (now - begun.0).as_secs_f64();
    let came = done.saturating_sub(begun.1) as f64;
    let left = total.saturating_sub(done) as f64;
    (came > 0.0 && seconds > 0.0).then(|| (left / (came / seconds)).ceil() as u64)
}

/// Readers see the old file or the new one, whole.
fn write_whole(file: &Path, status: &ModelStatus) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty());
    let mut fresh = tempfile::NamedTempFile::new_in(folder.unwrap_or(Path::new(".")))?;
    fresh.write_all(&serde_json::to_vec_pretty(status)?)?;
    // Whoever serves may be another user.
    fresh.as_file().set_permissions(std::fs::Permissions::from_mode(0o644))?;
    fresh.persist(file)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::FixedClock;
    use std::os::unix::fs::PermissionsExt;
    use std::sync::atomic::{AtomicUsize, Ordering};

    #[test]
    fn progress_is_written_at_most_once_a_second_and_readable_by_all() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("status.json");
        let shown = Arc::new(AtomicUsize::new(0));
        let count = Arc::clone(&shown);
        let noon = "2026-03-25T12:00:00Z".parse().unwrap();
        let teller =
            Teller::new("llava", Some(file.clone()), Arc::new(FixedClock::at(noon)), move |_| {
                count.fetch_add(1, Ordering::Relaxed);
            });
        let read =
            || -> ModelStatus { serde_json::from_slice(&std::fs::read(&file).unwrap()).unwrap() };
        teller.begin("s3://models/llava.tar.gz");
        assert_eq!(read().status, ModelState::Downloading);
        for done in 0..1000 {
            teller.downloaded(done, 1000);
        }
        assert_eq!(shown.load(Ordering::Relaxed), 1, "a second has not passed");
        teller.extracted(0, 2000);
        assert_eq!(read().status, ModelState::Extracting, "a change of state is told at once");
        teller.ready();
        let status = read();
        assert_eq!((status.status, status.completed_at), (ModelState::Ready, Some(noon)));
        assert_eq!(status.progress.unwrap().percentage, Some(100.0));
        let mode = std::fs::metadata(&file).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o644);
        let left: Vec<_> = std::fs::read_dir(folder.path()).unwrap().collect();
        assert_eq!(left.len(), 1, "nothing stays behind");
    }

    #[test]
    fn what_remains_follows_from_what_this_run_did() {
        let start = Instant::now();
        let later = start + Duration::from_secs(10);
        assert_eq!(remaining((start, 400), later, 600, 1000), Some(20));
        assert_eq!(remaining((start, 400), later, 400, 1000), None);
    }
}
