//! What the doctor says of a store, a spool and a database that will not do.

use crate::support::bucket::{BUCKET, Bucket, Fault};
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
