//! Checks the picture of a US alcohol beverage label against 27 CFR and against what its
//! applicant declared, and shows why.

pub mod app;
pub mod cli;
pub mod clock;
pub mod config;
pub mod http;
pub mod intake;
pub mod label;
pub mod lists;
pub mod model_status;
pub mod ocr;
pub mod reading;
pub mod rules;
pub mod samples;
pub mod telemetry;
pub mod verification;
