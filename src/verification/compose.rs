//! Puts together the label the rules judge, and the report of their findings.

use super::report::{
    DifferenceView, EvidenceView, Fields, FindingView, OcrView, PanelView, ProductType, RulesView,
    Summary, Timings, WarningField, WarningStatus,
};
use super::{PanelsRead, Report, Request, fields, measures, milliseconds, settle};
use crate::label::{
    Completeness, DeclaredPanel, Fact, Label, Panel, PanelRole, QualityIssue, WarningStatement,
    Weight,
};
use crate::reading;
use crate::rules::{self, Finding, OutcomeKind, Severity, catalog};
use rust_decimal::prelude::ToPrimitive;
use std::time::Instant;

/// Judges the reading and reports.
pub fn report(request: &Request, read: &PanelsRead) -> Report {
    let reading_began = Instant::now();
    let label = label(request, read);
    let reading = reading_began.elapsed();

    let rules_began = Instant::now();
    let mut findings = rules::judge(&label);
    let mut fields = all_fields(&label);
    if read.vision_alone {
        settle::alone(&mut findings, &mut fields, read);
    } else if let Some(with_vision) = settle::with_vision(read) {
        let other = self::label(request, &with_vision);
        if other.product.value == label.product.value {
            settle::findings(&mut findings, rules::judge(&other));
            settle::fields(&mut fields, all_fields(&other));
        }
    }
    if is_cut_short(&label) {
        findings.iter_mut().for_each(ask_instead);
    }
    let verdict = rules::verdict(&findings);
    let rules = rules_began.elapsed();

    let mut report = Report {
        request_id: request.id,
        application_id: request.application.application_id.clone(),
        verdict,
        validation_passed: verdict == rules::Verdict::Compliant,
        product_type: ProductType {
            value: Some(label.product.value),
            origin: label.product.origin,
            confidence: label.product.confidence,
            levels: label.facts.kind.levels.clone(),
            attributes: label.facts.kind.traits.clone(),
        },
        fields,
        summary: summary(&findings),
        findings: findings.into_iter().map(finding_view).collect(),
        panels: label.panels.into_iter().map(panel_view).collect(),
        ocr: OcrView {
            backend: request.backend,
            passes: read.passes.clone(),
            untried: read.untried.clone(),
        },
        rules: RulesView {
            edition: catalog::EDITION.to_owned(),
            fingerprint: catalog::fingerprint().to_owned(),
        },
        model_version: env!("CARGO_PKG_VERSION").to_owned(),
        processing_time_ms: milliseconds(request.received.elapsed()),
        timings_ms: Timings {
            decode: milliseconds(request.decode),
            ocr: milliseconds(read.ocr),
            reading: milliseconds(reading),
            rules: milliseconds(rules),
        },
        artifact_id: None,
        artifact_status: None,
    };
    settle::show_where_asked(&mut report, &read.vision);
    report
}

/// Whether the time allowed ended before the panels were read.
fn is_cut_short(label: &Label) -> bool {
    let mut issues = label.panels.iter().flat_map(|panel| &panel.issues);
    issues.any(|issue| issue.code == QualityIssue::OUT_OF_TIME)
}

/// Makes a question of a violation: a line that was not reached may show another designation,
/// another statement, what is missing. Half a label rejects nobody.
fn ask_instead(finding: &mut Finding) {
    if finding.outcome == OutcomeKind::Violated && finding.severity == Severity::Error {
        finding.outcome = OutcomeKind::Unclear;
        finding.message.push_str(", as far as the label was read in the time allowed");
    }
}

/// The label as the rules see it.
pub fn label(request: &Request, read: &PanelsRead) -> Label {
    let application = &request.application;
    let panels = panels(request, read);
    let seen = reading::read(&read.lines, application);
    let mut facts = seen.facts;
    if let Fact::Read(warning) | Fact::Doubtful(warning) = &mut facts.health_warning {
        warning.value.lead_in_weight = read.measures.lead_in_weight;
        warning.value.body_weight = read.measures.body_weight;
        warning.value.letter_height_px = read.measures.warning_letter_height;
    }
    Label {
        declared: seen.declared,
        as_of: application.filed_on.unwrap_or(request.today),
        product: seen.product,
        source: seen.source,
        completeness: Completeness {
            panels_complete: application.panels_complete.or_else(|| complete_by_roles(&panels)),
            well_read: read.panels.iter().all(|panel| panel.well_read),
        },
        panels,
        text: seen.text,
        facts,
        measures: read.measures.clone(),
    }
}

