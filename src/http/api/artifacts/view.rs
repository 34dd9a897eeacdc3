//! What clients see of an artifact.

use crate::artifacts::{Artifact, Metadata, Pin, Record, State, ValidationStatus};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

/// One line of a listing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ArtifactSummary {
    /// The id of the request that made it.
    pub artifact_id: Uuid,
    pub timestamp: DateTime<Utc>,
    /// `spooled` until the store has it.
    pub status: State,
    pub validation_status: ValidationStatus,
    pub validation_passed: bool,
    pub product_type: Option<String>,
    pub brand_name: Option<String>,
    pub application_id: Option<String>,
    pub ocr_backend: String,
    pub processing_time_ms: u64,
    /// Rules found violated.
    pub violated: Vec<String>,
    /// Rules that stayed unclear.
    pub unclear: Vec<String>,
    /// All parts together.
    pub size_bytes: u64,
    /// Held: neither retention nor erasure passes it.
    pub pinned: bool,
}

/// One artifact: its `metadata.json`, and how it stands now.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct ArtifactView {
    pub artifact_id: Uuid,
    /// `spooled` until the store has it.
    pub status: State,
    /// Why it is held, where it is.
    pub pin: Option<Pin>,
    #[serde(flatten)]
    #[schema(value_type = Object)]
    pub metadata: Metadata,
}

impl From<Record> for ArtifactSummary {
    fn from(record: Record) -> Self {
        let metadata = record.metadata;
        Self {
            artifact_id: metadata.request_id.uuid(),
            timestamp: metadata.timestamp,
            status: record.state,
            validation_status: metadata.validation_status,
            validation_passed: metadata.validation_passed,
            size_bytes: metadata.size_bytes(),
            product_type: metadata.product_type,
            brand_name: metadata.brand_name,
            application_id: metadata.application_id,
            ocr_backend: metadata.ocr_backend,
            processing_time_ms: metadata.processing_time_ms,
            violated: metadata.violated,
            unclear: metadata.unclear,
            pinned: record.pin.is_some(),
        }
    }
}

impl From<&Artifact> for ArtifactView {
    fn from(artifact: &Artifact) -> Self {
        Self {
            artifact_id: artifact.id().uuid(),
            status: artifact.state,
            pin: artifact.pin.clone(),
            metadata: artifact.metadata.clone(),
        }
    }
}
