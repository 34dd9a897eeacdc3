//! PP-OCR: a detector of text lines, a quick recogniser for all of them and a slower one for
//! those that decide, run by the ONNX runtime.
//!
//! It finds what Tesseract's own layout misses: lines on busy grounds, tilted, turned or
//! tiny. A reading plan shares the stages among several threads: [`Ppocr::detect`] and
//! [`Ppocr::detect_turned`] for boxes, [`Ppocr::read_boxes`] for some of them,
//! [`still_to_read`] between, [`PpocrReading::of`] at the end; and [`Ppocr::read_box`] for one
//! line again.

mod detector;
mod lines;
mod models;
mod pass;
mod recogniser;
mod session;
mod spaces;

pub use detector::{Detect, TextBox, scaled as detector_input};
pub use lines::{ReadBox, merge};
pub use models::Models;
pub use pass::{BoxesRead, still_to_read};
pub use recogniser::{Letter, Recognition};

use super::geometry::{crop_quad, turned};
use super::{Engine, Line, OcrError};
use detector::{Pixels, TextMap, Thresholds};
use image::{RgbImage, imageops};
use recogniser::Recogniser;
use session::Model;
use std::fmt;
use std::time::{Duration, Instant};

/// The height of the crops the recogniser takes, in pixels.
pub const CROP_HEIGHT: u32 = 48;

/// Which recogniser reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reader {
    /// The quick one that reads every line.
    First,
    /// The slow one that misreads other letters; the first where there is none.
    Second,
}

/// From this mean confidence on nobody asks whether a line was read upside down.
const LEVEL_SURE: f32 = 0.85;
const STEEP_SURE: f32 = 0.9;

/// What one pass over a picture brought.
#[derive(Debug, Clone, PartialEq)]
pub struct PpocrReading {
    /// In reading order, on panel 0.
    pub lines: Vec<Line>,
    /// Boxes in which something stands that was not read, or not surely.
    pub unread: Vec<TextBox>,
    /// False when the deadline came before every box was looked for and read.
    pub complete: bool,
}

/// The engine: one for each worker thread.
pub struct Ppocr {
    detector: Model,
    recogniser: Recogniser,
    second: Option<Recogniser>,
    pixels: Pixels,
    thresholds: Thresholds,
}

impl fmt::Debug for Ppocr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Ppocr").finish_non_exhaustive()
    }
}

impl Ppocr {
    /// Makes the models ready to run, on one thread. Takes a fraction of a second.
    pub fn load(models: &Models) -> Result<Self, OcrError> {
        let detector = Model::load(&models.library, &models.detector)?;
        let load = |known| Recogniser::load(&models.library, known);
        let recogniser = load(&models.recogniser)?;
        let second = models.second.as_ref().map(load).transpose()?;
        let (pixels, thresholds) = (models.pixels, models.thresholds);
        Ok(Self { detector, recogniser, second, pixels, thresholds })
    }

    /// Boxes round the lines of text; steep lines may come in pieces.
    pub fn detect(
        &mut self,
        image: &RgbImage,
        options: Detect,
        deadline: Instant,
    ) -> Result<Vec<TextBox>, OcrError> {
        let (width, height) = image.dimensions();
        if width == 0 || height == 0 {
            return Ok(Vec::new());
        }
        let map = self.text_map(&detector::scaled(image, options), deadline)?;
        Ok(map.boxes(width, height, &self.thresholds))
    }

    /// Boxes round the steep lines, found on the picture turned by 90° and given in the
    /// pixels of the picture as it is.
    pub fn detect_turned(
        &mut self,
        image: &RgbImage,
        options: Detect,
        deadline: Instant,
    ) -> Result<Vec<TextBox>, OcrError> {
        let (width, height) = image.dimensions();
        if width == 0 || height == 0 {
            return Ok(Vec::new());
        }
        let map = self.text_map(&turned(&detector::scaled(image, options)), deadline)?;
        Ok(detector::unturned(map.boxes(height, width, &self.thresholds), width))
    }

    fn text_map(&mut self, image: &RgbImage, deadline: Instant) -> Result<TextMap, OcrError> {
        check(deadline)?;
        let (width, height) = (image.width() as usize, image.height() as usize);
        let values = detector::planes(image, width, &self.pixels);
        let output = self.detector.run([3, height, width], &values)?;
        TextMap::new(output).ok_or_else(|| unexpected("the detector's map has no shape"))
    }

    /// Reads one line, upright in `crop`, of any height.
    pub fn recognise(
        &mut self,
        crop: &RgbImage,
        reader: Reader,
        deadline: Instant,
    ) -> Result<Recognition, OcrError> {
        if crop.width() == 0 || crop.height() == 0 {
            return Ok(Recognition::default());
        }
        if crop.height() != CROP_HEIGHT {
            let (width, height) = (crop.width() as f32, crop.height() as f32);
            let whole = crate::label::Quad::rect(0.0, 0.0, width, height);
            return self.recognise(&crop_quad(crop, &whole, CROP_HEIGHT), reader, deadline);
        }
        check(deadline)?;
        let recogniser = match (reader, &mut self.second) {
            (Reader::Second, Some(second)) => second,
            _ => &mut self.recogniser,
        };
        recogniser.read(crop)
    }

    /// Reads what stands in one box, the other way round as well where that is in doubt.
    pub fn read_box(
        &mut self,
        image: &RgbImage,
        found: &TextBox,
        reader: Reader,
        deadline: Instant,
    ) -> Result<ReadBox, OcrError> {
        let crop = found.strip.crop(image, CROP_HEIGHT);
        let recognition = self.recognise(&crop, reader, deadline)?;
        let sure = if found.strip.is_steep() { STEEP_SURE } else { LEVEL_SURE };
        let as_found = ReadBox { strip: found.strip, recognition };
        if as_found.recognition.confidence >= sure {
            return Ok(as_found);
        }
        let other = self.recognise(&imageops::rotate180(&crop), reader, deadline)?;
        if other.confidence <= as_found.recognition.confidence {
            return Ok(as_found);
        }
        Ok(ReadBox { strip: found.strip.flipped(), recognition: other })
    }

    /// Reads what stands in some boxes, one after the other, until the deadline.
    pub fn read_boxes(
        &mut self,
        image: &RgbImage,
        boxes: Vec<TextBox>,
        deadline: Instant,
    ) -> Result<BoxesRead, OcrError> {
        let mut all = BoxesRead::default();
        // Steep lines found to run downwards, less those upwards: most pictures have one kind.
        let mut downwards = 0;
        for mut found in boxes {
            if found.strip.is_steep() && downwards > 0 {
                found.strip = found.strip.flipped();
            }
            let read = match self.read_box(image, &found, Reader::First, deadline) {
                Ok(read) => read,
                Err(OcrError::TimedOut { .. }) => {
                    all.complete = false;
                    all.unread.push(found);
                    continue;
                }
                Err(error) => return Err(error),
            };
            if found.strip.is_steep() && read.recognition.confidence >= STEEP_SURE {
                downwards += if read.strip.quad.angle() > 0.0 { 1 } else { -1 };
            }
            all.read.push(read);
        }
        Ok(all)
    }
}

fn check(deadline: Instant) -> Result<(), OcrError> {
    if Instant::now() < deadline {
        return Ok(());
    }
    Err(late())
}

fn late() -> OcrError {
    OcrError::TimedOut { engine: Engine::Ppocr, limit: Duration::ZERO }
}

fn unexpected(reason: &str) -> OcrError {
    OcrError::Failed { engine: Engine::Ppocr, reason: reason.to_owned() }
}

#[cfg(test)]
mod tests;
