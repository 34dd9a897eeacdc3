//! A dozen applications of our own making in one archive, read by this machine's own engines.

use super::{json, read};
use crate::support::drop::zip;
use crate::support::{Client, Form, skipped};
use serde_json::{Value, json};
use std::time::Duration;
use tokio_util::sync::CancellationToken;
use ttb_verifier::app::App;
use ttb_verifier::config::{Config, Env};
use ttb_verifier::label::Commodity::{DistilledSpirits, MaltBeverage, Wine};
use ttb_verifier::samples::{self, SampleError};

/// A machine that is busy with other tests reads slowly.
const PATIENCE: Duration = Duration::from_mins(10);

#[tokio::test(flavor = "multi_thread")]
async fn a_dozen_lawful_labels_in_one_archive_come_out_as_one_by_one() {
    let folder = tempfile::tempdir().unwrap();
    let mut files: Vec<(String, Vec<u8>)> = Vec::new();
    let mut manifest = Vec::new();
    for seed in 1..=12 {
        let product = [Wine, DistilledSpirits, MaltBeverage][seed as usize % 3];
        let sample = match samples::application(seed, product) {
            Ok(sample) => sample,
            Err(error @ SampleError::NoTypefaces) => return skipped(&error.to_string()),
            Err(error) => panic!("{error}"),
        };
        let place = folder.path().join(format!("A-{seed}"));
        std::fs::create_dir(&place).unwrap();
        sample.write_to(&place).unwrap();
        let mut row = json(&place.join("application.json"));
        let names: Vec<_> =
            sample.panels.iter().map(|panel| format!("A-{seed}/{}", panel.file)).collect();
        for (name, panel) in names.iter().zip(&sample.panels) {
            files.push((name.clone(), read(&place.join(&panel.file))));
        }
        row["files"] = json!(names);
        row["application_id"] = json!(format!("A-{seed}"));
        manifest.push(row);
    }
    files.push(("manifest.json".to_owned(), json!(manifest).to_string().into_bytes()));
    let files: Vec<_> =
        files.iter().map(|(name, bytes)| (name.as_str(), bytes.as_slice())).collect();

    let at = |name: &str| folder.path().join(name).display().to_string();
    let settings = [
        ("ARTIFACT_STORE", format!("file:{}", at("store"))),
        ("ARTIFACT_SPOOL", at("spool")),
        ("DATABASE_URL", format!("sqlite://{}", at("queue.db"))),
    ];
    let mut env: Vec<(String, String)> =
        std::env::vars().filter(|(name, _)| !name.starts_with("ARTIFACT")).collect();
    env.extend(settings.map(|(name, value)| (name.to_owned(), value)));
    let env = Env::of(env.iter().map(|(name, value)| (name.as_str(), value.as_str())));
    let (config, _) = Config::from_env(env).unwrap();
    let app = App::from_config(config);
    if !app.verifier.engines().iter().any(|engine| engine.available) {
        return skipped("no engine is installed; scripts/install brings them");
    }
    let client = Client::of(&app);
    let stop = CancellationToken::new();
    let form = Form::new().file("file", "drop.zip", &zip(&files)).field("deadline_ms", "120000");
    let taken = client.verify_at("/v1/batches", form).await;
    assert_eq!(taken.status, 202, "{}", taken.text());
    let path = taken.header("location").unwrap().to_owned();
    tokio::spawn(app.runner(2).run(stop.clone()));
    let done = tokio::time::timeout(PATIENCE, async {
        loop {
            let view = client.get(&path).await.json();
            if view["state"] == "completed" {
                break view;
            }
            tokio::time::sleep(Duration::from_millis(500)).await;
        }
    });
    let done = done.await.expect("twelve labels are read in ten minutes");
    stop.cancel();
    assert_eq!((&done["total"], &done["counts"]["failed"]), (&json!(12), &json!(0)), "{done}");
    assert_eq!(done["counts"]["non_compliant"], 0, "{done}");
    let results = client.get(&format!("{path}/results")).await.json();
    for item in results["items"].as_array().unwrap() {
        let report: &Value = &item["report"];
        assert_eq!(report["application_id"], item["application_id"]);
        assert_ne!(report["fields"]["brand_name"]["status"], "mismatch", "{}", item["files"]);
    }
}
