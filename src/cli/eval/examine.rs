//! One label from its files to its record.

use super::calibration::{self, WordRecord};
use super::declare::{Declaration, declare, lies};
use super::record::{LieRecord, Record};
use super::truth::{Sample, WarningTruth};
use crate::cli::verify;
use crate::intake::{Limits, Picture};
use crate::label::Application;
use crate::reading;
use crate::verification::report::Backend;
use crate::verification::{PanelsRead, Request, Verifier};
use anyhow::Context;
use chrono::NaiveDate;
use std::fs;
use std::time::{Duration, Instant};
use uuid::Uuid;

/// How every label is examined.
#[derive(Debug, Clone, Copy)]
pub(super) struct Method {
    pub backend: Backend,
    pub deadline: Duration,
    pub lies: bool,
    /// Read the pictures again for each lie: a reading may look for what was declared.
    pub reread: bool,
    /// The day whose law applies where no filing date is declared.
    pub today: NaiveDate,
}

pub(super) fn examine(
    sample: &Sample,
    all: &[Sample],
    verifier: &Verifier,
    method: Method,
) -> Record {
    verified(sample, all, verifier, method)
        .unwrap_or_else(|error| Record::unanswered(&sample.truth, format!("{error:#}")))
}

fn verified(
    sample: &Sample,
    all: &[Sample],
    verifier: &Verifier,
    method: Method,
) -> anyhow::Result<Record> {
    let files = files(sample)?;
    let Declaration { application, claims } = declare(&sample.truth);

    let received = Instant::now();
    let pictures = verify::pictures(&files, &Limits::default())?;
    let request = request(pictures, application, received, method);
    let read = verifier.read(&request)?;
    let report = Verifier::judge(&request, &read);
    let seconds = received.elapsed().as_secs_f64();

    let mut told = Vec::new();
    if method.lies {
        let declared = Declaration { application: request.application.clone(), claims };
        for lie in lies(&sample.truth, &declared, all) {
            let mut request = request.clone();
            request.application = lie.application.clone();
            request.received = Instant::now();
            let report = if method.reread {
                Verifier::judge(&request, &verifier.read(&request)?)
            } else {
                Verifier::judge(&request, &read)
            };
            told.push(LieRecord::of(&lie, &report));
        }
        let record = Record::of(&sample.truth, &declared.claims, &report, told, seconds);
        return Ok(Record { words: known_words(sample, &request, &read), ..record });
    }
    let record = Record::of(&sample.truth, &claims, &report, told, seconds);
    Ok(Record { words: known_words(sample, &request, &read), ..record })
}

/// The words of the warning, where it is known to be printed as the regulation has it.
fn known_words(sample: &Sample, request: &Request, read: &PanelsRead) -> Vec<WordRecord> {
    if !sample.truth.warning_exact.as_ref().is_some_and(WarningTruth::is_exact) {
        return Vec::new();
    }
    let seen = reading::read(&read.lines, &request.application);
    seen.facts.health_warning.value().map(calibration::words).unwrap_or_default()
}

fn files(sample: &Sample) -> anyhow::Result<Vec<(String, Vec<u8>)>> {
    let mut files = Vec::new();
    for image in &sample.truth.images {
        let path = sample.folder.join(&image.file);
        let bytes = fs::read(&path).with_context(|| format!("reading {}", path.display()))?;
        files.push((image.file.clone(), bytes));
    }
    Ok(files)
}

fn request(
    pictures: Vec<Picture>,
    application: Application,
    received: Instant,
    method: Method,
) -> Request {
    Request {
        backend: method.backend,
        received,
        decode: received.elapsed(),
        ..Request::now(Uuid::now_v7(), pictures, application, method.today, method.deadline)
    }
}

#[cfg(test)]
mod tests {
    use super::super::{declare::Measured, truth};
    use super::*;
    use std::path::Path;

    /// The development corpus beside the project, where it is there.
    #[test]
    fn every_label_of_the_corpus_decodes_and_can_be_lied_about() {
        let corpus = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../shared/corpus/dev"));
        if !corpus.is_dir() {
            crate::ocr::testing::skipped("no corpus beside the project");
            return;
        }
        let samples = truth::load(corpus, &[]).unwrap();
        for sample in &samples {
            let id = &sample.truth.id;
            let files = files(sample).unwrap();
            let pictures = verify::pictures(&files, &Limits::default()).unwrap();
            assert_eq!(pictures.len(), sample.truth.images.len(), "{id}");
            let declared = declare(&sample.truth);
            let json = serde_json::to_value(&declared.application).unwrap();
            assert_eq!(Application::from_json(&json), Ok(declared.application.clone()), "{id}");
            assert!(
                declared.claims.iter().any(|(field, _)| *field == Measured::AlcoholContent)
                    || sample.truth.abv_percent.is_none(),
                "{id}"
            );
            for lie in lies(&sample.truth, &declared, &samples) {
                assert_ne!(lie.application, declared.application, "{id}");
            }
        }
    }
}
