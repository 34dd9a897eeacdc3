//! `POST /verify`: pictures and an application in, the report out.

use super::jobs::JobView;
use super::verifications::{self, Accepted};
use crate::app::{App, Place};
use crate::http::error::{ApiError, Problem};
use crate::http::extract::{
    ClientAddress, ClientRequestId, IdempotencyKey, LabelUpload, Prefer, RequestId, Turn, Upload,
    Wants,
};
use crate::http::middleware::Verdict;
use crate::jobs::Answer;
use crate::label::Application;
use crate::ocr::Engine;
use crate::ocr::pool::Priority;
use crate::verification::keep::{self, Submission};
use crate::verification::report::{Backend, Report};
use crate::verification::{Request, VerifyError, plain};
use axum::Json;
use axum::extract::State;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use std::time::{Duration, Instant};
use tokio_util::sync::CancellationToken;
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

/// The form; each parameter may also come in the query.
#[derive(Debug, ToSchema)]
#[expect(dead_code, reason = "describes the form; the extractor reads it part by part")]
pub struct VerifyForm {
    /// The panels: JPEG, PNG, TIFF or WebP, 1 to 20; also accepted as `image`.
    #[schema(min_items = 1, max_items = 20)]
    file: Vec<PictureFile>,
    /// What was declared, as JSON.
    application: Option<Application>,
    ocr_backend: Option<Backend>,
    /// Whether the request is to be stored; by default as the service is set up, refused
    /// where nothing is stored.
    save_artifact: Option<bool>,
    /// Counted from the last byte of the upload, waiting included; with `ocr_backend=ollama`
    /// the default is `OLLAMA_TIMEOUT_SECONDS`.
    #[schema(minimum = 500, maximum = 120_000, default = 5000)]
    deadline_ms: Option<u64>,
    /// Whether each finding's evidence carries its picture crop as a data URI.
    #[schema(default = false)]
    crops: Option<bool>,
    /// Told when the job is over, where the answer is one.
    callback_url: Option<String>,
}

/// The bytes of one picture.
#[derive(Debug, ToSchema)]
#[schema(value_type = String, format = Binary)]
#[expect(dead_code, reason = "describes the form; the extractor reads it part by part")]
pub struct PictureFile(Vec<u8>);

/// The same parameters in the query.
#[derive(Debug, IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "describes the query; the extractor reads it by name")]
pub struct VerifyQuery {
    ocr_backend: Option<Backend>,
    /// Whether the request is to be stored; by default as the service is set up, refused
    /// where nothing is stored.
    save_artifact: Option<bool>,
    /// Counted from the last byte of the upload, waiting included; with `ocr_backend=ollama`
    /// the default is `OLLAMA_TIMEOUT_SECONDS`.
    #[param(minimum = 500, maximum = 120_000)]
    deadline_ms: Option<u64>,
    /// Whether each finding's evidence carries its picture crop as a data URI.
    crops: Option<bool>,
    /// Told when the job is over, where the answer is one.
    callback_url: Option<String>,
}

/// Verifies a label against 27 CFR and its application.
///
/// All panels of one application in one request; one bad panel refuses the whole of it.
/// With `Accept: text/markdown` the report comes in plain words.
#[utoipa::path(
    post,
    path = "/verify",
    tag = "verification",
    params(
        VerifyQuery,
        ("Prefer" = Option<String>, Header, description = "`respond-async`: 202 and a job at once; with `wait=SECONDS` only when the report cannot be had in that time"),
        ("Idempotency-Key" = Option<String>, Header, description = "The same key and content get the first answer again"),
    ),
    request_body(content = VerifyForm, content_type = "multipart/form-data"),
    responses(
        (status = 200, description = "The report", content(
            (Report = "application/json"),
            (String = "text/markdown"),
        )),
        (status = 202, description = "The job, where the client prefers one", body = JobView, headers(("Location" = String, description = "Where the job is asked for"))),
        (status = 400, description = "The form cannot be read", body = Problem, content_type = "application/problem+json"),
        (status = 408, description = "The upload took too long", body = Problem, content_type = "application/problem+json"),
        (status = 409, description = "The first request with this key is still being answered", body = Problem, content_type = "application/problem+json"),
        (status = 413, description = "A file or the request is too large", body = Problem, content_type = "application/problem+json"),
        (status = 415, description = "Not a form, or a file that is no image we read", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "Understood but not acceptable, every problem by name", body = Problem, content_type = "application/problem+json"),
        (status = 429, description = "This client asks too often", body = Problem, content_type = "application/problem+json", headers(("Retry-After" = u64, description = "Seconds"))),
        (status = 503, description = "Busy, or the backend asked for is not available", body = Problem, content_type = "application/problem+json", headers(("Retry-After" = u64, description = "Seconds"))),
    ),
)]
#[expect(clippy::too_many_arguments, reason = "each is a part of the request, settled by its type")]
pub async fn verify(
    State(app): State<App>,
    RequestId(id): RequestId,
    client: ClientAddress,
    mark: Option<ClientRequestId>,
    wants: Wants,
    prefer: Prefer,
    key: IdempotencyKey,
    LabelUpload(upload): LabelUpload,
) -> Result<VerifyAnswer, ApiError> {
    let answering = match key.begin(&app, &upload.fingerprint("verification")).await? {
        Turn::Again(answer) => return VerifyAnswer::again(answer, wants),
        Turn::First(answering) => answering,
    };
    ensure_available(&app, upload.options.backend)?;
    if prefer.is_job_at_once() {
        let accepted = verifications::enqueue(&app, upload, client, mark, answering).await?;
        return Ok(VerifyAnswer::job(accepted));
    }
    let backend = upload.options.backend;
    let deadline = upload.options.deadline.unwrap_or_else(|| app.default_deadline(backend));
    let deadline = prefer.wait.map_or(deadline, |wait| deadline.min(wait));
    let place = match app.admission_for(backend).enter(upload.received + deadline).await {
        Ok(place) => place,
        Err(_) if prefer.respond_async => {
            let accepted = verifications::enqueue(&app, upload, client, mark, answering).await?;
            return Ok(VerifyAnswer::job(accepted));
        }
        Err(busy) => return Err(busy.into()),
    };
    let report = read(&app, id, (client, mark), upload, deadline, place).await?;
    answering.answer(|| stored(&report)).await;
    Ok(VerifyAnswer::Report(Box::new(ReportAnswer { report, wants, replayed: false })))
}

