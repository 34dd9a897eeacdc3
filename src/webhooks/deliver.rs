//! The job that delivers a message.

use super::{Attempt, Courier, Secret, Webhooks};
use crate::clock::Clock;
use crate::jobs::{Class, Done, Failure, Handler, Job, Policy, Retry, Task};
use async_trait::async_trait;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// The kind of the job.
pub const KIND: &str = "webhook";

/// Five seconds after the first attempt, twice as long each time up to three hours: nineteen
/// attempts are spread over a day.
const RETRY: Retry =
    Retry { attempts: 19, first: Duration::from_secs(5), most: Duration::from_hours(3) };

/// Delivers messages.
#[derive(Debug)]
pub struct Deliver {
    pub store: Arc<dyn Webhooks>,
    pub courier: Courier,
    /// The service's own, for those who have none of theirs.
    pub secret: Option<Secret>,
    pub clock: Arc<dyn Clock>,
}

#[async_trait]
impl Handler for Deliver {
    fn kind(&self) -> &'static str {
        KIND
    }

    async fn run(&self, job: &Job, task: &Task) -> Result<Done, Failure> {
        let unavailable =
            |error: &dyn std::error::Error| Failure::new(Class::Unavailable, error.to_string());
        let id = job.payload.get("message").and_then(|id| id.as_str()).unwrap_or_default();
        let found = self.store.message(id).await.map_err(|error| unavailable(&error))?;
        let Some((message, own)) = found else {
            return Err(Failure::new(Class::Refused, "the message is not there any more"));
        };
        let Some(secret) = own.or_else(|| self.secret.clone()) else {
            return Err(Failure::new(Class::Refused, "there is no WEBHOOK_SECRET to sign with"));
        };
        let (at, begun) = (self.clock.now(), Instant::now());
        let sent = tokio::select! {
            sent = self.courier.deliver(&message, &secret, at) => sent,
            () = task.cancel.cancelled() => {
                return Err(Failure::new(Class::Unavailable, "was asked to stop"));
            }
        };
        let attempt = Attempt {
            at,
            status: match &sent {
                Ok(delivered) => Some(delivered.status),
                Err(error) => error.status(),
            },
            error: sent.as_ref().err().map(ToString::to_string),
            milliseconds: u64::try_from(begun.elapsed().as_millis()).unwrap_or(u64::MAX),
        };
        // The log is for people: a delivery that cannot be noted was one all the same.
        if let Err(error) = self.store.attempted(id, &attempt).await {
            tracing::warn!(%error, message = id, "an attempt was not noted");
        }
        match sent {
            Ok(_) => Ok(Done { outcome: Some("delivered".to_owned()), ..Done::default() }),
            Err(error) if error.is_final() => Err(Failure::new(Class::Refused, error.to_string())),
            Err(error) => Err(Failure::new(Class::Unavailable, error.to_string())),
        }
    }

    async fn over(&self, _: &Job) {}

    fn policy(&self) -> Policy {
        Policy { unavailable: RETRY, ..Policy::default() }
    }

    fn limit(&self) -> Duration {
        Duration::from_mins(1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn attempts_are_spread_over_a_day() {
        let mut waited = Duration::ZERO;
        for attempt in 0..RETRY.attempts - 1 {
            waited += (RETRY.first * 2_u32.pow(attempt)).min(RETRY.most);
        }
        let hours = waited.as_secs_f64() / 3600.0;
        assert!((20.0..26.0).contains(&hours), "{hours} hours");
    }
}
