//! Places on a panel, in pixels of the picture as shown, origin upper left.

use serde::{Deserialize, Serialize};

/// A point in pixels of the picture as shown.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
#[serde(from = "[f32; 2]", into = "[f32; 2]")]
pub struct Point {
    pub x: f32,
    pub y: f32,
}

impl Point {
    #[must_use]
    pub const fn new(x: f32, y: f32) -> Self {
        Self { x, y }
    }

    #[must_use]
    pub fn distance(self, other: Self) -> f32 {
        (self.x - other.x).hypot(self.y - other.y)
    }
}

impl From<[f32; 2]> for Point {
    fn from([x, y]: [f32; 2]) -> Self {
        Self { x, y }
    }
}

impl From<Point> for [f32; 2] {
    fn from(point: Point) -> Self {
        [point.x, point.y]
    }
}

/// Four corners, clockwise from the text's own upper left: the first edge runs in
/// reading direction, so a line printed upwards has its first corner at the lower left.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Quad(pub [Point; 4]);

impl Quad {
    /// An upright rectangle.
    #[must_use]
    pub const fn rect(left: f32, top: f32, right: f32, bottom: f32) -> Self {
        Self([
            Point::new(left, top),
            Point::new(right, top),
            Point::new(right, bottom),
            Point::new(left, bottom),
        ])
    }

    /// Length along the reading direction.
    #[must_use]
    pub fn width(&self) -> f32 {
        let [a, b, c, d] = self.0;
        f32::midpoint(a.distance(b), d.distance(c))
    }

    /// Extent across the reading direction: the height of the text's box.
    #[must_use]
    pub fn height(&self) -> f32 {
        let [a, b, c, d] = self.0;
        f32::midpoint(a.distance(d), b.distance(c))
    }

    #[must_use]
    pub fn center(&self) -> Point {
        let [a, b, c, d] = self.0;
        Point::new((a.x + b.x + c.x + d.x) / 4.0, (a.y + b.y + c.y + d.y) / 4.0)
    }

    /// The clockwise angle of the reading direction in degrees, −180 to 180.
    #[must_use]
    pub fn angle(&self) -> f32 {
        let [a, b, c, d] = self.0;
        let (dx, dy) = (b.x - a.x + c.x - d.x, b.y - a.y + c.y - d.y);
        dy.atan2(dx).to_degrees()
    }

    /// Left, top, right and bottom of the upright box around it.
    #[must_use]
    pub fn bounds(&self) -> (f32, f32, f32, f32) {
        let xs = self.0.map(|point| point.x);
        let ys = self.0.map(|point| point.y);
        (
            xs.iter().copied().fold(f32::INFINITY, f32::min),
            ys.iter().copied().fold(f32::INFINITY, f32::min),
            xs.iter().copied().fold(f32::NEG_INFINITY, f32::max),
            ys.iter().copied().fold(f32::NEG_INFINITY, f32::max),
        )
    }

    /// The smallest upright box around all of `quads`; `None` for none.
    #[must_use]
    pub fn around<'a>(quads: impl IntoIterator<Item = &'a Quad>) -> Option<Self> {
        quads
            .into_iter()
            .map(Quad::bounds)
            .reduce(|a, b| (a.0.min(b.0), a.1.min(b.1), a.2.max(b.2), a.3.max(b.3)))
            .map(|(left, top, right, bottom)| Self::rect(left, top, right, bottom))
    }

    /// The same place after every corner went through `map`.
    #[must_use]
    pub fn map(&self, map: impl Fn(Point) -> Point) -> Self {
        Self(self.0.map(map))
    }
}
