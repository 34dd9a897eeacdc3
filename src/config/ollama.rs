//! The vision model: where Ollama is, and how long it is waited for.

use super::Env;
use std::fmt;
use std::num::NonZeroUsize;
use std::path::PathBuf;
use std::str::FromStr;
use std::time::Duration;

/// Ollama's own port.
const PORT: u16 = 11434;

#[derive(Debug, Clone)]
pub struct OllamaConfig {
    /// Unset: there is no vision model, none is looked for and none is missed.
    pub host: Option<OllamaHost>,
    pub model: String,
    /// For one answer, and what `ocr_backend=ollama` waits by default. A minute is a model of
    /// eleven billion parameters on a machine without a graphics card.
    pub timeout: Duration,
    /// How long the model stays in memory after an answer; Ollama's own choice when unset.
    pub keep_alive: Option<KeepAlive>,
    /// Questions put at once: a model answers one after the other, more only share its time.
    pub concurrency: NonZeroUsize,
    /// Questions that may wait for their turn: more would not be answered in their time.
    pub queue: usize,
    /// Where Ollama keeps its models; by default where its installer has the service keep
    /// them.
    pub models: PathBuf,
}

impl OllamaConfig {
    pub(super) fn from_env(env: &mut Env) -> Self {
        Self {
            host: env.optional("OLLAMA_HOST", "Where Ollama is; unset for no vision model."),
            model: env.parse("OLLAMA_MODEL", "The vision model.", "llama3.2-vision".to_owned()),
            timeout: Duration::from_secs(env.within(
                "OLLAMA_TIMEOUT_SECONDS",
                "The longest to wait for the vision model.",
                60,
                1..=120,
            )),
            keep_alive: env.optional(
                "OLLAMA_KEEP_ALIVE",
                "How long the model stays loaded after an answer, such as 30m; -1 for ever.",
            ),
            concurrency: env.parse(
                "OLLAMA_CONCURRENCY",
                "Questions put to the vision model at once.",
                NonZeroUsize::MIN,
            ),
            queue: env.within(
                "OLLAMA_QUEUE",
                "Questions that may wait for the vision model.",
                8,
                0..=10_000,
            ),
            models: env.path(
                "OLLAMA_MODELS",
                "Ollama's folder of models, for model fetch and model export.",
                "/usr/share/ollama/.ollama/models".into(),
            ),
        }
    }
}

/// The address of an Ollama, ending with a slash.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OllamaHost(reqwest::Url);

impl OllamaHost {
    #[must_use]
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }
}

/// What was given is no address of an Ollama.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("has to be an address such as http://127.0.0.1:11434, without a name and password")]
pub struct NotAHost;

impl FromStr for OllamaHost {
    type Err = NotAHost;

    /// As Ollama's own programs understand it: `host`, `host:port` or a URL.
    fn from_str(text: &str) -> Result<Self, NotAHost> {
        let bare = !text.contains("://");
        let whole = if bare { format!("http://{text}") } else { text.to_owned() };
        let mut url: reqwest::Url = whole.parse().map_err(|_| NotAHost)?;
        let plain = matches!(url.scheme(), "http" | "https")
            && url.username().is_empty()
            && url.password().is_none()
            && url.query().is_none()
            && url.fragment().is_none()
            && url.host().is_some();
        if !plain {
            return Err(NotAHost);
        }
        if bare && url.port().is_none() && !text.ends_with(":80") {
            url.set_port(Some(PORT)).map_err(|()| NotAHost)?;
        }
        if !url.path().ends_with('/') {
            let path = format!("{}/", url.path());
            url.set_path(&path);
        }
        Ok(Self(url))
    }
}

impl fmt::Display for OllamaHost {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}

/// A time as Ollama writes it: `30s`, `5m`, `2h`, seconds without a unit, `-1` for ever.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeepAlive(String);

impl KeepAlive {
    /// `-1`, `0`, or a number with its unit.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for KeepAlive {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, &'static str> {
        const WRONG: &str = "has to be a time such as 30s, 5m or 2h, or -1 for ever";
        if matches!(text, "-1" | "0") {
            return Ok(Self(text.to_owned()));
        }
        let digits = text.trim_end_matches(['s', 'm', 'h']);
        let unit = &text[digits.len()..];
        digits.parse::<u32>().map_err(|_| WRONG)?;
        match unit.len() {
            0 => Ok(Self(format!("{digits}s"))),
            1 => Ok(Self(text.to_owned())),
            _ => Err(WRONG),
        }
    }
}

impl fmt::Display for KeepAlive {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_understood_as_ollama_understands_it() {
        for (text, url) in [
            ("gpu", Some("http://gpu:11434/")),
            ("127.0.0.1:11500", Some("http://127.0.0.1:11500/")),
            ("http://gpu", Some("http://gpu/")),
            ("https://models.example/ollama", Some("https://models.example/ollama/")),
            ("http://user:secret@gpu", None),
            ("ftp://gpu", None),
            ("http://", None),
        ] {
            let host = text.parse::<OllamaHost>().ok();
            assert_eq!(host.as_ref().map(OllamaHost::as_str), url, "{text}");
        }
    }

    #[test]
    fn a_time_to_stay_has_at_most_one_unit() {
        for (text, kept) in [
            ("5m", Some("5m")),
            ("300", Some("300s")),
            ("-1", Some("-1")),
            ("5ms", None),
            ("m", None),
            ("-5m", None),
        ] {
            let keep = text.parse::<KeepAlive>().ok();
            assert_eq!(keep.as_ref().map(KeepAlive::as_str), kept, "{text}");
        }
    }
}
