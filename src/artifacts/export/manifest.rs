//! What an export has in it, gathered while it is written: on the disk as soon as it is more
//! than a little, since nobody knows how many artifacts there are.

use super::{Step, send};
use crate::artifacts::{ArtifactId, Checksum};
use bytes::Bytes;
use serde::Serialize;
use std::io::{self, Read, Seek, Write};
use tempfile::SpooledTempFile;
use tokio::sync::mpsc::Sender;

/// Bytes of each list that stay in memory.
const HELD: usize = 1024 * 1024;

/// Read back at once.
const CHUNK: usize = 64 * 1024;

/// `manifest.json` as it grows, and `SHA256SUMS` for whoever has no more than `sha256sum`.
pub(super) struct Manifest {
    artifacts: u64,
    files: List,
    problems: List,
    sums: List,
}

#[derive(Serialize)]
struct File<'a> {
    path: &'a str,
    size_bytes: u64,
    sha256: Checksum,
}

#[derive(Serialize)]
struct Problem<'a> {
    artifact_id: ArtifactId,
    detail: &'a str,
}

impl Manifest {
    pub(super) fn new() -> Self {
        let list = List::default;
        Self { artifacts: 0, files: list(), problems: list(), sums: list() }
    }

    pub(super) fn artifact(&mut self) {
        self.artifacts += 1;
    }

    pub(super) fn file(&mut self, path: &str, size_bytes: u64, sha256: Checksum) -> io::Result<()> {
        self.files.item(&File { path, size_bytes, sha256 })?;
        self.sums.text(&format!("{}  {path}\n", sha256.hex()))
    }

    pub(super) fn problem(&mut self, artifact_id: ArtifactId, detail: &str) -> io::Result<()> {
        self.problems.item(&Problem { artifact_id, detail })
    }

    /// Both files, the manifest last.
    pub(super) async fn send(self, steps: &Sender<Step>) -> io::Result<()> {
        let Self { artifacts, files, problems, sums } = self;
        send(steps, Step::File("SHA256SUMS".to_owned(), sums.length)).await?;
        sums.send(steps).await?;

        let head = format!("{{\n  \"artifacts\": {artifacts},\n  \"files\": [");
        let (middle, end) = ("\n  ],\n  \"problems\": [", "\n  ]\n}\n");
        let words = (head.len() + middle.len() + end.len()) as u64;
        let size = words + files.length + problems.length;
        send(steps, Step::File("manifest.json".to_owned(), size)).await?;
        send(steps, Step::Bytes(head.into())).await?;
        files.send(steps).await?;
        send(steps, Step::Bytes(Bytes::from_static(middle.as_bytes()))).await?;
        problems.send(steps).await?;
        send(steps, Step::Bytes(Bytes::from_static(end.as_bytes()))).await
    }
}

/// Lines, in memory or on the disk.
struct List {
    lines: SpooledTempFile,
    length: u64,
}

impl Default for List {
    fn default() -> Self {
        Self { lines: SpooledTempFile::new(HELD), length: 0 }
    }
}

impl List {
    fn item(&mut self, item: &impl Serialize) -> io::Result<()> {
        let comma = if self.length == 0 { "" } else { "," };
        self.text(&format!("{comma}\n    {}", serde_json::to_string(item)?))
    }

    fn text(&mut self, text: &str) -> io::Result<()> {
        self.length += text.len() as u64;
        self.lines.write_all(text.as_bytes())
    }

    async fn send(self, steps: &Sender<Step>) -> io::Result<()> {
        let mut lines = self.lines;
        lines.rewind()?;
        loop {
            let mut chunk = Vec::with_capacity(CHUNK);
            (&mut lines).take(CHUNK as u64).read_to_end(&mut chunk)?;
            if chunk.is_empty() {
                return Ok(());
            }
            send(steps, Step::Bytes(chunk.into())).await?;
        }
    }
}
