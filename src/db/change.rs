//! Statements that take effect together or not at all, in either database.

use super::{DbError, Row, Sql};
use sqlx::{Postgres, Sqlite, Transaction};

/// A change that is under way; undone when it is dropped.
pub(super) enum Change {
    Sqlite(Transaction<'static, Sqlite>),
    Postgres(Transaction<'static, Postgres>),
}

impl Change {
    /// What a statement gives.
    pub async fn rows(&mut self, sql: Sql) -> Result<Vec<Row>, DbError> {
        Ok(match self {
            Self::Sqlite(change) => {
                let rows = sql.sqlite().fetch_all(&mut **change).await?;
                rows.into_iter().map(Row::Sqlite).collect()
            }
            Self::Postgres(change) => {
                let rows = sql.postgres().fetch_all(&mut **change).await?;
                rows.into_iter().map(Row::Postgres).collect()
            }
        })
    }

    pub async fn execute_all(&mut self, statements: Vec<Sql>) -> Result<(), DbError> {
        for sql in statements {
            match self {
                Self::Sqlite(change) => {
                    sql.sqlite().execute(&mut **change).await?;
                }
                Self::Postgres(change) => {
                    sql.postgres().execute(&mut **change).await?;
                }
            }
        }
        Ok(())
    }

    pub async fn commit(self) -> Result<(), DbError> {
        let done = match self {
            Self::Sqlite(change) => change.commit().await,
            Self::Postgres(change) => change.commit().await,
        };
        Ok(done?)
    }

    pub async fn undo(self) -> Result<(), DbError> {
        let done = match self {
            Self::Sqlite(change) => change.rollback().await,
            Self::Postgres(change) => change.rollback().await,
        };
        Ok(done?)
    }
}
