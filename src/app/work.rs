//! The queue's work in this process: who does which jobs, and what is tidied up after them.

use super::{Admission, App};
use crate::config::{Config, StoreAddress};
use crate::jobs::{Isolate, JobId, Lane, Runner, Token, Work};
use crate::ocr::start;
use crate::verification::VerifyLabel;
use crate::verification::verify_label::Gate;
use crate::webhooks::{Courier, Deliver, Secret};
use async_trait::async_trait;
use chrono::TimeDelta;
use secrecy::ExposeSecret;
use std::io;
use std::process::Command;
use std::sync::Arc;
use std::time::Duration;
use tokio_util::sync::CancellationToken;

/// Of the time of grace, for telling what still runs to stop, and handing it back.
const HANDING_BACK: Duration = Duration::from_secs(5);

/// How often is looked for what has been kept long enough and for uploads that nobody needs.
const TIDY_EVERY: Duration = Duration::from_mins(30);

/// Messages on their way at once: they wait for others, not for this machine.
const COURIERS: usize = 4;

/// Jobs forgotten, or owners of uploads looked at, at a time.
const AT_ONCE: u32 = 500;

/// Uploads of a job that is not known are left alone for so long: their job may be on its
/// way into the queue.
const ON_ITS_WAY: TimeDelta = TimeDelta::hours(24);

impl App {
    /// Does jobs of this app's, so many applications at once.
    #[must_use]
    pub fn runner(&self, workers: usize) -> Runner {
        let lanes = vec![
            Lane { handler: Arc::new(self.verify_label()), slots: workers },
            Lane { handler: Arc::new(self.deliver()), slots: COURIERS },
        ];
        let work = Work {
            lease: self.config.jobs.lease,
            grace: self.config.server.shutdown_grace.saturating_sub(HANDING_BACK),
        };
        Runner::new(Arc::clone(&self.jobs), lanes, work)
    }

    fn deliver(&self) -> Deliver {
        let webhooks = &self.config.webhooks;
        let secret =
            webhooks.secret.as_ref().map(|secret| secret.expose_secret().parse::<Secret>());
        Deliver {
            store: Arc::clone(&self.webhooks),
            courier: Courier::new(webhooks.allow.clone()),
            secret: secret.map(|secret| secret.expect("the settings were checked")),
            clock: Arc::clone(&self.clock),
        }
    }

    fn verify_label(&self) -> VerifyLabel {
        VerifyLabel {
            verifier: self.verifier.clone(),
            store: Arc::clone(&self.uploads),
            archive: self.archive.clone(),
            artifacts: self.config.artifacts.clone(),
            limits: (&self.config.limits).into(),
            deadline: self.config.jobs.deadline,
            limit: self.config.jobs.timeout,
            gate: Arc::new(self.admission.clone()),
        }
    }

    /// Works on the queue until the app is told to stop. Jobs that may have killed a process
    /// are done by `ttb-verifier work` in one of their own.
    pub async fn work(self, workers: usize) {
        let stopping = self.stopping.clone();
        if workers == 0 {
            return stopping.cancelled().await;
        }
        let runner = self.runner(workers).isolating(Arc::new(OwnProcess));
        tokio::join!(
            runner.run(stopping.clone()),
            self.tidy_regularly(stopping),
            self.clone().tell_news()
        );
    }

    /// Hears what other processes do to the queue, until the app is told to stop.
    pub async fn listen(self) {
        self.queue.clone().listen(self.stopping.clone()).await;
    }

    async fn tidy_regularly(&self, stopping: CancellationToken) {
        loop {
            if let Err(error) = self.tidy().await {
                tracing::warn!(error = format!("{error:#}"), "the queue could not be tidied");
            }
            tokio::select! {
                () = stopping.cancelled() => return,
                () = tokio::time::sleep(TIDY_EVERY) => {}
            }
        }
    }

    /// Forgets jobs that have been kept long enough, and erases uploads that no job needs.
    pub async fn tidy(&self) -> anyhow::Result<()> {
        let retention = TimeDelta::from_std(self.config.jobs.retention)?;
        let before = self.clock.now() - retention;
        while self.jobs.purge(before, AT_ONCE).await? == u64::from(AT_ONCE) {}
        self.batches.tables.purge(before).await?;
        self.webhooks.purge(before).await?;
        let mut after = None;
        loop {
            let owners = self.uploads.upload_owners(after, AT_ONCE as usize).await?;
            let Some(&last) = owners.last() else { return Ok(()) };
            after = Some(last);
            let jobs: Vec<_> = owners.into_iter().filter_map(|id| JobId::new(id).ok()).collect();
            let needy = self.jobs.needy_among(&jobs).await?;
            for job in jobs {
                if !needy.contains(&job) && self.is_old(job).await? {
                    self.uploads.erase_uploads(job.uuid()).await?;
                }
            }
        }
    }

    /// Whether uploads of a job may go that does not need them: at once when it is known.
    async fn is_old(&self, job: JobId) -> anyhow::Result<bool> {
        let known = self.jobs.find(job).await?.is_some();
        let floor = crate::artifacts::ArtifactId::floor(self.clock.now() - ON_ITS_WAY);
        Ok(known || job.uuid() < floor.uuid())
    }
}

#[async_trait]
impl Gate for Admission {
    async fn open(&self) {
        self.quiet().await;
    }
}

/// This program once more, for one job.
#[derive(Debug)]
struct OwnProcess;

impl Isolate for OwnProcess {
    fn command(&self, token: Token) -> io::Result<Command> {
        let mut command = Command::new(start::this_program()?);
        command.args(["work", "--job", &token.job.to_string()]);
        command.args(["--fence", &token.fence.to_string()]);
        Ok(command)
    }
}

/// Whether workers on other machines would look for uploads where they are not: they share
/// the database, and not this machine's folder.
#[must_use]
pub fn is_out_of_reach(config: &Config) -> bool {
    let shared = matches!(config.database.address, crate::config::DatabaseAddress::Postgres(_));
    shared && matches!(config.artifacts.store, StoreAddress::Folder(_))
}
