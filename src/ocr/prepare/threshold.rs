//! Black and white by each pixel's surroundings, for shadows, glare and printed grounds.

use image::{GrayImage, Luma};

/// How strongly the local contrast lowers the threshold: 0.2 to 0.5 is usual, and this is not
/// tuned on labels. Higher keeps
/// thin strokes less and noise on plain grounds less too.
const SENSITIVITY: f64 = 0.2;

/// The largest standard deviation of 8-bit values.
const LARGEST_DEVIATION: f64 = 128.0;

/// Dark print black and everything else white, after Sauvola: a pixel is print when it is
/// darker than its surroundings, the more so the less contrast these have.
#[must_use]
pub fn threshold(image: &GrayImage) -> GrayImage {
    let sums = Sums::new(image);
    // About three letters of small print, or a fortieth of the picture for large ones.
    let radius = (image.width().min(image.height()) / 80).clamp(12, 40);
    GrayImage::from_fn(image.width(), image.height(), |x, y| {
        let (mean, deviation) = sums.around(x, y, radius);
        let level = mean * (1.0 + SENSITIVITY * (deviation / LARGEST_DEVIATION - 1.0));
        let print = f64::from(image.get_pixel(x, y).0[0]) < level;
        Luma([if print { 0 } else { 255 }])
    })
}

/// Sums over the upper left of every pixel, so that a mean over any rectangle costs the same.
pub(super) struct Sums {
    width: usize,
    height: usize,
    values: Vec<u64>,
    squares: Vec<u64>,
}

impl Sums {
    pub(super) fn new(image: &GrayImage) -> Self {
        let (width, height) = (image.width() as usize, image.height() as usize);
        let stride = width + 1;
        let mut values = vec![0; stride * (height + 1)];
        let mut squares = values.clone();
        for (y, row) in image.as_raw().chunks_exact(width.max(1)).enumerate() {
            let (mut sum, mut sum_of_squares) = (0_u64, 0_u64);
            for (x, value) in row.iter().enumerate() {
                let value = u64::from(*value);
                sum += value;
                sum_of_squares += value * value;
                let here = (y + 1) * stride + x + 1;
                values[here] = values[here - stride] + sum;
                squares[here] = squares[here - stride] + sum_of_squares;
            }
        }
        Self { width, height, values, squares }
    }

    /// Mean and standard deviation of the square of this radius around a pixel, cut to the
    /// picture.
    pub(super) fn around(&self, x: u32, y: u32, radius: u32) -> (f64, f64) {
        let (x, y, radius) = (x as usize, y as usize, radius as usize);
        let (left, right) = (x.saturating_sub(radius), (x + radius + 1).min(self.width));
        let (top, bottom) = (y.saturating_sub(radius), (y + radius + 1).min(self.height));
        let stride = self.width + 1;
        let total = |sums: &[u64]| {
            (sums[bottom * stride + right] + sums[top * stride + left]
                - sums[top * stride + right]
                - sums[bottom * stride + left]) as f64
        };
        let count = ((right - left) * (bottom - top)) as f64;
        let mean = total(&self.values) / count;
        let variance = total(&self.squares) / count - mean * mean;
        (mean, variance.max(0.0).sqrt())
    }
}
