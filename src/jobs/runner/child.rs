//! One attempt in a process of its own: whatever it does to that process, nobody beside it
//! dies.
//!
//! The claim stays with this process, which renews it; the other one does the job and writes
//! its end by the same token. It lives as long as its standard input is open, so that it goes
//! when this process goes, however that goes.

use super::Runner;
use super::attempt::{Ended, too_long};
use super::keeper::Held;
use crate::jobs::{Claim, Class, Failure, Handler, Token};
use std::fmt::Debug;
use std::io;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::Arc;
use std::time::Duration;

/// What the other process ends with when it could not even try.
pub const GAVE_UP: u8 = 75;

/// How often is looked whether it has ended.
const LOOK: Duration = Duration::from_millis(50);

/// Knows how a job is done in a process of its own.
pub trait Isolate: Send + Sync + Debug {
    /// The command that does the job of a claim, and ends when its standard input does.
    fn command(&self, token: Token) -> io::Result<Command>;
}

/// A process that is killed when it is not wanted any more.
struct Alone(Child);

impl Drop for Alone {
    fn drop(&mut self) {
        // One that has ended cannot be killed, which is fine.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

pub(super) async fn run(
    runner: &Runner,
    handler: &Arc<dyn Handler>,
    claim: &Claim,
    held: &Held,
    isolate: &dyn Isolate,
) -> Ended {
    let started = isolate
        .command(claim.token)
        .and_then(|mut command| command.stdin(Stdio::piped()).spawn().map(Alone));
    let mut alone = match started {
        Ok(alone) => alone,
        Err(error) => {
            let reason = format!("no process could be started for it: {error}");
            return Ended::Failed(Failure::new(Class::Unavailable, reason));
        }
    };
    tracing::info!(job = %claim.job.id, process = alone.0.id(), "tried in a process of its own");
    let status = tokio::select! {
        status = ended(&mut alone) => status,
        () = held.lost.cancelled() => return Ended::Lost,
        () = held.cancelling.cancelled() => return unless_done(runner, claim, alone, Ended::Cancelled).await,
        () = runner.keeper.over.cancelled() => return unless_done(runner, claim, alone, Ended::Released).await,
        () = tokio::time::sleep(handler.limit()) => {
            let died = Ended::Died(too_long(handler));
            return unless_done(runner, claim, alone, died).await;
        }
    };
    let how = match status {
        Ok(status) => died(status),
        Err(error) => Ended::Failed(Failure::new(Class::Unavailable, error.to_string())),
    };
    unless_done(runner, claim, alone, how).await
}

/// What an end means that was not written by the process itself.
fn died(status: ExitStatus) -> Ended {
    if status.code() == Some(i32::from(GAVE_UP)) {
        let reason = "its own process could not begin; its log says why";
        return Ended::Failed(Failure::new(Class::Unavailable, reason));
    }
    let reason = format!("it ended its process: {status}");
    Ended::Died(Failure::new(Class::Crashed, reason))
}

/// `otherwise`, if the process, gone by now, has not written an end itself.
async fn unless_done(runner: &Runner, claim: &Claim, alone: Alone, otherwise: Ended) -> Ended {
    drop(alone);
    loop {
        match runner.queue.claimed(claim.token).await {
            Ok(Some(_)) => return otherwise,
            Ok(None) => return Ended::Lost,
            Err(_) if runner.keeper.over.is_cancelled() => return Ended::Lost,
            Err(_) => tokio::time::sleep(super::DATABASE_AGAIN).await,
        }
    }
}

async fn ended(alone: &mut Alone) -> io::Result<ExitStatus> {
    loop {
        if let Some(status) = alone.0.try_wait()? {
            return Ok(status);
        }
        tokio::time::sleep(LOOK).await;
    }
}
