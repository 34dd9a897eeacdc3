//! Many artifacts in one ZIP file, written piece by piece: memory is bounded whatever the
//! number.
//!
//! Files are stored as they are, under the paths they have in a bucket; `manifest.json` comes
//! last, with every checksum and with what could not be read.

use super::part::folder;
use super::{Archive, ArtifactId, Checksum, Filter, Found, Page, PartName, Sort};
use bytes::Bytes;
use futures::{Stream, StreamExt};
use serde::Serialize;
use std::io::{self, Write};
use std::sync::Arc;
use tokio::sync::mpsc::{self, Receiver, Sender};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

/// Artifacts asked of the index at once.
const PAGE: u32 = 100;

/// Pieces under way between reading, packing and sending.
const PIECES: usize = 8;

/// Bytes gathered before they are sent.
const CHUNK: usize = 64 * 1024;

/// What is to be written next.
enum Step {
    File(String),
    Bytes(Bytes),
}

#[derive(Debug, Default, Serialize)]
struct Manifest {
    artifacts: usize,
    files: Vec<ManifestFile>,
    problems: Vec<Problem>,
}

#[derive(Debug, Serialize)]
struct ManifestFile {
    path: String,
    size_bytes: u64,
    sha256: Checksum,
}

#[derive(Debug, Serialize)]
struct Problem {
    artifact_id: ArtifactId,
    detail: String,
}

/// The ZIP of all artifacts that a filter takes, oldest first. Who stops reading it stops
/// the work.
pub fn zip(archive: Arc<Archive>, filter: Filter) -> impl Stream<Item = io::Result<Bytes>> {
    let (steps, todo) = mpsc::channel(PIECES);
    let (pieces, ready) = mpsc::channel(PIECES);
    let failed = pieces.clone();
    tokio::task::spawn_blocking(move || pack(todo, &pieces));
    tokio::spawn(async move {
        if let Err(error) = gather(&archive, &filter, &steps).await {
            tracing::warn!(%error, "an export was not finished");
            // A connection that breaks off is no complete file.
            let _ = failed.send(Err(error)).await;
        }
    });
    futures::stream::unfold(ready, |mut ready| async move {
        ready.recv().await.map(|piece| (piece, ready))
    })
}

async fn gather(archive: &Arc<Archive>, filter: &Filter, steps: &Sender<Step>) -> io::Result<()> {
    let mut manifest = Manifest::default();
    let mut page = Page { sort: Sort::Oldest, after: None, limit: PAGE };
    loop {
        let records = archive.list(filter, page).await.map_err(io::Error::other)?;
        let Some(last) = records.last() else { break };
        page.after = Some(last.metadata.request_id);
        for record in records {
            let id = record.metadata.request_id;
            manifest.artifacts += 1;
            add(archive, id, steps, &mut manifest).await?;
        }
    }
    let manifest = serde_json::to_vec_pretty(&manifest)?;
    send(steps, Step::File("manifest.json".to_owned())).await?;
    send(steps, Step::Bytes(manifest.into())).await
}

/// Adds one artifact; what cannot be read of it is a problem in the manifest.
async fn add(
    archive: &Arc<Archive>,
    id: ArtifactId,
    steps: &Sender<Step>,
    manifest: &mut Manifest,
) -> io::Result<()> {
    let artifact = match archive.find(id).await {
        Ok(Some(Found::Here(artifact))) => artifact,
        // Erased since the page was read.
        Ok(_) => return Ok(()),
        Err(error) => {
            manifest.problems.push(Problem { artifact_id: id, detail: error.to_string() });
            return Ok(());
        }
    };
    for part in &artifact.metadata.parts {
        match archive.read(&artifact, part, None).await {
            Ok(mut blob) => {
                let path = format!("artifacts/{}/{}", folder(id), part.name);
                send(steps, Step::File(path.clone())).await?;
                while let Some(chunk) = blob.bytes.next().await {
                    send(steps, Step::Bytes(chunk.map_err(io::Error::other)?)).await?;
                }
                let (size_bytes, sha256) = (part.size_bytes, part.sha256);
                manifest.files.push(ManifestFile { path, size_bytes, sha256 });
            }
            Err(error) => {
                manifest.problems.push(Problem { artifact_id: id, detail: error.to_string() });
            }
        }
    }
    let path = format!("artifacts/{}/{}", folder(id), PartName::Metadata);
    let (size_bytes, sha256) = (artifact.json.len() as u64, Checksum::of(&artifact.json));
    send(steps, Step::File(path.clone())).await?;
    send(steps, Step::Bytes(artifact.json.clone())).await?;
    manifest.files.push(ManifestFile { path, size_bytes, sha256 });
    Ok(())
}

async fn send(steps: &Sender<Step>, step: Step) -> io::Result<()> {
    steps.send(step).await.map_err(|_| io::Error::other("nobody reads it any more"))
}

/// Packs what comes; blocks. The end of the steps is the end of the file, unless they were
/// broken off, which the reader learns from whoever broke them off.
fn pack(mut todo: Receiver<Step>, pieces: &Sender<io::Result<Bytes>>) {
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    let mut zip = ZipWriter::new_stream(Pieces { pieces: pieces.clone(), waiting: Vec::new() });
    let packed = (|| {
        while let Some(step) = todo.blocking_recv() {
            match step {
                Step::File(path) => zip.start_file(path, options).map_err(io::Error::other)?,
                Step::Bytes(bytes) => zip.write_all(&bytes)?,
            }
        }
        let mut end = zip.finish().map_err(io::Error::other)?;
        end.flush()
    })();
    if let Err(error) = packed {
        let _ = pieces.blocking_send(Err(error));
    }
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
