//! `eval`: measures the service on labels whose truth is known.
//!
//! Every label is verified as its applicant would declare it, then once more for each of
//! three lies. Real and made labels are counted apart, each share with its 95 % bound.

mod calibration;
mod compare;
mod declare;
mod examine;
mod filing;
mod record;
mod score;
mod stats;
mod table;
mod truth;

pub(super) use filing::{Filing, filings};
pub(super) use stats::quantile;

use super::machine::Usage;
use super::page;
use crate::clock::{Clock, SystemClock};
use crate::rules::catalog;
use crate::verification::Verifier;
use crate::verification::report::Backend;
use anyhow::Context;
use examine::Method;
use indicatif::{ProgressBar, ProgressStyle};
use record::Record;
use score::Score;
use serde::{Deserialize, Serialize};
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};
use std::{fs, thread};
use truth::Sample;

/// What to measure.
#[derive(Debug, Clone, clap::Args)]
pub struct Eval {
    /// The corpus: a folder per label, each with its pictures and truth.json
    pub corpus: PathBuf,
    /// Write every figure and every label's record to this file
    #[arg(long, value_name = "FILE")]
    pub json: Option<PathBuf>,
    /// Show what moved since a measurement written with --json
    #[arg(long, value_name = "FILE")]
    pub against: Option<PathBuf>,
    /// Labels at a time; with more than one, the seconds include waiting for the others
    #[arg(long, default_value = "1")]
    pub jobs: NonZeroUsize,
    /// The reader
    #[arg(long, value_enum, default_value = "auto")]
    pub backend: super::backend::BackendArg,
    /// Milliseconds each label may take
    #[arg(long, default_value = "5000", value_parser = clap::value_parser!(u64).range(500..=120_000))]
    pub deadline_ms: u64,
    /// Only labels whose id contains one of these
    #[arg(long, value_name = "ID", num_args = 1..)]
    pub only: Vec<String>,
    /// Leave out the lies
    #[arg(long)]
    pub no_lies: bool,
    /// Read the pictures again for each lie: slower, and free of what the honest
    /// declaration helped to find
    #[arg(long, conflicts_with = "no_lies")]
    pub reread: bool,
}

/// One measurement, as `--json` keeps it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct Run {
    corpus: String,
    backend: Backend,
    jobs: usize,
    deadline_ms: u64,
    version: String,
    rules: String,
    wall_seconds: f64,
    usage: Usage,
    real: Score,
    generated: Score,
    records: Vec<Record>,
}

impl Eval {
    /// Measures and prints; the exit status is 3 when it could not be done.
    #[must_use]
    pub fn run(&self, verifier: &Verifier) -> ExitCode {
        let page = tables(self, verifier).and_then(|words| Ok(page::print(&words)?));
        page.map_or_else(|error| page::failed(&error), |()| ExitCode::SUCCESS)
    }
}

/// The tables of a measurement; blocks for as long as it takes.
fn tables(args: &Eval, verifier: &Verifier) -> anyhow::Result<String> {
    let before = args.against.as_deref().map(load).transpose()?;
    let samples = truth::load(&args.corpus, &args.only)?;
    // Brands are borrowed from the whole corpus, whatever part of it is measured.
    let all = if args.only.is_empty() { samples.clone() } else { truth::load(&args.corpus, &[])? };
    let method = Method {
        backend: args.backend.into(),
        deadline: Duration::from_millis(args.deadline_ms),
        lies: !args.no_lies,
        reread: args.reread,
        today: SystemClock.now().date_naive(),
    };
    let started = Instant::now();
    let records = measure(&samples, &all, verifier, method, args.jobs.get());
    let run = Run {
        corpus: args.corpus.display().to_string(),
        backend: method.backend,
        jobs: args.jobs.get(),
        deadline_ms: args.deadline_ms,
        version: env!("CARGO_PKG_VERSION").to_owned(),
        rules: catalog::fingerprint().to_owned(),
        wall_seconds: started.elapsed().as_secs_f64(),
        usage: Usage::now(),
        real: Score::of(records.iter().filter(|record| record.real)),
        generated: Score::of(records.iter().filter(|record| !record.real)),
        records,
    };
    if let Some(path) = &args.json {
        let text = serde_json::to_vec_pretty(&run)?;
        fs::write(path, text).with_context(|| format!("writing {}", path.display()))?;
    }
    let mut page = table::render(&run);
    if let Some(before) = before {
        page += &compare::render(&before, &run);
    }
    Ok(page)
}

