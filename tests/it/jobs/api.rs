//! Jobs through the interface.

use crate::support::reader::Manner;
use crate::support::{Answer, Form, RecordedReader, TestApp};
use axum::body::Body;
use axum::http::{Request, StatusCode};
use serde_json::json;
use std::ops::Deref;
use std::path::PathBuf;
use tempfile::TempDir;
use tokio_util::sync::CancellationToken;

/// A service with a database and a store of its own.
struct Service {
    app: TestApp,
    folder: TempDir,
    stop: CancellationToken,
}

impl Service {
    fn new() -> Self {
        Self::that(Manner::Read)
    }

    fn that(manner: Manner) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name).display().to_string();
        let (database, store, spool) =
            (format!("sqlite://{}", at("jobs.db")), format!("file:{}", at("store")), at("spool"));
        let settings = [
            ("DATABASE_URL", &*database),
            ("ARTIFACT_STORE", &*store),
            ("ARTIFACT_SPOOL", &*spool),
            ("JOB_LEASE_SECONDS", "2"),
        ];
        let app = TestApp::build(settings, RecordedReader::that(manner));
        Self { app, folder, stop: CancellationToken::new() }
    }

    /// A worker that goes with the service.
    fn works(&self) {
        tokio::spawn(self.app.app.runner(1).run(self.stop.clone()));
    }

    async fn submit(&self, form: Form) -> Answer {
        self.app.verify_at("/v1/verifications", form).await
    }

    async fn submitted(&self) -> String {
        let answer = self.submit(Form::with_a_picture()).await;
        assert_eq!(answer.status, StatusCode::ACCEPTED, "{}", answer.text());
        answer.header("location").unwrap().to_owned()
    }

    async fn with(&self, path: &str, headers: &[(&str, &str)], form: Form) -> Answer {
        let mut request = Request::post(path).header("content-type", Form::CONTENT_TYPE);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        self.app.call(request.body(Body::from(form.body())).unwrap()).await
    }

    async fn delete(&self, path: &str) -> Answer {
        self.app.send(Request::delete(path)).await
    }

    fn uploads(&self) -> Vec<PathBuf> {
        let uploads = std::fs::read_dir(self.folder.path().join("store/uploads"));
        uploads.map(|all| all.map(|one| one.unwrap().path()).collect()).unwrap_or_default()
    }
}

impl Deref for Service {
    type Target = TestApp;

