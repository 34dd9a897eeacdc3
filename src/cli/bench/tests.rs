//! The whole way, against small servers on the loopback.

use super::*;
use crate::cli::engine_time::EngineTime;
use crate::rules::Verdict;
use axum::Router;
use axum::body::Bytes;
use axum::extract::{Multipart, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use serde_json::json;
use std::sync::atomic::{AtomicUsize, Ordering};

/// An exchange that was answered, and not asked to come again.
pub(super) fn exchange(application: &str, status: u16, seconds: f64) -> Exchange {
    Exchange {
        application: application.to_owned(),
        begun: 0.0,
        status: Some(status),
        error: None,
        seconds,
        retry_after: None,
        verdict: None,
        cut_short: false,
        time: EngineTime::default(),
    }
}

/// How many requests came.
type Count = Arc<AtomicUsize>;

/// How long the slow server thinks.
const SLOW: Duration = Duration::from_millis(80);

async fn start(verify: axum::routing::MethodRouter<Count>) -> (Server, Count) {
    let count = Count::default();
    let health = json!({"version": "7.1", "capabilities": {"ocr_backends": ["tesseract"]}});
    let routes = Router::new()
        .route("/health", get(async move || axum::Json(health)))
        .route("/verify", verify)
        .with_state(Arc::clone(&count));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move { axum::serve(listener, routes).await });
    (format!("http://{address}").parse().unwrap(), count)
}

/// Reads the form, thinks, and tells by the verdict whether both parts arrived whole.
async fn slow(State(count): State<Count>, mut form: Multipart) -> Response {
    let mut parts = Vec::new();
    while let Some(part) = form.next_field().await.unwrap() {
        let name = part.name().unwrap().to_owned();
        let file = part.file_name().map(str::to_owned);
        parts.push((name, file, part.bytes().await.unwrap()));
    }
    let application =
        ("application".to_owned(), None, Bytes::from_static(b"{\"brand_name\": \"X\"}"));
    let picture = ("file".to_owned(), Some("front.png".to_owned()), Bytes::from(PICTURE));
    let whole = parts == [application, picture];
    let verdict = if whole { "compliant" } else { "non_compliant" };
    count.fetch_add(1, Ordering::Relaxed);
    tokio::time::sleep(SLOW).await;
    axum::Json(json!({"verdict": verdict, "ocr": {"untried": ["another look at the panels"]}}))
        .into_response()
}

/// Too large for one write, so that sending takes several.
const PICTURE: &[u8] = &[7; 300_000];

async fn busy(State(count): State<Count>, _form: Bytes) -> Response {
    count.fetch_add(1, Ordering::Relaxed);
    (StatusCode::SERVICE_UNAVAILABLE, [("retry-after", "1")], "later").into_response()
}

fn folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let application = folder.path().join("one");
    fs::create_dir(&application).unwrap();
    fs::write(application.join("front.png"), PICTURE).unwrap();
    fs::write(application.join("application.json"), "{\"brand_name\": \"X\"}").unwrap();
    folder
}

fn load(clients: u16, pause: Duration, lasts: Duration) -> Load {
    Load { clients, pause, lasts, requests: 1000, together: false }
}

async fn put(load: Load, server: &Server) -> Vec<Exchange> {
    let folder = folder();
    let submissions = submission::load(folder.path()).unwrap();
    load::put(load, server.clone(), Arc::from(submissions), ProgressBar::hidden()).await
}

#[tokio::test]
async fn every_client_waits_for_its_answer_before_it_sends_again() {
    let (server, count) = start(post(slow)).await;
    let exchanges = put(load(2, Duration::ZERO, SLOW * 5), &server).await;
    assert_eq!(exchanges.len(), count.load(Ordering::Relaxed));
    // Two clients, each at most five answers one after another, and one begun before the end.
    assert!((2..=12).contains(&exchanges.len()), "{}", exchanges.len());
    for exchange in exchanges {
        assert_eq!((exchange.status, &exchange.error), (Some(200), &None));
        assert_eq!(exchange.verdict, Some(Verdict::Compliant), "the form arrived whole");
        assert!(exchange.cut_short && exchange.seconds >= SLOW.as_secs_f64());
    }
}

#[tokio::test]
async fn a_client_told_to_come_again_stays_away_that_long() {
    let (server, count) = start(post(busy)).await;
    let exchanges = put(load(3, Duration::ZERO, Duration::from_millis(500)), &server).await;
    assert_eq!(count.load(Ordering::Relaxed), 3, "once each, though the pause is zero");
    let tally = Tally::of(&exchanges, 0.5);
    assert_eq!(tally.answers["503 with Retry-After"], 3);
    assert_eq!((tally.latency, tally.reports()), (None, 0));
}

#[tokio::test]
async fn no_more_is_sent_than_was_allowed() {
    let (server, count) = start(post(busy)).await;
    let limited = Load { requests: 2, together: true, ..load(5, SLOW, Duration::from_mins(10)) };
    assert_eq!(put(limited, &server).await.len(), 2);
    assert_eq!(count.load(Ordering::Relaxed), 2);
}

#[tokio::test]
async fn a_server_that_is_gone_is_counted_and_not_hammered() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let server: Server = format!("http://{}", listener.local_addr().unwrap()).parse().unwrap();
    drop(listener);
    let exchanges = put(load(1, Duration::ZERO, Duration::from_millis(300)), &server).await;
    assert_eq!(Tally::of(&exchanges, 0.3).answers["no answer"], 1);
    let error = about(&server).await.unwrap_err();
    assert!(format!("{error:#}").starts_with("asking http://127.0.0.1:"), "{error:#}");
}

#[tokio::test]
async fn a_measurement_is_printed_kept_and_compared() {
    let (server, _) = start(post(slow)).await;
    let folder = folder();
    let bench = Bench {
        folder: folder.path().to_owned(),
        url: server,
        clients: 1,
        pause_seconds: 0,
        seconds: 1,
        requests: 3,
        together: false,
        json: None,
        against: None,
        pid: Some(std::process::id()),
    };
    let run = bench.measure(submission::load(folder.path()).unwrap()).await.unwrap();
    let kept = serde_json::to_string(&run).unwrap();
    // Compared as printed: the last digit of a float may differ after a file.
    let read = serde_json::from_str::<Run>(&kept).unwrap();
    assert_eq!(table::render(&read, None), table::render(&run, None));

    let mut before = run.clone();
    before.exchanges[0].verdict = Some(Verdict::NeedsReview);
    before.tally.answers.insert("200".to_owned(), 71);
    let page = table::render(&run, Some(&before));
    let lines: Vec<_> =
        page.lines().map(|line| line.split_whitespace().collect::<Vec<_>>().join(" ")).collect();
    for expected in [
        "200 3 was 71",
        "compliant 3 was 3",
        "cut short by the deadline 3 was 3",
        "one needs_review → compliant",
    ] {
        assert!(lines.iter().any(|line| line == expected), "{expected}\n{page}");
    }
    assert!(page.contains("version 7.1 (tesseract)"), "{page}");
    assert!(table::render(&run, None).contains("CPU seconds a report"), "{page}");
}
