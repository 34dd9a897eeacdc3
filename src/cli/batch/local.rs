//! A batch on this machine.

use super::journal::{Journal, Noted};
use super::{Batch, Ended, bar, files, told};
use crate::batches::results::ItemResult;
use crate::batches::{Circumstances, ItemError, ItemState, Limits, Picture, Planned, gather, plan};
use crate::clock::{Clock, SystemClock};
use crate::config::Config;
use crate::intake::{self, Fault};
use crate::ocr::pool::Priority;
use crate::rules;
use crate::verification::{Request, Verifier, VerifyError};
use anyhow::Context;
use futures::StreamExt;
use std::collections::HashMap;
use std::fs;
use std::time::{Duration, Instant};
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

pub(super) async fn run(
    batch: &Batch,
    config: &Config,
    verifier: &Verifier,
    stop: &CancellationToken,
) -> anyhow::Result<Ended> {
    let mut received = files::collect(&batch.paths)?;
    let manifest = match &batch.manifest {
        Some(path) => Some(fs::read(path).with_context(|| format!("reading {}", path.display()))?),
        None => files::take_manifest(&mut received)?,
    };
    let limits = Limits::from(config);
    let folder = tempfile::tempdir().context("a folder for the archives")?;
    let gathered =
        gather(received, manifest.as_deref(), folder.path(), &limits).map_err(told_all)?;
    let plan = plan(&gathered, &limits).map_err(told_all)?;
    for unpaired in &plan.unpaired {
        let row = unpaired.row.map(|row| format!("row {row} ")).unwrap_or_default();
        let files = unpaired.files.join(", ");
        super::page::aside(&format!("not paired: {row}{files}: {}\n", unpaired.why));
    }
    let circumstances = Circumstances {
        fingerprint: rules::catalog::fingerprint().to_owned(),
        engines: verifier.engines(),
        today: SystemClock.now().date_naive(),
        options: format!("{:?} {}", batch.backend, batch.deadline_ms),
    };
    verify_all(batch, config, verifier, plan.applications, &circumstances, stop).await
}

/// Everything that is wrong with a manifest's columns, a line each.
fn told_all(error: crate::batches::GatherError) -> anyhow::Error {
    use crate::batches::GatherError;
    use crate::batches::manifest::{CellProblem, ManifestError};
    let lines = match &error {
        GatherError::Manifest { error: ManifestError::Columns(problems), .. } => {
            let line = |problem: &CellProblem| {
                let column = problem.column.as_deref().unwrap_or_default();
                format!("\n  row {}, {column}: {}", problem.row, problem.detail)
            };
            problems.iter().map(line).collect::<Vec<_>>()
        }
        _ => Vec::new(),
    };
    let lines = lines.concat();
    anyhow::Error::new(error).context(format!("the batch cannot be taken{lines}"))
}

