//! A server that speaks Ollama's protocol and can be told to misbehave. It has no model: what
//! it answers is told to it as well. Tests and `examples/fake_ollama.rs` share it.

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::{Request, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use base64::Engine as _;
use futures::StreamExt;
use serde_json::{Value, json};
use std::fmt;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::runtime::Runtime;

/// The model it pretends to have.
pub const MODEL: &str = "llama3.2-vision";
const DIGEST: &str = "sha256:6f2f9757ae97e8a3f8ea33d6adb2b11d93d9a35bef277cd2c0b1b5af8e8d0b1e";

/// How an address is answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Manner {
    #[default]
    Well,
    /// Takes the question and says nothing, ever.
    Hang,
    /// The right answer, one byte at a time, with this long between two.
    ByteByByte(Duration),
    /// Something that is no JSON.
    Garbage,
    /// The first half of the right answer.
    Truncated,
    /// Fails with this status.
    Status(u16),
    /// Hangs up in the middle of the answer.
    Drop,
    /// The answer of a model that was not asked.
    OtherModel,
}

/// One question as it arrived.
#[derive(Debug, Clone)]
pub struct Asked {
    pub system: String,
    pub user: String,
    pub picture: Vec<u8>,
    pub body: Value,
}

type Answer = Box<dyn Fn(&Asked) -> Value + Send>;

struct Script {
    /// Of `/api/chat`.
    chat: Manner,
    /// Of all the rest.
    rest: Manner,
    has_model: bool,
    sees: bool,
    loaded: bool,
    takes: Duration,
    answer: Answer,
    asked: Vec<Asked>,
    /// Lines of a pull after which the connection breaks, once for each.
    pull_breaks: Vec<usize>,
    pull_error: Option<String>,
    pulls: usize,
}

/// The server; gone when dropped, with its address.
pub struct FakeOllama {
    pub address: SocketAddr,
    script: Arc<Mutex<Script>>,
    /// Of its own, so that it answers whoever blocks meanwhile; gone only while dropped.
    runtime: Option<Runtime>,
}

impl fmt::Debug for FakeOllama {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("FakeOllama").field("address", &self.address).finish_non_exhaustive()
    }
}

impl Drop for FakeOllama {
    fn drop(&mut self) {
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}

impl FakeOllama {
    /// A server with its model in memory, that finds nothing to read anywhere.
    pub fn start() -> Self {
        Self::listen("127.0.0.1:0")
    }

    pub fn listen(address: &str) -> Self {
        let script = Arc::new(Mutex::new(Script {
            chat: Manner::Well,
            rest: Manner::Well,
            has_model: true,
            sees: true,
            loaded: true,
            takes: Duration::ZERO,
            answer: Box::new(|_| json!({"items": []})),
            asked: Vec::new(),
            pull_breaks: Vec::new(),
            pull_error: None,
            pulls: 0,
        }));
        let routes = Router::new()
            .route("/api/version", get(version))
            .route("/api/tags", get(tags))
            .route("/api/ps", get(running))
            .route("/api/show", post(show))
            .route("/api/chat", post(chat))
            .route("/api/pull", post(pull))
            .route("/dev/manner", post(switch))
            .with_state(Arc::clone(&script));
        let mut runtime = tokio::runtime::Builder::new_multi_thread();
        let runtime = runtime.worker_threads(1).enable_all().build().expect("a thread");
        let listener = std::net::TcpListener::bind(address).expect("the address is free");
        listener.set_nonblocking(true).expect("a socket");
        let address = listener.local_addr().expect("it listens");
        let served = async move {
            let listener = TcpListener::from_std(listener).expect("it listens");
            let _ = axum::serve(listener, routes).await;
        };
        runtime.spawn(served);
        Self { address, script, runtime: Some(runtime) }
    }

    pub fn url(&self) -> String {
        format!("http://{}/", self.address)
    }

    pub fn chat(&self, manner: Manner) {
        self.script().chat = manner;
    }

    pub fn rest(&self, manner: Manner) {
        self.script().rest = manner;
    }

    pub fn has_model(&self, has: bool) {
        self.script().has_model = has;
    }

    pub fn sees(&self, sees: bool) {
        self.script().sees = sees;
    }

    /// What every answer takes.
    pub fn takes(&self, takes: Duration) {
        self.script().takes = takes;
    }

    pub fn answer(&self, answer: impl Fn(&Asked) -> Value + Send + 'static) {
        self.script().answer = Box::new(answer);
    }

