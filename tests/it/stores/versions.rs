//! Buckets that keep every version: what is erased is gone in all of them.

use super::place::{Place, first, second};
use crate::support::drafts::draft;
use crate::support::moto::Moto;
use crate::support::skipped;
use aws_sdk_s3::Client;
use aws_sdk_s3::types::{
    BucketLifecycleConfiguration, ExpirationStatus, LifecycleExpiration, LifecycleRule,
    LifecycleRuleFilter, Tag, Tagging,
};
use axum::extract::{Path as UrlPath, Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::routing::{delete, get};
use axum::{Json, Router};
use object_store::ClientOptions;
use object_store::azure::MicrosoftAzureBuilder;
use object_store::gcp::GoogleCloudStorageBuilder;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex};
use ttb_verifier::artifacts::store::{Cloud, Source};
use ttb_verifier::artifacts::{ErasedFor, Found, Key, PartName, Purged, Store, StoreError};

/// Names of all versions and delete markers below a prefix.
async fn versions(client: &Client, bucket: &str, prefix: &str) -> Vec<String> {
    let listed = client.list_object_versions().bucket(bucket).prefix(prefix).send().await.unwrap();
    let versions = listed.versions().iter().filter_map(|version| version.key());
    let markers = listed.delete_markers().iter().filter_map(|marker| marker.key());
    versions.chain(markers).map(str::to_owned).collect()
}

#[tokio::test]
async fn all_versions_of_what_is_erased_are_gone() {
    let Some(moto) = Moto::start() else { return skipped("Moto is not installed") };
    let store = Arc::new(moto.versioned("versions").await);
    let client = moto.client().await;
    let place = Place::over(tempfile::tempdir().unwrap(), store.clone());
    for id in [first(), second()] {
        place.archive.save(draft(id)).await.unwrap();
    }
    place.archive.deliver().await.unwrap();
    // Written again, tagged, held and let go: versions, and markers of what was taken away.
    let text = Key { id: first(), part: PartName::Text };
    store.put(text, &Source::Bytes("an older wording".into())).await.unwrap();
    let key = format!("artifacts/{}", text.path());
    let tags = Tagging::builder()
        .tag_set(Tag::builder().key("class").value("pii").build().unwrap())
        .build()
        .unwrap();
    let tag = client.put_object_tagging().bucket("versions").key(&key).tagging(tags);
    tag.send().await.unwrap();
    client.delete_object().bucket("versions").key(&key).send().await.unwrap();
    place.archive.pin(first(), None).await.unwrap();
    place.archive.unpin(first()).await.unwrap();
    let folder = format!("artifacts/2026/03/25/{}/", first());
    assert!(versions(&client, "versions", &folder).await.len() >= 6);

    // The text has a marker on top and cannot be listed any more: it has to go all the same.
    place.archive.erase(first(), ErasedFor::Request).await.unwrap();
    let left = versions(&client, "versions", &folder).await;
    assert_eq!(left, [format!("{folder}tombstone.json")]);
    assert!(matches!(place.archive.find(first()).await.unwrap(), Some(Found::Erased(_))));
    let other = format!("artifacts/2026/03/25/{}/", second());
    assert_eq!(versions(&client, "versions", &other).await.len(), 4, "and nobody else's");
}

#[tokio::test]
async fn what_a_bucket_s_lifecycle_took_leaves_the_index_with_the_purge() {
    let Some(moto) = Moto::start() else { return skipped("Moto is not installed") };
    let store = Arc::new(moto.versioned("lifecycle").await);
    let client = moto.client().await;
    let rule = LifecycleRule::builder()
        .id("artifacts")
        .filter(LifecycleRuleFilter::builder().prefix("artifacts/").build())
        .expiration(LifecycleExpiration::builder().days(365).build())
        .status(ExpirationStatus::Enabled)
        .build()
        .unwrap();
    let rules = BucketLifecycleConfiguration::builder().rules(rule).build().unwrap();
    let put = client.put_bucket_lifecycle_configuration().bucket("lifecycle");
    put.lifecycle_configuration(rules).send().await.unwrap();

    let place = Place::over(tempfile::tempdir().unwrap(), store);
    let old = crate::support::drafts::id("2025-03-01T00:00:00Z", 0);
    for id in [old, first()] {
        place.archive.save(draft(id)).await.unwrap();
    }
    place.archive.deliver().await.unwrap();
    // Moto has no time of its own: what the rule would do is done by hand.
    let folder = format!("artifacts/2025/03/01/{old}/");
    for key in versions(&client, "lifecycle", &folder).await {
        client.delete_object().bucket("lifecycle").key(key).send().await.unwrap();
    }
    assert_eq!(place.listed().await.len(), 2);
    assert_eq!(place.archive.purge(false).await.unwrap(), Purged::default());
    let left: Vec<_> = place.listed().await.into_iter().map(|(id, _)| id).collect();
    assert_eq!(left, [first()]);
    assert_eq!(place.archive.prove().await.unwrap().problems, [], "what went by age is no gap");
}

