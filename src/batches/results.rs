//! What came of a batch, as tables: a row an application, and a row a finding that matters.

mod csv;
mod xlsx;

#[cfg(test)]
mod tests;

pub use self::csv::{csv, csv_head, csv_row};
pub use xlsx::xlsx;

use super::{Counts, ItemView, verdict_name};
use crate::rules::OutcomeKind;
use crate::verification::Report;
use crate::verification::report::{Field, FindingView};

/// One application with its report, where there is one.
#[derive(Debug, Clone, PartialEq)]
pub struct ItemResult {
    pub item: ItemView,
    pub report: Option<Report>,
}

/// The columns of the table of applications.
const COLUMNS: [&str; 15] = [
    "index",
    "application_id",
    "state",
    "verdict",
    "brand_name_declared",
    "brand_name_read",
    "class_type_read",
    "alcohol_content_read",
    "net_contents_read",
    "violated",
    "unclear",
    "findings",
    "error",
    "files",
    "same_as",
];

/// The columns of the table of findings.
const FINDING_COLUMNS: [&str; 9] = [
    "index",
    "application_id",
    "rule",
    "outcome",
    "severity",
    "citation",
    "message",
    "remedy",
    "text",
];

/// Between several values of one cell.
const BETWEEN: &str = "; ";

impl ItemResult {
    /// A report that is shared, with the names of this application: its own id, its own
    /// pictures.
    #[must_use]
    pub fn named_as_its_own(mut self) -> Self {
        let item = &self.item;
        let Some(report) = &mut self.report else { return self };
        report.application_id.clone_from(&item.application_id);
        // A TIFF of several pages shows more panels than there are files.
        if report.panels.len() == item.files.len() {
            for (panel, file) in report.panels.iter_mut().zip(&item.files) {
                file.rsplit('/').next().unwrap_or(file).clone_into(&mut panel.file);
            }
        }
        self
    }

    /// The cells of its row, in the order of [`COLUMNS`].
    fn cells(&self) -> [String; 15] {
        let item = &self.item;
        let read = |field: fn(&Report) -> &Field| {
            self.report.as_ref().and_then(|report| field(report).read.clone()).unwrap_or_default()
        };
        let declared =
            self.report.as_ref().and_then(|report| report.fields.brand_name.declared.as_ref());
        let rules = |outcome| {
            let findings = self.findings().filter(|finding| finding.outcome == outcome);
            findings.map(|finding| finding.rule.clone()).collect::<Vec<_>>().join(BETWEEN)
        };
        let messages: Vec<_> = self.findings().map(|finding| finding.message.clone()).collect();
        let error = item.error.as_ref();
        [
            item.index.to_string(),
            item.application_id.clone().unwrap_or_default(),
            item.state.name().to_owned(),
            item.verdict.map(|verdict| verdict_name(verdict).to_owned()).unwrap_or_default(),
            declared
                .map(|value| value.as_str().map_or_else(|| value.to_string(), str::to_owned))
                .unwrap_or_default(),
            read(|report| &report.fields.brand_name),
            read(|report| &report.fields.class_type),
            read(|report| &report.fields.alcohol_content),
            read(|report| &report.fields.net_contents),
            rules(OutcomeKind::Violated),
            rules(OutcomeKind::Unclear),
            messages.join(BETWEEN),
            error.map(|error| error.detail.clone()).unwrap_or_default(),
            item.files.join(BETWEEN),
            item.same_as.map(|same| same.to_string()).unwrap_or_default(),
        ]
    }

    /// Those that somebody has to look at.
    fn findings(&self) -> impl Iterator<Item = &FindingView> {
        let all = self.report.iter().flat_map(|report| &report.findings);
        all.filter(|finding| {
            matches!(finding.outcome, OutcomeKind::Violated | OutcomeKind::Unclear)
        })
    }

    fn finding_cells(&self, finding: &FindingView) -> [String; 9] {
        let word = |value: serde_json::Value| value.as_str().unwrap_or_default().to_owned();
        let texts: Vec<_> = finding.evidence.iter().map(|seen| seen.text.clone()).collect();
        [
            self.item.index.to_string(),
            self.item.application_id.clone().unwrap_or_default(),
            finding.rule.clone(),
            word(serde_json::to_value(finding.outcome).unwrap_or_default()),
            word(serde_json::to_value(finding.severity).unwrap_or_default()),
            finding.citation.clone(),
            finding.message.clone(),
            finding.remedy.clone(),
            texts.join(BETWEEN),
        ]
    }
}

/// The counts with their names.
fn count_rows(total: u64, counts: &Counts) -> [(&'static str, u64); 8] {
    [
        ("total", total),
        ("compliant", counts.compliant),
        ("needs_review", counts.needs_review),
        ("non_compliant", counts.non_compliant),
        ("failed", counts.failed),
        ("cancelled", counts.cancelled),
        ("running", counts.running),
        ("queued", counts.queued),
    ]
}

/// A text that no spreadsheet takes for a formula: what is on a label, or in the name of a
/// file, is a stranger's.
fn harmless(text: &str) -> String {
    let first = text.trim_start_matches([' ', '\u{a0}']).chars().next();
    if matches!(
        first,
        Some('=' | '+' | '-' | '@' | '\t' | '\r' | '\n' | '|' | '%' | '＝' | '＋' | '－' | '＠')
    ) {
        format!("'{text}")
    } else {
        text.to_owned()
    }
}
