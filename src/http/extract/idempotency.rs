//! `Idempotency-Key`: the same request twice gets the same answer.

use super::ClientAddress;
use crate::app::App;
use crate::http::error::ApiError;
use crate::jobs::{Answer, Answers, Begun, Hold, KeyOf};
use axum::extract::FromRequestParts;
use axum::http::header::HeaderName;
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode};
use std::sync::Arc;
use std::time::Duration;

/// A process that died with a request in its hands does not hold its key for longer: the
/// longest upload and the longest deadline, and some time to write.
const HELD_AT_MOST: Duration = Duration::from_mins(10);

/// A key, and whose it is; of one client's keys another knows nothing.
#[derive(Debug, Clone)]
pub struct IdempotencyKey(Option<KeyOf>);

/// What is to be done with a request.
#[derive(Debug)]
pub enum Turn {
    /// To be worked on; the answer is left with the right to give it.
    First(Answering),
    /// To be answered as it was before.
    Again(Answer),
}

/// The right to answer, given up when it is dropped unused.
#[derive(Debug)]
pub struct Answering {
    answers: Arc<dyn Answers>,
    /// `None` for a request without a key.
    hold: Option<Hold>,
}

impl IdempotencyKey {
    pub const HEADER: HeaderName = HeaderName::from_static("idempotency-key");
    pub const REPLAYED: HeaderName = HeaderName::from_static("idempotency-replayed");

    /// Takes the key for a request of that content, or says how the first one stands.
    ///
    /// # Errors
    /// When the key was used for other content, when the first request is still being worked
    /// on, or when the database cannot say.
    pub async fn begin(self, app: &App, fingerprint: &str) -> Result<Turn, ApiError> {
        let answers = Arc::clone(&app.answers);
        let Some(key) = self.0 else {
            return Ok(Turn::First(Answering { answers, hold: None }));
        };
        match answers.begin(&key, fingerprint, HELD_AT_MOST).await? {
            Begun::First(hold) => Ok(Turn::First(Answering { answers, hold: Some(hold) })),
            Begun::Answered(answer) => Ok(Turn::Again(answer)),
            Begun::Other => {
                let detail = "this Idempotency-Key was used for another request";
                Err(ApiError::new(
                    StatusCode::UNPROCESSABLE_ENTITY,
                    "idempotency_key_reused",
                    detail,
                ))
            }
            Begun::Running => {
                let detail = "the first request with this Idempotency-Key is still being answered";
                let error = ApiError::new(StatusCode::CONFLICT, "idempotency_key_in_use", detail);
                Err(ApiError { retry_after: Some(Duration::from_secs(1)), ..error })
            }
        }
    }

    fn of(headers: &HeaderMap, client: ClientAddress) -> Result<Self, ApiError> {
        let mut keys = headers.get_all(Self::HEADER).iter();
        let Some(key) = keys.next() else { return Ok(Self(None)) };
        let key = key.to_str().unwrap_or_default().trim();
        let key = key.strip_prefix('"').and_then(|key| key.strip_suffix('"')).unwrap_or(key);
        let good =
            (1..=255).contains(&key.len()) && key.bytes().all(|byte| byte.is_ascii_graphic());
        if !good || keys.next().is_some() {
            let detail = "Idempotency-Key has to be one key of 1 to 255 visible ASCII characters";
            return Err(ApiError::new(StatusCode::BAD_REQUEST, "invalid_idempotency_key", detail));
        }
        let client = client.counted_as().to_string();
        Ok(Self(Some(KeyOf { client, key: key.to_owned() })))
    }
}

impl Answering {
    /// Hands the right on, to be used with what is written in the same transaction.
    #[must_use]
    pub fn with(mut self, answer: Answer) -> Option<(Hold, Answer)> {
        self.hold.take().map(|hold| (hold, answer))
    }

    /// Leaves the answer for who asks again.
    pub async fn answer(mut self, answer: impl FnOnce() -> Answer) {
        let Some(hold) = self.hold.take() else { return };
        if let Err(error) = self.answers.answered(&hold, &answer()).await {
            // The answer itself is good; who asks again finds the key held, and then free.
            tracing::warn!(%error, "an answer could not be kept for its idempotency key");
        }
    }
}

impl Drop for Answering {
    fn drop(&mut self) {
        let (Some(hold), Ok(runtime)) = (self.hold.take(), tokio::runtime::Handle::try_current())
        else {
            return;
        };
        let answers = Arc::clone(&self.answers);
        runtime.spawn(async move {
            if let Err(error) = answers.give_up(&hold).await {
                tracing::warn!(%error, "an idempotency key is held until its time is over");
            }
        });
    }
}

impl<S: Sync> FromRequestParts<S> for IdempotencyKey {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, ApiError> {
        let client = parts.extensions.get().copied().unwrap_or(ClientAddress(None));
        Self::of(&parts.headers, client)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::HeaderValue;

    #[test]
    fn a_key_is_one_word_with_or_without_quotation_marks() {
        let long = "x".repeat(256);
        let cases = [
            ("8e03978e-40d5-43dd-bc93-6894a57f9324", true),
            ("\"8e03978e\"", true),
            (&long[..255], true),
            (&long, false),
            ("", false),
            ("\"\"", false),
            ("two words", false),
        ];
        for (key, good) in cases {
            let value = HeaderValue::from_str(key).unwrap();
            let headers = HeaderMap::from_iter([(IdempotencyKey::HEADER, value)]);
            let read = IdempotencyKey::of(&headers, ClientAddress(None));
            assert_eq!(read.is_ok(), good, "{key}");
            if let Ok(IdempotencyKey(Some(read))) = read {
                assert_eq!(read.key, key.trim_matches('"'));
            }
        }
        assert!(IdempotencyKey::of(&HeaderMap::new(), ClientAddress(None)).unwrap().0.is_none());
    }
}
