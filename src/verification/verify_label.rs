//! The job that verifies one label application: pictures from the store, report into the
//! queue.

use super::keep::{self, Submission};
use super::report::{ArtifactStatus, Backend, Report};
use super::{Request, Verifier, VerifyError};
use crate::artifacts::{Archive, ArtifactId, Checksum, Found, Store, StoreError, UploadKey};
use crate::config::ArtifactConfig;
use crate::intake::{self, Fault, Picture};
use crate::jobs::{Class, Done, Failure, Handler, Job, Task};
use crate::label::Application;
use crate::ocr::pool::Priority;
use async_trait::async_trait;
use bytes::Bytes;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use std::fmt::Debug;
use std::net::IpAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio_util::sync::CancellationToken;

/// What one such job has to know. Its pictures lie in the store, as uploads of the job.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct LabelToVerify {
    /// In upload order, at least one.
    pub files: Vec<StoredFile>,
    pub application: Application,
    pub backend: Backend,
    /// `None` for the service's own.
    pub deadline_ms: Option<u64>,
    #[serde(default)]
    pub crops: bool,
    /// Whether its pictures are kept when it is done: they may be verified once more, with
    /// another panel.
    #[serde(default)]
    pub spares_pictures: bool,
    /// Whether an artifact is made of it.
    #[serde(default)]
    pub save: bool,
    /// The day it was submitted: its law applies where no filing date is declared.
    pub today: NaiveDate,
    pub client: Option<IpAddr>,
    pub client_request_id: Option<String>,
}

/// One picture file in the store.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct StoredFile {
    pub key: UploadKey,
    /// The client's name for it, cleaned.
    pub name: String,
    pub size_bytes: u64,
    pub sha256: Checksum,
}

/// Says when work that nobody waits for may begin on this machine.
#[async_trait]
pub trait Gate: Send + Sync + Debug {
    async fn open(&self);
}

/// Does such jobs.
#[derive(Debug, Clone)]
pub struct VerifyLabel {
    pub verifier: Verifier,
    pub store: Arc<dyn Store>,
    /// `None` where nothing is kept.
    pub archive: Option<Arc<Archive>>,
    pub artifacts: ArtifactConfig,
    pub limits: intake::Limits,
    /// Where the job names none.
    pub deadline: Duration,
    /// The longest attempt.
    pub limit: Duration,
    pub gate: Arc<dyn Gate>,
}

impl VerifyLabel {
    pub const KIND: &str = "verify_label";

    async fn verify(&self, job: &Job, task: &Task) -> Result<Report, Failure> {
        let label: LabelToVerify = serde_json::from_value(job.payload.clone())
            .map_err(|error| Failure::new(Class::Internal, format!("its payload: {error}")))?;
        let received = Instant::now();
        let mut files = Vec::new();
        for file in &label.files {
            files.push((file.name.clone(), self.fetch(file).await?));
        }
        let decoding = Instant::now();
        let pictures = decode(files.clone(), self.limits, task.cancel.clone()).await?;
        let submission = Submission {
            files: keep::submitted(files, &pictures),
            application: label.application.clone(),
            client: label.client,
            client_request_id: label.client_request_id,
        };
        let request = Request {
            id: job.id.uuid(),
            pictures: pictures.into_iter().flatten().collect(),
            application: label.application,
            today: label.today,
            backend: label.backend,
            received,
            deadline: label.deadline_ms.map_or(self.deadline, Duration::from_millis),
            decode: decoding.elapsed(),
            crops: label.crops,
            priority: Priority::Batch,
            cancel: task.cancel.clone(),
        };
        let done = self.verifier.verify_and_show(request).await;
        let (mut report, read) = done.map_err(|error| failure(&error))?;
        if let Some(archive) = self.archive.as_ref().filter(|_| label.save)
            && !task.cancel.is_cancelled()
        {
            let engines = self.verifier.engines();
            let draft = keep::draft(submission, &read, &report, &engines, &self.artifacts);
            save(archive, job, draft, &mut report).await;
        }
        Ok(report)
    }

