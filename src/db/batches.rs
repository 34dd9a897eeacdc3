//! Batches in SQL. An application's state is its job's, so that the two never differ; what is
//! written here are the batch, its applications, and what its client wants.

mod row;

use super::{Database, DbError, JobQueue, Sql};
use crate::batches::results::ItemResult;
use crate::batches::{
    Batch, BatchError, Batches, Counts, ItemDetail, ItemState, ItemView, NewBatch, NewItem, Pace,
    Pair, Verified, Which, Wish, Work, verdict_name,
};
use crate::clock::Clock;
use crate::jobs::{Answer, Hold, JobId};
use async_trait::async_trait;
use chrono::{DateTime, Utc};
use std::collections::HashMap;
use std::sync::Arc;
use uuid::Uuid;

/// Applications by whose times the pace is told.
const PACE: u32 = 40;

/// Contents asked for in one statement.
const CONTENTS: usize = 200;

/// An application and its job, if that is still there. The state of one without a job was
/// written with it, or when its batch was over.
const ITEM: &str = "SELECT i.number, i.application_id, i.job_id, i.same_as, i.same_as_batch, \
    i.detail, COALESCE(j.state, i.state) AS state, COALESCE(j.outcome, i.verdict) AS verdict, \
    j.error_class, j.error, j.updated_at";

const FROM: &str = " FROM batch_items i LEFT JOIN jobs j ON j.id = i.job_id WHERE i.batch_id = $1";

/// The batches of a database; a cheap clone.
#[derive(Debug, Clone)]
pub struct BatchTables {
    db: Arc<Database>,
    queue: JobQueue,
    clock: Arc<dyn Clock>,
}

impl BatchTables {
    #[must_use]
    pub fn new(db: Arc<Database>, queue: JobQueue, clock: Arc<dyn Clock>) -> Self {
        Self { db, queue, clock }
    }

    fn now(&self) -> i64 {
        self.clock.now().timestamp_millis()
    }

    fn inserts(&self, batch: &NewBatch) -> Vec<Sql> {
        let now = self.now();
        let jobs: Vec<_> = batch
            .items
            .iter()
            .filter_map(|item| match &item.work {
                Work::Job(job) => Some((**job).clone()),
                Work::Same(_) | Work::Before(_) | Work::Nothing => None,
            })
            .collect();
        let detail = serde_json::to_string(&batch.detail).expect("details are plain data");
        let mut all = vec![
            Sql::new(
                "INSERT INTO batches (id, client, wish, total, detail, callback_url, pairing, \
                 created_at, updated_at, going_since) \
                 VALUES ($1, $2, 'go', $3, $4, $5, $6, $7, $7, $7)",
            )
            .text(batch.id.to_string())
            .text(batch.client.clone())
            .number(batch.items.len() as i64)
            .text(detail)
            .text(batch.callback_url.clone())
            .number(i64::from(batch.pairing))
            .number(now),
        ];
        let items = batch.items.iter().enumerate();
        all.extend(items.map(|(index, item)| insert(batch, index, item)));
        all.extend(self.queue.enqueueing(&jobs));
        all
    }

    async fn take_in(
        &self,
        batch: &NewBatch,
        answer: Option<(Hold, Answer)>,
    ) -> Result<bool, DbError> {
        let inserts = self.inserts(batch);
        let taken = match answer {
            None => {
                self.db.write(inserts).await?;
                true
            }
            Some((hold, answer)) => {
                let first = self.queue.answering(&hold, &answer);
                !self.db.change_and(first, |_| Ok(inserts)).await?.is_empty()
            }
        };
        self.queue.tell();
        Ok(taken)
    }

