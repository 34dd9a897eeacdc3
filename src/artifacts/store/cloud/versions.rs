//! What the library has no calls for: the versions that a bucket keeps of what was replaced
//! or taken away, and whether it keeps even those for a while when they are erased.

use super::StoreError;
use backon::{ExponentialBuilder, Retryable};
use bytes::Bytes;
use object_store::azure::{AzureAuthorizer, AzureCredentialProvider};
use object_store::client::{HttpRequest, HttpRequestBody};
use object_store::gcp::GcpCredentialProvider;
use reqwest::{Client, Method};
use serde::Deserialize;

const DAY_SECONDS: u64 = 24 * 60 * 60;

/// Tries of one request after the first.
const RETRIES: usize = 3;

/// Whose versions, and how its service is asked.
#[derive(Debug, Clone)]
pub(super) enum Versions {
    Google { base: String, bucket: String, credentials: GcpCredentialProvider },
    Azure { base: String, account: String, container: String, credentials: AzureCredentialProvider },
}

/// One version of one object.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
struct Version {
    name: String,
    #[serde(rename = "generation")]
    id: String,
}

/// Some of them, and from where to go on.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct Page {
    items: Vec<Version>,
    next_page_token: Option<String>,
}

impl Versions {
    /// Takes all versions of some objects below a prefix away. On Azure the current one of
    /// each has to be gone already: it has no version of its own that could go.
    pub(super) async fn erase(
        &self,
        prefix: &str,
        goes: impl Fn(&str) -> bool + Send + Sync,
    ) -> Result<(), StoreError> {
        let client = Client::new();
        let mut from = None;
        loop {
            let page = self.page(&client, prefix, from.as_deref()).await?;
            let going: Vec<_> = page.items.iter().filter(|item| goes(&item.name)).collect();
            for version in going {
                self.erase_one(&client, version).await?;
            }
            from = page.next_page_token.filter(|token| !token.is_empty());
            if from.is_none() {
                return Ok(());
            }
        }
    }

    /// For how long the bucket keeps what is erased, and what to tell it instead.
    pub(super) async fn lingering(&self) -> Result<Option<String>, StoreError> {
        let address = match self {
            Self::Google { base, bucket, .. } => {
                format!("{base}/storage/v1/b/{bucket}?fields=softDeletePolicy")
            }
            Self::Azure { base, .. } => format!("{base}/?restype=service&comp=properties"),
        };
        let answer = self.send(&Client::new(), Method::GET, &address).await?;
        let answer = answer.ok_or_else(|| StoreError::refused("the bucket does not exist"))?;
        Ok(match self {
            Self::Google { bucket, .. } => google_days(&answer)?.map(|days| {
                format!(
                    "the bucket keeps what is erased for {days} more days: gcloud storage buckets \
                     update gs://{bucket} --clear-soft-delete ends that"
                )
            }),
            Self::Azure { account, .. } => azure_days(&answer).map(|days| {
                format!(
                    "the account keeps what is erased for {days} more days: az storage account \
                     blob-service-properties update --account-name {account} \
                     --enable-delete-retention false ends that"
                )
            }),
        })
    }

    async fn page(
        &self,
        client: &Client,
        prefix: &str,
        from: Option<&str>,
    ) -> Result<Page, StoreError> {
        let (address, names) = match self {
            Self::Google { base, bucket, .. } => (
                format!("{base}/storage/v1/b/{bucket}/o"),
                [("versions", "true"), ("prefix", prefix), ("pageToken", from.unwrap_or_default())]
                    .to_vec(),
            ),
            Self::Azure { base, container, .. } => (
                format!("{base}/{container}"),
                [
                    ("restype", "container"),
                    ("comp", "list"),
                    ("include", "versions"),
                    ("prefix", prefix),
                    ("marker", from.unwrap_or_default()),
                ]
                .to_vec(),
            ),
        };
        let given = names.iter().filter(|(_, value)| !value.is_empty()).collect::<Vec<_>>();
        let query = serde_urlencoded::to_string(given).map_err(StoreError::failed)?;
        let answer = self.send(client, Method::GET, &format!("{address}?{query}")).await?;
        match self {
            Self::Google { .. } => {
                serde_json::from_slice(&answer.unwrap_or_default()).map_err(StoreError::failed)
            }
            // An account that cannot keep versions refuses to list them.
            Self::Azure { .. } => Ok(answer.map(|xml| listed(&xml)).unwrap_or_default()),
        }
    }

