//! From the spool to the store, in order, for as long as it takes.

use super::{Archive, ArchiveError, State};
use crate::artifacts::spool::Entry;
use crate::artifacts::store::{has, is_erased};
use crate::artifacts::{ArtifactId, ExtractedText, Kinds, PartName, Pin, Record, Spool};
use crate::telemetry::chain;
use backon::{BackoffBuilder, ExponentialBuilder};
use std::io;
use std::sync::{Arc, PoisonError};
use std::time::{Duration, Instant};
use tokio_util::sync::CancellationToken;

/// When nothing arrives: what dead processes left behind is looked for, the store probed.
const LOOK_ROUND: Duration = Duration::from_mins(1);

impl Archive {
    /// Delivers until told to stop; what cannot be delivered is tried again, each time after
    /// a longer wait, up to a minute.
    pub async fn run(self: Arc<Self>, stopping: CancellationToken) {
        let waits = || {
            ExponentialBuilder::default()
                .with_min_delay(Duration::from_secs(1))
                .with_max_delay(Duration::from_mins(1))
                .without_max_times()
                .with_jitter()
                .build()
        };
        if self.keeping.probe {
            self.tell_what_lingers().await;
        }
        let mut backoff = waits();
        let mut probed = Instant::now();
        while !stopping.is_cancelled() {
            let mut delivered = self.deliver().await;
            if matches!(delivered, Ok(0)) && self.keeping.probe && probed.elapsed() >= LOOK_ROUND {
                probed = Instant::now();
                let answer = self.store.probe().await;
                self.troubles().store = answer.as_ref().err().map(|error| chain(error));
                delivered = answer.map(|()| 0).map_err(ArchiveError::Store);
            }
            let pause = if let Err(error) = &delivered {
                let error = chain(error);
                tracing::warn!(error, "artifacts wait in the spool");
                backoff.next().unwrap_or(LOOK_ROUND)
            } else {
                backoff = waits();
                LOOK_ROUND
            };
            tokio::select! {
                () = stopping.cancelled() => {}
                () = tokio::time::sleep(pause) => {}
                // While the store is away, what arrives changes nothing.
                () = self.arrived(), if delivered.is_ok() => {}
            }
        }
    }

    /// Whoever has to erase for good learns at the start that the store does not.
    async fn tell_what_lingers(&self) {
        match self.store.lingering().await {
            Ok(None) => {}
            Ok(Some(lingering)) => tracing::warn!(store = self.store.address(), lingering),
            // Seldom may a service read the settings of its bucket; `doctor` says so.
            Err(error) => tracing::debug!(%error, "what the store keeps of what is erased"),
        }
    }

    async fn arrived(&self) {
        match self.spool.get() {
            Some(spool) => spool.arrived().await,
            // Nothing was saved yet: soon enough by looking.
            None => tokio::time::sleep(Duration::from_secs(1)).await,
        }
    }

    /// Delivers all that waits, this process's and what dead ones left; returns how many.
    ///
    /// # Errors
    /// At the first that cannot be delivered: those after it stay behind it.
    pub async fn deliver(self: &Arc<Self>) -> Result<usize, ArchiveError> {
        let delivered = self.deliver_all().await;
        self.troubles().store = delivered.as_ref().err().map(|error| chain(error));
        delivered
    }

    async fn deliver_all(self: &Arc<Self>) -> Result<usize, ArchiveError> {
        let archive = Arc::clone(self);
        let found = tokio::task::spawn_blocking(move || {
            let root = &archive.keeping.spool;
            if root.is_dir() {
                archive.spool()?;
                Ok(Spool::orphans(root)?.into_iter().map(Arc::new).collect())
            } else {
                Ok(Vec::new())
            }
        });
        let orphans =
            found.await.map_err(io::Error::other).flatten().map_err(ArchiveError::Spool)?;
        let own = self.spool.get();
        if let Some(spool) = own {
            self.announce(spool).await;
        }
        let mut count = 0;
        for spool in orphans.iter().chain(own) {
            count += self.deliver_from(spool).await?;
        }
        Ok(count)
    }

