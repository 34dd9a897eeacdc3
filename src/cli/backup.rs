//! `backup` and `restore`: the embedded database, the folder of stored requests and what waits
//! in the spool, as a folder with a manifest of checksums.
//!
//! The order makes it whole while the service runs: the database first, since the index can
//! be made anew from the store; then the spool, then the store. What is delivered meanwhile
//! is in both, and is delivered again without harm.

use super::page;
use crate::config::{Config, DatabaseAddress, StoreAddress};
use crate::db::Database;
use anyhow::{Context, bail, ensure};
use clap::Args;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

const MANIFEST: &str = "manifest.json";
const DATABASE: &str = "database.db";
const SPOOL: &str = "spool";
const ARTIFACTS: &str = "artifacts";

/// Read at once.
const CHUNK: usize = 256 * 1024;

/// Copies the embedded database and stored requests to a new folder, while the service runs.
#[derive(Debug, Args)]
pub struct Backup {
    /// The folder to make.
    folder: PathBuf,
}

/// Brings back what `backup` copied; the service has to be stopped.
#[derive(Debug, Args)]
pub struct Restore {
    /// A folder that `backup` made.
    folder: PathBuf,
    /// Only compares it with its manifest.
    #[arg(long)]
    check: bool,
}

/// What a backup holds.
#[derive(Debug, Serialize, Deserialize)]
struct Manifest {
    /// Of the service that made it.
    version: String,
    /// By path below the folder.
    files: BTreeMap<String, Entry>,
}

#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Entry {
    bytes: u64,
    sha256: String,
}

impl Backup {
    /// Copies all of it beside its place, and renames it when it is whole.
    pub fn run(&self, config: &Config) -> anyhow::Result<ExitCode> {
        ensure!(!self.folder.exists(), "{} is there already", self.folder.display());
        something_is_there(config)?;
        let fresh = self.folder.with_added_extension("part");
        if fresh.exists() {
            fs::remove_dir_all(&fresh)?;
        }
        fs::create_dir_all(&fresh)?;
        let mut files = BTreeMap::new();
        database(config, &fresh, &mut files)?;
        for (name, source) in folders(config) {
            copy_tree(&source, &fresh.join(name), name, &mut files)
                .with_context(|| format!("{} cannot be copied", source.display()))?;
        }
        let bytes: u64 = files.values().map(|entry| entry.bytes).sum();
        let count = files.len();
        let manifest = Manifest { version: env!("CARGO_PKG_VERSION").to_owned(), files };
        let mut out = File::create(fresh.join(MANIFEST))?;
        out.write_all(&serde_json::to_vec_pretty(&manifest)?)?;
        out.sync_all()?;
        fs::rename(&fresh, &self.folder)?;
        let mut words = format!("{count} files, {bytes} bytes in {}.\n", self.folder.display());
        words.push_str(&not_ours(config));
        page::print(&words)?;
        Ok(ExitCode::SUCCESS)
    }
}

impl Restore {
    /// Compares everything first, and touches nothing that is there.
    pub fn run(&self, config: &Config) -> anyhow::Result<ExitCode> {
        let manifest = checked(&self.folder)?;
        let count = manifest.files.len();
        if self.check {
            page::print(&format!("{count} files are as they were written.\n"))?;
            return Ok(ExitCode::SUCCESS);
        }
        let places = places(config);
        for place in places.values() {
            ensure!(is_empty(place)?, "{} is not empty: move it away first", place.display());
        }
        for path in manifest.files.keys() {
            let (head, rest) = path.split_once('/').unwrap_or((path, ""));
            let Some(place) = places.get(head) else {
                bail!("{path} has no place with these settings: see DATABASE_URL, ARTIFACT_STORE");
            };
            let target = if rest.is_empty() { place.clone() } else { place.join(rest) };
            copy(&self.folder.join(path), &target)
                .with_context(|| format!("{} cannot be written", target.display()))?;
        }
        page::print(&format!(
            "{count} files are back. `ttb-verifier artifacts verify` proves what is stored.\n"
        ))?;
        Ok(ExitCode::SUCCESS)
    }
}

/// A snapshot in which every statement is whole.
fn database(
    config: &Config,
    folder: &Path,
    files: &mut BTreeMap<String, Entry>,
) -> anyhow::Result<()> {
    let DatabaseAddress::Sqlite(file) = &config.database.address else {
        return Ok(());
    };
    if !file.exists() {
        return Ok(());
    }
    let database = Database::new(config.database.address.clone(), config.database.pool_max);
    let runtime = tokio::runtime::Runtime::new().context("no threads can be started")?;
    let target = folder.join(DATABASE);
    runtime.block_on(database.snapshot(&target))?;
    files.insert(DATABASE.to_owned(), entry(&target)?);
    Ok(())
}

