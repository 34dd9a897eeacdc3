use super::*;
use serde_json::json;

fn field(status: &str, declared: &serde_json::Value, read: Option<&str>) -> serde_json::Value {
    json!({"declared": declared, "read": read, "status": status, "confidence": 0.9, "evidence": []})
}

fn seen(panel: usize, text: &str) -> serde_json::Value {
    json!({
        "panel": panel, "polygon": [[0, 0], [9, 0], [9, 9], [0, 9]], "text": text,
        "confidence": 0.9, "engine": "tesseract"
    })
}

/// A wine with one wrong word in its warning and a vintage nobody can read.
pub(crate) fn example() -> Report {
    let none = serde_json::Value::Null;
    serde_json::from_value(json!({
        "request_id": "0197a1b2-0000-7000-8000-000000000000", "application_id": "A-1042",
        "verdict": "non_compliant", "validation_passed": false,
        "product_type": {"value": "wine", "origin": "declared", "confidence": 1.0},
        "fields": {
            "brand_name": field("match", &json!("OLD HARBOR"), Some("OLD HARBOR")),
            "fanciful_name": field("not_found", &json!("Night Tide"), None),
            "class_type": field("not_declared", &none, Some("MERLOT")),
            "alcohol_content": field("mismatch", &json!(13.5), Some("ALC. 14.5% BY VOL.")),
            "net_contents": field("match", &json!("750 mL"), Some("750 ML")),
            "name_address": field("match", &json!({"name": "HARBOR CELLARS", "address": "PROSSER WA"}),
                Some("BOTTLED BY HARBOR CELLARS, PROSSER, WA")),
            "country_of_origin": field("not_applicable", &none, None),
            "vintage": field("unreadable", &json!(2022), None),
            "appellation": field("not_declared", &none, Some("COLUMBIA VALLEY")),
            "grape_varietals": field("match", &json!(["Merlot"]), Some("MERLOT")),
            "sulfites": field("not_declared", &none, Some("CONTAINS SULFITES")),
            "health_warning": {
                "read": "GOVERNMENT WARNING: (1) … women must not drink", "status": "deviates",
                "lead_in_capitals": true, "lead_in_bold": null,
                "differences": [{"expected": "should", "found": "must", "kind": "wording"}],
                "confidence": 0.95, "evidence": []
            }
        },
        "findings": [
            {"rule": "warning.text", "outcome": "violated", "severity": "error",
             "citation": "27 CFR 16.21", "message": "the statement prints “must” where the law prints “should”",
             "remedy": "Print the statement of 27 CFR 16.21 word for word.", "note": null,
             "evidence": [seen(1, "women must not"), seen(1, "drink *alcoholic*")]},
            {"rule": "warning.header-bold", "outcome": "unclear", "severity": "error",
             "citation": "27 CFR 16.22(a)(2)", "message": "the letters are too small to judge weight",
             "remedy": "Look at the lead-in.", "note": null, "evidence": [seen(1, "GOVERNMENT WARNING:")]},
            {"rule": "warning.present", "outcome": "met", "severity": "error",
             "citation": "27 CFR 16.21", "message": "the health warning is there", "remedy": "",
             "note": null, "evidence": []}
        ],
        "summary": {"met": 1, "violated": 1, "unclear": 1, "not_applicable": 0},
        "panels": [
            {"index": 0, "file": "front.jpg", "role": "front", "width": 900, "height": 1050,
             "rotation": 0, "quality": "good", "issues": []},
            {"index": 1, "file": "back.jpg", "role": "back", "width": 600, "height": 700,
             "rotation": 0, "quality": "fair", "issues": [
                {"code": "glare", "detail": "glare over the lower left; photograph it from the side", "polygon": null}]}
        ],
        "ocr": {"backend": "auto", "passes": [
            {"engine": "tesseract", "panel": 0, "kind": "whole", "rotation": 0, "scale": 1.0, "words": 57, "milliseconds": 148},
            {"engine": "tesseract", "panel": 1, "kind": "whole", "rotation": 0, "scale": 1.0, "words": 57, "milliseconds": 148},
            {"engine": "ppocr", "panel": 1, "kind": "lines", "rotation": 0, "scale": 1.0, "words": 57, "milliseconds": 148}
        ], "untried": ["the vision model"]},
        "rules": {"edition": "2026-11-20", "fingerprint": "sha256:00"}, "model_version": "0.1.0",
        "processing_time_ms": 412, "timings_ms": {"decode": 12, "ocr": 371, "reading": 9, "rules": 1},
        "artifact_id": null, "artifact_status": null
    }))
    .unwrap()
}

#[test]
fn the_report_reads_like_a_colleague_s_note() {
    insta::assert_snapshot!(text(&example()));
}

#[test]
fn markdown_says_the_same_and_escapes_what_was_read() {
    let page = markdown(&example());
    assert!(
        page.starts_with("# Not compliant: 1 point to change, and 1 point to look at\n"),
        "{page}"
    );
    assert!(page.contains("- **Brand name** agrees: “OLD HARBOR” (27 CFR 4.33)\n"), "{page}");
    assert!(page.contains("drink \\*alcoholic\\*”"), "{page}");
    assert!(page.contains("\n## To change\n"), "{page}");
}

#[test]
fn the_verdict_is_the_first_thing_said() {
    let mut report = example();
    report.findings.clear();
    for (verdict, first) in [
        (Verdict::Compliant, "Compliant: all that could be checked is in order\n"),
        (Verdict::NonCompliant, "Not compliant: 0 points to change\n"),
        (Verdict::NeedsReview, "Needs review: 0 points for a person to settle\n"),
    ] {
        report.verdict = verdict;
        assert!(text(&report).starts_with(first));
    }
}

#[test]
fn no_line_is_wider_than_the_terminal() {
    let mut report = example();
    report.findings[0].message = "a long reason ".repeat(40);
    report.fields.name_address.read = Some("WORD ".repeat(60));
    for line in text(&report).lines() {
        assert!(line.chars().count() <= 96, "{line}");
    }
}