    /// Always the same items.
    pub fn says(&self, items: &[(&str, &str)]) {
        let items: Vec<Value> =
            items.iter().map(|(item, words)| json!({"item": item, "words": words})).collect();
        let sheet = json!({ "items": items });
        self.answer(move |_| sheet.clone());
    }

    pub fn asked(&self) -> Vec<Asked> {
        self.script().asked.clone()
    }

    pub fn pull_breaks(&self, after_lines: &[usize]) {
        self.script().pull_breaks = after_lines.to_vec();
    }

    pub fn pull_fails(&self, error: &str) {
        self.script().pull_error = Some(error.to_owned());
    }

    pub fn pulls(&self) -> usize {
        self.script().pulls
    }

    fn script(&self) -> MutexGuard<'_, Script> {
        self.script.lock().expect("no script panics")
    }
}

type Shared = State<Arc<Mutex<Script>>>;

async fn version(state: Shared) -> Response {
    told(&state, &json!({"version": "0.12.6"})).await
}

async fn tags(state: Shared) -> Response {
    let mut models = vec![json!({
        "name": "qwen3:4b", "model": "qwen3:4b", "size": 2_500_000_000_u64, "digest": "359d7dd4bcda",
        "modified_at": "2026-11-01T10:00:00Z", "details": {"family": "qwen3"},
    })];
    if state.lock().expect("no script panics").has_model {
        models.push(json!({
            "name": format!("{MODEL}:latest"), "model": format!("{MODEL}:latest"),
            "size": 7_816_589_186_u64, "digest": DIGEST, "modified_at": "2026-11-02T10:00:00Z",
            "details": {"family": "mllama", "parameter_size": "10.7B", "quantization_level": "Q4_K_M"},
        }));
    }
    told(&state, &json!({ "models": models })).await
}

async fn running(state: Shared) -> Response {
    let loaded = state.lock().expect("no script panics").loaded;
    let model = json!({
        "name": format!("{MODEL}:latest"), "digest": DIGEST, "size": 11_685_000_000_u64,
        "expires_at": "2026-11-20T12:05:00Z", "size_vram": 0,
    });
    told(&state, &json!({"models": if loaded { vec![model] } else { vec![] }})).await
}

async fn show(state: Shared) -> Response {
    let (has_model, sees) = {
        let script = state.lock().expect("no script panics");
        (script.has_model, script.sees)
    };
    if !has_model {
        return missing();
    }
    let capabilities = if sees { json!(["completion", "vision"]) } else { json!(["completion"]) };
    let shown = json!({
        "license": "…", "template": "{{ .Prompt }}", "details": {"families": ["mllama"]},
        "capabilities": capabilities, "model_info": {"general.architecture": "mllama"},
    });
    told(&state, &shown).await
}

fn missing() -> Response {
    let told = json!({"error": format!("model '{MODEL}' not found")}).to_string();
    (StatusCode::NOT_FOUND, [(header::CONTENT_TYPE, "application/json")], told).into_response()
}

async fn told(state: &Shared, answer: &Value) -> Response {
    let manner = state.lock().expect("no script panics").rest;
    behave(manner, answer.to_string()).await
}

