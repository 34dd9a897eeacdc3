//! Bringing a model to a machine: from a bucket, by Ollama, interrupted and gone on with.

use crate::support::bucket::{BUCKET, Bucket, Fault};
use crate::support::ollama::FakeOllama;
use std::collections::HashMap;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};
use tempfile::TempDir;
use ttb_verifier::artifacts::Checksum;
use ttb_verifier::clock::SystemClock;
use ttb_verifier::model_status::{ModelState, ModelStatus};
use ttb_verifier::models::fetch::{Fetch, fetch};
use ttb_verifier::models::{
    ModelError, ModelName, ModelSource, ObjectAddress, Teller, export, pull,
};

const KEY: &str = "models/llava.tar.gz";
const MANIFEST: &str = "manifests/pulled.example/library/llava/latest";

fn hex(bytes: &[u8]) -> String {
    Checksum::of(bytes).hex()
}

/// Bytes that do not get smaller, as a model's.
fn noise(count: usize) -> Vec<u8> {
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    let next = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state as u8
    };
    std::iter::repeat_with(next).take(count).collect()
}

/// Ollama's folder with one model in it.
fn pulled() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let (weights, config) = (noise(300_000), b"{\"model_format\":\"gguf\"}".to_vec());
    let layer =
        |bytes: &[u8]| format!(r#"{{"digest":"sha256:{}","size":{}}}"#, hex(bytes), bytes.len());
    for bytes in [&weights, &config] {
        write(&folder.path().join(format!("blobs/sha256-{}", hex(bytes))), bytes);
    }
    let manifest = format!(r#"{{"config":{},"layers":[{}]}}"#, layer(&config), layer(&weights));
    write(&folder.path().join(MANIFEST), manifest.as_bytes());
    folder
}

fn write(path: &Path, bytes: &[u8]) {
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, bytes).unwrap();
}

/// Every file below a folder with its bytes.
fn files(folder: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        for entry in fs::read_dir(next).unwrap().map(|entry| entry.unwrap().path()) {
            let ours = entry.file_name().is_some_and(|name| name == ".ttb-verifier");
            if entry.is_dir() && !ours {
                folders.push(entry);
            } else if entry.is_file() {
                found.push((
                    entry.strip_prefix(folder).unwrap().to_owned(),
                    fs::read(&entry).unwrap(),
                ));
            }
        }
    }
    found.sort();
    found
}

fn object() -> ObjectAddress {
    ObjectAddress { bucket: BUCKET.to_owned(), key: KEY.to_owned() }
}

/// A bucket that one machine has brought its model to; the archive's size and checksum.
async fn stocked(model: &Path) -> (Bucket, export::Exported) {
    let bucket = Bucket::start().await;
    let store = bucket.store().await;
    let done = export::export(&store, model, &ModelName::new("llava"), &object()).await.unwrap();
    (bucket, done)
}

fn wanted(models: &Path, exported: &export::Exported) -> Fetch {
    let sha256 = Some(exported.sha256.clone());
    Fetch { object: object(), sha256, models: models.to_owned(), tries: 1 }
}

fn teller(file: Option<PathBuf>) -> Arc<Teller> {
    Arc::new(Teller::new("llava", file, Arc::new(SystemClock), |_| {}))
}

fn status(file: &Path) -> ModelStatus {
    serde_json::from_slice(&fs::read(file).unwrap()).unwrap()
}

#[tokio::test]
async fn what_one_machine_exports_the_next_one_has() {
    let model = pulled();
    let (bucket, exported) = stocked(model.path()).await;
    assert_eq!(fs::metadata(bucket.files().join(KEY)).unwrap().len(), exported.bytes);
    let next = tempfile::tempdir().unwrap();
    let file = next.path().join("status.json");
    let models = next.path().join("models");
    fs::create_dir(&models).unwrap();
    // By the checksum that lies beside it.
    let by_itself = Fetch { sha256: None, ..wanted(&models, &exported) };
    fetch(&bucket.store().await, &by_itself, &teller(Some(file.clone()))).await.unwrap();
    assert_eq!(files(&models), files(model.path()));
    let told = status(&file);
    assert_eq!(told.status, ModelState::Ready);
    assert_eq!(told.source.unwrap(), format!("s3://{BUCKET}/{KEY}"));
    assert!(told.started_at.is_some() && told.completed_at.is_some());
    let progress = told.progress.unwrap();
    assert_eq!(progress.percentage, Some(100.0));

    let before = bucket.ranges().len();
    fetch(&bucket.store().await, &wanted(&models, &exported), &teller(None)).await.unwrap();
    assert_eq!(bucket.ranges().len(), before, "what is there is not fetched again");
}

