//! The service over HTTP, version 1 of its contract.
//!
//! Handlers translate: typed extractors in, one call, a typed view out. What goes wrong
//! becomes one [`error::ApiError`]; what every request needs is stacked in `middleware`.

pub mod api;
mod docs;
mod error;
mod extract;
mod middleware;
mod router;
mod server;

pub use docs::document;
pub use error::{ApiError, ErrorItem, Problem};
pub use extract::RequestId;
pub use router::router;
pub use server::{NumbersServer, Server, ServerError, check_certificate};
