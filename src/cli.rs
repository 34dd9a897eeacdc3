//! The commands: each parses its own arguments, does its work and says how it went.

pub mod backend;
pub mod eval;
pub mod samples;
