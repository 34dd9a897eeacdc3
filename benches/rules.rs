//! All rules over one label: to stay under a millisecond.

use chrono::NaiveDate;
use criterion::{Criterion, criterion_group, criterion_main};
use std::hint::black_box;
use ttb_verifier::label::{Commodity, Label, Line, LineRole, Quad, Text};
use ttb_verifier::rules;

/// A label with as many lines as a talkative back label has.
fn talkative() -> Label {
    let day = NaiveDate::from_ymd_opt(2026, 11, 20).expect("a day of the calendar");
    let line = |row: usize| Line {
        panel: 0,
        text: format!("Grown on the {row} steepest slopes of our family's hills, with patience"),
        polygon: Quad::rect(0.0, 20.0 * row as f32, 600.0, 20.0 * row as f32 + 16.0),
        confidence: 0.95,
        engine: "tesseract".to_owned(),
        block: row / 4,
        role: LineRole::Other,
    };
    let mut label = Label::blank(Commodity::Wine, day);
    label.text = Text::new((0..60).map(line).collect());
    label.declared.application.brand_name = Some("OLD HARBOR".to_owned());
    label
}

fn judge(criterion: &mut Criterion) {
    let label = talkative();
    criterion.bench_function("all rules over one label", |bench| {
        bench.iter(|| rules::judge(black_box(&label)));
    });
}

criterion_group!(benches, judge);
criterion_main!(benches);
