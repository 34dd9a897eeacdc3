//! Uploads to pictures: what a file is, whether it may come in, and how it is shown.
//!
//! Nothing of the client is trusted: the kind is told by content, the pixel count by the
//! header before anything is decoded, and the name is cleaned before anybody repeats it.

pub mod archive;
mod error;
mod jpeg;
mod kind;
mod name;
mod picture;
mod still;
mod tiff;
mod together;

#[cfg(test)]
mod tests;

pub use error::IntakeError;
pub use name::clean_name;
pub use picture::{Format, Picture};
pub use together::{Fault, decode_all};

use crate::config::LimitsConfig;
use kind::Kind;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// What may come in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of one file.
    pub max_file_bytes: u64,
    /// Pixels of one picture, by its header.
    pub max_pixels: u64,
    /// Pages of one TIFF.
    pub max_pages: usize,
}

impl Default for Limits {
    /// 10 MiB; 50 million pixels, which is a phone's best camera and 150 MB decoded; as
    /// many pages as a request may have panels.
    fn default() -> Self {
        Self { max_file_bytes: 10 * 1024 * 1024, max_pixels: 50_000_000, max_pages: 20 }
    }
}

impl From<&LimitsConfig> for Limits {
    fn from(config: &LimitsConfig) -> Self {
        Self {
            max_file_bytes: config.max_file_bytes,
            max_pixels: u64::from(config.max_megapixels) * 1_000_000,
            max_pages: config.max_files,
        }
    }
}

/// Shorter sides carry no print: the smallest letter that can be read is 5 pixels high.
const MIN_SIDE: u32 = 16;

/// Tesseract takes no longer side than 32767.
const MAX_SIDE: u32 = 32_000;

/// Decodes one file into the panels it shows: one, or one for each page of a TIFF.
///
/// A fault inside a decoder is answered as [`IntakeError::Undecodable`], never a panic.
pub fn decode(file_name: &str, bytes: &[u8], limits: &Limits) -> Result<Vec<Picture>, IntakeError> {
    if bytes.is_empty() {
        return Err(IntakeError::Empty);
    }
    let size = bytes.len() as u64;
    if size > limits.max_file_bytes {
        return Err(IntakeError::TooManyBytes { bytes: size, limit: limits.max_file_bytes });
    }
    let format = match kind::of(bytes) {
        Kind::Read(format) => format,
        Kind::Named(name) => return Err(IntakeError::NotRead(name)),
        Kind::Unknown => return Err(IntakeError::Unknown),
    };
    let name = clean_name(file_name);
    let decoded = catch_unwind(AssertUnwindSafe(|| match format {
        Format::Tiff => tiff::decode(bytes, limits),
        Format::Jpeg | Format::Png | Format::Webp => {
            still::decode(format, bytes, limits).map(|page| vec![page])
        }
    }));
    let pages = decoded.unwrap_or_else(|_| {
        Err(IntakeError::Undecodable { format, reason: "the decoder gave up".to_owned() })
    })?;

    let several = pages.len() > 1;
    let picture = |(index, pixels)| Picture {
        file: if several { format!("{name} page {}", index + 1) } else { name.clone() },
        format,
        pixels: std::sync::Arc::new(pixels),
    };
    Ok(pages.into_iter().enumerate().map(picture).collect())
}

/// What kind of picture begins with these bytes, before any of it is decoded.
pub fn format_of(head: &[u8]) -> Result<Format, IntakeError> {
    match kind::of(head) {
        _ if head.is_empty() => Err(IntakeError::Empty),
        Kind::Read(format) => Ok(format),
        Kind::Named(name) => Err(IntakeError::NotRead(name)),
        Kind::Unknown => Err(IntakeError::Unknown),
    }
}

/// Whether a picture of that size, by its header, may be decoded at all.
fn admit(width: u32, height: u32, limits: &Limits) -> Result<(), IntakeError> {
    if u64::from(width) * u64::from(height) > limits.max_pixels {
        return Err(IntakeError::TooManyPixels { width, height, limit: limits.max_pixels });
    }
    if width.min(height) < MIN_SIDE {
        return Err(IntakeError::TooSmall { width, height, least: MIN_SIDE });
    }
    if width.max(height) > MAX_SIDE {
        return Err(IntakeError::TooLong { width, height, most: MAX_SIDE });
    }
    Ok(())
}
