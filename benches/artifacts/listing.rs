//! Pages of listings as the index grows, on both databases.
//!
//! The index is filled by SQL, out of one artifact that the service itself put there: a
//! million of them in minutes. One came every half minute; each has the words of a whole
//! label, and one of its own.

use super::{drafts, postgres};
use chrono::{DateTime, TimeDelta, Utc};
use sqlx::{AssertSqlSafe, Connection, PgConnection, SqliteConnection};
use std::io::Write as _;
use std::sync::Arc;
use std::time::{Duration, Instant};
use ttb_verifier::artifacts::{
    ArtifactId, Checksum, EngineUsed, Filter, Index, Kinds, Page, Record, Sort, State,
    ValidationStatus,
};
use ttb_verifier::config::DatabaseAddress;
use ttb_verifier::db::{ArtifactIndex, Database};
use ttb_verifier::label::Application;
use uuid::Builder;

const SIZES: [u64; 3] = [1_000, 100_000, 1_000_000];

/// When the first came, and how long after it the next.
const FIRST_MILLIS: u64 = 1_700_000_000_000;
const STEP_MILLIS: u64 = 30_000;

/// Times each page is asked for.
const ROUNDS: usize = 15;

/// What a label says beside what is its own.
const WORDS: &str = "Red Wine Columbia Valley 2022 Estate Grown Produced and bottled by Harbor \
    Cellars LLC Prosser Washington 750 ML ALC. 13.5% BY VOL. CONTAINS SULFITES GOVERNMENT WARNING: \
    (1) According to the Surgeon General, women should not drink alcoholic beverages during \
    pregnancy because of the risk of birth defects. (2) Consumption of alcoholic beverages impairs \
    your ability to drive a car or operate machinery, and may cause health problems.";

/// Columns that are copied as they are.
const COPIED: &str = "state, checksum, size_bytes, processing_ms, decode_ms, ocr_ms, reading_ms, \
                      rules_ms, expired";

/// Fills the index of each database and asks for its pages.
pub async fn measure(most: u64) {
    let folder = tempfile::tempdir().expect("a folder");
    grow("SQLite", &DatabaseAddress::Sqlite(folder.path().join("index.db")), most).await;
    // A million are 4 GB in either.
    drop(folder);
    match postgres::database("listing") {
        Some(address) => grow("PostgreSQL", &address, most).await,
        None => println!("PostgreSQL is not installed"),
    }
}

async fn grow(name: &str, address: &DatabaseAddress, most: u64) {
    let sizes: Vec<_> = SIZES.into_iter().filter(|&size| size <= most).collect();
    let mut columns = Vec::new();
    let mut filled = 0;
    for &size in &sizes {
        let begun = Instant::now();
        fill(address, filled, size).await;
        println!(
            "{name}: {} artifacts more in {:.0} s",
            size - filled,
            begun.elapsed().as_secs_f64()
        );
        filled = size;
        // Opened now, as after a restart.
        let index = ArtifactIndex::new(Arc::new(Database::new(address.clone(), 4)));
        columns.push(pages(&index, size).await);
    }
    table(name, &sizes, &columns);
}

fn table(name: &str, sizes: &[u64], columns: &[Vec<(&str, Duration)>]) {
    print!("{:<46}", format!("{name}: median ms of a page of 50 of"));
    for size in sizes {
        print!(" {size:>10}");
    }
    println!();
    for row in 0..columns.first().map_or(0, Vec::len) {
        print!("  {:<44}", columns[0][row].0);
        for column in columns {
            print!(" {:>10.2}", column[row].1.as_secs_f64() * 1000.0);
        }
        println!();
    }
    let _ = std::io::stdout().flush();
}

/// What is asked for, from where on, and whether there is any.
struct Case {
    name: &'static str,
    filter: Filter,
    sort: Sort,
    after: Option<ArtifactId>,
    finds: bool,
}

