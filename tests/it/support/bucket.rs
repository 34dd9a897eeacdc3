//! An S3 server in this process, which checks signatures and can be told to fail.

use aws_config::{BehaviorVersion, Region, SdkConfig};
use aws_sdk_s3::config::Credentials;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::{Method, StatusCode, header};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use s3s::auth::SimpleAuth;
use s3s::service::S3ServiceBuilder;
use std::collections::VecDeque;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tempfile::TempDir;
use tokio::net::TcpListener;
use tower::ServiceExt;
use ttb_verifier::artifacts::store::{S3, S3Settings};
use ttb_verifier::config::S3Encryption;

pub const BUCKET: &str = "labels";
const KEY: &str = "AKIDEXAMPLE";
const SECRET: &str = "a-secret-of-the-tests";

/// What the server does instead of what it was asked.
#[derive(Debug, Clone, Copy)]
pub enum Fault {
    None,
    SlowDown,
    Denied,
    Full,
    Expired,
    ElsewhereRegion,
    NoBucket,
    /// Never answers.
    Silence,
    /// Answers, and breaks off in the middle.
    BreakOff,
    /// Answers what it was asked, and breaks off after so many bytes.
    Cut(usize),
}

#[derive(Debug)]
pub struct Bucket {
    folder: TempDir,
    address: SocketAddr,
    script: Arc<Mutex<Script>>,
}

/// What the server is told to do, and what it was asked.
#[derive(Debug, Default)]
struct Script {
    next: VecDeque<Fault>,
    /// After those, for good.
    then: Option<Fault>,
    /// The encryption that was asked for by each object that was put.
    encryption: Vec<Option<String>>,
    /// The ranges that were asked for.
    ranges: Vec<String>,
}

impl Bucket {
    pub async fn start() -> Self {
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir(folder.path().join(BUCKET)).unwrap();
        let script: Arc<Mutex<Script>> = Arc::default();
        let mut service = S3ServiceBuilder::new(s3s_fs::FileSystem::new(folder.path()).unwrap());
        service.set_auth(SimpleAuth::from_single(KEY, SECRET));
        let service = service.build();
        let router = axum::Router::new()
            .fallback(async move |request: Request| {
                let answered = service.clone().oneshot(request).await;
                answered
                    .map(|response| response.map(Body::new))
                    .map_err(|error| (StatusCode::INTERNAL_SERVER_ERROR, format!("{error:?}")))
            })
            .layer(from_fn_with_state(Arc::clone(&script), fail));
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        tokio::spawn(async move { axum::serve(listener, router).await });
        Self { folder, address, script }
    }

    /// The bucket's objects as files.
    pub fn files(&self) -> std::path::PathBuf {
        self.folder.path().join(BUCKET)
    }

    /// The ranges that were asked for so far.
    pub fn ranges(&self) -> Vec<String> {
        self.script.lock().unwrap().ranges.clone()
    }

