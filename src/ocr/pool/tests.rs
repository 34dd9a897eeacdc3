use super::*;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{Sender, channel};
use std::time::Duration;

/// The engines of these tests: a number that tells which start made them.
fn pool(size: usize, queue: usize) -> Pool<usize> {
    let started = AtomicUsize::new(0);
    let size = NonZeroUsize::new(size).unwrap();
    Pool::new(size, queue, move || started.fetch_add(1, Ordering::SeqCst) + 1)
}

fn soon() -> Instant {
    Instant::now() + Duration::from_secs(30)
}

fn idle() -> CancellationToken {
    CancellationToken::new()
}

/// Keeps one thread busy until the sender is used or dropped; returns when it is.
fn occupy(pool: &Pool<usize>) -> (Sender<()>, Ticket<()>) {
    let (release, released) = channel::<()>();
    let (starting, begun) = channel();
    let ticket = pool
        .submit(Priority::Single, idle(), soon(), move |_| {
            starting.send(()).unwrap();
            let _ = released.recv();
        })
        .unwrap();
    begun.recv().unwrap();
    (release, ticket)
}

#[test]
fn a_job_gets_the_engines_and_its_answer_comes_back() {
    let pool = pool(2, 4);
    let ticket = pool.submit(Priority::Single, idle(), soon(), |engines| *engines * 10).unwrap();
    assert_eq!(ticket.wait(), Ok(10));
}

#[test]
fn singles_go_ahead_of_batches_and_each_in_the_order_they_came() {
    let pool = pool(1, 10);
    let (release, _first) = occupy(&pool);
    let (log, logged) = channel();
    let mut tickets = Vec::new();
    for (priority, name) in [
        (Priority::Batch, "batch 1"),
        (Priority::Batch, "batch 2"),
        (Priority::Single, "single 1"),
        (Priority::Single, "single 2"),
    ] {
        let log = log.clone();
        let job = move |_: &mut usize| log.send(name).unwrap();
        tickets.push(pool.submit(priority, idle(), soon(), job).unwrap());
    }
    assert_eq!((pool.depth(), pool.busy(), pool.size()), (4, 1, 1));
    drop(release);
    for ticket in tickets {
        ticket.wait().unwrap();
    }
    drop(log);
    let order: Vec<&str> = logged.iter().collect();
    assert_eq!(order, ["single 1", "single 2", "batch 1", "batch 2"]);
}

#[test]
fn cancelled_and_overdue_jobs_do_not_run() {
    let pool = pool(1, 10);
    let (release, _first) = occupy(&pool);
    let ran = Arc::new(AtomicUsize::new(0));
    let count = |ran: &Arc<AtomicUsize>| {
        let ran = Arc::clone(ran);
        move |_: &mut usize| ran.fetch_add(1, Ordering::SeqCst)
    };
    let token = idle();
    let cancelled = pool.submit(Priority::Single, token.clone(), soon(), count(&ran)).unwrap();
    let overdue = pool.submit(Priority::Single, idle(), Instant::now(), count(&ran)).unwrap();
    let last = pool.submit(Priority::Single, idle(), soon(), count(&ran)).unwrap();
    token.cancel();
    assert_eq!(overdue.wait(), Err(PoolError::TimedOut));
    drop(release);
    assert_eq!(cancelled.wait(), Err(PoolError::Cancelled));
    assert_eq!(last.wait(), Ok(0));
    assert_eq!(ran.load(Ordering::SeqCst), 1);
}

#[test]
fn a_panic_costs_the_engines_and_not_the_thread() {
    let pool = pool(1, 4);
    let bad = pool.submit(Priority::Single, idle(), soon(), |_| panic!("on purpose")).unwrap();
    assert_eq!(bad.wait(), Err::<(), _>(PoolError::Panicked));
    let good = pool.submit(Priority::Single, idle(), soon(), |engines| *engines).unwrap();
    assert_eq!(good.wait(), Ok(2), "the engines are the second ones");
    let again = pool.submit(Priority::Single, idle(), soon(), |engines| *engines).unwrap();
    assert_eq!(again.wait(), Ok(2), "and stay");
}

#[test]
fn engines_that_fail_to_start_fail_the_job_and_are_tried_again() {
    let tries = AtomicUsize::new(0);
    let pool = Pool::new(NonZeroUsize::MIN, 4, move || {
        let tries = tries.fetch_add(1, Ordering::SeqCst);
        assert!(tries > 0, "the first start fails on purpose");
        tries
    });
    let bad = pool.submit(Priority::Single, idle(), soon(), |engines| *engines).unwrap();
    assert_eq!(bad.wait(), Err(PoolError::Panicked));
    let good = pool.submit(Priority::Single, idle(), soon(), |engines| *engines).unwrap();
    assert_eq!(good.wait(), Ok(1));
}

#[test]
fn waiting_ends_at_the_deadline_though_the_job_has_not_begun() {
    let pool = pool(1, 4);
    let (_release, _first) = occupy(&pool);
    let deadline = Instant::now() + Duration::from_millis(30);
    let late = pool.submit(Priority::Single, idle(), deadline, |_| ()).unwrap();
    assert_eq!(late.wait(), Err(PoolError::TimedOut));
    assert!(Instant::now() < deadline + Duration::from_secs(5));
}

#[test]
fn a_job_that_began_may_answer_a_little_late() {
    let pool = pool(1, 4);
    let deadline = Instant::now() + Duration::from_millis(30);
    let job = move |_: &mut usize| {
        thread::sleep(deadline.saturating_duration_since(Instant::now()));
        "what was read by then"
    };
    let ticket = pool.submit(Priority::Single, idle(), deadline, job).unwrap();
    assert_eq!(ticket.wait(), Ok("what was read by then"));
}

#[test]
fn a_full_queue_refuses_at_once_but_makes_room_of_what_is_moot() {
    let pool = pool(1, 2);
    let (release, _first) = occupy(&pool);
    let token = idle();
    let moot = pool.submit(Priority::Batch, token.clone(), soon(), |_| ()).unwrap();
    let kept = pool.submit(Priority::Batch, idle(), soon(), |_| ()).unwrap();
    let refused = pool.submit(Priority::Single, idle(), soon(), |_| ());
    assert_eq!(refused.err(), Some(PoolError::Full { queue: 2 }));
    token.cancel();
    let admitted = pool.submit(Priority::Single, idle(), soon(), |_| ()).unwrap();
    assert_eq!(moot.wait(), Err(PoolError::Cancelled));
    drop(release);
    assert_eq!((kept.wait(), admitted.wait()), (Ok(()), Ok(())));
}

#[test]
fn without_a_queue_a_job_still_goes_to_a_free_thread() {
    let pool = pool(1, 0);
    let (release, first) = occupy(&pool);
    let refused = pool.submit(Priority::Single, idle(), soon(), |_| ());
    assert_eq!(refused.err(), Some(PoolError::Full { queue: 0 }));
    drop(release);
    first.wait().unwrap();
}

#[test]
fn dropping_the_pool_refuses_what_waits_and_joins_the_threads() {
    let pool = pool(1, 4);
    let (release, running) = occupy(&pool);
    let shared = Arc::downgrade(&pool.shared);
    let waiting = pool.submit(Priority::Batch, idle(), soon(), |_| ()).unwrap();
    let closing = thread::spawn(move || drop(pool));
    assert_eq!(waiting.wait(), Err(PoolError::Closed));
    drop(release);
    assert_eq!(running.wait(), Ok(()));
    closing.join().unwrap();
    assert!(shared.upgrade().is_none(), "no thread holds on to the queue");
}
