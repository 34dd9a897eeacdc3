//! What the commands say, and how they say that something failed.

use std::io::{self, ErrorKind, Write};
use std::process::ExitCode;

/// The command could not do its work.
const COULD_NOT: u8 = 3;

/// Prints a page; whoever reads through a pager may have seen enough.
pub(super) fn print(words: &str) -> io::Result<()> {
    let mut out = io::stdout().lock();
    match out.write_all(words.as_bytes()).and_then(|()| out.flush()) {
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(()),
        printed => printed,
    }
}

/// Says something beside the page.
pub(super) fn aside(words: &str) {
    // Nothing is left to do when the terminal is gone.
    let _ = io::stderr().lock().write_all(words.as_bytes());
}

/// Says what went wrong, with its causes.
pub(super) fn failed(error: &anyhow::Error) -> ExitCode {
    aside(&format!("error: {error:#}\n"));
    ExitCode::from(COULD_NOT)
}
