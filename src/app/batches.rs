//! Batches into the queue, and news of what is done out of it.

mod pairing;

use super::App;
use crate::artifacts::store::Source;
use crate::artifacts::{Checksum, StoreError, UploadKey};
use crate::batches::grouping::Stage;
use crate::batches::{
    BatchError, BatchView, Circumstances, Detail, ItemDetail, NewBatch, NewItem, Plan, Planned,
    Work,
};
use crate::jobs::{Answer, Hold, JobId, NewJob, Priority, QueueError};
use crate::rules::catalog;
use crate::verification::report::Backend;
use crate::verification::{LabelToVerify, StoredFile, VerifyLabel};
use crate::webhooks::WebhookError;
use futures::{TryStreamExt, stream};
use std::collections::HashMap;
use std::net::IpAddr;
use std::time::Duration;
use uuid::Uuid;

/// Applications whose pictures go to the store at once: its answers are waited for more than
/// its bytes.
const AT_ONCE: usize = 8;

/// How often is looked for news that nobody told of.
const LOOK_AGAIN: Duration = Duration::from_secs(2);

/// How a batch is to be done.
#[derive(Debug, Clone)]
pub struct Order {
    /// Who takes turns.
    pub client: String,
    pub client_ip: Option<IpAddr>,
    pub backend: Backend,
    /// `None` for the queue's own.
    pub deadline: Option<Duration>,
    /// `None` as the service is set up.
    pub save: Option<bool>,
    pub callback_url: Option<String>,
    pub deduplicate: bool,
}

