//! Starts the command line; everything is in the library.

use std::process::ExitCode;

fn main() -> ExitCode {
    // When it fails the service is slower and does without PP-OCR, and works.
    let _ = ttb_verifier::ocr::start::ensure_environment();
    ttb_verifier::cli::run()
}