/// A server that knows versions as Google and Azure tell of them, and nothing else.
#[derive(Debug, Clone, Default)]
struct Clouds(Arc<Mutex<Kept>>);

#[derive(Debug, Default)]
struct Kept {
    versions: BTreeSet<(String, String)>,
    /// A policy of the bucket's own lets nothing go.
    held: bool,
}

#[expect(clippy::unused_async, reason = "handlers are asynchronous")]
impl Clouds {
    async fn start(&self) -> String {
        let routes = Router::new()
            .route("/storage/v1/b/{bucket}/o", get(Self::google_list))
            .route("/storage/v1/b/{bucket}/o/{name}", delete(Self::google_erase))
            .route("/labels", get(Self::azure_list).post(azure_batch))
            .route("/labels/{*name}", delete(Self::azure_erase))
            // The library's own way to Google's objects.
            .route("/kept/{*name}", delete(async || StatusCode::NOT_FOUND))
            .route("/kept", get(async || "<ListBucketResult></ListBucketResult>"))
            .with_state(self.clone());
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        tokio::spawn(async move { axum::serve(listener, routes).await });
        address
    }

    fn keep(&self, name: &str, versions: &[&str]) {
        let versions = versions.iter().map(|version| (name.to_owned(), (*version).to_owned()));
        self.0.lock().unwrap().versions.extend(versions);
    }

    fn hold(&self, held: bool) {
        self.0.lock().unwrap().held = held;
    }

    fn kept(&self) -> Vec<String> {
        let kept = self.0.lock().unwrap();
        kept.versions.iter().map(|(name, version)| format!("{name} {version}")).collect()
    }

    /// A page of two, and from where to go on.
    fn page(
        &self,
        query: &BTreeMap<String, String>,
        from: &str,
    ) -> (Vec<(String, String)>, String) {
        let prefix = &query["prefix"];
        let from =
            query.get(from).map_or(0, |from| from.trim_end_matches(" & on").parse().unwrap());
        let all = self.0.lock().unwrap();
        let below: Vec<_> = all
            .versions
            .iter()
            .filter(|(name, _)| name.starts_with(prefix.as_str()))
            .cloned()
            .collect();
        let page = below.iter().skip(from).take(2).cloned().collect();
        (page, if below.len() > from + 2 { "0 & on".to_owned() } else { String::new() })
    }

    async fn google_list(
        State(here): State<Self>,
        Query(query): Query<BTreeMap<String, String>>,
    ) -> Json<Value> {
        assert_eq!(query["versions"], "true");
        let (page, next) = here.page(&query, "pageToken");
        let items: Vec<_> =
            page.iter().map(|(name, id)| json!({"name": name, "generation": id})).collect();
        Json(json!({"items": items, "nextPageToken": next}))
    }

    async fn google_erase(
        State(here): State<Self>,
        UrlPath((_, name)): UrlPath<(String, String)>,
        Query(query): Query<BTreeMap<String, String>>,
    ) -> StatusCode {
        here.erase(name, query["generation"].clone())
    }

