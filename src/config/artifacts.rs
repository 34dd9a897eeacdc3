//! What is kept of a request, where, and for how long.

use super::Env;
use secrecy::SecretString;
use std::fmt;
use std::num::NonZeroU32;
use std::path::PathBuf;
use std::str::FromStr;

const MEGABYTE: u64 = 1024 * 1024;

#[derive(Debug, Clone)]
pub struct ArtifactConfig {
    /// Without it nothing is kept, and asking for it is refused.
    pub enabled: bool,
    /// Whether a request that does not say is kept. Off: a label is somebody's unfiled work.
    pub default_save: bool,
    pub store: StoreAddress,
    /// A year, after which an approval is rarely asked about.
    pub retention_days: u32,
    /// Pictures are the bulk of what is kept, and what was read the most telling of it.
    pub image_days: Option<u32>,
    pub text_days: Option<u32>,
    pub result_days: Option<u32>,
    /// All by default: an auditor asks for the check that was wrong, not for the last.
    pub keep_last: Option<u32>,
    /// A month: every byte is read, which a bucket charges for. 0 for never.
    pub verify_days: u32,
    pub parts: KeptParts,
    pub client_ip: ClientIp,
    /// Keyed, because all addresses can be tried against a plain hash within a minute.
    pub client_ip_key: Option<SecretString>,
    /// On a disk of the machine's own: it has to work while the store does not.
    pub spool: PathBuf,
    /// A thousand and more requests of a megabyte each: an hour of a busy season.
    pub spool_bytes: u64,
    pub s3_encryption: S3Encryption,
    /// The key's id or ARN; the account's own key for S3 when unset.
    pub s3_kms_key: Option<String>,
    /// `host/bucket/key` instead of `bucket.host/key`; by default wherever an endpoint is set.
    pub s3_path_style: Option<bool>,
}

impl ArtifactConfig {
    pub(super) fn from_env(env: &mut Env) -> Self {
        let enabled =
            env.parse("ARTIFACT_STORAGE_ENABLED", "Whether requests can be stored.", true);
        let default_save = env.parse(
            "ARTIFACT_DEFAULT_SAVE",
            "Whether a request is stored that does not say save_artifact.",
            false,
        );
        if default_save && !enabled {
            env.problem("ARTIFACT_DEFAULT_SAVE", "needs ARTIFACT_STORAGE_ENABLED");
        }
        let client_ip = env.parse(
            "ARTIFACT_CLIENT_IP",
            "How a client's address is stored: plain, hashed or omitted.",
            ClientIp::Plain,
        );
        let client_ip_key =
            env.secret("ARTIFACT_CLIENT_IP_KEY", "The key by which addresses are hashed.");
        if client_ip == ClientIp::Hashed && client_ip_key.is_none() {
            env.problem("ARTIFACT_CLIENT_IP_KEY", "is needed for hashed addresses");
        }
        Self {
            enabled,
            default_save,
            store: store(env),
            retention_days: env.within(
                "ARTIFACT_RETENTION_DAYS",
                "Days after which stored requests are erased.",
                365,
                1..=36_500,
            ),
            image_days: at_least_one(env, "ARTIFACT_IMAGE_DAYS", "Days after which pictures are let go, where fewer."),
            text_days: at_least_one(env, "ARTIFACT_TEXT_DAYS", "Days after which what was read is let go, where fewer."),
            result_days: at_least_one(env, "ARTIFACT_RESULT_DAYS", "Days after which reports are let go, where fewer."),
            keep_last: at_least_one(
                env,
                "ARTIFACT_KEEP_LAST",
                "How many verifications of one application_id are kept; older ones are erased.",
            ),
            verify_days: env.within(
                "ARTIFACT_VERIFY_DAYS",
                "Days between two comparisons of all that is stored with what was written; 0 for none.",
                30,
                0..=365,
            ),
            parts: env.parse(
                "ARTIFACT_PARTS",
                "What is stored beside the metadata, of image, text and result.",
                KeptParts::default(),
            ),
            client_ip,
            client_ip_key,
            spool: env.path(
                "ARTIFACT_SPOOL",
                "Folder where requests wait for the store.",
                "data/spool".into(),
            ),
            spool_bytes: MEGABYTE
                * env.within(
                    "ARTIFACT_SPOOL_MAX_MB",
                    "What may wait for the store, in megabytes.",
                    1024,
                    1..=1_048_576,
                ),
            s3_encryption: env.parse(
                "ARTIFACT_S3_ENCRYPTION",
                "How S3 encrypts: AES256, aws:kms, or bucket for the bucket's own setting.",
                S3Encryption::Aes256,
            ),
            s3_kms_key: env.optional("ARTIFACT_S3_KMS_KEY", "The key for aws:kms."),
            s3_path_style: env.optional(
                "ARTIFACT_S3_PATH_STYLE",
                "Whether the bucket stands in the path; by default where AWS_ENDPOINT_URL is set.",
            ),
        }
    }
}

