//! `jobs bench`: what the queue costs.
//!
//! Claims are measured beside many finished jobs; the way through the queue is measured
//! against the verifier alone, on the same applications in the same run.

use crate::app::App;
use crate::artifacts::store::Source;
use crate::artifacts::{Checksum, UploadKey};
use crate::cli::page;
use crate::config::{Config, DatabaseAddress, StoreAddress};
use crate::db::{Database, Sql};
use crate::intake;
use crate::jobs::{Claim, End, JobId, NewJob, Priority, Queue, State, WorkerId};
use crate::label::Application;
use crate::ocr::pool;
use crate::verification::report::Backend;
use crate::verification::{LabelToVerify, Request, StoredFile, VerifyLabel};
use anyhow::{Context, ensure};
use clap::Args;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio_util::sync::CancellationToken;

/// Written at a time.
const ROWS: u64 = 20_000;

#[derive(Debug, Args)]
pub struct Bench {
    /// Finished jobs in the table while claims are measured.
    #[arg(long, default_value_t = 100_000)]
    finished: u64,
    /// Jobs claimed and ended.
    #[arg(long, default_value_t = 2000)]
    claims: usize,
    /// An empty PostgreSQL database to measure on, as DATABASE_URL names it; else SQLite, in a
    /// folder that goes afterwards.
    #[arg(long)]
    database: Option<DatabaseAddress>,
    /// Pictures, each an application of its own, verified through the queue and without it.
    #[arg(long)]
    labels: Option<PathBuf>,
    /// Times that each picture is verified each way.
    #[arg(long, default_value_t = 1)]
    repeat: usize,
    /// Applications at once.
    #[arg(long, default_value_t = 1)]
    workers: usize,
}

impl Bench {
    pub async fn run(&self, mut config: Config) -> anyhow::Result<ExitCode> {
        let place = tempfile::tempdir()?;
        config.database.address = self
            .database
            .clone()
            .unwrap_or_else(|| DatabaseAddress::Sqlite(place.path().join("jobs.db")));
        config.artifacts.store = StoreAddress::Folder(place.path().join("store"));
        config.artifacts.enabled = false;
        let app = App::from_config(config);
        match &self.labels {
            None => page::print(&self.claims(&app).await?)?,
            Some(folder) => page::print(&self.overhead(&app, folder).await?)?,
        }
        Ok(ExitCode::SUCCESS)
    }

    async fn claims(&self, app: &App) -> anyhow::Result<String> {
        app.database.open().await?;
        let counts = app.jobs.counts().await?;
        ensure!(counts.is_empty(), "there are jobs in that database; measure on an empty one");
        fill(&app.database, self.finished).await?;
        let new = |number: usize| NewJob {
            client: format!("client-{}", number % 10),
            priority: if number.is_multiple_of(7) { Priority::Single } else { Priority::Batch },
            ..NewJob::new(JobId::fresh(), "bench", &number)
        };
        let begun = Instant::now();
        for chunk in (0..self.claims).collect::<Vec<_>>().chunks(1000) {
            app.jobs.enqueue(chunk.iter().map(|&number| new(number)).collect(), None).await?;
        }
        let enqueued = begun.elapsed();
        let begun = Instant::now();
        let workers = (0..self.workers.max(1)).map(|_| drain(Arc::clone(&app.jobs)));
        let mut times: Vec<_> = futures::future::try_join_all(workers).await?.concat();
        let (done, took) = (times.len(), begun.elapsed().as_secs_f64());
        times.sort_unstable();
        let at = |share: usize| times.get(done * share / 100).copied().unwrap_or_default();
        Ok(format!(
            "{}, {} finished jobs in the table\nenqueued {} in {:.2} s\n{done} claimed and ended \
             in {took:.2} s: {:.0} a second; one claim took {:.1} ms at the median, {:.1} ms at \
             the 99th percentile\n",
            app.config.database.address,
            self.finished,
            self.claims,
            enqueued.as_secs_f64(),
            done as f64 / took,
            at(50).as_secs_f64() * 1000.0,
            at(99).as_secs_f64() * 1000.0,
        ))
    }

    async fn overhead(&self, app: &App, folder: &Path) -> anyhow::Result<String> {
        let pictures = pictures(folder)?;
        ensure!(!pictures.is_empty(), "there are no pictures in {}", folder.display());
        let workers = self.workers.max(1);
        // What is loaded once is loaded before.
        alone(app, &pictures[..1], 1).await?;
        let all: Vec<_> = std::iter::repeat_n(&pictures, self.repeat).flatten().cloned().collect();
        let direct = alone(app, &all, workers).await?;
        let queued = through_the_queue(app, &all, workers).await?;
        let per_minute = |took: Duration| all.len() as f64 * 60.0 / took.as_secs_f64();
        let more = (queued.as_secs_f64() / direct.as_secs_f64() - 1.0) * 100.0;
        Ok(format!(
            "{} applications, {workers} at once\nwithout the queue {:.1} a minute\nthrough the \
             queue {:.1} a minute, {more:+.1} % time\n",
            all.len(),
            per_minute(direct),
            per_minute(queued),
        ))
    }
}

