//! The statements that change jobs.

use super::CLOCKS_DIFFER;
use crate::db::Sql;
use crate::jobs::{Class, Deed, Failure, JobId, NewJob, Policy, Sighting, State, Token, WorkerId};

/// All of a job but its result.
const COLUMNS: &str = "id, kind, state, priority, client, batch_id, content, payload, trace, held, \
                       due_at, attempts, crashes, deaths, worker, fence, cancelling, outcome, \
                       error_class, error, created_at, updated_at, started_at, finished_at";

/// The state after an attempt that came to nothing: what was asked to stop is not tried
/// again.
const AGAIN: &str = "CASE WHEN cancelling = 1 THEN 'cancelled' ELSE 'queued' END";

/// For jobs that were asked to stop, the end comes with an attempt that came to nothing.
const OVER_IF_CANCELLING: &str =
    ", finished_at = CASE WHEN cancelling = 1 THEN $3 ELSE NULL END, updated_at = $3";

/// Lets clients take turns: behind the client's own jobs, and not before the turn that it is
/// now for everybody.
const TURN: &str = "(SELECT CASE WHEN own > others THEN own ELSE others END FROM (SELECT \
    COALESCE((SELECT MAX(q.turn) + 1 FROM jobs q WHERE q.kind = $2 AND q.priority = $3 \
              AND q.client = $4 AND q.state = 'queued'), 0) AS own, \
    COALESCE((SELECT MIN(q.turn) FROM jobs q WHERE q.kind = $2 AND q.priority = $3 \
              AND q.state = 'queued' AND q.held = 0), 0) AS others) AS turns)";

pub(super) fn enqueue(job: &NewJob, now: i64) -> Vec<Sql> {
    let insert = Sql::new(
        "INSERT INTO jobs (id, kind, state, priority, client, turn, batch_id, content, payload, \
         trace, held, announced, due_at, created_at, updated_at) VALUES ($1, $2, 'queued', $3, $4, ",
    )
    .then(TURN)
    .then(", $5, $6, $7, $8, $9, $10, $11, $11, $11)")
    .text(job.id.to_string())
    .text(job.kind.to_owned())
    .number(job.priority.number())
    .text(job.client.clone())
    .text(job.batch.map(|batch| batch.to_string()))
    .text(job.content.clone())
    .text(job.payload.to_string())
    .text(job.trace.clone())
    .number(i64::from(job.held))
    .number(i64::from(job.announced))
    .number(now);
    let mut all = vec![insert, event(job.id, Deed::Enqueued, now)];
    all.extend(job.callback_url.as_ref().map(|url| {
        Sql::new("INSERT INTO job_callbacks (job_id, url) VALUES ($1, $2)")
            .text(job.id.to_string())
            .text(url.clone())
    }));
    all
}

/// A line of history, told by the row as it is now.
pub(super) fn event(id: JobId, deed: Deed, now: i64) -> Sql {
    Sql::new(
        "INSERT INTO job_events (job_id, batch_id, at, deed, state, attempts, crashes, worker, \
         outcome, error_class, error) SELECT id, batch_id, $2, $3, state, attempts, crashes, \
         worker, outcome, error_class, error FROM jobs WHERE id = $1",
    )
    .text(id.to_string())
    .number(now)
    .text(deed.name().to_owned())
}

/// The end of a job, if it is to be told.
pub(super) fn ending(id: JobId, now: i64) -> Sql {
    Sql::new(
        "INSERT INTO job_endings (job_id, batch_id, state, at) SELECT id, batch_id, state, $2 \
         FROM jobs WHERE id = $1 AND announced = 1 \
         ON CONFLICT (job_id) DO UPDATE SET state = excluded.state, at = excluded.at",
    )
    .text(id.to_string())
    .number(now)
}

/// `WHERE` for jobs of kind `$1` that may be done now, with the order in which they are.
const DUE: &str = " FROM jobs WHERE kind = $1 AND state = 'queued' AND held = 0 \
                   AND (due_at <= $2 OR updated_at > $3) ORDER BY priority, turn, id LIMIT 1";

fn of_due(sql: Sql, kind: &str, now: i64) -> Sql {
    sql.text(kind.to_owned()).number(now).number(now + CLOCKS_DIFFER.num_milliseconds())
}

pub(super) fn due(kind: &str, now: i64) -> Sql {
    of_due(Sql::new("SELECT id").then(DUE), kind, now)
}

