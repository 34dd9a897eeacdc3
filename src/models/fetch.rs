//! A model from a bucket: streamed, unpacked while it arrives, gone on with where it was.
//!
//! What has arrived lies in a folder of its own beside the models, with a note of what it is
//! part of. The archive is hashed and unpacked while it comes; only when its checksum is
//! right are the files moved to where Ollama looks, its manifest last. So a machine that is
//! switched off at any moment has either the whole model or none, and loses nothing.

use super::growing::{GrowingFile, Growth};
use super::unpack::{self, Unpacked};
use super::{ModelError, ObjectAddress, Teller};
use crate::artifacts::Checksum;
use crate::artifacts::store::{Object, S3};
use backon::{BackoffBuilder, ExponentialBuilder};
use bytes::Bytes;
use futures::StreamExt;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::fs::{self, File, OpenOptions};
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::mpsc;

/// Our folder beside `blobs` and `manifests`; Ollama looks at those two alone.
const FOLDER: &str = ".ttb-verifier";
/// An object's note of what it unpacks to, in bytes, as `model export` leaves it.
pub(super) const UNPACKED_BYTES: &str = "unpacked-bytes";
/// What an archive without that note may unpack to, as a multiple of its size: models are
/// hardly compressible.
const UNPACKS_TO: f64 = 1.5;
/// Left free on the disk, for whoever else writes there.
const SPARE: u64 = 64 * 1024 * 1024;
/// Chunks between line and disk: a few megabytes at the most.
const CHUNKS: usize = 64;
/// A line on which nothing comes for so long is cut.
const SILENCE: Duration = Duration::from_secs(30);
/// Waits between tries after which nothing came; they grow, and are spread at random.
const FIRST_WAIT: Duration = Duration::from_millis(200);
const LONGEST_WAIT: Duration = Duration::from_secs(20);

/// What to fetch, and where to.
#[derive(Debug, Clone)]
pub struct Fetch {
    pub object: ObjectAddress,
    /// In hexadecimal; from beside the object where it is not given.
    pub sha256: Option<String>,
    /// Ollama's folder of models.
    pub models: PathBuf,
    /// Tries in a row that may bring nothing before it is given up.
    pub tries: usize,
}

/// What a folder of arrivals is part of.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Note {
    source: String,
    tag: String,
    size: u64,
    sha256: String,
}

/// What was fetched, for the next time.
#[derive(Debug, Serialize, Deserialize)]
struct Done {
    sha256: String,
    files: Vec<Unpacked>,
}

/// Where everything is.
struct Places {
    models: PathBuf,
    work: PathBuf,
    archive: PathBuf,
    unpacked: PathBuf,
    note: PathBuf,
    done: PathBuf,
}

impl Places {
    fn new(fetch: &Fetch) -> Self {
        let ours = fetch.models.join(FOLDER);
        let name = fetch.object.folder_name();
        let work = ours.join(&name);
        Self {
            models: fetch.models.clone(),
            archive: work.join("archive"),
            unpacked: work.join("unpacked"),
            note: work.join("note.json"),
            done: ours.join(format!("{name}.json")),
            work,
        }
    }

    fn have(&self) -> u64 {
        fs::metadata(&self.archive).map_or(0, |there| there.len())
    }
}

