//! Operations in SQL: rows that one process at a time has by lease.

use super::{Database, DbError, Row, Sql};
use crate::artifacts::{IndexError, Lease, Operation, OperationId, OperationState, Operations};
use async_trait::async_trait;
use chrono::{DateTime, Utc};
use std::sync::Arc;

const COLUMNS: &str =
    "id, deed, state, progress, attempts, error, created_at, updated_at, finished_at";

/// The operations in a database.
#[derive(Debug, Clone)]
pub struct OperationTable {
    db: Arc<Database>,
}

impl OperationTable {
    #[must_use]
    pub fn new(db: Arc<Database>) -> Self {
        Self { db }
    }

    /// Changes the row of an operation as long as the lease is ours; tells whether it is.
    async fn changed(&self, sql: Sql, id: OperationId, lease: Lease) -> Result<bool, DbError> {
        let sql = sql
            .with_text(" WHERE id = ?", id.to_string())
            .with_text(" AND token = ?", lease.token.to_string())
            .then(" AND state = 'running' RETURNING id");
        Ok(!self.db.change(sql).await?.is_empty())
    }
}

#[async_trait]
impl Operations for OperationTable {
    async fn add(&self, operation: &Operation, slot: Option<&str>) -> Result<(), IndexError> {
        let sql = Sql::new(
            "INSERT INTO operations (id, slot, state, deed, progress, attempts, due_at, \
             created_at, updated_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $7, $7) \
             ON CONFLICT DO NOTHING",
        )
        .text(operation.id.to_string())
        .text(slot.map(str::to_owned))
        .text(operation.state.name().to_owned())
        .text(json(&operation.deed))
        .text(json(&operation.progress))
        .number(i64::from(operation.attempts))
        .number(operation.created_at.timestamp_millis());
        Ok(self.db.write(vec![sql]).await?)
    }

    async fn find(&self, id: OperationId) -> Result<Option<Operation>, IndexError> {
        let sql = Sql::new("SELECT ").then(COLUMNS).then(" FROM operations");
        let rows = self.db.rows(sql.with_text(" WHERE id = ?", id.to_string())).await?;
        Ok(rows.first().map(operation).transpose()?)
    }

    async fn claim(&self, lease: Lease) -> Result<Option<Operation>, IndexError> {
        // Whoever is second there looks at the next one.
        let locked = if self.db.is_postgres() { " FOR UPDATE SKIP LOCKED" } else { "" };
        let sql = Sql::new(
            "UPDATE operations SET state = 'running', token = $1, due_at = $2, updated_at = $3, \
             attempts = attempts + 1 WHERE id = (SELECT id FROM operations \
             WHERE state IN ('queued', 'running') AND due_at <= $3 ORDER BY id LIMIT 1",
        )
        .then(locked)
        .then(") RETURNING ")
        .then(COLUMNS)
        .text(lease.token.to_string())
        .number(lease.until.timestamp_millis())
        .number(lease.now.timestamp_millis());
        let rows = self.db.change(sql).await?;
        Ok(rows.first().map(operation).transpose()?)
    }

    async fn keep(&self, operation: &Operation, lease: Lease) -> Result<bool, IndexError> {
        let sql = Sql::new(
            "UPDATE operations SET progress = $1, attempts = $2, due_at = $3, updated_at = $4",
        )
        .text(json(&operation.progress))
        .number(i64::from(operation.attempts))
        .number(lease.until.timestamp_millis())
        .number(lease.now.timestamp_millis());
        Ok(self.changed(sql, operation.id, lease).await?)
    }

    async fn release(
        &self,
        operation: &Operation,
        lease: Lease,
        due: DateTime<Utc>,
    ) -> Result<bool, IndexError> {
        let sql = Sql::new(
            "UPDATE operations SET state = $1, progress = $2, attempts = $3, error = $4, \
             due_at = $5, updated_at = $6, finished_at = $7, token = NULL",
        )
        .text(operation.state.name().to_owned())
        .text(json(&operation.progress))
        .number(i64::from(operation.attempts))
        .text(operation.error.clone())
        .number(due.timestamp_millis())
        .number(lease.now.timestamp_millis())
        .number(operation.finished_at.map(|time| time.timestamp_millis()));
        Ok(self.changed(sql, operation.id, lease).await?)
    }

    async fn sweep(&self, before: DateTime<Utc>) -> Result<(), IndexError> {
        let sql = Sql::new(
            "DELETE FROM operations WHERE finished_at < $1 \
             AND (slot IS NULL OR slot NOT LIKE 'verify%')",
        )
        .number(before.timestamp_millis());
        Ok(self.db.write(vec![sql]).await?)
    }
}

fn operation(row: &Row) -> Result<Operation, DbError> {
    let state = row.needed_text("state")?;
    let state = OperationState::ALL.into_iter().find(|known| known.name() == state);
    Ok(Operation {
        id: row.needed("id")?,
        deed: serde_json::from_str(&row.needed_text("deed")?).map_err(DbError::strange)?,
        state: state.unwrap_or(OperationState::Queued),
        progress: serde_json::from_str(&row.needed_text("progress")?).map_err(DbError::strange)?,
        attempts: row.whole("attempts")? as u32,
        error: row.text("error")?,
        created_at: row.needed_time("created_at")?,
        updated_at: row.needed_time("updated_at")?,
        finished_at: row.time("finished_at")?,
    })
}

fn json(value: &impl serde::Serialize) -> String {
    serde_json::to_string(value).expect("operations are plain data")
}