pub(super) fn claim(kind: &str, worker: &WorkerId, now: i64, skip_locked: bool) -> Sql {
    let skip = if skip_locked { " FOR UPDATE SKIP LOCKED" } else { "" };
    let sql = Sql::new(
        "UPDATE jobs SET state = 'running', attempts = attempts + 1, fence = fence + 1, \
         beats = 0, worker = $4, started_at = $2, updated_at = $2, finished_at = NULL \
         WHERE id = (SELECT id",
    );
    let sql = sql.then(DUE).then(skip).then(") RETURNING ").then(COLUMNS);
    of_due(sql, kind, now).text(worker.as_str().to_owned())
}

pub(super) fn claimed(token: Token) -> Sql {
    let sql = Sql::new("SELECT ").then(COLUMNS);
    let sql = sql.then(" FROM jobs WHERE id = $1 AND fence = $2 AND state = 'running'");
    sql.text(token.job.to_string()).number(token.fence)
}

pub(super) fn beat(claims: &[Token]) -> Sql {
    let mut sql = Sql::new("UPDATE jobs SET beats = beats + 1 WHERE state = 'running' AND (1 = 0");
    for (index, token) in claims.iter().enumerate() {
        let (id, fence) = (2 * index + 1, 2 * index + 2);
        sql = sql.then(&format!(" OR (id = ${id} AND fence = ${fence})"));
        sql = sql.text(token.job.to_string()).number(token.fence);
    }
    sql.then(") RETURNING id, fence, cancelling")
}

/// `UPDATE jobs SET … WHERE` the claim is the last one; `$1`, `$2` are the claim, `$3` the
/// time.
fn end(set: &str, token: Token, now: i64) -> Sql {
    Sql::new("UPDATE jobs SET ")
        .then(set)
        .then(" WHERE id = $1 AND fence = $2 AND state = 'running' RETURNING state")
        .text(token.job.to_string())
        .number(token.fence)
        .number(now)
}

fn because(sql: Sql, failure: &Failure) -> Sql {
    sql.text(failure.class.name().to_owned()).text(failure.message.replace('\0', " "))
}

pub(super) fn succeed(token: Token, outcome: Option<String>, now: i64) -> Sql {
    let set = "state = 'succeeded', outcome = $4, error_class = NULL, error = NULL, \
               finished_at = $3, updated_at = $3";
    end(set, token, now).text(outcome)
}

pub(super) fn result(id: JobId, body: String) -> Sql {
    Sql::new(
        "INSERT INTO job_results (job_id, body) VALUES ($1, $2) \
         ON CONFLICT (job_id) DO UPDATE SET body = excluded.body",
    )
    .text(id.to_string())
    .text(body)
}

pub(super) fn retry(token: Token, failure: &Failure, now: i64, delay: i64) -> Sql {
    let set =
        format!("state = {AGAIN}{OVER_IF_CANCELLING}, error_class = $4, error = $5, due_at = $6");
    because(end(&set, token, now), failure).number(now.saturating_add(delay))
}

pub(super) fn fail(token: Token, failure: &Failure, now: i64) -> Sql {
    let set = "state = 'failed', error_class = $4, error = $5, finished_at = $3, updated_at = $3";
    because(end(set, token, now), failure)
}

pub(super) fn cancelled(token: Token, now: i64) -> Sql {
    let set = "state = 'cancelled', cancelling = 1, finished_at = $3, updated_at = $3";
    end(set, token, now)
}

pub(super) fn release(token: Token, now: i64) -> Sql {
    let set = format!("state = {AGAIN}{OVER_IF_CANCELLING}, attempts = attempts - 1, due_at = $3");
    end(&set, token, now)
}

/// `$given` are the deaths and `$lapsed` the crashes that make an end of trying.
fn tried_again(deaths: &str, crashes: &str) -> String {
    format!(
        "attempts = attempts - 1, state = CASE WHEN cancelling = 1 THEN 'cancelled' \
         WHEN {deaths} >= $6 OR {crashes} >= $7 THEN 'failed' ELSE 'queued' END, \
         error_class = $4, error = $5, due_at = $8, updated_at = $3, \
         finished_at = CASE WHEN cancelling = 1 OR {deaths} >= $6 OR {crashes} >= $7 \
         THEN $3 ELSE NULL END"
    )
}

fn by(sql: Sql, policy: &Policy, now: i64) -> Sql {
    let wait = i64::try_from(policy.after_crash.as_millis()).unwrap_or_default();
    sql.number(i64::from(policy.deaths)).number(i64::from(policy.crashes)).number(now + wait)
}

pub(super) fn crash(token: Token, failure: &Failure, policy: &Policy, now: i64) -> Sql {
    let set = format!("deaths = deaths + 1, {}", tried_again("deaths + 1", "crashes"));
    by(because(end(&set, token, now), failure), policy, now)
}

