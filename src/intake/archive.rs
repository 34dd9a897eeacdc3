//! Archives to files: a ZIP or tar.gz taken apart onto the disk, entry by entry.
//!
//! Nothing is in memory as a whole, and nothing an archive says of itself is believed: sizes
//! are counted while they are written, names become names and never paths. What is wrong with
//! one entry is that entry's own problem; what is wrong with the archive is everybody's.

mod name;
mod tar;
mod zip;

#[cfg(test)]
mod tests;

pub use name::{is_clutter, safe_name};

use sha2::{Digest, Sha256};
use std::collections::HashSet;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::path::{Path, PathBuf};

/// What an archive may hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bounds {
    /// Entries, folders and clutter included: each costs a header.
    pub max_entries: u64,
    /// Bytes of one entry, unpacked.
    pub max_entry_bytes: u64,
    /// Bytes of all entries, unpacked.
    pub max_total_bytes: u64,
}

/// Pictures are compressed already and a manifest is text: more than this many bytes out of
/// one is no filing. Plain text of one letter comes to about a thousand.
const MAX_RATIO: u64 = 200;

/// Below this an entry may be as well compressed as it likes.
const HARMLESS: u64 = 4 * 1024 * 1024;

/// Read at once.
const CHUNK: usize = 64 * 1024;

/// What kind of archive a file is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ArchiveKind {
    Zip,
    /// A tar, packed by gzip.
    TarGz,
}

/// One file out of an archive, or what is wrong with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Folders and name with `/` between them; fit to be shown.
    pub name: String,
    pub content: Result<Unpacked, EntryError>,
}

/// A file on the disk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unpacked {
    pub path: PathBuf,
    pub bytes: u64,
    pub sha256: [u8; 32],
}

/// Why one entry is not taken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum EntryError {
    #[error("the name leads out of the archive or cannot be a file's name")]
    UnsafeName,
    #[error("is encrypted; pack it without a password")]
    Encrypted,
    #[error("is a link; pack the file itself")]
    Link,
    #[error("is neither a file nor a folder")]
    Special,
    #[error("is an archive in an archive; unpack it first")]
    Nested,
    #[error("there is more than one file of this name")]
    Duplicate,
    #[error("the file has more than the {limit} bytes allowed")]
    TooLarge { limit: u64 },
    #[error("unpacks to far more than any picture would")]
    Bomb,
    #[error("is packed in a way that is not read here ({0}); use plain ZIP compression")]
    Method(String),
    #[error("is damaged: {0}")]
    Broken(String),
}

impl EntryError {
    /// The stable word for it in a problem report.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::UnsafeName => "entry_unsafe_name",
            Self::Encrypted => "entry_encrypted",
            Self::Link => "entry_is_a_link",
            Self::Special => "entry_not_a_file",
            Self::Nested => "entry_nested_archive",
            Self::Duplicate => "entry_duplicate_name",
            Self::TooLarge { .. } => "file_too_large",
            Self::Bomb => "entry_is_a_bomb",
            Self::Method(_) => "entry_method_not_read",
            Self::Broken(_) => "entry_damaged",
        }
    }
}

/// Why an archive is not taken at all.
#[derive(Debug, thiserror::Error)]
pub enum ArchiveError {
    #[error("this is neither a ZIP nor a tar.gz")]
    NotAnArchive,
    #[error("the archive is damaged: {0}")]
    Broken(String),
    #[error("the archive has more than the {limit} entries allowed")]
    TooManyEntries { limit: u64 },
    #[error("the archive unpacks to more than the {limit} bytes allowed")]
    TooLarge { limit: u64 },
    #[error("the archive unpacks to far more than any pictures would")]
    Bomb,
    /// Ours, not the archive's.
    #[error("the archive cannot be unpacked here")]
    Disk(#[source] io::Error),
}

impl ArchiveError {
    /// The stable word for it in a problem report.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::NotAnArchive => "not_an_archive",
            Self::Broken(_) => "archive_damaged",
            Self::TooManyEntries { .. } => "archive_too_many_entries",
            Self::TooLarge { .. } => "archive_too_large",
            Self::Bomb => "archive_is_a_bomb",
            Self::Disk(_) => "disk_failed",
        }
    }
}

/// What kind of archive begins with these bytes, if any.
#[must_use]
pub fn archive_kind(head: &[u8]) -> Option<ArchiveKind> {
    if head.starts_with(b"PK\x03\x04") || head.starts_with(b"PK\x05\x06") {
        Some(ArchiveKind::Zip)
    } else if head.starts_with(b"\x1f\x8b") {
        Some(ArchiveKind::TarGz)
    } else {
        None
    }
}

/// Whether these bytes begin an archive of any kind, ours or not.
#[must_use]
pub fn is_packed(head: &[u8]) -> bool {
    const OTHERS: &[&[u8]] =
        &[b"7z\xbc\xaf\x27\x1c", b"Rar!\x1a\x07", b"\xfd7zXZ\0", b"BZh", b"\x28\xb5\x2f\xfd"];
    let is_tar = head.get(257..262) == Some(b"ustar");
    is_tar || archive_kind(head).is_some() || OTHERS.iter().any(|other| head.starts_with(other))
}

