//! The report as clients see it: version 1 of the HTTP contract.
//!
//! Views of their own, so that the vocabulary can change unnoticed by clients.

pub use crate::label::WarningStatus;
use crate::label::{
    Commodity, DifferenceKind, Evidence as Seen, Level, LikelyTrait, Origin, PanelRole, Quality,
    QualityIssue, Stated,
};
use crate::ocr::Engine;
use crate::rules::{Note, OutcomeKind, Severity, Verdict};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

/// The answer to one verification.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Report {
    pub request_id: Uuid,
    pub application_id: Option<String>,
    pub verdict: Verdict,
    /// True for `compliant` alone.
    pub validation_passed: bool,
    pub product_type: ProductType,
    pub fields: Fields,
    pub findings: Vec<FindingView>,
    pub summary: Summary,
    pub panels: Vec<PanelView>,
    pub ocr: OcrView,
    pub rules: RulesView,
    pub model_version: String,
    /// From the last byte of the upload to the answer.
    pub processing_time_ms: u64,
    pub timings_ms: Timings,
    pub artifact_id: Option<Uuid>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub artifact_status: Option<ArtifactStatus>,
}

/// What became of the request to keep the artifact.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ArtifactStatus {
    Accepted,
    Failed { reason: String },
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct ProductType {
    pub value: Option<Commodity>,
    pub origin: Origin,
    /// 0 to 1.
    pub confidence: f32,
    /// The product type, its class and its type, each with what else it may be.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub levels: Vec<Level>,
    /// What holds besides: imported, flavored, organic, …
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub attributes: Vec<LikelyTrait>,
}

/// How a field compares with what was declared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum FieldStatus {
    Match,
    Mismatch,
    /// Something was read that may or may not be the same; the note says why.
    Unclear,
    NotFound,
    Unreadable,
    /// Nothing to compare with; `read` may still be filled.
    NotDeclared,
    NotApplicable,
}

/// One field of the checklist.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Field {
    pub declared: Option<serde_json::Value>,
    /// The words on the label, as read.
    pub read: Option<String>,
    /// Percent by volume, or millilitres, or a year, where the field is a number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<f64>,
    pub status: FieldStatus,
    /// 0 to 1.
    pub confidence: f32,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    pub evidence: Vec<EvidenceView>,
}

/// Always all twelve.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Fields {
    pub brand_name: Field,
    pub fanciful_name: Field,
    pub class_type: Field,
    pub alcohol_content: Field,
    pub net_contents: Field,
    pub name_address: Field,
    pub country_of_origin: Field,
    pub vintage: Field,
    pub appellation: Field,
    pub grape_varietals: Field,
    pub sulfites: Field,
    pub health_warning: WarningField,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct WarningField {
    pub read: Option<String>,
    pub status: WarningStatus,
    pub lead_in_capitals: Option<bool>,
    pub lead_in_bold: Option<bool>,
    pub differences: Vec<DifferenceView>,
    /// 0 to 1.
    pub confidence: f32,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    pub evidence: Vec<EvidenceView>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct DifferenceView {
    pub expected: String,
    pub found: String,
    pub kind: DifferenceKind,
}

/// A place on a panel and what was read there.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct EvidenceView {
    /// `panels[].index`.
    pub panel: usize,
    /// Four points in pixels of the picture as shown, clockwise from the text's own upper left.
    pub polygon: [[f32; 2]; 4],
    pub text: String,
    pub confidence: f32,
    pub engine: String,
    /// The picture of the place as a data URI, on request.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub crop: Option<String>,
}

impl From<&Seen> for EvidenceView {
    fn from(seen: &Seen) -> Self {
        Self {
            panel: seen.panel,
            polygon: seen.polygon.0.map(|point| [point.x.round(), point.y.round()]),
            text: seen.text.clone(),
            confidence: seen.confidence,
            engine: seen.engine.clone(),
            crop: None,
        }
    }
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct FindingView {
    pub rule: String,
    pub outcome: OutcomeKind,
    pub severity: Severity,
    pub citation: String,
    pub message: String,
    pub remedy: String,
    pub note: Option<Note>,
    pub evidence: Vec<EvidenceView>,
}

/// How many findings came out each way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, ToSchema)]
pub struct Summary {
    pub met: usize,
    pub violated: usize,
    pub unclear: usize,
    pub not_applicable: usize,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct PanelView {
    pub index: usize,
    pub file: String,
    pub role: Option<PanelRole>,
    pub width: u32,
    pub height: u32,
    /// The clockwise turn in degrees that makes the panel's main text upright.
    pub rotation: u16,
    pub quality: Quality,
    #[schema(value_type = Vec<Object>)]
    pub issues: Vec<QualityIssue>,
}

/// Which engine was asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Backend {
    /// The reading plan.
    #[default]
    Auto,
    Tesseract,
    Ppocr,
    Ollama,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct OcrView {
    pub backend: Backend,
    pub passes: Vec<PassView>,
    /// What could still have been tried, in plain words.
    pub untried: Vec<String>,
}

/// One pass of an engine over a panel or a part of it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct PassView {
    pub engine: Engine,
    pub panel: usize,
    /// `whole`, `closer`, `sparse`, `lines`, `crop`, `question`, …
    pub kind: String,
    pub rotation: u16,
    pub scale: f32,
    pub words: usize,
    pub milliseconds: u64,
    /// Why this engine was asked, in plain words.
    #[serde(default)]
    pub why: String,
    /// What it answered, shortened; or why it did not.
    #[serde(default)]
    pub answer: String,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct RulesView {
    pub edition: String,
    pub fingerprint: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, ToSchema)]
pub struct Timings {
    pub decode: u64,
    pub ocr: u64,
    pub reading: u64,
    pub rules: u64,
}

/// A declared quantity as the report repeats it.
#[must_use]
pub fn stated(value: &Stated) -> serde_json::Value {
    serde_json::to_value(value).unwrap_or_default()
}

impl Fields {
    /// Every field but the health warning, which has a shape of its own.
    pub fn compared_mut(&mut self) -> [&mut Field; 11] {
        self.parts_mut().0
    }

    fn parts_mut(&mut self) -> ([&mut Field; 11], &mut WarningField) {
        let compared = [
            &mut self.brand_name,
            &mut self.fanciful_name,
            &mut self.class_type,
            &mut self.alcohol_content,
            &mut self.net_contents,
            &mut self.name_address,
            &mut self.country_of_origin,
            &mut self.vintage,
            &mut self.appellation,
            &mut self.grape_varietals,
            &mut self.sulfites,
        ];
        (compared, &mut self.health_warning)
    }
}

impl Report {
    /// Every place the report points at.
    pub fn evidence_mut(&mut self) -> impl Iterator<Item = &mut EvidenceView> {
        let fields = &mut self.fields;
        let (compared, warning) = fields.parts_mut();
        compared
            .into_iter()
            .flat_map(|field| &mut field.evidence)
            .chain(&mut warning.evidence)
            .chain(self.findings.iter_mut().flat_map(|finding| &mut finding.evidence))
    }
}
