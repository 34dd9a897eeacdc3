//! A bucket of Amazon S3, or of anything that speaks its protocol.
//!
//! Credentials, region and endpoint come from the SDK's own settings and files. Keys begin
//! with `artifacts/`. The SDK retries what is worth retrying, with jitter.

mod explain;
mod objects;

pub use objects::{Object, PIECE_BYTES};

use super::{Blob, Listed, Source, Store, StoreError, clear_listed};
use crate::artifacts::part::{folder, parse_path};
use crate::artifacts::{ArtifactId, Checksum, Key, PartName, UploadKey};
use crate::config::S3Encryption;
use crate::telemetry::chain;
use async_trait::async_trait;
use aws_config::retry::RetryConfig;
use aws_config::timeout::TimeoutConfig;
use aws_config::{BehaviorVersion, SdkConfig};
use aws_sdk_s3::Client;
use aws_sdk_s3::config::{RequestChecksumCalculation, ResponseChecksumValidation};
use aws_sdk_s3::operation::get_object::GetObjectOutput;
use aws_sdk_s3::primitives::{ByteStream, Length};
use aws_sdk_s3::types::{CompletedMultipartUpload, CompletedPart, ServerSideEncryption};
use aws_smithy_http_client::tls::{self, rustls_provider::CryptoMode};
use explain::{explain, is_missing, is_not_implemented};
use futures::{Stream, StreamExt};
use std::collections::{BTreeSet, HashMap};
use std::ops::Range;
use std::pin::pin;
use std::time::Duration;
use tokio::sync::OnceCell;
use uuid::Uuid;

const PREFIX: &str = "artifacts/";

/// Larger bodies go up in pieces, so that one lost connection does not lose all of it.
const IN_PIECES: u64 = 16 * 1024 * 1024;

/// At most 10,000 pieces make an object: 160 GB, far beyond any picture.
const PIECE: u64 = 16 * 1024 * 1024;

/// Tries of one request, the first included; the SDK waits between them with jitter.
const TRIES: u32 = 4;

/// What the SDK's own settings do not say.
#[derive(Debug, Clone)]
pub struct S3Settings {
    pub bucket: String,
    pub encryption: S3Encryption,
    /// For [`S3Encryption::Kms`]; the account's own key where none is named.
    pub kms_key: Option<String>,
    /// `bucket.host/key` is Amazon's way, `host/bucket/key` that of most others; `None` for
    /// the latter wherever an endpoint is set.
    pub path_style: Option<bool>,
}

/// A bucket.
#[derive(Debug, Clone)]
pub struct S3 {
    client: OnceCell<Client>,
    settings: S3Settings,
}

impl S3 {
    /// The bucket by the SDK's chain of settings, which is walked when it is first needed:
    /// environment, files, the machine's role.
    #[must_use]
    pub fn new(settings: S3Settings) -> Self {
        Self { client: OnceCell::new(), settings }
    }

    /// The bucket by a configuration of the caller's.
    #[must_use]
    pub fn with_config(config: &SdkConfig, settings: S3Settings) -> Self {
        let client = client(config, &settings);
        Self { client: OnceCell::new_with(Some(client)), settings }
    }

    async fn client(&self) -> &Client {
        self.client
            .get_or_init(async || {
                let http = aws_smithy_http_client::Builder::new()
                    .tls_provider(tls::Provider::Rustls(CryptoMode::Ring))
                    .build_https();
                let config = aws_config::defaults(BehaviorVersion::latest()).http_client(http);
                client(&config.load().await, &self.settings)
            })
            .await
    }

    fn bucket(&self) -> &str {
        &self.settings.bucket
    }

    fn sse(&self) -> (Option<ServerSideEncryption>, Option<String>) {
        match self.settings.encryption {
            S3Encryption::Bucket => (None, None),
            S3Encryption::Aes256 => (Some(ServerSideEncryption::Aes256), None),
            S3Encryption::Kms => {
                (Some(ServerSideEncryption::AwsKms), self.settings.kms_key.clone())
            }
        }
    }

    async fn put_whole(&self, key: String, kind: &str, body: &Source) -> Result<(), StoreError> {
        let (sse, kms_key) = self.sse();
        self.client()
            .await
            .put_object()
            .bucket(self.bucket())
            .key(key)
            .content_type(kind)
            .set_checksum_sha256(checksum(body).await?)
            .set_server_side_encryption(sse)
            .set_ssekms_key_id(kms_key)
            .body(stream(body, 0..body.len()).await?)
            .send()
            .await
            .map(|_| ())
            .map_err(|error| explain(&error))
    }

