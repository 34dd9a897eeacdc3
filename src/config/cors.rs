//! Which other sites' pages may call the service.

use super::Env;
use axum::http::HeaderValue;
use std::fmt;
use std::str::FromStr;

#[derive(Debug, Clone)]
pub struct CorsConfig {
    /// None by default: a browser then lets only pages of the service itself call it.
    pub origins: Vec<WebOrigin>,
}

impl CorsConfig {
    pub(super) fn from_env(env: &mut Env) -> Self {
        Self {
            origins: env.list(
                "CORS_ORIGINS",
                "Origins, separated by commas, whose pages may call; * for any.",
            ),
        }
    }

    /// Whether any page may call.
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.origins.contains(&WebOrigin::Any)
    }
}

/// `https://host[:port]`, or `*`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum WebOrigin {
    Any,
    Site(HeaderValue),
}

impl FromStr for WebOrigin {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if text == "*" {
            return Ok(Self::Any);
        }
        let host = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
        let is_origin = host.is_some_and(|host| {
            !host.is_empty()
                && host.chars().all(|c| c.is_ascii_alphanumeric() || "-.:[]_".contains(c))
        });
        if !is_origin {
            return Err("an origin is http:// or https://, a host and perhaps a port");
        }
        // Browsers send origins in lower case and compare them exactly.
        HeaderValue::from_str(&text.to_ascii_lowercase())
            .map(Self::Site)
            .map_err(|_| "an origin has no special characters")
    }
}

impl fmt::Display for WebOrigin {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Any => formatter.write_str("*"),
            Self::Site(site) => formatter.write_str(site.to_str().unwrap_or_default()),
        }
    }
}
