//! What operators are given beside the binary says what the service does: settings, numbers,
//! alerts, dashboards, runbook.

use crate::support::{Form, TestApp, skipped};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;
use ttb_verifier::config::{Config, Env};
use ttb_verifier::telemetry::numbers::{self, Kind};

fn path(below: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(below)
}

fn read(below: &str) -> String {
    std::fs::read_to_string(path(below)).unwrap_or_else(|error| panic!("{below}: {error}"))
}

/// Words beginning with `ttb_`, as Prometheus spells names.
fn named_in(text: &str) -> BTreeSet<String> {
    text.split(|c: char| !c.is_ascii_alphanumeric() && c != '_')
        .filter(|word| word.starts_with("ttb_"))
        .map(str::to_owned)
        .collect()
}

/// What a page of ours may show.
fn shown() -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    for number in numbers::ALL {
        if number.kind == Kind::Histogram {
            for part in ["_bucket", "_sum", "_count"] {
                names.insert(format!("{}{part}", number.name));
            }
        } else {
            names.insert(number.name.to_owned());
        }
    }
    names
}

#[test]
fn dashboards_and_alerts_name_only_numbers_that_there_are() {
    let shown = shown();
    let mut files = vec!["docker/prometheus/alerts.yml".to_owned()];
    for entry in std::fs::read_dir(path("docker/grafana/dashboards")).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        let file = format!("docker/grafana/dashboards/{name}");
        let board: serde_json::Value = serde_json::from_str(&read(&file)).unwrap();
        assert!(board["panels"].as_array().is_some_and(|panels| panels.len() >= 4), "{file}");
        files.push(file);
    }
    assert!(files.len() >= 4, "{files:?}");
    let mut used = BTreeSet::new();
    for file in &files {
        let named = named_in(&read(file));
        let unknown: Vec<_> = named.difference(&shown).collect();
        assert!(unknown.is_empty(), "{file} names {unknown:?}");
        used.extend(named);
    }
    let unused = numbers::ALL
        .iter()
        .filter(|number| !used.iter().any(|name| name.trim_end_matches("_bucket") == number.name));
    let unused: Vec<_> = unused.map(|number| number.name).collect();
    assert!(unused.is_empty(), "nobody looks at {unused:?}");
}

#[test]
fn instances_publish_numbers_that_there_are() {
    let script = read("terraform/modules/compute/templates/user-data.sh.tftpl");
    let shown = shown();
    let published: Vec<_> = script
        .lines()
        .filter_map(|line| line.strip_prefix("publish "))
        .filter_map(|line| line.split_whitespace().nth(1))
        .collect();
    assert!(published.len() >= 4, "{published:?}");
    for name in published {
        assert!(shown.contains(name), "{name}");
    }
}

#[test]
fn every_alert_has_its_section_in_the_runbook() {
    let runbook = read("docs/runbook.md");
    let anchors: BTreeSet<_> = runbook
        .lines()
        .filter_map(|line| line.strip_prefix("## "))
        .map(|heading| heading.to_lowercase().replace(' ', "-"))
        .collect();
    let alerts = read("docker/prometheus/alerts.yml");
    let count = alerts.matches("- alert: ").count();
    let linked: Vec<_> =
        alerts.lines().filter_map(|line| line.split_once("docs/runbook.md#")).collect();
    assert_eq!(linked.len(), count, "each alert links to its section");
    for (_, anchor) in linked {
        assert!(anchors.contains(anchor), "docs/runbook.md has no section “{anchor}”");
    }
    for section in runbook.split("\n## ").skip(1).filter(|section| section.contains("**Means")) {
        let name = section.lines().next().unwrap_or_default();
        for part in ["**Means:**", "**Look:**", "**Do:**"] {
            assert!(section.contains(part), "“{name}” lacks {part}");
        }
    }
}