pub(super) fn lapse(seen: &Sighting, policy: &Policy, now: i64) -> Sql {
    let set = format!("crashes = crashes + 1, {}", tried_again("deaths", "crashes + 1"));
    let sql = Sql::new("UPDATE jobs SET ")
        .then(&set)
        .then(" WHERE id = $1 AND fence = $2 AND state = 'running' AND beats = $9 RETURNING state");
    let sql = sql.text(seen.token.job.to_string()).number(seen.token.fence).number(now);
    let failure = Failure::new(Class::Crashed, "its worker was not heard of any more");
    by(because(sql, &failure), policy, now).number(seen.beats)
}

pub(super) fn cancel(id: JobId, now: i64) -> Sql {
    Sql::new(
        "UPDATE jobs SET cancelling = 1, updated_at = $2, \
         state = CASE WHEN state = 'queued' THEN 'cancelled' ELSE state END, \
         finished_at = CASE WHEN state = 'queued' THEN $2 ELSE NULL END \
         WHERE id = $1 AND (state = 'queued' OR (state = 'running' AND cancelling = 0)) \
         RETURNING state",
    )
    .text(id.to_string())
    .number(now)
}

pub(super) fn requeue(id: JobId, now: i64) -> Sql {
    let turn = TURN.replace("$2", "jobs.kind").replace("$3", "jobs.priority");
    let turn = turn.replace("$4", "jobs.client");
    Sql::new(
        "UPDATE jobs SET state = 'queued', attempts = 0, crashes = 0, deaths = 0, \
         cancelling = 0, outcome = NULL, error_class = NULL, error = NULL, due_at = $2, \
         updated_at = $2, started_at = NULL, finished_at = NULL, held = CASE WHEN EXISTS \
         (SELECT 1 FROM batches b WHERE b.id = jobs.batch_id AND b.wish = 'pause') \
         THEN 1 ELSE 0 END, turn = ",
    )
    .then(&turn)
    .then(" WHERE id = $1 AND state = 'failed' RETURNING state")
    .text(id.to_string())
    .number(now)
}

/// What a job is part of is not over any more, unless it was given up.
pub(super) fn reopen(id: JobId, now: i64) -> Sql {
    Sql::new(
        "UPDATE batches SET completed_at = NULL, updated_at = $2, going_since = $2 \
         WHERE wish <> 'cancel' AND id = (SELECT batch_id FROM jobs WHERE id = $1)",
    )
    .text(id.to_string())
    .number(now)
}

pub(super) fn find(id: JobId) -> Sql {
    Sql::new("SELECT ").then(COLUMNS).then(" FROM jobs WHERE id = $1").text(id.to_string())
}

pub(super) fn list(state: State, most: u32) -> Sql {
    // The state is one of our own words, and as such tells which index to use.
    let which =
        format!(" FROM jobs WHERE state = '{}' ORDER BY id DESC LIMIT {most}", state.name());
    Sql::new("SELECT ").then(COLUMNS).then(&which)
}

pub(super) fn purge(before: i64, most: u32) -> Sql {
    // Until its batch is over, what became of an application is told by its job alone.
    Sql::new(
        "DELETE FROM jobs WHERE id IN (SELECT id FROM jobs j WHERE j.finished_at IS NOT NULL \
         AND j.finished_at < $1 AND NOT EXISTS (SELECT 1 FROM batches b \
         WHERE b.id = j.batch_id AND b.completed_at IS NULL) \
         ORDER BY j.finished_at LIMIT $2) RETURNING id",
    )
    .number(before)
    .number(i64::from(most))
}

pub(super) fn needy(ids: &[JobId]) -> Sql {
    // Pictures that may yet be paired are verified once more with their other panel, by a job
    // that names whose they were.
    let mut sql = Sql::new(
        "SELECT id FROM jobs WHERE (state IN ('queued', 'running', 'failed') OR batch_id IN \
         (SELECT id FROM batches WHERE pairing = 1 AND wish <> 'cancel') OR EXISTS \
         (SELECT 1 FROM jobs pair WHERE pair.batch_id = jobs.batch_id AND pair.id <> jobs.id \
         AND pair.state IN ('queued', 'running', 'failed') \
         AND pair.payload LIKE '%' || jobs.id || '%')) AND id IN (",
    );
    for (index, id) in ids.iter().enumerate() {
        let comma = if index == 0 { "" } else { ", " };
        sql = sql.then(&format!("{comma}${}", index + 1)).text(id.to_string());
    }
    sql.then(")")
}
