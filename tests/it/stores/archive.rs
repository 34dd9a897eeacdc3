//! The archive as a whole: what is saved is found, proved and erased, whatever fails.

use super::place::{Place, first, open, second};
use crate::support::bucket::{Bucket, Fault};
use crate::support::drafts::{draft, draft_that};
use std::sync::Arc;
use ttb_verifier::artifacts::store::Folder;
use ttb_verifier::artifacts::{ArchiveError, Draft, EraseError, ErasedFor, Found, PartName, State};
use ttb_verifier::intake::Format;

const IMAGE: PartName = PartName::Image(0, Format::Jpeg);

#[tokio::test]
async fn what_is_saved_is_found_at_once_and_goes_to_the_store() {
    let place = Place::new();
    place.archive.save(draft(first())).await.unwrap();
    let artifact = place.here(first()).await;
    assert_eq!(artifact.state, State::Spooled);
    let image = artifact.metadata.part(IMAGE).unwrap();
    assert_eq!(place.archive.read_all(&artifact, image).await.unwrap().len(), 4);
    assert!(!place.file(first(), "metadata.json").exists());

    assert_eq!(place.archive.deliver().await.unwrap(), 1);
    // One that was found before is still read.
    assert_eq!(place.archive.read_all(&artifact, image).await.unwrap().len(), 4);
    let artifact = place.here(first()).await;
    assert_eq!(artifact.state, State::Stored);
    assert_eq!(place.listed().await, [(first(), State::Stored)]);
    assert_eq!(place.archive.state().spool.entries, 0);
    let json = std::fs::read(place.file(first(), "metadata.json")).unwrap();
    let json: serde_json::Value = serde_json::from_slice(&json).unwrap();
    let keys = [
        "request_id",
        "timestamp",
        "client_ip",
        "image_size_bytes",
        "image_format",
        "ocr_backend",
        "validation_passed",
        "processing_time_ms",
        "model_version",
    ];
    for key in keys {
        assert!(!json[key].is_null(), "{key}");
    }
    assert_eq!(json["parts"][0]["name"], "image.jpg");
    assert_eq!(json["parts"][0]["sha256"].as_str().unwrap().len(), 71);
}

#[tokio::test]
async fn a_crash_before_delivery_loses_nothing() {
    let place = Place::new();
    place.archive.save(draft(first())).await.unwrap();
    place.archive.save(draft(second())).await.unwrap();
    let place = place.restart();
    assert_eq!(place.archive.deliver().await.unwrap(), 2);
    let stored = [(first(), State::Stored), (second(), State::Stored)];
    assert_eq!(place.listed().await, stored);
}

#[tokio::test]
async fn what_was_delivered_when_the_crash_came_is_delivered_again_without_harm() {
    let place = Place::new();
    place.archive.save(draft(first())).await.unwrap();
    let spool = place.folder.path().join("spool/0");
    let mut files = std::fs::read_dir(&spool).unwrap().map(|entry| entry.unwrap().path());
    let entry = files.find(|path| path.extension().is_some_and(|ext| ext == "spool")).unwrap();
    let kept = std::fs::read(&entry).unwrap();
    place.archive.deliver().await.unwrap();
    std::fs::write(&entry, kept).unwrap();
    let place = place.restart();
    assert_eq!(place.archive.deliver().await.unwrap(), 1);
    assert_eq!(place.listed().await, [(first(), State::Stored)]);
    assert_eq!(place.here(first()).await.state, State::Stored);
}

#[tokio::test]
async fn while_the_store_is_away_artifacts_wait_are_listed_and_go_in_order() {
    let bucket = Bucket::start().await;
    let folder = tempfile::tempdir().unwrap();
    let place = Place::over(folder, Arc::new(bucket.store().await));
    place.archive.save(draft(first())).await.unwrap();
    place.archive.save(draft(second())).await.unwrap();
    bucket.fail(std::iter::repeat_n(Fault::SlowDown, 4));
    let error = place.archive.deliver().await.unwrap_err();
    assert!(matches!(error, ArchiveError::Store(_)), "{error}");
    assert_eq!(place.listed().await, [(first(), State::Spooled), (second(), State::Spooled)]);
    let state = place.archive.state();
    assert_eq!(state.spool.entries, 2);
    assert!(state.trouble.is_some());
    assert_eq!(place.here(second()).await.state, State::Spooled);

    bucket.mend();
    assert_eq!(place.archive.deliver().await.unwrap(), 2);
    assert!(place.archive.state().trouble.is_none());
    assert_eq!(place.listed().await, [(first(), State::Stored), (second(), State::Stored)]);
}

#[tokio::test]
async fn a_refusal_midway_leaves_nothing_half_visible() {
    let bucket = Bucket::start().await;
    let folder = tempfile::tempdir().unwrap();
    let place = Place::over(folder, Arc::new(bucket.store().await));
    place.archive.save(draft(first())).await.unwrap();
    // It looks what is there, then writes three parts and the metadata.
    for fails_after in 0..5 {
        bucket.fail_after(fails_after, Fault::Denied);
        assert!(place.archive.deliver().await.is_err(), "{fails_after}");
        let parts = place.archive.store().parts(first()).await.unwrap();
        assert!(parts.iter().all(|(part, _)| *part != PartName::Metadata), "{parts:?}");
        assert_eq!(place.here(first()).await.state, State::Spooled);
    }
    bucket.mend();
    assert_eq!(place.archive.deliver().await.unwrap(), 1);
    assert_eq!(place.here(first()).await.state, State::Stored);
}