    async fn look(&self, id: Uuid) -> Result<Option<Batch>, DbError> {
        let sql = Sql::new(
            "SELECT wish, total, detail, pairing, created_at, updated_at, going_since, completed_at \
             FROM batches WHERE id = $1",
        );
        let rows = self.db.rows(sql.text(id.to_string())).await?;
        let Some(batch) = rows.first() else { return Ok(None) };
        let by_state = Sql::new("SELECT ").then(
            "COALESCE(j.state, i.state) AS state, COALESCE(j.outcome, i.verdict) AS verdict, \
             COUNT(*) AS count, COUNT(CASE WHEN i.same_as IS NOT NULL OR i.report IS NOT NULL \
             THEN 1 END) AS before, MAX(j.updated_at) AS updated_at, \
             MAX(j.finished_at) AS finished_at",
        );
        let by_state = by_state.then(FROM).then(" GROUP BY 1, 2").text(id.to_string());
        let rows = self.db.rows(by_state).await?;
        let mut counts = Counts::default();
        let (mut before, mut updated, mut finished) = (0, batch.time("updated_at")?, None);
        for found in &rows {
            let count = found.whole("count")?;
            counts.add(row::state(found)?, row::verdict(found)?, count);
            before += found.whole("before")?;
            updated = updated.max(found.time("updated_at")?);
            finished = finished.max(found.time("finished_at")?);
        }
        let created_at = batch.time("created_at")?.unwrap_or_default();
        let updated_at = updated.unwrap_or(created_at);
        let wish = row::wish(batch)?;
        let pairing = batch.needed_number("pairing")? != 0 && wish != Wish::Cancel;
        let is_over = counts.queued + counts.running == 0 && !pairing;
        let completed_at = finished.or(batch.time("completed_at")?).or(Some(created_at));
        let since = batch.needed_number("going_since")?;
        Ok(Some(Batch {
            id,
            wish,
            total: batch.whole("total")?,
            counts,
            detail: row::json(batch, "detail")?,
            verified_before: before,
            pairing,
            pace: self.pace(id, since).await?,
            created_at,
            updated_at,
            completed_at: completed_at.filter(|_| is_over),
        }))
    }

    async fn pace(&self, id: Uuid, since: i64) -> Result<Option<Pace>, DbError> {
        let sql = Sql::new(
            "SELECT COUNT(*) AS done, MIN(finished_at) AS first, MAX(finished_at) AS last FROM \
             (SELECT finished_at FROM jobs WHERE batch_id = $1 AND finished_at >= $2 \
             AND state IN ('succeeded', 'failed') ORDER BY finished_at DESC LIMIT ",
        );
        let sql = sql.then(&format!("{PACE}) AS done")).text(id.to_string()).number(since);
        let rows = self.db.rows(sql).await?;
        let Some(found) = rows.first() else { return Ok(None) };
        let (first, last) = (found.time("first")?, found.time("last")?);
        let done = found.whole("done")?;
        Ok(first.zip(last).map(|(first, last)| Pace { done, first, last }))
    }

    async fn list(&self, sql: Sql) -> Result<Vec<ItemView>, DbError> {
        self.db.rows(sql).await?.iter().map(row::item).collect()
    }

    async fn with_reports(
        &self,
        id: Uuid,
        after: u32,
        most: u32,
    ) -> Result<Vec<ItemResult>, DbError> {
        let sql = Sql::new(ITEM)
            .then(", COALESCE(i.report, r.body) AS report FROM batch_items i ")
            .then("LEFT JOIN jobs j ON j.id = i.job_id LEFT JOIN job_results r ")
            .then("ON r.job_id = j.id AND j.state = 'succeeded' ")
            .then("WHERE i.batch_id = $1 AND i.number > $2 ORDER BY i.number LIMIT $3")
            .text(id.to_string())
            .number(i64::from(after))
            .number(i64::from(most));
        self.db.rows(sql).await?.iter().map(row::result).collect()
    }

    /// Those that changed at a time or later: by their jobs, which are told by it.
    async fn since(
        &self,
        id: Uuid,
        since: DateTime<Utc>,
    ) -> Result<Vec<(DateTime<Utc>, ItemView)>, DbError> {
        let sql = Sql::new(ITEM)
            .then(", COALESCE(j.updated_at, b.created_at) AS changed_at FROM batch_items i ")
            .then("JOIN batches b ON b.id = i.batch_id LEFT JOIN jobs j ON j.id = i.job_id ")
            .then("WHERE i.batch_id = $1 AND COALESCE(j.updated_at, b.created_at) >= $2 ")
            .then("ORDER BY changed_at, i.number")
            .text(id.to_string())
            .number(since.timestamp_millis());
        let rows = self.db.rows(sql).await?;
        let changed = rows.iter().map(|found| {
            let at = found.time("changed_at")?.unwrap_or_default();
            Ok((at, row::item(found)?))
        });
        changed.collect()
    }

