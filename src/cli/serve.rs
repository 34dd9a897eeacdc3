//! `serve`: the HTTP service, until it is asked to stop.

use crate::app::App;
use crate::http::Server;
use crate::telemetry;
use anyhow::Context;
use std::process::ExitCode;
use tokio::signal::ctrl_c;
use tokio_util::sync::CancellationToken;

/// Serves until the process is asked to stop.
pub fn run() -> anyhow::Result<ExitCode> {
    let (config, _) = super::settings()?;
    telemetry::start(&config.telemetry)?;
    for name in &config.ignored {
        tracing::warn!(setting = name, "is set, but this version has nothing that reads it");
    }
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
    server.serve().await?;
    tracing::info!("stopped");
    Ok(())
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
