//! A model's archive taken apart into a folder of its own, trusting nothing in it.

use super::ModelError;
use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::{Component, Path, PathBuf};

/// A model is a dozen files.
const MOST_FILES: usize = 10_000;
/// What one step writes.
const STEP: usize = 256 * 1024;

/// One file of a model, below Ollama's folder.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub(super) struct Unpacked {
    pub path: PathBuf,
    pub size: u64,
}

/// Unpacks a tar.gz into `folder`, at most so many bytes. Files that an earlier run finished
/// stay as they are. `told` hears of the bytes after every step.
pub(super) fn unpack(
    archive: impl Read,
    folder: &Path,
    most: u64,
    told: impl Fn(u64),
) -> Result<Vec<Unpacked>, ModelError> {
    let broken = |error: io::Error| ModelError::Archive(error.to_string());
    let mut archive = tar::Archive::new(flate2::read::MultiGzDecoder::new(archive));
    let (mut files, mut done) = (Vec::new(), 0_u64);
    for entry in archive.entries().map_err(broken)? {
        let mut entry = entry.map_err(broken)?;
        let path = place(&entry.path().map_err(broken)?)?;
        let kind = entry.header().entry_type();
        if kind.is_dir() {
            continue;
        }
        if !kind.is_file() {
            return Err(ModelError::Archive(format!("{} is no plain file", path.display())));
        }
        let size = entry.size();
        if files.len() >= MOST_FILES || size > most.saturating_sub(done) {
            return Err(ModelError::Archive("it holds more than it was said to".to_owned()));
        }
        let target = folder.join(&path);
        let whole = fs::metadata(&target).is_ok_and(|there| there.is_file() && there.len() == size);
        if whole {
            io::copy(&mut entry, &mut io::sink()).map_err(broken)?;
            done += size;
            told(done);
        } else {
            write(&mut entry, &target, &mut done, &told)?;
        }
        files.push(Unpacked { path, size });
    }
    // Whatever stands after the archive's end: its checksum covers it, too.
    io::copy(&mut archive.into_inner(), &mut io::sink()).map_err(broken)?;
    if files.is_empty() {
        return Err(ModelError::Archive("there is no model in it".to_owned()));
    }
    Ok(files)
}

fn write(
    entry: &mut impl Read,
    target: &Path,
    done: &mut u64,
    told: &impl Fn(u64),
) -> Result<(), ModelError> {
    let failed = |error| ModelError::disk(format!("{} cannot be written", target.display()))(error);
    let fresh = target.with_added_extension("part");
    fs::create_dir_all(target.parent().unwrap_or(target)).map_err(failed)?;
    let mut file = File::create(&fresh).map_err(failed)?;
    let mut buffer = vec![0; STEP];
    loop {
        let count =
            entry.read(&mut buffer).map_err(|error| ModelError::Archive(error.to_string()))?;
        if count == 0 {
            break;
        }
        file.write_all(&buffer[..count]).map_err(failed)?;
        *done += count as u64;
        told(*done);
    }
    fs::rename(&fresh, target).map_err(failed)
}

/// Where an entry goes: below `blobs` or `manifests`, by plain names alone. A folder `models`
/// round both is left out.
fn place(path: &Path) -> Result<PathBuf, ModelError> {
    let refused = || ModelError::Archive(format!("{} leads elsewhere", path.display()));
    let mut parts = Vec::new();
    for part in path.components() {
        match part {
            Component::Normal(name) => parts.push(name.to_str().ok_or_else(refused)?),
            Component::CurDir => {}
            Component::ParentDir | Component::RootDir | Component::Prefix(_) => {
                return Err(refused());
            }
        }
    }
    let parts = parts.strip_prefix(&["models"]).unwrap_or(&parts);
    match parts {
        [] | ["blobs" | "manifests", ..] => Ok(parts.iter().collect()),
        _ => Err(ModelError::Archive(format!("{} is no part of a model", path.display()))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use flate2::Compression;
    use flate2::write::GzEncoder;

    /// An archive of entries, their paths written as they are.
    fn archive(entries: &[(&str, tar::EntryType, &[u8])]) -> Vec<u8> {
        let mut tar = tar::Builder::new(GzEncoder::new(Vec::new(), Compression::fast()));
        for (path, kind, bytes) in entries {
            let mut header = tar::Header::new_gnu();
            // The crate itself would refuse to write such a path.
            header.as_old_mut().name[..path.len()].copy_from_slice(path.as_bytes());
            header.set_entry_type(*kind);
            header.set_size(bytes.len() as u64);
            header.set_mode(0o777);
            if !kind.is_file() {
                header.set_link_name("/etc/passwd").unwrap();
            }
            header.set_cksum();
            tar.append(&header, *bytes).unwrap();
        }
        tar.into_inner().unwrap().finish().unwrap()
    }

    #[test]
    fn what_leads_elsewhere_or_is_no_plain_file_is_refused() {
        use tar::EntryType as Kind;
        for (path, kind) in [
            ("../evil", Kind::Regular),
            ("blobs/../../evil", Kind::Regular),
            ("/etc/evil", Kind::Regular),
            ("etc/evil", Kind::Regular),
            ("blobs/link", Kind::Symlink),
            ("blobs/link", Kind::Link),
            ("blobs/pipe", Kind::Fifo),
            ("blobs/device", Kind::Char),
        ] {
            let folder = tempfile::tempdir().unwrap();
            let inside = folder.path().join("inside");
            let bytes = archive(&[(path, kind, b"")]);
            let refused = unpack(&bytes[..], &inside, 1000, |_| {}).unwrap_err();
            assert!(matches!(refused, ModelError::Archive(_)), "{path}: {refused}");
            let outside: Vec<_> = fs::read_dir(folder.path()).unwrap().collect();
            assert!(outside.is_empty(), "{path}: {outside:?}");
        }
    }

    #[test]
    fn a_bomb_is_stopped_and_a_torn_archive_is_told() {
        let folder = tempfile::tempdir().unwrap();
        let zeros = vec![0; 100_000];
        let bomb = archive(&[("blobs/a", tar::EntryType::Regular, &zeros)]);
        assert!(unpack(&bomb[..], folder.path(), 50_000, |_| {}).is_err());
        assert!(!folder.path().join("blobs/a").exists());
        assert!(unpack(&bomb[..bomb.len() / 2], folder.path(), 200_000, |_| {}).is_err());
        assert!(!folder.path().join("blobs/a").exists(), "half a file has another name");
        assert!(unpack(&b"no archive"[..], folder.path(), 1000, |_| {}).is_err());
    }

    #[test]
    fn files_that_are_there_already_are_left_alone() {
        let folder = tempfile::tempdir().unwrap();
        let bytes = archive(&[
            ("./models/blobs/a", tar::EntryType::Regular, b"one"),
            ("manifests/b", tar::EntryType::Regular, b"three"),
        ]);
        fs::create_dir_all(folder.path().join("blobs")).unwrap();
        fs::write(folder.path().join("blobs/a"), b"ONE").unwrap();
        let files = unpack(&bytes[..], folder.path(), 1000, |_| {}).unwrap();
        assert_eq!(files.len(), 2);
        assert_eq!(fs::read(folder.path().join("blobs/a")).unwrap(), b"ONE");
        assert_eq!(fs::read(folder.path().join("manifests/b")).unwrap(), b"three");
    }
}
