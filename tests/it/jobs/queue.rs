//! What the queue promises, on both databases.

use super::{Place, job};
use crate::support::skipped;
use chrono::TimeDelta;
use std::time::Duration;
use ttb_verifier::jobs::{
    Beat, Cancelled, Claim, Class, Deed, End, Failure, JobId, NewJob, Policy, Priority, Queue,
    Requeued, Sighting, State, Token, WorkerId,
};

fn failure(class: Class) -> Failure {
    Failure::new(class, "as told")
}

fn done(result: &str) -> End {
    let outcome = Some("compliant".to_owned());
    End::Succeeded { outcome, result: result.to_owned(), then: vec![] }
}

async fn claim(queue: &dyn Queue) -> Option<Claim> {
    queue.claim("test", &WorkerId::named("one")).await.unwrap()
}

async fn take(queue: &dyn Queue) -> Token {
    claim(queue).await.expect("there is a job").token
}

async fn state(queue: &dyn Queue, id: JobId) -> State {
    queue.find(id).await.unwrap().unwrap().state
}

async fn deeds(queue: &dyn Queue, id: JobId) -> Vec<Deed> {
    queue.events(id, 0).await.unwrap().into_iter().map(|event| event.deed).collect()
}

async fn enqueue(queue: &dyn Queue, jobs: &[NewJob]) {
    assert!(queue.enqueue(jobs.to_vec(), None).await.unwrap());
}

/// Runs one promise after the other, each on an empty queue.
async fn keeps_its_promises(place: &Place) {
    let queue = &place.queue;
    a_job_is_done_once(queue).await;
    single_checks_come_first_and_clients_take_turns(queue).await;
    a_late_worker_changes_nothing(queue).await;
    attempts_wait_and_crashes_are_counted_apart(place).await;
    who_is_cancelled_stops(queue).await;
    what_failed_can_be_tried_again(queue).await;
    a_held_job_waits(place).await;
    old_jobs_are_forgotten(place).await;
}

async fn a_job_is_done_once(queue: &dyn Queue) {
    let job = job("kim");
    let id = job.id;
    enqueue(queue, std::slice::from_ref(&job)).await;
    assert_eq!(queue.line(id).await.unwrap().unwrap().position, 1);
    let claim = claim(queue).await.unwrap();
    assert_eq!((claim.job.id, claim.job.attempts, &claim.job.payload), (id, 1, &job.payload));
    assert_eq!(self::claim(queue).await, None, "nobody else gets it");
    assert_eq!(queue.line(id).await.unwrap(), None);
    assert_eq!(queue.claimed(claim.token).await.unwrap(), Some(claim.clone()));
    assert_eq!(queue.result(id).await.unwrap(), None);
    assert!(queue.end(claim.token, done("{\"a\":1}")).await.unwrap());
    assert!(!queue.end(claim.token, done("{}")).await.unwrap(), "an end is the end");
    assert_eq!(queue.result(id).await.unwrap().as_deref(), Some("{\"a\":1}"));
    let job = queue.find(id).await.unwrap().unwrap();
    assert_eq!((job.state, job.outcome.as_deref()), (State::Succeeded, Some("compliant")));
    assert_eq!(deeds(queue, id).await, [Deed::Enqueued, Deed::Claimed, Deed::Succeeded]);
    let events = queue.events(id, 0).await.unwrap();
    assert_eq!(queue.events(id, events[1].number).await.unwrap(), events[2..]);
    assert_eq!(queue.find(JobId::fresh()).await.unwrap(), None);
}

async fn single_checks_come_first_and_clients_take_turns(queue: &dyn Queue) {
    let many = |client: &str, count: usize| -> Vec<NewJob> {
        let batch = || NewJob { priority: Priority::Batch, ..job(client) };
        (0..count).map(|_| batch()).collect()
    };
    enqueue(queue, &many("importer", 6)).await;
    let first = [take(queue).await, take(queue).await];
    // Who comes now does not wait for all that the first one has.
    enqueue(queue, &many("brewer", 3)).await;
    enqueue(queue, &[job("kim")]).await;
    let mut order = Vec::new();
    while let Some(claim) = claim(queue).await {
        assert!(queue.end(claim.token, done("{}")).await.unwrap());
        order.push(claim.job.client);
    }
    let expected =
        ["kim", "importer", "brewer", "importer", "brewer", "importer", "brewer", "importer"];
    assert_eq!(order, expected);
    for token in first {
        assert!(queue.end(token, done("{}")).await.unwrap());
    }
}

