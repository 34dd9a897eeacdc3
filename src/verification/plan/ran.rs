//! What one pass of an engine was, while its reading is still under way.

use super::lines;
use crate::ocr::tesseract::Pass;
use crate::ocr::{Engine, Line, Strip, Word};
use crate::verification::report::PassView;
use crate::verification::{PassSeen, PlaceSeen, milliseconds};
use std::time::Duration;

/// Bytes of a pass's answer in the report: to recognise it by. All of it is with the lines.
const MOST_TOLD: usize = 240;

/// One pass of one engine over a panel, or over places of it.
pub(super) struct Ran {
    pub engine: Engine,
    kind: &'static str,
    rotation: u16,
    scale: f32,
    pub seen: PassSeen,
    /// Time in the engine.
    pub spent: Duration,
}

impl Ran {
    /// A pass over the picture as it is, which has read nothing yet.
    pub(super) fn of(engine: Engine, kind: &'static str) -> Self {
        let spent = Duration::ZERO;
        Self { engine, kind, rotation: 0, scale: 1.0, seen: PassSeen::default(), spent }
    }

    pub(super) fn saw(&mut self, strip: Strip, words: Vec<Word>) {
        self.seen.places.push(PlaceSeen { strip, words });
    }

    pub(super) fn saw_lines(&mut self, lines: &[Line]) {
        for line in lines {
            self.saw(line.strip(), line.words.clone());
        }
    }

    /// Adds another part of the same pass.
    pub(super) fn append(&mut self, mut other: Self) {
        self.spent += other.spent;
        self.seen.places.append(&mut other.seen.places);
    }

    /// As the report shows it.
    pub(super) fn view(&self, panel: usize) -> PassView {
        PassView {
            engine: self.engine,
            panel,
            kind: self.kind.to_owned(),
            rotation: self.rotation,
            scale: self.scale,
            words: self.seen.words(),
            milliseconds: milliseconds(self.spent),
            why: String::new(),
            answer: String::new(),
        }
    }

    /// What it read, place by place, shortened.
    pub(super) fn told(&self) -> String {
        let mut told = String::new();
        for place in self.seen.places.iter().filter(|place| !place.words.is_empty()) {
            if !told.is_empty() {
                told.push_str(" / ");
            }
            let words: Vec<&str> = place.words.iter().map(|word| word.text.as_str()).collect();
            told.push_str(&words.join(" "));
            if told.len() > MOST_TOLD {
                let end = (0..=MOST_TOLD).rev().find(|&end| told.is_char_boundary(end));
                told.truncate(end.unwrap_or(0));
                told.push('…');
                break;
            }
        }
        if told.is_empty() { "nothing".to_owned() } else { told }
    }
}

impl From<Pass> for Ran {
    fn from(pass: Pass) -> Self {
        let mut ran = Self::of(Engine::Tesseract, pass.kind.name());
        (ran.rotation, ran.scale) = (pass.rotation, pass.scale);
        ran.spent = Duration::from_millis(pass.milliseconds);
        ran.saw_lines(&lines::from_words(pass.words));
        ran
    }
}