fn at_least_one(env: &mut Env, name: &'static str, about: &'static str) -> Option<u32> {
    let number: Option<NonZeroU32> = env.optional(name, about);
    number.map(NonZeroU32::get)
}

/// Two names for one thing; they may not differ.
fn store(env: &mut Env) -> StoreAddress {
    let named = env.is_set("ARTIFACT_STORE");
    let store = env.parse(
        "ARTIFACT_STORE",
        "Where requests are stored: file:DIR, s3://BUCKET, gs://BUCKET or az://ACCOUNT/CONTAINER.",
        StoreAddress::Folder("data/artifacts".into()),
    );
    let bucket: Option<Bucket> =
        env.optional("ARTIFACT_S3_BUCKET", "The same as ARTIFACT_STORE=s3://BUCKET.");
    let Some(Bucket(bucket)) = bucket else { return store };
    let by_bucket = StoreAddress::S3 { bucket };
    if named && store != by_bucket {
        env.problem("ARTIFACT_S3_BUCKET", "names another store than ARTIFACT_STORE");
    }
    by_bucket
}

/// Where artifacts go.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StoreAddress {
    Folder(PathBuf),
    S3 { bucket: String },
    Google { bucket: String },
    Azure { account: String, container: String },
}

impl StoreAddress {
    /// Whether it is reached by a network.
    #[must_use]
    pub const fn is_remote(&self) -> bool {
        !matches!(self, Self::Folder(_))
    }
}

/// What was given names no store.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotAStore {
    #[error("has to begin with file:, s3://, gs:// or az://")]
    Scheme,
    #[error("names no folder")]
    NoFolder,
    #[error("has to be a bucket's name: letters, digits, dots and hyphens, and no path")]
    Bucket,
}

impl FromStr for StoreAddress {
    type Err = NotAStore;

    fn from_str(text: &str) -> Result<Self, NotAStore> {
        if let Some(folder) = text.strip_prefix("file:") {
            let folder = folder.strip_prefix("//").unwrap_or(folder);
            let folder = Some(folder).filter(|folder| !folder.is_empty());
            return folder.map(|folder| Self::Folder(folder.into())).ok_or(NotAStore::NoFolder);
        }
        let bucket = |text: &str| text.parse().map(|Bucket(bucket)| bucket);
        if let Some(name) = text.strip_prefix("s3://") {
            return Ok(Self::S3 { bucket: bucket(name)? });
        }
        if let Some(name) = text.strip_prefix("gs://") {
            return Ok(Self::Google { bucket: bucket(name)? });
        }
        if let Some(name) = text.strip_prefix("az://") {
            let (account, container) = name.split_once('/').ok_or(NotAStore::Bucket)?;
            return Ok(Self::Azure { account: bucket(account)?, container: bucket(container)? });
        }
        Err(NotAStore::Scheme)
    }
}

impl fmt::Display for StoreAddress {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Folder(folder) => write!(formatter, "file:{}", folder.display()),
            Self::S3 { bucket } => write!(formatter, "s3://{bucket}"),
            Self::Google { bucket } => write!(formatter, "gs://{bucket}"),
            Self::Azure { account, container } => write!(formatter, "az://{account}/{container}"),
        }
    }
}

/// A bucket's name.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Bucket(String);

impl FromStr for Bucket {
    type Err = NotAStore;

    fn from_str(text: &str) -> Result<Self, NotAStore> {
        let text = text.strip_suffix('/').unwrap_or(text);
        let allowed = |c: char| c.is_ascii_alphanumeric() || ".-_".contains(c);
        let good = (3..=222).contains(&text.len()) && text.chars().all(allowed);
        if good { Ok(Self(text.to_owned())) } else { Err(NotAStore::Bucket) }
    }
}

impl fmt::Display for Bucket {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

/// Which parts are kept beside the metadata.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KeptParts {
    pub image: bool,
    pub text: bool,
    pub result: bool,
}

impl Default for KeptParts {
    fn default() -> Self {
        Self { image: true, text: true, result: true }
    }
}

impl FromStr for KeptParts {
    type Err = NotAPart;

    fn from_str(text: &str) -> Result<Self, NotAPart> {
        let mut kept = Self { image: false, text: false, result: false };
        for part in text.split(',').map(str::trim).filter(|part| !part.is_empty()) {
            match part {
                "image" => kept.image = true,
                "text" => kept.text = true,
                "result" => kept.result = true,
                "none" => {}
                _ => return Err(NotAPart),
            }
        }
        Ok(kept)
    }
}

