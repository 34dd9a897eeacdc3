//! The regulation's own wordings, from printed lines to findings.

mod defects;
mod incomplete;
mod malt;
mod spirits;
mod wine;

use chrono::NaiveDate;
use ttb_verifier::label::{Application, Commodity, Completeness, Label, Measures, Quad, Source};
use ttb_verifier::ocr::{Engine, Line, Word};
use ttb_verifier::reading;
use ttb_verifier::rules::{self, OutcomeKind};

/// A well-read line, `row` lines down, in its own block.
fn line(text: &str, row: usize) -> Line {
    let top = row as f32 * 40.0;
    let mut left = 0.0;
    let words: Vec<Word> = text
        .split_whitespace()
        .map(|part| {
            let width = part.chars().count() as f32 * 12.0;
            let quad = Quad::rect(left, top, left + width, top + 20.0);
            left += width + 8.0;
            Word {
                text: part.to_owned(),
                quad,
                confidence: 0.97,
                engine: Engine::Ppocr,
                line: u32::try_from(row).unwrap(),
                block: 0,
                glyphs: Vec::new(),
            }
        })
        .collect();
    Line {
        panel: 0,
        quad: Quad::rect(0.0, top, left, top + 20.0),
        confidence: 0.97,
        block: u32::try_from(row).unwrap(),
        rotation: 0,
        others: Vec::new(),
        words,
    }
}

/// The label of well-read lines, as an application of this product declares it.
fn label(product: Commodity, source: Source, lines: &[&str], completeness: Completeness) -> Label {
    let application =
        Application { product_type: Some(product), source: Some(source), ..Application::default() };
    let lines: Vec<Line> = lines.iter().enumerate().map(|(row, text)| line(text, row)).collect();
    read(&lines, &application, completeness)
}

/// The label that these lines and this application come to.
fn read(lines: &[Line], application: &Application, completeness: Completeness) -> Label {
    let seen = reading::read(lines, application);
    Label {
        declared: seen.declared,
        as_of: NaiveDate::from_ymd_opt(2026, 11, 20).unwrap(),
        product: seen.product,
        source: seen.source,
        panels: Vec::new(),
        text: seen.text,
        facts: seen.facts,
        measures: Measures::default(),
        completeness,
    }
}

const COMPLETE: Completeness = Completeness { panels_complete: Some(true), well_read: true };

/// The rules of one room violated by a complete label of these lines.
fn violated(room: &str, product: Commodity, source: Source, lines: &[&str]) -> Vec<&'static str> {
    rules::judge(&label(product, source, lines, COMPLETE))
        .into_iter()
        .filter(|finding| finding.rule.starts_with(room))
        .filter(|finding| finding.outcome == OutcomeKind::Violated)
        .map(|finding| finding.rule)
        .collect()
}
