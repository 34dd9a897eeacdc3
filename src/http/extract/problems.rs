//! Everything that is wrong with one request, told at once.

use crate::http::error::{ApiError, ErrorItem};
use axum::http::StatusCode;

/// A request with more mistakes than this is not made better by naming them all.
const MOST: usize = 50;

/// Collects what is wrong; the gravest status is the answer's.
#[derive(Debug, Default)]
pub struct Problems(Vec<Found>);

#[derive(Debug)]
struct Found {
    status: StatusCode,
    code: &'static str,
    at: String,
    detail: String,
}

impl Problems {
    /// Notes something that is understood but not acceptable.
    pub fn refuse(&mut self, at: impl Into<String>, code: &'static str, detail: impl Into<String>) {
        self.add(StatusCode::UNPROCESSABLE_ENTITY, code, at, detail);
    }

    pub fn add(
        &mut self,
        status: StatusCode,
        code: &'static str,
        at: impl Into<String>,
        detail: impl Into<String>,
    ) {
        if self.0.len() < MOST {
            self.0.push(Found { status, code, at: at.into(), detail: detail.into() });
        }
    }

    /// Takes over what is wrong with something that stands at `place`.
    pub fn take_below(&mut self, place: &str, others: Self) {
        for found in others.0 {
            let at = format!("{place}/{}", found.at);
            self.add(found.status, found.code, at, found.detail);
        }
    }

    /// # Errors
    /// When anything was noted.
    pub fn into_result(self) -> Result<(), ApiError> {
        let Some(status) =
            self.0.iter().map(|found| found.status).min_by_key(|&status| gravity(status))
        else {
            return Ok(());
        };
        let mut codes = self.0.iter().filter(|found| found.status == status).map(|f| f.code);
        let first = codes.next().unwrap_or("invalid_request");
        let code = if codes.all(|code| code == first) { first } else { "invalid_request" };
        let detail = match self.0.as_slice() {
            [only] => format!("{}: {}", only.at, only.detail),
            several => format!("{} things are wrong with the request", several.len()),
        };
        let errors = self.0.into_iter().map(Found::into_item).collect();
        Err(ApiError { errors, ..ApiError::new(status, code, detail) })
    }
}

impl Found {
    fn into_item(self) -> ErrorItem {
        ErrorItem { at: self.at, code: self.code.to_owned(), detail: self.detail }
    }
}

/// What has to be put right first: a file too large, then one of another kind.
fn gravity(status: StatusCode) -> u8 {
    match status {
        StatusCode::PAYLOAD_TOO_LARGE => 0,
        StatusCode::UNSUPPORTED_MEDIA_TYPE => 1,
        _ => 2,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_gravest_status_answers_and_everything_is_named() {
        let mut problems = Problems::default();
        problems.refuse("crops", "invalid_value", "has to be true or false");
        problems.add(StatusCode::UNSUPPORTED_MEDIA_TYPE, "unsupported", "file[0] a.pdf", "a PDF");
        let error = problems.into_result().unwrap_err();
        assert_eq!(error.status, StatusCode::UNSUPPORTED_MEDIA_TYPE);
        assert_eq!(error.code, "unsupported");
        assert_eq!(error.errors.len(), 2);
    }

    #[test]
    fn one_mistake_lends_its_code_and_different_ones_share_a_general_one() {
        let mut problems = Problems::default();
        problems.refuse("a", "unknown_part", "x");
        problems.refuse("b", "unknown_part", "x");
        assert_eq!(problems.into_result().unwrap_err().code, "unknown_part");
        let mut problems = Problems::default();
        problems.refuse("a", "unknown_part", "x");
        problems.refuse("b", "invalid_value", "x");
        assert_eq!(problems.into_result().unwrap_err().code, "invalid_request");
    }
}