/// Fetches a model, from where an earlier run was interrupted.
pub async fn fetch(store: &S3, fetch: &Fetch, teller: &Arc<Teller>) -> Result<(), ModelError> {
    let source = fetch.object.to_string();
    teller.begin(&source);
    let object = store.object(&fetch.object.key).await?;
    let object = object.ok_or_else(|| ModelError::NotThere(source.clone()))?;
    let sha256 = checksum(store, fetch, &source).await?;
    let places = Places::new(fetch);
    if is_done(&places, &sha256) {
        teller.downloaded(object.size, object.size);
        teller.ready();
        return Ok(());
    }
    let note = Note { source, tag: object.tag.clone(), size: object.size, sha256 };
    prepare(&places, &note)?;
    let most = most_unpacked(&object);
    let unpacked = folder_bytes(&places.unpacked);
    let needed = (object.size - places.have()).saturating_add(most.saturating_sub(unpacked));
    room_for(needed, free_bytes(&places.work)?)?;

    let growth = Growth::default();
    // Whoever gives this up leaves nobody waiting for more.
    let _given_up = growth.clone().broken_when_dropped();
    let unpacking = start_unpacking(&places, &growth, most, Arc::clone(teller), object.size)?;
    let arrived = download(store, fetch, &note, &places, &growth, teller).await;
    match &arrived {
        Ok(()) => growth.whole(),
        Err(_) => growth.broken(),
    }
    let unpacked =
        unpacking.await.unwrap_or_else(|panic| std::panic::resume_unwind(panic.into_panic()));
    let refused = arrived.is_ok() && matches!(unpacked, Err(ModelError::Archive(_)));
    if refused || matches!(arrived, Err(ModelError::Altered { .. })) {
        // Nobody knows which of its bytes are wrong.
        remove(&places.work)?;
    }
    arrived?;
    install(&places, &unpacked?, &note.sha256)?;
    teller.ready();
    Ok(())
}

/// What the archive has to be.
async fn checksum(store: &S3, fetch: &Fetch, source: &str) -> Result<String, ModelError> {
    if let Some(given) = &fetch.sha256 {
        return Ok(given.to_ascii_lowercase());
    }
    let key = format!("{}.sha256", fetch.object.key);
    let missing = || ModelError::NoChecksum(source.to_owned());
    let object = store.object(&key).await?.ok_or_else(missing)?;
    if object.size == 0 {
        return Err(missing());
    }
    let bytes = store.read_from(&key, 0).await?.collect(4096).await?;
    let text = String::from_utf8_lossy(&bytes);
    let digest = text.split_whitespace().next().unwrap_or_default().to_ascii_lowercase();
    let is_one = digest.len() == 64 && digest.chars().all(|c| c.is_ascii_hexdigit());
    if is_one { Ok(digest) } else { Err(missing()) }
}

/// Whether the same archive was fetched and is still there.
fn is_done(places: &Places, sha256: &str) -> bool {
    let done: Option<Done> =
        fs::read(&places.done).ok().and_then(|bytes| serde_json::from_slice(&bytes).ok());
    done.is_some_and(|done| {
        let there = |file: &Unpacked| {
            fs::metadata(places.models.join(&file.path)).is_ok_and(|there| there.len() == file.size)
        };
        done.sha256 == sha256 && done.files.iter().all(there)
    })
}

/// Makes the folder of arrivals, without what is part of something else.
fn prepare(places: &Places, note: &Note) -> Result<(), ModelError> {
    let known: Option<Note> =
        fs::read(&places.note).ok().and_then(|bytes| serde_json::from_slice(&bytes).ok());
    if known.as_ref() == Some(note) && places.have() <= note.size {
        return Ok(());
    }
    remove(&places.work)?;
    let failed = || ModelError::disk(format!("{} cannot be made", places.work.display()));
    fs::create_dir_all(&places.unpacked).map_err(failed())?;
    write_json(&places.note, note)
}

fn remove(folder: &Path) -> Result<(), ModelError> {
    match fs::remove_dir_all(folder) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            Err(ModelError::disk(format!("{} cannot be removed", folder.display()))(error))
        }
        _ => Ok(()),
    }
}

fn write_json(file: &Path, value: &impl Serialize) -> Result<(), ModelError> {
    let failed = || ModelError::disk(format!("{} cannot be written", file.display()));
    let fresh = file.with_added_extension("part");
    let bytes = serde_json::to_vec_pretty(value).expect("notes are plain data");
    fs::write(&fresh, bytes).map_err(failed())?;
    fs::rename(&fresh, file).map_err(failed())
}

