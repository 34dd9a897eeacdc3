//! Who wants to be told of what, and what they were told.

use super::Secret;
use async_trait::async_trait;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use std::fmt::Debug;
use utoipa::ToSchema;
use uuid::Uuid;

/// What there is to tell.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, ToSchema,
)]
pub enum Event {
    /// A check by itself, or one of a batch, is verified.
    #[serde(rename = "verification.succeeded")]
    VerificationSucceeded,
    /// One was given up.
    #[serde(rename = "verification.failed")]
    VerificationFailed,
    /// Every application of a batch is verified, failed or cancelled.
    #[serde(rename = "batch.completed")]
    BatchCompleted,
}

impl Event {
    pub const ALL: [Self; 3] =
        [Self::VerificationSucceeded, Self::VerificationFailed, Self::BatchCompleted];

    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::VerificationSucceeded => "verification.succeeded",
            Self::VerificationFailed => "verification.failed",
            Self::BatchCompleted => "batch.completed",
        }
    }

    /// The event of that name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|event| event.name() == name)
    }
}

/// A standing wish to be told.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Subscription {
    pub id: Uuid,
    pub url: String,
    /// What of; all, when it is empty.
    pub events: Vec<Event>,
    pub created_at: DateTime<Utc>,
}

/// One to be kept, with its secret.
#[derive(Debug, Clone)]
pub struct NewSubscription {
    pub subscription: Subscription,
    pub secret: Secret,
}

/// How a message stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum MessageState {
    /// On its way, or waiting for its next attempt.
    Pending,
    Delivered,
    /// Not taken within a day; it can be sent again.
    Dead,
}

/// One message to one address.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Message {
    /// `msg_…`: the same in every attempt, so that a receiver knows what it has seen.
    pub id: String,
    /// The standing subscription it goes to; `null` for a `callback_url`.
    pub subscription_id: Option<Uuid>,
    pub url: String,
    pub event: Event,
    /// JSON, byte for byte as it is signed.
    pub body: String,
    pub state: MessageState,
    pub created_at: DateTime<Utc>,
    pub attempts: Vec<Attempt>,
}

/// One attempt to deliver it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Attempt {
    pub at: DateTime<Utc>,
    /// Of the answer, where there was one.
    pub status: Option<u16>,
    /// Why it was not taken; `null` when it was.
    pub error: Option<String>,
    pub milliseconds: u64,
}

/// Keeps subscriptions, messages and what became of them.
#[async_trait]
pub trait Webhooks: Send + Sync + Debug {
    async fn subscribe(&self, new: &NewSubscription) -> Result<(), WebhookError>;

    /// Oldest first.
    async fn subscriptions(&self) -> Result<Vec<Subscription>, WebhookError>;

    /// Whether anybody is subscribed.
    async fn has_subscriptions(&self) -> Result<bool, WebhookError>;

    /// Whether there was one.
    async fn unsubscribe(&self, id: Uuid) -> Result<bool, WebhookError>;

    /// A message with its attempts, and what it is signed with; `None` for the latter where
    /// the service's own secret is.
    async fn message(&self, id: &str) -> Result<Option<(Message, Option<Secret>)>, WebhookError>;

    /// Messages without their attempts, newest first: after one, at most so many.
    async fn messages(&self, after: Option<&str>, most: u32) -> Result<Vec<Message>, WebhookError>;

    /// Notes an attempt.
    async fn attempted(&self, id: &str, attempt: &Attempt) -> Result<(), WebhookError>;

    /// Enqueues a dead or delivered message once more; `None` where there is none of that id,
    /// `false` when it is on its way already.
    async fn send_again(&self, id: &str) -> Result<Option<bool>, WebhookError>;

    /// Forgets messages from before a time.
    async fn purge(&self, before: DateTime<Utc>) -> Result<u64, WebhookError>;

    /// Writes the messages about what is over since the last time, and enqueues their
    /// delivery; tells how much was new.
    async fn tell_news(&self) -> Result<u32, WebhookError>;
}

/// The database did not do it.
#[derive(Debug, thiserror::Error)]
#[error("the database is not available")]
pub struct WebhookError(#[source] pub Box<dyn std::error::Error + Send + Sync>);
