//! Which pictures are one application: told in stages, each with its reason.
//!
//! 1. The manifest's row names them.
//! 2. They lie in one folder, which holds one application and nothing else.
//! 3. Their names differ only in the words for panels: `old-harbor-front`, `old-harbor_back`.
//! 4. Their names carry the same number of the registry.
//! 5. What is read on them: the same brand, and one has what the other lacks.
//!
//! Joining the panels of two products would blame one for the other, and parting those of one
//! would miss what is on the other panel. Where the names do not tell, a group stays small, and
//! the reason says what it rests on.

mod content;
mod names;
mod pair;

#[cfg(test)]
mod tests;

pub use content::{Seen, by_content};

use super::manifest::{CellProblem, Row};
use names::Name;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use utoipa::ToSchema;

/// What a group rests on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    Manifest,
    Folder,
    Name,
    RegistryId,
    Content,
    /// A picture by itself.
    Alone,
}

/// Pictures of one application, and the row that declares it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    /// Indexes of the pictures, in the order of the row, else of their names.
    pub files: Vec<usize>,
    /// Index of the row; `None` where nothing is declared.
    pub row: Option<usize>,
    pub stage: Stage,
    /// Why, for a person.
    pub why: String,
    /// What the row names and is not there.
    pub problems: Vec<CellProblem>,
}

/// What could not be placed, for a person to look at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Unpaired {
    /// Pictures that belong together, by their names.
    pub files: Vec<String>,
    /// A row of the manifest, where it is one without pictures.
    pub row: Option<usize>,
    pub why: String,
}

/// How a batch is grouped.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Grouping {
    pub groups: Vec<Group>,
    pub unpaired: Vec<Unpaired>,
}

/// Groups pictures by their names, and pairs them with the rows of a manifest, if there is one.
/// `most` pictures make one application.
#[must_use]
pub fn group(files: &[String], rows: Option<&[Row]>, most: usize) -> Grouping {
    let names: Vec<Name> = files.iter().map(|file| Name::of(file)).collect();
    let ids = rows.unwrap_or_default().iter().filter_map(row_id).collect();
    let Some(rows) = rows else {
        let all: Vec<usize> = (0..files.len()).collect();
        return Grouping { groups: by_names(&names, all, &ids, most), unpaired: Vec::new() };
    };
    let mut grouping = Grouping::default();
    let mut placed = BTreeSet::new();
    for (index, row) in rows.iter().enumerate().filter(|(_, row)| !row.files.is_empty()) {
        let group = pair::by_row(index, row, &names, most);
        placed.extend(group.files.iter().copied());
        grouping.groups.push(group);
    }
    let left: Vec<usize> = (0..files.len()).filter(|index| !placed.contains(index)).collect();
    let left = by_names(&names, left, &ids, most);
    pair::with_rows(left, rows, &names, &mut grouping);
    grouping.groups.sort_by_key(|group| group.row);
    grouping
}

/// What a row calls its application.
fn row_id(row: &Row) -> Option<String> {
    row.application.application_id.as_deref().map(names::plain).filter(|id| !id.is_empty())
}

/// Groups by folder, by stem and panel words, and by the registry's number.
fn by_names(names: &[Name], files: Vec<usize>, ids: &BTreeSet<String>, most: usize) -> Vec<Group> {
    let mut folders: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for index in files {
        folders.entry(&names[index].folder).or_default().push(index);
    }
    let several = folders.keys().filter(|folder| !folder.is_empty()).count() > 1;
    let mut groups = Vec::new();
    for (folder, members) in folders {
        if let Some(why) = is_one(folder, &members, names, ids, several, most) {
            groups.push(Group { why, ..new(members, Stage::Folder) });
        } else {
            groups.extend(by_stem(&members, names, ids, most));
        }
    }
    groups
}

/// Why a folder is one application, if it is.
fn is_one(
    folder: &str,
    members: &[usize],
    names: &[Name],
    ids: &BTreeSet<String>,
    several: bool,
    most: usize,
) -> Option<String> {
    if folder.is_empty() || members.len() > most {
        return None;
    }
    let own = folder.rsplit('/').next().unwrap_or(folder);
    let id = ids.contains(&names::plain(own)) || names::registry_id(own).is_some();
    if id {
        return Some(format!(
            "all pictures of the folder {own}, which is named for an application"
        ));
    }
    let stems: BTreeSet<_> = members.iter().map(|&index| names[index].stem.as_str()).collect();
    if stems.len() == 1 {
        return Some(format!("all pictures of the folder {own}, whose names differ by panel only"));
    }
    // Cameras number their pictures; products have names, and names of panels tell them apart.
    let plain =
        members.iter().all(|&index| names[index].panel.is_none() && names[index].is_numbered);
    (several && plain).then(|| format!("all pictures of the folder {own}, which a camera named"))
}

/// Groups the pictures of one folder by the number of the registry or the stem.
fn by_stem(members: &[usize], names: &[Name], ids: &BTreeSet<String>, most: usize) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    let mut registry: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    let mut stems: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for &index in members {
        let name = &names[index];
        match &name.registry_id {
            Some(id) => registry.entry(id).or_default().push(index),
            None => stems.entry(name.key(ids)).or_default().push(index),
        }
    }
    for (id, files) in registry {
        let why = format!("their names carry the registry's number {id}");
        groups.extend(together(files, names, Stage::RegistryId, &why, most));
    }
    for (stem, files) in stems {
        let why = format!("their names differ by panel only: {stem}");
        groups.extend(together(files, names, Stage::Name, &why, most));
    }
    groups
}

/// One group, or each by itself where they cannot be one.
fn together(files: Vec<usize>, names: &[Name], stage: Stage, why: &str, most: usize) -> Vec<Group> {
    let alone =
        |index: usize, why: &str| Group { why: why.to_owned(), ..new(vec![index], Stage::Alone) };
    if let [only] = files.as_slice() {
        return vec![alone(*only, "no other name goes with it")];
    }
    let panels: Vec<_> = files.iter().filter_map(|&index| names[index].panel.as_ref()).collect();
    let distinct: BTreeSet<_> = panels.iter().collect();
    // Two fronts are two products, or two tries; a number may be on any of them.
    let clash = stage == Stage::Name && distinct.len() < panels.len();
    if clash || files.len() > most {
        let why = if clash {
            "two of the same name are the same panel"
        } else {
            "too many share the name"
        };
        return files.into_iter().map(|index| alone(index, why)).collect();
    }
    vec![Group { why: why.to_owned(), ..new(files, stage) }]
}

fn new(files: Vec<usize>, stage: Stage) -> Group {
    Group { files, row: None, stage, why: String::new(), problems: Vec::new() }
}
