//! Brings a vision model to this machine, and tells how far that is.
//!
//! From a bucket, as the archive that [`export`] made of it on another machine; or by Ollama,
//! which pulls it from where models come from. What was fetched stays when it is interrupted,
//! and is gone on from. The status file that [`crate::model_status`] reads is written here.

pub mod export;
pub mod fetch;
mod growing;
mod name;
pub mod pull;
mod tell;
mod unpack;

pub use name::{ModelName, ModelSource, NotASource, ObjectAddress};
pub use tell::Teller;

use crate::artifacts::StoreError;
use std::io;
use std::path::PathBuf;

/// Why a model could not be brought or taken away.
#[derive(Debug, thiserror::Error)]
pub enum ModelError {
    #[error("there is nothing at {0}")]
    NotThere(String),
    #[error("{0} has no checksum beside it ({0}.sha256), and none was given with --sha256")]
    NoChecksum(String),
    #[error("what arrived is not what was sent: its SHA-256 is {found}, {expected} was expected")]
    Altered { expected: String, found: String },
    #[error("the disk has {free} bytes to spare, and {needed} are needed")]
    NoRoom { needed: u64, free: u64 },
    #[error("the archive is refused: {0}")]
    Archive(String),
    #[error("the model is not in {}: {reason}", .folder.display())]
    NotPulled { folder: PathBuf, reason: String },
    #[error("Ollama could not pull it: {0}")]
    Pull(String),
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error("{what}")]
    Disk { what: String, source: io::Error },
}

impl ModelError {
    /// For `map_err`: what was being done.
    fn disk(what: impl Into<String>) -> impl FnOnce(io::Error) -> Self {
        let what = what.into();
        move |source| Self::Disk { what, source }
    }
}
