//! A page of a listing.

use crate::http::error::ApiError;
use axum::http::StatusCode;
use serde::Deserialize;
use std::ops::RangeInclusive;
use utoipa::IntoParams;

/// What a page may hold.
const LIMITS: RangeInclusive<u32> = 1..=200;

/// What it holds where the client does not say.
const DEFAULT_LIMIT: u32 = 50;

/// Where a page begins, and how long it is.
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct PageQuery {
    /// 1 to 200; 50 by default.
    limit: Option<u32>,
    /// As the page before gave it.
    pub cursor: Option<String>,
}

impl PageQuery {
    /// How long the page is.
    ///
    /// # Errors
    /// When nothing, or too much, is asked for.
    pub fn limit(&self) -> Result<u32, ApiError> {
        let limit = self.limit.unwrap_or(DEFAULT_LIMIT);
        if LIMITS.contains(&limit) {
            return Ok(limit);
        }
        let (least, most) = (LIMITS.start(), LIMITS.end());
        Err(Self::refused(format!("limit: has to be from {least} to {most}")))
    }

    /// The answer to a query that cannot be understood.
    #[must_use]
    pub fn refused(detail: impl Into<String>) -> ApiError {
        ApiError::new(StatusCode::UNPROCESSABLE_ENTITY, "invalid_query", detail)
    }
}

/// Cuts what was found, one more than a page holds, to the page; its last where another one
/// follows.
pub fn cut<T>(found: &mut Vec<T>, limit: u32) -> Option<&T> {
    let more = found.len() > limit as usize;
    found.truncate(limit as usize);
    found.last().filter(|_| more)
}