    async fn erase_one(&self, client: &Client, version: &Version) -> Result<(), StoreError> {
        // Our names are of letters, digits, dots, hyphens and slashes.
        let Version { name, id } = version;
        let address = match self {
            Self::Google { base, bucket, .. } => {
                let name = name.replace('/', "%2F");
                format!("{base}/storage/v1/b/{bucket}/o/{name}?generation={id}")
            }
            Self::Azure { base, container, .. } => {
                let id = serde_urlencoded::to_string([("versionid", id)]);
                format!("{base}/{container}/{name}?{}", id.map_err(StoreError::failed)?)
            }
        };
        self.send(client, Method::DELETE, &address).await.map(drop)
    }

    /// The answer's body; `None` where there is no such thing or no such call.
    async fn send(
        &self,
        client: &Client,
        method: Method,
        address: &str,
    ) -> Result<Option<Bytes>, StoreError> {
        let once = || self.send_once(client, method.clone(), address);
        let waits = ExponentialBuilder::default().with_jitter().with_max_times(RETRIES);
        let again = |error: &StoreError| matches!(error, StoreError::Unavailable { .. });
        once.retry(waits).when(again).await
    }

    async fn send_once(
        &self,
        client: &Client,
        method: Method,
        address: &str,
    ) -> Result<Option<Bytes>, StoreError> {
        let mut request = HttpRequest::new(HttpRequestBody::empty());
        *request.method_mut() = method;
        *request.uri_mut() = address.parse().map_err(StoreError::failed)?;
        let failed = |error| super::explain(&error);
        let mut sent = match self {
            Self::Google { credentials, .. } => {
                let credential = credentials.get_credential().await.map_err(failed)?;
                let sent = client.request(request.method().clone(), address);
                if credential.bearer.is_empty() {
                    sent
                } else {
                    sent.bearer_auth(&credential.bearer)
                }
            }
            Self::Azure { credentials, account, .. } => {
                let credential = credentials.get_credential().await.map_err(failed)?;
                let signed = AzureAuthorizer::new(&credential, account).try_authorize(&mut request);
                signed.map_err(failed)?;
                client
                    .request(request.method().clone(), request.uri().to_string())
                    .headers(request.headers().clone())
            }
        };
        sent = sent.timeout(std::time::Duration::from_secs(20));
        let is_azure = matches!(self, Self::Azure { .. });
        let is_question = request.method() == Method::GET;
        let answer = sent.send().await.map_err(StoreError::unavailable)?;
        let status = answer.status().as_u16();
        match status {
            200..=299 => answer.bytes().await.map(Some).map_err(StoreError::unavailable),
            404 => Ok(None),
            // To Azure, a list of what the account cannot keep is no good question.
            400 | 409 if is_azure && is_question => Ok(None),
            409 | 412 => {
                let reason = "a policy, a lock or a legal hold of the bucket's own keeps it";
                Err(StoreError::refused(format!("{reason} ({status})")))
            }
            401 | 403 => {
                let reason = "the credentials may not do this with versions or settings of the \
                              bucket, or a policy of its own forbids it";
                Err(StoreError::refused(format!("{reason} ({status})")))
            }
            429 | 500.. => Err(StoreError::unavailable(format!("the server answered {status}"))),
            _ => Err(StoreError::failed(format!("the server answered {status}"))),
        }
    }
}

