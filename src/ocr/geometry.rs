//! Quadrilaterals of print: the smallest rectangle around pixels, how much two places
//! share, and the picture inside a quadrilateral set upright.

use super::Arc;
use crate::label::{Point, Quad};
use image::{Rgb, RgbImage, imageops};

/// The corners of the convex hull of `points`, in order; fewer than three for a point
/// or a line.
#[must_use]
pub fn hull(points: &[Point]) -> Vec<Point> {
    let mut sorted = points.to_vec();
    sorted.sort_by(|a, b| a.x.total_cmp(&b.x).then(a.y.total_cmp(&b.y)));
    sorted.dedup();
    if sorted.len() < 3 {
        return sorted;
    }
    let mut chain = half_hull(sorted.iter().copied());
    chain.pop();
    chain.extend(half_hull(sorted.iter().rev().copied()));
    chain.pop();
    chain
}

fn half_hull(points: impl Iterator<Item = Point>) -> Vec<Point> {
    let mut chain: Vec<Point> = Vec::new();
    for point in points {
        while let [.., a, b] = chain.as_slice()
            && cross(*a, *b, point) <= 0.0
        {
            chain.pop();
        }
        chain.push(point);
    }
    chain
}

/// Twice the signed area of the triangle; positive when `c` lies clockwise of `a`→`b` on
/// the screen.
fn cross(a: Point, b: Point, c: Point) -> f32 {
    (b.x - a.x) * (c.y - a.y) - (b.y - a.y) * (c.x - a.x)
}

/// A rectangle of any tilt.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TiltedRect {
    pub center: Point,
    /// Extent along `angle`, and across it.
    pub width: f32,
    pub height: f32,
    /// Clockwise from the x axis, in radians.
    pub angle: f32,
}

impl TiltedRect {
    /// The smallest rectangle, by area, around a convex outline; `None` for no points.
    #[must_use]
    pub fn around(outline: &[Point]) -> Option<Self> {
        let count = outline.len();
        (0..count)
            .map(|index| {
                let (from, to) = (outline[index], outline[(index + 1) % count]);
                Self::along((to.y - from.y).atan2(to.x - from.x), outline)
            })
            .min_by(|a, b| (a.width * a.height).total_cmp(&(b.width * b.height)))
    }

    fn along(angle: f32, outline: &[Point]) -> Self {
        let (sin, cos) = angle.sin_cos();
        let mut low = Point::new(f32::INFINITY, f32::INFINITY);
        let mut high = Point::new(f32::NEG_INFINITY, f32::NEG_INFINITY);
        for point in outline {
            let (u, v) = (point.x * cos + point.y * sin, point.y * cos - point.x * sin);
            low = Point::new(low.x.min(u), low.y.min(v));
            high = Point::new(high.x.max(u), high.y.max(v));
        }
        let (u, v) = (f32::midpoint(low.x, high.x), f32::midpoint(low.y, high.y));
        Self {
            center: Point::new(u * cos - v * sin, u * sin + v * cos),
            width: high.x - low.x,
            height: high.y - low.y,
            angle,
        }
    }

    /// The same rectangle with every side moved outwards by `margin`.
    #[must_use]
    pub fn grown(self, margin: f32) -> Self {
        Self { width: self.width + 2.0 * margin, height: self.height + 2.0 * margin, ..self }
    }

    /// As the place of a line of text: it runs along the longer side if one side is at
    /// least half as long again, else along the side nearer the horizontal; rightwards,
    /// or upwards if it is steeper than 45°.
    #[must_use]
    pub fn as_line(self) -> Quad {
        let turned = Self {
            width: self.height,
            height: self.width,
            angle: self.angle + std::f32::consts::FRAC_PI_2,
            ..self
        };
        let level = |rect: Self| rect.angle.cos().abs();
        let rect = if self.width >= 1.5 * self.height {
            self
        } else if self.height >= 1.5 * self.width || level(turned) > level(self) {
            turned
        } else {
            self
        };
        let (mut sin, mut cos) = rect.angle.sin_cos();
        let steep = sin.abs() > cos.abs();
        if (steep && sin > 0.0) || (!steep && cos < 0.0) {
            (sin, cos) = (-sin, -cos);
        }
        let corner = |u: f32, v: f32| {
            let (u, v) = (u * rect.width / 2.0, v * rect.height / 2.0);
            Point::new(rect.center.x + u * cos - v * sin, rect.center.y + u * sin + v * cos)
        };
        Quad([corner(-1.0, -1.0), corner(1.0, -1.0), corner(1.0, 1.0), corner(-1.0, 1.0)])
    }
}

/// The area of a convex quadrilateral in square pixels.
#[must_use]
pub fn area(quad: &Quad) -> f32 {
    signed_area(&quad.0).abs()
}

