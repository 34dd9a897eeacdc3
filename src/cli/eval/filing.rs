//! A corpus as honest applicants would file it, for commands that only send it.

use super::declare::declare;
use super::truth;
use crate::label::Application;
use std::path::{Path, PathBuf};

/// One application of the corpus.
#[derive(Debug, Clone)]
pub(in crate::cli) struct Filing {
    pub id: String,
    pub pictures: Vec<PathBuf>,
    pub application: Application,
}

/// Every label of a corpus with its honest declaration, in the order of their names.
pub(in crate::cli) fn filings(corpus: &Path) -> anyhow::Result<Vec<Filing>> {
    let mut filings = Vec::new();
    for sample in truth::load(corpus, &[])? {
        let picture = |image: &truth::ImageFile| sample.folder.join(&image.file);
        filings.push(Filing {
            pictures: sample.truth.images.iter().map(picture).collect(),
            application: declare(&sample.truth).application,
            id: sample.truth.id,
        });
    }
    Ok(filings)
}
