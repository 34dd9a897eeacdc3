//! For whoever works on the vision model without having one.
//!
//! `cargo run --example vision -- fake 127.0.0.1:11434` pretends to be an Ollama; what goes
//! wrong is switched with `curl -d '{"chat": "hang"}' http://127.0.0.1:11434/dev/manner`.
//! `cargo run --example vision -- costs` measures what an Ollama in trouble costs a
//! verification, `-- start` the time to the first answer, `-- fetch` the way of a model from a
//! bucket; the last two run the binary of the same build.
#![expect(clippy::print_stdout, reason = "it speaks to a person")]
#![expect(clippy::unwrap_used, reason = "a measurement that cannot go on ends")]

#[path = "../tests/it/support/ollama.rs"]
#[expect(dead_code, reason = "tests use more of it")]
mod ollama;

use axum::body::Body;
use axum::extract::{Path as UrlPath, State};
use axum::http::{HeaderMap, Method, StatusCode, header};
use axum::response::{IntoResponse, Response};
use flate2::Compression;
use flate2::write::GzEncoder;
use ollama::{FakeOllama, Manner};
use sha2::{Digest, Sha256};
use std::fs;
use std::io::{Read, Seek, SeekFrom, Write};
use std::net::{SocketAddr, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio_util::sync::CancellationToken;
use ttb_verifier::app::App;
use ttb_verifier::artifacts::Checksum;
use ttb_verifier::config::{Config, Env};
use ttb_verifier::intake::{self, Limits};
use ttb_verifier::label::Application;
use ttb_verifier::ocr::pool::Priority;
use ttb_verifier::verification::report::Backend;
use ttb_verifier::verification::{Request, Verifier};

const SAMPLE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/samples/bramble-meadow-36");

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        ["fake", address] => {
            let fake = FakeOllama::listen(address);
            println!("pretending to be an Ollama on {}", fake.url());
            loop {
                std::thread::park();
            }
        }
        ["costs", rounds @ ..] => costs(number(rounds, 20)),
        ["start", rounds @ ..] => start(number(rounds, 10)),
        ["fetch", megabytes @ ..] => fetch(number(megabytes, 256)),
        _ => println!("fake ADDRESS | costs [ROUNDS] | start [ROUNDS] | fetch [MEGABYTES]"),
    }
}

fn number(arguments: &[&str], default: usize) -> usize {
    arguments.first().map_or(default, |text| text.parse().unwrap())
}

fn show(name: &str, times: &mut [Duration], base: Option<&(f64, f64)>) -> (f64, f64) {
    times.sort_unstable();
    let at = |share: f64| times[((times.len() - 1) as f64 * share).round() as usize].as_secs_f64();
    let (median, p95) = (at(0.5), at(0.95));
    let ratio = base.map_or_else(String::new, |base| {
        format!("   × {:.2} and × {:.2}", median / base.0, p95 / base.1)
    });
    println!("{name:<34} median {median:6.3} s   p95 {p95:6.3} s{ratio}");
    (median, p95)
}

/// A verification with an Ollama in each kind of trouble, in turn, so that the machine's mood
/// is the same for all. The front alone, so that much stays open and is asked about.
fn costs(rounds: usize) {
    let (hanging, slow, broken) = (FakeOllama::start(), FakeOllama::start(), FakeOllama::start());
    let cases: Vec<(&str, Option<String>)> = vec![
        ("none configured", None),
        ("dead", Some("http://127.0.0.1:9/".to_owned())),
        ("hanging", Some(hanging.url())),
        ("slow: 400 ms an answer", Some(slow.url())),
        ("answering 500", Some(broken.url())),
    ];
    slow.takes(Duration::from_millis(400));
    let verifiers: Vec<(&str, Verifier)> = cases
        .iter()
        .map(|(name, url)| {
            let mut config = Config::from_env(Env::system()).unwrap().0;
            config.ollama.host = url.as_deref().map(|url| url.parse().unwrap());
            (*name, App::from_config(config).verifier.clone())
        })
        .collect();
    for (_, verifier) in &verifiers {
        let until = Instant::now() + Duration::from_secs(20);
        while let Some(state) = verifier.vision() {
            let looked = state.availability.looked_at.is_some();
            if looked && (state.trouble().is_some() || state.median.is_some()) {
                break;
            }
            assert!(Instant::now() < until, "it was not looked for");
            std::thread::sleep(Duration::from_millis(5));
        }
    }
    // They were well when they were looked at; now the trouble begins.
    hanging.chat(Manner::Hang);
    broken.chat(Manner::Status(500));
    let runtime = tokio::runtime::Runtime::new().unwrap();
    for files in [&["front.png"][..], &["front.png", "back.png"]] {
        let mut times: Vec<Vec<Duration>> = vec![Vec::new(); verifiers.len()];
        for _ in 0..rounds {
            for (times, (_, verifier)) in times.iter_mut().zip(&verifiers) {
                let request = request(files);
                let began = Instant::now();
                runtime.block_on(verifier.verify(request)).unwrap();
                times.push(began.elapsed());
            }
        }
        println!("\n{}, {rounds} verifications each", files.join(" and "));
        let mut base = None;
        for ((name, _), times) in verifiers.iter().zip(&mut times) {
            let shown = show(name, times, base.as_ref());
            base.get_or_insert(shown);
        }
    }
}

