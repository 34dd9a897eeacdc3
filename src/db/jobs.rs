//! The queue in SQL, and the answers kept by idempotency keys.
//!
//! Every change of a job is one statement that names the state it changes, so that of two
//! that want the same job one gets it; its line of history and all that follows are written in
//! the same transaction.

mod answers;
mod line;
mod row;
mod statements;

use super::{Database, DbError, Row, Sql};
use crate::clock::Clock;
use crate::jobs::{
    Answer, Beat, Cancelled, Claim, Count, Deed, End, Event, Hold, Job, JobId, Line, NewJob,
    Policy, Queue, QueueError, Requeued, Sighting, Standing, State, Token, WorkerId,
};
use async_trait::async_trait;
use chrono::{DateTime, TimeDelta, Utc};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

/// The channel on which PostgreSQL tells that something changed.
const CHANNEL: &str = "ttb_verifier_jobs";

/// Before PostgreSQL is listened to again after it hung up.
const LISTEN_AGAIN: Duration = Duration::from_secs(1);

/// A row that was written in the future tells that the clock has been turned back, and that
/// times in it mean nothing. Clocks of machines beside each other differ by less.
const CLOCKS_DIFFER: TimeDelta = TimeDelta::minutes(2);

/// The queue in a database; a cheap clone.
#[derive(Debug, Clone)]
pub struct JobQueue {
    db: Arc<Database>,
    clock: Arc<dyn Clock>,
    /// How long answers are kept for who asks again.
    keep_answers: Duration,
    changes: Arc<watch::Sender<u64>>,
}

impl JobQueue {
    #[must_use]
    pub fn new(db: Arc<Database>, clock: Arc<dyn Clock>, keep_answers: Duration) -> Self {
        Self { db, clock, keep_answers, changes: Arc::new(watch::Sender::new(0)) }
    }

    /// What takes jobs in, for a store that writes more in the same transaction; when that is
    /// done it calls [`Self::tell`].
    #[must_use]
    pub fn enqueueing(&self, jobs: &[NewJob]) -> Vec<Sql> {
        let now = self.now();
        let mut all: Vec<_> = jobs.iter().flat_map(|job| statements::enqueue(job, now)).collect();
        all.extend(self.notify());
        all
    }

    /// Wakes whoever waits in this process for something to change.
    pub fn tell(&self) {
        self.changes.send_modify(|count| *count = count.wrapping_add(1));
    }

    /// Hears from PostgreSQL what other processes changed, until stopped; returns at once on
    /// SQLite.
    pub async fn listen(self, stopping: CancellationToken) {
        while !stopping.is_cancelled() && self.db.is_postgres() {
            let heard = async {
                let Some(mut listener) = self.db.listener(CHANNEL).await? else { return Ok(()) };
                // What happened before was not heard.
                self.tell();
                loop {
                    listener.recv().await?;
                    self.tell();
                }
            };
            tokio::select! {
                () = stopping.cancelled() => return,
                ended = heard => {
                    let ended: Result<(), DbError> = ended;
                    if let Err(error) = ended {
                        tracing::debug!(%error, "PostgreSQL is not heard");
                    }
                }
            }
            tokio::select! {
                () = stopping.cancelled() => return,
                () = tokio::time::sleep(LISTEN_AGAIN) => {}
            }
        }
    }

    fn now(&self) -> i64 {
        self.clock.now().timestamp_millis()
    }

    pub(super) fn notify(&self) -> Option<Sql> {
        let notify = || Sql::new("SELECT pg_notify($1, '')").text(CHANNEL.to_owned());
        self.db.is_postgres().then(notify)
    }

    /// A change of one job by a statement that returns its new state, with its line of
    /// history and what `more` adds.
    async fn transition(
        &self,
        id: JobId,
        first: Sql,
        deed: Deed,
        more: Vec<Sql>,
    ) -> Result<Option<State>, DbError> {
        let now = self.now();
        let mut after = None;
        self.db
            .change_and(first, |rows| {
                let state = row::state(&rows[0])?;
                after = Some(state);
                let deed = match state {
                    State::Cancelled => Deed::Cancelled,
                    State::Failed => Deed::Failed,
                    State::Queued | State::Running | State::Succeeded => deed,
                };
                let mut then = more;
                then.push(statements::event(id, deed, now));
                if state.is_over() {
                    then.push(statements::ending(id, now));
                }
                then.extend(self.notify());
                Ok(then)
            })
            .await?;
        if after.is_some() {
            self.tell();
        }
        Ok(after)
    }

    async fn all<T>(
        &self,
        sql: Sql,
        of: impl Fn(&Row) -> Result<T, DbError>,
    ) -> Result<Vec<T>, DbError> {
        self.db.rows(sql).await?.iter().map(of).collect()
    }

