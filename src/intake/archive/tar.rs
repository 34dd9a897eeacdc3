//! tar.gz files, header by header.
//!
//! Long names are headers' own entries; they are read here with a limit, because a reader
//! that puts them together by itself takes any length into memory.

use super::{ArchiveError, CHUNK, EntryError, Hall, is_bomb, safe_name};
use flate2::read::MultiGzDecoder;
use std::cell::Cell;
use std::fs::File;
use std::io::{self, BufReader, Read};
use std::rc::Rc;
use tar::{Archive, Entry, EntryType};

/// A header of headers: names and times.
const MAX_HEADER: u64 = 64 * 1024;

pub(super) fn unpack(file: BufReader<File>, hall: &mut Hall) -> Result<(), ArchiveError> {
    let (read, unpacked) = (Rc::new(Cell::new(0)), Rc::new(Cell::new(0)));
    let packed = Counting { from: file, count: Rc::clone(&read), most: u64::MAX };
    // Headers and fillings count as well: a million empty headers are a bomb too.
    let most = hall.bounds.max_total_bytes + hall.bounds.max_entries.saturating_mul(4096);
    let content = MultiGzDecoder::new(packed);
    let content = Counting { from: content, count: Rc::clone(&unpacked), most };
    let mut archive = Archive::new(BufReader::with_capacity(CHUNK, content));
    let entries = archive.entries().map_err(|error| broken(&error))?.raw(true);
    let mut long_name = None;
    let mut any = false;
    for entry in entries {
        let entry = entry.map_err(|error| {
            // What is no tar has no header that adds up.
            if any { broken(&error) } else { not_a_tar(&error) }
        })?;
        any = true;
        if is_bomb(read.get(), unpacked.get()) {
            return Err(ArchiveError::Bomb);
        }
        step(entry, &mut long_name, hall)?;
        if is_bomb(read.get(), unpacked.get()) {
            return Err(ArchiveError::Bomb);
        }
    }
    Ok(())
}

/// One header with what follows it.
fn step<R: Read>(
    mut entry: Entry<R>,
    long_name: &mut Option<String>,
    hall: &mut Hall,
) -> Result<(), ArchiveError> {
    let kind = entry.header().entry_type();
    match kind {
        EntryType::GNULongName => {
            let name = header(&mut entry)?;
            *long_name = Some(name.trim_end_matches('\0').to_owned());
            return Ok(());
        }
        EntryType::XHeader => {
            let records = header(&mut entry)?;
            let name = records.lines().find_map(|line| line.split_once(" path=").map(|(_, n)| n));
            *long_name = name.map(str::to_owned).or(long_name.take());
            return Ok(());
        }
        EntryType::XGlobalHeader | EntryType::GNULongLink => return Ok(()),
        _ => {}
    }
    hall.count()?;
    let short = String::from_utf8_lossy(&entry.path_bytes()).into_owned();
    let raw = long_name.take().unwrap_or(short);
    if kind == EntryType::Directory && safe_name(&raw).is_some() {
        return Ok(());
    }
    let Some(name) = hall.admit(&raw) else { return Ok(()) };
    match kind {
        EntryType::Regular | EntryType::Continuous => hall.take(&name, None, &mut entry)?,
        EntryType::Link | EntryType::Symlink => hall.refuse(&name, EntryError::Link),
        _ => hall.refuse(&name, EntryError::Special),
    }
    Ok(())
}

/// The text of a header of headers.
fn header<R: Read>(entry: &mut Entry<R>) -> Result<String, ArchiveError> {
    let mut bytes = Vec::new();
    entry.take(MAX_HEADER + 1).read_to_end(&mut bytes).map_err(|error| broken(&error))?;
    if bytes.len() as u64 > MAX_HEADER {
        return Err(ArchiveError::Broken("a header is absurdly long".to_owned()));
    }
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

/// Counts what is read through it, and stops at a limit.
struct Counting<R> {
    from: R,
    count: Rc<Cell<u64>>,
    most: u64,
}

impl<R: Read> Read for Counting<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.from.read(buffer)?;
        self.count.set(self.count.get() + read as u64);
        if self.count.get() > self.most {
            return Err(io::Error::new(io::ErrorKind::FileTooLarge, "the archive is too large"));
        }
        Ok(read)
    }
}

fn broken(error: &io::Error) -> ArchiveError {
    if error.kind() == io::ErrorKind::FileTooLarge {
        return ArchiveError::Bomb;
    }
    ArchiveError::Broken(error.to_string())
}

/// Of the first header. One that is packed and ends too early was cut; what was unpacked whole
/// and is no header is something else.
fn not_a_tar(error: &io::Error) -> ArchiveError {
    match broken(error) {
        ArchiveError::Broken(_) if error.kind() != io::ErrorKind::UnexpectedEof => {
            ArchiveError::NotAnArchive
        }
        other => other,
    }
}
