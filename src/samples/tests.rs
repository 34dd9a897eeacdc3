use super::*;
use crate::label::Stated;
use serde_json::json;

const PRODUCTS: [Commodity; 3] =
    [Commodity::Wine, Commodity::DistilledSpirits, Commodity::MaltBeverage];

/// `None`, and a word about it, on a machine without the typefaces.
fn sample(seed: u64, product: Commodity) -> Option<SampleApplication> {
    match application(seed, product) {
        Ok(sample) => Some(sample),
        Err(SampleError::NoTypefaces) => None,
        Err(error) => panic!("{error}"),
    }
}

/// The first label that can carry the defect, with and without it.
fn planted(
    defect: &'static Defect,
    product: Commodity,
) -> Option<(SampleApplication, SampleApplication)> {
    let (lawful, planted) = (0..60).find_map(|seed| {
        let lawful = Plan::lawful(seed, product);
        let planted = lawful.with_defect(defect)?;
        Some((lawful, planted))
    })?;
    let draw = |plan| SampleApplication::draw(plan).expect("typefaces are there");
    Some((draw(lawful), draw(planted)))
}

/// The keys in which two truths differ, the name of the sample apart.
fn changed(before: &Value, after: &Value) -> Vec<String> {
    let keys = before.as_object().expect("an object").keys();
    let told = ["id", "defects", "expected_overall", "rule", "application", "brand_acceptable"];
    keys.filter(|key| before[*key] != after[*key] && !told.contains(&key.as_str()))
        .cloned()
        .collect()
}

#[test]
fn a_seed_always_draws_the_same_sample() {
    for product in PRODUCTS {
        let (Some(one), Some(same)) = (sample(7, product), sample(7, product)) else { return };
        let other = sample(8, product).expect("typefaces are there");
        assert_eq!(one.truth, same.truth);
        assert_eq!(one.application, same.application);
        assert!(one.panels.iter().zip(&same.panels).all(|(a, b)| a.image == b.image));
        assert_ne!(one.truth, other.truth);
    }
}

#[test]
fn an_undamaged_sample_has_no_defects() {
    for product in PRODUCTS {
        let Some(sample) = sample(3, product) else { return };
        assert_eq!(sample.truth["defects"], json!([]));
        assert_eq!(sample.truth["expected_overall"], "pass");
        assert_eq!(sample.truth["warning_exact"], true);
        assert_eq!(sample.truth["rule"], Value::Null);
    }
}

#[test]
fn text_stays_inside_its_panel_and_never_overlaps() {
    for seed in 0..50 {
        let Some(sample) = sample(seed, PRODUCTS[seed as usize % 3]) else { return };
        for panel in &sample.panels {
            let (width, height) = panel.image.dimensions();
            for (index, line) in panel.lines.iter().enumerate() {
                let inside = line.left >= 20.0
                    && line.top >= 20.0
                    && line.right() <= width as f32 - 20.0
                    && line.bottom() <= height as f32 - 20.0;
                assert!(inside, "seed {seed}, {}: {line:?}", panel.file);
                for other in &panel.lines[index + 1..] {
                    let apart = line.right() <= other.left + 1.0
                        || other.right() <= line.left + 1.0
                        || line.bottom() <= other.top + 1.0
                        || other.bottom() <= line.top + 1.0;
                    assert!(apart, "seed {seed}, {}: {line:?} and {other:?}", panel.file);
                }
            }
        }
    }
}

#[test]
fn an_application_is_read_back_as_it_was_written() {
    for seed in 0..12 {
        let Some(sample) = sample(seed, PRODUCTS[seed as usize % 3]) else { return };
        let folder = tempfile::tempdir().expect("a folder");
        sample.write_to(folder.path()).expect("is written");
        let text =
            std::fs::read_to_string(folder.path().join("application.json")).expect("is there");
        let read: Application = serde_json::from_str(&text).expect("keeps to the schema");
        assert_eq!(read, sample.application);
        for panel in &sample.panels {
            let image = image::open(folder.path().join(&panel.file)).expect("decodes").to_rgb8();
            assert_eq!(image, panel.image);
        }
    }
}

#[test]
fn every_defect_can_be_planted_in_each_product_it_names() {
    if sample(0, Commodity::Wine).is_none() {
        return;
    }
    for defect in DEFECTS {
        for product in PRODUCTS {
            let found = planted(defect, product);
            assert_eq!(found.is_some(), defect.rule(product).is_some(), "{}", defect.name);
            let Some((lawful, planted)) = found else { continue };
            assert_eq!(planted.truth["defects"], json!([defect.summary]));
            assert_eq!(planted.truth["rule"], json!(defect.rule(product)));
            let pictures = lawful.panels.iter().zip(&planted.panels);
            let redrawn = pictures.filter(|(a, b)| a.image != b.image).count();
            assert!(redrawn > 0, "{} shows", defect.name);
        }
    }
}

