//! Work on many artifacts: ordered once, done by one process at a time, gone on with after
//! whatever happens.

use super::place::{Place, open_as};
use crate::support::drafts::{draft, draft_that, id};
use crate::support::{postgres, skipped};
use chrono::{DateTime, TimeDelta, Utc};
use std::fs;
use std::sync::Arc;
use tokio_util::sync::CancellationToken;
use ttb_verifier::artifacts::{
    Archive, ArtifactId, Chosen, Deed, ErasedFor, Filter, Found, Lease, Operation, OperationState,
    Operations, Retention, ValidationStatus,
};
use ttb_verifier::clock::FixedClock;
use ttb_verifier::config::DatabaseAddress;
use ttb_verifier::db::{Database, OperationTable};
use uuid::Uuid;

const NOW: &str = "2026-03-26T00:00:00Z";

fn numbered(number: u8) -> ArtifactId {
    id("2026-03-25T12:00:00Z", number)
}

/// So many artifacts of wines, delivered.
async fn with(count: u8) -> (Place, Arc<FixedClock>) {
    let place = Place::new();
    for number in 0..count {
        place.archive.save(draft(numbered(number))).await.unwrap();
    }
    place.archive.deliver().await.unwrap();
    let clock = Arc::new(FixedClock::at(NOW.parse().unwrap()));
    (place, clock)
}

/// Another process over the same folders.
fn another(place: &Place, clock: &Arc<FixedClock>) -> Arc<Archive> {
    let store = Arc::clone(place.archive.store());
    open_as(place.folder.path(), store, Retention::days(365), Arc::clone(clock))
}

fn wines(dry_run: bool) -> Deed {
    let filter = Filter { product_type: Some("wine".to_owned()), ..Filter::default() };
    Deed::Erase { chosen: Chosen::Filter(filter), dry_run }
}

fn running() -> CancellationToken {
    CancellationToken::new()
}

fn stopped() -> CancellationToken {
    let stopping = CancellationToken::new();
    stopping.cancel();
    stopping
}

async fn see(archive: &Archive, operation: &Operation) -> Operation {
    archive.operation(operation.id).await.unwrap().unwrap()
}

#[tokio::test]
async fn what_a_filter_takes_is_erased_but_for_what_is_held() {
    let (place, clock) = with(3).await;
    let archive = another(&place, &clock);
    archive.pin(numbered(1), Some("a case".to_owned())).await.unwrap();

    let dry = archive.order(wines(true)).await.unwrap();
    assert_eq!(dry.state, OperationState::Queued);
    assert!(archive.operate_once(&running()).await.unwrap());
    let dry = see(&archive, &dry).await;
    assert_eq!((dry.state, dry.progress.total), (OperationState::Succeeded, Some(3)));
    assert_eq!((dry.progress.tally.erased, dry.progress.tally.held), (2, 1));
    assert_eq!(place.listed().await.len(), 3, "a dry run erases nothing");

    let order = archive.order(wines(false)).await.unwrap();
    assert!(archive.operate_once(&running()).await.unwrap());
    assert!(!archive.operate_once(&running()).await.unwrap(), "nothing is left to do");
    let done = see(&archive, &order).await;
    assert_eq!(done.progress.tally, dry.progress.tally, "the dry run said what comes");
    assert_eq!(done.finished_at, Some(NOW.parse().unwrap()));
    let left: Vec<_> = place.listed().await.into_iter().map(|(id, _)| id).collect();
    assert_eq!(left, [numbered(1)]);
}

#[tokio::test]
async fn what_came_after_the_order_was_not_meant() {
    let (place, clock) = with(1).await;
    let archive = another(&place, &clock);
    archive.order(wines(false)).await.unwrap();
    let later = id("2126-03-26T00:00:00Z", 0);
    place.archive.save(draft(later)).await.unwrap();
    place.archive.deliver().await.unwrap();
    archive.operate_once(&running()).await.unwrap();
    let left: Vec<_> = place.listed().await.into_iter().map(|(id, _)| id).collect();
    assert_eq!(left, [later]);
}

