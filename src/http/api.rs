//! The handlers and what they show, one file for each thing of the contract.

pub mod artifacts;
pub mod batches;
pub mod compare;
pub mod health;
pub mod jobs;
pub mod metrics;
pub mod model_status;
pub mod operations;
pub mod rules;
pub mod verifications;
pub mod verify;
pub mod webhooks;
