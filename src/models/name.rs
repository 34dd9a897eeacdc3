//! What models and the places they come from are called.

use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};
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

    /// Its manifest, below Ollama's folder of models; `None` where it has none, and for a name
    /// that would lead elsewhere. Ollama keeps manifests by where they were pulled from: a
    /// name that does not say it is looked for under each of those.
    #[must_use]
    pub fn manifest(&self, models: &Path) -> Option<PathBuf> {
        let (path, last) = self.0.rsplit_once('/').unwrap_or(("", &self.0));
        let (name, tag) = last.split_once(':').unwrap_or((last, "latest"));
        let parts: Vec<&str> = path.split('/').filter(|part| !part.is_empty()).collect();
        let (host, space) = match parts[..] {
            [] => (None, "library"),
            [space] => (None, space),
            [host, space] => (Some(host.to_owned()), space),
            _ => return None,
        };
        let plain = |part: &&str| {
            let allowed = |c: char| c.is_ascii_alphanumeric() || "._-:".contains(c);
            !part.is_empty() && !part.starts_with('.') && part.chars().all(allowed)
        };
        if ![space, name, tag].iter().chain(&host.as_deref()).all(plain) {
            return None;
        }
        let hosts = host.map_or_else(|| names_in(&models.join("manifests")), |host| vec![host]);
        let manifest = |host: String| ["manifests", &host, space, name, tag].iter().collect();
        hosts.into_iter().map(manifest).find(|path: &PathBuf| models.join(path).is_file())
    }
}

/// What lies in a folder, by name; nothing where there is no such folder.
fn names_in(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).into_iter().flatten().filter_map(Result::ok);
    let mut names: Vec<String> =
        entries.filter_map(|entry| entry.file_name().into_string().ok()).collect();
    names.sort_unstable();
    names
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
        let models = tempfile::tempdir().unwrap();
        for manifest in ["pulled.example/library/llava/latest", "host:5000/me/llava/13b"] {
            let file = models.path().join("manifests").join(manifest);
            fs::create_dir_all(file.parent().unwrap()).unwrap();
            fs::write(file, "{}").unwrap();
        }
        for (name, path) in [
            ("llava", Some("manifests/pulled.example/library/llava/latest")),
            ("llava:13b", None),
            ("me/llava:13b", Some("manifests/host:5000/me/llava/13b")),
            ("host:5000/me/llava:13b", Some("manifests/host:5000/me/llava/13b")),
            ("../library/llava", None),
            ("../../etc/passwd", None),
            ("..", None),
            ("a/b/c/d", None),
            ("", None),
        ] {
            let found = ModelName::new(name).manifest(models.path());
            assert_eq!(found, path.map(PathBuf::from), "{name}");
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