/// Folders of this machine, in the order in which they are copied.
fn folders(config: &Config) -> Vec<(&'static str, PathBuf)> {
    let mut folders = vec![(SPOOL, config.artifacts.spool.clone())];
    if let StoreAddress::Folder(folder) = &config.artifacts.store {
        folders.push((ARTIFACTS, folder.clone()));
    }
    folders
}

/// Where each part of a backup belongs.
fn places(config: &Config) -> BTreeMap<&'static str, PathBuf> {
    let mut places: BTreeMap<_, _> = folders(config).into_iter().collect();
    if let DatabaseAddress::Sqlite(file) = &config.database.address {
        places.insert(DATABASE, file.clone());
    }
    places
}

/// A backup of nothing passes for one until it is needed; mostly it was made in another folder
/// than the service's, or without its settings.
fn something_is_there(config: &Config) -> anyhow::Result<()> {
    let places = places(config);
    for place in places.values() {
        if !is_empty(place)? {
            return Ok(());
        }
    }
    // Where all else is on other machines, nothing may be waiting in the spool.
    if places.len() == 1 {
        return Ok(());
    }
    let names: Vec<_> = places.values().map(|place| place.display().to_string()).collect();
    bail!(
        "nothing is at {}: `backup` wants the service's settings and its working folder",
        names.join(", ")
    )
}

/// What this machine does not hold is backed up where it is.
fn not_ours(config: &Config) -> String {
    let mut words = String::new();
    if let DatabaseAddress::Postgres(_) = &config.database.address {
        words.push_str("Not in it: PostgreSQL; use its own backups, or pg_dump.\n");
    }
    if config.artifacts.store.is_remote() {
        words.push_str("Not in it: the store; its bucket keeps versions.\n");
    }
    words
}

/// Copies what is there. What goes away meanwhile was delivered, or erased as it should be.
fn copy_tree(
    source: &Path,
    target: &Path,
    name: &str,
    files: &mut BTreeMap<String, Entry>,
) -> anyhow::Result<()> {
    let Some(entries) = there(fs::read_dir(source))? else {
        return Ok(());
    };
    for found in entries {
        let found = found?;
        let file_name = found.file_name();
        let file_name = file_name.to_str().context("a name is not text")?;
        let (path, name) = (found.path(), format!("{name}/{file_name}"));
        // Folders that begin with a dot hold what is not whole yet; locks are the process's.
        if file_name.starts_with('.') || file_name == "lock" {
            continue;
        }
        if path.is_dir() {
            copy_tree(&path, &target.join(file_name), &name, files)?;
        } else if let Some(entry) = there(copy(&path, &target.join(file_name)))? {
            files.insert(name, entry);
        }
    }
    Ok(())
}

fn there<T>(result: io::Result<T>) -> io::Result<Option<T>> {
    match result {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        result => result.map(Some),
    }
}

/// Copies and flushes one file, and tells what was written.
fn copy(source: &Path, target: &Path) -> io::Result<Entry> {
    let mut from = File::open(source)?;
    if let Some(folder) = target.parent() {
        fs::create_dir_all(folder)?;
    }
    let mut to = File::create(target)?;
    let entry = pour(&mut from, &mut to)?;
    to.sync_all()?;
    Ok(entry)
}

fn entry(file: &Path) -> io::Result<Entry> {
    pour(&mut File::open(file)?, &mut io::sink())
}

fn pour(from: &mut impl Read, to: &mut impl Write) -> io::Result<Entry> {
    let (mut digest, mut bytes, mut chunk) = (Sha256::new(), 0, vec![0; CHUNK]);
    loop {
        let read = from.read(&mut chunk)?;
        if read == 0 {
            return Ok(Entry { bytes, sha256: format!("{:x}", digest.finalize()) });
        }
        digest.update(&chunk[..read]);
        to.write_all(&chunk[..read])?;
        bytes += read as u64;
    }
}

/// The manifest of a backup that is as it was written.
fn checked(folder: &Path) -> anyhow::Result<Manifest> {
    let path = folder.join(MANIFEST);
    let text = fs::read(&path).with_context(|| format!("{} cannot be read", path.display()))?;
    let manifest: Manifest = serde_json::from_slice(&text).context("the manifest is broken")?;
    for (path, wanted) in &manifest.files {
        let inside = Path::new(path)
            .components()
            .all(|part| matches!(part, std::path::Component::Normal(_)));
        ensure!(inside, "{path} leads out of the folder");
        let found = entry(&folder.join(path)).with_context(|| format!("{path} cannot be read"))?;
        ensure!(found == *wanted, "{path} is not what was written");
    }
    Ok(manifest)
}

fn is_empty(place: &Path) -> io::Result<bool> {
    if place.is_dir() { Ok(fs::read_dir(place)?.next().is_none()) } else { Ok(!place.exists()) }
}
