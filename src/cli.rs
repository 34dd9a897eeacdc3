//! The commands: each parses its own arguments, does its work and says how it went.

pub mod backend;
mod config;
pub mod doctor;
pub mod eval;
mod page;
pub mod samples;
mod serve;

use crate::app::App;
use crate::config::{Config, ConfigError, Env};
use clap::{Parser, Subcommand};
use std::process::ExitCode;

/// The command line was wrong (`sysexits.h`'s EX_USAGE).
const USAGE: u8 = 64;
/// The settings are wrong (EX_CONFIG).
const CONFIG: u8 = 78;

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
    Serve,
    /// Prints every setting with its value, as a file of environment variables.
    Config,
    /// Measures the service on a folder of labels whose truth is known.
    Eval(eval::Args),
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
        Command::Serve => serve::run(),
        Command::Config => config::run(),
        Command::Eval(args) => measure(&args),
        Command::Samples(args) => args.run().map(|()| ExitCode::SUCCESS),
    };
    done.unwrap_or_else(|error| failed(&error))
}

/// Measures with the engines of this machine and prints the tables.
#[expect(clippy::print_stdout, reason = "the command line speaks to a person")]
fn measure(args: &eval::Args) -> anyhow::Result<ExitCode> {
    let app = App::from_config(settings()?.0);
    println!("{}", eval::run(args, &app.verifier)?);
    Ok(ExitCode::SUCCESS)
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
pub mod verify;
