//! Lines to facts to findings, over a drawn label as the reading plan read it.

mod support;

use criterion::{Criterion, criterion_group, criterion_main};
use std::hint::black_box;
use ttb_verifier::reading::{self, warning};
use ttb_verifier::rules;
use ttb_verifier::verification::Verifier;

fn facts_and_findings(criterion: &mut Criterion) {
    let Some(sample) = support::sample() else { return };
    let request = support::request(&sample);
    let verifier = support::verifier();
    let Some(read) = support::told("engines", verifier.read(&request)) else { return };
    let label = Verifier::label(&request, &read);
    criterion.bench_function("all facts from the lines", |bench| {
        bench.iter(|| reading::read(black_box(&read.lines), &request.application));
    });
    criterion.bench_function("the health warning from the lines", |bench| {
        bench.iter(|| warning::find(black_box(&read.lines)));
    });
    criterion.bench_function("all rules over the label as read", |bench| {
        bench.iter(|| rules::judge(black_box(&label)));
    });
    criterion.bench_function("lines to report", |bench| {
        bench.iter(|| Verifier::judge(black_box(&request), black_box(&read)));
    });
}

criterion_group!(benches, facts_and_findings);
criterion_main!(benches);
