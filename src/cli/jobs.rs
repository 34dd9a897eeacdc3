//! `jobs`: looks into the queue, and tries again what was given up.

mod bench;

use super::page;
use crate::app::App;
use crate::config::Config;
use crate::jobs::{Cancelled, Job, JobId, Queue, Requeued, State};
use anyhow::Context;
use clap::{Args, Subcommand};
use std::fmt::Write;
use std::process::ExitCode;

/// Looks into the queue.
#[derive(Debug, Args)]
pub struct Jobs {
    #[command(subcommand)]
    deed: Deed,
}

#[derive(Debug, Subcommand)]
enum Deed {
    /// Counts jobs by kind and state.
    Count,
    /// Lists jobs of a state, newest first; what failed with its reason.
    List {
        #[arg(default_value = "failed")]
        state: State,
        #[arg(long, default_value_t = 50)]
        limit: u32,
    },
    /// Shows one job with its history.
    Show { id: JobId },
    /// Tries jobs again that failed.
    Requeue {
        #[arg(required_unless_present = "failed")]
        ids: Vec<JobId>,
        /// All that failed.
        #[arg(long, conflicts_with = "ids")]
        failed: bool,
    },
    /// Cancels a job.
    Cancel { id: JobId },
    /// Measures the queue on databases of its own.
    Bench(bench::Bench),
}

impl Jobs {
    /// Does it, and prints what came of it.
    pub fn run(&self, config: Config) -> anyhow::Result<ExitCode> {
        let runtime = tokio::runtime::Runtime::new().context("no threads can be started")?;
        if let Deed::Bench(bench) = &self.deed {
            return runtime.block_on(bench.run(config));
        }
        let app = App::from_config(config);
        let words = runtime.block_on(self.words(&*app.jobs))?;
        page::print(&words)?;
        Ok(ExitCode::SUCCESS)
    }

    async fn words(&self, queue: &dyn Queue) -> anyhow::Result<String> {
        let mut words = String::new();
        match &self.deed {
            Deed::Count => {
                for count in queue.counts().await? {
                    writeln!(words, "{:8} {} {}", count.count, count.kind, count.state)?;
                }
            }
            Deed::List { state, limit } => {
                for job in queue.list(*state, *limit).await? {
                    words.push_str(&line(&job));
                }
            }
            Deed::Show { id } => {
                let job = queue.find(*id).await?.context("there is no such job")?;
                words.push_str(&line(&job));
                for event in queue.events(*id, 0).await? {
                    let error =
                        event.error.map(|(class, reason)| format!("{}: {reason}", class.name()));
                    let error = error.unwrap_or_default();
                    let worker = event.worker.unwrap_or_default();
                    let (at, deed) = (event.at.to_rfc3339(), event.deed.name());
                    writeln!(words, "  {at} {deed:10} {worker} {error}")?;
                }
            }
            Deed::Requeue { ids, failed } => {
                let all =
                    if *failed { queue.list(State::Failed, u32::MAX / 2).await? } else { vec![] };
                for id in ids.iter().copied().chain(all.into_iter().map(|job| job.id)) {
                    let done = match queue.requeue(id).await? {
                        Some(Requeued::Queued) => "in line again".to_owned(),
                        Some(Requeued::Not(state)) => format!("is {state}"),
                        None => "there is no such job".to_owned(),
                    };
                    writeln!(words, "{id} {done}")?;
                }
            }
            Deed::Cancel { id } => {
                let done = match queue.cancel(*id).await?.context("there is no such job")? {
                    Cancelled::Now => "cancelled".to_owned(),
                    Cancelled::Soon => "stops soon".to_owned(),
                    Cancelled::Over(state) => format!("is {state} already"),
                };
                writeln!(words, "{id} {done}")?;
            }
            Deed::Bench(_) => {}
        }
        Ok(words)
    }
}

fn line(job: &Job) -> String {
    let (id, state, attempts) = (job.id, job.state, job.attempts);
    let crashes = job.crashes + job.deaths;
    let told = job.error.as_ref().map(|(class, reason)| format!("{}: {reason}", class.name()));
    let told = told.or_else(|| job.outcome.clone()).unwrap_or_default();
    format!("{id} {state} {} attempts {attempts} crashes {crashes} {told}\n", job.kind)
}
