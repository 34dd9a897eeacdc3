//! What is wrong with a declared value, and where.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// One thing that cannot be accepted as it was sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Problem {
    /// A JSON pointer into the request (`/application/vintage`), or the file's place.
    pub at: String,
    /// A stable word: `unknown_key`, `wrong_type`, `unknown_value`, `out_of_range`,
    /// `not_a_date`, `too_long`, `too_many`.
    pub code: String,
    /// What is wrong and what to send instead.
    pub detail: String,
}

impl Problem {
    #[must_use]
    pub fn new(at: impl Into<String>, code: &str, detail: impl Into<String>) -> Self {
        Self { at: at.into(), code: code.to_owned(), detail: detail.into() }
    }
}
