//! The index of stored requests in SQL.

mod stats;
mod words;

use super::{Database, DbError, Row, Sql};
use crate::artifacts::{
    ArtifactId, Filter, Index, IndexError, Kinds, Metadata, Page, PartKind, Pin, Record, Sort,
    State, Stats, Stretch, fold,
};
use async_trait::async_trait;
use chrono::DateTime;
use stats::STAGES;
use std::sync::Arc;
use words::Words;

/// Longer values are found by their beginning: PostgreSQL indexes no more than some 2,700
/// bytes.
const INDEXED_CHARACTERS: usize = 200;

const COLUMNS: &str = "a.state, a.checksum, a.metadata, a.pinned_at, a.pin_reason, a.expired";

/// The index in a database.
#[derive(Debug, Clone)]
pub struct ArtifactIndex {
    db: Arc<Database>,
    looked_at: u32,
}

impl ArtifactIndex {
    #[must_use]
    pub fn new(db: Arc<Database>) -> Self {
        Self { db, looked_at: words::LOOKED_AT }
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

    /// `SELECT … FROM … WHERE …` of a filter, which the listing follows by its [`key`].
    fn select(&self, columns: &str, filter: &Filter, words: Words) -> Sql {
        let sql = Sql::new("SELECT ").then(columns);
        // By the rule's own rows, which lie in the order of ids: the ones of a rare rule are
        // found as fast as those of a common one.
        let sql = match &filter.rule {
            Some(rule) => {
                let from = " FROM artifact_rules r CROSS JOIN artifacts a \
                            WHERE a.id = r.id AND r.rule = ?";
                sql.with_text(from, indexed(rule))
            }
            None => sql.then(" FROM artifacts a WHERE 1 = 1"),
        };
        self.conditions(sql, filter, key(filter), words)
    }

    /// A page of a filter's artifacts.
    fn page(&self, filter: &Filter, page: Page, way: Words) -> Sql {
        if !self.db.is_postgres() || way != Words::Gather {
            return stretch(self.select(COLUMNS, filter, way), key(filter), page);
        }
        // The ids first: an index that has the very order asked for has them all, and only so
        // does PostgreSQL prefer it to walking all artifacts in the hope of an early end.
        let ids = self.select(&format!("{} AS id", key(filter)), filter, way);
        let ids = stretch(ids, key(filter), page);
        let rows = format!("SELECT {COLUMNS} FROM artifacts a WHERE a.id = ANY(ARRAY(");
        ids.before(&rows).then(&format!(")) ORDER BY a.id{}", order(page.sort)))
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
        // SQLite takes any index for as good as any other. What many artifacts have in common
        // is not to be looked up where something rarer is known: the plus says so.
        let is_narrow = filter.brand.is_some() || filter.application_id.is_some();
        let common = if is_narrow && !self.db.is_postgres() { " AND +a." } else { " AND a." };
        if let Some(status) = filter.validation_status {
            sql = sql.then(common).with_text("validation_status = ?", status.name());
        }
        if let Some(product) = &filter.product_type {
            sql = sql.then(common).with_text("product_type = ?", product);
        }
        if let Some(brand) = &filter.brand {
            sql = sql.with_text(" AND a.brand = ?", indexed(&fold(brand)));
        }
        if let Some(application) = &filter.application_id {
            sql = sql.with_text(" AND a.application_id = ?", indexed(application));
        }
        if let Some(backend) = &filter.ocr_backend {
            sql = sql.then(common).with_text("ocr_backend = ?", backend);
        }
        match &filter.q {
            Some(words) => self.words(sql, words, way),
            None => sql,
        }
    }

    async fn records(&self, sql: Sql) -> Result<Vec<Record>, DbError> {
        self.db.rows(sql).await?.iter().map(record).collect()
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
        self.records(sql).await
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
        Ok(match &filter.q {
            Some(_) => self.list_words(filter, page).await?,
            None => self.records(self.page(filter, page, Words::Gather)).await?,
        })
    }

    async fn count(&self, filter: &Filter) -> Result<u64, IndexError> {
        let sql = self.select("COUNT(*) AS count", filter, Words::Gather);
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

/// The column that a listing follows.
const fn key(filter: &Filter) -> &'static str {
    if filter.rule.is_some() { "r.id" } else { "a.id" }
}

const fn order(sort: Sort) -> &'static str {
    match sort {
        Sort::Newest => " DESC",
        Sort::Oldest => "",
    }
}

/// The part of a listing that a page is.
fn stretch(sql: Sql, key: &str, page: Page) -> Sql {
    let sql = beyond(sql, key, page.sort, page.after);
    let sql = sql.then(" ORDER BY ").then(key).then(order(page.sort));
    sql.then(&format!(" LIMIT {}", page.limit))
}

/// Only what a listing has after an artifact.
fn beyond(sql: Sql, key: &str, sort: Sort, after: Option<ArtifactId>) -> Sql {
    let Some(after) = after else { return sql };
    let compare = match sort {
        Sort::Newest => " < ?",
        Sort::Oldest => " > ?",
    };
    sql.then(" AND ").then(key).with_text(compare, after.to_string())
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

fn indexed(value: &str) -> String {
    value.chars().filter(|&c| c != '\0').take(INDEXED_CHARACTERS).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::artifacts::ValidationStatus;
    use crate::config::DatabaseAddress;

    /// How SQLite goes about a page of a filter.
    async fn plan(index: &ArtifactIndex, filter: &Filter) -> String {
        let page = Page { sort: Sort::Newest, after: None, limit: 51 };
        let sql = index.page(filter, page, Words::Gather).before("EXPLAIN QUERY PLAN ");
        let rows = index.db.rows(sql).await.unwrap();
        let steps = rows.iter().map(|row| row.text("detail").unwrap().unwrap());
        steps.collect::<Vec<_>>().join("; ")
    }

    #[tokio::test]
    async fn a_page_is_read_in_its_order_and_nothing_else_is() {
        let folder = tempfile::tempdir().unwrap();
        let address = DatabaseAddress::Sqlite(folder.path().join("index.db"));
        let index = ArtifactIndex::new(Arc::new(Database::new(address, 1)));
        let text = |text: &str| Some(text.to_owned());
        let all = Filter::default();
        let status = Some(ValidationStatus::Failed);
        let cases = [
            all.clone(),
            Filter { validation_status: status, ..all.clone() },
            Filter { product_type: text("wine"), ..all.clone() },
            Filter { ocr_backend: text("auto"), ..all.clone() },
            Filter { validation_status: status, product_type: text("wine"), ..all.clone() },
            Filter { validation_status: status, ocr_backend: text("auto"), ..all.clone() },
            Filter { product_type: text("wine"), ocr_backend: text("auto"), ..all.clone() },
            Filter { brand: text("old harbor"), ..all.clone() },
            Filter { application_id: text("A-1042"), ..all.clone() },
            Filter { rule: text("warning.text"), ..all.clone() },
        ];
        for filter in &cases {
            let plan = plan(&index, filter).await;
            assert!(!plan.contains("TEMP B-TREE"), "sorted: {plan} for {filter:?}");
            let is_all = *filter == all;
            assert_eq!(plan.contains("SCAN"), is_all, "{plan} for {filter:?}");
            // Every condition is the index's own: nothing is read and thrown away.
            let given = plan.split('?').count() - 1;
            let conditions = [
                filter.validation_status.is_some(),
                filter.product_type.is_some(),
                filter.ocr_backend.is_some(),
                filter.brand.is_some(),
                filter.application_id.is_some(),
            ];
            let conditions = conditions.into_iter().filter(|&given| given).count();
            // A rule's rows and the artifacts that they are of.
            let expected = if filter.rule.is_some() { 2 } else { conditions };
            assert_eq!(given, expected, "{plan} for {filter:?}");
        }
        let sql = index.stats_sql(&all).before("EXPLAIN QUERY PLAN ");
        let rows = index.db.rows(sql).await.unwrap();
        let plan_of_stats = rows[0].text("detail").unwrap().unwrap();
        assert!(plan_of_stats.contains("COVERING INDEX artifacts_by_all"), "{plan_of_stats}");
        let narrow = Filter { brand: text("old harbor"), ..cases[4].clone() };
        assert!(plan(&index, &narrow).await.contains("artifacts_by_brand"));
    }
}
