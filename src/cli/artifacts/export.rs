//! `artifacts export`: stored requests in one file, or as a corpus.

use super::{FLAWED, MOST_FLAWS, page};
use crate::artifacts::export::{self, Packing, corpus};
use crate::artifacts::{Archive, Filter, ValidationStatus};
use anyhow::Context;
use chrono::{Days, NaiveDate, NaiveTime};
use clap::Args;
use futures::StreamExt;
use std::fmt::Write as _;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

#[derive(Debug, Args)]
pub(super) struct Export {
    /// The file to write: a tar.zst where it is named so, else a ZIP; with --as-corpus the
    /// folder.
    to: PathBuf,
    /// Writes a folder for each, with its pictures and a truth.json that is left to be
    /// filled in
    #[arg(long)]
    as_corpus: bool,
    #[command(flatten)]
    chosen: Chosen,
}

/// Which stored requests; everything that is given has to hold.
#[derive(Debug, Args)]
struct Chosen {
    /// From this day on (UTC)
    #[arg(long)]
    start_date: Option<NaiveDate>,
    /// Until this day, included
    #[arg(long)]
    end_date: Option<NaiveDate>,
    /// passed, failed or needs_review
    #[arg(long, value_parser = status)]
    validation_status: Option<ValidationStatus>,
    /// wine, distilled_spirits or malt_beverage
    #[arg(long)]
    product_type: Option<String>,
    /// A rule that was found violated
    #[arg(long)]
    rule: Option<String>,
    /// Compared by letters and digits
    #[arg(long)]
    brand: Option<String>,
    #[arg(long)]
    application_id: Option<String>,
    /// auto, tesseract, ppocr or ollama
    #[arg(long)]
    ocr_backend: Option<String>,
    /// Words that all were read
    #[arg(long)]
    q: Option<String>,
}

fn status(text: &str) -> Result<ValidationStatus, &'static str> {
    ValidationStatus::named(text).ok_or("has to be passed, failed or needs_review")
}

impl Chosen {
    fn filter(&self) -> Filter {
        let midnight = |day: NaiveDate| day.and_time(NaiveTime::MIN).and_utc();
        let after = |day: NaiveDate| day.checked_add_days(Days::new(1));
        Filter {
            start: self.start_date.map(midnight),
            end: self.end_date.and_then(after).map(midnight),
            validation_status: self.validation_status,
            product_type: self.product_type.clone(),
            rule: self.rule.clone(),
            brand: self.brand.clone(),
            application_id: self.application_id.clone(),
            ocr_backend: self.ocr_backend.clone(),
            q: self.q.clone(),
        }
    }
}

impl Export {
    pub(super) async fn run(&self, archive: Arc<Archive>) -> anyhow::Result<ExitCode> {
        if self.as_corpus { self.corpus(&archive).await } else { self.file(archive).await }
    }

    async fn file(&self, archive: Arc<Archive>) -> anyhow::Result<ExitCode> {
        let name = self.to.to_string_lossy();
        let named = Packing::ALL.into_iter().find(|packing| name.ends_with(packing.extension()));
        let fresh = self.to.with_added_extension("part");
        let write = write_all(archive, self.chosen.filter(), named.unwrap_or_default(), &fresh);
        let written = write.await.with_context(|| format!("writing {}", fresh.display()))?;
        std::fs::rename(&fresh, &self.to)?;
        page::print(&format!("{written} bytes in {name}.\n"))?;
        Ok(ExitCode::SUCCESS)
    }

    async fn corpus(&self, archive: &Arc<Archive>) -> anyhow::Result<ExitCode> {
        let written = corpus::write(archive, &self.chosen.filter(), &self.to).await?;
        let corpus::Written { labels, already, without_pictures, problems } = written;
        let mut words = format!(
            "{labels} labels in {}, {already} were there, {without_pictures} without pictures.\n",
            self.to.display()
        );
        for (id, problem) in problems.iter().take(MOST_FLAWS) {
            let _ = writeln!(words, "{id}: {problem}");
        }
        page::print(&words)?;
        Ok(if problems.is_empty() { ExitCode::SUCCESS } else { ExitCode::from(FLAWED) })
    }
}

async fn write_all(
    archive: Arc<Archive>,
    filter: Filter,
    packing: Packing,
    file: &Path,
) -> anyhow::Result<u64> {
    let mut out = std::fs::File::create(file)?;
    let mut packed = std::pin::pin!(export::stream(archive, filter, packing));
    let mut written = 0;
    while let Some(piece) = packed.next().await {
        let piece = piece?;
        out.write_all(&piece)?;
        written += piece.len() as u64;
    }
    out.sync_all()?;
    Ok(written)
}