#[test]
fn the_example_of_settings_is_that_of_the_service() {
    let example = read(".env.example");
    let (_, settings) = Config::from_env(Env::of([])).unwrap();
    let mut expected = Vec::new();
    for setting in &settings {
        let depends =
            matches!(setting.name, "OCR_CONCURRENCY" | "PPOCR_MODELS" | "ONNXRUNTIME_LIB");
        let value = setting.value.as_deref().filter(|_| !depends).unwrap_or_default();
        expected.push(format!("# {}\n#{}={value}", setting.about, setting.name));
    }
    let entry = |text: &&str| !text.contains("#TTB_");
    let found: Vec<_> = example.split("\n\n").map(str::trim).skip(1).filter(entry).collect();
    assert_eq!(found, expected, "it should end with:\n{}", expected.join("\n\n"));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_happens_is_counted_and_shown() {
    let folder = tempfile::tempdir().unwrap();
    let place = |name: &str| folder.path().join(name).display().to_string();
    let (store, spool, index) =
        (format!("file:{}", place("store")), place("spool"), format!("sqlite://{}", place("db")));
    numbers::start();
    let app = TestApp::with_all_settings(&[
        ("ARTIFACT_STORE", store.as_str()),
        ("ARTIFACT_SPOOL", spool.as_str()),
        ("DATABASE_URL", index.as_str()),
        ("ARTIFACT_DEFAULT_SAVE", "true"),
    ]);
    let answer = app.verify(Form::with_a_picture()).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    app.app.archive.as_ref().unwrap().deliver().await.unwrap();
    assert_eq!(app.get("/nowhere").await.status, 404);

    let page = app.get("/metrics").await;
    assert_eq!(page.header("content-type"), Some("text/plain; version=0.0.4; charset=utf-8"));
    let text = page.text();
    for wanted in [
        "ttb_build_info{version=",
        "ttb_rules_info{edition=",
        "ttb_engine_available{engine=",
        "ttb_http_requests_total{method=\"POST\",route=\"/verify\",status=\"200\",verdict=",
        "ttb_http_requests_total{method=\"GET\",route=\"none\",status=\"404\",verdict=\"none\"}",
        "ttb_http_request_seconds_bucket{method=\"POST\",route=\"/verify\",le=\"5\"}",
        "ttb_verifications_total{verdict=",
        "ttb_stage_seconds_count{stage=\"ocr\"}",
        "ttb_findings_total{rule=",
        "ttb_store_operation_seconds_count{operation=\"create\",outcome=\"done\"}",
        "ttb_store_bytes_total{direction=\"written\"}",
        "ttb_artifacts_total{status=\"accepted\"}",
        "ttb_artifact_spool_entries 0",
        "ttb_admission_inside 0",
        "ttb_process_resident_bytes ",
    ] {
        assert!(text.lines().any(|line| line.starts_with(wanted)), "{wanted} is not on\n{text}");
    }
    let shown = shown();
    let unknown: Vec<_> = named_in(&text)
        .into_iter()
        .filter(|name| !shown.contains(name) && !numbers::ALL.iter().any(|n| n.name == name))
        .filter(|name| name != "ttb_verifier")
        .collect();
    assert!(unknown.is_empty(), "not in the list of numbers: {unknown:?}");
}

#[tokio::test]
async fn numbers_with_an_address_of_their_own_are_not_on_the_public_one() {
    let app = TestApp::with_settings([("METRICS_ADDRESS", "127.0.0.1:0")]);
    assert_eq!(app.get("/metrics").await.status, 404);
}

#[test]
fn without_any_route_everything_works_and_nothing_outside_is_tried() {
    let script = path("scripts/without-a-network");
    let done = Command::new(script).arg(env!("CARGO_BIN_EXE_ttb-verifier")).output().unwrap();
    let said = String::from_utf8_lossy(&done.stdout);
    if done.status.code() == Some(77) {
        return skipped(said.trim());
    }
    if !said.contains("served: /health") && engines_are_missing() {
        return skipped("no engine is installed; scripts/install brings them");
    }
    let told = String::from_utf8_lossy(&done.stderr);
    assert!(done.status.success(), "{said}{told}");
    assert!(said.contains("outside addresses tried: 0"), "{said}");
}

fn engines_are_missing() -> bool {
    let doctor = Command::new(env!("CARGO_BIN_EXE_ttb-verifier")).arg("doctor").output().unwrap();
    !doctor.status.success()
}

/// What was stored comes back byte for byte on another machine.
#[tokio::test(flavor = "multi_thread")]
async fn a_backup_brings_back_what_was_stored_and_notices_what_was_altered() {
    let machine = tempfile::tempdir().unwrap();
    let settings = |folder: &Path| {
        let place = |name: &str| folder.join(name).display().to_string();
        [
            ("ARTIFACT_STORE", format!("file:{}", place("store"))),
            ("ARTIFACT_SPOOL", place("spool")),
            ("DATABASE_URL", format!("sqlite://{}", place("index.db"))),
            ("ARTIFACT_DEFAULT_SAVE", "true".to_owned()),
        ]
    };
    let here = settings(machine.path());
    let pairs: Vec<_> = here.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let app = TestApp::with_all_settings(&pairs);
    let answer = app.verify(Form::with_a_picture()).await;
    let id = answer.json()["artifact_id"].as_str().unwrap().to_owned();
    app.app.archive.as_ref().unwrap().deliver().await.unwrap();
    let command = |settings: &[(&str, String)], arguments: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_ttb-verifier"));
        let done = command.args(arguments).envs(settings.iter().cloned()).output().unwrap();
        let mut said = String::from_utf8_lossy(&done.stdout).into_owned();
        said.push_str(&String::from_utf8_lossy(&done.stderr));
        (done.status.code().unwrap(), said)
    };
    let backup = machine.path().join("backup").display().to_string();
    let (status, said) = command(&here, &["backup", &backup]);
    assert_eq!(status, 0, "{said}");
    assert_eq!(command(&here, &["backup", &backup]).0, 1, "a backup is never written over");
    assert_eq!(command(&here, &["restore", &backup]).0, 1, "nothing that is there is written over");

    let other = tempfile::tempdir().unwrap();
    let there = settings(other.path());
    let empty = machine.path().join("empty").display().to_string();
    let (status, said) = command(&there, &["backup", &empty]);
    assert_eq!(status, 1, "a backup of nothing is none: {said}");
    assert!(!Path::new(&empty).exists());
    let (status, said) = command(&there, &["restore", &backup]);
    assert_eq!(status, 0, "{said}");
    let (status, said) = command(&there, &["artifacts", "verify"]);
    assert_eq!(status, 0, "{said}");
    assert!(said.starts_with("1 artifacts"), "{said}");
    let pairs: Vec<_> = there.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let restored = TestApp::with_all_settings(&pairs);
    let path = format!("/artifacts/{id}/image");
    assert_eq!(restored.get(&path).await.body, app.get(&path).await.body);

    let is_image = |file: &PathBuf| file.file_stem().is_some_and(|stem| stem == "image");
    let image = walk(Path::new(&backup)).into_iter().find(is_image);
    std::fs::write(image.expect("the picture is in the backup"), "another").unwrap();
    let (status, said) = command(&there, &["restore", "--check", &backup]);
    assert_eq!(status, 1);
    assert!(said.contains("is not what was written"), "{said}");
}

fn walk(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { found.extend(walk(&path)) } else { found.push(path) }
    }
    found
}
