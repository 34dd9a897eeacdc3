use super::*;
use crate::label::{Commodity, PanelRole, Source, Stated};
use rust_decimal::Decimal;
use rust_xlsxwriter::{ExcelDateTime, Format, Workbook};
use serde_json::json;

fn csv(text: &str) -> Manifest {
    read(text.as_bytes(), 100).unwrap()
}

fn problems(manifest: &Manifest) -> Vec<(usize, Option<&str>, &str)> {
    let all = manifest.rows.iter().flat_map(|row| &row.problems);
    all.map(|problem| (problem.row, problem.column.as_deref(), problem.code.as_str())).collect()
}

#[test]
fn a_spreadsheet_of_the_trade_is_understood() {
    let text = "TTB ID,Images,Beverage Type,Import or Domestic,Brand,ABV,Size,Date Filed,Grapes,\
                Importer,Width,Export only\n\
                A-1,front.jpg; back.jpg,Wine,Import,OLD HARBOR,13.5,750 mL,3/25/2026,\
                Merlot; Malbec,\"HARBOR, LLC\",3;2.5,no\n\
                \n\
                A-2,neck.jpg,Beer,US,NIGHT TIDE,5.2%,,2026-03-26,,,,\n";
    let manifest = csv(text);
    assert_eq!(problems(&manifest), []);
    let [first, second] = manifest.rows.as_slice() else { panic!("{manifest:?}") };
    assert_eq!(first.files, ["front.jpg", "back.jpg"]);
    let wine = &first.application;
    assert_eq!(wine.application_id.as_deref(), Some("A-1"));
    assert_eq!(wine.product_type, Some(Commodity::Wine));
    assert_eq!(wine.source, Some(Source::Imported));
    assert_eq!(wine.alcohol_content, Some(Stated::Number(Decimal::new(135, 1))));
    assert_eq!(wine.filed_on.unwrap().to_string(), "2026-03-25");
    assert_eq!(
        wine.grape_varietals.as_deref(),
        Some(&["Merlot".to_owned(), "Malbec".to_owned()][..])
    );
    assert_eq!(wine.applicant.as_ref().unwrap().name.as_deref(), Some("HARBOR, LLC"));
    assert_eq!(wine.panels.as_ref().unwrap()[1].width_in, Some(Decimal::new(25, 1)));
    assert_eq!(wine.export, Some(false));
    assert_eq!(second.number, 3, "rows are counted as they are written");
    assert_eq!(second.application.product_type, Some(Commodity::MaltBeverage));
    assert_eq!(second.application.alcohol_content, Some(Stated::Words("5.2%".to_owned())));
}

#[test]
fn every_key_of_the_contract_is_a_column_and_no_name_means_two() {
    let application = serde_json::to_value(Application::default()).unwrap();
    for key in application.as_object().unwrap().keys() {
        let is_column = |column: &Column| column.key.split('.').next() == Some(key);
        assert!(COLUMNS.iter().any(is_column), "{key}");
    }
    for column in COLUMNS {
        assert_eq!(Column::named(column.key), Some(column), "{}", column.key);
        for name in column.names {
            assert_eq!(Column::named(name), Some(column), "{name}");
        }
    }
}

#[test]
fn a_bad_cell_is_named_with_row_and_column_and_spares_its_neighbours() {
    let manifest = csv("files,Brand,Vintage,ABV,Filing Date,Export,Product,Width\n\
         a.jpg,GOOD,2020,12,,,,\n\
         b.jpg,BAD,20023,140,25.3.2026,perhaps,cider,1;2\n");
    assert_eq!(manifest.rows[0].problems, []);
    let expected = [
        (3, Some("Filing Date"), "not_understood"),
        (3, Some("Export"), "not_understood"),
        (3, Some("Width"), "more_than_files"),
        (3, Some("Product"), "unknown_value"),
        (3, Some("ABV"), "out_of_range"),
        (3, Some("Vintage"), "out_of_range"),
    ];
    assert_eq!(problems(&manifest), expected);
}

