//! What the index finds, on both databases.

use crate::support::drafts::{draft_that, id};
use crate::support::{postgres, skipped};
use std::sync::Arc;
use ttb_verifier::artifacts::{
    ArtifactId, Checksum, Filter, Index, Kinds, Metadata, Page, Pin, Record, Sort, State,
    ValidationStatus,
};
use ttb_verifier::config::DatabaseAddress;
use ttb_verifier::db::{ArtifactIndex, Database};

fn record(id: ArtifactId, change: impl FnOnce(&mut Metadata)) -> Record {
    let metadata = draft_that(id, change).metadata;
    let checksum = Checksum::of(&metadata.to_json());
    Record { metadata, checksum, state: State::Stored, pin: None, expired: Kinds::default() }
}

fn page(sort: Sort, after: Option<ArtifactId>, limit: u32) -> Page {
    Page { sort, after, limit }
}

async fn found(index: &dyn Index, filter: &Filter) -> Vec<ArtifactId> {
    let records = index.list(filter, page(Sort::Newest, None, 100)).await.unwrap();
    records.into_iter().map(|record| record.metadata.request_id).collect()
}

async fn keeps_its_promises(index: &dyn Index) {
    let wine = id("2026-03-25T12:00:00Z", 0);
    let gin = id("2026-03-25T12:00:00Z", 1);
    let beer = id("2026-04-01T00:00:00Z", 0);
    let all = Filter::default();
    assert_eq!(index.find(wine).await.unwrap(), None);
    assert_eq!(found(index, &all).await, []);

    let of_wine = record(wine, |_| {});
    index
        .record(&[(of_wine.clone(), "STONE’S THROW Crème de Cassis 750 mL".to_owned())])
        .await
        .unwrap();
    let of_gin = record(gin, |metadata| {
        metadata.product_type = Some("distilled_spirits".to_owned());
        metadata.brand_name = Some("Old Harbor".to_owned());
        metadata.validation_status = ValidationStatus::Failed;
        metadata.violated = vec!["warning.text".to_owned(), "warning.header-bold".to_owned()];
        metadata.application_id = None;
    });
    index
        .record(&[(of_gin.clone(), "OLD HARBOR GIN \"quoted\" 40% alc/vol".to_owned())])
        .await
        .unwrap();
    let of_beer = record(beer, |metadata| {
        metadata.product_type = Some("malt_beverage".to_owned());
        metadata.brand_name = None;
        metadata.validation_status = ValidationStatus::NeedsReview;
        metadata.violated = vec!["warning.text".to_owned()];
        "tesseract".clone_into(&mut metadata.ocr_backend);
        metadata.processing_time_ms = 1000;
    });
    let of_beer = Record { state: State::Spooled, ..of_beer };
    index.record(&[(of_beer.clone(), "a stone brown ale".to_owned())]).await.unwrap();

    // What was told is what is known.
    assert_eq!(index.find(gin).await.unwrap().as_ref(), Some(&of_gin));
    assert_eq!(index.find(beer).await.unwrap().unwrap().state, State::Spooled);

    // Every filter takes what it says.
    let time = |text: &str| Some(text.parse().unwrap());
    let text = |text: &str| Some(text.to_owned());
    let cases = [
        ("all", all.clone(), vec![beer, gin, wine]),
        ("from", Filter { start: time("2026-03-26T00:00:00Z"), ..all.clone() }, vec![beer]),
        ("until", Filter { end: time("2026-04-01T00:00:00Z"), ..all.clone() }, vec![gin, wine]),
        (
            "status",
            Filter { validation_status: Some(ValidationStatus::Failed), ..all.clone() },
            vec![gin],
        ),
        ("product", Filter { product_type: text("wine"), ..all.clone() }, vec![wine]),
        ("rule", Filter { rule: text("warning.text"), ..all.clone() }, vec![beer, gin]),
        ("brand", Filter { brand: text("Stone's throw"), ..all.clone() }, vec![wine]),
        ("half a brand", Filter { brand: text("Stone"), ..all.clone() }, vec![]),
        ("application", Filter { application_id: text("A-1042"), ..all.clone() }, vec![beer, wine]),
        ("backend", Filter { ocr_backend: text("tesseract"), ..all.clone() }, vec![beer]),
        ("a word", Filter { q: text("stone"), ..all.clone() }, vec![beer, wine]),
        ("two words", Filter { q: text("cassis 750"), ..all.clone() }, vec![wine]),
        ("a quotation mark", Filter { q: text("\"quoted"), ..all.clone() }, vec![gin]),
        ("an operator", Filter { q: text("stone OR gin"), ..all.clone() }, vec![]),
        ("an unknown column", Filter { q: text("metadata:gin"), ..all.clone() }, vec![]),
        ("marks alone", Filter { q: text("' \" ; --"), ..all.clone() }, vec![]),
        (
            "several",
            Filter {
                rule: text("warning.text"),
                q: text("harbor"),
                start: time("2026-01-01T00:00:00Z"),
                product_type: text("distilled_spirits"),
                ..all.clone()
            },
            vec![gin],
        ),
        ("a strange value", Filter { brand: text("x' OR '1'='1"), ..all.clone() }, vec![]),
    ];
    for (case, filter, expected) in &cases {
        assert_eq!(found(index, filter).await, *expected, "{case}");
    }

    // Pages go on where they ended, in both orders, whatever arrives.
    let walk = async |sort, after| -> Vec<ArtifactId> {
        let records = index.list(&all, page(sort, after, 1)).await.unwrap();
        records.into_iter().map(|record| record.metadata.request_id).collect()
    };
    assert_eq!(walk(Sort::Newest, None).await, [beer]);
    let new = id("2026-05-01T00:00:00Z", 0);
    index.record(&[(record(new, |_| {}), String::new())]).await.unwrap();
    assert_eq!(walk(Sort::Newest, Some(beer)).await, [gin]);
    assert_eq!(walk(Sort::Oldest, Some(beer)).await, [new]);
    index.forget(new).await.unwrap();

    // Counts are those of the same filters.
    let stats = index.stats(&all).await.unwrap();
    assert_eq!(stats.total, 3);
    let counts = |counts: &[ttb_verifier::artifacts::Count]| -> Vec<(String, u64)> {
        let pair = |count: &ttb_verifier::artifacts::Count| {
            (count.value.clone().unwrap_or_default(), count.count)
        };
        counts.iter().map(pair).collect()
    };
    let pairs = |pairs: &[(&str, u64)]| -> Vec<(String, u64)> {
        pairs.iter().map(|(value, count)| ((*value).to_owned(), *count)).collect()
    };
    let by_rule = [("warning.text", 2), ("warning.header-bold", 1)];
    assert_eq!(counts(&stats.by_rule), pairs(&by_rule));
    assert_eq!(counts(&stats.by_month), pairs(&[("2026-03", 2), ("2026-04", 1)]));
    let by_status = [("failed", 1), ("needs_review", 1), ("passed", 1)];
    assert_eq!(counts(&stats.by_validation_status), pairs(&by_status));
    assert_eq!(stats.timings_ms["processing"].most, 1000);
    assert!((stats.timings_ms["processing"].mean - 608.0).abs() < 0.01);
    assert!(!stats.timings_ms.contains_key("decode"), "nothing is made up");
    for (case, filter, expected) in &cases {
        let stats = index.stats(filter).await.unwrap();
        assert_eq!(stats.total, expected.len() as u64, "{case}");
    }

    // What is told again replaces what was known, words included.
    index
        .record(&[(Record { state: State::Stored, ..of_beer.clone() }, "an amber ale".to_owned())])
        .await
        .unwrap();
    assert_eq!(index.find(beer).await.unwrap().unwrap().state, State::Stored);
    assert_eq!(found(index, &Filter { q: text("brown"), ..all.clone() }).await, []);
    assert_eq!(found(index, &Filter { q: text("amber"), ..all.clone() }).await, [beer]);

    // What is held shows, and what is forgotten leaves nothing.
    let pin = Pin { pinned_at: "2026-05-01T00:00:00Z".parse().unwrap(), reason: text("a case") };
    index.pin(gin, Some(&pin)).await.unwrap();
    assert_eq!(index.find(gin).await.unwrap().unwrap().pin, Some(pin));
    index.pin(gin, None).await.unwrap();
    assert_eq!(index.find(gin).await.unwrap().unwrap().pin, None);
    index.forget(gin).await.unwrap();
    index.forget(gin).await.unwrap();
    assert_eq!(index.find(gin).await.unwrap(), None);
    assert_eq!(found(index, &Filter { q: text("harbor"), ..all.clone() }).await, []);
    assert_eq!(
        found(index, &Filter { rule: text("warning.header-bold"), ..all.clone() }).await,
        []
    );
}

