//! One attempt at a job in this process: until it is done, or not to be done any more.

use super::keeper::Held;
use crate::jobs::{Claim, Class, Done, End, Failure, Handler, Task};
use crate::telemetry;
use std::sync::Arc;
use std::time::Duration;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;
use tracing::Instrument;

/// What is told to stop and does not within this time hangs.
const STOPS_WITHIN: Duration = Duration::from_secs(5);

/// How an attempt ended.
#[derive(Debug)]
pub(super) enum Ended {
    Done(Done),
    Failed(Failure),
    /// Its time was over, and it did not stop when it was told to; or it killed its process.
    Died(Failure),
    Cancelled,
    /// This process stops.
    Released,
    /// Somebody else has the job, or it was ended already.
    Lost,
}

impl Ended {
    /// For counting.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Done(_) => "done",
            Self::Failed(_) => "failed",
            Self::Died(_) => "died",
            Self::Cancelled => "cancelled",
            Self::Released => "released",
            Self::Lost => "lost",
        }
    }

    /// What is to be written, if anything is.
    pub fn end(&self, handler: &Arc<dyn Handler>, claim: &Claim) -> Option<End> {
        let (job, policy) = (&claim.job, handler.policy());
        Some(match self {
            Self::Done(done) => End::Succeeded {
                outcome: done.outcome.clone(),
                result: done.result.clone(),
                then: done.then.clone(),
            },
            Self::Failed(failure) => {
                let failure = failure.clone();
                if let Some(delay) = policy.next(failure.class, job.id, job.attempts) {
                    tracing::warn!(job = %job.id, %failure, "an attempt failed");
                    End::Retry { failure, delay }
                } else {
                    tracing::error!(job = %job.id, %failure, "a job is given up");
                    End::Failed(failure)
                }
            }
            Self::Died(failure) => {
                tracing::error!(job = %job.id, %failure, "a job took its process down");
                End::Crashed { failure: failure.clone(), policy }
            }
            Self::Cancelled => End::Cancelled,
            Self::Released => End::Released,
            Self::Lost => return None,
        })
    }
}

/// Why an attempt was told to stop.
enum Stopped {
    Cancelled,
    Lost,
    Released,
    TimedOut,
}

pub(super) async fn run(
    handler: &Arc<dyn Handler>,
    claim: &Claim,
    held: &Held,
    over: &CancellationToken,
) -> Ended {
    let task = Task { cancel: CancellationToken::new() };
    let mut running = start(handler, claim, &task);
    let stopped = tokio::select! {
        done = &mut running => return told(done),
        () = held.cancelling.cancelled() => Stopped::Cancelled,
        () = held.lost.cancelled() => Stopped::Lost,
        () = over.cancelled() => Stopped::Released,
        () = tokio::time::sleep(handler.limit()) => Stopped::TimedOut,
    };
    task.cancel.cancel();
    let finished = tokio::time::timeout(STOPS_WITHIN, &mut running).await;
    match (stopped, finished) {
        (Stopped::Lost, _) => Ended::Lost,
        // Done is done, however late.
        (_, Ok(Ok(Ok(done)))) => Ended::Done(done),
        (Stopped::Cancelled, _) => Ended::Cancelled,
        (Stopped::Released, _) => Ended::Released,
        (Stopped::TimedOut, Ok(_)) => Ended::Failed(too_long(handler)),
        (Stopped::TimedOut, Err(_)) => Ended::Died(too_long(handler)),
    }
}

pub(super) fn too_long(handler: &Arc<dyn Handler>) -> Failure {
    let seconds = handler.limit().as_secs();
    Failure::new(Class::TimedOut, format!("was not done within {seconds} seconds"))
}

fn start(
    handler: &Arc<dyn Handler>,
    claim: &Claim,
    task: &Task,
) -> JoinHandle<Result<Done, Failure>> {
    let span = tracing::info_span!("job", id = %claim.job.id, kind = claim.job.kind);
    if let Some(trace) = &claim.job.trace {
        telemetry::continue_trace(&span, trace);
    }
    let (handler, job, task) = (Arc::clone(handler), claim.job.clone(), task.clone());
    tokio::spawn(async move { handler.run(&job, &task).await }.instrument(span))
}

fn told(done: Result<Result<Done, Failure>, tokio::task::JoinError>) -> Ended {
    match done {
        Ok(Ok(done)) => Ended::Done(done),
        Ok(Err(failure)) => Ended::Failed(failure),
        Err(panic) => {
            tracing::error!(%panic, "a job panicked");
            Ended::Failed(Failure::new(Class::Internal, "a fault of ours; the log has it"))
        }
    }
}
