//! The last stage of grouping: pictures whose names tell nothing, by what was read on them.
//!
//! Each was verified by itself. Where two show one brand and complete each other, they are
//! verified once more, together, and share that report.

use super::{App, LabelToVerify, NewJob, TakeError, VerifyLabel};
use crate::batches::grouping::{Seen, Stage, by_content};
use crate::batches::results::ItemResult;
use crate::batches::{ItemDetail, ItemState, Pair};
use crate::jobs::{Job, JobId, Priority};
use crate::label::{WarningStatus, fold};
use crate::verification::Report;
use crate::verification::report::Field;
use uuid::Uuid;

/// Results looked at together.
const PAGE: u32 = 200;

/// A brand that was read with less is no reason to put two pictures together.
const SURE: f32 = 0.8;

const WHY: &str = "the same brand is read on both, and each shows what the other lacks";

/// An application of one picture that was verified.
struct Alone {
    /// From 1.
    number: u32,
    files: Vec<String>,
    seen: Seen,
    job: Job,
    label: LabelToVerify,
}

impl App {
    /// Pairs the pictures of batches in which all are read.
    pub(super) async fn pair_pictures(&self) -> Result<(), TakeError> {
        for id in self.batches.tables.to_pair().await? {
            let alone = self.read_by_themselves(id).await?;
            let announced = self.webhooks.has_subscriptions().await?;
            let seen: Vec<Seen> = alone.iter().map(|one| one.seen.clone()).collect();
            let pairs: Vec<Pair> = by_content(&seen)
                .into_iter()
                .map(|(one, other)| together(&alone[one], &alone[other], announced))
                .collect();
            if !self.batches.tables.pair(id, &pairs).await? {
                continue;
            }
            tracing::info!(batch = %id, pairs = pairs.len(), "pictures were paired by content");
            let is_paired =
                |number| pairs.iter().any(|pair| pair.first == number || pair.second == number);
            for one in alone.iter().filter(|one| !is_paired(one.number)) {
                let erased = self.uploads.erase_uploads(one.job.id.uuid()).await;
                if let Err(error) = erased {
                    tracing::warn!(job = %one.job.id, %error, "a picture stays until it is swept");
                }
            }
        }
        Ok(())
    }

    /// Those of a batch whose jobs are still known.
    async fn read_by_themselves(&self, id: Uuid) -> Result<Vec<Alone>, TakeError> {
        let mut found = Vec::new();
        let mut after = 0;
        loop {
            let page = self.batches.tables.results(id, after, PAGE).await?;
            let Some(last) = page.last() else { return Ok(found) };
            after = last.item.index;
            for result in page {
                found.extend(self.alone(result).await?);
            }
        }
    }

    async fn alone(
        &self,
        ItemResult { item, report }: ItemResult,
    ) -> Result<Option<Alone>, TakeError> {
        let is_own = item.same_as.is_none() && item.same_as_batch.is_none();
        let is_done = item.state == ItemState::Succeeded && item.grouped_by == Stage::Alone;
        let id = item.job_id.and_then(|id| JobId::new(id).ok()).filter(|_| is_own && is_done);
        let (Some(id), Some(report)) = (id, report) else { return Ok(None) };
        let Some(job) = self.jobs.find(id).await? else { return Ok(None) };
        let label = serde_json::from_value(job.payload.clone()).ok();
        let (number, files, seen) = (item.index, item.files, seen(&report));
        Ok(label.map(|label| Alone { number, files, seen, job, label }))
    }
}

fn together(one: &Alone, other: &Alone, announced: bool) -> Pair {
    let detail = |files: Vec<String>| ItemDetail {
        files,
        grouped_by: Stage::Content,
        why: WHY.to_owned(),
        error: None,
    };
    let label = LabelToVerify {
        files: [one.label.files.clone(), other.label.files.clone()].concat(),
        spares_pictures: false,
        ..one.label.clone()
    };
    Pair {
        first: one.number,
        second: other.number,
        of_first: detail([one.files.clone(), other.files.clone()].concat()),
        of_second: detail(other.files.clone()),
        job: NewJob {
            priority: Priority::Batch,
            client: one.job.client.clone(),
            batch: one.job.batch,
            announced,
            trace: one.job.trace.clone(),
            ..NewJob::new(JobId::fresh(), VerifyLabel::KIND, &label)
        },
    }
}

/// What was read on one picture.
fn seen(report: &Report) -> Seen {
    let fields = &report.fields;
    let is_read = |field: &Field| field.read.is_some();
    let brand = &fields.brand_name;
    let compared = brand.read.as_deref().filter(|_| brand.confidence >= SURE).map(fold);
    let warning = fields.health_warning.status;
    Seen {
        brand: compared.filter(|brand| !brand.is_empty()),
        mandatory: [
            is_read(brand),
            is_read(&fields.class_type),
            is_read(&fields.alcohol_content),
            is_read(&fields.net_contents),
            is_read(&fields.name_address),
            matches!(warning, WarningStatus::Exact | WarningStatus::Deviates),
        ],
    }
}
