//! The engines: a look over one drawn panel, and one of its lines.
//!
//! An engine that is not installed is skipped, and says so.

mod support;

use criterion::{BatchSize, Criterion, criterion_group, criterion_main};
use ttb_verifier::ocr::geometry;
use ttb_verifier::ocr::ppocr::{CROP_HEIGHT, Detect, Reader};
use ttb_verifier::ocr::prepare::{self, COMFORTABLE_LETTERS};
use ttb_verifier::ocr::tesseract::Layout;

fn ppocr(criterion: &mut Criterion) {
    let (Some(sample), Some(mut engine)) = (support::sample(), support::ppocr()) else { return };
    let panel = support::back(&sample);
    let crops: Vec<_> = support::lines(panel)
        .iter()
        .map(|line| geometry::crop_quad(&panel.image, line, CROP_HEIGHT))
        .collect();
    let mut group = criterion.benchmark_group("PP-OCR");
    group.sample_size(10);
    group.bench_function("detector, a panel", |bench| {
        bench.iter(|| engine.detect(&panel.image, Detect::default(), support::never()));
    });
    let mut crop = crops.iter().cycle();
    group.bench_function("recogniser, a line", |bench| {
        bench.iter_batched(
            || crop.next().expect("a panel has lines"),
            |crop| engine.recognise(crop, Reader::First, support::never()),
            BatchSize::SmallInput,
        );
    });
    group.finish();
}

fn tesseract(criterion: &mut Criterion) {
    let (Some(sample), Some(mut engine)) = (support::sample(), support::tesseract()) else {
        return;
    };
    let panel = support::back(&sample);
    let grey = prepare::grey(&panel.image);
    let height = (2.0 * COMFORTABLE_LETTERS) as u32;
    let crops: Vec<_> = support::lines(panel)
        .iter()
        .map(|line| prepare::crop_quad(&grey, line, height).0)
        .collect();
    let mut group = criterion.benchmark_group("Tesseract");
    group.sample_size(10);
    group.bench_function("a page", |bench| {
        bench.iter(|| engine.read(&grey, Layout::Page, support::never()));
    });
    let mut crop = crops.iter().cycle();
    group.bench_function("a line", |bench| {
        bench.iter_batched(
            || crop.next().expect("a panel has lines"),
            |crop| engine.read(crop, Layout::Line, support::never()),
            BatchSize::SmallInput,
        );
    });
    group.finish();
}

criterion_group!(benches, ppocr, tesseract);
criterion_main!(benches);
