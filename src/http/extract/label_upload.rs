//! One label application as it is uploaded: the form, its limits, and its pictures.

use super::multipart::{UploadedFile, file_place, read_parts};
use super::options::Options;
use super::problems::Problems;
use crate::app::App;
use crate::artifacts::Checksum;
use crate::config::LimitsConfig;
use crate::http::error::{ApiError, intake_status};
use crate::intake::{self, Fault, Picture};
use crate::label::Application;
use axum::extract::{FromRequest, Multipart, Query, Request};
use axum::http::{HeaderMap, StatusCode, header};
use serde_json::Value;
use sha2::{Digest, Sha256};
use std::time::Instant;
use tokio_util::sync::CancellationToken;

/// An application is flat: objects in a list in an object. Deeper is somebody's trial.
const MAX_DEPTH: usize = 8;

/// A form that was read, whose parts are acceptable in themselves.
#[derive(Debug)]
pub struct Upload {
    /// At least one.
    pub files: Vec<UploadedFile>,
    pub application: Application,
    pub options: Options,
    /// When the last byte had arrived.
    pub received: Instant,
}

/// Extracts an [`Upload`].
#[derive(Debug)]
pub struct LabelUpload(pub Upload);

impl FromRequest<App> for LabelUpload {
    type Rejection = ApiError;

    async fn from_request(request: Request, app: &App) -> Result<Self, ApiError> {
        let limit = app.config.server.upload_timeout;
        match tokio::time::timeout(limit, Upload::receive(request, app)).await {
            Ok(upload) => upload.map(Self),
            Err(_) => Err(ApiError::new(
                StatusCode::REQUEST_TIMEOUT,
                "upload_too_slow",
                format!("the upload took longer than {} seconds", limit.as_secs()),
            )),
        }
    }
}

impl Upload {
    async fn receive(request: Request, app: &App) -> Result<Self, ApiError> {
        let limits = &app.config.limits;
        check_head(request.headers(), limits.max_request_bytes)?;
        let query = Query::<Vec<(String, String)>>::try_from_uri(request.uri());
        let Query(query) = query.map_err(|rejection| {
            let status = StatusCode::UNPROCESSABLE_ENTITY;
            ApiError::new(status, "invalid_query", rejection.body_text())
        })?;
        let form = Multipart::from_request(request, app).await.map_err(|rejection| {
            ApiError::new(StatusCode::BAD_REQUEST, "malformed_form", rejection.body_text())
        })?;

        let mut problems = Problems::default();
        let parts = read_parts(form, limits, Options::NAMES, &mut problems).await?;
        let received = Instant::now();
        let options = Options::parse(&query, &parts.parameters, &mut problems);
        let application = parts.application.as_deref().map(|json| application(json, &mut problems));
        if options.save == Some(true) && !app.config.artifacts.enabled {
            let detail = "this service stores no requests (ARTIFACT_STORAGE_ENABLED=false)";
            problems.refuse("save_artifact", "artifacts_not_available", detail);
        }
        problems.into_result()?;
        let application = application.unwrap_or_default();
        Ok(Self { files: parts.files, application, options, received })
    }

    /// What makes this request the same as another: its content, however it was wrapped.
    #[must_use]
    pub fn fingerprint(&self, deed: &str) -> String {
        let mut hash = Sha256::new();
        let mut add = |part: &[u8]| {
            hash.update((part.len() as u64).to_be_bytes());
            hash.update(part);
        };
        add(deed.as_bytes());
        add(format!("{:?}", self.options).as_bytes());
        add(&serde_json::to_vec(&self.application).unwrap_or_default());
        for file in &self.files {
            add(file.name.as_bytes());
            add(&file.bytes);
        }
        Checksum::from(hash).to_string()
    }

    /// Decodes all pictures off the async threads, file by file; stops between two when
    /// cancelled.
    pub async fn decode(
        &self,
        limits: &LimitsConfig,
        cancel: CancellationToken,
    ) -> Result<Vec<Vec<Picture>>, ApiError> {
        let files = self.files.clone();
        let limits = intake::Limits::from(limits);
        let span = tracing::Span::current();
        let decoding = tokio::task::spawn_blocking(move || {
            span.in_scope(|| decode_all(&files, &limits, &cancel))
        });
        match decoding.await {
            Ok(pictures) => pictures,
            Err(error) => Err(ApiError::internal(&error)),
        }
    }
}

/// What can be refused before the body is read.
pub(super) fn check_head(headers: &HeaderMap, most: u64) -> Result<(), ApiError> {
    let text = |name| headers.get(name).and_then(|value| value.to_str().ok());
    let length = text(header::CONTENT_LENGTH).and_then(|length| length.parse::<u64>().ok());
    if length.is_some_and(|length| length > most) {
        return Err(ApiError::new(
            StatusCode::PAYLOAD_TOO_LARGE,
            "request_too_large",
            format!("the request is larger than {most} bytes"),
        ));
    }
    let kind = text(header::CONTENT_TYPE).unwrap_or_default().trim_start();
    let is_form = kind
        .get(.."multipart/form-data".len())
        .is_some_and(|start| start.eq_ignore_ascii_case("multipart/form-data"));
    if is_form {
        return Ok(());
    }
    Err(ApiError::new(
        StatusCode::UNSUPPORTED_MEDIA_TYPE,
        "unsupported_media_type",
        "the request has to be multipart/form-data",
    ))
}

/// The declared application, or nothing with its problems noted.
fn application(json: &[u8], problems: &mut Problems) -> Application {
    let json = json.strip_prefix("\u{feff}".as_bytes()).unwrap_or(json);
    let value: Value = match serde_json::from_slice(json) {
        Ok(value) => value,
        Err(error) => {
            problems.refuse("/application", "invalid_json", format!("is not JSON: {error}"));
            return Application::default();
        }
    };
    if is_deeper(&value, MAX_DEPTH) {
        problems.refuse("/application", "too_deep", "is nested too deeply");
        return Application::default();
    }
    Application::from_json(&value).unwrap_or_else(|found| {
        for problem in found {
            problems.refuse(problem.at, problem.code, problem.detail);
        }
        Application::default()
    })
}

fn is_deeper(value: &Value, depth: usize) -> bool {
    let Some(depth) = depth.checked_sub(1) else {
        return true;
    };
    match value {
        Value::Array(items) => items.iter().any(|item| is_deeper(item, depth)),
        Value::Object(members) => members.values().any(|member| is_deeper(member, depth)),
        _ => false,
    }
}

/// The panels of each file, or everything that is wrong with them.
fn decode_all(
    files: &[UploadedFile],
    limits: &intake::Limits,
    cancel: &CancellationToken,
) -> Result<Vec<Vec<Picture>>, ApiError> {
    let named = files.iter().map(|file| (file.name.as_str(), file.bytes.as_ref()));
    intake::decode_all(named, limits, cancel).or_else(|faults| {
        let mut problems = Problems::default();
        for Fault { file, error } in faults {
            let place = |index: usize| file_place(index, &files[index].name);
            let place = file.map_or_else(|| "file".to_owned(), place);
            problems.add(intake_status(&error), error.code(), place, error.to_string());
        }
        problems.into_result().map(|()| Vec::new())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_application_as_deep_as_ours_is_fine_and_a_trial_is_not() {
        let ours = serde_json::json!({"panels": [{"file": "a"}]});
        assert!(!is_deeper(&ours, MAX_DEPTH));
        let trial = (0..20).fold(Value::Null, |inner, _| Value::Array(vec![inner]));
        assert!(is_deeper(&trial, MAX_DEPTH));
    }
}
