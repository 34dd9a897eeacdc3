//! Putting files together, as ZIP or as compressed tar; blocks.

use super::{Packing, Step};
use bytes::Bytes;
use std::io::{self, Write};
use tokio::sync::mpsc::{Receiver, Sender};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

/// Bytes gathered before they are sent.
const CHUNK: usize = 64 * 1024;

/// Zstandard's own middle way; pictures grow no smaller at any level.
const LEVEL: i32 = 3;

/// What a tar file is made of.
const BLOCK: u64 = 512;

/// Packs what comes. The end of the steps is the end of the file, unless they were broken
/// off, which the reader learns from whoever broke them off.
pub(super) fn pack(packing: Packing, todo: Receiver<Step>, pieces: &Sender<io::Result<Bytes>>) {
    let out = Pieces { pieces: pieces.clone(), waiting: Vec::new() };
    let packed = match packing {
        Packing::Zip => zip(todo, out),
        Packing::TarZst => tar_zst(todo, out),
    };
    if let Err(error) = packed {
        let _ = pieces.blocking_send(Err(error));
    }
}

fn zip(mut todo: Receiver<Step>, out: Pieces) -> io::Result<()> {
    let stored = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    let mut zip = ZipWriter::new_stream(out);
    while let Some(step) = todo.blocking_recv() {
        match step {
            Step::File(path, size) => {
                let options = stored.large_file(size > u64::from(u32::MAX));
                zip.start_file(path, options).map_err(io::Error::other)?;
            }
            Step::Bytes(bytes) => zip.write_all(&bytes)?,
        }
    }
    let mut end = zip.finish().map_err(io::Error::other)?;
    end.flush()
}

fn tar_zst(mut todo: Receiver<Step>, out: Pieces) -> io::Result<()> {
    let mut tar = zstd::Encoder::new(out, LEVEL)?;
    let mut written = 0;
    while let Some(step) = todo.blocking_recv() {
        match step {
            Step::File(path, size) => {
                pad(&mut tar, written)?;
                tar.write_all(header(&path, size)?.as_bytes())?;
                written = 0;
            }
            Step::Bytes(bytes) => {
                tar.write_all(&bytes)?;
                written += bytes.len() as u64;
            }
        }
    }
    pad(&mut tar, written)?;
    // Two empty blocks are the end.
    tar.write_all(&[0; 2 * BLOCK as usize])?;
    tar.finish()?.flush()
}

fn header(path: &str, size: u64) -> io::Result<tar::Header> {
    let mut header = tar::Header::new_ustar();
    header.set_path(path)?;
    header.set_size(size);
    header.set_mode(0o644);
    header.set_entry_type(tar::EntryType::Regular);
    header.set_cksum();
    Ok(header)
}

/// Fills the last block of a file.
fn pad(tar: &mut impl Write, written: u64) -> io::Result<()> {
    let empty = (BLOCK - written % BLOCK) % BLOCK;
    tar.write_all(&[0; BLOCK as usize][..empty as usize])
}

/// Sends what is written on to the client.
struct Pieces {
    pieces: Sender<io::Result<Bytes>>,
    waiting: Vec<u8>,
}

impl Write for Pieces {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.waiting.extend_from_slice(bytes);
        if self.waiting.len() >= CHUNK {
            self.flush()?;
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        if self.waiting.is_empty() {
            return Ok(());
        }
        let piece = std::mem::take(&mut self.waiting).into();
        let sent = self.pieces.blocking_send(Ok(piece));
        sent.map_err(|_| io::Error::other("nobody reads it any more"))
    }
}
