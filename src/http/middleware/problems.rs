//! The body of every error, whoever raised it.

use crate::http::error::ApiError;
use crate::http::extract::RequestId;
use axum::Json;
use axum::extract::Request;
use axum::http::{HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use std::any::Any;

const PROBLEM: HeaderValue = HeaderValue::from_static("application/problem+json");

/// Writes the problem into an answer that is an error; errors of the framework's own get
/// one after their status.
pub async fn give_body(id: RequestId, request: Request, next: Next) -> Response {
    let response = next.run(request).await;
    let status = response.status();
    let known = response.extensions().get::<ApiError>().cloned();
    if known.is_none() && status < StatusCode::BAD_REQUEST {
        return response;
    }
    let error = known.unwrap_or_else(|| ApiError::of_status(status));
    let mut answer = (status, Json(error.problem(id.0))).into_response();
    for (name, value) in response.headers() {
        // `Allow` and `Retry-After` stay; what describes the old body goes.
        if name != header::CONTENT_TYPE && name != header::CONTENT_LENGTH {
            answer.headers_mut().insert(name, value.clone());
        }
    }
    answer.headers_mut().insert(header::CONTENT_TYPE, PROBLEM);
    answer.extensions_mut().insert(error);
    answer
}

/// A panic is a fault of ours: told to the log, not to the client.
#[expect(clippy::needless_pass_by_value, reason = "the signature is tower-http's")]
pub fn of_panic(panic: Box<dyn Any + Send>) -> Response {
    let message = panic
        .downcast_ref::<String>()
        .map(String::as_str)
        .or_else(|| panic.downcast_ref::<&str>().copied())
        .unwrap_or("no message");
    tracing::error!(panic = message, "a handler panicked");
    ApiError::of_status(StatusCode::INTERNAL_SERVER_ERROR).into_response()
}
