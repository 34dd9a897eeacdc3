//! All rules over one label: to stay under a millisecond.

use chrono::NaiveDate;
use criterion::{Criterion, criterion_group, criterion_main};
use std::hint::black_box;
use ttb_verifier::label::{
    Application, Commodity, Completeness, HEALTH_WARNING, Label, Measures, Source,
};
use ttb_verifier::ocr::Line;
use ttb_verifier::{reading, rules};

/// The label that these lines, a warning and a talkative back come to.
fn read(product: Commodity, source: Source, lines: &[&str]) -> Label {
    let told = (0..40).map(|row| {
        format!("Grown on the {row} steepest slopes of our family's hills, with patience")
    });
    let warning = HEALTH_WARNING.split_inclusive(". ").map(str::to_owned);
    let printed: Vec<String> =
        lines.iter().map(|&line| line.to_owned()).chain(told).chain(warning).collect();
    let lines: Vec<Line> =
        (0..).zip(&printed).map(|(row, text)| Line::printed(text, row / 4, row)).collect();
    let application = Application {
        product_type: Some(product),
        source: Some(source),
        brand_name: Some("OLD HARBOR".to_owned()),
        ..Application::default()
    };
    let seen = reading::read(&lines, &application);
    Label {
        declared: seen.declared,
        as_of: NaiveDate::from_ymd_opt(2026, 11, 20).expect("a day of the calendar"),
        product: seen.product,
        source: seen.source,
        panels: Vec::new(),
        text: seen.text,
        facts: seen.facts,
        measures: Measures::default(),
        completeness: Completeness { panels_complete: Some(true), well_read: true },
    }
}

fn judge(criterion: &mut Criterion) {
    let labels = [
        (
            "wine",
            read(
                Commodity::Wine,
                Source::Domestic,
                &[
                    "OLD HARBOR",
                    "2021",
                    "Sonoma Coast",
                    "60% Pinot Noir 40% Gamay Noir",
                    "14.1% Alc./Vol.",
                    "750 ML",
                    "CONTAINS SULFITES",
                    "Vinted and bottled by ABC Cellars, Acampo, CA",
                ],
            ),
        ),
        (
            "spirits",
            read(
                Commodity::DistilledSpirits,
                Source::Domestic,
                &[
                    "OLD HARBOR",
                    "Kentucky Straight Bourbon Whiskey",
                    "Aged 6 years",
                    "45% Alc./Vol. (90 Proof)",
                    "750 mL",
                    "Distilled and bottled by XYZ Distilling Co., Troy, NY",
                ],
            ),
        ),
        (
            "malt",
            read(
                Commodity::MaltBeverage,
                Source::Imported,
                &[
                    "OLD HARBOR",
                    "Lager Beer",
                    "4.5% alc/vol",
                    "11.2 FL. OZ. (330 mL)",
                    "Product of Mexico",
                    "Imported by ABC Imports, New York, NY",
                ],
            ),
        ),
    ];
    for (product, label) in &labels {
        criterion.bench_function(&format!("all rules over one label of {product}"), |bench| {
            bench.iter(|| rules::judge(black_box(label)));
        });
    }
}

criterion_group!(benches, judge);
criterion_main!(benches);
