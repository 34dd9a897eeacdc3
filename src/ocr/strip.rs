//! Where a line of print runs, straight or bent, and the picture of it set upright.

use super::arc::Arc;
use super::geometry::{self, flipped, section};
use crate::label::{Point, Quad};
use image::RgbImage;
use serde::Serialize;

/// The place of one line.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Strip {
    /// In the reading direction; of a bent line, a straight one of its size in its place.
    pub quad: Quad,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub arc: Option<Arc>,
}

impl From<Quad> for Strip {
    fn from(quad: Quad) -> Self {
        Self { quad, arc: None }
    }
}

impl From<Arc> for Strip {
    fn from(arc: Arc) -> Self {
        Self { quad: arc.straightened(), arc: Some(arc) }
    }
}

impl Strip {
    /// Whether it is a straight line steeper than 45°.
    #[must_use]
    pub fn is_steep(&self) -> bool {
        self.arc.is_none() && (45.0..135.0).contains(&self.quad.angle().abs())
    }

    /// Read the other way round, on its own place.
    #[must_use]
    pub fn flipped(&self) -> Self {
        self.arc.map_or_else(|| flipped(&self.quad).into(), |arc| arc.flipped().into())
    }

    /// The part from `start` to `end`, each 0 to 1 of its length.
    #[must_use]
    pub fn section(&self, start: f32, end: f32) -> Quad {
        self.arc.map_or_else(|| section(&self.quad, start, end), |arc| arc.section(start, end))
    }

    /// Grown by a sixth of its height on every side: the detector's boxes sometimes cut
    /// descenders, or the first and last letter.
    #[must_use]
    pub fn widened(&self) -> Self {
        let margin = self.quad.height() / 6.0;
        self.arc.map_or_else(|| grown(&self.quad, margin).into(), |arc| arc.grown(margin).into())
    }

    /// The line set upright, and straight, `height` pixels high.
    #[must_use]
    pub fn crop(&self, image: &RgbImage, height: u32) -> RgbImage {
        self.arc.map_or_else(
            || geometry::crop_quad(image, &self.quad, height),
            |arc| geometry::crop_arc(image, &arc, height),
        )
    }
}

fn grown(quad: &Quad, margin: f32) -> Quad {
    let [a, b, c, d] = quad.0;
    let step = |from: Point, to: Point| {
        let length = from.distance(to).max(1.0);
        Point::new((to.x - from.x) / length * margin, (to.y - from.y) / length * margin)
    };
    let (along, down) = (step(a, b), step(a, d));
    let moved = |point: Point, right: f32, low: f32| {
        Point::new(
            point.x + along.x * right + down.x * low,
            point.y + along.y * right + down.y * low,
        )
    };
    Quad([moved(a, -1.0, -1.0), moved(b, 1.0, -1.0), moved(c, 1.0, 1.0), moved(d, -1.0, 1.0)])
}