/// Every third has the words, more than are looked at one by one, and the violated rule.
async fn finds_words_page_by_page(index: ArtifactIndex) {
    let ids: Vec<_> = (0..40).map(|number| id("2026-03-25T12:00:00Z", number)).collect();
    for (number, &id) in ids.iter().enumerate() {
        let has = number % 3 == 0;
        let record = record(id, |metadata| {
            metadata.violated = if has { vec!["warning.text".to_owned()] } else { vec![] };
        });
        let words = if has { "old harbor" } else { "old quay" };
        index.record(&[(record, words.to_owned())]).await.unwrap();
    }
    let expected: Vec<_> = ids.iter().copied().step_by(3).collect();
    for (rule, words) in [(None, "old harbor"), (Some("warning.text".to_owned()), "old")] {
        let filter = Filter { q: Some(words.to_owned()), rule, ..Filter::default() };
        for (looked_at, limit) in [(1, 3), (4, 3), (7, 5), (1000, 3)] {
            let index = index.clone().looking_at(looked_at);
            for sort in [Sort::Oldest, Sort::Newest] {
                let mut walked = Vec::new();
                loop {
                    let page = page(sort, walked.last().copied(), limit);
                    let records = index.list(&filter, page).await.unwrap();
                    if records.is_empty() {
                        break;
                    }
                    walked.extend(records.into_iter().map(|record| record.metadata.request_id));
                }
                if sort == Sort::Newest {
                    walked.reverse();
                }
                assert_eq!(walked, expected, "{filter:?} {sort:?}, {looked_at} at a time");
            }
        }
    }
}

