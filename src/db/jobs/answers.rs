//! Answers by the keys of their requests.

use super::{CLOCKS_DIFFER, JobQueue, failed};
use crate::db::{DbError, Row, Sql};
use crate::jobs::{Answer, Answers, Begun, Hold, KeyOf, QueueError};
use async_trait::async_trait;
use std::time::Duration;
use uuid::Uuid;

impl JobQueue {
    /// Leaves an answer, and returns a row if the hold was still good.
    pub(in crate::db) fn answering(&self, hold: &Hold, answer: &Answer) -> Sql {
        let keep = i64::try_from(self.keep_answers.as_millis()).unwrap_or(i64::MAX / 2);
        Sql::new(
            "UPDATE idempotency_keys SET holder = NULL, status = $4, location = $5, body = $6, \
             until = $7 WHERE client = $1 AND key = $2 AND holder = $3 RETURNING key",
        )
        .text(hold.key.client.clone())
        .text(hold.key.key.clone())
        .text(hold.holder.to_string())
        .number(i64::from(answer.status))
        .text(answer.location.clone())
        .text(answer.body.clone())
        .number(self.now().saturating_add(keep))
    }

    async fn take_key(
        &self,
        key: &KeyOf,
        fingerprint: &str,
        most: Duration,
    ) -> Result<Begun, DbError> {
        let now = self.now();
        let holder = Uuid::now_v7();
        let most = i64::try_from(most.as_millis()).unwrap_or(i64::MAX / 2);
        let take = Sql::new(
            "INSERT INTO idempotency_keys (client, key, fingerprint, holder, created_at, until) \
             VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (client, key) DO UPDATE SET \
             fingerprint = excluded.fingerprint, holder = excluded.holder, status = NULL, \
             location = NULL, body = NULL, created_at = excluded.created_at, \
             until = excluded.until WHERE idempotency_keys.until < $5 \
             OR idempotency_keys.created_at > $7 RETURNING key",
        )
        .text(key.client.clone())
        .text(key.key.clone())
        .text(fingerprint.to_owned())
        .text(holder.to_string())
        .number(now)
        .number(now.saturating_add(most))
        .number(now + CLOCKS_DIFFER.num_milliseconds());
        if !self.db.change(take).await?.is_empty() {
            return Ok(Begun::First(Hold { key: key.clone(), holder }));
        }
        let find = Sql::new(
            "SELECT fingerprint, holder, status, location, body FROM idempotency_keys \
             WHERE client = $1 AND key = $2",
        );
        let find = find.text(key.client.clone()).text(key.key.clone());
        let rows = self.db.rows(find).await?;
        // Given up between the two: whoever comes again finds it free.
        rows.first().map_or(Ok(Begun::Running), |row| begun(row, fingerprint))
    }
}

fn begun(row: &Row, fingerprint: &str) -> Result<Begun, DbError> {
    if row.text("fingerprint")?.as_deref() != Some(fingerprint) {
        return Ok(Begun::Other);
    }
    let Some(status) = row.number("status")? else { return Ok(Begun::Running) };
    Ok(Begun::Answered(Answer {
        status: u16::try_from(status).unwrap_or(500),
        location: row.text("location")?,
        body: row.text("body")?.unwrap_or_default(),
    }))
}

pub(super) fn purge(now: i64) -> Sql {
    Sql::new("DELETE FROM idempotency_keys WHERE until < $1").number(now)
}

#[async_trait]
impl Answers for JobQueue {
    async fn begin(
        &self,
        key: &KeyOf,
        fingerprint: &str,
        most: Duration,
    ) -> Result<Begun, QueueError> {
        self.take_key(key, fingerprint, most).await.map_err(failed)
    }

    async fn answered(&self, hold: &Hold, answer: &Answer) -> Result<(), QueueError> {
        let done = self.db.change(self.answering(hold, answer)).await;
        done.map(|_| ()).map_err(failed)
    }

    async fn give_up(&self, hold: &Hold) -> Result<(), QueueError> {
        let sql =
            Sql::new("DELETE FROM idempotency_keys WHERE client = $1 AND key = $2 AND holder = $3");
        let sql = sql.text(hold.key.client.clone()).text(hold.key.key.clone());
        let done = self.db.write(vec![sql.text(hold.holder.to_string())]).await;
        done.map_err(failed)
    }
}
