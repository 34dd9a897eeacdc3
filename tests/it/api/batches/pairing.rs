//! Pictures whose names tell nothing, paired by what is read on them.

use super::{Place, items};
use crate::support::drop::zip;
use crate::support::{Form, RecordedReader, png};
use axum::body::Body;
use axum::http::Request;
use futures::StreamExt;
use serde_json::{Value, json};
use std::time::Duration;
use tower::ServiceExt;
use ttb_verifier::http;

const VERIFIED: &str = "verification.succeeded";

const FRONT: &[&str] = &["OLD HARBOR", "Rum", "40% ALC/VOL", "750 ML"];
const BACK: &[&str] = &[
    "OLD HARBOR",
    "Distilled and bottled by Old Harbor Distilling Co., Troy, NY",
    "GOVERNMENT WARNING: (1) According to the Surgeon General, women should not drink alcoholic \
     beverages during pregnancy because of the risk of birth defects. (2) Consumption of \
     alcoholic beverages impairs your ability to drive a car or operate machinery, and may cause \
     health problems.",
];
const OTHER: &[&str] = &["NIGHT TIDE", "Vodka", "45% ALC/VOL", "375 ML"];

fn reader() -> RecordedReader {
    RecordedReader::with_pictures(&[("quay.png", FRONT), ("mast.png", BACK), ("reef.png", OTHER)])
}

fn drop_of_three() -> Form {
    let archive =
        zip(&[("quay.png", &png(40, 30)), ("mast.png", &png(41, 30)), ("reef.png", &png(42, 30))]);
    Form::new().file("file", "drop.zip", &archive)
}

async fn pairs(place: &Place) {
    let path = place.accepted(drop_of_three()).await;
    place.work();
    let view = place.until(&path, "completed").await;
    assert_eq!(view["total"], 3, "{view}");
    let items = items(place, &path).await;
    let told: Vec<_> = items
        .iter()
        .map(|item| json!([item["files"], item["grouped_by"], item["same_as"]]))
        .collect();
    let expected = json!([
        [["mast.png", "quay.png"], "content", null],
        [["quay.png"], "content", 1],
        [["reef.png"], "alone", null],
    ]);
    assert_eq!(json!(told), expected);
    assert!(items[0]["why"].as_str().unwrap().contains("same brand"), "{}", items[0]);
    let results = place.app.get(&format!("{path}/results?format=json")).await.json();
    for item in &results["items"].as_array().unwrap()[..2] {
        let fields = &item["report"]["fields"];
        assert_eq!(fields["health_warning"]["status"], "exact", "{item}");
        assert!(fields["alcohol_content"]["read"].is_string(), "of the other panel: {item}");
    }
    // Nobody needs the pictures any more.
    let mut left = Vec::new();
    for _ in 0..100 {
        left = place.app.app.uploads.upload_owners(None, 10).await.unwrap();
        if left.is_empty() {
            break;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    assert_eq!(left, Vec::<uuid::Uuid>::new());
    place.app.app.stopping.cancel();
}

#[tokio::test(flavor = "multi_thread")]
async fn two_that_show_one_brand_and_complete_each_other_are_one_application_on_sqlite() {
    pairs(&Place::sqlite(&[], reader())).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn two_that_show_one_brand_and_complete_each_other_are_one_application_on_postgres() {
    let Some(place) = Place::postgres(&[], reader()) else { return };
    pairs(&place).await;
}

/// Waits until pictures are paired, before they are verified together.
async fn paired(place: &Place, path: &str) {
    for _ in 0..200 {
        if items(place, path).await[0]["grouped_by"] == "content" {
            return;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("nothing is paired: {:?}", items(place, path).await);
}

async fn keeps_pictures(place: &Place) {
    let app = &place.app.app;
    let path = place.accepted(drop_of_three()).await;
    let id = path.rsplit('/').next().unwrap().parse().unwrap();
    let post = |rest: &str| place.app.send(Request::post(format!("{path}/{rest}")));
    for _ in 0..3 {
        assert!(place.do_one().await);
    }
    assert_eq!(post("pause").await.status, 200);
    assert!(!app.batches.tables.pair(id, &[]).await.unwrap(), "nothing is begun in a pause");
    assert_eq!(post("resume").await.status, 200);
    tokio::spawn(app.clone().tell_news());
    paired(place, &path).await;
    app.tidy().await.unwrap();
    assert!(place.do_one().await, "the two of them together");
    let view = place.until(&path, "completed").await;
    assert_eq!(view["counts"]["failed"], 0, "{:?}", items(place, &path).await);
    app.tidy().await.unwrap();
    assert_eq!(app.uploads.upload_owners(None, 10).await.unwrap(), Vec::<uuid::Uuid>::new());
    app.stopping.cancel();
}

#[tokio::test(flavor = "multi_thread")]
async fn paired_pictures_are_kept_until_they_are_verified_together_on_sqlite() {
    keeps_pictures(&Place::sqlite(&[], reader())).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn paired_pictures_are_kept_until_they_are_verified_together_on_postgres() {
    let Some(place) = Place::postgres(&[], reader()) else { return };
    keeps_pictures(&place).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_paired_is_told_once_more() {
    let place = Place::sqlite(&[], reader());
    let app = &place.app.app;
    let subscription = json!({"url": "https://nobody.invalid/", "events": [VERIFIED]}).to_string();
    let subscribed = place.app.post("/v1/webhooks", "application/json", subscription.into()).await;
    assert_eq!(subscribed.status, 201, "{}", subscribed.text());
    let path = place.accepted(drop_of_three()).await;
    let follow = Request::get(format!("{path}/results?format=ndjson&follow=true"));
    let answer = http::router(app).oneshot(follow.body(Body::empty()).unwrap()).await.unwrap();
    let mut body = answer.into_body().into_data_stream();
    for _ in 0..3 {
        assert!(place.do_one().await);
    }
    let mut lines = String::new();
    while lines.lines().count() < 3 {
        lines += str::from_utf8(&body.next().await.unwrap().unwrap()).unwrap();
    }
    place.work();
    while let Some(more) = body.next().await {
        lines += str::from_utf8(&more.unwrap()).unwrap();
    }
    let given = lines.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
    let told: Vec<_> = given.map(|line| json!([line["index"], line["grouped_by"]])).collect();
    let singly = json!([[1, "alone"], [2, "alone"], [3, "alone"]]);
    assert_eq!(json!(told[..3]), singly);
    assert_eq!(json!(told[3..]), json!([[1, "content"], [2, "content"]]));
    for _ in 0..200 {
        let messages = place.app.get("/v1/webhooks/messages").await.json();
        if messages["items"].as_array().unwrap().len() == 4 {
            app.stopping.cancel();
            return;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("the verification of the pair is not told");
}
