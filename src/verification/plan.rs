//! The reading plan: what to read next, by what is missing, and when to stop.
//!
//! A cheap look over every panel comes first. What it brought is read as facts; further
//! passes go only where a mandatory fact, or a word of the warning, is still missing or in
//! doubt: a second recogniser for the lines that decide, Tesseract for those of them that
//! stay in doubt, Tesseract over the whole panel for type the detector does not know, and,
//! where there is one, a vision model for single items that are still open. The plan stops
//! when nothing is open, nothing is left to try, or the deadline is near, and says what it
//! left untried.

mod inputs;
mod lines;
mod looks;
mod quality;
mod ran;
mod session;
mod vision;

pub use inputs::{Input, inputs};

use super::{EngineState, Load, PanelReader, PanelsRead, Request, VerifyError};
use crate::ocr::ollama::{Vision, VisionState};
use crate::ocr::pool::Pool;
use crate::ocr::ppocr::{Models, Ppocr};
use crate::ocr::tesseract::Tesseract;
use crate::ocr::{Engine, OcrError};
use crate::verification::report::Backend;
use session::Session;
use std::num::NonZeroUsize;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

/// How the plan is set up.
#[derive(Debug, Clone)]
pub struct PlanSettings {
    /// Applications read at once, and threads to read them: one for each core.
    pub concurrency: NonZeroUsize,
    /// Tesseract's trained data; `None` looks where Debian and Ubuntu put it.
    pub tessdata: Option<PathBuf>,
    /// The folder with PP-OCR's models.
    pub ppocr_models: PathBuf,
    /// The ONNX Runtime library, or the folder that holds it.
    pub onnxruntime: PathBuf,
    pub strategies: Strategies,
}

/// Which ways of reading again may be used; all by default. Switched off only to measure
/// what each is worth.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Strategies {
    /// Second and third readings of the lines that decide.
    pub second_reading: bool,
    /// Tesseract over whole panels where something mandatory is missing.
    pub whole_page: bool,
    /// Lines on arcs unrolled.
    pub arcs: bool,
}

impl Default for Strategies {
    fn default() -> Self {
        Self { second_reading: true, whole_page: true, arcs: true }
    }
}

/// One thread's engines.
#[derive(Debug)]
pub(crate) struct Engines {
    pub tesseract: Option<Tesseract>,
    pub ppocr: Option<Ppocr>,
}

/// The reading plan over a pool of engines.
#[derive(Debug)]
pub struct Plan {
    pool: Pool<Engines>,
    states: Vec<EngineState>,
    /// Whether PP-OCR has a second recogniser.
    second_recogniser: bool,
    strategies: Strategies,
    vision: Option<Arc<Vision>>,
}

impl Plan {
    /// Finds the engines and starts their threads; an engine that cannot be had is noted
    /// and done without.
    #[must_use]
    pub fn start(settings: &PlanSettings) -> Self {
        let tessdata = settings.tessdata.clone();
        let tesseract = Tesseract::start(tessdata.as_deref());
        let models = Models::locate(&settings.ppocr_models, &settings.onnxruntime);
        let states = vec![tesseract_state(&tesseract), ppocr_state(&models)];
        let second_recogniser = models.as_ref().is_ok_and(Models::has_second);
        let (tesseract_works, models) = (tesseract.is_ok(), models.ok().map(Arc::new));
        // Every application has several jobs in the pool at a time; who may be in it at all
        // is decided before they come here.
        let pool = Pool::new(settings.concurrency, usize::MAX / 2, move || Engines {
            tesseract: tesseract_works
                .then(|| Tesseract::start(tessdata.as_deref()).ok())
                .flatten(),
            ppocr: models.as_deref().and_then(|models| Ppocr::load(models).ok()),
        });
        Self { pool, states, second_recogniser, strategies: settings.strategies, vision: None }
    }

    /// With a vision model to be asked last.
    #[must_use]
    pub fn with_vision(mut self, vision: Arc<Vision>) -> Self {
        self.vision = Some(vision);
        self
    }

    fn has(&self, engine: Engine) -> bool {
        self.states.iter().any(|state| state.engine == engine && state.available)
    }

    /// Makes sure the engine that was asked for can be used at all.
    fn require(&self, backend: Backend) -> Result<(), VerifyError> {
        let engine = match backend {
            Backend::Auto if self.engines().iter().any(|state| state.available) => return Ok(()),
            Backend::Auto | Backend::Tesseract => Engine::Tesseract,
            Backend::Ppocr => Engine::Ppocr,
            Backend::Ollama => Engine::Ollama,
        };
        let state = self.engines().into_iter().find(|state| state.engine == engine);
        match state {
            Some(state) if state.available => Ok(()),
            Some(EngineState { error, .. }) => Err(VerifyError::Unavailable {
                engine,
                reason: error.unwrap_or_else(|| "it did not start".to_owned()),
            }),
            None => {
                Err(VerifyError::Unavailable { engine, reason: "it is not configured".to_owned() })
            }
        }
    }
}

/// What a client is told to wait when all places are taken: about two applications' time.
const RETRY_AFTER: Duration = Duration::from_secs(2);

impl PanelReader for Plan {
    fn read(&self, request: &Request) -> Result<PanelsRead, VerifyError> {
        self.require(request.backend)?;
        Session::new(self, request, request.priority).run()
    }

    fn engines(&self) -> Vec<EngineState> {
        let vision = self.vision.as_ref().map(|vision| ollama_state(&vision.state()));
        self.states.iter().cloned().chain(vision).collect()
    }

    fn load(&self) -> Load {
        Load { threads: self.pool.size(), busy: self.pool.busy(), waiting: self.pool.depth() }
    }

    fn vision(&self) -> Option<VisionState> {
        self.vision.as_ref().map(|vision| vision.state())
    }

    fn wait_for_engines(&self, most: Duration) {
        if let Some(vision) = &self.vision {
            vision.wait_for_first_look(most);
        }
    }
}

fn ollama_state(state: &VisionState) -> EngineState {
    let found = state.availability.found.as_ref();
    let error = state.trouble();
    EngineState {
        engine: Engine::Ollama,
        available: error.is_none(),
        error,
        version: found.map(|found| found.version.clone()),
        models: vec![(
            state.model.clone(),
            found.and_then(|found| found.digest.clone()).unwrap_or_default(),
        )],
    }
}

fn tesseract_state(started: &Result<Tesseract, OcrError>) -> EngineState {
    EngineState {
        engine: Engine::Tesseract,
        available: started.is_ok(),
        error: started.as_ref().err().map(ToString::to_string),
        version: Some(Tesseract::version()),
        models: Vec::new(),
    }
}

fn ppocr_state(models: &Result<Models, OcrError>) -> EngineState {
    EngineState {
        engine: Engine::Ppocr,
        available: models.is_ok(),
        error: models.as_ref().err().map(ToString::to_string),
        version: models.as_ref().ok().map(|models| models.generation().to_owned()),
        models: models.as_ref().map(Models::digests).unwrap_or_default(),
    }
}
