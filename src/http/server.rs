//! The socket: plain or TLS, and an end that lets what is in flight finish.

use crate::app::App;
use crate::config::TlsConfig;
use axum_server::Handle;
use axum_server::tls_rustls::RustlsConfig;
use hyper_util::rt::TokioTimer;
use rustls::pki_types::pem::{self, PemObject};
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use std::io;
use std::net::{SocketAddr, TcpListener};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

/// A client that takes longer to say what it wants only holds a socket.
const HEADERS_WITHIN: Duration = Duration::from_secs(15);

/// A socket that is bound and not yet served.
#[derive(Debug)]
pub struct Server {
    app: App,
    listener: TcpListener,
    tls: Option<RustlsConfig>,
}

/// Why the service cannot be reached.
#[derive(Debug, thiserror::Error)]
pub enum ServerError {
    #[error("cannot listen on {address}")]
    Bind { address: SocketAddr, source: io::Error },
    #[error("cannot read {}", file.display())]
    Pem { file: PathBuf, source: pem::Error },
    #[error("the certificate and its key cannot be used")]
    Certificate(#[from] rustls::Error),
    #[error("the service stopped")]
    Serve(#[from] io::Error),
}

impl Server {
    /// Takes the address and reads the certificate, so that what is wrong is told at once.
    pub fn bind(app: App) -> Result<Self, ServerError> {
        let address = app.config.server.bind_address;
        let tls = app.config.tls.as_ref().map(tls).transpose()?;
        let listener = TcpListener::bind(address)
            .and_then(|listener| listener.set_nonblocking(true).map(|()| listener))
            .map_err(|source| ServerError::Bind { address, source })?;
        Ok(Self { app, listener, tls })
    }

    /// Where it listens; tells the port where port 0 was asked for.
    pub fn address(&self) -> io::Result<SocketAddr> {
        self.listener.local_addr()
    }

    /// Serves until the app is told to stop, then finishes what is in flight within the
    /// time of grace.
    pub async fn serve(self) -> Result<(), ServerError> {
        let handle = Handle::new();
        let stop = tokio::spawn(stop(self.app.clone(), handle.clone()));
        let service = super::router(&self.app).into_make_service_with_connect_info::<SocketAddr>();
        let served = if let Some(tls) = self.tls {
            let mut server = axum_server::from_tcp_rustls(self.listener, tls)?.handle(handle);
            wait_for_headers(server.http_builder());
            server.serve(service).await
        } else {
            let mut server = axum_server::from_tcp(self.listener)?.handle(handle);
            wait_for_headers(server.http_builder());
            server.serve(service).await
        };
        stop.abort();
        Ok(served?)
    }
}

/// The numbers on an address of their own, taken at once and served until the app stops.
#[derive(Debug)]
pub struct NumbersServer {
    app: App,
    listener: tokio::net::TcpListener,
}

impl NumbersServer {
    /// Takes the address; needs a runtime.
    pub fn bind(app: App, address: SocketAddr) -> Result<Self, ServerError> {
        let listener = TcpListener::bind(address)
            .and_then(|listener| listener.set_nonblocking(true).map(|()| listener))
            .and_then(tokio::net::TcpListener::from_std)
            .map_err(|source| ServerError::Bind { address, source })?;
        Ok(Self { app, listener })
    }

    pub async fn serve(self) -> io::Result<()> {
        let stopping = self.app.stopping.clone();
        axum::serve(self.listener, super::router::numbers_alone(&self.app))
            .with_graceful_shutdown(stopping.cancelled_owned())
            .await
    }
}

async fn stop(app: App, handle: Handle<SocketAddr>) {
    app.stopping.cancelled().await;
    let grace = app.config.server.shutdown_grace;
    tracing::info!(
        connections = handle.connection_count(),
        grace_seconds = grace.as_secs(),
        "stopping; what is in flight is finished first"
    );
    handle.graceful_shutdown(Some(grace));
}

type HttpBuilder = hyper_util::server::conn::auto::Builder<hyper_util::rt::TokioExecutor>;

fn wait_for_headers(builder: &mut HttpBuilder) {
    builder.http1().timer(TokioTimer::new()).header_read_timeout(HEADERS_WITHIN);
}

/// Whether a listener could speak TLS with these files.
pub fn check_certificate(config: &TlsConfig) -> Result<(), ServerError> {
    tls(config).map(|_| ())
}

fn tls(config: &TlsConfig) -> Result<RustlsConfig, ServerError> {
    let certificates = CertificateDer::pem_file_iter(&config.certificate)
        .and_then(Iterator::collect::<Result<Vec<_>, _>>)
        .map_err(|source| ServerError::Pem { file: config.certificate.clone(), source })?;
    let key = PrivateKeyDer::from_pem_file(&config.key)
        .map_err(|source| ServerError::Pem { file: config.key.clone(), source })?;
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let mut server = rustls::ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()?
        .with_no_client_auth()
        .with_single_cert(certificates, key)?;
    server.alpn_protocols = vec![b"http/1.1".to_vec()];
    Ok(RustlsConfig::from_config(Arc::new(server)))
}
