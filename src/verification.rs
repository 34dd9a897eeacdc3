//! The use case: pictures and an application in, an honest report out.

pub mod report;

pub use report::Report;
