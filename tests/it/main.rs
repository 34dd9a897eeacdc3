//! The one integration binary: behaviour seen from outside.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]
#![expect(clippy::too_many_lines, reason = "tables of cases are long")]

mod api;
mod cli;
mod engines;
mod guide;
mod handbook;
mod jobs;
mod law;
mod operation;
mod rules;
mod stores;
mod support;
mod tidy;
mod vision;
