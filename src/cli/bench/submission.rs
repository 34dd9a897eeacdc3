//! The applications to send, from a folder.

use crate::cli::eval::{self, Filing};
use crate::cli::verify;
use anyhow::{Context, bail, ensure};
use std::fs;
use std::path::{Path, PathBuf};

/// One application as it is sent, over and over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Submission {
    pub id: String,
    /// At least one.
    pub pictures: Vec<PathBuf>,
    /// The declaration, as JSON.
    pub application: String,
}

const DECLARATION: &str = "application.json";

/// As picture files are named.
const EXTENSIONS: [&str; 6] = ["jpg", "jpeg", "png", "tif", "tiff", "webp"];

/// The applications of a folder in the order of their names: its sub-folders with an
/// `application.json`, the folder itself when it has one, else a corpus with its truth.
pub(super) fn load(folder: &Path) -> anyhow::Result<Vec<Submission>> {
    let mut folders = subfolders(folder)?;
    folders.insert(0, folder.to_owned());
    folders.retain(|folder| folder.join(DECLARATION).is_file());
    let submissions: Vec<_> = if folders.is_empty() {
        let filings = eval::filings(folder).with_context(|| {
            format!("{} holds no folder with an {DECLARATION}", folder.display())
        })?;
        filings.into_iter().map(filed).collect::<Result<_, _>>()?
    } else {
        folders.iter().map(|folder| declared(folder)).collect::<Result<_, _>>()?
    };
    for Submission { id, pictures, .. } in &submissions {
        ensure!(!pictures.is_empty(), "{id} has no pictures");
        if let Some(missing) = pictures.iter().find(|path| !path.is_file()) {
            bail!("there is no picture at {}", missing.display());
        }
    }
    Ok(submissions)
}

fn subfolders(folder: &Path) -> anyhow::Result<Vec<PathBuf>> {
    let entries = fs::read_dir(folder)
        .with_context(|| format!("there is no folder of applications at {}", folder.display()))?;
    let mut folders = Vec::new();
    for entry in entries {
        let path = entry?.path();
        if path.is_dir() {
            folders.push(path);
        }
    }
    folders.sort();
    Ok(folders)
}

/// A folder with its own declaration, sent as it stands there.
fn declared(folder: &Path) -> anyhow::Result<Submission> {
    let path = folder.join(DECLARATION);
    verify::application(&path)?;
    let mut pictures = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        let extension = path.extension().map(std::ffi::OsStr::to_ascii_lowercase);
        if extension.is_some_and(|extension| EXTENSIONS.iter().any(|known| extension == *known)) {
            pictures.push(path);
        }
    }
    pictures.sort();
    Ok(Submission {
        id: folder.file_name().unwrap_or(folder.as_os_str()).to_string_lossy().into_owned(),
        pictures,
        application: fs::read_to_string(&path)?,
    })
}

fn filed(filing: Filing) -> Result<Submission, serde_json::Error> {
    Ok(Submission {
        id: filing.id,
        pictures: filing.pictures,
        application: serde_json::to_string(&filing.application)?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::label::Application;
    use serde_json::json;

    fn names(submission: &Submission) -> Vec<String> {
        let name = |path: &PathBuf| path.file_name().unwrap().to_string_lossy().into_owned();
        submission.pictures.iter().map(name).collect()
    }

    #[test]
    fn a_folder_of_applications_is_sent_as_it_stands() {
        let folder = tempfile::tempdir().unwrap();
        for (name, file) in [("b", "label.webp"), ("a", "front.PNG"), ("a", "back.jpg")] {
            let sub = folder.path().join(name);
            fs::create_dir_all(&sub).unwrap();
            fs::write(sub.join(file), "pixels").unwrap();
            fs::write(sub.join("notes.txt"), "not sent").unwrap();
            fs::write(sub.join(DECLARATION), format!("{{\"brand_name\": \"{name}\"}}")).unwrap();
        }
        let found = load(folder.path()).unwrap();
        assert_eq!(
            found.iter().map(names).collect::<Vec<_>>(),
            [vec!["back.jpg", "front.PNG"], vec!["label.webp"]]
        );
        assert_eq!(
            (found[1].id.as_str(), found[1].application.as_str()),
            ("b", "{\"brand_name\": \"b\"}")
        );
        let one = load(&folder.path().join("b")).unwrap();
        assert_eq!(one, found[1..]);
    }

    #[test]
    fn a_corpus_is_declared_by_its_truth() {
        let folder = tempfile::tempdir().unwrap();
        let label = folder.path().join("harbor");
        fs::create_dir_all(&label).unwrap();
        fs::write(label.join("front.jpg"), "pixels").unwrap();
        let truth = json!({
            "id": "harbor", "real": true, "images": [{"file": "front.jpg"}], "commodity": "wine",
            "brand_name": "OLD HARBOR", "abv_percent": 13.5, "net_contents": "750 ML",
            "imported": false, "vintage": "2022",
        });
        fs::write(label.join("truth.json"), truth.to_string()).unwrap();
        let found = load(folder.path()).unwrap();
        assert_eq!((found.len(), names(&found[0])), (1, vec!["front.jpg".to_owned()]));
        let json = serde_json::from_str(&found[0].application).unwrap();
        let application = Application::from_json(&json).unwrap();
        assert_eq!(application.brand_name.as_deref(), Some("OLD HARBOR"));
        assert_eq!(json["alcohol_content"], 13.5);
    }

    #[test]
    fn what_cannot_be_sent_is_found_before_anything_is() {
        let folder = tempfile::tempdir().unwrap();
        let error = load(&folder.path().join("nowhere")).unwrap_err().to_string();
        assert!(error.starts_with("there is no folder of applications at "), "{error}");
        let error = load(folder.path()).unwrap_err().to_string();
        assert!(error.ends_with("holds no folder with an application.json"), "{error}");
        fs::write(folder.path().join(DECLARATION), "{}").unwrap();
        let error = load(folder.path()).unwrap_err().to_string();
        assert!(error.ends_with("has no pictures"), "{error}");
        fs::write(folder.path().join(DECLARATION), "{\"brand\": \"X\"}").unwrap();
        let error = load(folder.path()).unwrap_err().to_string();
        assert!(error.contains("/application/brand: there is no key"), "{error}");
    }
}
