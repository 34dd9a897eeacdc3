//! Checks the picture of a US alcohol beverage label against 27 CFR and against what its
//! applicant declared, and shows why.

pub mod cli;
pub mod clock;
pub mod intake;
pub mod label;
pub mod lists;
pub mod ocr;
pub mod reading;
pub mod rules;
pub mod samples;
pub mod verification;
