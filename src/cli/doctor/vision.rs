//! The vision model, where one is configured.

use super::Check;
use crate::app::vision_settings;
use crate::clock::SystemClock;
use crate::config::OllamaConfig;
use crate::ocr::ollama::Vision;
use std::sync::Arc;
use std::time::Duration;

/// A look takes milliseconds where somebody answers.
const LONGEST: Duration = Duration::from_secs(6);

/// `None` where none is configured: nothing is missed then.
pub(super) fn model(config: &OllamaConfig) -> Option<Check> {
    const NAME: &str = "Vision model";
    let settings = vision_settings(config)?;
    let vision = Vision::start(settings, Arc::new(SystemClock));
    vision.wait_for_first_look(LONGEST);
    let state = vision.state();
    if let Some(trouble) = state.trouble() {
        let mend = "`ttb-verifier model fetch` brings the model; OLLAMA_HOST and OLLAMA_MODEL say \
                    where it is and what it is called; without it labels are read all the same";
        return Some(Check::weak(NAME, trouble, mend));
    }
    let found = state.availability.found?;
    let digest = found.digest.unwrap_or_default();
    let digest = digest.get(..19).unwrap_or(&digest).to_owned();
    Some(Check::good(NAME, format!("{} {digest}, Ollama {}", state.model, found.version)))
}