fn most_unpacked(object: &Object) -> u64 {
    let noted = object.metadata.get(UNPACKED_BYTES).and_then(|bytes| bytes.parse().ok());
    noted.unwrap_or((object.size as f64 * UNPACKS_TO) as u64)
}

fn folder_bytes(folder: &Path) -> u64 {
    let Ok(entries) = fs::read_dir(folder) else { return 0 };
    let size = |entry: fs::DirEntry| match entry.metadata() {
        Ok(there) if there.is_dir() => folder_bytes(&entry.path()),
        Ok(there) => there.len(),
        Err(_) => 0,
    };
    entries.flatten().map(size).sum()
}

fn free_bytes(folder: &Path) -> Result<u64, ModelError> {
    let room = rustix::fs::statvfs(folder)
        .map_err(|error| ModelError::disk("the disk does not tell its room")(error.into()))?;
    Ok(room.f_bavail.saturating_mul(room.f_frsize))
}

fn room_for(needed: u64, free: u64) -> Result<(), ModelError> {
    let needed = needed.saturating_add(SPARE);
    if needed > free { Err(ModelError::NoRoom { needed, free }) } else { Ok(()) }
}

type Unpacking = tokio::task::JoinHandle<Result<Vec<Unpacked>, ModelError>>;

fn start_unpacking(
    places: &Places,
    growth: &Growth,
    most: u64,
    teller: Arc<Teller>,
    size: u64,
) -> Result<Unpacking, ModelError> {
    let opened = OpenOptions::new().create(true).append(true).read(true).open(&places.archive);
    let file = opened
        .map_err(ModelError::disk(format!("{} cannot be opened", places.archive.display())))?;
    let (growth, folder) = (growth.clone(), places.unpacked.clone());
    Ok(tokio::task::spawn_blocking(move || {
        let archive = GrowingFile::new(file, growth.clone());
        // While it still arrives, that is what is told.
        let told = |done| {
            if growth.is_whole() {
                teller.extracted(done, most.max(size));
            }
        };
        let unpacked = unpack::unpack(archive, &folder, most, told);
        if unpacked.is_err() {
            growth.broken();
        }
        unpacked
    }))
}

/// Downloads what is missing, and compares the whole with its checksum; stops where it can
/// not be unpacked any more.
async fn download(
    store: &S3,
    fetch: &Fetch,
    note: &Note,
    places: &Places,
    growth: &Growth,
    teller: &Arc<Teller>,
) -> Result<(), ModelError> {
    let (chunks, coming) = mpsc::channel::<Bytes>(CHUNKS);
    let have = places.have();
    let writing = {
        let (archive, growth, teller) =
            (places.archive.clone(), growth.clone(), Arc::clone(teller));
        let size = note.size;
        tokio::task::spawn_blocking(move || write(&archive, coming, &growth, &teller, size))
    };
    let arrived = receive(store, fetch, note, have, &chunks, growth).await;
    drop(chunks);
    let digest =
        writing.await.unwrap_or_else(|panic| std::panic::resume_unwind(panic.into_panic()));
    let digest = digest?;
    arrived?;
    if growth.is_broken() {
        return Ok(());
    }
    if digest != note.sha256 {
        let (expected, found) = (note.sha256.clone(), digest);
        return Err(ModelError::Altered { expected, found });
    }
    Ok(())
}

/// Asks for what is missing until all was handed on; after a break, from where it broke.
async fn receive(
    store: &S3,
    fetch: &Fetch,
    note: &Note,
    mut have: u64,
    chunks: &mpsc::Sender<Bytes>,
    growth: &Growth,
) -> Result<(), ModelError> {
    let patience = ExponentialBuilder::default()
        .with_min_delay(FIRST_WAIT)
        .with_max_delay(LONGEST_WAIT)
        .with_max_times(fetch.tries.saturating_sub(1))
        .with_jitter();
    let mut waits = patience.build();
    while have < note.size {
        let before = have;
        let Err(error) = receive_once(store, fetch, note, &mut have, chunks, growth).await else {
            continue;
        };
        if have > before {
            waits = patience.build();
        }
        // A disk that is full or an archive that is refused does not get better by asking.
        if growth.is_broken() || chunks.is_closed() {
            return Ok(());
        }
        let Some(wait) = waits.next() else { return Err(error) };
        tracing::info!(have, %error, "the download broke; it goes on from there");
        tokio::time::sleep(wait).await;
    }
    Ok(())
}

