//! The engines: where their models are and how many pictures they read at once.

use super::Env;
use std::fmt;
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::time::Duration;

#[derive(Debug, Clone)]
pub struct OcrConfig {
    /// Pictures read at once. Engines are CPU-bound: more than one per core only adds
    /// waiting.
    pub concurrency: NonZeroUsize,
    /// Verifications that may wait for a free engine, whatever their deadlines: it bounds the
    /// memory of the uploads in line. Whoever would miss a deadline is sent away before, by
    /// the pace that [`crate::app::Admission`] measures.
    pub queue: usize,
    /// When a verification answers, counted from the last byte of its upload. Five seconds
    /// is what a reviewer waits before going back to reading by eye.
    pub default_deadline: Duration,
    /// Tesseract's language data; `None` for the system's own.
    pub tessdata: Option<PathBuf>,
    /// The folder of PP-OCR's three models.
    pub ppocr_models: PathBuf,
    /// ONNX Runtime's shared library, or the folder it lies in.
    pub onnxruntime: PathBuf,
    /// Ways of reading that are left out, to measure what each is worth.
    pub without: Vec<Strategy>,
}

/// A way of reading again what the first look missed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Strategy {
    SecondReading,
    WholePage,
    Arcs,
}

impl Strategy {
    const ALL: [Self; 3] = [Self::SecondReading, Self::WholePage, Self::Arcs];

    const fn name(self) -> &'static str {
        match self {
            Self::SecondReading => "second-reading",
            Self::WholePage => "whole-page",
            Self::Arcs => "arcs",
        }
    }
}

impl fmt::Display for Strategy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for Strategy {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        Self::ALL
            .into_iter()
            .find(|strategy| strategy.name() == text)
            .ok_or_else(|| format!("must be some of {}", Self::ALL.map(Self::name).join(", ")))
    }
}

impl OcrConfig {
    pub(super) fn from_env(env: &mut Env) -> Self {
        let cores = std::thread::available_parallelism().unwrap_or(NonZeroUsize::MIN);
        let data = data_folder(&env.data_folders());
        Self {
            concurrency: env.parse("OCR_CONCURRENCY", "Pictures read at once.", cores),
            queue: env.within(
                "OCR_QUEUE",
                "Verifications that may wait for a free engine, if their deadlines allow; beyond it the answer is 503.",
                16,
                0..=100_000,
            ),
            default_deadline: Duration::from_secs(5),
            tessdata: env.optional_path(
                "TESSDATA_PREFIX",
                "Folder of Tesseract's language data; the system's own when unset.",
            ),
            ppocr_models: env.path("PPOCR_MODELS", "Folder of PP-OCR's models.", data.clone()),
            onnxruntime: env.path(
                "ONNXRUNTIME_LIB",
                "ONNX Runtime's shared library, or the folder it lies in.",
                data,
            ),
            without: env.list(
                "OCR_WITHOUT",
                "Ways of reading again that are left out, to measure what each is worth: second-reading, whole-page, arcs.",
            ),
        }
    }
}

/// Our folder in the first place that has one, else in the most particular place.
fn data_folder(places: &[PathBuf]) -> PathBuf {
    let ours = |place: &PathBuf| place.join("ttb-verifier");
    let existing = places.iter().map(ours).find(|folder| folder.is_dir());
    existing
        .or_else(|| places.first().map(ours))
        .unwrap_or_else(|| Path::new("/usr/share/ttb-verifier").to_owned())
}
