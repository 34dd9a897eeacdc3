//! The index of stored requests in SQL.

use super::{Database, DbError, Row, Sql};
use crate::artifacts::{
    ArtifactId, Count, Filter, Index, IndexError, Metadata, Page, Pin, Record, Sort, State, Stats,
    Timing, fold,
};
use async_trait::async_trait;
use chrono::DateTime;
use std::collections::BTreeMap;
use std::fmt::Write;
use std::sync::Arc;

/// Longer values are found by their beginning: PostgreSQL indexes no more than some 2,700
/// bytes.
const INDEXED_CHARACTERS: usize = 200;

/// Rules named in the statistics.
const MOST_RULES: i64 = 100;

/// Stages whose times are kept.
const STAGES: [&str; 4] = ["decode", "ocr", "reading", "rules"];

const COLUMNS: &str = "a.state, a.checksum, a.metadata, a.pinned_at, a.pin_reason";

/// Artifacts with some words that are few enough to be gathered before they are sorted.
/// With more of them it is faster to go through the listing and look at each: among
/// 100,000 artifacts 14 ms instead of 164 for a word that every second one has, and the
/// other way round 0.1 ms instead of 11 s for a word that one has.
const MANY: u32 = 50_000;

/// The index in a database.
#[derive(Debug, Clone)]
pub struct ArtifactIndex {
    db: Arc<Database>,
    many: u32,
}

/// How SQLite finds words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Words {
    /// All artifacts that have them, then the listing.
    Gather,
    /// The listing, looking at each.
    Look,
}

impl ArtifactIndex {
    #[must_use]
    pub fn new(db: Arc<Database>) -> Self {
        Self { db, many: MANY }
    }

    /// The index with another opinion of how many are many; it finds the same.
    #[must_use]
    pub fn calling_many(self, many: u32) -> Self {
        Self { many, ..self }
    }

    async fn way_to_words(&self, filter: &Filter) -> Result<Words, DbError> {
        let Some(words) = filter.q.as_deref().filter(|_| !self.db.is_postgres()) else {
            return Ok(Words::Gather);
        };
        let sql = Sql::new("SELECT COUNT(*) AS count FROM (SELECT 1 FROM artifact_words WHERE ");
        let sql = sql.with_text("artifact_words MATCH ?", quoted(words));
        let sql = sql.then(&format!(" LIMIT {})", self.many));
        let rows = self.db.rows(sql).await?;
        let count = rows.first().map(|row| row.number("count")).transpose()?.flatten();
        let is_many = count.unwrap_or_default() >= i64::from(self.many);
        Ok(if is_many { Words::Look } else { Words::Gather })
    }

    fn upsert(record: &Record) -> Sql {
        let metadata = &record.metadata;
        let timing = |stage| metadata.timings_ms.get(stage).map(|&ms| ms as i64);
        let json = serde_json::to_string(metadata).expect("metadata is plain data");
        let brand = metadata.brand_name.as_deref().map(|brand| indexed(&fold(brand)));
        let [decode, ocr, reading, rules] = STAGES.map(timing);
        Sql::new(
            "INSERT INTO artifacts (id, state, checksum, metadata, month, validation_status, \
             product_type, brand, application_id, ocr_backend, size_bytes, processing_ms, \
             decode_ms, ocr_ms, reading_ms, rules_ms, pinned_at, pin_reason",
        )
        .text(metadata.request_id.to_string())
        .text(record.state.name().to_owned())
        .text(record.checksum.to_string())
        .text(json)
        .text(metadata.request_id.time().format("%Y-%m").to_string())
        .text(metadata.validation_status.name().to_owned())
        .text(metadata.product_type.clone())
        .text(brand)
        .text(metadata.application_id.as_deref().map(indexed))
        .text(metadata.ocr_backend.clone())
        .number(metadata.size_bytes() as i64)
        .number(metadata.processing_time_ms as i64)
        .number(decode)
        .number(ocr)
        .number(reading)
        .number(rules)
        .number(record.pin.as_ref().map(|pin| pin.pinned_at.timestamp_millis()))
        .text(record.pin.as_ref().and_then(|pin| pin.reason.clone()))
    }

