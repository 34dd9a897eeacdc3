//! Print on an arc: round a crest, a seal, a keg's collar, over the top of a label, or on a
//! bottle's curve.

use crate::label::{Point, Quad};
use serde::{Deserialize, Serialize};
use std::f32::consts::{FRAC_PI_2, PI, TAU};

/// A line printed along a part of a circle.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Arc {
    pub center: Point,
    /// From the centre to the middle of the print.
    pub radius: f32,
    /// Of the print, across its course.
    pub height: f32,
    /// Where the line begins, as read: radians clockwise from the x axis.
    pub from: f32,
    /// How far it goes round: clockwise with the tops of the letters outwards, or, below
    /// zero, counter-clockwise with the tops inwards.
    pub sweep: f32,
}

impl Arc {
    /// The arc that a group of pixels fills; `None` for a group that is straight, or no
    /// band. Presumed to be read from left to right: only reading shows whether it is.
    #[must_use]
    pub fn through(pixels: &[Point], area: f32) -> Option<Self> {
        /// Pixels that are looked at, at the most.
        const SAMPLE: usize = 1500;
        let sample: Vec<Point> =
            pixels.iter().step_by(pixels.len().div_ceil(SAMPLE).max(1)).copied().collect();
        let (center, radius) = circle(&sample)?;
        let mean =
            |of: &dyn Fn(&Point) -> f32| sample.iter().map(of).sum::<f32>() / sample.len() as f32;
        let spread = mean(&|point| (point.distance(center) - radius).powi(2));
        // Of a band that is evenly filled.
        let height = (12.0 * spread).sqrt();
        let (from, sweep) = span(center, &sample);
        let arc = Self { center, radius, height, from, sweep }.rightwards();
        (arc.is_bent() && arc.is_band(area)).then_some(arc)
    }

    /// Whether the line leaves its chord so far that a straight crop would cut letters.
    fn is_bent(&self) -> bool {
        self.sagitta() > 0.4 * self.height
    }

    /// Whether a line of several letters fills it, and not a disc or a drawing.
    fn is_band(&self, area: f32) -> bool {
        let filled = area / (self.length() * self.height);
        self.length() > 2.5 * self.height
            && self.radius > 1.5 * self.height
            && self.sweep.abs() < 0.95 * TAU
            && (0.65..1.4).contains(&filled)
    }

    fn rightwards(self) -> Self {
        let above = (self.from + self.sweep / 2.0).sin() <= 0.0;
        if above == (self.sweep > 0.0) { self } else { self.flipped() }
    }

    /// Read the other way round, on its own place.
    #[must_use]
    pub fn flipped(self) -> Self {
        Self { from: self.from + self.sweep, sweep: -self.sweep, ..self }
    }

    /// With every side moved outwards by `margin`.
    #[must_use]
    pub fn grown(self, margin: f32) -> Self {
        let ends = (margin / self.radius).min((TAU - self.sweep.abs()) / 2.0) * self.sweep.signum();
        Self {
            height: self.height + 2.0 * margin,
            from: self.from - ends,
            sweep: self.sweep + 2.0 * ends,
            ..self
        }
    }

    /// Along the middle of the print.
    #[must_use]
    pub fn length(&self) -> f32 {
        self.radius * self.sweep.abs()
    }

    /// How far the middle of the line lies from the straight way between its ends.
    fn sagitta(&self) -> f32 {
        self.radius * (1.0 - (self.sweep.abs() / 2.0).min(PI).cos())
    }

    /// The point `across`, 0 to 1 of the length, and `down`, 0 to 1 of the print's height.
    #[must_use]
    pub fn at(&self, across: f32, down: f32) -> Point {
        let (sin, cos) = (self.from + self.sweep * across).sin_cos();
        let radius = self.radius + self.sweep.signum() * (0.5 - down) * self.height;
        Point::new(self.center.x + radius * cos, self.center.y + radius * sin)
    }

    /// The part from `start` to `end`, each 0 to 1 of the length, as far as a word is straight.
    #[must_use]
    pub fn section(&self, start: f32, end: f32) -> Quad {
        let part = Self {
            from: self.from + self.sweep * start,
            sweep: self.sweep * (end - start),
            ..*self
        };
        part.straightened()
    }

