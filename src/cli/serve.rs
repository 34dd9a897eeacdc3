//! `serve`: the HTTP service, until it is asked to stop.

use crate::app::{self, App};
use crate::config::Config;
use crate::http::{NumbersServer, Server};
use crate::telemetry::{self, numbers};
use anyhow::Context;
use clap::Args;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;
use tokio::signal::ctrl_c;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

/// For the artifact that is on its way to or from the store when the process is asked to stop.
const LAST_DELIVERY: Duration = Duration::from_secs(3);

const TIDY_EVERY: Duration = Duration::from_mins(1);

/// For threads that still read when all is told to end.
pub(super) const FINISHES_WITHIN: Duration = Duration::from_secs(2);

/// Serves over HTTP.
#[derive(Debug, Args)]
pub struct Serve {
    /// Applications taken from the queue at once, beside those that come by HTTP; 0 for none.
    /// By default JOB_WORKERS.
    #[arg(long, value_name = "N")]
    workers: Option<usize>,
}

impl Serve {
    /// Serves until the process is asked to stop.
    pub fn run(&self, config: Config) -> anyhow::Result<ExitCode> {
        // Sends what is left when it is dropped, after the runtime.
        let _exporting = telemetry::start(&config.telemetry)?;
        warn(&config);
        let workers = self.workers.unwrap_or(config.jobs.workers);
        let runtime = tokio::runtime::Runtime::new().context("no threads can be started")?;
        let served = runtime.block_on(serve(App::from_config(config), workers));
        // What hangs in a picture does not hold the process.
        runtime.shutdown_timeout(FINISHES_WITHIN);
        served.map(|()| ExitCode::SUCCESS)
    }
}

/// Says what is set up in a way that will disappoint.
pub(super) fn warn(config: &Config) {
    if app::is_out_of_reach(config) {
        tracing::warn!(
            store = %config.artifacts.store,
            "jobs are shared by PostgreSQL, but their pictures lie in a folder: workers on other \
             machines will not find them unless it is mounted there at the same place"
        );
    }
}

async fn serve(app: App, workers: usize) -> anyhow::Result<()> {
    let server = Server::bind(app.clone())?;
    let address = server.address()?;
    let tls = app.config.tls.is_some();
    tracing::info!(%address, tls, workers, version = env!("CARGO_PKG_VERSION"), "serving");
    tokio::spawn(stop_when_asked(app.stopping.clone()));
    show_numbers(&app)?;
    let house = keep_house(&app);
    let working = tokio::spawn(app.clone().work(workers));
    let done = server.serve().await;
    app.stopping.cancel();
    working.await?;
    house.finish().await;
    tracing::info!("stopped");
    Ok(done?)
}

/// Shows the numbers at an address of their own, where there is one.
pub(super) fn show_numbers(app: &App) -> anyhow::Result<()> {
    if let Some(address) = app.config.telemetry.metrics_address {
        let numbers = NumbersServer::bind(app.clone(), address)?;
        tracing::info!(%address, "serving /metrics");
        tokio::spawn(numbers.serve());
    }
    Ok(())
}

/// What goes on beside serving and working.
pub(super) struct House {
    /// `None` where nothing is kept.
    upkeep: Option<JoinHandle<()>>,
}

/// Delivers what is kept, sees operations through and listens to the database, until the app
/// is told to stop.
pub(super) fn keep_house(app: &App) -> House {
    tokio::spawn(tidy_numbers(app.stopping.clone()));
    tokio::spawn(app.clone().listen());
    let upkeep = app.archive.clone().map(|archive| {
        let stopping = app.stopping.clone();
        let operations = Arc::clone(&archive).operate(stopping.clone());
        tokio::spawn(async {
            tokio::join!(operations, archive.run(stopping));
        })
    });
    House { upkeep }
}

impl House {
    /// What was not delivered in time is delivered at the next start, and operations go on
    /// elsewhere.
    pub(super) async fn finish(self) {
        if let Some(upkeep) = self.upkeep {
            let _ = tokio::time::timeout(LAST_DELIVERY, upkeep).await;
        }
    }
}

/// What is counted while nobody asks must not pile up.
async fn tidy_numbers(stopping: CancellationToken) {
    while tokio::time::timeout(TIDY_EVERY, stopping.cancelled()).await.is_err() {
        numbers::tidy();
    }
}

/// An operator's Ctrl-C and a process manager's SIGTERM mean the same.
pub(super) async fn stop_when_asked(stopping: CancellationToken) {
    tokio::select! {
        asked = ctrl_c() => {
            if let Err(error) = asked {
                tracing::warn!(%error, "Ctrl-C cannot be heard");
                return;
            }
        }
        () = terminated() => {}
    }
    stopping.cancel();
}

#[cfg(unix)]
async fn terminated() {
    use tokio::signal::unix::{SignalKind, signal};
    match signal(SignalKind::terminate()) {
        Ok(mut terminate) => {
            terminate.recv().await;
        }
        Err(error) => {
            tracing::warn!(%error, "SIGTERM cannot be heard");
            std::future::pending::<()>().await;
        }
    }
}

#[cfg(not(unix))]
async fn terminated() {
    std::future::pending::<()>().await;
}
