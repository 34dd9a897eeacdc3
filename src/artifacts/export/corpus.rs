//! Artifacts as a corpus: a folder for each, with its pictures and what was declared, its
//! truth left empty for whoever looks at the label.
//!
//! What the service read is not carried over: truth that was copied from it would measure
//! the service against itself.

use crate::artifacts::{
    Archive, ArchiveError, Artifact, ArtifactId, Filter, Found, Page, PartInfo, PartName, Sort,
};
use futures::StreamExt;
use serde_json::{Map, Value, json};
use std::fs::File;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Artifacts asked of the index at once.
const PAGE: u32 = 100;

/// What somebody has to see on the label.
const TRUTHS: &[&str] = &[
    "brand_name",
    "fanciful_name",
    "class_type",
    "alcohol_content",
    "abv_percent",
    "net_contents",
    "net_ml",
    "name_address",
    "country_of_origin",
    "vintage",
    "appellation",
    "varietals",
    "sulfites_declared",
    "warning_present",
    "warning_text_as_printed",
    "warning_exact",
    "warning_heading_bold",
    "expected_overall",
];

/// What a corpus came to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Written {
    pub labels: usize,
    /// Their folders were there already: somebody's truth may stand in them.
    pub already: usize,
    /// Without pictures, which were not kept or were let go.
    pub without_pictures: usize,
    /// Those that could not be read, and why.
    pub problems: Vec<(ArtifactId, String)>,
}

/// Why a corpus cannot be written.
#[derive(Debug, thiserror::Error)]
pub enum CorpusError {
    #[error("{} cannot be written", path.display())]
    Write { path: PathBuf, source: io::Error },
    #[error(transparent)]
    Archive(#[from] ArchiveError),
}

/// Writes all artifacts that a filter takes as folders below `corpus`, oldest first. Where it
/// was broken off it may be begun again.
///
/// # Errors
/// When the index does not answer or the disk takes no more.
pub async fn write(
    archive: &Arc<Archive>,
    filter: &Filter,
    corpus: &Path,
) -> Result<Written, CorpusError> {
    let mut written = Written::default();
    let mut page = Page { sort: Sort::Oldest, after: None, limit: PAGE };
    loop {
        let records = archive.list(filter, page).await.map_err(ArchiveError::Index)?;
        let Some(last) = records.last() else { return Ok(written) };
        page.after = Some(last.metadata.request_id);
        for record in records {
            let id = record.metadata.request_id;
            match archive.find(id).await {
                Ok(Some(Found::Here(artifact))) => {
                    label(archive, &artifact, corpus, &mut written).await?;
                }
                // Erased since the page was read.
                Ok(_) => {}
                Err(error) => written.problems.push((id, error.to_string())),
            }
        }
    }
}

async fn label(
    archive: &Archive,
    artifact: &Artifact,
    corpus: &Path,
    written: &mut Written,
) -> Result<(), CorpusError> {
    let pictures: Vec<&PartInfo> = artifact
        .metadata
        .parts
        .iter()
        .filter(|part| {
            matches!(part.name, PartName::Image(..)) && artifact.expired_at(part.name).is_none()
        })
        .collect();
    if pictures.is_empty() {
        written.without_pictures += 1;
        return Ok(());
    }
    let folder = corpus.join(artifact.id().to_string());
    if folder.exists() {
        written.already += 1;
        return Ok(());
    }
    let failed = |path: &Path| {
        let path = path.to_owned();
        move |source| CorpusError::Write { path, source }
    };
    // The folder appears whole: a corpus is read by its folders.
    let fresh = corpus.join(format!(".{}.part", artifact.id()));
    let _ = std::fs::remove_dir_all(&fresh);
    std::fs::create_dir_all(&fresh).map_err(failed(&fresh))?;
    for part in &pictures {
        match copy(archive, artifact, part, &fresh.join(part.name.to_string())).await {
            Ok(()) => {}
            Err(CorpusError::Archive(error)) => {
                written.problems.push((artifact.id(), error.to_string()));
                return std::fs::remove_dir_all(&fresh).map_err(failed(&fresh));
            }
            Err(error) => return Err(error),
        }
    }
    let truth = fresh.join("truth.json");
    let json = serde_json::to_vec_pretty(&empty_truth(artifact, &pictures));
    let json = json.expect("a truth is plain data");
    std::fs::write(&truth, json).map_err(failed(&truth))?;
    std::fs::rename(&fresh, &folder).map_err(failed(&folder))?;
    written.labels += 1;
    Ok(())
}

async fn copy(
    archive: &Archive,
    artifact: &Artifact,
    part: &PartInfo,
    path: &Path,
) -> Result<(), CorpusError> {
    let failed = |source| CorpusError::Write { path: path.to_owned(), source };
    let mut blob = archive.read(artifact, part, None).await?;
    let mut file = File::create(path).map_err(failed)?;
    while let Some(chunk) = blob.bytes.next().await {
        file.write_all(&chunk.map_err(ArchiveError::Store)?).map_err(failed)?;
    }
    Ok(())
}

/// What is known without having looked, and a place for everything else.
fn empty_truth(artifact: &Artifact, pictures: &[&PartInfo]) -> Value {
    let metadata = &artifact.metadata;
    let commodity = match metadata.product_type.as_deref() {
        Some("distilled_spirits") => json!("spirits"),
        Some("malt_beverage") => json!("malt"),
        Some("wine") => json!("wine"),
        _ => Value::Null,
    };
    let images: Vec<_> = pictures
        .iter()
        .map(|part| {
            json!({
                "file": part.name.to_string(),
                "sha256": part.sha256.hex(),
                "bytes": part.size_bytes,
            })
        })
        .collect();
    let imported = metadata.application.source == Some(crate::label::Source::Imported);
    let mut truth = Map::new();
    truth.insert("id".to_owned(), json!(artifact.id().to_string()));
    truth.insert("real".to_owned(), json!(true));
    truth.insert("images".to_owned(), json!(images));
    truth.insert("commodity".to_owned(), commodity);
    truth.insert("imported".to_owned(), json!(imported));
    for name in TRUTHS {
        truth.insert((*name).to_owned(), Value::Null);
    }
    truth.insert("defects".to_owned(), json!([]));
    truth.insert("application".to_owned(), declared(metadata));
    truth.insert("audited".to_owned(), json!(false));
    Value::Object(truth)
}

/// What was declared, without what was not.
fn declared(metadata: &crate::artifacts::Metadata) -> Value {
    let mut declared = serde_json::to_value(&metadata.application).unwrap_or_default();
    if let Value::Object(keys) = &mut declared {
        keys.retain(|_, value| !value.is_null());
    }
    declared
}
