//! Small grammars for what labels print: their own tokens, their own parsers.
//!
//! A parser takes the words of a passage and gives every statement it understood, where it
//! stands in the text, and whether a letter had to be repaired on the way. Digits are never
//! repaired into other digits.

pub mod address;
pub mod age;
pub mod alcohol;
pub mod origin;
mod steps;
#[cfg(test)]
mod tests;
pub mod token;
pub mod volume;
pub mod words;
pub mod years;

use std::ops::Range;

/// Something understood in a text.
#[derive(Debug, Clone, PartialEq)]
pub struct Parsed<T> {
    pub value: T,
    /// Bytes of the text.
    pub range: Range<usize>,
    /// A letter was taken for a digit, or a word for a misread one, or the parts could be
    /// joined in another way as well.
    pub repaired: bool,
}
