//! The use case: pictures and an application in, an honest report out.

pub mod compare;
mod compose;
mod crops;
pub mod fields;
pub mod keep;
mod measures;
pub mod plain;
pub mod plan;
pub mod report;
mod request;
mod settle;
mod verifier;
pub mod verify_label;

pub use compose::role_by_name;
pub use plan::{Plan, PlanSettings, Strategies};
pub use report::Report;
pub use request::{
    EngineState, Load, PanelReader, PanelSeen, PanelsRead, PassSeen, PlaceSeen, Request,
    VerifyError, VisionReading,
};
pub use verifier::Verifier;
pub use verify_label::{LabelToVerify, StoredFile, VerifyLabel};

use std::time::Duration;

/// Whole milliseconds, as the report gives times.
fn milliseconds(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}
