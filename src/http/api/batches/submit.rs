//! `POST /v1/batches`: what was sent is grouped, stored and enqueued.

use crate::app::{App, Order};
use crate::batches::grouping::{Stage, Unpaired};
use crate::batches::{BatchView, ItemError, Limits, Plan, Trouble, gather, plan};
use crate::http::api::verifications::Accepted;
use crate::http::api::verify::PictureFile;
use crate::http::api::webhooks::ensure_callback;
use crate::http::error::{ApiError, Problem};
use crate::http::extract::{BatchUpload, ClientAddress, IdempotencyKey, Turn};
use crate::jobs::Answer;
use crate::verification::report::Backend;
use axum::Json;
use axum::extract::State;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// The form; each parameter may also come in the query.
#[derive(Debug, ToSchema)]
#[expect(dead_code, reason = "describes the form; the extractor reads it part by part")]
pub struct BatchForm {
    /// A ZIP or tar.gz of pictures, or the pictures themselves, as many parts as there are.
    file: Vec<PictureFile>,
    /// CSV, JSON or XLSX: one row an application, `files` with `;` between panels, other columns
    /// named as in the application, or as the trade does. May also lie at the archive's top, as
    /// `manifest.csv`, `.json` or `.xlsx`.
    manifest: Option<PictureFile>,
    /// Only show how the pictures would be grouped; nothing is stored.
    #[schema(default = false)]
    dry_run: Option<bool>,
    /// Whether content that was verified before shares that report.
    #[schema(default = true)]
    deduplicate: Option<bool>,
    /// Told when the batch is over.
    callback_url: Option<String>,
    ocr_backend: Option<Backend>,
    save_artifact: Option<bool>,
    #[schema(minimum = 500, maximum = 120_000, default = 5000)]
    deadline_ms: Option<u64>,
}

/// How a batch would be grouped.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct GroupingView {
    pub total: usize,
    pub applications: Vec<GroupView>,
    /// What could not be placed: for a person to look at.
    pub unpaired: Vec<Unpaired>,
    /// What was left out.
    pub problems: Vec<Trouble>,
}

/// One application as it would be verified.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct GroupView {
    pub index: usize,
    pub application_id: Option<String>,
    pub brand_name: Option<String>,
    pub files: Vec<String>,
    pub grouped_by: Stage,
    pub why: String,
    /// Why it would not be verified.
    pub error: Option<ItemError>,
}

/// Takes in up to `MAX_BATCH_SIZE` applications at once.
///
/// Pictures are grouped by the manifest, by folder, by name and by the registry's number, each
/// group with its reason. One bad file fails its own application only.
#[utoipa::path(
    post,
    path = "/batches",
    operation_id = "submitBatch",
    tag = "batches",
    params(
        ("Idempotency-Key" = Option<String>, Header, description = "The same key and content get the first answer again"),
    ),
    request_body(content = BatchForm, content_type = "multipart/form-data"),
    responses(
        (status = 200, description = "How it would be grouped (`dry_run`)", body = GroupingView),
        (status = 202, description = "Taken in", body = BatchView, headers(("Location" = String, description = "The batch"))),
        (status = 400, description = "The form cannot be read", body = Problem, content_type = "application/problem+json"),
        (status = 409, description = "The first request with this key is still being answered", body = Problem, content_type = "application/problem+json"),
        (status = 413, description = "It is too large", body = Problem, content_type = "application/problem+json"),
        (status = 415, description = "Not a form, or not an archive we read", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "Understood but not acceptable, every problem by name", body = Problem, content_type = "application/problem+json"),
        (status = 503, description = "Database or store are not available", body = Problem, content_type = "application/problem+json", headers(("Retry-After" = u64, description = "Seconds"))),
    ),
)]
pub async fn submit(
    State(app): State<App>,
    client: ClientAddress,
    key: IdempotencyKey,
    BatchUpload(upload): BatchUpload,
) -> Result<Response, ApiError> {
    if let Some(url) = &upload.options.callback_url {
        ensure_callback(&app, url)?;
    }
    let answering = match key.begin(&app, &format!("batch {}", upload.fingerprint)).await? {
        Turn::Again(answer) => return Ok(Accepted::again(answer).into_response()),
        Turn::First(answering) => answering,
    };
    let limits = Limits::from(&app.config);
    let folder = upload.folder;
    let place = folder.path().to_owned();
    let (received, manifest) = (upload.received, upload.manifest);
    let planned = tokio::task::spawn_blocking(move || {
        let gathered = gather(received, manifest.as_deref(), &place, &limits)?;
        plan(&gathered, &limits)
    });
    let plan = planned.await.map_err(|error| ApiError::internal(&error))??;
    if upload.dry_run {
        return Ok(Json(GroupingView::of(plan)).into_response());
    }
    let order = Order {
        client: client.counted_as().to_string(),
        client_ip: client.0,
        backend: upload.options.backend,
        deadline: upload.options.deadline,
        save: upload.options.save,
        callback_url: upload.options.callback_url,
        deduplicate: upload.deduplicate,
    };
    let answer = |view: &BatchView| {
        answering.with(Answer {
            status: StatusCode::ACCEPTED.as_u16(),
            location: Some(location(view)),
            body: written(view),
        })
    };
    let Some(view) = app.take_batch(plan, &order, answer).await? else {
        let detail = "the request took longer than its Idempotency-Key is held";
        return Err(ApiError::new(StatusCode::CONFLICT, "idempotency_key_in_use", detail));
    };
    drop(folder);
    let place = HeaderValue::from_str(&location(&view));
    let mut response = (StatusCode::ACCEPTED, Json(view)).into_response();
    response.headers_mut().extend(place.ok().map(|value| (header::LOCATION, value)));
    Ok(response)
}

fn written(view: &BatchView) -> String {
    serde_json::to_string(view).expect("a batch is plain data")
}

fn location(view: &BatchView) -> String {
    format!("/v1/batches/{}", view.id)
}

impl GroupingView {
    fn of(plan: Plan) -> Self {
        let groups = plan.applications.into_iter().enumerate().map(|(index, planned)| GroupView {
            index: index + 1,
            application_id: planned.application.application_id,
            brand_name: planned.application.brand_name,
            files: planned.detail.files,
            grouped_by: planned.detail.grouped_by,
            why: planned.detail.why,
            error: planned.detail.error,
        });
        let applications: Vec<_> = groups.collect();
        Self {
            total: applications.len(),
            applications,
            unpaired: plan.unpaired,
            problems: plan.problems,
        }
    }
}
