//! How far the vision model's download is, as an initialiser writes it into a shared file.
//!
//! The file is written by another process and may be half written, stale or absent; each
//! of these has its own answer, and none of them is an error of ours.

use crate::clock::Clock;
use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::sync::Mutex;
use utoipa::ToSchema;

/// A download writes its progress every few seconds; five minutes of silence mean that the
/// process that wrote it is gone.
const STALE_AFTER: TimeDelta = TimeDelta::minutes(5);

/// Pollers come by the dozen; the file changes every few seconds.
const CACHED_FOR: Duration = Duration::from_secs(5);

/// A status is a few hundred bytes; more is not a status.
const MAX_BYTES: u64 = 64 * 1024;

/// Where the model stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ModelState {
    NotStarted,
    Downloading,
    Extracting,
    Ready,
    Error,
}

/// How far the download is.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, ToSchema)]
#[serde(default)]
pub struct Progress {
    pub downloaded_bytes: Option<u64>,
    pub total_bytes: Option<u64>,
    /// 0 to 100; reckoned from the bytes where the file does not say.
    pub percentage: Option<f64>,
    pub estimated_time_remaining_seconds: Option<u64>,
}

/// The model's download.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct ModelStatus {
    #[serde(default)]
    pub model: Option<String>,
    pub status: ModelState,
    /// Where it comes from: a bucket, a registry.
    #[serde(default)]
    pub source: Option<String>,
    #[serde(default)]
    pub started_at: Option<DateTime<Utc>>,
    #[serde(default)]
    pub updated_at: Option<DateTime<Utc>>,
    #[serde(default)]
    pub completed_at: Option<DateTime<Utc>>,
    #[serde(default)]
    pub progress: Option<Progress>,
    /// Why, when the status is `error`.
    #[serde(default)]
    pub error: Option<String>,
}

impl ModelStatus {
    fn failed(reason: impl Into<String>) -> Self {
        Self {
            model: None,
            status: ModelState::Error,
            source: None,
            started_at: None,
            updated_at: None,
            completed_at: None,
            progress: None,
            error: Some(reason.into()),
        }
    }

    /// Judges what the file holds on the given day and second.
    fn parse(bytes: &[u8], now: DateTime<Utc>) -> Self {
        let mut status: Self = match serde_json::from_slice(bytes) {
            Ok(status) => status,
            Err(error) => return Self::failed(format!("the status file makes no sense: {error}")),
        };
        if matches!(status.status, ModelState::Downloading | ModelState::Extracting) {
            let silence = status.updated_at.map(|updated| now - updated);
            let reason = match silence {
                None => Some("the status file does not say when it was last updated".to_owned()),
                Some(silence) if silence > STALE_AFTER => {
                    Some(format!("no progress for {} minutes", silence.num_minutes()))
                }
                Some(_) => None,
            };
            if let Some(reason) = reason {
                status.status = ModelState::Error;
                status.error = Some(reason);
            }
        }
        if let Some(progress) = &mut status.progress {
            progress.complete();
        }
        status
    }
}

impl Progress {
    fn complete(&mut self) {
        let reckoned = match (self.downloaded_bytes, self.total_bytes) {
            (Some(downloaded), Some(total)) if total > 0 => {
                Some(downloaded as f64 / total as f64 * 100.0)
            }
            _ => None,
        };
        let percentage = self.percentage.or(reckoned).filter(|percentage| percentage.is_finite());
        self.percentage = percentage.map(|percentage| percentage.clamp(0.0, 100.0));
    }
}

/// Reads the file at most once in five seconds.
#[derive(Debug)]
pub struct ModelStatusFile {
    path: PathBuf,
    clock: Arc<dyn Clock>,
    /// Held while reading, so that a crowd of pollers makes one read.
    last: Mutex<Option<(Instant, Option<ModelStatus>)>>,
}

impl ModelStatusFile {
    #[must_use]
    pub fn new(path: PathBuf, clock: Arc<dyn Clock>) -> Self {
        Self { path, clock, last: Mutex::new(None) }
    }