    async fn azure_list(
        State(here): State<Self>,
        Query(query): Query<BTreeMap<String, String>>,
        headers: HeaderMap,
    ) -> String {
        assert!(headers["authorization"].to_str().unwrap().starts_with("SharedKey labels:"));
        // What the library lists is what is current, and nothing is.
        if query.get("include").is_none_or(|include| include != "versions") {
            return "<EnumerationResults><Blobs/></EnumerationResults>".to_owned();
        }
        let (page, next) = here.page(&query, "marker");
        let blob = |(name, id): &(String, String)| {
            format!("<Blob><Name>{name}</Name><VersionId>{id}</VersionId></Blob>")
        };
        let blobs: String = page.iter().map(blob).collect();
        let next = next.replace('&', "&amp;");
        format!(
            "<EnumerationResults><Blobs>{blobs}</Blobs><NextMarker>{next}</NextMarker>\
             </EnumerationResults>"
        )
    }

    async fn azure_erase(
        State(here): State<Self>,
        UrlPath(name): UrlPath<String>,
        Query(query): Query<BTreeMap<String, String>>,
    ) -> StatusCode {
        match query.get("versionid") {
            Some(id) => here.erase(name, id.clone()),
            None => StatusCode::NOT_FOUND,
        }
    }

    fn erase(&self, name: String, id: String) -> StatusCode {
        let mut kept = self.0.lock().unwrap();
        if kept.held {
            return StatusCode::CONFLICT;
        }
        let erased = kept.versions.remove(&(name, id));
        if erased { StatusCode::ACCEPTED } else { StatusCode::NOT_FOUND }
    }
}

/// Azure's answer to a batch of deletions, of blobs that all have no current version.
async fn azure_batch(batch: String) -> impl axum::response::IntoResponse {
    let headers = batch.lines().filter_map(|line| line.split_once(": "));
    let ids = headers.filter(|(name, _)| name.eq_ignore_ascii_case("content-id"));
    let answer = |(_, id): (&str, &str)| {
        format!(
            "--answers\r\nContent-Type: application/http\r\nContent-ID: {id}\r\n\r\n\
             HTTP/1.1 404 The specified blob does not exist.\r\n\
             x-ms-error-code: BlobNotFound\r\n\r\n"
        )
    };
    let answers: String = ids.map(answer).collect();
    assert!(!answers.is_empty(), "{batch}");
    let kind = [("content-type", "multipart/mixed; boundary=answers")];
    (StatusCode::ACCEPTED, kind, format!("{answers}--answers--\r\n"))
}

#[tokio::test]
async fn versions_on_google_and_azure_are_gone_too() {
    let text = Key { id: first(), part: PartName::Text };
    let result = Key { id: first(), part: PartName::Result };
    let tombstone = format!("artifacts/{}", Key { id: first(), part: PartName::Tombstone }.path());
    let other = format!("artifacts/{}", Key { id: second(), part: PartName::Text }.path());
    for azure in [false, true] {
        let clouds = Clouds::default();
        let base = clouds.start().await;
        let store = if azure {
            let builder = MicrosoftAzureBuilder::new()
                .with_endpoint(base)
                .with_allow_http(true)
                .with_access_key("c2VjcmV0");
            Cloud::azure_by(builder, "labels", "labels")
        } else {
            let key = r#"{"private_key": "", "private_key_id": "", "client_email": "", "disable_oauth": true}"#;
            let options = ClientOptions::new().with_allow_http(true);
            let builder = GoogleCloudStorageBuilder::new()
                .with_base_url(&base)
                .with_client_options(options)
                .with_service_account_key(key);
            Cloud::google_by(builder, "kept")
        };
        for key in [text, result] {
            clouds.keep(&format!("artifacts/{}", key.path()), &["1", "2", "3"]);
        }
        clouds.keep(&tombstone, &["1"]);
        clouds.keep(&other, &["1", "2"]);
        // What may not go is not called erased.
        clouds.hold(true);
        let error = store.erase(result).await.unwrap_err();
        assert!(matches!(error, StoreError::Refused { .. }), "{error}");
        assert!(error.to_string().contains("legal hold"), "{error}");
        assert!(store.clear(first()).await.is_err());
        assert_eq!(clouds.kept().len(), 9);
        clouds.hold(false);

        store.erase(result).await.unwrap();
        assert_eq!(clouds.kept().len(), 6, "{:?}", clouds.kept());
        store.clear(first()).await.unwrap();
        let left = [format!("{tombstone} 1"), format!("{other} 1"), format!("{other} 2")];
        assert_eq!(clouds.kept(), left);
    }
}
