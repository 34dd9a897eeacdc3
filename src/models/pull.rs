//! A model that Ollama pulls itself, watched. Ollama keeps what came of a pull that broke off,
//! so asking again goes on where it was.

use super::{ModelError, ModelName, Teller};
use backon::{BackoffBuilder, ExponentialBuilder};
use futures::StreamExt;
use ollama_rs::Ollama;
use ollama_rs::error::OllamaError;
use ollama_rs::models::pull::PullModelStatus;
use reqwest_for_ollama as reqwest;
use std::collections::BTreeMap;
use std::time::Duration;

const CONNECT: Duration = Duration::from_secs(5);
/// While a digest is verified nothing is told; of the largest layer that takes a minute.
const SILENCE: Duration = Duration::from_mins(5);
const FIRST_WAIT: Duration = Duration::from_millis(200);
const LONGEST_WAIT: Duration = Duration::from_secs(20);

/// Has Ollama pull a model; `tries` in a row may bring nothing before it is given up.
pub async fn pull(
    base: &str,
    model: &ModelName,
    tries: usize,
    teller: &Teller,
) -> Result<(), ModelError> {
    teller.begin("ollama");
    let http = reqwest::Client::builder().connect_timeout(CONNECT).no_proxy().build();
    let http = http.map_err(|error| ModelError::Pull(error.to_string()))?;
    let url = reqwest::Url::parse(base).map_err(|error| ModelError::Pull(error.to_string()))?;
    let ollama = Ollama::builder().url(url).reqwest_client(http).build();
    let patience = ExponentialBuilder::default()
        .with_min_delay(FIRST_WAIT)
        .with_max_delay(LONGEST_WAIT)
        .with_max_times(tries.saturating_sub(1))
        .with_jitter();
    let (mut waits, mut layers) = (patience.build(), Layers::default());
    loop {
        let before = layers.done();
        let error = match pull_once(&ollama, model, &mut layers, teller).await {
            Ok(()) => break,
            // It says itself that it cannot be done.
            Err(PullFailed::Refused(reason)) => return Err(ModelError::Pull(reason)),
            Err(PullFailed::Broken(reason)) => reason,
        };
        if layers.done() > before {
            waits = patience.build();
        }
        let Some(wait) = waits.next() else { return Err(ModelError::Pull(error)) };
        tracing::info!(error, "the pull broke off; it is asked for again");
        tokio::time::sleep(wait).await;
    }
    teller.ready();
    Ok(())
}

enum PullFailed {
    Refused(String),
    Broken(String),
}

async fn pull_once(
    ollama: &Ollama,
    model: &ModelName,
    layers: &mut Layers,
    teller: &Teller,
) -> Result<(), PullFailed> {
    let silent = |_| PullFailed::Broken("it tells nothing".to_owned());
    let asked = ollama.pull_model_stream(model.to_string(), false);
    let mut told = tokio::time::timeout(SILENCE, asked).await.map_err(silent)?.map_err(failed)?;
    while let Some(status) = tokio::time::timeout(SILENCE, told.next()).await.map_err(silent)? {
        let status = status.map_err(failed)?;
        if status.message == "success" {
            return Ok(());
        }
        if layers.take(&status) {
            teller.downloaded(layers.done(), layers.total());
        } else if status.message.starts_with("verifying") || status.message.starts_with("writing") {
            teller.extracted(layers.done(), layers.total());
        }
    }
    Err(PullFailed::Broken("it stopped in the middle".to_owned()))
}

fn failed(error: OllamaError) -> PullFailed {
    match error {
        OllamaError::InternalError(error) => PullFailed::Refused(error.message),
        other => PullFailed::Broken(other.to_string()),
    }
}

/// The layers of a model, each with what is there and what there is to be.
#[derive(Debug, Default)]
struct Layers(BTreeMap<String, (u64, u64)>);

impl Layers {
    /// Whether it was about a layer.
    fn take(&mut self, status: &PullModelStatus) -> bool {
        let (Some(digest), Some(total)) = (&status.digest, status.total) else { return false };
        let layer = self.0.entry(digest.clone()).or_default();
        *layer = (layer.0.max(status.completed.unwrap_or(0)).min(total), total);
        true
    }

    fn done(&self) -> u64 {
        self.0.values().map(|(done, _)| done).sum()
    }

    fn total(&self) -> u64 {
        self.0.values().map(|(_, total)| total).sum()
    }
}
