//! Rows of cells to applications: the first row names the columns.

use super::columns::{self, Column, Holds};
use super::sheet::{Cell, Cells};
use super::{CellProblem, ManifestError, Row};
use crate::label::Application;
use chrono::NaiveDate;
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;

/// A column of this manifest.
#[derive(Debug, Clone)]
struct Heading {
    name: String,
    column: &'static Column,
}

pub(super) fn rows(rows: Vec<Cells>, max_rows: usize) -> Result<Vec<Row>, ManifestError> {
    let mut rows = rows.into_iter();
    let Some(head) = rows.next() else { return Err(ManifestError::Empty) };
    let headings = headings(&head)?;
    let rows: Vec<_> = rows.map(|row| read(&row, &headings)).collect();
    if rows.len() > max_rows {
        return Err(ManifestError::TooManyRows { limit: max_rows });
    }
    Ok(rows)
}

fn headings(head: &Cells) -> Result<BTreeMap<usize, Heading>, ManifestError> {
    let mut headings: BTreeMap<usize, Heading> = BTreeMap::new();
    let mut problems = Vec::new();
    for (&at, cell) in &head.cells {
        let name = written(cell);
        let mut problem = |code: &str, detail: String| {
            let column = Some(name.clone());
            problems.push(CellProblem { row: head.number, column, code: code.to_owned(), detail });
        };
        let Some(column) = Column::named(&name) else {
            let hint = Column::nearest(&name);
            let hint = hint.map(|key| format!("; did you mean {key}?")).unwrap_or_default();
            problem("unknown_column", format!("there is no such column{hint}"));
            continue;
        };
        if let Some(other) = headings.values().find(|heading| heading.column == column) {
            let detail = format!("the column {} says {} already", other.name, column.key);
            problem("duplicate_column", detail);
            continue;
        }
        headings.insert(at, Heading { name, column });
    }
    if problems.is_empty() { Ok(headings) } else { Err(ManifestError::Columns(problems)) }
}

fn read(row: &Cells, headings: &BTreeMap<usize, Heading>) -> Row {
    let mut problems = Vec::new();
    let mut problem = |column: Option<&str>, code: &str, detail: String| {
        let column = column.map(str::to_owned);
        problems.push(CellProblem { row: row.number, column, code: code.to_owned(), detail });
    };
    let mut files = Vec::new();
    let mut declared = Map::new();
    let mut panels: BTreeMap<&str, (String, Vec<String>)> = BTreeMap::new();
    for (at, cell) in &row.cells {
        let Some(heading) = headings.get(at) else {
            problem(None, "cell_without_column", format!("cell {} has no column's name", at + 1));
            continue;
        };
        match heading.column.holds {
            Holds::Files => files = split(&written(cell)),
            Holds::EachPanel(what) => {
                let each = written(cell).split(';').map(|part| part.trim().to_owned()).collect();
                panels.insert(what, (heading.name.clone(), each));
            }
            holds => match value(cell, holds) {
                Ok(value) => put(&mut declared, heading.column.key, value),
                Err(detail) => problem(Some(&heading.name), "not_understood", detail.to_owned()),
            },
        }
    }
    for (name, each) in panels.values() {
        if each.len() > files.len() {
            let detail =
                format!("says something of {} pictures; the row names {}", each.len(), files.len());
            problem(Some(name), "more_than_files", detail);
        }
    }
    if !panels.is_empty() {
        declared.insert("panels".to_owned(), panel_list(&files, &panels));
    }
    let application = Application::from_json(&Value::Object(declared)).unwrap_or_else(|found| {
        for fault in found {
            let heading = headings.values().find(|heading| is_at(&fault.at, heading.column.key));
            problem(heading.map(|heading| heading.name.as_str()), fault.code, fault.detail);
        }
        Application::default()
    });
    Row { number: row.number, files, application, problems }
}

/// Whether a problem's pointer is of a column's value.
fn is_at(at: &str, key: &str) -> bool {
    let at = at.strip_prefix("/application/").unwrap_or(at);
    if let Some(what) = key.strip_prefix("panels.") {
        at.starts_with("panels/") && at.ends_with(what)
    } else {
        let key = key.replace('.', "/");
        at == key || at.strip_prefix(&key).is_some_and(|rest| rest.starts_with('/'))
    }
}

