//! How a client wants to wait (RFC 7240).

use axum::extract::FromRequestParts;
use axum::http::header::HeaderName;
use axum::http::request::Parts;
use std::convert::Infallible;
use std::time::Duration;

/// What `Prefer` says, as far as it is understood here.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Prefer {
    /// The client takes a job instead of an answer.
    pub respond_async: bool,
    /// It would rather have the answer itself, if that takes no longer.
    pub wait: Option<Duration>,
}

impl Prefer {
    pub const HEADER: HeaderName = HeaderName::from_static("prefer");
    pub const APPLIED: HeaderName = HeaderName::from_static("preference-applied");

    fn of(text: &str) -> Self {
        let mut prefer = Self::default();
        for preference in text.split(',') {
            let token = preference.split(';').next().unwrap_or_default();
            let (name, value) = token.split_once('=').unwrap_or((token, ""));
            match name.trim().to_ascii_lowercase().as_str() {
                "respond-async" => prefer.respond_async = true,
                "wait" => {
                    let seconds = value.trim().trim_matches('"').parse::<u32>().ok();
                    prefer.wait = seconds.map(|seconds| Duration::from_secs(seconds.into()));
                }
                _ => {}
            }
        }
        prefer
    }

    /// A job at once, whatever could be answered meanwhile.
    #[must_use]
    pub const fn is_job_at_once(self) -> bool {
        self.respond_async && self.wait.is_none()
    }
}

impl<S: Sync> FromRequestParts<S> for Prefer {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        let lines = parts.headers.get_all(Self::HEADER).iter();
        let lines: Vec<_> = lines.filter_map(|line| line.to_str().ok()).collect();
        Ok(Self::of(&lines.join(",")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn preferences_are_read_and_others_passed_over() {
        let cases = [
            ("", false, None),
            ("respond-async", true, None),
            ("Respond-Async, wait=5", true, Some(5)),
            ("handling=lenient; foo=\"x\", wait = 100 , respond-async;a=b", true, Some(100)),
            ("wait=soon", false, None),
            ("respond-asynchronously", false, None),
        ];
        for (text, respond_async, wait) in cases {
            let wait = wait.map(Duration::from_secs);
            assert_eq!(Prefer::of(text), Prefer { respond_async, wait }, "{text}");
        }
    }
}