/// What was given is no part.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("has to be of image, text and result, separated by commas, or none")]
pub struct NotAPart;

impl fmt::Display for KeptParts {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let all = [(self.image, "image"), (self.text, "text"), (self.result, "result")];
        let kept: Vec<_> = all.iter().filter(|(kept, _)| *kept).map(|(_, name)| *name).collect();
        formatter.write_str(if kept.is_empty() { "none" } else { "" })?;
        formatter.write_str(&kept.join(","))
    }
}

/// How a client's address is stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ClientIp {
    Plain,
    Hashed,
    Omitted,
}

impl FromStr for ClientIp {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, &'static str> {
        match text {
            "plain" => Ok(Self::Plain),
            "hashed" => Ok(Self::Hashed),
            "omitted" => Ok(Self::Omitted),
            _ => Err("has to be plain, hashed or omitted"),
        }
    }
}

impl fmt::Display for ClientIp {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Plain => "plain",
            Self::Hashed => "hashed",
            Self::Omitted => "omitted",
        })
    }
}

/// How S3 encrypts what it keeps.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum S3Encryption {
    /// With keys of the store's own.
    Aes256,
    /// With a key of AWS KMS.
    Kms,
    /// As the bucket is set up.
    Bucket,
}

impl FromStr for S3Encryption {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, &'static str> {
        match text {
            "AES256" => Ok(Self::Aes256),
            "aws:kms" => Ok(Self::Kms),
            "bucket" => Ok(Self::Bucket),
            _ => Err("has to be AES256, aws:kms or bucket"),
        }
    }
}

impl fmt::Display for S3Encryption {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Aes256 => "AES256",
            Self::Kms => "aws:kms",
            Self::Bucket => "bucket",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Config;

    #[test]
    fn an_address_names_a_store_and_nothing_more() {
        let cases = [
            ("file:data/artifacts", Ok("file:data/artifacts")),
            ("file:///srv/artifacts", Ok("file:/srv/artifacts")),
            ("s3://labels-2026", Ok("s3://labels-2026")),
            ("s3://labels-2026/", Ok("s3://labels-2026")),
            ("gs://labels.example", Ok("gs://labels.example")),
            ("az://account/labels", Ok("az://account/labels")),
            ("s3://labels/folder", Err(NotAStore::Bucket)),
            ("s3://", Err(NotAStore::Bucket)),
            ("az://labels", Err(NotAStore::Bucket)),
            ("file:", Err(NotAStore::NoFolder)),
            ("/srv/artifacts", Err(NotAStore::Scheme)),
        ];
        for (text, expected) in cases {
            let store = text.parse::<StoreAddress>().map(|store| store.to_string());
            assert_eq!(store.as_deref(), expected.as_ref().copied(), "{text}");
        }
    }

    #[test]
    fn a_bucket_by_its_own_name_is_the_store_and_may_not_contradict_it() {
        let store = |pairs: &[(&str, &str)]| {
            Config::from_env(Env::of(pairs.iter().copied()))
                .map(|(config, _)| config.artifacts.store.to_string())
        };
        assert_eq!(store(&[]).unwrap(), "file:data/artifacts");
        assert_eq!(store(&[("ARTIFACT_S3_BUCKET", "labels")]).unwrap(), "s3://labels");
        let same = [("ARTIFACT_S3_BUCKET", "labels"), ("ARTIFACT_STORE", "s3://labels")];
        assert_eq!(store(&same).unwrap(), "s3://labels");
        let other = [("ARTIFACT_S3_BUCKET", "labels"), ("ARTIFACT_STORE", "file:x")];
        assert_eq!(store(&other).unwrap_err().problems[0].name, "ARTIFACT_S3_BUCKET");
    }

    #[test]
    fn what_needs_something_else_says_so() {
        let problem = |pairs: &[(&str, &str)]| {
            Config::from_env(Env::of(pairs.iter().copied())).unwrap_err().problems[0].name
        };
        assert_eq!(problem(&[("ARTIFACT_CLIENT_IP", "hashed")]), "ARTIFACT_CLIENT_IP_KEY");
        let off = [("ARTIFACT_STORAGE_ENABLED", "false"), ("ARTIFACT_DEFAULT_SAVE", "true")];
        assert_eq!(problem(&off), "ARTIFACT_DEFAULT_SAVE");
        assert_eq!(problem(&[("ARTIFACT_PARTS", "image,sound")]), "ARTIFACT_PARTS");
    }
}
