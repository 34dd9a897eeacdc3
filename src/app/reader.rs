//! Chooses what reads the panels: the reading plan over this machine's engines.

use crate::config::OcrConfig;
use crate::verification::{PanelReader, Plan, PlanSettings, Strategies};
use std::sync::Arc;

/// The reading plan, set up as configured.
pub fn choose(config: &OcrConfig) -> Arc<dyn PanelReader> {
    Arc::new(Plan::start(&PlanSettings {
        concurrency: config.concurrency,
        tessdata: config.tessdata.clone(),
        ppocr_models: config.ppocr_models.clone(),
        onnxruntime: config.onnxruntime.clone(),
        strategies: Strategies::default(),
    }))
}
