//! `bench`: puts a running server under load and measures how it answers.
//!
//! Each client stands for one reviewer: it sends the next application of the folder, waits
//! for the report, pauses, and goes on. With a pause of zero the same clients ask for all
//! that the machine can give. The load is bounded in time and in requests.

mod client;
mod form;
mod load;
mod process;
mod submission;
mod table;
mod tally;

use super::machine::Usage;
use super::page;
use anyhow::{Context, ensure};
use client::Server;
use indicatif::{ProgressBar, ProgressStyle};
use load::{Exchange, Load};
use process::Process;
use serde::{Deserialize, Serialize};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;
use std::time::{Duration, Instant};
use submission::Submission;
use tally::{Cost, Tally};

/// The load and where it goes.
#[derive(Debug, Clone, clap::Args)]
pub struct Bench {
    /// The applications: a folder for each, with its pictures and application.json, or a
    /// corpus whose truth.json tells what to declare
    pub folder: PathBuf,
    /// The server, over http:// only
    #[arg(long, default_value = "http://127.0.0.1:8000")]
    pub url: Server,
    /// How many send at the same time
    #[arg(long, default_value = "10", value_parser = clap::value_parser!(u16).range(1..=1000))]
    pub clients: u16,
    /// Seconds each client waits between an answer and its next application; longer where
    /// the server says so in Retry-After
    #[arg(long, default_value = "20", value_parser = clap::value_parser!(u64).range(0..=3600))]
    pub pause_seconds: u64,
    /// Seconds after which nothing new is sent
    #[arg(long, default_value = "60", value_parser = clap::value_parser!(u64).range(1..=3600))]
    pub seconds: u64,
    /// Requests after which nothing new is sent
    #[arg(long, default_value = "10000", value_parser = clap::value_parser!(u64).range(1..=1_000_000))]
    pub requests: u64,
    /// Start all clients at once; else their starts are spread evenly over one pause
    #[arg(long)]
    pub together: bool,
    /// Write every figure and every exchange to this file
    #[arg(long, value_name = "FILE")]
    pub json: Option<PathBuf>,
    /// Show the figures of a measurement written with --json beside these
    #[arg(long, value_name = "FILE")]
    pub against: Option<PathBuf>,
    /// The server's process, for its use of the machine; found by its port when it is on
    /// this machine
    #[arg(long)]
    pub pid: Option<u32>,
}

/// One measurement, as `--json` keeps it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct Run {
    url: String,
    server: About,
    folder: String,
    applications: usize,
    clients: u16,
    pause_seconds: f64,
    seconds: f64,
    together: bool,
    /// From the first request to the last answer, at least `seconds` unless the requests
    /// ran out.
    wall_seconds: f64,
    tally: Tally,
    process: Option<Process>,
    cost: Option<Cost>,
    /// In the order of their ends.
    exchanges: Vec<Exchange>,
}

/// What the server says of itself.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
struct About {
    version: Option<String>,
    ocr_backends: Vec<String>,
}

impl Bench {
    /// Measures and prints; the exit status is 3 when it could not be done.
    #[must_use]
    pub fn run(&self) -> ExitCode {
        let page = self.measured().and_then(|words| Ok(page::print(&words)?));
        page.map_or_else(|error| page::failed(&error), |()| ExitCode::SUCCESS)
    }

    fn measured(&self) -> anyhow::Result<String> {
        // Everything that can be wrong is found before the server is bothered.
        let before = self.against.as_deref().map(earlier).transpose()?;
        let submissions = submission::load(&self.folder)?;
        // One thread: the clients only wait, and the processors are the server's.
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .context("no clients can be started")?;
        let run = runtime.block_on(self.measure(submissions))?;
        if let Some(path) = &self.json {
            let text = serde_json::to_vec_pretty(&run)?;
            fs::write(path, text).with_context(|| format!("writing {}", path.display()))?;
        }
        Ok(table::render(&run, before.as_ref()))
    }

    async fn measure(&self, submissions: Vec<Submission>) -> anyhow::Result<Run> {
        let about = about(&self.url).await?;
        let process = self.process()?;
        let load = Load {
            clients: self.clients,
            pause: Duration::from_secs(self.pause_seconds),
            lasts: Duration::from_secs(self.seconds),
            requests: self.requests,
            together: self.together,
        };
        let applications = submissions.len();
        let used = process.as_ref().map(|process| Usage::of(process.pid));
        let started = Instant::now();
        let progress = progress(self.seconds);
        let exchanges =
            load::put(load, self.url.clone(), Arc::from(submissions), progress.clone()).await;
        progress.finish_and_clear();
        let wall_seconds = started.elapsed().as_secs_f64();
        let tally = Tally::of(&exchanges, wall_seconds);
        let cost = process.as_ref().zip(used).map(|(process, used)| {
            Cost::between(used, Usage::of(process.pid), tally.reports(), wall_seconds)
        });
        Ok(Run {
            url: self.url.to_string(),
            server: about,
            folder: self.folder.display().to_string(),
            applications,
            clients: self.clients,
            pause_seconds: load.pause.as_secs_f64(),
            seconds: load.lasts.as_secs_f64(),
            together: self.together,
            wall_seconds,
            tally,
            process,
            cost,
            exchanges,
        })
    }

    /// The server's process, if it is on this machine and may be looked at.
    fn process(&self) -> anyhow::Result<Option<Process>> {
        match self.pid {
            Some(pid) => {
                let process = Process::named(pid);
                process.map(Some).with_context(|| format!("there is no process {pid} to look at"))
            }
            None if self.url.is_here() => Ok(Process::listening(self.url.port())),
            None => Ok(None),
        }
    }
}

/// Makes sure that a server answers, and asks it what it is.
async fn about(server: &Server) -> anyhow::Result<About> {
    let answer = server.get("/health").await.with_context(|| format!("asking {server}"))?;
    ensure!(answer.status == 200, "{server}/health answers {}", answer.status);
    let health: serde_json::Value = serde_json::from_slice(&answer.body)
        .with_context(|| format!("{server}/health does not answer in JSON"))?;
    let backends = health.pointer("/capabilities/ocr_backends").and_then(|list| list.as_array());
    let name = |value: &serde_json::Value| value.as_str().map(str::to_owned);
    Ok(About {
        version: name(&health["version"]),
        ocr_backends: backends.into_iter().flatten().filter_map(name).collect(),
    })
}

fn progress(seconds: u64) -> ProgressBar {
    let style = ProgressStyle::with_template("{bar:40} {elapsed} of {len} s  {msg}");
    ProgressBar::new(seconds).with_style(style.expect("the template is ours and well formed"))
}

fn earlier(path: &Path) -> anyhow::Result<Run> {
    let text = fs::read(path).with_context(|| format!("reading {}", path.display()))?;
    serde_json::from_slice(&text)
        .with_context(|| format!("{} is no measurement of bench --json", path.display()))
}

#[cfg(test)]
mod tests;
