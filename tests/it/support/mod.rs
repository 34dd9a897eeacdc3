//! What the tests share: the service without sockets, a reader that reads from memory, and
//! forms.

mod app;
pub mod azurite;
pub mod bucket;
pub mod drafts;
pub mod drop;
mod form;
pub mod moto;
pub mod ollama;
pub mod own_postgres;
mod pictures;
pub mod postgres;
pub mod reader;

pub use app::{Answer, Client, TestApp};
pub use form::Form;
pub use pictures::{jpeg, png};
pub use reader::RecordedReader;

use std::io::Write;

/// Says that a test did not run; straight to standard error, which the test harness keeps to
/// itself when it comes by `eprintln!` and the test passes.
pub fn skipped(why: &str) {
    let _ = writeln!(std::io::stderr(), "skipped: {why}");
}
