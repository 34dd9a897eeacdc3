//! What browsers are told: origins, security, compression.

use crate::support::TestApp;
use axum::http::{Request, StatusCode};

fn preflight(origin: &str) -> axum::http::request::Builder {
    Request::options("/verify")
        .header("origin", origin)
        .header("access-control-request-method", "POST")
        .header("access-control-request-headers", "x-request-id")
}

#[tokio::test]
async fn only_named_origins_may_call() {
    let app =
        TestApp::with_settings([("CORS_ORIGINS", "https://Review.example,http://b.example:8080")]);
    for (origin, allowed) in [
        ("https://review.example", true),
        ("http://b.example:8080", true),
        ("http://review.example", false),
        ("https://evil.example", false),
        ("null", false),
    ] {
        let answer = app.send(preflight(origin)).await;
        let echoed = answer.header("access-control-allow-origin");
        assert_eq!(echoed, allowed.then_some(origin), "{origin}");
        let answer = app.send(Request::get("/health").header("origin", origin)).await;
        assert_eq!(answer.status, StatusCode::OK);
        let echoed = answer.header("access-control-allow-origin");
        assert_eq!(echoed, allowed.then_some(origin), "{origin}");
    }
}

#[tokio::test]
async fn by_default_no_origin_may_call_and_a_star_lets_any() {
    let closed = TestApp::new().send(preflight("https://review.example")).await;
    assert_eq!(closed.header("access-control-allow-origin"), None);
    let open = TestApp::with_settings([("CORS_ORIGINS", "*")]);
    let answer = open.send(preflight("https://review.example")).await;
    assert_eq!(answer.header("access-control-allow-origin"), Some("*"));
}

#[tokio::test]
async fn every_header_that_is_read_may_be_sent_and_every_answer_s_be_seen() {
    let app = TestApp::with_settings([("CORS_ORIGINS", "*")]);
    let answer = app.send(preflight("https://review.example")).await;
    let allowed = answer.header("access-control-allow-headers").unwrap();
    for name in ["content-type", "idempotency-key", "prefer", "x-request-id"] {
        assert!(allowed.split(',').any(|one| one.trim() == name), "{name}: {allowed}");
    }
    let answer = app.send(Request::get("/health").header("origin", "https://review.example")).await;
    let exposed = answer.header("access-control-expose-headers").unwrap();
    for name in ["location", "retry-after", "idempotency-replayed", "preference-applied"] {
        assert!(exposed.split(',').any(|one| one.trim() == name), "{name}: {exposed}");
    }
}

#[tokio::test]
async fn every_answer_is_safe_in_a_browser() {
    let app = TestApp::new();
    for path in ["/health", "/nowhere", "/v1/rules", "/openapi.json"] {
        let answer = app.get(path).await;
        let policy = answer.header("content-security-policy").expect("there is a policy");
        assert!(policy.starts_with("default-src 'none'"), "{path}");
        assert_eq!(answer.header("x-content-type-options"), Some("nosniff"), "{path}");
        assert_eq!(answer.header("cache-control"), Some("no-store"), "{path}");
        assert_eq!(answer.header("strict-transport-security"), None, "{path}");
    }
}

#[tokio::test]
async fn answers_are_compressed_for_those_who_ask() {
    let app = TestApp::new();
    for encoding in ["gzip", "zstd"] {
        let request = Request::get("/openapi.json").header("accept-encoding", encoding);
        let answer = app.send(request).await;
        assert_eq!(answer.header("content-encoding"), Some(encoding));
    }
    assert_eq!(app.get("/openapi.json").await.header("content-encoding"), None);
}
