//! The database: SQLite for one machine, PostgreSQL for several.
//!
//! Statements are the same for both but where they cannot be: ids and checksums are text
//! that sorts as it should, times are in the ids. It is opened when first needed, and
//! brought up to date by whichever process comes first.

mod artifacts;
mod batches;
mod change;
mod jobs;
mod migrate;
mod operations;
mod sql;
mod webhooks;

pub use artifacts::ArtifactIndex;
pub use batches::BatchTables;
pub use jobs::JobQueue;
pub use operations::OperationTable;
pub use sql::{Row, Sql};
pub use webhooks::WebhookTables;

use crate::artifacts::IndexError;
use crate::config::DatabaseAddress as Address;
use change::Change;
use sqlx::postgres::{PgConnectOptions, PgListener, PgPoolOptions};
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{PgPool, SqlitePool};
use std::path::Path;
use std::time::Duration;
use tokio::sync::OnceCell;

/// How long a statement waits for a connection, and SQLite for another process's lock.
const PATIENCE: Duration = Duration::from_secs(10);

/// How long a statement waits for a PostgreSQL that is not there: whoever asks is told so
/// while they still listen.
const BACK_WITHIN: Duration = Duration::from_secs(4);

/// A database that is opened when it is first asked.
#[derive(Debug)]
pub struct Database {
    address: Address,
    pool_max: u32,
    pools: OnceCell<Pools>,
}

#[derive(Debug, Clone)]
enum Pools {
    /// SQLite has one writer at a time: better to wait in line here than for its lock.
    Sqlite {
        readers: SqlitePool,
        writer: SqlitePool,
    },
    Postgres(PgPool),
}

