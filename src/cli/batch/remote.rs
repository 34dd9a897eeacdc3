//! A batch that a server does.

use super::{Batch, Ended, bar, files, told};
use crate::batches::results::ItemResult;
use crate::batches::{BatchState, BatchView, ItemView, Received};
use crate::http::Problem;
use crate::verification::Report;
use anyhow::{Context, bail};
use futures::{StreamExt, TryStreamExt};
use reqwest::{Body, Client, Response, Url};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;
use tokio::io::AsyncReadExt;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

/// Between two looks at the batch.
const LOOK_AGAIN: Duration = Duration::from_secs(1);

/// A server that does not answer for so long in a row is given up; the batch goes on there.
const PATIENCE: u32 = 60;

/// Read from a file at once.
const CHUNK: usize = 64 * 1024;

/// Which batch of the server these files are, until its results are here.
#[derive(Debug, Serialize, Deserialize)]
struct Ticket {
    server: String,
    /// Of all files and the manifest.
    fingerprint: String,
    batch: Uuid,
}

/// One line of the results.
#[derive(Debug, Deserialize)]
struct Line {
    #[serde(flatten)]
    item: ItemView,
    report: Option<Report>,
}

pub(super) async fn run(
    batch: &Batch,
    server: &str,
    stop: &CancellationToken,
) -> anyhow::Result<Ended> {
    // Fails only when there is one already.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let server: Url = server.parse().with_context(|| format!("{server} is no address"))?;
    let client = Client::builder().build().context("no connection can be made")?;
    let mut files = files::collect(&batch.paths)?;
    let manifest = match &batch.manifest {
        Some(path) => Some(fs::read(path).with_context(|| format!("reading {}", path.display()))?),
        None => files::take_manifest(&mut files)?,
    };
    let fingerprint = fingerprint(&files, manifest.as_deref());
    let path = batch.out.with_added_extension("batch");
    let id = if let Some(id) = ticket(&path, &server, &fingerprint) {
        id
    } else {
        let id = submit(batch, &client, &server, &files, manifest).await?;
        let ticket = Ticket { server: server.to_string(), fingerprint, batch: id };
        fs::write(&path, serde_json::to_vec(&ticket)?)
            .with_context(|| format!("writing {}", path.display()))?;
        id
    };
    let at = |rest: &str| {
        server.join(&format!("/v1/batches/{id}{rest}")).context("the server's address")
    };
    if !watch(&client, at("")?, stop).await? {
        let how = format!("batch {id} goes on at {server}; the same command fetches its results\n");
        return Ok(Ended::Interrupted(how));
    }
    let results = fetch(&client, at("/results?format=ndjson")?).await?;
    // One that stays is only looked at in vain.
    let _ = fs::remove_file(&path);
    Ok(Ended::Done(results))
}

fn ticket(path: &Path, server: &Url, fingerprint: &str) -> Option<Uuid> {
    let ticket: Ticket = serde_json::from_slice(&fs::read(path).ok()?).ok()?;
    (ticket.server == server.to_string() && ticket.fingerprint == fingerprint)
        .then_some(ticket.batch)
}

fn fingerprint(files: &[Received], manifest: Option<&[u8]>) -> String {
    let mut hash = Sha256::new();
    for file in files {
        hash.update(file.name.as_bytes());
        hash.update([0_u8]);
        hash.update(file.file.sha256);
    }
    hash.update(manifest.unwrap_or_default());
    crate::artifacts::Checksum::from(hash).to_string()
}

