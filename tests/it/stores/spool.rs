//! What is accepted is not lost, whatever ends the process.

use crate::support::drafts::{draft, id};
use std::fs;
use std::path::Path;
use ttb_verifier::artifacts::spool::{Spool, SpoolError};
use ttb_verifier::artifacts::{ArtifactId, Checksum, PartName};

const ROOM: u64 = 1024 * 1024;

fn ids(spool: &Spool) -> Vec<ArtifactId> {
    spool.waiting().into_iter().map(|(_, id)| id).collect()
}

fn file_of(root: &Path, id: ArtifactId) -> std::path::PathBuf {
    let entries = fs::read_dir(root.join("0")).unwrap().map(|entry| entry.unwrap().path());
    let ends = format!("{id}.spool");
    entries.into_iter().find(|path| path.to_string_lossy().ends_with(&ends)).unwrap()
}

#[test]
fn what_waits_is_there_after_a_restart_in_the_order_it_came() {
    let root = tempfile::tempdir().unwrap();
    // The later id comes first: the order is that of acceptance.
    let late = id("2026-03-25T12:00:01Z", 0);
    let early = id("2026-03-25T12:00:00Z", 0);
    let spool = Spool::open(root.path(), ROOM).unwrap();
    spool.accept(draft(late)).unwrap();
    let metadata = spool.accept(draft(early)).unwrap();
    drop(spool);

    let spool = Spool::open(root.path(), ROOM).unwrap();
    assert_eq!(ids(&spool), [late, early]);
    let entry = spool.find(early).unwrap();
    entry.verify().unwrap();
    assert_eq!(entry.metadata().unwrap(), metadata);
    assert_eq!(entry.read(PartName::Text).unwrap().unwrap(), draft(early).bodies[1].bytes);
    assert_eq!(entry.read(PartName::Pin).unwrap(), None);
    assert_eq!(spool.spool_state().entries, 2);
    assert_eq!(spool.spool_state().oldest, Some(late.time()));
    spool.remove(late).unwrap();
    assert_eq!(ids(&spool), [early]);
}

#[test]
fn each_record_carries_the_checksum_of_the_one_before_even_over_restarts() {
    let root = tempfile::tempdir().unwrap();
    let mut previous = None;
    let mut chain = None;
    for number in 0..6 {
        // A restart each time; now and then everything was delivered before it.
        let spool = Spool::open(root.path(), ROOM).unwrap();
        let metadata = spool.accept(draft(id("2026-03-25T12:00:00Z", number))).unwrap();
        assert_eq!(metadata.chain.sequence, u64::from(number));
        assert_eq!(metadata.chain.previous, previous);
        assert_eq!(*chain.get_or_insert(metadata.chain.id), metadata.chain.id);
        previous = Some(Checksum::of(&metadata.to_json()));
        if number % 3 == 2 {
            for id in ids(&spool) {
                spool.remove(id).unwrap();
            }
            assert_eq!(spool.spool_state().bytes, 0);
        }
    }
}

#[test]
fn what_a_crash_cut_short_is_put_aside_and_the_rest_goes_on() {
    let root = tempfile::tempdir().unwrap();
    let [whole, short, garbled] = [0, 1, 2].map(|number| id("2026-03-25T12:00:00Z", number));
    let spool = Spool::open(root.path(), ROOM).unwrap();
    for id in [whole, short, garbled] {
        spool.accept(draft(id)).unwrap();
    }
    drop(spool);
    let file = fs::OpenOptions::new().write(true).open(file_of(root.path(), short)).unwrap();
    file.set_len(file.metadata().unwrap().len() - 1).unwrap();
    fs::write(file_of(root.path(), garbled), vec![0; 4096]).unwrap();

    let spool = Spool::open(root.path(), ROOM).unwrap();
    assert_eq!(ids(&spool), [whole]);
    assert_eq!(fs::read_dir(root.path().join("0/damaged")).unwrap().count(), 2);
}

#[test]
fn a_bit_that_fell_over_is_noticed() {
    let root = tempfile::tempdir().unwrap();
    let artifact = id("2026-03-25T12:00:00Z", 0);
    let spool = Spool::open(root.path(), ROOM).unwrap();
    spool.accept(draft(artifact)).unwrap();
    let file = file_of(root.path(), artifact);
    let mut bytes = fs::read(&file).unwrap();
    let picture = bytes.windows(4).position(|window| window == b"\xff\xd8\xff\xe0").unwrap();
    bytes[picture + 3] ^= 1;
    fs::write(&file, bytes).unwrap();
    let entry = spool.find(artifact).unwrap();
    let error = entry.verify().unwrap_err();
    assert!(error.to_string().contains("image.jpg"), "{error}");
}

#[test]
fn a_full_spool_says_so_and_takes_again_when_there_is_room() {
    let root = tempfile::tempdir().unwrap();
    let spool = Spool::open(root.path(), 20 * 1024).unwrap();
    let [first, second, third] = [0, 1, 2].map(|number| id("2026-03-25T12:00:00Z", number));
    spool.accept(draft(first)).unwrap();
    spool.accept(draft(second)).unwrap();
    let error = spool.accept(draft(third)).unwrap_err();
    assert!(matches!(error, SpoolError::Full { .. }), "{error}");
    spool.remove(first).unwrap();
    let metadata = spool.accept(draft(third)).unwrap();
    assert_eq!(metadata.chain.sequence, 2, "what was refused is no link of the chain");
}

#[test]
fn processes_share_a_spool_and_inherit_from_the_dead() {
    let root = tempfile::tempdir().unwrap();
    let ours = Spool::open(root.path(), ROOM).unwrap();
    let theirs = Spool::open(root.path(), ROOM).unwrap();
    let artifact = id("2026-03-25T12:00:00Z", 0);
    theirs.accept(draft(artifact)).unwrap();
    assert!(ours.find(artifact).is_none());
    assert_eq!(Spool::search(root.path(), artifact).unwrap().id(), artifact);
    assert!(Spool::orphans(root.path()).unwrap().is_empty(), "both are alive");
    drop(theirs);
    let orphans = Spool::orphans(root.path()).unwrap();
    assert_eq!(orphans.len(), 1);
    assert_eq!(ids(&orphans[0]), [artifact]);
}
