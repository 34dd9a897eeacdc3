//! Where the work of a verification goes: each engine's part, and the rest.

use crate::ocr::Engine;
use crate::verification::report::{PassView, Timings};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Milliseconds of work. Engines work side by side, so the sum may be more than the time
/// that the report took.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub(super) struct EngineTime {
    pub engines: BTreeMap<Engine, u64>,
    /// Decoding, choosing what to read, facts and rules.
    pub rest: u64,
}

impl EngineTime {
    pub(super) fn of(passes: &[PassView], timings: Timings) -> Self {
        let mut time = Self::default();
        for pass in passes {
            *time.engines.entry(pass.engine).or_default() += pass.milliseconds;
        }
        let in_passes: u64 = time.engines.values().sum();
        // What the engines took beside their passes, such as cutting out lines, is rest.
        time.rest = timings.ocr.saturating_sub(in_passes)
            + timings.decode
            + timings.reading
            + timings.rules;
        time
    }

    pub(super) fn add(&mut self, other: &Self) {
        for (engine, milliseconds) in &other.engines {
            *self.engines.entry(*engine).or_default() += milliseconds;
        }
        self.rest += other.rest;
    }

    /// Each engine's share of all work, 0 to 1, by its name, and the rest's; nothing of
    /// nothing.
    pub(super) fn shares(&self) -> Vec<(String, f64)> {
        let all = self.engines.values().sum::<u64>() + self.rest;
        if all == 0 {
            return Vec::new();
        }
        let share = |milliseconds: u64| milliseconds as f64 / all as f64;
        let engines = self.engines.iter().map(|(engine, time)| (engine.to_string(), share(*time)));
        engines.chain([("the rest".to_owned(), share(self.rest))]).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pass(engine: Engine, milliseconds: u64) -> PassView {
        let kind = "lines".to_owned();
        let (why, answer) = (String::new(), String::new());
        PassView {
            engine,
            panel: 0,
            kind,
            rotation: 0,
            scale: 1.0,
            words: 3,
            milliseconds,
            why,
            answer,
        }
    }

    #[test]
    fn each_engine_has_its_share_of_all_work() {
        let passes = vec![
            pass(Engine::Ppocr, 500),
            pass(Engine::Tesseract, 120),
            pass(Engine::Tesseract, 80),
        ];
        let timings = Timings { decode: 100, ocr: 750, reading: 140, rules: 10 };
        let mut time = EngineTime::of(&passes, timings);
        assert_eq!(time.rest, 300, "50 ms of the engines' time are in no pass");
        time.add(&time.clone());
        let shares: Vec<_> =
            time.shares().iter().map(|(name, share)| format!("{name} {share:.2}")).collect();
        assert_eq!(shares, ["Tesseract 0.20", "PP-OCR 0.50", "the rest 0.30"]);
        assert!(EngineTime::default().shares().is_empty());
    }
}
