//! `serve`: the HTTP service, until it is asked to stop.

use crate::app::App;
use crate::http::{NumbersServer, Server};
use crate::telemetry::{self, numbers};
use anyhow::Context;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;
use tokio::signal::ctrl_c;
use tokio_util::sync::CancellationToken;

/// For the artifact that is on its way to or from the store when the process is asked to stop.
const LAST_DELIVERY: Duration = Duration::from_secs(3);

const TIDY_EVERY: Duration = Duration::from_mins(1);

/// Serves until the process is asked to stop.
pub fn run() -> anyhow::Result<ExitCode> {
    let (config, _) = super::settings()?;
    // Sends what is left when it is dropped, after the runtime.
    let _exporting = telemetry::start(&config.telemetry)?;
    let runtime = tokio::runtime::Runtime::new().context("no threads can be started")?;
    runtime.block_on(serve(App::from_config(config)))?;
    Ok(ExitCode::SUCCESS)
}

async fn serve(app: App) -> anyhow::Result<()> {
    let server = Server::bind(app.clone())?;
    let address = server.address()?;
    let tls = app.config.tls.is_some();
    tracing::info!(%address, tls, version = env!("CARGO_PKG_VERSION"), "serving");
    tokio::spawn(stop_when_asked(app.stopping.clone()));
    if let Some(address) = app.config.telemetry.metrics_address {
        let numbers = NumbersServer::bind(app.clone(), address)?;
        tracing::info!(%address, "serving /metrics");
        tokio::spawn(numbers.serve());
    }
    tokio::spawn(tidy_numbers(app.stopping.clone()));
    let upkeep = app.archive.clone().map(|archive| {
        let stopping = app.stopping.clone();
        let operations = Arc::clone(&archive).operate(stopping.clone());
        tokio::spawn(async { tokio::join!(operations, archive.run(stopping)) })
    });
    server.serve().await?;
    if let Some(upkeep) = upkeep {
        // What was not delivered in time is delivered at the next start, and operations go
        // on elsewhere.
        let _ = tokio::time::timeout(LAST_DELIVERY, upkeep).await;
    }
    tracing::info!("stopped");
    Ok(())
}

/// What is counted while nobody asks must not pile up.
async fn tidy_numbers(stopping: CancellationToken) {
    while tokio::time::timeout(TIDY_EVERY, stopping.cancelled()).await.is_err() {
        numbers::tidy();
    }
}

/// An operator's Ctrl-C and a process manager's SIGTERM mean the same.
async fn stop_when_asked(stopping: CancellationToken) {
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