    async fn set_wish(&self, id: Uuid, wish: Wish) -> Result<bool, DbError> {
        let now = self.now();
        let going = if wish == Wish::Go { ", going_since = $3" } else { "" };
        let first = Sql::new("UPDATE batches SET wish = $2, updated_at = $3")
            .then(going)
            .then(" WHERE id = $1 AND wish <> 'cancel' RETURNING id")
            .text(id.to_string())
            .text(wish.name().to_owned())
            .number(now);
        // One that runs may have to be tried again.
        let hold = Sql::new(
            "UPDATE jobs SET held = $2 WHERE batch_id = $1 AND state IN ('queued', 'running')",
        );
        let flag = match wish {
            Wish::Go => Some(0_i64),
            Wish::Pause => Some(1),
            Wish::Cancel => None,
        };
        let hold = flag.map(|flag| hold.text(id.to_string()).number(flag));
        let then = hold.into_iter().chain(self.queue.notify()).collect();
        let done = self.db.change_and(first, |_| Ok(then)).await?;
        self.queue.tell();
        Ok(!done.is_empty())
    }

    async fn jobs_that(&self, id: Uuid, which: Which) -> Result<Vec<JobId>, DbError> {
        let states = match which {
            Which::Open => "'queued', 'running'",
            Which::Failed => "'failed'",
        };
        let sql = Sql::new("SELECT id FROM jobs WHERE batch_id = $1 AND state IN (")
            .then(states)
            .then(") ORDER BY id")
            .text(id.to_string());
        self.db.rows(sql).await?.iter().map(|row| row.needed("id")).collect()
    }

    async fn of_contents(&self, contents: &[String]) -> Result<Vec<(String, Verified)>, DbError> {
        let mut found = Vec::new();
        for some in contents.chunks(CONTENTS) {
            let mut sql = Sql::new(
                "SELECT j.content, j.id, j.batch_id, j.outcome, r.body FROM jobs j \
                 JOIN job_results r ON r.job_id = j.id WHERE j.state = 'succeeded' \
                 AND j.content IN (''",
            );
            for content in some {
                sql = sql.with_text(", ?", content.clone());
            }
            // The last is the one that stays longest.
            let rows = self.db.rows(sql.then(") ORDER BY j.finished_at")).await?;
            for row in &rows {
                found.extend(row::verified(row)?);
            }
        }
        Ok(found)
    }

    async fn ids(&self, sql: Sql) -> Result<Vec<Uuid>, DbError> {
        self.db.rows(sql).await?.iter().map(|row| row.needed("id")).collect()
    }
}

fn insert(batch: &NewBatch, index: usize, item: &NewItem) -> Sql {
    let number = index as i64 + 1;
    let own = |item: &NewItem| match &item.work {
        Work::Job(job) => Some(job.id.to_string()),
        Work::Same(_) | Work::Before(_) | Work::Nothing => None,
    };
    let (mut job, mut state, mut verdict) = (own(item), ItemState::Queued, None);
    let (mut same_as, mut same_as_batch, mut report) = (None, None, None);
    match &item.work {
        Work::Job(_) => {}
        Work::Same(other) => {
            same_as = Some(i64::from(*other));
            job = batch.items.get(*other as usize - 1).and_then(own);
        }
        Work::Before(before) => {
            state = ItemState::Succeeded;
            verdict = Some(verdict_name(before.verdict).to_owned());
            same_as_batch = before.batch.map(|batch| batch.to_string());
            report = Some(before.report.clone());
        }
        Work::Nothing => state = ItemState::Failed,
    }
    let detail = serde_json::to_string(&item.detail).expect("details are plain data");
    Sql::new(
        "INSERT INTO batch_items (batch_id, number, application_id, job_id, state, verdict, \
         same_as, same_as_batch, detail, report) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
    )
    .text(batch.id.to_string())
    .number(number)
    .text(item.application_id.clone())
    .text(job)
    .text(state.name().to_owned())
    .text(verdict)
    .number(same_as)
    .text(same_as_batch)
    .text(detail)
    .text(report)
}

/// What makes a batch's applications keep their states when their jobs are forgotten.
pub(super) fn settle(id: &str) -> Sql {
    Sql::new(
        "UPDATE batch_items SET state = (SELECT j.state FROM jobs j WHERE j.id = job_id), \
         verdict = (SELECT j.outcome FROM jobs j WHERE j.id = job_id) \
         WHERE batch_id = $1 AND job_id IN (SELECT id FROM jobs WHERE jobs.batch_id = $1)",
    )
    .text(id.to_owned())
}

fn failed(error: DbError) -> BatchError {
    BatchError(Box::new(error))
}

#[async_trait]
impl Batches for BatchTables {
    async fn create(
        &self,
        batch: &NewBatch,
        answer: Option<(Hold, Answer)>,
    ) -> Result<bool, BatchError> {
        self.take_in(batch, answer).await.map_err(failed)
    }

    async fn find(&self, id: Uuid) -> Result<Option<Batch>, BatchError> {
        self.look(id).await.map_err(failed)
    }

