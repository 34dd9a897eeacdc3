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

impl Format {
    /// As people write it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Jpeg => "JPEG",
            Self::Png => "PNG",
            Self::Tiff => "TIFF",
            Self::Webp => "WebP",
        }
    }

    /// The extension its files customarily have, without the dot.
    #[must_use]
    pub const fn extension(self) -> &'static str {
        match self {
            Self::Jpeg => "jpg",
            Self::Png => "png",
            Self::Tiff => "tif",
            Self::Webp => "webp",
        }
    }
}

/// One panel as shown: upright by EXIF, transparency laid on white, 8 bits a channel.
#[derive(Debug, Clone)]
pub struct Picture {
    /// The client's name for the file, cleaned; with a page number for a page of several.
    pub file: String,
    pub format: Format,
    pub pixels: Arc<RgbImage>,
}
