//! Crops of lines to text, by way of frames of probabilities.

use super::detector::{Pixels, planes};
use super::models::{RecogniserModel, unavailable};
use super::session::{Model, Output};
use super::{CROP_HEIGHT, unexpected};
use crate::ocr::{Glyph, OcrError};
use image::RgbImage;
use std::path::Path;

/// Recognisers were trained on lines this wide: narrower ones are filled up.
const MIN_WIDTH: usize = 320;

/// Pixels of a crop to one frame of the output.
const FRAME: usize = 8;

/// From which probability a space stands between two figures of a number.
const BETWEEN_FIGURES: f32 = 0.5;

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
    /// From which probability a space stands between two characters. The blank wins the
    /// frames of a gap, but the space still stands out there by orders of magnitude.
    spaced_from: f32,
}

impl Alphabet {
    /// From the model's own list, one character a line; the blank comes before it, the
    /// space after.
    pub(super) fn new(list: &str, spaced_from: f32) -> Self {
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
        Self { allowed, space: count + 1, spaced_from }
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
        let mut gap = 0.0_f32;
        for (frame, classes) in probabilities.chunks_exact(self.classes()).enumerate() {
            let (index, character, confidence) = self.best(classes);
            let x = ((frame as f32 + 0.5) / frames_wide).min(1.0);
            let glyph = Glyph { character, confidence };
            if index == 0 || index == self.space {
                gap = gap.max(classes[self.space]);
            } else if index != previous {
                let spaced = letters
                    .last()
                    .is_some_and(|last| gap > self.spaced_from(last.glyph.character, character));
                letters.push(Letter { glyph, x, spaced });
                gap = 0.0;
            } else if let Some(last) = letters.last_mut()
                && last.glyph.confidence < confidence
            {
                *last = Letter { glyph, x, ..*last };
            }
            previous = index;
        }
        tidy_spaces(&mut letters);
        Recognition::new(letters)
    }

    /// From which probability a space stands between two characters. Figures stand apart in
    /// print, and models see spaces in 7 50 mL and 4 .1 %.
    fn spaced_from(&self, left: char, right: char) -> f32 {
        let is_number = |c: char| c.is_ascii_digit() || matches!(c, '.' | ',' | '%');
        if left.is_ascii_digit() && is_number(right) || is_number(left) && right.is_ascii_digit() {
            self.spaced_from.max(BETWEEN_FIGURES)
        } else {
            self.spaced_from
        }
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

/// No space before a closing mark, one after it; figures with a mark among them stay as
/// they are.
fn tidy_spaces(letters: &mut [Letter]) {
    for index in 1..letters.len() {
        let before = letters[index - 1].glyph.character;
        let own = letters[index].glyph.character;
        let after = letters.get(index + 1).map(|letter| letter.glyph.character);
        let opens_number = matches!(own, '.' | ',') && after.is_some_and(|c| c.is_ascii_digit());
        if matches!(own, '.' | ',' | ':' | ';' | ')' | '%') && !opens_number {
            letters[index].spaced = false;
        }
        if matches!(before, ',' | ':' | ';') && own.is_alphabetic() {
            letters[index].spaced = true;
        }
    }
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
    fn a_faint_space_between_letters_is_a_space() {
        for (probability, text) in [(0.02, "a b"), (0.006, "a b"), (0.004, "ab")] {
            let read = decode(&[
                frame(0, 0.9, 0.5),
                frame(1, 0.9, 0.0),
                frame(0, 0.9, probability),
                frame(0, 0.9, 0.0),
                frame(2, 0.9, 0.0),
                frame(0, 0.9, 0.5),
            ]);
            assert_eq!(read.text(), text, "{probability}");
        }
    }

    #[test]
    fn a_comma_draws_its_space_to_its_right() {
        let read = decode(&[
            frame(1, 0.9, 0.0),
            frame(0, 0.9, 0.3),
            frame(4, 0.9, 0.0),
            frame(2, 0.9, 0.0),
        ]);
        assert_eq!(read.text(), "a, b");
    }

    #[test]
    fn figures_are_parted_by_a_clear_space_only() {
        let alphabet = Alphabet::new("7\n5", 0.02);
        for (probability, text) in [(0.1, "75"), (0.6, "7 5")] {
            let frames = [[0.0, 0.9, 0.0, 0.0], [0.9, 0.0, 0.0, probability], [0.0, 0.0, 0.9, 0.0]];
            assert_eq!(alphabet.decode(&frames.concat(), 3.0).text(), text, "{probability}");
        }
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
