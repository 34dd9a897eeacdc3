//! One pass over a picture: its boxes, read in any number of parts and put together.

use super::super::geometry::{area, overlap, shared_area};
use super::lines::{ReadBox, merge};
use super::{PpocrReading, TextBox};
use crate::ocr::layout;

/// Lines read with less confidence count as unread.
const READ_FROM: f32 = 0.5;

/// What was read of some boxes.
#[derive(Debug, Clone, PartialEq)]
pub struct BoxesRead {
    pub read: Vec<ReadBox>,
    /// Boxes that the deadline left.
    pub unread: Vec<TextBox>,
    /// False when the deadline came before every box was looked for and read.
    pub complete: bool,
}

impl Default for BoxesRead {
    fn default() -> Self {
        Self { read: Vec::new(), unread: Vec::new(), complete: true }
    }
}

impl BoxesRead {
    /// Adds what was read of further boxes.
    pub fn append(&mut self, mut other: Self) {
        self.read.append(&mut other.read);
        self.unread.append(&mut other.unread);
        self.complete &= other.complete;
    }
}

impl PpocrReading {
    /// Puts the boxes of the picture as it is and those of the turned one together, in
    /// reading order.
    #[must_use]
    pub fn of(first: BoxesRead, second: BoxesRead) -> Self {
        let complete = first.complete && second.complete;
        let mut unread = first.unread;
        unread.extend(second.unread);
        let mut lines = Vec::new();
        for read in merge(first.read, second.read) {
            match read.line() {
                Some(line) if line.confidence >= READ_FROM => lines.push(line),
                _ => unread.push(TextBox { strip: read.strip, score: read.recognition.confidence }),
            }
        }
        Self { lines: layout::order(lines), unread, complete }
    }
}

/// Takes from the boxes of the turned picture those that no surely read line stands in, and
/// from the steep ones those that a turned box holds whole.
#[must_use]
pub fn still_to_read(
    first: &BoxesRead,
    turned: Vec<TextBox>,
    steep: &mut Vec<TextBox>,
) -> Vec<TextBox> {
    steep.retain(|piece| !turned.iter().any(|whole| covers(whole, piece)));
    turned.into_iter().filter(|found| !is_read(&first.read, found)).collect()
}

/// Whether `whole` holds most of `piece`.
fn covers(whole: &TextBox, piece: &TextBox) -> bool {
    shared_area(&whole.strip.quad, &piece.strip.quad) > 0.7 * area(&piece.strip.quad)
}

/// Whether a surely read line of several letters already stands there.
fn is_read(lines: &[ReadBox], found: &TextBox) -> bool {
    lines.iter().any(|line| {
        let recognition = &line.recognition;
        recognition.letters.len() >= 4
            && recognition.confidence >= 0.9
            && overlap(&line.strip.quad, &found.strip.quad) > 0.5
    })
}
