//! A store whose times and bytes are counted.

use super::{Blob, Listed, Source, Store, StoreError};
use crate::artifacts::{ArtifactId, Key, PartName, UploadKey};
use crate::telemetry::numbers;
use async_trait::async_trait;
use std::ops::Range;
use std::sync::Arc;
use std::time::Instant;
use uuid::Uuid;

/// Any store, its operations told to [`numbers`].
#[derive(Debug)]
pub struct Measured(Arc<dyn Store>);

impl Measured {
    #[must_use]
    pub fn new(store: Arc<dyn Store>) -> Self {
        Self(store)
    }
}

async fn timed<T>(
    operation: &'static str,
    work: impl Future<Output = Result<T, StoreError>> + Send,
) -> Result<T, StoreError> {
    let begun = Instant::now();
    let answer = work.await;
    numbers::store(operation, answer.is_ok(), begun.elapsed());
    answer
}

#[async_trait]
impl Store for Measured {
    async fn put(&self, key: Key, body: &Source) -> Result<(), StoreError> {
        timed("put", self.0.put(key, body)).await?;
        numbers::store_bytes("written", body.len());
        Ok(())
    }

    async fn create(&self, id: ArtifactId, parts: &[(PartName, Source)]) -> Result<(), StoreError> {
        timed("create", self.0.create(id, parts)).await?;
        numbers::store_bytes("written", parts.iter().map(|(_, body)| body.len()).sum());
        Ok(())
    }

    async fn get(&self, key: Key, range: Option<Range<u64>>) -> Result<Option<Blob>, StoreError> {
        let asked = range.as_ref().map(|range| range.end.saturating_sub(range.start));
        let blob = timed("get", self.0.get(key, range)).await?;
        if let Some(blob) = &blob {
            numbers::store_bytes("read", asked.unwrap_or(blob.size).min(blob.size));
        }
        Ok(blob)
    }

    async fn parts(&self, id: ArtifactId) -> Result<Vec<(PartName, u64)>, StoreError> {
        timed("parts", self.0.parts(id)).await
    }

    async fn after(&self, id: Option<ArtifactId>, most: usize) -> Result<Vec<Listed>, StoreError> {
        timed("after", self.0.after(id, most)).await
    }

    async fn erase(&self, key: Key) -> Result<(), StoreError> {
        timed("erase", self.0.erase(key)).await
    }

    async fn clear(&self, id: ArtifactId) -> Result<(), StoreError> {
        timed("clear", self.0.clear(id)).await
    }

    async fn put_upload(&self, key: UploadKey, body: &Source) -> Result<(), StoreError> {
        timed("put_upload", self.0.put_upload(key, body)).await?;
        numbers::store_bytes("written", body.len());
        Ok(())
    }

    async fn get_upload(&self, key: UploadKey) -> Result<Option<Blob>, StoreError> {
        let blob = timed("get_upload", self.0.get_upload(key)).await?;
        if let Some(blob) = &blob {
            numbers::store_bytes("read", blob.size);
        }
        Ok(blob)
    }

    async fn erase_uploads(&self, owner: Uuid) -> Result<(), StoreError> {
        timed("erase_uploads", self.0.erase_uploads(owner)).await
    }

    async fn upload_owners(
        &self,
        after: Option<Uuid>,
        most: usize,
    ) -> Result<Vec<Uuid>, StoreError> {
        timed("upload_owners", self.0.upload_owners(after, most)).await
    }

    async fn probe(&self) -> Result<(), StoreError> {
        timed("probe", self.0.probe()).await
    }

    async fn lingering(&self) -> Result<Option<String>, StoreError> {
        self.0.lingering().await
    }

    fn address(&self) -> String {
        self.0.address()
    }
}
