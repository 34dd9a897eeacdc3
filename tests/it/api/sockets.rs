//! Through real sockets: TLS, and an end that finishes what is in flight.

use crate::support::reader::Manner;
use crate::support::{Form, RecordedReader, skipped};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{ClientConfig, ClientConnection, RootCertStore, StreamOwned};
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::path::Path;
use std::process::Command;
use std::sync::Arc;
use std::time::Duration;
use tokio::task::JoinHandle;
use ttb_verifier::app::App;
use ttb_verifier::clock::SystemClock;
use ttb_verifier::config::{Config, Env};
use ttb_verifier::http::{Server, ServerError};

/// A service on a port of its own.
struct Serving {
    app: App,
    address: SocketAddr,
    served: JoinHandle<Result<(), ServerError>>,
}

fn serve(settings: &[(&str, &str)], reader: Arc<RecordedReader>) -> Serving {
    let env = settings.iter().copied().chain([("BIND_ADDRESS", "127.0.0.1:0")]);
    let (config, _) = Config::from_env(Env::of(env)).unwrap();
    let app = App::new(config, reader, Arc::new(SystemClock));
    let server = Server::bind(app.clone()).unwrap();
    let address = server.address().unwrap();
    Serving { app, address, served: tokio::spawn(server.serve()) }
}

/// Asks and reads the answer to its end.
fn ask(stream: &mut (impl Read + Write), request: &[u8]) -> String {
    stream.write_all(request).unwrap();
    let mut answer = Vec::new();
    // A TLS peer that closes without a farewell is as good as closed here.
    let _ = stream.read_to_end(&mut answer);
    String::from_utf8_lossy(&answer).into_owned()
}

const HEALTH: &[u8] = b"GET /health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";

#[tokio::test(flavor = "multi_thread")]
async fn what_is_in_flight_is_finished_before_the_service_ends() {
    let reader = Arc::new(RecordedReader::that(Manner::Slow));
    let serving = serve(&[], Arc::clone(&reader));
    let address = serving.address;
    let body = Form::with_a_picture().body();
    let client = tokio::task::spawn_blocking(move || {
        let head = format!(
            "POST /verify HTTP/1.1\r\nHost: localhost\r\nContent-Type: {}\r\nContent-Length: {}\r\n\r\n",
            Form::CONTENT_TYPE,
            body.len()
        );
        ask(&mut TcpStream::connect(address).unwrap(), &[head.as_bytes(), &body].concat())
    });
    reader.begun.notified().await;
    serving.app.stopping.cancel();
    let answer = client.await.unwrap();
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    tokio::time::timeout(Duration::from_secs(10), serving.served).await.unwrap().unwrap().unwrap();
    assert!(TcpStream::connect(address).is_err(), "nobody listens any more");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_client_that_closes_its_socket_stops_its_own_reading() {
    let reader = Arc::new(RecordedReader::that(Manner::WaitForHangUp));
    let serving = serve(&[], Arc::clone(&reader));
    let body = Form::with_a_picture().body();
    let mut stream = TcpStream::connect(serving.address).unwrap();
    let head = format!(
        "POST /verify HTTP/1.1\r\nHost: localhost\r\nContent-Type: {}\r\nContent-Length: {}\r\n\r\n",
        Form::CONTENT_TYPE,
        body.len()
    );
    stream.write_all(&[head.as_bytes(), &body].concat()).unwrap();
    reader.begun.notified().await;
    drop(stream);
    let stopped = reader.cancelled.notified();
    tokio::time::timeout(Duration::from_secs(5), stopped).await.expect("the reading stops");
}

#[tokio::test(flavor = "multi_thread")]
async fn tls_answers_by_its_own_certificate() {
    let folder = tempfile::tempdir().unwrap();
    let (certificate, key) = (folder.path().join("cert.pem"), folder.path().join("key.pem"));
    if !made_certificate(&certificate, &key) {
        return skipped("without openssl there is no certificate to try");
    }
    let settings =
        [("TLS_CERT_FILE", certificate.to_str().unwrap()), ("TLS_KEY_FILE", key.to_str().unwrap())];
    let serving = serve(&settings, Arc::new(RecordedReader::default()));
    let address = serving.address;
    let answer = tokio::task::spawn_blocking(move || {
        let mut roots = RootCertStore::empty();
        roots.add(CertificateDer::from_pem_file(&certificate).unwrap()).unwrap();
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let config = ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_root_certificates(roots)
            .with_no_client_auth();
        let name = ServerName::try_from("localhost").unwrap();
        let connection = ClientConnection::new(Arc::new(config), name).unwrap();
        let socket = TcpStream::connect(address).unwrap();
        ask(&mut StreamOwned::new(connection, socket), HEALTH)
    });
    let answer = answer.await.unwrap();
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    assert!(answer.contains("strict-transport-security"), "{answer}");
}

#[test]
fn a_certificate_that_cannot_be_read_is_told_by_its_file() {
    let settings = [("TLS_CERT_FILE", "/nowhere/cert.pem"), ("TLS_KEY_FILE", "/nowhere/key.pem")];
    let (config, _) = Config::from_env(Env::of(settings)).unwrap();
    let app = App::new(config, Arc::new(RecordedReader::default()), Arc::new(SystemClock));
    let error = Server::bind(app).unwrap_err();
    assert!(error.to_string().contains("/nowhere/cert.pem"), "{error}");
}

fn made_certificate(certificate: &Path, key: &Path) -> bool {
    let made = Command::new("openssl")
        .args(["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1"])
        .args(["-nodes", "-days", "2", "-subj", "/CN=localhost"])
        .args(["-addext", "subjectAltName=DNS:localhost"])
        .args(["-addext", "basicConstraints=critical,CA:FALSE"])
        .arg("-keyout")
        .arg(key)
        .arg("-out")
        .arg(certificate)
        .output();
    made.is_ok_and(|output| output.status.success())
}
