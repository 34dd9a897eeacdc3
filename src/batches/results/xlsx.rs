//! The results as a workbook: what came of all, of each, and why.

use super::{COLUMNS, FINDING_COLUMNS, ItemResult, count_rows, harmless};
use crate::batches::BatchView;
use rust_xlsxwriter::{Format, Workbook, Worksheet, XlsxError};

/// Characters that one cell holds.
const CELL: usize = 32_000;

/// A workbook with the sheets “Summary” and “Findings”.
///
/// # Errors
/// When there are more rows than a sheet has.
pub fn xlsx(batch: &BatchView, items: &[ItemResult]) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    let bold = Format::new().set_bold();

    let sheet = book.add_worksheet();
    sheet.set_name("Summary")?;
    text(sheet, 0, 0, "batch")?;
    text(sheet, 0, 1, &batch.id.to_string())?;
    text(sheet, 1, 0, "state")?;
    text(sheet, 1, 1, batch.state.name())?;
    let mut row = 2;
    for (name, count) in count_rows(batch.total, &batch.counts) {
        text(sheet, row, 0, name)?;
        sheet.write_number(row, 1, count as f64)?;
        row += 1;
    }
    row += 1;
    head(sheet, row, &COLUMNS, &bold)?;
    for item in items {
        row += 1;
        for (column, cell) in item.cells().iter().enumerate() {
            text(sheet, row, column as u16, cell)?;
        }
        sheet.write_number(row, 0, f64::from(item.item.index))?;
    }

    let sheet = book.add_worksheet();
    sheet.set_name("Findings")?;
    head(sheet, 0, &FINDING_COLUMNS, &bold)?;
    sheet.set_freeze_panes(1, 0)?;
    let findings = items.iter().flat_map(|item| item.findings().map(move |found| (item, found)));
    for (index, (item, finding)) in findings.enumerate() {
        let row = index as u32 + 1;
        for (column, cell) in item.finding_cells(finding).iter().enumerate() {
            text(sheet, row, column as u16, cell)?;
        }
        sheet.write_number(row, 0, f64::from(item.item.index))?;
    }
    book.save_to_buffer()
}

fn head(sheet: &mut Worksheet, row: u32, names: &[&str], bold: &Format) -> Result<(), XlsxError> {
    for (column, name) in names.iter().enumerate() {
        sheet.write_string_with_format(row, column as u16, *name, bold)?;
    }
    Ok(())
}

/// A text cell, which is no formula here, nor where it is copied to.
fn text(sheet: &mut Worksheet, row: u32, column: u16, text: &str) -> Result<(), XlsxError> {
    let cell: String = harmless(text).chars().take(CELL).collect();
    sheet.write_string(row, column, cell)?;
    Ok(())
}
