//! Composes reading and rules into a report.

use super::{
    EngineState, Load, PanelReader, PanelsRead, Report, Request, VerifyError, compose, crops,
};
use crate::label::Label;
use crate::ocr::ollama::VisionState;
use crate::rules::OutcomeKind;
use crate::telemetry::numbers;
use std::sync::Arc;
use std::time::Duration;

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

    /// How busy the threads are that read.
    #[must_use]
    pub fn load(&self) -> Load {
        self.reader.load()
    }

    /// How the vision model is, where one is configured.
    #[must_use]
    pub fn vision(&self) -> Option<VisionState> {
        self.reader.vision()
    }

    /// Waits until every engine was looked for once, which takes no time but for one at the
    /// other end of a line. Blocks the thread.
    pub fn wait_for_engines(&self, most: Duration) {
        self.reader.wait_for_engines(most);
    }

    /// Reads, judges and reports, on a blocking thread. Returns early with an error when
    /// nobody waits any more or too many do.
    pub async fn verify(&self, request: Request) -> Result<Report, VerifyError> {
        self.verify_and_show(request).await.map(|(report, _)| report)
    }

    /// The same, with what was read beside the report.
    pub async fn verify_and_show(
        &self,
        request: Request,
    ) -> Result<(Report, PanelsRead), VerifyError> {
        let verifier = self.clone();
        let span = tracing::Span::current();
        tokio::task::spawn_blocking(move || {
            let _request = span.entered();
            let read = verifier.read(&request)?;
            let mut report = Self::judge(&request, &read);
            if request.crops {
                crops::attach(&mut report, &request.pictures);
            }
            report.processing_time_ms = super::milliseconds(request.received.elapsed());
            count(&report);
            Ok((report, read))
        })
        .await
        .unwrap_or_else(|panic| std::panic::resume_unwind(panic.into_panic()))
    }

    /// Reads all panels; blocks.
    pub fn read(&self, request: &Request) -> Result<PanelsRead, VerifyError> {
        self.reader.read(request)
    }

    /// The label as the rules see it.
    #[must_use]
    pub fn label(request: &Request, read: &PanelsRead) -> Label {
        compose::label(request, read)
    }

    /// Judges what was read against the law and the application. Pure: the same reading
    /// and application come to the same report, but for the times in it.
    #[must_use]
    pub fn judge(request: &Request, read: &PanelsRead) -> Report {
        compose::report(request, read)
    }
}

/// What a report adds to the numbers.
fn count(report: &Report) {
    numbers::verified(report.verdict.word(), !report.ocr.untried.is_empty());
    let times = &report.timings_ms;
    for (stage, milliseconds) in [
        ("decode", times.decode),
        ("ocr", times.ocr),
        ("reading", times.reading),
        ("rules", times.rules),
        ("whole", report.processing_time_ms),
    ] {
        numbers::stage(stage, Duration::from_millis(milliseconds));
    }
    for pass in &report.ocr.passes {
        let took = Duration::from_millis(pass.milliseconds);
        numbers::pass(pass.engine.name(), &pass.kind, took);
    }
    for finding in &report.findings {
        if finding.outcome != OutcomeKind::NotApplicable {
            numbers::finding(&finding.rule, finding.outcome.word());
        }
    }
}
