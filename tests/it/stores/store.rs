//! What every store promises, and what it says when it cannot keep it.

use crate::support::azurite::{Azurite, KEY};
use crate::support::bucket::{self, Bucket, Fault};
use crate::support::{drafts, skipped};
use bytes::Bytes;
use object_store::memory::InMemory;
use std::io::Write;
use std::sync::Arc;
use std::time::Duration;
use ttb_verifier::artifacts::store::{Cloud, Folder, Guarded, Source};
use ttb_verifier::artifacts::{ArtifactId, Key, PartName, Store, StoreError};
use ttb_verifier::intake::Format;

const IMAGE: PartName = PartName::Image(0, Format::Jpeg);

fn bytes(text: &'static str) -> Source {
    Source::Bytes(Bytes::from_static(text.as_bytes()))
}

fn parts(mark: &'static str) -> Vec<(PartName, Source)> {
    vec![
        (IMAGE, bytes("a picture")),
        (PartName::Text, bytes(mark)),
        (PartName::Metadata, bytes("{}")),
    ]
}

async fn read(store: &dyn Store, id: ArtifactId, part: PartName) -> Option<String> {
    let blob = store.get(Key { id, part }, None).await.unwrap()?;
    let size = blob.size;
    let all = blob.collect(u64::MAX).await.unwrap();
    assert_eq!(size, all.len() as u64);
    Some(String::from_utf8(all.to_vec()).unwrap())
}

/// The whole contract, on a store in which nothing is.
async fn keeps_its_promises(store: &dyn Store) {
    let first = drafts::id("2025-12-31T23:59:59.999Z", 0);
    let second = drafts::id("2026-03-25T12:00:00Z", 0);
    let third = drafts::id("2026-03-25T12:00:00Z", 1);

    // Nothing is there, and that is no error.
    assert_eq!(read(store, first, PartName::Metadata).await, None);
    assert_eq!(store.parts(first).await.unwrap(), []);
    assert_eq!(store.after(None, 10).await.unwrap(), []);
    store.erase(Key { id: first, part: IMAGE }).await.unwrap();
    store.probe().await.unwrap();
    assert_eq!(store.after(None, 10).await.unwrap(), [], "probing leaves nothing behind");

    // What is created is there as a whole, again and again.
    for id in [third, first, second] {
        store.create(id, &parts("words")).await.unwrap();
    }
    assert_eq!(read(store, second, IMAGE).await.as_deref(), Some("a picture"));
    store.create(second, &parts("other words")).await.unwrap();
    assert_eq!(read(store, second, PartName::Text).await.as_deref(), Some("other words"));
    let mut sizes = store.parts(second).await.unwrap();
    sizes.sort_by_key(|(_, size)| *size);
    assert_eq!(sizes, [(PartName::Metadata, 2), (IMAGE, 9), (PartName::Text, 11)]);

    // A range is what it says.
    let key = Key { id: second, part: IMAGE };
    for (range, expected) in [(0..1, "a"), (2..9, "picture"), (4..4, "")] {
        let blob = store.get(key, Some(range)).await.unwrap().unwrap();
        assert_eq!(blob.collect(100).await.unwrap(), expected);
    }

    // A part is replaced and added whole.
    store.put(Key { id: second, part: PartName::Pin }, &bytes("held")).await.unwrap();
    store.put(Key { id: second, part: PartName::Pin }, &bytes("held on")).await.unwrap();
    assert_eq!(read(store, second, PartName::Pin).await.as_deref(), Some("held on"));

    // A walk is in the order of ids, and goes on anywhere.
    let walk = async |after, most| -> Vec<ArtifactId> {
        store.after(after, most).await.unwrap().into_iter().map(|listed| listed.id).collect()
    };
    assert_eq!(walk(None, 10).await, [first, second, third]);
    assert_eq!(walk(None, 1).await, [first]);
    assert_eq!(walk(Some(first), 1).await, [second]);
    assert_eq!(walk(Some(second), 10).await, [third]);
    assert_eq!(walk(Some(third), 10).await, []);
    let listed = store.after(Some(first), 1).await.unwrap();
    assert_eq!(listed[0].parts.len(), 4);

    // What is erased is gone.
    for part in [IMAGE, PartName::Text, PartName::Pin, PartName::Metadata] {
        store.erase(Key { id: second, part }).await.unwrap();
        assert_eq!(read(store, second, part).await, None);
    }
    assert_eq!(walk(None, 10).await, [first, third]);
}

