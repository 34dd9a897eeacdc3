//! The parts of a form, taken off the wire one by one under their limits.

use super::problems::Problems;
use crate::config::LimitsConfig;
use crate::http::error::ApiError;
use crate::intake::clean_name;
use axum::body::Bytes;
use axum::extract::Multipart;
use axum::extract::multipart::{Field, MultipartError};
use axum::http::StatusCode;

/// The declared application. The fullest one is a few kilobytes; translations may be long.
const MAX_APPLICATION_BYTES: u64 = 256 * 1024;

/// A parameter sent as a part.
const MAX_PARAMETER_BYTES: u64 = 1024;

/// Parts of any kind: the files, the application, the parameters, and some mistakes to name.
const MAX_PARTS: usize = 64;

/// One uploaded file, not yet looked into.
#[derive(Debug, Clone)]
pub struct UploadedFile {
    /// The client's name for it, without folders and control characters.
    pub name: String,
    pub bytes: Bytes,
}

/// What the form held.
#[derive(Debug, Default)]
pub struct Parts {
    /// In upload order.
    pub files: Vec<UploadedFile>,
    pub application: Option<Vec<u8>>,
    /// Name and value of each parameter sent as a part, in order.
    pub parameters: Vec<(String, String)>,
}

/// Reads the whole form. What is wrong with a part is noted and the part passed over, so
/// that everything wrong is told at once and nothing beyond a limit is kept.
///
/// # Errors
/// When the form itself cannot be read on.
pub async fn read_parts(
    mut form: Multipart,
    limits: &LimitsConfig,
    known_parameters: &[&str],
    problems: &mut Problems,
) -> Result<Parts, ApiError> {
    let mut parts = Parts::default();
    let (mut parts_seen, mut files_seen) = (0, 0);
    let mut application_seen = false;
    while let Some(field) = form.next_field().await.map_err(|error| unreadable(&error))? {
        parts_seen += 1;
        if parts_seen > MAX_PARTS {
            let detail = format!("the form has more than {MAX_PARTS} parts");
            return Err(ApiError::new(StatusCode::UNPROCESSABLE_ENTITY, "too_many_parts", detail));
        }
        let part = field.name().filter(|name| !name.is_empty()).map(clean_name);
        let part = part.unwrap_or_default();
        match part.as_str() {
            "file" | "image" => {
                let index = files_seen;
                files_seen += 1;
                if index < limits.max_files {
                    let read = read_file(field, index, limits.max_file_bytes, problems).await?;
                    parts.files.extend(read);
                } else if index == limits.max_files {
                    let most = limits.max_files;
                    problems.refuse("file", "too_many_files", format!("at most {most} are taken"));
                }
            }
            "application" => {
                if application_seen {
                    problems.refuse("application", "duplicate_part", "is there more than once");
                    continue;
                }
                application_seen = true;
                parts.application = read_field(field, MAX_APPLICATION_BYTES).await?;
                if parts.application.is_none() {
                    let detail = format!("is larger than {MAX_APPLICATION_BYTES} bytes");
                    let status = StatusCode::PAYLOAD_TOO_LARGE;
                    problems.add(status, "application_too_large", "application", detail);
                }
            }
            name if known_parameters.contains(&name) => {
                let value = read_field(field, MAX_PARAMETER_BYTES).await?;
                match value.map(String::from_utf8) {
                    Some(Ok(value)) => parts.parameters.push((part, value)),
                    Some(Err(_)) => problems.refuse(part, "invalid_value", "is not valid UTF-8"),
                    None => problems.refuse(part, "invalid_value", "is too long"),
                }
            }
            "" => problems.refuse("part", "unknown_part", "has no name"),
            _ => problems.refuse(part, "unknown_part", "is not a part of this form"),
        }
    }
    if files_seen == 0 {
        problems.refuse("file", "file_missing", "at least one picture has to be sent");
    }
    Ok(parts)
}

/// A file's bytes; `None`, with the reason noted, when it is too large.
async fn read_file(
    field: Field<'_>,
    index: usize,
    limit: u64,
    problems: &mut Problems,
) -> Result<Option<UploadedFile>, ApiError> {
    let name = field.file_name().filter(|name| !name.is_empty()).map(clean_name);
    let name = name.unwrap_or_else(|| format!("panel-{}", index + 1));
    if let Some(bytes) = read_field(field, limit).await? {
        return Ok(Some(UploadedFile { name, bytes: bytes.into() }));
    }
    let detail = format!("is larger than {limit} bytes");
    let status = StatusCode::PAYLOAD_TOO_LARGE;
    problems.add(status, "file_too_large", file_place(index, &name), detail);
    Ok(None)
}

/// A part's bytes; `None` when there are more than `limit`. The rest is read and dropped.
pub(super) async fn read_field(
    mut field: Field<'_>,
    limit: u64,
) -> Result<Option<Vec<u8>>, ApiError> {
    let mut bytes = Vec::new();
    let mut fits = true;
    while let Some(chunk) = field.chunk().await.map_err(|error| unreadable(&error))? {
        fits &= (bytes.len() + chunk.len()) as u64 <= limit;
        if fits {
            bytes.extend_from_slice(&chunk);
        } else {
            bytes = Vec::new();
        }
    }
    Ok(fits.then_some(bytes))
}

/// How a problem names a file: `file[1] back.jpg`.
#[must_use]
pub fn file_place(index: usize, name: &str) -> String {
    format!("file[{index}] {name}")
}

/// Why a form cannot be read on.
#[must_use]
pub fn unreadable(error: &MultipartError) -> ApiError {
    if error.status() == StatusCode::PAYLOAD_TOO_LARGE {
        let detail = "the request is larger than this service takes";
        return ApiError::new(StatusCode::PAYLOAD_TOO_LARGE, "request_too_large", detail);
    }
    let detail = format!("the form cannot be read: {}", error.body_text());
    ApiError::new(StatusCode::BAD_REQUEST, "malformed_form", detail)
}
