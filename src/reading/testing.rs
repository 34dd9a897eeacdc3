//! Lines for tests: plain text at made-up places.

use crate::label::Quad;
use crate::ocr::Line;

/// One block of well-read lines, from top to bottom.
#[must_use]
pub fn lines(texts: &[&str]) -> Vec<Line> {
    texts.iter().enumerate().map(|(index, text)| line(text, index)).collect()
}

/// A well-read line at the given place in the block.
#[must_use]
pub fn line(text: &str, index: usize) -> Line {
    Line::printed(text, 0, index as u32)
}

/// The same line in larger print.
#[must_use]
pub fn tall(mut line: Line, height: f32) -> Line {
    let (left, top, right, _) = line.quad.bounds();
    line.quad = Quad::rect(left, top, right, top + height);
    for word in &mut line.words {
        let (left, top, right, _) = word.quad.bounds();
        word.quad = Quad::rect(left, top, right, top + height);
    }
    line
}
