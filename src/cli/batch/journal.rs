//! What is done of a batch, noted beside its results until they are written.

use crate::batches::ItemView;
use crate::verification::Report;
use anyhow::Context;
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use std::fs::{self, File};
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};

/// One application that is done, by its content.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct Noted {
    pub content: String,
    pub item: ItemView,
    pub report: Option<Report>,
}

/// The file of what is done.
#[derive(Debug)]
pub(super) struct Journal {
    path: PathBuf,
    file: File,
}

impl Journal {
    /// Opens the journal of some results, and gives what is noted there. A line that was cut
    /// short is as good as none.
    pub(super) fn open(out: &Path) -> anyhow::Result<(Self, HashMap<String, Noted>)> {
        let path = out.with_added_extension("progress");
        let opening = || format!("opening {}", path.display());
        let mut file = File::options()
            .read(true)
            .append(true)
            .create(true)
            .open(&path)
            .with_context(opening)?;
        let mut noted = HashMap::new();
        let mut cut = false;
        for line in BufReader::new(&file).split(b'\n') {
            match serde_json::from_slice::<Noted>(&line.with_context(opening)?) {
                Ok(done) => {
                    noted.insert(done.content.clone(), done);
                    cut = false;
                }
                Err(_) => cut = true,
            }
        }
        if cut {
            file.write_all(b"\n").with_context(opening)?;
        }
        Ok((Self { path, file }, noted))
    }

    pub(super) fn note(&mut self, done: &Noted) -> anyhow::Result<()> {
        let mut line = serde_json::to_vec(done)?;
        line.push(b'\n');
        self.file.write_all(&line).with_context(|| format!("writing {}", self.path.display()))
    }

    /// The results are written: it is needed no more.
    pub(super) fn close(self) {
        drop(self.file);
        // One that stays is only read in vain.
        let _ = fs::remove_file(&self.path);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::batches::grouping::Stage;
    use crate::batches::{ItemDetail, ItemState};

    #[test]
    fn what_was_noted_is_there_again_but_for_a_line_cut_short() {
        let folder = tempfile::tempdir().unwrap();
        let out = folder.path().join("results.csv");
        let noted = |content: &str| Noted {
            content: content.to_owned(),
            item: ItemDetail {
                files: vec!["a.png".to_owned()],
                grouped_by: Stage::Alone,
                why: String::new(),
                error: None,
            }
            .view(1, ItemState::Succeeded),
            report: None,
        };
        let (mut journal, before) = Journal::open(&out).unwrap();
        assert!(before.is_empty());
        journal.note(&noted("sha256:1")).unwrap();
        journal.file.write_all(b"{\"content\": \"sha2").unwrap();
        let (mut journal, before) = Journal::open(&out).unwrap();
        assert_eq!(before.into_values().collect::<Vec<_>>(), [noted("sha256:1")]);
        journal.note(&noted("sha256:2")).unwrap();
        let (journal, before) = Journal::open(&out).unwrap();
        assert_eq!(before.len(), 2, "what follows the cut is whole");
        journal.close();
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
    }
}
