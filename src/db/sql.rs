//! One statement for both databases: its text with `$1`, `$2` … and what they stand for.

use super::DbError;
use chrono::{DateTime, Utc};
use sqlx::postgres::{PgArguments, PgRow};
use sqlx::query::Query;
use sqlx::sqlite::{SqliteArguments, SqliteRow};
use sqlx::{AssertSqlSafe, Postgres, Row as _, Sqlite};
use std::str::FromStr;

/// A statement that grows as conditions are added. Only our own words go into its text;
/// everything that comes from outside is bound.
#[derive(Debug, Clone, Default)]
pub struct Sql {
    text: String,
    values: Vec<Value>,
}

#[derive(Debug, Clone)]
enum Value {
    Text(Option<String>),
    Number(Option<i64>),
}

impl Sql {
    #[must_use]
    pub fn new(text: &'static str) -> Self {
        Self { text: text.to_owned(), values: Vec::new() }
    }

    /// Adds our own words.
    #[must_use]
    pub fn then(mut self, words: &str) -> Self {
        self.text.push_str(words);
        self
    }

    /// Puts our own words before it.
    #[must_use]
    pub fn before(mut self, words: &str) -> Self {
        self.text.insert_str(0, words);
        self
    }

    /// Binds the next `$n`, which stands in the text already.
    #[must_use]
    pub fn text(mut self, value: impl Into<Option<String>>) -> Self {
        self.values.push(Value::Text(value.into()));
        self
    }

    /// Binds the next `$n`, which stands in the text already.
    #[must_use]
    pub fn number(mut self, value: impl Into<Option<i64>>) -> Self {
        self.values.push(Value::Number(value.into()));
        self
    }

    /// Adds words in which `?` is the value.
    #[must_use]
    pub fn with_text(self, words: &'static str, value: impl Into<String>) -> Self {
        let place = format!("${}", self.values.len() + 1);
        self.then(&words.replace('?', &place)).text(value.into())
    }

    pub(super) fn sqlite(self) -> Query<'static, Sqlite, SqliteArguments> {
        let mut query = sqlx::query(AssertSqlSafe(self.text));
        for value in self.values {
            query = match value {
                Value::Text(text) => query.bind(text),
                Value::Number(number) => query.bind(number),
            };
        }
        query
    }

    pub(super) fn postgres(self) -> Query<'static, Postgres, PgArguments> {
        // Planned for these values: how rare a word or a rule is decides how it is best found.
        let mut query = sqlx::query(AssertSqlSafe(self.text)).persistent(false);
        for value in self.values {
            query = match value {
                Value::Text(text) => query.bind(text),
                Value::Number(number) => query.bind(number),
            };
        }
        query
    }
}

/// What a column holds that none of ours wrote.
pub(super) fn not_ours(column: &str) -> DbError {
    sqlx::Error::ColumnDecode { index: column.to_owned(), source: "it is not ours".into() }.into()
}

/// A row of either.
#[derive(Debug)]
pub enum Row {
    Sqlite(SqliteRow),
    Postgres(PgRow),
}

impl Row {
    pub fn text(&self, column: &str) -> Result<Option<String>, DbError> {
        Ok(match self {
            Self::Sqlite(row) => row.try_get(column)?,
            Self::Postgres(row) => row.try_get(column)?,
        })
    }

    pub fn number(&self, column: &str) -> Result<Option<i64>, DbError> {
        Ok(match self {
            Self::Sqlite(row) => row.try_get(column)?,
            Self::Postgres(row) => row.try_get(column)?,
        })
    }

    pub fn fraction(&self, column: &str) -> Result<Option<f64>, DbError> {
        Ok(match self {
            Self::Sqlite(row) => row.try_get(column)?,
            Self::Postgres(row) => row.try_get(column)?,
        })
    }

    pub fn time(&self, column: &str) -> Result<Option<DateTime<Utc>>, DbError> {
        let time = |ms| DateTime::from_timestamp_millis(ms).ok_or_else(|| not_ours(column));
        self.number(column)?.map(time).transpose()
    }

    pub fn parsed<T: FromStr>(&self, column: &str) -> Result<Option<T>, DbError> {
        let parsed = |text: String| text.parse().map_err(|_| not_ours(column));
        self.text(column)?.map(parsed).transpose()
    }

    /// A count or a sum; 0 where there is none.
    pub fn whole(&self, column: &str) -> Result<u64, DbError> {
        Ok(self.number(column)?.unwrap_or_default() as u64)
    }

    /// Of a column that always has one, as the others of that kind.
    pub fn needed_text(&self, column: &str) -> Result<String, DbError> {
        self.text(column)?.ok_or_else(|| not_ours(column))
    }

    pub fn needed_number(&self, column: &str) -> Result<i64, DbError> {
        self.number(column)?.ok_or_else(|| not_ours(column))
    }

    pub fn needed_time(&self, column: &str) -> Result<DateTime<Utc>, DbError> {
        self.time(column)?.ok_or_else(|| not_ours(column))
    }

    pub fn needed<T: FromStr>(&self, column: &str) -> Result<T, DbError> {
        self.parsed(column)?.ok_or_else(|| not_ours(column))
    }
}
