//! What a filter's artifacts come to. The database goes over them once and gives a row for
//! each month, verdict, product and engine that occur together, which are few whatever the
//! number of artifacts; what is asked for is added up from those.

use super::{ArtifactIndex, Words, indexed};
use crate::artifacts::{Count, Filter, Stats, Timing, ValidationStatus};
use crate::db::{DbError, Row, Sql};
use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::fmt::Write;

/// Rules named in the statistics.
const MOST_RULES: usize = 100;

/// Stages whose times are kept, and the whole.
pub(super) const STAGES: [&str; 5] = ["processing", "decode", "ocr", "reading", "rules"];

/// Artifacts that have everything in common that is counted by.
struct Group {
    status: String,
    month: Option<String>,
    product: Option<String>,
    backend: Option<String>,
    rule: Option<String>,
    sums: Sums,
}

#[derive(Debug, Clone, Default)]
struct Sums {
    count: u64,
    size_bytes: u64,
    /// By the places of [`STAGES`].
    stages: [Stage; STAGES.len()],
}

#[derive(Debug, Clone, Copy, Default)]
struct Stage {
    millis: u64,
    /// Artifacts of which that stage was timed.
    timed: u64,
    most: u64,
}

impl ArtifactIndex {
    pub(super) async fn all_stats(&self, filter: &Filter) -> Result<Stats, DbError> {
        let groups = self.groups(self.stats_sql(filter)).await?;
        let mut all = Sums::default();
        for group in &groups {
            all.add(&group.sums);
        }
        Ok(Stats {
            total: all.count,
            size_bytes: all.size_bytes,
            by_validation_status: counts(&groups, |group| Some(group.status.clone())),
            by_product_type: counts(&groups, |group| group.product.clone()),
            by_ocr_backend: counts(&groups, |group| group.backend.clone()),
            by_month: counts(&groups, |group| group.month.clone()),
            by_rule: self.counts_by_rule(filter).await?,
            timings_ms: all.timed().map(|(name, stage)| (name, stage.timing())).collect(),
        })
    }

    /// Read from an index that has no more than this.
    pub(super) fn stats_sql(&self, filter: &Filter) -> Sql {
        const COMMON: &str = "a.month, a.validation_status, a.product_type, a.ocr_backend";
        let columns = format!("{COMMON}, CAST(NULL AS TEXT) AS rule, {}", sums());
        let sql = self.select(&columns, filter, Words::Gather);
        sql.then(" GROUP BY ").then(COMMON)
    }

    async fn counts_by_rule(&self, filter: &Filter) -> Result<Vec<Count>, DbError> {
        let none = ["month", "product_type", "ocr_backend"]
            .map(|column| format!("CAST(NULL AS TEXT) AS {column}, "))
            .concat();
        let sql = Sql::new("SELECT v.rule, a.validation_status, ").then(&none).then(&sums());
        let sql = sql.then(" FROM artifact_rules v JOIN artifacts a ON a.id = v.id");
        let sql = match &filter.rule {
            Some(rule) => sql.with_text(
                " JOIN artifact_rules r ON r.id = v.id AND r.rule = ? WHERE 1 = 1",
                indexed(rule),
            ),
            None => sql.then(" WHERE 1 = 1"),
        };
        let sql = self.conditions(sql, filter, "a.id", Words::Gather);
        let groups = self.groups(sql.then(" GROUP BY v.rule, a.validation_status")).await?;
        let mut counts = counts(&groups, |group| group.rule.clone());
        // Those of one count stay in the order of their names.
        counts.sort_by_key(|count| Reverse(count.count));
        counts.truncate(MOST_RULES);
        Ok(counts)
    }

    async fn groups(&self, sql: Sql) -> Result<Vec<Group>, DbError> {
        self.db.rows(sql).await?.iter().map(group).collect()
    }
}

/// What is added up of every group.
fn sums() -> String {
    let mut columns =
        "COUNT(*) AS count, CAST(SUM(a.size_bytes) AS BIGINT) AS size_bytes".to_owned();
    for stage in STAGES {
        let _ = write!(
            columns,
            ", CAST(SUM(a.{stage}_ms) AS BIGINT) AS {stage}_millis, \
             COUNT(a.{stage}_ms) AS {stage}_timed, MAX(a.{stage}_ms) AS {stage}_most"
        );
    }
    columns
}

fn group(row: &Row) -> Result<Group, DbError> {
    let mut stages = [Stage::default(); STAGES.len()];
    for (stage, name) in stages.iter_mut().zip(STAGES) {
        *stage = Stage {
            millis: row.whole(&format!("{name}_millis"))?,
            timed: row.whole(&format!("{name}_timed"))?,
            most: row.whole(&format!("{name}_most"))?,
        };
    }
    let (count, size_bytes) = (row.whole("count")?, row.whole("size_bytes")?);
    Ok(Group {
        status: row.text("validation_status")?.unwrap_or_default(),
        month: row.text("month")?,
        product: row.text("product_type")?,
        backend: row.text("ocr_backend")?,
        rule: row.text("rule")?,
        sums: Sums { count, size_bytes, stages },
    })
}

/// One count for each value, in the order of the values; the unknown ones first.
fn counts(groups: &[Group], value: impl Fn(&Group) -> Option<String>) -> Vec<Count> {
    let mut by_value: BTreeMap<Option<String>, (Sums, BTreeMap<&str, u64>)> = BTreeMap::new();
    for group in groups {
        let (sums, by_status) = by_value.entry(value(group)).or_default();
        sums.add(&group.sums);
        *by_status.entry(&group.status).or_default() += group.sums.count;
    }
    let count = |(value, (sums, by_status)): (_, (Sums, BTreeMap<&str, u64>))| {
        let of = |status: ValidationStatus| by_status.get(status.name()).copied().unwrap_or(0);
        Count {
            value,
            count: sums.count,
            passed: of(ValidationStatus::Passed),
            failed: of(ValidationStatus::Failed),
            needs_review: of(ValidationStatus::NeedsReview),
            timings_ms: sums.timed().map(|(name, stage)| (name, stage.timing().mean)).collect(),
        }
    };
    by_value.into_iter().map(count).collect()
}

impl Sums {
    fn add(&mut self, other: &Self) {
        self.count += other.count;
        self.size_bytes += other.size_bytes;
        for (stage, other) in self.stages.iter_mut().zip(other.stages) {
            stage.millis += other.millis;
            stage.timed += other.timed;
            stage.most = stage.most.max(other.most);
        }
    }

    /// The stages that were timed.
    fn timed(&self) -> impl Iterator<Item = (String, Stage)> + '_ {
        let stages = STAGES.into_iter().zip(self.stages);
        stages.filter(|(_, stage)| stage.timed > 0).map(|(name, stage)| (name.to_owned(), stage))
    }
}

impl Stage {
    fn timing(self) -> Timing {
        Timing { mean: self.millis as f64 / self.timed as f64, most: self.most }
    }
}
