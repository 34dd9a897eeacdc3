//! The archive as a whole: proved, indexed anew, purged, brought elsewhere.

use super::place::{Place, first, open, second};
use crate::support::bucket::Bucket;
use crate::support::drafts::{draft, id};
use std::fs;
use std::sync::Arc;
use ttb_verifier::artifacts::migrate::migrate;
use ttb_verifier::artifacts::store::{Folder, Source};
use ttb_verifier::artifacts::{
    ArtifactId, ErasedFor, Expired, ExpiredPart, Filter, Flaw, Key, Page, PartName, Purged, Sort,
    State, Store,
};
use ttb_verifier::intake::Format;

const IMAGE: PartName = PartName::Image(0, Format::Jpeg);

fn third() -> ArtifactId {
    id("2026-03-25T12:00:00Z", 2)
}

async fn with_three() -> Place {
    let place = Place::new();
    for id in [first(), second(), third()] {
        place.archive.save(draft(id)).await.unwrap();
    }
    place.archive.deliver().await.unwrap();
    place
}

async fn flaws(place: &Place) -> Vec<Flaw> {
    place.archive.prove().await.unwrap().problems
}

#[tokio::test]
async fn what_is_whole_is_proved() {
    let place = with_three().await;
    let proof = place.archive.prove().await.unwrap();
    assert_eq!(proof.problems, []);
    assert_eq!((proof.artifacts, proof.parts, proof.chains), (3, 9, 1));
    place.archive.erase(second(), ErasedFor::Request).await.unwrap();
    place.archive.pin(third(), None).await.unwrap();
    let proof = place.archive.prove().await.unwrap();
    assert_eq!(proof.problems, [], "what was erased lawfully is no gap");
    assert_eq!((proof.artifacts, proof.tombstones), (2, 1));
}

#[tokio::test]
async fn every_tampering_shows() {
    let key = |id, part| Key { id, part };
    let place = with_three().await;
    fs::write(place.file(second(), "image.jpg"), "another picture").unwrap();
    assert_eq!(flaws(&place).await, [Flaw::Altered(key(second(), IMAGE))]);

    let place = with_three().await;
    fs::remove_file(place.file(second(), "extracted_text.json")).unwrap();
    assert_eq!(flaws(&place).await, [Flaw::Missing(key(second(), PartName::Text))]);

    let place = with_three().await;
    fs::write(place.file(second(), "image-2.png"), "a stranger").unwrap();
    let stranger = PartName::Image(1, Format::Png);
    assert_eq!(flaws(&place).await, [Flaw::Orphaned(key(second(), stranger))]);

    // A record altered in store and index alike breaks the chain.
    let place = with_three().await;
    let metadata = place.file(second(), "metadata.json");
    let json = fs::read_to_string(&metadata).unwrap();
    fs::write(&metadata, json.replace("A-1042", "A-2042")).unwrap();
    assert_eq!(flaws(&place).await[0], Flaw::Altered(key(second(), PartName::Metadata)));
    place.archive.reindex().await.unwrap();
    assert_eq!(flaws(&place).await, [Flaw::Broken { at: third() }]);

    // So does one that is taken out of both.
    let place = with_three().await;
    fs::remove_dir_all(place.file(second(), "").as_path()).unwrap();
    let found = flaws(&place).await;
    assert!(found.contains(&Flaw::Missing(key(second(), PartName::Metadata))), "{found:?}");
    assert!(found.contains(&Flaw::Gap { before: third(), missing: 1 }), "{found:?}");
    place.archive.reindex().await.unwrap();
    assert_eq!(flaws(&place).await, [Flaw::Gap { before: third(), missing: 1 }]);
    let place = with_three().await;
    fs::remove_dir_all(place.file(first(), "").as_path()).unwrap();
    place.archive.reindex().await.unwrap();
    assert_eq!(flaws(&place).await, [Flaw::Gap { before: second(), missing: 1 }]);
}

#[tokio::test]
async fn the_index_is_made_anew_from_the_store_alone() {
    let place = with_three().await;
    place.archive.pin(third(), Some("a case".to_owned())).await.unwrap();
    place.archive.erase(second(), ErasedFor::Request).await.unwrap();
    let before = place.archive.index().find(third()).await.unwrap();
    let store = Arc::clone(place.archive.store());
    let elsewhere = tempfile::tempdir().unwrap();
    let archive = open(elsewhere.path(), store);
    let done = archive.reindex().await.unwrap();
    assert_eq!((done.recorded, done.forgotten, done.unreadable.len()), (2, 0, 0));
    assert_eq!(archive.index().find(third()).await.unwrap(), before);
    let words = Filter { q: Some("cassis".to_owned()), ..Filter::default() };
    let page = Page { sort: Sort::Oldest, after: None, limit: 10 };
    let found = archive.list(&words, page).await.unwrap();
    assert_eq!(found.len(), 2);

    // What the store does not have any more goes; what waits in a spool stays.
    fs::remove_dir_all(place.file(third(), "").as_path()).unwrap();
    let waiting = id("2026-03-25T12:00:00Z", 9);
    place.archive.save(draft(waiting)).await.unwrap();
    let mut record = archive.index().find(first()).await.unwrap().unwrap();
    record.metadata.request_id = waiting;
    record.state = State::Spooled;
    archive.index().record(&[(record, String::new())]).await.unwrap();
    fs::write(place.file(first(), "metadata.json"), "{").unwrap();
    let done = archive.reindex().await.unwrap();
    assert_eq!((done.recorded, done.forgotten), (0, 1));
    assert_eq!(done.unreadable, [first()]);
    assert!(archive.index().find(waiting).await.unwrap().is_some());
    assert!(archive.index().find(third()).await.unwrap().is_none());
}