async fn chat(state: Shared, body: Bytes) -> Response {
    let Ok(body) = serde_json::from_slice::<Value>(&body) else {
        return (StatusCode::BAD_REQUEST, r#"{"error":"invalid JSON"}"#).into_response();
    };
    let message =
        |at: usize| body["messages"][at]["content"].as_str().unwrap_or_default().to_owned();
    let picture = body["messages"][1]["images"][0].as_str().unwrap_or_default();
    let picture = base64::engine::general_purpose::STANDARD.decode(picture).unwrap_or_default();
    let asked = Asked { system: message(0), user: message(1), picture, body: body.clone() };
    let (manner, takes, sheet, has_model) = {
        let mut script = state.lock().expect("no script panics");
        let sheet = (script.answer)(&asked);
        script.asked.push(asked);
        (script.chat, script.takes, sheet, script.has_model)
    };
    if !has_model {
        return missing();
    }
    tokio::time::sleep(takes).await;
    let model =
        if manner == Manner::OtherModel { json!("qwen3:4b") } else { body["model"].clone() };
    // A text stands for itself, so that an answer can be of any form.
    let content = sheet.as_str().map_or_else(|| sheet.to_string(), str::to_owned);
    let answer = json!({
        "model": model, "created_at": "2026-11-20T12:00:00.000000Z",
        "message": {"role": "assistant", "content": content},
        "done": true, "done_reason": "stop", "total_duration": 900_000_000_u64,
        "load_duration": 20_000_000_u64, "prompt_eval_count": 1600,
        "prompt_eval_duration": 500_000_000_u64, "eval_count": 40, "eval_duration": 300_000_000_u64,
    });
    behave(manner, answer.to_string()).await
}

async fn behave(manner: Manner, answer: String) -> Response {
    let json = [(header::CONTENT_TYPE, "application/json")];
    match manner {
        Manner::Well | Manner::OtherModel => (json, answer).into_response(),
        Manner::Hang => std::future::pending().await,
        Manner::ByteByByte(pause) => {
            let bytes = futures::stream::iter(answer.into_bytes()).then(move |byte| async move {
                tokio::time::sleep(pause).await;
                Ok::<_, std::io::Error>(vec![byte])
            });
            (json, Body::from_stream(bytes)).into_response()
        }
        Manner::Garbage => (json, "\u{1}\u{2}<html>it works!</html>").into_response(),
        Manner::Truncated => {
            let half: String = answer.chars().take(answer.chars().count() / 2).collect();
            (json, half).into_response()
        }
        Manner::Status(status) => {
            let status = StatusCode::from_u16(status).expect("a status");
            (status, json, r#"{"error":"as told"}"#).into_response()
        }
        Manner::Drop => {
            let half = answer.as_bytes()[..answer.len() / 2].to_vec();
            (json, broken_off(vec![half])).into_response()
        }
    }
}

fn broken_off(pieces: Vec<Vec<u8>>) -> Body {
    let pieces: Vec<_> = pieces
        .into_iter()
        .map(Ok)
        .chain([Err(std::io::Error::other("the line went dead"))])
        .collect();
    Body::from_stream(futures::stream::iter(pieces))
}

/// Two layers, some lines each, as the real one tells it.
async fn pull(state: Shared) -> Response {
    let mut lines = vec![json!({"status": "pulling manifest"})];
    for (digest, total) in [("sha256:11f274007f09", 5_000_u64), ("sha256:ece5e659647a", 3_000)] {
        let name = format!("pulling {}", &digest[7..]);
        lines.push(json!({"status": name, "digest": digest, "total": total}));
        for completed in [total / 2, total] {
            lines.push(
                json!({"status": name, "digest": digest, "total": total, "completed": completed}),
            );
        }
    }
    for status in ["verifying sha256 digest", "writing manifest", "success"] {
        lines.push(json!({ "status": status }));
    }
    let mut script = state.lock().expect("no script panics");
    script.pulls += 1;
    if let Some(error) = &script.pull_error {
        lines.truncate(1);
        lines.push(json!({ "error": error }));
    }
    let lines: Vec<Vec<u8>> = lines.iter().map(|line| format!("{line}\n").into_bytes()).collect();
    if script.pull_breaks.is_empty() {
        script.has_model |= script.pull_error.is_none();
        return Body::from(lines.concat()).into_response();
    }
    let after = script.pull_breaks.remove(0);
    broken_off(lines.into_iter().take(after).collect()).into_response()
}

/// `{"chat": "hang", "rest": "well", "takes_ms": 300}`, for whoever tries it by hand.
async fn switch(state: Shared, request: Request) -> Response {
    let body = axum::body::to_bytes(request.into_body(), 4096).await.unwrap_or_default();
    let Ok(wanted) = serde_json::from_slice::<Value>(&body) else {
        return StatusCode::BAD_REQUEST.into_response();
    };
    let mut script = state.lock().expect("no script panics");
    if let Some(name) = wanted["chat"].as_str() {
        script.chat = manner(name);
    }
    if let Some(name) = wanted["rest"].as_str() {
        script.rest = manner(name);
    }
    if let Some(takes) = wanted["takes_ms"].as_u64() {
        script.takes = Duration::from_millis(takes);
    }
    StatusCode::NO_CONTENT.into_response()
}

fn manner(name: &str) -> Manner {
    match name {
        "hang" => Manner::Hang,
        "byte-by-byte" => Manner::ByteByByte(Duration::from_millis(100)),
        "garbage" => Manner::Garbage,
        "truncated" => Manner::Truncated,
        "500" => Manner::Status(500),
        "404" => Manner::Status(404),
        "drop" => Manner::Drop,
        "other-model" => Manner::OtherModel,
        _ => Manner::Well,
    }
}