fn cases(size: u64) -> Vec<Case> {
    let all = Filter::default();
    let text = |text: &str| Some(text.to_owned());
    let case = |name, filter: Filter| {
        let (sort, after, finds) = (Sort::Newest, None, true);
        Case { name, filter, sort, after, finds }
    };
    let day = numbered(size / 2).time();
    let failed = Filter { validation_status: Some(ValidationStatus::Failed), ..all.clone() };
    let of_a_day = |filter: &Filter| Filter {
        start: Some(day),
        end: Some(day + TimeDelta::days(1)),
        ..filter.clone()
    };
    let words = |words: &str| Filter { q: text(words), ..all.clone() };
    let brand = Filter { brand: text("Brand 7"), ..all.clone() };
    let apart = Filter { product_type: text("wine"), ocr_backend: text("ppocr"), ..all.clone() };
    let rule = |rule: &str| Filter { rule: text(rule), ..all.clone() };
    let deep = Some(numbered(size / 2));
    vec![
        case("first page", all.clone()),
        Case { after: deep, ..case("by cursor, from the middle", all.clone()) },
        Case { after: Some(numbered(60)), ..case("by cursor, the last", all.clone()) },
        Case {
            sort: Sort::Oldest,
            after: deep,
            ..case("oldest first, from the middle", all.clone())
        },
        case("a day in the middle", of_a_day(&all)),
        case("status, 1 in 50", failed.clone()),
        Case { after: deep, ..case("status, from the middle", failed.clone()) },
        case("status and day", of_a_day(&failed)),
        case("brand, 1 in 500", brand.clone()),
        case("brand and status", Filter { brand: text("Brand 0"), ..failed }),
        case("rule, 1 in 50", rule("warning.text")),
        case("rule, 1 in 1,000", rule("warning.present")),
        case("rule and brand", Filter { brand: text("Brand 0"), ..rule("warning.text") }),
        Case { finds: false, ..case("two things that are never together", apart) },
        case("words that all have", words("government warning")),
        case("words, 1 in 1,000", words("harbor number42")),
        case("a word of one", words("lot77")),
        Case { finds: false, ..case("words of none", words("harbor absinthe")) },
        case("words that all have, of a day", of_a_day(&words("government warning"))),
        case("words, 1 in 1,000, and a brand", Filter { q: text("number7"), ..brand }),
        case("words of the first 100,000 alone", words("vintage2019")),
    ]
}

async fn pages(index: &ArtifactIndex, size: u64) -> Vec<(&'static str, Duration)> {
    let mut found = Vec::new();
    for Case { name, filter, sort, after, finds } in cases(size) {
        let page = Page { sort, after, limit: 51 };
        let mut times = Vec::new();
        for _ in 0..ROUNDS {
            let begun = Instant::now();
            let listed = index.list(&filter, page).await.expect("a page");
            times.push(begun.elapsed());
            assert_eq!(!listed.is_empty(), finds, "{name}");
        }
        times.sort();
        found.push((name, times[times.len() / 2]));
    }
    let begun = Instant::now();
    let stats = index.stats(&Filter::default()).await.expect("statistics");
    assert_eq!(stats.total, size);
    found.push(("the statistics of all, once", begun.elapsed()));
    found
}

/// The id of the `number`th artifact.
pub fn numbered(number: u64) -> ArtifactId {
    let mut random = [0; 10];
    random[2..].copy_from_slice(&number.to_be_bytes());
    let millis = FIRST_MILLIS + number * STEP_MILLIS;
    let id = Builder::from_unix_timestamp_millis(millis, &random).into_uuid();
    ArtifactId::new(id).expect("it is of version seven")
}

/// Adds artifacts from one number up to another.
async fn fill(address: &DatabaseAddress, from: u64, to: u64) {
    let index = ArtifactIndex::new(Arc::new(Database::new(address.clone(), 4)));
    let template = template();
    let id = template.0.metadata.request_id;
    index.record(&[template]).await.expect("the index takes it");
    match address {
        DatabaseAddress::Sqlite(file) => {
            let address = format!("sqlite://{}", file.display());
            let mut database = SqliteConnection::connect(&address).await.expect("it opens");
            run(&mut database, "PRAGMA synchronous = OFF; PRAGMA cache_size = -200000").await;
            for (from, to) in stretches(from, to) {
                run(&mut database, &sqlite_script(id, from, to)).await;
            }
        }
        DatabaseAddress::Postgres(options) => {
            let mut database = PgConnection::connect_with(options).await.expect("it opens");
            let indexes = indexes(&mut database).await;
            // Made anew at the end they are made ten times as fast.
            for (name, _) in &indexes {
                run(&mut database, &format!("DROP INDEX {name}")).await;
            }
            for (from, to) in stretches(from, to) {
                run(&mut database, &postgres_script(id, from, to)).await;
            }
            run(&mut database, "SET maintenance_work_mem = '512MB'").await;
            for (_, definition) in &indexes {
                run(&mut database, definition).await;
            }
            // As autovacuum does in a while.
            run(&mut database, "VACUUM (ANALYZE)").await;
        }
    }
    index.forget(id).await.expect("the index forgets it");
}

/// As much as one transaction should write.
fn stretches(from: u64, to: u64) -> impl Iterator<Item = (u64, u64)> {
    (from..to).step_by(50_000).map(move |start| (start, to.min(start + 50_000)))
}

async fn run<'c, D: sqlx::Database>(database: impl sqlx::Executor<'c, Database = D>, script: &str) {
    database.execute(sqlx::raw_sql(AssertSqlSafe(script.to_owned()))).await.expect("good SQL");
}

