//! The deployment guide says what the service does.

use std::path::Path;
use ttb_verifier::config::{Config, Env, Setting};

/// As a row of the guide's table; what depends on the machine is named in words.
fn row(setting: &Setting) -> String {
    let default = match (setting.name, setting.value.as_deref()) {
        ("OCR_CONCURRENCY" | "JOB_WORKERS", _) => "one per core".to_owned(),
        ("PPOCR_MODELS" | "ONNXRUNTIME_LIB", _) => "see “Engines”".to_owned(),
        (_, Some(value)) => format!("`{value}`"),
        (_, None) => "unset".to_owned(),
    };
    format!("| `{}` | {default} | {} |", setting.name, setting.about)
}

#[test]
fn the_table_of_settings_is_that_of_the_service() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("DEPLOYMENT_GUIDE.md");
    let guide = std::fs::read_to_string(path).unwrap();
    let (_, settings) = Config::from_env(Env::of([])).unwrap();
    let table: Vec<_> = settings.iter().map(row).collect();
    let in_guide: Vec<_> = guide
        .lines()
        .skip_while(|line| !line.starts_with("| variable |"))
        .skip(2)
        .take_while(|line| line.starts_with('|'))
        .collect();
    assert_eq!(in_guide, table, "the table should read:\n{}", table.join("\n"));
}
