//! What may not come in, and how it is told.

use super::{Place, SETTINGS};
use crate::support::drop::zip;
use crate::support::{Form, RecordedReader, png};
use axum::http::Request;
use serde_json::json;

/// A form, the status and code of its answer, and places that it names.
type Trap = (&'static str, Form, u16, &'static str, &'static [&'static str]);

fn with(bytes: &[u8]) -> Form {
    Form::new().file("file", "drop.zip", bytes)
}

#[tokio::test]
async fn a_batch_that_cannot_be_taken_is_refused_with_its_reason() {
    let settings: Vec<_> =
        SETTINGS.iter().copied().chain([("MAX_BATCH_UPLOAD_MB", "16")]).collect();
    let place = Place::sqlite(&settings, RecordedReader::default());
    let picture = png(40, 30);
    let good = zip(&[("a.png", &picture)]);
    let many: Vec<String> = (0..7).map(|number| format!("label{number}x.png")).collect();
    let many = zip(&many.iter().map(|name| (name.as_str(), &*picture)).collect::<Vec<_>>());
    let entries: Vec<String> = (0..2000).map(|number| number.to_string()).collect();
    let entries = zip(&entries.iter().map(|name| (name.as_str(), &b""[..])).collect::<Vec<_>>());
    let picture_and = |manifest: &str| {
        Form::new().file("file", "a.png", &picture).file("manifest", "m", manifest.as_bytes())
    };
    let traps: [Trap; 16] = [
        ("nothing", Form::new().field("dry_run", "true"), 422, "file_missing", &["file"]),
        ("no archive", with(b"hello"), 415, "not_an_archive", &[]),
        (
            "another kind",
            Form::new().file("file", "x", b"Rar!\x1a\x07\x01\x00"),
            415,
            "not_an_archive",
            &[],
        ),
        ("cut short", with(&good[..good.len() / 2]), 422, "archive_damaged", &[]),
        ("no pictures", with(&zip(&[("a.txt", b"x")])), 422, "no_picture", &[]),
        ("too many applications", with(&many), 422, "batch_too_large", &[]),
        ("too many entries", with(&entries), 422, "archive_too_many_entries", &[]),
        ("too large", with(&vec![0; 17 << 20]), 413, "request_too_large", &[]),
        (
            "two manifests",
            picture_and("brand\nX\n").file("file", "manifest.csv", b"brand\nY\n"),
            422,
            "two_manifests",
            &[],
        ),
        (
            "unknown columns",
            picture_and("files,Colour\na.png,red\n"),
            422,
            "manifest_columns",
            &["manifest row 1, Colour"],
        ),
        ("an empty manifest", picture_and("files\n"), 422, "manifest_empty", &[]),
        (
            "too many rows",
            picture_and(&format!("brand\n{}", "X\n".repeat(7))),
            422,
            "batch_too_large",
            &[],
        ),
        ("no manifest at all", picture_and("\u{0}"), 422, "manifest_unreadable", &[]),
        ("a parameter", with(&good).field("dryrun", "true"), 422, "unknown_parameter", &["dryrun"]),
        ("a value", with(&good).field("dry_run", "yes"), 422, "invalid_value", &["dry_run"]),
        ("crops", with(&good).field("crops", "true"), 422, "not_for_batches", &["crops"]),
    ];
    for (case, form, status, code, at) in traps {
        let answer = place.submit(form).await;
        assert_eq!(answer.status.as_u16(), status, "{case}: {}", answer.text());
        assert_eq!(answer.code(), code, "{case}");
        assert_eq!(answer.places(), at, "{case}");
    }
    assert_eq!(place.app.app.jobs.counts().await.unwrap(), [], "nothing of it was enqueued");
    let get = place.app.send(Request::get("/v1/batches")).await;
    assert_eq!(get.code(), "method_not_allowed");
}

#[tokio::test]
async fn a_bad_entry_is_left_out_or_fails_its_own_application() {
    let place = Place::sqlite(SETTINGS, RecordedReader::default());
    let picture = png(40, 30);
    let inner = zip(&[("x.png", &picture)]);
    let zeros = vec![0; 9 << 20];
    let archive = zip(&[
        ("good one.png", &picture),
        ("../../escape.png", &picture),
        ("nested.zip", &inner),
        ("nested picture.png", &inner),
        ("Thumbs.db", b"x"),
        ("notes.txt", b"x"),
    ]);
    let answer = place.submit(with(&archive).field("dry_run", "true")).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    let shown = answer.json();
    let told: Vec<_> = shown["applications"]
        .as_array()
        .unwrap()
        .iter()
        .map(|group| json!([group["files"][0], group["error"]["code"]]))
        .collect();
    let expected = json!([
        ["good one.png", null],
        ["nested picture.png", "entry_nested_archive"],
        ["../../escape.png", "entry_unsafe_name"],
    ]);
    assert_eq!(json!(told), expected, "{shown}");
    let left: Vec<_> =
        shown["problems"].as_array().unwrap().iter().map(|problem| problem["at"].clone()).collect();
    assert_eq!(json!(left), json!(["nested.zip", "notes.txt"]));
    assert!(!place.folder.path().join("escape.png").exists());

    let mut bomb = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let packed = zip::write::SimpleFileOptions::default()
        .compression_method(zip::CompressionMethod::Deflated);
    for (name, bytes) in [("bomb one.png", &zeros), ("good one.png", &picture)] {
        bomb.start_file(name, packed).unwrap();
        std::io::Write::write_all(&mut bomb, bytes).unwrap();
    }
    let bomb = bomb.finish().unwrap().into_inner();
    let shown = place.submit(with(&bomb).field("dry_run", "true")).await.json();
    // It begins with nothing that is a picture, however far it would go.
    assert_eq!(shown["applications"][0]["error"]["code"], "entry_is_a_bomb", "{shown}");
    assert_eq!(shown["applications"][1]["error"], json!(null));
}