/// Takes an archive apart into a folder, which has to be there; blocks. The files get names
/// of ours; folders and the clutter of desktops are passed over.
pub fn unpack(archive: &Path, into: &Path, bounds: &Bounds) -> Result<Vec<Entry>, ArchiveError> {
    let file = File::open(archive).map_err(ArchiveError::Disk)?;
    let mut file = BufReader::with_capacity(CHUNK, file);
    let kind = archive_kind(file.fill_buf().map_err(ArchiveError::Disk)?);
    let mut hall = Hall::new(into, *bounds);
    match kind.ok_or(ArchiveError::NotAnArchive)? {
        ArchiveKind::Zip => zip::unpack(file, &mut hall)?,
        ArchiveKind::TarGz => tar::unpack(file, &mut hall)?,
    }
    Ok(hall.entries)
}

/// Where entries are laid down and counted.
struct Hall<'a> {
    into: &'a Path,
    bounds: Bounds,
    entries: Vec<Entry>,
    names: HashSet<String>,
    seen: u64,
    total: u64,
}

impl<'a> Hall<'a> {
    fn new(into: &'a Path, bounds: Bounds) -> Self {
        Self { into, bounds, entries: Vec::new(), names: HashSet::new(), seen: 0, total: 0 }
    }

    /// One more header was met.
    fn count(&mut self) -> Result<(), ArchiveError> {
        self.seen += 1;
        let limit = self.bounds.max_entries;
        if self.seen > limit { Err(ArchiveError::TooManyEntries { limit }) } else { Ok(()) }
    }

    fn refuse(&mut self, name: &str, error: EntryError) {
        let name = name::shown(name);
        self.entries.push(Entry { name, content: Err(error) });
    }

    /// The name under which a file comes in; `None` where it does not, for a reason that is
    /// noted or because nobody misses it.
    fn admit(&mut self, raw: &str) -> Option<String> {
        let Some(name) = safe_name(raw) else {
            self.refuse(raw, EntryError::UnsafeName);
            return None;
        };
        if is_clutter(&name) {
            return None;
        }
        if !self.names.insert(name.clone()) {
            self.refuse(&name, EntryError::Duplicate);
            return None;
        }
        Some(name)
    }

    /// Writes one file down. `packed` is its size in the archive, where each is packed by
    /// itself.
    fn take(
        &mut self,
        name: &str,
        packed: Option<u64>,
        content: &mut dyn Read,
    ) -> Result<(), ArchiveError> {
        let path = self.into.join(format!("{:06}", self.entries.len()));
        let written = self.write(name, &path, packed, content)?;
        if written.is_err() {
            // An empty or cut file is nobody's, and goes with the folder at the latest.
            let _ = std::fs::remove_file(&path);
        }
        let content = written.map(|(bytes, sha256)| Unpacked { path, bytes, sha256 });
        self.entries.push(Entry { name: name.to_owned(), content });
        Ok(())
    }

    fn write(
        &mut self,
        name: &str,
        path: &Path,
        packed: Option<u64>,
        content: &mut dyn Read,
    ) -> Result<Result<(u64, [u8; 32]), EntryError>, ArchiveError> {
        let mut file = File::create(path).map_err(ArchiveError::Disk)?;
        let mut buffer = vec![0; CHUNK];
        let (mut bytes, mut hash) = (0_u64, Sha256::new());
        loop {
            let read = match content.read(&mut buffer) {
                Ok(0) => break,
                Ok(read) => read,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                Err(error) => return Ok(Err(EntryError::Broken(error.to_string()))),
            };
            let chunk = &buffer[..read];
            if bytes == 0 && is_packed(chunk) && !is_sheet(name) {
                return Ok(Err(EntryError::Nested));
            }
            bytes += read as u64;
            self.total += read as u64;
            if self.total > self.bounds.max_total_bytes {
                return Err(ArchiveError::TooLarge { limit: self.bounds.max_total_bytes });
            }
            if bytes > self.bounds.max_entry_bytes {
                let limit = self.bounds.max_entry_bytes;
                return Ok(Err(EntryError::TooLarge { limit }));
            }
            if packed.is_some_and(|packed| is_bomb(packed, bytes)) {
                return Ok(Err(EntryError::Bomb));
            }
            file.write_all(chunk).map_err(ArchiveError::Disk)?;
            hash.update(chunk);
        }
        Ok(Ok((bytes, hash.finalize().into())))
    }
}

/// Whether so few bytes gave so many.
const fn is_bomb(packed: u64, unpacked: u64) -> bool {
    unpacked > HARMLESS && unpacked / MAX_RATIO > packed
}

/// A spreadsheet is a ZIP inside, and no nested archive.
fn is_sheet(name: &str) -> bool {
    Path::new(name).extension().is_some_and(|extension| extension.eq_ignore_ascii_case("xlsx"))
}
