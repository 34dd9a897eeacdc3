//! What may rest on a vision model: doubts settled in the label's favour, and nothing else.
//!
//! The label is judged twice, without the model's readings and with them. What was decided
//! without them stands. Only where a question was left open, or where something was said to
//! be missing that the model sees, do they count; and never for the health warning, which
//! models know by heart. So no label can be rejected by a model, and no warning passed.

use super::report::{Field, FieldStatus, Fields, Report, WarningStatus};
use super::{PanelsRead, VisionReading};
use crate::label::{Point, Quad};
use crate::ocr::ollama::Item;
use crate::ocr::{Engine, Line};
use crate::rules::{Finding, OutcomeKind};

/// Rules of the health warning begin so.
const WARNING: &str = "warning.";

/// What was read, with the model's readings in the place of those in doubt; `None` where
/// there are none.
pub(super) fn with_vision(read: &PanelsRead) -> Option<PanelsRead> {
    if read.vision.is_empty() {
        return None;
    }
    let instead: Vec<usize> =
        read.vision.iter().flat_map(|reading| reading.instead_of.iter().copied()).collect();
    let kept = read.lines.iter().enumerate().filter(|(index, _)| !instead.contains(index));
    let kept: Vec<&Line> = kept.map(|(_, line)| line).collect();
    let mut lines = Vec::new();
    for panel in 0..read.panels.len() {
        lines.extend(kept.iter().filter(|line| line.panel == panel).map(|line| (*line).clone()));
        let readings = read.vision.iter().filter(|reading| reading.panel == panel);
        lines.extend(readings.flat_map(|reading| reading.lines.iter().cloned()));
    }
    Some(PanelsRead { lines, ..read.clone() })
}

/// Settles findings by those that the model's readings come to.
pub(super) fn findings(findings: &mut [Finding], with_vision: Vec<Finding>) {
    for (finding, other) in findings.iter_mut().zip(with_vision) {
        if finding.rule.starts_with(WARNING) || finding.rule != other.rule {
            continue;
        }
        match (finding.outcome, other.outcome) {
            (OutcomeKind::Unclear, OutcomeKind::Met) => {
                *finding = other;
                finding.message.push_str(", as a vision model reads it");
            }
            (OutcomeKind::Violated, OutcomeKind::Met) => {
                finding.outcome = OutcomeKind::Unclear;
                finding.message.push_str("; a vision model reads it otherwise");
                finding.evidence.extend(other.evidence);
            }
            _ => {}
        }
    }
}

/// Settles fields by those that the model's readings come to.
pub(super) fn fields(fields: &mut Fields, with_vision: Fields) {
    let settle = |field: &mut Field, other: Field| {
        use FieldStatus::{Match, NotDeclared, NotFound, Unclear, Unreadable};
        let open = matches!(field.status, Unclear | NotFound | Unreadable);
        let unread = field.status == NotDeclared && field.read.is_none();
        let settled = open && other.status == Match
            || unread && other.status == NotDeclared && other.read.is_some();
        if settled {
            *field = other;
            field.note = Some("as a vision model reads it".to_owned());
        }
    };
    settle(&mut fields.brand_name, with_vision.brand_name);
    settle(&mut fields.fanciful_name, with_vision.fanciful_name);
    settle(&mut fields.class_type, with_vision.class_type);
    settle(&mut fields.alcohol_content, with_vision.alcohol_content);
    settle(&mut fields.net_contents, with_vision.net_contents);
    settle(&mut fields.name_address, with_vision.name_address);
    settle(&mut fields.country_of_origin, with_vision.country_of_origin);
    settle(&mut fields.vintage, with_vision.vintage);
    settle(&mut fields.appellation, with_vision.appellation);
    settle(&mut fields.grape_varietals, with_vision.grape_varietals);
    settle(&mut fields.sulfites, with_vision.sulfites);
}

/// The same where the model has read alone: what it says is wrong is a question, and so is
/// all it says of the warning.
pub(super) fn alone(findings: &mut [Finding], fields: &mut Fields, read: &PanelsRead) {
    for finding in findings {
        let of_warning = finding.rule.starts_with(WARNING);
        if finding.outcome == OutcomeKind::Violated {
            finding.outcome = OutcomeKind::Unclear;
            finding.message.push_str(", as a vision model reads it, which rejects nothing");
        } else if of_warning && finding.outcome == OutcomeKind::Met {
            finding.outcome = OutcomeKind::Unclear;
            finding.message.push_str(", as a vision model reads it, which may do so by heart");
        }
    }
    for field in fields.compared_mut() {
        if field.status == FieldStatus::Mismatch {
            field.status = FieldStatus::Unclear;
            field.note = Some("a vision model alone rejects nothing".to_owned());
        }
    }
    let warning = read.vision.iter().filter(|reading| reading.item == Item::HealthWarning);
    let words: Vec<String> = warning.flat_map(|reading| &reading.lines).map(Line::text).collect();
    let field = &mut fields.health_warning;
    if !words.is_empty() && field.status != WarningStatus::NotApplicable {
        field.status = WarningStatus::Unclear;
        field.read = Some(words.join(" "));
        field.note =
            Some("copied by a vision model, which does not vouch for its words".to_owned());
    }
}

/// The model's words are shown where it was asked, since it does not say where they stand.
pub(super) fn show_where_asked(report: &mut Report, readings: &[VisionReading]) {
    if readings.is_empty() {
        return;
    }
    for evidence in report.evidence_mut().filter(|seen| seen.engine == Engine::Ollama.name()) {
        let quad = Quad(evidence.polygon.map(|[x, y]| Point::new(x, y)));
        let stands = |reading: &&VisionReading| {
            reading.panel == evidence.panel && contains(&reading.region, quad.center())
        };
        if let Some(reading) = readings.iter().find(stands) {
            evidence.polygon = reading.region.0.map(|point| [point.x.round(), point.y.round()]);
        }
    }
}

fn contains(region: &Quad, point: Point) -> bool {
    let (left, top, right, bottom) = region.bounds();
    (left..=right).contains(&point.x) && (top..=bottom).contains(&point.y)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::Severity;
    use OutcomeKind::{Met, NotApplicable, Unclear, Violated};

    fn finding(rule: &'static str, outcome: OutcomeKind) -> Finding {
        Finding {
            rule,
            outcome,
            severity: Severity::Error,
            citation: String::new(),
            message: "…".to_owned(),
            remedy: String::new(),
            note: None,
            evidence: Vec::new(),
        }
    }

    #[test]
    fn a_model_settles_doubts_and_neither_rejects_nor_speaks_of_the_warning() {
        for (without, with, expected) in [
            (Unclear, Met, Met),
            (Unclear, Violated, Unclear),
            (Unclear, NotApplicable, Unclear),
            (Met, Violated, Met),
            (Met, Unclear, Met),
            (Violated, Met, Unclear),
            (Violated, Violated, Violated),
            (NotApplicable, Violated, NotApplicable),
        ] {
            let mut settled = [finding("wine.brand.present", without)];
            findings(&mut settled, vec![finding("wine.brand.present", with)]);
            assert_eq!(settled[0].outcome, expected, "{without:?} and {with:?}");
            let mut warning = [finding("warning.text", without)];
            findings(&mut warning, vec![finding("warning.text", with)]);
            assert_eq!(warning[0].outcome, without, "the warning, {without:?} and {with:?}");
        }
    }
}