#[test]
fn a_defect_changes_what_it_says_and_nothing_else() {
    const WORDING: &[&str] = &["warning_text_as_printed", "warning_exact", "warning_deviations"];
    if sample(0, Commodity::Wine).is_none() {
        return;
    }
    for defect in DEFECTS {
        let expected: &[&str] = match defect.name {
            "warning-missing" => &[
                "images",
                "warning_present",
                "warning_text_as_printed",
                "warning_exact",
                "warning_heading_bold",
            ],
            "warning-not-bold" => &["warning_heading_bold"],
            "warning-tiny" => &["images"],
            "brand-other" => &["brand_name"],
            "alcohol-other" | "alcohol-missing" | "vodka-37.5" => {
                &["alcohol_content", "abv_percent"]
            }
            "volume-other" | "net-contents-missing" | "fill-730" => &["net_contents", "net_ml"],
            "beer-16-fl-oz" | "beer-12-oz" | "wine-centilitres" => &["net_contents"],
            "vintage-other" => &["vintage"],
            "address-missing" | "importer-missing" | "place-missing" | "state-missing"
            | "wine-state-missing" => &["name_address"],
            "class-missing" => &["class_type", "varietals"],
            "country-missing" => &["country_of_origin"],
            "sulfites-missing" => &["sulfites_declared"],
            "alcohol-abv" | "proof-wrong" => &["alcohol_content"],
            "table-wine-14.5" => &["class_type", "alcohol_content", "abv_percent", "varietals"],
            "pure" => &["class_type"],
            "appellation-missing" => &["appellation"],
            "warning-all-bold"
            | "warning-run-on"
            | "warning-faint"
            | "domestic-imported-by"
            | "commodity-missing" => &[],
            _ => WORDING,
        };
        for product in PRODUCTS {
            let Some((lawful, planted)) = planted(defect, product) else { continue };
            let mut changed = changed(&lawful.truth, &planted.truth);
            // Only a wine of one grape has a variety to lose.
            let expected: Vec<&str> = expected
                .iter()
                .copied()
                .filter(|key| *key != "varietals" || !lawful.truth["varietals"].is_null())
                .collect();
            changed.sort_unstable();
            let mut sorted = expected.clone();
            sorted.sort_unstable();
            assert_eq!(changed, sorted, "{} on {}", defect.name, product.name());
        }
    }
}

#[test]
fn a_missing_mark_leaves_the_warning_partly_exact_and_a_changed_word_does_not() {
    for (name, exact) in [
        ("warning-no-colon", json!("partial")),
        ("warning-no-comma", json!("partial")),
        ("warning-no-full-stop", json!("partial")),
        ("warning-woman", json!(false)),
        ("warning-title-case", json!(false)),
        ("warning-all-bold", json!(true)),
    ] {
        let defect = Defect::named(name).expect("is listed");
        let Some(lawful) = sample(2, Commodity::Wine) else { return };
        let planted = lawful.with_defect(defect).expect("draws").expect("every label can");
        assert_eq!(planted.truth["warning_exact"], exact, "{name}");
    }
}

#[test]
fn a_declared_value_stays_when_the_label_says_another() {
    let defect = Defect::named("alcohol-other").expect("is listed");
    let Some(lawful) = sample(5, Commodity::Wine) else { return };
    let planted = lawful.with_defect(defect).expect("draws").expect("wine states its strength");
    assert_eq!(planted.application, lawful.application);
    let Some(Stated::Number(declared)) = planted.application.alcohol_content else {
        panic!("the strength is declared");
    };
    let printed = planted.truth["abv_percent"].as_f64().expect("a number");
    assert_ne!(declared.to_string().parse(), Ok(printed));
}

#[test]
fn degrading_changes_the_pictures_and_is_noted_but_moves_no_word() {
    let Some(crisp) = sample(4, Commodity::DistilledSpirits) else { return };
    for degradation in [Degradation::Scan, Degradation::Photo] {
        let worn = crisp.degraded(degradation).expect("draws");
        assert_ne!(worn.panels[0].image, crisp.panels[0].image);
        let is_jpeg =
            |panel: &SamplePanel| Path::new(&panel.file).extension() == Some("jpg".as_ref());
        assert!(worn.panels.iter().all(is_jpeg));
        assert_eq!(changed(&crisp.truth, &worn.truth), ["images", "difficulty"]);
    }
}

/// Made by `ttb-verifier samples --product wine --seed 36`.
#[test]
fn the_bundled_sample_is_drawn_again_as_it_was_committed() {
    let Some(sample) = sample(36, Commodity::Wine) else { return };
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("samples").join(sample.id());
    let read = |name: &str| -> Value {
        let text = std::fs::read_to_string(folder.join(name)).expect("is bundled");
        serde_json::from_str(&text).expect("is JSON")
    };
    let application: Application =
        serde_json::from_value(read("application.json")).expect("keeps to the schema");
    assert_eq!(application, sample.application);
    // Files depend on the versions of the typefaces; all else does not.
    let mut truth = read("truth.json");
    for image in truth["images"].as_array_mut().expect("a list") {
        (image["sha256"], image["bytes"]) = (Value::Null, Value::Null);
    }
    assert_eq!(truth, serde_json::to_value(&sample.truth).expect("is JSON"));
}