/// Why the database did not do it.
#[derive(Debug, thiserror::Error)]
pub enum DbError {
    #[error("the database cannot be opened")]
    Open(#[source] sqlx::Error),
    #[error("the folder of the database cannot be made")]
    Folder(#[source] std::io::Error),
    #[error("the database cannot be brought up to date")]
    Migrate(#[from] sqlx::migrate::MigrateError),
    #[error("PostgreSQL is no file: use its own backups")]
    NoFile,
    #[error("the database failed")]
    Query(#[from] sqlx::Error),
}

impl DbError {
    /// What stands in a row and cannot have been written by us.
    fn strange(error: impl std::error::Error + Send + Sync + 'static) -> Self {
        Self::Query(sqlx::Error::Decode(Box::new(error)))
    }
}

impl From<DbError> for IndexError {
    fn from(error: DbError) -> Self {
        Self(Box::new(error))
    }
}

impl Database {
    #[must_use]
    pub fn new(address: Address, pool_max: u32) -> Self {
        Self { address, pool_max, pools: OnceCell::new() }
    }

    /// Opens it and brings it up to date, if that has not happened.
    pub async fn open(&self) -> Result<(), DbError> {
        self.pools().await.map(|_| ())
    }

    #[must_use]
    pub const fn is_postgres(&self) -> bool {
        matches!(self.address, Address::Postgres(_))
    }

    /// All rows of one statement.
    pub async fn rows(&self, sql: Sql) -> Result<Vec<Row>, DbError> {
        match self.pools().await? {
            Pools::Sqlite { readers, .. } => {
                Ok(sql.sqlite().fetch_all(readers).await?.into_iter().map(Row::Sqlite).collect())
            }
            Pools::Postgres(pool) => {
                Ok(sql.postgres().fetch_all(pool).await?.into_iter().map(Row::Postgres).collect())
            }
        }
    }

    /// Statements that take effect together or not at all.
    pub async fn write(&self, statements: Vec<Sql>) -> Result<(), DbError> {
        let mut change = self.begin().await?;
        change.execute_all(statements).await?;
        change.commit().await
    }

    /// Writes all of an SQLite database to a new file, as of one moment; others may go on
    /// reading and writing.
    pub async fn snapshot(&self, to: &Path) -> Result<(), DbError> {
        match self.pools().await? {
            Pools::Sqlite { writer, .. } => {
                sqlx::query("VACUUM INTO ?").bind(to.to_string_lossy()).execute(writer).await?;
                Ok(())
            }
            Pools::Postgres(_) => Err(DbError::NoFile),
        }
    }

    /// A statement that changes rows and tells of them.
    pub async fn change(&self, sql: Sql) -> Result<Vec<Row>, DbError> {
        match self.pools().await? {
            Pools::Sqlite { writer, .. } => {
                Ok(sql.sqlite().fetch_all(writer).await?.into_iter().map(Row::Sqlite).collect())
            }
            Pools::Postgres(pool) => {
                Ok(sql.postgres().fetch_all(pool).await?.into_iter().map(Row::Postgres).collect())
            }
        }
    }

    /// A statement that gives rows, and those that follow from them, together or not at
    /// all. Where it gives none, nothing happens.
    pub async fn change_and(
        &self,
        first: Sql,
        then: impl FnOnce(&[Row]) -> Result<Vec<Sql>, DbError> + Send,
    ) -> Result<Vec<Row>, DbError> {
        let mut change = self.begin().await?;
        let rows = change.rows(first).await?;
        if rows.is_empty() {
            change.undo().await?;
            return Ok(rows);
        }
        change.execute_all(then(&rows)?).await?;
        change.commit().await?;
        Ok(rows)
    }

    async fn begin(&self) -> Result<Change, DbError> {
        Ok(match self.pools().await? {
            // The lock at once: one that is taken midway may have to be given up.
            Pools::Sqlite { writer, .. } => {
                Change::Sqlite(writer.begin_with("BEGIN IMMEDIATE").await?)
            }
            Pools::Postgres(pool) => Change::Postgres(pool.begin().await?),
        })
    }

    /// Hears what is told on a channel of PostgreSQL's; `None` where there is none.
    async fn listener(&self, channel: &str) -> Result<Option<PgListener>, DbError> {
        let Pools::Postgres(pool) = self.pools().await? else { return Ok(None) };
        let mut listener = PgListener::connect_with(pool).await?;
        listener.listen(channel).await?;
        Ok(Some(listener))
    }

    async fn pools(&self) -> Result<&Pools, DbError> {
        self.pools
            .get_or_try_init(async || match &self.address {
                Address::Sqlite(file) => open_sqlite(file, self.pool_max).await,
                Address::Postgres(options) => open_postgres(options, self.pool_max).await,
            })
            .await
    }
}

async fn open_sqlite(file: &Path, pool_max: u32) -> Result<Pools, DbError> {
    if let Some(folder) = file.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        tokio::fs::create_dir_all(folder).await.map_err(DbError::Folder)?;
    }
    let options = SqliteConnectOptions::new()
        .filename(file)
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        // A job that was promised must not be lost with the power.
        .synchronous(SqliteSynchronous::Full)
        .foreign_keys(true)
        .busy_timeout(PATIENCE);
    let pool = |most| SqlitePoolOptions::new().max_connections(most).acquire_timeout(PATIENCE);
    migrate::sqlite(file, &options).await?;
    let writer = pool(1).connect_with(options.clone()).await.map_err(DbError::Open)?;
    let readers =
        pool(pool_max).connect_with(options.read_only(true)).await.map_err(DbError::Open)?;
    Ok(Pools::Sqlite { readers, writer })
}

async fn open_postgres(options: &PgConnectOptions, pool_max: u32) -> Result<Pools, DbError> {
    let pool = PgPoolOptions::new()
        .max_connections(pool_max)
        .acquire_timeout(BACK_WITHIN)
        .connect_with(options.clone())
        .await
        .map_err(DbError::Open)?;
    migrate::postgres(&pool).await?;
    Ok(Pools::Postgres(pool))
}
