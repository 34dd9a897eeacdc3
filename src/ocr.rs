//! Pixels to words with boxes: preparing pictures, the engines, the pool they run on.
//!
//! Whatever turns and enlargements a pass works on, its words come back with
//! quadrilaterals in the pixels of the original picture as shown.

mod arc;
pub mod geometry;
pub mod ink;
pub mod layout;
mod line;
pub mod ollama;
pub mod pool;
pub mod ppocr;
pub mod prepare;
pub mod start;
mod strip;
pub mod tesseract;
mod word;

#[cfg(test)]
pub(crate) mod testing;

pub use arc::Arc;
pub use line::{Alternative, Line};
pub use strip::Strip;
pub use word::{Engine, Glyph, OcrError, Word};
