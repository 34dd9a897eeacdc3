//! The way between a prepared picture and its original.

use crate::label::Point;
use imageproc::geometric_transformations::Projection;

/// Maps points of the original picture to the prepared one, and back. Coordinates count from
/// the upper left edge of the upper left pixel, as the boxes of words do.
#[derive(Debug, Clone, Copy)]
pub struct Transform {
    /// `None` is the identity.
    forth: Option<Projection>,
}

impl Transform {
    pub const IDENTITY: Self = Self { forth: None };

    /// From what maps the original to the prepared picture.
    #[must_use]
    pub(super) const fn new(forth: Projection) -> Self {
        Self { forth: Some(forth) }
    }

    /// This step, and after it `next`.
    #[must_use]
    pub fn then(&self, next: &Self) -> Self {
        match (self.forth, next.forth) {
            (Some(first), Some(second)) => Self::new(first.and_then(second)),
            (first, second) => Self { forth: first.or(second) },
        }
    }

    /// Where a point of the original is on the prepared picture.
    #[must_use]
    pub fn forth(&self, point: Point) -> Point {
        map(self.forth, point)
    }

    /// Where a point of the prepared picture is on the original.
    #[must_use]
    pub fn back(&self, point: Point) -> Point {
        map(self.forth.map(Projection::invert), point)
    }
}

fn map(projection: Option<Projection>, point: Point) -> Point {
    match projection {
        None => point,
        Some(projection) => {
            let (x, y) = projection * (point.x, point.y);
            Point::new(x, y)
        }
    }
}
