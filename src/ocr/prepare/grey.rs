//! Colour to grey, and grey made clearer. No pixel moves.

use image::{GrayImage, RgbImage};

/// One of the three colours. Red print on a dark ground shows in the red channel, and so on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Channel {
    Red,
    Green,
    Blue,
}

/// The picture by its luminance (Rec. 601, which is what labels' JPEGs are stored in).
#[must_use]
pub fn grey(picture: &RgbImage) -> GrayImage {
    let values = picture
        .pixels()
        .map(|pixel| {
            let [red, green, blue] = pixel.0.map(u32::from);
            ((299 * red + 587 * green + 114 * blue + 500) / 1000) as u8
        })
        .collect();
    like(picture.dimensions(), values)
}

/// The picture by one of its colours alone.
#[must_use]
pub fn channel(picture: &RgbImage, channel: Channel) -> GrayImage {
    let values = picture.pixels().map(|pixel| pixel.0[channel as usize]).collect();
    like(picture.dimensions(), values)
}

/// Dark for light.
#[must_use]
pub fn invert(image: &GrayImage) -> GrayImage {
    map(image, |value| 255 - value)
}

/// Spreads the values so that the darkest hundredth is black and the lightest white. A picture
/// of almost one shade stays as it is: there is nothing but noise to spread.
#[must_use]
pub fn stretch(image: &GrayImage) -> GrayImage {
    const LEAST_SPAN: u32 = 16;
    let mut counts = [0_u32; 256];
    for value in image.as_raw() {
        counts[usize::from(*value)] += 1;
    }
    let edge = (image.as_raw().len() / 100) as u32;
    let dark = reached(counts.iter(), edge) as u32;
    let light = 255 - reached(counts.iter().rev(), edge) as u32;
    if light < dark + LEAST_SPAN {
        return image.clone();
    }
    map(image, |value| {
        let above = u32::from(value).saturating_sub(dark);
        (above * 255 / (light - dark)).min(255) as u8
    })
}

/// How many counts can be passed before more than `edge` pixels are.
fn reached<'a>(counts: impl Iterator<Item = &'a u32>, edge: u32) -> usize {
    let mut seen = 0;
    counts
        .take_while(|count| {
            seen += **count;
            seen <= edge
        })
        .count()
}

/// The median of each pixel and its eight neighbours: takes out single odd pixels and keeps
/// edges. Strokes one pixel wide go with them, so enlarge first.
#[must_use]
pub fn denoise(image: &GrayImage) -> GrayImage {
    if image.width() == 0 || image.height() == 0 {
        return image.clone();
    }
    imageproc::filter::median_filter(image, 1, 1)
}

fn map(image: &GrayImage, map: impl Fn(u8) -> u8) -> GrayImage {
    like(image.dimensions(), image.as_raw().iter().map(|value| map(*value)).collect())
}

fn like((width, height): (u32, u32), values: Vec<u8>) -> GrayImage {
    GrayImage::from_raw(width, height, values).expect("one value per pixel")
}
