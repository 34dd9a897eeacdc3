//! Processes that are killed, databases that are restarted, readers that crash and hang: at
//! the end every application has the result of a quiet run, once.
//!
//! The workers are this program once more, told by variables what to be. `TTB_CHAOS_JOBS`
//! makes the batch larger, `TTB_CHAOS_SEED` another one.

mod batch;

use super::script::Script;
use crate::support::own_postgres::OwnServer;
use crate::support::{Client, Form, png, skipped};
use axum::body::Body;
use axum::http::{Request, StatusCode};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};
use ttb_verifier::app::App;
use ttb_verifier::clock::SystemClock;
use ttb_verifier::config::{Config, Env};
use ttb_verifier::jobs::{Deed, GAVE_UP, Isolate, JobId, State, Token};
use ttb_verifier::verification::VerifyLabel;

/// Longer than this nothing takes that is not stuck.
const PATIENCE: Duration = Duration::from_mins(3);

const WORKER: &str = "jobs::chaos::is_a_worker_when_told_to";

#[expect(clippy::disallowed_methods, reason = "how a test is told what to be")]
fn told(name: &str) -> Option<String> {
    std::env::var(name).ok()
}

fn number(name: &str, default: u64) -> u64 {
    told(name).and_then(|value| value.parse().ok()).unwrap_or(default)
}

/// One process more, or the same in this one.
fn app(settings: &BTreeMap<String, String>, marks: Option<PathBuf>) -> App {
    let env = settings.iter().map(|(name, value)| (name.as_str(), value.as_str()));
    let (config, _) = Config::from_env(Env::of(env)).unwrap();
    App::new(config, Arc::new(Script { marks }), Arc::new(SystemClock))
}

/// This program, as a worker on the same queue.
#[derive(Debug, Clone)]
struct Again {
    settings: String,
    marks: String,
}

impl Again {
    fn process(&self) -> Command {
        let mut command = Command::new(std::env::current_exe().unwrap());
        command.args([WORKER, "--exact", "--ignored", "--nocapture"]);
        command.env("TTB_CHAOS_SETTINGS", &self.settings).env("TTB_CHAOS_MARKS", &self.marks);
        command.stdout(Stdio::null()).stderr(Stdio::null());
        command
    }
}

impl Isolate for Again {
    fn command(&self, token: Token) -> std::io::Result<Command> {
        let mut command = self.process();
        let (job, fence) = (token.job.to_string(), token.fence.to_string());
        command.env("TTB_CHAOS_JOB", job).env("TTB_CHAOS_FENCE", fence);
        Ok(command)
    }
}

#[test]
#[ignore = "not a test: what the tests below start"]
fn is_a_worker_when_told_to() {
    let Some(settings) = told("TTB_CHAOS_SETTINGS") else { return };
    let marks = told("TTB_CHAOS_MARKS").unwrap();
    let again = Again { settings: settings.clone(), marks: marks.clone() };
    let settings = serde_json::from_str(&settings).unwrap();
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async {
        let app = app(&settings, Some(marks.into()));
        if let Some(job) = told("TTB_CHAOS_JOB") {
            std::thread::spawn(|| {
                let mut nothing = String::new();
                let _ = std::io::stdin().read_line(&mut nothing);
                std::process::exit(i32::from(GAVE_UP));
            });
            let fence = number("TTB_CHAOS_FENCE", 0) as i64;
            let token = Token { job: job.parse().unwrap(), fence };
            if app.runner(1).run_one(token).await.is_err() {
                std::process::exit(i32::from(GAVE_UP));
            }
        } else {
            tokio::spawn(app.clone().listen());
            tokio::spawn(app.clone().tell_news());
            app.runner(2).isolating(Arc::new(again)).run(app.stopping.clone()).await;
        }
    });
    std::process::exit(0);
}

/// A small generator of our own: the same seed is the same day.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        (self.0 >> 33) % sides
    }
}

/// What the `number`th application is called, and so what its reading does.
fn name(number: u64) -> String {
    let deed = match number {
        3 | 21 => "crash",
        5 => "poison",
        8 => "hang",
        n if n % 13 == 6 => "panic",
        n if n % 11 == 7 => "fail",
        n if n % 2 == 0 => "sleep",
        _ => "plain",
    };
    format!("label-{number:04} {deed}.png")
}

struct Chaos {
    folder: tempfile::TempDir,
    app: App,
    again: Again,
    workers: Vec<Child>,
    dice: Dice,
}

