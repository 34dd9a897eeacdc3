//! What keeping requests costs, and what finding them takes. One command each:
//!
//! ```text
//! cargo bench --bench artifacts -- saving [REQUESTS]     verify with saving on against off
//! cargo bench --bench artifacts -- listing [ARTIFACTS]   a page of 1,000, 100,000, … of them
//! cargo bench --bench artifacts -- export [ARTIFACTS]    throughput and peak memory
//! ```
//!
//! Everything lies in a temporary folder; PostgreSQL is started there where it is installed.
#![expect(clippy::print_stdout, reason = "a bench tells what it measured")]
#![expect(clippy::unwrap_used, reason = "what the tests lend may panic as tests do")]

#[path = "../tests/it/support/drafts.rs"]
#[expect(dead_code, reason = "tests use more of it")]
mod drafts;
#[path = "artifacts/listing.rs"]
mod listing;
#[path = "../tests/it/support/postgres.rs"]
mod postgres;
mod support;

use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::http::{Request, StatusCode, header};
use futures::StreamExt;
use listing::numbered;
use std::fs;
use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio_util::sync::CancellationToken;
use tower::ServiceExt;
use ttb_verifier::app::{self, App};
use ttb_verifier::artifacts::export::{self, Packing};
use ttb_verifier::artifacts::{Archive, Draft, Filter};
use ttb_verifier::clock::SystemClock;
use ttb_verifier::config::{Config, Env};
use ttb_verifier::http;

/// A picture as filers send them.
const PICTURE: usize = 150 * 1024;

fn main() {
    let mut words = std::env::args().skip(1).filter(|word| !word.starts_with('-'));
    let (what, count) = (words.next(), words.next().and_then(|count| count.parse().ok()));
    let runtime = tokio::runtime::Runtime::new().expect("threads can be started");
    match what.as_deref() {
        Some("saving") => runtime.block_on(saving(count.unwrap_or(60))),
        Some("listing") => runtime.block_on(listing::measure(count.unwrap_or(1_000_000))),
        Some("export") => runtime.block_on(exporting(count.unwrap_or(10_000))),
        // All benches at once: this one has to be asked.
        _ => println!("saving, listing or export?"),
    }
}

fn config(folder: &Path) -> Config {
    let at = |name: &str| folder.join(name).display().to_string();
    let (store, database) =
        (format!("file:{}", at("store")), format!("sqlite://{}", at("index.db")));
    let spool = at("spool");
    let settings = [
        ("ARTIFACT_STORE", store.as_str()),
        ("ARTIFACT_SPOOL", spool.as_str()),
        ("ARTIFACT_SPOOL_MAX_MB", "100000"),
        ("DATABASE_URL", database.as_str()),
        ("RATE_LIMIT_PER_MINUTE", "0"),
    ];
    Config::from_env(Env::of(settings)).expect("the settings are good").0
}

/// The same label in turns, kept and not kept, while what was kept is delivered.
async fn saving(requests: u64) {
    let Some(sample) = support::sample() else { return };
    let mut pictures = Vec::new();
    for panel in &sample.panels {
        let mut png = std::io::Cursor::new(Vec::new());
        panel.image.write_to(&mut png, image::ImageFormat::Png).expect("pixels can be written");
        pictures.push((panel.file.clone(), png.into_inner()));
    }
    let folder = tempfile::tempdir().expect("a folder");
    let app = App::from_config(config(folder.path()));
    let router = http::router(&app);
    let stopping = CancellationToken::new();
    let archive = app.archive.clone().expect("requests are kept");
    let delivery = tokio::spawn(archive.run(stopping.clone()));

    let mut times = [Vec::new(), Vec::new()];
    for turn in 0..2 * requests + 2 {
        let save = turn % 2 == 1;
        let mut request = Request::post("/verify")
            .header(header::CONTENT_TYPE, "multipart/form-data; boundary=border")
            .body(Body::from(form(save, &pictures)))
            .expect("a request");
        let client = SocketAddr::from(([127, 0, 0, 1], 1));
        request.extensions_mut().insert(ConnectInfo(client));
        let begun = Instant::now();
        let answer = router.clone().oneshot(request).await.expect("an answer");
        let status = answer.status();
        let body = axum::body::to_bytes(answer.into_body(), usize::MAX).await.expect("a body");
        let took = begun.elapsed();
        assert_eq!(status, StatusCode::OK, "{}", String::from_utf8_lossy(&body));
        // The first of each warms up.
        if turn >= 2 {
            times[usize::from(save)].push(took);
        }
    }
    stopping.cancel();
    delivery.await.expect("the delivery ends");
    let [off, on] = times.map(|mut times| {
        times.sort();
        [times[times.len() / 2], times[times.len() * 95 / 100]]
    });
    println!("verify, {requests} times each      not saved     saved    ratio");
    for (name, off, on) in [("median", off[0], on[0]), ("p95", off[1], on[1])] {
        let ratio = on.as_secs_f64() / off.as_secs_f64();
        println!("  {name:<26} {:>9}  {:>9}    {ratio:.3}", ms(off), ms(on));
    }
}

