//! Files of rows to rows of cells, with nothing understood yet.

use super::{MAX_COLUMNS, ManifestError};
use calamine::{Data, DataRef, Reader, Xlsx};
use chrono::NaiveDateTime;
use std::collections::BTreeMap;
use std::io::{Cursor, Read};
use zip::ZipArchive;

/// One cell.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Cell {
    Text(String),
    /// A number of a spreadsheet, as it would print it.
    Number(String),
    Flag(bool),
    Date(NaiveDateTime),
}

/// One row: its number and its cells by column, without the empty ones.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Cells {
    pub number: usize,
    pub cells: BTreeMap<usize, Cell>,
}

/// What a spreadsheet may unpack to: a thousand rows take some two megabytes.
const MAX_UNPACKED: u64 = 256 * 1024 * 1024;

/// What Windows-1252 has where Latin-1 has control characters; U+FFFD is nothing.
const WINDOWS: [char; 32] = [
    '€', '\u{fffd}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{fffd}', 'Ž',
    '\u{fffd}', '\u{fffd}', '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{fffd}',
    'ž', 'Ÿ',
];

/// The text of a file: UTF-8, or what spreadsheets on Windows save as “CSV”.
pub(super) fn text(bytes: &[u8]) -> Result<String, ManifestError> {
    if bytes.starts_with(b"\xff\xfe") || bytes.starts_with(b"\xfe\xff") {
        let why = "it is UTF-16 text; save it as “CSV UTF-8”";
        return Err(ManifestError::Unreadable(why.to_owned()));
    }
    let bytes = bytes.strip_prefix("\u{feff}".as_bytes()).unwrap_or(bytes);
    if bytes.contains(&0) {
        return Err(ManifestError::Unreadable("it is not text".to_owned()));
    }
    let windows = |byte: &u8| match byte {
        0x80..=0x9f => WINDOWS[usize::from(byte - 0x80)],
        byte => char::from(*byte),
    };
    let text = std::str::from_utf8(bytes).map(str::to_owned);
    Ok(text.unwrap_or_else(|_| bytes.iter().map(windows).collect()))
}

/// Comma, tab, or the semicolon of spreadsheets that keep the comma for decimals; the names of
/// the columns tell.
pub(super) fn csv(text: &str, max_rows: usize) -> Result<Vec<Cells>, ManifestError> {
    let head = text.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
    let count = |delimiter| head.matches(delimiter).count();
    let delimiter = match (count('\t'), count(','), count(';')) {
        (tabs, commas, _) if tabs > commas => b'\t',
        (_, 0, semicolons) if semicolons > 0 => b';',
        _ => b',',
    };
    let mut reader = ::csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(delimiter)
        .from_reader(text.as_bytes());
    let mut rows = Vec::new();
    for (index, record) in reader.records().enumerate() {
        let record = record.map_err(|error| ManifestError::Unreadable(error.to_string()))?;
        if record.len() > MAX_COLUMNS {
            return Err(ManifestError::TooManyColumns);
        }
        let filled = record.iter().enumerate().filter(|(_, cell)| !cell.trim().is_empty());
        let cells: BTreeMap<_, _> =
            filled.map(|(column, cell)| (column, Cell::Text(cell.trim().to_owned()))).collect();
        push(&mut rows, Cells { number: index + 1, cells }, max_rows)?;
    }
    Ok(rows)
}

/// The first sheet, cell by cell: a sheet that is all emptiness between two cells costs
/// nothing.
pub(super) fn xlsx(bytes: &[u8], max_rows: usize) -> Result<Vec<Cells>, ManifestError> {
    let unreadable = |why: String| ManifestError::Unreadable(why);
    ensure_small(bytes)?;
    let mut book: Xlsx<_> =
        Xlsx::new(Cursor::new(bytes)).map_err(|error| unreadable(error.to_string()))?;
    let sheet = book.sheet_names().first().cloned().ok_or(ManifestError::Empty)?;
    let mut cells =
        book.worksheet_cells_reader(&sheet).map_err(|error| unreadable(error.to_string()))?;
    let mut rows = Vec::new();
    let mut row = Cells::default();
    loop {
        let next = cells.next_cell().map_err(|error| unreadable(error.to_string()))?;
        let Some(found) = next else { break };
        let (at, column) = found.get_position();
        let (number, column) = (at as usize + 1, column as usize);
        if number != row.number {
            push(&mut rows, std::mem::take(&mut row), max_rows)?;
            row.number = number;
        }
        let Some(cell) = cell(found.get_value()) else { continue };
        if column >= MAX_COLUMNS {
            return Err(ManifestError::TooManyColumns);
        }
        row.cells.insert(column, cell);
    }
    push(&mut rows, row, max_rows)?;
    Ok(rows)
}

/// The names of the columns are a row as well.
fn push(rows: &mut Vec<Cells>, row: Cells, max_rows: usize) -> Result<(), ManifestError> {
    if row.cells.is_empty() {
        return Ok(());
    }
    if rows.len() > max_rows {
        return Err(ManifestError::TooManyRows { limit: max_rows });
    }
    rows.push(row);
    Ok(())
}

fn cell(value: &DataRef) -> Option<Cell> {
    match Data::from(value.clone()) {
        Data::Int(number) => Some(Cell::Number(number.to_string())),
        Data::Float(number) => Some(Cell::Number(number.to_string())),
        Data::Bool(flag) => Some(Cell::Flag(flag)),
        Data::DateTime(time) => time.as_datetime().map(Cell::Date),
        Data::String(text) | Data::DateTimeIso(text) | Data::DurationIso(text) => {
            let text = text.trim().to_owned();
            (!text.is_empty()).then_some(Cell::Text(text))
        }
        // “#N/A” declares nothing.
        _ => None,
    }
}

/// Whether all parts of the spreadsheet together are of a size to be read into memory.
fn ensure_small(bytes: &[u8]) -> Result<(), ManifestError> {
    let unreadable = |why: String| ManifestError::Unreadable(why);
    let mut zip =
        ZipArchive::new(Cursor::new(bytes)).map_err(|error| unreadable(error.to_string()))?;
    let mut left = MAX_UNPACKED;
    for index in 0..zip.len() {
        let part = zip.by_index(index).map_err(|error| unreadable(error.to_string()))?;
        let read = std::io::copy(&mut part.take(left + 1), &mut std::io::sink());
        let read = read.map_err(|error| unreadable(error.to_string()))?;
        left = left.checked_sub(read).ok_or(ManifestError::TooLarge { limit: MAX_UNPACKED })?;
    }
    Ok(())
}
