//! The log: one line for each request, every line with the request's id, and nothing of a
//! label's words.

use crate::support::reader::Manner;
use crate::support::{Form, RecordedReader, TestApp};
use axum::http::Request;
use serde_json::Value;
use std::io::{self, Write};
use std::sync::{Arc, Mutex};
use tracing::subscriber::DefaultGuard;
use ttb_verifier::config::{Config, Env};
use ttb_verifier::telemetry;

/// What this thread logs while the guard lives, as the service would write it.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Log {
    fn kept() -> (Self, DefaultGuard) {
        let log = Self::default();
        let writer = log.clone();
        let (config, _) = Config::from_env(Env::of([])).unwrap();
        let subscriber = telemetry::subscriber(&config.telemetry, move || writer.clone());
        (log, tracing::subscriber::set_default(subscriber))
    }

    fn lines(&self) -> Vec<Value> {
        let bytes = self.0.lock().unwrap().clone();
        let text = String::from_utf8(bytes).unwrap();
        text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }
}

#[tokio::test]
async fn a_verification_is_one_line_with_id_route_status_time_and_verdict() {
    let (log, _guard) = Log::kept();
    let app = TestApp::new();
    let form = Form::with_a_picture().application(r#"{"brand_name": "TELL NOBODY"}"#);
    let request = Request::post("/v1/verify")
        .header("content-type", Form::CONTENT_TYPE)
        .header("x-request-id", "job-7");
    let report = app.call(request.body(form.body().into()).unwrap()).await.json();

    let lines = log.lines();
    assert_eq!(lines.len(), 1, "{lines:#?}");
    let line = &lines[0];
    assert_eq!(line["span"]["request_id"], report["request_id"]);
    assert_eq!(line["span"]["client_request_id"], "job-7");
    assert_eq!(line["span"]["client"], "10.0.0.1");
    assert_eq!((&line["method"], &line["route"]), (&"POST".into(), &"/v1/verify".into()));
    assert_eq!((&line["status"], &line["verdict"]), (&200.into(), &report["verdict"]));
    assert!(line["milliseconds"].is_u64() && line["timestamp"].is_string());
    assert!(!line.to_string().contains("TELL NOBODY"));
}

#[tokio::test]
async fn a_refusal_is_one_line_with_its_code() {
    let (log, _guard) = Log::kept();
    let answer = TestApp::new().verify(Form::new()).await.json();
    let lines = log.lines();
    assert_eq!(lines.len(), 1, "{lines:#?}");
    assert_eq!(lines[0]["span"]["request_id"], answer["request_id"]);
    assert_eq!((&lines[0]["status"], &lines[0]["code"]), (&422.into(), &"file_missing".into()));
    assert!(lines[0]["verdict"].is_null());
}

#[tokio::test]
async fn a_fault_of_ours_is_logged_under_the_id_that_the_client_is_told() {
    let (log, _guard) = Log::kept();
    let app = TestApp::with_reader(RecordedReader::that(Manner::Panic));
    let problem = app.verify(Form::with_a_picture()).await.json();
    let lines = log.lines();
    assert_eq!(lines.len(), 2, "the fault and the request: {lines:#?}");
    assert_eq!(lines[0]["level"], "ERROR");
    assert_eq!(lines[0]["message"], "a handler panicked");
    assert_eq!(lines[1]["status"], 500);
    for line in &lines {
        assert_eq!(line["span"]["request_id"], problem["request_id"], "{line}");
    }
}

#[tokio::test]
async fn health_checks_are_no_news_until_they_fail() {
    let (log, _guard) = Log::kept();
    let app = TestApp::new();
    for path in ["/health", "/v1/health/live", "/v1/health/ready"] {
        app.get(path).await;
    }
    assert!(log.lines().is_empty());
    app.app.stopping.cancel();
    app.get("/v1/health/ready").await;
    assert_eq!(log.lines()[0]["status"], 503);
}