/// More than goes up at once, from the middle of a file.
async fn keeps_what_is_large(store: &dyn Store) {
    const SIZE: usize = 20 * 1024 * 1024;
    let mut file = tempfile::NamedTempFile::new().unwrap();
    let pattern: Vec<u8> = (0..SIZE + 100).map(|index| (index % 251) as u8).collect();
    file.write_all(&pattern).unwrap();
    let path = file.path().to_owned();
    let source = Source::File { path, offset: 50, length: SIZE as u64 };
    let id = drafts::id("2026-03-25T12:00:00Z", 0);
    store.create(id, &[(IMAGE, source), (PartName::Metadata, bytes("{}"))]).await.unwrap();
    let key = Key { id, part: IMAGE };
    let blob = store.get(key, None).await.unwrap().unwrap();
    assert_eq!(blob.size, SIZE as u64);
    assert!(blob.collect(SIZE as u64).await.unwrap() == pattern[50..50 + SIZE]);
    let end = store.get(key, Some(SIZE as u64 - 2..SIZE as u64)).await.unwrap().unwrap();
    assert_eq!(end.collect(2).await.unwrap(), pattern[50 + SIZE - 2..50 + SIZE]);
}

#[tokio::test]
async fn a_folder_keeps_its_promises() {
    let folder = tempfile::tempdir().unwrap();
    let store = Folder::new(folder.path().join("artifacts"));
    keeps_its_promises(&store).await;
    keeps_what_is_large(&store).await;
}

#[tokio::test]
async fn a_bucket_of_s3_keeps_its_promises() {
    let bucket = Bucket::start().await;
    let store = bucket.store().await;
    keeps_its_promises(&store).await;
    keeps_what_is_large(&store).await;
}

