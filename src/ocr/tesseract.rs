//! Tesseract, linked: grey pixels to words with boxes, and the turn that uprights a page.
//!
//! One engine belongs to one thread and is never shared: the binding locks per call, so two
//! threads on one engine would read each other's pictures. What the C library hands out is
//! copied into owned words before anything else may touch the engine.

mod data;
mod monitor;
mod whole;
mod words;

pub use data::find_data;
pub use whole::{Pass, PassKind, Whole, read_page, read_pass, read_whole};

use super::{Engine, OcrError, Word};
use image::GrayImage;
use std::cell::Cell;
use std::fmt;
use std::marker::PhantomData;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};
use tesseract_rs::{TessPageSegMode, TesseractAPI};
use tokio_util::sync::CancellationToken;

/// Longest side Tesseract accepts, in pixels.
const LONGEST_SIDE: u32 = 32_767;

/// The orientation detector's margin between its best and second-best turn under which it is
/// guessing. Drawn prose scored 16 and 17, a drawn paragraph of capitals 0.7 for the wrong turn.
/// Not tuned on labels, of which at least one got a doubtful turn in spite of it.
const CREDIBLE_ORIENTATION: f32 = 1.5;

/// How the text of a picture is laid out, which decides how lines are sought.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Layout {
    /// Columns and paragraphs among pictures: Tesseract's automatic segmentation.
    Page,
    /// Words wherever they stand, in no particular order.
    Sparse,
    /// One paragraph of evenly set lines.
    Block,
    /// One line and nothing else.
    Line,
}

impl Layout {
    const fn mode(self) -> TessPageSegMode {
        match self {
            Self::Page => TessPageSegMode::PSM_AUTO,
            Self::Sparse => TessPageSegMode::PSM_SPARSE_TEXT,
            Self::Block => TessPageSegMode::PSM_SINGLE_BLOCK,
            Self::Line => TessPageSegMode::PSM_SINGLE_LINE,
        }
    }
}

/// When a recognition has to stop; made from a deadline, or a deadline and a token.
#[derive(Debug, Clone, Copy)]
pub struct Limit<'a> {
    pub deadline: Instant,
    pub cancel: Option<&'a CancellationToken>,
}

impl From<Instant> for Limit<'_> {
    fn from(deadline: Instant) -> Self {
        Self { deadline, cancel: None }
    }
}

impl<'a> From<(Instant, &'a CancellationToken)> for Limit<'a> {
    fn from((deadline, cancel): (Instant, &'a CancellationToken)) -> Self {
        Self { deadline, cancel: Some(cancel) }
    }
}

impl Limit<'_> {
    /// The time left, or why there is none.
    fn left(&self) -> Result<Duration, OcrError> {
        if self.cancel.is_some_and(CancellationToken::is_cancelled) {
            return Err(OcrError::Cancelled);
        }
        let left = self.deadline.saturating_duration_since(Instant::now());
        if left < Duration::from_millis(1) {
            return Err(OcrError::TimedOut { engine: Engine::Tesseract, limit: Duration::ZERO });
        }
        Ok(left)
    }
}

/// One thread's Tesseract. It can move to a thread, but not be used from two.
pub struct Tesseract {
    text: TesseractAPI,
    /// Started when an orientation is first asked for.
    orientation: Option<TesseractAPI>,
    data: PathBuf,
    not_shared: PhantomData<Cell<()>>,
}

impl fmt::Debug for Tesseract {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Tesseract").field("data", &self.data).finish_non_exhaustive()
    }
}

impl Tesseract {
    /// Starts an engine for English with the trained data in `data`, or where Debian and Ubuntu
    /// put it. Takes 50 to 100 ms.
    pub fn start(data: Option<&Path>) -> Result<Self, OcrError> {
        let data = find_data(data)?;
        let text = engine(&data, "eng")?;
        Ok(Self { text, orientation: None, data, not_shared: PhantomData })
    }

    /// The library's version, such as `5.3.0`.
    #[must_use]
    pub fn version() -> String {
        TesseractAPI::version()
    }

