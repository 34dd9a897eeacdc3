//! Crops of lines to text, by way of frames of probabilities.

use super::detector::{Pixels, planes};
use super::models::{RecogniserModel, unavailable};
use super::session::{Model, Output};
use super::spaces;
use super::{CROP_HEIGHT, unexpected};
use crate::ocr::{Glyph, OcrError};
use image::RgbImage;
use std::path::Path;

/// Recognisers were trained on lines this wide: narrower ones are filled up.
const MIN_WIDTH: usize = 320;

/// Pixels of a crop to one frame of the output.
const FRAME: usize = 8;

/// A model that reads crops of single lines.
pub(super) struct Recogniser {
    model: Model,
    alphabet: Alphabet,
}

impl Recogniser {
    pub(super) fn load(library: &Path, known: &RecogniserModel) -> Result<Self, OcrError> {
        let model = Model::load(library, &known.bytes)?;
        let named = || model.metadata("character").map(Into::into);
        let characters = known
            .characters
            .clone()
            .or_else(named)
            .ok_or_else(|| unavailable("the recogniser names no characters"))?;
        Ok(Self { model, alphabet: Alphabet::new(&characters, known.space) })
    }

    /// Reads a crop of [`CROP_HEIGHT`].
    pub(super) fn read(&mut self, crop: &RgbImage) -> Result<Recognition, OcrError> {
        let own_width = crop.width() as usize;
        let width = own_width.max(MIN_WIDTH).next_multiple_of(FRAME);
        let values = planes(crop, width, &Pixels::CENTRED);
        let Output { shape, values } = self.model.run([3, CROP_HEIGHT as usize, width], &values)?;
        if shape.last() != Some(&self.alphabet.classes()) {
            return Err(unexpected("the recogniser's classes are not its characters"));
        }
        Ok(self.alphabet.decode(&values, own_width as f32 / FRAME as f32))
    }
}

/// One character of a recognised line.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Letter {
    pub glyph: Glyph,
    /// The middle of the character, 0 to 1 of the crop's width.
    pub x: f32,
    /// Whether a space stands before it.
    pub spaced: bool,
}

impl Letter {
    /// How wide it is beside an average one, roughly, in any typeface.
    pub(super) fn breadth(&self) -> f32 {
        match self.glyph.character {
            'i' | 'j' | 'l' | 'I' | '.' | ',' | ':' | ';' | '\'' | '’' | '‘' | '|' | '!' => 0.5,
            'f' | 'r' | 't' | '(' | ')' | '[' | ']' | '/' | '-' => 0.7,
            'm' | 'w' | 'M' | 'W' | '%' | '@' | '—' => 1.5,
            character if character.is_uppercase() => 1.2,
            _ => 1.0,
        }
    }
}

/// What stands on one crop.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Recognition {
    pub letters: Vec<Letter>,
    /// Mean over the letters, 0 to 1; 0 without letters.
    pub confidence: f32,
}

impl Recognition {
    fn new(letters: Vec<Letter>) -> Self {
        let sum: f32 = letters.iter().map(|letter| letter.glyph.confidence).sum();
        let confidence = if letters.is_empty() { 0.0 } else { sum / letters.len() as f32 };
        Self { letters, confidence }
    }

    /// The text with single spaces.
    #[must_use]
    pub fn text(&self) -> String {
        let mut text = String::new();
        for letter in &self.letters {
            if letter.spaced {
                text.push(' ');
            }
            text.push(letter.glyph.character);
        }
        text
    }

    /// How much is read and how surely: what decides between two readings of one place.
    #[must_use]
    pub fn weight(&self) -> f32 {
        self.letters.iter().map(|letter| letter.glyph.confidence - 0.5).sum()
    }
}

/// The characters a line may hold, by the model's index.
#[derive(Debug)]
pub(super) struct Alphabet {
    /// Index and character, the blank left out.
    allowed: Vec<(usize, char)>,
    space: usize,
    /// From which probability a space may stand between two characters. The blank wins the
    /// frames of a gap, but the space still stands out there by orders of magnitude.
    faint_space: f32,
}

