//! The interface's own description: the OpenAPI document and the page that shows it.

use super::router;
use axum::extract::Request;
use axum::http::{HeaderValue, header};
use axum::middleware::{Next, from_fn};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Json, Router};
use std::sync::Arc;
use utoipa::OpenApi;
use utoipa::openapi::OpenApi as Document;
use utoipa_swagger_ui::{Config, SwaggerUi};

/// The page's own scripts and styles, and nothing from elsewhere. Its pictures are data
/// URIs in its style sheet.
const POLICY: HeaderValue = HeaderValue::from_static(
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; \
     img-src 'self' data:; font-src 'self'; connect-src 'self'; \
     frame-ancestors 'none'; base-uri 'none'; form-action 'self'",
);

#[derive(OpenApi)]
#[openapi(
    info(
        title = "ttb-verifier",
        description = "Checks the picture of a US alcohol beverage label against 27 CFR and against \
                       what its applicant declared.\n\n`/verify`, `/artifacts`, `/health` and \
                       `/model-status` answer also without the prefix `/v1`. Errors are `application/problem+json` \
                       with a stable `code`. A client's own mark on a request, `X-Request-ID`, is \
                       echoed and logged.",
    ),
    tags(
        (name = "verification", description = "Labels in, reports out"),
        (name = "jobs", description = "Labels into the queue, reports when they are done"),
        (name = "batches", description = "Hundreds of applications in one drop"),
        (name = "webhooks", description = "Telling others what is done"),
        (name = "artifacts", description = "What was checked: found again, held, erased"),
        (name = "rules", description = "What is checked, and where the law says so"),
        (name = "operation", description = "For load balancers and operators"),
    ),
)]
struct Head;

/// The description without its paths, which the router adds.
pub(super) fn head() -> Document {
    let mut document = Head::openapi();
    // Without a licence in the manifest the macro writes one without a name.
    document.info.license = None;
    document
}

/// The whole OpenAPI 3.1 document.
#[must_use]
pub fn document() -> Document {
    router::described().into_openapi()
}

/// `/openapi.json` and `/docs`.
pub(super) fn routes(document: Document) -> Router {
    let document = Arc::new(document);
    let json = get(move || async move { Json(&*document).into_response() });
    let page: Router = SwaggerUi::new("/docs").config(Config::from("/openapi.json")).into();
    Router::new().route("/openapi.json", json).merge(page.layer(from_fn(relax)))
}

async fn relax(request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, POLICY);
    response
}
