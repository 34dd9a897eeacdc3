//! What the runner makes of handlers that fail, panic, hang or are told to stop.

use super::{Place, job};
use async_trait::async_trait;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};
use tokio_util::sync::CancellationToken;
use ttb_verifier::jobs::{
    Class, Deed, Done, Failure, Handler, Job, JobId, Lane, NewJob, Policy, Queue, Retry, Runner,
    State, Task, Work, WorkerId,
};

const SOON: Duration = Duration::from_millis(10);

/// Does what its job says.
#[derive(Debug, Default)]
struct Obedient {
    over: AtomicU32,
}

#[async_trait]
impl Handler for Obedient {
    fn kind(&self) -> &'static str {
        "test"
    }

    async fn run(&self, job: &Job, task: &Task) -> Result<Done, Failure> {
        let done = Done { outcome: Some("done".to_owned()), ..Done::default() };
        match job.payload.as_str().unwrap_or_default() {
            "refuse" => Err(Failure::new(Class::Refused, "never")),
            "fail" => Err(Failure::new(Class::Internal, "again")),
            "fail once" if job.attempts == 1 => Err(Failure::new(Class::Unavailable, "not yet")),
            "panic" => panic!("as told"),
            "heed" => {
                task.cancel.cancelled().await;
                Err(Failure::new(Class::Unavailable, "stopped"))
            }
            "ignore" => {
                tokio::time::sleep(Duration::from_hours(1)).await;
                Ok(done)
            }
            _ => Ok(done),
        }
    }

    async fn over(&self, _: &Job) {
        self.over.fetch_add(1, Ordering::Relaxed);
    }

    fn policy(&self) -> Policy {
        let retry = Retry { attempts: 3, first: SOON, most: SOON };
        Policy {
            unavailable: retry,
            timed_out: retry,
            internal: retry,
            after_crash: SOON,
            ..Policy::default()
        }
    }

    fn limit(&self) -> Duration {
        Duration::from_millis(300)
    }
}

struct Working {
    place: Place,
    handler: Arc<Obedient>,
    stop: CancellationToken,
    task: tokio::task::JoinHandle<()>,
}

fn work(place: Place, grace: Duration) -> Working {
    let handler = Arc::new(Obedient::default());
    let lanes = vec![Lane { handler: Arc::clone(&handler) as _, slots: 4 }];
    let settings = Work { lease: Duration::from_millis(600), grace };
    let runner = Runner::new(Arc::new(place.queue.clone()), lanes, settings);
    let stop = CancellationToken::new();
    let task = tokio::spawn(runner.run(stop.clone()));
    Working { place, handler, stop, task }
}

impl Working {
    async fn told(&self, what: &str) -> JobId {
        let job = NewJob { payload: what.into(), ..job("kim") };
        let id = job.id;
        self.place.queue.enqueue(vec![job], None).await.unwrap();
        id
    }

    async fn until(&self, id: JobId, state: State) -> Job {
        let begun = Instant::now();
        loop {
            let job = self.place.queue.find(id).await.unwrap().unwrap();
            if job.state == state {
                return job;
            }
            assert!(begun.elapsed() < Duration::from_secs(30), "{job:?} is never {state}");
            // The clock of these tests stands still but for this.
            self.place.clock.advance(chrono::TimeDelta::milliseconds(50));
            tokio::time::sleep(SOON).await;
        }
    }

    async fn deeds(&self, id: JobId) -> Vec<Deed> {
        let events = self.place.queue.events(id, 0).await.unwrap();
        events.into_iter().map(|event| event.deed).collect()
    }

    async fn stop(self) -> Place {
        self.stop.cancel();
        tokio::time::timeout(Duration::from_mins(1), self.task).await.unwrap().unwrap();
        self.place
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn each_end_is_what_the_handler_says() {
    let working = work(Place::sqlite(), Duration::from_secs(5));
    let [good, refused, failing, once, panicking] = [
        working.told("do").await,
        working.told("refuse").await,
        working.told("fail").await,
        working.told("fail once").await,
        working.told("panic").await,
    ];
    assert_eq!(working.until(good, State::Succeeded).await.outcome.as_deref(), Some("done"));
    let refused = working.until(refused, State::Failed).await;
    assert_eq!((refused.attempts, refused.error.unwrap().0), (1, Class::Refused));
    let failing = working.until(failing, State::Failed).await;
    assert_eq!((failing.attempts, failing.error.unwrap().1), (3, "again".to_owned()));
    assert_eq!(working.until(once, State::Succeeded).await.attempts, 2);
    assert_eq!(working.until(panicking, State::Failed).await.error.unwrap().0, Class::Internal);
    let handler = Arc::clone(&working.handler);
    working.stop().await;
    assert_eq!(handler.over.load(Ordering::Relaxed), 5, "each is told that it is over");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_takes_too_long_is_stopped_and_what_hangs_is_left() {
    let working = work(Place::sqlite(), Duration::from_secs(5));
    let heeding = working.told("heed").await;
    let heeding = working.until(heeding, State::Failed).await;
    assert_eq!((heeding.attempts, heeding.error.unwrap().0), (3, Class::TimedOut));
    let hanging = working.told("ignore").await;
    let hanging = working.until(hanging, State::Failed).await;
    assert_eq!((hanging.deaths, hanging.error.unwrap().0), (2, Class::TimedOut));
    working.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_running_job_stops_soon_after_it_is_cancelled() {
    let working = work(Place::sqlite(), Duration::from_secs(5));
    let id = working.told("ignore").await;
    working.until(id, State::Running).await;
    working.place.queue.cancel(id).await.unwrap();
    working.until(id, State::Cancelled).await;
    working.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_not_done_in_the_time_of_grace_is_handed_back() {
    let working = work(Place::sqlite(), Duration::from_millis(50));
    let id = working.told("ignore").await;
    working.until(id, State::Running).await;
    let place = working.stop().await;
    let job = place.queue.find(id).await.unwrap().unwrap();
    assert_eq!((job.state, job.attempts), (State::Queued, 0));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_dead_workers_job_is_taken_up_by_the_living() {
    let place = Place::sqlite();
    let job = job("kim");
    place.queue.enqueue(vec![job.clone()], None).await.unwrap();
    // It never beats.
    place.queue.claim("test", &WorkerId::named("dead")).await.unwrap().unwrap();
    let working = work(place, Duration::from_secs(5));
    let done = working.until(job.id, State::Succeeded).await;
    assert_eq!((done.attempts, done.crashes), (1, 1));
    let expected = [Deed::Enqueued, Deed::Claimed, Deed::Lapsed, Deed::Claimed, Deed::Succeeded];
    assert_eq!(working.deeds(job.id).await, expected);
    working.stop().await;
}
