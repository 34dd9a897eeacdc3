//! Turning, scaling and cropping: the pixels, and the way back.

use super::Transform;
use crate::label::{Point, Quad};
use fast_image_resize::images::Image;
use fast_image_resize::{FilterType, PixelType, ResizeAlg, ResizeOptions, Resizer};
use image::{GrayImage, Luma, imageops};

use imageproc::geometric_transformations::{Border, Interpolation, Projection, warp_into};

/// The picture turned clockwise by `degrees`, a multiple of 90.
///
/// # Panics
/// On any other angle.
#[must_use]
pub fn turn(image: &GrayImage, degrees: u16) -> (GrayImage, Transform) {
    let (width, height) = (image.width() as f32, image.height() as f32);
    match degrees % 360 {
        0 => (image.clone(), Transform::IDENTITY),
        90 => (imageops::rotate90(image), affine([0.0, -1.0, height, 1.0, 0.0, 0.0])),
        180 => (imageops::rotate180(image), affine([-1.0, 0.0, width, 0.0, -1.0, height])),
        270 => (imageops::rotate270(image), affine([0.0, 1.0, 0.0, -1.0, 0.0, width])),
        other => panic!("a quarter turn is a multiple of 90 degrees, not {other}"),
    }
}

/// The picture `factor` times as large, at least one pixel each way: sharp when it grows, by
/// areas when it shrinks.
#[must_use]
#[expect(clippy::missing_panics_doc, reason = "the buffers have the sizes they are made with")]
pub fn scale(image: &GrayImage, factor: f32) -> (GrayImage, Transform) {
    let (width, height) = image.dimensions();
    let size = |side: u32| ((side as f32 * factor).round() as u32).max(1);
    let (new_width, new_height) = (size(width), size(height));
    if (new_width, new_height) == (width, height) || width == 0 || height == 0 {
        return (image.clone(), Transform::IDENTITY);
    }
    let filter = if factor > 1.0 { FilterType::CatmullRom } else { FilterType::Box };
    let source = Image::from_vec_u8(width, height, image.as_raw().clone(), PixelType::U8)
        .expect("a grey picture has one byte per pixel");
    let mut target = Image::new(new_width, new_height, PixelType::U8);
    let options = ResizeOptions::new().resize_alg(ResizeAlg::Convolution(filter));
    Resizer::new()
        .resize(&source, &mut target, &options)
        .expect("both pictures are grey and neither is empty");
    let scaled = GrayImage::from_raw(new_width, new_height, target.into_vec())
        .expect("the target has one byte per pixel");
    // Rounding to whole pixels makes the two factors differ a little.
    let across = new_width as f32 / width as f32;
    let down = new_height as f32 / height as f32;
    (scaled, affine([across, 0.0, 0.0, 0.0, down, 0.0]))
}

/// The part of the picture inside an upright rectangle, cut to the picture and to whole
/// pixels outwards; at least one pixel of it.
#[must_use]
pub fn crop(
    image: &GrayImage,
    left: f32,
    top: f32,
    right: f32,
    bottom: f32,
) -> (GrayImage, Transform) {
    let (width, height) = image.dimensions();
    let x = (left.max(0.0).floor() as u32).min(width.saturating_sub(1));
    let y = (top.max(0.0).floor() as u32).min(height.saturating_sub(1));
    let wide = (right.max(0.0).ceil() as u32).min(width).saturating_sub(x).max(1);
    let high = (bottom.max(0.0).ceil() as u32).min(height).saturating_sub(y).max(1);
    let part = imageops::crop_imm(image, x, y, wide, high).to_image();
    (part, affine([1.0, 0.0, -(x as f32), 0.0, 1.0, -(y as f32)]))
}

/// The part of the picture inside `quad`, laid straight with the quad's first corner at the
/// upper left, `height` pixels high and wide in proportion. What lies outside the picture is
/// white. A quad without area gives the upright box around it.
#[must_use]
pub fn crop_quad(image: &GrayImage, quad: &Quad, height: u32) -> (GrayImage, Transform) {
    let height = height.max(1);
    let width = (quad.width() / quad.height().max(1.0) * height as f32).round().max(1.0) as u32;
    let straight = Quad::rect(0.0, 0.0, width as f32, height as f32);
    let Some(forth) = Projection::from_control_points(corners(quad), corners(&straight)) else {
        let (left, top, right, bottom) = quad.bounds();
        return crop(image, left, top, right, bottom);
    };
    let mut part = GrayImage::new(width, height);
    // `warp_into` counts from the middle of the upper left pixel, boxes from its edge.
    let to_middle = Projection::translate(-0.5, -0.5);
    let to_edge = Projection::translate(0.5, 0.5);
    let by_middles = to_edge.and_then(forth).and_then(to_middle);
    let outside = Border::Constant(Luma([255]));
    warp_into(image, by_middles, Interpolation::Bilinear, outside, &mut part);
    (part, Transform::new(forth))
}

fn corners(quad: &Quad) -> [(f32, f32); 4] {
    quad.0.map(|Point { x, y }| (x, y))
}

/// From the first two rows of an invertible matrix.
fn affine(rows: [f32; 6]) -> Transform {
    let mut matrix = [0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 1.0];
    matrix[..6].copy_from_slice(&rows);
    Transform::new(Projection::from_matrix(matrix).expect("turns and scales can be undone"))
}