/// Azure's list of blobs, of which a name, a version and whether it is the current one are
/// looked at.
fn listed(xml: &[u8]) -> Page {
    let xml = String::from_utf8_lossy(xml);
    let blobs = xml.split("<Blob>").skip(1);
    let items = blobs.filter_map(|blob| {
        let is_current = text(blob, "IsCurrentVersion").is_some_and(|current| current == "true");
        let version = Version { name: text(blob, "Name")?, id: text(blob, "VersionId")? };
        (!is_current).then_some(version)
    });
    Page { items: items.collect(), next_page_token: text(&xml, "NextMarker") }
}

/// Days of a bucket's soft delete; `None` where it has none.
fn google_days(json: &[u8]) -> Result<Option<u64>, StoreError> {
    #[derive(Default, Deserialize)]
    #[serde(rename_all = "camelCase", default)]
    struct Bucket {
        soft_delete_policy: Policy,
    }
    #[derive(Default, Deserialize)]
    #[serde(rename_all = "camelCase", default)]
    struct Policy {
        /// Google's numbers of 64 bits are texts.
        retention_duration_seconds: String,
    }
    let bucket: Bucket = serde_json::from_slice(json).map_err(StoreError::failed)?;
    let seconds: u64 = bucket.soft_delete_policy.retention_duration_seconds.parse().unwrap_or(0);
    Ok(Some(seconds.div_ceil(DAY_SECONDS)).filter(|&days| days > 0))
}

/// Days of an account's soft delete; `None` where it has none.
fn azure_days(xml: &[u8]) -> Option<u64> {
    let policy = text(&String::from_utf8_lossy(xml), "DeleteRetentionPolicy")?;
    let enabled = text(&policy, "Enabled")? == "true";
    let days = text(&policy, "Days").and_then(|days| days.parse().ok()).unwrap_or(1);
    enabled.then_some(days)
}

fn text(xml: &str, tag: &str) -> Option<String> {
    let (_, rest) = xml.split_once(&format!("<{tag}>"))?;
    let (text, _) = rest.split_once(&format!("</{tag}>"))?;
    Some(text.replace("&amp;", "&"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_of_blobs_is_read_but_for_the_current_ones() {
        let xml = "<EnumerationResults><Blobs>\
            <Blob><Name>artifacts/a</Name><VersionId>2026-03-25T12:00:00.1Z</VersionId>\
            <Properties/></Blob>\
            <Blob><Name>artifacts/b</Name><VersionId>2026-03-26T12:00:00.1Z</VersionId>\
            <IsCurrentVersion>true</IsCurrentVersion></Blob>\
            <Blob><Name>artifacts/c</Name></Blob>\
            </Blobs><NextMarker>a&amp;b</NextMarker></EnumerationResults>";
        let version =
            Version { name: "artifacts/a".to_owned(), id: "2026-03-25T12:00:00.1Z".to_owned() };
        let expected = Page { items: vec![version], next_page_token: Some("a&b".to_owned()) };
        assert_eq!(listed(xml.as_bytes()), expected);
        assert_eq!(listed(b"<NextMarker />"), Page::default());
    }

    #[test]
    fn how_long_what_is_erased_stays_is_read_from_the_settings() {
        let google = |json: &str| google_days(json.as_bytes()).unwrap();
        let policy = r#"{"softDeletePolicy": {"retentionDurationSeconds": "604800"}}"#;
        assert_eq!(google(policy), Some(7));
        assert_eq!(google(&policy.replace("604800", "0")), None);
        assert_eq!(google("{}"), None);
        let azure = |policy: &str| {
            let xml = format!(
                "<StorageServiceProperties><Logging><RetentionPolicy><Enabled>true</Enabled>\
                 <Days>3</Days></RetentionPolicy></Logging>{policy}</StorageServiceProperties>"
            );
            azure_days(xml.as_bytes())
        };
        let policy = "<DeleteRetentionPolicy><Enabled>true</Enabled><Days>7</Days>\
                      </DeleteRetentionPolicy>";
        assert_eq!(azure(policy), Some(7));
        assert_eq!(azure(&policy.replace("true", "false")), None);
        assert_eq!(azure(""), None);
    }
}
