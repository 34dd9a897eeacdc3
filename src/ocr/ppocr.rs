//! PP-OCR: a detector of text lines, a quick recogniser for all of them and a slower one for
//! those that decide, run by the ONNX runtime.
//!
//! It finds what Tesseract's own layout misses: lines on busy grounds, tilted, turned or
//! tiny. [`Ppocr::read`] is the whole way from picture to lines; a reading plan may also
//! take the stages one by one: [`Ppocr::detect`] and [`Ppocr::detect_turned`] for boxes,
//! [`Ppocr::read_box`] for one of them, [`merge`] for two passes,
//! [`crop_quad`] for a crop and
//! [`order`](super::layout::order) for the reading order.

mod detector;
mod lines;
mod models;
mod recogniser;
mod session;

pub use detector::{Detect, TextBox, scaled as detector_input};
pub use lines::{ReadBox, merge};
pub use models::Models;
pub use recogniser::{Letter, Recognition};

use super::geometry::{area, crop_quad, flipped, overlap, shared_area, turned};
use super::{Engine, Line, OcrError, layout};
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

/// Lines read with less confidence count as unread.
const READ_FROM: f32 = 0.5;

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
        let crop = crop_quad(image, &found.quad, CROP_HEIGHT);
        let recognition = self.recognise(&crop, reader, deadline)?;
        let sure = if found.is_steep() { STEEP_SURE } else { LEVEL_SURE };
        let as_found = ReadBox { quad: found.quad, recognition };
        if as_found.recognition.confidence >= sure {
            return Ok(as_found);
        }
        let other = self.recognise(&imageops::rotate180(&crop), reader, deadline)?;
        if other.confidence <= as_found.recognition.confidence {
            return Ok(as_found);
        }
        Ok(ReadBox { quad: flipped(&found.quad), recognition: other })
    }

    /// Detects, reads, and orders all lines of a picture; where a steep line was seen, with a
    /// look at the picture turned by 90° as well, on which long ones do not fall to pieces.
    /// When the deadline comes, what is read by then; an error only if that is nothing.
    pub fn read(
        &mut self,
        image: &RgbImage,
        detect: Detect,
        deadline: Instant,
    ) -> Result<PpocrReading, OcrError> {
        let started = Instant::now();
        let mut pass = Pass { image, deadline, complete: true, downwards: 0, unread: Vec::new() };
        let found = self.detect(image, detect, deadline)?;
        let (mut steep, level): (Vec<_>, Vec<_>) = found.into_iter().partition(TextBox::is_steep);

        let mut first = pass.read_all(self, level)?;
        let mut second = Vec::new();
        if !steep.is_empty()
            && let Some(turned) = pass.in_time(self.detect_turned(image, detect, deadline))?
        {
            steep.retain(|piece| !turned.iter().any(|whole| covers(whole, piece)));
            let fresh = turned.into_iter().filter(|found| !is_read(&first, found)).collect();
            second = pass.read_all(self, fresh)?;
        }
        first.append(&mut pass.read_all(self, steep)?);

        let Pass { complete, mut unread, .. } = pass;
        let mut lines = Vec::new();
        for read in merge(first, second) {
            match read.line() {
                Some(line) if line.confidence >= READ_FROM => lines.push(line),
                _ => unread.push(TextBox { quad: read.quad, score: read.recognition.confidence }),
            }
        }
        if lines.is_empty() && !complete {
            let limit = deadline.saturating_duration_since(started);
            return Err(OcrError::TimedOut { engine: Engine::Ppocr, limit });
        }
        Ok(PpocrReading { lines: layout::order(lines), unread, complete })
    }
}

/// The state of one run of [`Ppocr::read`].
struct Pass<'a> {
    image: &'a RgbImage,
    deadline: Instant,
    complete: bool,
    /// Steep lines found to run downwards, less those upwards: most pictures have one kind.
    downwards: i32,
    unread: Vec<TextBox>,
}

impl Pass<'_> {
    /// Turns the deadline into `None` and remembers it.
    fn in_time<T>(&mut self, result: Result<T, OcrError>) -> Result<Option<T>, OcrError> {
        match result {
            Ok(value) => Ok(Some(value)),
            Err(OcrError::TimedOut { .. }) => {
                self.complete = false;
                Ok(None)
            }
            Err(error) => Err(error),
        }
    }

    fn read_all(
        &mut self,
        engine: &mut Ppocr,
        boxes: Vec<TextBox>,
    ) -> Result<Vec<ReadBox>, OcrError> {
        let mut all = Vec::with_capacity(boxes.len());
        for mut found in boxes {
            if found.is_steep() && self.downwards > 0 {
                found.quad = flipped(&found.quad);
            }
            let result = engine.read_box(self.image, &found, Reader::First, self.deadline);
            let Some(read) = self.in_time(result)? else {
                self.unread.push(found);
                continue;
            };
            if found.is_steep() && read.recognition.confidence >= STEEP_SURE {
                self.downwards += if read.quad.angle() > 0.0 { 1 } else { -1 };
            }
            all.push(read);
        }
        Ok(all)
    }
}

/// Whether `whole` holds most of `piece`.
fn covers(whole: &TextBox, piece: &TextBox) -> bool {
    shared_area(&whole.quad, &piece.quad) > 0.7 * area(&piece.quad)
}

/// Whether a surely read line of several letters already stands there.
fn is_read(lines: &[ReadBox], found: &TextBox) -> bool {
    lines.iter().any(|line| {
        let recognition = &line.recognition;
        recognition.letters.len() >= 4
            && recognition.confidence >= 0.9
            && overlap(&line.quad, &found.quad) > 0.5
    })
}

fn check(deadline: Instant) -> Result<(), OcrError> {
    if Instant::now() < deadline {
        return Ok(());
    }
    Err(OcrError::TimedOut { engine: Engine::Ppocr, limit: Duration::ZERO })
}

fn unexpected(reason: &str) -> OcrError {
    OcrError::Failed { engine: Engine::Ppocr, reason: reason.to_owned() }
}

#[cfg(test)]
mod tests;