    /// Tells the index what waits, so that listings show it while the store is away.
    async fn announce(&self, spool: &Spool) {
        for (sequence, id) in spool.waiting() {
            if self.announced().contains(&id) {
                continue;
            }
            // Else it might be erased meanwhile, and be listed for ever.
            let _moving = self.moving.lock().await;
            let Ok(Some(entry)) = spool.entry(sequence) else { continue };
            let told = match self.index.find(id).await {
                Ok(None) => self.tell(&entry, State::Spooled, None).await,
                // By us, before a restart.
                Ok(Some(_)) => Ok(()),
                Err(error) => Err(error.into()),
            };
            if let Err(error) = told {
                tracing::warn!(error = %chain(&error), "the index cannot be told of what waits");
                return;
            }
            self.announced().insert(id);
        }
    }

    async fn deliver_from(&self, spool: &Arc<Spool>) -> Result<usize, ArchiveError> {
        let mut count = 0;
        for (sequence, id) in spool.waiting() {
            let _moving = self.moving.lock().await;
            let Some(entry) = spool.entry(sequence).map_err(ArchiveError::Spool)? else { continue };
            match self.deliver_one(&entry).await {
                Err(ArchiveError::Spool(error)) if error.kind() == io::ErrorKind::InvalidData => {
                    let aside = move |spool: &Spool| spool.set_aside(sequence, &error);
                    change(spool, aside).await?;
                    continue;
                }
                delivered => delivered?,
            }
            change(spool, move |spool| spool.remove(id)).await?;
            self.announced().remove(&id);
            count += 1;
        }
        Ok(count)
    }

    async fn deliver_one(&self, entry: &Entry) -> Result<(), ArchiveError> {
        let id = entry.id();
        let parts = self.store.parts(id).await?;
        if is_erased(&parts) {
            // Erased while it waited, by a process that could not take it out of here.
            return Ok(self.index.forget(id).await?);
        }
        let checked = entry.clone();
        let checked = tokio::task::spawn_blocking(move || checked.verify()).await;
        checked.map_err(io::Error::other).flatten().map_err(ArchiveError::Spool)?;
        self.store.create(id, &entry.sources()).await?;
        let pin = if has(&parts, PartName::Pin) { self.pin_of(id).await? } else { None };
        self.tell(entry, State::Stored, pin).await?;
        tracing::info!(artifact = %id, bytes = entry.bytes(), "artifact stored");
        Ok(())
    }

    /// Tells the index of one artifact.
    async fn tell(
        &self,
        entry: &Entry,
        state: State,
        pin: Option<Pin>,
    ) -> Result<(), ArchiveError> {
        let read = entry.clone();
        let read = tokio::task::spawn_blocking(move || {
            let text = read.read(PartName::Text)?;
            let text = text.map(|json| ExtractedText::searchable(&json)).unwrap_or_default();
            io::Result::Ok((read.metadata()?, text))
        });
        let read = read.await.map_err(io::Error::other).flatten();
        let (metadata, text) = read.map_err(ArchiveError::Spool)?;
        let (checksum, expired) = (entry.record(), Kinds::default());
        let record = Record { metadata, checksum, state, pin, expired };
        Ok(self.index.record(&[(record, text)]).await?)
    }

    fn announced(&self) -> std::sync::MutexGuard<'_, std::collections::HashSet<ArtifactId>> {
        self.announced.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Does to a spool what waits for a disk.
pub(super) async fn change(
    spool: &Arc<Spool>,
    deed: impl FnOnce(&Spool) -> io::Result<()> + Send + 'static,
) -> Result<(), ArchiveError> {
    let spool = Arc::clone(spool);
    let done = tokio::task::spawn_blocking(move || deed(&spool)).await;
    done.map_err(io::Error::other).flatten().map_err(ArchiveError::Spool)
}
