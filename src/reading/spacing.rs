//! Letters set apart: `7 5 0 ml`, `A l c / v o l`, `25. 36 fl. oz.`
//!
//! Engines put spaces where the print only spaces its letters out. The gaps tell: a space
//! between words is wider than one between the letters of a spaced word.

use crate::ocr::Word;

/// A gap under this share of the letters' height never parts two numbers. The closest two
/// separate numbers seen on real labels stood 0.4 apart.
const CLOSE: f32 = 0.27;
/// A gap over this is a space even in spaced print.
const WIDE: f32 = 0.46;

/// For each word but the last of a line, whether the next belongs to it.
pub fn joints(words: &[Word]) -> Vec<bool> {
    let gaps: Vec<f32> = words.windows(2).map(|pair| gap(&pair[0], &pair[1])).collect();
    let spaced = runs(words, &gaps);
    // What parts the letters of a spaced word parts the digits beside it too.
    let reach = gaps
        .iter()
        .zip(&spaced)
        .filter(|(_, spaced)| **spaced)
        .map(|(gap, _)| gap * 1.2)
        .fold(CLOSE, f32::max)
        .min(WIDE);
    words
        .windows(2)
        .enumerate()
        .map(|(index, pair)| {
            spaced[index] || gaps[index] < reach && same_number(&pair[0], &pair[1])
        })
        .collect()
}

/// The distance between two words of a line, by the height of their letters.
fn gap(a: &Word, b: &Word) -> f32 {
    let height = a.quad.height().max(b.quad.height()).max(1.0);
    a.quad.0[1].distance(b.quad.0[0]) / height
}

/// The joints inside runs of three or more single characters.
fn runs(words: &[Word], gaps: &[f32]) -> Vec<bool> {
    let mut joints = vec![false; gaps.len()];
    let single = |index: usize| words[index].text.chars().count() == 1;
    let mut start = 0;
    while start < words.len() {
        let mut end = start;
        while end < gaps.len() && single(end) && single(end + 1) && gaps[end] < WIDE {
            end += 1;
        }
        if end - start >= 2 {
            joints[start..end].fill(true);
        }
        start = end + 1;
    }
    joints
}

/// Whether two words can be halves of one number: digits on both sides, or a decimal point
/// between.
fn same_number(a: &Word, b: &Word) -> bool {
    let (last, first) = (a.text.chars().last(), b.text.chars().next());
    let digit = |character: Option<char>| character.is_some_and(|c| c.is_ascii_digit());
    let point = |character: Option<char>| matches!(character, Some('.' | ','));
    let inner = a.text.trim_end_matches(['.', ',']);
    digit(last) && (digit(first) || point(first))
        || point(last) && digit(first) && (inner.is_empty() || digit(inner.chars().last()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::label::Quad;
    use crate::ocr::Engine;

    /// Words of height 20 with the given gaps before them.
    fn words(parts: &[(f32, &str)]) -> Vec<Word> {
        let mut left = 0.0;
        parts
            .iter()
            .map(|(gap, text)| {
                left += gap * 20.0;
                let right = left + text.len() as f32 * 10.0;
                let quad = Quad::rect(left, 0.0, right, 20.0);
                left = right;
                Word {
                    text: (*text).to_owned(),
                    quad,
                    confidence: 1.0,
                    engine: Engine::Ppocr,
                    line: 0,
                    block: 0,
                    glyphs: Vec::new(),
                }
            })
            .collect()
    }

    #[test]
    fn gaps_tell_spaced_letters_from_words() {
        for (parts, joined) in [
            (
                &[
                    (0.0, "4"),
                    (0.36, "5%"),
                    (0.2, "alc"),
                    (0.7, "7"),
                    (0.36, "5"),
                    (0.36, "0"),
                    (0.2, "ml"),
                ][..],
                "45% alc 750 ml",
            ),
            (&[(0.0, "25."), (0.1, "36"), (0.23, "fl.")], "25.36 fl."),
            (&[(0.0, "4"), (0.18, "."), (0.18, "1%")], "4.1%"),
            (&[(0.0, "7%"), (0.6, "A"), (0.26, "l"), (0.3, "c")], "7% Alc"),
            (&[(0.0, "9"), (0.6, "7"), (0.23, "50ML")], "9 750ML"),
            (&[(0.0, "12"), (0.4, "750"), (0.4, "ML")], "12 750 ML"),
        ] {
            let words = words(parts);
            let joints = joints(&words);
            let mut text = words[0].text.clone();
            for (index, word) in words[1..].iter().enumerate() {
                if !joints[index] {
                    text.push(' ');
                }
                text.push_str(&word.text);
            }
            assert_eq!(text, joined);
        }
    }
}
