//! Traces and logs to an OpenTelemetry collector, by OTLP over HTTP. Nothing is sent, and no
//! connection opened, unless a collector is named.

use crate::config::TelemetryConfig;
use opentelemetry::propagation::{Extractor, Injector, TextMapPropagator};
use opentelemetry::trace::TracerProvider;
use opentelemetry_appender_tracing::layer::OpenTelemetryTracingBridge;
use opentelemetry_otlp::{
    ExporterBuildError, LogExporter, Protocol, SpanExporter, WithExportConfig,
};
use opentelemetry_sdk::Resource;
use opentelemetry_sdk::logs::SdkLoggerProvider;
use opentelemetry_sdk::propagation::TraceContextPropagator;
use opentelemetry_sdk::trace::SdkTracerProvider;
use std::time::Duration;
use tracing::{Span, Subscriber};
use tracing_opentelemetry::OpenTelemetrySpanExt;
use tracing_subscriber::Layer;
use tracing_subscriber::registry::LookupSpan;

/// For what is still to be sent when the process stops.
const LAST_SENDING: Duration = Duration::from_secs(3);

/// The header of W3C's trace context.
const TRACEPARENT: &str = "traceparent";

/// Sends until it is dropped, when it sends what is left.
#[derive(Debug, Default)]
pub struct Exporting(Option<Providers>);

#[derive(Debug)]
struct Providers {
    traces: SdkTracerProvider,
    logs: SdkLoggerProvider,
}

impl Exporting {
    /// Starts to send where the settings name a collector.
    pub(super) fn start(config: &TelemetryConfig) -> Result<Self, ExporterBuildError> {
        let Some(collector) = &config.collector else {
            return Ok(Self::default());
        };
        // It is in place already where another part came first.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let base = collector.as_str().trim_end_matches('/');
        let resource = Resource::builder().with_service_name(config.service_name.clone()).build();
        let spans = SpanExporter::builder()
            .with_http()
            .with_protocol(Protocol::HttpBinary)
            .with_endpoint(format!("{base}/v1/traces"))
            .build()?;
        let lines = LogExporter::builder()
            .with_http()
            .with_protocol(Protocol::HttpBinary)
            .with_endpoint(format!("{base}/v1/logs"))
            .build()?;
        Ok(Self(Some(Providers {
            traces: SdkTracerProvider::builder()
                .with_batch_exporter(spans)
                .with_resource(resource.clone())
                .build(),
            logs: SdkLoggerProvider::builder()
                .with_batch_exporter(lines)
                .with_resource(resource)
                .build(),
        })))
    }

    /// What hands spans and lines over; `None` where nothing is sent.
    pub(super) fn layer<S>(&self) -> Option<impl Layer<S> + use<S>>
    where
        S: Subscriber + for<'a> LookupSpan<'a> + Send + Sync,
    {
        let providers = self.0.as_ref()?;
        let tracer = providers.traces.tracer("ttb-verifier");
        let spans = tracing_opentelemetry::layer().with_tracer(tracer).with_location(false);
        Some(spans.and_then(OpenTelemetryTracingBridge::new(&providers.logs)))
    }
}

impl Drop for Exporting {
    fn drop(&mut self) {
        if let Some(providers) = self.0.take() {
            // A collector that is away holds nobody up for long.
            let _ = providers.traces.shutdown_with_timeout(LAST_SENDING);
            let _ = providers.logs.shutdown_with_timeout(LAST_SENDING);
        }
    }
}

/// Makes a span part of the trace that a caller, or the request behind a job, was in. What
/// is no `traceparent` is ignored.
pub fn continue_trace(span: &Span, traceparent: &str) {
    let context = TraceContextPropagator::new().extract(&Carrier(traceparent.to_owned()));
    // Without a collector no layer knows of traces, and there is nothing to continue.
    let _ = span.set_parent(context);
}

/// The current span as a `traceparent`, for a job to carry or a call to send; `None` where
/// no traces are taken.
#[must_use]
pub fn traceparent() -> Option<String> {
    let mut carrier = Carrier(String::new());
    TraceContextPropagator::new().inject_context(&Span::current().context(), &mut carrier);
    (!carrier.0.is_empty()).then_some(carrier.0)
}

/// One `traceparent`, as the library wants to see headers.
struct Carrier(String);

impl Extractor for Carrier {
    fn get(&self, key: &str) -> Option<&str> {
        (key == TRACEPARENT).then_some(self.0.as_str())
    }

    fn keys(&self) -> Vec<&str> {
        vec![TRACEPARENT]
    }
}

impl Injector for Carrier {
    fn set(&mut self, key: &str, value: String) {
        if key == TRACEPARENT {
            self.0 = value;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use opentelemetry_sdk::trace::InMemorySpanExporter;
    use tracing_subscriber::layer::SubscriberExt;

    const CALLER: &str = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

    #[test]
    fn a_span_continues_its_callers_trace_and_hands_it_on() {
        let exporter = InMemorySpanExporter::default();
        let provider = SdkTracerProvider::builder().with_simple_exporter(exporter.clone()).build();
        let layer = tracing_opentelemetry::layer().with_tracer(provider.tracer("test"));
        let subscriber = tracing_subscriber::registry().with(layer);
        let handed_on = tracing::subscriber::with_default(subscriber, || {
            let span = tracing::info_span!("request");
            continue_trace(&span, CALLER);
            span.in_scope(traceparent).expect("a trace is taken")
        });
        assert!(handed_on.starts_with("00-0af7651916cd43dd8448eb211c80319c-"), "{handed_on}");
        assert_ne!(handed_on, CALLER, "the parent of what follows is our own span");
        let spans = exporter.get_finished_spans().unwrap();
        assert_eq!(spans[0].parent_span_id.to_string(), "b7ad6b7169203331");
    }

    #[test]
    fn without_a_collector_there_is_no_trace_to_hand_on() {
        let span = tracing::info_span!("request");
        continue_trace(&span, CALLER);
        assert_eq!(span.in_scope(traceparent), None);
    }
}
