//! A request's id, its span, and its one line in the log.

use crate::app::App;
use crate::http::error::ApiError;
use crate::http::extract::{ClientRequestId, RequestId, client_address};
use crate::rules;
use crate::telemetry::{self, numbers};
use axum::extract::{MatchedPath, Request, State};
use axum::http::{HeaderValue, Method, StatusCode};
use axum::middleware::Next;
use axum::response::Response;
use std::time::Instant;
use tracing::Instrument;
use uuid::Uuid;

/// The verdict of a verification, put on its response for the log.
#[derive(Debug, Clone, Copy)]
pub struct Verdict(pub rules::Verdict);

/// Gives the request its id, takes the client's own mark, and logs how it went.
pub async fn accompany(State(app): State<App>, mut request: Request, next: Next) -> Response {
    let id = RequestId(Uuid::now_v7());
    let mark = ClientRequestId::of(request.headers());
    let trusted = &app.config.server.trusted_proxies;
    let client = client_address(request.extensions(), request.headers(), trusted);
    let route = request.extensions().get::<MatchedPath>().map(|path| path.as_str().to_owned());
    let span = tracing::info_span!(
        "request",
        request_id = %id,
        client_request_id = mark.as_ref().map(|mark| mark.0.as_str()),
        client = %client,
    );
    if let Some(parent) = request.headers().get("traceparent").and_then(|value| value.to_str().ok())
    {
        telemetry::continue_trace(&span, parent);
    }
    let line = LogLine {
        span: span.clone(),
        counted_as: method(request.method()),
        method: request.method().to_string(),
        route: route.unwrap_or_else(|| "none".to_owned()),
        begun: Instant::now(),
        done: false,
    };
    request.extensions_mut().insert(id);
    request.extensions_mut().insert(client);

    let mut response = next.run(request).instrument(span).await;
    line.finish(&response);
    let echo = mark.map_or_else(|| id.to_string(), |mark| mark.0);
    if let Ok(echo) = HeaderValue::from_str(&echo) {
        response.headers_mut().insert(ClientRequestId::HEADER, echo);
    }
    response
}

/// Written once: when the answer is ready, or when nobody waits for it any more.
struct LogLine {
    span: tracing::Span,
    counted_as: &'static str,
    method: String,
    route: String,
    begun: Instant,
    done: bool,
}

impl LogLine {
    fn finish(mut self, response: &Response) {
        self.done = true;
        let (method, route) = (&self.method, &self.route);
        let status = response.status().as_u16();
        let milliseconds = self.milliseconds();
        let verdict = response.extensions().get::<Verdict>().map(|verdict| verdict.0.word());
        numbers::answered(self.counted_as, route, status, verdict, self.begun.elapsed());
        let code = response.extensions().get::<ApiError>().map(|error| error.code);
        let _entered = self.span.enter();
        // Load balancers ask every few seconds; their good answers are no news.
        if response.status() < StatusCode::BAD_REQUEST && route.contains("/health") {
            tracing::debug!(method, route, status, milliseconds, "answered");
        } else {
            tracing::info!(method, route, status, milliseconds, verdict, code, "answered");
        }
    }

    fn milliseconds(&self) -> u64 {
        u64::try_from(self.begun.elapsed().as_millis()).unwrap_or(u64::MAX)
    }
}

/// A method as a label: a client's own inventions are one.
fn method(method: &Method) -> &'static str {
    const KNOWN: [&str; 6] = ["GET", "POST", "PUT", "DELETE", "HEAD", "OPTIONS"];
    KNOWN.into_iter().find(|known| *known == method.as_str()).unwrap_or("other")
}

impl Drop for LogLine {
    fn drop(&mut self) {
        if !self.done {
            numbers::hung_up(&self.route);
            let (method, route) = (&self.method, &self.route);
            let milliseconds = self.milliseconds();
            let _entered = self.span.enter();
            tracing::info!(method, route, milliseconds, "the client hung up");
        }
    }
}