    /// A straight line of the same print half-way between the ends and the crown of the
    /// arc, for whoever wants to know where it is, which way it runs and how large it is.
    #[must_use]
    pub fn straightened(&self) -> Quad {
        let half = self.sweep.abs() / 2.0;
        let width = 2.0 * self.radius * half.min(FRAC_PI_2).sin();
        let crown = self.at(0.5, 0.5);
        let (sin, cos) = (self.from + self.sweep / 2.0).sin_cos();
        let inwards = self.sagitta() / 2.0;
        let middle = Point::new(crown.x - inwards * cos, crown.y - inwards * sin);
        // Down the letters: towards the centre where their tops point outwards.
        let side = self.sweep.signum();
        let (down_x, down_y) = (-cos * side, -sin * side);
        let corner = |right: f32, low: f32| {
            let (right, low) = (right * width / 2.0, low * self.height / 2.0);
            Point::new(
                middle.x + right * down_y + low * down_x,
                middle.y - right * down_x + low * down_y,
            )
        };
        Quad([corner(-1.0, -1.0), corner(1.0, -1.0), corner(1.0, 1.0), corner(-1.0, 1.0)])
    }
}

/// The circle nearest to all points: one by algebra, which errs for short and thick arcs,
/// then the distances themselves by Gauss and Newton.
fn circle(points: &[Point]) -> Option<(Point, f32)> {
    const STEPS: usize = 12;
    let count = points.len() as f64;
    if points.len() < 16 {
        return None;
    }
    let mean_x = points.iter().map(|point| f64::from(point.x)).sum::<f64>() / count;
    let mean_y = points.iter().map(|point| f64::from(point.y)).sum::<f64>() / count;
    let own: Vec<(f64, f64)> = points
        .iter()
        .map(|point| (f64::from(point.x) - mean_x, f64::from(point.y) - mean_y))
        .collect();
    let rows = own.iter().map(|&(x, y)| ([x, y, 1.0], x * x + y * y));
    let [a, b, c] = least_squares(rows)?;
    let (mut x0, mut y0) = (a / 2.0, b / 2.0);
    let mut radius = (c + x0 * x0 + y0 * y0).max(0.0).sqrt();
    for _ in 0..STEPS {
        let rows = own.iter().map(|&(x, y)| {
            let away = (x - x0).hypot(y - y0).max(1e-6);
            ([(x0 - x) / away, (y0 - y) / away, -1.0], radius - away)
        });
        let [dx, dy, dr] = least_squares(rows)?;
        (x0, y0, radius) = (x0 + dx, y0 + dy, radius + dr);
        if dx.hypot(dy) < 0.01 {
            break;
        }
    }
    let known = radius.is_finite() && (1.0..1e5).contains(&radius);
    known.then(|| (Point::new((x0 + mean_x) as f32, (y0 + mean_y) as f32), radius as f32))
}

/// The three unknowns that fit rows of factors and values best.
fn least_squares(rows: impl Iterator<Item = ([f64; 3], f64)>) -> Option<[f64; 3]> {
    let (mut matrix, mut values) = ([[0.0; 3]; 3], [0.0; 3]);
    for (factors, value) in rows {
        for i in 0..3 {
            for j in 0..3 {
                matrix[i][j] += factors[i] * factors[j];
            }
            values[i] += factors[i] * value;
        }
    }
    let whole = determinant(&matrix);
    let scale = matrix[0][0] * matrix[1][1] * matrix[2][2];
    if whole.abs() <= 1e-12 * scale.abs() {
        return None;
    }
    Some(std::array::from_fn(|column| {
        let mut other = matrix;
        for (row, value) in other.iter_mut().zip(values) {
            row[column] = value;
        }
        determinant(&other) / whole
    }))
}

fn determinant([a, b, c]: &[[f64; 3]; 3]) -> f64 {
    a[0] * (b[1] * c[2] - b[2] * c[1]) - a[1] * (b[0] * c[2] - b[2] * c[0])
        + a[2] * (b[0] * c[1] - b[1] * c[0])
}

