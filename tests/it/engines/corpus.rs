//! Real labels of the shared corpus, where it lies beside the project: a good label is not
//! rejected, and a lie about it is not believed.

use super::{Service, doubts, json, service};
use crate::support::skipped;
use serde_json::{Value, json};
use std::path::{Path, PathBuf};

/// Good labels, each with the lie that is told about it.
const GOOD: &[(&str, &str, &str)] = &[
    ("cola-23325001000413", "brand_name", "OLD HARBOR"),
    ("cola-24066001000915", "alcohol_content", "4.7"),
    ("cola-26062001000676", "net_contents", "700 mL"),
];

/// Its lead-in is in title case.
const DEFECTIVE: &str = "gen-sg-03-title-case-warning";

/// `None`, and a word about it, where the corpus is not there.
fn corpus() -> Option<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/corpus/dev");
    if folder.is_dir() {
        return Some(folder);
    }
    skipped("no corpus beside the project");
    None
}

/// What an honest applicant declares.
fn declared(truth: &Value) -> Value {
    let product = match truth["commodity"].as_str().unwrap() {
        "spirits" => "distilled_spirits",
        "malt" => "malt_beverage",
        wine => wine,
    };
    let imported = truth["imported"] == true;
    json!({
        "product_type": product,
        "source": if imported { "imported" } else { "domestic" },
        "brand_name": truth["brand_name"],
        "alcohol_content": truth["abv_percent"],
        "net_contents": truth["net_contents"],
    })
}

async fn report(service: &Service, label: &Path, truth: &Value, application: &Value) -> Value {
    let images = truth["images"].as_array().unwrap();
    let pictures: Vec<_> =
        images.iter().map(|image| label.join(image["file"].as_str().unwrap())).collect();
    service.report(&pictures, application).await
}

#[tokio::test]
async fn a_good_label_is_not_rejected_and_a_lie_about_it_is_not_believed() {
    let (Some(service), Some(corpus)) = (service(), corpus()) else { return };
    for &(name, field, lie) in GOOD {
        let label = corpus.join(name);
        let truth = json(&label.join("truth.json"));
        let mut application = declared(&truth);
        let honest = report(service, &label, &truth, &application).await;
        assert_ne!(honest["verdict"], "non_compliant", "{name}: {:#?}", doubts(&honest));
        assert_ne!(honest["fields"][field]["status"], "mismatch", "{name}: {field}");

        application[field] = json!(lie);
        let lied = report(service, &label, &truth, &application).await;
        assert_ne!(lied["verdict"], "compliant", "{name}: {field} {lie}");
        assert_ne!(lied["fields"][field]["status"], "match", "{name}: {field} {lie}");
    }
}

#[tokio::test]
async fn a_defective_label_is_not_cleared() {
    let (Some(service), Some(corpus)) = (service(), corpus()) else { return };
    let label = corpus.join(DEFECTIVE);
    let truth = json(&label.join("truth.json"));
    let report = report(service, &label, &truth, &declared(&truth)).await;
    assert_ne!(report["verdict"], "compliant");
}
