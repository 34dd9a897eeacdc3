//! What the tests share: the service without sockets, a reader that reads from memory, and
//! forms.

mod app;
mod form;
mod pictures;
pub mod reader;

pub use app::{Client, TestApp};
pub use form::Form;
pub use pictures::{jpeg, png};
pub use reader::RecordedReader;
