//! Lines for tests: plain text at made-up places.

use crate::label::Quad;
use crate::ocr::{Engine, Line, Word};

/// One block of well-read lines, from top to bottom.
#[must_use]
pub fn lines(texts: &[&str]) -> Vec<Line> {
    texts.iter().enumerate().map(|(index, text)| line(text, index)).collect()
}

/// A well-read line at the given place in the block.
#[must_use]
pub fn line(text: &str, index: usize) -> Line {
    let top = index as f32 * 40.0;
    let mut left = 0.0;
    let words: Vec<Word> = text
        .split_whitespace()
        .map(|part| {
            let width = part.chars().count() as f32 * 12.0;
            let quad = Quad::rect(left, top, left + width, top + 20.0);
            left += width + 8.0;
            Word {
                text: part.to_owned(),
                quad,
                confidence: 0.97,
                engine: Engine::Ppocr,
                line: index as u32,
                block: 0,
                glyphs: Vec::new(),
            }
        })
        .collect();
    Line {
        panel: 0,
        quad: Quad::rect(0.0, top, left, top + 20.0),
        confidence: 0.97,
        block: 0,
        rotation: 0,
        others: Vec::new(),
        words,
    }
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
