//! What a verification is asked, and how it can fail.

use super::report::{Backend, PassView};
use crate::intake::Picture;
use crate::label::{Application, Measures, Quad, Quality, QualityIssue};
use crate::ocr::ollama::{Item, VisionState};
use crate::ocr::pool::Priority;
use crate::ocr::{Engine, Line, OcrError, Strip, Word};
use chrono::NaiveDate;
use serde::Serialize;
use std::fmt::Debug;
use std::time::{Duration, Instant};
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

/// One label application to verify.
#[derive(Debug, Clone)]
pub struct Request {
    /// Ours; names the artifact.
    pub id: Uuid,
    /// In upload order, at least one.
    pub pictures: Vec<Picture>,
    pub application: Application,
    /// The day of the check: its law applies where no filing date is declared.
    pub today: NaiveDate,
    pub backend: Backend,
    /// When the last byte of the upload had arrived.
    pub received: Instant,
    /// From `received`, waiting included; passes stop in time.
    pub deadline: Duration,
    /// What decoding took, for the report's timings.
    pub decode: Duration,
    /// Whether each finding's evidence carries its picture.
    pub crops: bool,
    /// Whether somebody waits for the answer.
    pub priority: Priority,
    /// Cancelled when nobody waits for the answer any more.
    pub cancel: CancellationToken,
}

impl Request {
    /// One that somebody waits for, begun now: pictures that are there, every engine.
    #[must_use]
    pub fn now(
        id: Uuid,
        pictures: Vec<Picture>,
        application: Application,
        today: NaiveDate,
        deadline: Duration,
    ) -> Self {
        Self {
            id,
            pictures,
            application,
            today,
            backend: Backend::Auto,
            received: Instant::now(),
            deadline,
            decode: Duration::ZERO,
            crops: false,
            priority: Priority::Single,
            cancel: CancellationToken::new(),
        }
    }
}

/// Why there is no report.
#[derive(Debug, thiserror::Error)]
pub enum VerifyError {
    #[error("{engine} is not available: {reason}")]
    Unavailable { engine: Engine, reason: String },
    #[error("too many verifications are waiting")]
    Busy { retry_after: Duration },
    #[error("nobody waits for the answer any more")]
    Cancelled,
    #[error("the label could not be read")]
    Ocr(#[from] OcrError),
}

/// Pictures to lines: the reading plan in production, recorded words in tests.
pub trait PanelReader: Send + Sync + Debug {
    /// Reads all panels of one application; blocks until done, out of time or cancelled.
    fn read(&self, request: &Request) -> Result<PanelsRead, VerifyError>;

    /// What each engine is good for at the moment; never probes.
    fn engines(&self) -> Vec<EngineState>;

    /// How busy the threads are that read; all zero where there are none.
    fn load(&self) -> Load {
        Load::default()
    }

    /// How the vision model is, where one is configured; never probes.
    fn vision(&self) -> Option<VisionState> {
        None
    }

    /// Waits until every engine was looked for once; blocks.
    fn wait_for_engines(&self, _most: Duration) {}
}

/// The threads that read, and what waits for them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Load {
    pub threads: usize,
    pub busy: usize,
    /// Passes, of which an application has several.
    pub waiting: usize,
}

/// All that was read on the panels.
#[derive(Debug, Clone, Default)]
pub struct PanelsRead {
    /// In reading order, panel by panel.
    pub lines: Vec<Line>,
    /// One for each picture.
    pub panels: Vec<PanelSeen>,
    pub measures: Measures,
    pub passes: Vec<PassView>,
    /// What each of the passes was shown, and what it read.
    pub seen: Vec<PassSeen>,
    /// What could still have been tried, in plain words.
    pub untried: Vec<String>,
    /// The deadline ended the reading before it was done.
    pub out_of_time: bool,
    /// What a vision model read where others were in doubt; no part of `lines`, unless it
    /// has read alone.
    pub vision: Vec<VisionReading>,
    /// A vision model was the only engine.
    pub vision_alone: bool,
    /// Time spent in engines.
    pub ocr: Duration,
}

/// What a vision model read in one place.
#[derive(Debug, Clone)]
pub struct VisionReading {
    pub item: Item,
    pub panel: usize,
    /// The place it was shown: where in it the words stand, it does not say.
    pub region: Quad,
    /// At least one.
    pub lines: Vec<Line>,
    /// Indices of the lines in doubt that were read again.
    pub instead_of: Vec<usize>,
}

/// What one pass was shown and what it read there, before readings were put together.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
pub struct PassSeen {
    /// The places it was shown; for a look at the whole panel, the lines it found.
    pub places: Vec<PlaceSeen>,
}

/// One place on a panel, and the words one pass read there: none where it read nothing.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PlaceSeen {
    #[serde(flatten)]
    pub strip: Strip,
    pub words: Vec<Word>,
}

impl PassSeen {
    #[must_use]
    pub fn words(&self) -> usize {
        self.places.iter().map(|place| place.words.len()).sum()
    }
}

/// How one panel looked.
#[derive(Debug, Clone, PartialEq)]
pub struct PanelSeen {
    /// The clockwise turn that makes the main text upright.
    pub rotation: u16,
    pub quality: Quality,
    pub issues: Vec<QualityIssue>,
    /// Every text region was read well.
    pub well_read: bool,
}

/// An engine's state, for `/health`.
#[derive(Debug, Clone, PartialEq)]
pub struct EngineState {
    pub engine: Engine,
    pub available: bool,
    pub error: Option<String>,
    pub version: Option<String>,
    /// File name and digest of each model.
    pub models: Vec<(String, String)>,
}
