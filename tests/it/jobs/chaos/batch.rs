//! A batch through the same day: every application once, and everyone told of it.

use super::{Chaos, PATIENCE, kills_its_worker, name, number, quiet, restarts, steady};
use crate::support::own_postgres::OwnServer;
use crate::support::{Client, Form, drop, png, skipped};
use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::{HeaderMap, Request, StatusCode};
use axum::routing::post;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

/// Ids of messages, by what they tell of and of whom.
type Told = Arc<Mutex<BTreeMap<(String, String), BTreeSet<String>>>>;

/// A receiver that fails now and then; gives its address.
async fn receiver(told: Told) -> String {
    async fn take(State(told): State<Told>, headers: HeaderMap, body: Bytes) -> StatusCode {
        let body: Value = serde_json::from_slice(&body).unwrap();
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        let of = (text(&body["type"]), text(&body["data"]["id"]));
        let id = headers["webhook-id"].to_str().unwrap().to_owned();
        let mut told = told.lock().unwrap();
        let fails = !told.contains_key(&of) && told.len() % 7 == 3;
        told.entry(of).or_default().insert(id);
        if fails { StatusCode::BAD_GATEWAY } else { StatusCode::NO_CONTENT }
    }
    let app = axum::Router::new().route("/", post(take)).with_state(told);
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move { axum::serve(listener, app).await });
    format!("http://{address}/")
}

/// As a client that asks again until it is taken, which its key makes harmless.
async fn persistently(client: &Client, path: &str, form: &Form) -> Value {
    let begun = Instant::now();
    loop {
        let request = Request::post(path)
            .header("content-type", Form::CONTENT_TYPE)
            .header("idempotency-key", "the-batch");
        let body = Body::from(form.clone().body());
        let answer = client.call(request.body(body).unwrap()).await;
        match answer.status {
            StatusCode::ACCEPTED => return answer.json(),
            StatusCode::SERVICE_UNAVAILABLE | StatusCode::CONFLICT => {}
            other => panic!("{other}: {}", answer.text()),
        }
        assert!(begun.elapsed() < PATIENCE, "never taken: {}", answer.text());
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
}

async fn day(database: &str, workers: usize, mut disturb: impl FnMut(u32, &mut Chaos)) {
    let count = number("TTB_CHAOS_JOBS", 36);
    let mut chaos = Chaos::new(database, workers);
    let client = Client::of(&chaos.app);
    let told = Told::default();
    let subscription = json!({ "url": receiver(Arc::clone(&told)).await }).to_string();
    let subscribed = client.post("/v1/webhooks", "application/json", subscription.into()).await;
    assert_eq!(subscribed.status, StatusCode::CREATED, "{}", subscribed.text());

    let picture = png(40, 30);
    let names: Vec<_> = (0..count).map(name).collect();
    let rows = names.iter().enumerate().map(|(index, name)| format!("{name},A-{index}\n"));
    let manifest = format!("files,id\n{}", rows.collect::<String>());
    let mut entries: Vec<(&str, &[u8])> = vec![("manifest.csv", manifest.as_bytes())];
    entries.extend(names.iter().map(|name| (name.as_str(), picture.as_slice())));
    let form =
        Form::new().file("file", "drop.zip", &drop::zip(&entries)).field("deduplicate", "false");
    let batch = persistently(&client, "/v1/batches", &form).await;
    assert_eq!(batch["total"], count, "{batch}");
    let id = batch["id"].as_str().unwrap().to_owned();

    let begun = Instant::now();
    for hour in 1.. {
        chaos.an_hour().await;
        let completed = (String::from("batch.completed"), id.clone());
        let is_told = told.lock().unwrap().contains_key(&completed);
        if is_told && chaos.open().await == Some(0) && told.lock().unwrap().len() as u64 > count {
            break;
        }
        disturb(hour, &mut chaos);
        chaos.ensure_patience(begun, count).await;
    }

    let quiet = quiet(chaos.folder.path(), count).await;
    let results = client.get(&format!("/v1/batches/{id}/results?format=json")).await.json();
    let items = results["items"].as_array().unwrap();
    assert_eq!(items.len() as u64, count);
    for (item, (name, quiet)) in items.iter().zip(names.iter().zip(&quiet)) {
        assert_eq!(item["files"], json!([name]));
        if name.contains("poison") {
            assert_eq!(item["state"], "failed", "{item}");
            continue;
        }
        assert_eq!(item["state"], "succeeded", "{name}: {item}");
        let mut report = steady(&item["report"].to_string());
        // The manifest's, which the quiet run had none of.
        report["application_id"] = json!(null);
        assert_eq!(report["verdict"], quiet["verdict"], "{name}");
        assert_eq!(report["fields"]["brand_name"]["read"], quiet["fields"]["brand_name"]["read"]);
        assert_eq!(report["findings"], quiet["findings"], "{name}");
    }
    // Each message has one id however often it came, and nobody was left out.
    let told = told.lock().unwrap();
    assert_eq!(told.len() as u64, count + 1, "{:?}", told.keys());
    for (of, ids) in told.iter() {
        assert_eq!(ids.len(), 1, "{of:?} was told as {ids:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_batch_comes_through_dying_workers_and_a_postgresql_that_is_restarted() {
    let Some(server) = OwnServer::start() else {
        return skipped("without PostgreSQL nothing is restarted");
    };
    let address = server.address();
    day(&address, 3, restarts(server)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_batch_comes_through_a_worker_that_dies_on_sqlite() {
    let folder = tempfile::tempdir().unwrap();
    let database = format!("sqlite://{}", folder.path().join("jobs.db").display());
    day(&database, 1, kills_its_worker).await;
}
