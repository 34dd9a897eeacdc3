//! Starts the command line; everything is in the library.

use std::process::ExitCode;

fn main() -> ExitCode {
    // When it fails the service is slower, and works.
    let _ = ttb_verifier::ocr::tesseract::ensure_single_threaded();
    ttb_verifier::cli::run()
}
