//! `POST /v1/verifications`: an application into the queue, the address of its job out.

use super::jobs::JobView;
use super::verify::{VerifyForm, VerifyQuery};
use super::webhooks::ensure_callback;
use crate::app::App;
use crate::artifacts::store::Source;
use crate::artifacts::{Checksum, UploadKey};
use crate::http::error::{ApiError, Problem};
use crate::http::extract::{
    Answering, ClientAddress, ClientRequestId, IdempotencyKey, LabelUpload, Prefer, Turn, Upload,
};
use crate::jobs::{Answer, JobId, NewJob, Priority};
use crate::verification::{LabelToVerify, StoredFile, VerifyLabel};
use axum::extract::State;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use tokio_util::sync::CancellationToken;

/// Takes a label application into the queue.
///
/// The same parts as `/verify`. What is wrong with the form or its pictures is told at once;
/// the answer is the job, which is asked for at `Location`.
#[utoipa::path(
    post,
    path = "/verifications",
    tag = "jobs",
    params(
        VerifyQuery,
        ("Idempotency-Key" = Option<String>, Header, description = "The same key and content get the first answer again"),
    ),
    request_body(content = VerifyForm, content_type = "multipart/form-data"),
    responses(
        (status = 202, description = "The job", body = JobView, headers(("Location" = String, description = "Where the job is asked for"))),
        (status = 400, description = "The form cannot be read", body = Problem, content_type = "application/problem+json"),
        (status = 409, description = "The first request with this key is still being answered", body = Problem, content_type = "application/problem+json"),
        (status = 413, description = "A file or the request is too large", body = Problem, content_type = "application/problem+json"),
        (status = 415, description = "Not a form, or a file that is no image we read", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "Understood but not acceptable, or a key used for other content", body = Problem, content_type = "application/problem+json"),
        (status = 429, description = "This client asks too often", body = Problem, content_type = "application/problem+json", headers(("Retry-After" = u64, description = "Seconds"))),
        (status = 503, description = "Database or store is not available", body = Problem, content_type = "application/problem+json", headers(("Retry-After" = u64, description = "Seconds"))),
    ),
)]
pub async fn submit(
    State(app): State<App>,
    client: ClientAddress,
    mark: Option<ClientRequestId>,
    key: IdempotencyKey,
    LabelUpload(upload): LabelUpload,
) -> Result<Accepted, ApiError> {
    match key.begin(&app, &upload.fingerprint("verification")).await? {
        Turn::Again(answer) => Ok(Accepted::again(answer)),
        Turn::First(answering) => enqueue(&app, upload, client, mark, answering).await,
    }
}

/// Looks at the pictures, brings them to the store, and enqueues the job.
pub async fn enqueue(
    app: &App,
    upload: Upload,
    client: ClientAddress,
    mark: Option<ClientRequestId>,
    answering: Answering,
) -> Result<Accepted, ApiError> {
    if let Some(url) = &upload.options.callback_url {
        ensure_callback(app, url)?;
    }
    look_at(app, &upload).await?;
    let id = JobId::fresh();
    let taken = take_in(app, upload, client, mark, answering, id).await;
    if taken.is_err() {
        // What cannot be taken away now is swept away later.
        let _ = app.uploads.erase_uploads(id.uuid()).await;
    }
    taken
}

async fn take_in(
    app: &App,
    upload: Upload,
    client: ClientAddress,
    mark: Option<ClientRequestId>,
    answering: Answering,
    id: JobId,
) -> Result<Accepted, ApiError> {
    let mut files = Vec::new();
    for (number, file) in (0..).zip(&upload.files) {
        let key = UploadKey { owner: id.uuid(), number };
        app.uploads.put_upload(key, &Source::Bytes(file.bytes.clone())).await?;
        files.push(StoredFile {
            key,
            name: file.name.clone(),
            size_bytes: file.bytes.len() as u64,
            sha256: Checksum::of(&file.bytes),
        });
    }
    let options = upload.options;
    let callback_url = options.callback_url;
    let announced = callback_url.is_some() || app.webhooks.has_subscriptions().await?;
    let label = LabelToVerify {
        files,
        application: upload.application,
        backend: options.backend,
        deadline_ms: options.deadline.map(|deadline| deadline.as_millis() as u64),
        crops: options.crops,
        spares_pictures: false,
        save: app.archive_for(options.save).is_some(),
        today: app.clock.now().date_naive(),
        client: client.0,
        client_request_id: mark.map(|mark| mark.0),
    };
    let job = NewJob {
        priority: Priority::Single,
        client: client.counted_as().to_string(),
        announced,
        callback_url,
        ..NewJob::new(id, VerifyLabel::KIND, &label)
    };
    let view = JobView::enqueued(&job, app.clock.now());
    let answer = Answer {
        status: StatusCode::ACCEPTED.as_u16(),
        location: Some(view.location()),
        body: serde_json::to_string(&view).expect("a job is plain data"),
    };
    if !app.jobs.enqueue(vec![job], answering.with(answer)).await? {
        let detail = "the request took longer than its Idempotency-Key is held";
        return Err(ApiError::new(StatusCode::CONFLICT, "idempotency_key_in_use", detail));
    }
    let view = JobView::of(app, id).await.ok().flatten().unwrap_or(view);
    Ok(Accepted::of(&view))
}

/// Decodes all pictures, a few uploads at a time: what cannot be read is told at once.
async fn look_at(app: &App, upload: &Upload) -> Result<(), ApiError> {
    let cancel = CancellationToken::new();
    let _hang_up = cancel.clone().drop_guard();
    let _turn = app.looking.acquire().await;
    upload.decode(&app.config.limits, cancel).await.map(|_| ())
}

/// `202 Accepted`, with the job and where to ask for it.
#[derive(Debug)]
pub struct Accepted {
    location: String,
    body: String,
    replayed: bool,
    /// Because the client prefers it so.
    pub preferred: bool,
}

impl Accepted {
    fn of(view: &JobView) -> Self {
        let body = serde_json::to_string(view).expect("a job is plain data");
        Self { location: view.location(), body, replayed: false, preferred: false }
    }

    /// As it was answered before.
    #[must_use]
    pub fn again(answer: Answer) -> Self {
        let location = answer.location.unwrap_or_default();
        Self { location, body: answer.body, replayed: true, preferred: false }
    }
}

impl IntoResponse for Accepted {
    fn into_response(self) -> Response {
        let kind = [(header::CONTENT_TYPE, "application/json")];
        let mut response = (StatusCode::ACCEPTED, kind, self.body).into_response();
        let headers = response.headers_mut();
        if let Ok(location) = HeaderValue::from_str(&self.location) {
            headers.insert(header::LOCATION, location);
        }
        if self.replayed {
            headers.insert(IdempotencyKey::REPLAYED, HeaderValue::from_static("true"));
        }
        if self.preferred {
            headers.insert(Prefer::APPLIED, HeaderValue::from_static("respond-async"));
        }
        response
    }
}
