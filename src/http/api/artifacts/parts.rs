//! `GET /artifacts/{id}` and its parts; each answers `HEAD` too.

use super::serve::{About, Asking};
use super::{ArtifactView, Kept, find};
use crate::app::App;
use crate::artifacts::{Artifact, ArtifactId, Checksum, PartInfo, PartName};
use crate::http::error::{ApiError, Problem};
use crate::http::extract::{Named, StrictQuery};
use crate::intake::{self, Picture};
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use image::{ImageFormat, imageops};
use serde::Deserialize;
use std::io::Cursor;
use std::str::FromStr;
use utoipa::IntoParams;

/// Shows a stored request's metadata and how it stands.
#[utoipa::path(
    get,
    path = "/artifacts/{id}",
    operation_id = "showArtifact",
    tag = "artifacts",
    params(("id" = uuid::Uuid, Path, description = "The request's id")),
    responses(
        (status = 200, description = "The metadata", body = ArtifactView),
        (status = 304, description = "The client has it"),
        (status = 404, description = "No such artifact", body = Problem, content_type = "application/problem+json"),
        (status = 410, description = "It was erased, or this part of it was let go", body = Problem, content_type = "application/problem+json"),
        (status = 502, description = "It is not what was written", body = Problem, content_type = "application/problem+json"),
        (status = 503, description = "The store is not available", body = Problem, content_type = "application/problem+json", headers(("Retry-After" = u64, description = "Seconds"))),
    ),
)]
pub async fn show(
    Kept(archive): Kept,
    Named(id): Named<ArtifactId>,
    asking: Asking,
) -> Result<Response, ApiError> {
    let artifact = find(&archive, id).await?;
    let view = serde_json::to_vec(&ArtifactView::from(&*artifact));
    let view = view.map_err(|error| ApiError::internal(&error))?;
    let about = About {
        // Its state changes too.
        etag: format!("\"{}\"", Checksum::of(&view).hex()),
        modified: artifact.pin.as_ref().map_or(artifact.metadata.timestamp, |pin| pin.pinned_at),
        content_type: "application/json".to_owned(),
        file_name: format!("{id}-metadata.json"),
    };
    Ok(asking.answer(&about, view.into()))
}

/// Which picture, and which part of it.
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ImageQuery {
    /// The panel, as the report numbers them, from 0.
    panel: Option<usize>,
    /// `x,y,width,height` in pixels of the panel as shown; answers a PNG of it.
    #[serde(default, rename = "box")]
    #[param(rename = "box", pattern = r"^\d+,\d+,\d+,\d+$")]
    crop: Option<String>,
}

/// Gives a picture as it was uploaded, or a part of one panel.
#[utoipa::path(
    get,
    path = "/artifacts/{id}/image",
    operation_id = "artifactImage",
    tag = "artifacts",
    params(("id" = uuid::Uuid, Path, description = "The request's id"), ImageQuery),
    responses(
        (status = 200, description = "The bytes as uploaded, or the crop", content_type = "image/*"),
        (status = 206, description = "The range that was asked for", content_type = "image/*"),
        (status = 304, description = "The client has it"),
        (status = 404, description = "No such artifact or panel, or pictures were not kept", body = Problem, content_type = "application/problem+json"),
        (status = 410, description = "It was erased, or this part of it was let go", body = Problem, content_type = "application/problem+json"),
        (status = 416, description = "No such bytes", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "A box that is none, or outside the picture", body = Problem, content_type = "application/problem+json"),
        (status = 502, description = "It is not what was written", body = Problem, content_type = "application/problem+json"),
        (status = 503, description = "The store is not available", body = Problem, content_type = "application/problem+json", headers(("Retry-After" = u64, description = "Seconds"))),
    ),
)]
pub async fn image(
    State(app): State<App>,
    Kept(archive): Kept,
    Named(id): Named<ArtifactId>,
    StrictQuery(query): StrictQuery<ImageQuery>,
    asking: Asking,
) -> Result<Response, ApiError> {
    let crop = query.crop.as_deref().map(str::parse::<Crop>).transpose()?;
    let artifact = find(&archive, id).await?;
    let panel = query.panel.unwrap_or(0);
    let Some((part, page)) = artifact.metadata.picture(panel) else {
        let kept =
            artifact.metadata.parts.iter().any(|part| matches!(part.name, PartName::Image(..)));
        return Err(if kept {
            ApiError::new(StatusCode::NOT_FOUND, "panel_not_found", "there is no such panel")
        } else {
            not_kept("pictures")
        });
    };
    artifact.ensure_kept(part.name)?;
    let Some(crop) = crop else { return asking.stored(&archive, &artifact, part).await };

    let Crop { x, y, width, height } = crop;
    let about = About {
        etag: format!("\"{}-{panel}-{x}-{y}-{width}-{height}\"", part.sha256.hex()),
        content_type: "image/png".to_owned(),
        file_name: format!("{id}-panel-{panel}-{x}-{y}.png"),
        ..About::part(&artifact, part)
    };
    if let Some(known) = asking.known(&about) {
        return Ok(known);
    }
    let bytes = archive.read_all(&artifact, part).await?;
    let limits = intake::Limits::from(&app.config.limits);
    let cropping = tokio::task::spawn_blocking(move || {
        // It was decoded once; limits may have been lowered since.
        let pages = intake::decode("stored", &bytes, &limits).map_err(|error| {
            ApiError::new(StatusCode::UNPROCESSABLE_ENTITY, error.code(), error.to_string())
        })?;
        crop.of(pages.get(page))
    });
    let png = cropping.await.map_err(|error| ApiError::internal(&error))??;
    Ok(asking.answer(&about, png.into()))
}