/// A front and a back make a complete set, as does a label that runs all around. A single
/// front says nothing: most containers have a second label.
fn complete_by_roles(panels: &[Panel]) -> Option<bool> {
    let has = |wanted: &[PanelRole]| {
        panels.iter().any(|panel| panel.role.is_some_and(|role| wanted.contains(&role)))
    };
    let front_and_back = has(&[PanelRole::Front, PanelRole::Brand]) && has(&[PanelRole::Back]);
    (front_and_back || has(&[PanelRole::Wrap])).then_some(true)
}

fn panels(request: &Request, read: &PanelsRead) -> Vec<Panel> {
    let declared = request.application.panels.as_deref().unwrap_or_default();
    request
        .pictures
        .iter()
        .zip(&read.panels)
        .enumerate()
        .map(|(index, (picture, seen))| {
            let declared = declared_panel(declared, &picture.file, index);
            let inches = |value: Option<rust_decimal::Decimal>| {
                value.and_then(|inches| inches.to_f32()).map(measures::millimeters)
            };
            Panel {
                index,
                file: picture.file.clone(),
                role: declared.and_then(|panel| panel.role).or_else(|| role_by_name(&picture.file)),
                width: picture.pixels.width(),
                height: picture.pixels.height(),
                rotation: seen.rotation,
                quality: seen.quality,
                issues: seen.issues.clone(),
                printed_width: declared.and_then(|panel| inches(panel.width_in)),
                printed_height: declared.and_then(|panel| inches(panel.height_in)),
            }
        })
        .collect()
}

/// What is declared of a picture: by its file name, else by its place in the list.
fn declared_panel<'a>(
    declared: &'a [DeclaredPanel],
    file: &str,
    index: usize,
) -> Option<&'a DeclaredPanel> {
    declared
        .iter()
        .find(|panel| panel.file.as_deref() == Some(file))
        .or_else(|| declared.get(index).filter(|panel| panel.file.is_none()))
}

/// The role a file's name tells: `acme-back.jpg`, `Neck label.png`.
#[must_use]
pub fn role_by_name(file: &str) -> Option<PanelRole> {
    const ROLES: [(&str, PanelRole); 9] = [
        ("front", PanelRole::Front),
        ("back", PanelRole::Back),
        ("brand", PanelRole::Brand),
        ("neck", PanelRole::Neck),
        ("strip", PanelRole::Strip),
        ("wrap", PanelRole::Wrap),
        ("side", PanelRole::Side),
        ("keg", PanelRole::Keg),
        ("carton", PanelRole::Carton),
    ];
    let stem = file.rsplit_once('.').map_or(file, |(stem, _)| stem).to_lowercase();
    let words: Vec<&str> = stem.split(|c: char| !c.is_alphabetic()).collect();
    ROLES.iter().find(|(word, _)| words.contains(word)).map(|&(_, role)| role)
}

fn all_fields(label: &Label) -> Fields {
    let compared = fields::compare(label);
    Fields {
        brand_name: compared.brand_name,
        fanciful_name: compared.fanciful_name,
        class_type: compared.class_type,
        alcohol_content: compared.alcohol_content,
        net_contents: compared.net_contents,
        name_address: compared.name_address,
        country_of_origin: compared.country_of_origin,
        vintage: compared.vintage,
        appellation: compared.appellation,
        grape_varietals: compared.grape_varietals,
        sulfites: compared.sulfites,
        health_warning: warning_field(label),
    }
}

fn warning_field(label: &Label) -> WarningField {
    let fact = &label.facts.health_warning;
    let status = WarningStatus::of(fact);
    let statement = fact.value();
    WarningField {
        read: statement.map(|warning| warning.text.clone()),
        status,
        lead_in_capitals: statement.and_then(|warning| warning.lead_in_capitals),
        lead_in_bold: match statement.map(|warning| warning.lead_in_weight) {
            Some(Weight::Bold) => Some(true),
            Some(Weight::Regular) => Some(false),
            Some(Weight::Unknown) | None => None,
        },
        differences: statement.map(differences).unwrap_or_default(),
        confidence: fact.reading().map_or(0.0, |reading| reading.confidence),
        note: statement.and_then(|warning| doubt_note(warning, status)),
        evidence: fact.evidence().iter().map(EvidenceView::from).collect(),
    }
}

