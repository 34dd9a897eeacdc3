//! `work`: does what is in the queue, without HTTP, until it is asked to stop.

use super::serve::{FINISHES_WITHIN, keep_house, show_numbers, stop_when_asked, warn};
use crate::app::App;
use crate::config::Config;
use crate::jobs::{GAVE_UP, JobId, Token};
use crate::telemetry;
use anyhow::Context;
use clap::Args;
use std::io::Read;
use std::process::ExitCode;

/// Does what is in the queue.
#[derive(Debug, Args)]
pub struct Work {
    /// Applications at once; by default JOB_WORKERS, at least one.
    #[arg(long, value_name = "N")]
    workers: Option<usize>,
    /// Does the job of one claim, which another process keeps, and ends with its standard
    /// input.
    #[arg(long, hide = true, requires = "fence")]
    job: Option<JobId>,
    #[arg(long, hide = true, requires = "job")]
    fence: Option<i64>,
}

impl Work {
    /// Works until the process is asked to stop.
    pub fn run(&self, config: Config) -> anyhow::Result<ExitCode> {
        // Sends what is left when it is dropped, after the runtime.
        let _exporting = telemetry::start(&config.telemetry)?;
        let runtime = tokio::runtime::Runtime::new().context("no threads can be started")?;
        let done = if let (Some(job), Some(fence)) = (self.job, self.fence) {
            std::thread::spawn(end_with_standard_input);
            runtime.block_on(one(App::from_config(config), Token { job, fence }))
        } else {
            warn(&config);
            let workers = self.workers.unwrap_or(config.jobs.workers).max(1);
            runtime.block_on(work(App::from_config(config), workers))?;
            ExitCode::SUCCESS
        };
        // What hangs in a picture does not hold the process.
        runtime.shutdown_timeout(FINISHES_WITHIN);
        Ok(done)
    }
}

async fn work(app: App, workers: usize) -> anyhow::Result<()> {
    show_numbers(&app)?;
    tokio::spawn(stop_when_asked(app.stopping.clone()));
    let house = keep_house(&app);
    app.clone().work(workers).await;
    house.finish().await;
    tracing::info!("stopped");
    Ok(())
}

async fn one(app: App, token: Token) -> ExitCode {
    let house = keep_house(&app);
    let done = app.runner(1).run_one(token).await;
    app.stopping.cancel();
    house.finish().await;
    match done {
        Ok(_) => ExitCode::SUCCESS,
        Err(error) => {
            let error: &dyn std::error::Error = &error;
            tracing::error!(error, "the job could not be begun");
            ExitCode::from(GAVE_UP)
        }
    }
}

/// The process that keeps the claim holds the other end.
fn end_with_standard_input() {
    let mut nothing = [0];
    while matches!(std::io::stdin().read(&mut nothing), Ok(1..)) {}
    std::process::exit(i32::from(GAVE_UP));
}
