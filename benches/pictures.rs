//! Bytes to pixels, and pixels made ready for an engine: each step over one drawn panel.

mod support;

use criterion::{Criterion, criterion_group, criterion_main};
use image::ImageFormat;
use std::hint::black_box;
use std::io::Cursor;
use ttb_verifier::intake::{self, Limits};
use ttb_verifier::ocr::prepare::{self, Prepared};

fn decode(criterion: &mut Criterion) {
    let Some(sample) = support::sample() else { return };
    let panel = &support::back(&sample).image;
    let mut group = criterion.benchmark_group("decode");
    for (name, format) in [("JPEG", ImageFormat::Jpeg), ("PNG", ImageFormat::Png)] {
        let mut bytes = Cursor::new(Vec::new());
        panel.write_to(&mut bytes, format).expect("memory takes all that is written to it");
        let bytes = bytes.into_inner();
        group.bench_function(name, |bench| {
            bench.iter(|| intake::decode("back", black_box(&bytes), &Limits::default()));
        });
    }
    group.finish();
}

fn prepare(criterion: &mut Criterion) {
    let Some(sample) = support::sample() else { return };
    let panel = support::back(&sample);
    let grey = prepare::grey(&panel.image);
    let letters = prepare::letters(&grey);
    let line = support::lines(panel)[0];
    let mut group = criterion.benchmark_group("prepare");
    group.bench_function("grey", |bench| bench.iter(|| Prepared::new(black_box(&panel.image))));
    group.bench_function("letters", |bench| bench.iter(|| prepare::letters(black_box(&grey))));
    group.bench_function("enlargement", |bench| {
        bench.iter(|| prepare::enlargement(black_box(&grey), black_box(&letters)));
    });
    group.bench_function("skew", |bench| {
        bench.iter(|| prepare::estimate_skew(black_box(&letters)));
    });
    group.bench_function("twice as large", |bench| {
        bench.iter(|| prepare::scale(black_box(&grey), 2.0));
    });
    group
        .bench_function("turn by 90°", |bench| bench.iter(|| prepare::turn(black_box(&grey), 90)));
    group.bench_function("stretch", |bench| bench.iter(|| prepare::stretch(black_box(&grey))));
    group.bench_function("denoise", |bench| bench.iter(|| prepare::denoise(black_box(&grey))));
    group.bench_function("threshold", |bench| bench.iter(|| prepare::threshold(black_box(&grey))));
    group.bench_function("crop of a line", |bench| {
        bench.iter(|| prepare::crop_quad(black_box(&grey), &line, 48));
    });
    group.finish();
}

criterion_group!(benches, decode, prepare);
criterion_main!(benches);
