//! The table of applications as CSV.

use super::{COLUMNS, ItemResult, harmless};

/// All of it.
#[must_use]
pub fn csv(items: &[ItemResult]) -> String {
    let rows: String = items.iter().map(csv_row).collect();
    csv_head() + &rows
}

/// The names of the columns; the mark before them tells spreadsheets that it is UTF-8.
#[must_use]
pub fn csv_head() -> String {
    format!("\u{feff}{}", line(&COLUMNS))
}

/// One application.
#[must_use]
pub fn csv_row(item: &ItemResult) -> String {
    line(&item.cells().map(|cell| harmless(&cell)))
}

fn line<T: AsRef<[u8]>>(cells: &[T]) -> String {
    let mut writer = ::csv::Writer::from_writer(Vec::new());
    writer.write_record(cells).expect("a line in memory can be written");
    let bytes = writer.into_inner().expect("a line in memory can be written");
    String::from_utf8(bytes).expect("cells are text")
}
