//! From what was sent to what was meant: everything a handler is given is settled here.

mod client;
mod label_upload;
mod multipart;
mod options;
mod problems;
mod query;
mod request_id;
mod wants;

pub use client::{ClientAddress, client_address};
pub use label_upload::{LabelUpload, intake_limits};
pub use multipart::UploadedFile;
pub use problems::Problems;
pub use query::StrictQuery;
pub use request_id::{ClientRequestId, RequestId};
pub use wants::Wants;
