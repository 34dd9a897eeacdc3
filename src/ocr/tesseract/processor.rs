//! Keeping Tesseract to one thread a page.

use std::io;
use std::os::unix::process::CommandExt as _;
use std::process::Command;

const LIMIT: &str = "OMP_THREAD_LIMIT";

/// Starts the process anew with one OpenMP thread, unless the environment already sets a limit.
///
/// Tesseract's own threads cost six times the time they save on a label, and OpenMP reads its
/// limit when the process is loaded: setting it from within is too late. Call it first thing in
/// `main`; it returns only when there is nothing to do, or when starting anew failed.
#[expect(clippy::disallowed_methods, reason = "runs before there is any configuration")]
pub fn ensure_single_threaded() -> io::Result<()> {
    if std::env::var_os(LIMIT).is_some() {
        return Ok(());
    }
    let mut arguments = std::env::args_os();
    let mut command = Command::new(std::env::current_exe()?);
    if let Some(name) = arguments.next() {
        command.arg0(name);
    }
    Err(command.args(arguments).env(LIMIT, "1").exec())
}

/// Whether the process runs with a limit on OpenMP's threads.
#[must_use]
#[expect(clippy::disallowed_methods, reason = "the other half of `ensure_single_threaded`")]
pub fn is_single_threaded() -> bool {
    std::env::var_os(LIMIT).is_some()
}
