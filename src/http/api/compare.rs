//! `POST /v1/compare`: the engines side by side on one application.

use super::verify::{VerifyForm, VerifyQuery};
use crate::app::App;
use crate::http::error::{ApiError, Problem};
use crate::http::extract::{LabelUpload, RequestId};
use crate::verification::Request;
use crate::verification::compare::{self, Comparison};
use crate::verification::report::Backend;
use axum::Json;
use axum::extract::State;
use std::time::Instant;
use tokio_util::sync::CancellationToken;

/// Has every engine read the same pictures, one after the other, and shows where they differ.
///
/// The form is that of `/verify`; `deadline_ms` is for each engine. Nothing is stored.
#[utoipa::path(
    post,
    path = "/compare",
    tag = "verification",
    params(VerifyQuery),
    request_body(content = VerifyForm, content_type = "multipart/form-data"),
    responses(
        (status = 200, description = "What each engine read", body = Comparison),
        (status = 400, description = "The form cannot be read", body = Problem, content_type = "application/problem+json"),
        (status = 413, description = "A file or the request is too large", body = Problem, content_type = "application/problem+json"),
        (status = 415, description = "Not a form, or a file that is no image we read", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "Understood but not acceptable, every problem by name", body = Problem, content_type = "application/problem+json"),
        (status = 429, description = "This client asks too often", body = Problem, content_type = "application/problem+json", headers(("Retry-After" = u64, description = "Seconds"))),
        (status = 503, description = "Busy", body = Problem, content_type = "application/problem+json", headers(("Retry-After" = u64, description = "Seconds"))),
    ),
)]
pub async fn compare(
    State(app): State<App>,
    RequestId(id): RequestId,
    LabelUpload(upload): LabelUpload,
) -> Result<Json<Comparison>, ApiError> {
    if upload.options.backend != Backend::Auto {
        let detail = "compare asks every engine; ocr_backend names one";
        return Err(ApiError::new(
            axum::http::StatusCode::UNPROCESSABLE_ENTITY,
            "invalid_parameters",
            detail,
        ));
    }
    let cancel = CancellationToken::new();
    // A client that hangs up drops this handler, and with it the work it asked for.
    let _hang_up = cancel.clone().drop_guard();
    let mut pictures = None;
    let mut readings = Vec::new();
    for state in app.verifier.engines() {
        let backend = compare::backend(state.engine);
        let deadline = upload.options.deadline.unwrap_or_else(|| app.default_deadline(backend));
        // Each engine's own door: who waits for the vision model keeps nobody from this machine's.
        let _place = app.admission_for(backend).enter(Instant::now() + deadline).await?;
        if pictures.is_none() {
            let decoded = upload.decode(&app.config.limits, cancel.clone()).await?;
            pictures = Some(decoded.into_iter().flatten().collect::<Vec<_>>());
        }
        let (pictures, today) =
            (pictures.clone().unwrap_or_default(), app.clock.now().date_naive());
        let request = Request::now(id, pictures, upload.application.clone(), today, deadline);
        let request = Request { cancel: cancel.clone(), ..request };
        readings.push(compare::read(&app.verifier, &request, state.engine).await?);
    }
    Ok(Json(Comparison::of(readings)))
}
