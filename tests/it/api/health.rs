//! Health, liveness and readiness.

use crate::support::reader::engine;
use crate::support::{RecordedReader, TestApp};
use axum::http::StatusCode;
use serde_json::json;
use ttb_verifier::ocr::Engine;
use ttb_verifier::rules::catalog;
use ttb_verifier::verification::EngineState;

#[tokio::test]
async fn health_names_every_engine_and_the_rules() {
    let ppocr = EngineState {
        models: vec![("rec.onnx".to_owned(), "sha256:12".to_owned())],
        ..engine(Engine::Ppocr, None)
    };
    let app = TestApp::with_reader(RecordedReader::with_engines([
        engine(Engine::Tesseract, None),
        ppocr,
    ]));
    for path in ["/health", "/v1/health"] {
        let answer = app.get(path).await;
        assert_eq!(answer.status, StatusCode::OK);
        assert_eq!(
            answer.json(),
            json!({
                "status": "healthy",
                "version": env!("CARGO_PKG_VERSION"),
                "backends": {
                    "tesseract": {"available": true, "error": null, "version": "5.3.0"},
                    "ppocr": {
                        "available": true, "error": null, "version": "5.3.0",
                        "models": {"rec.onnx": "sha256:12"},
                    },
                    "ollama": {"available": false, "error": null, "version": null, "model": null},
                },
                "capabilities": {
                    "ocr_backends": ["auto", "tesseract", "ppocr"],
                    "degraded_mode": false,
                },
                "rules": {"edition": catalog::EDITION, "fingerprint": catalog::fingerprint()},
                "artifacts": {
                    "available": true, "error": null, "store": "file:data/artifacts",
                    "spool": {
                        "entries": 0, "bytes": 0, "limit_bytes": 1_073_741_824, "oldest": null,
                    },
                    "faults": {"altered": 0, "missing": 0},
                },
            })
        );
    }
}

#[tokio::test]
async fn a_missing_engine_degrades_health_and_leaves_the_rest_ready() {
    let missing = engine(Engine::Ppocr, Some("the models are missing"));
    let engines = [engine(Engine::Tesseract, None), missing];
    let app = TestApp::with_reader(RecordedReader::with_engines(engines));
    let health = app.get("/health").await.json();
    assert_eq!(health["status"], "degraded");
    assert_eq!(health["capabilities"]["degraded_mode"], true);
    assert_eq!(health["capabilities"]["ocr_backends"], json!(["auto", "tesseract"]));
    assert_eq!(health["backends"]["ppocr"]["error"], "the models are missing");
    assert_eq!(app.get("/v1/health/ready").await.status, StatusCode::NO_CONTENT);
}

#[tokio::test]
async fn without_any_engine_the_service_lives_and_is_not_ready() {
    let broken = engine(Engine::Tesseract, Some("no language data"));
    let app = TestApp::with_reader(RecordedReader::with_engines([broken]));
    assert_eq!(app.get("/health").await.json()["capabilities"]["ocr_backends"], json!([]));
    assert_eq!(app.get("/v1/health/live").await.status, StatusCode::NO_CONTENT);
    let answer = app.get("/v1/health/ready").await;
    assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(answer.code(), "not_ready");
    assert_eq!(answer.places(), ["tesseract"]);
    assert!(answer.header("retry-after").is_some());
}

#[tokio::test]
async fn a_service_that_is_stopping_is_not_ready() {
    let app = TestApp::new();
    assert_eq!(app.get("/v1/health/ready").await.status, StatusCode::NO_CONTENT);
    app.app.stopping.cancel();
    assert_eq!(app.get("/v1/health/ready").await.places(), ["service"]);
    assert_eq!(app.get("/health").await.status, StatusCode::OK);
}