fn request(files: &[&str]) -> Request {
    let read = |name: &&str| fs::read(Path::new(SAMPLE).join(name)).unwrap();
    let pictures = files
        .iter()
        .flat_map(|name| intake::decode(name, &read(name), &Limits::default()).unwrap())
        .collect();
    let application = serde_json::from_slice(&read(&"application.json")).unwrap();
    Request {
        id: uuid::Uuid::now_v7(),
        pictures,
        application: Application::from_json(&application).unwrap(),
        today: chrono::NaiveDate::from_ymd_opt(2026, 11, 20).unwrap(),
        backend: Backend::Auto,
        received: Instant::now(),
        deadline: Duration::from_secs(20),
        decode: Duration::ZERO,
        crops: false,
        priority: Priority::Single,
        cancel: CancellationToken::new(),
    }
}

/// The binary of this build.
fn binary() -> PathBuf {
    let own = std::env::current_exe().unwrap();
    let folder = own.parent().and_then(Path::parent).unwrap();
    folder.join("ttb-verifier")
}

struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// From the start of the process to the first report, with no model anywhere.
fn start(rounds: usize) {
    let (mut ready, mut answered) = (Vec::new(), Vec::new());
    for round in 0..rounds {
        let address: SocketAddr = format!("127.0.0.1:{}", 18_200 + round).parse().unwrap();
        let folder = tempfile::tempdir().unwrap();
        let began = Instant::now();
        let serve = Command::new(binary())
            .arg("serve")
            .current_dir(folder.path())
            .env("BIND_ADDRESS", address.to_string())
            .env("OLLAMA_HOST", "http://127.0.0.1:9/")
            .env("OMP_THREAD_LIMIT", "1")
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let _running = Running(serve);
        while TcpStream::connect(address).is_err() {
            std::thread::sleep(Duration::from_millis(2));
        }
        ready.push(began.elapsed());
        let answer = post(address);
        assert!(answer.starts_with("HTTP/1.1 200"), "{}", &answer[..200.min(answer.len())]);
        answered.push(began.elapsed());
    }
    show("process start to listening", &mut ready, None);
    show("process start to the first report", &mut answered, None);
}

fn post(address: SocketAddr) -> String {
    let mut body = Vec::new();
    for name in ["front.png", "back.png"] {
        write!(
            body,
            "--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\r\n"
        )
        .unwrap();
        body.extend(fs::read(Path::new(SAMPLE).join(name)).unwrap());
        body.extend(b"\r\n");
    }
    body.extend(b"--x--\r\n");
    let mut stream = TcpStream::connect(address).unwrap();
    write!(
        stream,
        "POST /verify HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: {}\r\n\
         Content-Type: multipart/form-data; boundary=x\r\n\r\n",
        body.len()
    )
    .unwrap();
    stream.write_all(&body).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    answer
}

