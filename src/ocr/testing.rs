//! Drawn text for the tests of this room, and a word for tests that cannot run.

use ab_glyph::{Font as _, FontVec, PxScale, ScaleFont as _, point};
use image::{GrayImage, Luma};
use std::io::Write;

pub(crate) const WARNING: &str = "GOVERNMENT WARNING: (1) ACCORDING TO THE SURGEON GENERAL, WOMEN \
    SHOULD NOT DRINK ALCOHOLIC BEVERAGES DURING PREGNANCY BECAUSE OF THE RISK OF BIRTH DEFECTS. \
    (2) CONSUMPTION OF ALCOHOLIC BEVERAGES IMPAIRS YOUR ABILITY TO DRIVE A CAR OR OPERATE \
    MACHINERY, AND MAY CAUSE HEALTH PROBLEMS.";

/// Says that a test did not run; straight to standard error, which the test harness keeps
/// to itself when it comes by `eprintln!` and the test passes.
pub(crate) fn skipped(why: &str) {
    let _ = writeln!(std::io::stderr(), "skipped: {why}");
}

fn font() -> FontVec {
    const PLACES: [&str; 2] = [
        "/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf",
        "/usr/share/fonts/truetype/liberation/LiberationSans-Regular.ttf",
    ];
    let bytes = PLACES.iter().find_map(|place| std::fs::read(place).ok());
    FontVec::try_from_vec(bytes.expect("a DejaVu or Liberation font is installed")).unwrap()
}

/// Draws one line of dark text.
fn draw(image: &mut GrayImage, font: &FontVec, text: &str, left: f32, top: f32, size: f32) {
    let scaled = font.as_scaled(PxScale::from(size));
    let mut right = left;
    for character in text.chars() {
        let id = scaled.glyph_id(character);
        let glyph = id.with_scale_and_position(size, point(right, top + scaled.ascent()));
        right += scaled.h_advance(id);
        let Some(outline) = font.outline_glyph(glyph) else { continue };
        let corner = outline.px_bounds().min;
        outline.draw(|x, y, ink| {
            let (x, y) = (corner.x as i32 + x as i32, corner.y as i32 + y as i32);
            if let Some(pixel) = image.get_pixel_mut_checked(x as u32, y as u32) {
                pixel.0[0] = pixel.0[0].min((255.0 - 245.0 * ink) as u8);
            }
        });
    }
}

fn width_of(font: &FontVec, text: &str, size: f32) -> f32 {
    let scaled = font.as_scaled(PxScale::from(size));
    text.chars().map(|character| scaled.h_advance(scaled.glyph_id(character))).sum()
}

/// Dark text on white: each with its left, its top and its size in pixels.
pub(crate) fn page(width: u32, height: u32, texts: &[(&str, f32, f32, f32)]) -> GrayImage {
    let mut image = GrayImage::from_pixel(width, height, Luma([255]));
    let font = font();
    for (text, left, top, size) in texts {
        draw(&mut image, &font, text, *left, *top, *size);
    }
    image
}

/// A paragraph broken into lines of at most `width` pixels, margins included.
pub(crate) fn paragraph(width: u32, text: &str, size: f32) -> GrayImage {
    let font = font();
    let margin = 20;
    let mut lines = vec![String::new()];
    for word in text.split_whitespace() {
        let line = lines.last().expect("there is always a line");
        let longer = if line.is_empty() { word.to_owned() } else { format!("{line} {word}") };
        if width_of(&font, &longer, size) as u32 + 2 * margin > width {
            lines.push(word.to_owned());
        } else {
            *lines.last_mut().expect("there is always a line") = longer;
        }
    }
    let step = size * 1.3;
    let height = (lines.len() as f32 * step) as u32 + 2 * margin;
    let places: Vec<_> = lines
        .iter()
        .enumerate()
        .map(|(row, line)| (line.as_str(), margin as f32, margin as f32 + row as f32 * step, size))
        .collect();
    page(width, height, &places)
}
