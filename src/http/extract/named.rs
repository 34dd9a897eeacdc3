//! What an address names by its id.

use crate::artifacts::{ArtifactId, OperationId};
use crate::http::error::ApiError;
use axum::extract::{FromRequestParts, Path};
use axum::http::request::Parts;
use std::str::FromStr;

/// The thing that the address names; anything that is no id names nothing.
#[derive(Debug, Clone, Copy)]
pub struct Named<Id>(pub Id);

/// An id in an address.
pub trait Id: FromStr {
    /// What has such ids, in the words of a client.
    const OF: &str;
}

impl Id for ArtifactId {
    const OF: &str = "artifact";
}

impl Id for OperationId {
    const OF: &str = "operation";
}

impl<I: Id> Named<I> {
    /// The answer where there is nothing of that id.
    #[must_use]
    pub fn unknown() -> ApiError {
        ApiError::not_found(format!("there is no {} of that id", I::OF))
    }
}

impl<I: Id, S: Send + Sync> FromRequestParts<S> for Named<I> {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, ApiError> {
        let path = Path::<String>::from_request_parts(parts, state).await;
        let Path(id) = path.map_err(|_| Self::unknown())?;
        id.parse().map(Self).map_err(|_| Self::unknown())
    }
}
