//! One statement for both databases: its text with `$1`, `$2` … and what they stand for.

use super::DbError;
use sqlx::postgres::{PgArguments, PgRow};
use sqlx::query::Query;
use sqlx::sqlite::{SqliteArguments, SqliteRow};
use sqlx::{AssertSqlSafe, Postgres, Row as _, Sqlite};

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
}
