//! Logging: to standard error, one line an event, each with the id of its request.
//!
//! And how an error is written in such a line, for whoever has one to tell.

use crate::config::{LogFormat, TelemetryConfig};
use std::error::Error;
use tracing::Subscriber;
use tracing_subscriber::EnvFilter;
use tracing_subscriber::fmt::MakeWriter;
use tracing_subscriber::util::TryInitError;
use tracing_subscriber::{fmt, layer::SubscriberExt, util::SubscriberInitExt};

/// Starts logging for the whole process.
///
/// # Errors
/// When it has been started before.
pub fn start(config: &TelemetryConfig) -> Result<(), TryInitError> {
    subscriber(config, std::io::stderr).try_init()
}

/// What [`start`] starts, with a writer of the caller's.
#[must_use]
pub fn subscriber<W>(config: &TelemetryConfig, writer: W) -> Box<dyn Subscriber + Send + Sync>
where
    W: for<'a> MakeWriter<'a> + Send + Sync + 'static,
{
    let filter = EnvFilter::new(config.level.directives());
    let registry = tracing_subscriber::registry().with(filter);
    match config.format {
        LogFormat::Json => {
            // The request's own span is enough: a list of spans would repeat its fields.
            let json = fmt::layer()
                .json()
                .flatten_event(true)
                .with_current_span(true)
                .with_span_list(false);
            Box::new(registry.with(json.with_writer(writer)))
        }
        LogFormat::Pretty => Box::new(registry.with(fmt::layer().compact().with_writer(writer))),
    }
}

/// An error with all its causes, in a line: the first words alone often say little.
#[must_use]
pub fn chain(error: &(dyn Error + 'static)) -> String {
    let mut line = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        line.push_str(": ");
        line.push_str(&error.to_string());
        cause = error.source();
    }
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_chain_names_every_cause() {
        #[derive(Debug, thiserror::Error)]
        #[error("the page was not kept")]
        struct NotKept(#[source] std::io::Error);
        let error = NotKept(std::io::Error::other("disk full"));
        assert_eq!(chain(&error), "the page was not kept: disk full");
    }
}
