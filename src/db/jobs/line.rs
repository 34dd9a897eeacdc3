//! How long a job has to wait.

use super::JobQueue;
use crate::db::{DbError, Sql};
use crate::jobs::{JobId, Line};
use std::time::Duration;

/// Jobs of the same kind, done last, whose pace is taken.
const LOOKED_AT: u32 = 20;

impl JobQueue {
    pub(super) async fn place_in_line(&self, id: JobId) -> Result<Option<Line>, DbError> {
        let sql = Sql::new(
            "SELECT me.kind AS kind, (SELECT COUNT(*) FROM jobs q WHERE q.kind = me.kind \
             AND q.state = 'queued' AND q.held = 0 AND \
             (q.priority, q.turn, q.id) < (me.priority, me.turn, me.id)) AS ahead, \
             (SELECT COUNT(*) FROM jobs r WHERE r.state = 'running') AS running \
             FROM jobs me WHERE me.id = $1 AND me.state = 'queued'",
        );
        let rows = self.db.rows(sql.text(id.to_string())).await?;
        let Some(row) = rows.first() else { return Ok(None) };
        let ahead = row.whole("ahead")?;
        let running = row.whole("running")?.max(1);
        let pace = self.pace(&row.text("kind")?.unwrap_or_default()).await?;
        // Each of those that run takes its share of the line.
        let rounds = u32::try_from((ahead + 1).div_ceil(running)).unwrap_or(u32::MAX);
        let wait = pace.map(|pace| pace.saturating_mul(rounds));
        Ok(Some(Line { position: ahead + 1, wait }))
    }

    /// What one job took of late.
    async fn pace(&self, kind: &str) -> Result<Option<Duration>, DbError> {
        let sql = Sql::new(
            "SELECT CAST(AVG(took) AS DOUBLE PRECISION) AS took FROM (SELECT \
             finished_at - started_at AS took FROM jobs WHERE finished_at IS NOT NULL \
             AND kind = $1 AND state = 'succeeded' ORDER BY finished_at DESC LIMIT ",
        );
        let sql = sql.then(&format!("{LOOKED_AT}) AS last")).text(kind.to_owned());
        let rows = self.db.rows(sql).await?;
        let took = rows.first().map(|row| row.fraction("took")).transpose()?.flatten();
        // A clock that was turned back in between says nothing.
        Ok(took.filter(|took| *took >= 0.0).map(|took| Duration::from_secs_f64(took / 1000.0)))
    }
}
