//! The ONNX runtime: one environment a process, a session a model and worker.

use super::models::unavailable;
use crate::ocr::{Engine, OcrError, start};
use ort::environment::Environment;
use ort::ep::CPU;
use ort::logging::LogLevel;
use ort::session::{RunOptions, Session, builder::GraphOptimizationLevel};
use ort::value::TensorRef;
use std::path::Path;
use std::sync::OnceLock;

/// Up to this many input values a run's memory is kept for the next: a picture of
/// 1088 × 1600 in three planes. Larger runs are rare and would hold a gigabyte for good.
const KEPT: usize = 3 * 1088 * 1600;

/// What a model makes of one input.
pub(super) struct Output {
    pub shape: Vec<usize>,
    pub values: Vec<f32>,
}

/// One model ready to run, on one thread.
pub(super) struct Model {
    session: Session,
    giving_back: RunOptions,
}

impl Model {
    pub(super) fn load(library: &Path, bytes: &[u8]) -> Result<Self, OcrError> {
        let environment = environment(library)?;
        let session = build(environment, bytes).map_err(|error| unavailable(error.to_string()))?;
        let giving_back = giving_back().map_err(|error| unavailable(error.to_string()))?;
        Ok(Self { session, giving_back })
    }

    /// The model's own metadata under `key`.
    pub(super) fn metadata(&self, key: &str) -> Option<String> {
        self.session.metadata().ok()?.custom(key)
    }

    /// Runs on one input of channels × height × width, as a batch of one.
    pub(super) fn run(
        &mut self,
        [channels, height, width]: [usize; 3],
        values: &[f32],
    ) -> Result<Output, OcrError> {
        self.try_run([1, channels, height, width], values)
            .map_err(|error| OcrError::Failed { engine: Engine::Ppocr, reason: error.to_string() })
    }

    fn try_run(&mut self, shape: [usize; 4], values: &[f32]) -> ort::Result<Output> {
        let input = TensorRef::from_array_view((shape, values))?;
        let inputs = ort::inputs![input];
        let outputs = if values.len() > KEPT {
            self.session.run_with_options(inputs, &self.giving_back)?
        } else {
            self.session.run(inputs)?
        };
        let (shape, values) = outputs[0].try_extract_tensor::<f32>()?;
        let shape = shape.iter().map(|&side| side as usize).collect();
        Ok(Output { shape, values: values.to_vec() })
    }
}

/// Options for a run after which the arena shrinks again.
fn giving_back() -> ort::Result<RunOptions> {
    let mut options = RunOptions::new()?;
    options.set("memory.enable_memory_arena_shrinkage", "cpu:0")?;
    Ok(options)
}

fn build(environment: &Environment, bytes: &[u8]) -> ort::Result<Session> {
    Session::builder(environment)?
        .with_log_level(LogLevel::Error)?
        .with_optimization_level(GraphOptimizationLevel::All)?
        // Panels and lines are read side by side on the workers; threads inside a run would
        // only contend with them.
        .with_intra_threads(1)?
        .with_inter_threads(1)?
        .with_memory_pattern(false)?
        // Given back after each run, or done without, the arena's memory would have to be
        // cleared anew for the next: the detector then takes 1.4, or 2.0, times as long.
        .with_execution_providers([CPU::default().with_arena_allocator(true).build()])?
        .commit_from_memory(bytes)
}

/// The process's one environment. The library named first is loaded; a later name is not
/// looked at, since the runtime cannot be exchanged while it runs.
fn environment(library: &Path) -> Result<&'static Environment, OcrError> {
    static ENVIRONMENT: OnceLock<Result<Environment, String>> = OnceLock::new();
    ENVIRONMENT
        .get_or_init(|| {
            if !start::is_silent() {
                return Err("ONNX Runtime would report to its makers: the process has to be \
                            started with ORT_DISABLE_TELEMETRY=1"
                    .to_owned());
            }
            let builder = ort::init_from(library).map_err(|error| error.to_string())?;
            builder.with_telemetry(false).build().map_err(|error| error.to_string())
        })
        .as_ref()
        .map_err(|reason| unavailable(reason.as_str()))
}