/// Why a batch was not taken in, or not grouped further. Nothing of it is done.
#[derive(Debug, thiserror::Error)]
pub enum TakeError {
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error(transparent)]
    Batch(#[from] BatchError),
    #[error(transparent)]
    Webhook(#[from] WebhookError),
    #[error(transparent)]
    Queue(#[from] QueueError),
}

impl App {
    /// Stores the pictures of a batch and enqueues its applications, all or none, with the
    /// answer to who asked by an idempotency key; `None` where that key was lost meanwhile.
    pub async fn take_batch(
        &self,
        plan: Plan,
        order: &Order,
        answer: impl FnOnce(&BatchView) -> Option<(Hold, Answer)>,
    ) -> Result<Option<BatchView>, TakeError> {
        let id = Uuid::now_v7();
        let pairing = by_themselves(&plan.applications) > 1;
        let announced = self.webhooks.has_subscriptions().await?;
        let mut items = Vec::new();
        let mut to_store = Vec::new();
        for (planned, work) in self.work_of(plan.applications, order).await? {
            let work = match work {
                None => {
                    let job = JobId::fresh();
                    let content =
                        order.deduplicate.then(|| self.circumstances(order).content(&planned));
                    let mut label = self.label(job, &planned, order);
                    label.spares_pictures = pairing && is_by_itself(&planned.detail);
                    let job = NewJob {
                        priority: Priority::Batch,
                        client: order.client.clone(),
                        batch: Some(id),
                        content,
                        announced,
                        ..NewJob::new(job, VerifyLabel::KIND, &label)
                    };
                    to_store.push((job.id, planned.pictures));
                    Work::Job(Box::new(job))
                }
                Some(work) => work,
            };
            items.push(NewItem {
                application_id: planned.application.application_id,
                detail: planned.detail,
                work,
            });
        }
        stream::iter(to_store.into_iter().map(Ok))
            .try_for_each_concurrent(AT_ONCE, |(job, pictures)| async move {
                self.store_pictures(job, pictures).await
            })
            .await?;
        let batch = NewBatch {
            id,
            client: order.client.clone(),
            detail: Detail { unpaired: plan.unpaired, problems: plan.problems },
            callback_url: order.callback_url.clone(),
            pairing,
            items,
        };
        let view = self.batches.fresh(&batch);
        let answer = answer(&view);
        Ok(self.batches.tables.create(&batch, answer).await?.then_some(view))
    }

    /// What is to be done for each application; `None` for a job of its own.
    async fn work_of(
        &self,
        applications: Vec<Planned>,
        order: &Order,
    ) -> Result<Vec<(Planned, Option<Work>)>, BatchError> {
        let here = self.circumstances(order);
        let content = |planned: &Planned| {
            let is_good = planned.detail.error.is_none() && order.deduplicate;
            is_good.then(|| here.content(planned))
        };
        let contents: Vec<Option<String>> = applications.iter().map(content).collect();
        let asked: Vec<String> = contents.iter().flatten().cloned().collect();
        let before = self.batches.tables.verified(&asked).await?;
        let mut firsts: HashMap<String, u32> = HashMap::new();
        let mut all = Vec::new();
        for (index, (planned, content)) in applications.into_iter().zip(contents).enumerate() {
            let work = match content {
                None => planned.detail.error.is_some().then_some(Work::Nothing),
                Some(content) => match (before.get(&content), firsts.get(&content)) {
                    (Some(verified), _) => Some(Work::Before(Box::new(verified.clone()))),
                    (None, Some(&first)) => Some(Work::Same(first)),
                    (None, None) => {
                        firsts.insert(content, index as u32 + 1);
                        None
                    }
                },
            };
            all.push((planned, work));
        }
        Ok(all)
    }

    fn circumstances(&self, order: &Order) -> Circumstances {
        let deadline = order.deadline.unwrap_or(self.config.jobs.deadline);
        let saved = self.archive_for(order.save).is_some();
        Circumstances {
            fingerprint: catalog::fingerprint().to_owned(),
            engines: self.verifier.engines(),
            today: self.clock.now().date_naive(),
            options: format!("{:?} {} {saved}", order.backend, deadline.as_millis()),
        }
    }

    fn label(&self, job: JobId, planned: &Planned, order: &Order) -> LabelToVerify {
        let stored = planned.pictures.iter().zip(0..).map(|(picture, number)| StoredFile {
            key: UploadKey { owner: job.uuid(), number },
            name: picture.name.clone(),
            size_bytes: picture.file.bytes,
            sha256: Checksum::from(picture.file.sha256),
        });
        LabelToVerify {
            files: stored.collect(),
            application: planned.application.clone(),
            backend: order.backend,
            deadline_ms: order.deadline.map(|deadline| deadline.as_millis() as u64),
            crops: false,
            spares_pictures: false,
            save: self.archive_for(order.save).is_some(),
            today: self.clock.now().date_naive(),
            client: order.client_ip,
            client_request_id: None,
        }
    }

    async fn store_pictures(
        &self,
        job: JobId,
        pictures: Vec<crate::batches::Picture>,
    ) -> Result<(), StoreError> {
        for (picture, number) in pictures.into_iter().zip(0..) {
            let body =
                Source::File { path: picture.file.path, offset: 0, length: picture.file.bytes };
            self.uploads.put_upload(UploadKey { owner: job.uuid(), number }, &body).await?;
        }
        Ok(())
    }

    /// Writes the messages about what is done, and finishes what is begun of batches, until
    /// the app is told to stop.
    pub async fn tell_news(self) {
        let stopping = self.stopping.clone();
        let sweeping = tokio::spawn(self.batches.clone().sweep(stopping.clone()));
        let mut changes = self.jobs.changes();
        while !stopping.is_cancelled() {
            changes.borrow_and_update();
            if let Err(error) = self.pair_pictures().await {
                tracing::debug!(%error, "pictures were not paired");
            }
            if let Err(error) = self.webhooks.tell_news().await {
                tracing::debug!(%error, "news was not told");
            }
            tokio::select! {
                () = stopping.cancelled() => {}
                () = tokio::time::sleep(LOOK_AGAIN) => {}
                _ = changes.changed() => {}
            }
        }
        // It ends by the same token.
        let _ = sweeping.await;
    }
}

/// A picture without a row that says more of it, and with no name that goes with its own.
fn is_by_itself(detail: &ItemDetail) -> bool {
    detail.grouped_by == Stage::Alone && detail.error.is_none()
}

fn by_themselves(applications: &[Planned]) -> usize {
    applications.iter().filter(|planned| is_by_itself(&planned.detail)).count()
}
