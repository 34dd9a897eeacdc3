//! Why print in a place could not be read: what the pixels there show.

use crate::label::Quad;
use crate::ocr::geometry::crop_quad;
use crate::ocr::prepare;
use image::{GrayImage, RgbImage};

/// What stands in the way of reading.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Trouble {
    CutEdge,
    LowContrast,
    Glare,
    Blur,
    Noise,
}

/// Ink and ground, 0 to 255, closer than this are hard to tell apart.
const LEAST_CONTRAST: f32 = 48.0;
/// A shade from which the sensor was full.
const BLOWN: u8 = 250;
/// Share of a place that is blown out before a glare is looked for.
const MUCH_BLOWN: f32 = 0.25;
/// Shades to the pixel at the rim of a blown place: printed white ends far more abruptly.
const SOFT_RIM: f32 = 24.0;
/// The way from ground to full ink, as a share of the print's box. Strokes are about a tenth
/// of it wide: where an edge is wider than two of them, letters run into each other.
const WIDE_EDGE: f32 = 0.2;
/// Grain, as a share of the contrast, that breaks letters up.
const MUCH_GRAIN: f32 = 0.12;
/// The least and the largest height a place is looked at in, in pixels.
const HEIGHTS: (f32, f32) = (8.0, 64.0);

impl Trouble {
    /// The first that applies to a place of a picture.
    pub(super) fn of(picture: &RgbImage, place: &Quad) -> Option<Self> {
        if is_at_the_edge(picture, place) {
            return Some(Self::CutEdge);
        }
        let height = place.height().clamp(HEIGHTS.0, HEIGHTS.1) as u32;
        let colours = crop_quad(picture, place, height);
        let grey = prepare::grey(&colours);
        let mut shades: Vec<u8> = grey.pixels().map(|pixel| pixel[0]).collect();
        shades.sort_unstable();
        let share = |part: f32| f32::from(shades[(part * (shades.len() - 1) as f32) as usize]);
        let contrast = share(0.98) - share(0.02);
        if contrast < LEAST_CONTRAST {
            return Some(Self::LowContrast);
        }
        if is_blown(&colours, &grey) {
            return Some(Self::Glare);
        }
        let grain = grain(&grey);
        if contrast / steepest(&grey).max(1.0) > WIDE_EDGE * height as f32 {
            return Some(Self::Blur);
        }
        (grain > MUCH_GRAIN * contrast).then_some(Self::Noise)
    }

    /// As reports call it.
    pub(super) const fn code(self) -> &'static str {
        match self {
            Self::CutEdge => "cut_edge",
            Self::LowContrast => "low_contrast",
            Self::Glare => "glare",
            Self::Blur => "blur",
            Self::Noise => "noise",
        }
    }

    /// What it is, and what to do.
    pub(super) const fn told(self) -> &'static str {
        match self {
            Self::CutEdge => "it is cut off by the edge of the picture; send the whole panel",
            Self::LowContrast => "ink and ground are almost alike there; send the artwork itself",
            Self::Glare => "light is reflected there; photograph it from the side, or scan it",
            Self::Blur => "it is out of focus; send a sharper picture",
            Self::Noise => "the picture is grainy there; photograph it in more light, or scan it",
        }
    }
}

fn is_at_the_edge(picture: &RgbImage, place: &Quad) -> bool {
    let (left, top, right, bottom) = place.bounds();
    let (width, height) = (picture.width() as f32, picture.height() as f32);
    left <= 1.0 || top <= 1.0 || right >= width - 1.0 || bottom >= height - 1.0
}

