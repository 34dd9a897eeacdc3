//! The clients and what came back to them.

use super::client::{Answer, Server};
use super::form;
use super::submission::Submission;
use crate::cli::engine_time::EngineTime;
use crate::rules::Verdict;
use crate::verification::report::{PassView, Timings};
use indicatif::ProgressBar;
use serde::{Deserialize, Serialize};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};
use tokio::task::JoinSet;
use tokio::time::{MissedTickBehavior, interval, sleep_until};

/// How hard and how long.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Load {
    pub clients: u16,
    /// From an answer to the next application of the same client.
    pub pause: Duration,
    /// After this nothing new is sent.
    pub lasts: Duration,
    /// After so many nothing new is sent.
    pub requests: u64,
    /// Whether all clients start at once, rather than spread over one pause.
    pub together: bool,
}

/// One application sent, and what came of it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct Exchange {
    pub application: String,
    /// When it was begun, in seconds since the measurement was.
    pub begun: f64,
    /// `None` without an answer.
    pub status: Option<u16>,
    /// Why there is no answer, or none that could be understood.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
    /// From the last byte sent to the last byte of the answer; 0 without one.
    pub seconds: f64,
    /// In seconds, where the server asked to come again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retry_after: Option<u64>,
    pub verdict: Option<Verdict>,
    /// The report says that something was left untried for want of time.
    pub cut_short: bool,
    /// Nothing without a report.
    #[serde(default)]
    pub time: EngineTime,
}

/// The parts of a report that are counted.
#[derive(Deserialize)]
struct Report {
    verdict: Verdict,
    ocr: Ocr,
    #[serde(default)]
    timings_ms: Timings,
}

#[derive(Deserialize)]
struct Ocr {
    #[serde(default)]
    passes: Vec<PassView>,
    untried: Vec<String>,
}

/// A server that cannot be reached is not asked more often than this by one client.
const AFTER_A_FAILURE: Duration = Duration::from_secs(1);

/// A server that asks for more than this is not waited for.
const LONGEST_REST: u64 = 3600;

/// How often the progress is shown.
const SHOWN_EVERY: Duration = Duration::from_millis(250);

/// Puts the load on the server and waits for the last answer.
pub(super) async fn put(
    load: Load,
    server: Server,
    submissions: Arc<[Submission]>,
    progress: ProgressBar,
) -> Vec<Exchange> {
    let begun = Instant::now();
    let bench = Arc::new(Bench {
        load,
        server,
        submissions,
        begun,
        sent: AtomicU64::new(0),
        done: Mutex::new(Vec::new()),
    });
    let mut clients = JoinSet::new();
    for index in 0..load.clients {
        let bench = Arc::clone(&bench);
        clients.spawn(async move { bench.client(index).await });
    }
    let mut shown = interval(SHOWN_EVERY);
    shown.set_missed_tick_behavior(MissedTickBehavior::Skip);
    loop {
        tokio::select! {
            client = clients.join_next() => match client {
                None => break,
                Some(Err(panic)) => std::panic::resume_unwind(panic.into_panic()),
                Some(Ok(())) => {}
            },
            _ = shown.tick() => bench.show(&progress),
        }
    }
    std::mem::take(&mut *bench.done())
}

/// What the clients share.
struct Bench {
    load: Load,
    server: Server,
    submissions: Arc<[Submission]>,
    begun: Instant,
    sent: AtomicU64,
    done: Mutex<Vec<Exchange>>,
}

impl Bench {
    /// One client's work, until time or requests have run out.
    async fn client(&self, index: u16) {
        let end = self.begun + self.load.lasts;
        let mut next = self.begun;
        if !self.load.together {
            next += self.load.pause * u32::from(index) / u32::from(self.load.clients);
        }
        loop {
            sleep_until(next.min(end).into()).await;
            if Instant::now() >= end {
                return;
            }
            let Some(submission) = self.take() else { return };
            let exchange = self.exchange(submission).await;
            next = Instant::now() + rest(&exchange, self.load.pause);
            self.done().push(exchange);
        }
    }

    /// The next application, round and round, as long as requests are left.
    fn take(&self) -> Option<&Submission> {
        let turn = self.sent.fetch_add(1, Ordering::Relaxed);
        let index = usize::try_from(turn).ok()? % self.submissions.len();
        (turn < self.load.requests).then(|| &self.submissions[index])
    }

    async fn exchange(&self, submission: &Submission) -> Exchange {
        let begun = self.begun.elapsed().as_secs_f64();
        let answer = async {
            let form = form::fill(submission).await?;
            self.server.post("/verify", &form.content_type, form.body).await
        };
        let exchange = Exchange {
            application: submission.id.clone(),
            begun,
            status: None,
            error: None,
            seconds: 0.0,
            retry_after: None,
            verdict: None,
            cut_short: false,
            time: EngineTime::default(),
        };
        match answer.await {
            Ok(answer) => understood(exchange, &answer),
            Err(error) => Exchange { error: Some(format!("{error:#}")), ..exchange },
        }
    }

    fn show(&self, progress: &ProgressBar) {
        progress.set_position(self.begun.elapsed().as_secs());
        let done = self.done();
        let reports = done.iter().filter(|exchange| exchange.status == Some(200)).count();
        progress.set_message(format!("{reports} reports, {} other", done.len() - reports));
    }

    fn done(&self) -> std::sync::MutexGuard<'_, Vec<Exchange>> {
        self.done.lock().expect("no holder of it panics")
    }
}

/// An exchange that was answered.
fn understood(exchange: Exchange, answer: &Answer) -> Exchange {
    let mut exchange = Exchange {
        status: Some(answer.status),
        seconds: answer.waited.as_secs_f64(),
        retry_after: answer.retry_after,
        ..exchange
    };
    if answer.status == 200 {
        match serde_json::from_slice::<Report>(&answer.body) {
            Ok(report) => {
                exchange.verdict = Some(report.verdict);
                exchange.time = EngineTime::of(&report.ocr.passes, report.timings_ms);
                exchange.cut_short = !report.ocr.untried.is_empty();
            }
            Err(error) => exchange.error = Some(format!("the answer is no report: {error}")),
        }
    }
    exchange
}

/// How long a well-behaved client waits before it sends again.
fn rest(exchange: &Exchange, pause: Duration) -> Duration {
    let asked = Duration::from_secs(exchange.retry_after.unwrap_or(0).min(LONGEST_REST));
    let failed = if exchange.status.is_none() { AFTER_A_FAILURE } else { Duration::ZERO };
    pause.max(asked).max(failed)
}