#[tokio::test]
async fn what_was_kept_long_enough_goes_and_what_is_held_stays() {
    let place = Place::new();
    // The tests' clock says 26 March 2026, and a year is kept.
    let (old, held, young) = (
        id("2025-03-25T00:00:00Z", 1),
        id("2025-03-25T00:00:00Z", 2),
        id("2025-03-27T00:00:00Z", 1),
    );
    for id in [old, held, young] {
        place.archive.save(draft(id)).await.unwrap();
    }
    place.archive.deliver().await.unwrap();
    place.archive.pin(held, None).await.unwrap();
    let expected = Purged { erased: 1, held: 1, expired: 0 };
    assert_eq!(place.archive.purge(true).await.unwrap(), expected);
    assert_eq!(place.listed().await.len(), 3, "a dry run erases nothing");
    assert_eq!(place.archive.purge(false).await.unwrap(), expected);
    let left: Vec<_> = place.listed().await.into_iter().map(|(id, _)| id).collect();
    assert_eq!(left, [held, young]);
    assert_eq!(
        place.archive.purge(false).await.unwrap(),
        Purged { erased: 0, held: 1, expired: 0 }
    );
    assert_eq!(flaws(&place).await, []);
}

#[tokio::test]
async fn a_store_is_brought_elsewhere_whole_and_only_once() {
    let place = with_three().await;
    place.archive.erase(second(), ErasedFor::Request).await.unwrap();
    place.archive.pin(third(), None).await.unwrap();
    let bucket = Bucket::start().await;
    let to = bucket.store().await;
    let from = place.archive.store();
    let done = migrate(&**from, &to, |_| {}).await.unwrap();
    assert_eq!((done.copied, done.already, done.refused.len()), (3, 0, 0));
    let all = async |store: &dyn Store| {
        let mut listed = store.after(None, 100).await.unwrap();
        for one in &mut listed {
            one.parts.sort_by_key(|(part, _)| part.to_string());
        }
        listed
    };
    assert_eq!(all(&**from).await, all(&to).await);
    let done = migrate(&**from, &to, |_| {}).await.unwrap();
    assert_eq!((done.copied, done.already), (0, 3));

    // What is not what was written is not carried on.
    fs::write(place.file(first(), "image.jpg"), "altered").unwrap();
    let other = tempfile::tempdir().unwrap();
    let other = Folder::new(other.path().to_owned());
    let done = migrate(&**from, &other, |_| {}).await.unwrap();
    assert_eq!(done.refused, [first()]);
    let parts = other.parts(first()).await.unwrap();
    assert!(parts.iter().all(|(part, _)| *part != PartName::Metadata), "{parts:?}");
    let stray = Key { id: first(), part: IMAGE };
    other.put(stray, &Source::Bytes("half".into())).await.unwrap();
    fs::write(place.file(first(), "image.jpg"), b"\xff\xd8\xff\xe0").unwrap();
    let done = migrate(&**from, &other, |_| {}).await.unwrap();
    assert_eq!((done.copied, done.already), (1, 2), "what was broken off goes on");

    // Nor is what is not whole, unless it was let go.
    fs::remove_file(place.file(first(), "image.jpg")).unwrap();
    let elsewhere = tempfile::tempdir().unwrap();
    let elsewhere = Folder::new(elsewhere.path().to_owned());
    let done = migrate(&**from, &elsewhere, |_| {}).await.unwrap();
    assert_eq!((done.copied, done.refused), (2, vec![first()]));
    let expired_at = "2026-05-01T00:00:00Z".parse().unwrap();
    let expired = Expired { parts: vec![ExpiredPart { name: IMAGE, expired_at }] };
    let expired = serde_json::to_vec(&expired).unwrap();
    let key = Key { id: first(), part: PartName::Expired };
    from.put(key, &Source::Bytes(expired.into())).await.unwrap();
    let done = migrate(&**from, &elsewhere, |_| {}).await.unwrap();
    assert_eq!((done.copied, done.already, done.refused.len()), (1, 2, 0));
}
