//! A manifest as JSON: a list of the contract's applications, each with its `files`.

use super::table::split;
use super::{CellProblem, ManifestError, Row};
use crate::label::Application;
use serde_json::{Map, Value};

/// `[{…}, …]`, or the same under `applications`.
pub(super) fn rows(text: &str, max_rows: usize) -> Result<Vec<Row>, ManifestError> {
    let parsed: Value =
        serde_json::from_str(text).map_err(|error| ManifestError::Unreadable(error.to_string()))?;
    let list = match parsed {
        Value::Array(list) => list,
        Value::Object(mut object) => {
            let Some(Value::Array(list)) = object.remove("applications") else {
                let why = "it has no list of applications";
                return Err(ManifestError::Unreadable(why.to_owned()));
            };
            list
        }
        _ => return Err(ManifestError::Unreadable("it is no list of applications".to_owned())),
    };
    if list.len() > max_rows {
        return Err(ManifestError::TooManyRows { limit: max_rows });
    }
    Ok(list.into_iter().enumerate().map(|(index, value)| row(index + 1, value)).collect())
}

fn row(number: usize, value: Value) -> Row {
    let mut row =
        Row { number, files: Vec::new(), application: Application::default(), problems: vec![] };
    let mut problem = |column: Option<&str>, code: &str, detail: String| {
        let column = column.map(str::to_owned);
        row.problems.push(CellProblem { row: number, column, code: code.to_owned(), detail });
    };
    let Value::Object(mut declared) = value else {
        problem(None, "wrong_type", "expected an object with named values".to_owned());
        return row;
    };
    match files(&mut declared) {
        Some(files) => row.files = files,
        None => problem(Some("files"), "wrong_type", "expected a list of names".to_owned()),
    }
    match Application::from_json(&Value::Object(declared)) {
        Ok(application) => row.application = application,
        Err(found) => {
            for fault in found {
                let column = fault.at.strip_prefix("/application/").unwrap_or(&fault.at);
                problem(Some(column), fault.code, fault.detail);
            }
        }
    }
    row
}

/// A list of names, or one text with `;` between them; `None` for anything else.
fn files(declared: &mut Map<String, Value>) -> Option<Vec<String>> {
    match declared.remove("files") {
        None | Some(Value::Null) => Some(Vec::new()),
        Some(Value::String(names)) => Some(split(&names)),
        Some(Value::Array(names)) => {
            names.iter().map(|name| name.as_str().map(|name| name.trim().to_owned())).collect()
        }
        Some(_) => None,
    }
}
