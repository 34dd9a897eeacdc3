//! The report in plain words, as a colleague would write it: the verdict, the checklist,
//! what needs attention and what to do about it; then, briefly, what was in order and how
//! the label was read.

mod checklist;
mod findings;
mod layout;

use super::Report;
use crate::label::{Level, Origin, Quality, Rank};
use crate::ocr::Engine;
use crate::rules::{OutcomeKind, Severity, Verdict};
use layout::{Layout, Markdown, Terminal};
use std::collections::BTreeMap;

/// For a terminal.
#[must_use]
pub fn text(report: &Report) -> String {
    page(report, Terminal::default())
}

/// For `Accept: text/markdown`.
#[must_use]
pub fn markdown(report: &Report) -> String {
    page(report, Markdown::default())
}

fn page<L: Layout>(report: &Report, mut out: L) -> String {
    out.title(&headline(report));
    out.paragraph(&subject(report));
    checklist::write(report, &mut out);
    findings::write(report, &mut out);
    in_order(report, &mut out);
    panels(report, &mut out);
    reading(report, &mut out);
    out.finish()
}

fn headline(report: &Report) -> String {
    let count = |kind, severity| findings::of(report, kind, severity).count();
    let wrong = count(OutcomeKind::Violated, Severity::Error);
    let open = count(OutcomeKind::Unclear, Severity::Error)
        + count(OutcomeKind::Violated, Severity::Warning);
    match report.verdict {
        Verdict::Compliant => "Compliant: all that could be checked is in order".to_owned(),
        Verdict::NonCompliant => {
            let rest = match open {
                0 => String::new(),
                _ => format!(", and {} to look at", several(open, "point")),
            };
            format!("Not compliant: {} to change{rest}", several(wrong, "point"))
        }
        Verdict::NeedsReview => {
            format!("Needs review: {} for a person to settle", several(open, "point"))
        }
    }
}

/// What was checked: the product, the application, the pictures.
fn subject(report: &Report) -> String {
    let product = match (report.product_type.value, report.product_type.origin) {
        (None, _) => "A product whose kind could not be told".to_owned(),
        (Some(product), Origin::Declared) => capitalised(product.name()),
        (Some(product), Origin::Inferred) => {
            format!("{}, by the label itself", capitalised(product.name()))
        }
    };
    let mut parts = vec![product];
    parts.extend(taken_for(&report.product_type.levels));
    parts.extend(report.application_id.iter().map(|id| format!("application {id}")));
    let files: Vec<_> = report.panels.iter().map(|panel| panel.file.as_str()).collect();
    parts.extend(Some(listed(&files)).filter(|files| !files.is_empty()));
    parts.join("; ") + "."
}

/// `taken for Straight Bourbon Whisky (93 % sure), or Rye Whisky`, where the label tells it.
fn taken_for(levels: &[Level]) -> Option<String> {
    let leaf = levels
        .last()
        .filter(|leaf| leaf.rank != Rank::ProductType && leaf.origin == Origin::Inferred)?;
    let others: Vec<_> = leaf.alternatives.iter().map(|other| other.name.as_str()).collect();
    let others =
        if others.is_empty() { String::new() } else { format!(", or {}", listed(&others)) };
    Some(format!("taken for {} ({:.0} % sure){others}", leaf.name, leaf.confidence * 100.0))
}

fn in_order(report: &Report, out: &mut impl Layout) {
    let met: Vec<_> = report
        .findings
        .iter()
        .filter(|finding| finding.outcome == OutcomeKind::Met)
        .map(|finding| finding.rule.as_str())
        .collect();
    if !met.is_empty() {
        out.section("In order");
        out.paragraph(&format!(
            "{} checked and met: {}.",
            several(met.len(), "rule"),
            met.join(", ")
        ));
    }
}

fn panels(report: &Report, out: &mut impl Layout) {
    let poor: Vec<_> = report
        .panels
        .iter()
        .filter(|panel| panel.quality != Quality::Good || !panel.issues.is_empty())
        .collect();
    if poor.is_empty() {
        return;
    }
    out.section("The pictures");
    for panel in poor {
        let quality = match panel.quality {
            Quality::Good => "reads well",
            Quality::Fair => "reads with some difficulty",
            Quality::Poor => "reads poorly",
        };
        let issues: Vec<_> = panel.issues.iter().map(|issue| issue.detail.as_str()).collect();
        let issues =
            if issues.is_empty() { String::new() } else { format!(": {}", issues.join("; ")) };
        out.item(&format!("{} {quality}{issues}.", panel.file), &[]);
    }
}

fn reading(report: &Report, out: &mut impl Layout) {
    out.section("How it was read");
    let mut engines: BTreeMap<Engine, usize> = BTreeMap::new();
    for pass in &report.ocr.passes {
        *engines.entry(pass.engine).or_default() += 1;
    }
    let passes: Vec<_> =
        engines.iter().map(|(engine, count)| format!("{engine} ({})", passes(*count))).collect();
    let passes: Vec<_> = passes.iter().map(String::as_str).collect();
    let by = if passes.is_empty() { "no engine".to_owned() } else { listed(&passes) };
    out.paragraph(&format!(
        "By {by}, in {:.1} seconds; rules of {}.",
        report.processing_time_ms as f64 / 1000.0,
        report.rules.edition
    ));
    for untried in &report.ocr.untried {
        out.item(&format!("Not tried: {untried}."), &[]);
    }
}

fn passes(count: usize) -> String {
    if count == 1 { "1 pass".to_owned() } else { format!("{count} passes") }
}

/// `1 point`, `3 points`.
fn several(count: usize, noun: &str) -> String {
    if count == 1 { format!("1 {noun}") } else { format!("{count} {noun}s") }
}

/// `a`, `a and b`, `a, b and c`.
fn listed(words: &[&str]) -> String {
    match words {
        [] => String::new(),
        [one] => (*one).to_owned(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

fn capitalised(words: &str) -> String {
    let mut letters = words.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

#[cfg(test)]
mod tests;
#[cfg(test)]
pub(crate) use tests::example;
