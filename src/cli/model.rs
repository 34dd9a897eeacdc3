//! `model`: brings the vision model to this machine, or takes it to a bucket.

use super::page;
use crate::artifacts::store::{S3, S3Settings};
use crate::clock::SystemClock;
use crate::config::{Config, OllamaHost};
use crate::model_status::{ModelState, ModelStatus};
use crate::models::fetch::{Fetch, fetch};
use crate::models::{ModelError, ModelName, ModelSource, ObjectAddress, Teller, export, pull};
use anyhow::Context;
use clap::{Args, Subcommand};
use indicatif::{ProgressBar, ProgressStyle};
use std::io::IsTerminal;
use std::process::ExitCode;
use std::sync::{Arc, Mutex, PoisonError};

/// Tries in a row that bring nothing before another source is tried: some minutes.
const TRIES: usize = 10;
/// Between two lines in a log, in percent.
const LINE_EVERY: f64 = 5.0;

/// Brings the vision model to this machine, or takes it to a bucket.
#[derive(Debug, Args)]
pub struct Model {
    #[command(subcommand)]
    deed: Deed,
}

#[derive(Debug, Subcommand)]
enum Deed {
    /// Brings OLLAMA_MODEL to this machine and tells in MODEL_STATUS_FILE how far it is. Where
    /// it is interrupted, it goes on when it is started again.
    Fetch(FetchArgs),
    /// Packs OLLAMA_MODEL from OLLAMA_MODELS into a bucket, with its checksum beside it.
    Export {
        /// Such as s3://bucket/models/NAME.tar.gz
        #[arg(long)]
        to: ObjectAddress,
    },
}

#[derive(Debug, Args)]
struct FetchArgs {
    /// Where it comes from: s3://bucket/models/NAME.tar.gz, or ollama to have Ollama pull it;
    /// given twice, the second is tried where the first fails
    #[arg(long, default_value = "ollama")]
    from: Vec<ModelSource>,
    /// The archive's SHA-256; else it is taken from NAME.tar.gz.sha256 beside it
    #[arg(long, value_name = "HEX", value_parser = sha256)]
    sha256: Option<String>,
    /// Tries in a row that may bring nothing
    #[arg(long, default_value_t = TRIES, hide = true)]
    tries: usize,
}

fn sha256(text: &str) -> Result<String, &'static str> {
    let is_one = text.len() == 64 && text.chars().all(|c| c.is_ascii_hexdigit());
    if is_one { Ok(text.to_owned()) } else { Err("has to be 64 hexadecimal digits") }
}

impl Model {
    /// Does it, and says how it went.
    pub fn run(&self, config: &Config) -> anyhow::Result<ExitCode> {
        let runtime = tokio::runtime::Runtime::new().context("no threads can be started")?;
        let done = runtime.block_on(async {
            match &self.deed {
                Deed::Fetch(args) => fetch_model(args, config).await,
                Deed::Export { to } => export_model(to, config).await,
            }
        });
        Ok(done.map_or_else(|error| page::failed(&error), |()| ExitCode::SUCCESS))
    }
}

async fn fetch_model(args: &FetchArgs, config: &Config) -> anyhow::Result<()> {
    let show = display();
    let file = config.model_status.file.clone();
    let teller =
        Arc::new(Teller::new(&config.ollama.model, file, Arc::new(SystemClock), move |status| {
            show(status);
        }));
    let stopped = async {
        // Where Ctrl-C cannot be heard, it ends the process by itself.
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    };
    tokio::select! {
        fetched = fetch_from_any(args, config, &teller) => {
            fetched.inspect_err(|error| teller.failed(&format!("{error:#}")))
        }
        () = stopped => {
            teller.failed("interrupted: started again, it goes on where it was");
            anyhow::bail!("interrupted; start it again and it goes on where it was")
        }
    }
}

/// One source after the other, until one brings it.
async fn fetch_from_any(
    args: &FetchArgs,
    config: &Config,
    teller: &Arc<Teller>,
) -> anyhow::Result<()> {
    let mut failures = Vec::new();
    for source in &args.from {
        match fetch_from(source, args, config, teller).await {
            Ok(()) => return Ok(()),
            Err(error) => {
                page::aside(&format!("from {source}: {error}\n"));
                failures.push(format!("from {source}: {error}"));
            }
        }
    }
    anyhow::bail!(failures.join("; "))
}