/// A part of a picture, in its pixels.
#[derive(Debug, Clone, Copy)]
struct Crop {
    x: u32,
    y: u32,
    width: u32,
    height: u32,
}

impl FromStr for Crop {
    type Err = ApiError;

    fn from_str(text: &str) -> Result<Self, ApiError> {
        let numbers: Result<Vec<u32>, _> =
            text.split(',').map(|number| number.trim().parse()).collect();
        match numbers.as_deref() {
            Ok(&[x, y, width, height]) if width > 0 && height > 0 => {
                Ok(Self { x, y, width, height })
            }
            _ => Err(invalid_box("has to be x,y,width,height in whole pixels")),
        }
    }
}

impl Crop {
    /// A PNG of it.
    fn of(self, picture: Option<&Picture>) -> Result<Vec<u8>, ApiError> {
        let pixels = picture.map(|picture| &*picture.pixels);
        let pixels = pixels.ok_or_else(|| invalid_box("the picture has no such page"))?;
        let inside =
            |at: u32, length: u32, side: u32| at.checked_add(length).is_some_and(|end| end <= side);
        let (width, height) = pixels.dimensions();
        if !inside(self.x, self.width, width) || !inside(self.y, self.height, height) {
            return Err(invalid_box(format!("the panel has {width} × {height} pixels")));
        }
        let cut = imageops::crop_imm(pixels, self.x, self.y, self.width, self.height).to_image();
        let mut png = Cursor::new(Vec::new());
        let written = cut.write_to(&mut png, ImageFormat::Png);
        written.map_err(|error| ApiError::internal(&error))?;
        Ok(png.into_inner())
    }
}

fn invalid_box(detail: impl Into<String>) -> ApiError {
    let detail = format!("box: {}", detail.into());
    ApiError::new(StatusCode::UNPROCESSABLE_ENTITY, "invalid_value", detail)
}

/// Gives what was read: words, places, confidences.
#[utoipa::path(
    get,
    path = "/artifacts/{id}/text",
    operation_id = "artifactText",
    tag = "artifacts",
    params(("id" = uuid::Uuid, Path, description = "The request's id")),
    responses(
        (status = 200, description = "Panel by panel as text, and line by line as found", content_type = "application/json"),
        (status = 206, description = "The range that was asked for", content_type = "application/json"),
        (status = 304, description = "The client has it"),
        (status = 404, description = "No such artifact, or the text was not kept", body = Problem, content_type = "application/problem+json"),
        (status = 410, description = "It was erased, or this part of it was let go", body = Problem, content_type = "application/problem+json"),
        (status = 416, description = "No such bytes", body = Problem, content_type = "application/problem+json"),
        (status = 502, description = "It is not what was written", body = Problem, content_type = "application/problem+json"),
        (status = 503, description = "The store is not available", body = Problem, content_type = "application/problem+json", headers(("Retry-After" = u64, description = "Seconds"))),
    ),
)]
pub async fn text(
    Kept(archive): Kept,
    Named(id): Named<ArtifactId>,
    asking: Asking,
) -> Result<Response, ApiError> {
    let artifact = find(&archive, id).await?;
    asking.stored(&archive, &artifact, kept(&artifact, PartName::Text, "texts")?).await
}

/// Gives the answer that the client got.
#[utoipa::path(
    get,
    path = "/artifacts/{id}/result",
    operation_id = "artifactResult",
    tag = "artifacts",
    params(("id" = uuid::Uuid, Path, description = "The request's id")),
    responses(
        (status = 200, description = "The report, but for `artifact_status`", body = crate::verification::Report),
        (status = 206, description = "The range that was asked for", content_type = "application/json"),
        (status = 304, description = "The client has it"),
        (status = 404, description = "No such artifact, or results were not kept", body = Problem, content_type = "application/problem+json"),
        (status = 410, description = "It was erased, or this part of it was let go", body = Problem, content_type = "application/problem+json"),
        (status = 416, description = "No such bytes", body = Problem, content_type = "application/problem+json"),
        (status = 502, description = "It is not what was written", body = Problem, content_type = "application/problem+json"),
        (status = 503, description = "The store is not available", body = Problem, content_type = "application/problem+json", headers(("Retry-After" = u64, description = "Seconds"))),
    ),
)]
pub async fn result(
    Kept(archive): Kept,
    Named(id): Named<ArtifactId>,
    asking: Asking,
) -> Result<Response, ApiError> {
    let artifact = find(&archive, id).await?;
    asking.stored(&archive, &artifact, kept(&artifact, PartName::Result, "results")?).await
}

fn kept<'a>(artifact: &'a Artifact, name: PartName, what: &str) -> Result<&'a PartInfo, ApiError> {
    let part = artifact.metadata.part(name).ok_or_else(|| not_kept(what))?;
    artifact.ensure_kept(name)?;
    Ok(part)
}

fn not_kept(what: &str) -> ApiError {
    let detail = format!("{what} were not kept of this request (ARTIFACT_PARTS)");
    ApiError::new(StatusCode::NOT_FOUND, "part_not_kept", detail)
}
