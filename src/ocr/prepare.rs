//! Pictures made ready for an engine: turned, enlarged, cropped, cleaned.
//!
//! Every step keeps the way back, so that what is read on the prepared picture is reported in
//! the pixels of the original.

mod grey;
mod measure;
mod shape;
mod threshold;
mod transform;

pub use grey::{Channel, channel, denoise, grey, invert, stretch};
pub use measure::{
    COMFORTABLE_LETTERS, enlargement, estimate_skew, is_light_on_dark, letter_height, letters,
};
pub use shape::{crop, crop_quad, scale, turn};
pub use threshold::threshold;
pub use transform::Transform;

use super::Word;
use crate::label::Quad;
use image::{GrayImage, RgbImage};

/// A grey picture on its way to an engine, and the way back to the original's pixels.
#[derive(Debug, Clone)]
pub struct Prepared {
    pub image: GrayImage,
    pub transform: Transform,
}

impl Prepared {
    /// The picture by its luminance, otherwise as it is.
    #[must_use]
    pub fn new(picture: &RgbImage) -> Self {
        Self::from_grey(grey(picture))
    }

    #[must_use]
    pub fn from_grey(image: GrayImage) -> Self {
        Self { image, transform: Transform::IDENTITY }
    }

    /// Turned clockwise by 0, 90, 180 or 270 degrees.
    #[must_use]
    pub fn turn(self, degrees: u16) -> Self {
        self.step(|image| turn(image, degrees))
    }

    /// `factor` times as large; over 1 enlarges.
    #[must_use]
    pub fn scale(self, factor: f32) -> Self {
        self.step(|image| scale(image, factor))
    }

    /// The part inside an upright rectangle of the prepared picture.
    #[must_use]
    pub fn crop(self, left: f32, top: f32, right: f32, bottom: f32) -> Self {
        self.step(|image| crop(image, left, top, right, bottom))
    }

    /// The part inside `quad`, laid straight, `height` pixels high.
    #[must_use]
    pub fn crop_quad(self, quad: &Quad, height: u32) -> Self {
        self.step(|image| crop_quad(image, quad, height))
    }

    /// Dark for light.
    #[must_use]
    pub fn invert(self) -> Self {
        self.retouch(invert)
    }

    /// Black and white by each pixel's surroundings.
    #[must_use]
    pub fn threshold(self) -> Self {
        self.retouch(threshold)
    }

    /// The darkest pixels black and the lightest white.
    #[must_use]
    pub fn stretch(self) -> Self {
        self.retouch(stretch)
    }

    /// Without single odd pixels.
    #[must_use]
    pub fn denoise(self) -> Self {
        self.retouch(denoise)
    }

    /// Words read on the prepared picture, moved to where they are on the original.
    #[must_use]
    pub fn restore(&self, mut words: Vec<Word>) -> Vec<Word> {
        for word in &mut words {
            word.quad = word.quad.map(|point| self.transform.back(point));
        }
        words
    }

    fn step(self, step: impl FnOnce(&GrayImage) -> (GrayImage, Transform)) -> Self {
        let (image, transform) = step(&self.image);
        Self { image, transform: self.transform.then(&transform) }
    }

    fn retouch(self, touch: impl FnOnce(&GrayImage) -> GrayImage) -> Self {
        Self { image: touch(&self.image), ..self }
    }
}

#[cfg(test)]
mod tests;
