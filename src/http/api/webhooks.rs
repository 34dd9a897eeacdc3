//! `/v1/webhooks`: who is told of what is done, and how the telling went.

use crate::app::App;
use crate::http::error::{ApiError, ErrorItem, Problem};
use crate::http::extract::{PageQuery, StrictQuery, cut};
use crate::webhooks::{Event, Message, NewSubscription, Refused, Secret, Subscription, check_url};
use axum::Json;
use axum::extract::rejection::JsonRejection;
use axum::extract::{Path, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

/// Subscriptions there may be: each makes a message of all news.
const MOST: usize = 100;

/// A wish to be told.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SubscriptionForm {
    /// `https://` or `http://`; into private networks only where `WEBHOOK_ALLOW` names them.
    url: String,
    /// All, when none are named.
    #[serde(default)]
    events: Vec<Event>,
    /// `whsec_` and 24 to 64 bytes in base64; one of ours when it is not given.
    secret: Option<String>,
}

/// A subscription with its secret, which is shown this once.
#[derive(Debug, Serialize, ToSchema)]
pub struct NewSubscriptionView {
    #[serde(flatten)]
    subscription: Subscription,
    secret: String,
}

#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct SubscriptionPage {
    items: Vec<Subscription>,
    next_cursor: Option<String>,
}

#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct MessagePage {
    items: Vec<Message>,
    next_cursor: Option<String>,
}

/// Asks to be told of what is done. Messages are signed as Standard Webhooks has it.
#[utoipa::path(
    post,
    path = "/webhooks",
    operation_id = "subscribe",
    tag = "webhooks",
    request_body = SubscriptionForm,
    responses(
        (status = 201, description = "Subscribed; the secret is shown this once", body = NewSubscriptionView, headers(("Location" = String, description = "The subscription"))),
        (status = 409, description = "There are too many", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "The address or the secret is not acceptable", body = Problem, content_type = "application/problem+json"),
    ),
)]
pub async fn subscribe(
    State(app): State<App>,
    form: Result<Json<SubscriptionForm>, JsonRejection>,
) -> Result<Response, ApiError> {
    let Json(form) = form.map_err(|rejection| {
        ApiError::new(rejection.status(), "invalid_request", rejection.body_text())
    })?;
    check_url(&form.url, &app.config.webhooks.allow).map_err(|error| refused("url", &error))?;
    let secret = match form.secret.as_deref().map(str::parse::<Secret>) {
        None => Secret::fresh(),
        Some(Ok(secret)) => secret,
        Some(Err(error)) => return Err(wrong("secret", "invalid_value", &error.to_string())),
    };
    if app.webhooks.subscriptions().await?.len() >= MOST {
        let detail = format!("there are {MOST} subscriptions already");
        return Err(ApiError::new(StatusCode::CONFLICT, "too_many_subscriptions", detail));
    }
    let subscription = Subscription {
        id: Uuid::now_v7(),
        url: form.url,
        events: form.events,
        created_at: app.clock.now(),
    };
    let view = NewSubscriptionView { subscription: subscription.clone(), secret: secret.reveal() };
    let location = format!("/v1/webhooks/{}", subscription.id);
    app.webhooks.subscribe(&NewSubscription { subscription, secret }).await?;
    let mut response = (StatusCode::CREATED, Json(view)).into_response();
    let location = HeaderValue::from_str(&location);
    response.headers_mut().extend(location.ok().map(|value| (header::LOCATION, value)));
    Ok(response)
}

/// The standing subscriptions, without their secrets.
#[utoipa::path(
    get,
    path = "/webhooks",
    operation_id = "listSubscriptions",
    tag = "webhooks",
    responses((status = 200, description = "All of them", body = SubscriptionPage)),
)]
pub async fn list(State(app): State<App>) -> Result<Json<SubscriptionPage>, ApiError> {
    let items = app.webhooks.subscriptions().await?;
    Ok(Json(SubscriptionPage { items, next_cursor: None }))
}

