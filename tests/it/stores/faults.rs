//! Everything that can go wrong between us and the store: nothing is lost, nothing half
//! visible, and the reason is said in plain words.

use super::place::{Place, first, second};
use crate::support::bucket::{self, Bucket, Fault};
use crate::support::drafts::draft;
use std::sync::Arc;
use std::time::Duration;
use ttb_verifier::artifacts::store::{Guarded, Source};
use ttb_verifier::artifacts::{Key, PartName, State, Store};
use ttb_verifier::config::S3Encryption;

/// The requests of one delivery: it looks what is there, then writes three parts and the
/// metadata.
const REQUESTS: usize = 5;

/// What fails, what is said of it, and how long the store is waited for.
const CASES: &[(Fault, &str, Duration)] = &[
    (Fault::Denied, "the credentials may not do this with the bucket", LONG),
    (Fault::Full, "the store is full: the bucket takes no more", LONG),
    (Fault::Expired, "the credentials have expired", LONG),
    (Fault::ElsewhereRegion, "the bucket is in another region: set AWS_REGION", LONG),
    (Fault::NoBucket, "the bucket does not exist", LONG),
    (Fault::SlowDown, "the store is not available: the server answered SlowDown", LONG),
    (Fault::BreakOff, "the store is not available", LONG),
    (Fault::Silence, "the store is not available: no answer within", Duration::from_secs(5)),
];

const LONG: Duration = Duration::from_mins(1);

/// The store fails from the `fine`th request on, and is mended.
async fn one_case(fault: Fault, words: &str, limit: Duration, fine: usize) {
    let case = format!("{fault:?} after {fine}");
    let bucket = Bucket::start().await;
    let store = Guarded::new(Arc::new(bucket.store().await), limit, Duration::ZERO);
    let place = Place::over(tempfile::tempdir().unwrap(), Arc::new(store));
    place.archive.save(draft(first())).await.unwrap();
    place.archive.save(draft(second())).await.unwrap();
    bucket.fail_for_good_after(fine, fault);
    place.archive.deliver().await.unwrap_err();
    let trouble = place.archive.state().trouble.unwrap();
    assert!(trouble.contains(words), "{case}: {trouble}");

    // What is there of it is no artifact; the artifact is where it was.
    let files = bucket.files().join("artifacts");
    assert!(!has_metadata(&files), "{case}");
    for id in [first(), second()] {
        assert_eq!(place.here(id).await.state, State::Spooled, "{case}");
    }
    assert_eq!(place.archive.state().spool.entries, 2, "{case}");

    bucket.mend();
    assert_eq!(place.archive.deliver().await.unwrap(), 2, "{case}");
    assert!(place.archive.state().trouble.is_none(), "{case}");
    let proof = place.archive.prove().await.unwrap();
    assert_eq!((proof.problems.as_slice(), proof.artifacts), (&[][..], 2), "{case}");
}

fn has_metadata(folder: &std::path::Path) -> bool {
    let Ok(entries) = std::fs::read_dir(folder) else { return false };
    entries.map(|entry| entry.unwrap().path()).any(|path| {
        path.file_name().is_some_and(|name| name == "metadata.json") || has_metadata(&path)
    })
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whatever_fails_nothing_is_lost_and_nothing_half_visible() {
    let cases = CASES.iter().flat_map(|&(fault, words, limit)| {
        // At the first request, in the middle, and where only the metadata is missing.
        [0, 2, REQUESTS - 1].map(|fine| one_case(fault, words, limit, fine))
    });
    futures::future::join_all(cases).await;
}

#[tokio::test]
async fn a_connection_that_is_refused_loses_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let place = Place::over(folder, Arc::new(bucket::nowhere().await));
    place.archive.save(draft(first())).await.unwrap();
    place.archive.deliver().await.unwrap_err();
    let trouble = place.archive.state().trouble.unwrap();
    assert!(trouble.starts_with("the store is not available"), "{trouble}");
    assert_eq!(place.here(first()).await.state, State::Spooled);
    assert_eq!(place.listed().await, [(first(), State::Spooled)]);
}

#[tokio::test]
async fn a_part_that_breaks_off_while_it_is_read_is_no_part() {
    let bucket = Bucket::start().await;
    let place = Place::over(tempfile::tempdir().unwrap(), Arc::new(bucket.store().await));
    place.archive.save(draft(first())).await.unwrap();
    place.archive.deliver().await.unwrap();
    let artifact = place.here(first()).await;
    let image = &artifact.metadata.parts[0];
    bucket.fail_for_good_after(0, Fault::BreakOff);
    let read = place.archive.read_all(&artifact, image).await;
    assert!(read.is_err(), "{read:?}");
    bucket.mend();
    assert_eq!(place.archive.read_all(&artifact, image).await.unwrap().len(), 4);
}

#[tokio::test]
async fn each_object_is_encrypted_as_the_settings_say() {
    let key = "arn:aws:kms:us-east-1:1:key/a";
    let cases = [
        (S3Encryption::Bucket, None, None),
        (S3Encryption::Aes256, None, Some("AES256".to_owned())),
        (S3Encryption::Kms, None, Some("aws:kms".to_owned())),
        (S3Encryption::Kms, Some(key), Some(format!("aws:kms {key}"))),
    ];
    for (encryption, key, expected) in cases {
        let bucket = Bucket::start().await;
        let store = bucket.store_encrypting(encryption, key).await;
        let id = Key { id: first(), part: PartName::Text };
        // What the tests' own server makes of it is another matter.
        let _ = store.put(id, &Source::Bytes("words".into())).await;
        assert_eq!(bucket.encryption().first(), Some(&expected), "{encryption}");
    }
}
