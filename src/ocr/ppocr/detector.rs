//! Pictures to boxes round lines of text.

use super::session::Output;
use crate::label::Point;
use crate::ocr::geometry::{TiltedRect, flipped, hull, unturn};
use crate::ocr::{Arc, Strip};
use fast_image_resize::images::{Image, ImageRef};
use fast_image_resize::{FilterType, PixelType, ResizeAlg, ResizeOptions, Resizer};
use image::RgbImage;
use std::borrow::Cow;

/// How the detector looks at a picture.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Detect {
    /// The picture is scaled until its short side has this many pixels.
    pub short_side: u32,
    /// …but its long side no more than this: the run's memory and time grow with the area.
    pub long_side: u32,
}

/// What a detector's numbers mean; every generation of models has its own.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Thresholds {
    /// From which probability, 0 to 1, a pixel belongs to text.
    pub pixel: f32,
    /// From which mean probability, 0 to 1, a group of pixels is a box.
    pub mean: f32,
    /// How far a box grows beyond its pixels: this times its area over its perimeter. The
    /// model marks only the core of a line.
    pub growth: f32,
}

/// How a model takes the shades of blue, green and red: 0 to 1, less the mean, in units of
/// the deviation.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Pixels {
    pub mean: [f32; 3],
    pub deviation: [f32; 3],
}

impl Pixels {
    /// −1 to 1, as every recogniser takes them.
    pub const CENTRED: Self = Self { mean: [0.5; 3], deviation: [0.5; 3] };

    /// What a model gets for each of the 256 shades of a plane.
    fn shades(&self, plane: usize) -> [f32; 256] {
        std::array::from_fn(|shade| {
            (shade as f32 / 255.0 - self.mean[plane]) / self.deviation[plane]
        })
    }
}

impl Default for Detect {
    fn default() -> Self {
        Self { short_side: 1088, long_side: 1600 }
    }
}

/// A place where a line of text was detected.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TextBox {
    /// In pixels of the picture given, in the presumed reading direction: rightwards, or
    /// upwards for a steep line. Only reading shows whether it is the other way round.
    pub strip: Strip,
    /// Mean probability of text, 0 to 1.
    pub score: f32,
}

/// The size the detector sees: multiples of 32 in the picture's proportions.
fn target_size(width: u32, height: u32, options: Detect) -> (u32, u32) {
    let (short, long) = (width.min(height) as f32, width.max(height) as f32);
    let scale = (options.short_side as f32 / short).min(options.long_side as f32 / long);
    let side = |pixels: u32| ((pixels as f32 * scale / 32.0).round().max(1.0) as u32) * 32;
    (side(width), side(height))
}

/// The picture in the detector's size.
#[must_use]
#[expect(clippy::missing_panics_doc, reason = "the buffers have the sizes they are made with")]
pub fn scaled(image: &RgbImage, options: Detect) -> Cow<'_, RgbImage> {
    let (width, height) = target_size(image.width(), image.height(), options);
    if image.dimensions() == (width, height) {
        return Cow::Borrowed(image);
    }
    let source = ImageRef::new(image.width(), image.height(), image.as_raw(), PixelType::U8x3)
        .expect("an RGB picture has three bytes a pixel");
    let mut target = Image::new(width, height, PixelType::U8x3);
    let algorithm = ResizeOptions::new().resize_alg(ResizeAlg::Convolution(FilterType::Bilinear));
    Resizer::new()
        .resize(&source, &mut target, &algorithm)
        .expect("both pictures have pixels of one type");
    Cow::Owned(
        RgbImage::from_raw(width, height, target.into_vec())
            .expect("the buffer was made for this size"),
    )
}