fn sqlite(folder: &std::path::Path) -> DatabaseAddress {
    DatabaseAddress::Sqlite(folder.join("below/index.db"))
}

fn index(address: DatabaseAddress) -> ArtifactIndex {
    ArtifactIndex::new(Arc::new(Database::new(address, 4)))
}

#[tokio::test]
async fn sqlite_keeps_the_promises_of_an_index() {
    let folder = tempfile::tempdir().unwrap();
    keeps_its_promises(&index(sqlite(folder.path()))).await;
    let other = tempfile::tempdir().unwrap();
    keeps_its_promises(&index(sqlite(other.path())).looking_at(1)).await;
    let pages = tempfile::tempdir().unwrap();
    finds_words_page_by_page(index(sqlite(pages.path()))).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn postgresql_keeps_the_promises_of_an_index() {
    let Some(address) = postgres::database("index_promises") else {
        return skipped("without PostgreSQL the index is tried on SQLite alone");
    };
    keeps_its_promises(&index(address)).await;
    let address = postgres::database("index_words").expect("it is there");
    keeps_its_promises(&index(address).looking_at(1)).await;
    let address = postgres::database("index_pages").expect("it is there");
    finds_words_page_by_page(index(address)).await;
}

/// As many processes would.
async fn starts_all_at_once(address: &DatabaseAddress) {
    let starts = (0..6).map(|number| {
        let index = index(address.clone());
        tokio::spawn(async move {
            let id = id("2026-03-25T12:00:00Z", number);
            index.record(&[(record(id, |_| {}), "words".to_owned())]).await.unwrap();
        })
    });
    let starts: Vec<_> = starts.collect();
    for start in starts {
        start.await.unwrap();
    }
    assert_eq!(found(&index(address.clone()), &Filter::default()).await.len(), 6);
}

#[tokio::test(flavor = "multi_thread")]
async fn several_processes_start_at_once_on_a_new_sqlite() {
    let folder = tempfile::tempdir().unwrap();
    starts_all_at_once(&sqlite(folder.path())).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn several_processes_start_at_once_on_a_new_postgresql() {
    let Some(address) = postgres::database("index_starts") else {
        return skipped("without PostgreSQL the index is tried on SQLite alone");
    };
    starts_all_at_once(&address).await;
}
