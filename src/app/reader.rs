//! Chooses what reads the panels: the reading plan over this machine's engines, and a vision
//! model where one is configured.

use crate::clock::Clock;
use crate::config::{Config, KeepAlive, OllamaConfig, Strategy};
use crate::ocr::ollama::{Settings, Vision};
use crate::verification::{PanelReader, Plan, PlanSettings, Strategies};
use std::sync::Arc;

/// The reading plan, set up as configured.
pub fn choose(config: &Config, clock: Arc<dyn Clock>) -> Arc<dyn PanelReader> {
    let engines = &config.ocr;
    let plan = Plan::start(&PlanSettings {
        concurrency: engines.concurrency,
        tessdata: engines.tessdata.clone(),
        ppocr_models: engines.ppocr_models.clone(),
        onnxruntime: engines.onnxruntime.clone(),
        strategies: strategies(&engines.without),
    });
    match vision_settings(&config.ollama) {
        Some(settings) => Arc::new(plan.with_vision(Arc::new(Vision::start(settings, clock)))),
        None => Arc::new(plan),
    }
}

/// The vision model as configured; `None` where none is.
#[must_use]
pub fn vision_settings(config: &OllamaConfig) -> Option<Settings> {
    let host = config.host.as_ref()?;
    Some(Settings {
        base: host.as_str().to_owned(),
        model: config.model.clone(),
        timeout: config.timeout,
        keep_alive: config.keep_alive.as_ref().map(KeepAlive::as_str).map(str::to_owned),
        concurrency: config.concurrency,
        queue: config.queue,
    })
}

fn strategies(without: &[Strategy]) -> Strategies {
    let mut strategies = Strategies::default();
    for strategy in without {
        match strategy {
            Strategy::SecondReading => strategies.second_reading = false,
            Strategy::WholePage => strategies.whole_page = false,
            Strategy::Arcs => strategies.arcs = false,
        }
    }
    strategies
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::{Config, Env};

    #[test]
    fn what_is_left_out_is_named_in_a_setting() {
        let env = Env::of([("OCR_WITHOUT", " second-reading,whole-page, arcs")]);
        let (config, _) = Config::from_env(env).unwrap();
        let wanted = Strategies { second_reading: false, whole_page: false, arcs: false };
        assert_eq!(strategies(&config.ocr.without), wanted);

        let error = Config::from_env(Env::of([("OCR_WITHOUT", "glasses")])).unwrap_err();
        assert!(error.to_string().contains("second-reading, whole-page, arcs"), "{error}");
    }
}
