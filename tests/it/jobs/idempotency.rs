//! The same key gets the same answer, on both databases.

use super::{KEPT, Place, job};
use crate::support::skipped;
use chrono::TimeDelta;
use std::time::Duration;
use ttb_verifier::jobs::{Answer, Answers, Begun, Hold, KeyOf, Queue};

const HELD: Duration = Duration::from_mins(10);

fn key(client: &str) -> KeyOf {
    KeyOf { client: client.to_owned(), key: "a-key".to_owned() }
}

fn answer(body: &str) -> Answer {
    Answer { status: 200, location: None, body: body.to_owned() }
}

async fn begin(place: &Place, client: &str, fingerprint: &str) -> Begun {
    place.queue.begin(&key(client), fingerprint, HELD).await.unwrap()
}

async fn first(place: &Place, client: &str) -> Hold {
    match begin(place, client, "content").await {
        Begun::First(hold) => hold,
        other => panic!("{other:?}"),
    }
}

async fn keeps_its_promises(place: &Place) {
    let hold = first(place, "kim").await;
    assert_eq!(begin(place, "kim", "content").await, Begun::Running);
    assert_eq!(begin(place, "kim", "other").await, Begun::Other);
    // Another client's key is another key.
    let other = first(place, "lee").await;
    place.queue.give_up(&other).await.unwrap();
    let other = first(place, "lee").await;

    place.queue.answered(&hold, &answer("one")).await.unwrap();
    assert_eq!(begin(place, "kim", "content").await, Begun::Answered(answer("one")));
    assert_eq!(begin(place, "kim", "other").await, Begun::Other);

    // A process that died with it does not hold it for ever, and comes too late afterwards.
    place.clock.advance(TimeDelta::from_std(HELD).unwrap() + TimeDelta::seconds(1));
    let again = first(place, "lee").await;
    place.queue.answered(&other, &answer("late")).await.unwrap();
    assert_eq!(begin(place, "lee", "content").await, Begun::Running);
    let late = job("lee");
    let taken = place.queue.enqueue(vec![late.clone()], Some((other, answer("late")))).await;
    assert!(!taken.unwrap());
    assert_eq!(place.queue.find(late.id).await.unwrap(), None, "neither is its job taken in");

    // A job and the answer that names it come together.
    let job = job("lee");
    let taken = place.queue.enqueue(vec![job.clone()], Some((again, answer("job")))).await;
    assert!(taken.unwrap());
    assert!(place.queue.find(job.id).await.unwrap().is_some());
    assert_eq!(begin(place, "lee", "content").await, Begun::Answered(answer("job")));

    // Kept for its time, and no longer.
    place.clock.advance(TimeDelta::from_std(KEPT).unwrap() + TimeDelta::seconds(1));
    assert!(matches!(begin(place, "lee", "anything").await, Begun::First(_)));
}

#[tokio::test]
async fn answers_are_given_again_on_sqlite() {
    keeps_its_promises(&Place::sqlite()).await;
}

#[tokio::test]
async fn answers_are_given_again_on_postgresql() {
    let Some(place) = Place::postgres("answers") else {
        return skipped("without PostgreSQL answers are kept in SQLite alone");
    };
    keeps_its_promises(&place).await;
}