    fn deref(&self) -> &TestApp {
        &self.app
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        self.stop.cancel();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_submitted_application_is_a_job_until_it_is_a_report() {
    let service = Service::new();
    let application = r#"{"application_id": "A-7", "alcohol_content": 13.5}"#;
    let answer = service.submit(Form::with_a_picture().application(application)).await;
    assert_eq!(answer.status, StatusCode::ACCEPTED, "{}", answer.text());
    let place = answer.header("location").unwrap().to_owned();
    let job = answer.json();
    assert_eq!(place, format!("/v1/jobs/{}", job["id"].as_str().unwrap()));
    assert_eq!((&job["state"], &job["position"]), (&json!("queued"), &json!(1)));
    assert_eq!(service.get(&place).await.json(), job, "a GET there tells the same");
    let result = format!("{place}/result");
    assert_eq!(service.get(&result).await.code(), "job_not_finished");
    assert_eq!(service.uploads().len(), 1);

    service.works();
    let done = service.get(&format!("{place}?wait=20")).await.json();
    assert_eq!(done["state"], "succeeded", "{done}");
    assert_eq!((&done["attempts"], &done["result_url"]), (&json!(1), &json!(result)));
    assert_eq!(done["position"], json!(null));
    let report = service.get(&result).await.json();
    assert_eq!(report["request_id"], job["id"]);
    assert_eq!(report["verdict"], done["verdict"]);
    assert_eq!(report["fields"]["alcohol_content"]["declared"], json!(13.5));
    let words = service.send(Request::get(&result).header("accept", "text/markdown")).await;
    assert!(words.text().starts_with('#'), "{}", words.text());
    for _ in 0..100 {
        if service.uploads().is_empty() {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    assert_eq!(service.uploads(), [] as [PathBuf; 0], "what it was given is gone");

    // What is over stays over.
    assert_eq!(service.delete(&place).await.code(), "job_over");
    let retry = service.send(Request::post(format!("{place}/retry"))).await;
    assert_eq!(retry.code(), "job_not_failed");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_jobs_history_is_told_as_it_happens_and_goes_on_where_it_was_cut_off() {
    let service = Service::new();
    let place = service.submitted().await;
    let events = format!("{place}/events");
    let listening = service.get(&events);
    service.works();
    let heard = listening.await;
    assert_eq!(heard.header("content-type"), Some("text/event-stream"));
    let text = heard.text();
    let named = |name: &str| text.find(&format!("event: {name}\n")).expect(name);
    assert!(
        named("enqueued") < named("claimed") && named("claimed") < named("succeeded"),
        "{text}"
    );
    let ids: Vec<_> = text.lines().filter_map(|line| line.strip_prefix("id: ")).collect();
    assert_eq!(ids.len(), 3);
    let after = |id: &str| service.send(Request::get(&events).header("last-event-id", id));
    let rest = after(ids[1]).await.text();
    assert!(!rest.contains("claimed") && rest.contains("event: succeeded"), "{rest}");
    assert_eq!(after(ids[2]).await.status, StatusCode::NO_CONTENT, "nothing can follow");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_job_can_be_cancelled_while_it_waits_and_while_it_runs() {
    let service = Service::that(Manner::WaitForHangUp);
    let waiting = service.submitted().await;
    let answer = service.delete(&waiting).await;
    assert_eq!((answer.status, &answer.json()["state"]), (StatusCode::OK, &json!("cancelled")));
    assert_eq!(service.uploads().len(), 0);
    assert_eq!(service.get(&format!("{waiting}/result")).await.code(), "job_cancelled");

    let running = service.submitted().await;
    service.works();
    service.reader.begun.notified().await;
    let answer = service.delete(&running).await;
    assert_eq!(answer.status, StatusCode::ACCEPTED);
    assert_eq!(answer.json()["cancelling"], json!(true));
    let job = service.get(&format!("{running}?wait=20")).await.json();
    assert_eq!((&job["state"], &job["cancelling"]), (&json!("cancelled"), &json!(false)));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_wrong_with_a_submission_is_told_at_once() {
    let service = Service::new();
    let text = Form::new().file("file", "label.txt", b"no picture at all");
    assert_eq!(service.submit(text).await.status, StatusCode::UNSUPPORTED_MEDIA_TYPE);
    let broken = Form::new().file("file", "a.png", &crate::support::png(40, 30)[..60]);
    assert_eq!(service.submit(broken).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(service.uploads().len(), 0, "nothing is kept of it");
    let unknown = "/v1/jobs/019a0000-0000-7000-8000-000000000001";
    for path in [unknown, "/v1/jobs/7", &format!("{unknown}/result"), &format!("{unknown}/events")]
    {
        assert_eq!(service.get(path).await.code(), "not_found", "{path}");
    }
    assert_eq!(service.get(&format!("{unknown}?wait=99")).await.code(), "invalid_value");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_client_may_prefer_a_job_to_an_answer() {
    let service = Service::new();
    let verify = async |prefer: &str| {
        service.with("/verify", &[("prefer", prefer)], Form::with_a_picture()).await
    };
    let answer = verify("respond-async").await;
    assert_eq!(answer.status, StatusCode::ACCEPTED, "{}", answer.text());
    assert_eq!(answer.header("preference-applied"), Some("respond-async"));
    assert!(answer.header("location").unwrap().starts_with("/v1/jobs/"));
    assert_eq!(verify("respond-async, wait=5").await.status, StatusCode::OK);
    assert_eq!(verify("handling=strict").await.status, StatusCode::OK);

    // Where there is no room, who prefers it gets a job.
    let settings = [("OCR_CONCURRENCY", "1"), ("OCR_QUEUE", "0")];
    let folder = tempfile::tempdir().unwrap();
    let database = format!("sqlite://{}", folder.path().join("jobs.db").display());
    let store = format!("file:{}", folder.path().join("store").display());
    let [one, two] = settings;
    let settings = [one, two, ("DATABASE_URL", &*database), ("ARTIFACT_STORE", &*store)];
    let full = TestApp::build(settings, RecordedReader::default());
    let far = std::time::Instant::now() + std::time::Duration::from_mins(1);
    let _held = [full.app.admission.enter(far).await, full.app.admission.enter(far).await];
    let ask = async |prefer: &str| {
        let request = Request::post("/verify").header("content-type", Form::CONTENT_TYPE);
        let request = request.header("prefer", prefer);
        full.call(request.body(Body::from(Form::with_a_picture().body())).unwrap()).await
    };
    assert_eq!(ask("respond-async, wait=5").await.status, StatusCode::ACCEPTED);
    let refused = ask("wait=5").await;
    assert_eq!(refused.code(), "busy");
    assert!(refused.header("retry-after").is_some());
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_key_gets_the_same_answer() {
    let service = Service::new();
    let key = [("idempotency-key", "\"order-66\"")];
    for path in ["/verify", "/v1/verifications"] {
        let key = [("idempotency-key", path.trim_start_matches('/'))];
        let first = service.with(path, &key, Form::with_a_picture()).await;
        let again = service.with(path, &key, Form::with_a_picture()).await;
        assert_eq!(first.status, again.status, "{path}");
        assert_eq!(first.header("location"), again.header("location"));
        assert_eq!(first.json()["request_id"], again.json()["request_id"]);
        assert_eq!(first.json()["id"], again.json()["id"]);
        assert_eq!(first.header("idempotency-replayed"), None);
        assert_eq!(again.header("idempotency-replayed"), Some("true"));
        let other = Form::with_a_picture().application(r#"{"brand_name": "OTHER"}"#);
        let other = service.with(path, &key, other).await;
        assert_eq!(other.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(other.code(), "idempotency_key_reused");
    }
    assert_eq!(service.uploads().len(), 1, "one job, however often it was asked for");

    // A request that came to nothing leaves its key free.
    let broken = || Form::new().file("file", "label.txt", b"no picture at all");
    let refused = service.with("/verify", &key, broken()).await;
    assert_eq!(refused.status, StatusCode::UNSUPPORTED_MEDIA_TYPE);
    let mut answer = service.with("/verify", &key, Form::with_a_picture()).await;
    for _ in 0..100 {
        // Its key is given up a moment after its answer.
        if answer.status == StatusCode::OK {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
        answer = service.with("/verify", &key, Form::with_a_picture()).await;
    }
    assert_eq!(answer.status, StatusCode::OK);
    let strange = service.with("/verify", &[("idempotency-key", "two words")], broken()).await;
    assert_eq!(strange.code(), "invalid_idempotency_key");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_key_while_the_first_request_runs_is_a_conflict() {
    let service = Service::that(Manner::Slow);
    let key = [("idempotency-key", "at-once")];
    let first = service.with("/verify", &key, Form::with_a_picture());
    let second = async {
        service.reader.begun.notified().await;
        service.with("/verify", &key, Form::with_a_picture()).await
    };
    let (first, second) = tokio::join!(first, second);
    assert_eq!(first.status, StatusCode::OK);
    assert_eq!(second.status, StatusCode::CONFLICT);
    assert_eq!(second.code(), "idempotency_key_in_use");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_job_that_is_to_be_kept_is_kept_under_its_own_id() {
    let service = Service::new();
    let form = Form::with_a_picture().field("save_artifact", "true");
    let answer = service.submit(form).await;
    let place = answer.header("location").unwrap().to_owned();
    service.works();
    service.get(&format!("{place}?wait=20")).await;
    let report = service.get(&format!("{place}/result")).await.json();
    assert_eq!(
        (&report["artifact_id"], &report["artifact_status"]),
        (&report["request_id"], &json!("accepted"))
    );
    let id = report["artifact_id"].as_str().unwrap();
    assert_eq!(service.get(&format!("/artifacts/{id}")).await.status, StatusCode::OK);
}

#[tokio::test(flavor = "multi_thread")]
async fn without_its_database_the_service_takes_no_jobs_and_still_verifies() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("file"), "").unwrap();
    let database = format!("sqlite://{}", folder.path().join("file/jobs.db").display());
    let store = format!("file:{}", folder.path().join("store").display());
    let app = TestApp::with_settings([("DATABASE_URL", &*database), ("ARTIFACT_STORE", &*store)]);
    let answer = app.verify_at("/v1/verifications", Form::with_a_picture()).await;
    assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(answer.code(), "database_unavailable");
    assert!(answer.header("retry-after").is_some());
    let left = std::fs::read_dir(folder.path().join("store/uploads")).unwrap().count();
    assert_eq!(left, 0, "the upload is taken back");
    assert_eq!(app.verify(Form::with_a_picture()).await.status, StatusCode::OK);
}
