//! What is logged, and how.

use super::Env;
use std::fmt;
use std::str::FromStr;

#[derive(Debug, Clone)]
pub struct TelemetryConfig {
    /// A level, or levels by module such as `info,ttb_verifier=debug`. `info` is one line a
    /// request.
    pub level: LogLevel,
    /// JSON for machines, because logs are usually collected.
    pub format: LogFormat,
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
