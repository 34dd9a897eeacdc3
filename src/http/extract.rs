//! From what was sent to what was meant: everything a handler is given is settled here.

mod batch_upload;
mod client;
mod idempotency;
mod label_upload;
mod multipart;
mod named;
mod options;
mod page;
mod prefer;
mod problems;
mod query;
mod request_id;
mod wants;

pub use batch_upload::BatchUpload;
pub use client::{ClientAddress, client_address};
pub use idempotency::{Answering, IdempotencyKey, Turn};
pub use label_upload::{LabelUpload, Upload};
pub use named::Named;
pub use page::{PageQuery, cut};
pub use prefer::Prefer;
pub use problems::Problems;
pub use query::StrictQuery;
pub use request_id::{ClientRequestId, RequestId};
pub use wants::Wants;
