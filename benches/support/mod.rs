//! What the benches share: a drawn label, and the engines where they are installed.
#![expect(clippy::print_stderr, reason = "a bench that is skipped says so")]
#![expect(dead_code, reason = "no bench uses all of it")]

use std::num::NonZeroUsize;
use std::time::{Duration, Instant};
use ttb_verifier::config::{Config, Env};
use ttb_verifier::intake::{Format, Picture};
use ttb_verifier::label::{Commodity, Quad};
use ttb_verifier::ocr::pool::Priority;
use ttb_verifier::ocr::ppocr::{Models, Ppocr};
use ttb_verifier::ocr::tesseract::Tesseract;
use ttb_verifier::samples::{self, Area, SampleApplication, SamplePanel};
use ttb_verifier::verification::report::Backend;
use ttb_verifier::verification::{Plan, PlanSettings, Request, Strategies, Verifier};

/// A wine with a front and a talkative back; `None`, and a word about it, without
/// typefaces.
pub fn sample() -> Option<SampleApplication> {
    told("the sample label", samples::application(7, Commodity::Wine))
}

/// The panel with the most lines.
pub fn back(sample: &SampleApplication) -> &SamplePanel {
    let panels = sample.panels.iter();
    panels.max_by_key(|panel| panel.lines.len()).expect("a sample has panels")
}

/// Where each line of a panel stands, with the room round it that a detector leaves.
pub fn lines(panel: &SamplePanel) -> Vec<Quad> {
    let room = |line: &Area| {
        let line = line.inset(-0.15 * line.height);
        Quad::rect(line.left, line.top, line.right(), line.bottom())
    };
    panel.lines.iter().map(room).collect()
}

pub fn tesseract() -> Option<Tesseract> {
    told("Tesseract", Tesseract::start(config().ocr.tessdata.as_deref()))
}

pub fn ppocr() -> Option<Ppocr> {
    let config = config().ocr;
    let models = Models::locate(&config.ppocr_models, &config.onnxruntime);
    told("PP-OCR", models.and_then(|models| Ppocr::load(&models)))
}

/// The reading plan over whatever engines there are.
pub fn verifier() -> Verifier {
    let config = config().ocr;
    Verifier::new(std::sync::Arc::new(Plan::start(&PlanSettings {
        concurrency: NonZeroUsize::MIN,
        tessdata: config.tessdata,
        ppocr_models: config.ppocr_models,
        onnxruntime: config.onnxruntime,
        strategies: Strategies::default(),
    })))
}

/// The sample as a client would send it, with time enough to read all of it.
pub fn request(sample: &SampleApplication) -> Request {
    let picture = |panel: &SamplePanel| Picture {
        file: panel.file.clone(),
        format: Format::Png,
        pixels: std::sync::Arc::new(panel.image.clone()),
    };
    Request {
        id: uuid::Uuid::now_v7(),
        pictures: sample.panels.iter().map(picture).collect(),
        application: sample.application.clone(),
        today: chrono::NaiveDate::from_ymd_opt(2026, 11, 20).expect("a day of the calendar"),
        backend: Backend::Auto,
        received: Instant::now(),
        deadline: Duration::from_mins(2),
        decode: Duration::ZERO,
        crops: false,
        priority: Priority::Single,
        cancel: tokio_util::sync::CancellationToken::new(),
    }
}

/// A deadline that no bench meets.
pub fn never() -> Instant {
    Instant::now() + Duration::from_hours(1)
}

/// What was asked for; else says what is skipped, and why.
pub fn told<T, E: std::error::Error>(what: &str, result: Result<T, E>) -> Option<T> {
    result.map_err(|error| eprintln!("skipped, for want of {what}: {error}")).ok()
}

fn config() -> Config {
    Config::from_env(Env::system()).map(|(config, _)| config).unwrap_or_default()
}
