//! Where the trained data is.

use crate::ocr::{Engine, OcrError};
use std::path::{Path, PathBuf};

/// Where Debian and Ubuntu packages put trained data, newest first.
const PLACES: [&str; 3] = [
    "/usr/share/tesseract-ocr/5/tessdata",
    "/usr/share/tesseract-ocr/4.00/tessdata",
    "/usr/share/tessdata",
];

/// The folder with the English data: `given` if any, else the first of the usual places.
pub fn find_data(given: Option<&Path>) -> Result<PathBuf, OcrError> {
    let places: Vec<PathBuf> = match given {
        Some(folder) => vec![folder.to_owned()],
        None => PLACES.iter().map(PathBuf::from).collect(),
    };
    for place in &places {
        // The binding panics on a path that is not UTF-8 or holds a NUL byte.
        let passable = place.to_str().is_some_and(|path| !path.contains('\0'));
        if passable && place.join("eng.traineddata").is_file() {
            return Ok(place.clone());
        }
    }
    let looked: Vec<String> = places.iter().map(|place| place.display().to_string()).collect();
    Err(OcrError::Unavailable {
        engine: Engine::Tesseract,
        reason: format!("no eng.traineddata in {}", looked.join(", ")),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_without_english_data_is_named_in_the_error() {
        let folder = tempfile::tempdir().unwrap();
        let error = find_data(Some(folder.path())).unwrap_err().to_string();
        assert!(error.contains(&folder.path().display().to_string()), "{error}");
    }

    #[test]
    fn a_given_folder_with_english_data_is_taken() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("eng.traineddata"), b"").unwrap();
        assert_eq!(find_data(Some(folder.path())).unwrap(), folder.path());
    }
}