    /// The model's status; `None` when there is no file.
    pub async fn read(&self) -> Option<ModelStatus> {
        let mut last = self.last.lock().await;
        if let Some((read, status)) = &*last
            && read.elapsed() < CACHED_FOR
        {
            return status.clone();
        }
        let (path, now) = (self.path.clone(), self.clock.now());
        let status = tokio::task::spawn_blocking(move || read_file(&path, now))
            .await
            .unwrap_or_else(|_| Some(ModelStatus::failed("the status file could not be read")));
        *last = Some((Instant::now(), status.clone()));
        status
    }
}

fn read_file(path: &Path, now: DateTime<Utc>) -> Option<ModelStatus> {
    match read_bytes(path) {
        Ok(bytes) => Some(ModelStatus::parse(&bytes, now)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => None,
        Err(error) => {
            Some(ModelStatus::failed(format!("the status file could not be read: {error}")))
        }
    }
}

fn read_bytes(path: &Path) -> io::Result<Vec<u8>> {
    // Asked first, because opening a pipe would wait for its writer.
    if !std::fs::metadata(path)?.is_file() {
        return Err(io::Error::other("it is not a file"));
    }
    let mut bytes = Vec::new();
    std::fs::File::open(path)?.take(MAX_BYTES + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > MAX_BYTES {
        return Err(io::Error::other("it is too long"));
    }
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::FixedClock;

    fn now() -> DateTime<Utc> {
        "2026-03-25T12:00:00Z".parse().unwrap()
    }

    #[test]
    fn each_state_of_the_file_has_its_answer() {
        use ModelState::{Downloading, Error, NotStarted, Ready};
        let cases = [
            (r#"{"status":"not_started"}"#, NotStarted, None),
            (r#"{"status":"ready","model":"m"}"#, Ready, None),
            (r#"{"status":"downloading","updated_at":"2026-03-25T11:55:00Z"}"#, Downloading, None),
            (
                r#"{"status":"downloading","updated_at":"2026-03-25T11:54:59Z"}"#,
                Error,
                Some("no progress for 5 minutes"),
            ),
            (r#"{"status":"extracting"}"#, Error, Some("does not say when")),
            (r#"{"status":"error","error":"disk full"}"#, Error, Some("disk full")),
            (r#"{"status":"sleeping"}"#, Error, Some("makes no sense")),
            (r#"{"status":"downlo"#, Error, Some("makes no sense")),
            ("", Error, Some("makes no sense")),
            ("[]", Error, Some("makes no sense")),
        ];
        for (file, state, reason) in cases {
            let status = ModelStatus::parse(file.as_bytes(), now());
            assert_eq!(status.status, state, "{file}");
            match reason {
                None => assert_eq!(status.error, None, "{file}"),
                Some(reason) => assert!(status.error.unwrap().contains(reason), "{file}"),
            }
        }
    }

    #[test]
    fn the_percentage_is_reckoned_and_never_beyond_its_range() {
        let percentage = |progress: &str| {
            let file = format!(r#"{{"status":"ready","progress":{progress}}}"#);
            ModelStatus::parse(file.as_bytes(), now()).progress.unwrap().percentage
        };
        assert_eq!(percentage(r#"{"downloaded_bytes":1,"total_bytes":4}"#), Some(25.0));
        assert_eq!(percentage(r#"{"downloaded_bytes":5,"total_bytes":4}"#), Some(100.0));
        assert_eq!(percentage(r#"{"downloaded_bytes":5,"total_bytes":0}"#), None);
        assert_eq!(percentage(r#"{"percentage":-3}"#), Some(0.0));
    }

    #[tokio::test]
    async fn the_file_is_read_once_for_many_askers() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("status.json");
        let file = ModelStatusFile::new(path.clone(), Arc::new(FixedClock::at(now())));
        assert_eq!(file.read().await, None);
        std::fs::write(&path, r#"{"status":"ready"}"#).unwrap();
        assert_eq!(file.read().await, None, "the first answer still stands");
        let fresh = ModelStatusFile::new(path, Arc::new(FixedClock::at(now())));
        assert_eq!(fresh.read().await.unwrap().status, ModelState::Ready);
    }

    #[tokio::test]
    async fn a_folder_in_the_files_place_is_an_error_with_its_reason() {
        let folder = tempfile::tempdir().unwrap();
        let file = ModelStatusFile::new(folder.path().to_owned(), Arc::new(FixedClock::at(now())));
        let status = file.read().await.unwrap();
        assert_eq!(status.status, ModelState::Error);
        assert!(status.error.unwrap().contains("not a file"));
    }
}
