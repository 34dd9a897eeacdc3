//! One representation with its tag, its date, its ranges and its name for downloading.

use super::ranges::{Asked, asked, http_date, is_known};
use crate::artifacts::{Archive, Artifact, PartInfo};
use crate::http::error::ApiError;
use axum::body::{Body, Bytes};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::response::{IntoResponse, Response};
use chrono::{DateTime, Utc};

/// Kept by the client alone, and asked for again each time: what is erased has to be gone.
const PRIVATE: HeaderValue = HeaderValue::from_static("private, no-cache");

/// What was asked of a representation.
#[derive(Debug)]
pub struct Asking {
    pub method: Method,
    pub headers: HeaderMap,
}

/// What is told of a representation, whatever of it is sent.
#[derive(Debug, Clone)]
pub struct About {
    /// With its quotes.
    pub etag: String,
    pub modified: DateTime<Utc>,
    pub content_type: String,
    /// For whoever saves it; ours, never the client's.
    pub file_name: String,
}

impl About {
    /// A stored part.
    #[must_use]
    pub fn part(artifact: &Artifact, part: &PartInfo) -> Self {
        Self {
            etag: format!("\"{}\"", part.sha256.hex()),
            modified: artifact.metadata.timestamp,
            content_type: part.name.content_type().to_owned(),
            file_name: format!("{}-{}", artifact.id(), part.name),
        }
    }

    fn put_on(&self, headers: &mut HeaderMap) {
        let disposition = format!("inline; filename=\"{}\"", self.file_name);
        let texts = [
            (header::ETAG, self.etag.clone()),
            (header::LAST_MODIFIED, http_date(self.modified)),
            (header::CONTENT_TYPE, self.content_type.clone()),
            (header::CONTENT_DISPOSITION, disposition),
        ];
        for (name, text) in texts {
            headers.insert(name, HeaderValue::try_from(text).expect("our own words are plain"));
        }
        headers.insert(header::CACHE_CONTROL, PRIVATE);
    }
}

impl Asking {
    /// 304, where the client has it.
    #[must_use]
    pub fn known(&self, about: &About) -> Option<Response> {
        is_known(&self.headers, &about.etag, about.modified).then(|| {
            let mut response = StatusCode::NOT_MODIFIED.into_response();
            about.put_on(response.headers_mut());
            response.headers_mut().remove(header::CONTENT_TYPE);
            response
        })
    }

    /// A representation that was made for this answer.
    #[must_use]
    pub fn answer(&self, about: &About, bytes: Bytes) -> Response {
        if let Some(known) = self.known(about) {
            return known;
        }
        let length = bytes.len();
        let body = if self.method == Method::HEAD { Body::empty() } else { Body::from(bytes) };
        let mut response = body.into_response();
        about.put_on(response.headers_mut());
        response.headers_mut().insert(header::CONTENT_LENGTH, length.into());
        response
    }

    /// A stored part or the range of it; what is not what was written is not sent.
    pub async fn stored(
        &self,
        archive: &Archive,
        artifact: &Artifact,
        part: &PartInfo,
    ) -> Result<Response, ApiError> {
        let about = About::part(artifact, part);
        if let Some(known) = self.known(&about) {
            return Ok(known);
        }
        let size = part.size_bytes;
        let (status, range) = match asked(&self.headers, size, &about.etag, about.modified) {
            Asked::Whole => (StatusCode::OK, None),
            Asked::Part(range) => (StatusCode::PARTIAL_CONTENT, Some(range)),
            Asked::Nothing => return Ok(nothing(size)),
        };
        let length = range.as_ref().map_or(size, |range| range.end - range.start);
        let body = if self.method == Method::HEAD {
            Body::empty()
        } else {
            Body::from_stream(archive.read(artifact, part, range.clone()).await?.bytes)
        };
        let mut response = (status, body).into_response();
        let headers = response.headers_mut();
        about.put_on(headers);
        headers.insert(header::ACCEPT_RANGES, HeaderValue::from_static("bytes"));
        headers.insert(header::CONTENT_LENGTH, length.into());
        if let Some(range) = range {
            let sent = format!("bytes {}-{}/{size}", range.start, range.end - 1);
            let sent = HeaderValue::try_from(sent).expect("numbers are plain");
            headers.insert(header::CONTENT_RANGE, sent);
        }
        Ok(response)
    }
}

fn nothing(size: u64) -> Response {
    let detail = format!("it has {size} bytes");
    let error = ApiError::new(StatusCode::RANGE_NOT_SATISFIABLE, "range_not_satisfiable", detail);
    let mut response = error.into_response();
    let whole = HeaderValue::try_from(format!("bytes */{size}")).expect("numbers are plain");
    response.headers_mut().insert(header::CONTENT_RANGE, whole);
    response
}

impl<S: Sync> axum::extract::FromRequestParts<S> for Asking {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(
        parts: &mut axum::http::request::Parts,
        _: &S,
    ) -> Result<Self, Self::Rejection> {
        Ok(Self { method: parts.method.clone(), headers: parts.headers.clone() })
    }
}
