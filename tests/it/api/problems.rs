//! Errors all look alike, and every request has its id.

use crate::support::reader::Manner;
use crate::support::{Form, RecordedReader, TestApp};
use axum::http::{Request, StatusCode};

#[tokio::test]
async fn an_address_with_nothing_at_it_is_a_problem() {
    let app = TestApp::new();
    for path in ["/", "/nowhere", "/v1", "/v1/nowhere", "/v2/verify", "/docs/nowhere", "/v1/rules/"]
    {
        let answer = app.get(path).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{path}");
        assert_eq!(answer.code(), "not_found", "{path}");
    }
}

#[tokio::test]
async fn a_wrong_method_is_a_problem_that_names_the_right_one() {
    let app = TestApp::new();
    let answer = app.get("/verify").await;
    assert_eq!(answer.status, StatusCode::METHOD_NOT_ALLOWED);
    assert_eq!(answer.code(), "method_not_allowed");
    assert_eq!(answer.header("allow"), Some("POST"));
    let answer = app.send(Request::delete("/v1/rules")).await;
    assert_eq!(answer.code(), "method_not_allowed");
}

#[tokio::test]
async fn a_problem_has_the_shape_of_the_contract() {
    let answer = TestApp::new().verify(Form::new().field("crops", "?")).await;
    let mut problem = answer.json();
    let id = problem["request_id"].take();
    assert_eq!(Some(id.as_str().unwrap()), answer.header("x-request-id"));
    let problem = serde_json::to_string_pretty(&problem).unwrap();
    insta::assert_snapshot!(problem, @r#"
    {
      "type": "about:blank",
      "title": "Unprocessable Entity",
      "status": 422,
      "detail": "2 things are wrong with the request",
      "code": "invalid_request",
      "request_id": null,
      "errors": [
        {
          "at": "file",
          "code": "file_missing",
          "detail": "at least one picture has to be sent"
        },
        {
          "at": "crops",
          "code": "invalid_value",
          "detail": "has to be true or false"
        }
      ]
    }
    "#);
}

#[tokio::test]
async fn a_clients_mark_is_echoed_when_it_is_one() {
    let app = TestApp::new();
    let good = app.send(Request::get("/health").header("x-request-id", "job-7.b_2")).await;
    assert_eq!(good.header("x-request-id"), Some("job-7.b_2"));
    for bad in ["two words", "", "a;b", &"x".repeat(129)] {
        let answer = app.send(Request::get("/health").header("x-request-id", bad)).await;
        let id = answer.header("x-request-id").expect("our own id stands in");
        assert_eq!(id.parse::<uuid::Uuid>().unwrap().get_version_num(), 7, "{bad}");
    }
    let problem = app.send(Request::get("/nowhere").header("x-request-id", "mine")).await;
    assert_eq!(problem.header("x-request-id"), Some("mine"));
    assert_ne!(problem.json()["request_id"], "mine", "the request's id is always ours");
}

#[tokio::test]
async fn a_panic_answers_without_telling_what_happened() {
    let app = TestApp::with_reader(RecordedReader::that(Manner::Panic));
    let answer = app.verify(Form::with_a_picture()).await;
    assert!(answer.status.is_server_error());
    answer.code();
    assert!(!answer.text().contains("panic at"), "{}", answer.text());
    assert_eq!(app.get("/health").await.status, StatusCode::OK, "and the service goes on");
}
