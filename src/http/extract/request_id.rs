//! Our id of a request, and the client's own mark on it.

use axum::extract::{FromRequestParts, OptionalFromRequestParts};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderName};
use std::convert::Infallible;
use std::fmt;
use uuid::Uuid;

/// Our id: names the request in answers, logs and artifacts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RequestId(pub Uuid);

impl fmt::Display for RequestId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(formatter)
    }
}

impl<S: Sync> FromRequestParts<S> for RequestId {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Infallible> {
        // `middleware::context` stands before every route.
        Ok(parts.extensions.get().copied().unwrap_or_else(|| Self(Uuid::now_v7())))
    }
}

/// The client's mark, when it sent one that can be trusted in a log line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClientRequestId(pub String);

impl ClientRequestId {
    pub const HEADER: HeaderName = HeaderName::from_static("x-request-id");
    const LENGTHS: std::ops::RangeInclusive<usize> = 1..=128;

    /// The one mark of a request; several, or one with other characters, are ignored.
    #[must_use]
    pub fn of(headers: &HeaderMap) -> Option<Self> {
        let mut marks = headers.get_all(Self::HEADER).iter();
        let mark = marks.next()?.to_str().ok()?;
        let allowed = |c: char| c.is_ascii_alphanumeric() || "._-".contains(c);
        let good = marks.next().is_none()
            && Self::LENGTHS.contains(&mark.len())
            && mark.chars().all(allowed);
        good.then(|| Self(mark.to_owned()))
    }
}

impl<S: Sync> OptionalFromRequestParts<S> for ClientRequestId {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Option<Self>, Infallible> {
        Ok(Self::of(&parts.headers))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::HeaderValue;

    #[test]
    fn a_mark_is_taken_as_it_is_or_not_at_all() {
        let long = "x".repeat(129);
        let cases = [
            ("a", true),
            ("Job_7.b-2", true),
            (&long[..128], true),
            (&long, false),
            ("", false),
            ("two words", false),
            ("line%0a", false),
            ("{}", false),
        ];
        for (mark, taken) in cases {
            let headers = HeaderMap::from_iter([(
                ClientRequestId::HEADER,
                HeaderValue::from_str(mark).unwrap(),
            )]);
            assert_eq!(ClientRequestId::of(&headers).is_some(), taken, "{mark}");
        }
    }
}