/// Sends all files, a piece at a time.
async fn submit(
    batch: &Batch,
    client: &Client,
    server: &Url,
    files: &[Received],
    manifest: Option<Vec<u8>>,
) -> anyhow::Result<Uuid> {
    let boundary = Uuid::now_v7().simple().to_string();
    let backend: crate::verification::report::Backend = batch.backend.into();
    let backend = serde_json::to_value(backend)?.as_str().unwrap_or("auto").to_owned();
    let mut parts = vec![
        (head(&boundary, "name=\"ocr_backend\""), Content::Bytes(backend.into_bytes())),
        (
            head(&boundary, "name=\"deadline_ms\""),
            Content::Bytes(batch.deadline_ms.to_string().into_bytes()),
        ),
    ];
    if let Some(bytes) = manifest {
        let names = "name=\"manifest\"; filename=\"manifest\"";
        parts.push((head(&boundary, names), Content::Bytes(bytes)));
    }
    for file in files {
        let name: String =
            file.name.chars().map(|c| if c == '"' || c.is_control() { '_' } else { c }).collect();
        let names = format!("name=\"file\"; filename=\"{name}\"");
        parts.push((head(&boundary, &names), Content::File(file.file.path.clone())));
    }
    let tail = format!("--{boundary}--\r\n").into_bytes();
    let pieces = futures::stream::iter(parts).flat_map(|(head, content)| {
        let head = futures::stream::once(async move { Ok(head.into_bytes()) });
        let end = futures::stream::once(async { Ok(b"\r\n".to_vec()) });
        head.chain(content.pieces()).chain(end)
    });
    let pieces = pieces.chain(futures::stream::once(async move { Ok::<_, std::io::Error>(tail) }));
    let answer = client
        .post(server.join("/v1/batches")?)
        .header("content-type", format!("multipart/form-data; boundary={boundary}"))
        .body(Body::wrap_stream(pieces))
        .send()
        .await
        .with_context(|| format!("sending to {server}"))?;
    let view: BatchView = data(accepted(answer).await?).await?;
    for problem in &view.problems {
        super::page::aside(&format!("left out: {}: {}\n", problem.at, problem.detail));
    }
    for unpaired in &view.unpaired {
        let row = unpaired.row.map(|row| format!("row {row} ")).unwrap_or_default();
        let files = unpaired.files.join(", ");
        super::page::aside(&format!("not paired: {row}{files}: {}\n", unpaired.why));
    }
    Ok(view.id)
}

enum Content {
    Bytes(Vec<u8>),
    File(PathBuf),
}

impl Content {
    fn pieces(self) -> futures::stream::BoxStream<'static, std::io::Result<Vec<u8>>> {
        let path = match self {
            Self::Bytes(bytes) => {
                return futures::stream::once(async move { Ok(bytes) }).boxed();
            }
            Self::File(path) => path,
        };
        let opened = async move { tokio::fs::File::open(path).await };
        let pieces = futures::stream::once(opened).map_ok(|file| {
            futures::stream::try_unfold(file, |mut file| async move {
                let mut piece = vec![0; CHUNK];
                let read = file.read(&mut piece).await?;
                piece.truncate(read);
                std::io::Result::Ok((read > 0).then_some((piece, file)))
            })
        });
        pieces.try_flatten().boxed()
    }
}

fn head(boundary: &str, names: &str) -> String {
    format!("--{boundary}\r\nContent-Disposition: form-data; {names}\r\n\r\n")
}

/// Follows the batch until it is over; `false` when asked to stop before.
async fn watch(client: &Client, at: Url, stop: &CancellationToken) -> anyhow::Result<bool> {
    let mut progress = None;
    let mut silent = 0;
    loop {
        match client.get(at.clone()).send().await {
            Ok(answer) if answer.status().is_server_error() => silent += 1,
            Ok(answer) => {
                silent = 0;
                let view: BatchView = data(accepted(answer).await?).await?;
                let progress = progress.get_or_insert_with(|| bar(view.total));
                let counts = view.counts;
                progress.set_position(view.total - counts.queued - counts.running);
                progress.set_message(told(&counts));
                match view.state {
                    BatchState::Completed | BatchState::Cancelled => {
                        progress.finish_and_clear();
                        return Ok(true);
                    }
                    BatchState::Queued | BatchState::Running | BatchState::Paused => {}
                }
            }
            Err(_) => silent += 1,
        }
        if silent > PATIENCE {
            bail!("{at} does not answer any more; the batch is not lost, ask again later");
        }
        tokio::select! {
            () = stop.cancelled() => return Ok(false),
            () = tokio::time::sleep(LOOK_AGAIN) => {}
        }
    }
}

async fn fetch(client: &Client, at: Url) -> anyhow::Result<Vec<ItemResult>> {
    let answer = accepted(client.get(at).send().await.context("fetching the results")?).await?;
    let text = answer.text().await.context("fetching the results")?;
    let mut results = Vec::new();
    for line in text.lines() {
        let Line { item, report } = serde_json::from_str(line).context("the server's results")?;
        results.push(ItemResult { item, report });
    }
    Ok(results)
}

async fn data<T: DeserializeOwned>(answer: Response) -> anyhow::Result<T> {
    let bytes = answer.bytes().await.context("the server's answer")?;
    serde_json::from_slice(&bytes).context("the server's answer")
}

/// An answer that is no error, or every problem that it names.
async fn accepted(answer: Response) -> anyhow::Result<Response> {
    let status = answer.status();
    if status.is_success() {
        return Ok(answer);
    }
    let problem: Option<Problem> = data(answer).await.ok();
    let Some(problem) = problem else { bail!("the server answers {status}") };
    let lines: Vec<_> =
        problem.errors.iter().map(|error| format!("\n  {}: {}", error.at, error.detail)).collect();
    bail!("{}{}", problem.detail, lines.concat())
}
