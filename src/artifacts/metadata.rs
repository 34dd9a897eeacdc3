//! `metadata.json` and the two small records beside it.

use super::{ArtifactId, Checksum, PartName};
use crate::intake::Format;
use crate::label::Application;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use uuid::Uuid;

/// What is known of an artifact without opening its other parts.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Metadata {
    pub request_id: ArtifactId,
    /// When the request arrived.
    pub timestamp: DateTime<Utc>,
    /// The client's address, or `hmac-sha256:…` of it, or nothing, as the settings say.
    pub client_ip: Option<String>,
    /// The client's own mark on the request.
    pub client_request_id: Option<String>,
    /// Who asked, once callers are known.
    pub creator: Option<String>,
    pub application_id: Option<String>,
    /// Of the first picture.
    pub image_size_bytes: u64,
    /// Of the first picture.
    pub image_format: Format,
    /// Which engine was asked for.
    pub ocr_backend: String,
    pub validation_passed: bool,
    /// `passed`, `failed` or `needs_review`.
    pub validation_status: ValidationStatus,
    pub processing_time_ms: u64,
    pub timings_ms: BTreeMap<String, u64>,
    /// The version of this service.
    pub model_version: String,
    /// Edition and fingerprint of the rules that judged.
    pub rules: Rules,
    /// Each engine that was there, with its version and its models' digests.
    pub engines: Vec<EngineUsed>,
    pub product_type: Option<String>,
    /// As declared, else as read.
    pub brand_name: Option<String>,
    /// Rules that were found violated, and those that stayed unclear.
    pub violated: Vec<String>,
    pub unclear: Vec<String>,
    /// What was declared, so that the check can be repeated.
    pub application: Application,
    /// Every other part that was kept.
    pub parts: Vec<PartInfo>,
    /// This record's place in the chain of its writer.
    pub chain: Link,
}

/// The verdict, as listings name it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ValidationStatus {
    Passed,
    Failed,
    NeedsReview,
}

impl ValidationStatus {
    pub const ALL: [Self; 3] = [Self::Passed, Self::Failed, Self::NeedsReview];

    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Passed => "passed",
            Self::Failed => "failed",
            Self::NeedsReview => "needs_review",
        }
    }

    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.name() == name)
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rules {
    pub edition: String,
    pub fingerprint: String,
}

/// An engine as it was when the label was read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EngineUsed {
    pub name: String,
    pub version: Option<String>,
    /// Name and digest.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub models: BTreeMap<String, String>,
}

/// A part as it was written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PartInfo {
    pub name: PartName,
    pub size_bytes: u64,
    pub sha256: Checksum,
    pub content_type: String,
    /// The client's name for the picture, cleaned; it is shown, and never a path.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file: Option<String>,
    /// The panels that the picture shows, as the report numbers them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub panels: Vec<usize>,
}

/// A record's place in the chain of its writer: each carries the checksum of the
/// `metadata.json` before it, so that one which is taken out or altered shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Link {
    /// The chain: a writer begins one with its spool.
    pub id: Uuid,
    /// From 0.
    pub sequence: u64,
    /// `None` for the first.
    pub previous: Option<Checksum>,
}

/// Why an artifact is held.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Pin {
    pub pinned_at: DateTime<Utc>,
    pub reason: Option<String>,
}

/// Which parts were let go before the artifact as a whole, as the settings keep them for a
/// shorter time. `metadata.json` still says what they were.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Expired {
    pub parts: Vec<ExpiredPart>,
}

/// One part that was let go.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExpiredPart {
    pub name: PartName,
    pub expired_at: DateTime<Utc>,
}

impl Expired {
    /// When a part was let go; `None` while it is kept.
    #[must_use]
    pub fn at(&self, part: PartName) -> Option<DateTime<Utc>> {
        self.parts.iter().find(|expired| expired.name == part).map(|expired| expired.expired_at)
    }
}

/// What is left of an erased artifact: that it was, when it went, and its link of the chain;
/// nothing of what it said.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tombstone {
    pub request_id: ArtifactId,
    pub erased_at: DateTime<Utc>,
    pub reason: ErasedFor,
    /// Who asked for it, once callers are known.
    pub erased_by: Option<String>,
    /// The link and the checksum of the `metadata.json` that is gone; `None` where it could
    /// not be read any more.
    pub chain: Option<Link>,
    pub record: Option<Checksum>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ErasedFor {
    /// Somebody asked.
    Request,
    /// Its time had come.
    Retention,
    /// Its application was verified again as often as the settings keep.
    Superseded,
}

impl Metadata {
    #[must_use]
    pub fn part(&self, name: PartName) -> Option<&PartInfo> {
        self.parts.iter().find(|part| part.name == name)
    }

    /// The picture that shows a panel, and which of its pages that is.
    #[must_use]
    pub fn picture(&self, panel: usize) -> Option<(&PartInfo, usize)> {
        self.parts.iter().find_map(|part| {
            let page = part.panels.iter().position(|&shown| shown == panel)?;
            Some((part, page))
        })
    }

    /// All parts together.
    #[must_use]
    pub fn size_bytes(&self) -> u64 {
        self.parts.iter().map(|part| part.size_bytes).sum()
    }

    /// As it is stored: for people too.
    ///
    /// # Panics
    /// Never: it has no map whose keys are not text.
    #[must_use]
    pub fn to_json(&self) -> Vec<u8> {
        serde_json::to_vec_pretty(self).expect("metadata is plain data")
    }
}