    /// The row, its rules and its words; known or not.
    fn statements(&self, record: &Record, text: &str) -> Vec<Sql> {
        const VALUES: &str = "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, \
                              $14, $15, $16, $17, $18";
        const AGAIN: &str = " ON CONFLICT (id) DO UPDATE SET state = excluded.state, \
                             checksum = excluded.checksum, metadata = excluded.metadata, \
                             pinned_at = excluded.pinned_at, pin_reason = excluded.pin_reason";
        let id = record.metadata.request_id.to_string();
        let row = Self::upsert(record);
        let mut statements = if self.db.is_postgres() {
            let row = row.then(", words) ").then(VALUES);
            let row = row.with_text(", to_tsvector('simple', ?))", text);
            vec![row.then(AGAIN).then(", words = excluded.words")]
        } else {
            vec![
                row.then(") ").then(VALUES).then(")").then(AGAIN),
                forget_words(&id),
                Sql::new(
                    "INSERT INTO artifact_words (rowid, words) \
                     SELECT number, $2 FROM artifacts WHERE id = $1",
                )
                .text(id.clone())
                .text(text.to_owned()),
            ]
        };
        statements.push(Sql::new("DELETE FROM artifact_rules WHERE id = $1").text(id.clone()));
        for rule in &record.metadata.violated {
            statements.push(
                Sql::new(
                    "INSERT INTO artifact_rules (rule, id) VALUES ($1, $2) \
                     ON CONFLICT (rule, id) DO NOTHING",
                )
                .text(indexed(rule))
                .text(id.clone()),
            );
        }
        statements
    }

    /// `SELECT … FROM … WHERE …` of a filter; `key` is the column that the listing follows.
    fn select(&self, columns: &str, filter: &Filter, words: Words) -> (Sql, &'static str) {
        let sql = Sql::new("SELECT ").then(columns);
        // By the rule's own rows, which lie in the order of ids: the ones of a rare rule are
        // found as fast as those of a common one.
        let (sql, key) = match &filter.rule {
            Some(rule) => {
                let from = " FROM artifact_rules r CROSS JOIN artifacts a \
                            WHERE a.id = r.id AND r.rule = ?";
                (sql.with_text(from, indexed(rule)), "r.id")
            }
            None => (sql.then(" FROM artifacts a WHERE 1 = 1"), "a.id"),
        };
        (self.conditions(sql, filter, key, words), key)
    }

    fn conditions(&self, mut sql: Sql, filter: &Filter, key: &str, way: Words) -> Sql {
        if let Some(start) = filter.start {
            sql = sql.then(" AND ").then(key);
            sql = sql.with_text(" >= ?", ArtifactId::floor(start).to_string());
        }
        if let Some(end) = filter.end {
            sql = sql.then(" AND ").then(key);
            sql = sql.with_text(" < ?", ArtifactId::floor(end).to_string());
        }
        if let Some(status) = filter.validation_status {
            sql = sql.with_text(" AND a.validation_status = ?", status.name());
        }
        if let Some(product) = &filter.product_type {
            sql = sql.with_text(" AND a.product_type = ?", product);
        }
        if let Some(brand) = &filter.brand {
            sql = sql.with_text(" AND a.brand = ?", indexed(&fold(brand)));
        }
        if let Some(application) = &filter.application_id {
            sql = sql.with_text(" AND a.application_id = ?", indexed(application));
        }
        if let Some(backend) = &filter.ocr_backend {
            sql = sql.with_text(" AND a.ocr_backend = ?", backend);
        }
        match &filter.q {
            Some(words) if self.db.is_postgres() => {
                let words = words.replace('\0', " ");
                sql.with_text(" AND a.words @@ plainto_tsquery('simple', ?)", words)
            }
            Some(words) if way == Words::Look => sql.with_text(
                " AND EXISTS (SELECT 1 FROM artifact_words w \
                 WHERE w.rowid = a.number AND w.artifact_words MATCH ?)",
                quoted(words),
            ),
            Some(words) => sql.with_text(
                " AND a.number IN \
                 (SELECT rowid FROM artifact_words WHERE artifact_words MATCH ?)",
                quoted(words),
            ),
            None => sql,
        }
    }

