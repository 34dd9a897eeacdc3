use super::*;
use ::tar::{Builder, EntryType, Header};
use ::zip::write::SimpleFileOptions;
use ::zip::{CompressionMethod, ZipWriter};
use flate2::Compression;
use flate2::write::GzEncoder;
use std::io::Cursor;

const BOUNDS: Bounds =
    Bounds { max_entries: 10, max_entry_bytes: 8 << 20, max_total_bytes: 16 << 20 };

/// An entry's name, and its bytes or why there are none.
type Entry = (String, Result<Vec<u8>, &'static str>);

fn unpacked(bytes: &[u8]) -> Result<Vec<Entry>, &'static str> {
    let folder = tempfile::tempdir().unwrap();
    let archive = folder.path().join("archive");
    let into = folder.path().join("into");
    std::fs::create_dir(&into).unwrap();
    std::fs::write(&archive, bytes).unwrap();
    let entries = unpack(&archive, &into, &BOUNDS).map_err(|error| error.code())?;
    for left in std::fs::read_dir(folder.path()).unwrap() {
        let name = left.unwrap().file_name();
        assert!(name == "archive" || name == "into", "{name:?} was written beside the folder");
    }
    Ok(entries
        .into_iter()
        .map(|entry| {
            let content = entry.content.map(|file| std::fs::read(file.path).unwrap());
            (entry.name, content.map_err(|error| error.code()))
        })
        .collect())
}

