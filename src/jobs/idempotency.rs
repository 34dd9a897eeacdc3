//! The same request twice gets the same answer.
//!
//! A client names its request by a key. The first one with it holds the key while it works and
//! leaves its answer; the next one with the same key and the same content is given that
//! answer, one with other content is refused, and one that comes too early is told so.

use super::QueueError;
use async_trait::async_trait;
use std::fmt::Debug;
use std::time::Duration;
use uuid::Uuid;

/// Keeps answers by the keys of their requests.
#[async_trait]
pub trait Answers: Send + Sync + Debug {
    /// Begins a request, or tells how it stands. The hold ends by itself after `most`, for a
    /// process that died with it.
    async fn begin(
        &self,
        key: &KeyOf,
        fingerprint: &str,
        most: Duration,
    ) -> Result<Begun, QueueError>;

    /// Leaves the answer; nothing happens when the hold was lost.
    async fn answered(&self, hold: &Hold, answer: &Answer) -> Result<(), QueueError>;

    /// Gives the key up without an answer: the next request with it begins anew.
    async fn give_up(&self, hold: &Hold) -> Result<(), QueueError>;
}

/// A key is its client's own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyOf {
    pub client: String,
    pub key: String,
}

/// The right to answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hold {
    pub key: KeyOf,
    pub holder: Uuid,
}

/// An answer to give again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    pub status: u16,
    pub location: Option<String>,
    /// JSON.
    pub body: String,
}

/// How a request with a key stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Begun {
    /// It is the first: to be worked on.
    First(Hold),
    /// It was answered before.
    Answered(Answer),
    /// The key was used for another request.
    Other,
    /// The first one is still being worked on.
    Running,
}
