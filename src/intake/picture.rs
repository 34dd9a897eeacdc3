//! A decoded picture.

use image::RgbImage;
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// The kinds of picture we read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Format {
    Jpeg,
    Png,
    Tiff,
    Webp,
}

/// One panel as shown: upright by EXIF, transparency laid on white, 8 bits a channel.
#[derive(Debug, Clone)]
pub struct Picture {
    /// The client's name for the file, cleaned; with a page number for a page of several.
    pub file: String,
    pub format: Format,
    pub pixels: Arc<RgbImage>,
}