#[tokio::test]
async fn an_operation_goes_on_where_a_process_was_stopped() {
    for by_ids in [false, true] {
        let (place, clock) = with(3).await;
        let archive = another(&place, &clock);
        let deed = if by_ids {
            let ids = vec![numbered(0), numbered(9), numbered(1), numbered(2)];
            Deed::Erase { chosen: Chosen::Ids(ids), dry_run: false }
        } else {
            wines(false)
        };
        let order = archive.order(deed).await.unwrap();
        archive.operate_once(&stopped()).await.unwrap();
        let midway = see(&archive, &order).await;
        assert_eq!((midway.state, midway.attempts), (OperationState::Queued, 0));
        assert_eq!((midway.progress.tally.looked_at, midway.progress.tally.erased), (1, 1));
        drop(archive);

        let archive = another(&place, &clock);
        archive.operate_once(&running()).await.unwrap();
        let done = see(&archive, &order).await;
        assert_eq!(done.state, OperationState::Succeeded);
        assert_eq!(done.progress.tally.erased, 3);
        assert_eq!(done.progress.tally.absent, u64::from(by_ids));
        assert_eq!(done.progress.total, Some(done.progress.tally.looked_at));
        assert_eq!(place.listed().await, []);
    }
}

#[tokio::test]
async fn what_fails_for_now_is_tried_again_and_says_why() {
    let (place, clock) = with(1).await;
    let archive = another(&place, &clock);
    let store = place.folder.path().join("store");
    let aside = place.folder.path().join("aside");
    fs::rename(&store, &aside).unwrap();
    fs::write(&store, "a file where the folder should be").unwrap();
    let order = archive.order(wines(false)).await.unwrap();
    assert!(archive.operate_once(&running()).await.unwrap());
    let waits = see(&archive, &order).await;
    assert_eq!((waits.state, waits.attempts), (OperationState::Queued, 1));
    assert!(waits.error.unwrap().starts_with("the store failed"));
    assert!(!archive.operate_once(&running()).await.unwrap(), "not at once");

    for _ in 0..11 {
        clock.advance(TimeDelta::hours(1));
        assert!(archive.operate_once(&running()).await.unwrap());
    }
    let failed = see(&archive, &order).await;
    assert_eq!(failed.state, OperationState::Failed, "not for ever");
    clock.advance(TimeDelta::days(1));
    assert!(!archive.operate_once(&running()).await.unwrap());

    fs::remove_file(&store).unwrap();
    fs::rename(&aside, &store).unwrap();
    archive.order(wines(false)).await.unwrap();
    archive.operate_once(&running()).await.unwrap();
    assert_eq!(place.listed().await, [], "nothing was lost by failing");
}