async fn a_late_worker_changes_nothing(queue: &dyn Queue) {
    let job = job("kim");
    enqueue(queue, std::slice::from_ref(&job)).await;
    let late = take(queue).await;
    let seen = queue.running().await.unwrap();
    assert_eq!(seen, [Sighting { token: late, kind: "test".to_owned(), beats: 0 }]);
    // A beat in between, and the sighting is an old one.
    assert_eq!(queue.beat(&[late]).await.unwrap(), [(late, Beat::Kept)]);
    assert!(!queue.lapse(&seen[0], &Policy::default()).await.unwrap());
    let seen = queue.running().await.unwrap();
    assert!(
        queue
            .lapse(&seen[0], &Policy { after_crash: Duration::ZERO, ..Policy::default() })
            .await
            .unwrap()
    );
    let again = take(queue).await;
    assert_eq!((again.job, again.fence), (late.job, late.fence + 1));
    for end in [done("{}"), End::Failed(failure(Class::Internal)), End::Released, End::Cancelled] {
        assert!(!queue.end(late, end).await.unwrap());
    }
    let beats = queue.beat(&[late, again]).await.unwrap();
    assert_eq!(beats, [(late, Beat::Lost), (again, Beat::Kept)]);
    assert!(queue.end(again, done("{}")).await.unwrap());
    assert_eq!(
        deeds(queue, job.id).await,
        [Deed::Enqueued, Deed::Claimed, Deed::Lapsed, Deed::Claimed, Deed::Succeeded]
    );
}

async fn attempts_wait_and_crashes_are_counted_apart(place: &Place) {
    let queue = &place.queue;
    let job = job("kim");
    enqueue(queue, std::slice::from_ref(&job)).await;
    let delay = Duration::from_secs(10);
    let retry = End::Retry { failure: failure(Class::Unavailable), delay };
    assert!(queue.end(take(queue).await, retry).await.unwrap());
    assert_eq!(claim(queue).await, None, "not before its time");
    place.clock.advance(TimeDelta::seconds(11));
    let token = take(queue).await;
    assert!(queue.end(token, End::Released).await.unwrap());
    let job_now = queue.find(job.id).await.unwrap().unwrap();
    assert_eq!((job_now.state, job_now.attempts), (State::Queued, 1), "handed back is not tried");
    let (_, why) = job_now.error.unwrap();
    assert_eq!(why, "as told");

    // A clock that is turned back makes nobody wait for the hours it lost.
    let retry = End::Retry { failure: failure(Class::Unavailable), delay };
    assert!(queue.end(take(queue).await, retry).await.unwrap());
    place.clock.advance(TimeDelta::hours(-5));
    assert!(queue.end(take(queue).await, End::Released).await.unwrap());
    place.clock.advance(TimeDelta::hours(5));

    let policy = Policy { after_crash: Duration::ZERO, ..Policy::default() };
    let crashed = || End::Crashed { failure: failure(Class::Crashed), policy };
    assert!(queue.end(take(queue).await, crashed()).await.unwrap());
    let once = queue.find(job.id).await.unwrap().unwrap();
    assert!(once.is_suspect());
    assert_eq!((once.state, once.attempts, once.deaths), (State::Queued, 2, 1));
    assert!(queue.end(take(queue).await, crashed()).await.unwrap());
    let twice = queue.find(job.id).await.unwrap().unwrap();
    assert_eq!((twice.state, twice.deaths), (State::Failed, 2), "given up");
    assert_eq!(twice.error.unwrap().0, Class::Crashed);
    assert_eq!(queue.list(State::Failed, 10).await.unwrap().len(), 1);
}

async fn who_is_cancelled_stops(queue: &dyn Queue) {
    let [waiting, running, trying] = [job("kim"), job("kim"), job("kim")];
    enqueue(queue, std::slice::from_ref(&running)).await;
    let token = take(queue).await;
    enqueue(queue, std::slice::from_ref(&waiting)).await;
    assert_eq!(queue.cancel(waiting.id).await.unwrap(), Some(Cancelled::Now));
    assert_eq!(queue.cancel(waiting.id).await.unwrap(), Some(Cancelled::Over(State::Cancelled)));
    assert_eq!(claim(queue).await, None);
    assert_eq!(queue.cancel(running.id).await.unwrap(), Some(Cancelled::Soon));
    assert_eq!(queue.cancel(running.id).await.unwrap(), Some(Cancelled::Soon));
    assert_eq!(queue.beat(&[token]).await.unwrap(), [(token, Beat::Cancelling)]);
    // However it ends without a result, it is not tried again.
    assert!(queue.end(token, End::Released).await.unwrap());
    assert_eq!(state(queue, running.id).await, State::Cancelled);
    assert_eq!(
        deeds(queue, running.id).await,
        [Deed::Enqueued, Deed::Claimed, Deed::Cancelling, Deed::Cancelled]
    );
    // Done is done.
    enqueue(queue, std::slice::from_ref(&trying)).await;
    let token = take(queue).await;
    queue.cancel(trying.id).await.unwrap();
    assert!(queue.end(token, done("{}")).await.unwrap());
    assert_eq!(state(queue, trying.id).await, State::Succeeded);
    assert_eq!(queue.cancel(JobId::fresh()).await.unwrap(), None);
}

