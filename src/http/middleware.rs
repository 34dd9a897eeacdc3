//! What every request goes through, stacked once.
//!
//! From the outside in: the request's id, span and log line; headers for browsers;
//! cross-origin rules; compression; the body of errors; and the net under a panic.

mod context;
mod headers;
mod problems;
mod rate_limit;

pub use context::Verdict;
pub use rate_limit::{RateLimit, limit};

use crate::app::App;
use crate::config::{CorsConfig, WebOrigin};
use crate::http::extract::{ClientRequestId, IdempotencyKey, Prefer};
use axum::Router;
use axum::http::{HeaderName, Method, header};
use axum::middleware::{from_fn, from_fn_with_state};
use std::time::Duration;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::cors::{AllowOrigin, CorsLayer};

/// How long a browser may remember what it was allowed.
const CORS_REMEMBERED: Duration = Duration::from_hours(1);

/// Puts the common layers round all routes.
pub fn stack(router: Router, app: &App) -> Router {
    router
        .layer(CatchPanicLayer::custom(problems::of_panic))
        .layer(from_fn(problems::give_body))
        .layer(CompressionLayer::new())
        .layer(cors(&app.config.cors))
        .layer(from_fn_with_state(app.clone(), headers::secure))
        .layer(from_fn_with_state(app.clone(), context::accompany))
}

fn cors(config: &CorsConfig) -> CorsLayer {
    let origins = config.origins.iter().filter_map(|origin| match origin {
        WebOrigin::Any => None,
        WebOrigin::Site(site) => Some(site.clone()),
    });
    let origins = if config.is_open() { AllowOrigin::any() } else { AllowOrigin::list(origins) };
    let exposed: [HeaderName; 9] = [
        ClientRequestId::HEADER,
        IdempotencyKey::REPLAYED,
        Prefer::APPLIED,
        header::RETRY_AFTER,
        header::LOCATION,
        header::LINK,
        header::ETAG,
        header::CONTENT_RANGE,
        header::CONTENT_DISPOSITION,
    ];
    CorsLayer::new()
        .allow_origin(origins)
        .allow_methods([Method::GET, Method::POST, Method::PUT, Method::DELETE])
        .allow_headers([
            header::ACCEPT,
            header::CONTENT_TYPE,
            header::IF_NONE_MATCH,
            header::RANGE,
            ClientRequestId::HEADER,
            IdempotencyKey::HEADER,
            Prefer::HEADER,
        ])
        .expose_headers(exposed)
        .max_age(CORS_REMEMBERED)
}