/// Whether much of the place is blown out, and fades into the rest.
fn is_blown(colours: &RgbImage, grey: &GrayImage) -> bool {
    let blown = |x: u32, y: u32| colours.get_pixel(x, y).0.iter().all(|&shade| shade >= BLOWN);
    let (width, height) = grey.dimensions();
    let (mut count, mut rim, mut fall) = (0_u32, 0_u32, 0.0_f32);
    for y in 0..height {
        for x in 0..width.saturating_sub(1) {
            let (here, next) = (blown(x, y), blown(x + 1, y));
            count += u32::from(here);
            if here != next {
                rim += 1;
                fall += f32::from(grey.get_pixel(x, y)[0].abs_diff(grey.get_pixel(x + 1, y)[0]));
            }
        }
    }
    let much = count as f32 > MUCH_BLOWN * (width * height) as f32;
    much && rim > 0 && fall / (rim as f32) < SOFT_RIM
}

/// Shades to the pixel where the print's edges are steepest, along the line.
fn steepest(grey: &GrayImage) -> f32 {
    let mut steps: Vec<u8> = grey
        .rows()
        .flat_map(|row| {
            let shades: Vec<u8> = row.map(|pixel| pixel[0]).collect();
            shades.windows(2).map(|pair| pair[0].abs_diff(pair[1])).collect::<Vec<_>>()
        })
        .collect();
    steps.sort_unstable();
    steps.get(steps.len() * 99 / 100).map_or(0.0, |step| f32::from(*step))
}

/// How much single pixels stray from their neighbours, as a standard deviation.
fn grain(grey: &GrayImage) -> f32 {
    let mut strays = Vec::new();
    for y in 1..grey.height().saturating_sub(1) {
        for x in 1..grey.width().saturating_sub(1) {
            let at = |x: u32, y: u32| f32::from(grey.get_pixel(x, y)[0]);
            let around = (at(x - 1, y) + at(x + 1, y) + at(x, y - 1) + at(x, y + 1)) / 4.0;
            strays.push((at(x, y) - around).abs());
        }
    }
    strays.sort_by(f32::total_cmp);
    // A median is 0.67 of a deviation, and the mean of four neighbours strays as well.
    strays.get(strays.len() / 2).map_or(0.0, |median| median / 0.67 / 1.118)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ocr::testing::page;
    use image::{DynamicImage, Rgb, imageops};

    fn print() -> (RgbImage, Quad) {
        let page = page(420, 100, &[("GOVERNMENT WARNING: (1)", 20.0, 30.0, 30.0)]);
        (DynamicImage::from(page).into_rgb8(), Quad::rect(16.0, 30.0, 400.0, 66.0))
    }

    /// The picture with every shade changed, by its place.
    fn changed(picture: &RgbImage, change: impl Fn(u32, u32, f32) -> f32) -> RgbImage {
        RgbImage::from_fn(picture.width(), picture.height(), |x, y| {
            let shade = f32::from(picture.get_pixel(x, y)[0]);
            Rgb([change(x, y, shade).clamp(0.0, 255.0) as u8; 3])
        })
    }

    #[test]
    fn what_stands_in_the_way_is_named() {
        let (clear, place) = print();
        let grain = |x: u32, y: u32| ((x * 7919 + y * 104_729 + x * y * 31) % 161) as f32 - 80.0;
        let shine = |x: u32| 330.0 - (x as f32 - 200.0).abs() * 1.6;
        for (picture, trouble) in [
            (clear.clone(), None),
            (changed(&clear, |_, _, shade| 255.0 - shade), None),
            (changed(&clear, |_, _, shade| 200.0 + shade / 8.0), Some(Trouble::LowContrast)),
            (imageops::blur(&clear, 7.0), Some(Trouble::Blur)),
            (
                changed(&clear, |x, y, shade| shade.mul_add(0.6, 50.0) + grain(x, y)),
                Some(Trouble::Noise),
            ),
            (changed(&clear, |x, _, shade| (shade * 0.5).max(shine(x))), Some(Trouble::Glare)),
        ] {
            assert_eq!(Trouble::of(&picture, &place), trouble);
        }
        let cut = imageops::crop_imm(&clear, 100, 0, 320, 100).to_image();
        let rest = Quad::rect(0.0, 30.0, 300.0, 66.0);
        assert_eq!(Trouble::of(&cut, &rest), Some(Trouble::CutEdge));
    }
}
