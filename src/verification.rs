//! The use case: pictures and an application in, an honest report out.

pub mod fields;
pub mod report;
mod request;
mod verifier;

pub use report::Report;
pub use request::{EngineState, PanelReader, PanelSeen, PanelsRead, Request, VerifyError};
pub use verifier::Verifier;