fn zipped(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
    for (name, bytes) in files {
        zip.start_file(*name, options).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

/// A tar whose headers are written by hand, so that they can lie.
fn tarred(files: &[(&str, EntryType, &[u8])]) -> Vec<u8> {
    let mut tar = Builder::new(GzEncoder::new(Vec::new(), Compression::best()));
    for (name, kind, bytes) in files {
        let mut header = Header::new_ustar();
        header.as_mut_bytes()[..name.len()].copy_from_slice(name.as_bytes());
        header.set_size(bytes.len() as u64);
        header.set_entry_type(*kind);
        header.set_mode(0o644);
        header.set_cksum();
        tar.append(&header, *bytes).unwrap();
    }
    tar.into_inner().unwrap().finish().unwrap()
}

#[test]
fn files_come_out_under_their_folders_and_the_clutter_of_desktops_does_not() {
    let good = [("A/front.jpg", &b"front"[..]), ("A/back.jpg", b"back")];
    let mut files = good.to_vec();
    files.extend([("__MACOSX/A/._front.jpg", &b"x"[..]), ("A/.DS_Store", b"x"), ("B/", b"")]);
    let expected: Vec<_> =
        good.iter().map(|(name, bytes)| ((*name).to_owned(), Ok(bytes.to_vec()))).collect();
    assert_eq!(unpacked(&zipped(&files)).unwrap(), expected);
    let tar: Vec<_> = files
        .iter()
        .map(|(name, bytes)| {
            let kind = if name.ends_with('/') { EntryType::Directory } else { EntryType::Regular };
            (*name, kind, *bytes)
        })
        .collect();
    assert_eq!(unpacked(&tarred(&tar)).unwrap(), expected);
}

#[test]
fn names_that_lead_elsewhere_are_refused_and_their_neighbours_taken() {
    let deep = "d/".repeat(20) + "f";
    for name in
        ["../evil.jpg", "a/../../evil.jpg", "/etc/passwd", "..\\evil.jpg", "C:\\x.jpg", &deep]
    {
        let files: &[(&str, &[u8])] = &[(name, b"x"), ("good.jpg", b"good")];
        let tar =
            [(name, EntryType::Regular, &b"x"[..]), ("good.jpg", EntryType::Regular, b"good")];
        for archive in [zipped(files), tarred(&tar)] {
            let entries = unpacked(&archive).unwrap();
            assert_eq!(entries[0].1, Err("entry_unsafe_name"), "{name}");
            assert_eq!(entries[1], ("good.jpg".to_owned(), Ok(b"good".to_vec())), "{name}");
        }
    }
}

#[test]
fn links_and_devices_are_refused() {
    let tar = tarred(&[
        ("soft.jpg", EntryType::Symlink, b""),
        ("hard.jpg", EntryType::Link, b""),
        ("null.jpg", EntryType::Char, b""),
        ("good.jpg", EntryType::Regular, b"good"),
    ]);
    let codes: Vec<_> =
        unpacked(&tar).unwrap().into_iter().map(|(_, content)| content.err()).collect();
    let link = Some("entry_is_a_link");
    assert_eq!(codes, [link, link, Some("entry_not_a_file"), None]);

    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    zip.add_symlink("soft.jpg", "/etc/passwd", SimpleFileOptions::default()).unwrap();
    let zip = zip.finish().unwrap().into_inner();
    assert_eq!(unpacked(&zip).unwrap(), [("soft.jpg".to_owned(), Err("entry_is_a_link"))]);
}

#[test]
fn an_encrypted_or_damaged_entry_is_its_own_problem() {
    let good = zipped(&[("secret.jpg", &b"hidden away"[..]), ("good.jpg", b"good")]);
    let central = good.windows(4).position(|window| window == b"PK\x01\x02").unwrap();
    let mut encrypted = good.clone();
    encrypted[6] |= 1;
    encrypted[central + 8] |= 1;
    let entries = unpacked(&encrypted).unwrap();
    assert_eq!(entries[0], ("secret.jpg".to_owned(), Err("entry_encrypted")));
    assert_eq!(entries[1].1, Ok(b"good".to_vec()));

    let mut damaged = good;
    // The checksum of the first entry.
    damaged[14] ^= 0xff;
    damaged[central + 16] ^= 0xff;
    let entries = unpacked(&damaged).unwrap();
    assert_eq!(entries[0].1, Err("entry_damaged"));
    assert_eq!(entries[1].1, Ok(b"good".to_vec()));
}

#[test]
fn archives_in_archives_are_refused_but_a_spreadsheet_is_none() {
    let inner = zipped(&[("front.jpg", b"x")]);
    let gz = tarred(&[("front.jpg", EntryType::Regular, b"x")]);
    let archive = zipped(&[("inner.zip", &inner), ("front.jpg", &gz), ("manifest.xlsx", &inner)]);
    let entries = unpacked(&archive).unwrap();
    assert_eq!(entries[0].1, Err("entry_nested_archive"));
    assert_eq!(entries[1].1, Err("entry_nested_archive"), "by content, whatever the name");
    assert!(entries[2].1.is_ok());
}

#[test]
fn the_second_of_a_name_is_refused() {
    let file = EntryType::Regular;
    let tar = tarred(&[("a.jpg", file, b"one"), ("./a.jpg", file, b"two")]);
    let entries = unpacked(&tar).unwrap();
    assert_eq!(entries[0].1, Ok(b"one".to_vec()));
    assert_eq!(entries[1], ("a.jpg".to_owned(), Err("entry_duplicate_name")));
}

#[test]
fn bombs_do_not_go_off() {
    let zeros = vec![0; 9 << 20];
    let entries = unpacked(&zipped(&[("zeros", &zeros[..8 << 20]), ("good", b"good")])).unwrap();
    assert_eq!(entries[0].1, Err("entry_is_a_bomb"));
    assert_eq!(entries[1].1, Ok(b"good".to_vec()));
    let tar = tarred(&[("zeros", EntryType::Regular, &zeros[..8 << 20])]);
    assert_eq!(unpacked(&tar).err(), Some("archive_is_a_bomb"));

    // What cannot be compressed is bounded by bytes.
    let mut state = 1_u64;
    let noise: Vec<u8> = std::iter::repeat_with(|| {
        state =
            state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 56) as u8
    })
    .take(9 << 20)
    .collect();
    let large = unpacked(&zipped(&[("large", &noise)])).unwrap();
    assert_eq!(large[0].1, Err("file_too_large"));
    let half = &noise[..6 << 20];
    let much = zipped(&[("a", half), ("b", half), ("c", half)]);
    assert_eq!(unpacked(&much).err(), Some("archive_too_large"));
    let many: Vec<_> = (0..11).map(|n| n.to_string()).collect();
    let files: Vec<_> = many.iter().map(|name| (name.as_str(), &b"x"[..])).collect();
    assert_eq!(unpacked(&zipped(&files)), Err("archive_too_many_entries"));
    let tar: Vec<_> = files.iter().map(|(n, b)| (*n, EntryType::Regular, *b)).collect();
    assert_eq!(unpacked(&tarred(&tar)), Err("archive_too_many_entries"));
}

#[test]
fn long_names_are_read_and_absurdly_long_headers_are_not() {
    let folder = "importer ".repeat(15);
    let name = format!("{}/front.jpg", folder.trim());
    let tar = tarred(&[
        ("././@LongLink", EntryType::GNULongName, format!("{name}\0").as_bytes()),
        ("importer", EntryType::Regular, b"front"),
    ]);
    assert_eq!(unpacked(&tar).unwrap(), [(name, Ok(b"front".to_vec()))]);
    let absurd = vec![b'x'; 100_000];
    let tar = tarred(&[("././@LongLink", EntryType::GNULongName, &absurd)]);
    assert_eq!(unpacked(&tar), Err("archive_damaged"));
}

#[test]
fn what_is_no_archive_is_said_to_be_none() {
    let mut gz = GzEncoder::new(Vec::new(), Compression::fast());
    gz.write_all(&[b'x'; 2000]).unwrap();
    let gz = gz.finish().unwrap();
    for bytes in [&b""[..], b"hello", b"\xff\xd8\xff", &gz] {
        assert_eq!(unpacked(bytes), Err("not_an_archive"));
    }
    let zip = zipped(&[("front.jpg", &b"front of a label"[..]), ("back.jpg", b"x")]);
    assert_eq!(unpacked(&zip[..zip.len() / 2]), Err("archive_damaged"));
    let noise = [7_u8; 3000];
    let tar = tarred(&[("front.jpg", EntryType::Regular, &noise), ("b", EntryType::Regular, b"x")]);
    assert_eq!(unpacked(&tar[..tar.len() / 2]), Err("archive_damaged"));
}
