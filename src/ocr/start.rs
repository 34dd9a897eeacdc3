//! What the engines' libraries read from the process's environment when they are loaded, or
//! first used: the process is started with it, whoever started it without.

use std::io;
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Tesseract's own threads cost six times the time they save on a label, and OpenMP reads its
/// limit when the process is loaded: setting it from within is too late.
const LIMIT: &str = "OMP_THREAD_LIMIT";

/// As it is distributed, ONNX Runtime tells its makers of each process and session, in its own
/// time, and keeps a name for the machine in the user's cache. Its call to switch that off comes
/// after the first message; only this, set before, makes it open nothing and write nothing.
const SILENCE: &str = "ORT_DISABLE_TELEMETRY";

/// Starts the process anew with one OpenMP thread, unless the environment already sets a limit,
/// and with a silent ONNX Runtime. Call it first thing in `main`; it returns only when there is
/// nothing to do, or when starting anew failed.
pub fn ensure_environment() -> io::Result<()> {
    if is_single_threaded() && is_silent() {
        return Ok(());
    }
    let mut arguments = std::env::args_os();
    let mut command = Command::new(this_program()?);
    if let Some(name) = arguments.next() {
        command.arg0(name);
    }
    if !is_single_threaded() {
        command.env(LIMIT, "1");
    }
    Err(command.args(arguments).env(SILENCE, "1").exec())
}

/// What starts this program once more.
///
/// Where a loader of its own was told to run it, as the archive of scripts/bundle does, the
/// executable is that loader; whoever told it has put himself in the first argument's place.
pub fn this_program() -> io::Result<PathBuf> {
    let executable = std::env::current_exe()?;
    match std::env::args_os().next() {
        Some(name) if is_loader(&executable) => Ok(name.into()),
        _ => Ok(executable),
    }
}

fn is_loader(executable: &Path) -> bool {
    let name = executable.file_name().unwrap_or_default();
    name.as_encoded_bytes().starts_with(b"ld-linux")
}

/// Whether the process runs with a limit on OpenMP's threads.
#[must_use]
#[expect(clippy::disallowed_methods, reason = "the other half of `ensure_environment`")]
pub fn is_single_threaded() -> bool {
    std::env::var_os(LIMIT).is_some()
}

/// Whether ONNX Runtime keeps to itself. It is not loaded otherwise.
#[must_use]
#[expect(clippy::disallowed_methods, reason = "the other half of `ensure_environment`")]
pub fn is_silent() -> bool {
    std::env::var_os(SILENCE).is_some_and(|value| value == "1")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_loader_is_not_taken_for_the_program() {
        assert!(is_loader(Path::new("/opt/ttb-verifier/current/lib/ld-linux-x86-64.so.2")));
        assert!(is_loader(Path::new("/opt/ttb-verifier/current/lib/ld-linux-aarch64.so.1")));
        assert!(!is_loader(Path::new("/opt/ttb-verifier/current/bin/ttb-verifier")));
        assert_eq!(this_program().unwrap(), std::env::current_exe().unwrap());
    }
}
