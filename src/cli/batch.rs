//! `batch`: verifies many applications, here or by a server, and writes a table of what came
//! of them.
//!
//! What is done is noted beside the results while it goes, so that a batch that was broken
//! off goes on where it stopped when the same command is given again.

mod files;
mod journal;
mod local;
mod output;
mod remote;

use super::backend::BackendArg;
use super::page;
use crate::batches::results::ItemResult;
use crate::batches::{Counts, ItemState};
use crate::config::Config;
use crate::verification::Verifier;
use anyhow::Context;
use indicatif::{ProgressBar, ProgressStyle};
use output::Form;
use std::path::PathBuf;
use std::process::ExitCode;
use tokio_util::sync::CancellationToken;

/// Some applications could not be verified.
const SOME_FAILED: u8 = 1;

/// Broken off by Ctrl-C, as shells have it.
const INTERRUPTED: u8 = 130;

/// What to verify.
#[derive(Debug, clap::Args)]
pub struct Batch {
    /// Archives (ZIP, tar.gz), pictures, or folders of either
    #[arg(required = true, value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// What is declared: CSV, JSON or XLSX, a row an application; by default the manifest.csv,
    /// .json or .xlsx at the top of folder or archive
    #[arg(long, value_name = "FILE")]
    manifest: Option<PathBuf>,
    /// Where the results go: .csv, .xlsx, .json or .ndjson
    #[arg(long, value_name = "FILE", default_value = "results.csv")]
    out: PathBuf,
    /// Have it done by a server, such as http://127.0.0.1:8000
    #[arg(long, value_name = "URL")]
    server: Option<String>,
    /// The reader
    #[arg(long, value_enum, default_value = "auto")]
    backend: BackendArg,
    /// Milliseconds for one application
    #[arg(long, default_value = "5000", value_parser = clap::value_parser!(u64).range(500..=120_000))]
    deadline_ms: u64,
}

/// How it ended.
enum Ended {
    Done(Vec<ItemResult>),
    /// With how to go on.
    Interrupted(String),
}

impl Batch {
    /// Verifies all of it; what is left out and why stands in the results.
    pub fn run(
        &self,
        config: &Config,
        verifier: impl FnOnce() -> Verifier,
    ) -> anyhow::Result<ExitCode> {
        let form = Form::of(&self.out)?;
        let runtime = tokio::runtime::Runtime::new().context("no threads can be started")?;
        let stop = CancellationToken::new();
        runtime.spawn(stop_at_ctrl_c(stop.clone()));
        let ended = runtime.block_on(async {
            match &self.server {
                Some(server) => remote::run(self, server, &stop).await,
                None => local::run(self, config, &verifier(), &stop).await,
            }
        })?;
        match ended {
            Ended::Done(results) => {
                output::write(&self.out, form, &results)?;
                page::print(&summary(&results, &self.out))?;
                let failed = results.iter().any(|result| result.item.state != ItemState::Succeeded);
                Ok(if failed { ExitCode::from(SOME_FAILED) } else { ExitCode::SUCCESS })
            }
            Ended::Interrupted(how) => {
                page::aside(&how);
                Ok(ExitCode::from(INTERRUPTED))
            }
        }
    }
}

/// The first asks to stop; a second one ends the process, whatever it does.
async fn stop_at_ctrl_c(stop: CancellationToken) {
    if tokio::signal::ctrl_c().await.is_ok() {
        stop.cancel();
    }
    if tokio::signal::ctrl_c().await.is_ok() {
        std::process::exit(i32::from(INTERRUPTED));
    }
}

/// A line that moves, where somebody looks on.
fn bar(total: u64) -> ProgressBar {
    let style = ProgressStyle::with_template(
        "{bar:40} {pos}/{len} applications, {per_sec}, {eta} left; {msg}",
    );
    let bar = ProgressBar::new(total);
    bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
    bar
}

fn counts<'a>(results: impl IntoIterator<Item = &'a ItemResult>) -> Counts {
    let mut counts = Counts::default();
    for result in results {
        counts.add(result.item.state, result.item.verdict, 1);
    }
    counts
}

fn told(counts: &Counts) -> String {
    format!(
        "{} compliant, {} need review, {} not compliant, {} failed",
        counts.compliant, counts.needs_review, counts.non_compliant, counts.failed
    )
}

fn summary(results: &[ItemResult], out: &std::path::Path) -> String {
    let counts = counts(results);
    format!("{} applications: {}\n{}\n", results.len(), told(&counts), out.display())
}
