//! Rows to jobs, claims and events.

use crate::db::{DbError, Row};
use crate::jobs::{
    Claim, Class, Count, Deed, Event, Job, JobId, Priority, Sighting, Standing, State, Token,
    WorkerId,
};
use chrono::{DateTime, Utc};

/// What a column holds that none of ours wrote.
fn strange(column: &str) -> DbError {
    sqlx::Error::ColumnDecode { index: column.to_owned(), source: "it is not ours".into() }.into()
}

fn text(row: &Row, column: &str) -> Result<String, DbError> {
    row.text(column)?.ok_or_else(|| strange(column))
}

fn number(row: &Row, column: &str) -> Result<i64, DbError> {
    row.number(column)?.ok_or_else(|| strange(column))
}

fn count_of(row: &Row, column: &str) -> Result<u32, DbError> {
    u32::try_from(number(row, column)?).map_err(|_| strange(column))
}

pub(super) fn flag(row: &Row, column: &str) -> Result<bool, DbError> {
    Ok(number(row, column)? != 0)
}

fn time(row: &Row, column: &str) -> Result<Option<DateTime<Utc>>, DbError> {
    let time = |millis| DateTime::from_timestamp_millis(millis).ok_or_else(|| strange(column));
    row.number(column)?.map(time).transpose()
}

fn parsed<T: std::str::FromStr>(row: &Row, column: &str) -> Result<T, DbError> {
    text(row, column)?.parse().map_err(|_| strange(column))
}

fn error(row: &Row) -> Result<Option<(Class, String)>, DbError> {
    let class = row.text("error_class")?;
    let class = class.map(|name| Class::named(&name).ok_or_else(|| strange("error_class")));
    let message = row.text("error")?.unwrap_or_default();
    Ok(class.transpose()?.map(|class| (class, message)))
}

pub(super) fn id(row: &Row) -> Result<JobId, DbError> {
    parsed(row, "id")
}

pub(super) fn state(row: &Row) -> Result<State, DbError> {
    parsed(row, "state")
}

pub(super) fn token(row: &Row) -> Result<Token, DbError> {
    Ok(Token { job: id(row)?, fence: number(row, "fence")? })
}

pub(super) fn worker(row: &Row) -> Result<WorkerId, DbError> {
    Ok(WorkerId::named(text(row, "worker")?))
}

pub(super) fn sighting(row: &Row) -> Result<Sighting, DbError> {
    Ok(Sighting { token: token(row)?, kind: text(row, "kind")?, beats: number(row, "beats")? })
}

pub(super) fn claim(row: &Row, worker: &WorkerId) -> Result<Claim, DbError> {
    Ok(Claim { job: job(row)?, token: token(row)?, worker: worker.clone() })
}

pub(super) fn job(row: &Row) -> Result<Job, DbError> {
    let payload = text(row, "payload")?;
    let when = |column| time(row, column)?.ok_or_else(|| strange(column));
    Ok(Job {
        id: id(row)?,
        kind: text(row, "kind")?,
        state: state(row)?,
        priority: Priority::of_number(number(row, "priority")?),
        client: text(row, "client")?,
        batch: batch(row)?,
        content: row.text("content")?,
        held: flag(row, "held")?,
        payload: serde_json::from_str(&payload).map_err(|_| strange("payload"))?,
        trace: row.text("trace")?,
        attempts: count_of(row, "attempts")?,
        crashes: count_of(row, "crashes")?,
        deaths: count_of(row, "deaths")?,
        cancelling: flag(row, "cancelling")?,
        outcome: row.text("outcome")?,
        error: error(row)?,
        due_at: when("due_at")?,
        created_at: when("created_at")?,
        updated_at: when("updated_at")?,
        started_at: time(row, "started_at")?,
        finished_at: time(row, "finished_at")?,
    })
}

fn batch(row: &Row) -> Result<Option<uuid::Uuid>, DbError> {
    let batch = row.text("batch_id")?;
    batch.map(|batch| batch.parse().map_err(|_| strange("batch_id"))).transpose()
}

pub(super) fn event(row: &Row) -> Result<Event, DbError> {
    Ok(Event {
        number: number(row, "number")?,
        job: parsed(row, "job_id")?,
        batch: batch(row)?,
        at: time(row, "at")?.ok_or_else(|| strange("at"))?,
        deed: Deed::named(&text(row, "deed")?).ok_or_else(|| strange("deed"))?,
        state: state(row)?,
        attempts: count_of(row, "attempts")?,
        crashes: count_of(row, "crashes")?,
        worker: row.text("worker")?,
        outcome: row.text("outcome")?,
        error: error(row)?,
    })
}

pub(super) fn standing(row: &Row) -> Result<Standing, DbError> {
    let count = |column| Ok::<_, DbError>(number(row, column)? as u64);
    Ok(Standing {
        waiting: count("waiting")?,
        running: count("running")?,
        failed: count("failed")?,
        oldest: time(row, "oldest")?,
    })
}

pub(super) fn count(row: &Row) -> Result<Count, DbError> {
    Ok(Count { kind: text(row, "kind")?, state: state(row)?, count: number(row, "count")? as u64 })
}
