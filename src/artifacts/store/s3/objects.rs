//! Objects that are no artifacts: large ones, read from any byte on and written as they come.

use super::explain::explain;
use super::{Blob, IN_PIECES, S3, Source, StoreError};
use crate::telemetry::chain;
use aws_sdk_s3::error::SdkError;
use aws_sdk_s3::types::{CompletedMultipartUpload, CompletedPart};
use bytes::Bytes;
use futures::StreamExt;
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
        let whole = got.content_range().and_then(|range| range.rsplit('/').next()?.parse().ok());
        let length = got.content_length().unwrap_or_default() as u64;
        let bytes = futures::stream::try_unfold(got.body, |mut body| async move {
            let next = body.next().await.transpose();
            let next = next.map_err(|error| StoreError::unavailable(chain(&error)))?;
            Ok(next.map(|chunk| (chunk, body)))
        });
        Ok(Blob { size: whole.unwrap_or(start + length), bytes: bytes.boxed() })
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
        let (sse, kms_key) = self.sse();
        let begun = self
            .client()
            .await
            .create_multipart_upload()
            .bucket(self.bucket())
            .key(key)
            .content_type("application/gzip")
            .set_metadata(Some(metadata))
            .set_server_side_encryption(sse)
            .set_ssekms_key_id(kms_key)
            .send()
            .await
            .map_err(|error| explain(&error))?;
        let upload = begun.upload_id().unwrap_or_default();
        let sent = self.send_as_they_come(key, upload, pieces).await;
        if sent.is_err() {
            let abort = self.client().await.abort_multipart_upload().bucket(self.bucket());
            if let Err(error) = abort.key(key).upload_id(upload).send().await {
                tracing::warn!(key, error = %explain(&error), "an unfinished upload stays behind");
            }
        }
        sent
    }

    async fn send_as_they_come(
        &self,
        key: &str,
        upload: &str,
        mut pieces: Receiver<Result<Bytes, String>>,
    ) -> Result<(), StoreError> {
        let mut done = CompletedMultipartUpload::builder();
        let mut number = 0;
        while let Some(piece) = pieces.recv().await {
            let piece = piece.map_err(StoreError::failed)?;
            number += 1;
            let sent = self
                .client()
                .await
                .upload_part()
                .bucket(self.bucket())
                .key(key)
                .upload_id(upload)
                .part_number(number)
                .body(piece.into())
                .send()
                .await
                .map_err(|error| explain(&error))?;
            let part = CompletedPart::builder().part_number(number).set_e_tag(sent.e_tag);
            done = done.parts(part.build());
        }
        self.client()
            .await
            .complete_multipart_upload()
            .bucket(self.bucket())
            .key(key)
            .upload_id(upload)
            .multipart_upload(done.build())
            .send()
            .await
            .map(|_| ())
            .map_err(|error| explain(&error))
    }
}
