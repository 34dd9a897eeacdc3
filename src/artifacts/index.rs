//! What finds artifacts without walking the store.

use super::{ArtifactId, Checksum, Kinds, Metadata, PartKind, Pin, State, ValidationStatus};
use async_trait::async_trait;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fmt::Debug;
use utoipa::ToSchema;

/// Knows every artifact that is not erased; always to be had again from the store.
#[async_trait]
pub trait Index: Send + Sync + Debug {
    /// Takes artifacts in, or what is new of them, all or none; each with the text that was
    /// read, for searching.
    async fn record(&self, records: &[(Record, String)]) -> Result<(), IndexError>;

    async fn find(&self, id: ArtifactId) -> Result<Option<Record>, IndexError>;

    /// A page of those that a filter takes.
    async fn list(&self, filter: &Filter, page: Page) -> Result<Vec<Record>, IndexError>;

    async fn count(&self, filter: &Filter) -> Result<u64, IndexError>;

    async fn stats(&self, filter: &Filter) -> Result<Stats, IndexError>;

    /// Stored artifacts of which parts of that kind were not let go, oldest first.
    async fn unexpired(&self, kind: PartKind, stretch: Stretch) -> Result<Vec<Record>, IndexError>;

    /// Stored artifacts whose application was verified at least `keep` times since, oldest
    /// first.
    async fn superseded(&self, keep: u32, stretch: Stretch) -> Result<Vec<Record>, IndexError>;

    /// Notes that parts of these kinds were let go; a text's words go with it.
    async fn expire(&self, id: ArtifactId, kinds: Kinds) -> Result<(), IndexError>;

    /// Holds an artifact, or lets it go.
    async fn pin(&self, id: ArtifactId, pin: Option<&Pin>) -> Result<(), IndexError>;

    /// Forgets an artifact and its words.
    async fn forget(&self, id: ArtifactId) -> Result<(), IndexError>;
}

/// The database did not do it.
#[derive(Debug, thiserror::Error)]
#[error("the index is not available")]
pub struct IndexError(#[source] pub Box<dyn std::error::Error + Send + Sync>);

/// One artifact as the index knows it.
#[derive(Debug, Clone, PartialEq)]
pub struct Record {
    pub metadata: Metadata,
    /// Of `metadata.json`, byte for byte.
    pub checksum: Checksum,
    pub state: State,
    pub pin: Option<Pin>,
    /// Kinds of parts that were let go.
    pub expired: Kinds,
}

/// A stretch of those that retention looks at, in the order of their ids.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stretch {
    pub after: Option<ArtifactId>,
    /// Before this time.
    pub end: DateTime<Utc>,
    pub limit: u32,
}

/// Which artifacts; everything that is given has to hold.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Filter {
    /// From this time on.
    pub start: Option<DateTime<Utc>>,
    /// Before this time.
    pub end: Option<DateTime<Utc>>,
    pub validation_status: Option<ValidationStatus>,
    pub product_type: Option<String>,
    /// A rule that was found violated.
    pub rule: Option<String>,
    /// Compared by its letters and digits.
    pub brand: Option<String>,
    pub application_id: Option<String>,
    pub ocr_backend: Option<String>,
    /// Words that all were read.
    pub q: Option<String>,
}

/// The order of a listing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Sort {
    #[default]
    Newest,
    Oldest,
}

/// Which stretch of a listing. It goes on after an id, so that what arrives meanwhile moves
/// nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Page {
    pub sort: Sort,
    pub after: Option<ArtifactId>,
    pub limit: u32,
}

/// What a filter's artifacts come to.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, ToSchema)]
pub struct Stats {
    pub total: u64,
    /// All parts of all of them.
    pub size_bytes: u64,
    pub by_validation_status: Vec<Count>,
    pub by_product_type: Vec<Count>,
    pub by_ocr_backend: Vec<Count>,
    /// By the month, UTC: `2026-03`.
    pub by_month: Vec<Count>,
    /// Rules violated, most often first.
    pub by_rule: Vec<Count>,
    /// In milliseconds, by stage: `decode`, `ocr`, `reading`, `rules`, and `processing` for all.
    pub timings_ms: BTreeMap<String, Timing>,
}

/// How many artifacts have one value, and what became of them.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Count {
    /// `null` where it is not known.
    pub value: Option<String>,
    pub count: u64,
    pub passed: u64,
    pub failed: u64,
    pub needs_review: u64,
    /// Mean milliseconds by stage, as in [`Stats::timings_ms`].
    pub timings_ms: BTreeMap<String, f64>,
}

#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Timing {
    pub mean: f64,
    pub most: u64,
}

/// A brand as it is compared: letters and digits in lower case, words one space apart.
#[must_use]
pub fn fold(brand: &str) -> String {
    let kept: String = brand
        .chars()
        .filter(|c| c.is_alphanumeric() || c.is_whitespace())
        .flat_map(char::to_lowercase)
        .collect();
    kept.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_brand_is_compared_by_letters_and_digits() {
        for brand in ["STONE'S  THROW", "Stone’s Throw", " stones throw "] {
            assert_eq!(fold(brand), "stones throw");
        }
        assert_ne!(fold("Old Harbor 12"), fold("Old Harbor"));
    }
}
