//! The use case: pictures and an application in, an honest report out.

mod compose;
mod crops;
pub mod fields;
pub mod keep;
mod measures;
pub mod plain;
pub mod plan;
pub mod report;
mod request;
mod verifier;

pub use compose::role_by_name;
pub use plan::{Plan, PlanSettings, Strategies};
pub use report::Report;
pub use request::{
    EngineState, PanelReader, PanelSeen, PanelsRead, PassSeen, PlaceSeen, Request, VerifyError,
};
pub use verifier::Verifier;

use std::time::Duration;

/// Whole milliseconds, as the report gives times.
fn milliseconds(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}