/// The records in the order of the samples.
fn measure(
    samples: &[Sample],
    all: &[Sample],
    verifier: &Verifier,
    method: Method,
    jobs: usize,
) -> Vec<Record> {
    let progress = ProgressBar::new(samples.len() as u64);
    let style = ProgressStyle::with_template("{bar:40} {pos}/{len} {elapsed} (still {eta}) {msg}");
    progress.set_style(style.expect("the template is ours and well formed"));
    let next = AtomicUsize::new(0);
    let done = Mutex::new(Vec::with_capacity(samples.len()));
    thread::scope(|scope| {
        for _ in 0..jobs.min(samples.len()) {
            scope.spawn(|| {
                while let Some((index, sample)) = take(&next, samples) {
                    progress.set_message(sample.truth.id.clone());
                    let record = examine::examine(sample, all, verifier, method);
                    done.lock().expect("no holder of it panics").push((index, record));
                    progress.inc(1);
                }
            });
        }
    });
    progress.finish_and_clear();
    let mut done = done.into_inner().expect("no holder of it panics");
    done.sort_by_key(|(index, _)| *index);
    done.into_iter().map(|(_, record)| record).collect()
}

fn take<'a>(next: &AtomicUsize, samples: &'a [Sample]) -> Option<(usize, &'a Sample)> {
    let index = next.fetch_add(1, Ordering::Relaxed);
    samples.get(index).map(|sample| (index, sample))
}

fn load(path: &Path) -> anyhow::Result<Run> {
    let text = fs::read(path).with_context(|| format!("reading {}", path.display()))?;
    serde_json::from_slice(&text)
        .with_context(|| format!("{} is no measurement of eval --json", path.display()))
}

#[cfg(test)]
mod tests {
    use super::truth::example;
    use super::*;
    use crate::rules::Verdict;

    /// A measurement of good labels with these verdicts.
    pub(super) fn run(verdicts: &[(&str, Verdict)]) -> Run {
        let records: Vec<_> = verdicts
            .iter()
            .map(|(id, verdict)| Record {
                error: None,
                verdict: Some(*verdict),
                ..Record::unanswered(&example(id), String::new())
            })
            .collect();
        Run {
            corpus: "labels".to_owned(),
            backend: Backend::Auto,
            jobs: 1,
            deadline_ms: 5000,
            version: "0".to_owned(),
            rules: "sha256:0".to_owned(),
            wall_seconds: 2.0,
            usage: Usage { cpu_seconds: Some(3.0), peak_memory_mib: Some(100.0) },
            real: Score::of(&records),
            generated: Score::default(),
            records,
        }
    }

    #[test]
    fn a_measurement_survives_being_written_and_read() {
        let run = run(&[("a", Verdict::Compliant), ("b", Verdict::NonCompliant)]);
        let text = serde_json::to_string(&run).unwrap();
        assert_eq!(serde_json::from_str::<Run>(&text).unwrap(), run);
    }

    #[test]
    fn the_page_names_every_harm() {
        let page = table::render(&run(&[("a", Verdict::Compliant), ("b", Verdict::NonCompliant)]));
        assert!(page.contains("ready       1 of 2, 50.0 %"), "{page}");
        assert!(page.contains("b                            good, and rejected"), "{page}");
        assert!(page.contains("3 s of processor time (1.50 s a label)"), "{page}");
    }

    #[test]
    fn a_missing_folder_is_said_plainly() {
        let error = truth::load(Path::new("no/such/folder"), &[]).unwrap_err();
        assert_eq!(error.to_string(), "there is no folder of labels at no/such/folder");
    }
}
