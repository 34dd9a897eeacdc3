//! What came of a batch, in the form that is asked for.

use super::{batch_id, found};
use crate::app::App;
use crate::batches::results::{ItemResult, csv_head, csv_row, xlsx};
use crate::batches::{BatchView, Desk, ItemView};
use crate::http::error::{ApiError, Problem};
use crate::http::extract::StrictQuery;
use crate::verification::Report;
use axum::body::{Body, Bytes};
use axum::extract::{Path, State};
use axum::http::{HeaderName, HeaderValue, header};
use axum::response::{IntoResponse, Response};
use futures::{Stream, StreamExt, stream};
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use std::io;
use std::time::Duration;
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

/// Results read at once: with their reports some megabytes.
const PAGE: u32 = 50;

/// How long is waited for news that nobody told of.
const LOOK_AGAIN: Duration = Duration::from_secs(1);

/// The forms results come in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ResultsFormat {
    #[default]
    Json,
    Ndjson,
    Csv,
    Xlsx,
}

#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct ResultsQuery {
    /// `json` by default.
    #[param(inline)]
    format: Option<ResultsFormat>,
    /// For `ndjson`: whether to stay until the batch is over, giving each application as soon
    /// as it is done, and again when its picture was paired with another one's and it is done
    /// once more. Otherwise all are given as they stand.
    follow: Option<bool>,
}

/// One application with its report.
#[derive(Debug, Serialize, ToSchema)]
pub struct ResultLine {
    #[serde(flatten)]
    item: ItemView,
    /// `null` where it was not verified, or not yet.
    report: Option<Report>,
}

/// All of a batch.
#[derive(Debug, Serialize, ToSchema)]
pub struct BatchResults {
    batch: BatchView,
    items: Vec<ResultLine>,
}

/// The results of a batch so far: JSON, NDJSON (one application a line, streamed while the
/// batch runs with `follow=true`), CSV or XLSX.
#[utoipa::path(
    get,
    path = "/batches/{id}/results",
    operation_id = "batchResults",
    tag = "batches",
    params(("id" = Uuid, Path), ResultsQuery),
    responses(
        (status = 200, description = "The results", content(
            (BatchResults = "application/json"),
            (ResultLine = "application/x-ndjson"),
            (String = "text/csv"),
            (String = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        )),
        (status = 404, description = "There is none of that id", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "The query cannot be understood", body = Problem, content_type = "application/problem+json"),
    ),
)]
pub async fn results(
    State(app): State<App>,
    Path(id): Path<String>,
    StrictQuery(query): StrictQuery<ResultsQuery>,
) -> Result<Response, ApiError> {
    let (desk, id) = (app.batches.clone(), batch_id(&id)?);
    let view = found(&desk, id).await?;
    let format = query.format.unwrap_or_default();
    if format == ResultsFormat::Ndjson && query.follow == Some(true) {
        let body = Body::from_stream(following(desk, id, app.stopping.clone()));
        return Ok(answer(body, format, id));
    }
    let body = match format {
        ResultsFormat::Json => Body::from_stream(as_json(desk, view)),
        ResultsFormat::Ndjson => Body::from_stream(rows(desk, id).map(|row| row.and_then(line))),
        ResultsFormat::Csv => {
            let head = stream::once(async { Ok(Bytes::from(csv_head())) });
            let rows = rows(desk, id).map(|row| row.map(|row| Bytes::from(csv_row(&row))));
            Body::from_stream(head.chain(rows))
        }
        ResultsFormat::Xlsx => Body::from(workbook(&desk, &view).await?),
    };
    Ok(answer(body, format, id))
}

fn answer(body: Body, format: ResultsFormat, id: Uuid) -> Response {
    let (kind, ending) = match format {
        ResultsFormat::Json => ("application/json", "json"),
        ResultsFormat::Ndjson => ("application/x-ndjson", "ndjson"),
        ResultsFormat::Csv => ("text/csv; charset=utf-8", "csv"),
        ResultsFormat::Xlsx => {
            ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx")
        }
    };
    let mut response = body.into_response();
    let mut put = |name: HeaderName, value: &str| {
        if let Ok(value) = HeaderValue::from_str(value) {
            response.headers_mut().insert(name, value);
        }
    };
    put(header::CONTENT_TYPE, kind);
    if format == ResultsFormat::Ndjson {
        // Packing would hold lines back until there are many.
        put(header::CONTENT_ENCODING, "identity");
    } else {
        let name = format!("attachment; filename=\"batch-{id}.{ending}\"");
        put(header::CONTENT_DISPOSITION, &name);
    }
    response
}

