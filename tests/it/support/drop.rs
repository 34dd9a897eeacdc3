//! Archives of drawn pictures, and a service with workers of its own on either database.

use super::{Form, RecordedReader, TestApp, postgres, skipped};
use std::io::{Cursor, Write};
use tempfile::TempDir;
use tokio_util::sync::CancellationToken;
use ttb_verifier::jobs::WorkerId;
use ttb_verifier::verification::VerifyLabel;
use uuid::Uuid;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

/// A service with folders, a database and, once they are asked for, workers of its own.
pub struct Place {
    pub folder: TempDir,
    pub app: TestApp,
    stop: CancellationToken,
}

impl Place {
    pub fn sqlite(settings: &[(&str, &str)], reader: RecordedReader) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let database = format!("sqlite://{}", folder.path().join("queue.db").display());
        Self::on(folder, &database, settings, reader)
    }

    /// `None` where no PostgreSQL is installed.
    pub fn postgres(settings: &[(&str, &str)], reader: RecordedReader) -> Option<Self> {
        let name = format!("batches_{}", Uuid::now_v7().simple());
        let Some(address) = postgres::database(&name) else {
            skipped("no PostgreSQL is installed");
            return None;
        };
        let database = address.to_string().replace("postgres://", "postgres://tester@");
        Some(Self::on(tempfile::tempdir().unwrap(), &database, settings, reader))
    }

    fn on(
        folder: TempDir,
        database: &str,
        settings: &[(&str, &str)],
        reader: RecordedReader,
    ) -> Self {
        let at = |name: &str| folder.path().join(name).display().to_string();
        let (store, spool) = (format!("file:{}", at("store")), at("spool"));
        let ours = [
            ("ARTIFACT_STORE", &*store),
            ("ARTIFACT_SPOOL", &*spool),
            ("DATABASE_URL", database),
            ("DB_POOL_MAX", "4"),
        ];
        let settings: Vec<_> = ours.into_iter().chain(settings.iter().copied()).collect();
        let app = TestApp::with_settings_and_reader(&settings, reader);
        Self { folder, app, stop: CancellationToken::new() }
    }

    /// Begins to work on the queue and to tell of it.
    pub fn work(&self) {
        tokio::spawn(self.app.app.clone().tell_news());
        tokio::spawn(self.app.app.runner(2).run(self.stop.clone()));
    }

    /// Does the next application in line, if there is one.
    pub async fn do_one(&self) -> bool {
        let app = &self.app.app;
        let claim = app.jobs.claim(VerifyLabel::KIND, &WorkerId::fresh()).await.unwrap();
        let Some(claim) = claim else { return false };
        app.runner(1).run_one(claim.token).await.unwrap()
    }

    pub async fn submit(&self, form: Form) -> super::Answer {
        self.app.verify_at("/v1/batches", form).await
    }

    /// Takes a batch in and gives its path.
    pub async fn accepted(&self, form: Form) -> String {
        let answer = self.submit(form).await;
        assert_eq!(answer.status, 202, "{}", answer.text());
        let location = answer.header("location").unwrap().to_owned();
        assert_eq!(location, format!("/v1/batches/{}", answer.json()["id"].as_str().unwrap()));
        location
    }

    /// Waits until a batch is in a state; gives it.
    pub async fn until(&self, path: &str, state: &str) -> serde_json::Value {
        for _ in 0..600 {
            let view = self.app.get(path).await.json();
            if view["state"] == state {
                return view;
            }
            tokio::time::sleep(std::time::Duration::from_millis(50)).await;
        }
        panic!("{path} is not {state}: {}", self.app.get(path).await.text());
    }

    /// How often the reader was asked.
    pub fn readings(&self) -> usize {
        self.app.reader.asked.lock().unwrap().len()
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        self.stop.cancel();
    }
}

pub fn zip(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in files {
        zip.start_file(*name, SimpleFileOptions::default()).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}
