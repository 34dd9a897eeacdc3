//! The index of stored requests in SQL.

use super::{Database, DbError, Row, Sql};
use crate::artifacts::{
    ArtifactId, Count, Filter, Index, IndexError, Kinds, Metadata, Page, PartKind, Pin, Record,
    Sort, State, Stats, Stretch, Timing, ValidationStatus, fold,
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

/// Stages whose times are kept, and the whole.
const STAGES: [&str; 5] = ["processing", "decode", "ocr", "reading", "rules"];

const COLUMNS: &str = "a.state, a.checksum, a.metadata, a.pinned_at, a.pin_reason, a.expired";

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
        let [_, decode, ocr, reading, rules] = STAGES.map(timing);
        Sql::new(
            "INSERT INTO artifacts (id, state, checksum, metadata, month, validation_status, \
             product_type, brand, application_id, ocr_backend, size_bytes, processing_ms, \
             decode_ms, ocr_ms, reading_ms, rules_ms, pinned_at, pin_reason, expired",
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
        .number(i64::from(record.expired.bits()))
    }

    /// The row, its rules and its words; known or not.
    fn statements(&self, record: &Record, text: &str) -> Vec<Sql> {
        const VALUES: &str = "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, \
                              $14, $15, $16, $17, $18, $19";
        const AGAIN: &str = " ON CONFLICT (id) DO UPDATE SET state = excluded.state, \
                             checksum = excluded.checksum, metadata = excluded.metadata, \
                             pinned_at = excluded.pinned_at, pin_reason = excluded.pin_reason, \
                             expired = excluded.expired";
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
        let columns = format!("{column} AS value, {}", counted());
        let (sql, _) = self.select(&columns, filter, Words::Gather);
        let sql = sql.then(" GROUP BY ").then(column).then(" ORDER BY ").then(column);
        self.db.rows(sql).await?.iter().map(count).collect()
    }

    async fn counts_by_rule(&self, filter: &Filter) -> Result<Vec<Count>, DbError> {
        let sql = Sql::new("SELECT v.rule AS value, ").then(&counted());
        let sql = sql.then(" FROM artifact_rules v JOIN artifacts a ON a.id = v.id");
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
        let mut columns = counted() + ", CAST(SUM(a.size_bytes) AS BIGINT) AS size_bytes";
        for stage in STAGES {
            let _ = write!(columns, ", MAX(a.{stage}_ms) AS {stage}_most");
        }
        let (sql, _) = self.select(&columns, filter, Words::Gather);
        let rows = self.db.rows(sql).await?;
        let Some(row) = rows.first() else { return Ok(()) };
        stats.total = row.whole("count")?;
        stats.size_bytes = row.whole("size_bytes")?;
        for (stage, mean) in means(row)? {
            let most = row.whole(&format!("{stage}_most"))?;
            stats.timings_ms.insert(stage, Timing { mean, most });
        }
        Ok(())
    }

    /// A stretch of stored artifacts that `sql` chooses, in the order of their ids.
    async fn stretch(&self, sql: Sql, stretch: Stretch) -> Result<Vec<Record>, DbError> {
        let mut sql = sql
            .with_text(" AND a.state = ?", State::Stored.name())
            .with_text(" AND a.id < ?", ArtifactId::floor(stretch.end).to_string());
        if let Some(after) = stretch.after {
            sql = sql.with_text(" AND a.id > ?", after.to_string());
        }
        let sql = sql.then(&format!(" ORDER BY a.id LIMIT {}", stretch.limit));
        self.db.rows(sql).await?.iter().map(record).collect()
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
    async fn record(&self, records: &[(Record, String)]) -> Result<(), IndexError> {
        let statements = records.iter().flat_map(|(record, text)| self.statements(record, text));
        Ok(self.db.write(statements.collect()).await?)
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

    async fn count(&self, filter: &Filter) -> Result<u64, IndexError> {
        let (sql, _) = self.select("COUNT(*) AS count", filter, Words::Gather);
        let rows = self.db.rows(sql).await?;
        Ok(rows.first().map(|row| row.whole("count")).transpose()?.unwrap_or_default())
    }

    async fn stats(&self, filter: &Filter) -> Result<Stats, IndexError> {
        Ok(self.all_stats(filter).await?)
    }

    async fn unexpired(&self, kind: PartKind, stretch: Stretch) -> Result<Vec<Record>, IndexError> {
        let sets: Vec<_> = Kinds::all_without(kind).map(|kinds| kinds.bits().to_string()).collect();
        let sql = Sql::new("SELECT ").then(COLUMNS).then(" FROM artifacts a WHERE a.expired IN (");
        let sql = sql.then(&sets.join(", ")).then(")");
        Ok(self.stretch(sql, stretch).await?)
    }

    async fn superseded(&self, keep: u32, stretch: Stretch) -> Result<Vec<Record>, IndexError> {
        // One that was cut to be indexed may be another application's too: it stays.
        let sql = Sql::new("SELECT ").then(COLUMNS).then(
            " FROM artifacts a JOIN (SELECT id, ROW_NUMBER() OVER \
             (PARTITION BY application_id ORDER BY id DESC) AS place FROM artifacts \
             WHERE application_id IS NOT NULL AND LENGTH(application_id) < ",
        );
        let sql = sql.then(&INDEXED_CHARACTERS.to_string());
        let sql = sql.then(&format!(") n ON n.id = a.id WHERE n.place > {keep}"));
        Ok(self.stretch(sql, stretch).await?)
    }

    async fn expire(&self, id: ArtifactId, kinds: Kinds) -> Result<(), IndexError> {
        let id = id.to_string();
        let mut statements = Vec::new();
        let mut row =
            Sql::new("UPDATE artifacts SET expired = expired | $1").number(i64::from(kinds.bits()));
        if kinds.has(PartKind::Text) {
            if self.db.is_postgres() {
                row = row.then(", words = to_tsvector('simple', '')");
            } else {
                statements.push(forget_words(&id));
            }
        }
        statements.push(row.with_text(" WHERE id = ?", id));
        Ok(self.db.write(statements).await?)
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
    let metadata: Metadata = serde_json::from_str(&text("metadata")?).map_err(DbError::strange)?;
    let pinned_at = row.number("pinned_at")?.and_then(DateTime::from_timestamp_millis);
    let reason = row.text("pin_reason")?;
    Ok(Record {
        metadata,
        checksum: text("checksum")?.parse().map_err(DbError::strange)?,
        state: if text("state")? == State::Stored.name() { State::Stored } else { State::Spooled },
        pin: pinned_at.map(|pinned_at| Pin { pinned_at, reason }),
        expired: Kinds::from_bits(row.number("expired")?.unwrap_or_default() as u8),
    })
}

/// What is counted of every group.
fn counted() -> String {
    let mut columns = "COUNT(*) AS count".to_owned();
    for status in ValidationStatus::ALL {
        let name = status.name();
        let _ = write!(
            columns,
            ", CAST(SUM(CASE WHEN a.validation_status = '{name}' THEN 1 ELSE 0 END) AS BIGINT) \
             AS {name}"
        );
    }
    for stage in STAGES {
        let _ = write!(columns, ", CAST(AVG(a.{stage}_ms) AS DOUBLE PRECISION) AS {stage}_mean");
    }
    columns
}

fn count(row: &Row) -> Result<Count, DbError> {
    Ok(Count {
        value: row.text("value")?,
        count: row.whole("count")?,
        passed: row.whole("passed")?,
        failed: row.whole("failed")?,
        needs_review: row.whole("needs_review")?,
        timings_ms: means(row)?.into_iter().collect(),
    })
}

/// The stages that were timed, with their means.
fn means(row: &Row) -> Result<Vec<(String, f64)>, DbError> {
    let mut means = Vec::new();
    for stage in STAGES {
        if let Some(mean) = row.fraction(&format!("{stage}_mean"))? {
            means.push((stage.to_owned(), mean));
        }
    }
    Ok(means)
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