/// Reads and judges now, within the deadline.
async fn read(
    app: &App,
    id: Uuid,
    (client, mark): (ClientAddress, Option<ClientRequestId>),
    upload: Upload,
    deadline: Duration,
    mut place: Place,
) -> Result<Report, ApiError> {
    let cancel = CancellationToken::new();
    // A client that hangs up drops this future, and with it the work it asked for.
    let _hang_up = cancel.clone().drop_guard();
    let decoding = Instant::now();
    let pictures = upload.decode(&app.config.limits, cancel.clone()).await?;
    let submission = app.archive_for(upload.options.save).map(|archive| {
        let files = upload.files.into_iter().map(|file| (file.name, file.bytes));
        let submission = Submission {
            files: keep::submitted(files, &pictures),
            application: upload.application.clone(),
            client: client.0,
            client_request_id: mark.map(|mark| mark.0),
        };
        (archive, submission)
    });
    let request = Request {
        id,
        pictures: pictures.into_iter().flatten().collect(),
        application: upload.application,
        today: app.clock.now().date_naive(),
        backend: upload.options.backend,
        received: upload.received,
        deadline,
        decode: decoding.elapsed(),
        crops: upload.options.crops,
        priority: Priority::Single,
        cancel,
    };
    let (mut report, read) = app.verifier.verify_and_show(request).await?;
    place.reported(read.out_of_time);
    // Whoever is next need not wait for a disk.
    drop(place);
    if let Some((archive, submission)) = submission {
        let engines = app.verifier.engines();
        let draft = keep::draft(submission, &read, &report, &engines, &app.config.artifacts);
        keep::save(archive, draft, &mut report).await;
    }
    Ok(report)
}

/// The answer, for who asks again with the same key.
fn stored(report: &Report) -> Answer {
    let body = serde_json::to_string(report).expect("a report is plain data");
    Answer { status: StatusCode::OK.as_u16(), location: None, body }
}

/// A backend named by the client has to be there; `auto` takes what there is.
fn ensure_available(app: &App, backend: Backend) -> Result<(), VerifyError> {
    let engine = match backend {
        Backend::Auto => return Ok(()),
        Backend::Tesseract => Engine::Tesseract,
        Backend::Ppocr => Engine::Ppocr,
        Backend::Ollama => Engine::Ollama,
    };
    match app.verifier.engines().into_iter().find(|state| state.engine == engine) {
        Some(state) if state.available => Ok(()),
        state => {
            let reason = state.map_or(Some("it is not configured".to_owned()), |state| state.error);
            let reason = reason.unwrap_or_else(|| "it is not ready".to_owned());
            Err(VerifyError::Unavailable { engine, reason })
        }
    }
}

/// The report, or the job that will make it.
#[derive(Debug)]
pub enum VerifyAnswer {
    Report(Box<ReportAnswer>),
    Job(Accepted),
}

impl VerifyAnswer {
    /// A job instead of a report, as the client prefers it.
    fn job(mut accepted: Accepted) -> Self {
        accepted.preferred = true;
        Self::Job(accepted)
    }

    fn again(answer: Answer, wants: Wants) -> Result<Self, ApiError> {
        if answer.status == StatusCode::ACCEPTED.as_u16() {
            return Ok(Self::Job(Accepted::again(answer)));
        }
        let report =
            serde_json::from_str(&answer.body).map_err(|error| ApiError::internal(&error))?;
        Ok(Self::Report(Box::new(ReportAnswer { report, wants, replayed: true })))
    }
}

impl IntoResponse for VerifyAnswer {
    fn into_response(self) -> Response {
        let mut response = match self {
            Self::Report(report) => report.into_response(),
            Self::Job(accepted) => accepted.into_response(),
        };
        response.headers_mut().append(header::VARY, HeaderValue::from_static("prefer"));
        response
    }
}

/// The report in the form that was asked for.
#[derive(Debug)]
pub struct ReportAnswer {
    report: Report,
    wants: Wants,
    /// Given before to the same request.
    replayed: bool,
}

impl IntoResponse for ReportAnswer {
    fn into_response(self) -> Response {
        let mut response = match self.wants {
            Wants::Json => Json(&self.report).into_response(),
            Wants::Markdown => {
                let kind = [(header::CONTENT_TYPE, "text/markdown; charset=utf-8")];
                (kind, plain::markdown(&self.report)).into_response()
            }
        };
        response.headers_mut().append(header::VARY, HeaderValue::from_static("accept"));
        if self.replayed {
            let headers = response.headers_mut();
            headers.insert(IdempotencyKey::REPLAYED, HeaderValue::from_static("true"));
        }
        response.extensions_mut().insert(Verdict(self.report.verdict));
        response
    }
}