    /// The object appears when its last piece is there and the upload is completed; not at all
    /// when one of them is an error.
    async fn put_in_pieces(
        &self,
        key: &str,
        kind: &str,
        metadata: Option<HashMap<String, String>>,
        pieces: impl Stream<Item = Result<ByteStream, StoreError>> + Send,
    ) -> Result<(), StoreError> {
        let (sse, kms_key) = self.sse();
        let begun = self
            .client()
            .await
            .create_multipart_upload()
            .bucket(self.bucket())
            .key(key)
            .content_type(kind)
            .set_metadata(metadata)
            .set_server_side_encryption(sse)
            .set_ssekms_key_id(kms_key)
            .send()
            .await
            .map_err(|error| explain(&error))?;
        let upload = begun.upload_id().unwrap_or_default();
        let sent = self.send_pieces(key, upload, pieces).await;
        if sent.is_err() {
            // What stays behind costs money until the bucket's lifecycle takes it.
            let abort = self.client().await.abort_multipart_upload().bucket(self.bucket());
            if let Err(error) = abort.key(key).upload_id(upload).send().await {
                tracing::warn!(key, error = %explain(&error), "an unfinished upload stays behind");
            }
        }
        sent
    }

    async fn send_pieces(
        &self,
        key: &str,
        upload: &str,
        pieces: impl Stream<Item = Result<ByteStream, StoreError>> + Send,
    ) -> Result<(), StoreError> {
        let mut pieces = pin!(pieces);
        let mut done = CompletedMultipartUpload::builder();
        let mut number = 0;
        while let Some(piece) = pieces.next().await {
            number += 1;
            let sent = self
                .client()
                .await
                .upload_part()
                .bucket(self.bucket())
                .key(key)
                .upload_id(upload)
                .part_number(number)
                .body(piece?)
                .send()
                .await
                .map_err(|error| explain(&error))?;
            let piece = CompletedPart::builder().part_number(number);
            done = done.parts(piece.set_e_tag(sent.e_tag).build());
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

    async fn get_object(
        &self,
        name: String,
        range: Option<Range<u64>>,
    ) -> Result<Option<Blob>, StoreError> {
        let asked = range.map(|range| format!("bytes={}-{}", range.start, range.end - 1));
        let got = self
            .client()
            .await
            .get_object()
            .bucket(self.bucket())
            .key(name)
            .set_range(asked)
            .send()
            .await;
        match got {
            Ok(object) => Ok(Some(blob(object, 0))),
            Err(error) if is_missing(&error) => Ok(None),
            Err(error) => Err(explain(&error)),
        }
    }

    async fn put_object(&self, name: String, kind: &str, body: &Source) -> Result<(), StoreError> {
        if body.len() <= IN_PIECES {
            return self.put_whole(name, kind, body).await;
        }
        let starts = (0..body.len()).step_by(PIECE as usize);
        let piece = |start| stream(body, start..body.len().min(start + PIECE));
        let pieces = futures::stream::iter(starts).then(piece);
        self.put_in_pieces(&name, kind, None, pieces).await
    }

    async fn erase_object(&self, name: String) -> Result<(), StoreError> {
        if self.erase_versions(&name, |key| key == name).await? {
            return Ok(());
        }
        let deleted =
            self.client().await.delete_object().bucket(self.bucket()).key(name).send().await;
        deleted.map(|_| ()).map_err(|error| explain(&error))
    }

    /// Uploads below a prefix, or after those of an owner, of at most about `most` owners.
    async fn uploads(
        &self,
        prefix: Option<String>,
        after: Option<Uuid>,
        most: usize,
    ) -> Result<Vec<UploadKey>, StoreError> {
        // `0` follows `/`: everything in the folder of `after` is passed over.
        let start = after.map(|after| format!("{}{after}0", UploadKey::PREFIX));
        let mut pages = self
            .client()
            .await
            .list_objects_v2()
            .bucket(self.bucket())
            .prefix(prefix.unwrap_or_else(|| UploadKey::PREFIX.to_owned()))
            .set_start_after(start)
            .into_paginator()
            .send();
        let (mut found, mut owners) = (Vec::new(), BTreeSet::new());
        while let Some(page) = pages.next().await {
            for object in page.map_err(|error| explain(&error))?.contents() {
                let Some(key) = object.key().and_then(UploadKey::parse) else { continue };
                owners.insert(key.owner);
                if owners.len() > most {
                    return Ok(found);
                }
                found.push(key);
            }
        }
        Ok(found)
    }

    /// Takes all versions of some keys below a prefix away, delete markers included; `false`
    /// where the store knows no versions.
    async fn erase_versions(
        &self,
        prefix: &str,
        goes: impl Fn(&str) -> bool + Send + Sync,
    ) -> Result<bool, StoreError> {
        loop {
            let listed = self
                .client()
                .await
                .list_object_versions()
                .bucket(self.bucket())
                .prefix(prefix)
                .send()
                .await;
            let listed = match listed {
                Ok(listed) => listed,
                Err(error) if is_not_implemented(&error) => return Ok(false),
                Err(error) => return Err(explain(&error)),
            };
            let versions =
                listed.versions().iter().map(|version| (version.key(), version.version_id()));
            let markers =
                listed.delete_markers().iter().map(|marker| (marker.key(), marker.version_id()));
            let ours: Vec<_> = versions
                .chain(markers)
                .filter_map(|(key, version)| Some((key?.to_owned(), version?.to_owned())))
                .filter(|(key, _)| goes(key))
                .collect();
            if ours.is_empty() {
                return Ok(true);
            }
            for (key, version) in ours {
                let delete = self.client().await.delete_object().bucket(self.bucket()).key(key);
                delete.version_id(version).send().await.map_err(|error| explain(&error))?;
            }
        }
    }
}

#[async_trait]
impl Store for S3 {
    async fn put(&self, key: Key, body: &Source) -> Result<(), StoreError> {
        let name = format!("{PREFIX}{}", key.path());
        self.put_object(name, key.part.content_type(), body).await
    }

    async fn get(&self, key: Key, range: Option<Range<u64>>) -> Result<Option<Blob>, StoreError> {
        if range.as_ref().is_some_and(Range::is_empty) {
            return Ok(Some(Blob { size: 0, bytes: futures::stream::empty().boxed() }));
        }
        self.get_object(format!("{PREFIX}{}", key.path()), range).await
    }

    async fn parts(&self, id: ArtifactId) -> Result<Vec<(PartName, u64)>, StoreError> {
        let listed = self
            .client()
            .await
            .list_objects_v2()
            .bucket(self.bucket())
            .prefix(format!("{PREFIX}{}/", folder(id)))
            .send()
            .await
            .map_err(|error| explain(&error))?;
        let parts = listed.contents().iter().filter_map(|object| {
            let key = parse_path(object.key()?.strip_prefix(PREFIX)?)?;
            Some((key.part, object.size().unwrap_or_default() as u64))
        });
        Ok(parts.collect())
    }

    async fn after(&self, id: Option<ArtifactId>, most: usize) -> Result<Vec<Listed>, StoreError> {
        // `0` follows `/`: everything in the folder of `id` is passed over.
        let start = id.map(|id| format!("{PREFIX}{}0", folder(id)));
        let mut pages = self
            .client()
            .await
            .list_objects_v2()
            .bucket(self.bucket())
            .prefix(PREFIX)
            .set_start_after(start)
            .into_paginator()
            .send();
        let mut found: Vec<Listed> = Vec::new();
        while let Some(page) = pages.next().await {
            for object in page.map_err(|error| explain(&error))?.contents() {
                let path = object.key().and_then(|key| key.strip_prefix(PREFIX));
                let Some(key) = path.and_then(parse_path) else { continue };
                let part = (key.part, object.size().unwrap_or_default() as u64);
                if let Some(last) = found.last_mut().filter(|last| last.id == key.id) {
                    last.parts.push(part);
                } else if found.len() < most {
                    found.push(Listed { id: key.id, parts: vec![part] });
                } else {
                    return Ok(found);
                }
            }
        }
        Ok(found)
    }

    async fn erase(&self, key: Key) -> Result<(), StoreError> {
        self.erase_object(format!("{PREFIX}{}", key.path())).await
    }

    async fn put_upload(&self, key: UploadKey, body: &Source) -> Result<(), StoreError> {
        self.put_object(key.path(), "application/octet-stream", body).await
    }

    async fn get_upload(&self, key: UploadKey) -> Result<Option<Blob>, StoreError> {
        self.get_object(key.path(), None).await
    }

    async fn erase_uploads(&self, owner: Uuid) -> Result<(), StoreError> {
        for key in self.uploads(Some(UploadKey::folder(owner)), None, usize::MAX).await? {
            self.erase_object(key.path()).await?;
        }
        Ok(())
    }

    async fn upload_owners(
        &self,
        after: Option<Uuid>,
        most: usize,
    ) -> Result<Vec<Uuid>, StoreError> {
        let keys = self.uploads(None, after, most).await?;
        let owners: BTreeSet<_> = keys.into_iter().map(|key| key.owner).collect();
        Ok(owners.into_iter().take(most).collect())
    }

    async fn clear(&self, id: ArtifactId) -> Result<(), StoreError> {
        let of = |part| format!("{PREFIX}{}", Key { id, part }.path());
        let (stone, metadata) = (of(PartName::Tombstone), of(PartName::Metadata));
        let prefix = format!("{PREFIX}{}/", folder(id));
        let others = |key: &str| key != stone && key != metadata;
        if self.erase_versions(&prefix, others).await? {
            self.erase_versions(&metadata, |key| key == metadata).await.map(drop)
        } else {
            clear_listed(self, id).await
        }
    }

    async fn probe(&self) -> Result<(), StoreError> {
        // A key beside the artifacts, written and taken away again.
        let name = "probe/ttb-verifier".to_owned();
        self.put_whole(name.clone(), "text/plain", &Source::Bytes("ttb-verifier".into())).await?;
        let deleted =
            self.client().await.delete_object().bucket(self.bucket()).key(name).send().await;
        deleted.map(|_| ()).map_err(|error| explain(&error))
    }

    fn address(&self) -> String {
        format!("s3://{}", self.bucket())
    }
}

fn client(config: &SdkConfig, settings: &S3Settings) -> Client {
    let elsewhere = config.endpoint_url().is_some();
    let timeouts = TimeoutConfig::builder()
        .connect_timeout(Duration::from_secs(3))
        .read_timeout(Duration::from_secs(20))
        .build();
    let config = aws_sdk_s3::config::Builder::from(config)
        .force_path_style(settings.path_style.unwrap_or(elsewhere))
        .retry_config(RetryConfig::standard().with_max_attempts(TRIES))
        .timeout_config(timeouts)
        // Each body carries its SHA-256; the checksum in a trailer that the SDK would add is
        // not known to every server.
        .request_checksum_calculation(RequestChecksumCalculation::WhenRequired)
        // What is read is compared with our own record of it.
        .response_checksum_validation(ResponseChecksumValidation::WhenRequired)
        .build();
    Client::from_conf(config)
}

/// What came of an object that was asked for from a byte on.
fn blob(object: GetObjectOutput, start: u64) -> Blob {
    let whole = object.content_range().and_then(|range| range.rsplit('/').next()?.parse().ok());
    let length = object.content_length().unwrap_or_default() as u64;
    let bytes = futures::stream::try_unfold(object.body, |mut body| async move {
        let next = body.next().await.transpose();
        let next = next.map_err(|error| StoreError::unavailable(chain(&error)))?;
        Ok(next.map(|chunk| (chunk, body)))
    });
    Blob { size: whole.unwrap_or(start + length), bytes: bytes.boxed() }
}

/// The bytes of a stretch of the body.
async fn stream(body: &Source, range: Range<u64>) -> Result<ByteStream, StoreError> {
    match body {
        Source::Bytes(bytes) => {
            Ok(ByteStream::from(bytes.slice(range.start as usize..range.end as usize)))
        }
        Source::File { path, offset, .. } => ByteStream::read_from()
            .path(path)
            .offset(offset + range.start)
            .length(Length::Exact(range.end - range.start))
            .build()
            .await
            .map_err(StoreError::failed),
    }
}

/// The SHA-256 as the store compares it with what arrived.
async fn checksum(body: &Source) -> Result<Option<String>, StoreError> {
    use base64::Engine as _;
    let checksum = match body {
        Source::Bytes(bytes) => Checksum::of(bytes),
        Source::File { .. } => {
            let bytes = stream(body, 0..body.len()).await?.collect().await;
            Checksum::of(&bytes.map_err(StoreError::failed)?.into_bytes())
        }
    };
    Ok(Some(base64::engine::general_purpose::STANDARD.encode(checksum.bytes())))
}
