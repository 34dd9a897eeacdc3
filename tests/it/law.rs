//! The regulation's own wordings, from printed lines to findings.

mod dates;
mod defects;
mod findings;
mod good;
mod incomplete;
mod kinds;
mod malt;
mod panels;
mod spirits;
pub mod vectors;
mod wine;

use chrono::NaiveDate;
use ttb_verifier::label::{Application, Commodity, Completeness, Label, Measures, Source};
use ttb_verifier::ocr::Line;
use ttb_verifier::reading;
use ttb_verifier::rules::{self, Finding, OutcomeKind};

/// The label of well-read lines, as an application of this product declares it.
fn label(product: Commodity, source: Source, lines: &[&str], completeness: Completeness) -> Label {
    let application =
        Application { product_type: Some(product), source: Some(source), ..Application::default() };
    // Each in a block of its own.
    let lines: Vec<Line> =
        (0..).zip(lines).map(|(row, text)| Line::printed(text, row, row)).collect();
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

/// The rules of one product, tried on complete labels of it.
struct Room {
    prefix: &'static str,
    product: Commodity,
}

const WINE: Room = Room { prefix: "wine.", product: Commodity::Wine };
const SPIRITS: Room = Room { prefix: "spirits.", product: Commodity::DistilledSpirits };
const MALT: Room = Room { prefix: "malt.", product: Commodity::MaltBeverage };

impl Room {
    fn of(product: Commodity) -> Self {
        match product {
            Commodity::Wine => WINE,
            Commodity::DistilledSpirits => SPIRITS,
            Commodity::MaltBeverage => MALT,
        }
    }

    /// The room's rules that a complete label of these lines violates.
    fn violated(&self, source: Source, lines: &[&str]) -> Vec<&'static str> {
        rules::judge(&label(self.product, source, lines, COMPLETE))
            .into_iter()
            .filter(|finding| finding.rule.starts_with(self.prefix))
            .filter(|finding| finding.outcome == OutcomeKind::Violated)
            .map(|finding| finding.rule)
            .collect()
    }
}

/// What one rule finds on a complete label of these lines.
fn finding(rule: &str, product: Commodity, source: Source, lines: &[&str]) -> Finding {
    let findings = rules::judge(&label(product, source, lines, COMPLETE));
    findings.into_iter().find(|finding| finding.rule == rule).expect("a rule of the catalogue")
}

/// The violations among some findings, in words.
fn violations(findings: &[Finding]) -> Vec<String> {
    findings
        .iter()
        .filter(|finding| finding.outcome == OutcomeKind::Violated)
        .map(|finding| format!("{}: {}", finding.rule, finding.message))
        .collect()
}
