//! The regulation's own wordings, from printed lines to findings.

mod malt;
mod spirits;

use chrono::NaiveDate;
use ttb_verifier::label::{Application, Commodity, Completeness, Label, Measures, Source};
use ttb_verifier::ocr::Line;
use ttb_verifier::reading;
use ttb_verifier::rules::{self, OutcomeKind};

/// The rules of one room violated by a complete label of these lines.
fn violated(room: &str, product: Commodity, source: Source, lines: &[&str]) -> Vec<&'static str> {
    let application =
        Application { product_type: Some(product), source: Some(source), ..Application::default() };
    // Each in a block of its own.
    let lines: Vec<Line> =
        (0..).zip(lines).map(|(row, text)| Line::printed(text, row, row)).collect();
    let seen = reading::read(&lines, &application);
    let label = Label {
        declared: seen.declared,
        as_of: NaiveDate::from_ymd_opt(2026, 11, 20).unwrap(),
        product: seen.product,
        source: seen.source,
        panels: Vec::new(),
        text: seen.text,
        facts: seen.facts,
        measures: Measures::default(),
        completeness: Completeness { panels_complete: Some(true), well_read: true },
    };
    rules::judge(&label)
        .into_iter()
        .filter(|finding| finding.rule.starts_with(room))
        .filter(|finding| finding.outcome == OutcomeKind::Violated)
        .map(|finding| finding.rule)
        .collect()
}