/// Claims and ends until nothing is left; what each claim took.
async fn drain(queue: Arc<dyn Queue>) -> anyhow::Result<Vec<Duration>> {
    let worker = WorkerId::fresh();
    let mut times = Vec::new();
    loop {
        let begun = Instant::now();
        let Some(Claim { token, .. }) = queue.claim("bench", &worker).await? else {
            return Ok(times);
        };
        times.push(begun.elapsed());
        let end = End::Succeeded { outcome: None, result: "{}".to_owned(), then: vec![] };
        queue.end(token, end).await?;
    }
}

/// Finished jobs, straight into the table.
async fn fill(database: &Database, count: u64) -> anyhow::Result<()> {
    let mut from = 0;
    while from < count {
        let until = count.min(from + ROWS);
        let sql = Sql::new(
            "INSERT INTO jobs (id, kind, state, priority, client, turn, payload, due_at, attempts, \
             outcome, created_at, updated_at, started_at, finished_at) \
             WITH RECURSIVE n (i) AS (SELECT CAST($1 AS BIGINT) UNION ALL SELECT i + 1 FROM n \
             WHERE i + 1 < $2) SELECT 'done-' || i, 'bench', 'succeeded', 20, 'client', i, '{}', \
             i, 1, 'compliant', i, i, i, i + 900 FROM n",
        );
        database.write(vec![sql.number(from as i64).number(until as i64)]).await?;
        from = until;
    }
    Ok(())
}

type Picture = (String, bytes::Bytes);

fn pictures(folder: &Path) -> anyhow::Result<Vec<Picture>> {
    let mut pictures = Vec::new();
    for entry in std::fs::read_dir(folder).with_context(|| folder.display().to_string())? {
        let path = entry?.path();
        let kind = path.extension().and_then(|kind| kind.to_str()).unwrap_or_default();
        if matches!(kind, "jpg" | "jpeg" | "png" | "webp" | "tif" | "tiff") {
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            pictures.push((name, std::fs::read(&path)?.into()));
        }
    }
    pictures.sort_unstable_by(|a: &Picture, b| a.0.cmp(&b.0));
    Ok(pictures)
}

/// Verifies them one after the other, several at a time.
async fn alone(app: &App, pictures: &[Picture], workers: usize) -> anyhow::Result<Duration> {
    let begun = Instant::now();
    let left = Arc::new(std::sync::Mutex::new(pictures.to_vec()));
    let work = (0..workers).map(|_| async {
        loop {
            let next = left.lock().unwrap_or_else(std::sync::PoisonError::into_inner).pop();
            let Some((name, bytes)) = next else { return anyhow::Ok(()) };
            let received = Instant::now();
            let decoded = intake::decode(&name, &bytes, &intake::Limits::default())?;
            let request = Request {
                id: uuid::Uuid::now_v7(),
                pictures: decoded,
                application: Application::default(),
                today: app.clock.now().date_naive(),
                backend: Backend::Auto,
                received,
                deadline: app.config.jobs.deadline,
                decode: received.elapsed(),
                crops: false,
                priority: pool::Priority::Batch,
                cancel: CancellationToken::new(),
            };
            app.verifier.verify(request).await?;
        }
    });
    futures::future::try_join_all(work).await?;
    Ok(begun.elapsed())
}

/// The same, from the upload to the last result.
async fn through_the_queue(
    app: &App,
    pictures: &[Picture],
    workers: usize,
) -> anyhow::Result<Duration> {
    let begun = Instant::now();
    let mut jobs = Vec::new();
    for (name, bytes) in pictures {
        let id = JobId::fresh();
        let key = UploadKey { owner: id.uuid(), number: 0 };
        app.uploads.put_upload(key, &Source::Bytes(bytes.clone())).await?;
        let label = LabelToVerify {
            files: vec![StoredFile {
                key,
                name: name.clone(),
                size_bytes: bytes.len() as u64,
                sha256: Checksum::of(bytes),
            }],
            application: Application::default(),
            backend: Backend::Auto,
            deadline_ms: None,
            crops: false,
            spares_pictures: false,
            save: false,
            today: app.clock.now().date_naive(),
            client: None,
            client_request_id: None,
        };
        jobs.push(NewJob {
            priority: Priority::Batch,
            ..NewJob::new(id, VerifyLabel::KIND, &label)
        });
    }
    let ids: Vec<_> = jobs.iter().map(|job| job.id).collect();
    app.jobs.enqueue(jobs, None).await?;
    let stop = CancellationToken::new();
    let working = tokio::spawn(app.runner(workers).run(stop.clone()));
    let mut changes = app.jobs.changes();
    for id in ids {
        loop {
            changes.borrow_and_update();
            let job = app.jobs.find(id).await?.context("a job is gone")?;
            match job.state {
                State::Succeeded => break,
                State::Queued | State::Running => changes.changed().await?,
                State::Failed | State::Cancelled => anyhow::bail!("{id}: {:?}", job.error),
            }
        }
    }
    let took = begun.elapsed();
    stop.cancel();
    working.await?;
    Ok(took)
}
