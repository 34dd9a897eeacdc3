//! What the tests share: the service without sockets, a reader that reads from memory, and
//! forms.

mod app;
pub mod bucket;
pub mod drafts;
mod form;
mod pictures;
pub mod postgres;
pub mod reader;

pub use app::{Answer, Client, TestApp};
pub use form::Form;
pub use pictures::{jpeg, png};
pub use reader::RecordedReader;