/// The picture as the models take it: planes of blue, green and red, each row filled up to
/// `width` with 0.
pub(super) fn planes(image: &RgbImage, width: usize, pixels: &Pixels) -> Vec<f32> {
    let (own_width, height) = (image.width() as usize, image.height() as usize);
    let mut values = vec![0.0; 3 * height * width];
    for (plane, target) in values.chunks_exact_mut(height * width).enumerate() {
        let (shades, channel) = (pixels.shades(plane), 2 - plane);
        let rows = image.as_raw().chunks_exact(own_width * 3);
        for (row, own) in target.chunks_exact_mut(width).zip(rows) {
            for (value, pixel) in row.iter_mut().zip(own.chunks_exact(3)) {
                *value = shades[usize::from(pixel[channel])];
            }
        }
    }
    values
}

/// Smaller groups of pixels are specks…
const LEAST_CORE: f32 = 3.0;
/// …and smaller boxes, once grown, cannot be read.
const LEAST_GROWN: f32 = 5.0;
/// A straight line fills more of the rectangle around it.
const BENT_FILLS: f32 = 0.8;

/// Pixels of the map that touch, and their hull.
struct Group {
    pixels: Vec<usize>,
    outline: Vec<Point>,
}

/// A map of probabilities of text.
pub(super) struct TextMap {
    width: usize,
    height: usize,
    values: Vec<f32>,
}

impl TextMap {
    /// From a model's output, whose last two dimensions are height and width.
    pub(super) fn new(output: Output) -> Option<Self> {
        let [.., height, width] = output.shape[..] else { return None };
        let map = Self { width, height, values: output.values };
        (map.values.len() == width * height && width > 0).then_some(map)
    }

    /// The boxes, in pixels of a picture of `width` × `height` that the map shows.
    pub(super) fn boxes(&self, width: u32, height: u32, thresholds: &Thresholds) -> Vec<TextBox> {
        let (right, bottom) = (width as f32, height as f32);
        let scale = Point::new(right / self.width as f32, bottom / self.height as f32);
        let mut boxes = Vec::new();
        let mut open = self.dilated(thresholds.pixel);
        for start in 0..open.len() {
            if !open[start] {
                continue;
            }
            let group = self.take_group(&mut open, start);
            let Some(core) = TiltedRect::around(&group.outline) else { continue };
            if core.width.min(core.height) < LEAST_CORE {
                continue;
            }
            let filled = group.pixels.len() as f32 / (core.width * core.height);
            if filled < BENT_FILLS
                && let Some(found) = self.arc(&group, scale, thresholds)
            {
                boxes.push(found);
                continue;
            }
            let score = self.mean_inside(&core);
            if score < thresholds.mean {
                continue;
            }
            let grown = core.grown(growth(core.width, core.height, thresholds));
            if grown.width.min(grown.height) < LEAST_GROWN {
                continue;
            }
            // The proportions may differ by rounding to 32, so the line is put together anew.
            let quad = grown.as_line().map(|corner| {
                Point::new(
                    (corner.x * scale.x).clamp(0.0, right),
                    (corner.y * scale.y).clamp(0.0, bottom),
                )
            });
            boxes.push(TextBox { strip: quad.into(), score });
        }
        boxes
    }

    /// The box of a group of pixels that runs along an arc.
    fn arc(&self, group: &Group, scale: Point, thresholds: &Thresholds) -> Option<TextBox> {
        let sum: f32 = group.pixels.iter().map(|&at| self.values[at]).sum();
        let score = sum / group.pixels.len() as f32;
        if score < thresholds.mean {
            return None;
        }
        let points: Vec<Point> = group
            .pixels
            .iter()
            .map(|at| {
                let (x, y) = (at % self.width, at / self.width);
                Point::new((x as f32 + 0.5) * scale.x, (y as f32 + 0.5) * scale.y)
            })
            .collect();
        let area = points.len() as f32 * scale.x * scale.y;
        let core = Arc::through(&points, area)?;
        let grown = core.grown(growth(core.length(), core.height, thresholds));
        let large = grown.height >= LEAST_GROWN * scale.x.min(scale.y);
        large.then(|| TextBox { strip: grown.into(), score })
    }

