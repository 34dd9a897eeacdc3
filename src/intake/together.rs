//! The files of one application together: all are shown, or everything wrong is told.

use super::{IntakeError, Limits, Picture, decode};
use tokio_util::sync::CancellationToken;

/// Pictures of one application together, as a multiple of one picture's limit: twenty
/// photographs of a phone's usual 12 megapixels, and memory for three times as many bytes.
const ALL_PICTURES: u64 = 4;

/// What is wrong with the files of one application.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// Index of the file; `None` where it is about all of them.
    pub file: Option<usize>,
    pub error: IntakeError,
}

/// The panels of each file, by name and bytes, or every reason why not: half an application
/// gets no verdict. Stops between two files when cancelled.
pub fn decode_all<'a>(
    files: impl IntoIterator<Item = (&'a str, &'a [u8])>,
    limits: &Limits,
    cancel: &CancellationToken,
) -> Result<Vec<Vec<Picture>>, Vec<Fault>> {
    let mut faults = Vec::new();
    let mut pictures = Vec::new();
    let mut pixels_left = limits.max_pixels.saturating_mul(ALL_PICTURES);
    for (index, (name, bytes)) in files.into_iter().enumerate() {
        if cancel.is_cancelled() {
            break;
        }
        match decode(name, bytes, limits) {
            Ok(pages) => {
                let pixels = pages.iter().map(|page| page.pixels.as_raw().len() as u64 / 3);
                let Some(left) = pixels_left.checked_sub(pixels.sum()) else {
                    faults
                        .push(Fault { file: Some(index), error: IntakeError::TooManyPixelsInAll });
                    break;
                };
                pixels_left = left;
                pictures.push(pages);
            }
            Err(error) => faults.push(Fault { file: Some(index), error }),
        }
    }
    let limit = limits.max_pages;
    if pictures.iter().map(Vec::len).sum::<usize>() > limit {
        faults.push(Fault { file: None, error: IntakeError::TooManyPagesInAll { limit } });
    }
    if faults.is_empty() { Ok(pictures) } else { Err(faults) }
}