fn signed_area(outline: &[Point]) -> f32 {
    let mut twice = 0.0;
    for (index, a) in outline.iter().enumerate() {
        let b = outline[(index + 1) % outline.len()];
        twice += a.x * b.y - b.x * a.y;
    }
    twice / 2.0
}

/// The area two convex quadrilaterals share, in square pixels.
#[must_use]
pub fn shared_area(a: &Quad, b: &Quad) -> f32 {
    let mut clip = b.0.to_vec();
    if signed_area(&clip) < 0.0 {
        clip.reverse();
    }
    let mut rest = a.0.to_vec();
    for (index, &from) in clip.iter().enumerate() {
        let to = clip[(index + 1) % clip.len()];
        rest = cut(&rest, from, to);
    }
    signed_area(&rest).abs()
}

/// The part of `outline` clockwise of the line through `from` and `to`.
fn cut(outline: &[Point], from: Point, to: Point) -> Vec<Point> {
    let mut kept = Vec::with_capacity(outline.len() + 1);
    for (index, &a) in outline.iter().enumerate() {
        let b = outline[(index + 1) % outline.len()];
        let (side_a, side_b) = (cross(from, to, a), cross(from, to, b));
        if side_a >= 0.0 {
            kept.push(a);
        }
        if (side_a >= 0.0) != (side_b >= 0.0) {
            kept.push(lerp(a, b, side_a / (side_a - side_b)));
        }
    }
    kept
}

/// The shared area as a part, 0 to 1, of the smaller of the two.
///
/// Of the quadrilaterals themselves: the upright boxes around neighbouring lines of a
/// tilted text overlap although the lines do not.
#[must_use]
pub fn overlap(a: &Quad, b: &Quad) -> f32 {
    let smaller = area(a).min(area(b));
    if smaller <= 0.0 { 0.0 } else { shared_area(a, b) / smaller }
}

/// The quadrilateral read the other way round: turned by 180° on its own place.
#[must_use]
pub fn flipped(quad: &Quad) -> Quad {
    let [a, b, c, d] = quad.0;
    Quad([c, d, a, b])
}

/// The part of a line's quadrilateral from `start` to `end`, each 0 to 1 of its width.
#[must_use]
pub fn section(quad: &Quad, start: f32, end: f32) -> Quad {
    let [a, b, c, d] = quad.0;
    Quad([lerp(a, b, start), lerp(a, b, end), lerp(d, c, end), lerp(d, c, start)])
}

fn lerp(a: Point, b: Point, part: f32) -> Point {
    Point::new(a.x + (b.x - a.x) * part, a.y + (b.y - a.y) * part)
}

/// The clockwise turn in degrees, 0, 90, 180 or 270, that brings text of this place
/// nearest to upright.
#[must_use]
pub fn rotation(quad: &Quad) -> u16 {
    let quarters = (-quad.angle() / 90.0).round() as i32;
    quarters.rem_euclid(4) as u16 * 90
}

/// The picture inside `quad` set upright, `height` pixels high and as wide as its
/// proportions ask, at least one pixel and at most 64 heights.
///
/// Print larger than `height` is averaged down, never skipped over; outside the picture
/// its border goes on.
#[must_use]
pub fn crop_quad(image: &RgbImage, quad: &Quad, height: u32) -> RgbImage {
    let [a, b, c, d] = quad.0;
    upright(image, quad.width(), quad.height(), height, |across, down| {
        lerp(lerp(a, d, down), lerp(b, c, down), across)
    })
}

/// The picture along an arc unrolled, as [`crop_quad`] sets a straight line upright.
#[must_use]
pub fn crop_arc(image: &RgbImage, arc: &Arc, height: u32) -> RgbImage {
    upright(image, arc.length(), arc.height, height, |across, down| arc.at(across, down))
}

/// A place of the picture, `own_width` × `own_height` pixels there, laid out `height` pixels
/// high; `at` tells where a point stands, given by its parts of the width and the height.
fn upright(
    image: &RgbImage,
    own_width: f32,
    own_height: f32,
    height: u32,
    at: impl Fn(f32, f32) -> Point,
) -> RgbImage {
    let scale = own_height / height as f32;
    let width =
        (own_width / scale.max(f32::MIN_POSITIVE)).ceil().clamp(1.0, 64.0 * height as f32) as u32;
    // A shrink below 1.15 shows no moiré; from there every sample is a mean of several.
    let samples = (scale - 0.15).ceil().clamp(1.0, 8.0) as u32;
    if samples == 1 {
        return sample(image, width, height, at, bicubic);
    }
    averaged(&sample(image, width * samples, height * samples, at, bilinear), samples)
}