fn form(save: bool, pictures: &[(String, Vec<u8>)]) -> Vec<u8> {
    let mut body = Vec::new();
    let mut part = |names: &str, bytes: &[u8]| {
        let head = format!("--border\r\nContent-Disposition: form-data; {names}\r\n\r\n");
        body.extend_from_slice(head.as_bytes());
        body.extend_from_slice(bytes);
        body.extend_from_slice(b"\r\n");
    };
    part("name=\"save_artifact\"", save.to_string().as_bytes());
    for (name, bytes) in pictures {
        part(&format!("name=\"file\"; filename=\"{name}\""), bytes);
    }
    body.extend_from_slice(b"--border--\r\n");
    body
}

fn ms(time: Duration) -> String {
    format!("{:.1} ms", time.as_secs_f64() * 1000.0)
}

/// Everything there is, in one file, and what memory that takes.
async fn exporting(count: u64) {
    let folder = tempfile::tempdir().expect("a folder");
    let archive = Arc::new(app::archive(&config(folder.path()), Arc::new(SystemClock)));
    keep(&archive, count).await;
    for packing in Packing::ALL {
        // So that the peak from here on is the export's.
        let _ = fs::write("/proc/self/clear_refs", "5");
        let before = memory("VmHWM:");
        let begun = Instant::now();
        let mut bytes = 0;
        let filter = Filter::default();
        let mut stream = std::pin::pin!(export::stream(Arc::clone(&archive), filter, packing));
        while let Some(piece) = stream.next().await {
            bytes += piece.expect("a piece").len();
        }
        let seconds = begun.elapsed().as_secs_f64();
        let mib = bytes as f64 / 1024.0 / 1024.0;
        println!(
            "{count} artifacts as {}: {mib:.0} MiB in {seconds:.1} s, {:.1} MiB/s, {:.0} artifacts/s; \
             peak memory {:.0} MiB, of which {before:.0} before",
            packing.extension(),
            mib / seconds,
            count as f64 / seconds,
            memory("VmHWM:"),
        );
    }
}

async fn keep(archive: &Arc<Archive>, count: u64) {
    for number in 0..count {
        let Draft { metadata, mut bodies } = drafts::draft(numbered(number));
        // Pictures do not compress.
        let mut state = number.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1;
        let noise = (0..PICTURE / 8).flat_map(|_| {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            state.to_le_bytes()
        });
        bodies[0].bytes = noise.collect::<Vec<u8>>().into();
        archive.save(Draft { metadata, bodies }).await.expect("the spool takes it");
        if number % 500 == 499 {
            archive.deliver().await.expect("the store takes it");
        }
    }
    archive.deliver().await.expect("the store takes it");
}

/// In MiB, as Linux tells it.
fn memory(line: &str) -> f64 {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|found| found.strip_prefix(line));
    let kibibytes = line.and_then(|line| line.trim().strip_suffix("kB")?.trim().parse().ok());
    kibibytes.unwrap_or(0.0) / 1024.0
}