    fn mean_inside(&self, rect: &TiltedRect) -> f32 {
        let (sin, cos) = rect.angle.sin_cos();
        let reach_x = (rect.width * cos).abs().midpoint((rect.height * sin).abs());
        let reach_y = (rect.width * sin).abs().midpoint((rect.height * cos).abs());
        let columns = span(rect.center.x, reach_x, self.width);
        let (mut sum, mut count) = (0.0, 0.0);
        for y in span(rect.center.y, reach_y, self.height) {
            let dy = y as f32 - rect.center.y;
            for x in columns.clone() {
                let dx = x as f32 - rect.center.x;
                let (u, v) = (dx * cos + dy * sin, dy * cos - dx * sin);
                if u.abs() <= rect.width / 2.0 + 0.01 && v.abs() <= rect.height / 2.0 + 0.01 {
                    sum += self.values[y * self.width + x];
                    count += 1.0;
                }
            }
        }
        if count > 0.0 { sum / count } else { 0.0 }
    }

    /// The pixels above the threshold and their neighbours to the right and below.
    fn dilated(&self, threshold: f32) -> Vec<bool> {
        let mut mask = vec![false; self.values.len()];
        for (at, _) in self.values.iter().enumerate().filter(|(_, value)| **value > threshold) {
            mask[at] = true;
            let right = (at + 1) % self.width != 0;
            let below = at + self.width < mask.len();
            if right {
                mask[at + 1] = true;
            }
            if below {
                mask[at + self.width] = true;
            }
            if right && below {
                mask[at + self.width + 1] = true;
            }
        }
        mask
    }

    /// Closes the group of pixels around `start` and returns it.
    fn take_group(&self, open: &mut [bool], start: usize) -> Group {
        let mut pixels = Vec::new();
        let first_row = start / self.width;
        // The scan comes from above, so no row of the group lies higher than its start.
        let mut ends: Vec<(usize, usize)> = Vec::new();
        let mut waiting = vec![start];
        open[start] = false;
        while let Some(at) = waiting.pop() {
            pixels.push(at);
            let (x, y) = (at % self.width, at / self.width);
            let row = y - first_row;
            if ends.len() <= row {
                ends.resize(row + 1, (usize::MAX, 0));
            }
            ends[row] = (ends[row].0.min(x), ends[row].1.max(x));
            for ny in y.saturating_sub(1)..=(y + 1).min(self.height - 1) {
                for nx in x.saturating_sub(1)..=(x + 1).min(self.width - 1) {
                    let next = ny * self.width + nx;
                    if open[next] {
                        open[next] = false;
                        waiting.push(next);
                    }
                }
            }
        }
        // Each row's two ends are all that a hull needs.
        let ends = ends.iter().enumerate().flat_map(|(row, &(left, right))| {
            let y = (first_row + row) as f32;
            [Point::new(left as f32, y), Point::new(right as f32, y)]
        });
        Group { pixels, outline: hull(&ends.collect::<Vec<_>>()) }
    }
}

/// How far a box of this size grows on every side.
fn growth(width: f32, height: f32, thresholds: &Thresholds) -> f32 {
    width * height * thresholds.growth / (2.0 * (width + height))
}

fn span(center: f32, reach: f32, end: usize) -> std::ops::Range<usize> {
    let from = (center - reach).floor().max(0.0) as usize;
    let to = ((center + reach).ceil() + 1.0).max(0.0) as usize;
    from.min(end)..to.min(end)
}

