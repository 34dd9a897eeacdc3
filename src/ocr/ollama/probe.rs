//! Whether the model can be asked: looked at in the background, kept with its time.

use super::breaker::BreakerState;
use super::question::{Item, Question};
use super::{Shared, VisionError};
use crate::clock::Clock;
use backon::{BackoffBuilder, ExponentialBuilder};
use chrono::{DateTime, Utc};
use image::{Rgb, RgbImage};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};
use tokio::sync::Notify;

/// Between two looks while all is well.
const EVERY: Duration = Duration::from_secs(15);
/// Between two looks while it is not: growing, and spread at random.
const FIRST_WAIT: Duration = Duration::from_secs(1);
const LONGEST_WAIT: Duration = Duration::from_secs(30);
/// For one look, all its questions together.
const LIMIT: Duration = Duration::from_secs(5);
/// A model whose pace was not measured for so long is measured again, if it is in memory.
const PACE_LASTS: Duration = Duration::from_mins(15);

/// What was found at the other end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// Of Ollama.
    pub version: String,
    /// `None` where the model is not there.
    pub digest: Option<String>,
    /// Of the model on disk.
    pub size_bytes: Option<u64>,
    pub sees: bool,
    /// In memory, so that it answers without being loaded first.
    pub loaded: bool,
}

/// The last look.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Availability {
    /// `None` where nobody answered.
    pub found: Option<Found>,
    /// Why nobody did.
    pub error: Option<String>,
    /// `None` before the first look.
    pub looked_at: Option<DateTime<Utc>>,
}

impl Availability {
    /// Why the model cannot be asked; `None` where it can.
    #[must_use]
    pub fn trouble(&self, model: &str) -> Option<String> {
        match (&self.found, &self.error) {
            (Some(Found { digest: None, .. }), _) => {
                Some(format!("Ollama has no model {model}: `ttb-verifier model fetch` brings it"))
            }
            (Some(Found { sees: false, .. }), _) => Some(format!("{model} sees no pictures")),
            (Some(_), _) => None,
            (None, Some(error)) => Some(error.clone()),
            (None, None) => Some("it has not been looked for yet".to_owned()),
        }
    }
}

/// The last look, and the wish for another.
#[derive(Debug)]
pub(super) struct Probe {
    last: Mutex<Availability>,
    looked: Condvar,
    again: Notify,
    clock: Arc<dyn Clock>,
}

impl Probe {
    pub(super) fn new(clock: Arc<dyn Clock>) -> Self {
        Self { last: Mutex::default(), looked: Condvar::new(), again: Notify::new(), clock }
    }

    pub(super) fn last(&self) -> Availability {
        self.inner().clone()
    }

    /// Something went wrong: the next look comes sooner.
    pub(super) fn look_again(&self) {
        self.again.notify_one();
    }

    /// Waits for the first look.
    pub(super) fn wait(&self, most: Duration) {
        let last = self.inner();
        // Whether it came in time is seen by whoever looks at it next.
        let _ = self.looked.wait_timeout_while(last, most, |last| last.looked_at.is_none());
    }

    fn inner(&self) -> MutexGuard<'_, Availability> {
        self.last.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn keep(&self, seen: Result<Found, VisionError>) {
        let (found, error) = match seen {
            Ok(found) => (Some(found), None),
            Err(error) => (None, Some(error.to_string())),
        };
        let mut last = self.inner();
        if last.looked_at.is_none() || (last.found.is_some() != found.is_some()) {
            let answers = found.is_some();
            tracing::info!(answers, error, "looked for the vision model");
        }
        *last = Availability { found, error, looked_at: Some(self.clock.now()) };
        drop(last);
        self.looked.notify_all();
    }
}

/// Looks, for ever.
pub(super) async fn run(shared: Arc<Shared>) {
    let waits = ExponentialBuilder::default()
        .with_min_delay(FIRST_WAIT)
        .with_max_delay(LONGEST_WAIT)
        .without_max_times()
        .with_jitter();
    let mut growing = waits.build();
    loop {
        let known = shared.probe.last().found;
        let seen = tokio::time::timeout(LIMIT, look(&shared, known.as_ref())).await;
        shared.probe.keep(seen.unwrap_or(Err(VisionError::TimedOut { limit: LIMIT })));
        let now = shared.probe.last();
        let wait = if now.trouble(&shared.settings.model).is_none() {
            growing = waits.build();
            measure(&shared, now.found.is_some_and(|found| found.loaded)).await;
            EVERY
        } else {
            growing.next().unwrap_or(LONGEST_WAIT)
        };
        // However often somebody wishes for a look, they do not come in a storm.
        tokio::time::sleep(wait.min(FIRST_WAIT)).await;
        let rest = wait.saturating_sub(FIRST_WAIT);
        let _ = tokio::time::timeout(rest, shared.probe.again.notified()).await;
    }
}

async fn look(shared: &Shared, known: Option<&Found>) -> Result<Found, VisionError> {
    let client = &shared.client;
    let version = client.version().await?;
    let Some(tag) = client.tag().await? else {
        let (digest, size_bytes) = (None, None);
        return Ok(Found { version, digest, size_bytes, sees: false, loaded: false });
    };
    // What a model can do changes only with the model; the answer is long.
    let same = known.filter(|known| known.digest.as_ref() == Some(&tag.digest));
    let sees = match same {
        Some(known) => known.sees,
        None => client.sees().await?,
    };
    let loaded = client.is_loaded().await?;
    Ok(Found { version, digest: Some(tag.digest), size_bytes: Some(tag.size), sees, loaded })
}

/// Has the model read a picture of ours, where nobody knows its pace: without that no label
/// would ever be shown to it. The first time this also brings it to memory.
async fn measure(shared: &Shared, loaded: bool) {
    let (unknown, stale) = {
        let pace = shared.pace();
        (pace.median().is_none(), pace.is_older_than(PACE_LASTS, Instant::now()))
    };
    // After a rest, too: no label should have to find out whether it is better.
    let resting = shared.breaker.state(Instant::now()) == BreakerState::HalfOpen;
    if !(unknown || (stale && loaded) || resting) {
        return;
    }
    let until = Instant::now() + shared.settings.timeout;
    let asked = shared.ask(&trial(), until).await;
    if let Err(error) = asked {
        tracing::warn!(%error, "the vision model did not read a trial picture");
    }
}

/// Bars on a white ground: there is nothing to read, and that is a good answer.
fn trial() -> Question {
    let bars = |x, _| if x % 16 < 8 { Rgb([30; 3]) } else { Rgb([250; 3]) };
    Question::on_crop(Item::NetContents, &RgbImage::from_fn(512, 128, bars))
}
