//! What a picture's text is like before it is read: how tall, how slanted, light or dark.

use super::shape::scale;
use super::threshold::Sums;
use crate::label::Quad;
use image::{GrayImage, Luma};
use imageproc::contrast::otsu_level;
use imageproc::region_labelling::{Connectivity, connected_components};

/// The height of small letters Tesseract reads best; what is smaller gains from enlarging.
pub const COMFORTABLE_LETTERS: f32 = 20.0;

/// Most pixels a picture is enlarged to, so that a pass stays affordable; a guess.
const MOST_PIXELS: f32 = 8_000_000.0;

/// Pictures are measured at no more than this on the long side.
const MEASURED_SIDE: f32 = 2_000.0;

/// How much darker or lighter than its surroundings a pixel of a letter is.
const CONTRAST: f64 = 24.0;

/// Fewer letters than this say nothing about a page.
const ENOUGH_LETTERS: usize = 20;

/// The boxes of what could be letters, dark on light and light on dark, in pixels of the
/// picture. Ornaments of a letter's size are among them; touching letters are missing.
#[must_use]
pub fn letters(image: &GrayImage) -> Vec<Quad> {
    let longest = image.width().max(image.height()) as f32;
    let (small, transform) = scale(image, (MEASURED_SIDE / longest.max(1.0)).min(1.0));
    if small.width() < 3 || small.height() < 3 {
        return Vec::new();
    }
    let sums = Sums::new(&small);
    let mut found = Vec::new();
    for sign in [1.0, -1.0] {
        let ink = GrayImage::from_fn(small.width(), small.height(), |x, y| {
            let (mean, _) = sums.around(x, y, 16);
            let darker = sign * (mean - f64::from(small.get_pixel(x, y).0[0]));
            Luma([if darker > CONTRAST { 255 } else { 0 }])
        });
        found.extend(boxes(&ink).into_iter().filter(is_letter_like));
    }
    found.iter().map(|quad| quad.map(|point| transform.back(point))).collect()
}

/// The upright box of every connected spot of ink.
fn boxes(ink: &GrayImage) -> Vec<Quad> {
    let labels = connected_components(ink, Connectivity::Eight, Luma([0]));
    let count = labels.as_raw().iter().copied().max().unwrap_or(0) as usize;
    let mut extents = vec![(u32::MAX, u32::MAX, 0, 0); count + 1];
    for (x, y, label) in labels.enumerate_pixels() {
        let (left, top, right, bottom) = &mut extents[label.0[0] as usize];
        *left = x.min(*left);
        *top = y.min(*top);
        *right = (x + 1).max(*right);
        *bottom = (y + 1).max(*bottom);
    }
    extents[1..]
        .iter()
        .map(|(left, top, right, bottom)| {
            Quad::rect(*left as f32, *top as f32, *right as f32, *bottom as f32)
        })
        .collect()
}

/// Between specks and pictures, and neither a rule nor a frame.
fn is_letter_like(quad: &Quad) -> bool {
    let (width, height) = (quad.width(), quad.height());
    let (short, long) = (width.min(height), width.max(height));
    (4.0..=120.0).contains(&long) && short >= 1.0 && long <= 12.0 * short
}

/// The usual height of small print in pixels, between the x-height and the capitals' height;
/// `None` for too few letters.
#[must_use]
pub fn letter_height(letters: &[Quad]) -> Option<f32> {
    if letters.len() < ENOUGH_LETTERS {
        return None;
    }
    // Turned text is as tall as its letters are long; the longer side serves for both.
    let mut heights: Vec<f32> =
        letters.iter().map(|letter| letter.height().max(letter.width())).collect();
    heights.sort_by(f32::total_cmp);
    Some(heights[heights.len() / 2])
}

/// How much a picture should be enlarged before reading, 1 to 3, by the height of its letters
/// and so that the result stays readable in time.
#[must_use]
pub fn enlargement(image: &GrayImage, letters: &[Quad]) -> f32 {
    let Some(height) = letter_height(letters) else { return 1.0 };
    let pixels = (image.width() as f32) * (image.height() as f32);
    let affordable = (MOST_PIXELS / pixels.max(1.0)).sqrt().max(1.0);
    let wanted = (COMFORTABLE_LETTERS / height).clamp(1.0, 3.0).min(affordable);
    // A few percent change nothing but the sharpness.
    if wanted < 1.2 { 1.0 } else { wanted }
}

/// The clockwise slant of the lines of text in degrees, −15 to 15; `None` for too few letters,
/// or when no slant is clearly better than another. The text must be upright or upside down.
#[must_use]
pub fn estimate_skew(letters: &[Quad]) -> Option<f32> {
    const STEPS_PER_DEGREE: i32 = 4;
    const WIDEST: i32 = 15;
    if letters.len() < ENOUGH_LETTERS {
        return None;
    }
    let mut heights: Vec<f32> = letters.iter().map(Quad::height).collect();
    heights.sort_by(f32::total_cmp);
    let bin = (heights[heights.len() / 2] / 4.0).max(1.0);
    // Letters stand on the line: along the right angle their feet fall into few bins.
    let score = |degrees: f32| {
        let (sine, cosine) = degrees.to_radians().sin_cos();
        let mut bins = std::collections::HashMap::<i32, u32>::new();
        for letter in letters {
            let (left, _, right, bottom) = letter.bounds();
            let depth = bottom * cosine - f32::midpoint(left, right) * sine;
            *bins.entry((depth / bin).floor() as i32).or_default() += 1;
        }
        bins.values().map(|count| count * count).sum::<u32>()
    };
    let scores: Vec<(f32, u32)> = (-WIDEST * STEPS_PER_DEGREE..=WIDEST * STEPS_PER_DEGREE)
        .map(|step| step as f32 / STEPS_PER_DEGREE as f32)
        .map(|degrees| (degrees, score(degrees)))
        .collect();
    let (degrees, best) = scores.iter().copied().max_by_key(|(_, score)| *score)?;
    let mean = scores.iter().map(|(_, score)| *score).sum::<u32>() / scores.len() as u32;
    (best > mean + mean / 2).then_some(degrees)
}

/// Whether the print in a region of a picture is lighter than its ground: print covers less
/// than the ground does.
#[must_use]
pub fn is_light_on_dark(image: &GrayImage, region: &Quad) -> bool {
    let (left, top, right, bottom) = region.bounds();
    let (part, _) = super::crop(image, left, top, right, bottom);
    let level = otsu_level(&part);
    let light = part.as_raw().iter().filter(|value| **value > level).count();
    2 * light < part.as_raw().len()
}
