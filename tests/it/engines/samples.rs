//! Labels of our own making: lawful ones agree with their applications, broken ones are
//! never cleared.

use super::{DEADLINE_MS, Service, doubts, json, read, service};
use crate::support::{Form, skipped};
use base64::Engine as _;
use serde_json::Value;
use std::path::Path;
use ttb_verifier::label::Commodity::{self, DistilledSpirits, MaltBeverage, Wine};
use ttb_verifier::samples::{self, Defect, SampleApplication, SampleError};

const LAWFUL: &[(u64, Commodity)] = &[
    (1, Wine),
    (2, DistilledSpirits),
    (3, MaltBeverage),
    (4, Wine),
    (5, DistilledSpirits),
    (6, MaltBeverage),
];

/// Each is planted in the first of the seeds from 10 on whose label can carry it.
const DEFECTS: &[(&str, Commodity)] = &[
    ("warning-missing", Wine),
    ("warning-should-drink", DistilledSpirits),
    ("warning-woman", MaltBeverage),
    ("warning-word-order", Wine),
    ("warning-title-case", DistilledSpirits),
    ("warning-not-bold", MaltBeverage),
    ("brand-other", Wine),
    ("alcohol-other", DistilledSpirits),
    ("volume-other", MaltBeverage),
    ("vintage-other", Wine),
    ("country-missing", DistilledSpirits),
    ("warning-run-on", Wine),
    ("net-contents-missing", Wine),
    ("proof-wrong", DistilledSpirits),
    ("beer-12-oz", MaltBeverage),
];

/// `None`, and a word about it, on a machine without the typefaces.
fn drawn(seed: u64, product: Commodity) -> Option<SampleApplication> {
    match samples::application(seed, product) {
        Ok(sample) => Some(sample),
        Err(error @ SampleError::NoTypefaces) => {
            skipped(&error.to_string());
            None
        }
        Err(error) => panic!("{error}"),
    }
}

fn planted(name: &str, product: Commodity) -> Option<SampleApplication> {
    let defect = Defect::named(name).unwrap_or_else(|| panic!("{name} is no defect"));
    for seed in 10..60 {
        if let Some(planted) = drawn(seed, product)?.with_defect(defect).unwrap() {
            return Some(planted);
        }
    }
    panic!("no label can carry {name}");
}

/// Verifies the sample from its files, as a client would send them.
async fn report(service: &Service, sample: &SampleApplication) -> Value {
    let folder = tempfile::tempdir().unwrap();
    sample.write_to(folder.path()).unwrap();
    let pictures: Vec<_> =
        sample.panels.iter().map(|panel| folder.path().join(&panel.file)).collect();
    service.report(&pictures, &json(&folder.path().join("application.json"))).await
}

#[tokio::test]
async fn a_lawful_label_agrees_with_its_application() {
    let Some(service) = service() else { return };
    for &(seed, product) in LAWFUL {
        let Some(sample) = drawn(seed, product) else { return };
        let report = report(service, &sample).await;
        let id = sample.id();
        assert_ne!(report["verdict"], "non_compliant", "{id}: {:#?}", doubts(&report));
        for (field, seen) in report["fields"].as_object().unwrap() {
            let agrees = match seen["status"].as_str().unwrap() {
                "match" | "exact" | "not_declared" | "not_applicable" => true,
                "mismatch" | "deviates" => false,
                // What one engine cannot read, it may leave open.
                _ => !service.reads_twice,
            };
            assert!(agrees, "{id}: {field} is {seen:#}");
        }
    }
}

#[tokio::test]
async fn a_label_with_a_defect_is_never_cleared() {
    let Some(service) = service() else { return };
    let mut cleared = Vec::new();
    for &(name, product) in DEFECTS {
        let Some(sample) = planted(name, product) else { return };
        let report = report(service, &sample).await;
        if report["verdict"] == "compliant" {
            cleared.push(sample.id());
        }
    }
    assert!(cleared.is_empty(), "cleared: {cleared:?}");
}

#[tokio::test]
async fn crops_show_the_place_of_everything_that_is_told() {
    let Some(service) = service() else { return };
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("samples/bramble-meadow-36");
    let form = Form::new().file("file", "back.png", &read(&folder.join("back.png")));
    let path = format!("/v1/verify?deadline_ms={DEADLINE_MS}&crops=true");
    let report = service.client.verify_at(&path, form).await.json();
    let mut crops = 0;
    for finding in report["findings"].as_array().unwrap() {
        for evidence in finding["evidence"].as_array().unwrap() {
            let crop = evidence["crop"].as_str().unwrap_or_else(|| panic!("{evidence:#}"));
            let picture = crop.strip_prefix("data:image/jpeg;base64,").unwrap();
            let picture = base64::engine::general_purpose::STANDARD.decode(picture).unwrap();
            let picture = image::load_from_memory(&picture).unwrap();
            assert!(picture.width() > 4 && picture.height() > 4);
            crops += 1;
        }
    }
    assert!(crops > 10, "{crops}");
}
