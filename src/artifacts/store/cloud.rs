//! Google Cloud Storage and Azure Blob, each by its own credentials.

mod versions;

use super::{Blob, Listed, Source, Store, StoreError, clear_listed};
use crate::artifacts::part::{folder, parse_path};
use crate::artifacts::{ArtifactId, Key, PartName, UploadKey};
use async_trait::async_trait;
use bytes::Bytes;
use futures::stream::BoxStream;
use futures::{StreamExt, TryStreamExt, future};
use object_store::azure::{AzureConfigKey, MicrosoftAzureBuilder};
use object_store::gcp::{GoogleCloudStorageBuilder, GoogleConfigKey};
use object_store::path::Path;
use object_store::{
    Attribute, Attributes, Error, GetOptions, ObjectMeta, ObjectStore, ObjectStoreExt,
    PutMultipartOptions, PutOptions, PutPayload,
};
use std::collections::BTreeSet;
use std::io::{self, Read, Seek, SeekFrom};
use std::ops::Range;
use std::sync::Arc;
use uuid::Uuid;
use versions::Versions;

const PREFIX: &str = "artifacts";

/// Larger bodies go up in pieces of this size, so that memory has a bound.
const PIECE: u64 = 8 * 1024 * 1024;

/// A bucket or container of another cloud than Amazon's.
#[derive(Debug, Clone)]
pub struct Cloud {
    /// Or why it cannot even be tried.
    store: Result<Arc<dyn ObjectStore>, StoreError>,
    /// `None` for a store that keeps none.
    versions: Option<Versions>,
    address: String,
}

impl Cloud {
    /// A bucket by the variables that Google's own tools use, or the machine's role.
    #[must_use]
    pub fn google(bucket: &str) -> Self {
        Self::google_by(GoogleCloudStorageBuilder::from_env(), bucket)
    }

    /// A bucket by settings of the caller's.
    #[must_use]
    pub fn google_by(builder: GoogleCloudStorageBuilder, bucket: &str) -> Self {
        use_our_tls();
        let base = builder.get_config_value(&GoogleConfigKey::BaseUrl);
        let base = base.as_deref().unwrap_or("https://storage.googleapis.com");
        let base = base.trim_end_matches('/').to_owned();
        let address = format!("gs://{bucket}");
        match builder.with_bucket_name(bucket).build() {
            Ok(store) => {
                let credentials = Arc::clone(store.credentials());
                let bucket = bucket.to_owned();
                let versions = Versions::Google { base, bucket, credentials };
                Self { store: Ok(Arc::new(store)), versions: Some(versions), address }
            }
            Err(error) => Self::impossible(&error, address),
        }
    }

    /// A container by the variables that Azure's own tools use, or the machine's identity.
    #[must_use]
    pub fn azure(account: &str, container: &str) -> Self {
        Self::azure_by(MicrosoftAzureBuilder::from_env(), account, container)
    }

    /// A container by settings of the caller's.
    #[must_use]
    pub fn azure_by(builder: MicrosoftAzureBuilder, account: &str, container: &str) -> Self {
        use_our_tls();
        let base = builder.get_config_value(&AzureConfigKey::Endpoint);
        let base = base.unwrap_or_else(|| format!("https://{account}.blob.core.windows.net"));
        let base = base.trim_end_matches('/').to_owned();
        let address = format!("az://{account}/{container}");
        match builder.with_account(account).with_container_name(container).build() {
            Ok(store) => {
                let versions = Versions::Azure {
                    base,
                    account: account.to_owned(),
                    container: container.to_owned(),
                    credentials: Arc::clone(store.credentials()),
                };
                Self { store: Ok(Arc::new(store)), versions: Some(versions), address }
            }
            Err(error) => Self::impossible(&error, address),
        }
    }

    fn impossible(error: &Error, address: String) -> Self {
        Self { store: Err(StoreError::refused(error)), versions: None, address }
    }

    /// Any store of the library's.
    #[must_use]
    pub fn new(store: Arc<dyn ObjectStore>, address: String) -> Self {
        Self { store: Ok(store), versions: None, address }
    }

    /// Takes older versions away, where they are kept, of what is not there any more.
    async fn erase_versions(
        &self,
        prefix: &str,
        goes: impl Fn(&str) -> bool + Send + Sync,
    ) -> Result<(), StoreError> {
        match &self.versions {
            Some(versions) => versions.erase(prefix, goes).await,
            None => Ok(()),
        }
    }

    fn store(&self) -> Result<&Arc<dyn ObjectStore>, StoreError> {
        self.store.as_ref().map_err(Clone::clone)
    }