/// Takes the shade at the middle of each cell of a grid of `width` × `height`.
fn sample(
    image: &RgbImage,
    width: u32,
    height: u32,
    at: impl Fn(f32, f32) -> Point,
    shade: impl Fn(&RgbImage, f32, f32) -> Rgb<u8>,
) -> RgbImage {
    let mut crop = RgbImage::new(width, height);
    for (x, y, pixel) in crop.enumerate_pixels_mut() {
        let at = at((x as f32 + 0.5) / width as f32, (y as f32 + 0.5) / height as f32);
        *pixel = shade(image, at.x - 0.5, at.y - 0.5);
    }
    crop
}

/// The mean over each `side` × `side` pixels.
fn averaged(fine: &RgbImage, side: u32) -> RgbImage {
    let count = side * side;
    RgbImage::from_fn(fine.width() / side, fine.height() / side, |x, y| {
        let mut sum = [0_u32; 3];
        for dy in 0..side {
            for dx in 0..side {
                let pixel = fine.get_pixel(x * side + dx, y * side + dy);
                for channel in 0..3 {
                    sum[channel] += u32::from(pixel[channel]);
                }
            }
        }
        Rgb(sum.map(|total| ((total + count / 2) / count) as u8))
    })
}

/// For samples that are averaged afterwards, where a sharper kernel would be lost.
fn bilinear(image: &RgbImage, x: f32, y: f32) -> Rgb<u8> {
    let (left, top) = (x.floor(), y.floor());
    let (part_x, part_y) = (x - left, y - top);
    let (right_edge, bottom_edge) = (image.width() as i32 - 1, image.height() as i32 - 1);
    let column = |offset: i32| (left as i32 + offset).clamp(0, right_edge) as u32;
    let row = |offset: i32| (top as i32 + offset).clamp(0, bottom_edge) as u32;
    let pixel = |dx: i32, dy: i32| image.get_pixel(column(dx), row(dy)).0.map(f32::from);
    let (above, below) = ([pixel(0, 0), pixel(1, 0)], [pixel(0, 1), pixel(1, 1)]);
    Rgb(std::array::from_fn(|channel| {
        let across =
            |row: [[f32; 3]; 2]| row[0][channel] + (row[1][channel] - row[0][channel]) * part_x;
        (across(above) + (across(below) - across(above)) * part_y + 0.5) as u8
    }))
}

fn bicubic(image: &RgbImage, x: f32, y: f32) -> Rgb<u8> {
    let (left, top) = (x.floor(), y.floor());
    let (weights_x, weights_y) = (cubic_weights(x - left), cubic_weights(y - top));
    let (right_edge, bottom_edge) = (image.width() as i32 - 1, image.height() as i32 - 1);
    let columns: [usize; 4] =
        std::array::from_fn(|i| (left as i32 + i as i32 - 1).clamp(0, right_edge) as usize * 3);
    let stride = image.width() as usize * 3;
    let pixels = image.as_raw();
    let mut sum = [0.0_f32; 3];
    for (i, weight_y) in weights_y.into_iter().enumerate() {
        let row = (top as i32 + i as i32 - 1).clamp(0, bottom_edge) as usize * stride;
        for (column, weight_x) in columns.into_iter().zip(weights_x) {
            let pixel = &pixels[row + column..row + column + 3];
            for channel in 0..3 {
                sum[channel] += weight_y * weight_x * f32::from(pixel[channel]);
            }
        }
    }
    Rgb(sum.map(|value| value.round().clamp(0.0, 255.0) as u8))
}

/// Cubic convolution with a = −0.75: the sharpness the recogniser was trained with.
fn cubic_weights(part: f32) -> [f32; 4] {
    const A: f32 = -0.75;
    let outer = |t: f32| ((A * t - 5.0 * A) * t + 8.0 * A) * t - 4.0 * A;
    let inner = |t: f32| ((A + 2.0) * t - (A + 3.0)) * t * t + 1.0;
    [outer(part + 1.0), inner(part), inner(1.0 - part), outer(2.0 - part)]
}

/// Where a point of the picture turned 90° counter-clockwise lies in the picture itself,
/// which is `width` pixels wide.
#[must_use]
pub fn unturn(point: Point, width: f32) -> Point {
    Point::new(width - point.y, point.x)
}