/// Brings boxes found on the picture turned 90° counter-clockwise back to the picture,
/// `width` pixels wide. Only clear, straight
/// lines: the upright pass has the rest already.
pub(super) fn unturned(boxes: Vec<TextBox>, width: u32) -> Vec<TextBox> {
    boxes
        .into_iter()
        .filter(|TextBox { strip, .. }| {
            let long = strip.quad.width() >= 2.0 * strip.quad.height();
            strip.arc.is_none() && long && !strip.is_steep()
        })
        .map(|found| {
            let downwards = found.strip.quad.map(|corner| unturn(corner, width as f32));
            // Presumed upwards, as everywhere.
            TextBox { strip: flipped(&downwards).into(), ..found }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::label::Quad;

    const THRESHOLDS: Thresholds = Thresholds { pixel: 0.3, mean: 0.5, growth: 1.6 };

    fn map(width: usize, height: usize, text: impl Fn(usize, usize) -> f32) -> TextMap {
        let values = (0..width * height).map(|at| text(at % width, at / width)).collect();
        TextMap { width, height, values }
    }

    #[test]
    fn the_detector_sees_multiples_of_32_within_its_caps() {
        let options = Detect { short_side: 1088, long_side: 1600 };
        for (name, size, expected) in [
            ("small pictures grow", (544, 600), (1088, 1216)),
            ("large ones shrink", (4000, 3000), (1440, 1088)),
            ("the long side has the last word", (744, 116), (1600, 256)),
            ("a sliver keeps a row of blocks", (4000, 10), (1600, 32)),
        ] {
            assert_eq!(target_size(size.0, size.1, options), expected, "{name}");
        }
    }

    #[test]
    fn a_bar_on_the_map_becomes_a_grown_box_in_the_picture() {
        let map = map(200, 100, |x, y| f32::from((50..150).contains(&x) && (40..50).contains(&y)));
        let boxes = map.boxes(400, 200, &THRESHOLDS);
        let [found] = boxes[..] else { panic!("{boxes:?}") };
        let (left, top, right, bottom) = found.strip.quad.bounds();
        assert!((80.0..92.0).contains(&left) && (308.0..320.0).contains(&right), "{found:?}");
        assert!((60.0..72.0).contains(&top) && (108.0..120.0).contains(&bottom), "{found:?}");
        assert!(found.score > 0.8 && !found.strip.is_steep(), "{found:?}");
    }

    #[test]
    fn specks_and_faint_groups_are_no_boxes() {
        let speck = map(64, 64, |x, y| f32::from(x == 30 && y == 30));
        assert!(speck.boxes(64, 64, &THRESHOLDS).is_empty());
        let faint =
            map(
                64,
                64,
                |x, y| if (20..50).contains(&x) && (20..32).contains(&y) { 0.4 } else { 0.0 },
            );
        assert!(faint.boxes(64, 64, &THRESHOLDS).is_empty());
    }

    #[test]
    fn lines_apart_on_the_map_stay_apart_and_steep_ones_read_upwards() {
        let map = map(120, 120, |x, y| {
            let level = (10..70).contains(&x) && ((10..18).contains(&y) || (30..38).contains(&y));
            let steep = (90..98).contains(&x) && (20..110).contains(&y);
            f32::from(level || steep)
        });
        let boxes = map.boxes(120, 120, &THRESHOLDS);
        assert_eq!(boxes.len(), 3);
        let steep: Vec<_> = boxes.iter().filter(|found| found.strip.is_steep()).collect();
        let [steep] = steep[..] else { panic!("{boxes:?}") };
        assert!(steep.strip.quad.0[0].y > steep.strip.quad.0[1].y, "{steep:?}");
    }

    #[test]
    fn a_box_of_the_turned_picture_comes_back_to_its_place() {
        let found = TextBox { strip: Quad::rect(10.0, 20.0, 90.0, 30.0).into(), score: 0.9 };
        let square = TextBox { strip: Quad::rect(10.0, 20.0, 22.0, 30.0).into(), score: 0.9 };
        let back = unturned(vec![found, square], 100);
        let [back] = back[..] else { panic!("{back:?}") };
        assert_eq!(back.strip.quad.bounds(), (70.0, 10.0, 80.0, 90.0));
        assert!(
            back.strip.is_steep() && back.strip.quad.0[0].y > back.strip.quad.0[1].y,
            "{back:?}"
        );
    }

    #[test]
    fn the_models_take_blue_first_and_nothing_as_padding() {
        let image = RgbImage::from_pixel(1, 1, image::Rgb([255, 0, 0]));
        assert_eq!(planes(&image, 2, &Pixels::CENTRED), [-1.0, 0.0, -1.0, 0.0, 1.0, 0.0]);
    }
}
