//! TIFF: several pages to a file, and more colour models than any other format.

mod palette;
mod pixels;

use super::{Format, IntakeError, Limits, admit};
use ::tiff::TiffError;
use ::tiff::decoder::{Decoder, DecodingResult, Limits as TiffLimits};
use ::tiff::tags::Tag;
use image::metadata::Orientation;
use image::{DynamicImage, RgbImage};
use std::io::{Cursor, ErrorKind};

/// The pages in order, each upright and on white; previews and masks left out.
pub(super) fn decode(bytes: &[u8], limits: &Limits) -> Result<Vec<RgbImage>, IntakeError> {
    // Palette pages are decoded as grey indices from a copy whose header says so.
    let (bytes, palettes) = palette::as_indices(bytes, limits.max_pages).map_err(failure)?;
    let mut decoder = Decoder::new(Cursor::new(bytes.as_slice()))
        .map_err(failure)?
        .with_limits(allocation(limits));
    let mut pages = Vec::new();
    for index in 0.. {
        if index >= limits.max_pages {
            return Err(IntakeError::TooManyPages { limit: limits.max_pages });
        }
        if is_page(&mut decoder) {
            pages.push(page(&mut decoder, palettes.get(index).and_then(Option::as_ref), limits)?);
        }
        if !decoder.more_images() {
            break;
        }
        decoder.next_image().map_err(failure)?;
    }
    if pages.is_empty() {
        let reason = "it has no page".to_owned();
        return Err(IntakeError::Undecodable { format: Format::Tiff, reason });
    }
    Ok(pages)
}

type Reader<'a> = Decoder<Cursor<&'a [u8]>>;

/// Not a smaller copy (bit 0) nor a transparency mask (bit 2) of another page.
fn is_page(decoder: &mut Reader) -> bool {
    let kind = decoder.find_tag_unsigned::<u32>(Tag::NewSubfileType).ok().flatten().unwrap_or(0);
    kind & 0b101 == 0
}

fn page(
    decoder: &mut Reader,
    palette: Option<&palette::Palette>,
    limits: &Limits,
) -> Result<RgbImage, IntakeError> {
    let (width, height) = decoder.dimensions().map_err(failure)?;
    admit(width, height, limits)?;
    let color = decoder.colortype().map_err(failure)?;
    let orientation = decoder
        .find_tag_unsigned::<u8>(Tag::Orientation)
        .ok()
        .flatten()
        .and_then(Orientation::from_exif)
        .unwrap_or(Orientation::NoTransforms);
    let mut buffer = DecodingResult::U8(Vec::new());
    let layout = decoder.read_image_to_buffer(&mut buffer).map_err(failure)?;
    let apart = layout.planes > 1;
    let plane_stride = layout.plane_stride.filter(|_| apart).map(std::num::NonZeroUsize::get);

    let samples = pixels::Samples { width, height, color, plane_stride, buffer };
    let shown = match palette {
        Some(palette) => samples.through(palette),
        None => samples.to_rgb(),
    }
    .ok_or_else(|| IntakeError::Undecodable {
        format: Format::Tiff,
        reason: format!("its colours are kept as {color:?}"),
    })?;
    let mut shown = DynamicImage::ImageRgb8(shown);
    shown.apply_orientation(orientation);
    Ok(shown.into_rgb8())
}

/// Buffers a page may take: sixteen bits in five channels (CMYK with alpha) are the most.
fn allocation(limits: &Limits) -> TiffLimits {
    let mut allocation = TiffLimits::default();
    allocation.decoding_buffer_size =
        usize::try_from(limits.max_pixels.saturating_mul(10)).unwrap_or(usize::MAX);
    allocation.intermediate_buffer_size = allocation.decoding_buffer_size;
    allocation
}

fn failure(error: TiffError) -> IntakeError {
    let format = Format::Tiff;
    match error {
        TiffError::IoError(error) if error.kind() == ErrorKind::UnexpectedEof => {
            IntakeError::Truncated { format }
        }
        error => IntakeError::Undecodable { format, reason: error.to_string() },
    }
}