    async fn state_of(&self, id: JobId) -> Result<Option<State>, DbError> {
        let sql = Sql::new("SELECT state FROM jobs WHERE id = $1").text(id.to_string());
        Ok(self.all(sql, row::state).await?.pop())
    }

    async fn is_anything_due(&self, kind: &str) -> Result<bool, DbError> {
        Ok(!self.db.rows(statements::due(kind, self.now())).await?.is_empty())
    }

    async fn take(&self, kind: &str, worker: &WorkerId) -> Result<Option<Claim>, DbError> {
        // SQLite has one lock for all that write: nobody takes it in vain.
        if !self.db.is_postgres() && !self.is_anything_due(kind).await? {
            return Ok(None);
        }
        let now = self.now();
        let first = statements::claim(kind, worker, now, self.db.is_postgres());
        let rows = self
            .db
            .change_and(first, |rows| {
                let mut then = Vec::new();
                for row in rows {
                    then.push(statements::event(row::id(row)?, Deed::Claimed, now));
                }
                Ok(then)
            })
            .await?;
        let claim = rows.first().map(|row| row::claim(row, worker)).transpose()?;
        if claim.is_some() {
            self.tell();
        }
        Ok(claim)
    }

    async fn beat_all(&self, claims: &[Token]) -> Result<Vec<(Token, Beat)>, DbError> {
        if claims.is_empty() {
            return Ok(Vec::new());
        }
        let rows = self.db.change(statements::beat(claims)).await?;
        let mut told = Vec::new();
        for &token in claims {
            let mut beat = Beat::Lost;
            for row in &rows {
                if row::token(row)? == token {
                    let cancelling = row::flag(row, "cancelling")?;
                    beat = if cancelling { Beat::Cancelling } else { Beat::Kept };
                }
            }
            told.push((token, beat));
        }
        Ok(told)
    }

    async fn events_of(&self, id: JobId, after: i64) -> Result<Vec<Event>, DbError> {
        let sql = Sql::new(
            "SELECT number, job_id, batch_id, at, deed, state, attempts, crashes, worker, outcome, \
             error_class, error FROM job_events WHERE job_id = $1 AND number > $2 ORDER BY number",
        );
        self.all(sql.text(id.to_string()).number(after), row::event).await
    }

    async fn stop(&self, id: JobId) -> Result<Option<Cancelled>, DbError> {
        let first = statements::cancel(id, self.now());
        match self.transition(id, first, Deed::Cancelling, vec![]).await? {
            Some(State::Running) => return Ok(Some(Cancelled::Soon)),
            Some(_) => return Ok(Some(Cancelled::Now)),
            None => {}
        }
        Ok(self.state_of(id).await?.map(|state| match state {
            // It was asked to before.
            State::Queued | State::Running => Cancelled::Soon,
            State::Succeeded | State::Failed | State::Cancelled => Cancelled::Over(state),
        }))
    }

    async fn begin_again(&self, id: JobId) -> Result<Option<Requeued>, DbError> {
        let now = self.now();
        let (first, more) = (statements::requeue(id, now), vec![statements::reopen(id, now)]);
        if self.transition(id, first, Deed::Requeued, more).await?.is_some() {
            return Ok(Some(Requeued::Queued));
        }
        Ok(self.state_of(id).await?.map(Requeued::Not))
    }

    async fn finish(&self, token: Token, end: End) -> Result<bool, DbError> {
        let (now, id) = (self.now(), token.job);
        let (first, deed, more) = match end {
            End::Succeeded { outcome, result, then } => {
                let first = statements::succeed(token, outcome, now);
                let mut more = vec![statements::result(id, result)];
                more.extend(then.iter().flat_map(|job| statements::enqueue(job, now)));
                (first, Deed::Succeeded, more)
            }
            End::Retry { failure, delay } => {
                let delay = i64::try_from(delay.as_millis()).unwrap_or(i64::MAX / 2);
                (statements::retry(token, &failure, now, delay), Deed::Retrying, vec![])
            }
            End::Failed(failure) => (statements::fail(token, &failure, now), Deed::Failed, vec![]),
            End::Cancelled => (statements::cancelled(token, now), Deed::Cancelled, vec![]),
            End::Released => (statements::release(token, now), Deed::Released, vec![]),
            End::Crashed { failure, policy } => {
                (statements::crash(token, &failure, &policy, now), Deed::Crashed, vec![])
            }
        };
        Ok(self.transition(id, first, deed, more).await?.is_some())
    }

    async fn forget(&self, before: DateTime<Utc>, most: u32) -> Result<u64, DbError> {
        let jobs = statements::purge(before.timestamp_millis(), most);
        let gone = self.db.change(jobs).await?;
        self.db.write(vec![answers::purge(self.now())]).await?;
        Ok(gone.len() as u64)
    }
}

fn failed(error: DbError) -> QueueError {
    QueueError(Box::new(error))
}

