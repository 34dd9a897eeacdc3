//! Words and panels drawn for a person to look at.

use crate::label::{Point, Quad};
use crate::ocr::Word;
use crate::samples;
use image::{Rgb, RgbImage, imageops};
use imageproc::drawing::draw_line_segment_mut;

/// Panels with a shorter side are drawn twice as large: beside small print there is no room
/// for what was read there.
const ROOMY: u32 = 1200;

/// Height of an x of what was read, in pixels of the drawing.
const X_HEIGHT: f32 = 6.0;

/// The panel after a clockwise turn by a multiple of 90 degrees.
pub(super) fn upright(pixels: &RgbImage, clockwise: u16) -> RgbImage {
    match clockwise {
        90 => imageops::rotate90(pixels),
        180 => imageops::rotate180(pixels),
        270 => imageops::rotate270(pixels),
        _ => pixels.clone(),
    }
}

/// The panel with every word's box, and what was read above it where a typeface is there.
pub(super) fn words<'a>(panel: &RgbImage, words: impl Iterator<Item = &'a Word>) -> RgbImage {
    let (width, height) = panel.dimensions();
    let factor = if width.min(height) < ROOMY { 2 } else { 1 };
    let mut drawing = if factor == 1 {
        panel.clone()
    } else {
        imageops::resize(panel, width * 2, height * 2, imageops::FilterType::Triangle)
    };
    for word in words {
        let by = factor as f32;
        let quad = word.quad.map(|point| Point::new(point.x * by, point.y * by));
        let color = color(word.confidence);
        outline(&mut drawing, &quad, color);
        let (left, top, _, _) = quad.bounds();
        samples::write_on(&mut drawing, (left, top - 2.0), X_HEIGHT, &word.text, color);
    }
    drawing
}

/// Green for what can be relied on, orange for doubt, red for less.
fn color(confidence: f32) -> Rgb<u8> {
    match confidence {
        sure if sure >= 0.9 => Rgb([0, 150, 0]),
        doubt if doubt >= 0.7 => Rgb([230, 130, 0]),
        _ => Rgb([220, 0, 0]),
    }
}

fn outline(picture: &mut RgbImage, quad: &Quad, color: Rgb<u8>) {
    let corners = quad.0.map(|corner| (corner.x, corner.y));
    for side in 0..4 {
        draw_line_segment_mut(picture, corners[side], corners[(side + 1) % 4], color);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ocr::Engine;

    #[test]
    fn a_panel_is_turned_clockwise_until_it_is_upright() {
        // A mark in the upper left corner goes to the upper right, as a clock's hand does.
        let mut picture = RgbImage::new(4, 2);
        picture.put_pixel(0, 0, Rgb([255, 0, 0]));
        let turned = upright(&picture, 90);
        assert_eq!(turned.dimensions(), (2, 4));
        assert_eq!(turned.get_pixel(1, 0).0, [255, 0, 0]);
    }

    #[test]
    fn a_word_is_outlined_in_the_colour_of_its_confidence_on_a_roomy_drawing() {
        let word = Word {
            text: String::new(),
            quad: Quad::rect(2.0, 3.0, 12.0, 9.0),
            confidence: 0.95,
            engine: Engine::Ppocr,
            line: 0,
            block: 0,
            glyphs: Vec::new(),
        };
        let drawing = words(&RgbImage::new(20, 20), [&word].into_iter());
        assert_eq!(drawing.dimensions(), (40, 40));
        assert_eq!(drawing.get_pixel(14, 6).0, [0, 150, 0]);
        assert_eq!(drawing.get_pixel(14, 12).0, [0, 0, 0]);
        assert_ne!(color(0.8), color(0.5));
    }
}
