//! The results as a file.

use crate::batches::results::{ItemResult, csv, xlsx};
use crate::batches::{BatchState, BatchView};
use anyhow::{Context, bail};
use serde_json::json;
use std::fs;
use std::path::Path;
use uuid::Uuid;

/// What the file's ending asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    Csv,
    Xlsx,
    Json,
    Ndjson,
}

impl Form {
    pub(super) fn of(out: &Path) -> anyhow::Result<Self> {
        let ending = out.extension().map(|ending| ending.to_string_lossy().to_lowercase());
        Ok(match ending.as_deref() {
            Some("csv") => Self::Csv,
            Some("xlsx") => Self::Xlsx,
            Some("json") => Self::Json,
            Some("ndjson") => Self::Ndjson,
            _ => bail!("{}: has to end in .csv, .xlsx, .json or .ndjson", out.display()),
        })
    }
}

/// Writes all of it beside its place and then moves it there.
pub(super) fn write(out: &Path, form: Form, results: &[ItemResult]) -> anyhow::Result<()> {
    let line = |result: &ItemResult| {
        let mut line = serde_json::to_value(&result.item)?;
        line["report"] = serde_json::to_value(&result.report)?;
        anyhow::Ok(line)
    };
    let bytes = match form {
        Form::Csv => csv(results).into_bytes(),
        Form::Xlsx => xlsx(&view(results), results)?,
        Form::Json => {
            let items = results.iter().map(line).collect::<anyhow::Result<Vec<_>>>()?;
            serde_json::to_vec_pretty(&json!({"batch": view(results), "items": items}))?
        }
        Form::Ndjson => {
            let mut lines = Vec::new();
            for result in results {
                serde_json::to_writer(&mut lines, &line(result)?)?;
                lines.push(b'\n');
            }
            lines
        }
    };
    let fresh = out.with_added_extension("new");
    fs::write(&fresh, bytes).with_context(|| format!("writing {}", fresh.display()))?;
    fs::rename(&fresh, out).with_context(|| format!("writing {}", out.display()))
}

/// A batch of this machine's own, in the words of the service.
fn view(results: &[ItemResult]) -> BatchView {
    use crate::clock::Clock;
    let now = crate::clock::SystemClock.now();
    BatchView {
        id: Uuid::now_v7(),
        state: BatchState::Completed,
        total: results.len() as u64,
        counts: super::counts(results),
        created_at: now,
        updated_at: now,
        completed_at: Some(now),
        per_minute: None,
        estimated_seconds_remaining: Some(0),
        verified_before: results.iter().filter(|result| result.item.same_as.is_some()).count()
            as u64,
        unpaired: Vec::new(),
        problems: Vec::new(),
        results_url: String::new(),
        events_url: String::new(),
    }
}
