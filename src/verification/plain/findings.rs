//! What needs attention, worst first, and what to do about it.

use super::Report;
use super::checklist::quoted;
use super::layout::Layout;
use crate::rules::{OutcomeKind, Severity};
use crate::verification::report::FindingView;

/// Longer texts are cut: the picture shows the rest.
const MAX_EVIDENCE: usize = 160;

/// Headings with the findings that stand under them.
const SECTIONS: [(&str, &[(OutcomeKind, Severity)]); 4] = [
    ("To change", &[(OutcomeKind::Violated, Severity::Error)]),
    (
        "For a person to settle",
        &[(OutcomeKind::Unclear, Severity::Error), (OutcomeKind::Violated, Severity::Warning)],
    ),
    ("Could not be settled, and hinders nothing", &[(OutcomeKind::Unclear, Severity::Warning)]),
    (
        "For information",
        &[(OutcomeKind::Violated, Severity::Info), (OutcomeKind::Unclear, Severity::Info)],
    ),
];

pub(super) fn write(report: &Report, out: &mut impl Layout) {
    for (heading, kinds) in SECTIONS {
        let mut found =
            kinds.iter().flat_map(|(kind, severity)| of(report, *kind, *severity)).peekable();
        if found.peek().is_none() {
            continue;
        }
        out.section(heading);
        for finding in found {
            out.item(&told(finding), &below(finding, report));
        }
    }
}

pub(super) fn of(
    report: &Report,
    kind: OutcomeKind,
    severity: Severity,
) -> impl Iterator<Item = &FindingView> {
    report
        .findings
        .iter()
        .filter(move |finding| finding.outcome == kind && finding.severity == severity)
}

/// The message as a sentence, with its paragraph and its rule.
fn told(finding: &FindingView) -> String {
    let message = super::capitalised(finding.message.trim_end_matches('.'));
    format!("{message} ({}; {}).", finding.citation, finding.rule)
}

fn below(finding: &FindingView, report: &Report) -> Vec<String> {
    let mut lines = Vec::new();
    let mut panels: Vec<_> = finding.evidence.iter().map(|seen| seen.panel).collect();
    panels.dedup();
    for panel in panels {
        let words: Vec<_> = finding
            .evidence
            .iter()
            .filter(|seen| seen.panel == panel)
            .map(|seen| seen.text.as_str())
            .collect();
        let words = words.join(" ");
        let cut: String = words.chars().take(MAX_EVIDENCE).collect();
        let shown = if cut.len() < words.len() { format!("{cut} …") } else { cut };
        let file = report.panels.get(panel).map_or("a panel", |panel| panel.file.as_str());
        if !shown.trim().is_empty() {
            lines.push(format!("Read on {file}: {}", quoted(&shown)));
        }
    }
    if !finding.remedy.is_empty() {
        lines.push(format!("What to do: {}", finding.remedy));
    }
    lines
}