    async fn fetch(&self, file: &StoredFile) -> Result<Bytes, Failure> {
        let lacking = |error: StoreError| Failure::new(Class::Unavailable, error.to_string());
        let Some(blob) = self.store.get_upload(file.key).await.map_err(lacking)? else {
            let reason = format!("the picture {} is not in the store any more", file.name);
            return Err(Failure::new(Class::Refused, reason));
        };
        let bytes = blob.collect(file.size_bytes).await.map_err(lacking)?;
        if Checksum::of(&bytes) != file.sha256 {
            let reason = format!("the picture {} is not what was uploaded", file.name);
            return Err(Failure::new(Class::Unavailable, reason));
        }
        Ok(bytes)
    }
}

#[async_trait]
impl Handler for VerifyLabel {
    fn kind(&self) -> &'static str {
        Self::KIND
    }

    async fn run(&self, job: &Job, task: &Task) -> Result<Done, Failure> {
        let report = self.verify(job, task).await?;
        let verdict = serde_json::to_value(report.verdict).unwrap_or_default();
        Ok(Done {
            outcome: verdict.as_str().map(str::to_owned),
            result: serde_json::to_string(&report).expect("a report is plain data"),
            then: Vec::new(),
        })
    }

    /// What failed may be tried again, and keeps its pictures until it is forgotten.
    async fn over(&self, job: &Job) {
        if job.state == crate::jobs::State::Failed {
            return;
        }
        let Ok(label) = serde_json::from_value::<LabelToVerify>(job.payload.clone()) else {
            return;
        };
        if label.spares_pictures {
            return;
        }
        let owners: BTreeSet<_> = label.files.iter().map(|file| file.key.owner).collect();
        for owner in owners {
            if let Err(error) = self.store.erase_uploads(owner).await {
                tracing::warn!(job = %job.id, %error, "uploads stay behind until they are swept");
            }
        }
    }

    fn limit(&self) -> Duration {
        self.limit
    }

    async fn turn(&self) {
        self.gate.open().await;
    }
}

/// Keeps the request, once: whoever did the job before may have done that before it died.
async fn save(
    archive: &Arc<Archive>,
    job: &Job,
    draft: Result<crate::artifacts::Draft, crate::artifacts::NotAnId>,
    report: &mut Report,
) {
    let before = match ArtifactId::new(job.id.uuid()) {
        Ok(id) if job.attempts > 1 || job.is_suspect() => archive.find(id).await.ok().flatten(),
        _ => None,
    };
    if matches!(before, Some(Found::Here(_))) {
        report.artifact_id = Some(job.id.uuid());
        report.artifact_status = Some(ArtifactStatus::Accepted);
        return;
    }
    keep::save(archive, draft, report).await;
}

/// The panels of each file, off the async threads.
async fn decode(
    files: Vec<(String, Bytes)>,
    limits: intake::Limits,
    cancel: CancellationToken,
) -> Result<Vec<Vec<Picture>>, Failure> {
    let span = tracing::Span::current();
    let decoding = tokio::task::spawn_blocking(move || {
        let _job = span.entered();
        let named = files.iter().map(|(name, bytes)| (name.as_str(), bytes.as_ref()));
        intake::decode_all(named, &limits, &cancel).map_err(|faults| refused(&files, &faults))
    });
    let fault = |error: tokio::task::JoinError| Failure::new(Class::Internal, error.to_string());
    decoding.await.unwrap_or_else(|error| Err(fault(error)))
}

fn refused(files: &[(String, Bytes)], faults: &[Fault]) -> Failure {
    let told = faults.iter().map(|Fault { file, error }| match file {
        Some(index) => format!("file[{index}] {}: {error}", files[*index].0),
        None => error.to_string(),
    });
    Failure::new(Class::Refused, told.collect::<Vec<_>>().join("; "))
}

fn failure(error: &VerifyError) -> Failure {
    let class = match error {
        VerifyError::Unavailable { .. } | VerifyError::Busy { .. } | VerifyError::Cancelled => {
            Class::Unavailable
        }
        VerifyError::Ocr(_) => Class::Internal,
    };
    Failure::new(class, error.to_string())
}
