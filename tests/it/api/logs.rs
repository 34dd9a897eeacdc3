//! The log: one line for each request, every line with the request's id, and nothing of a
//! label's words.

use crate::support::reader::Manner;
use crate::support::{Form, RecordedReader, TestApp};
use axum::http::Request;
use axum::http::request::Builder;
use serde_json::Value;
use std::io::{self, Write};
use std::sync::{LazyLock, Mutex};
use ttb_verifier::config::{Config, Env};
use ttb_verifier::telemetry;

/// What the whole process logs. One log for all tests, told apart by their clients' marks:
/// a log for each would race with the others' for what is worth logging at all.
static LOG: LazyLock<Mutex<Vec<u8>>> = LazyLock::new(|| {
    let (config, _) = Config::from_env(Env::of([])).unwrap();
    let subscriber = telemetry::subscriber(&config.telemetry, || Log);
    tracing::subscriber::set_global_default(subscriber).expect("nothing else logs in tests");
    Mutex::default()
});

struct Log;

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        LOG.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// A request with a mark to find it by; logging has begun.
fn marked(request: Builder, mark: &str) -> Builder {
    LazyLock::force(&LOG);
    request.header("x-request-id", mark)
}

fn verification(mark: &str, form: Form) -> Request<axum::body::Body> {
    let request = Request::post("/v1/verify").header("content-type", Form::CONTENT_TYPE);
    marked(request, mark).body(form.body().into()).unwrap()
}

/// All lines of the request with this mark.
fn lines(mark: &str) -> Vec<Value> {
    let text = String::from_utf8(LOG.lock().unwrap().clone()).unwrap();
    let lines = text.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
    lines.filter(|line| line["span"]["client_request_id"] == mark).collect()
}

#[tokio::test]
async fn a_verification_is_one_line_with_id_route_status_time_and_verdict() {
    let form = Form::with_a_picture().application(r#"{"brand_name": "TELL NOBODY"}"#);
    let report = TestApp::new().call(verification("one-line", form)).await.json();
    let lines = lines("one-line");
    assert_eq!(lines.len(), 1, "{lines:#?}");
    let line = &lines[0];
    assert_eq!(line["span"]["request_id"], report["request_id"]);
    assert_eq!(line["span"]["client"], "10.0.0.1");
    assert_eq!((&line["method"], &line["route"]), (&"POST".into(), &"/v1/verify".into()));
    assert_eq!((&line["status"], &line["verdict"]), (&200.into(), &report["verdict"]));
    assert!(line["milliseconds"].is_u64() && line["timestamp"].is_string());
    assert!(!line.to_string().contains("TELL NOBODY"));
}

#[tokio::test]
async fn a_refusal_is_one_line_with_its_code() {
    let answer = TestApp::new().call(verification("refusal", Form::new())).await.json();
    let lines = lines("refusal");
    assert_eq!(lines.len(), 1, "{lines:#?}");
    assert_eq!(lines[0]["span"]["request_id"], answer["request_id"]);
    assert_eq!((&lines[0]["status"], &lines[0]["code"]), (&422.into(), &"file_missing".into()));
    assert!(lines[0]["verdict"].is_null());
}

#[tokio::test]
async fn a_fault_of_ours_is_logged_under_the_id_that_the_client_is_told() {
    let app = TestApp::with_reader(RecordedReader::that(Manner::Panic));
    let problem = app.call(verification("fault", Form::with_a_picture())).await.json();
    let lines = lines("fault");
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
    let app = TestApp::new();
    for path in ["/health", "/v1/health/live", "/v1/health/ready"] {
        app.send(marked(Request::get(path), "health")).await;
    }
    assert!(lines("health").is_empty());
    app.app.stopping.cancel();
    app.send(marked(Request::get("/v1/health/ready"), "health")).await;
    assert_eq!(lines("health")[0]["status"], 503);
}