#[tokio::test]
async fn several_processes_do_what_is_due_once() {
    let (place, clock) = with(4).await;
    let held = numbered(3);
    place.archive.pin(held, None).await.unwrap();
    // A year later all of it has to go.
    clock.advance(TimeDelta::days(366));
    let processes = [another(&place, &clock), another(&place, &clock), another(&place, &clock)];
    let work = processes.iter().map(|archive| async {
        archive.order_what_is_due().await.unwrap();
        archive.order_what_is_due().await.unwrap();
        let mut count = 0;
        while archive.operate_once(&running()).await.unwrap() {
            count += 1;
        }
        count
    });
    let done: i32 = futures::future::join_all(work).await.into_iter().sum();
    assert_eq!(done, 2, "one purge and one comparison");
    let left: Vec<_> = place.listed().await.into_iter().map(|(id, _)| id).collect();
    assert_eq!(left, [held]);
    clock.advance(TimeDelta::hours(1));
    processes[0].order_what_is_due().await.unwrap();
    assert!(processes[0].operate_once(&running()).await.unwrap(), "the next hour's purge");
    assert!(!processes[0].operate_once(&running()).await.unwrap(), "and no comparison yet");
    match place.archive.find(numbered(0)).await.unwrap() {
        Some(Found::Erased(stone)) => assert_eq!(stone.reason, ErasedFor::Retention),
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_comparison_goes_on_where_it_was_broken_off_and_tells_what_is_wrong() {
    let (place, clock) = with(4).await;
    fs::write(place.file(numbered(1), "image.jpg"), "another picture").unwrap();
    fs::remove_dir_all(place.file(numbered(2), "").as_path()).unwrap();
    let order = another(&place, &clock).order(Deed::Verify).await.unwrap();
    for looked_at in 1..=3 {
        // Each process is ended after one artifact.
        let archive = another(&place, &clock);
        archive.operate_once(&stopped()).await.unwrap();
        let midway = see(&archive, &order).await;
        assert_eq!(midway.state, OperationState::Queued);
        assert_eq!(midway.progress.tally.looked_at, looked_at);
    }
    let archive = another(&place, &clock);
    archive.operate_once(&running()).await.unwrap();
    let done = see(&archive, &order).await;
    assert_eq!(done.state, OperationState::Succeeded);
    let problems = done.progress.problems;
    assert_eq!(problems.len(), 3, "{problems:?}");
    assert!(problems[0].starts_with("altered: ") && problems[0].ends_with("image.jpg"));
    assert!(problems[1].starts_with("missing: "), "{problems:?}");
    assert!(problems[2].starts_with("1 missing from the chain"), "{problems:?}");
    assert_eq!(done.progress.tally.problems, 3);
}

async fn keeps_its_promises(table: &dyn Operations) {
    let now: DateTime<Utc> = NOW.parse().unwrap();
    let lease = |number: u128, minutes: i64| Lease {
        token: Uuid::from_u128(number),
        now: now + TimeDelta::minutes(minutes),
        until: now + TimeDelta::minutes(minutes + 10),
    };
    let first = Operation::new(wines(false), now);
    assert_eq!(table.find(first.id).await.unwrap(), None);
    table.add(&first, None).await.unwrap();
    assert_eq!(table.find(first.id).await.unwrap(), Some(first.clone()));
    // A slot is taken once.
    let second = Operation::new(Deed::Purge, now);
    table.add(&second, Some("purge 12")).await.unwrap();
    let third = Operation::new(Deed::Purge, now);
    table.add(&third, Some("purge 12")).await.unwrap();
    assert_eq!(table.find(third.id).await.unwrap(), None);

    // Each is claimed once, in the order of their arrival.
    let mut ours = table.claim(lease(1, 0)).await.unwrap().unwrap();
    assert_eq!((ours.id, ours.state, ours.attempts), (first.id, OperationState::Running, 1));
    assert_eq!(table.claim(lease(2, 0)).await.unwrap().unwrap().id, second.id);
    assert_eq!(table.claim(lease(3, 1)).await.unwrap(), None);

    // Whoever renews keeps it; whoever does not loses it, and what it kept.
    ours.progress.total = Some(7);
    assert!(table.keep(&ours, lease(1, 5)).await.unwrap());
    let theirs = table.claim(lease(4, 12)).await.unwrap().unwrap();
    assert_eq!((theirs.id, theirs.attempts), (second.id, 2));
    let taken = table.claim(lease(5, 16)).await.unwrap().unwrap();
    assert_eq!((taken.id, taken.progress.total), (first.id, Some(7)));
    assert!(!table.keep(&ours, lease(1, 16)).await.unwrap());
    assert!(!table.release(&ours, lease(1, 16), now).await.unwrap());

    // What is given back waits until it is due; what is done is not claimed again.
    let waits = Operation {
        state: OperationState::Queued,
        error: Some("the store is away".to_owned()),
        ..taken
    };
    assert!(table.release(&waits, lease(5, 16), now + TimeDelta::minutes(30)).await.unwrap());
    let done = Operation {
        state: OperationState::Succeeded,
        finished_at: Some(now + TimeDelta::minutes(16)),
        ..theirs
    };
    assert!(table.release(&done, lease(4, 16), now).await.unwrap());
    assert_eq!(table.claim(lease(6, 29)).await.unwrap(), None);
    let again = table.claim(lease(6, 30)).await.unwrap().unwrap();
    assert_eq!((again.id, again.error), (first.id, Some("the store is away".to_owned())));
    assert_eq!(table.find(second.id).await.unwrap().unwrap().state, OperationState::Succeeded);

    table.sweep(now + TimeDelta::hours(1)).await.unwrap();
    assert_eq!(table.find(second.id).await.unwrap(), None);
    assert!(table.find(first.id).await.unwrap().is_some());
}

#[tokio::test]
async fn sqlite_keeps_its_promises() {
    let folder = tempfile::tempdir().unwrap();
    let address = DatabaseAddress::Sqlite(folder.path().join("index.db"));
    keeps_its_promises(&OperationTable::new(Arc::new(Database::new(address, 2)))).await;
}

#[tokio::test]
async fn postgres_keeps_its_promises() {
    let Some(address) = postgres::database("operations") else {
        return skipped("no PostgreSQL is installed");
    };
    keeps_its_promises(&OperationTable::new(Arc::new(Database::new(address, 4)))).await;
}

#[tokio::test]
async fn one_of_several_claimants_gets_it() {
    let folder = tempfile::tempdir().unwrap();
    let sqlite = DatabaseAddress::Sqlite(folder.path().join("index.db"));
    let postgres = postgres::database("claimants");
    if postgres.is_none() {
        skipped("no PostgreSQL is installed");
    }
    for address in [Some(sqlite), postgres].into_iter().flatten() {
        // Pools of their own, as processes have.
        let tables: Vec<_> = (0..4)
            .map(|_| OperationTable::new(Arc::new(Database::new(address.clone(), 2))))
            .collect();
        let now: DateTime<Utc> = NOW.parse().unwrap();
        for _ in 0..6 {
            tables[0].add(&Operation::new(Deed::Purge, now), None).await.unwrap();
        }
        let claims = tables.iter().map(|table| async {
            let mut ids = Vec::new();
            let until = now + TimeDelta::minutes(10);
            let lease = || Lease { token: Uuid::now_v7(), now, until };
            while let Some(operation) = table.claim(lease()).await.unwrap() {
                ids.push(operation.id.uuid());
            }
            ids
        });
        let mut all = futures::future::join_all(claims).await.concat();
        all.sort();
        all.dedup();
        assert_eq!(all.len(), 6, "each by one");
    }
}

#[tokio::test]
async fn parts_go_when_their_own_time_is_over_and_the_rest_stays_proved() {
    let (place, clock) = with(3).await;
    let retention = Retention { image_days: Some(30), text_days: Some(60), ..Retention::days(365) };
    let store = Arc::clone(place.archive.store());
    let archive = open_as(place.folder.path(), store, retention, Arc::clone(&clock));
    archive.pin(numbered(2), None).await.unwrap();
    clock.advance(TimeDelta::days(31));

    let dry = archive.purge(true).await.unwrap();
    assert_eq!((dry.erased, dry.expired, dry.held), (0, 2, 1));
    assert!(place.file(numbered(0), "image.jpg").exists(), "a dry run takes nothing");
    let purged = archive.purge(false).await.unwrap();
    assert_eq!((purged.erased, purged.expired, purged.held), (0, 2, 1));
    assert!(!place.file(numbered(0), "image.jpg").exists());
    assert!(place.file(numbered(0), "extracted_text.json").exists());
    assert!(place.file(numbered(2), "image.jpg").exists(), "what is held stays whole");
    assert_eq!(archive.purge(false).await.unwrap().expired, 0, "once is enough");

    let words = Filter { q: Some("cassis".to_owned()), ..Filter::default() };
    assert_eq!(archive.index().count(&words).await.unwrap(), 3);
    clock.advance(TimeDelta::days(31));
    assert_eq!(archive.purge(false).await.unwrap().expired, 2);
    assert_eq!(archive.index().count(&words).await.unwrap(), 1, "the words go with the text");
    let proof = archive.prove().await.unwrap();
    assert_eq!(proof.problems, [], "what was let go is not missing");
    assert_eq!(proof.parts, 3 + 2);

    // The store says so too: the index can be made anew.
    archive.index().forget(numbered(0)).await.unwrap();
    archive.reindex().await.unwrap();
    assert_eq!(archive.purge(false).await.unwrap().expired, 0);
    let Some(Found::Here(artifact)) = archive.find(numbered(0)).await.unwrap() else { panic!() };
    let image = &artifact.metadata.parts[0];
    let error = archive.read(&artifact, image, None).await.unwrap_err();
    assert!(error.to_string().contains("let go on 2026-04-26"), "{error}");
    archive.erase(numbered(0), ErasedFor::Request).await.unwrap();
    assert_eq!(archive.prove().await.unwrap().problems, []);
}

#[tokio::test]
async fn the_last_verifications_of_an_application_are_kept() {
    let place = Place::new();
    for number in 0..5 {
        place.archive.save(draft(numbered(number))).await.unwrap();
    }
    let other = draft_that(numbered(5), |metadata| {
        metadata.application_id = Some("B-7".to_owned());
        metadata.validation_status = ValidationStatus::Failed;
    });
    place.archive.save(other).await.unwrap();
    for number in 6..9 {
        // Nobody's application is nobody's to count.
        place
            .archive
            .save(draft_that(numbered(number), |metadata| metadata.application_id = None))
            .await
            .unwrap();
    }
    place.archive.deliver().await.unwrap();
    let store = Arc::clone(place.archive.store());
    let clock = Arc::new(FixedClock::at(NOW.parse().unwrap()));
    let retention = Retention { keep_last: Some(2), ..Retention::days(365) };
    let archive = open_as(place.folder.path(), store, retention, clock);
    archive.pin(numbered(0), None).await.unwrap();
    let dry = archive.purge(true).await.unwrap();
    assert_eq!((dry.erased, dry.held), (2, 1));
    assert_eq!(archive.purge(false).await.unwrap(), dry);
    let left: Vec<_> = place.listed().await.into_iter().map(|(id, _)| id).collect();
    assert_eq!(left, [0, 3, 4, 5, 6, 7, 8].map(numbered));
    match archive.find(numbered(1)).await.unwrap() {
        Some(Found::Erased(tomb)) => assert_eq!(tomb.reason, ErasedFor::Superseded),
        other => panic!("{other:?}"),
    }
}
