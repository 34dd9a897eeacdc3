//! Many applications in one drop, over HTTP and on both databases.

mod news;
mod pairing;
mod traps;

use crate::support::drop::{Place, zip};
use crate::support::reader::Manner;
use crate::support::{Form, RecordedReader, jpeg, png};
use axum::http::Request;
use calamine::{Reader, Xlsx};
use serde_json::{Value, json};
use std::io::Cursor;
use std::time::Duration;

/// The same on SQLite and, where it is installed, on PostgreSQL.
macro_rules! on_both {
    ($($(#[$doc:meta])* async fn $name:ident($place:ident: &Place $(, $manner:expr)?) $body:block)*) => {$(
        mod $name {
            use super::*;

            async fn holds($place: &Place) $body

            fn reader() -> RecordedReader {
                let reader = RecordedReader::default();
                $(let reader = RecordedReader { manner: $manner, ..reader };)?
                reader
            }

            #[tokio::test(flavor = "multi_thread")]
            async fn on_sqlite() {
                holds(&Place::sqlite(SETTINGS, reader())).await;
            }

            #[tokio::test(flavor = "multi_thread")]
            async fn on_postgres() {
                let Some(place) = Place::postgres(SETTINGS, reader()) else { return };
                holds(&place).await;
            }
        }
    )*};
}

const SETTINGS: &[(&str, &str)] = &[("MAX_BATCH_SIZE", "6")];

const MANIFEST: &str = "TTB ID,files,brand,vintage\n\
                        A-1,one/front.png;one/back.jpg,OLD HARBOR,2022\n\
                        A-2,two.png,NIGHT TIDE,\n";

fn drop_of_two() -> Form {
    let archive = zip(&[
        ("manifest.csv", MANIFEST.as_bytes()),
        ("one/front.png", &png(40, 30)),
        ("one/back.jpg", &jpeg(41, 30)),
        ("two.png", &png(42, 30)),
        ("__MACOSX/._two.png", b"x"),
        ("stranger.png", &png(43, 30)),
    ]);
    Form::new().file("file", "drop.zip", &archive)
}

fn counts(view: &Value) -> Vec<(String, u64)> {
    let counts = view["counts"].as_object().unwrap().iter();
    let counts = counts.map(|(name, count)| (name.clone(), count.as_u64().unwrap()));
    counts.filter(|(_, count)| *count > 0).collect()
}

async fn items(place: &Place, path: &str) -> Vec<Value> {
    let page = place.app.get(&format!("{path}/items?limit=200")).await;
    assert_eq!(page.status, 200, "{}", page.text());
    page.json()["items"].as_array().unwrap().clone()
}

on_both! {
async fn a_zip_with_a_manifest_is_verified_and_told_in_every_form(place: &Place) {
    let answer = place.submit(drop_of_two()).await;
    assert_eq!(answer.status, 202, "{}", answer.text());
    let taken = answer.json();
    assert_eq!((&taken["state"], &taken["total"]), (&json!("queued"), &json!(2)));
    assert_eq!(counts(&taken), [("queued".to_owned(), 2)]);
    assert_eq!(taken["unpaired"][0]["files"], json!(["stranger.png"]), "{taken}");
    let path = answer.header("location").unwrap().to_owned();
    assert_eq!(place.app.get(&path).await.json()["counts"], taken["counts"]);

    place.work();
    let done = place.until(&path, "completed").await;
    let verified: u64 = counts(&done).iter().map(|(_, count)| count).sum();
    assert_eq!((verified, &done["counts"]["failed"]), (2, &json!(0)), "{done}");
    assert_eq!(done["estimated_seconds_remaining"], 0);
    assert!(done["completed_at"].is_string());

    let items = items(place, &path).await;
    assert_eq!(items[0]["application_id"], "A-1");
    assert_eq!(items[0]["files"], json!(["one/front.png", "one/back.jpg"]));
    assert_eq!(items[0]["grouped_by"], "manifest");
    assert!(items[0]["why"].as_str().unwrap().contains("row 2"));
    assert_eq!(items[0]["state"], "succeeded");

    let json = place.app.get(&format!("{path}/results")).await.json();
    assert_eq!(json["batch"]["id"], done["id"]);
    assert_eq!(json["items"][0]["report"]["application_id"], "A-1");
    assert_eq!(json["items"][0]["report"]["verdict"], items[0]["verdict"]);
    assert_eq!(json["items"][0]["report"]["fields"]["brand_name"]["declared"], "OLD HARBOR");
    assert_eq!(json["items"][1]["report"]["panels"][0]["file"], "two.png");
    let lines = place.app.get(&format!("{path}/results?format=ndjson&follow=true")).await.text();
    let lines: Vec<Value> =
        lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(lines.len(), 2);
    assert_eq!(lines[0]["report"], json["items"][0]["report"]);
    let csv = place.app.get(&format!("{path}/results?format=csv")).await;
    assert_eq!(csv.header("content-type"), Some("text/csv; charset=utf-8"));
    assert_eq!(csv.text().lines().count(), 3, "{}", csv.text());
    let xlsx = place.app.get(&format!("{path}/results?format=xlsx")).await.body;
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(xlsx)).unwrap();
    assert!(book.worksheet_range("Summary").unwrap().rows().count() > 10);
    assert!(book.worksheet_range("Findings").unwrap().rows().count() > 1);
    // What the jobs were given goes with them.
    for _ in 0..100 {
        if place.app.app.uploads.upload_owners(None, 10).await.unwrap().is_empty() {
            return;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("uploads stay behind");
}

async fn one_bad_file_fails_its_own_application_and_no_other(place: &Place) {
    let cut = &png(60, 60)[..60];
    let manifest = "files,vintage\na.png,\nb.png,\nc.png,20023\ngone.png,\ne.gif,\n";
    let form = Form::new()
        .file("manifest", "m.csv", manifest.as_bytes())
        .file("file", "a.png", &png(40, 30))
        .file("file", "b.png", cut)
        .file("file", "c.png", &png(41, 30))
        .file("file", "e.gif", b"GIF89a....");
    let path = place.accepted(form).await;
    place.work();
    let done = place.until(&path, "completed").await;
    assert_eq!(done["total"], 5);
    assert_eq!(done["counts"]["failed"], 4, "{done}");
    let items = items(place, &path).await;
    let codes: Vec<_> = items.iter().map(|item| item["error"]["code"].clone()).collect();
    let expected = json!([null, "refused", "out_of_range", "file_missing", "file_kind_not_read"]);
    assert_eq!(json!(codes), expected);
    let truncated = items[1]["error"]["detail"].as_str().unwrap();
    assert!(truncated.contains("b.png"), "{truncated}");
    assert_eq!(items[2]["error"]["errors"][0]["at"], "row 4, vintage");
    assert_eq!(place.readings(), 1);
}

async fn pictures_sent_one_by_one_keep_their_folders(place: &Place) {
    let form = Form::new()
        .file("file", "A-1/front.png", &png(40, 30))
        .file("file", "A-1/back.png", &png(41, 30))
        .file("file", "A-2/front.png", &png(42, 30))
        .field("dry_run", "true");
    let shown = place.submit(form).await.json();
    assert_eq!(shown["total"], 2, "{shown}");
    assert_eq!(shown["applications"][0]["files"], json!(["A-1/back.png", "A-1/front.png"]));
    assert_eq!(shown["applications"][0]["grouped_by"], "folder");
}

async fn equal_content_is_verified_once_and_said_so(place: &Place) {
    let same = png(40, 30);
    let form = || {
        Form::new()
            .file("manifest", "m.csv", b"files,id,brand\na.png,A-1,X\nb.png,A-2,X\nc.png,A-3,Y\n")
            .file("file", "a.png", &same)
            .file("file", "b.png", &same)
            .file("file", "c.png", &same)
    };
    let path = place.accepted(form()).await;
    place.work();
    let done = place.until(&path, "completed").await;
    assert_eq!((done["verified_before"].clone(), place.readings()), (json!(1), 2), "{done}");
    let results = place.app.get(&format!("{path}/results")).await.json();
    let second = &results["items"][1];
    assert_eq!((&second["same_as"], &second["state"]), (&json!(1), &json!("succeeded")));
    assert_eq!(second["report"]["application_id"], "A-2", "each report is in its own name");
    assert_eq!(second["report"]["panels"][0]["file"], "b.png");
    assert_eq!(results["items"][2]["same_as"], Value::Null, "another brand is another check");

    let again = place.accepted(form()).await;
    let view = place.until(&again, "completed").await;
    assert_eq!((view["verified_before"].clone(), place.readings()), (json!(3), 2), "{view}");
    let items = items(place, &again).await;
    assert_eq!(items[0]["same_as_batch"], done["id"]);
    let off = place.accepted(form().field("deduplicate", "false")).await;
    place.until(&off, "completed").await;
    assert_eq!(place.readings(), 5);
}

async fn a_dry_run_shows_the_grouping_and_stores_nothing(place: &Place) {
    let answer = place.submit(drop_of_two().field("dry_run", "true")).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    let shown = answer.json();
    assert_eq!(shown["total"], 2);
    assert_eq!(shown["applications"][0]["files"], json!(["one/front.png", "one/back.jpg"]));
    assert_eq!(shown["applications"][0]["brand_name"], "OLD HARBOR");
    assert_eq!(shown["unpaired"][0]["files"], json!(["stranger.png"]));
    assert!(!place.folder.path().join("store/uploads").exists());
    assert_eq!(place.app.app.jobs.counts().await.unwrap(), []);
}

async fn a_paused_batch_begins_nothing_and_a_cancelled_one_keeps_what_is_done(place: &Place, Manner::Slow) {
    let form = (0..6).fold(Form::new(), |form, number| {
        form.file("file", &format!("label{number}x.png"), &png(40 + number, 30))
    });
    let path = place.accepted(form).await;
    let post = |rest: &str| place.app.send(Request::post(format!("{path}/{rest}")));
    assert_eq!(post("pause").await.json()["state"], "paused");
    place.work();
    tokio::time::sleep(Duration::from_millis(900)).await;
    assert_eq!(place.readings(), 0);
    assert_eq!(post("resume").await.status, 200);
    while place.readings() == 0 {
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    assert_eq!(post("pause").await.status, 200);
    place.until(&path, "paused").await;
    let begun = place.readings();
    assert!((1..6).contains(&begun), "{begun}");
    let cancelled = place.app.send(Request::delete(&path)).await;
    assert_eq!(cancelled.status, 200, "{}", cancelled.text());
    let view = place.until(&path, "cancelled").await;
    assert_eq!(view["counts"]["cancelled"], 6 - begun, "{view}");
    for over in ["pause", "resume", "retry"] {
        assert_eq!(post(over).await.code(), "batch_is_over", "{over}");
    }
    assert_eq!(place.app.send(Request::delete(&path)).await.code(), "batch_is_over");
}

async fn only_what_failed_is_tried_again(place: &Place, Manner::Read) {
    let form = Form::new()
        .file("file", "good label.png", &png(40, 30))
        .file("file", "bad label.png", &png(60, 60)[..60]);
    let path = place.accepted(form).await;
    place.work();
    let done = place.until(&path, "completed").await;
    assert_eq!(done["counts"]["failed"], 1, "{done}");
    assert_eq!(place.readings(), 1);
    let again = place.app.send(Request::post(format!("{path}/retry"))).await;
    assert_eq!(again.status, 200, "{}", again.text());
    let job = items(place, &path).await[0]["job_id"].as_str().unwrap().to_owned();
    let done = place.until(&path, "completed").await;
    assert_eq!((&done["counts"]["failed"], place.readings()), (&json!(1), 1));
    let job = place.app.app.jobs.events(job.parse().unwrap(), 0).await.unwrap();
    let deeds: Vec<_> = job.iter().map(|event| event.deed.name()).collect();
    assert_eq!(deeds, ["enqueued", "claimed", "failed", "requeued", "claimed", "failed"]);
}

async fn one_that_is_tried_again_by_itself_opens_its_batch_again(place: &Place, Manner::Read) {
    let app = &place.app.app;
    let subscription = json!({"url": "https://nobody.invalid/", "events": ["batch.completed"]});
    let subscription = subscription.to_string().into();
    let subscribed = place.app.post("/v1/webhooks", "application/json", subscription).await;
    assert_eq!(subscribed.status, 201, "{}", subscribed.text());
    let form = Form::new().file("file", "bad label.png", &png(60, 60)[..60]);
    let path = place.accepted(form).await;
    let messages = async || {
        app.webhooks.tell_news().await.unwrap();
        let messages = place.app.get("/v1/webhooks/messages").await.json();
        messages["items"].as_array().unwrap().len()
    };
    assert!(place.do_one().await);
    assert_eq!(messages().await, 1);
    let job = items(place, &path).await[0]["job_id"].as_str().unwrap().to_owned();
    let again = place.app.send(Request::post(format!("/v1/jobs/{job}/retry"))).await;
    assert_eq!(again.status, 202, "{}", again.text());
    assert_eq!(messages().await, 1, "it is not over");
    assert_eq!(place.app.send(Request::post(format!("{path}/pause"))).await.status, 200);
    assert!(!place.do_one().await, "it waits with its batch");
    assert_eq!(place.app.send(Request::post(format!("{path}/resume"))).await.status, 200);
    assert!(place.do_one().await);
    assert_eq!(messages().await, 2, "over once more");
}

async fn what_is_done_of_a_batch_is_not_forgotten_before_it_is_over(place: &Place) {
    let app = &place.app.app;
    let path = place.accepted(drop_of_two()).await;
    assert!(place.do_one().await);
    let later = app.clock.now() + chrono::TimeDelta::days(1);
    assert_eq!(app.jobs.purge(later, 100).await.unwrap(), 0);
    let view = place.app.get(&path).await.json();
    assert_eq!((&view["counts"]["queued"], &view["state"]), (&json!(1), &json!("running")), "{view}");
    assert!(place.do_one().await);
    app.webhooks.tell_news().await.unwrap();
    assert_eq!(app.jobs.purge(later, 100).await.unwrap(), 2);
    let view = place.app.get(&path).await.json();
    assert_eq!((&view["counts"]["queued"], &view["state"]), (&json!(0), &json!("completed")), "{view}");
}

async fn progress_is_told_as_it_happens_and_again_to_who_comes_back(place: &Place, Manner::Slow) {
    let path = place.accepted(drop_of_two()).await;
    place.work();
    let text = place.app.get(&format!("{path}/events")).await.text();
    let events: Vec<(&str, Value)> = text
        .split("\n\n")
        .filter_map(|event| {
            let line = |name: &str| event.lines().find_map(|line| line.strip_prefix(name));
            Some((line("event: ")?, serde_json::from_str(line("data: ")?).unwrap()))
        })
        .collect();
    let (kind, last) = events.last().unwrap();
    assert_eq!((*kind, &last["state"]), ("batch", &json!("completed")));
    for index in [1, 2] {
        let over = |(kind, data): &&(&str, Value)| {
            *kind == "item" && data["index"] == index && data["state"] == "succeeded"
        };
        assert_eq!(events.iter().filter(over).count(), 1, "{text}");
    }
    let id = text.lines().rev().find_map(|line| line.strip_prefix("id: ")).unwrap();
    let request = Request::get(format!("{path}/events")).header("last-event-id", id);
    assert_eq!(place.app.send(request).await.status, 204, "nothing can follow");
    let request = Request::get(format!("{path}/events")).header("last-event-id", "1");
    let again = place.app.send(request).await.text();
    assert_eq!(again.matches("event: item").count(), 2, "{again}");
}
}

#[tokio::test]
async fn what_is_not_there_or_cannot_be_asked_is_said() {
    let place = Place::sqlite(SETTINGS, RecordedReader::default());
    let id = "019a0000-0000-7000-8000-000000000001";
    for path in [format!("/v1/batches/{id}"), "/v1/batches/x".to_owned()] {
        for rest in ["", "/items", "/results", "/events"] {
            let answer = place.app.get(&format!("{path}{rest}")).await;
            assert_eq!((answer.status.as_u16(), answer.code()), (404, "not_found".to_owned()));
        }
    }
    let path = place.accepted(drop_of_two()).await;
    for query in ["results?format=pdf", "items?limit=0", "items?cursor=x", "results?x=1"] {
        assert_eq!(place.app.get(&format!("{path}/{query}")).await.code(), "invalid_query");
    }
    let page = place.app.get(&format!("{path}/items?limit=1")).await.json();
    let cursor = page["next_cursor"].as_str().unwrap();
    let next = place.app.get(&format!("{path}/items?cursor={cursor}")).await.json();
    assert_eq!((&next["items"][0]["index"], &next["next_cursor"]), (&json!(2), &Value::Null));
}
