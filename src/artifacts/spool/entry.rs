//! One artifact in one file: a head that says what follows, then the parts.
//!
//! `TTBSPL1\n`, the head's length and SHA-256, the head (JSON), the parts one after
//! another, `metadata.json` last.

use crate::artifacts::store::Source;
use crate::artifacts::{ArtifactId, Checksum, Metadata, PartName};
use bytes::Bytes;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

const MAGIC: &[u8; 8] = b"TTBSPL1\n";

/// Twenty pictures and three more make a few kilobytes.
const LONGEST_HEAD: u32 = 256 * 1024;

const BUFFER: usize = 64 * 1024;

/// An entry whose head was read.
#[derive(Debug, Clone)]
pub struct Entry {
    path: PathBuf,
    head: Head,
    /// Where the first part begins.
    start: u64,
    /// Of `metadata.json`.
    record: Checksum,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
struct Head {
    id: ArtifactId,
    parts: Vec<Stretch>,
}

/// A part within the file.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
struct Stretch {
    name: PartName,
    size: u64,
    sha256: Checksum,
}

/// Writes an entry and flushes it; returns its size.
pub(super) fn write(
    path: &Path,
    metadata: &Metadata,
    json: &[u8],
    bodies: &[Bytes],
) -> io::Result<u64> {
    let mut parts: Vec<_> = metadata
        .parts
        .iter()
        .map(|part| Stretch { name: part.name, size: part.size_bytes, sha256: part.sha256 })
        .collect();
    parts.push(Stretch {
        name: PartName::Metadata,
        size: json.len() as u64,
        sha256: Checksum::of(json),
    });
    let head = serde_json::to_vec(&Head { id: metadata.request_id, parts })?;
    let length = u32::try_from(head.len()).map_err(io::Error::other)?;

    let mut file = File::create_new(path)?;
    file.write_all(MAGIC)?;
    file.write_all(&length.to_le_bytes())?;
    file.write_all(Checksum::of(&head).bytes())?;
    file.write_all(&head)?;
    for body in bodies {
        file.write_all(body)?;
    }
    file.write_all(json)?;
    file.sync_all()?;
    Ok(file.metadata()?.len())
}

impl Entry {
    /// Reads the head.
    ///
    /// # Errors
    /// [`io::ErrorKind::InvalidData`] when the file is not whole.
    pub(super) fn open(path: &Path) -> io::Result<Self> {
        let mut file = File::open(path)?;
        let mut fixed = [0; 8 + 4 + 32];
        read_exact(&mut file, &mut fixed)?;
        let (magic, rest) = fixed.split_at(8);
        let (length, checksum) = rest.split_at(4);
        let length = u32::from_le_bytes(length.try_into().expect("four bytes"));
        if magic != MAGIC || length > LONGEST_HEAD {
            return Err(damaged("it does not begin as an entry does"));
        }
        let mut head = vec![0; length as usize];
        read_exact(&mut file, &mut head)?;
        if Checksum::of(&head).bytes() != checksum {
            return Err(damaged("its head is not what was written"));
        }
        let head: Head =
            serde_json::from_slice(&head).map_err(|error| damaged(error.to_string()))?;
        let start = fixed.len() as u64 + u64::from(length);
        let last = head.parts.last().filter(|part| part.name == PartName::Metadata);
        let record = last.ok_or_else(|| damaged("it has no metadata"))?.sha256;
        let entry = Self { path: path.to_owned(), head, start, record };
        if file.metadata()?.len() != entry.bytes() {
            return Err(damaged("it ends early"));
        }
        Ok(entry)
    }

    #[must_use]
    pub fn id(&self) -> ArtifactId {
        self.head.id
    }

    /// The whole file.
    #[must_use]
    pub fn bytes(&self) -> u64 {
        self.start + self.head.parts.iter().map(|part| part.size).sum::<u64>()
    }

    /// The checksum of `metadata.json`.
    #[must_use]
    pub fn record(&self) -> Checksum {
        self.record
    }

    /// Where each part is read from.
    #[must_use]
    pub fn sources(&self) -> Vec<(PartName, Source)> {
        let mut offset = self.start;
        let mut sources = Vec::with_capacity(self.head.parts.len());
        for part in &self.head.parts {
            let path = self.path.clone();
            sources.push((part.name, Source::File { path, offset, length: part.size }));
            offset += part.size;
        }
        sources
    }

    /// A part's bytes, checked against what was written; `None` when it has no such part.
    pub fn read(&self, name: PartName) -> io::Result<Option<Bytes>> {
        let mut offset = self.start;
        for part in &self.head.parts {
            if part.name == name {
                let mut file = File::open(&self.path)?;
                file.seek(SeekFrom::Start(offset))?;
                let mut bytes = vec![0; part.size as usize];
                read_exact(&mut file, &mut bytes)?;
                if Checksum::of(&bytes) != part.sha256 {
                    return Err(damaged(format!("its {name} is not what was written")));
                }
                return Ok(Some(bytes.into()));
            }
            offset += part.size;
        }
        Ok(None)
    }

    pub fn metadata(&self) -> io::Result<Metadata> {
        let json = self.read(PartName::Metadata)?.unwrap_or_default();
        serde_json::from_slice(&json).map_err(|error| damaged(error.to_string()))
    }

    /// Whether every part is what was written.
    pub fn verify(&self) -> io::Result<()> {
        let mut file = File::open(&self.path)?;
        file.seek(SeekFrom::Start(self.start))?;
        let mut buffer = vec![0; BUFFER];
        for part in &self.head.parts {
            let mut hasher = Sha256::new();
            let mut left = part.size;
            while left > 0 {
                let chunk = &mut buffer[..BUFFER.min(left as usize)];
                read_exact(&mut file, chunk)?;
                hasher.update(&*chunk);
                left -= chunk.len() as u64;
            }
            if Checksum::from(hasher) != part.sha256 {
                return Err(damaged(format!("its {} is not what was written", part.name)));
            }
        }
        Ok(())
    }
}

fn read_exact(file: &mut File, buffer: &mut [u8]) -> io::Result<()> {
    file.read_exact(buffer).map_err(|error| match error.kind() {
        io::ErrorKind::UnexpectedEof => damaged("it ends early"),
        _ => error,
    })
}

fn damaged(reason: impl Into<String>) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, reason.into())
}
