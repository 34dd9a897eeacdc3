//! The model files and the runtime library: where they lie and whether they are the ones
//! the thresholds were set with.

use crate::ocr::{Engine, OcrError};
use sha2::{Digest, Sha256};
use std::fmt::{self, Write as _};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

const DETECTOR: &str = "ch_PP-OCRv4_det_infer.onnx";
const DETECTOR_SHA256: &str = "d2a7720d45a54257208b1e13e36a8479894cb74155a5efe29462512d42f49da9";
const RECOGNISER: &str = "ch_PP-OCRv4_rec_infer.onnx";
const RECOGNISER_SHA256: &str = "48fc40f24f6d2a207a2b1091d3437eb3cc3eb6b676dc3ef9c37384005483683b";

/// Where a package installer lays the files, below the directory it was given.
const MODEL_PACKAGE: &str = "rapidocr_onnxruntime/models";
const LIBRARY_PACKAGE: &str = "onnxruntime/capi";

/// The verified models and the runtime's library; a cheap clone.
#[derive(Clone)]
pub struct Models {
    /// The bytes that were verified are the bytes that run.
    pub(super) detector: Arc<[u8]>,
    pub(super) recogniser: Arc<[u8]>,
    pub(super) library: PathBuf,
    digests: Vec<(String, String)>,
}

impl fmt::Debug for Models {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Models").field("digests", &self.digests).finish_non_exhaustive()
    }
}

impl Models {
    /// Reads the two models from `models_dir`, flat or as a package lies there, refuses
    /// any but the known ones, and finds the runtime at `library`: the file, or a
    /// directory that holds it. The library may be of any build; its digest is reported.
    pub fn locate(models_dir: &Path, library: &Path) -> Result<Self, OcrError> {
        let library = find_library(library)?;
        let library_bytes = read(&library)?;
        let detector = verified(models_dir, DETECTOR, DETECTOR_SHA256)?;
        let recogniser = verified(models_dir, RECOGNISER, RECOGNISER_SHA256)?;
        let digests = vec![
            (DETECTOR.to_owned(), DETECTOR_SHA256.to_owned()),
            (RECOGNISER.to_owned(), RECOGNISER_SHA256.to_owned()),
            (file_name(&library), sha256(&library_bytes)),
        ];
        Ok(Self { detector: detector.into(), recogniser: recogniser.into(), library, digests })
    }

    /// File names with their SHA-256 in lower-case hexadecimal: both models, then the
    /// library.
    #[must_use]
    pub fn digests(&self) -> Vec<(String, String)> {
        self.digests.clone()
    }
}

fn verified(directory: &Path, name: &str, expected: &str) -> Result<Vec<u8>, OcrError> {
    let flat = directory.join(name);
    let packaged = directory.join(MODEL_PACKAGE).join(name);
    let path = if !flat.is_file() && packaged.is_file() { packaged } else { flat };
    let bytes = read(&path)?;
    let found = sha256(&bytes);
    if found == expected {
        return Ok(bytes);
    }
    Err(unavailable(format!(
        "{} is not the expected model: its SHA-256 is {found}",
        path.display()
    )))
}

fn find_library(path: &Path) -> Result<PathBuf, OcrError> {
    if path.is_file() {
        return Ok(path.to_owned());
    }
    let mut found: Vec<PathBuf> = [path.to_owned(), path.join(LIBRARY_PACKAGE)]
        .iter()
        .filter_map(|directory| fs::read_dir(directory).ok())
        .flatten()
        .filter_map(|entry| entry.ok().map(|entry| entry.path()))
        .filter(|file| file.is_file() && is_library(&file_name(file)))
        .collect();
    found.sort();
    found.pop().ok_or_else(|| unavailable(format!("no ONNX Runtime library at {}", path.display())))
}

/// `libonnxruntime.so`, with or without a version, or its counterpart elsewhere; not the
/// provider libraries that lie beside it.
fn is_library(name: &str) -> bool {
    name == "onnxruntime.dll"
        || name
            .strip_prefix("libonnxruntime.")
            .is_some_and(|rest| rest == "so" || rest.starts_with("so.") || rest.ends_with("dylib"))
}

fn file_name(path: &Path) -> String {
    path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
}

fn read(path: &Path) -> Result<Vec<u8>, OcrError> {
    fs::read(path).map_err(|error| unavailable(format!("{}: {error}", path.display())))
}

fn sha256(bytes: &[u8]) -> String {
    let mut hex = String::with_capacity(64);
    for byte in Sha256::digest(bytes) {
        write!(hex, "{byte:02x}").expect("writing to a string does not fail");
    }
    hex
}

pub(super) fn unavailable(reason: impl Into<String>) -> OcrError {
    OcrError::Unavailable { engine: Engine::Ppocr, reason: reason.into() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_model_of_another_digest_is_refused_by_name() {
        let folder = tempfile::tempdir().unwrap();
        for name in [DETECTOR, RECOGNISER, "libonnxruntime.so.1"] {
            fs::write(folder.path().join(name), b"something else").unwrap();
        }
        let error = Models::locate(folder.path(), folder.path()).unwrap_err().to_string();
        assert!(error.contains(DETECTOR) && error.contains("SHA-256"), "{error}");
    }

    #[test]
    fn a_missing_library_is_named() {
        let folder = tempfile::tempdir().unwrap();
        let error = Models::locate(folder.path(), &folder.path().join("absent")).unwrap_err();
        assert!(error.to_string().contains("absent"), "{error}");
    }

    #[test]
    fn both_layouts_of_the_library_are_found_and_its_neighbours_are_not_taken() {
        for package in ["", LIBRARY_PACKAGE] {
            let folder = tempfile::tempdir().unwrap();
            let directory = folder.path().join(package);
            fs::create_dir_all(&directory).unwrap();
            for name in ["libonnxruntime.so.1.31.1", "libonnxruntime_providers_shared.so"] {
                fs::write(directory.join(name), b"").unwrap();
            }
            let found = find_library(folder.path()).unwrap();
            assert_eq!(found, directory.join("libonnxruntime.so.1.31.1"));
        }
    }

    #[test]
    fn a_digest_is_lower_case_hexadecimal() {
        assert_eq!(
            sha256(b"abc"),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        );
    }
}
