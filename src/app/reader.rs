//! Chooses what reads the panels: the reading plan over this machine's engines.

use crate::config::{OcrConfig, Strategy};
use crate::verification::{PanelReader, Plan, PlanSettings, Strategies};
use std::sync::Arc;

/// The reading plan, set up as configured.
pub fn choose(config: &OcrConfig) -> Arc<dyn PanelReader> {
    Arc::new(Plan::start(&PlanSettings {
        concurrency: config.concurrency,
        tessdata: config.tessdata.clone(),
        ppocr_models: config.ppocr_models.clone(),
        onnxruntime: config.onnxruntime.clone(),
        strategies: strategies(&config.without),
    }))
}

fn strategies(without: &[Strategy]) -> Strategies {
    let mut strategies = Strategies::default();
    for strategy in without {
        match strategy {
            Strategy::SecondReading => strategies.second_reading = false,
            Strategy::WholePage => strategies.whole_page = false,
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
        let env = Env::of([("OCR_WITHOUT", " second-reading,whole-page")]);
        let (config, _) = Config::from_env(env).unwrap();
        let wanted = Strategies { second_reading: false, whole_page: false };
        assert_eq!(strategies(&config.ocr.without), wanted);

        let error = Config::from_env(Env::of([("OCR_WITHOUT", "glasses")])).unwrap_err();
        assert!(error.to_string().contains("second-reading, whole-page"), "{error}");
    }
}
