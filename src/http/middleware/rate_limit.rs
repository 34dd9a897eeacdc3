//! How often one client may ask.

use crate::http::error::ApiError;
use crate::http::extract::ClientAddress;
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use governor::clock::{Clock, DefaultClock};
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};
use std::net::IpAddr;
use std::num::NonZeroU32;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

/// Clients counted before those that have been quiet are forgotten.
const SWEEP_EVERY: usize = 1024;

/// Counts by client address.
#[derive(Debug, Clone)]
pub struct RateLimit {
    /// `None` for no limit.
    limiter: Option<Arc<DefaultKeyedRateLimiter<IpAddr>>>,
    asked: Arc<AtomicUsize>,
}

impl RateLimit {
    /// A minute's worth may come at once; then they trickle back evenly.
    #[must_use]
    pub fn per_minute(limit: Option<NonZeroU32>) -> Self {
        let limiter = limit.map(|limit| Arc::new(RateLimiter::keyed(Quota::per_minute(limit))));
        Self { limiter, asked: Arc::default() }
    }

    fn check(&self, client: ClientAddress) -> Result<(), ApiError> {
        let Some(limiter) = &self.limiter else {
            return Ok(());
        };
        if self.asked.fetch_add(1, Ordering::Relaxed) % SWEEP_EVERY == SWEEP_EVERY - 1 {
            limiter.retain_recent();
        }
        limiter.check_key(&client.counted_as()).map_err(|until| ApiError {
            retry_after: Some(until.wait_time_from(DefaultClock::default().now())),
            ..ApiError::new(
                StatusCode::TOO_MANY_REQUESTS,
                "rate_limited",
                "this client has asked too often; come again when Retry-After says",
            )
        })
    }
}

/// Lets the request through, or answers 429 before its body is read.
pub async fn limit(
    State(rate): State<RateLimit>,
    client: ClientAddress,
    request: Request,
    next: Next,
) -> Response {
    match rate.check(client) {
        Ok(()) => next.run(request).await,
        Err(error) => error.into_response(),
    }
}
