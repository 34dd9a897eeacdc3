//! Pictures and rows to applications, each ready to be verified or with its reason why not.

use super::gather::{GatherError, Gathered, Limits, Piece};
use super::grouping::{self, Group, Unpaired};
use super::manifest::{CellProblem, Row};
use super::{ItemDetail, ItemError, Trouble};
use crate::intake::Format;
use crate::intake::archive::Unpacked;
use crate::label::Application;

/// A batch as it would be taken in.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Plan {
    pub applications: Vec<Planned>,
    pub unpaired: Vec<Unpaired>,
    pub problems: Vec<Trouble>,
}

/// One application.
#[derive(Debug, Clone, PartialEq)]
pub struct Planned {
    pub application: Application,
    /// Where there is an error, the application is not verified.
    pub detail: ItemDetail,
    /// As many as `detail.files` where there is no error.
    pub pictures: Vec<Picture>,
}

/// A picture to be verified.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Picture {
    /// Its name without folders, as the report shows it.
    pub name: String,
    pub file: Unpacked,
    pub format: Format,
}

/// Groups what was gathered.
///
/// # Errors
/// When these are more applications than are taken at once.
pub fn plan(gathered: &Gathered, limits: &Limits) -> Result<Plan, GatherError> {
    let names: Vec<String> = gathered.pieces.iter().map(|piece| piece.name.clone()).collect();
    let rows = gathered.manifest.as_ref().map(|manifest| manifest.rows.as_slice());
    let grouping = grouping::group(&names, rows, limits.max_files);
    let (found, limit) = (grouping.groups.len(), limits.max_applications);
    if found > limit {
        return Err(GatherError::TooManyApplications { found, limit });
    }
    let rows = rows.unwrap_or_default();
    let of = |group| planned(group, &gathered.pieces, rows, limits);
    Ok(Plan {
        applications: grouping.groups.into_iter().map(of).collect(),
        unpaired: grouping.unpaired,
        problems: gathered.problems.clone(),
    })
}

fn planned(group: Group, pieces: &[Piece], rows: &[Row], limits: &Limits) -> Planned {
    let row = group.row.map(|index| &rows[index]);
    let mut errors: Vec<Trouble> = Vec::new();
    errors.extend(row.iter().flat_map(|row| &row.problems).map(of_cell));
    errors.extend(group.problems.iter().map(of_cell));
    let mut pictures = Vec::new();
    for piece in group.files.iter().map(|&index| &pieces[index]) {
        match &piece.content {
            Err(trouble) => errors.push(trouble.clone()),
            Ok((file, _)) if file.bytes > limits.max_file_bytes => errors.push(Trouble {
                at: piece.name.clone(),
                code: "file_too_large".to_owned(),
                detail: format!("is larger than {} bytes", limits.max_file_bytes),
            }),
            Ok((file, format)) => pictures.push(Picture {
                name: piece.name.rsplit('/').next().unwrap_or(&piece.name).to_owned(),
                file: file.clone(),
                format: *format,
            }),
        }
    }
    if group.files.is_empty() && errors.is_empty() {
        errors.push(Trouble {
            at: row.map_or_else(String::new, |row| format!("row {}", row.number)),
            code: "file_missing".to_owned(),
            detail: "there is no picture for it".to_owned(),
        });
    }
    let detail = ItemDetail {
        files: group.files.iter().map(|&index| pieces[index].name.clone()).collect(),
        grouped_by: group.stage,
        why: group.why,
        error: (!errors.is_empty()).then(|| summed_up(errors)),
    };
    let application = row.map(|row| row.application.clone()).unwrap_or_default();
    Planned { application, detail, pictures }
}

fn of_cell(problem: &CellProblem) -> Trouble {
    let column = problem.column.as_ref().map(|column| format!(", {column}")).unwrap_or_default();
    Trouble {
        at: format!("row {}{column}", problem.row),
        code: problem.code.clone(),
        detail: problem.detail.clone(),
    }
}

/// One reason, by its own code; several under a common one.
fn summed_up(errors: Vec<Trouble>) -> ItemError {
    let (code, detail) = match errors.as_slice() {
        [only] => (only.code.clone(), format!("{}: {}", only.at, only.detail)),
        several => {
            let first = &several[0];
            let detail =
                format!("{} things are wrong; {}: {}", several.len(), first.at, first.detail);
            ("application_invalid".to_owned(), detail)
        }
    };
    ItemError { code, detail, errors }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::batches::manifest;

    fn piece(name: &str, content: Result<u64, &str>) -> Piece {
        let content = match content {
            Ok(bytes) => {
                let file = Unpacked { path: name.into(), bytes, sha256: [0; 32] };
                Ok((file, Format::Png))
            }
            Err(code) => Err(Trouble {
                at: name.to_owned(),
                code: code.to_owned(),
                detail: "is broken".to_owned(),
            }),
        };
        Piece { name: name.to_owned(), content }
    }

    #[test]
    fn one_bad_file_fails_its_own_application_and_no_other() {
        let csv = b"files,brand,vintage\na.png,GOOD,\nb.png;c.png,BROKEN,\nd.png,BAD,20023\n\
                    e.png;gone.png,HALF,\nf.png,LARGE,\n";
        let gathered = Gathered {
            pieces: vec![
                piece("a.png", Ok(10)),
                piece("b.png", Ok(10)),
                piece("c.png", Err("entry_damaged")),
                piece("d.png", Ok(10)),
                piece("e.png", Ok(10)),
                piece("f.png", Ok(1000)),
            ],
            manifest: Some(manifest::read(csv, 10).unwrap()),
            problems: vec![],
        };
        let limits = Limits {
            max_applications: 5,
            max_files: 3,
            max_file_bytes: 100,
            max_total_bytes: 10_000,
        };
        let made = plan(&gathered, &limits).unwrap();
        let told: Vec<_> = made
            .applications
            .iter()
            .map(|item| item.detail.error.as_ref().map(|error| error.code.as_str()))
            .collect();
        let expected = [
            None,
            Some("entry_damaged"),
            Some("out_of_range"),
            Some("file_missing"),
            Some("file_too_large"),
        ];
        assert_eq!(told, expected);
        assert_eq!(made.applications[0].pictures.len(), 1);
        let bad = made.applications[2].detail.error.as_ref().unwrap();
        assert_eq!(bad.errors[0].at, "row 4, vintage");
        let fewer = Limits { max_applications: 4, ..limits };
        assert!(matches!(
            plan(&gathered, &fewer),
            Err(GatherError::TooManyApplications { found: 5, limit: 4 })
        ));
    }
}