async fn receive_once(
    store: &S3,
    fetch: &Fetch,
    note: &Note,
    have: &mut u64,
    chunks: &mpsc::Sender<Bytes>,
    growth: &Growth,
) -> Result<(), ModelError> {
    use crate::artifacts::StoreError;
    let silence = |_| StoreError::unavailable("nothing came for half a minute");
    let mut blob = tokio::time::timeout(SILENCE, store.read_from(&fetch.object.key, *have))
        .await
        .map_err(silence)??;
    if blob.size != note.size {
        return Err(StoreError::failed("the object was replaced meanwhile").into());
    }
    while let Some(chunk) =
        tokio::time::timeout(SILENCE, blob.bytes.next()).await.map_err(silence)?
    {
        let chunk = chunk?;
        let count = chunk.len() as u64;
        if growth.is_broken() || chunks.send(chunk).await.is_err() {
            return Err(StoreError::failed("what comes can no longer be used").into());
        }
        *have += count;
    }
    if *have < note.size {
        return Err(StoreError::unavailable("the line was cut").into());
    }
    Ok(())
}

/// Hashes what is there, appends what comes, and gives the checksum of all.
fn write(
    archive: &Path,
    mut coming: mpsc::Receiver<Bytes>,
    growth: &Growth,
    teller: &Teller,
    size: u64,
) -> Result<String, ModelError> {
    let failed = || ModelError::disk(format!("{} cannot be written", archive.display()));
    let mut file =
        OpenOptions::new().create(true).append(true).read(true).open(archive).map_err(failed())?;
    let mut digest = Sha256::new();
    let mut have = 0;
    let mut buffer = vec![0; 1024 * 1024];
    loop {
        let count = file.read(&mut buffer).map_err(failed())?;
        if count == 0 {
            break;
        }
        digest.update(&buffer[..count]);
        have += count as u64;
        growth.grown_to(have);
    }
    teller.downloaded(have, size);
    while let Some(chunk) = coming.blocking_recv() {
        file.write_all(&chunk).map_err(failed())?;
        digest.update(&chunk);
        have += chunk.len() as u64;
        growth.grown_to(have);
        teller.downloaded(have, size);
    }
    file.sync_data().map_err(failed())?;
    Ok(Checksum::from(digest).hex())
}

/// Moves the files to where Ollama looks: manifests last, since a model is there when its
/// manifest is.
fn install(places: &Places, files: &[Unpacked], sha256: &str) -> Result<(), ModelError> {
    let is_manifest = |file: &&Unpacked| file.path.starts_with("manifests");
    let blobs = files.iter().filter(|file| !is_manifest(file));
    for file in blobs.chain(files.iter().filter(is_manifest)) {
        let (from, to) = (places.unpacked.join(&file.path), places.models.join(&file.path));
        let failed = || ModelError::disk(format!("{} cannot be written", to.display()));
        fs::create_dir_all(to.parent().unwrap_or(&to)).map_err(failed())?;
        File::open(&from).and_then(|file| file.sync_all()).map_err(failed())?;
        fs::rename(&from, &to).map_err(failed())?;
    }
    write_json(&places.done, &Done { sha256: sha256.to_owned(), files: files.to_vec() })?;
    remove(&places.work)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_disk_keeps_something_to_spare() {
        assert!(room_for(1000, SPARE + 1000).is_ok());
        assert!(matches!(room_for(1001, SPARE + 1000), Err(ModelError::NoRoom { .. })));
        assert!(room_for(u64::MAX, u64::MAX - 1).is_err());
    }
}
