//! The commands: each parses its own arguments, does its work and says how it went.

pub mod artifacts;
pub mod backend;
pub mod backup;
pub mod batch;
pub mod bench;
pub mod compare;
mod config;
pub mod doctor;
mod engine_time;
pub mod eval;
pub mod health;
pub mod jobs;
mod machine;
pub mod model;
mod page;
pub mod replay;
pub mod rules;
pub mod samples;
pub mod serve;
pub mod verify;
pub mod work;

use crate::app::App;
use crate::config::{Config, ConfigError, Env};
use crate::intake::Limits;
use clap::{Parser, Subcommand};
use doctor::Patient;
use std::process::ExitCode;
use std::time::Duration;

/// The command line was wrong (`sysexits.h`'s EX_USAGE).
const USAGE: u8 = 64;
/// The settings are wrong (EX_CONFIG).
const CONFIG: u8 = 78;

/// How long a command waits to learn whether the vision model is there, where one is
/// configured.
const FIRST_LOOK: Duration = Duration::from_secs(6);

/// Checks the picture of a US alcohol beverage label against 27 CFR and its application.
#[derive(Debug, Parser)]
#[command(name = "ttb-verifier", version, arg_required_else_help = true)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Serves over HTTP.
    Serve(serve::Serve),
    /// Does what is in the queue, without HTTP.
    Work(work::Work),
    /// Looks into the queue, and tries again what was given up.
    Jobs(jobs::Jobs),
    /// Verifies one label application and prints the report.
    Verify(verify::Verify),
    /// Verifies many applications, here or by a server, and writes a table of the results.
    Batch(batch::Batch),
    /// Prints every setting with its value, as a file of environment variables.
    Config,
    /// Walks through what the service needs and explains what is wrong.
    Doctor(doctor::Doctor),
    /// Asks a running service on this machine whether it is ready; status 0 when it is.
    Health(health::Health),
    /// Measures the service on a folder of labels whose truth is known.
    Eval(eval::Eval),
    /// Puts a running server under load and measures its answers.
    Bench(bench::Bench),
    /// Looks after stored requests: proves, indexes, delivers, purges, exports.
    Artifacts(artifacts::Artifacts),
    /// Verifies stored requests again and shows what changed.
    Replay(replay::Replay),
    /// Copies all stored requests from one store to another.
    MigrateStore(artifacts::MigrateStore),
    /// Copies the embedded database and stored requests to a new folder.
    Backup(backup::Backup),
    /// Brings back what `backup` copied; the service has to be stopped.
    Restore(backup::Restore),
    /// Prints the rules: the handbook, or one rule of it.
    Rules(rules::Rules),
    /// Puts the engines side by side on one label: text, fields, time, where they differ.
    Compare(compare::Compare),
    /// Brings the vision model to this machine, or to a bucket for the next one.
    Model(model::Model),
    /// Draws label applications with their truth, lawful or with one defect.
    Samples(samples::Samples),
}

/// Runs what the command line asks for.
#[must_use]
pub fn run() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(message) => return usage(&message),
    };
    let done = match cli.command {
        Command::Serve(serve) => configured(|config| serve.run(config.clone())),
        Command::Work(work) => configured(|config| work.run(config.clone())),
        Command::Jobs(jobs) => configured(|config| jobs.run(config.clone())),
        Command::Config => config::run(),
        Command::Verify(verify) => here().map(|app| verify.run(&app.verifier, &limits(&app))),
        Command::Batch(batch) => batch_of(&batch),
        Command::Doctor(doctor) => Ok(doctor.run(&patient())),
        Command::Health(health) => configured(|config| health.run(config)),
        Command::Eval(eval) => here().map(|app| eval.run(&app.verifier)),
        Command::Bench(bench) => Ok(bench.run()),
        Command::Artifacts(artifacts) => configured(|config| artifacts.run(config)),
        Command::Replay(replay) => repeat(&replay),
        Command::MigrateStore(migrate) => configured(|config| migrate.run(config)),
        Command::Backup(backup) => configured(|config| backup.run(config)),
        Command::Restore(restore) => configured(|config| restore.run(config)),
        Command::Rules(rules) => Ok(rules.run()),
        Command::Compare(compare) => here().map(|app| compare.run(&app.verifier, &limits(&app))),
        Command::Model(model) => configured(|config| model.run(config)),
        Command::Samples(samples) => samples.run().map(|()| ExitCode::SUCCESS),
    };
    done.unwrap_or_else(|error| failed(&error))
}

fn configured(run: impl FnOnce(&Config) -> anyhow::Result<ExitCode>) -> anyhow::Result<ExitCode> {
    run(&settings()?.0)
}

fn repeat(replay: &replay::Replay) -> anyhow::Result<ExitCode> {
    let (config, _) = settings()?;
    let archive = artifacts::archive(&config)?;
    replay.run(&archive, &App::from_config(config).verifier)
}

fn batch_of(batch: &batch::Batch) -> anyhow::Result<ExitCode> {
    let (config, _) = settings()?;
    // A server's engines are not this machine's.
    batch.run(&config, || App::from_config(config.clone()).verifier.clone())
}

/// The service over the engines of this machine, which were looked for.
fn here() -> anyhow::Result<App> {
    let app = App::from_config(settings()?.0);
    // A service finds out in the background; a command has only the one label.
    app.verifier.wait_for_engines(FIRST_LOOK);
    Ok(app)
}

fn limits(app: &App) -> Limits {
    Limits::from(&app.config.limits)
}

/// What the doctor looks at: the settings, those that are wrong beside them.
fn patient() -> Patient {
    let (config, wrong) = Config::understood(Env::system());
    let wrong = wrong.map(|error| error.to_string()).unwrap_or_default();
    Patient {
        wrong_settings: wrong.lines().map(str::to_owned).collect(),
        tessdata: config.ocr.tessdata.clone(),
        ppocr_models: config.ocr.ppocr_models.clone(),
        onnxruntime: config.ocr.onnxruntime.clone(),
        one_openmp_thread: crate::ocr::start::is_single_threaded(),
        address: config.server.bind_address,
        tls: config.tls.clone(),
        config,
    }
}

/// The settings of the environment, and what was asked of it.
fn settings() -> Result<(Config, Vec<crate::config::Setting>), ConfigError> {
    Config::from_env(Env::system())
}

/// Help and the version are answers; everything else is wrong usage.
fn usage(message: &clap::Error) -> ExitCode {
    // Nothing is left to do when the terminal is gone.
    let _ = message.print();
    if message.use_stderr() { ExitCode::from(USAGE) } else { ExitCode::SUCCESS }
}

#[expect(clippy::print_stderr, reason = "the command line speaks to a person")]
fn failed(error: &anyhow::Error) -> ExitCode {
    if let Some(settings) = error.downcast_ref::<ConfigError>() {
        eprintln!("these settings are wrong:\n{settings}");
        return ExitCode::from(CONFIG);
    }
    eprintln!("error: {error:#}");
    ExitCode::FAILURE
}
