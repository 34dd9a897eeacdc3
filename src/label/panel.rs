//! One picture of the application: a front, a back, a neck, a strip.

use super::{Millimeters, Quad};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Where on the container the panel sits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum PanelRole {
    Brand,
    Front,
    Back,
    Side,
    Neck,
    Strip,
    /// A wrap-around label or a can's whole body.
    Wrap,
    Keg,
    Carton,
    Closure,
    Other,
}

/// How well a panel's text can be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Quality {
    Good,
    Fair,
    Poor,
}

/// What stands in the way of reading, and where.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct QualityIssue {
    /// Stable word: `low_resolution`, `blur`, `glare`, `noise`, `cut_edge`, `low_contrast`;
    /// `not_read` where nothing tells why; `out_of_time`.
    pub code: String,
    /// In plain words, with the place and what to do.
    pub detail: String,
    /// The region, when it is not the whole panel.
    pub polygon: Option<Quad>,
}

impl QualityIssue {
    /// The code of a panel that the time allowed did not suffice to read.
    pub const OUT_OF_TIME: &str = "out_of_time";
}

/// A panel as it was supplied and seen.
#[derive(Debug, Clone, PartialEq)]
pub struct Panel {
    /// In upload order, from 0.
    pub index: usize,
    /// The client's name for the file, cleaned.
    pub file: String,
    /// Declared, else told by the file's name; `None` when nothing tells.
    pub role: Option<PanelRole>,
    /// Pixels of the picture as shown.
    pub width: u32,
    pub height: u32,
    /// The clockwise turn in degrees that makes the main text upright.
    pub rotation: u16,
    pub quality: Quality,
    pub issues: Vec<QualityIssue>,
    /// Printed size of the panel, where it is declared.
    pub printed_width: Option<Millimeters>,
    pub printed_height: Option<Millimeters>,
}
