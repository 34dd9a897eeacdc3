//! Brings a database up to date. Several processes may start at once: PostgreSQL has a lock
//! for that, SQLite gets one of ours.

use super::DbError;
use sqlx::migrate::{Migration, MigrationType, Migrator};
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions, Connection, PgPool, SqlSafeStr};
use std::fs::File;
use std::path::Path;

/// Each with its number, its name, and how SQLite and PostgreSQL do it. They are never
/// changed once released; what comes later only adds.
const MIGRATIONS: &[(i64, &str, &str, &str)] = &[
    (
        1,
        "artifacts",
        include_str!("migrations/sqlite/0001_artifacts.sql"),
        include_str!("migrations/postgres/0001_artifacts.sql"),
    ),
    (
        5,
        "operations",
        include_str!("migrations/sqlite/0005_operations.sql"),
        include_str!("migrations/postgres/0005_operations.sql"),
    ),
    (
        10,
        "jobs",
        include_str!("migrations/sqlite/0010_jobs.sql"),
        include_str!("migrations/postgres/0010_jobs.sql"),
    ),
    (
        20,
        "batches",
        include_str!("migrations/sqlite/0020_batches.sql"),
        include_str!("migrations/postgres/0020_batches.sql"),
    ),
    (
        30,
        "artifact indexes",
        include_str!("migrations/sqlite/0030_artifact_indexes.sql"),
        include_str!("migrations/postgres/0030_artifact_indexes.sql"),
    ),
];

pub(super) async fn sqlite(file: &Path, options: &SqliteConnectOptions) -> Result<(), DbError> {
    let lock = file.with_added_extension("migrating");
    let held = tokio::task::spawn_blocking(move || {
        let file = File::options().create(true).append(true).open(lock)?;
        file.lock()?;
        Ok(file)
    });
    let held = held.await.map_err(std::io::Error::other).flatten().map_err(DbError::Folder)?;
    let mut connection = options.connect().await.map_err(DbError::Open)?;
    let done = migrator(|(_, _, sqlite, _)| sqlite).run_direct(None, &mut connection, false).await;
    connection.close().await.map_err(DbError::Open)?;
    drop(held);
    Ok(done?)
}

pub(super) async fn postgres(pool: &PgPool) -> Result<(), DbError> {
    Ok(migrator(|(_, _, _, postgres)| postgres).run(pool).await?)
}

fn migrator(
    of: impl Fn(&(i64, &'static str, &'static str, &'static str)) -> &'static str,
) -> Migrator {
    let migrations = MIGRATIONS.iter().map(|migration| {
        let sql = of(migration).into_sql_str();
        Migration::new(migration.0, migration.1.into(), MigrationType::Simple, sql, false)
    });
    let mut migrator = Migrator::with_migrations(migrations.collect());
    // A newer version may have been here and gone again.
    migrator.set_ignore_missing(true);
    migrator
}
