//! Rows to jobs, claims and events.

use crate::db::sql::not_ours;
use crate::db::{DbError, Row};
use crate::jobs::{
    Claim, Class, Count, Deed, Event, Job, JobId, Priority, Sighting, Standing, State, Token,
    WorkerId,
};

fn count_of(row: &Row, column: &str) -> Result<u32, DbError> {
    u32::try_from(row.needed_number(column)?).map_err(|_| not_ours(column))
}

pub(super) fn flag(row: &Row, column: &str) -> Result<bool, DbError> {
    Ok(row.needed_number(column)? != 0)
}

fn error(row: &Row) -> Result<Option<(Class, String)>, DbError> {
    let class = row.text("error_class")?;
    let class = class.map(|name| Class::named(&name).ok_or_else(|| not_ours("error_class")));
    let message = row.text("error")?.unwrap_or_default();
    Ok(class.transpose()?.map(|class| (class, message)))
}

pub(super) fn id(row: &Row) -> Result<JobId, DbError> {
    row.needed("id")
}

pub(super) fn state(row: &Row) -> Result<State, DbError> {
    row.needed("state")
}

pub(super) fn token(row: &Row) -> Result<Token, DbError> {
    Ok(Token { job: id(row)?, fence: row.needed_number("fence")? })
}

pub(super) fn worker(row: &Row) -> Result<WorkerId, DbError> {
    Ok(WorkerId::named(row.needed_text("worker")?))
}

pub(super) fn sighting(row: &Row) -> Result<Sighting, DbError> {
    Ok(Sighting {
        token: token(row)?,
        kind: row.needed_text("kind")?,
        beats: row.needed_number("beats")?,
    })
}

pub(super) fn claim(row: &Row, worker: &WorkerId) -> Result<Claim, DbError> {
    Ok(Claim { job: job(row)?, token: token(row)?, worker: worker.clone() })
}

pub(super) fn job(row: &Row) -> Result<Job, DbError> {
    let payload = row.needed_text("payload")?;
    Ok(Job {
        id: id(row)?,
        kind: row.needed_text("kind")?,
        state: state(row)?,
        priority: Priority::of_number(row.needed_number("priority")?),
        client: row.needed_text("client")?,
        batch: row.parsed("batch_id")?,
        content: row.text("content")?,
        held: flag(row, "held")?,
        payload: serde_json::from_str(&payload).map_err(|_| not_ours("payload"))?,
        trace: row.text("trace")?,
        attempts: count_of(row, "attempts")?,
        crashes: count_of(row, "crashes")?,
        deaths: count_of(row, "deaths")?,
        cancelling: flag(row, "cancelling")?,
        outcome: row.text("outcome")?,
        error: error(row)?,
        due_at: row.needed_time("due_at")?,
        created_at: row.needed_time("created_at")?,
        updated_at: row.needed_time("updated_at")?,
        started_at: row.time("started_at")?,
        finished_at: row.time("finished_at")?,
    })
}

pub(super) fn event(row: &Row) -> Result<Event, DbError> {
    Ok(Event {
        number: row.needed_number("number")?,
        job: row.needed("job_id")?,
        batch: row.parsed("batch_id")?,
        at: row.needed_time("at")?,
        deed: Deed::named(&row.needed_text("deed")?).ok_or_else(|| not_ours("deed"))?,
        state: state(row)?,
        attempts: count_of(row, "attempts")?,
        crashes: count_of(row, "crashes")?,
        worker: row.text("worker")?,
        outcome: row.text("outcome")?,
        error: error(row)?,
    })
}

pub(super) fn standing(row: &Row) -> Result<Standing, DbError> {
    Ok(Standing {
        waiting: row.whole("waiting")?,
        running: row.whole("running")?,
        failed: row.whole("failed")?,
        oldest: row.time("oldest")?,
    })
}

pub(super) fn count(row: &Row) -> Result<Count, DbError> {
    Ok(Count { kind: row.needed_text("kind")?, state: state(row)?, count: row.whole("count")? })
}
