//! The handbook in the repository is what the rules declare.

use std::path::Path;
use ttb_verifier::rules::handbook::markdown;

#[test]
fn the_committed_handbook_is_up_to_date() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/rules.md");
    let committed = std::fs::read_to_string(path).unwrap_or_default();
    assert!(
        committed == markdown::handbook(),
        "print it again: cargo run -- rules > docs/rules.md"
    );
}
