//! A model that Ollama has, packed into a bucket for the next machine.

use super::fetch::UNPACKED_BYTES;
use super::{ModelError, ModelName, ObjectAddress};
use crate::artifacts::Checksum;
use crate::artifacts::store::{PIECE_BYTES, S3};
use bytes::Bytes;
use flate2::Compression;
use flate2::write::GzEncoder;
use serde::Deserialize;
use sha2::{Digest, Sha256};
use std::collections::HashMap;
use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use tokio::sync::mpsc;

/// Pieces on their way: one being sent, one being packed.
const PIECES: usize = 1;

/// What was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exported {
    pub bytes: u64,
    pub sha256: String,
}

#[derive(Debug, Deserialize)]
struct Manifest {
    config: Layer,
    layers: Vec<Layer>,
}

#[derive(Debug, Deserialize)]
struct Layer {
    digest: String,
    size: u64,
}

/// One file of the model, and what its name promises of it.
struct Part {
    path: PathBuf,
    size: u64,
    sha256: Option<String>,
}

/// Packs `model` from Ollama's folder into an object, and its checksum beside it.
pub async fn export(
    store: &S3,
    models: &Path,
    model: &ModelName,
    object: &ObjectAddress,
) -> Result<Exported, ModelError> {
    let parts = parts(models, model)?;
    let unpacked: u64 = parts.iter().map(|part| part.size).sum();
    let (pieces, coming) = mpsc::channel(PIECES);
    let folder = models.to_owned();
    let packing = tokio::task::spawn_blocking(move || pack(&folder, &parts, &pieces));
    let metadata = HashMap::from([(UNPACKED_BYTES.to_owned(), unpacked.to_string())]);
    let sent = store.write_pieces(&object.key, metadata, coming).await;
    let packed =
        packing.await.unwrap_or_else(|panic| std::panic::resume_unwind(panic.into_panic()));
    // Why it could not be packed says more than that nothing came.
    let exported = match (packed, sent) {
        (Ok(exported), Ok(())) => exported,
        (Err(error @ ModelError::NotPulled { .. }), _) | (Err(error), Ok(())) => return Err(error),
        (_, Err(error)) => return Err(error.into()),
    };
    let name = object.key.rsplit('/').next().unwrap_or_default();
    let line = format!("{}  {name}\n", exported.sha256);
    store.write_small(&format!("{}.sha256", object.key), line.into()).await?;
    Ok(exported)
}

/// The files of a model, its manifest last.
fn parts(models: &Path, model: &ModelName) -> Result<Vec<Part>, ModelError> {
    let not_there = |reason: &str| ModelError::NotPulled {
        folder: models.to_owned(),
        reason: reason.to_owned(),
    };
    let path = model.manifest(models).ok_or_else(|| not_there("it has no manifest there"))?;
    let bytes = fs::read(models.join(&path)).map_err(|error| not_there(&error.to_string()))?;
    let manifest: Manifest =
        serde_json::from_slice(&bytes).map_err(|error| not_there(&error.to_string()))?;
    let mut parts: Vec<Part> = Vec::new();
    for layer in manifest.layers.into_iter().chain([manifest.config]) {
        let hex = layer.digest.strip_prefix("sha256:").unwrap_or_default();
        if hex.len() != 64 || !hex.chars().all(|c| c.is_ascii_hexdigit()) {
            return Err(not_there("its manifest names a digest that is none"));
        }
        let blob = Path::new("blobs").join(format!("sha256-{hex}"));
        let there = fs::metadata(models.join(&blob)).map(|there| there.len());
        if there.ok() != Some(layer.size) {
            return Err(not_there("its manifest names a blob that is not whole"));
        }
        if !parts.iter().any(|part| part.path == blob) {
            parts.push(Part { path: blob, size: layer.size, sha256: Some(hex.to_owned()) });
        }
    }
    parts.push(Part { path, size: bytes.len() as u64, sha256: None });
    Ok(parts)
}

fn pack(
    models: &Path,
    parts: &[Part],
    pieces: &mpsc::Sender<Result<Bytes, String>>,
) -> Result<Exported, ModelError> {
    let packed = pack_into(models, parts, Pieces::new(pieces.clone()));
    if let Err(error) = &packed {
        // The upload is given up; where that is gone already, nobody has to be told.
        let _ = pieces.blocking_send(Err(error.to_string()));
    }
    packed
}

fn pack_into(models: &Path, parts: &[Part], out: Pieces) -> Result<Exported, ModelError> {
    let failed = || ModelError::disk("the model cannot be packed");
    // Models hardly get smaller: the quickest way of packing is as good as any.
    let mut tar = tar::Builder::new(GzEncoder::new(out, Compression::fast()));
    for part in parts {
        let mut header = tar::Header::new_gnu();
        header.set_size(part.size);
        header.set_mode(0o644);
        let mut file = Hashed::new(File::open(models.join(&part.path)).map_err(failed())?);
        tar.append_data(&mut header, &part.path, &mut file).map_err(failed())?;
        let found = file.finish();
        if part.sha256.as_ref().is_some_and(|expected| *expected != found) {
            return Err(ModelError::NotPulled {
                folder: models.to_owned(),
                reason: format!("{} is not what its name says", part.path.display()),
            });
        }
    }
    let packed = tar.into_inner().and_then(GzEncoder::finish).map_err(failed())?;
    packed.finish().map_err(failed())
}

/// Hashes what is read.
struct Hashed {
    file: File,
    digest: Sha256,
}

impl Hashed {
    fn new(file: File) -> Self {
        Self { file, digest: Sha256::new() }
    }

    fn finish(self) -> String {
        Checksum::from(self.digest).hex()
    }
}

impl Read for Hashed {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.file.read(buffer)?;
        self.digest.update(&buffer[..count]);
        Ok(count)
    }
}

/// Cuts what is written into pieces, and hashes it.
struct Pieces {
    upload: mpsc::Sender<Result<Bytes, String>>,
    piece: Vec<u8>,
    digest: Sha256,
    bytes: u64,
}

impl Pieces {
    fn new(upload: mpsc::Sender<Result<Bytes, String>>) -> Self {
        Self { upload, piece: Vec::with_capacity(PIECE_BYTES), digest: Sha256::new(), bytes: 0 }
    }

    fn send(&mut self) -> io::Result<()> {
        let piece = std::mem::replace(&mut self.piece, Vec::with_capacity(PIECE_BYTES));
        let gone = |_| io::Error::other("the upload was given up");
        self.upload.blocking_send(Ok(piece.into())).map_err(gone)
    }

    fn finish(mut self) -> io::Result<Exported> {
        self.send()?;
        let sha256 = Checksum::from(self.digest).hex();
        Ok(Exported { bytes: self.bytes, sha256 })
    }
}

impl Write for Pieces {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let count = bytes.len().min(PIECE_BYTES - self.piece.len());
        self.piece.extend_from_slice(&bytes[..count]);
        self.digest.update(&bytes[..count]);
        self.bytes += count as u64;
        if self.piece.len() == PIECE_BYTES {
            self.send()?;
        }
        Ok(count)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