async fn verify_all(
    batch: &Batch,
    config: &Config,
    verifier: &Verifier,
    applications: Vec<Planned>,
    circumstances: &Circumstances,
    stop: &CancellationToken,
) -> anyhow::Result<Ended> {
    let (mut journal, before) = Journal::open(&batch.out)?;
    let progress = bar(applications.len() as u64);
    let mut results: Vec<Option<ItemResult>> = vec![None; applications.len()];
    // Each content once: by the first application that has it.
    let mut firsts: HashMap<String, usize> = HashMap::new();
    let mut same: Vec<(usize, usize)> = Vec::new();
    let mut todo = Vec::new();
    for (index, planned) in applications.into_iter().enumerate() {
        let number = index as u32 + 1;
        let mut item = planned.detail.clone().view(number, ItemState::Queued);
        item.application_id.clone_from(&planned.application.application_id);
        if item.error.is_some() {
            item.state = ItemState::Failed;
            results[index] = Some(ItemResult { item, report: None });
            continue;
        }
        let content = circumstances.content(&planned);
        if let Some(&first) = firsts.get(&content) {
            item.same_as = Some(first as u32 + 1);
            results[index] = Some(ItemResult { item, report: None });
            same.push((index, first));
            continue;
        }
        firsts.insert(content.clone(), index);
        if let Some(noted) = before.get(&content) {
            item.state = noted.item.state;
            item.verdict = noted.item.verdict;
            item.error.clone_from(&noted.item.error);
            let result = ItemResult { item, report: noted.report.clone() };
            results[index] = Some(result.named_as_its_own());
            continue;
        }
        todo.push((index, content, item, planned));
    }
    progress.inc(results.iter().flatten().count() as u64);
    progress.reset_eta();

    let at_once = config.ocr.concurrency.get();
    let deadline = Duration::from_millis(batch.deadline_ms);
    let work = futures::stream::iter(todo.into_iter().map(|(index, content, item, planned)| {
        let verifier = verifier.clone();
        let cancel = stop.child_token();
        let backend = batch.backend.into();
        async move {
            let done = if cancel.is_cancelled() {
                Err(None)
            } else {
                verify(&verifier, &planned, backend, deadline, config, cancel).await
            };
            (index, content, item, done)
        }
    }));
    let mut work = work.buffer_unordered(at_once);
    while let Some((index, content, mut item, done)) = work.next().await {
        let report = match done {
            Ok(report) => {
                item.state = ItemState::Succeeded;
                item.verdict = Some(report.verdict);
                Some(report)
            }
            Err(Some(error)) => {
                item.state = ItemState::Failed;
                item.error = Some(error);
                None
            }
            // Not done: to be done when the command is given again.
            Err(None) => continue,
        };
        let noted = Noted { content, item, report };
        journal.note(&noted)?;
        results[index] = Some(ItemResult { item: noted.item, report: noted.report });
        progress.inc(1);
        progress.set_message(told(&super::counts(results.iter().flatten())));
    }
    drop(work);
    if stop.is_cancelled() {
        progress.abandon();
        let done = results.iter().flatten().count();
        let how = format!("stopped after {done}; the same command goes on from there\n");
        return Ok(Ended::Interrupted(how));
    }
    progress.finish_and_clear();
    for (index, first) in same {
        let Some(source) = results[first].clone() else { continue };
        if let Some(result) = &mut results[index] {
            result.item.state = source.item.state;
            result.item.verdict = source.item.verdict;
            result.item.error = source.item.error;
            result.report = source.report;
            *result = result.clone().named_as_its_own();
        }
    }
    journal.close();
    Ok(Ended::Done(results.into_iter().flatten().collect()))
}

/// The report; the reason why there is none; or neither, when it was stopped.
async fn verify(
    verifier: &Verifier,
    planned: &Planned,
    backend: crate::verification::report::Backend,
    deadline: Duration,
    config: &Config,
    cancel: CancellationToken,
) -> Result<crate::verification::Report, Option<ItemError>> {
    let received = Instant::now();
    let limits = intake::Limits::from(&config.limits);
    let (files, stop) = (planned.pictures.clone(), cancel.clone());
    let decoded = tokio::task::spawn_blocking(move || {
        let mut read = Vec::new();
        for picture in &files {
            let bytes = fs::read(&picture.file.path);
            read.push(bytes.map_err(|error| failed("file_unreadable", Some(picture), &error))?);
        }
        let named = files.iter().map(|picture| picture.name.as_str());
        let named = named.zip(read.iter().map(Vec::as_slice));
        intake::decode_all(named, &limits, &stop).map_err(|faults| {
            let Fault { file, error } = &faults[0];
            failed(error.code(), file.map(|index| &files[index]), error)
        })
    });
    let pictures = match decoded.await {
        Ok(pictures) => pictures.map_err(Some)?,
        Err(error) => return Err(Some(failed("internal", None, &error))),
    };
    let request = Request {
        id: Uuid::now_v7(),
        pictures: pictures.into_iter().flatten().collect(),
        application: planned.application.clone(),
        today: SystemClock.now().date_naive(),
        backend,
        received,
        deadline,
        decode: received.elapsed(),
        crops: false,
        priority: Priority::Batch,
        cancel,
    };
    verifier.verify(request).await.map_err(|error| match error {
        VerifyError::Cancelled => None,
        error => Some(failed("internal", None, &error)),
    })
}

fn failed(code: &str, picture: Option<&Picture>, error: &dyn std::error::Error) -> ItemError {
    let detail = match picture {
        Some(picture) => format!("{}: {error}", picture.name),
        None => error.to_string(),
    };
    ItemError { code: code.to_owned(), detail, errors: Vec::new() }
}
