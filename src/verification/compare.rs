//! The engines side by side on one application: what each reads, how long it takes, and where
//! they differ. Each reads alone, one after the other, so that none waits for another.

use super::report::{Backend, Fields, Report};
use super::{PanelsRead, Request, Verifier, VerifyError, milliseconds};
use crate::ocr::{Engine, Line};
use crate::rules::Verdict;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::time::Instant;
use utoipa::ToSchema;

/// What every engine made of the same pictures.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Comparison {
    /// One for each engine that is configured.
    pub engines: Vec<Reading>,
    /// The fields that not all of those which read them read alike.
    pub differences: Vec<Difference>,
}

/// What one engine made of them.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Reading {
    pub engine: Engine,
    pub milliseconds: u64,
    /// Why there is no reading.
    pub error: Option<String>,
    /// The text of each panel, line by line.
    pub text: Vec<String>,
    /// As in a report.
    pub fields: Option<Fields>,
    pub verdict: Option<Verdict>,
    /// Lines that no other engine reads so, but for capitals, marks and spaces.
    pub lines_of_its_own: Vec<String>,
}

/// A field, and what each engine reads in it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Difference {
    /// As in a report's `fields`.
    pub field: String,
    /// By engine; `null` where it found nothing.
    pub read: BTreeMap<String, Option<String>>,
}

/// The backend that is one engine alone.
#[must_use]
pub const fn backend(engine: Engine) -> Backend {
    match engine {
        Engine::Tesseract => Backend::Tesseract,
        Engine::Ppocr => Backend::Ppocr,
        Engine::Ollama => Backend::Ollama,
    }
}

/// Has one engine read, with the request's whole deadline for itself.
///
/// # Errors
/// Only where nobody waits any more; an engine that fails says so in its reading.
pub async fn read(
    verifier: &Verifier,
    request: &Request,
    engine: Engine,
) -> Result<Reading, VerifyError> {
    let began = Instant::now();
    let own = Request { backend: backend(engine), received: began, ..request.clone() };
    let answer = verifier.verify_and_show(own).await;
    let mut reading = Reading {
        engine,
        milliseconds: milliseconds(began.elapsed()),
        error: None,
        text: Vec::new(),
        fields: None,
        verdict: None,
        lines_of_its_own: Vec::new(),
    };
    match answer {
        Ok((Report { fields, verdict, .. }, read)) => {
            reading.text = text(&read);
            reading.fields = Some(fields);
            reading.verdict = Some(verdict);
        }
        Err(VerifyError::Cancelled) => return Err(VerifyError::Cancelled),
        Err(error) => reading.error = Some(error.to_string()),
    }
    Ok(reading)
}

fn text(read: &PanelsRead) -> Vec<String> {
    let panel = |panel| {
        let lines = read.lines.iter().filter(|line| line.panel == panel);
        lines.map(Line::text).collect::<Vec<_>>().join("\n")
    };
    (0..read.panels.len()).map(panel).collect()
}

impl Comparison {
    /// Sets readings side by side.
    #[must_use]
    pub fn of(mut engines: Vec<Reading>) -> Self {
        let folded: Vec<BTreeSet<String>> =
            engines.iter().map(|reading| lines(reading).map(letters).collect()).collect();
        for (index, reading) in engines.iter_mut().enumerate() {
            let elsewhere = |line: &str| {
                let letters = letters(line);
                let mut others = folded.iter().enumerate().filter(|(other, _)| *other != index);
                letters.is_empty() || others.any(|(_, lines)| lines.contains(&letters))
            };
            let own = lines(reading).filter(|line| !elsewhere(line)).map(str::to_owned);
            reading.lines_of_its_own = own.collect();
        }
        let differences = differences(&engines);
        Self { engines, differences }
    }
}

fn lines(reading: &Reading) -> impl Iterator<Item = &str> {
    reading.text.iter().flat_map(|panel| panel.lines())
}

fn letters(line: &str) -> String {
    line.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

fn differences(engines: &[Reading]) -> Vec<Difference> {
    let with_fields = engines.iter().filter_map(|reading| {
        let fields = serde_json::to_value(reading.fields.as_ref()?).ok()?;
        Some((reading.engine.name(), fields))
    });
    let with_fields: Vec<(&str, Value)> = with_fields.collect();
    let Some((_, Value::Object(names))) = with_fields.first() else { return Vec::new() };
    let mut differences = Vec::new();
    for field in names.keys() {
        let read = |fields: &Value| fields[field]["read"].as_str().map(str::to_owned);
        let alike: BTreeSet<Option<String>> =
            with_fields.iter().map(|(_, fields)| read(fields).as_deref().map(letters)).collect();
        if alike.len() > 1 {
            let read = with_fields.iter().map(|(name, fields)| ((*name).to_owned(), read(fields)));
            differences.push(Difference { field: field.clone(), read: read.collect() });
        }
    }
    differences
}
