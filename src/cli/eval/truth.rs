//! A corpus of labels whose truth was transcribed by eye: a folder per label with its
//! pictures and a `truth.json`.

use anyhow::{Context, bail};
use serde::Deserialize;
use serde_json::Value;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// One label's folder.
#[derive(Debug, Clone)]
pub(super) struct Sample {
    pub truth: Truth,
    pub folder: PathBuf,
}

/// What is known of one label; only what is measured.
#[derive(Debug, Clone, Deserialize)]
pub(super) struct Truth {
    pub id: String,
    /// Artwork of the public registry rather than made for testing.
    pub real: bool,
    pub images: Vec<ImageFile>,
    /// `wine`, `spirits` or `malt`.
    pub commodity: String,
    pub brand_name: Option<String>,
    pub fanciful_name: Option<String>,
    pub class_type: Option<String>,
    pub name_address: Option<String>,
    pub abv_percent: Option<f64>,
    pub net_contents: Option<String>,
    pub net_ml: Option<f64>,
    pub country_of_origin: Option<String>,
    pub imported: bool,
    pub vintage: Option<String>,
    #[serde(default)]
    pub brand_acceptable: Vec<String>,
    pub warning_exact: Option<WarningTruth>,
    pub warning_heading_bold: Option<bool>,
    pub expected_overall: Option<Expected>,
    /// What the applicant declared; its keys differ by source.
    pub application: Option<BTreeMap<String, Value>>,
}

#[derive(Debug, Clone, Deserialize)]
pub(super) struct ImageFile {
    pub file: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Expected {
    Pass,
    Fail,
    NeedsReview,
}

/// `true`, `"partial"` or `false`.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(untagged)]
pub(super) enum WarningTruth {
    Exact(bool),
    Partial(String),
}

impl WarningTruth {
    pub(super) fn is_exact(&self) -> bool {
        *self == Self::Exact(true)
    }
}

impl Truth {
    /// The applicant's text under any of several keys; empty counts as none.
    pub(super) fn applied(&self, keys: &[&str]) -> Option<&str> {
        let application = self.application.as_ref()?;
        let value = keys.iter().find_map(|key| application.get(*key))?;
        value.as_str().map(str::trim).filter(|text| !text.is_empty())
    }
}

/// The labels of a corpus in the order of their names; those whose id contains one of
/// `only`, when any is given.
pub(super) fn load(corpus: &Path, only: &[String]) -> anyhow::Result<Vec<Sample>> {
    let entries = fs::read_dir(corpus)
        .with_context(|| format!("there is no folder of labels at {}", corpus.display()))?;
    let mut folders: Vec<PathBuf> = Vec::new();
    for entry in entries {
        let folder = entry?.path();
        if folder.join("truth.json").is_file() {
            folders.push(folder);
        }
    }
    folders.sort();
    if folders.is_empty() {
        bail!("{} holds no folder with a truth.json", corpus.display());
    }
    let mut samples = Vec::new();
    for folder in folders {
        let path = folder.join("truth.json");
        let text = fs::read(&path).with_context(|| format!("reading {}", path.display()))?;
        let truth: Truth = serde_json::from_slice(&text)
            .with_context(|| format!("understanding {}", path.display()))?;
        if only.is_empty() || only.iter().any(|part| truth.id.contains(part.as_str())) {
            samples.push(Sample { truth, folder });
        }
    }
    if samples.is_empty() {
        bail!("no label of {} is named like {}", corpus.display(), only.join(", "));
    }
    Ok(samples)
}

#[cfg(test)]
pub(super) fn example(id: &str) -> Truth {
    Truth {
        id: id.to_owned(),
        real: true,
        images: vec![],
        commodity: "wine".to_owned(),
        brand_name: Some("OLD HARBOR".to_owned()),
        fanciful_name: None,
        class_type: Some("MERLOT".to_owned()),
        name_address: Some("BOTTLED BY HARBOR CELLARS, PROSSER, WA".to_owned()),
        abv_percent: Some(13.5),
        net_contents: Some("750 ML".to_owned()),
        net_ml: Some(750.0),
        country_of_origin: None,
        imported: false,
        vintage: Some("2022".to_owned()),
        brand_acceptable: vec!["OLD HARBOR".to_owned()],
        warning_exact: Some(WarningTruth::Exact(true)),
        warning_heading_bold: Some(true),
        expected_overall: Some(Expected::Pass),
        application: None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::label::Commodity;

    #[test]
    fn drawn_labels_are_measured_as_they_are_written() {
        let folder = tempfile::tempdir().unwrap();
        for (seed, product) in
            [Commodity::Wine, Commodity::DistilledSpirits, Commodity::MaltBeverage]
                .iter()
                .enumerate()
        {
            let sample = crate::samples::application(seed as u64, *product).unwrap();
            sample.write_to(&folder.path().join(sample.id())).unwrap();
        }
        let read = load(folder.path(), &[]).unwrap();
        assert_eq!(read.len(), 3);
        assert!(read.iter().any(|sample| sample.truth.vintage.is_some()), "the wine has one");
    }
}
