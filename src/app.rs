//! Every long-lived part of the service, built once and shared by all requests.

mod admission;
mod archive;
mod batches;
mod pace;
mod reader;
mod work;

pub use admission::{Admission, Busy, Place};
pub use archive::{alone as archive, database, store};
pub use batches::{Order, TakeError};
pub use reader::vision_settings;
pub use work::is_out_of_reach;

use crate::artifacts::{Archive, Store};
use crate::batches::Desk;
use crate::clock::{Clock, SystemClock};
use crate::config::Config;
use crate::db::{BatchTables, Database, JobQueue, WebhookTables};
use crate::jobs::{Answers, Queue};
use crate::model_status::ModelStatusFile;
use crate::verification::report::Backend;
use crate::verification::{PanelReader, Verifier};
use crate::webhooks::Webhooks;
use std::ops::Deref;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::Semaphore;
use tokio_util::sync::CancellationToken;

/// A cheap clone of one `Arc`.
#[derive(Debug, Clone)]
pub struct App(Arc<Parts>);

/// The parts themselves.
#[derive(Debug)]
pub struct Parts {
    pub config: Config,
    pub verifier: Verifier,
    pub clock: Arc<dyn Clock>,
    /// Who may be verified now, who waits, who has to come again.
    pub admission: Admission,
    /// The same for those that are read by the vision model alone: waiting for it takes no
    /// place from whoever needs this machine's engines.
    pub vision_admission: Admission,
    /// `None` where nothing downloads a model.
    pub model_status: Option<ModelStatusFile>,
    /// `None` where nothing is kept.
    pub archive: Option<Arc<Archive>>,
    /// Shared by all that is in it.
    pub database: Arc<Database>,
    pub jobs: Arc<dyn Queue>,
    /// Many applications at once.
    pub batches: Desk,
    /// Who is told of what is done.
    pub webhooks: Arc<dyn Webhooks>,
    /// What was answered to requests with an idempotency key.
    pub answers: Arc<dyn Answers>,
    /// Where what jobs are given waits for them, whether or not anything is kept.
    pub uploads: Arc<dyn Store>,
    /// Uploads being looked into before they are taken into the queue.
    pub looking: Semaphore,
    queue: JobQueue,
    /// Cancelled when the process has been asked to stop.
    pub stopping: CancellationToken,
}

impl App {
    /// The service as configured, with the engines that this machine has.
    #[must_use]
    pub fn from_config(config: Config) -> Self {
        let clock: Arc<dyn Clock> = Arc::new(SystemClock);
        let reader = reader::choose(&config, Arc::clone(&clock));
        Self::new(config, reader, clock)
    }

    /// The service with a reader and a clock of the caller's.
    #[must_use]
    pub fn new(config: Config, reader: Arc<dyn PanelReader>, clock: Arc<dyn Clock>) -> Self {
        let file = config.model_status.file.clone();
        let database = Arc::new(database(&config));
        let store = store(&config.artifacts.store, &config.artifacts);
        let archive = config
            .artifacts
            .enabled
            .then(|| archive::choose(&config, &database, Arc::clone(&store), Arc::clone(&clock)));
        let keep_answers = config.jobs.idempotency;
        let queue = JobQueue::new(Arc::clone(&database), Arc::clone(&clock), keep_answers);
        let tables = BatchTables::new(Arc::clone(&database), queue.clone(), Arc::clone(&clock));
        let news = WebhookTables::new(Arc::clone(&database), queue.clone(), Arc::clone(&clock));
        Self(Arc::new(Parts {
            verifier: Verifier::new(reader),
            admission: Admission::new(config.ocr.concurrency, config.ocr.queue),
            vision_admission: Admission::new(config.ollama.concurrency, config.ollama.queue),
            model_status: file.map(|path| ModelStatusFile::new(path, Arc::clone(&clock))),
            archive: archive.map(Arc::new),
            database,
            batches: Desk {
                tables: Arc::new(tables),
                queue: Arc::new(queue.clone()),
                clock: Arc::clone(&clock),
            },
            webhooks: Arc::new(news),
            jobs: Arc::new(queue.clone()),
            answers: Arc::new(queue.clone()),
            queue,
            uploads: store,
            looking: Semaphore::new(config.ocr.concurrency.get().min(Semaphore::MAX_PERMITS)),
            clock,
            stopping: CancellationToken::new(),
            config,
        }))
    }
}

impl App {
    /// The door for those that ask for this backend.
    #[must_use]
    pub fn admission_for(&self, backend: Backend) -> &Admission {
        match backend {
            Backend::Ollama => &self.vision_admission,
            Backend::Auto | Backend::Tesseract | Backend::Ppocr => &self.admission,
        }
    }

    /// When a request that does not say is answered, from its last byte on.
    #[must_use]
    pub fn default_deadline(&self, backend: Backend) -> Duration {
        match backend {
            Backend::Ollama => self.config.ollama.timeout,
            Backend::Auto | Backend::Tesseract | Backend::Ppocr => self.config.ocr.default_deadline,
        }
    }

    /// The archive, where a request is to be kept: as it says itself, else as configured.
    #[must_use]
    pub fn archive_for(&self, save: Option<bool>) -> Option<&Arc<Archive>> {
        let save = save.unwrap_or(self.config.artifacts.default_save);
        self.archive.as_ref().filter(|_| save)
    }
}

impl Deref for App {
    type Target = Parts;

    fn deref(&self) -> &Parts {
        &self.0
    }
}