/// The picture turned 90° counter-clockwise: what was printed downwards reads upright.
#[must_use]
pub fn turned(image: &RgbImage) -> RgbImage {
    imageops::rotate270(image)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn close(a: f32, b: f32) -> bool {
        (a - b).abs() < 0.01
    }

    #[test]
    fn the_hull_leaves_out_what_lies_inside_or_on_an_edge() {
        let points =
            [[0., 0.], [4., 0.], [4., 4.], [0., 4.], [2., 2.], [2., 0.], [1., 3.]].map(Point::from);
        let mut corners = hull(&points);
        corners.sort_by(|a, b| a.x.total_cmp(&b.x).then(a.y.total_cmp(&b.y)));
        assert_eq!(corners, [[0., 0.], [0., 4.], [4., 0.], [4., 4.]].map(Point::from));
    }

    #[test]
    fn the_smallest_rectangle_follows_the_tilt() {
        let outline = hull(&[[0., 0.], [8., 6.], [5., 10.], [-3., 4.]].map(Point::from));
        let rect = TiltedRect::around(&outline).unwrap();
        assert!(close(rect.width * rect.height, 50.0), "{rect:?}");
        assert!(close(rect.width.max(rect.height), 10.0), "{rect:?}");
        assert!(close(rect.center.x, 2.5) && close(rect.center.y, 5.0), "{rect:?}");
    }

    #[test]
    fn a_line_runs_along_its_longer_side() {
        let rect = |width, height, degrees: f32| TiltedRect {
            center: Point::new(50.0, 50.0),
            width,
            height,
            angle: degrees.to_radians(),
        };
        let cases = [
            ("level", rect(40.0, 10.0, 0.0), 0.0),
            ("tilted", rect(40.0, 10.0, 12.0), 12.0),
            ("the rectangle's own axis points left", rect(40.0, 10.0, 180.0), 0.0),
            ("given by its short side", rect(10.0, 40.0, -90.0), 0.0),
            ("upright strip", rect(10.0, 40.0, 0.0), -90.0),
            ("one letter, a little higher than wide", rect(10.0, 13.0, 5.0), 5.0),
        ];
        for (name, rect, angle) in cases {
            let quad = rect.as_line();
            assert!(close(quad.angle(), angle), "{name}: {}", quad.angle());
            assert!(signed_area(&quad.0) > 0.0, "{name}: corners are not clockwise");
        }
    }

    #[test]
    fn tilted_neighbours_share_nothing_although_their_boxes_do() {
        let line = |y: f32| {
            Quad([[0., y], [100., y + 20.], [98., y + 30.], [-2., y + 10.]].map(Point::from))
        };
        assert!(overlap(&line(0.0), &line(12.0)) < 0.01);
        assert!(close(overlap(&line(0.0), &line(0.0)), 1.0));
        let inner = Quad::rect(10.0, 10.0, 20.0, 20.0);
        assert!(close(overlap(&inner, &Quad::rect(15.0, 0.0, 90.0, 90.0)), 0.5));
        assert!(close(overlap(&flipped(&inner), &inner), 1.0));
    }

    #[test]
    fn rotation_is_the_clockwise_turn_that_sets_text_upright() {
        let level = Quad::rect(0.0, 0.0, 40.0, 10.0);
        let [a, b, c, d] = level.0;
        for (name, quad, turn) in [
            ("level", level, 0),
            (
                "printed downwards",
                Quad([b, c, d, a].map(|p| Point::new(p.x / 8.0, p.y * 8.0))),
                270,
            ),
            ("upside down", flipped(&level), 180),
            ("printed upwards", Quad([d, a, b, c].map(|p| Point::new(p.x / 8.0, p.y * 8.0))), 90),
        ] {
            assert_eq!(rotation(&quad), turn, "{name}");
        }
    }

    #[test]
    fn a_crop_shows_the_quadrilateral_upright() {
        // Red above blue, in a strip that is printed upwards: red lies to the left.
        let image =
            RgbImage::from_fn(
                60,
                200,
                |x, _| {
                    if x < 30 { Rgb([200, 0, 0]) } else { Rgb([0, 0, 200]) }
                },
            );
        let upwards = Quad([[10., 180.], [10., 20.], [50., 20.], [50., 180.]].map(Point::from));
        for height in [10, 20, 40, 48] {
            let crop = crop_quad(&image, &upwards, height);
            assert_eq!(crop.dimensions(), (height * 4, height));
            assert_eq!(*crop.get_pixel(height, height / 8), Rgb([200, 0, 0]));
            assert_eq!(*crop.get_pixel(height, height - 1 - height / 8), Rgb([0, 0, 200]));
        }
    }

    #[test]
    fn a_turned_picture_is_turned_back() {
        let mut image = RgbImage::new(7, 5);
        image.put_pixel(6, 1, Rgb([255, 0, 0]));
        let turned = turned(&image);
        let (x, y, _) = turned.enumerate_pixels().find(|(_, _, pixel)| pixel[0] == 255).unwrap();
        let back = unturn(Point::new(x as f32 + 0.5, y as f32 + 0.5), 7.0);
        assert_eq!(back, Point::new(6.5, 1.5));
    }
}
