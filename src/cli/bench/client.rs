//! Just enough of an HTTP client: one connection for each request, and the moment at which
//! the last byte of it was sent.

use anyhow::{Context, bail};
use axum::body::{Body, Bytes, to_bytes};
use axum::http::{Method, Request, Uri, header};
use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;
use std::fmt;
use std::io;
use std::net::IpAddr;
use std::pin::Pin;
use std::str::FromStr;
use std::sync::{Arc, Mutex};
use std::task::{self, Poll};
use std::time::{Duration, Instant};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio::task::JoinSet;

/// No report comes later: the longest deadline that can be asked for is two minutes.
const ANSWERS_WITHIN: Duration = Duration::from_secs(130);

/// Reports with all their crops stay far below.
const LARGEST_ANSWER: usize = 64 * 1024 * 1024;

/// Where the server is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Server {
    host: String,
    port: u16,
    /// What comes before `/verify`, without a slash at its end.
    prefix: String,
}

/// What the server answered.
#[derive(Debug, Clone)]
pub(super) struct Answer {
    pub status: u16,
    /// In seconds.
    pub retry_after: Option<u64>,
    pub body: Bytes,
    /// From the last byte sent to the last byte received.
    pub waited: Duration,
}

impl FromStr for Server {
    type Err = anyhow::Error;

    fn from_str(text: &str) -> anyhow::Result<Self> {
        let uri: Uri = text.parse()?;
        if uri.scheme_str() != Some("http") {
            bail!("only an http:// address can be measured");
        }
        if uri.query().is_some() {
            bail!("the address takes no query");
        }
        let host = uri.host().context("the address names no host")?;
        Ok(Self {
            host: host.trim_matches(['[', ']']).to_owned(),
            port: uri.port_u16().unwrap_or(80),
            prefix: uri.path().trim_end_matches('/').to_owned(),
        })
    }
}

impl fmt::Display for Server {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "http://{}{}", self.authority(), self.prefix)
    }
}

impl Server {
    pub(super) const fn port(&self) -> u16 {
        self.port
    }

    /// Whether the address is this machine's own, by its looks.
    pub(super) fn is_here(&self) -> bool {
        self.host == "localhost" || self.host.parse().is_ok_and(|ip: IpAddr| ip.is_loopback())
    }

    fn authority(&self) -> String {
        if self.host.contains(':') {
            format!("[{}]:{}", self.host, self.port)
        } else {
            format!("{}:{}", self.host, self.port)
        }
    }

    pub(super) async fn get(&self, path: &str) -> anyhow::Result<Answer> {
        self.ask(Method::GET, path, None, Vec::new()).await
    }

    pub(super) async fn post(
        &self,
        path: &str,
        content_type: &str,
        body: Vec<u8>,
    ) -> anyhow::Result<Answer> {
        self.ask(Method::POST, path, Some(content_type), body).await
    }

    async fn ask(
        &self,
        method: Method,
        path: &str,
        content_type: Option<&str>,
        body: Vec<u8>,
    ) -> anyhow::Result<Answer> {
        let mut request = Request::builder()
            .method(method)
            .uri(format!("{}{path}", self.prefix))
            .header(header::HOST, self.authority())
            .header(header::CONNECTION, "close");
        if let Some(kind) = content_type {
            request = request.header(header::CONTENT_TYPE, kind);
        }
        let exchange = self.exchange(request.body(Body::from(body))?);
        let answer = tokio::time::timeout(ANSWERS_WITHIN, exchange).await;
        answer.context("the server did not answer in time")?
    }

    /// On a connection of its own: a client that pauses would find an old one closed.
    async fn exchange(&self, request: Request<Body>) -> anyhow::Result<Answer> {
        let stream = TcpStream::connect((self.host.as_str(), self.port)).await?;
        stream.set_nodelay(true)?;
        let sent = Arc::new(Mutex::new(Instant::now()));
        let stream = Stamped { stream, sent: Arc::clone(&sent) };
        let (mut sender, connection) = http1::handshake(TokioIo::new(stream)).await?;
        // The connection lives as long as the exchange.
        let mut driver = JoinSet::new();
        driver.spawn(connection);
        let (head, body) = sender.send_request(request).await?.into_parts();
        let body = to_bytes(Body::new(body), LARGEST_ANSWER).await?;
        let sent = *sent.lock().expect("no holder of it panics");
        let seconds = head.headers.get(header::RETRY_AFTER).and_then(|value| value.to_str().ok());
        Ok(Answer {
            status: head.status.as_u16(),
            retry_after: seconds.and_then(|seconds| seconds.trim().parse().ok()),
            body,
            waited: sent.elapsed(),
        })
    }
}

/// A socket that remembers when it last sent something.
#[derive(Debug)]
struct Stamped {
    stream: TcpStream,
    sent: Arc<Mutex<Instant>>,
}

impl AsyncRead for Stamped {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut task::Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(context, buffer)
    }
}

impl AsyncWrite for Stamped {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut task::Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write(context, bytes);
        if matches!(written, Poll::Ready(Ok(1..))) {
            *self.sent.lock().expect("no holder of it panics") = Instant::now();
        }
        written
    }

    fn poll_flush(
        mut self: Pin<&mut Self>,
        context: &mut task::Context<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(
        mut self: Pin<&mut Self>,
        context: &mut task::Context<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_taken_apart_and_put_together_again() {
        let cases = [
            ("http://127.0.0.1:8000", "http://127.0.0.1:8000", true),
            ("http://localhost/", "http://localhost:80", true),
            ("http://[::1]:9000/v1/", "http://[::1]:9000/v1", true),
            ("http://labels.example:81", "http://labels.example:81", false),
        ];
        for (given, shown, here) in cases {
            let server: Server = given.parse().unwrap();
            assert_eq!((server.to_string().as_str(), server.is_here()), (shown, here), "{given}");
        }
        for wrong in ["https://localhost", "localhost:8000", "/verify", "http://localhost/?a=1"] {
            assert!(wrong.parse::<Server>().is_err(), "{wrong}");
        }
    }
}
