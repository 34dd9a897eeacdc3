//! A reader that gives recorded lines, and can be told to wait or to fail.

use std::sync::Mutex;
use std::time::Duration;
use tokio::sync::Notify;
use ttb_verifier::label::Quality;
use ttb_verifier::ocr::{Engine, Line};
use ttb_verifier::verification::{
    EngineState, PanelReader, PanelSeen, PanelsRead, Request, VerifyError,
};

/// What to do when asked to read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Manner {
    Read,
    /// Takes a fifth of a second, like a small label.
    Slow,
    /// Until the request is cancelled; at most ten seconds, for a test that fails.
    WaitForHangUp,
    Busy,
    Panic,
}

#[derive(Debug)]
pub struct RecordedReader {
    pub manner: Manner,
    pub engines: Vec<EngineState>,
    /// What it has read.
    pub lines: Vec<Line>,
    /// What it has read on pictures of these names, instead.
    pub by_name: Vec<(String, Vec<Line>)>,
    /// Told when a read has begun, and when one was cancelled.
    pub begun: Notify,
    pub cancelled: Notify,
    /// The requests it was asked, without their pictures' pixels.
    pub asked: Mutex<Vec<Request>>,
}

impl Default for RecordedReader {
    fn default() -> Self {
        Self {
            manner: Manner::Read,
            engines: vec![engine(Engine::Tesseract, None)],
            lines: Vec::new(),
            by_name: Vec::new(),
            begun: Notify::new(),
            cancelled: Notify::new(),
            asked: Mutex::default(),
        }
    }
}

impl RecordedReader {
    pub fn that(manner: Manner) -> Self {
        Self { manner, ..Self::default() }
    }

    /// Every line in a block of its own, read well.
    pub fn with_lines(printed: &[&str]) -> Self {
        Self { lines: lines(printed), ..Self::default() }
    }

    /// The same on each picture by its name, and nothing on others.
    pub fn with_pictures(pictures: &[(&str, &[&str])]) -> Self {
        let by_name =
            pictures.iter().map(|(name, printed)| ((*name).to_owned(), lines(printed))).collect();
        Self { by_name, ..Self::default() }
    }

    fn lines_of(&self, request: &Request) -> Vec<Line> {
        let on = |file: &str| self.by_name.iter().find(|(name, _)| name == file);
        let mut all = self.lines.clone();
        for (panel, picture) in request.pictures.iter().enumerate() {
            let seen = on(&picture.file).map(|(_, lines)| lines.clone()).unwrap_or_default();
            all.extend(seen.into_iter().map(|line| Line { panel, ..line }));
        }
        all
    }

    pub fn with_engines(engines: impl IntoIterator<Item = EngineState>) -> Self {
        Self { engines: engines.into_iter().collect(), ..Self::default() }
    }
}

fn lines(printed: &[&str]) -> Vec<Line> {
    (0..).zip(printed).map(|(row, text)| Line::printed(text, row, row)).collect()
}

/// An engine that is there, or not for a reason.
pub fn engine(engine: Engine, error: Option<&str>) -> EngineState {
    EngineState {
        engine,
        available: error.is_none(),
        error: error.map(str::to_owned),
        version: error.is_none().then(|| "5.3.0".to_owned()),
        models: vec![],
    }
}

impl PanelReader for RecordedReader {
    fn read(&self, request: &Request) -> Result<PanelsRead, VerifyError> {
        self.asked.lock().unwrap().push(request.clone());
        self.begun.notify_one();
        match self.manner {
            Manner::Read => {}
            Manner::Slow => std::thread::sleep(Duration::from_millis(200)),
            Manner::Busy => {
                return Err(VerifyError::Busy { retry_after: Duration::from_millis(200) });
            }
            Manner::Panic => panic!("a picture to panic at"),
            Manner::WaitForHangUp => {
                for _ in 0..1000 {
                    if request.cancel.is_cancelled() {
                        self.cancelled.notify_one();
                        return Err(VerifyError::Cancelled);
                    }
                    std::thread::sleep(Duration::from_millis(10));
                }
            }
        }
        let seen =
            PanelSeen { rotation: 0, quality: Quality::Good, issues: vec![], well_read: true };
        let panels = request.pictures.iter().map(|_| seen.clone()).collect();
        Ok(PanelsRead { panels, lines: self.lines_of(request), ..PanelsRead::default() })
    }

    fn engines(&self) -> Vec<EngineState> {
        self.engines.clone()
    }
}
