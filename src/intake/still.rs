//! Formats with one picture to a file: JPEG, PNG, WebP.

use super::{Format, IntakeError, Limits, admit, jpeg};
use image::codecs::{jpeg::JpegDecoder, png::PngDecoder, webp::WebPDecoder};
use image::{DynamicImage, ImageDecoder, ImageError, RgbImage};
use std::io::{Cursor, ErrorKind};

/// Room a decoder may take besides its pixels, for tables and embedded profiles.
const WORKING_BYTES: u64 = 64 * 1024 * 1024;

/// The picture, upright and on white.
pub(super) fn decode(
    format: Format,
    bytes: &[u8],
    limits: &Limits,
) -> Result<RgbImage, IntakeError> {
    let input = Cursor::new(bytes);
    match format {
        Format::Jpeg => {
            if !jpeg::is_complete(bytes) {
                return Err(IntakeError::Truncated { format });
            }
            show(JpegDecoder::new(input), format, limits)
        }
        Format::Webp => {
            if riff_is_cut(bytes) {
                return Err(IntakeError::Truncated { format });
            }
            show(WebPDecoder::new(input), format, limits)
        }
        Format::Png | Format::Tiff => {
            show(PngDecoder::with_limits(input, allocation(limits)), format, limits)
        }
    }
}

fn show<D: ImageDecoder>(
    decoder: Result<D, ImageError>,
    format: Format,
    limits: &Limits,
) -> Result<RgbImage, IntakeError> {
    let failed = |error| failure(format, &error);
    let mut decoder = decoder.map_err(failed)?;
    let (width, height) = decoder.dimensions();
    admit(width, height, limits)?;
    decoder.set_limits(allocation(limits)).map_err(failed)?;
    // A broken EXIF block says nothing of the pixels: shown as stored.
    let orientation = decoder.orientation().unwrap_or(image::metadata::Orientation::NoTransforms);
    let mut picture = DynamicImage::from_decoder(decoder).map_err(failed)?;
    picture.apply_orientation(orientation);
    Ok(on_white(picture))
}

fn allocation(limits: &Limits) -> image::Limits {
    let mut allocation = image::Limits::no_limits();
    // Sixteen bits in four channels are the most a pixel takes.
    allocation.max_alloc = Some(limits.max_pixels.saturating_mul(8).saturating_add(WORKING_BYTES));
    allocation
}

/// Eight bits a channel, transparency laid on white, as paper would show it.
pub(super) fn on_white(picture: DynamicImage) -> RgbImage {
    if !picture.color().has_alpha() {
        return picture.into_rgb8();
    }
    let picture = picture.into_rgba8();
    let mut shown = RgbImage::new(picture.width(), picture.height());
    for (to, from) in shown.pixels_mut().zip(picture.pixels()) {
        let alpha = u32::from(from[3]);
        for channel in 0..3 {
            let laid = u32::from(from[channel]) * alpha + 255 * (255 - alpha);
            to[channel] = ((laid + 127) / 255) as u8;
        }
    }
    shown
}

/// A RIFF file whose header announces more than came.
fn riff_is_cut(bytes: &[u8]) -> bool {
    bytes.get(4..8).and_then(|field| field.try_into().ok()).is_none_or(|field| {
        let announced = u64::from(u32::from_le_bytes(field));
        // The last chunk's padding byte is often left off.
        announced + 8 > bytes.len() as u64 + 1
    })
}

fn failure(format: Format, error: &ImageError) -> IntakeError {
    match error {
        ImageError::IoError(error) if error.kind() == ErrorKind::UnexpectedEof => {
            IntakeError::Truncated { format }
        }
        error => IntakeError::Undecodable { format, reason: error.to_string() },
    }
}