#[tokio::test]
async fn a_bucket_of_another_cloud_keeps_its_promises() {
    let store = Cloud::new(Arc::new(InMemory::new()), "memory".to_owned());
    keeps_its_promises(&store).await;
    keeps_what_is_large(&store).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_container_of_azure_keeps_its_promises() {
    let Some(azurite) = Azurite::start() else { return skipped("Azurite is not installed") };
    let store = azurite.container("labels").await;
    keeps_its_promises(&store).await;
    keeps_what_is_large(&store).await;

    // An artifact with its tombstone is cleared but for that.
    let id = drafts::id("2026-06-01T12:00:00Z", 0);
    store.create(id, &parts("words")).await.unwrap();
    store.put(Key { id, part: PartName::Tombstone }, &bytes("{}")).await.unwrap();
    store.clear(id).await.unwrap();
    assert_eq!(store.parts(id).await.unwrap(), [(PartName::Tombstone, 2)]);

    // What the account keeps of what is erased is told.
    assert_eq!(store.lingering().await.unwrap(), None);
    azurite.keep_deleted(Some(7)).await;
    let lingering = store.lingering().await.unwrap().unwrap();
    assert!(lingering.contains("7 more days"), "{lingering}");
    assert!(lingering.contains("--enable-delete-retention false"), "{lingering}");
    azurite.keep_deleted(None).await;
    assert_eq!(store.lingering().await.unwrap(), None);

    // And what is wrong is said in plain words.
    let missing = azurite.store_with("no-such-container", KEY);
    let error = missing.probe().await.unwrap_err();
    assert!(error.to_string().contains("the bucket does not exist"), "{error}");
    let stranger = azurite.store_with("labels", "c2VjcmV0");
    let error = stranger.probe().await.unwrap_err();
    assert!(matches!(error, StoreError::Refused { .. }), "{error}");
}

#[tokio::test]
async fn a_guarded_store_keeps_the_promises_of_its_own() {
    let folder = tempfile::tempdir().unwrap();
    let store = Arc::new(Folder::new(folder.path().to_owned()));
    let store = Guarded::new(store, Duration::from_secs(10), Duration::from_secs(10));
    keeps_its_promises(&store).await;
}

#[tokio::test]
async fn paths_are_those_of_the_contract() {
    let id = drafts::id("2026-03-25T12:00:00Z", 7);
    let bucket = Bucket::start().await;
    bucket.store().await.create(id, &parts("words")).await.unwrap();
    let key = bucket.files().join(format!("artifacts/2026/03/25/{id}/image.jpg"));
    assert_eq!(std::fs::read(key).unwrap(), b"a picture");
    let folder = tempfile::tempdir().unwrap();
    Folder::new(folder.path().to_owned()).create(id, &parts("words")).await.unwrap();
    let file = folder.path().join(format!("2026/03/25/{id}/extracted_text.json"));
    assert_eq!(std::fs::read(file).unwrap(), b"words");
}

#[tokio::test]
async fn strangers_in_a_folder_are_not_seen() {
    let folder = tempfile::tempdir().unwrap();
    let store = Folder::new(folder.path().to_owned());
    let id = drafts::id("2026-03-25T12:00:00Z", 0);
    store.create(id, &parts("words")).await.unwrap();
    let day = folder.path().join("2026/03/25");
    std::fs::create_dir_all(folder.path().join("2026/notes")).unwrap();
    std::fs::create_dir_all(day.join("lost+found")).unwrap();
    std::fs::write(day.join(id.to_string()).join("image.gif"), "x").unwrap();
    // An artifact of another day in this day's folder is none.
    std::fs::create_dir(day.join(drafts::id("2026-03-26T12:00:00Z", 0).to_string())).unwrap();
    let listed = store.after(None, 10).await.unwrap();
    assert_eq!(listed.len(), 1);
    assert_eq!(listed[0].parts.len(), 3);
}

#[tokio::test]
async fn a_bucket_says_in_plain_words_what_is_wrong() {
    let bucket = Bucket::start().await;
    let missing = bucket.store_with("a-secret-of-the-tests", "no-such-bucket").await;
    let stranger = bucket.store_with("another-secret", "labels").await;
    let cases = [
        (missing.after(None, 1).await.map(drop), "the bucket does not exist"),
        (stranger.probe().await, "the secret key is wrong"),
    ];
    for (probed, expected) in cases {
        let error = probed.unwrap_err();
        assert!(matches!(error, StoreError::Refused { .. }), "{error}");
        assert!(error.to_string().contains(expected), "{error}");
    }
    bucket.fail([Fault::Denied]);
    let error = bucket.store().await.probe().await.unwrap_err();
    assert!(error.to_string().contains("may not"), "{error}");
    let error = bucket::nowhere().await.probe().await.unwrap_err();
    assert!(matches!(error, StoreError::Unavailable { .. }), "{error}");
}

#[tokio::test]
async fn a_bucket_that_is_overloaded_for_a_moment_is_asked_again() {
    let bucket = Bucket::start().await;
    bucket.fail([Fault::SlowDown, Fault::BreakOff]);
    keeps_its_promises(&bucket.store().await).await;
}

#[tokio::test]
async fn a_store_that_keeps_failing_is_left_alone() {
    let bucket = Bucket::start().await;
    bucket.fail([Fault::Silence; 20]);
    let store = Arc::new(bucket.store().await);
    let store = Guarded::new(store, Duration::from_millis(20), Duration::from_mins(1));
    let mut reasons = Vec::new();
    for _ in 0..20 {
        reasons.push(store.probe().await.unwrap_err().to_string());
    }
    assert!(reasons[0].contains("no answer within"), "{}", reasons[0]);
    assert!(reasons[19].contains("left alone"), "{}", reasons[19]);
}

#[tokio::test]
async fn what_only_asks_waits_no_longer_than_for_an_answer() {
    let bucket = Bucket::start().await;
    bucket.fail_for_good_after(0, Fault::Silence);
    let store = Arc::new(bucket.store().await);
    // Whatever waits for as long as a delivery may take never ends here.
    let store = Guarded::new(store, Duration::from_hours(1), Duration::from_mins(1))
        .answering_within(Duration::from_millis(20));
    let id = drafts::id("2026-03-25T12:00:00Z", 0);
    let key = Key { id, part: IMAGE };
    let answers = [
        store.parts(id).await.map(drop),
        store.get(key, None).await.map(drop),
        store.erase(key).await,
        store.probe().await,
    ];
    for answer in answers {
        let error = answer.unwrap_err().to_string();
        assert!(error.contains("no answer within"), "{error}");
    }
    assert!(futures::poll!(std::pin::pin!(store.create(id, &parts("words")))).is_pending());
}
