//! Measuring print: stroke width, letter height and contrast of a word's ink.
//!
//! A word is cut out along its quadrilateral, enlarged four times, and read as a share of
//! ink from 0 (ground) to 1 (full ink). Stroke width is twice the ink's area over the
//! length of its outline; both come from sums over grey levels, so a stroke two pixels
//! wide is measured to a tenth of a pixel, where a count of dark pixels would jump.

use crate::label::{Point, Quad};
use image::{GrayImage, Luma};

/// Samples taken per pixel of the picture, along and across the line.
const SAMPLES: f32 = 4.0;
/// Rows with less ink than this share of the fullest row are gaps between lines. Higher
/// cuts off descenders, lower joins lines that nearly touch.
const GAP_ROW: f32 = 0.04;

/// How a word is printed; lengths in pixels of the picture.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Print {
    /// Mean width of the strokes.
    pub stroke: f32,
    /// From the top to the bottom of the inked rows.
    pub height: f32,
    /// Width of the inked columns.
    pub width: f32,
    /// Share of the inked box that is ink, 0 to 1.
    pub density: f32,
}

/// The two shades of a piece of print, 0 to 255.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Shades {
    pub ground: f32,
    pub ink: f32,
}

impl Shades {
    /// Tells ink from ground over several words of one statement: the ground is the
    /// commonest shade, the ink the far end from it. `None` where there is hardly any
    /// difference.
    #[must_use]
    pub fn of(picture: &GrayImage, words: &[Quad]) -> Option<Self> {
        let mut histogram = [0_u32; 256];
        for word in words {
            for shade in cut(picture, word, 1.0)?.shades {
                histogram[shade.round().clamp(0.0, 255.0) as usize] += 1;
            }
        }
        let total: u32 = histogram.iter().sum();
        if total == 0 {
            return None;
        }
        let (low, high) =
            (percentile(&histogram, total, 0.01), percentile(&histogram, total, 0.99));
        let ground = commonest(&histogram);
        let ink = if (ground - low).abs() > (high - ground).abs() { low } else { high };
        ((ground - ink).abs() >= 24.0).then_some(Self { ground, ink })
    }

    /// Ratio of the two shades' relative luminance, 1 to 21.
    #[must_use]
    pub fn contrast(self) -> f32 {
        let luminance = |shade: f32| {
            let s = shade / 255.0;
            if s <= 0.04045 { s / 12.92 } else { ((s + 0.055) / 1.055).powf(2.4) }
        };
        let (a, b) = (luminance(self.ground), luminance(self.ink));
        (a.max(b) + 0.05) / (a.min(b) + 0.05)
    }
}

fn percentile(histogram: &[u32; 256], total: u32, share: f32) -> f32 {
    let wanted = (total as f32 * share) as u32;
    let mut seen = 0;
    for (shade, count) in histogram.iter().enumerate() {
        seen += count;
        if seen > wanted {
            return shade as f32;
        }
    }
    255.0
}

/// The middle of the fullest run of eight shades.
fn commonest(histogram: &[u32; 256]) -> f32 {
    let fullest = (0..=248).max_by_key(|&start| histogram[start..start + 8].iter().sum::<u32>());
    fullest.unwrap_or(0) as f32 + 3.5
}

/// A piece cut out of a picture, upright in reading direction.
struct Cut {
    width: usize,
    shades: Vec<f32>,
}

/// Cuts out a quadrilateral, `samples` to the pixel.
fn cut(picture: &GrayImage, quad: &Quad, samples: f32) -> Option<Cut> {
    let width = (quad.width() * samples).round() as usize;
    let height = (quad.height() * samples).round() as usize;
    if width < 2 || height < 2 || width * height > 4_000_000 {
        return None;
    }
    let [upper_left, upper_right, lower_right, lower_left] = quad.0;
    let mut shades = Vec::with_capacity(width * height);
    for row in 0..height {
        let v = (row as f32 + 0.5) / height as f32;
        for column in 0..width {
            let u = (column as f32 + 0.5) / width as f32;
            let place = between(
                v,
                between(u, upper_left, upper_right),
                between(u, lower_left, lower_right),
            );
            shades.push(shade_at(picture, place.x - 0.5, place.y - 0.5));
        }
    }
    Some(Cut { width, shades })
}

/// The point that lies `share` of the way from one point to another.
fn between(share: f32, from: Point, to: Point) -> Point {
    let mix = |from: f32, to: f32| from * (1.0 - share) + to * share;
    Point { x: mix(from.x, to.x), y: mix(from.y, to.y) }
}

/// The shade at a place between pixels; the border is repeated outside.
fn shade_at(picture: &GrayImage, x: f32, y: f32) -> f32 {
    let (width, height) = (i64::from(picture.width()), i64::from(picture.height()));
    let (left, top) = (x.floor(), y.floor());
    let (u, v) = (x - left, y - top);
    let pixel = |dx: i64, dy: i64| {
        let column = (left as i64 + dx).clamp(0, width - 1) as u32;
        let row = (top as i64 + dy).clamp(0, height - 1) as u32;
        let Luma([shade]) = *picture.get_pixel(column, row);
        f32::from(shade)
    };
    (pixel(0, 0) * (1.0 - u) + pixel(1, 0) * u) * (1.0 - v)
        + (pixel(0, 1) * (1.0 - u) + pixel(1, 1) * u) * v
}

