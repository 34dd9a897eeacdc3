//! What was recognised, copied out of the engine.
#![expect(unsafe_code, reason = "the C interface of Tesseract")]

use super::failed;
use crate::label::Quad;
use crate::ocr::{Engine, Glyph, OcrError, Word};
use std::ffi::{c_int, c_void};
use tesseract_rs::{ResultIterator, TessPageIteratorLevel as Level, TesseractAPI};

unsafe extern "C" {
    fn TessPageIteratorIsAtBeginningOf(iterator: *const c_void, level: c_int) -> c_int;
    // The binding declares this one with an answer it does not give.
    fn TessPageIteratorOrientation(
        iterator: *const c_void,
        orientation: *mut c_int,
        writing_direction: *mut c_int,
        textline_order: *mut c_int,
        deskew_angle: *mut f32,
    );
}

/// The writing direction of vertical lines in the C interface.
const TOP_TO_BOTTOM: c_int = 2;

/// The words of the last recognition, in reading order; empty ones are left out.
///
/// The iterator points into the engine; it is gone when this returns.
pub(super) fn collect(api: &TesseractAPI) -> Result<Vec<Word>, OcrError> {
    // No iterator at all means that no text was found.
    let Ok(iterator) = api.get_iterator() else { return Ok(Vec::new()) };
    let mut words: Vec<Word> = Vec::new();
    let mut block = 0;
    let mut line = 0;
    let mut first = true;
    // Whether the word under the iterator is the last one in `words`.
    let mut kept = false;
    loop {
        if first || begins(&iterator, Level::RIL_WORD)? {
            if !first {
                block += u32::from(begins(&iterator, Level::RIL_BLOCK)?);
                line += u32::from(begins(&iterator, Level::RIL_TEXTLINE)?);
            }
            let word = word(&iterator, line, block);
            kept = word.is_some();
            words.extend(word);
        }
        if kept && let Some(word) = words.last_mut() {
            word.glyphs.extend(glyphs(&iterator));
        }
        first = false;
        if !iterator.next(Level::RIL_SYMBOL).map_err(failed)? {
            return Ok(words);
        }
    }
}

/// Whether the iterator stands at the first symbol of a word, line or block.
fn begins(iterator: &ResultIterator, level: Level) -> Result<bool, OcrError> {
    let handle =
        iterator.handle.lock().map_err(|_| failed(tesseract_rs::TesseractError::MutexLockError))?;
    // SAFETY: a result iterator is a page iterator (the C interface casts one to the other),
    // and this one is alive and locked.
    Ok(unsafe { TessPageIteratorIsAtBeginningOf(*handle, level as c_int) } != 0)
}

/// By how many quarter turns clockwise the current block's lines are laid. The page layout finds
/// and reads lines that run downwards by itself, and takes them for vertical writing: letters
/// upright, lines from top to bottom.
fn quarters(iterator: &ResultIterator) -> Result<usize, OcrError> {
    let handle =
        iterator.handle.lock().map_err(|_| failed(tesseract_rs::TesseractError::MutexLockError))?;
    let (mut orientation, mut direction, mut order, mut angle) = (0, 0, 0, 0.0);
    // SAFETY: the iterator is alive and locked, as above; the four places are written and not
    // kept. C's enums are as wide as its ints.
    unsafe {
        TessPageIteratorOrientation(
            *handle,
            &raw mut orientation,
            &raw mut direction,
            &raw mut order,
            &raw mut angle,
        );
    }
    let downwards = usize::from(direction == TOP_TO_BOTTOM);
    Ok((usize::try_from(orientation).unwrap_or(0) + downwards) % 4)
}

/// The word under the iterator, unless it is blank or has no box.
fn word(iterator: &ResultIterator, line: u32, block: u32) -> Option<Word> {
    let text = iterator.get_utf8_text(Level::RIL_WORD).ok()?;
    let text = text.trim();
    if text.is_empty() {
        return None;
    }
    let (left, top, right, bottom) = iterator.get_bounding_box(Level::RIL_WORD).ok()?;
    let confidence = iterator.confidence(Level::RIL_WORD).ok()?;
    let mut quad = Quad::rect(left as f32, top as f32, right as f32, bottom as f32);
    // The first corner is the text's own upper left: the box's upper right when its lines run
    // downwards, and so on.
    quad.0.rotate_left(quarters(iterator).ok()?);
    Some(Word {
        text: text.to_owned(),
        quad,
        confidence: share(confidence),
        engine: Engine::Tesseract,
        line,
        block,
        glyphs: Vec::new(),
    })
}

/// The symbol under the iterator: mostly one character, now and then a ligature of several.
fn glyphs(iterator: &ResultIterator) -> Vec<Glyph> {
    let (Ok(text), Ok(confidence)) =
        (iterator.get_utf8_text(Level::RIL_SYMBOL), iterator.confidence(Level::RIL_SYMBOL))
    else {
        return Vec::new();
    };
    let confidence = share(confidence);
    text.trim().chars().map(|character| Glyph { character, confidence }).collect()
}

/// Percent to 0 to 1.
fn share(percent: f32) -> f32 {
    (percent / 100.0).clamp(0.0, 1.0)
}
