//! What the doctor says of a store, a spool and a database that will not do.

use crate::support::azurite::{ACCOUNT, Azurite};
use crate::support::bucket::{BUCKET, Bucket, Fault};
use crate::support::skipped;
use std::path::Path;
use std::process::Command;
use tempfile::TempDir;

/// The line of a check and how it is to be mended, as the command prints them.
fn doctor(folder: &TempDir, settings: &[(&str, String)], check: &str) -> String {
    let at = |name: &str| folder.path().join(name).display().to_string();
    let mut command = Command::new(env!("CARGO_BIN_EXE_ttb-verifier"));
    command.arg("doctor").current_dir(folder.path());
    command.env("ARTIFACT_STORE", format!("file:{}", at("store")));
    command.env("ARTIFACT_SPOOL", at("spool"));
    command.env("DATABASE_URL", format!("sqlite://{}", at("index.db")));
    let done = command.envs(settings.iter().cloned()).output().unwrap();
    let page = String::from_utf8(done.stdout).unwrap();
    let from = page.lines().skip_while(|line| !line.contains(check)).take(2);
    let said = from.collect::<Vec<_>>().join(" ");
    assert!(!said.is_empty(), "nothing of {check} on\n{page}");
    said
}

fn in_bucket(bucket: &Bucket) -> Vec<(&'static str, String)> {
    let mut settings = bucket.environment().to_vec();
    settings.push(("ARTIFACT_STORE", format!("s3://{BUCKET}")));
    settings
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_wrong_with_a_bucket_is_told_with_its_reason() {
    let folder = tempfile::tempdir().unwrap();
    let bucket = Bucket::start().await;
    let here = in_bucket(&bucket);
    assert!(doctor(&folder, &here, "Store").contains("can be written"));
    for (fault, reason) in [
        (Fault::Denied, "the credentials may not do this with the bucket"),
        (Fault::Full, "the bucket takes no more"),
        (Fault::Expired, "the credentials have expired"),
        (Fault::ElsewhereRegion, "the bucket is in another region: set AWS_REGION"),
        (Fault::NoBucket, "the bucket does not exist"),
    ] {
        bucket.fail_for_good_after(0, fault);
        let said = doctor(&folder, &here, "Store");
        assert!(said.contains(reason), "{fault:?}: {said}");
        assert!(said.contains("ARTIFACT_STORE"), "{fault:?}: how to mend it: {said}");
        bucket.mend();
    }
    let mut wrong = here.clone();
    wrong.push(("AWS_SECRET_ACCESS_KEY", "another".to_owned()));
    let said = doctor(&folder, &wrong, "Store");
    assert!(said.contains("the secret key is wrong"), "{said}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_store_that_keeps_what_is_erased_is_told() {
    let Some(azurite) = Azurite::start() else { return skipped("Azurite is not installed") };
    let folder = tempfile::tempdir().unwrap();
    azurite.container("labels").await;
    let mut settings = azurite.environment().to_vec();
    settings.push(("ARTIFACT_STORE", format!("az://{ACCOUNT}/labels")));
    let said = doctor(&folder, &settings, "Erasure");
    assert!(said.contains("what is erased is gone"), "{said}");
    azurite.keep_deleted(Some(7)).await;
    let said = doctor(&folder, &settings, "Erasure");
    assert!(said.contains("for 7 more days") && said.contains("delete-retention"), "{said}");
}

#[test]
fn folders_that_cannot_be_written_and_a_database_that_is_none_are_told() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("a-file");
    let text = "no database, and no folder, and longer than a header has to be";
    std::fs::write(&file, text).unwrap();
    let below = file.join("below").display().to_string();
    let of = |setting: &'static str, value: String| [(setting, value)];
    for (setting, value, check) in [
        ("ARTIFACT_STORE", format!("file:{below}"), "Store"),
        ("ARTIFACT_SPOOL", below.clone(), "Spool"),
        ("DATABASE_URL", format!("sqlite://{below}"), "Database"),
    ] {
        let said = doctor(&folder, &of(setting, value), check);
        assert!(said.contains("cannot be written"), "{said}");
        assert!(said.contains(setting), "how to mend it: {said}");
    }
    let said =
        doctor(&folder, &of("DATABASE_URL", format!("sqlite://{}", file.display())), "Database");
    assert!(said.contains("not a database") && said.contains("DATABASE_URL"), "{said}");
    let nobody = "postgres://tester@127.0.0.1:9/labels".to_owned();
    let said = doctor(&folder, &of("DATABASE_URL", nobody), "Database");
    assert!(said.contains("there are no jobs") && said.contains("DATABASE_URL"), "{said}");
    assert_eq!(std::fs::read_to_string(&file).unwrap(), text, "it is left as it was");
    assert!(!Path::new(&folder.path().join("store")).exists(), "looking makes nothing");
}

#[test]
fn a_disk_that_takes_no_bytes_is_told() {
    let folder = tempfile::tempdir().unwrap();
    // What the kernel says of a file that may not grow is as good as a disk that is full: an
    // empty one can still be made.
    let script = "trap '' XFSZ; ulimit -f 0; exec \"$0\" doctor";
    let mut shell = Command::new("sh");
    shell.args(["-c", script, env!("CARGO_BIN_EXE_ttb-verifier")]).current_dir(folder.path());
    let page = String::from_utf8(shell.output().unwrap().stdout).unwrap();
    for check in ["Store", "Spool", "Database"] {
        let line = page.lines().find(|line| line.contains(check)).unwrap();
        assert!(line.contains("cannot be written") && line.contains("too large"), "{page}");
    }
}