    async fn counts(&self, column: &str, filter: &Filter) -> Result<Vec<Count>, DbError> {
        let columns = format!("{column} AS value, COUNT(*) AS count");
        let (sql, _) = self.select(&columns, filter, Words::Gather);
        let sql = sql.then(" GROUP BY ").then(column).then(" ORDER BY ").then(column);
        self.db.rows(sql).await?.iter().map(count).collect()
    }

    async fn counts_by_rule(&self, filter: &Filter) -> Result<Vec<Count>, DbError> {
        let sql = Sql::new(
            "SELECT v.rule AS value, COUNT(*) AS count FROM artifact_rules v \
             JOIN artifacts a ON a.id = v.id",
        );
        let sql = match &filter.rule {
            Some(rule) => sql.with_text(
                " JOIN artifact_rules r ON r.id = v.id AND r.rule = ? WHERE 1 = 1",
                indexed(rule),
            ),
            None => sql.then(" WHERE 1 = 1"),
        };
        let sql = self.conditions(sql, filter, "a.id", Words::Gather);
        let sql = sql.then(" GROUP BY v.rule ORDER BY COUNT(*) DESC, v.rule LIMIT ");
        let sql = sql.then(&MOST_RULES.to_string());
        self.db.rows(sql).await?.iter().map(count).collect()
    }

    async fn totals(&self, filter: &Filter, stats: &mut Stats) -> Result<(), DbError> {
        let stages = ["processing"].into_iter().chain(STAGES);
        let mut columns =
            "COUNT(*) AS total, CAST(SUM(a.size_bytes) AS BIGINT) AS size_bytes".to_owned();
        for stage in stages.clone() {
            let _ = write!(
                columns,
                ", CAST(AVG(a.{stage}_ms) AS DOUBLE PRECISION) AS {stage}_mean, \
                 MAX(a.{stage}_ms) AS {stage}_most"
            );
        }
        let (sql, _) = self.select(&columns, filter, Words::Gather);
        let rows = self.db.rows(sql).await?;
        let Some(row) = rows.first() else { return Ok(()) };
        let whole = |column: &str| -> Result<u64, DbError> {
            Ok(row.number(column)?.unwrap_or_default() as u64)
        };
        stats.total = whole("total")?;
        stats.size_bytes = whole("size_bytes")?;
        for stage in stages {
            if let Some(mean) = row.fraction(&format!("{stage}_mean"))? {
                let most = whole(&format!("{stage}_most"))?;
                stats.timings_ms.insert(stage.to_owned(), Timing { mean, most });
            }
        }
        Ok(())
    }

    async fn all_stats(&self, filter: &Filter) -> Result<Stats, DbError> {
        let mut stats = Stats {
            by_validation_status: self.counts("a.validation_status", filter).await?,
            by_product_type: self.counts("a.product_type", filter).await?,
            by_ocr_backend: self.counts("a.ocr_backend", filter).await?,
            by_month: self.counts("a.month", filter).await?,
            by_rule: self.counts_by_rule(filter).await?,
            timings_ms: BTreeMap::new(),
            ..Stats::default()
        };
        self.totals(filter, &mut stats).await?;
        Ok(stats)
    }
}

#[async_trait]
impl Index for ArtifactIndex {
    async fn record(&self, record: &Record, text: &str) -> Result<(), IndexError> {
        Ok(self.db.write(self.statements(record, text)).await?)
    }

