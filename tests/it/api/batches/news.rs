//! Telling others: signed, to where we may go, again and again, and with a log.

use super::{Place, drop_of_two};
use crate::support::{Form, RecordedReader};
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, Request, StatusCode};
use axum::response::IntoResponse;
use axum::routing::post;
use serde_json::{Value, json};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use ttb_verifier::webhooks::{Secret, signature};

const SECRET: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

/// What a receiver got, and what it answers next.
#[derive(Debug, Default)]
struct Mailbox {
    got: Vec<(HeaderMap, String)>,
    answers: Vec<u16>,
}

type Shared = Arc<Mutex<Mailbox>>;

/// A receiver on a port of its own; gives its address.
async fn receiver(mailbox: Shared) -> String {
    async fn take(
        State(mailbox): State<Shared>,
        headers: HeaderMap,
        body: Bytes,
    ) -> impl IntoResponse {
        let mut mailbox = mailbox.lock().unwrap();
        mailbox.got.push((headers, String::from_utf8(body.to_vec()).unwrap()));
        let status = mailbox.answers.pop().unwrap_or(204);
        let status = StatusCode::from_u16(status).unwrap();
        (status, [("location", "/elsewhere")])
    }
    let app = axum::Router::new()
        .route("/hook", post(take))
        .route("/elsewhere", post(take))
        .with_state(mailbox);
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move { axum::serve(listener, app).await });
    format!("http://{address}/hook")
}

fn settings() -> Vec<(&'static str, &'static str)> {
    vec![("WEBHOOK_SECRET", SECRET), ("WEBHOOK_ALLOW", "127.0.0.0/8")]
}

