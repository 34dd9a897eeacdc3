use super::*;
use crate::batches::{BatchState, BatchView, ItemError, ItemState};
use calamine::{Data, Reader, Xlsx};
use std::io::Cursor;
use uuid::Uuid;

fn items() -> Vec<ItemResult> {
    let failed = ItemView {
        index: 1,
        application_id: Some("=HYPERLINK(\"http://x\")".to_owned()),
        state: ItemState::Failed,
        files: vec!["@front, large.jpg".to_owned(), "back.jpg".to_owned()],
        error: Some(ItemError {
            code: "file_undecodable".to_owned(),
            detail: "-1 cannot\nbe".to_owned(),
            errors: Vec::new(),
        }),
        ..ItemView::example()
    };
    vec![
        ItemResult { item: failed, report: None },
        ItemResult { item: ItemView { index: 2, ..ItemView::example() }, report: None },
    ]
}

#[test]
fn a_csv_is_one_table_in_which_nothing_is_a_formula() {
    let text = csv(&items());
    let bytes = text.strip_prefix('\u{feff}').unwrap().as_bytes();
    let mut reader = ::csv::Reader::from_reader(bytes);
    assert_eq!(reader.headers().unwrap().len(), COLUMNS.len());
    let rows: Vec<_> = reader.records().map(Result::unwrap).collect();
    assert_eq!(rows.len(), 2);
    assert_eq!(&rows[0][0], "1");
    assert_eq!(&rows[0][1], "'=HYPERLINK(\"http://x\")");
    assert_eq!(&rows[0][2], "failed");
    assert_eq!(&rows[0][12], "'-1 cannot\nbe");
    assert_eq!(&rows[0][13], "'@front, large.jpg; back.jpg");
    for cell in rows.iter().flat_map(|row| row.iter()) {
        assert!(!cell.starts_with(['=', '+', '-', '@', '\t']), "{cell}");
    }
}

#[test]
fn a_workbook_has_counts_a_row_for_each_and_the_findings() {
    let batch = BatchView {
        id: Uuid::nil(),
        state: BatchState::Completed,
        total: 2,
        counts: Counts { failed: 1, compliant: 1, ..Counts::default() },
        ..BatchView::example()
    };
    let bytes = xlsx(&batch, &items()).unwrap();
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).unwrap();
    assert_eq!(book.sheet_names(), ["Summary", "Findings"]);
    let sheet = book.worksheet_range("Summary").unwrap();
    let rows: Vec<_> = sheet.rows().collect();
    assert_eq!(rows[2][1], Data::Float(2.0), "the total");
    let first = rows.iter().find(|row| row[2] == Data::String("failed".to_owned())).unwrap();
    assert_eq!(first[1], Data::String("'=HYPERLINK(\"http://x\")".to_owned()));
    assert!(book.worksheet_formula("Summary").unwrap().is_empty());
}
