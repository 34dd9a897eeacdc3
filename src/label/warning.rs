//! The health warning as printed.

use super::{Evidence, Fact, Measured, Weight};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// The statement as 27 CFR 16.21 prints it, its two sentences on one line.
pub const HEALTH_WARNING: &str = "GOVERNMENT WARNING: (1) According to the Surgeon General, women \
    should not drink alcoholic beverages during pregnancy because of the risk of birth defects. \
    (2) Consumption of alcoholic beverages impairs your ability to drive a car or operate \
    machinery, and may cause health problems.";

/// How the printed statement compares with the regulation's, as far as it could be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum WarningStatus {
    /// Words, marks and the lead-in's capitals as the regulation prints them.
    Exact,
    /// Something else was read with confidence.
    Deviates,
    /// Some word or mark could not be told from a misreading.
    Unclear,
    /// There is text that may be the statement, and it could not be read.
    Unreadable,
    NotFound,
    /// The label needs none.
    NotApplicable,
}

/// What differs between the printed statement and 27 CFR 16.21.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum DifferenceKind {
    Wording,
    Punctuation,
    Capitals,
}

/// One difference, confidently read.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Difference {
    pub kind: DifferenceKind,
    /// What the regulation prints; empty for words that were added.
    pub expected: String,
    /// What the label prints; empty for words that are missing.
    pub found: String,
    pub evidence: Vec<Evidence>,
}

/// One printed word of the statement and the place of the law's text it stands for.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct WarningWord {
    pub text: String,
    /// Index of the word of 27 CFR 16.21 it was aligned with.
    pub expected: Option<usize>,
    pub evidence: Evidence,
}

/// The statement as read.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
pub struct WarningStatement {
    /// The whole statement in reading order, as read.
    pub text: String,
    /// The two words that lead in, as read, with their capitals.
    pub lead_in: String,
    /// All letters of the lead-in are capitals; `None` where the glyphs do not tell.
    pub lead_in_capitals: Option<bool>,
    /// In a statement of mixed case: the words the regulation begins with a capital and
    /// the label with a small letter.
    pub small_initials: Vec<WarningWord>,
    /// The lead-in's stroke weight against that of the rest.
    pub lead_in_weight: Weight,
    /// The rest's own weight.
    pub body_weight: Weight,
    /// Differences that were read with confidence.
    pub differences: Vec<Difference>,
    /// Places where the print could not be read well enough to tell a difference from a
    /// misreading. Empty means every word and mark was settled.
    pub doubts: Vec<Difference>,
    /// Text that stands between the statement's words and is not part of it.
    pub interruptions: Vec<Evidence>,
    /// Text on the statement's own line before or after it.
    pub run_on: Vec<Evidence>,
    /// The two numbered sentences stand on different panels.
    pub split_over_panels: bool,
    /// Sentence (2) stands before sentence (1).
    pub reversed: bool,
    pub words: Vec<WarningWord>,
    /// Height of the statement's smallest letters in pixels.
    pub letter_height_px: Option<Measured<f32>>,
}

impl WarningStatement {
    /// Exact, deviating or unclear: one confident difference outweighs every doubt.
    #[must_use]
    pub fn status(&self) -> WarningStatus {
        if !self.differences.is_empty() {
            WarningStatus::Deviates
        } else if self.doubts.is_empty() {
            WarningStatus::Exact
        } else {
            WarningStatus::Unclear
        }
    }

    /// The differences of one kind.
    pub fn differing(&self, kind: DifferenceKind) -> impl Iterator<Item = &Difference> {
        self.differences.iter().filter(move |difference| difference.kind == kind)
    }

    /// The doubts of one kind.
    pub fn doubtful(&self, kind: DifferenceKind) -> impl Iterator<Item = &Difference> {
        self.doubts.iter().filter(move |doubt| doubt.kind == kind)
    }
}

impl WarningStatus {
    /// The status of what was found of the statement on the whole label.
    #[must_use]
    pub fn of(warning: &Fact<WarningStatement>) -> Self {
        match warning {
            Fact::Read(reading) => reading.value.status(),
            // What was not read with confidence vouches for nothing, good or bad.
            Fact::Doubtful(_) => Self::Unclear,
            Fact::Unreadable(_) => Self::Unreadable,
            Fact::Absent => Self::NotFound,
        }
    }
}
