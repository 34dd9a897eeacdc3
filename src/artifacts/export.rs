//! Many artifacts in one file, written piece by piece: memory is bounded whatever the number,
//! but for the directory at a ZIP's end, some hundred bytes a file.
//!
//! Files stand in it as they are stored, under the paths they have in a bucket;
//! `SHA256SUMS` and `manifest.json` come last, with every checksum and, the latter, with what
//! could not be read.

pub mod corpus;
mod manifest;
mod pack;

use super::part::folder;
use super::{Archive, ArtifactId, Checksum, Filter, Found, Page, PartInfo, PartName, Sort};
use bytes::Bytes;
use futures::{Stream, StreamExt};
use manifest::Manifest;
use pack::pack;
use std::io;
use std::str::FromStr;
use std::sync::Arc;
use tokio::sync::mpsc::{self, Sender};

/// Artifacts asked of the index at once.
const PAGE: u32 = 100;

/// Pieces under way between reading, packing and sending.
const PIECES: usize = 8;

/// How the files are put together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Packing {
    /// Not compressed: pictures are already.
    #[default]
    Zip,
    /// A tar file, compressed with Zstandard: texts and reports are a tenth of themselves.
    TarZst,
}

impl Packing {
    pub const ALL: [Self; 2] = [Self::Zip, Self::TarZst];

    /// As files of that kind end, and as it is asked for.
    #[must_use]
    pub const fn extension(self) -> &'static str {
        match self {
            Self::Zip => "zip",
            Self::TarZst => "tar.zst",
        }
    }

    #[must_use]
    pub const fn content_type(self) -> &'static str {
        match self {
            Self::Zip => "application/zip",
            Self::TarZst => "application/zstd",
        }
    }
}

impl FromStr for Packing {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, &'static str> {
        let named = Self::ALL.into_iter().find(|packing| packing.extension() == text);
        named.ok_or("has to be zip or tar.zst")
    }
}

/// What is to be written next.
enum Step {
    /// A file of so many bytes, which follow.
    File(String, u64),
    Bytes(Bytes),
}

/// All artifacts that a filter takes, oldest first, in one file. Who stops reading it stops
/// the work.
pub fn stream(
    archive: Arc<Archive>,
    filter: Filter,
    packing: Packing,
) -> impl Stream<Item = io::Result<Bytes>> {
    let (steps, todo) = mpsc::channel(PIECES);
    let (pieces, ready) = mpsc::channel(PIECES);
    let failed = pieces.clone();
    tokio::task::spawn_blocking(move || pack(packing, todo, &pieces));
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
    let mut manifest = Manifest::new();
    let mut page = Page { sort: Sort::Oldest, after: None, limit: PAGE };
    loop {
        let records = archive.list(filter, page).await.map_err(io::Error::other)?;
        let Some(last) = records.last() else { break };
        page.after = Some(last.metadata.request_id);
        for record in records {
            let id = record.metadata.request_id;
            manifest.artifact();
            add(archive, id, steps, &mut manifest).await?;
        }
    }
    manifest.send(steps).await
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
        Err(error) => return manifest.problem(id, &error.to_string()),
    };
    let kept = |part: &&PartInfo| artifact.expired_at(part.name).is_none();
    for part in artifact.metadata.parts.iter().filter(kept) {
        match archive.read(&artifact, part, None).await {
            Ok(mut blob) => {
                let path = format!("artifacts/{}/{}", folder(id), part.name);
                send(steps, Step::File(path.clone(), part.size_bytes)).await?;
                while let Some(chunk) = blob.bytes.next().await {
                    send(steps, Step::Bytes(chunk.map_err(io::Error::other)?)).await?;
                }
                manifest.file(&path, part.size_bytes, part.sha256)?;
            }
            Err(error) => manifest.problem(id, &error.to_string())?,
        }
    }
    let path = format!("artifacts/{}/{}", folder(id), PartName::Metadata);
    let size = artifact.json.len() as u64;
    send(steps, Step::File(path.clone(), size)).await?;
    send(steps, Step::Bytes(artifact.json.clone())).await?;
    manifest.file(&path, size, Checksum::of(&artifact.json))
}

async fn send(steps: &Sender<Step>, step: Step) -> io::Result<()> {
    steps.send(step).await.map_err(|_| io::Error::other("nobody reads it any more"))
}
