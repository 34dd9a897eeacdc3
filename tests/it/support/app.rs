//! The service through its router, without sockets.

use super::Form;
use super::reader::RecordedReader;
use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::ConnectInfo;
use axum::http::{HeaderMap, Request, StatusCode};
use std::net::SocketAddr;
use std::ops::Deref;
use std::sync::Arc;
use tower::ServiceExt;
use ttb_verifier::app::App;
use ttb_verifier::clock::FixedClock;
use ttb_verifier::config::{Config, Env};
use ttb_verifier::http;

/// The service with a reader that reads from memory.
#[derive(Debug)]
pub struct TestApp {
    pub app: App,
    pub reader: Arc<RecordedReader>,
    client: Client,
}

/// Whoever asks the service.
#[derive(Debug, Clone)]
pub struct Client {
    router: Router,
}

/// An answer, all of it.
#[derive(Debug)]
pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: Vec<u8>,
}

impl TestApp {
    pub fn new() -> Self {
        Self::with_settings([])
    }

    pub fn with_settings<const N: usize>(settings: [(&str, &str); N]) -> Self {
        Self::build(settings, RecordedReader::default())
    }

    pub fn with_reader(reader: RecordedReader) -> Self {
        Self::build([], reader)
    }

    pub fn with_settings_and_reader(settings: &[(&str, &str)], reader: RecordedReader) -> Self {
        Self::of(Env::of(settings.iter().copied()), reader)
    }

    pub fn with_all_settings(settings: &[(&str, &str)]) -> Self {
        Self::of(Env::of(settings.iter().copied()), RecordedReader::default())
    }

    pub fn build<const N: usize>(settings: [(&str, &str); N], reader: RecordedReader) -> Self {
        Self::of(Env::of(settings), reader)
    }

    fn of(env: Env, reader: RecordedReader) -> Self {
        let (config, _) = Config::from_env(env).expect("the settings are good");
        let reader = Arc::new(reader);
        let now = "2026-03-25T12:00:00Z".parse().expect("a time");
        let app = App::new(config, Arc::clone(&reader) as _, Arc::new(FixedClock::at(now)));
        let client = Client::of(&app);
        Self { app, reader, client }
    }
}

impl Deref for TestApp {
    type Target = Client;

    fn deref(&self) -> &Client {
        &self.client
    }
}

impl Client {
    pub fn of(app: &App) -> Self {
        Self { router: http::router(app) }
    }

    pub async fn get(&self, path: &str) -> Answer {
        self.send(Request::get(path)).await
    }

    pub async fn verify(&self, form: Form) -> Answer {
        self.verify_at("/verify", form).await
    }

    pub async fn verify_at(&self, path: &str, form: Form) -> Answer {
        self.post(path, Form::CONTENT_TYPE, form.body()).await
    }

    pub async fn post(&self, path: &str, content_type: &str, body: Vec<u8>) -> Answer {
        let request = Request::post(path).header("content-type", content_type);
        self.call(request.body(Body::from(body)).expect("a request")).await
    }

    pub async fn send(&self, request: axum::http::request::Builder) -> Answer {
        self.call(request.body(Body::empty()).expect("a request")).await
    }

    pub async fn call(&self, mut request: Request<Body>) -> Answer {
        let peer: SocketAddr = "10.0.0.1:40000".parse().expect("an address");
        request.extensions_mut().insert(ConnectInfo(peer));
        let response = self.router.clone().oneshot(request).await.expect("it always answers");
        let (head, body) = response.into_parts();
        let body = to_bytes(body, usize::MAX).await.expect("the body is whole").to_vec();
        Answer { status: head.status, headers: head.headers, body }
    }
}

impl Answer {
    pub fn json(&self) -> serde_json::Value {
        serde_json::from_slice(&self.body)
            .unwrap_or_else(|error| panic!("not JSON ({error}): {}", self.text()))
    }

    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(|value| value.to_str().expect("headers are text"))
    }

    /// The problem's `code`, and that the answer is a problem at all.
    pub fn code(&self) -> String {
        assert_eq!(self.header("content-type"), Some("application/problem+json"), "{self:?}");
        let problem = self.json();
        assert_eq!(problem["status"], self.status.as_u16());
        assert!(problem["request_id"].is_string() && problem["title"].is_string());
        problem["code"].as_str().expect("a code").to_owned()
    }

    /// Every `at` of the problem's errors.
    pub fn places(&self) -> Vec<String> {
        let problem = self.json();
        let errors = problem["errors"].as_array().cloned().unwrap_or_default();
        errors.iter().map(|error| error["at"].as_str().expect("a place").to_owned()).collect()
    }
}
