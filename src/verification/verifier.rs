//! Composes reading and rules into a report.

use super::{EngineState, PanelReader, PanelsRead, Report, Request, VerifyError};
use std::sync::Arc;

/// Verifies label applications; a cheap clone.
#[derive(Debug, Clone)]
pub struct Verifier {
    reader: Arc<dyn PanelReader>,
}

impl Verifier {
    /// A verifier that reads through `reader`.
    #[must_use]
    pub fn new(reader: Arc<dyn PanelReader>) -> Self {
        Self { reader }
    }

    /// What each engine is good for at the moment.
    #[must_use]
    pub fn engines(&self) -> Vec<EngineState> {
        self.reader.engines()
    }

    /// Reads all panels; blocks.
    pub fn read(&self, request: &Request) -> Result<PanelsRead, VerifyError> {
        self.reader.read(request)
    }

    /// Judges what was read against the law and the application.
    #[must_use]
    pub fn judge(_request: &Request, _read: &PanelsRead) -> Report {
        unimplemented!("composed elsewhere")
    }

    /// Reads, judges and reports. Returns early with an error when nobody waits any more
    /// or too many do.
    pub async fn verify(&self, request: Request) -> Result<Report, VerifyError> {
        let reader = Arc::clone(&self.reader);
        let _read = tokio::task::spawn_blocking(move || reader.read(&request));
        Err(VerifyError::Cancelled)
    }
}
