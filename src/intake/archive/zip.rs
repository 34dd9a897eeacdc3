//! ZIP files, by their central directory.

use super::{ArchiveError, EntryError, Hall, safe_name};
use std::fs::File;
use std::io::{BufReader, Read, Seek, SeekFrom};
use zip::ZipArchive;
use zip::result::ZipError;

/// The end record and the longest comment behind it, the 64-bit records before it and a
/// little.
const TAIL: u64 = 22 + 65_535 + 20 + 56 + 1024;

/// A link, in the Unix mode of an entry.
const LINK: u32 = 0o120_000;
const KIND: u32 = 0o170_000;

pub(super) fn unpack(mut file: BufReader<File>, hall: &mut Hall) -> Result<(), ArchiveError> {
    // The directory is read into memory as a whole: how long it is has to be known before.
    let limit = hall.bounds.max_entries;
    if entries_claimed(&mut file)? > limit {
        return Err(ArchiveError::TooManyEntries { limit });
    }
    let size = file.seek(SeekFrom::End(0)).map_err(ArchiveError::Disk)?;
    file.rewind().map_err(ArchiveError::Disk)?;
    let mut archive = ZipArchive::new(file).map_err(broken)?;
    let mut packed = 0_u64;
    for index in 0..archive.len() {
        hall.count()?;
        packed = packed.saturating_add(entry(&mut archive, index, hall)?);
        // Entries that share their bytes are made to unpack to more than was sent.
        if packed > size {
            return Err(ArchiveError::Bomb);
        }
    }
    Ok(())
}

/// One entry; gives its size in the archive.
fn entry(
    archive: &mut ZipArchive<BufReader<File>>,
    index: usize,
    hall: &mut Hall,
) -> Result<u64, ArchiveError> {
    let (raw, packed, encrypted, is_folder, is_link) = {
        let entry = archive.by_index_raw(index).map_err(broken)?;
        let is_link = entry.unix_mode().is_some_and(|mode| mode & KIND == LINK);
        // Many programs write UTF-8 and do not say so.
        let raw = std::str::from_utf8(entry.name_raw()).map(str::to_owned);
        let raw =
            raw.or_else(|_| entry.name().map(std::borrow::Cow::into_owned)).map_err(broken)?;
        (raw, entry.compressed_size(), entry.encrypted(), entry.is_dir(), is_link)
    };
    if is_folder && safe_name(&raw).is_some() {
        return Ok(packed);
    }
    let Some(name) = hall.admit(&raw) else { return Ok(packed) };
    if encrypted || is_link {
        hall.refuse(&name, if encrypted { EntryError::Encrypted } else { EntryError::Link });
        return Ok(packed);
    }
    match archive.by_index(index) {
        Ok(mut content) => hall.take(&name, Some(packed), &mut content)?,
        Err(ZipError::UnsupportedArchive(why)) => {
            hall.refuse(&name, EntryError::Method(why.to_string()));
        }
        Err(error) => hall.refuse(&name, EntryError::Broken(error.to_string())),
    }
    Ok(packed)
}

/// The most entries that any end record of the file claims; there may be several, and which
/// one a reader believes is its own affair.
fn entries_claimed(file: &mut BufReader<File>) -> Result<u64, ArchiveError> {
    let size = file.seek(SeekFrom::End(0)).map_err(ArchiveError::Disk)?;
    file.seek(SeekFrom::Start(size.saturating_sub(TAIL))).map_err(ArchiveError::Disk)?;
    let mut tail = Vec::new();
    file.take(TAIL).read_to_end(&mut tail).map_err(ArchiveError::Disk)?;
    let mut claimed = 0;
    for at in 0..tail.len() {
        let record = &tail[at..];
        if record.starts_with(b"PK\x05\x06") {
            // 0xffff says that the 64-bit record knows.
            let count = number(record, 10, 2).filter(|&count| count != 0xffff);
            claimed = claimed.max(count.unwrap_or(0));
        } else if record.starts_with(b"PK\x06\x06") {
            claimed = claimed.max(number(record, 32, 8).unwrap_or(0));
        } else if record.starts_with(b"PK\x06\x07") {
            let begin = number(record, 8, 8).unwrap_or(size);
            claimed = claimed.max(at_record(file, begin)?);
        }
    }
    Ok(claimed)
}

/// What the 64-bit end record at an offset claims, if there is one.
fn at_record(file: &mut BufReader<File>, offset: u64) -> Result<u64, ArchiveError> {
    let mut record = Vec::new();
    file.seek(SeekFrom::Start(offset.min(i64::MAX as u64))).map_err(ArchiveError::Disk)?;
    file.take(56).read_to_end(&mut record).map_err(ArchiveError::Disk)?;
    let is_record = record.starts_with(b"PK\x06\x06");
    Ok(number(&record, 32, 8).filter(|_| is_record).unwrap_or(0))
}

fn number(record: &[u8], at: usize, bytes: usize) -> Option<u64> {
    let bytes = record.get(at..at + bytes)?;
    Some(bytes.iter().rev().fold(0, |number, byte| number << 8 | u64::from(*byte)))
}

fn broken(error: ZipError) -> ArchiveError {
    match error {
        ZipError::Io(error) => ArchiveError::Broken(error.to_string()),
        error => ArchiveError::Broken(error.to_string()),
    }
}
