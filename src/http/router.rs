//! Every route on one screen.

use super::api::{
    artifacts, batches, compare, health, jobs, metrics, model_status, operations, rules,
    verifications, verify, webhooks,
};
use super::docs;
use super::error::ApiError;
use super::middleware::{self, RateLimit};
use crate::app::App;
use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::http::StatusCode;
use axum::middleware::from_fn_with_state;
use axum::routing::get;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// The service's routes with all their layers.
pub fn router(app: &App) -> Router {
    let max_request = usize::try_from(app.config.limits.max_request_bytes).unwrap_or(usize::MAX);
    let rate = RateLimit::per_minute(app.config.rate_limit.per_minute);
    let (verification, _) = verification().split_for_parts();
    let (comparison, _) = comparison().split_for_parts();
    let (submission, _) = submission().split_for_parts();
    let (queue, _) = queue().split_for_parts();
    let (kept, _) = kept().split_for_parts();
    let (operation, _) = operation().split_for_parts();
    let (reference, _) = reference().split_for_parts();
    let (background, _) = background().split_for_parts();
    let (drops, _) = drops().split_for_parts();
    let max_drop = usize::try_from(app.config.batches.max_bytes).unwrap_or(usize::MAX);
    let drops = drops
        .layer(DefaultBodyLimit::max(max_drop))
        .layer(from_fn_with_state(rate.clone(), middleware::limit));
    let (batches, _) = batches_and_news().split_for_parts();

    let limited = |routes: Router<App>| {
        routes
            .layer(DefaultBodyLimit::max(max_request))
            .layer(from_fn_with_state(rate.clone(), middleware::limit))
    };
    // Tools of before the version number call these without it.
    let unversioned = limited(verification).merge(kept).merge(operation);
    let submitted = limited(comparison).merge(limited(submission)).merge(drops);
    let versioned = unversioned
        .clone()
        .merge(submitted)
        .merge(queue)
        .merge(batches)
        .merge(background)
        .merge(reference);

    // Where the numbers have an address of their own, the public one does not show them.
    let numbers = app.config.telemetry.metrics_address.map_or_else(numbers, |_| Router::new());

    let routes = Router::new()
        .merge(unversioned)
        .merge(numbers)
        .nest("/v1", versioned)
        .with_state(app.clone())
        .merge(docs::routes(docs::document()))
        .method_not_allowed_fallback(wrong_method)
        .fallback(nowhere);
    middleware::stack(routes, app)
}

/// What is served at `METRICS_ADDRESS`, by itself.
pub(super) fn numbers_alone(app: &App) -> Router {
    numbers().with_state(app.clone()).fallback(nowhere)
}

/// For Prometheus; no part of the contract with clients.
fn numbers() -> Router<App> {
    Router::new().route("/metrics", get(metrics::show))
}

/// The routes with their descriptions.
pub(super) fn described() -> OpenApiRouter<App> {
    let versioned = verification()
        .merge(submission())
        .merge(queue())
        .merge(drops())
        .merge(batches_and_news())
        .merge(comparison())
        .merge(kept())
        .merge(background())
        .merge(operation())
        .merge(reference());
    OpenApiRouter::with_openapi(docs::head()).nest("/v1", versioned)
}

/// For label-review tools.
fn verification() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(verify::verify))
}

/// For whoever chooses between engines.
fn comparison() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(compare::compare))
}

/// For importers: hundreds of applications at once.
fn drops() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(batches::submit::submit))
}

/// What becomes of them, and who is told.
fn batches_and_news() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(batches::show, batches::control::cancel))
        .routes(routes!(batches::items))
        .routes(routes!(batches::control::pause))
        .routes(routes!(batches::control::resume))
        .routes(routes!(batches::control::retry))
        .routes(routes!(batches::results::results))
        .routes(routes!(batches::events::events))
        .routes(routes!(webhooks::subscribe, webhooks::list))
        .routes(routes!(webhooks::unsubscribe))
        .routes(routes!(webhooks::messages))
        .routes(routes!(webhooks::message))
        .routes(routes!(webhooks::resend))
}

/// For who sends many, or does not wait.
fn submission() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(verifications::submit))
}

/// For the same, afterwards.
fn queue() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(jobs::show, jobs::cancel))
        .routes(routes!(jobs::result))
        .routes(routes!(jobs::retry))
        .routes(routes!(jobs::events))
}

/// For auditors, engineers and filers: what was checked.
fn kept() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(artifacts::list))
        .routes(routes!(artifacts::stats))
        .routes(routes!(artifacts::export))
        .routes(routes!(artifacts::erase_many))
        .routes(routes!(artifacts::show, artifacts::erase))
        .routes(routes!(artifacts::image))
        .routes(routes!(artifacts::text))
        .routes(routes!(artifacts::result))
        .routes(routes!(artifacts::pin, artifacts::unpin))
}

/// For those who ordered what takes longer than a request.
fn background() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(operations::show))
}

/// For load balancers and operators.
fn operation() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(health::show))
        .routes(routes!(health::live))
        .routes(routes!(health::ready))
        .routes(routes!(model_status::show))
}

/// For people and tools that explain a report.
fn reference() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(rules::list)).routes(routes!(rules::show))
}

async fn nowhere() -> ApiError {
    ApiError::not_found("there is nothing at this address")
}

async fn wrong_method() -> ApiError {
    let detail = "this address does not answer that method; Allow names those it does";
    ApiError::new(StatusCode::METHOD_NOT_ALLOWED, "method_not_allowed", detail)
}
