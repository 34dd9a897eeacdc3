//! Parses the command line and hands over.

use clap::Parser;
use ttb_verifier::cli::samples::Samples;

#[derive(Debug, Parser)]
enum Command {
    Samples(Samples),
}

fn main() -> anyhow::Result<()> {
    let Command::Samples(samples) = Command::parse();
    samples.run()
}
