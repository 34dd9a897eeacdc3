//! The interface's description is generated, committed, and shown.

use crate::support::TestApp;
use axum::http::StatusCode;

#[tokio::test]
async fn the_description_is_as_committed() {
    let answer = TestApp::new().get("/openapi.json").await;
    let document = answer.json();
    assert!(document["openapi"].as_str().unwrap().starts_with("3.1"));
    let document = serde_json::to_string_pretty(&document).unwrap();
    insta::assert_snapshot!("openapi", document);
}

#[tokio::test]
async fn every_described_route_is_there() {
    let app = TestApp::new();
    let document = app.get("/openapi.json").await.json();
    let paths = document["paths"].as_object().unwrap();
    assert!(paths.contains_key("/v1/verify") && paths.contains_key("/v1/rules/{id}"));
    let operations = paths.values().flat_map(|path| path.as_object().unwrap().values());
    let mut names: Vec<_> = operations.map(|operation| operation["operationId"].as_str()).collect();
    let count = names.len();
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), count, "each operation has its own name: {names:?}");
    for path in paths.keys() {
        let answer = app.send(axum::http::Request::patch(path.replace("{id}", "x"))).await;
        assert_eq!(answer.status, StatusCode::METHOD_NOT_ALLOWED, "{path}");
    }
}

#[tokio::test]
async fn the_page_loads_nothing_from_elsewhere() {
    let app = TestApp::new();
    let page = app.get("/docs/").await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.header("content-type").unwrap().starts_with("text/html"));
    let policy = page.header("content-security-policy").unwrap();
    assert!(policy.contains("script-src 'self';"), "{policy}");
    let html = page.text();
    assert!(!html.contains("src=\"http") && !html.contains("href=\"http"), "{html}");
    assert!(!html.contains("<script>"), "the policy lets no inline script run: {html}");
    let start = app.get("/docs/swagger-initializer.js").await;
    assert_eq!(start.status, StatusCode::OK);
    assert!(start.text().contains("/openapi.json"));
    assert_eq!(app.get("/docs/swagger-ui-bundle.js").await.status, StatusCode::OK);
}