    /// Reads the words of a picture, in reading order and in the picture's own pixels.
    ///
    /// The limit is looked at before every word; finding the lines beforehand cannot be
    /// interrupted.
    pub fn read<'a>(
        &mut self,
        image: &GrayImage,
        layout: Layout,
        limit: impl Into<Limit<'a>>,
    ) -> Result<Vec<Word>, OcrError> {
        let limit = limit.into();
        let left = limit.left()?;
        // The C interface starts out with "one block", which skips large headings silently.
        self.text.set_page_seg_mode(layout.mode()).map_err(failed)?;
        show(&self.text, image)?;
        let recognized = monitor::recognize(&self.text, left, limit.cancel);
        let words = match recognized {
            Ok(true) => words::collect(&self.text),
            Ok(false) => Err(limit
                .left()
                .err()
                .filter(|reason| matches!(reason, OcrError::Cancelled))
                .unwrap_or(OcrError::TimedOut { engine: Engine::Tesseract, limit: left })),
            Err(error) => Err(error),
        };
        // Else a later call on the engine could quietly recognise this picture again.
        self.text.clear().map_err(failed)?;
        words
    }

    /// The clockwise turn in degrees, 0, 90, 180 or 270, that makes the picture's text upright;
    /// `None` when there is too little text to tell. The deadline is only looked at beforehand.
    pub fn orientation<'a>(
        &mut self,
        image: &GrayImage,
        limit: impl Into<Limit<'a>>,
    ) -> Result<Option<u16>, OcrError> {
        limit.into().left()?;
        let detector = match &self.orientation {
            Some(detector) => detector,
            None => self.orientation.insert(engine(&self.data, "osd")?),
        };
        detector.set_page_seg_mode(TessPageSegMode::PSM_OSD_ONLY).map_err(failed)?;
        show(detector, image)?;
        // A page with too few letters is an error to the library, and no failure of ours.
        let detected = detector.detect_os().ok();
        detector.clear().map_err(failed)?;
        let turn = detected
            .filter(|(_, margin, _, _)| *margin >= CREDIBLE_ORIENTATION)
            // It tells how far clockwise the text is laid; the turn back is the rest of the circle.
            .and_then(|(laid, ..)| u16::try_from((-laid).rem_euclid(360)).ok());
        Ok(turn)
    }
}

/// An engine for one of the trained data files.
fn engine(data: &Path, language: &str) -> Result<TesseractAPI, OcrError> {
    let unavailable = |reason: String| OcrError::Unavailable { engine: Engine::Tesseract, reason };
    let api = TesseractAPI::new();
    // Before `init`: the library is chatty on stderr from there on.
    api.set_variable("debug_file", "/dev/null").map_err(|error| unavailable(error.to_string()))?;
    api.init(data, language).map_err(|_| {
        unavailable(format!("{language}.traineddata in {} cannot be loaded", data.display()))
    })?;
    Ok(api)
}

/// Hands a picture to an engine.
fn show(api: &TesseractAPI, image: &GrayImage) -> Result<(), OcrError> {
    let (width, height) = image.dimensions();
    if width == 0 || height == 0 || width > LONGEST_SIDE || height > LONGEST_SIDE {
        let reason = format!("a picture of {width} by {height} pixels cannot be read");
        return Err(OcrError::Failed { engine: Engine::Tesseract, reason });
    }
    if u64::from(width) * u64::from(height) > i32::MAX as u64 {
        let reason = "the picture has too many pixels".to_owned();
        return Err(OcrError::Failed { engine: Engine::Tesseract, reason });
    }
    api.set_image(image.as_raw(), width as i32, height as i32, 1, width as i32).map_err(failed)
}

#[expect(clippy::needless_pass_by_value, reason = "an argument of map_err")]
fn failed(error: tesseract_rs::TesseractError) -> OcrError {
    OcrError::Failed { engine: Engine::Tesseract, reason: error.to_string() }
}

#[cfg(test)]
mod tests;