/// Where points begin round a centre, clockwise, and how far they go: all but the widest gap.
fn span(center: Point, points: &[Point]) -> (f32, f32) {
    let mut angles: Vec<f32> =
        points.iter().map(|point| (point.y - center.y).atan2(point.x - center.x)).collect();
    angles.sort_by(f32::total_cmp);
    let (mut from, mut gap) = (angles[0], angles[0] + TAU - angles[angles.len() - 1]);
    for pair in angles.windows(2) {
        if pair[1] - pair[0] > gap {
            (from, gap) = (pair[1], pair[1] - pair[0]);
        }
    }
    (from, TAU - gap)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The pixels of a band round (200, 200).
    fn band(radius: f32, height: f32, from: f32, to: f32) -> Vec<Point> {
        let mut pixels = Vec::new();
        for y in 0..400 {
            for x in 0..400 {
                let (dx, dy) = (x as f32 - 200.0, y as f32 - 200.0);
                let angle = dy.atan2(dx).to_degrees();
                let inside = (dx.hypot(dy) - radius).abs() <= height / 2.0;
                let turn = (angle - from).rem_euclid(360.0);
                if inside && turn <= to - from {
                    pixels.push(Point::new(x as f32, y as f32));
                }
            }
        }
        pixels
    }

    fn through(pixels: &[Point]) -> Option<Arc> {
        Arc::through(pixels, pixels.len() as f32)
    }

    #[test]
    fn a_bent_band_is_an_arc() {
        for (name, radius, height, from, to) in [
            ("over the top", 150.0, 20.0, -150.0, -30.0),
            ("round the foot", 150.0, 20.0, 40.0, 140.0),
            ("a shallow one", 190.0, 14.0, -110.0, -70.0),
            ("half a seal", 60.0, 16.0, -190.0, 10.0),
            ("most of a seal", 90.0, 16.0, -240.0, 60.0),
            ("up the left side", 150.0, 20.0, 150.0, 210.0),
        ] {
            let arc = through(&band(radius, height, from, to)).expect(name);
            assert!(arc.center.distance(Point::new(200.0, 200.0)) < 4.0, "{name}: {arc:?}");
            assert!((arc.radius - radius).abs() < 4.0, "{name}: {arc:?}");
            assert!((arc.height - height).abs() < 2.0, "{name}: {arc:?}");
            assert!((arc.sweep.abs().to_degrees() - (to - from)).abs() < 4.0, "{name}: {arc:?}");
            let (left, right) = (arc.at(0.0, 0.5), arc.at(1.0, 0.5));
            assert!(left.x <= right.x + 6.0, "{name} runs from the left: {left:?} {right:?}");
            let (top, foot) = (arc.at(0.5, 0.0), arc.at(0.5, 1.0));
            assert!(top.y < foot.y || name.contains("side"), "{name}: tops are upwards");
        }
    }

    #[test]
    fn what_is_straight_or_no_band_is_no_arc() {
        let rows = |inside: &dyn Fn(i32, i32) -> bool| {
            let mut pixels = Vec::new();
            for y in 0..200 {
                for x in 0..300 {
                    if inside(x, y) {
                        pixels.push(Point::new(x as f32, y as f32));
                    }
                }
            }
            pixels
        };
        let cases: [(&str, Vec<Point>); 5] = [
            ("straight", rows(&|_, y| (100..120).contains(&y))),
            ("tilted", rows(&|x, y| (y - x / 4 - 50).abs() < 10)),
            ("a disc", rows(&|x, y| (x - 150).pow(2) + (y - 100).pow(2) < 80 * 80)),
            ("an angle", rows(&|x, y| x < 20 || (x < 200 && y < 20))),
            ("too small", rows(&|x, y| x < 3 && y < 3)),
        ];
        for (name, pixels) in cases {
            assert_eq!(through(&pixels), None, "{name}");
        }
    }

    #[test]
    fn a_word_stands_upright_on_its_place() {
        let over = Arc {
            center: Point::new(100.0, 100.0),
            radius: 80.0,
            height: 10.0,
            from: -PI,
            sweep: PI,
        };
        let middle = over.section(0.45, 0.55);
        assert!(middle.angle().abs() < 0.1, "{middle:?}");
        assert!((middle.center().y - 20.0).abs() < 2.0 && middle.0[0].y < middle.0[3].y);
        assert!((middle.height() - 10.0).abs() < 0.1);
        let first = over.section(0.0, 0.1);
        assert!((-90.0..-70.0).contains(&first.angle()), "upwards: {}", first.angle());
        let under = Arc { from: PI, sweep: -PI, ..over };
        let middle = under.section(0.45, 0.55);
        assert!(middle.angle().abs() < 0.1 && middle.0[0].y < middle.0[3].y, "{middle:?}");
        assert!((middle.center().y - 180.0).abs() < 2.0);
        let back = under.flipped().section(0.45, 0.55);
        assert!((back.angle().abs() - 180.0).abs() < 0.1, "upside down: {}", back.angle());
        assert!((over.grown(2.0).length() - over.length() - 4.0).abs() < 0.01);
    }
}
