//! `replay`: verifies stored requests again, with today's rules and engines, and shows what
//! changed.

use super::page;
use super::verify::against;
use crate::artifacts::{Archive, Artifact, ArtifactId, Filter, Found, Page, PartName, Sort};
use crate::intake::{self, Picture};
use crate::verification::{Report, Request, Verifier};
use anyhow::Context;
use chrono::{NaiveDate, NaiveTime};
use clap::Args;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

/// Nobody waits: the reading plan may try everything.
const DEADLINE: Duration = Duration::from_mins(2);

/// Verifies stored requests again and shows what changed.
#[derive(Debug, Args)]
pub struct Replay {
    /// The requests' ids.
    #[arg(required_unless_present = "since")]
    ids: Vec<ArtifactId>,
    /// All requests from this day on (UTC).
    #[arg(long, conflicts_with = "ids")]
    since: Option<NaiveDate>,
    /// How long reading may take; by default until everything was tried.
    #[arg(long, value_name = "MILLISECONDS")]
    deadline_ms: Option<u64>,
}

#[derive(Debug, Default)]
struct Tally {
    same: usize,
    other_verdict: usize,
    failed: usize,
}

impl Replay {
    /// Verifies each, prints what changed, and the sum at the end. The status is 0 when
    /// every verdict is what it was, 1 when one is not.
    pub fn run(&self, archive: &Arc<Archive>, verifier: &Verifier) -> anyhow::Result<ExitCode> {
        let runtime = tokio::runtime::Runtime::new().context("no threads can be started")?;
        let tally = runtime.block_on(self.replay(archive, verifier))?;
        let Tally { same, other_verdict, failed } = tally;
        page::print(&format!(
            "\n{same} with the same verdict, {other_verdict} with another, {failed} not repeated.\n"
        ))?;
        let good = other_verdict == 0 && failed == 0;
        Ok(if good { ExitCode::SUCCESS } else { ExitCode::FAILURE })
    }

    async fn replay(&self, archive: &Arc<Archive>, verifier: &Verifier) -> anyhow::Result<Tally> {
        let mut tally = Tally::default();
        for &id in &self.ids {
            self.one(archive, verifier, id, &mut tally).await?;
        }
        let Some(since) = self.since else { return Ok(tally) };
        let filter =
            Filter { start: Some(since.and_time(NaiveTime::MIN).and_utc()), ..Filter::default() };
        let mut page = Page { sort: Sort::Oldest, after: None, limit: 100 };
        loop {
            let records = archive.list(&filter, page).await?;
            let Some(last) = records.last() else { return Ok(tally) };
            page.after = Some(last.metadata.request_id);
            for record in records {
                self.one(archive, verifier, record.metadata.request_id, &mut tally).await?;
            }
        }
    }

    async fn one(
        &self,
        archive: &Arc<Archive>,
        verifier: &Verifier,
        id: ArtifactId,
        tally: &mut Tally,
    ) -> anyhow::Result<()> {
        match self.again(archive, verifier, id).await {
            Ok((before, after)) if before.verdict == after.verdict => {
                tally.same += 1;
                tell(id, &before, &after)?;
            }
            Ok((before, after)) => {
                tally.other_verdict += 1;
                tell(id, &before, &after)?;
            }
            Err(error) => {
                tally.failed += 1;
                page::print(&format!("{id}: not repeated: {error:#}\n"))?;
            }
        }
        Ok(())
    }

    async fn again(
        &self,
        archive: &Arc<Archive>,
        verifier: &Verifier,
        id: ArtifactId,
    ) -> anyhow::Result<(Report, Report)> {
        let artifact = match archive.find(id).await? {
            Some(Found::Here(artifact)) => artifact,
            Some(Found::Erased(_)) => anyhow::bail!("it was erased"),
            None => anyhow::bail!("there is no such artifact"),
        };
        let result = artifact.metadata.part(PartName::Result).context("its result was not kept")?;
        let before: Report = serde_json::from_slice(&archive.read_all(&artifact, result).await?)
            .context("its result cannot be understood")?;
        let pictures = pictures(archive, &artifact).await?;
        let deadline = self.deadline_ms.map_or(DEADLINE, Duration::from_millis);
        let application = artifact.metadata.application.clone();
        // The law is that of its day, so that only rules and engines make a difference.
        let request = Request::now(id.uuid(), pictures, application, id.day(), deadline);
        let request = Request { backend: before.ocr.backend, ..request };
        let after = verifier.verify(request).await?;
        Ok((before, after))
    }
}

async fn pictures(archive: &Arc<Archive>, artifact: &Artifact) -> anyhow::Result<Vec<Picture>> {
    let mut pictures = Vec::new();
    for part in &artifact.metadata.parts {
        if !matches!(part.name, PartName::Image(..)) {
            continue;
        }
        let bytes = archive.read_all(artifact, part).await?;
        let name = part.file.clone().unwrap_or_else(|| part.name.to_string());
        // It was taken in once; today's limits are no reason not to look at it again.
        let limits = intake::Limits {
            max_file_bytes: u64::MAX,
            max_pixels: 400_000_000,
            ..intake::Limits::default()
        };
        pictures.extend(intake::decode(&name, &bytes, &limits)?);
    }
    anyhow::ensure!(!pictures.is_empty(), "its pictures were not kept");
    Ok(pictures)
}

fn tell(id: ArtifactId, before: &Report, after: &Report) -> anyhow::Result<()> {
    let (was, is) = (before.processing_time_ms, after.processing_time_ms);
    let changes = against::render(before, after);
    page::print(&format!("{id} ({was} ms then, {is} ms now){changes}"))?;
    Ok(())
}