fn differences(warning: &WarningStatement) -> Vec<DifferenceView> {
    warning
        .differences
        .iter()
        .map(|difference| DifferenceView {
            expected: difference.expected.clone(),
            found: difference.found.clone(),
            kind: difference.kind,
        })
        .collect()
}

fn doubt_note(warning: &WarningStatement, status: WarningStatus) -> Option<String> {
    let doubt = warning.doubts.first().filter(|_| status == WarningStatus::Unclear)?;
    let others = match warning.doubts.len() - 1 {
        0 => String::new(),
        1 => " and one more place".to_owned(),
        more => format!(" and {more} more places"),
    };
    Some(if doubt.found.is_empty() {
        format!("“{}” could not be made out{others}", doubt.expected)
    } else {
        format!(
            "reads “{}” where “{}” is prescribed, not clearly enough to tell{others}",
            doubt.found, doubt.expected
        )
    })
}

fn summary(findings: &[Finding]) -> Summary {
    let count = |kind| findings.iter().filter(|finding| finding.outcome == kind).count();
    Summary {
        met: count(OutcomeKind::Met),
        violated: count(OutcomeKind::Violated),
        unclear: count(OutcomeKind::Unclear),
        not_applicable: count(OutcomeKind::NotApplicable),
    }
}

fn finding_view(finding: Finding) -> FindingView {
    FindingView {
        rule: finding.rule.to_owned(),
        outcome: finding.outcome,
        severity: finding.severity,
        citation: finding.citation,
        message: finding.message,
        remedy: finding.remedy,
        note: finding.note,
        evidence: finding.evidence.iter().map(EvidenceView::from).collect(),
    }
}

fn panel_view(panel: Panel) -> PanelView {
    PanelView {
        index: panel.index,
        file: panel.file,
        role: panel.role,
        width: panel.width,
        height: panel.height,
        rotation: panel.rotation,
        quality: panel.quality,
        issues: panel.issues,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::label::{Commodity, Quality};

    #[test]
    fn a_label_that_was_read_in_part_raises_questions_and_is_not_rejected() {
        let finding = |severity| Finding {
            rule: "wine.vintage.conditions",
            outcome: OutcomeKind::Violated,
            severity,
            citation: String::new(),
            message: "“ORANGE WINE” is no wine that has a vintage".to_owned(),
            remedy: String::new(),
            note: None,
            evidence: Vec::new(),
        };
        let mut findings = [finding(Severity::Error), finding(Severity::Warning)];
        assert_eq!(rules::verdict(&findings), rules::Verdict::NonCompliant);
        findings.iter_mut().for_each(ask_instead);
        assert_eq!(rules::verdict(&findings), rules::Verdict::NeedsReview);
        assert_eq!(findings[0].outcome, OutcomeKind::Unclear);
        assert!(findings[0].message.ends_with("as far as the label was read in the time allowed"));
        assert_eq!(findings[1].outcome, OutcomeKind::Violated, "a warning rejects nobody anyway");
    }

    #[test]
    fn only_a_panel_that_ran_out_of_time_was_read_in_part() {
        let day = chrono::NaiveDate::from_ymd_opt(2026, 11, 20).unwrap();
        for (code, cut_short) in [(QualityIssue::OUT_OF_TIME, true), ("not_read", false)] {
            let mut label = Label::blank(Commodity::Wine, day);
            let code = code.to_owned();
            label.panels.push(Panel {
                index: 0,
                file: "front.png".to_owned(),
                role: None,
                width: 400,
                height: 300,
                rotation: 0,
                quality: Quality::Good,
                issues: vec![QualityIssue { code, detail: String::new(), polygon: None }],
                printed_width: None,
                printed_height: None,
            });
            assert_eq!(is_cut_short(&label), cut_short);
        }
    }

    #[test]
    fn a_files_name_tells_its_role_only_by_whole_words() {
        for (file, role) in [
            ("front.jpg", Some(PanelRole::Front)),
            ("acme_back-2.png", Some(PanelRole::Back)),
            ("Neck label.tif", Some(PanelRole::Neck)),
            ("silverback.jpg", None),
            ("label.webp", None),
        ] {
            assert_eq!(role_by_name(file), role, "{file}");
        }
    }
}