#[tokio::test]
async fn a_download_that_is_cut_anywhere_goes_on_where_it_was() {
    let model = pulled();
    let (bucket, exported) = stocked(model.path()).await;
    let size = usize::try_from(exported.bytes).unwrap();
    for cut in [0, 1, 511, 70_000, size / 2, size - 1] {
        let next = tempfile::tempdir().unwrap();
        let (store, wanted) = (bucket.store().await, wanted(next.path(), &exported));
        bucket.fail([Fault::None, Fault::Cut(cut)]);
        let broken = fetch(&store, &wanted, &teller(None)).await.unwrap_err();
        assert!(matches!(broken, ModelError::Store(_)), "{cut}: {broken}");
        assert!(!next.path().join(MANIFEST).exists(), "half a model is none");
        fetch(&store, &wanted, &teller(None)).await.unwrap();
        assert_eq!(bucket.ranges().last().unwrap(), &format!("bytes={cut}-"));
        assert_eq!(files(next.path()), files(model.path()), "cut after {cut}");
    }
}

#[tokio::test]
async fn a_line_that_breaks_again_and_again_brings_it_all_the_same() {
    let model = pulled();
    let (bucket, exported) = stocked(model.path()).await;
    let next = tempfile::tempdir().unwrap();
    bucket.fail([
        Fault::None,
        Fault::Cut(50_000),
        Fault::Cut(1),
        Fault::SlowDown,
        Fault::Cut(100_000),
        Fault::Cut(0),
    ]);
    let wanted = Fetch { tries: 4, ..wanted(next.path(), &exported) };
    fetch(&bucket.store().await, &wanted, &teller(None)).await.unwrap();
    assert_eq!(files(next.path()), files(model.path()));
    let ranges = bucket.ranges();
    assert!(ranges.contains(&"bytes=50001-".to_owned()), "{ranges:?}");
}

#[tokio::test]
async fn what_was_left_of_another_archive_or_is_damaged_is_not_gone_on_with() {
    let model = pulled();
    let (bucket, exported) = stocked(model.path()).await;
    let next = tempfile::tempdir().unwrap();
    let (store, wanted) = (bucket.store().await, wanted(next.path(), &exported));
    let arrived = next.path().join(".ttb-verifier/llava/archive");
    bucket.fail([Fault::None, Fault::Cut(100_000)]);
    fetch(&store, &wanted, &teller(None)).await.unwrap_err();
    let mut bytes = fs::read(&arrived).unwrap();
    bytes[5_000] ^= 1;
    fs::write(&arrived, &bytes).unwrap();
    let refused = fetch(&store, &wanted, &teller(None)).await.unwrap_err();
    assert!(matches!(refused, ModelError::Altered { .. } | ModelError::Archive(_)), "{refused}");
    assert!(!arrived.exists() && !next.path().join(MANIFEST).exists());
    fetch(&store, &wanted, &teller(None)).await.unwrap();

    let other = tempfile::tempdir().unwrap();
    let wrong =
        Fetch { sha256: Some("0".repeat(64)), models: other.path().to_owned(), ..wanted.clone() };
    let refused = fetch(&store, &wrong, &teller(None)).await.unwrap_err();
    assert!(matches!(refused, ModelError::Altered { .. }), "{refused}");
    assert!(files(other.path()).is_empty());
}

#[tokio::test]
async fn what_cannot_be_fetched_is_told_before_the_first_byte() {
    let model = pulled();
    let (bucket, exported) = stocked(model.path()).await;
    let store = bucket.store().await;
    let next = tempfile::tempdir().unwrap();
    let (send, pieces) = tokio::sync::mpsc::channel(1);
    send.send(Ok("small".into())).await.unwrap();
    drop(send);
    let noted = HashMap::from([("unpacked-bytes".to_owned(), u64::MAX.to_string())]);
    store.write_pieces("models/huge.tar.gz", noted, pieces).await.unwrap();
    let huge = ObjectAddress { key: "models/huge.tar.gz".to_owned(), ..object() };
    let none = ObjectAddress { key: "models/none.tar.gz".to_owned(), ..object() };
    for (object, sha256, reason) in [
        (huge.clone(), Some(exported.sha256.clone()), "are needed"),
        (huge, None, "no checksum"),
        (none, None, "nothing at"),
    ] {
        let wanted = Fetch { object, sha256, ..wanted(next.path(), &exported) };
        let refused = fetch(&store, &wanted, &teller(None)).await.unwrap_err().to_string();
        assert!(refused.contains(reason), "{refused}");
    }
    assert!(bucket.ranges().is_empty());
}

#[tokio::test]
async fn a_model_that_is_not_whole_is_not_exported() {
    let model = pulled();
    let bucket = Bucket::start().await;
    let store = bucket.store().await;
    let weights = model.path().join(format!("blobs/sha256-{}", hex(&noise(300_000))));
    let mut altered = fs::OpenOptions::new().write(true).open(&weights).unwrap();
    altered.write_all(b"!").unwrap();
    let refused = export::export(&store, model.path(), &ModelName::new("llava"), &object()).await;
    assert!(refused.unwrap_err().to_string().contains("not what its name says"));
    fs::remove_file(&weights).unwrap();
    let refused = export::export(&store, model.path(), &ModelName::new("llava"), &object()).await;
    assert!(refused.unwrap_err().to_string().contains("not whole"));
    assert!(!bucket.files().join(KEY).exists());
}

