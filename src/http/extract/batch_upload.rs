//! A batch as it is uploaded: written to the disk while it arrives.

use super::multipart::{file_place, read_field, unreadable};
use super::options::Options;
use super::problems::Problems;
use crate::app::App;
use crate::artifacts::Checksum;
use crate::batches::{Limits, Received};
use crate::http::error::ApiError;
use crate::intake::archive::{Unpacked, safe_name};
use crate::intake::clean_name;
use axum::extract::multipart::Field;
use axum::extract::{FromRequest, Multipart, Query, Request};
use axum::http::StatusCode;
use sha2::{Digest, Sha256};
use std::path::Path;
use std::time::Duration;
use tempfile::TempDir;
use tokio::fs::File;
use tokio::io::AsyncWriteExt;

/// Parts that are no files: the manifest and the parameters, and some mistakes to name.
const SPARE_PARTS: usize = 64;

/// A parameter sent as a part.
const MAX_PARAMETER_BYTES: u64 = 4096;

/// An upload of thousands of pictures may take so many times as long as one of a few.
const LONGER: u32 = 30;

/// A batch on the disk; the files go with it.
#[derive(Debug)]
pub struct BatchDrop {
    pub folder: TempDir,
    pub received: Vec<Received>,
    pub manifest: Option<Vec<u8>>,
    pub options: Options,
    /// Only to be shown how it would be grouped.
    pub dry_run: bool,
    /// Whether content that was verified before is not verified again.
    pub deduplicate: bool,
    /// Of all that was sent, for the same request sent twice.
    pub fingerprint: Checksum,
}

/// Extracts a [`BatchDrop`].
#[derive(Debug)]
pub struct BatchUpload(pub BatchDrop);

impl FromRequest<App> for BatchUpload {
    type Rejection = ApiError;

    async fn from_request(request: Request, app: &App) -> Result<Self, ApiError> {
        let limit: Duration = app.config.server.upload_timeout.saturating_mul(LONGER);
        match tokio::time::timeout(limit, receive(request, app)).await {
            Ok(upload) => upload.map(Self),
            Err(_) => Err(ApiError::new(
                StatusCode::REQUEST_TIMEOUT,
                "upload_too_slow",
                format!("the upload took longer than {} seconds", limit.as_secs()),
            )),
        }
    }
}

/// What arrives, and where it is laid down.
struct Desk<'a> {
    folder: &'a Path,
    limits: Limits,
    received: Vec<Received>,
    manifest: Option<Vec<u8>>,
    parameters: Vec<(String, String)>,
    total: u64,
    hash: Sha256,
}

async fn receive(request: Request, app: &App) -> Result<BatchDrop, ApiError> {
    super::label_upload::check_head(request.headers(), app.config.batches.max_bytes)?;
    let query = Query::<Vec<(String, String)>>::try_from_uri(request.uri());
    let Query(query) = query.map_err(|rejection| {
        let status = StatusCode::UNPROCESSABLE_ENTITY;
        ApiError::new(status, "invalid_query", rejection.body_text())
    })?;
    let mut form = Multipart::from_request(request, app).await.map_err(|rejection| {
        ApiError::new(StatusCode::BAD_REQUEST, "malformed_form", rejection.body_text())
    })?;
    let folder = tempfile::tempdir().map_err(|error| ApiError::internal(&error))?;
    let mut problems = Problems::default();
    let mut desk = Desk {
        folder: folder.path(),
        limits: Limits::from(&app.config),
        received: Vec::new(),
        manifest: None,
        parameters: query,
        total: 0,
        hash: Sha256::new(),
    };
    let most = desk.limits.max_applications * desk.limits.max_files + SPARE_PARTS;
    let mut seen = 0;
    while let Some(field) = form.next_field().await.map_err(|error| unreadable(&error))? {
        seen += 1;
        if seen > most {
            let detail = format!("the form has more than {most} parts");
            return Err(ApiError::new(StatusCode::UNPROCESSABLE_ENTITY, "too_many_parts", detail));
        }
        desk.take(field, &mut problems).await?;
    }
    if desk.received.is_empty() {
        problems.refuse("file", "file_missing", "an archive or pictures have to be sent");
    }
    let Desk { received, manifest, parameters, mut hash, .. } = desk;
    let (own, others): (Vec<_>, Vec<_>) =
        parameters.into_iter().partition(|(name, _)| OWN.contains(&name.as_str()));
    for (name, value) in own.iter().chain(&others) {
        hash.update(format!("{name}={value}\n"));
    }
    let options = Options::parse(&[], &others, &mut problems);
    if options.crops {
        problems.refuse("crops", "not_for_batches", "crops are not made for batches");
    }
    if options.save == Some(true) && !app.config.artifacts.enabled {
        let detail = "this service stores no requests (ARTIFACT_STORAGE_ENABLED=false)";
        problems.refuse("save_artifact", "artifacts_not_available", detail);
    }
    let own = own_parameters(&own, &mut problems);
    problems.into_result()?;
    Ok(BatchDrop {
        folder,
        received,
        manifest,
        options,
        dry_run: own.dry_run,
        deduplicate: own.deduplicate,
        fingerprint: Checksum::from(hash),
    })
}

