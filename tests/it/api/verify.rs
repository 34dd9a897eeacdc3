//! `POST /verify`: what is taken and what is refused.

use crate::support::reader::{Manner, engine};
use crate::support::{Form, RecordedReader, TestApp, jpeg, png};
use axum::body::Body;
use axum::http::{Request, StatusCode};
use std::time::Duration;
use ttb_verifier::ocr::Engine;
use ttb_verifier::verification::report::{Backend, Report};

#[tokio::test]
async fn pictures_and_an_application_get_a_report() {
    let app = TestApp::new();
    let form = Form::new()
        .file("file", "front.png", &png(40, 30))
        .file("image", "back.jpg", &jpeg(20, 50))
        .application(r#"{"application_id": "A-1042", "product_type": "wine"}"#);
    let answer = app.verify(form).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
    let report: Report = serde_json::from_slice(&answer.body).unwrap();
    assert_eq!(report.application_id.as_deref(), Some("A-1042"));
    assert_eq!(report.artifact_id, None);
    let panels: Vec<_> =
        report.panels.iter().map(|panel| (panel.file.as_str(), panel.width)).collect();
    assert_eq!(panels, [("front.png", 40), ("back.jpg", 20)]);
    assert_eq!(answer.header("x-request-id"), Some(report.request_id.to_string().as_str()));
    assert_eq!(report.request_id.get_version_num(), 7);
}

#[tokio::test]
async fn the_route_answers_with_and_without_its_version() {
    let app = TestApp::new();
    for path in ["/verify", "/v1/verify"] {
        let answer = app.verify_at(path, Form::with_a_picture()).await;
        assert_eq!(answer.status, StatusCode::OK, "{path}");
    }
}

#[tokio::test]
async fn parameters_may_come_as_parts_or_in_the_query() {
    let app = TestApp::new();
    let form = Form::with_a_picture().field("deadline_ms", "900").field("crops", "true");
    app.verify_at("/verify?ocr_backend=tesseract&save_artifact=false", form).await;
    app.verify(Form::with_a_picture()).await;
    let asked = app.reader.asked.lock().unwrap();
    assert_eq!(asked[0].deadline, Duration::from_millis(900));
    assert_eq!(asked[0].backend, Backend::Tesseract);
    assert!(asked[0].crops);
    assert_eq!(asked[1].deadline, Duration::from_secs(5));
    assert_eq!(asked[1].backend, Backend::Auto);
    assert!(!asked[1].crops);
}

#[tokio::test]
async fn the_report_comes_in_plain_words_when_asked_for() {
    let app = TestApp::new();
    let request = Request::post("/verify")
        .header("content-type", Form::CONTENT_TYPE)
        .header("accept", "text/markdown");
    let answer = app.call(request.body(Form::with_a_picture().body().into()).unwrap()).await;
    assert_eq!(answer.status, StatusCode::OK);
    assert_eq!(answer.header("content-type"), Some("text/markdown; charset=utf-8"));
    assert!(answer.text().starts_with('#'), "{}", answer.text());
}

#[tokio::test]
async fn what_is_refused_is_named_and_never_a_fault_of_ours() {
    let app = TestApp::with_settings([("ARTIFACT_STORAGE_ENABLED", "false")]);
    let picture = Form::with_a_picture;
    let many = (0..21).fold(Form::new(), |form, i| form.file("file", &format!("{i}"), &png(1, 1)));
    let deep = format!("{}{}", "[".repeat(500), "]".repeat(500));
    let crowd = (0..70).fold(picture(), |form, i| form.field(&format!("x{i}"), ""));
    let long_json = format!(r#"{{"brand_name": "{}"}}"#, "x".repeat(300_000));
    // What is sent, the status, the code, and the places named.
    let cases: Vec<(&str, Form, u16, &str, &[&str])> = vec![
        ("no part at all", Form::new(), 422, "file_missing", &["file"]),
        ("no file", Form::new().application("{}"), 422, "file_missing", &["file"]),
        ("21 files", many, 422, "too_many_files", &["file"]),
        ("70 parts", crowd, 422, "too_many_parts", &[]),
        (
            "an empty file",
            Form::new().file("file", "a.png", b""),
            422,
            "file_empty",
            &["file[0] a.png"],
        ),
        (
            "a text file among pictures",
            picture().file("file", "notes.txt", b"no picture"),
            415,
            "file_kind_unknown",
            &["file[1] notes.txt"],
        ),
        (
            "a broken picture",
            Form::new().file("file", "cut.png", &png(40, 30)[..40]),
            422,
            "file_truncated",
            &["file[0] cut.png"],
        ),
        (
            "two bad files of two kinds",
            Form::new().file("file", "a.png", b"").file("file", "b", b"hello"),
            415,
            "file_kind_unknown",
            &["file[0] a.png", "file[1] b"],
        ),
        (
            "a name to break a log with",
            Form::new().file("file", "../a\u{9b}2J.png", b""),
            422,
            "file_empty",
            &["file[0] a2J.png"],
        ),
        ("bad JSON", picture().application("{"), 422, "invalid_json", &["/application"]),
        ("no JSON", picture().application(""), 422, "invalid_json", &["/application"]),
        ("bottomless JSON", picture().application(&deep), 422, "invalid_json", &["/application"]),
        (
            "deep JSON",
            picture().application("[[[[[[[[[[]]]]]]]]]]"),
            422,
            "too_deep",
            &["/application"],
        ),
        (
            "endless JSON",
            picture().application(&long_json),
            413,
            "application_too_large",
            &["application"],
        ),
        (
            "two applications",
            picture().application("{}").application("{}"),
            422,
            "duplicate_part",
            &["application"],
        ),
        ("an unknown part", picture().field("files", "x"), 422, "unknown_part", &["files"]),
        (
            "a part without a name",
            picture().part("name=\"\"", b"x"),
            422,
            "unknown_part",
            &["part"],
        ),
        (
            "a short deadline",
            picture().field("deadline_ms", "499"),
            422,
            "invalid_value",
            &["deadline_ms"],
        ),
        (
            "a long deadline",
            picture().field("deadline_ms", "120001"),
            422,
            "invalid_value",
            &["deadline_ms"],
        ),
        (
            "no deadline",
            picture().field("deadline_ms", "soon"),
            422,
            "invalid_value",
            &["deadline_ms"],
        ),
        (
            "an unknown engine",
            picture().field("ocr_backend", "eyes"),
            422,
            "invalid_value",
            &["ocr_backend"],
        ),
        ("a doubtful flag", picture().field("crops", "yes"), 422, "invalid_value", &["crops"]),
        (
            "the same twice",
            picture().field("crops", "true").field("crops", "false"),
            422,
            "duplicate_parameter",
            &["crops"],
        ),
        (
            "a record that nobody keeps",
            picture().field("save_artifact", "true"),
            422,
            "artifacts_not_available",
            &["save_artifact"],
        ),
        (
            "several things at once",
            Form::new().field("crops", "maybe").field("colour", "red").application("{"),
            422,
            "invalid_request",
            &["colour", "file", "crops", "/application"],
        ),
    ];
    for (case, form, status, code, places) in cases {
        let answer = app.verify(form).await;
        assert_eq!(answer.status.as_u16(), status, "{case}: {}", answer.text());
        assert_eq!(answer.code(), code, "{case}: {}", answer.text());
        assert_eq!(answer.places(), places, "{case}");
    }
    assert!(app.reader.asked.lock().unwrap().is_empty(), "nothing bad reaches the engines");
}

#[tokio::test]
async fn a_bad_application_is_refused_by_its_keys() {
    let app = TestApp::new();
    for (json, at) in
        [("[]", "/application"), ("7", "/application"), (r#"{"brand": "X"}"#, "/application/brand")]
    {
        let answer = app.verify(Form::with_a_picture().application(json)).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{json}: {}", answer.text());
        assert_eq!(answer.places(), [at], "{json}");
    }
}

#[tokio::test]
async fn a_bad_query_is_refused_by_name() {
    let app = TestApp::with_settings([("ARTIFACT_STORAGE_ENABLED", "false")]);
    for (query, place) in [
        ("deadline=900", "deadline"),
        ("crops=1", "crops"),
        ("crops=true&crops=true", "crops"),
        ("deadline_ms=-5", "deadline_ms"),
        ("save_artifact=true", "save_artifact"),
    ] {
        let answer = app.verify_at(&format!("/verify?{query}"), Form::with_a_picture()).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{query}");
        assert_eq!(answer.places(), [place], "{query}");
    }
    let both = Form::with_a_picture().field("crops", "true");
    assert_eq!(app.verify_at("/verify?crops=true", both).await.code(), "duplicate_parameter");
}

#[tokio::test]
async fn a_form_that_cannot_be_read_is_the_clients_fault() {
    let app = TestApp::new();
    let form = || Form::with_a_picture().body();
    let cases: Vec<(&str, &str, Vec<u8>, u16)> = vec![
        ("JSON", "application/json", b"{}".to_vec(), 415),
        ("no type", "", form(), 415),
        ("no boundary", "multipart/form-data", form(), 400),
        ("another boundary", "multipart/form-data; boundary=other", form(), 400),
        ("nothing", Form::CONTENT_TYPE, vec![], 400),
        ("a dead line", Form::CONTENT_TYPE, Form::with_a_picture().cut_short(), 400),
        ("a NUL in a name", Form::CONTENT_TYPE, Form::new().file("file", "a\0b", b"x").body(), 400),
        ("noise", Form::CONTENT_TYPE, vec![0xff; 5000], 400),
    ];
    for (case, content_type, body, status) in cases {
        let answer = app.post("/verify", content_type, body).await;
        assert_eq!(answer.status.as_u16(), status, "{case}: {}", answer.text());
        answer.code();
    }
}

#[tokio::test]
async fn an_engine_that_is_not_there_is_told_with_when_to_come_again() {
    let ppocr = engine(Engine::Ppocr, Some("the models are missing"));
    let app = TestApp::with_reader(RecordedReader::with_engines([
        engine(Engine::Tesseract, None),
        ppocr,
    ]));
    for (backend, reason) in [("ppocr", "models are missing"), ("ollama", "not configured")] {
        let answer = app.verify(Form::with_a_picture().field("ocr_backend", backend)).await;
        assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE);
        assert_eq!(answer.code(), "ocr_backend_unavailable");
        assert!(answer.header("retry-after").is_some());
        assert!(answer.text().contains(reason), "{}", answer.text());
    }
}

#[tokio::test]
async fn a_busy_service_says_when_to_come_again() {
    let app = TestApp::with_reader(RecordedReader::that(Manner::Busy));
    let answer = app.verify(Form::with_a_picture()).await;
    assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(answer.code(), "busy");
    assert_eq!(answer.header("retry-after"), Some("1"), "rounded up, never now");
}

#[tokio::test]
async fn a_full_queue_sends_away_before_anything_is_decoded() {
    let app = TestApp::with_settings([("OCR_CONCURRENCY", "1"), ("OCR_QUEUE", "0")]);
    let soon = std::time::Instant::now() + Duration::from_mins(1);
    let _one = app.app.admission.enter(soon).await.unwrap();
    let _two = app.app.admission.enter(soon).await.unwrap();
    let answer = app.verify(Form::with_a_picture()).await;
    assert_eq!(answer.code(), "busy");
    assert_eq!(answer.header("retry-after"), Some("1"));
}

#[tokio::test]
async fn a_client_that_hangs_up_stops_its_own_reading() {
    let app = TestApp::with_reader(RecordedReader::that(Manner::WaitForHangUp));
    let request = Request::post("/verify").header("content-type", Form::CONTENT_TYPE);
    let request = request.body(Body::from(Form::with_a_picture().body())).unwrap();
    {
        let answer = app.call(request);
        tokio::pin!(answer);
        tokio::select! {
            answer = &mut answer => panic!("it answered: {}", answer.text()),
            () = app.reader.begun.notified() => {}
        }
    }
    let stopped = app.reader.cancelled.notified();
    tokio::time::timeout(Duration::from_secs(5), stopped).await.expect("the reading stops");
}

#[tokio::test(flavor = "multi_thread")]
async fn who_would_be_answered_too_late_is_told_so_at_once() {
    // Each label takes a fifth of a second.
    let app = TestApp::build([("OCR_CONCURRENCY", "1")], RecordedReader::that(Manner::Slow));
    assert_eq!(app.verify(Form::with_a_picture()).await.status, StatusCode::OK);
    let ask = || async {
        let began = std::time::Instant::now();
        let form = Form::with_a_picture().field("deadline_ms", "500");
        (app.verify(form).await, began.elapsed())
    };
    let answers = tokio::join!(ask(), ask(), ask(), ask(), ask(), ask());
    let answers = [answers.0, answers.1, answers.2, answers.3, answers.4, answers.5];
    let (served, sent_away): (Vec<_>, Vec<_>) =
        answers.iter().partition(|(answer, _)| answer.status == StatusCode::OK);
    assert!(!served.is_empty() && !sent_away.is_empty(), "{answers:#?}");
    for (answer, after) in sent_away {
        assert_eq!(answer.code(), "busy");
        let wait: u64 = answer.header("retry-after").unwrap().parse().unwrap();
        assert!((1..=5).contains(&wait), "{wait}");
        assert!(*after < Duration::from_millis(400), "told in time to come again: {after:?}");
    }
}
