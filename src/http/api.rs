//! The handlers and what they show, one file for each thing of the contract.

pub mod artifacts;
pub mod health;
pub mod jobs;
pub mod model_status;
pub mod rules;
pub mod verifications;
pub mod verify;
