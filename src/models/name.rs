//! What models and the places they come from are called.

use std::fmt;
use std::path::PathBuf;
use std::str::FromStr;

/// A model as Ollama calls it: `llama3.2-vision`, `registry.example/me/llava:13b`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ModelName(String);

impl ModelName {
    #[must_use]
    pub fn new(name: &str) -> Self {
        Self(name.to_owned())
    }

    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Where Ollama keeps its manifest, below its folder of models; `None` for a name that
    /// would lead elsewhere.
    #[must_use]
    pub fn manifest(&self) -> Option<PathBuf> {
        let (path, last) = self.0.rsplit_once('/').unwrap_or(("", &self.0));
        let (name, tag) = last.split_once(':').unwrap_or((last, "latest"));
        let parts: Vec<&str> = path.split('/').filter(|part| !part.is_empty()).collect();
        let (host, space) = match parts[..] {
            [] => ("registry.ollama.ai", "library"),
            [space] => ("registry.ollama.ai", space),
            [host, space] => (host, space),
            _ => return None,
        };
        let plain = |part: &&str| {
            let allowed = |c: char| c.is_ascii_alphanumeric() || "._-:".contains(c);
            !part.is_empty() && !part.starts_with('.') && part.chars().all(allowed)
        };
        let parts = ["manifests", host, space, name, tag];
        parts.iter().all(plain).then(|| parts.iter().collect())
    }
}

impl fmt::Display for ModelName {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

/// An object in a bucket: `s3://bucket/models/NAME.tar.gz`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ObjectAddress {
    pub bucket: String,
    pub key: String,
}

impl FromStr for ObjectAddress {
    type Err = NotASource;

    fn from_str(text: &str) -> Result<Self, NotASource> {
        let (bucket, key) =
            text.strip_prefix("s3://").and_then(|rest| rest.split_once('/')).ok_or(NotASource)?;
        let named = !bucket.is_empty() && key.ends_with(".tar.gz") && !key.starts_with('/');
        let plain = !text.chars().any(char::is_control);
        let (bucket, key) = (bucket.to_owned(), key.to_owned());
        if named && plain { Ok(Self { bucket, key }) } else { Err(NotASource) }
    }
}

impl ObjectAddress {
    /// A name for a folder: letters, digits and dots of the key's last part.
    pub(super) fn folder_name(&self) -> String {
        let last = self.key.rsplit('/').next().unwrap_or_default();
        let stem = last.trim_end_matches(".tar.gz");
        let plain = |c: char| if c.is_ascii_alphanumeric() || "._-".contains(c) { c } else { '-' };
        let name: String = stem.chars().map(plain).collect();
        let name = name.trim_start_matches('.');
        if name.is_empty() { "model".to_owned() } else { name.to_owned() }
    }
}

impl fmt::Display for ObjectAddress {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "s3://{}/{}", self.bucket, self.key)
    }
}

/// Where a model comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ModelSource {
    Bucket(ObjectAddress),
    Ollama,
}

/// What was given is no place that models come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("has to be s3://BUCKET/PATH/NAME.tar.gz, or ollama")]
pub struct NotASource;

impl FromStr for ModelSource {
    type Err = NotASource;

    fn from_str(text: &str) -> Result<Self, NotASource> {
        if text == "ollama" { Ok(Self::Ollama) } else { text.parse().map(Self::Bucket) }
    }
}

impl fmt::Display for ModelSource {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Bucket(object) => object.fmt(formatter),
            Self::Ollama => formatter.write_str("ollama"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_manifest_lies_where_ollama_keeps_it_and_nowhere_else() {
        for (name, path) in [
            ("llava", Some("manifests/registry.ollama.ai/library/llava/latest")),
            ("llava:13b", Some("manifests/registry.ollama.ai/library/llava/13b")),
            ("me/llava", Some("manifests/registry.ollama.ai/me/llava/latest")),
            ("host:5000/me/llava", Some("manifests/host:5000/me/llava/latest")),
            ("../../etc/passwd", None),
            ("..", None),
            ("a/b/c/d", None),
            ("", None),
        ] {
            assert_eq!(ModelName::new(name).manifest(), path.map(PathBuf::from), "{name}");
        }
    }

    #[test]
    fn a_source_is_an_archive_in_a_bucket_or_ollama() {
        let name = |text: &str| match text.parse() {
            Ok(ModelSource::Bucket(object)) => object.folder_name(),
            Ok(ModelSource::Ollama) => "ollama".to_owned(),
            Err(NotASource) => "none".to_owned(),
        };
        assert_eq!(name("s3://b/models/llama3.2-vision.tar.gz"), "llama3.2-vision");
        assert_eq!(name("s3://b/..tar.gz"), "model");
        assert_eq!(name("ollama"), "ollama");
        for wrong in ["s3://b", "s3:///k.tar.gz", "s3://b/model.zip", "http://b/k.tar.gz", ""] {
            assert_eq!(name(wrong), "none", "{wrong}");
        }
    }
}