/// Ends a subscription. What is on its way is still delivered.
#[utoipa::path(
    delete,
    path = "/webhooks/{id}",
    operation_id = "unsubscribe",
    tag = "webhooks",
    params(("id" = Uuid, Path)),
    responses(
        (status = 204, description = "It is ended"),
        (status = 404, description = "There is none of that id", body = Problem, content_type = "application/problem+json"),
    ),
)]
pub async fn unsubscribe(
    State(app): State<App>,
    Path(id): Path<String>,
) -> Result<StatusCode, ApiError> {
    let unknown = || ApiError::not_found("there is no subscription of that id");
    let id = Uuid::try_parse(&id).map_err(|_| unknown())?;
    let gone = app.webhooks.unsubscribe(id).await?;
    gone.then_some(StatusCode::NO_CONTENT).ok_or_else(unknown)
}

/// What was told, newest first, and how each message stands.
#[utoipa::path(
    get,
    path = "/webhooks/messages",
    operation_id = "listMessages",
    tag = "webhooks",
    params(PageQuery),
    responses(
        (status = 200, description = "A page; attempts are with each message by itself", body = MessagePage),
        (status = 422, description = "The query cannot be understood", body = Problem, content_type = "application/problem+json"),
    ),
)]
pub async fn messages(
    State(app): State<App>,
    StrictQuery(page): StrictQuery<PageQuery>,
) -> Result<Json<MessagePage>, ApiError> {
    let limit = page.limit()?;
    let mut items = app.webhooks.messages(page.cursor.as_deref(), limit + 1).await?;
    let next_cursor = cut(&mut items, limit).map(|last| last.id.clone());
    Ok(Json(MessagePage { items, next_cursor }))
}

/// One message with every attempt to deliver it.
#[utoipa::path(
    get,
    path = "/webhooks/messages/{id}",
    operation_id = "showMessage",
    tag = "webhooks",
    params(("id" = String, Path)),
    responses(
        (status = 200, description = "The message", body = Message),
        (status = 404, description = "There is none of that id", body = Problem, content_type = "application/problem+json"),
    ),
)]
pub async fn message(
    State(app): State<App>,
    Path(id): Path<String>,
) -> Result<Json<Message>, ApiError> {
    let found = app.webhooks.message(&id).await?;
    found.map(|(message, _)| Json(message)).ok_or_else(no_message)
}

/// Sends a message once more, under the same id: one that was not taken within a day, or one
/// that its receiver lost.
#[utoipa::path(
    post,
    path = "/webhooks/messages/{id}/resend",
    operation_id = "resendMessage",
    tag = "webhooks",
    params(("id" = String, Path)),
    responses(
        (status = 202, description = "It is on its way", body = Message),
        (status = 404, description = "There is none of that id", body = Problem, content_type = "application/problem+json"),
        (status = 409, description = "It is on its way already", body = Problem, content_type = "application/problem+json"),
    ),
)]
pub async fn resend(
    State(app): State<App>,
    Path(id): Path<String>,
) -> Result<(StatusCode, Json<Message>), ApiError> {
    match app.webhooks.send_again(&id).await? {
        Some(true) => {}
        Some(false) => {
            let detail = "the message is on its way already";
            return Err(ApiError::new(StatusCode::CONFLICT, "message_pending", detail));
        }
        None => return Err(no_message()),
    }
    Ok((StatusCode::ACCEPTED, message(State(app), Path(id)).await?))
}

/// Whether a client's own address can be told: where it leads, and that we can sign.
pub fn ensure_callback(app: &App, url: &str) -> Result<(), ApiError> {
    if app.config.webhooks.secret.is_none() {
        let detail = "needs WEBHOOK_SECRET, which is not set here; subscribe at /v1/webhooks";
        return Err(wrong("callback_url", "webhooks_not_available", detail));
    }
    let checked = check_url(url, &app.config.webhooks.allow);
    checked.map(|_| ()).map_err(|error| refused("callback_url", &error))
}

fn refused(at: &str, error: &Refused) -> ApiError {
    let code = match error {
        Refused::Private(_) => "private_address",
        Refused::NotAUrl | Refused::Scheme | Refused::Credentials | Refused::Unresolved(_) => {
            "invalid_value"
        }
    };
    wrong(at, code, &error.to_string())
}

fn wrong(at: &str, code: &'static str, detail: &str) -> ApiError {
    let item = ErrorItem { at: at.to_owned(), code: code.to_owned(), detail: detail.to_owned() };
    let status = StatusCode::UNPROCESSABLE_ENTITY;
    ApiError { errors: vec![item], ..ApiError::new(status, code, format!("{at}: {detail}")) }
}

fn no_message() -> ApiError {
    ApiError::not_found("there is no message of that id")
}
