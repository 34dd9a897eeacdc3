//! One attempt to deliver one message.

use super::{Message, Refused, Secret, Target, signature};
use crate::telemetry;
use chrono::{DateTime, Utc};
use ipnet::IpNet;
use reqwest::redirect;
use std::error::Error;
use std::time::Duration;

/// For connecting, sending and the answer's head together. Who needs longer takes the message
/// in first and works afterwards.
const LIMIT: Duration = Duration::from_secs(15);

/// Carries messages to where they may go.
#[derive(Debug, Clone, Default)]
pub struct Courier {
    allow: Vec<IpNet>,
}

/// It was taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Delivered {
    pub status: u16,
}

/// Why it was not.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotDelivered {
    #[error("the address {0}")]
    Refused(#[from] Refused),
    /// The status says so; a redirect is an answer like any other.
    #[error("answered {0}")]
    Answered(u16),
    #[error("no answer: {0}")]
    Unreachable(String),
    #[error("no answer within {} seconds", LIMIT.as_secs())]
    TooSlow,
}

impl NotDelivered {
    /// The status of the answer, where there was one.
    #[must_use]
    pub const fn status(&self) -> Option<u16> {
        match self {
            Self::Answered(status) => Some(*status),
            Self::Refused(_) | Self::Unreachable(_) | Self::TooSlow => None,
        }
    }

    /// Whether asking again is of no use: nobody is there any more (410), or we may not go.
    #[must_use]
    pub const fn is_final(&self) -> bool {
        match self {
            Self::Answered(status) => *status == 410,
            Self::Refused(Refused::Unresolved(_)) | Self::Unreachable(_) | Self::TooSlow => false,
            Self::Refused(_) => true,
        }
    }
}

impl Courier {
    /// One that may go to these networks beside the open internet.
    #[must_use]
    pub fn new(allow: Vec<IpNet>) -> Self {
        Self { allow }
    }

    /// The networks.
    #[must_use]
    pub fn allow(&self) -> &[IpNet] {
        &self.allow
    }

    /// Sends a message, signed for `now`.
    pub async fn deliver(
        &self,
        message: &Message,
        secret: &Secret,
        now: DateTime<Utc>,
    ) -> Result<Delivered, NotDelivered> {
        let sending = self.send(message, secret, now.timestamp());
        tokio::time::timeout(LIMIT, sending).await.unwrap_or(Err(NotDelivered::TooSlow))
    }

    async fn send(
        &self,
        message: &Message,
        secret: &Secret,
        timestamp: i64,
    ) -> Result<Delivered, NotDelivered> {
        let target = Target::find(&message.url, &self.allow).await?;
        // Fails only when there is one already.
        let _ = rustls::crypto::ring::default_provider().install_default();
        // A client of its own, because it may connect to these addresses alone. A proxy would
        // resolve the name once more.
        let client = reqwest::Client::builder()
            .redirect(redirect::Policy::none())
            .resolve_to_addrs(&target.host, &target.addresses)
            .no_proxy()
            .user_agent(concat!("ttb-verifier/", env!("CARGO_PKG_VERSION")))
            .build()
            .map_err(|error| unreachable(&error))?;
        let post = client.post(target.url);
        let post = match telemetry::traceparent() {
            Some(trace) => post.header("traceparent", trace),
            None => post,
        };
        let sent = post
            .header("content-type", "application/json")
            .header("webhook-id", &message.id)
            .header("webhook-timestamp", timestamp)
            .header("webhook-signature", signature(secret, &message.id, timestamp, &message.body))
            .body(message.body.clone())
            .send()
            .await;
        // The body of the answer is nobody's business.
        let status = sent.map_err(|error| unreachable(&error))?.status();
        if status.is_success() {
            Ok(Delivered { status: status.as_u16() })
        } else {
            Err(NotDelivered::Answered(status.as_u16()))
        }
    }
}

/// The last cause, which says most: “connection refused”.
fn unreachable(error: &reqwest::Error) -> NotDelivered {
    let mut cause: &dyn Error = error;
    while let Some(deeper) = cause.source() {
        cause = deeper;
    }
    NotDelivered::Unreachable(cause.to_string())
}
