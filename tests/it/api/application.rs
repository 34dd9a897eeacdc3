//! The declared application: what contradicts itself is a finding, what cannot be is refused.

use crate::support::{Form, RecordedReader, TestApp};
use axum::http::StatusCode;
use serde_json::{Value, json};
use ttb_verifier::rules::OutcomeKind;
use ttb_verifier::verification::report::Report;

async fn refused(application: &Value) -> (Vec<String>, String) {
    let form = Form::with_a_picture().application(&application.to_string());
    let answer = TestApp::new().verify(form).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{application}: {}", answer.text());
    (answer.places(), answer.text())
}

async fn report(application: &Value, printed: &[&str]) -> Report {
    let app = TestApp::with_reader(RecordedReader::with_lines(printed));
    let form = Form::with_a_picture().application(&application.to_string());
    let answer = app.verify(form).await;
    assert_eq!(answer.status, StatusCode::OK, "{application}: {}", answer.text());
    serde_json::from_slice(&answer.body).unwrap()
}

#[tokio::test]
async fn impossible_values_are_refused_each_by_its_name() {
    for (application, place) in [
        (json!({"alcohol_content": 140}), "/application/alcohol_content"),
        (json!({"alcohol_content": -1}), "/application/alcohol_content"),
        (json!({"net_contents": 0}), "/application/net_contents"),
        (json!({"net_contents": -750}), "/application/net_contents"),
        (json!({"vintage": 20023}), "/application/vintage"),
        (json!({"filed_on": "20026-03-25"}), "/application/filed_on"),
        (json!({"filed_on": "1492-10-12"}), "/application/filed_on"),
        (json!({"filed_on": "2026-02-30"}), "/application/filed_on"),
        (json!({"distinctive_bottle_ml": -3}), "/application/distinctive_bottle_ml"),
        (json!({"panels": [{"width_in": -2}]}), "/application/panels/0/width_in"),
        (json!({"panels": [{"height_in": 0}]}), "/application/panels/0/height_in"),
        (json!({"colour": "red"}), "/application/colour"),
        (json!({"applicant": {"nme": "X"}}), "/application/applicant/nme"),
    ] {
        assert_eq!(refused(&application).await.0, [place], "{application}");
    }
}

#[tokio::test]
async fn every_problem_of_an_application_is_named_at_once() {
    let application = json!({
        "alcohol_content": 140, "net_contents": 0, "vintage": 20023, "filed_on": "1492-10-12",
        "distinctive_bottle_ml": -3, "panels": [{"width_in": -2}], "brand": "X", "source": "moon"
    });
    let (mut places, body) = refused(&application).await;
    places.sort();
    assert_eq!(
        places,
        [
            "/application/alcohol_content",
            "/application/brand",
            "/application/distinctive_bottle_ml",
            "/application/filed_on",
            "/application/net_contents",
            "/application/panels/0/width_in",
            "/application/source",
            "/application/vintage",
        ]
    );
    assert!(
        body.contains("140 proof is 70") && body.contains("did you mean brand_name?"),
        "{body}"
    );
}

#[tokio::test]
async fn contradictions_are_findings_and_no_errors() {
    for (application, rule) in [
        (
            json!({"product_type": "wine", "source": "imported", "country_of_origin": "California"}),
            "application.origin",
        ),
        (
            json!({"product_type": "wine", "permit_number": "BR-CA-20034"}),
            "application.permit-consistency",
        ),
        (
            json!({"product_type": "malt_beverage", "source": "domestic", "permit_number": "NY-I-15011"}),
            "application.permit-consistency",
        ),
    ] {
        let report = report(&application, &[]).await;
        let finding = report.findings.iter().find(|finding| finding.rule == rule).unwrap();
        assert_eq!(finding.outcome, OutcomeKind::Violated, "{application}: {finding:?}");
        assert!(!finding.message.is_empty() && !finding.remedy.is_empty(), "{finding:?}");
    }
}

#[tokio::test]
async fn the_report_shows_the_kind_of_product_down_to_its_type() {
    let printed = ["OLD MILL", "Straight Bourbon Whiskey", "45% alc/vol", "Product of France"];
    let report = report(&json!({}), &printed).await;
    let kind = serde_json::to_value(&report.product_type).unwrap();
    assert_eq!(kind["value"], "distilled_spirits");
    let names: Vec<_> = kind["levels"]
        .as_array()
        .unwrap()
        .iter()
        .map(|level| level["name"].as_str().unwrap())
        .collect();
    assert_eq!(names, ["distilled spirits", "Whisky", "Bourbon Whisky", "Straight Bourbon Whisky"]);
    for level in kind["levels"].as_array().unwrap() {
        let confidence = level["confidence"].as_f64().unwrap();
        assert!((0.0..=1.0).contains(&confidence), "{level}");
        assert!(level["alternatives"].is_array(), "{level}");
    }
    assert_eq!(kind["attributes"][0]["name"], "imported");
}

#[tokio::test]
async fn a_doubtful_product_makes_questions_of_its_rules() {
    // Nothing but the words of two products: neither is sure.
    let report = report(&json!({"panels_complete": true}), &["Red Wine", "Stout"]).await;
    assert!(report.product_type.confidence < 0.8, "{:?}", report.product_type);
    assert_eq!(report.product_type.levels[0].alternatives.len(), 1);
    let own = report.findings.iter().filter(|finding| {
        ["wine.", "malt.", "spirits."].iter().any(|room| finding.rule.starts_with(room))
    });
    let mut doubted = 0;
    for finding in own {
        assert_ne!(finding.outcome, OutcomeKind::Violated, "{finding:?}");
        doubted += usize::from(finding.message.contains("the kind of product is not certain"));
    }
    assert!(doubted >= 1, "missing net contents are asked for");
}
