//! Ink on a panel: letters, rules, boxes and ornaments.

use super::fonts::Face;
use ab_glyph::{Font, point};
use image::{Rgb, RgbImage};

/// A rectangle in pixels.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Area {
    pub left: f32,
    pub top: f32,
    pub width: f32,
    pub height: f32,
}

impl Area {
    #[must_use]
    pub fn right(self) -> f32 {
        self.left + self.width
    }

    #[must_use]
    pub fn bottom(self) -> f32 {
        self.top + self.height
    }

    #[must_use]
    pub fn inset(self, by: f32) -> Self {
        Self {
            left: self.left + by,
            top: self.top + by,
            width: self.width - 2.0 * by,
            height: self.height - 2.0 * by,
        }
    }
}

pub(super) fn fill(image: &mut RgbImage, area: Area, colour: Rgb<u8>) {
    let (width, height) = image.dimensions();
    let columns = area.left.round().max(0.0) as u32..(area.right().round() as u32).min(width);
    for y in area.top.round().max(0.0) as u32..(area.bottom().round() as u32).min(height) {
        for x in columns.clone() {
            image.put_pixel(x, y, colour);
        }
    }
}

pub(super) fn outline(image: &mut RgbImage, area: Area, thickness: f32, colour: Rgb<u8>) {
    let Area { left, top, width, height } = area;
    fill(image, Area { height: thickness, ..area }, colour);
    fill(image, Area { top: area.bottom() - thickness, height: thickness, ..area }, colour);
    fill(image, Area { width: thickness, ..area }, colour);
    fill(image, Area { left: left + width - thickness, top, width: thickness, height }, colour);
}

/// A disc, or a ring where `hole` is above zero; edges are smooth.
pub(super) fn disc(
    image: &mut RgbImage,
    centre: (f32, f32),
    radius: f32,
    hole: f32,
    colour: Rgb<u8>,
) {
    let reach = radius.ceil() as i32 + 1;
    for dy in -reach..=reach {
        for dx in -reach..=reach {
            let distance = (dx as f32).hypot(dy as f32);
            let mut cover = (radius + 0.5 - distance).clamp(0.0, 1.0);
            if hole > 0.0 {
                cover = cover.min((distance - hole + 0.5).clamp(0.0, 1.0));
            }
            blend(image, centre.0 as i32 + dx, centre.1 as i32 + dy, cover, colour);
        }
    }
}

/// Draws one line of letters; `left` and `baseline` in pixels.
pub(super) fn letters(
    image: &mut RgbImage,
    face: &Face,
    (left, baseline): (f32, f32),
    (x_height, tracking): (f32, f32),
    text: &str,
    colour: Rgb<u8>,
) {
    let scale = face.scale(x_height);
    for (id, offset) in face.set(text, x_height, tracking).0 {
        let glyph = id.with_scale_and_position(scale, point(left + offset, baseline));
        let Some(outlined) = face.font().outline_glyph(glyph) else { continue };
        let bounds = outlined.px_bounds();
        outlined.draw(|x, y, cover| {
            let (x, y) = (bounds.min.x as i32 + x as i32, bounds.min.y as i32 + y as i32);
            blend(image, x, y, cover, colour);
        });
    }
}

fn blend(image: &mut RgbImage, x: i32, y: i32, cover: f32, colour: Rgb<u8>) {
    if x < 0 || y < 0 || cover <= 0.0 {
        return;
    }
    if let Some(pixel) = image.get_pixel_mut_checked(x as u32, y as u32) {
        *pixel = mix(*pixel, colour, cover.min(1.0));
    }
}

/// `share` of `over` on `under`.
pub(super) fn mix(under: Rgb<u8>, over: Rgb<u8>, share: f32) -> Rgb<u8> {
    let mut mixed = under;
    for (channel, over) in mixed.0.iter_mut().zip(over.0) {
        *channel = (f32::from(*channel) * (1.0 - share) + f32::from(over) * share).round() as u8;
    }
    mixed
}