async fn fetch_from(
    source: &ModelSource,
    args: &FetchArgs,
    config: &Config,
    teller: &Arc<Teller>,
) -> Result<(), ModelError> {
    match source {
        ModelSource::Bucket(object) => {
            let wanted = Fetch {
                object: object.clone(),
                sha256: args.sha256.clone(),
                models: config.ollama.models.clone(),
                tries: args.tries,
            };
            fetch(&bucket(object, config), &wanted, teller).await
        }
        ModelSource::Ollama => {
            let host = config.ollama.host.as_ref().map(OllamaHost::as_str);
            let host = host.ok_or_else(|| ModelError::Pull("OLLAMA_HOST is not set".to_owned()))?;
            let name = ModelName::new(&config.ollama.model);
            pull::pull(host, &name, args.tries, teller).await
        }
    }
}

async fn export_model(to: &ObjectAddress, config: &Config) -> anyhow::Result<()> {
    let name = ModelName::new(&config.ollama.model);
    let done = export::export(&bucket(to, config), &config.ollama.models, &name, to).await?;
    page::print(&format!("{name} is in {to}: {} bytes, SHA-256 {}.\n", done.bytes, done.sha256))?;
    Ok(())
}

fn bucket(object: &ObjectAddress, config: &Config) -> S3 {
    S3::new(S3Settings {
        bucket: object.bucket.clone(),
        encryption: config.artifacts.s3_encryption,
        kms_key: config.artifacts.s3_kms_key.clone(),
        path_style: config.artifacts.s3_path_style,
    })
}

/// A bar on a terminal, lines in a log.
fn display() -> Box<dyn Fn(&ModelStatus) + Send + Sync> {
    if !std::io::stderr().is_terminal() {
        let last = Mutex::new(None);
        return Box::new(move |status| {
            let mut last = last.lock().unwrap_or_else(PoisonError::into_inner);
            if let Some(line) = line(status, &mut last) {
                page::aside(&line);
            }
        });
    }
    let style = ProgressStyle::with_template(
        "{msg:12} [{wide_bar}] {bytes}/{total_bytes} {bytes_per_sec} {eta}",
    );
    let bar = ProgressBar::new(0).with_style(style.expect("the template is well formed"));
    Box::new(move |status| {
        bar.set_message(word(status.status));
        if let Some(progress) = &status.progress {
            bar.set_length(progress.total_bytes.unwrap_or(0));
            bar.set_position(progress.downloaded_bytes.unwrap_or(0));
        }
        match status.status {
            ModelState::Ready => bar.finish(),
            ModelState::Error => bar.abandon(),
            ModelState::NotStarted | ModelState::Downloading | ModelState::Extracting => {}
        }
    })
}

/// A line, where there is something new to say since the last.
fn line(status: &ModelStatus, last: &mut Option<(ModelState, f64)>) -> Option<String> {
    let percentage = status.progress.as_ref().and_then(|progress| progress.percentage);
    let percentage = percentage.unwrap_or(0.0);
    let news =
        last.is_none_or(|(state, told)| state != status.status || percentage >= told + LINE_EVERY);
    if !news {
        return None;
    }
    *last = Some((status.status, percentage));
    let source = status.source.as_deref().unwrap_or_default();
    let model = status.model.as_deref().unwrap_or_default();
    let left = status.progress.as_ref().and_then(|it| it.estimated_time_remaining_seconds);
    let left = left.filter(|_| status.status == ModelState::Downloading);
    let left = left.map(|seconds| format!(", {seconds} s left")).unwrap_or_default();
    let word = word(status.status);
    Some(format!("{word} {model} from {source}: {percentage:.0} %{left}\n"))
}

const fn word(state: ModelState) -> &'static str {
    match state {
        ModelState::NotStarted => "not started",
        ModelState::Downloading => "downloading",
        ModelState::Extracting => "extracting",
        ModelState::Ready => "ready",
        ModelState::Error => "failed",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model_status::Progress;

    #[test]
    fn a_log_gets_a_line_for_every_twentieth_and_every_change() {
        let status = |state, percentage| ModelStatus {
            model: Some("llava".to_owned()),
            status: state,
            source: Some("ollama".to_owned()),
            started_at: None,
            updated_at: None,
            completed_at: None,
            progress: Some(Progress {
                percentage: Some(percentage),
                estimated_time_remaining_seconds: Some(90),
                ..Progress::default()
            }),
            error: None,
        };
        let mut last = None;
        let first = line(&status(ModelState::Downloading, 0.0), &mut last).unwrap();
        assert_eq!(first, "downloading llava from ollama: 0 %, 90 s left\n");
        assert_eq!(line(&status(ModelState::Downloading, 4.9), &mut last), None);
        assert!(line(&status(ModelState::Downloading, 5.0), &mut last).is_some());
        let ready = line(&status(ModelState::Ready, 100.0), &mut last).unwrap();
        assert_eq!(ready, "ready llava from ollama: 100 %\n");
    }
}