impl Desk<'_> {
    async fn take(&mut self, field: Field<'_>, problems: &mut Problems) -> Result<(), ApiError> {
        let part = field.name().filter(|name| !name.is_empty()).map(clean_name);
        match part.as_deref().unwrap_or_default() {
            "file" | "image" => self.file(field).await,
            "manifest" => {
                let bytes = read_field(field, crate::batches::manifest::MAX_BYTES).await?;
                match bytes {
                    Some(bytes) if self.manifest.is_none() => {
                        self.hash.update(b"manifest");
                        self.hash.update(&bytes);
                        self.manifest = Some(bytes);
                    }
                    Some(_) => {
                        problems.refuse("manifest", "duplicate_part", "is there more than once");
                    }
                    None => {
                        let status = StatusCode::PAYLOAD_TOO_LARGE;
                        problems.add(status, "manifest_too_large", "manifest", "is too large");
                    }
                }
                Ok(())
            }
            "" => {
                problems.refuse("part", "unknown_part", "has no name");
                Ok(())
            }
            name => {
                let name = name.to_owned();
                match read_field(field, MAX_PARAMETER_BYTES).await?.map(String::from_utf8) {
                    Some(Ok(value)) => self.parameters.push((name, value)),
                    _ => problems.refuse(name, "invalid_value", "is too long, or not UTF-8"),
                }
                Ok(())
            }
        }
    }

    /// Writes a file down, piece by piece.
    async fn file(&mut self, mut field: Field<'_>) -> Result<(), ApiError> {
        let index = self.received.len();
        // Folders tell what belongs together; a name that leads elsewhere loses them.
        let given = field.file_name().filter(|name| !name.is_empty());
        let name = given.map(|name| safe_name(name).unwrap_or_else(|| clean_name(name)));
        let name = name.unwrap_or_else(|| format!("panel-{}", index + 1));
        let path = self.folder.join(format!("upload-{index}"));
        let fault = |error: std::io::Error| ApiError::internal(&error);
        let mut file = File::create(&path).await.map_err(fault)?;
        let (mut bytes, mut hash) = (0, Sha256::new());
        while let Some(chunk) = field.chunk().await.map_err(|error| unreadable(&error))? {
            bytes += chunk.len() as u64;
            self.total += chunk.len() as u64;
            if self.total > self.limits.max_total_bytes {
                let limit = self.limits.max_total_bytes;
                let detail = format!("{}: more than {limit} bytes", file_place(index, &name));
                let status = StatusCode::PAYLOAD_TOO_LARGE;
                return Err(ApiError::new(status, "request_too_large", detail));
            }
            hash.update(&chunk);
            file.write_all(&chunk).await.map_err(fault)?;
        }
        file.flush().await.map_err(fault)?;
        let sha256: [u8; 32] = hash.finalize().into();
        self.hash.update(name.as_bytes());
        self.hash.update(sha256);
        self.received.push(Received { name, file: Unpacked { path, bytes, sha256 } });
        Ok(())
    }
}

/// What only batches take, beside the parameters of a single check.
const OWN: [&str; 2] = ["dry_run", "deduplicate"];

struct Own {
    dry_run: bool,
    deduplicate: bool,
}

fn own_parameters(given: &[(String, String)], problems: &mut Problems) -> Own {
    let mut own = Own { dry_run: false, deduplicate: true };
    for (index, (name, value)) in given.iter().enumerate() {
        if given[..index].iter().any(|(other, _)| other == name) {
            problems.refuse(name, "duplicate_parameter", "is given more than once");
            continue;
        }
        let flag = match value.trim() {
            "true" => Some(true),
            "false" => Some(false),
            _ => None,
        };
        match (name.as_str(), flag) {
            ("dry_run", Some(flag)) => own.dry_run = flag,
            ("deduplicate", Some(flag)) => own.deduplicate = flag,
            _ => problems.refuse(name, "invalid_value", "has to be true or false"),
        }
    }
    own
}
