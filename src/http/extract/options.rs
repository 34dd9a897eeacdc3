//! What a verification can be told beside its pictures, as query parameters or as parts.

use super::problems::Problems;
use crate::verification::report::Backend;
use std::ops::RangeInclusive;
use std::time::Duration;

/// Milliseconds a verification may take. Less than half a second reads nothing; two
/// minutes are the vision model on a slow machine.
pub const DEADLINE_MS: RangeInclusive<u64> = 500..=120_000;

/// How to verify.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Options {
    pub backend: Backend,
    /// `None` for the service's own default.
    pub deadline: Option<Duration>,
    pub crops: bool,
    /// `None` for the service's own default.
    pub save: Option<bool>,
    /// Told when the job or batch is over.
    pub callback_url: Option<String>,
}

impl Options {
    pub const NAMES: &[&str] =
        &["ocr_backend", "save_artifact", "deadline_ms", "crops", "callback_url"];

    /// Understands what was given, each name at most once.
    pub fn parse(
        query: &[(String, String)],
        parts: &[(String, String)],
        problems: &mut Problems,
    ) -> Self {
        let mut options = Self::default();
        let mut seen: Vec<&str> = Vec::new();
        for (name, value) in query.iter().chain(parts) {
            if !Self::NAMES.contains(&name.as_str()) {
                let name: String = name.chars().filter(|c| !c.is_control()).take(64).collect();
                problems.refuse(name, "unknown_parameter", "is not a parameter of this request");
            } else if seen.contains(&name.as_str()) {
                problems.refuse(name, "duplicate_parameter", "is given more than once");
            } else {
                seen.push(name);
                options.set(name, value.trim(), problems);
            }
        }
        options
    }

    fn set(&mut self, name: &str, value: &str, problems: &mut Problems) {
        match name {
            "ocr_backend" => match backend(value) {
                Some(backend) => self.backend = backend,
                None => problems.refuse(
                    name,
                    "invalid_value",
                    "has to be auto, tesseract, ppocr or ollama",
                ),
            },
            "deadline_ms" => match value.parse() {
                Ok(deadline) if DEADLINE_MS.contains(&deadline) => {
                    self.deadline = Some(Duration::from_millis(deadline));
                }
                _ => {
                    let (least, most) = (DEADLINE_MS.start(), DEADLINE_MS.end());
                    let detail = format!("has to be a whole number from {least} to {most}");
                    problems.refuse(name, "invalid_value", detail);
                }
            },
            "crops" => self.crops = flag(name, value, problems),
            "save_artifact" => self.save = Some(flag(name, value, problems)),
            "callback_url" => self.callback_url = Some(value.to_owned()),
            _ => {}
        }
    }
}

fn backend(value: &str) -> Option<Backend> {
    match value {
        "auto" => Some(Backend::Auto),
        "tesseract" => Some(Backend::Tesseract),
        "ppocr" => Some(Backend::Ppocr),
        "ollama" => Some(Backend::Ollama),
        _ => None,
    }
}

fn flag(name: &str, value: &str, problems: &mut Problems) -> bool {
    if !matches!(value, "true" | "false") {
        problems.refuse(name, "invalid_value", "has to be true or false");
    }
    value == "true"
}