    /// What a program has to be told to reach it.
    pub fn environment(&self) -> [(&'static str, String); 4] {
        [
            ("AWS_ENDPOINT_URL", format!("http://{}", self.address)),
            ("AWS_REGION", "us-east-1".to_owned()),
            ("AWS_ACCESS_KEY_ID", KEY.to_owned()),
            ("AWS_SECRET_ACCESS_KEY", SECRET.to_owned()),
        ]
    }

    /// Fails the next requests so, one after another.
    pub fn fail(&self, faults: impl IntoIterator<Item = Fault>) {
        self.script.lock().unwrap().next.extend(faults);
    }

    /// Fails one request after letting some through.
    pub fn fail_after(&self, fine: usize, fault: Fault) {
        let mut script = self.script.lock().unwrap();
        script.next = std::iter::repeat_n(Fault::None, fine).chain([fault]).collect();
    }

    /// Fails every request after letting some through, until it is mended.
    pub fn fail_for_good_after(&self, fine: usize, fault: Fault) {
        let mut script = self.script.lock().unwrap();
        script.next = std::iter::repeat_n(Fault::None, fine).collect();
        script.then = Some(fault);
    }

    pub fn mend(&self) {
        let mut script = self.script.lock().unwrap();
        script.next.clear();
        script.then = None;
    }

    /// The encryption that was asked for by each object that was put.
    pub fn encryption(&self) -> Vec<Option<String>> {
        self.script.lock().unwrap().encryption.clone()
    }

    pub async fn store_encrypting(&self, encryption: S3Encryption, key: Option<&str>) -> S3 {
        let settings =
            S3Settings { encryption, kms_key: key.map(str::to_owned), ..settings(BUCKET) };
        S3::with_config(&config(self.address, SECRET).await, settings)
    }

    pub async fn store(&self) -> S3 {
        self.store_with(SECRET, BUCKET).await
    }

    pub async fn store_with(&self, secret: &str, bucket: &str) -> S3 {
        S3::with_config(&config(self.address, secret).await, settings(bucket))
    }
}

/// A store at an address where nobody listens.
pub async fn nowhere() -> S3 {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    drop(listener);
    S3::with_config(&config(address, SECRET).await, settings(BUCKET))
}

pub fn settings(bucket: &str) -> S3Settings {
    S3Settings {
        bucket: bucket.to_owned(),
        encryption: S3Encryption::Bucket,
        kms_key: None,
        path_style: None,
    }
}

pub async fn config(address: SocketAddr, secret: &str) -> SdkConfig {
    let http = aws_smithy_http_client::Builder::new().build_http();
    aws_config::defaults(BehaviorVersion::latest())
        .http_client(http)
        .region(Region::new("us-east-1"))
        .endpoint_url(format!("http://{address}"))
        .credentials_provider(Credentials::new(KEY, secret, None, None, "tests"))
        .load()
        .await
}

async fn fail(State(script): State<Arc<Mutex<Script>>>, request: Request, next: Next) -> Response {
    let fault =
        {
            let mut script = script.lock().unwrap();
            let range = request.headers().get(header::RANGE).and_then(|range| range.to_str().ok());
            script.ranges.extend(range.map(str::to_owned));
            if request.method() == Method::PUT {
                let header = |name: &str| request.headers().get(name)?.to_str().ok();
                let kind = header("x-amz-server-side-encryption");
                let key = header("x-amz-server-side-encryption-aws-kms-key-id");
                script.encryption.push(kind.map(|kind| {
                    [Some(kind), key].into_iter().flatten().collect::<Vec<_>>().join(" ")
                }));
            }
            script.next.pop_front().or(script.then)
        };
    let error = |status: StatusCode, code: &str| {
        let body = format!("<Error><Code>{code}</Code><Message>as told</Message></Error>");
        (status, [(header::CONTENT_TYPE, "application/xml")], body).into_response()
    };
    match fault {
        None | Some(Fault::None) => next.run(request).await,
        Some(Fault::SlowDown) => error(StatusCode::SERVICE_UNAVAILABLE, "SlowDown"),
        Some(Fault::Denied) => error(StatusCode::FORBIDDEN, "AccessDenied"),
        Some(Fault::Full) => error(StatusCode::INSUFFICIENT_STORAGE, "XMinioStorageFull"),
        Some(Fault::Expired) => error(StatusCode::BAD_REQUEST, "ExpiredToken"),
        Some(Fault::ElsewhereRegion) => error(StatusCode::MOVED_PERMANENTLY, "PermanentRedirect"),
        Some(Fault::NoBucket) => error(StatusCode::NOT_FOUND, "NoSuchBucket"),
        Some(Fault::Silence) => {
            tokio::time::sleep(Duration::from_hours(1)).await;
            unreachable!("no test is that long")
        }
        Some(Fault::Cut(after)) => {
            let (head, body) = next.run(request).await.into_parts();
            let whole = axum::body::to_bytes(body, usize::MAX).await.unwrap();
            let some = whole.slice(..after.min(whole.len()));
            // What was sent is on its way before the line goes dead.
            let dead = futures::stream::once(async {
                tokio::time::sleep(Duration::from_millis(100)).await;
                Err(std::io::Error::other("the line went dead"))
            });
            let pieces = futures::StreamExt::chain(futures::stream::iter([Ok(some)]), dead);
            Response::from_parts(head, Body::from_stream(pieces))
        }
        Some(Fault::BreakOff) => {
            let pieces = [Ok("<Li"), Err(std::io::Error::other("the line went dead"))];
            Body::from_stream(futures::stream::iter(pieces)).into_response()
        }
    }
}
