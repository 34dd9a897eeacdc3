//! Why a file cannot come in, in words its sender can act on.

use super::Format;

/// What is wrong with an uploaded file.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum IntakeError {
    #[error("the file is empty")]
    Empty,
    #[error("the file has {bytes} bytes, more than the {limit} allowed")]
    TooManyBytes { bytes: u64, limit: u64 },
    #[error("this is not a picture; send JPEG or PNG")]
    Unknown,
    /// A kind that is known and not read.
    #[error("{0} is not read here; send JPEG or PNG")]
    NotRead(&'static str),
    #[error("the picture has {width} × {height} pixels, more than the {limit} allowed")]
    TooManyPixels { width: u32, height: u32, limit: u64 },
    #[error(
        "the picture has {width} × {height} pixels; under {least} a side nothing can be read: \
         send a larger scan"
    )]
    TooSmall { width: u32, height: u32, least: u32 },
    #[error("the picture has {width} × {height} pixels; no side may be longer than {most}")]
    TooLong { width: u32, height: u32, most: u32 },
    #[error("the TIFF has more than the {limit} pages allowed")]
    TooManyPages { limit: usize },
    #[error("the pictures together have too many pixels")]
    TooManyPixelsInAll,
    #[error("at most {limit} pages are taken")]
    TooManyPagesInAll { limit: usize },
    #[error("the {} ends early: a part of the picture is missing; send it again", format.name())]
    Truncated { format: Format },
    #[error("the {} cannot be decoded ({reason}); save it again as JPEG or PNG", format.name())]
    Undecodable { format: Format, reason: String },
}

impl IntakeError {
    /// The stable word for it in a problem report.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Empty => "file_empty",
            Self::TooManyBytes { .. } => "file_too_large",
            Self::Unknown => "file_kind_unknown",
            Self::NotRead(_) => "file_kind_not_read",
            Self::TooManyPixels { .. } | Self::TooLong { .. } | Self::TooManyPixelsInAll => {
                "too_many_pixels"
            }
            Self::TooSmall { .. } => "too_few_pixels",
            Self::TooManyPages { .. } | Self::TooManyPagesInAll { .. } => "too_many_pages",
            Self::Truncated { .. } => "file_truncated",
            Self::Undecodable { .. } => "file_undecodable",
        }
    }
}
