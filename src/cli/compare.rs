//! `compare`: the engines side by side on one application.

use super::page;
use super::verify::{application, pictures, read};
use crate::clock::{Clock, SystemClock};
use crate::intake::Limits;
use crate::label::Application;
use crate::verification::compare::{self, Comparison};
use crate::verification::{Request, Verifier};
use anyhow::Context;
use std::fmt::Write;
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;
use uuid::Uuid;

/// What to compare on.
#[derive(Debug, clap::Args)]
pub struct Compare {
    /// The pictures of one application: its front, back and other panels
    #[arg(required = true)]
    pub files: Vec<PathBuf>,
    /// What the applicant declares, as JSON
    #[arg(long, value_name = "FILE")]
    pub application: Option<PathBuf>,
    /// Print the comparison as JSON instead of in words
    #[arg(long)]
    pub json: bool,
    /// Milliseconds that each engine has
    #[arg(long, default_value = "60000", value_parser = clap::value_parser!(u64).range(500..=120_000))]
    pub deadline_ms: u64,
}

impl Compare {
    /// Has every engine read and prints how they did.
    #[must_use]
    pub fn run(&self, verifier: &Verifier, limits: &Limits) -> ExitCode {
        match self.compare(verifier, limits).and_then(|words| Ok(page::print(&words)?)) {
            Ok(()) => ExitCode::SUCCESS,
            Err(error) => page::failed(&error),
        }
    }

    fn compare(&self, verifier: &Verifier, limits: &Limits) -> anyhow::Result<String> {
        let application =
            self.application.as_deref().map_or_else(|| Ok(Application::default()), application)?;
        let files = read(&self.files)?;
        let pictures = pictures(&files, limits)?;
        let today = SystemClock.now().date_naive();
        let deadline = Duration::from_millis(self.deadline_ms);
        let request = Request::now(Uuid::now_v7(), pictures, application, today, deadline);
        let runtime = tokio::runtime::Runtime::new().context("no threads can be started")?;
        let comparison = runtime.block_on(async {
            let mut readings = Vec::new();
            for state in verifier.engines() {
                readings.push(compare::read(verifier, &request, state.engine).await?);
            }
            anyhow::Ok(Comparison::of(readings))
        })?;
        if self.json {
            return Ok(serde_json::to_string_pretty(&comparison)? + "\n");
        }
        Ok(render(&comparison))
    }
}

fn render(comparison: &Comparison) -> String {
    let mut page = String::new();
    for reading in &comparison.engines {
        let count = reading.text.iter().flat_map(|panel| panel.lines()).count();
        let seconds = reading.milliseconds as f64 / 1000.0;
        let _ = match &reading.error {
            None => writeln!(page, "{}: {count} lines in {seconds:.1} seconds", reading.engine),
            Some(error) => writeln!(page, "{}: {error}", reading.engine),
        };
        for line in &reading.lines_of_its_own {
            let _ = writeln!(page, "    only here: {line}");
        }
    }
    page.push('\n');
    if comparison.differences.is_empty() {
        page.push_str("They read all fields alike.\n");
    }
    for difference in &comparison.differences {
        let _ = writeln!(page, "{}", difference.field.replace('_', " "));
        for (engine, read) in &difference.read {
            let read = read.as_ref().map_or("nothing".to_owned(), |read| format!("“{read}”"));
            let _ = writeln!(page, "    {engine:<10} {read}");
        }
    }
    page
}
