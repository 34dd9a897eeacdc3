//! What is too much: bytes, pixels, and requests of one client.

use crate::support::{Form, TestApp, jpeg, png};
use axum::body::Body;
use axum::http::{Request, StatusCode};

const MEGABYTE: usize = 1024 * 1024;

#[tokio::test]
async fn a_file_beyond_its_limit_is_named_with_whatever_else_is_wrong() {
    let app = TestApp::with_settings([("MAX_FILE_SIZE_MB", "1")]);
    let form = Form::with_a_picture()
        .file("file", "huge.tif", &vec![0; MEGABYTE + 1])
        .field("crops", "maybe");
    let answer = app.verify(form).await;
    assert_eq!(answer.status, StatusCode::PAYLOAD_TOO_LARGE);
    assert_eq!(answer.code(), "file_too_large");
    assert_eq!(answer.places(), ["file[1] huge.tif", "crops"]);
}

#[tokio::test]
async fn a_request_beyond_its_limit_is_refused_announced_or_not() {
    let app = TestApp::with_settings([("MAX_FILE_SIZE_MB", "1"), ("MAX_REQUEST_SIZE_MB", "1")]);
    let body = Form::new().file("file", "huge.tif", &vec![0; 2 * MEGABYTE]).body();
    let request = || Request::post("/verify").header("content-type", Form::CONTENT_TYPE);
    let announced = request().header("content-length", body.len());
    let silent = request();
    for request in [announced, silent] {
        let answer = app.call(request.body(Body::from(body.clone())).unwrap()).await;
        assert_eq!(answer.status, StatusCode::PAYLOAD_TOO_LARGE);
        assert_eq!(answer.code(), "request_too_large");
    }
}

#[tokio::test]
async fn pixels_are_counted_by_picture_and_all_together() {
    let app = TestApp::with_settings([("MAX_MEGAPIXELS", "1")]);
    let answer = app.verify(Form::new().file("file", "wide.png", &png(2000, 600))).await;
    assert_eq!(answer.code(), "too_many_pixels");
    assert_eq!(answer.places(), ["file[0] wide.png"]);

    let picture = jpeg(1000, 900);
    let five = (0..5).fold(Form::new(), |form, i| form.file("file", &format!("{i}.jpg"), &picture));
    let answer = app.verify(five).await;
    assert_eq!(answer.code(), "too_many_pixels");
    assert_eq!(answer.places(), ["file[4] 4.jpg"]);
}

#[tokio::test]
async fn fewer_files_may_be_allowed() {
    let app = TestApp::with_settings([("MAX_FILES", "1")]);
    let form = Form::with_a_picture().file("file", "back.png", &png(2, 2));
    assert_eq!(app.verify(form).await.code(), "too_many_files");
}

/// A verification as a proxy passes it on for a client.
fn passed_on(client: &str) -> Request<Body> {
    Request::post("/verify")
        .header("content-type", Form::CONTENT_TYPE)
        .header("x-forwarded-for", client)
        .body(Body::from(Form::with_a_picture().body()))
        .unwrap()
}

#[tokio::test]
async fn one_client_is_held_back_and_others_are_not() {
    let app =
        TestApp::with_settings([("RATE_LIMIT_PER_MINUTE", "2"), ("TRUSTED_PROXIES", "10.0.0.0/8")]);
    for _ in 0..2 {
        assert_eq!(app.call(passed_on("203.0.113.7")).await.status, StatusCode::OK);
    }
    let answer = app.call(passed_on("203.0.113.7")).await;
    assert_eq!(answer.status, StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(answer.code(), "rate_limited");
    let wait: u64 = answer.header("retry-after").unwrap().parse().unwrap();
    assert!((1..=30).contains(&wait), "{wait}");
    assert_eq!(app.call(passed_on("203.0.113.8")).await.status, StatusCode::OK);
    assert_eq!(app.get("/health").await.status, StatusCode::OK, "only verifying is counted");
}

#[tokio::test]
async fn without_trusted_proxies_a_forwarding_header_buys_nothing() {
    let app = TestApp::with_settings([("RATE_LIMIT_PER_MINUTE", "1")]);
    assert_eq!(app.call(passed_on("203.0.113.7")).await.status, StatusCode::OK);
    let answer = app.call(passed_on("203.0.113.8")).await;
    assert_eq!(answer.status, StatusCode::TOO_MANY_REQUESTS);
}