/// All applications in order, a page at a time.
fn rows(desk: Desk, id: Uuid) -> impl Stream<Item = io::Result<ItemResult>> + Send {
    let pages = stream::try_unfold(Some(0), move |after: Option<u32>| {
        let desk = desk.clone();
        async move {
            let Some(after) = after else { return Ok(None) };
            let page = desk.tables.results(id, after, PAGE).await.map_err(io::Error::other)?;
            let last = page.last().map(|row| row.item.index);
            let more = last.filter(|_| page.len() == PAGE as usize);
            Ok::<_, io::Error>(Some((stream::iter(page.into_iter().map(Ok)), more)))
        }
    });
    futures::TryStreamExt::try_flatten(pages)
}

fn line(row: ItemResult) -> io::Result<Bytes> {
    let line = ResultLine { item: row.item, report: row.report };
    Ok((serde_json::to_string(&line)? + "\n").into())
}

fn as_json(desk: Desk, view: BatchView) -> impl Stream<Item = io::Result<Bytes>> + Send {
    let id = view.id;
    let head = async move {
        let view = serde_json::to_string(&view)?;
        io::Result::Ok(Bytes::from(format!("{{\"batch\":{view},\"items\":[")))
    };
    let rows = rows(desk, id).enumerate().map(|(index, row)| {
        let line = ResultLine::from(row?);
        let between = if index == 0 { "" } else { "," };
        io::Result::Ok(Bytes::from(format!("{between}{}", serde_json::to_string(&line)?)))
    });
    let tail = stream::once(async { Ok(Bytes::from_static(b"]}")) });
    stream::once(head).chain(rows).chain(tail)
}

impl From<ItemResult> for ResultLine {
    fn from(row: ItemResult) -> Self {
        Self { item: row.item, report: row.report }
    }
}

async fn workbook(desk: &Desk, view: &BatchView) -> Result<Vec<u8>, ApiError> {
    let rows: Vec<io::Result<ItemResult>> = rows(desk.clone(), view.id).collect().await;
    let rows = rows.into_iter().collect::<io::Result<Vec<_>>>();
    let rows = rows.map_err(|error| ApiError::internal(&error))?;
    let view = view.clone();
    let made = tokio::task::spawn_blocking(move || xlsx(&view, &rows)).await;
    let made = made.map_err(|error| ApiError::internal(&error))?;
    made.map_err(|error| ApiError::internal(&error))
}

/// Where a stream that follows a batch is.
struct Follower {
    desk: Desk,
    changes: watch::Receiver<u64>,
    /// By index, with the job it was given by: pictures that are paired have another one.
    given: HashMap<u32, Option<Uuid>>,
    stopping: CancellationToken,
    is_over: bool,
}

/// Each application as soon as it is over, until all are, or the service stops.
fn following(
    desk: Desk,
    id: Uuid,
    stopping: CancellationToken,
) -> impl Stream<Item = io::Result<Bytes>> + Send {
    let changes = desk.queue.changes();
    let follower = Follower { desk, changes, given: HashMap::new(), stopping, is_over: false };
    stream::try_unfold(follower, move |mut follower| async move {
        loop {
            if follower.is_over || follower.stopping.is_cancelled() {
                return Ok::<_, io::Error>(None);
            }
            follower.changes.borrow_and_update();
            // First whether it is over, then what is: so the last is not missed.
            let view = follower.desk.show(id).await.map_err(io::Error::other)?;
            follower.is_over = view.is_none_or(|view| view.state.is_over());
            let lines = follower.news(id).await?;
            if !lines.is_empty() {
                return Ok(Some((Bytes::from(lines), follower)));
            }
            tokio::select! {
                () = follower.stopping.cancelled() => {}
                () = tokio::time::sleep(LOOK_AGAIN) => {}
                _ = follower.changes.changed() => {}
            }
        }
    })
}

impl Follower {
    /// The lines of what is over and was not given yet.
    async fn news(&mut self, id: Uuid) -> io::Result<Vec<u8>> {
        let items = self.desk.tables.items(id, 0, u32::MAX / 2).await.map_err(io::Error::other)?;
        let mut lines = Vec::new();
        for item in items {
            if !item.state.is_over() {
                continue;
            }
            let given = self.given.insert(item.index, item.job_id);
            if given != Some(item.job_id) {
                let row = self.desk.tables.results(id, item.index - 1, 1).await;
                for row in row.map_err(io::Error::other)? {
                    lines.extend_from_slice(&line(row)?);
                }
            }
        }
        Ok(lines)
    }
}
