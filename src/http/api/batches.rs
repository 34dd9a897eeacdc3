//! `/v1/batches`: many applications in one drop.

pub mod control;
pub mod events;
pub mod results;
pub mod submit;

use crate::app::App;
use crate::batches::{BatchView, Desk, ItemView};
use crate::http::error::{ApiError, Problem};
use crate::http::extract::{PageQuery, StrictQuery, cut};
use axum::Json;
use axum::extract::{Path, State};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

/// The state of a batch: counts by state and verdict, pace, time left, what could not be
/// placed.
#[utoipa::path(
    get,
    path = "/batches/{id}",
    operation_id = "showBatch",
    tag = "batches",
    params(("id" = Uuid, Path)),
    responses(
        (status = 200, description = "The batch", body = BatchView),
        (status = 404, description = "There is none of that id", body = Problem, content_type = "application/problem+json"),
    ),
)]
pub async fn show(
    State(app): State<App>,
    Path(id): Path<String>,
) -> Result<Json<BatchView>, ApiError> {
    let (desk, id) = (&app.batches, batch_id(&id)?);
    Ok(Json(found(desk, id).await?))
}

/// A page of a batch's applications.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct ItemPage {
    pub items: Vec<ItemView>,
    pub next_cursor: Option<String>,
}

/// The applications of a batch, each with its state, its verdict, and what its pictures were
/// grouped by.
#[utoipa::path(
    get,
    path = "/batches/{id}/items",
    operation_id = "listBatchItems",
    tag = "batches",
    params(("id" = Uuid, Path), PageQuery),
    responses(
        (status = 200, description = "A page", body = ItemPage),
        (status = 404, description = "There is none of that id", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "The query cannot be understood", body = Problem, content_type = "application/problem+json"),
    ),
)]
pub async fn items(
    State(app): State<App>,
    Path(id): Path<String>,
    StrictQuery(page): StrictQuery<PageQuery>,
) -> Result<Json<ItemPage>, ApiError> {
    let (desk, id) = (&app.batches, batch_id(&id)?);
    found(desk, id).await?;
    let limit = page.limit()?;
    let after = page.cursor.map(|cursor| cursor.parse::<u32>()).transpose();
    let refused = |_| PageQuery::refused("cursor: is none of ours");
    let after = after.map_err(refused)?.unwrap_or(0);
    let mut items = desk.tables.items(id, after, limit + 1).await?;
    let next_cursor = cut(&mut items, limit).map(|last| last.index.to_string());
    Ok(Json(ItemPage { items, next_cursor }))
}

async fn found(desk: &Desk, id: Uuid) -> Result<BatchView, ApiError> {
    desk.show(id).await?.ok_or_else(unknown)
}

/// An id that is none of ours is the id of nothing.
fn batch_id(text: &str) -> Result<Uuid, ApiError> {
    Uuid::try_parse(text).ok().filter(|id| id.to_string() == text).ok_or_else(unknown)
}

fn unknown() -> ApiError {
    ApiError::not_found("there is no batch of that id")
}