/// `model fetch` against `curl` of the same object, in turn, and the most memory it takes.
fn fetch(megabytes: usize) {
    let folder = tempfile::tempdir().unwrap();
    let archive = folder.path().join("model.tar.gz");
    let sha256 = draw(&archive, megabytes);
    let size = fs::metadata(&archive).unwrap().len();
    let runtime =
        tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build();
    let runtime = runtime.unwrap();
    let listener = runtime.block_on(tokio::net::TcpListener::bind("127.0.0.1:0")).unwrap();
    let address = listener.local_addr().unwrap();
    let routes = axum::Router::new()
        .route("/{bucket}/{*key}", axum::routing::get(serve))
        .with_state(Arc::new(archive));
    runtime.spawn(async move { axum::serve(listener, routes).await });

    let (mut by_curl, mut by_us, mut peak) = (Vec::new(), Vec::new(), 0);
    for round in 0..3 {
        let to = folder.path().join("curl.out");
        let began = Instant::now();
        let curl = Command::new("curl")
            .args(["-sS", "-o", to.to_str().unwrap(), &format!("http://{address}/b/model.tar.gz")])
            .status()
            .unwrap();
        by_curl.push(began.elapsed());
        assert!(curl.success());
        fs::remove_file(&to).unwrap();

        let models = folder.path().join(format!("models-{round}"));
        fs::create_dir(&models).unwrap();
        let began = Instant::now();
        let mut fetch = Command::new(binary())
            .args(["model", "fetch", "--from", "s3://b/model.tar.gz", "--sha256", &sha256])
            .env("AWS_ENDPOINT_URL", format!("http://{address}"))
            .envs([("AWS_REGION", "us-east-1"), ("OMP_THREAD_LIMIT", "1")])
            .envs([("AWS_ACCESS_KEY_ID", "x"), ("AWS_SECRET_ACCESS_KEY", "x")])
            .env("OLLAMA_MODELS", &models)
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let done = loop {
            peak = peak.max(most_memory(fetch.id()));
            if let Some(done) = fetch.try_wait().unwrap() {
                break done;
            }
            std::thread::sleep(Duration::from_millis(5));
        };
        by_us.push(began.elapsed());
        assert!(done.success());
        fs::remove_dir_all(&models).unwrap();
    }
    println!("{:.0} MB, three times each", size as f64 / 1e6);
    let base = show("curl, to a file", &mut by_curl, None);
    show("model fetch, hashed and unpacked", &mut by_us, Some(&base));
    println!("its most memory                    {:.1} MB", peak as f64 / 1e6);
}

/// Bytes, as the kernel counts them.
fn most_memory(process: u32) -> u64 {
    let status = fs::read_to_string(format!("/proc/{process}/status")).unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kilobytes = line.and_then(|line| line.split_whitespace().next()?.parse::<u64>().ok());
    kilobytes.unwrap_or(0) * 1024
}

/// An archive of a model that does not get smaller; its checksum.
fn draw(archive: &Path, megabytes: usize) -> String {
    let file = fs::File::create(archive).unwrap();
    let mut tar = tar::Builder::new(GzEncoder::new(file, Compression::fast()));
    let mut header = tar::Header::new_gnu();
    header.set_size(megabytes as u64 * 1_000_000);
    header.set_mode(0o644);
    let noise = fs::File::open("/dev/urandom").unwrap().take(megabytes as u64 * 1_000_000);
    tar.append_data(&mut header, "blobs/sha256-noise", noise).unwrap();
    let mut header = tar::Header::new_gnu();
    header.set_size(2);
    header.set_mode(0o644);
    tar.append_data(&mut header, "manifests/x/y/z/latest", &b"{}"[..]).unwrap();
    tar.into_inner().unwrap().finish().unwrap();
    let mut digest = Sha256::new();
    std::io::copy(&mut fs::File::open(archive).unwrap(), &mut digest).unwrap();
    Checksum::from(digest).hex()
}

/// One file under every key, whole or from a byte on.
async fn serve(
    State(archive): State<Arc<PathBuf>>,
    UrlPath(_): UrlPath<(String, String)>,
    method: Method,
    headers: HeaderMap,
) -> Response {
    let size = fs::metadata(&*archive).unwrap().len();
    let range = headers.get(header::RANGE).and_then(|range| range.to_str().ok());
    let start = range
        .and_then(|range| range.strip_prefix("bytes=")?.split('-').next()?.parse::<u64>().ok());
    let from = start.unwrap_or(0);
    let status = if start.is_some() { StatusCode::PARTIAL_CONTENT } else { StatusCode::OK };
    let head = [
        (header::CONTENT_LENGTH, (size - from).to_string()),
        (header::CONTENT_RANGE, format!("bytes {from}-{}/{size}", size - 1)),
        (header::ETAG, "\"noise\"".to_owned()),
    ];
    if method == Method::HEAD {
        return (StatusCode::OK, head).into_response();
    }
    let mut file = fs::File::open(&*archive).unwrap();
    file.seek(SeekFrom::Start(from)).unwrap();
    let pieces = futures::stream::unfold(file, async |mut file| {
        let mut piece = vec![0; 256 * 1024];
        let count = file.read(&mut piece).unwrap();
        piece.truncate(count);
        (count > 0).then_some((Ok::<_, std::io::Error>(piece), file))
    });
    (status, head, Body::from_stream(pieces)).into_response()
}
