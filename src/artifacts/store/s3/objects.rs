//! Objects that are no artifacts: large ones, read from any byte on and written as they come.

use super::explain::explain;
use super::{Blob, IN_PIECES, S3, Source, StoreError, blob};
use aws_sdk_s3::error::SdkError;
use aws_sdk_s3::primitives::ByteStream;
use bytes::Bytes;
use std::collections::HashMap;
use tokio::sync::mpsc::Receiver;

/// The bytes of one piece of an upload.
pub const PIECE_BYTES: usize = IN_PIECES as usize;

/// An object as it lies there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Object {
    pub size: u64,
    /// Another one means that other bytes lie there.
    pub tag: String,
    pub metadata: HashMap<String, String>,
}

impl S3 {
    /// What lies under a key; `None` when nothing does.
    pub async fn object(&self, key: &str) -> Result<Option<Object>, StoreError> {
        let head = self.client().await.head_object().bucket(self.bucket()).key(key).send().await;
        let head = match head {
            Ok(head) => head,
            Err(SdkError::ServiceError(error)) if error.raw().status().as_u16() == 404 => {
                return Ok(None);
            }
            Err(error) => return Err(explain(&error)),
        };
        let changed = || head.last_modified().map(ToString::to_string);
        Ok(Some(Object {
            size: head.content_length().unwrap_or_default() as u64,
            tag: head.e_tag().map(str::to_owned).or_else(changed).unwrap_or_default(),
            metadata: head.metadata().cloned().unwrap_or_default(),
        }))
    }

    /// The bytes of an object from `start` on, which has to be less than its size.
    pub async fn read_from(&self, key: &str, start: u64) -> Result<Blob, StoreError> {
        let got = self
            .client()
            .await
            .get_object()
            .bucket(self.bucket())
            .key(key)
            .range(format!("bytes={start}-"))
            .send()
            .await
            .map_err(|error| explain(&error))?;
        Ok(blob(got, start))
    }

    /// Writes a small object.
    pub async fn write_small(&self, key: &str, bytes: Bytes) -> Result<(), StoreError> {
        self.put_whole(key.to_owned(), "text/plain", &Source::Bytes(bytes)).await
    }

    /// Writes an object piece by piece, each but the last of [`PIECE_BYTES`]; it is seen when
    /// the last is there, and not at all when one of them is an error.
    pub async fn write_pieces(
        &self,
        key: &str,
        metadata: HashMap<String, String>,
        pieces: Receiver<Result<Bytes, String>>,
    ) -> Result<(), StoreError> {
        let pieces = futures::stream::unfold(pieces, |mut pieces| async {
            let piece = pieces.recv().await?;
            Some((piece.map(ByteStream::from).map_err(StoreError::failed), pieces))
        });
        self.put_in_pieces(key, "application/gzip", Some(metadata), pieces).await
    }
}