impl Alphabet {
    /// From the model's own list, one character a line; the blank comes before it, the
    /// space after.
    pub(super) fn new(list: &str, faint_space: f32) -> Self {
        let mut allowed = Vec::new();
        let mut count = 0;
        for (index, line) in list.lines().enumerate() {
            count = index + 1;
            let mut characters = line.chars();
            if let (Some(character), None) = (characters.next(), characters.next())
                && is_allowed(character)
            {
                allowed.push((count, character));
            }
        }
        Self { allowed, space: count + 1, faint_space }
    }

    /// Blank, characters and space.
    pub(super) fn classes(&self) -> usize {
        self.space + 1
    }

    /// Reads frames of `classes` probabilities each; `frames_wide` is how many of them,
    /// in part, the crop fills (the rest is padding).
    pub(super) fn decode(&self, probabilities: &[f32], frames_wide: f32) -> Recognition {
        let mut letters: Vec<Letter> = Vec::new();
        let mut previous = 0;
        // The probability of a space before each letter.
        let mut spaces = Vec::new();
        let mut gap = 0.0_f32;
        for (frame, classes) in probabilities.chunks_exact(self.classes()).enumerate() {
            let (index, character, confidence) = self.best(classes);
            let x = ((frame as f32 + 0.5) / frames_wide).min(1.0);
            let glyph = Glyph { character, confidence };
            if index == 0 || index == self.space {
                gap = gap.max(classes[self.space]);
            } else if index != previous {
                letters.push(Letter { glyph, x, spaced: false });
                spaces.push(std::mem::take(&mut gap));
            } else if let Some(last) = letters.last_mut()
                && last.glyph.confidence < confidence
            {
                *last = Letter { glyph, x, ..*last };
            }
            previous = index;
        }
        spaces::part(&mut letters, &spaces, self.faint_space, frames_wide);
        Recognition::new(letters)
    }

    fn best(&self, classes: &[f32]) -> (usize, char, f32) {
        let mut best = (0, ' ', classes[0]);
        if classes[self.space] > best.2 {
            best = (self.space, ' ', classes[self.space]);
        }
        for &(index, character) in &self.allowed {
            if classes[index] > best.2 {
                best = (index, character, classes[index]);
            }
        }
        best
    }
}

/// Latin letters, figures and the marks of typography: the model would else see Chinese
/// in ornaments.
fn is_allowed(character: char) -> bool {
    let typographic = matches!(
        character,
        '‘' | '’'
            | '‚'
            | '“'
            | '”'
            | '„'
            | '–'
            | '—'
            | '…'
            | '•'
            | '™'
            | '€'
            | '№'
            | '℮'
            | '′'
            | '″'
            | '⅓'
            | '⅔'
            | '⅛'
            | '−'
    );
    typographic || (character < '\u{250}' && !character.is_whitespace() && !character.is_control())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// An alphabet of blank, a, b, a Chinese character, comma and space.
    fn alphabet() -> Alphabet {
        Alphabet::new("a\nb\n中\n,", 0.005)
    }

    /// One frame: the winner's class with its probability, and the space's.
    fn frame(class: usize, probability: f32, space: f32) -> [f32; 6] {
        let mut classes = [0.0; 6];
        classes[5] = space;
        classes[class] = probability;
        classes
    }

    fn decode(frames: &[[f32; 6]]) -> Recognition {
        alphabet().decode(&frames.concat(), frames.len() as f32)
    }

    #[test]
    fn repeats_collapse_unless_a_blank_parts_them() {
        let read = decode(&[
            frame(1, 0.6, 0.0),
            frame(1, 0.9, 0.0),
            frame(0, 0.9, 0.0),
            frame(1, 0.8, 0.0),
            frame(2, 0.7, 0.0),
        ]);
        assert_eq!(read.text(), "aab");
        assert!((read.confidence - 0.8).abs() < 1e-6, "the best of a run counts: {read:?}");
        assert!((read.letters[0].x - 0.3).abs() < 1e-6, "{read:?}");
    }

    #[test]
    fn other_scripts_are_not_read() {
        let mut classes = frame(3, 0.8, 0.0);
        classes[1] = 0.15;
        assert_eq!(decode(&[classes]).text(), "a");
    }

    #[test]
    fn nothing_read_has_no_confidence() {
        let read = decode(&[frame(0, 0.99, 0.0)]);
        assert_eq!((read.text().as_str(), read.confidence), ("", 0.0));
    }
}
