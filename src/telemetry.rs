//! What the service says of itself: lines to standard error, each with the id of its request;
//! numbers for Prometheus; spans and lines for a collector, where one is named.
//!
//! And how an error is written in such a line, for whoever has one to tell.

pub mod numbers;
mod otlp;

pub use otlp::{Exporting, continue_trace, traceparent};

use crate::config::{LogFormat, TelemetryConfig};
use std::error::Error;
use tracing::Subscriber;
use tracing_subscriber::fmt::MakeWriter;
use tracing_subscriber::registry::LookupSpan;
use tracing_subscriber::util::TryInitError;
use tracing_subscriber::{EnvFilter, Layer};
use tracing_subscriber::{fmt, layer::SubscriberExt, util::SubscriberInitExt};

/// Why nothing could be started.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    #[error("logging has been started before")]
    Twice(#[from] TryInitError),
    #[error("the collector's address cannot be used")]
    Collector(#[from] opentelemetry_otlp::ExporterBuildError),
}

/// Starts logging and counting for the whole process, and sending where a collector is
/// named: until what is returned is dropped.
///
/// # Errors
/// When it has been started before, or the collector's address is none.
pub fn start(config: &TelemetryConfig) -> Result<Exporting, StartError> {
    numbers::start();
    let exporting = Exporting::start(config)?;
    let registry = tracing_subscriber::registry().with(filter(config));
    registry.with(lines(config, std::io::stderr)).with(exporting.layer()).try_init()?;
    Ok(exporting)
}

/// The log that [`start`] starts, with a writer of the caller's.
#[must_use]
pub fn subscriber<W>(config: &TelemetryConfig, writer: W) -> Box<dyn Subscriber + Send + Sync>
where
    W: for<'a> MakeWriter<'a> + Send + Sync + 'static,
{
    Box::new(tracing_subscriber::registry().with(filter(config)).with(lines(config, writer)))
}

fn filter(config: &TelemetryConfig) -> EnvFilter {
    EnvFilter::new(config.level.directives())
}

fn lines<S, W>(config: &TelemetryConfig, writer: W) -> Box<dyn Layer<S> + Send + Sync>
where
    S: Subscriber + for<'a> LookupSpan<'a>,
    W: for<'a> MakeWriter<'a> + Send + Sync + 'static,
{
    match config.format {
        // The request's own span is enough: a list of spans would repeat its fields.
        LogFormat::Json => fmt::layer()
            .json()
            .flatten_event(true)
            .with_current_span(true)
            .with_span_list(false)
            .with_writer(writer)
            .boxed(),
        LogFormat::Pretty => fmt::layer().compact().with_writer(writer).boxed(),
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
