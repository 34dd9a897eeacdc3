//! `artifacts`: proving, indexing, delivering, purging and exporting what is stored; and
//! `migrate-store`, which brings it elsewhere.

mod export;

use super::page;
use crate::app;
use crate::artifacts::migrate;
use crate::artifacts::{Archive, ArtifactId, ErasedFor, Proof};
use crate::clock::SystemClock;
use crate::config::{Config, StoreAddress};
use anyhow::Context;
use clap::{Args, Subcommand};
use export::Export;
use std::fmt::Write as _;
use std::process::ExitCode;
use std::sync::Arc;

/// Something stored is not as it should be.
const FLAWED: u8 = 1;

/// Problems printed in full; a store that is gone has as many as artifacts.
const MOST_FLAWS: usize = 100;

/// Looks after stored requests.
#[derive(Debug, Args)]
pub struct Artifacts {
    #[command(subcommand)]
    deed: Deed,
}

#[derive(Debug, Subcommand)]
enum Deed {
    /// Reads everything and compares it with what was written; status 1 when something is
    /// missing, altered or orphaned.
    Verify,
    /// Makes the index anew from the store alone.
    Reindex,
    /// Lets go what the settings do not keep any longer (ARTIFACT_RETENTION_DAYS and its
    /// neighbours), but for what is held.
    Purge {
        /// Says what would be erased, and erases nothing.
        #[arg(long)]
        dry_run: bool,
    },
    /// Brings what waits in the spool to the store.
    Deliver,
    /// Erases one stored request for good.
    Erase { id: ArtifactId },
    /// Writes stored requests to a ZIP or tar.zst with a manifest and checksums, or as a
    /// corpus.
    Export(Export),
}

impl Artifacts {
    /// Does it, and says how it went.
    pub fn run(&self, config: &Config) -> anyhow::Result<ExitCode> {
        let archive = archive(config)?;
        let runtime = tokio::runtime::Runtime::new().context("no threads can be started")?;
        runtime.block_on(self.deed.run(archive))
    }
}

impl Deed {
    async fn run(&self, archive: Arc<Archive>) -> anyhow::Result<ExitCode> {
        match self {
            Self::Verify => {
                let proof = archive.prove().await?;
                page::print(&told(&proof))?;
                let flawed = proof.flaws > 0;
                return Ok(if flawed { ExitCode::from(FLAWED) } else { ExitCode::SUCCESS });
            }
            Self::Reindex => {
                let done = archive.reindex().await?;
                let (recorded, forgotten) = (done.recorded, done.forgotten);
                let mut words = format!("{recorded} in the index, {forgotten} forgotten.\n");
                for id in done.unreadable {
                    let _ = writeln!(words, "cannot be understood: {id}");
                }
                page::print(&words)?;
            }
            Self::Purge { dry_run } => {
                let purged = archive.purge(*dry_run).await?;
                let deed = if *dry_run { "would be erased" } else { "erased" };
                page::print(&format!(
                    "{} {deed}, {} without some of their parts, {} held.\n",
                    purged.erased, purged.expired, purged.held
                ))?;
            }
            Self::Deliver => {
                let count = archive.deliver().await?;
                page::print(&format!("{count} delivered.\n"))?;
            }
            Self::Erase { id } => {
                archive.erase(*id, ErasedFor::Request).await?;
                page::print(&format!("{id} is erased.\n"))?;
            }
            Self::Export(export) => {
                return export.run(archive).await;
            }
        }
        Ok(ExitCode::SUCCESS)
    }
}

fn told(proof: &Proof) -> String {
    let Proof { artifacts, tombstones, parts, bytes, chains, flaws, problems } = proof;
    let mut words = format!(
        "{artifacts} artifacts, {tombstones} tombstones, {parts} parts, {bytes} bytes, \
         {chains} chains.\n"
    );
    for problem in problems.iter().take(MOST_FLAWS) {
        let _ = writeln!(words, "{problem}");
    }
    if *flaws > MOST_FLAWS {
        let _ = writeln!(words, "… and {} more", flaws - MOST_FLAWS);
    }
    words.push_str(if *flaws == 0 {
        "Everything is as it was written.\n"
    } else {
        "Not everything is as it was written.\n"
    });
    words
}

/// The archive as configured, whether or not it takes new requests.
pub(super) fn archive(config: &Config) -> anyhow::Result<Arc<Archive>> {
    anyhow::ensure!(config.artifacts.enabled, "ARTIFACT_STORAGE_ENABLED is false");
    Ok(Arc::new(app::archive(config, Arc::new(SystemClock))))
}

/// Copies all stored requests from one store to another and compares them.
#[derive(Debug, Args)]
pub struct MigrateStore {
    /// As in ARTIFACT_STORE.
    from: String,
    /// As in ARTIFACT_STORE.
    to: String,
}

impl MigrateStore {
    /// Copies; may be begun again where it was broken off.
    pub fn run(&self, config: &Config) -> anyhow::Result<ExitCode> {
        let store = |text: &str| -> anyhow::Result<_> {
            let address: StoreAddress = text.parse().with_context(|| text.to_owned())?;
            Ok(app::store(&address, &config.artifacts))
        };
        let (from, to) = (store(&self.from)?, store(&self.to)?);
        anyhow::ensure!(from.address() != to.address(), "both stores are the same");
        let runtime = tokio::runtime::Runtime::new().context("no threads can be started")?;
        let mut last = 0;
        let progress = |done: &migrate::Migrated| {
            if done.copied >= last + 1000 {
                last = done.copied;
                page::aside(&format!("{last} copied …\n"));
            }
        };
        let done = runtime.block_on(migrate::migrate(&*from, &*to, progress))?;
        let migrate::Migrated { copied, already, bytes, refused } = done;
        let mut words = format!("{copied} copied ({bytes} bytes), {already} were there.\n");
        for id in &refused {
            let _ = writeln!(words, "not copied, because it is not what was written: {id}");
        }
        page::print(&words)?;
        Ok(if refused.is_empty() { ExitCode::SUCCESS } else { ExitCode::from(FLAWED) })
    }
}