fn template() -> (Record, String) {
    let time: DateTime<Utc> = DateTime::UNIX_EPOCH + TimeDelta::days(1);
    let metadata = drafts::draft_that(ArtifactId::floor(time), |metadata| {
        metadata.brand_name = Some("BRAND".to_owned());
        metadata.application_id = Some("APPLICATION".to_owned());
        // As long as they are in truth.
        let model = |number| (format!("ppocrv6/tiny/{number}/rec.onnx"), "0".repeat(64));
        metadata.engines = ["tesseract", "ppocr"]
            .map(|name| EngineUsed {
                name: name.to_owned(),
                version: Some("5.3.0".to_owned()),
                models: (0..3).map(model).collect(),
            })
            .into();
        let declared = serde_json::from_str(
            r#"{"application_id": "APPLICATION", "product_type": "wine", "source": "domestic",
                "brand_name": "BRAND", "fanciful_name": "Night Tide", "class_type": "Red Wine",
                "alcohol_content": 13.5, "net_contents": "750 mL", "vintage": 2022,
                "appellation": "Columbia Valley", "grape_varietals": ["Merlot", "Malbec"],
                "applicant": {"name": "HARBOR CELLARS LLC", "address": "PROSSER WA"}}"#,
        );
        let declared = Application::from_json(&declared.expect("good JSON"));
        metadata.application = declared.expect("an application");
    })
    .metadata;
    let checksum = Checksum::of(&metadata.to_json());
    let (state, pin, expired) = (State::Stored, None, Kinds::default());
    (Record { metadata, checksum, state, pin, expired }, String::new())
}

/// The columns of the `i`th artifact, in either database's words.
struct Columns {
    id: String,
    row: String,
    words: String,
}

impl Columns {
    /// `hex` gives twelve digits of a number.
    fn new(template: ArtifactId, hex: impl Fn(&str) -> String) -> Self {
        let time = hex(&format!("({FIRST_MILLIS} + i * {STEP_MILLIS})"));
        let id = format!(
            "(substr({time}, 1, 8) || '-' || substr({time}, 9) || '-7000-8000-' || {})",
            hex("i")
        );
        let row = format!(
            "{id}, replace(replace(replace(metadata, '{template}', {id}), 'APPLICATION', \
             'A-' || i), 'BRAND', 'Brand ' || (i % 500)), '2026-' || {month}, \
             CASE WHEN i % 50 = 0 THEN 'failed' WHEN i % 4 = 0 THEN 'needs_review' \
             ELSE 'passed' END, \
             CASE i % 3 WHEN 0 THEN 'wine' WHEN 1 THEN 'distilled_spirits' \
             ELSE 'malt_beverage' END, \
             'brand ' || (i % 500), 'A-' || i, \
             CASE i % 3 WHEN 1 THEN 'ppocr' ELSE 'auto' END, {COPIED}",
            month =
                "substr('010203040506070809101112', CAST(1 + 2 * (i / 90000 % 12) AS INTEGER), 2)",
        );
        let words = format!(
            "'BRAND ' || (i % 500) || ' {WORDS} number' || (i % 1000) || ' lot' || i || \
             CASE WHEN i < 100000 THEN ' vintage2019' ELSE '' END"
        );
        Self { id, row, words }
    }

    fn script(&self, series: &str, template: ArtifactId, more: (&str, &str)) -> String {
        let Self { id, row, .. } = self;
        let (column, value) = more;
        format!(
            "{series} INSERT INTO artifacts (id, metadata, month, validation_status, \
             product_type, brand, application_id, ocr_backend, {COPIED}{column}) \
             SELECT {row}{value} FROM n, artifacts WHERE id = '{template}'; \
             {series} INSERT INTO artifact_rules (rule, id) \
             SELECT 'warning.text', {id} FROM n WHERE i % 50 = 0; \
             {series} INSERT INTO artifact_rules (rule, id) \
             SELECT 'warning.present', {id} FROM n WHERE i % 1000 = 0;"
        )
    }
}

fn sqlite_script(template: ArtifactId, from: u64, to: u64) -> String {
    let columns = Columns::new(template, |number| format!("printf('%012x', {number})"));
    let series = format!(
        "WITH RECURSIVE n(i) AS (VALUES ({from}) UNION ALL SELECT i + 1 FROM n WHERE i + 1 < {to})"
    );
    let rows = columns.script(&series, template, ("", ""));
    let Columns { id, words, .. } = &columns;
    format!(
        "BEGIN; {rows} {series} INSERT INTO artifact_words (rowid, words) \
         SELECT (SELECT number FROM artifacts WHERE id = {id}), {words} FROM n; COMMIT; \
         PRAGMA wal_checkpoint(TRUNCATE);"
    )
}

/// Names and definitions of those that can be made anew.
async fn indexes(database: &mut PgConnection) -> Vec<(String, String)> {
    let indexes = "SELECT indexname, indexdef FROM pg_indexes WHERE tablename = 'artifacts' \
                   AND indexdef NOT LIKE 'CREATE UNIQUE%'";
    sqlx::query_as(indexes).fetch_all(database).await.expect("its indexes")
}

fn postgres_script(template: ArtifactId, from: u64, to: u64) -> String {
    let columns =
        Columns::new(template, |number| format!("lpad(to_hex({number}::bigint), 12, '0')"));
    let series = format!("WITH n(i) AS (SELECT generate_series({from}::bigint, {to} - 1))");
    let value = format!(", to_tsvector('simple', {})", columns.words);
    columns.script(&series, template, (", words", &value))
}
