//! What is logged, and how.

use super::Env;
use axum::http::Uri;
use std::fmt;
use std::net::SocketAddr;
use std::str::FromStr;

#[derive(Debug, Clone)]
pub struct TelemetryConfig {
    /// A level, or levels by module such as `info,ttb_verifier=debug`. `info` is one line a
    /// request.
    pub level: LogLevel,
    /// JSON for machines, because logs are usually collected.
    pub format: LogFormat,
    /// Numbers on an address of their own, so that the public one does not show them; unset,
    /// they are beside the rest.
    pub metrics_address: Option<SocketAddr>,
    /// A collector by OTLP over HTTP. None by default: nothing leaves the machine unasked.
    pub collector: Option<CollectorAddress>,
    /// What the collector files us under.
    pub service_name: String,
}

impl TelemetryConfig {
    pub(super) fn from_env(env: &mut Env) -> Self {
        Self {
            level: env.parse(
                "LOG_LEVEL",
                "error, warn, info, debug or trace, also by module: info,ttb_verifier=debug.",
                LogLevel("info".to_owned()),
            ),
            format: env.parse(
                "LOG_FORMAT",
                "json for log collectors, pretty for people.",
                LogFormat::Json,
            ),
            metrics_address: env.optional(
                "METRICS_ADDRESS",
                "Address and port for /metrics alone; beside the rest when unset.",
            ),
            collector: env.optional(
                "OTEL_EXPORTER_OTLP_ENDPOINT",
                "OpenTelemetry collector for traces and logs, such as http://127.0.0.1:4318.",
            ),
            service_name: env.parse(
                "OTEL_SERVICE_NAME",
                "The service's name at the collector.",
                "ttb-verifier".to_owned(),
            ),
        }
    }
}

/// Directives that the subscriber understands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogLevel(String);

impl LogLevel {
    #[must_use]
    pub fn directives(&self) -> &str {
        &self.0
    }
}

impl FromStr for LogLevel {
    type Err = tracing_subscriber::filter::ParseError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        // Others spell levels in capitals, and the subscriber takes an unknown bare word
        // for a module's name.
        let text = match text.to_lowercase() {
            word if word == "warning" => "warn".to_owned(),
            text => text,
        };
        tracing_subscriber::EnvFilter::try_new(&text)?;
        Ok(Self(text))
    }
}

impl fmt::Display for LogLevel {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

/// Where a collector listens: `http` or `https`, a host, perhaps a path before `/v1/traces`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CollectorAddress(String);

impl CollectorAddress {
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for CollectorAddress {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let uri: Uri = text.parse().map_err(|_| "is no address")?;
        let web = matches!(uri.scheme_str(), Some("http" | "https"));
        if web && uri.host().is_some_and(|host| !host.is_empty()) && uri.query().is_none() {
            Ok(Self(text.to_owned()))
        } else {
            Err("has to be like http://collector:4318")
        }
    }
}

impl fmt::Display for CollectorAddress {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LogFormat {
    Json,
    Pretty,
}

impl FromStr for LogFormat {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text.to_ascii_lowercase().as_str() {
            "json" => Ok(Self::Json),
            "pretty" => Ok(Self::Pretty),
            _ => Err("has to be json or pretty"),
        }
    }
}

impl fmt::Display for LogFormat {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Json => "json",
            Self::Pretty => "pretty",
        })
    }
}