    async fn find(&self, id: ArtifactId) -> Result<Option<Record>, IndexError> {
        let sql = Sql::new("SELECT ").then(COLUMNS).then(" FROM artifacts a WHERE a.id = $1");
        let rows = self.db.rows(sql.text(id.to_string())).await?;
        Ok(rows.first().map(record).transpose()?)
    }

    async fn list(&self, filter: &Filter, page: Page) -> Result<Vec<Record>, IndexError> {
        let words = self.way_to_words(filter).await?;
        let (mut sql, key) = self.select(COLUMNS, filter, words);
        let (compare, order) = match page.sort {
            Sort::Newest => (" < ?", " DESC"),
            Sort::Oldest => (" > ?", ""),
        };
        if let Some(after) = page.after {
            sql = sql.then(" AND ").then(key).with_text(compare, after.to_string());
        }
        let sql = sql.then(" ORDER BY ").then(key).then(order);
        let sql = sql.then(&format!(" LIMIT {}", page.limit));
        let rows = self.db.rows(sql).await?;
        Ok(rows.iter().map(record).collect::<Result<_, _>>()?)
    }

    async fn stats(&self, filter: &Filter) -> Result<Stats, IndexError> {
        Ok(self.all_stats(filter).await?)
    }

    async fn pin(&self, id: ArtifactId, pin: Option<&Pin>) -> Result<(), IndexError> {
        let sql = Sql::new("UPDATE artifacts SET pinned_at = $1, pin_reason = $2 WHERE id = $3")
            .number(pin.map(|pin| pin.pinned_at.timestamp_millis()))
            .text(pin.and_then(|pin| pin.reason.clone()))
            .text(id.to_string());
        Ok(self.db.write(vec![sql]).await?)
    }

    async fn forget(&self, id: ArtifactId) -> Result<(), IndexError> {
        let id = id.to_string();
        let mut statements = Vec::new();
        if !self.db.is_postgres() {
            statements.push(forget_words(&id));
        }
        statements.push(Sql::new("DELETE FROM artifacts WHERE id = $1").text(id));
        Ok(self.db.write(statements).await?)
    }
}

fn forget_words(id: &str) -> Sql {
    Sql::new(
        "DELETE FROM artifact_words WHERE rowid = (SELECT number FROM artifacts WHERE id = $1)",
    )
    .text(id.to_owned())
}

fn record(row: &Row) -> Result<Record, DbError> {
    let text = |column| -> Result<String, DbError> { Ok(row.text(column)?.unwrap_or_default()) };
    let metadata: Metadata = serde_json::from_str(&text("metadata")?).map_err(strange)?;
    let pinned_at = row.number("pinned_at")?.and_then(DateTime::from_timestamp_millis);
    let reason = row.text("pin_reason")?;
    Ok(Record {
        metadata,
        checksum: text("checksum")?.parse().map_err(strange)?,
        state: if text("state")? == State::Stored.name() { State::Stored } else { State::Spooled },
        pin: pinned_at.map(|pinned_at| Pin { pinned_at, reason }),
    })
}

fn count(row: &Row) -> Result<Count, DbError> {
    let count = row.number("count")?.unwrap_or_default() as u64;
    Ok(Count { value: row.text("value")?, count })
}

/// What cannot have been written by us.
fn strange(error: impl std::error::Error + Send + Sync + 'static) -> DbError {
    DbError::Query(sqlx::Error::Decode(Box::new(error)))
}

fn indexed(value: &str) -> String {
    value.chars().filter(|&c| c != '\0').take(INDEXED_CHARACTERS).collect()
}

/// Words for FTS5, each in quotes: nothing in them is its language.
fn quoted(words: &str) -> String {
    let words = words.replace('\0', " ");
    let quoted = words.split_whitespace().map(|word| format!("\"{}\"", word.replace('"', "\"\"")));
    let query = quoted.collect::<Vec<_>>().join(" ");
    if query.is_empty() { "\"\"".to_owned() } else { query }
}

impl From<DbError> for IndexError {
    fn from(error: DbError) -> Self {
        Self(Box::new(error))
    }
}