#[test]
fn a_column_that_nobody_knows_is_named_with_what_may_be_meant() {
    let error = read(b"files,Brnd Name,Colour,brand_name,Brand\na.jpg,x,y,z,z\n", 10).unwrap_err();
    let ManifestError::Columns(problems) = error else { panic!("{error:?}") };
    let told: Vec<_> =
        problems.iter().map(|p| (p.column.as_deref().unwrap(), p.code.as_str())).collect();
    let expected = [
        ("Brnd Name", "unknown_column"),
        ("Colour", "unknown_column"),
        ("Brand", "duplicate_column"),
    ];
    assert_eq!(told, expected);
    assert!(problems[0].detail.ends_with("did you mean brand_name?"), "{:?}", problems[0]);
}

#[test]
fn delimiters_and_encodings_of_spreadsheets_are_told_apart() {
    let brand = |bytes: &[u8]| {
        let manifest = read(bytes, 10).unwrap();
        manifest.rows[0].application.brand_name.clone().unwrap()
    };
    assert_eq!(brand("\u{feff}brand,files\nCHÂTEAU,a.jpg".as_bytes()), "CHÂTEAU");
    assert_eq!(brand(b"brand,files\r\nCH\xc2TEAU \x93X\x94,a.jpg"), "CHÂTEAU “X”");
    assert_eq!(brand(b"brand;files\nOLD, HARBOR;\"a.jpg;b.jpg\""), "OLD, HARBOR");
    assert_eq!(brand(b"brand\tfiles\nOLD, HARBOR\ta.jpg;b.jpg"), "OLD, HARBOR");
    let code = |bytes: &[u8]| read(bytes, 1).unwrap_err().code();
    assert_eq!(code(b"\xff\xfeb\0"), "manifest_unreadable");
    assert_eq!(code(b"PK\x03\x04rubbish"), "manifest_unreadable");
    assert_eq!(code(b"\x89PNG\r\n\x1a\n\0\0\0"), "manifest_unreadable");
    assert_eq!(code(b" \n"), "manifest_empty");
    assert_eq!(code(b"brand,files\n"), "manifest_empty");
    assert_eq!(code(b"brand\na\nb\n"), "batch_too_large");
    assert_eq!(code(b"[{},{}]"), "batch_too_large");
}

#[test]
fn json_is_the_contract_with_files() {
    let manifest = json!({"applications": [
        {"files": ["a.jpg", "b.jpg"], "brand_name": "OLD HARBOR", "alcohol_content": 13.5,
         "panels": [{"file": "a.jpg", "role": "front"}]},
        {"files": "c.jpg; d.jpg", "brand": "X"},
        7,
    ]});
    let manifest = csv(&manifest.to_string());
    assert_eq!(manifest.rows[0].files, ["a.jpg", "b.jpg"]);
    let panels = manifest.rows[0].application.panels.as_ref().unwrap();
    assert_eq!(panels[0].role, Some(PanelRole::Front));
    assert_eq!(manifest.rows[1].files, ["c.jpg", "d.jpg"]);
    let expected = [(2, Some("brand"), "unknown_key"), (3, None, "wrong_type")];
    assert_eq!(problems(&manifest), expected);
}

#[test]
fn a_workbook_is_read_with_its_dates_and_numbers() {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    for (column, name) in ["Files", "Brand", "ABV", "Filing date", "Export"].iter().enumerate() {
        sheet.write(0, column as u16, *name).unwrap();
    }
    sheet.write(1, 0, "a.jpg;b.jpg").unwrap();
    sheet.write(1, 1, "OLD HARBOR").unwrap();
    sheet.write(1, 2, 13.5).unwrap();
    let day = Format::new().set_num_format("yyyy-mm-dd");
    let date = ExcelDateTime::from_ymd(2026, 3, 25).unwrap();
    sheet.write_with_format(1, 3, &date, &day).unwrap();
    sheet.write(1, 4, true).unwrap();
    // Far away, with nothing between.
    sheet.write(1_000_000, 1, "LAST").unwrap();
    sheet.write(1_000_001, 2, 0.4).unwrap();
    let bytes = book.save_to_buffer().unwrap();
    let manifest = read(&bytes, 100).unwrap();
    assert_eq!(problems(&manifest), [(1_000_002, Some("ABV"), "not_understood")]);
    let first = &manifest.rows[0].application;
    assert_eq!(manifest.rows[0].files.len(), 2);
    assert_eq!(first.alcohol_content, Some(Stated::Number(Decimal::new(135, 1))));
    assert_eq!(first.filed_on.unwrap().to_string(), "2026-03-25");
    assert_eq!(first.export, Some(true));
    assert_eq!(manifest.rows[1].number, 1_000_001);
}