    async fn put_in_pieces(
        &self,
        path: &Path,
        attributes: Attributes,
        body: &Source,
    ) -> Result<(), StoreError> {
        let options = PutMultipartOptions { attributes, ..PutMultipartOptions::default() };
        let mut upload = self
            .store()?
            .put_multipart_opts(path, options)
            .await
            .map_err(|error| explain(&error))?;
        let sent = async {
            for start in (0..body.len()).step_by(PIECE as usize) {
                let piece = read(body, start..body.len().min(start + PIECE)).await?;
                upload.put_part(piece.into()).await.map_err(|error| explain(&error))?;
            }
            upload.complete().await.map_err(|error| explain(&error))
        }
        .await;
        match sent {
            Ok(_) => Ok(()),
            Err(error) => {
                // What stays behind costs money until the bucket's lifecycle takes it.
                if let Err(error) = upload.abort().await {
                    tracing::warn!(%path, %error, "an unfinished upload stays behind");
                }
                Err(error)
            }
        }
    }
}

impl Cloud {
    async fn put_object(
        &self,
        path: &Path,
        kind: &'static str,
        body: &Source,
    ) -> Result<(), StoreError> {
        let attributes = Attributes::from_iter([(Attribute::ContentType, kind)]);
        if body.len() > PIECE {
            return self.put_in_pieces(path, attributes, body).await;
        }
        let payload = PutPayload::from(read(body, 0..body.len()).await?);
        let options = PutOptions { attributes, ..PutOptions::default() };
        let put = self.store()?.put_opts(path, payload, options).await;
        put.map(|_| ()).map_err(|error| explain(&error))
    }

    async fn get_object(
        &self,
        path: &Path,
        range: Option<Range<u64>>,
    ) -> Result<Option<Blob>, StoreError> {
        let options = GetOptions { range: range.map(Into::into), ..GetOptions::default() };
        match self.store()?.get_opts(path, options).await {
            Ok(got) => {
                let size = got.meta.size;
                let bytes = got.into_stream().map_err(|error| explain(&error)).boxed();
                Ok(Some(Blob { size, bytes }))
            }
            Err(Error::NotFound { .. }) => Ok(None),
            Err(error) => Err(explain(&error)),
        }
    }

    async fn erase_object(&self, path: &Path) -> Result<(), StoreError> {
        match self.store()?.delete(path).await {
            Ok(()) | Err(Error::NotFound { .. }) => {}
            Err(error) => return Err(explain(&error)),
        }
        let path = path.to_string();
        self.erase_versions(&path, |name| name == path).await
    }
}

#[async_trait]
impl Store for Cloud {
    async fn put(&self, key: Key, body: &Source) -> Result<(), StoreError> {
        self.put_object(&path(key), key.part.content_type(), body).await
    }

    async fn get(&self, key: Key, range: Option<Range<u64>>) -> Result<Option<Blob>, StoreError> {
        if range.as_ref().is_some_and(Range::is_empty) {
            return Ok(Some(Blob { size: 0, bytes: futures::stream::empty().boxed() }));
        }
        self.get_object(&path(key), range).await
    }

    async fn parts(&self, id: ArtifactId) -> Result<Vec<(PartName, u64)>, StoreError> {
        let prefix = Path::from(format!("{PREFIX}/{}", folder(id)));
        let mut parts = Vec::new();
        let mut listed = self.store()?.list(Some(&prefix));
        while let Some(object) = listed.try_next().await.map_err(|error| explain(&error))? {
            parts.extend(key_of(&object.location).map(|key| (key.part, object.size)));
        }
        Ok(parts)
    }

    async fn after(&self, id: Option<ArtifactId>, most: usize) -> Result<Vec<Listed>, StoreError> {
        let prefix = Path::from(PREFIX);
        let mut listed = match id {
            // `0` follows `/`: everything in the folder of `id` is passed over.
            Some(id) => {
                let offset = Path::from(format!("{PREFIX}/{}0", folder(id)));
                listed_after(&**self.store()?, &prefix, offset)
            }
            None => self.store()?.list(Some(&prefix)),
        };
        let mut found: Vec<Listed> = Vec::new();
        while let Some(object) = listed.try_next().await.map_err(|error| explain(&error))? {
            let Some(key) = key_of(&object.location) else { continue };
            let part = (key.part, object.size);
            if let Some(last) = found.last_mut().filter(|last| last.id == key.id) {
                last.parts.push(part);
            } else if found.len() < most {
                found.push(Listed { id: key.id, parts: vec![part] });
            } else {
                break;
            }
        }
        Ok(found)
    }

    async fn erase(&self, key: Key) -> Result<(), StoreError> {
        self.erase_object(&path(key)).await
    }

