//! Measured quantities, each with its uncertainty.

use serde::Serialize;

/// A length on the printed label.
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd, Serialize)]
pub struct Millimeters(pub f32);

/// A measured value and how far it may be off.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Measured<T> {
    pub value: T,
    /// One standard error, in the value's own unit.
    pub uncertainty: f32,
}

/// Stroke weight of print, as far as it can be told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Weight {
    Bold,
    Regular,
    /// Too small, too blurred, or nothing to compare with.
    #[default]
    Unknown,
}

/// What was measured on the print; `None` is “not measured”, never zero.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
pub struct Measures {
    /// x-height of the warning's body in pixels of its picture; `heights` has it in millimetres.
    pub warning_letter_height: Option<Measured<f32>>,
    /// Letters, digits and marks to the inch on the warning's densest line, spaces left out.
    pub warning_characters_per_inch: Option<Measured<f32>>,
    /// Luminance ratio of the warning's ink and ground, 1 to 21.
    pub warning_contrast: Option<Measured<f32>>,
    /// Stroke width of the lead-in over that of the body, both by x-height.
    pub lead_in_stroke_ratio: Option<Measured<f32>>,
    /// Stroke width over x-height of the warning's body.
    pub body_stroke_to_height: Option<Measured<f32>>,
    /// Set width of the warning's letters against a normal face, 1 for normal.
    pub warning_set_width: Option<Measured<f32>>,
    /// Weight of the warning's lead-in against its body, and the body's own.
    pub lead_in_weight: Weight,
    pub body_weight: Weight,
    /// Gap between the warning and the nearest other text, in line heights of the warning.
    pub warning_gap_lines: Option<Measured<f32>>,
    /// Smallest over largest letters of the parts of a designation, at most 1.
    pub designation_height_ratio: Option<Measured<f32>>,
    /// Letter height of the appellation over that of the designation it stands with.
    pub appellation_height_ratio: Option<Measured<f32>>,
    /// Whether the alcohol statement stands in a box or border of its own.
    pub alcohol_boxed: Option<bool>,
    /// Heights in millimetres of statements, where a panel's printed size is declared.
    pub heights: Vec<StatementHeight>,
}

/// Which mandatory statement a height belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum StatementKind {
    Brand,
    ClassType,
    Alcohol,
    NetContents,
    NameAddress,
    Origin,
    Sulfites,
    Warning,
}

/// The printed height of one statement's letters.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct StatementHeight {
    pub statement: StatementKind,
    /// Smallest letters: x-height of lower case, height of capitals where all are capitals.
    pub millimeters: Measured<f32>,
    /// All letters are capitals.
    pub capitals: bool,
}

impl Measures {
    /// The height of one statement's letters in millimetres, where it was measured.
    #[must_use]
    pub fn height(&self, statement: StatementKind) -> Option<&StatementHeight> {
        self.heights.iter().find(|height| height.statement == statement)
    }
}
