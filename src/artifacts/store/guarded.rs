//! A store that is never waited for longer than a limit, and left alone for a while when it
//! keeps failing.

use super::{Blob, Listed, Source, Store, StoreError};
use crate::artifacts::{ArtifactId, Key, PartName, UploadKey};
use crate::telemetry::numbers;
use async_trait::async_trait;
use recloser::{AsyncRecloser, Error as Tripped, Recloser};
use std::fmt;
use std::ops::Range;
use std::sync::Arc;
use std::time::Duration;
use uuid::Uuid;

/// Half of the last operations failed: the store is left alone.
const TOO_MANY_FAILURES: f32 = 0.5;

/// Operations looked at before it can come to that.
const LOOKED_AT: usize = 10;

/// Then a few tries say whether it is back.
const TRIES: usize = 3;

/// Any store behind a time limit and a breaker.
pub struct Guarded {
    store: Arc<dyn Store>,
    breaker: AsyncRecloser,
    /// For one operation, its own retries included.
    limit: Duration,
    /// For one whose answer somebody waits for: to look, to read, to take away.
    answer: Duration,
}

impl Guarded {
    /// `limit` is for one operation; after too many failures the store is left alone for
    /// `rest`.
    #[must_use]
    pub fn new(store: Arc<dyn Store>, limit: Duration, rest: Duration) -> Self {
        let breaker = Recloser::custom()
            .error_rate(TOO_MANY_FAILURES)
            .closed_len(LOOKED_AT)
            .half_open_len(TRIES)
            .open_wait(rest)
            .build();
        Self { store, breaker: AsyncRecloser::from(breaker), limit, answer: limit }
    }

    /// A shorter limit for what carries no more than an answer.
    #[must_use]
    pub fn answering_within(self, answer: Duration) -> Self {
        Self { answer, ..self }
    }

    /// Something small, for which somebody may be waiting.
    async fn ask<T: Send>(
        &self,
        operation: impl Future<Output = Result<T, StoreError>> + Send,
    ) -> Result<T, StoreError> {
        self.call(self.answer, operation).await
    }

    /// Something that takes as long as its bytes or its parts are many.
    async fn work<T: Send>(
        &self,
        operation: impl Future<Output = Result<T, StoreError>> + Send,
    ) -> Result<T, StoreError> {
        self.call(self.limit, operation).await
    }

    async fn call<T: Send>(
        &self,
        limit: Duration,
        operation: impl Future<Output = Result<T, StoreError>> + Send,
    ) -> Result<T, StoreError> {
        let limited = async {
            tokio::time::timeout(limit, operation).await.unwrap_or_else(|_| {
                let reason = format!("no answer within {} seconds", limit.as_secs());
                Err(StoreError::unavailable(reason))
            })
        };
        // A refusal is an answer: only silence and faults trip the breaker.
        let is_fault = |error: &StoreError| {
            matches!(error, StoreError::Unavailable { .. } | StoreError::Failed { .. })
        };
        let answer = self.breaker.call_with(is_fault, limited).await;
        numbers::breaker("artifact_store", matches!(answer, Err(Tripped::Rejected)));
        match answer {
            Ok(done) => Ok(done),
            Err(Tripped::Inner(error)) => Err(error),
            Err(Tripped::Rejected) => {
                Err(StoreError::unavailable("it kept failing and is left alone for a moment"))
            }
        }
    }
}

impl fmt::Debug for Guarded {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Guarded").field("store", &self.store).finish_non_exhaustive()
    }
}

#[async_trait]
impl Store for Guarded {
    async fn put(&self, key: Key, body: &Source) -> Result<(), StoreError> {
        self.work(self.store.put(key, body)).await
    }

    async fn create(&self, id: ArtifactId, parts: &[(PartName, Source)]) -> Result<(), StoreError> {
        self.work(self.store.create(id, parts)).await
    }

    async fn get(&self, key: Key, range: Option<Range<u64>>) -> Result<Option<Blob>, StoreError> {
        self.ask(self.store.get(key, range)).await
    }

    async fn parts(&self, id: ArtifactId) -> Result<Vec<(PartName, u64)>, StoreError> {
        self.ask(self.store.parts(id)).await
    }

    async fn after(&self, id: Option<ArtifactId>, most: usize) -> Result<Vec<Listed>, StoreError> {
        self.work(self.store.after(id, most)).await
    }

    async fn erase(&self, key: Key) -> Result<(), StoreError> {
        self.ask(self.store.erase(key)).await
    }

    async fn clear(&self, id: ArtifactId) -> Result<(), StoreError> {
        self.work(self.store.clear(id)).await
    }

    async fn put_upload(&self, key: UploadKey, body: &Source) -> Result<(), StoreError> {
        self.work(self.store.put_upload(key, body)).await
    }

    async fn get_upload(&self, key: UploadKey) -> Result<Option<Blob>, StoreError> {
        self.ask(self.store.get_upload(key)).await
    }

    async fn erase_uploads(&self, owner: Uuid) -> Result<(), StoreError> {
        self.work(self.store.erase_uploads(owner)).await
    }

    async fn upload_owners(
        &self,
        after: Option<Uuid>,
        most: usize,
    ) -> Result<Vec<Uuid>, StoreError> {
        self.work(self.store.upload_owners(after, most)).await
    }

    async fn probe(&self) -> Result<(), StoreError> {
        self.ask(self.store.probe()).await
    }

    async fn lingering(&self) -> Result<Option<String>, StoreError> {
        self.ask(self.store.lingering()).await
    }

    fn address(&self) -> String {
        self.store.address()
    }
}