impl Chaos {
    fn new(database: &str, workers: usize) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let marks = folder.path().join("marks");
        std::fs::create_dir(&marks).unwrap();
        let store = format!("file:{}", folder.path().join("store").display());
        let spool = folder.path().join("spool").display().to_string();
        let settings = BTreeMap::from(
            [
                ("DATABASE_URL", database),
                ("ARTIFACT_STORE", &*store),
                ("ARTIFACT_SPOOL", &*spool),
                ("JOB_LEASE_SECONDS", "2"),
                ("JOB_TIMEOUT_SECONDS", "2"),
                ("DB_POOL_MAX", "4"),
                ("WEBHOOK_ALLOW", "127.0.0.0/8"),
                ("WEBHOOK_SECRET", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"),
            ]
            .map(|(name, value)| (name.to_owned(), value.to_owned())),
        );
        let again = Again {
            settings: serde_json::to_string(&settings).unwrap(),
            marks: marks.display().to_string(),
        };
        let app = app(&settings, None);
        let dice = Dice(number("TTB_CHAOS_SEED", 8));
        let mut chaos = Self { folder, app, again, workers: vec![], dice };
        for _ in 0..workers {
            chaos.start();
        }
        chaos
    }

    fn start(&mut self) {
        // Their standard input is not read.
        let process = self.again.process().stdin(Stdio::null()).spawn().unwrap();
        self.workers.push(process);
    }

    /// As an operator, a machine without memory, or a power cut would.
    fn kill_one(&mut self) {
        let which = self.dice.roll(self.workers.len() as u64) as usize;
        let mut worker = self.workers.swap_remove(which);
        worker.kill().unwrap();
        worker.wait().unwrap();
        self.start();
    }

    /// Workers that died by themselves are started again, as a process manager does.
    fn look_after(&mut self) {
        let mut dead = 0;
        self.workers.retain_mut(|worker| {
            let lives = worker.try_wait().unwrap().is_none();
            dead += usize::from(!lives);
            lives
        });
        for _ in 0..dead {
            self.start();
        }
    }

