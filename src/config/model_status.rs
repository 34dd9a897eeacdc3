//! The file in which an initialiser tells how far a model's download is.

use super::Env;
use std::path::PathBuf;

#[derive(Debug, Clone)]
pub struct ModelStatusConfig {
    /// Unset where nothing downloads a model; containers set it.
    pub file: Option<PathBuf>,
}

impl ModelStatusConfig {
    pub(super) fn from_env(env: &mut Env) -> Self {
        Self {
            file: env.optional_path(
                "MODEL_STATUS_FILE",
                "File that tells how far a model's download is, for /model-status.",
            ),
        }
    }
}