#[async_trait]
impl Queue for JobQueue {
    async fn enqueue(
        &self,
        jobs: Vec<NewJob>,
        answer: Option<(Hold, Answer)>,
    ) -> Result<bool, QueueError> {
        let statements = self.enqueueing(&jobs);
        let taken = match answer {
            None => self.db.write(statements).await.map(|()| true),
            Some((hold, answer)) => {
                let first = self.answering(&hold, &answer);
                self.db.change_and(first, |_| Ok(statements)).await.map(|rows| !rows.is_empty())
            }
        };
        self.tell();
        taken.map_err(failed)
    }

    async fn claim(&self, kind: &str, worker: &WorkerId) -> Result<Option<Claim>, QueueError> {
        self.take(kind, worker).await.map_err(failed)
    }

    async fn claimed(&self, token: Token) -> Result<Option<Claim>, QueueError> {
        let claim = |row: &Row| row::claim(row, &row::worker(row)?);
        let found = self.all(statements::claimed(token), claim).await.map_err(failed)?;
        Ok(found.into_iter().next())
    }

    async fn beat(&self, claims: &[Token]) -> Result<Vec<(Token, Beat)>, QueueError> {
        self.beat_all(claims).await.map_err(failed)
    }

    async fn end(&self, token: Token, end: End) -> Result<bool, QueueError> {
        self.finish(token, end).await.map_err(failed)
    }

    async fn running(&self) -> Result<Vec<Sighting>, QueueError> {
        let sql = Sql::new("SELECT id, fence, kind, beats FROM jobs WHERE state = 'running'");
        self.all(sql, row::sighting).await.map_err(failed)
    }

    async fn lapse(&self, seen: &Sighting, policy: &Policy) -> Result<bool, QueueError> {
        let first = statements::lapse(seen, policy, self.now());
        let lapsed = self.transition(seen.token.job, first, Deed::Lapsed, vec![]).await;
        lapsed.map(|state| state.is_some()).map_err(failed)
    }

    async fn find(&self, id: JobId) -> Result<Option<Job>, QueueError> {
        let found = self.all(statements::find(id), row::job).await.map_err(failed)?;
        Ok(found.into_iter().next())
    }

    async fn result(&self, id: JobId) -> Result<Option<String>, QueueError> {
        let sql = Sql::new("SELECT body FROM job_results WHERE job_id = $1").text(id.to_string());
        let found = self.all(sql, |row| row.text("body")).await.map_err(failed)?;
        Ok(found.into_iter().next().flatten())
    }

    async fn cancel(&self, id: JobId) -> Result<Option<Cancelled>, QueueError> {
        self.stop(id).await.map_err(failed)
    }

    async fn requeue(&self, id: JobId) -> Result<Option<Requeued>, QueueError> {
        self.begin_again(id).await.map_err(failed)
    }

    async fn line(&self, id: JobId) -> Result<Option<Line>, QueueError> {
        self.place_in_line(id).await.map_err(failed)
    }

    async fn events(&self, id: JobId, after: i64) -> Result<Vec<Event>, QueueError> {
        self.events_of(id, after).await.map_err(failed)
    }

    async fn list(&self, state: State, most: u32) -> Result<Vec<Job>, QueueError> {
        self.all(statements::list(state, most), row::job).await.map_err(failed)
    }

    async fn counts(&self) -> Result<Vec<Count>, QueueError> {
        let sql = Sql::new(
            "SELECT kind, state, COUNT(*) AS count FROM jobs GROUP BY kind, state \
             ORDER BY kind, state",
        );
        self.all(sql, row::count).await.map_err(failed)
    }

    async fn standing(&self) -> Result<Standing, QueueError> {
        let sql = Sql::new(
            "SELECT (SELECT COUNT(*) FROM jobs WHERE state = 'queued' AND held = 0) AS waiting, \
             (SELECT MIN(created_at) FROM jobs WHERE state = 'queued' AND held = 0) AS oldest, \
             (SELECT COUNT(*) FROM jobs WHERE state = 'running') AS running, \
             (SELECT COUNT(*) FROM jobs WHERE state = 'failed') AS failed",
        );
        let found = self.all(sql, row::standing).await.map_err(failed)?;
        Ok(found.into_iter().next().unwrap_or_default())
    }

    async fn purge(&self, before: DateTime<Utc>, most: u32) -> Result<u64, QueueError> {
        self.forget(before, most).await.map_err(failed)
    }

    async fn needy_among(&self, ids: &[JobId]) -> Result<Vec<JobId>, QueueError> {
        if ids.is_empty() {
            return Ok(Vec::new());
        }
        self.all(statements::needy(ids), row::id).await.map_err(failed)
    }

    fn changes(&self) -> watch::Receiver<u64> {
        self.changes.subscribe()
    }
}