#[tokio::test]
async fn what_was_altered_in_the_store_is_never_given_out() {
    let place = Place::new();
    place.archive.save(draft(first())).await.unwrap();
    place.archive.save(draft(second())).await.unwrap();
    place.archive.deliver().await.unwrap();
    let artifact = place.here(first()).await;
    let image = artifact.metadata.part(IMAGE).unwrap();
    for altered in [&b"\xff\xd8\xff\xe1"[..], b"", b"\xff\xd8\xff\xe0 and more"] {
        std::fs::write(place.file(first(), "image.jpg"), altered).unwrap();
        for range in [None, Some(0..1)] {
            let error = place.archive.read(&artifact, image, range).await.unwrap_err();
            assert!(
                matches!(error, ArchiveError::Altered { .. } | ArchiveError::Store(_)),
                "{error}"
            );
        }
    }
    std::fs::remove_file(place.file(first(), "image.jpg")).unwrap();
    let error = place.archive.read(&artifact, image, None).await.unwrap_err();
    assert!(matches!(error, ArchiveError::Missing { .. }), "{error}");

    let metadata = place.file(second(), "metadata.json");
    let json = std::fs::read_to_string(&metadata).unwrap();
    std::fs::write(&metadata, json.replace("\"passed\"", "\"failed\"")).unwrap();
    let error = place.archive.find(second()).await.unwrap_err();
    assert!(matches!(error, ArchiveError::Altered { .. }), "{error}");
    std::fs::remove_file(metadata).unwrap();
    let error = place.archive.find(second()).await.unwrap_err();
    assert!(matches!(error, ArchiveError::Missing { .. }), "{error}");
}

#[tokio::test]
async fn what_is_erased_leaves_a_tombstone_and_nothing_of_what_it_said() {
    let place = Place::new();
    place.archive.save(draft(first())).await.unwrap();
    place.archive.deliver().await.unwrap();
    let tombstone = place.archive.erase(first(), ErasedFor::Request).await.unwrap();
    assert_eq!(tombstone.chain.unwrap().sequence, 0);
    let folder = place.file(first(), "tombstone.json");
    let left: Vec<_> = std::fs::read_dir(folder.parent().unwrap()).unwrap().collect();
    assert_eq!(left.len(), 1);
    let json = std::fs::read_to_string(folder).unwrap();
    assert!(!json.contains("STONE") && !json.contains("203.0.113.7"), "{json}");
    assert_eq!(place.listed().await, []);
    assert!(matches!(place.archive.find(first()).await.unwrap(), Some(Found::Erased(_))));
    let again = place.archive.erase(first(), ErasedFor::Request).await.unwrap_err();
    assert!(matches!(again, EraseError::Erased(_)), "{again}");
    let never = place.archive.erase(second(), ErasedFor::Request).await.unwrap_err();
    assert!(matches!(never, EraseError::NotFound), "{never}");
}

#[tokio::test]
async fn what_is_erased_while_it_waits_is_never_delivered() {
    let place = Place::new();
    place.archive.save(draft(first())).await.unwrap();
    place.archive.erase(first(), ErasedFor::Request).await.unwrap();
    assert_eq!(place.archive.deliver().await.unwrap(), 0);
    assert!(matches!(place.archive.find(first()).await.unwrap(), Some(Found::Erased(_))));

    // And when another process of this machine has it.
    place.archive.save(draft(second())).await.unwrap();
    let other = open(place.folder.path(), Arc::clone(place.archive.store()));
    other.erase(second(), ErasedFor::Request).await.unwrap();
    place.archive.deliver().await.unwrap();
    assert!(matches!(place.archive.find(second()).await.unwrap(), Some(Found::Erased(_))));
    assert!(!place.file(second(), "metadata.json").exists());
    assert_eq!(place.listed().await, []);
}

#[tokio::test]
async fn what_is_held_is_not_erased_wherever_it_is() {
    let place = Place::new();
    for id in [first(), second()] {
        place.archive.save(draft(id)).await.unwrap();
    }
    place.archive.pin(first(), Some("a case".to_owned())).await.unwrap();
    let spooled = place.archive.erase(first(), ErasedFor::Request).await.unwrap_err();
    assert!(matches!(spooled, EraseError::Pinned(_)), "{spooled}");
    place.archive.deliver().await.unwrap();
    let artifact = place.here(first()).await;
    assert_eq!(artifact.state, State::Stored);
    assert_eq!(artifact.pin.unwrap().reason.as_deref(), Some("a case"));
    let stored = place.archive.erase(first(), ErasedFor::Retention).await.unwrap_err();
    assert!(matches!(stored, EraseError::Pinned(_)), "{stored}");
    place.archive.unpin(first()).await.unwrap();
    place.archive.erase(first(), ErasedFor::Request).await.unwrap();
    let gone = place.archive.pin(first(), None).await.unwrap_err();
    assert!(matches!(gone, EraseError::Erased(_)), "{gone}");
    assert_eq!(place.listed().await, [(second(), State::Stored)]);
}

#[tokio::test]
async fn a_full_disk_or_an_unwritable_folder_is_an_answer() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("spool"), "a file where the folder should be").unwrap();
    let store = Arc::new(Folder::new(folder.path().join("store")));
    let place = Place::over(folder, store);
    let error = place.archive.save(draft(first())).await.unwrap_err();
    assert!(error.to_string().contains("cannot be written"), "{error}");
    assert!(place.archive.state().trouble.is_some());

    let place = Place::new();
    let large = draft_that(first(), |metadata| metadata.application_id = None);
    let mut bodies = large.bodies.clone();
    bodies[0].bytes = vec![0; 1024 * 1024].into();
    let large = Draft { bodies, ..large };
    let error = place.archive.save(large).await.unwrap_err();
    assert!(error.to_string().contains("full"), "{error}");
}