async fn until<T>(what: impl Fn() -> Option<T>) -> T {
    for _ in 0..400 {
        if let Some(found) = what() {
            return found;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("it does not come to that");
}

/// Whether a message was signed with a secret, as its receiver would prove it.
fn is_signed((headers, body): &(HeaderMap, String), secret: &str) -> bool {
    let header = |name: &str| headers[name].to_str().unwrap().to_owned();
    let secret: Secret = secret.parse().unwrap();
    let at = header("webhook-timestamp").parse().unwrap();
    header("webhook-signature") == signature(&secret, &header("webhook-id"), at, body)
}

async fn tells_of_a_batch(place: &Place) {
    let (mailbox, standing) = (Shared::default(), Shared::default());
    let callback = receiver(Arc::clone(&mailbox)).await;
    let subscribed = receiver(Arc::clone(&standing)).await;
    let form =
        json!({"url": subscribed, "events": ["verification.succeeded", "verification.failed"]});
    let answer = place.app.post("/v1/webhooks", "application/json", form.to_string().into()).await;
    assert_eq!(answer.status, 201, "{}", answer.text());
    let own = answer.json()["secret"].as_str().unwrap().to_owned();
    let listed = place.app.get("/v1/webhooks").await.json();
    assert_eq!(listed["items"][0]["url"], json!(subscribed));
    assert_eq!(listed["items"][0]["secret"], Value::Null, "it is shown once");

    mailbox.lock().unwrap().answers = vec![307];
    let path = place.accepted(drop_of_two().field("callback_url", &callback)).await;
    place.work();
    let view = place.until(&path, "completed").await;
    until(|| (standing.lock().unwrap().got.len() == 2).then_some(())).await;
    for message in &standing.lock().unwrap().got {
        assert!(is_signed(message, &own), "{message:?}");
        let body: Value = serde_json::from_str(&message.1).unwrap();
        assert_eq!(body["type"], "verification.succeeded");
        assert_eq!(body["data"]["batch_id"], view["id"]);
        assert!(body["data"]["verdict"].is_string());
    }
    // The redirect was no delivery, and nobody went there.
    until(|| (!mailbox.lock().unwrap().got.is_empty()).then_some(())).await;
    let messages = place.app.get("/v1/webhooks/messages").await.json();
    let of_batch = messages["items"].as_array().unwrap().iter();
    let of_batch = of_batch.filter(|message| message["event"] == "batch.completed");
    let id = of_batch.map(|message| message["id"].as_str().unwrap()).next().unwrap().to_owned();
    let shown = format!("/v1/webhooks/messages/{id}");
    let attempts = |shown: Value| shown["attempts"].as_array().unwrap().len();
    for _ in 0..100 {
        if attempts(place.app.get(&shown).await.json()) > 0 {
            break;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    let log = place.app.get(&shown).await.json();
    assert_eq!((&log["state"], &log["attempts"][0]["status"]), (&json!("pending"), &json!(307)));
    assert_eq!(log["attempts"][0]["error"], "answered 307");
    let pending = place.app.send(Request::post(format!("{shown}/resend"))).await;
    assert_eq!(pending.code(), "message_pending");

    let first = mailbox.lock().unwrap().got[0].clone();
    assert!(is_signed(&first, SECRET), "{first:?}");
    assert_eq!(first.0["webhook-id"], id.as_str());
    let body: Value = serde_json::from_str(&first.1).unwrap();
    assert_eq!((&body["type"], &body["data"]["id"]), (&json!("batch.completed"), &view["id"]));

    // One that was delivered can be sent again, and keeps its id.
    let delivered = standing.lock().unwrap().got[0].0["webhook-id"].to_str().unwrap().to_owned();
    let path = format!("/v1/webhooks/messages/{delivered}");
    for _ in 0..100 {
        if place.app.get(&path).await.json()["state"] == "delivered" {
            break;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    let again = place.app.send(Request::post(format!("{path}/resend"))).await;
    assert_eq!(again.status, 202, "{}", again.text());
    until(|| (standing.lock().unwrap().got.len() == 3).then_some(())).await;
    assert_eq!(standing.lock().unwrap().got[2].0["webhook-id"], delivered.as_str());
    place.app.app.stopping.cancel();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_batch_is_told_of_on_sqlite() {
    tells_of_a_batch(&Place::sqlite(&settings(), RecordedReader::default())).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_batch_is_told_of_on_postgres() {
    let Some(place) = Place::postgres(&settings(), RecordedReader::default()) else { return };
    tells_of_a_batch(&place).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_gave_a_job_an_address_is_told_of_its_end_and_so_are_subscribers() {
    let place = Place::sqlite(&settings(), RecordedReader::default());
    let (mailbox, standing) = (Shared::default(), Shared::default());
    let callback = receiver(Arc::clone(&mailbox)).await;
    let subscribed = receiver(Arc::clone(&standing)).await;
    let form = json!({ "url": subscribed }).to_string();
    assert_eq!(place.app.post("/v1/webhooks", "application/json", form.into()).await.status, 201);
    let form = Form::with_a_picture().field("callback_url", &callback);
    let taken = place.app.verify_at("/v1/verifications", form).await;
    assert_eq!(taken.status, 202, "{}", taken.text());
    place.work();
    for told in [&mailbox, &standing] {
        until(|| (told.lock().unwrap().got.len() == 1).then_some(())).await;
        let body: Value = serde_json::from_str(&told.lock().unwrap().got[0].1).unwrap();
        assert_eq!(body["type"], "verification.succeeded");
        assert_eq!(body["data"]["id"], taken.json()["id"]);
    }
    let away = Form::with_a_picture().field("callback_url", "http://10.0.0.1/");
    let refused = place.app.verify_at("/v1/verifications", away).await;
    assert_eq!(refused.code(), "private_address", "{}", refused.text());
    place.app.app.stopping.cancel();
}

#[tokio::test]
async fn nobody_is_told_where_we_may_not_go() {
    let place = Place::sqlite(&[("WEBHOOK_SECRET", SECRET)], RecordedReader::default());
    for (url, code) in [
        ("http://127.0.0.1:9/", "private_address"),
        ("http://169.254.169.254/latest/meta-data", "private_address"),
        ("http://[::1]/", "private_address"),
        ("http://2130706433/", "private_address"),
        ("ftp://example.com/", "invalid_value"),
        ("https://user:secret@example.com/", "invalid_value"),
        ("nonsense", "invalid_value"),
    ] {
        let form = json!({ "url": url }).to_string();
        let answer = place.app.post("/v1/webhooks", "application/json", form.into()).await;
        assert_eq!((answer.status.as_u16(), answer.code()), (422, code.to_owned()), "{url}");
        let answer = place.submit(drop_of_two().field("callback_url", url)).await;
        assert_eq!(answer.code(), code, "{url}");
        assert_eq!(answer.places(), ["callback_url"]);
    }
    let bad = [
        json!({}),
        json!({"url": "https://example.com/", "secret": "short"}),
        json!({"url": "https://example.com/", "events": ["x"]}),
    ];
    for form in bad {
        let answer = place.app.post("/v1/webhooks", "application/json", form.to_string().into());
        assert_eq!(answer.await.status, 422, "{form}");
    }
    let unsigned = Place::sqlite(&[], RecordedReader::default());
    let answer = unsigned.submit(drop_of_two().field("callback_url", "https://example.com/")).await;
    assert_eq!(answer.code(), "webhooks_not_available");
}

#[tokio::test]
async fn a_subscription_can_be_ended() {
    let place = Place::sqlite(&settings(), RecordedReader::default());
    let form = json!({"url": "https://example.com/", "secret": SECRET}).to_string();
    let answer = place.app.post("/v1/webhooks", "application/json", form.into()).await;
    assert_eq!(answer.json()["secret"], SECRET);
    let path = answer.header("location").unwrap().to_owned();
    assert_eq!(place.app.send(Request::delete(&path)).await.status, 204);
    assert_eq!(place.app.send(Request::delete(&path)).await.code(), "not_found");
    assert_eq!(place.app.get("/v1/webhooks").await.json()["items"], json!([]));
    let unknown = "/v1/webhooks/messages/msg_x";
    assert_eq!(place.app.get(unknown).await.code(), "not_found");
}
