//! Listings by words that were read.
//!
//! Both databases find all artifacts that have some words in one go, and in no order; or
//! they tell of one artifact whether it has them. The first is slow for words that most
//! have, the second for words that hardly any has, and what either takes for likely is often
//! wrong. So a page is first sought among the next artifacts of the listing, one by one, and
//! where those are not enough all others that have the words are gathered: then they are few.

use super::{ArtifactIndex, COLUMNS, beyond, key, order, stretch};
use crate::artifacts::{ArtifactId, Filter, Page, Record, Sort};
use crate::db::{DbError, Row, Sql};

/// Artifacts looked at one by one: 2 µs each in PostgreSQL, 10 to 40 in SQLite. Of those that
/// are gathered then, fewer than 51 in so many have the words, or hardly more.
pub(super) const LOOKED_AT: u32 = 2_000;

/// SQLite finds words among neighbours in one go: ten times as many are still fewer
/// microseconds.
const NEIGHBOURS: i64 = 10;

/// How words are found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Words {
    /// All artifacts that have them.
    Gather,
    /// In each artifact.
    Look,
    /// All artifacts that have them, among those that came to SQLite's index from one number
    /// to another.
    Among(i64, i64),
}

/// The artifacts that are looked at first.
struct Near {
    way: Words,
    /// The last of them; `None` where that is all.
    last: Option<ArtifactId>,
}

impl ArtifactIndex {
    /// The index with another number of artifacts that it looks at one by one; it finds the
    /// same.
    #[must_use]
    pub fn looking_at(self, looked_at: u32) -> Self {
        Self { looked_at, ..self }
    }

    pub(super) fn words(&self, sql: Sql, words: &str, way: Words) -> Sql {
        if self.db.is_postgres() {
            let words = words.replace('\0', " ");
            return sql.with_text(" AND a.words @@ plainto_tsquery('simple', ?)", words);
        }
        let words = quoted(words);
        match way {
            Words::Look => sql.with_text(
                " AND EXISTS (SELECT 1 FROM artifact_words w \
                 WHERE w.rowid = a.number AND w.artifact_words MATCH ?)",
                words,
            ),
            Words::Gather => sql.with_text(
                " AND a.number IN \
                 (SELECT rowid FROM artifact_words WHERE artifact_words MATCH ?)",
                words,
            ),
            // The plus keeps it going through the listing.
            Words::Among(first, last) => sql
                .with_text(
                    " AND +a.number IN \
                     (SELECT rowid FROM artifact_words WHERE artifact_words MATCH ?",
                    words,
                )
                .then(&format!(" AND rowid BETWEEN {first} AND {last})")),
        }
    }

    pub(super) async fn list_words(
        &self,
        filter: &Filter,
        page: Page,
    ) -> Result<Vec<Record>, DbError> {
        let Near { way, last } = self.near(filter, page).await?;
        let sql = self.select(COLUMNS, filter, way);
        let sql = up_to(sql, key(filter), page.sort, last);
        let mut found = self.records(stretch(sql, key(filter), page)).await?;
        let missing = page.limit.saturating_sub(found.len() as u32);
        if last.is_some() && missing > 0 {
            let rest = Page { after: last, limit: missing, ..page };
            found.extend(self.records(self.gathered(filter, rest)).await?);
        }
        Ok(found)
    }

    /// The next artifacts of a listing, whatever words they have.
    async fn near(&self, filter: &Filter, page: Page) -> Result<Near, DbError> {
        let any_words = Filter { q: None, ..filter.clone() };
        let key = key(filter);
        let number = if self.db.is_postgres() { "CAST(0 AS BIGINT)" } else { "a.number" };
        let columns = format!("{key} AS id, {number} AS number");
        let sql = self.select(&columns, &any_words, Words::Gather);
        let sql = stretch(sql, key, Page { limit: self.looked_at, ..page });
        let ends = "SELECT MIN(id) AS least, MAX(id) AS most, MIN(number) AS first, \
                    MAX(number) AS last, COUNT(*) AS count FROM (";
        let rows = self.db.rows(sql.before(ends).then(") near")).await?;
        rows.first().map_or(Ok(Near { way: Words::Look, last: None }), |row| {
            let end = match page.sort {
                Sort::Newest => row.text("least")?,
                Sort::Oldest => row.text("most")?,
            };
            let is_all = row.whole("count")? < u64::from(self.looked_at);
            let last = end.filter(|_| !is_all).map(|id| id.parse().map_err(DbError::strange));
            Ok(Near { way: self.way_among(row)?, last: last.transpose()? })
        })
    }

    fn way_among(&self, row: &Row) -> Result<Words, DbError> {
        let ends = (row.number("first")?, row.number("last")?);
        Ok(match ends {
            (Some(first), Some(last))
                if !self.db.is_postgres()
                    && last - first < NEIGHBOURS * i64::from(self.looked_at) =>
            {
                Words::Among(first, last)
            }
            _ => Words::Look,
        })
    }

    fn gathered(&self, filter: &Filter, page: Page) -> Sql {
        if !self.db.is_postgres() {
            return self.page(filter, page, Words::Gather);
        }
        // By themselves: else PostgreSQL walks the listing in the hope of an early end.
        let all = self.select(&format!("{} AS id", key(filter)), filter, Words::Gather);
        let all = beyond(all, key(filter), page.sort, page.after);
        let order = order(page.sort);
        all.before("WITH found AS MATERIALIZED (").then(&format!(
            ") SELECT {COLUMNS} FROM artifacts a WHERE a.id IN \
             (SELECT id FROM found ORDER BY id{order} LIMIT {}) ORDER BY a.id{order}",
            page.limit
        ))
    }
}

/// Only what a listing has up to an artifact, that one included.
fn up_to(sql: Sql, key: &str, sort: Sort, last: Option<ArtifactId>) -> Sql {
    let Some(last) = last else { return sql };
    let compare = match sort {
        Sort::Newest => " >= ?",
        Sort::Oldest => " <= ?",
    };
    sql.then(" AND ").then(key).with_text(compare, last.to_string())
}

/// Words for FTS5, each in quotes: nothing in them is its language.
fn quoted(words: &str) -> String {
    let words = words.replace('\0', " ");
    let quoted = words.split_whitespace().map(|word| format!("\"{}\"", word.replace('"', "\"\"")));
    let query = quoted.collect::<Vec<_>>().join(" ");
    if query.is_empty() { "\"\"".to_owned() } else { query }
}
