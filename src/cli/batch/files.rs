//! The files that the command line names.

use crate::batches::Received;
use crate::batches::manifest::is_manifest;
use crate::intake::archive::{Unpacked, is_clutter};
use anyhow::{Context, bail};
use sha2::{Digest, Sha256};
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

/// All files of the paths, in order; folders with all that is in them, named as they lie
/// there. Each is hashed, which tells a batch from another of the same names.
pub(super) fn collect(paths: &[PathBuf]) -> anyhow::Result<Vec<Received>> {
    let mut found = Vec::new();
    // Two folders may hold files of the same names; one needs no name of its own.
    let folders = paths.iter().filter(|path| path.is_dir()).count();
    for path in paths {
        let is_folder = path.is_dir();
        let base = if is_folder && folders > 1 { path.parent() } else { Some(path.as_path()) };
        let files = if is_folder { walk(path)? } else { vec![path.clone()] };
        for file in files {
            let name = if is_folder {
                base.and_then(|base| file.strip_prefix(base).ok()).unwrap_or(&file)
            } else {
                Path::new(file.file_name().unwrap_or(file.as_os_str()))
            };
            let name = name.to_string_lossy().replace('\\', "/");
            if !is_clutter(&name) {
                found.push(Received { name, file: hashed(&file)? });
            }
        }
    }
    if found.is_empty() {
        bail!("there are no files there");
    }
    Ok(found)
}

/// Takes the manifest out of the files, where one lies at the top.
pub(super) fn take_manifest(files: &mut Vec<Received>) -> anyhow::Result<Option<Vec<u8>>> {
    let Some(at) = files.iter().position(|file| is_manifest(&file.name)) else { return Ok(None) };
    let manifest = files.remove(at);
    let path = &manifest.file.path;
    fs::read(path).map(Some).with_context(|| format!("reading {}", path.display()))
}

fn walk(folder: &Path) -> anyhow::Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    let entries = fs::read_dir(folder).with_context(|| format!("reading {}", folder.display()))?;
    for entry in entries {
        let entry = entry?;
        // A link may lead round in a circle.
        let kind = entry.file_type()?;
        if kind.is_dir() {
            files.extend(walk(&entry.path())?);
        } else if kind.is_file() {
            files.push(entry.path());
        }
    }
    files.sort();
    Ok(files)
}

fn hashed(path: &Path) -> anyhow::Result<Unpacked> {
    let reading = || format!("reading {}", path.display());
    let mut file = File::open(path).with_context(reading)?;
    let mut hash = Sha256::new();
    let bytes = io::copy(&mut file, &mut hash).with_context(reading)?;
    Ok(Unpacked { path: path.to_owned(), bytes, sha256: hash.finalize().into() })
}
