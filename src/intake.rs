//! Uploads to pictures: what a file is, whether it may come in, and how it is shown.
//!
//! Nothing of the client is trusted: the kind is told by content, the pixel count by the
//! header before anything is decoded.

mod picture;

pub use picture::{Format, Picture};
