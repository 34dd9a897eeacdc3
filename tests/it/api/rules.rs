//! `GET /v1/rules`.

use crate::support::TestApp;
use axum::http::StatusCode;
use ttb_verifier::http::api::rules::RuleList;
use ttb_verifier::rules::catalog;
use ttb_verifier::rules::handbook::RuleView;

async fn ids(app: &TestApp, query: &str) -> Vec<String> {
    let answer = app.get(&format!("/v1/rules{query}")).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
    let list: RuleList = serde_json::from_slice(&answer.body).unwrap();
    assert_eq!(list.next_cursor, None);
    list.items.into_iter().map(|rule| rule.id).collect()
}

#[tokio::test]
async fn the_whole_catalogue_is_listed_in_its_order() {
    let expected: Vec<_> = catalog::all().map(|rule| rule.id).collect();
    assert_eq!(ids(&TestApp::new(), "").await, expected);
}

#[tokio::test]
async fn filters_keep_what_they_name() {
    let app = TestApp::new();
    let warning = "warning.present".to_owned();
    for query in ["?citation=16.21", "?severity=error&product_type=wine", "?citation=27%20CFR%2016"]
    {
        assert!(ids(&app, query).await.contains(&warning), "{query}");
    }
    for query in ["?citation=16.2", "?severity=info", "?citation=99"] {
        assert!(!ids(&app, query).await.contains(&warning), "{query}");
    }
}

#[tokio::test]
async fn an_unknown_filter_or_value_is_refused() {
    let app = TestApp::new();
    for query in ["?sevirity=error", "?severity=grave", "?product_type=cider"] {
        let answer = app.get(&format!("/v1/rules{query}")).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{query}");
        assert_eq!(answer.code(), "invalid_query");
    }
}

#[tokio::test]
async fn a_rule_is_shown_with_the_page_that_says_so() {
    let app = TestApp::new();
    let answer = app.get("/v1/rules/warning.present").await;
    let rule: RuleView = serde_json::from_slice(&answer.body).unwrap();
    let links: Vec<_> = rule.citations.iter().filter_map(|place| place.url.as_deref()).collect();
    assert!(links.contains(&"https://www.ecfr.gov/current/title-27/section-16.21"), "{links:?}");
    assert!(!rule.statement.is_empty() && !rule.passes.is_empty() && !rule.evidence.is_empty());

    let answer = app.get("/v1/rules/warning.nowhere").await;
    assert_eq!(answer.status, StatusCode::NOT_FOUND);
    assert_eq!(answer.code(), "not_found");
}

#[tokio::test]
async fn the_list_names_its_edition_and_the_tables_it_looks_things_up_in() {
    let answer = TestApp::new().get("/v1/rules").await.json();
    assert_eq!(answer["edition"], catalog::EDITION);
    assert_eq!(answer["fingerprint"], catalog::fingerprint());
    let lists = &answer["lists"];
    assert!(lists["file"].as_str().unwrap().ends_with("lists.json"), "{lists}");
    assert!(lists["edition"].as_str().unwrap().contains("27 CFR"), "{lists}");
    assert_eq!(lists["as_of"], "2025-01-19");
    assert!(lists["fingerprint"].as_str().unwrap().starts_with("sha256:"), "{lists}");
}