impl Print {
    /// Measures one word printed in the given shades; `None` where no ink is found.
    #[must_use]
    pub fn of(picture: &GrayImage, word: &Quad, shades: Shades) -> Option<Self> {
        let cut = cut(picture, word, SAMPLES)?;
        let ink: Vec<f32> = cut
            .shades
            .iter()
            .map(|shade| ((shade - shades.ground) / (shades.ink - shades.ground)).clamp(0.0, 1.0))
            .collect();
        let row_ink: Vec<f32> =
            ink.chunks_exact(cut.width).map(|row| row.iter().sum::<f32>()).collect();
        let (top, bottom) = middle_run(&row_ink)?;
        let rows = &ink[top * cut.width..(bottom + 1) * cut.width];
        let (area, outline) = area_and_outline(rows, cut.width);
        let columns = inked_columns(rows, cut.width)?;
        if area < SAMPLES * SAMPLES * 4.0 || outline <= 0.0 {
            return None;
        }
        let height = (bottom - top + 1) as f32;
        Some(Self {
            stroke: 2.0 * area / outline / SAMPLES,
            height: height / SAMPLES,
            width: columns / SAMPLES,
            density: area / (height * columns),
        })
    }
}

/// The run of inked rows that holds the most ink: neighbouring lines that reach into the
/// box stay out.
fn middle_run(rows: &[f32]) -> Option<(usize, usize)> {
    let fullest = rows.iter().copied().fold(0.0, f32::max);
    let mut best: Option<(f32, usize, usize)> = None;
    let mut start = None;
    for index in 0..=rows.len() {
        let inked = rows.get(index).is_some_and(|&ink| ink > fullest * GAP_ROW && ink > 0.5);
        match (inked, start) {
            (true, None) => start = Some(index),
            (false, Some(first)) => {
                let total: f32 = rows[first..index].iter().sum();
                if best.is_none_or(|(most, ..)| total > most) {
                    best = Some((total, first, index - 1));
                }
                start = None;
            }
            _ => {}
        }
    }
    best.map(|(_, first, last)| (first, last))
}

/// The ink's area and the length of its outline, in samples.
fn area_and_outline(ink: &[f32], width: usize) -> (f32, f32) {
    let area = ink.iter().sum();
    let mut outline = 0.0;
    for (row, next) in ink.chunks_exact(width).zip(ink.chunks_exact(width).skip(1)) {
        for column in 0..width - 1 {
            outline += (row[column + 1] - row[column]).hypot(next[column] - row[column]);
        }
    }
    (area, outline)
}

fn inked_columns(ink: &[f32], width: usize) -> Option<f32> {
    let inked = |column: &usize| ink.iter().skip(*column).step_by(width).any(|&ink| ink > 0.5);
    let first = (0..width).find(inked)?;
    let last = (0..width).rev().find(inked)?;
    Some((last - first + 1) as f32)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A picture with upright bars of the given width, 20 pixels high, black on white.
    fn bars(width: u32) -> (GrayImage, Quad) {
        let mut picture = GrayImage::from_pixel(120, 40, Luma([255]));
        for bar in 0..6 {
            for y in 10..30 {
                for x in 0..width {
                    picture.put_pixel(10 + bar * 18 + x, y, Luma([0]));
                }
            }
        }
        (picture, Quad::rect(4.0, 4.0, 116.0, 36.0))
    }

    #[test]
    fn a_strokes_width_and_height_are_measured_in_pixels() {
        for width in [2, 3, 5] {
            let (picture, word) = bars(width);
            let shades = Shades::of(&picture, &[word]).expect("black on white");
            let print = Print::of(&picture, &word, shades).expect("there is ink");
            let expected = width as f32 * 20.0 / (width as f32 + 20.0);
            assert!((print.stroke - expected).abs() < 0.35, "{width}: {print:?}");
            assert!((print.height - 20.0).abs() <= 1.0, "{print:?}");
        }
    }

    #[test]
    fn light_print_on_dark_measures_the_same() {
        let (mut picture, word) = bars(3);
        let shades = Shades::of(&picture, &[word]).expect("black on white");
        let dark = Print::of(&picture, &word, shades).expect("ink");
        image::imageops::invert(&mut picture);
        let shades = Shades::of(&picture, &[word]).expect("white on black");
        let light = Print::of(&picture, &word, shades).expect("ink");
        assert!((dark.stroke - light.stroke).abs() < 0.05);
    }

    #[test]
    fn a_blank_place_has_no_shades() {
        let picture = GrayImage::from_pixel(50, 50, Luma([200]));
        assert_eq!(Shades::of(&picture, &[Quad::rect(5.0, 5.0, 45.0, 45.0)]), None);
    }

    #[test]
    fn black_on_white_has_the_highest_contrast() {
        let (picture, word) = bars(4);
        let shades = Shades::of(&picture, &[word]).expect("black on white");
        assert!(shades.contrast() > 18.0);
    }

    #[test]
    fn the_next_lines_ink_stays_out() {
        let (mut picture, word) = bars(3);
        for x in 10..110 {
            picture.put_pixel(x, 35, Luma([0]));
        }
        let shades = Shades::of(&picture, &[word]).expect("black on white");
        let print = Print::of(&picture, &word, shades).expect("ink");
        assert!((print.height - 20.0).abs() <= 1.0, "{print:?}");
    }
}
