//! `/artifacts`: what was checked, found again, and let go.

mod bulk;
mod cursor;
mod export;
mod list;
mod parts;
mod query;
mod ranges;
mod serve;
mod settle;
mod view;

pub use bulk::{__path_erase_many, EraseRequest, erase_many};
pub use export::{__path_export, export};
pub use list::{__path_list, __path_stats, ArtifactList, list, stats};
pub use parts::{__path_image, __path_result, __path_show, __path_text, image, result, show, text};
pub use settle::{__path_erase, __path_pin, __path_unpin, PinRequest, erase, pin, unpin};
pub use view::{ArtifactSummary, ArtifactView};

use crate::app::App;
use crate::artifacts::{Archive, Artifact, ArtifactId, Found};
use crate::http::error::ApiError;
use crate::http::extract::Named;
use axum::extract::FromRequestParts;
use axum::http::StatusCode;
use axum::http::request::Parts;
use std::sync::Arc;

/// The archive, where there is one.
#[derive(Debug, Clone)]
pub struct Kept(pub Arc<Archive>);

impl FromRequestParts<App> for Kept {
    type Rejection = ApiError;

    async fn from_request_parts(_: &mut Parts, app: &App) -> Result<Self, ApiError> {
        app.archive.clone().map(Self).ok_or_else(|| {
            let detail = "this service stores no requests (ARTIFACT_STORAGE_ENABLED=false)";
            ApiError::new(StatusCode::NOT_FOUND, "artifacts_not_available", detail)
        })
    }
}

async fn find(archive: &Arc<Archive>, id: ArtifactId) -> Result<Box<Artifact>, ApiError> {
    match archive.find(id).await? {
        Some(Found::Here(artifact)) => Ok(artifact),
        Some(Found::Erased(tombstone)) => Err(ApiError::erased(&tombstone)),
        None => Err(Named::<ArtifactId>::unknown()),
    }
}