async fn what_failed_can_be_tried_again(queue: &dyn Queue) {
    let job = job("kim");
    enqueue(queue, std::slice::from_ref(&job)).await;
    assert_eq!(queue.requeue(job.id).await.unwrap(), Some(Requeued::Not(State::Queued)));
    let end = End::Failed(failure(Class::Refused));
    assert!(queue.end(take(queue).await, end).await.unwrap());
    assert_eq!(queue.requeue(job.id).await.unwrap(), Some(Requeued::Queued));
    let claim = claim(queue).await.unwrap();
    assert_eq!((claim.job.attempts, claim.job.error), (1, None), "as if it were new");
    assert!(queue.end(claim.token, done("{}")).await.unwrap());
    assert_eq!(queue.requeue(job.id).await.unwrap(), Some(Requeued::Not(State::Succeeded)));
    assert_eq!(queue.requeue(JobId::fresh()).await.unwrap(), None);
}

async fn a_held_job_waits(place: &Place) {
    let queue = &place.queue;
    let held = NewJob { held: true, ..job("kim") };
    let follower = job("kim");
    enqueue(queue, std::slice::from_ref(&held)).await;
    assert_eq!(claim(queue).await, None);
    // What becomes necessary by a job is there with its end.
    let first = job("lee");
    enqueue(queue, std::slice::from_ref(&first)).await;
    let token = take(queue).await;
    let then = vec![follower.clone()];
    let end = End::Succeeded { outcome: None, result: String::new(), then };
    assert!(queue.end(token, end.clone()).await.unwrap());
    assert!(!queue.end(token, end).await.unwrap(), "and not again");
    assert_eq!(take(queue).await.job, follower.id);
    assert_eq!(state(queue, held.id).await, State::Queued);
    let needy = queue.needy_among(&[held.id, first.id, follower.id]).await.unwrap();
    assert_eq!(needy.len(), 2);
    assert!(!needy.contains(&first.id));
}

async fn old_jobs_are_forgotten(place: &Place) {
    let queue = &place.queue;
    let before = queue.counts().await.unwrap();
    assert!(before.iter().any(|count| count.state == State::Succeeded && count.count > 10));
    place.clock.advance(TimeDelta::days(1));
    let now = "2026-03-26T11:00:00Z".parse().unwrap();
    assert!(queue.purge(now, 1000).await.unwrap() > 10);
    let left: Vec<_> = queue.counts().await.unwrap().into_iter().map(|count| count.state).collect();
    assert_eq!(left, [State::Queued, State::Running], "what is not over stays");
}

#[tokio::test]
async fn the_queue_keeps_its_promises_on_sqlite() {
    keeps_its_promises(&Place::sqlite()).await;
}

#[tokio::test]
async fn the_queue_keeps_its_promises_on_postgresql() {
    let Some(place) = Place::postgres("queue_promises") else {
        return skipped("without PostgreSQL the queue is tried on SQLite alone");
    };
    keeps_its_promises(&place).await;
}

/// Many claim at once; each job goes to one of them.
async fn shares(place: &Place) {
    let jobs: Vec<_> = (0..60).map(|number| job(&format!("client {}", number % 7))).collect();
    enqueue(&place.queue, &jobs).await;
    let workers = (0..6).map(|number| {
        let queue = place.queue.clone();
        tokio::spawn(async move {
            let worker = WorkerId::named(format!("worker {number}"));
            let mut claimed = Vec::new();
            while let Some(claim) = queue.claim("test", &worker).await.unwrap() {
                claimed.push(claim.job.id);
                assert!(queue.end(claim.token, done("{}")).await.unwrap());
            }
            claimed
        })
    });
    let mut all = Vec::new();
    for claimed in futures::future::join_all(workers).await {
        all.extend(claimed.unwrap());
    }
    all.sort_unstable();
    let mut expected: Vec<_> = jobs.iter().map(|job| job.id).collect();
    expected.sort_unstable();
    assert_eq!(all, expected);
}

#[tokio::test(flavor = "multi_thread")]
async fn each_job_goes_to_one_of_many_on_sqlite() {
    shares(&Place::sqlite()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn each_job_goes_to_one_of_many_on_postgresql() {
    let Some(place) = Place::postgres("queue_shares") else {
        return skipped("without PostgreSQL the queue is tried on SQLite alone");
    };
    shares(&place).await;
}
