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

const BUCKET: &str = "labels";
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
}

#[derive(Debug)]
pub struct Bucket {
    folder: TempDir,
    address: SocketAddr,
    mood: Arc<Mutex<Mood>>,
}

/// What the server is told to do, and what it was asked.
#[derive(Debug, Default)]
struct Mood {
    next: VecDeque<Fault>,
    /// After those, for good.
    then: Option<Fault>,
    /// The encryption that was asked for by each object that was put.
    encryption: Vec<Option<String>>,
}

impl Bucket {
    pub async fn start() -> Self {
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir(folder.path().join(BUCKET)).unwrap();
        let mood: Arc<Mutex<Mood>> = Arc::default();
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
            .layer(from_fn_with_state(Arc::clone(&mood), fail));
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        tokio::spawn(async move { axum::serve(listener, router).await });
        Self { folder, address, mood }
    }

    /// The bucket's objects as files.
    pub fn files(&self) -> std::path::PathBuf {
        self.folder.path().join(BUCKET)
    }

    /// Fails the next requests so, one after another.
    pub fn fail(&self, faults: impl IntoIterator<Item = Fault>) {
        self.mood.lock().unwrap().next.extend(faults);
    }

    /// Fails one request after letting some through.
    pub fn fail_after(&self, fine: usize, fault: Fault) {
        let mut mood = self.mood.lock().unwrap();
        mood.next = std::iter::repeat_n(Fault::None, fine).chain([fault]).collect();
    }

    /// Fails every request after letting some through, until it is mended.
    pub fn fail_for_good_after(&self, fine: usize, fault: Fault) {
        let mut mood = self.mood.lock().unwrap();
        mood.next = std::iter::repeat_n(Fault::None, fine).collect();
        mood.then = Some(fault);
    }

    pub fn mend(&self) {
        let mut mood = self.mood.lock().unwrap();
        mood.next.clear();
        mood.then = None;
    }

    /// The encryption that was asked for by each object that was put.
    pub fn encryption(&self) -> Vec<Option<String>> {
        self.mood.lock().unwrap().encryption.clone()
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

async fn fail(State(mood): State<Arc<Mutex<Mood>>>, request: Request, next: Next) -> Response {
    let fault =
        {
            let mut mood = mood.lock().unwrap();
            if request.method() == Method::PUT {
                let header = |name: &str| request.headers().get(name)?.to_str().ok();
                let kind = header("x-amz-server-side-encryption");
                let key = header("x-amz-server-side-encryption-aws-kms-key-id");
                mood.encryption.push(kind.map(|kind| {
                    [Some(kind), key].into_iter().flatten().collect::<Vec<_>>().join(" ")
                }));
            }
            mood.next.pop_front().or(mood.then)
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
        Some(Fault::BreakOff) => {
            let pieces = [Ok("<Li"), Err(std::io::Error::other("the line went dead"))];
            Body::from_stream(futures::stream::iter(pieces)).into_response()
        }
    }
}
