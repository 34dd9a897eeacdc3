//! What is wrong with a declared value, and where.

use serde::Serialize;
use utoipa::ToSchema;

/// One thing that cannot be accepted as it was sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Problem {
    /// A JSON pointer into the request (`/application/vintage`), or the file's place.
    pub at: String,
    /// A stable word: `unknown_key`, `wrong_type`, `unknown_value`, `out_of_range`,
    /// `not_a_date`, `too_long`, `too_many`.
    pub code: &'static str,
    /// What is wrong and what to send instead.
    pub detail: String,
}

impl Problem {
    #[must_use]
    pub fn new(at: impl Into<String>, code: &'static str, detail: impl Into<String>) -> Self {
        Self { at: at.into(), code, detail: detail.into() }
    }
}
