//! Rows of a manifest and the pictures they declare.

use super::names::{self, Name};
use super::{Group, Grouping, Stage, Unpaired, new};
use crate::batches::manifest::{CellProblem, Row};
use std::collections::BTreeSet;

/// A brand of fewer letters is in too many names.
const TELLING_BRAND: usize = 5;

/// The group of a row that names its pictures.
pub(super) fn by_row(index: usize, row: &Row, names: &[Name], most: usize) -> Group {
    let mut group = Group {
        row: Some(index),
        why: format!("row {} of the manifest names them", row.number),
        ..new(Vec::new(), Stage::Manifest)
    };
    let mut problem = |code: &str, detail: String| {
        let (row, column, code) = (row.number, Some("files".to_owned()), code.to_owned());
        group.problems.push(CellProblem { row, column, code, detail });
    };
    for wanted in &row.files {
        match find(wanted, names) {
            Ok(found) if group.files.contains(&found) => {
                problem("file_named_twice", format!("{wanted} is named twice"));
            }
            Ok(found) => group.files.push(found),
            Err(Missing::Nowhere) => {
                problem("file_missing", format!("there is no picture {wanted}"));
            }
            Err(Missing::Several) => problem(
                "file_ambiguous",
                format!("there are several pictures {wanted}; name the folder as well"),
            ),
        }
    }
    if group.files.len() > most {
        problem("too_many_files", format!("at most {most} pictures make one application"));
    }
    group
}

enum Missing {
    Nowhere,
    Several,
}

/// The picture of a name: as written, else whatever its case, else whatever its folder.
fn find(wanted: &str, names: &[Name]) -> Result<usize, Missing> {
    let wanted = Name::of(wanted).whole;
    if let Some(found) = names.iter().position(|name| name.whole == wanted) {
        return Ok(found);
    }
    let lower = wanted.to_lowercase();
    let own = |name: &str| name.rsplit('/').next().unwrap_or(name).to_lowercase();
    let all = |like: &dyn Fn(&Name) -> bool| -> Vec<usize> {
        names.iter().enumerate().filter(|(_, name)| like(name)).map(|(index, _)| index).collect()
    };
    let same_but_case = all(&|name: &Name| name.whole.to_lowercase() == lower);
    // A folder that the row names and the archive has not is another picture.
    let elsewhere = if wanted.contains('/') {
        all(&|name: &Name| name.whole.to_lowercase().ends_with(&format!("/{lower}")))
    } else {
        all(&|name: &Name| own(&name.whole) == lower)
    };
    for found in [same_but_case, elsewhere] {
        match found.as_slice() {
            [] => {}
            [only] => return Ok(*only),
            _ => return Err(Missing::Several),
        }
    }
    Err(Missing::Nowhere)
}

/// Pairs groups with the rows that name no pictures: by the application's id in folder or name,
/// then by the brand. What is left on either side is for a person.
pub(super) fn with_rows(groups: Vec<Group>, rows: &[Row], names: &[Name], grouping: &mut Grouping) {
    let open: Vec<usize> = (0..rows.len()).filter(|&row| rows[row].files.is_empty()).collect();
    let mut taken = BTreeSet::new();
    let mut left = Vec::new();
    for mut group in groups {
        let candidates = |like: &dyn Fn(&Row) -> bool| -> Vec<usize> {
            open.iter().copied().filter(|&row| like(&rows[row])).collect()
        };
        let by_id = candidates(&|row: &Row| {
            row.application.application_id.as_deref().is_some_and(|id| carries(&group, id, names))
        });
        let by_brand = candidates(&|row: &Row| {
            let brand = row.application.brand_name.as_deref();
            brand.is_some_and(|brand| {
                names::plain(brand).len() >= TELLING_BRAND && carries(&group, brand, names)
            })
        });
        let (found, what) = if by_id.is_empty() { (by_brand, "brand") } else { (by_id, "number") };
        match found.as_slice() {
            [row] if taken.insert(*row) => {
                let number = rows[*row].number;
                group.why = format!("{}; the {what} of row {number} is in their names", group.why);
                group.row = Some(*row);
                grouping.groups.push(group);
            }
            [row] => {
                let number = rows[*row].number;
                left.push((group, format!("row {number} has other pictures already")));
            }
            [] => left.push((group, "no row of the manifest names them".to_owned())),
            _ => left.push((group, format!("several rows have this {what}"))),
        }
    }
    for (group, why) in left {
        let files = group.files.iter().map(|&index| names[index].whole.clone()).collect();
        grouping.unpaired.push(Unpaired { files, row: None, why });
    }
    for row in open.into_iter().filter(|row| !taken.contains(row)) {
        let why = "the row names no pictures, and none are named for it".to_owned();
        let row = Some(rows[row].number);
        grouping.unpaired.push(Unpaired { files: Vec::new(), row, why });
    }
}

/// Whether the folder or all the names of a group carry some words, as whole words.
fn carries(group: &Group, wanted: &str, names: &[Name]) -> bool {
    let wanted = names::words(wanted);
    let has = |text: &str| {
        let words = names::words(text);
        !wanted.is_empty() && words.windows(wanted.len()).any(|window| window == wanted)
    };
    group.files.iter().all(|&index| {
        let name = &names[index];
        let own = name.whole.rsplit('/').next().unwrap_or(&name.whole);
        let own = own.rsplit_once('.').map_or(own, |(stem, _)| stem);
        has(own) || name.folder.rsplit('/').next().is_some_and(has)
    })
}
