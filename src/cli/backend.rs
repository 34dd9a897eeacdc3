//! The reader, as it is named on the command line.

use crate::verification::report::Backend;

/// Which engine is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum BackendArg {
    /// The reading plan: whatever serves the label best
    Auto,
    Tesseract,
    Ppocr,
    Ollama,
}

impl From<BackendArg> for Backend {
    fn from(argument: BackendArg) -> Self {
        match argument {
            BackendArg::Auto => Self::Auto,
            BackendArg::Tesseract => Self::Tesseract,
            BackendArg::Ppocr => Self::Ppocr,
            BackendArg::Ollama => Self::Ollama,
        }
    }
}
