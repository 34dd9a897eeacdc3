//! Recognised boxes to lines of words.

use super::recogniser::{Letter, Recognition};
use crate::ocr::geometry::{overlap, rotation};
use crate::ocr::{Engine, Line, Strip, Word};

/// A box with what stands in it.
#[derive(Debug, Clone, PartialEq)]
pub struct ReadBox {
    /// In pixels of the picture, clockwise from the text's own upper left.
    pub strip: Strip,
    pub recognition: Recognition,
}

impl ReadBox {
    /// The line with its words, on panel 0 and in block 0 until it is laid out; `None`
    /// without letters.
    #[must_use]
    pub fn line(&self) -> Option<Line> {
        let words = words(&self.strip, &self.recognition.letters);
        (!words.is_empty()).then(|| Line {
            panel: 0,
            words,
            quad: self.strip.quad,
            arc: self.strip.arc,
            confidence: self.recognition.confidence,
            block: 0,
            rotation: rotation(&self.strip.quad),
            others: Vec::new(),
        })
    }
}

/// Puts two passes over one picture together: where a box of one shares more than half of
/// the smaller with a box of the other, the one that says more, more surely, stays.
#[must_use]
pub fn merge(first: Vec<ReadBox>, second: Vec<ReadBox>) -> Vec<ReadBox> {
    let mut drop_first = vec![false; first.len()];
    let mut drop_second = vec![false; second.len()];
    for (i, a) in first.iter().enumerate() {
        for (j, b) in second.iter().enumerate() {
            if drop_first[i] || drop_second[j] || overlap(&a.strip.quad, &b.strip.quad) <= 0.5 {
                continue;
            }
            if a.recognition.weight() >= b.recognition.weight() {
                drop_second[j] = true;
            } else {
                drop_first[i] = true;
            }
        }
    }
    let kept = |boxes: Vec<ReadBox>, dropped: Vec<bool>| {
        boxes.into_iter().zip(dropped).filter(|(_, dropped)| !dropped).map(|(kept, _)| kept)
    };
    kept(first, drop_first).chain(kept(second, drop_second)).collect()
}

fn words(strip: &Strip, letters: &[Letter]) -> Vec<Word> {
    let unit = unit_width(letters);
    letters
        .chunk_by(|_, next| !next.spaced)
        .map(|word| {
            let (first, last) = (&word[0], &word[word.len() - 1]);
            let start = (first.x - unit * first.breadth() / 2.0).max(0.0);
            let end = (last.x + unit * last.breadth() / 2.0).min(1.0);
            let sum: f32 = word.iter().map(|letter| letter.glyph.confidence).sum();
            Word {
                text: word.iter().map(|letter| letter.glyph.character).collect(),
                quad: strip.section(start, end.max(start)),
                confidence: sum / word.len() as f32,
                engine: Engine::Ppocr,
                line: 0,
                block: 0,
                glyphs: word.iter().map(|letter| letter.glyph).collect(),
            }
        })
        .collect()
}

/// The width of an average letter as part of the crop's, from the distances between the
/// middles: the model tells where a letter is, not how wide.
fn unit_width(letters: &[Letter]) -> f32 {
    let [first, .., last] = letters else { return 0.8 };
    let units: f32 = letters
        .windows(2)
        .map(|pair| {
            let gap = if pair[1].spaced { 0.5 } else { 0.0 };
            f32::midpoint(pair[0].breadth(), pair[1].breadth()) + gap
        })
        .sum();
    (last.x - first.x).max(0.0) / units
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::label::{Point, Quad};
    use crate::ocr::Glyph;

    fn read(quad: Quad, text: &str, confidence: f32) -> ReadBox {
        let slots = text.chars().count() as f32;
        let mut spaced = false;
        let mut letters = Vec::new();
        for (index, character) in text.chars().enumerate() {
            if character == ' ' {
                spaced = true;
                continue;
            }
            let glyph = Glyph { character, confidence };
            letters.push(Letter { glyph, x: (index as f32 + 0.5) / slots, spaced });
            spaced = false;
        }
        ReadBox { strip: quad.into(), recognition: Recognition { letters, confidence } }
    }

    #[test]
    fn words_stand_where_their_letters_are() {
        let line = read(Quad::rect(100.0, 10.0, 210.0, 30.0), "oooo ooo ooo", 0.9).line().unwrap();
        assert_eq!(line.text(), "oooo ooo ooo");
        let bounds: Vec<_> = line.words.iter().map(|word| word.quad.bounds()).collect();
        for ((left, _, right, _), (from, to)) in
            bounds.into_iter().zip([(100.0, 136.7), (145.8, 173.3), (182.5, 210.0)])
        {
            assert!((left - from).abs() < 4.0 && (right - to).abs() < 4.0, "{left} to {right}");
        }
        assert_eq!(line.words[0].glyphs.len(), 4);
    }

    #[test]
    fn words_of_a_line_printed_upwards_follow_each_other_upwards() {
        let upwards = Quad([[0., 120.], [0., 0.], [20., 0.], [20., 120.]].map(Point::from));
        let line = read(upwards, "ooo oooo", 0.9).line().unwrap();
        assert_eq!(line.rotation, 90);
        assert!(line.words[0].quad.center().y > line.words[1].quad.center().y + 30.0);
        assert!(line.words[0].quad.0[0].y > line.words[0].quad.0[1].y);
    }

    #[test]
    fn of_two_passes_the_fuller_reading_of_a_place_stays() {
        let place = Quad::rect(0.0, 0.0, 100.0, 10.0);
        let piece = Quad::rect(5.0, 0.0, 30.0, 10.0);
        let elsewhere = Quad::rect(0.0, 50.0, 100.0, 60.0);
        let merged = merge(
            vec![read(piece, "par", 0.95), read(elsewhere, "other", 0.9)],
            vec![read(place, "the whole line", 0.9)],
        );
        let texts: Vec<_> = merged.iter().map(|read| read.recognition.text()).collect();
        assert_eq!(texts, ["other", "the whole line"]);
    }

    #[test]
    fn a_box_without_letters_is_no_line() {
        assert_eq!(read(Quad::rect(0.0, 0.0, 9.0, 9.0), "", 0.0).line(), None);
    }
}
