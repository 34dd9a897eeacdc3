//! The whole service with this machine's own engines: samples whose truth is known, and the
//! corpus where it lies beside the project. Slow; what a machine lacks is said and skipped.

mod batch;
mod corpus;
mod samples;

use crate::support::{Client, Form, skipped};
use serde_json::Value;
use std::path::Path;
use std::sync::LazyLock;
use ttb_verifier::app::App;
use ttb_verifier::config::{Config, Env};

/// Far more than any label takes: these tests ask what is read, not how fast.
const DEADLINE_MS: u64 = 120_000;

/// The service as this machine can run it.
struct Service {
    client: Client,
    /// PP-OCR reads too; Tesseract alone leaves more to a person.
    reads_twice: bool,
}

static SERVICE: LazyLock<Option<Service>> = LazyLock::new(|| {
    let (config, _) = Config::from_env(Env::system()).expect("the settings are good");
    let app = App::from_config(config);
    let available = app.verifier.engines().iter().filter(|engine| engine.available).count();
    (available > 0).then(|| Service { client: Client::of(&app), reads_twice: available > 1 })
});

/// `None`, and a word about it, where nothing can read.
fn service() -> Option<&'static Service> {
    if SERVICE.is_none() {
        skipped("no engine is installed; scripts/install brings them");
    }
    SERVICE.as_ref()
}

impl Service {
    /// The report on pictures and an application.
    async fn report(&self, pictures: &[std::path::PathBuf], application: &Value) -> Value {
        let mut form = Form::new().application(&application.to_string());
        for picture in pictures {
            let name = picture.file_name().expect("a file").to_string_lossy();
            form = form.file("file", &name, &read(picture));
        }
        let path = format!("/v1/verify?deadline_ms={DEADLINE_MS}");
        let answer = self.client.verify_at(&path, form).await;
        assert_eq!(answer.status, 200, "{}", answer.text());
        answer.json()
    }
}

fn read(file: &Path) -> Vec<u8> {
    std::fs::read(file).unwrap_or_else(|error| panic!("{}: {error}", file.display()))
}

fn json(file: &Path) -> Value {
    serde_json::from_slice(&read(file)).expect("is JSON")
}

/// The rules that are violated or left unclear, for a failure's message.
fn doubts(report: &Value) -> Vec<String> {
    let findings = report["findings"].as_array().expect("a list");
    let open = findings
        .iter()
        .filter(|finding| matches!(finding["outcome"].as_str(), Some("violated" | "unclear")));
    open.map(|finding| {
        format!("{} {}: {}", finding["outcome"], finding["rule"], finding["message"])
    })
    .collect()
}