#[tokio::test]
async fn ollama_pulls_with_its_progress_and_is_asked_again_when_it_breaks_off() {
    let fake = FakeOllama::start();
    fake.has_model(false);
    fake.pull_breaks(&[3, 6]);
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("status.json");
    let name = ModelName::new("llama3.2-vision");
    pull::pull(&fake.url(), &name, 3, &teller(Some(file.clone()))).await.unwrap();
    assert_eq!(fake.pulls(), 3);
    let told = status(&file);
    assert_eq!((told.status, told.source.as_deref()), (ModelState::Ready, Some("ollama")));
    assert_eq!(told.progress.unwrap().total_bytes, Some(8_000));

    fake.pull_fails("pull model manifest: file does not exist");
    let refused = pull::pull(&fake.url(), &name, 3, &teller(None)).await.unwrap_err();
    assert!(refused.to_string().contains("file does not exist"), "{refused}");
    assert_eq!(fake.pulls(), 4, "what does not exist is asked for once");
}

/// The command, over a bucket and perhaps an Ollama.
fn command(bucket: &Bucket, models: &Path, file: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_ttb-verifier"));
    command.args(arguments).envs(bucket.environment()).env("OMP_THREAD_LIMIT", "1");
    command
        .env("OLLAMA_MODELS", models)
        .env("MODEL_STATUS_FILE", file)
        .env("OLLAMA_MODEL", "llava");
    command.env("ARTIFACT_S3_ENCRYPTION", "bucket");
    command.stderr(Stdio::piped()).stdout(Stdio::piped());
    command
}

async fn ended(mut command: Command) -> (bool, String) {
    let output = tokio::task::spawn_blocking(move || command.output()).await.unwrap();
    let Output { status, stderr, stdout } = output.unwrap();
    (status.success(), String::from_utf8_lossy(&[stderr, stdout].concat()).into_owned())
}

#[tokio::test(flavor = "multi_thread")]
async fn the_command_goes_on_after_it_was_killed_and_falls_back() {
    let model = pulled();
    let bucket = Bucket::start().await;
    let next = tempfile::tempdir().unwrap();
    let (models, file) = (next.path().join("models"), next.path().join("status.json"));
    fs::create_dir(&models).unwrap();
    let from = format!("s3://{BUCKET}/{KEY}");
    assert!(matches!(from.parse(), Ok(ModelSource::Bucket(_))));
    let (done, said) =
        ended(command(&bucket, model.path(), &file, &["model", "export", "--to", &from])).await;
    assert!(done, "{said}");

    // The line is cut, and then nothing comes: killed in the middle.
    bucket.fail([Fault::None, Fault::None, Fault::None, Fault::Cut(90_000), Fault::Silence]);
    let fetch = ["model", "fetch", "--from", &from];
    let mut killed = command(&bucket, &models, &file, &fetch).spawn().unwrap();
    let arrived = models.join(".ttb-verifier/llava/archive");
    let until = Instant::now() + Duration::from_secs(30);
    while fs::metadata(&arrived).map_or(0, |there| there.len()) < 90_000 {
        assert!(Instant::now() < until, "nothing arrived");
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    killed.kill().unwrap();
    killed.wait().unwrap();
    assert_eq!(status(&file).status, ModelState::Downloading);
    bucket.mend();
    let (done, said) = ended(command(&bucket, &models, &file, &fetch)).await;
    assert!(done, "{said}");
    assert!(said.contains("downloading llava") && said.contains("ready llava"), "{said}");
    assert_eq!(bucket.ranges().last().unwrap(), "bytes=90000-");
    assert_eq!(files(&models), files(model.path()));
    assert_eq!(status(&file).status, ModelState::Ready);

    let nowhere = format!("s3://{BUCKET}/models/none.tar.gz");
    let fake = FakeOllama::start();
    let both = ["model", "fetch", "--from", &nowhere, "--from", "ollama"];
    let mut second = command(&bucket, &models, &file, &both);
    second.env("OLLAMA_HOST", fake.url());
    let (done, said) = ended(second).await;
    assert!(done && said.contains("nothing at"), "{said}");
    assert_eq!(status(&file).source.as_deref(), Some("ollama"));
    let (done, said) =
        ended(command(&bucket, &models, &file, &["model", "fetch", "--from", &nowhere])).await;
    assert!(!done, "{said}");
    let told = status(&file);
    assert_eq!(told.status, ModelState::Error);
    assert!(told.error.unwrap().contains("nothing at"));
}
