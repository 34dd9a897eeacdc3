//! A batch's manifest: one row an application, in whatever file an importer has it.
//!
//! Rows are read, not believed: what is wrong with a cell is named with its row and column and
//! is the problem of that application alone. A column that nobody knows is everybody's.

mod columns;
mod json;
mod sheet;
mod table;

#[cfg(test)]
mod tests;

pub use columns::{COLUMNS, Column, Holds};

use crate::label::Application;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Bytes of a manifest: a thousand rows of the longest texts are a tenth of it.
pub const MAX_BYTES: u64 = 16 * 1024 * 1024;

/// Columns of a table; the contract has some thirty.
const MAX_COLUMNS: usize = 200;

/// What a manifest declares.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Manifest {
    /// In the manifest's order; empty rows are no rows.
    pub rows: Vec<Row>,
}

/// One application as declared.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// As the spreadsheet counts: the names of the columns are row 1. In JSON the first is 1.
    pub number: usize,
    /// The pictures as the row names them; none where it leaves that to their names.
    pub files: Vec<String>,
    pub application: Application,
    /// Where there are any, the application cannot be verified.
    pub problems: Vec<CellProblem>,
}

/// What is wrong with one cell.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct CellProblem {
    /// As the spreadsheet counts, the names of the columns being row 1.
    pub row: usize,
    /// The column's name as the manifest has it; `null` where it is the row as a whole.
    pub column: Option<String>,
    pub code: String,
    pub detail: String,
}

/// Why a manifest is not taken at all.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ManifestError {
    #[error("the manifest is empty")]
    Empty,
    #[error("the manifest has more than {limit} rows")]
    TooManyRows { limit: usize },
    #[error("the manifest has more than {MAX_COLUMNS} columns")]
    TooManyColumns,
    #[error("the manifest is larger than {limit} bytes")]
    TooLarge { limit: u64 },
    #[error("this is no CSV, JSON or XLSX: {0}")]
    Unreadable(String),
    /// Each with its place and what may have been meant.
    #[error("{} columns of the manifest cannot be understood", .0.len())]
    Columns(Vec<CellProblem>),
}

impl ManifestError {
    /// The stable word for it in a problem report.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Empty => "manifest_empty",
            Self::TooManyRows { .. } => "batch_too_large",
            Self::TooManyColumns => "manifest_too_many_columns",
            Self::TooLarge { .. } => "manifest_too_large",
            Self::Unreadable(_) => "manifest_unreadable",
            Self::Columns(_) => "manifest_columns",
        }
    }
}

/// Reads a manifest; its kind is told by its content.
pub fn read(bytes: &[u8], max_rows: usize) -> Result<Manifest, ManifestError> {
    if bytes.len() as u64 > MAX_BYTES {
        return Err(ManifestError::TooLarge { limit: MAX_BYTES });
    }
    let rows = if bytes.starts_with(b"PK\x03\x04") {
        table::rows(sheet::xlsx(bytes, max_rows)?, max_rows)?
    } else {
        let text = sheet::text(bytes)?;
        match text.trim_start().as_bytes().first() {
            None => return Err(ManifestError::Empty),
            Some(b'[' | b'{') => json::rows(&text, max_rows)?,
            Some(_) => table::rows(sheet::csv(&text, max_rows)?, max_rows)?,
        }
    };
    if rows.is_empty() { Err(ManifestError::Empty) } else { Ok(Manifest { rows }) }
}

/// Whether a file at an archive's top is the manifest.
#[must_use]
pub fn is_manifest(name: &str) -> bool {
    ["manifest.csv", "manifest.json", "manifest.xlsx"].contains(&name.to_lowercase().as_str())
}
