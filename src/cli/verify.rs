//! `verify`: checks one application from the command line.
//!
//! The exit status is the verdict: 0 compliant, 1 not compliant, 2 needs review, 3 when it
//! could not be done.

pub(super) mod against;
mod explain;

use super::backend::BackendArg;
use super::page;
use crate::clock::{Clock, SystemClock};
use crate::intake::{self, Fault, Limits, Picture};
use crate::label::Application;
use crate::ocr::pool::Priority;
use crate::rules::Verdict;
use crate::verification::{Report, Request, Verifier, plain};
use anyhow::{Context, bail};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::{Duration, Instant};
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

/// What to verify.
#[derive(Debug, clap::Args)]
pub struct Verify {
    /// The pictures of one application: its front, back and other panels
    #[arg(required = true)]
    pub files: Vec<PathBuf>,
    /// What the applicant declares, as JSON
    #[arg(long, value_name = "FILE")]
    pub application: Option<PathBuf>,
    /// Print the report as JSON instead of in words
    #[arg(long)]
    pub json: bool,
    /// Write what every stage saw into this folder
    #[arg(long, value_name = "DIR", conflicts_with = "crops")]
    pub explain: Option<PathBuf>,
    /// The reader
    #[arg(long, value_enum, default_value = "auto")]
    pub backend: BackendArg,
    /// Milliseconds until the answer
    #[arg(long, default_value = "5000", value_parser = clap::value_parser!(u64).range(500..=120_000))]
    pub deadline_ms: u64,
    /// Show what changed since a report kept with --json
    #[arg(long, value_name = "FILE")]
    pub against: Option<PathBuf>,
    /// Put the picture of each place into the JSON report
    #[arg(long, requires = "json")]
    pub crops: bool,
}

impl Verify {
    /// Verifies, prints the report and answers with the verdict.
    #[must_use]
    pub fn run(&self, verifier: &Verifier, limits: &Limits) -> ExitCode {
        match self.report(verifier, limits) {
            Ok(report) => ExitCode::from(status(report.verdict)),
            Err(error) => page::failed(&error),
        }
    }

    fn report(&self, verifier: &Verifier, limits: &Limits) -> anyhow::Result<Report> {
        // Everything that can be wrong is found before the label is read.
        let before = self.against.as_deref().map(earlier).transpose()?;
        let application =
            self.application.as_deref().map_or_else(|| Ok(Application::default()), application)?;
        let files = read(&self.files)?;

        let received = Instant::now();
        let request = Request {
            id: Uuid::now_v7(),
            pictures: pictures(&files, limits)?,
            application,
            backend: self.backend.into(),
            received,
            deadline: Duration::from_millis(self.deadline_ms),
            today: SystemClock.now().date_naive(),
            decode: received.elapsed(),
            crops: self.crops,
            priority: Priority::Single,
            cancel: CancellationToken::new(),
        };
        let report = match &self.explain {
            Some(folder) => explain::verify(verifier, &request, folder)?,
            None => tokio::runtime::Runtime::new()
                .context("no threads can be started")?
                .block_on(verifier.verify(request))?,
        };
        let mut words = if self.json {
            serde_json::to_string_pretty(&report)? + "\n"
        } else {
            plain::text(&report)
        };
        if let Some(before) = before {
            let changes = against::render(&before, &report);
            // Beside JSON the changes would break whatever reads it.
            if self.json { page::aside(&changes) } else { words += &changes }
        }
        page::print(&words)?;
        Ok(report)
    }
}

const fn status(verdict: Verdict) -> u8 {
    match verdict {
        Verdict::Compliant => 0,
        Verdict::NonCompliant => 1,
        Verdict::NeedsReview => 2,
    }
}

pub(super) fn read(paths: &[PathBuf]) -> anyhow::Result<Vec<(String, Vec<u8>)>> {
    let mut files = Vec::new();
    for path in paths {
        let bytes = fs::read(path).with_context(|| format!("reading {}", path.display()))?;
        let name = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned();
        files.push((name, bytes));
    }
    Ok(files)
}

/// All panels of one application's files; the error names the first file that is none.
pub(super) fn pictures(
    files: &[(String, Vec<u8>)],
    limits: &Limits,
) -> anyhow::Result<Vec<Picture>> {
    let named = files.iter().map(|(name, bytes)| (name.as_str(), bytes.as_slice()));
    match intake::decode_all(named, limits, &CancellationToken::new()) {
        Ok(pictures) => Ok(pictures.into_iter().flatten().collect()),
        Err(faults) => Err(refused(files, faults)),
    }
}

fn refused(files: &[(String, Vec<u8>)], faults: Vec<Fault>) -> anyhow::Error {
    let fault = faults.into_iter().next().expect("whoever refuses says why");
    let error = anyhow::Error::new(fault.error);
    match fault.file {
        Some(index) => error.context(files[index].0.clone()),
        None => error,
    }
}

/// Reads a declaration; the error names every problem in it.
pub(super) fn application(path: &Path) -> anyhow::Result<Application> {
    let text = fs::read(path).with_context(|| format!("reading {}", path.display()))?;
    let json =
        serde_json::from_slice(&text).with_context(|| format!("{} is not JSON", path.display()))?;
    Application::from_json(&json).or_else(|problems| {
        let lines: Vec<_> = problems
            .iter()
            .map(|problem| format!("  {}: {}", problem.at, problem.detail))
            .collect();
        bail!("{} cannot be accepted:\n{}", path.display(), lines.join("\n"))
    })
}

fn earlier(path: &Path) -> anyhow::Result<Report> {
    let text = fs::read(path).with_context(|| format!("reading {}", path.display()))?;
    serde_json::from_slice(&text)
        .with_context(|| format!("{} is no report of verify --json", path.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_problem_of_an_application_is_told_with_its_place() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("app.json");
        fs::write(&path, r#"{"brand": "X", "vintage": 20023}"#).unwrap();
        let error = application(&path).unwrap_err().to_string();
        assert!(error.contains("\n  /application/brand: there is no key"), "{error}");
        assert!(error.contains("\n  /application/vintage: 20023 is no year"), "{error}");
    }

    #[test]
    fn a_file_that_is_no_picture_is_named() {
        let error = pictures(&[("front.jpg".to_owned(), b"GIF89a".to_vec())], &Limits::default())
            .unwrap_err();
        assert_eq!(format!("{error:#}"), "front.jpg: a GIF is not read here; send JPEG or PNG");
    }
}