fn panel_list(files: &[String], panels: &BTreeMap<&str, (String, Vec<String>)>) -> Value {
    let panel = |(index, file): (usize, &String)| {
        // The report knows a picture by its name alone.
        let name = file.rsplit(['/', '\\']).next().unwrap_or(file);
        let mut panel = Map::from_iter([("file".to_owned(), json!(name))]);
        for (what, (_, each)) in panels {
            if let Some(given) = each.get(index).filter(|given| !given.is_empty()) {
                let value =
                    if *what == "role" { json!(given.to_lowercase()) } else { number(given) };
                panel.insert((*what).to_owned(), value);
            }
        }
        Value::Object(panel)
    };
    files.iter().enumerate().map(panel).collect()
}

/// Puts a value at `key` or `key.key`.
pub(super) fn put(object: &mut Map<String, Value>, key: &str, value: Value) {
    match key.split_once('.') {
        None => {
            object.insert(key.to_owned(), value);
        }
        Some((outer, inner)) => {
            let outer = object.entry(outer).or_insert_with(|| json!({}));
            if let Value::Object(outer) = outer {
                outer.insert(inner.to_owned(), value);
            }
        }
    }
}

/// A cell as the contract would have it, or what is wrong with it.
fn value(cell: &Cell, holds: Holds) -> Result<Value, &'static str> {
    let text = written(cell);
    Ok(match holds {
        Holds::Word(words) => json!(columns::word(words, &text)),
        Holds::List => json!(split(&text)),
        Holds::Stated | Holds::Number => number(&text),
        Holds::Percent => {
            // A cell that shows 40% holds 0.4.
            let is_number = matches!(cell, Cell::Number(_));
            if is_number && text.starts_with("0.") {
                return Err("may be a percentage that the spreadsheet keeps as a fraction; write \
                            13.5, or the words 13.5%");
            }
            number(&text)
        }
        Holds::Flag => flag(cell, &text).ok_or("has to be yes or no")?,
        Holds::Date => {
            json!(date(cell, &text).ok_or("is not a date; write one such as 2026-03-25")?)
        }
        Holds::Text | Holds::Files | Holds::EachPanel(_) => json!(text),
    })
}

/// A number where it is one, exactly as written; the words where it is none.
fn number(text: &str) -> Value {
    let is_number = rust_decimal::Decimal::from_str_exact(text).is_ok();
    let number = is_number.then(|| serde_json::from_str(text).ok()).flatten();
    number.unwrap_or_else(|| json!(text))
}

fn flag(cell: &Cell, text: &str) -> Option<Value> {
    if let Cell::Flag(flag) = cell {
        return Some(json!(flag));
    }
    match text.to_lowercase().as_str() {
        "yes" | "y" | "true" | "1" | "x" => Some(json!(true)),
        "no" | "n" | "false" | "0" => Some(json!(false)),
        _ => None,
    }
}

/// `2026-03-25`, and `3/25/2026` as it is written where labels are filed.
fn date(cell: &Cell, text: &str) -> Option<String> {
    let date = match cell {
        Cell::Date(time) => Some(time.date()),
        _ => ["%Y-%m-%d", "%m/%d/%Y"]
            .iter()
            .find_map(|format| NaiveDate::parse_from_str(text, format).ok()),
    };
    // Two digits for a year would be the first century.
    date.filter(|date| *date > NaiveDate::from_ymd_opt(1900, 1, 1).unwrap_or_default())
        .map(|date| date.to_string())
}

fn written(cell: &Cell) -> String {
    match cell {
        Cell::Text(text) | Cell::Number(text) => text.clone(),
        Cell::Flag(flag) => flag.to_string(),
        Cell::Date(time) => time.date().to_string(),
    }
}

pub(super) fn split(text: &str) -> Vec<String> {
    text.split(';').map(str::trim).filter(|part| !part.is_empty()).map(str::to_owned).collect()
}