    /// Submits one, as a client does that wants it done once.
    async fn submit(&self, number: u64) -> JobId {
        let client = Client::of(&self.app);
        let begun = Instant::now();
        loop {
            let form = Form::new().file("file", &name(number), &png(40, 30));
            let request = Request::post("/v1/verifications")
                .header("content-type", Form::CONTENT_TYPE)
                .header("idempotency-key", format!("application-{number}"));
            let answer = client.call(request.body(Body::from(form.body())).unwrap()).await;
            match answer.status {
                StatusCode::ACCEPTED => {
                    return answer.json()["id"].as_str().unwrap().parse().unwrap();
                }
                StatusCode::SERVICE_UNAVAILABLE | StatusCode::CONFLICT => {}
                other => panic!("{other}: {}", answer.text()),
            }
            assert!(begun.elapsed() < PATIENCE, "never taken: {}", answer.text());
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    }

    /// Verifications that are not over; `None` while the database is not there.
    async fn open(&self) -> Option<u64> {
        let counts = self.app.jobs.counts().await.ok()?;
        let ours = counts.into_iter().filter(|count| count.kind == VerifyLabel::KIND);
        let open = ours.filter(|count| !count.state.is_over());
        Some(open.map(|count| count.count).sum())
    }

    /// The more there is to do, the longer it may take.
    async fn ensure_patience(&self, begun: Instant, jobs: u64) {
        let patience = PATIENCE * (1 + u32::try_from(jobs / 60).unwrap());
        assert!(begun.elapsed() < patience, "{:?} are open", self.open().await);
    }

    /// Waits for less than a second, and has dead workers replaced.
    async fn an_hour(&mut self) {
        tokio::time::sleep(Duration::from_millis(400 + self.dice.roll(400))).await;
        self.look_after();
    }

    /// Each application's end, its report without what differs between two runs.
    async fn compare(&self, jobs: &[JobId]) {
        let quiet = quiet(self.folder.path(), jobs.len() as u64).await;
        for (number, id) in (0..).zip(jobs) {
            let name = name(number);
            let job = self.app.jobs.find(*id).await.unwrap().unwrap();
            let events = self.app.jobs.events(*id, 0).await.unwrap();
            let ends = events.iter().filter(|event| event.state.is_over()).count();
            assert_eq!(ends, 1, "{name} ended once: {events:#?}");
            if name.contains("poison") {
                assert_eq!(job.state, State::Failed, "{name}: {events:#?}");
                assert_eq!(job.deaths, 2, "{name} was given up for what it did alone");
                continue;
            }
            assert_eq!(job.state, State::Succeeded, "{name}: {events:#?}");
            let succeeded = events.iter().filter(|event| event.deed == Deed::Succeeded).count();
            assert_eq!(succeeded, 1, "{name}");
            let body = self.app.jobs.result(*id).await.unwrap().unwrap();
            assert_eq!(steady(&body), quiet[number as usize], "{name}");
        }
    }
}

impl Drop for Chaos {
    fn drop(&mut self) {
        for worker in &mut self.workers {
            let _ = worker.kill();
            let _ = worker.wait();
        }
    }
}

/// What does not depend on when and how often a label was read.
fn steady(report: &str) -> Value {
    let mut report: Value = serde_json::from_str(report).unwrap();
    for name in ["request_id", "processing_time_ms", "timings_ms"] {
        report[name] = json!(null);
    }
    report
}

/// The same applications, one after the other, with nothing going wrong.
async fn quiet(folder: &Path, count: u64) -> Vec<Value> {
    let database = format!("sqlite://{}", folder.join("quiet.db").display());
    let settings = [("DATABASE_URL".to_owned(), database)];
    let client = Client::of(&app(&BTreeMap::from(settings), None));
    let mut reports = Vec::new();
    for number in 0..count {
        let form = Form::new().file("file", &name(number), &png(40, 30));
        let answer = client.verify(form).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
        reports.push(steady(&answer.text()));
    }
    reports
}

/// One day: everything is submitted, everything goes wrong, and everything comes to its end.
async fn day(database: &str, workers: usize, jobs: u64, mut disturb: impl FnMut(u32, &mut Chaos)) {
    let mut chaos = Chaos::new(database, workers);
    let mut ids = Vec::new();
    let begun = Instant::now();
    let mut hour = 0;
    loop {
        for number in ids.len() as u64..jobs.min(ids.len() as u64 + 12) {
            ids.push(chaos.submit(number).await);
        }
        chaos.an_hour().await;
        let all_in = ids.len() as u64 == jobs;
        if all_in && chaos.open().await == Some(0) {
            break;
        }
        hour += 1;
        disturb(hour, &mut chaos);
        chaos.ensure_patience(begun, jobs).await;
    }
    chaos.compare(&ids).await;
}

/// The server is restarted once, and a worker killed every other hour.
fn restarts(server: OwnServer) -> impl FnMut(u32, &mut Chaos) {
    let server = Arc::new(Mutex::new(server));
    move |hour, chaos| match hour {
        // Applications are still coming in.
        3 => {
            server.lock().unwrap().stop();
            let server = Arc::clone(&server);
            std::thread::spawn(move || {
                std::thread::sleep(Duration::from_millis(1500));
                server.lock().unwrap().start_again();
            });
        }
        // Then they are let do it: whoever is killed at every job gets nowhere.
        1..=8 if hour % 2 == 0 => chaos.kill_one(),
        _ => {}
    }
}

fn kills_its_worker(hour: u32, chaos: &mut Chaos) {
    if hour < 8 && hour.is_multiple_of(3) {
        chaos.kill_one();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn three_workers_are_killed_over_a_postgresql_that_is_restarted() {
    let Some(server) = OwnServer::start() else {
        return skipped("without PostgreSQL nothing is restarted");
    };
    let jobs = number("TTB_CHAOS_JOBS", 45);
    let address = server.address();
    day(&address, 3, jobs, restarts(server)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn while_postgresql_is_stopped_nothing_is_taken_and_when_it_is_back_all_goes_on() {
    let Some(mut server) = OwnServer::start() else {
        return skipped("without PostgreSQL nothing is stopped");
    };
    let chaos = Chaos::new(&server.address(), 1);
    let before = chaos.submit(1).await;
    server.stop();
    let form = Form::new().file("file", &name(9), &png(40, 30));
    let answer = Client::of(&chaos.app).verify_at("/v1/verifications", form).await;
    assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE, "{}", answer.text());
    assert!(answer.header("retry-after").is_some());
    server.start_again();
    let after = chaos.submit(2).await;
    let begun = Instant::now();
    for id in [before, after] {
        loop {
            let job = chaos.app.jobs.find(id).await.unwrap().unwrap();
            if job.state == State::Succeeded {
                break;
            }
            assert!(begun.elapsed() < Duration::from_secs(40), "{job:?}");
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn one_worker_is_killed_over_and_over_on_sqlite() {
    let folder = tempfile::tempdir().unwrap();
    let database = format!("sqlite://{}", folder.path().join("jobs.db").display());
    let jobs = number("TTB_CHAOS_JOBS", 30);
    day(&database, 1, jobs, kills_its_worker).await;
}