    async fn items(&self, id: Uuid, after: u32, most: u32) -> Result<Vec<ItemView>, BatchError> {
        let sql = Sql::new(ITEM)
            .then(FROM)
            .then(" AND i.number > $2 ORDER BY i.number LIMIT $3")
            .text(id.to_string())
            .number(i64::from(after))
            .number(i64::from(most));
        self.list(sql).await.map_err(failed)
    }

    async fn results(
        &self,
        id: Uuid,
        after: u32,
        most: u32,
    ) -> Result<Vec<ItemResult>, BatchError> {
        self.with_reports(id, after, most).await.map_err(failed)
    }

    async fn changed(
        &self,
        id: Uuid,
        since: DateTime<Utc>,
    ) -> Result<Vec<(DateTime<Utc>, ItemView)>, BatchError> {
        self.since(id, since).await.map_err(failed)
    }

    async fn wish(&self, id: Uuid, wish: Wish) -> Result<bool, BatchError> {
        self.set_wish(id, wish).await.map_err(failed)
    }

    async fn jobs(&self, id: Uuid, which: Which) -> Result<Vec<JobId>, BatchError> {
        self.jobs_that(id, which).await.map_err(failed)
    }

    async fn verified(&self, contents: &[String]) -> Result<HashMap<String, Verified>, BatchError> {
        let found = self.of_contents(contents).await.map_err(failed)?;
        Ok(found.into_iter().collect())
    }

    async fn to_cancel(&self) -> Result<Vec<Uuid>, BatchError> {
        let sql = Sql::new(
            "SELECT id FROM batches b WHERE completed_at IS NULL AND wish = 'cancel' \
             AND EXISTS (SELECT 1 FROM jobs j WHERE j.batch_id = b.id \
             AND j.state IN ('queued', 'running') AND j.cancelling = 0) ORDER BY id LIMIT 20",
        );
        self.ids(sql).await.map_err(failed)
    }

    async fn to_pair(&self) -> Result<Vec<Uuid>, BatchError> {
        let sql = Sql::new("SELECT id FROM batches WHERE pairing = 1 AND wish = 'go' AND ");
        self.ids(sql.then(NOTHING_OPEN).then(" ORDER BY id LIMIT 20")).await.map_err(failed)
    }

    async fn pair(&self, id: Uuid, pairs: &[Pair]) -> Result<bool, BatchError> {
        let take = Sql::new(
            "UPDATE batches SET pairing = 0, updated_at = $2 WHERE id = $1 AND pairing = 1 \
             AND wish = 'go' RETURNING id",
        );
        let take = take.text(id.to_string()).number(self.now());
        let mut then = Vec::new();
        for pair in pairs {
            then.extend(self.queue.enqueueing(std::slice::from_ref(&pair.job)));
            let job = pair.job.id;
            then.push(joined(id, pair.first, &pair.of_first, job, None));
            then.push(joined(id, pair.second, &pair.of_second, job, Some(pair.first)));
        }
        let taken = self.db.change_and(take, |_| Ok(then)).await.map_err(failed)?;
        self.queue.tell();
        Ok(!taken.is_empty())
    }

    async fn purge(&self, before: DateTime<Utc>) -> Result<u64, BatchError> {
        let sql = Sql::new("DELETE FROM batches WHERE completed_at < $1 RETURNING id");
        let sql = sql.number(before.timestamp_millis());
        let gone = self.db.change(sql).await.map_err(failed)?;
        Ok(gone.len() as u64)
    }
}

/// An application of which another picture is part.
fn joined(batch: Uuid, number: u32, detail: &ItemDetail, job: JobId, same_as: Option<u32>) -> Sql {
    let detail = serde_json::to_string(detail).expect("details are plain data");
    Sql::new(
        "UPDATE batch_items SET detail = $3, job_id = $4, same_as = $5 \
         WHERE batch_id = $1 AND number = $2",
    )
    .text(batch.to_string())
    .number(i64::from(number))
    .text(detail)
    .text(job.to_string())
    .number(same_as.map(i64::from))
}

/// Nothing of a batch waits or runs, and it was not noted yet.
const NOTHING_OPEN: &str = "completed_at IS NULL AND NOT EXISTS (SELECT 1 FROM jobs j \
    WHERE j.batch_id = batches.id AND j.state IN ('queued', 'running'))";

/// For the rows of other stores: a batch is over, and nothing more will come of it. One that
/// was given up is not paired any more.
pub(super) fn is_over() -> String {
    format!("{NOTHING_OPEN} AND (pairing = 0 OR wish = 'cancel')")
}