    async fn put_upload(&self, key: UploadKey, body: &Source) -> Result<(), StoreError> {
        self.put_object(&Path::from(key.path()), "application/octet-stream", body).await
    }

    async fn get_upload(&self, key: UploadKey) -> Result<Option<Blob>, StoreError> {
        self.get_object(&Path::from(key.path()), None).await
    }

    async fn erase_uploads(&self, owner: Uuid) -> Result<(), StoreError> {
        let prefix = Path::from(UploadKey::folder(owner));
        let listed = self.store()?.list(Some(&prefix));
        let listed: Vec<_> = listed.try_collect().await.map_err(|error| explain(&error))?;
        for object in listed {
            self.erase_object(&object.location).await?;
        }
        Ok(())
    }

    async fn upload_owners(
        &self,
        after: Option<Uuid>,
        most: usize,
    ) -> Result<Vec<Uuid>, StoreError> {
        let prefix = Path::from(UploadKey::PREFIX);
        let mut listed = match after {
            // `0` follows `/`: everything in the folder of `after` is passed over.
            Some(after) => {
                let offset = Path::from(format!("{}{after}0", UploadKey::PREFIX));
                listed_after(&**self.store()?, &prefix, offset)
            }
            None => self.store()?.list(Some(&prefix)),
        };
        let mut owners = BTreeSet::new();
        while let Some(object) = listed.try_next().await.map_err(|error| explain(&error))? {
            owners.extend(UploadKey::parse(object.location.as_ref()).map(|key| key.owner));
            if owners.len() > most {
                break;
            }
        }
        Ok(owners.into_iter().take(most).collect())
    }

    async fn clear(&self, id: ArtifactId) -> Result<(), StoreError> {
        clear_listed(self, id).await?;
        // Of parts that were taken away before, too.
        let stone = path(Key { id, part: PartName::Tombstone }).to_string();
        let prefix = format!("{PREFIX}/{}/", folder(id));
        self.erase_versions(&prefix, |name| name != stone).await
    }

    async fn probe(&self) -> Result<(), StoreError> {
        let path = Path::from("probe/ttb-verifier");
        let payload = PutPayload::from_static(b"ttb-verifier");
        self.store()?.put(&path, payload).await.map_err(|error| explain(&error))?;
        self.store()?.delete(&path).await.map_err(|error| explain(&error))
    }

    async fn lingering(&self) -> Result<Option<String>, StoreError> {
        self.store()?;
        match &self.versions {
            Some(versions) => versions.lingering().await,
            None => Ok(None),
        }
    }

    fn address(&self) -> String {
        self.address.clone()
    }
}

/// The library's client takes the process's TLS, which has to be named before.
fn use_our_tls() {
    // Whoever named one before was us.
    let _ = rustls::crypto::ring::default_provider().install_default();
}

/// What is listed behind `offset`. Not every service that speaks Azure's protocol heeds where
/// a listing is to start.
fn listed_after(
    store: &dyn ObjectStore,
    prefix: &Path,
    offset: Path,
) -> BoxStream<'static, object_store::Result<ObjectMeta>> {
    let listed = store.list_with_offset(Some(prefix), &offset);
    listed.try_filter(move |object| future::ready(object.location > offset)).boxed()
}

fn path(key: Key) -> Path {
    Path::from(format!("{PREFIX}/{}", key.path()))
}

fn key_of(path: &Path) -> Option<Key> {
    parse_path(path.as_ref().strip_prefix(PREFIX)?.strip_prefix('/')?)
}

async fn read(body: &Source, range: Range<u64>) -> Result<Bytes, StoreError> {
    match body {
        Source::Bytes(bytes) => Ok(bytes.slice(range.start as usize..range.end as usize)),
        Source::File { path, offset, .. } => {
            let (path, offset) = (path.clone(), *offset);
            let read = tokio::task::spawn_blocking(move || {
                let mut file = std::fs::File::open(path)?;
                file.seek(SeekFrom::Start(offset + range.start))?;
                let mut bytes = vec![0; (range.end - range.start) as usize];
                file.read_exact(&mut bytes)?;
                io::Result::Ok(Bytes::from(bytes))
            });
            read.await.map_err(io::Error::other).flatten().map_err(StoreError::failed)
        }
    }
}

fn explain(error: &Error) -> StoreError {
    match error {
        Error::NotFound { .. } => StoreError::refused("the bucket does not exist"),
        Error::PermissionDenied { .. } => {
            StoreError::refused("the credentials may not do this with the bucket")
        }
        Error::Unauthenticated { .. } => {
            StoreError::refused("the credentials are not valid or have expired")
        }
        // Retried by the library until it gave up.
        Error::Generic { .. } => StoreError::unavailable(error),
        _ => StoreError::failed(error),
    }
}
