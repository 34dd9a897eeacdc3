//! Words that two readings of a line share, against the one that stands.

use crate::ocr::{Alternative, Line, Word};
use std::ops::Range;

/// Where two other readings of a line share a word, and the standing one has other letters in
/// its place, theirs stands; what stood is kept beside it.
pub(super) fn on_words(line: &mut Line) {
    let [first, second] = &line.others[..] else { return };
    let changes = outvoted(&line.words, &first.words, &second.words);
    if changes.is_empty() {
        return;
    }
    let before = Alternative {
        engine: line.words[0].engine,
        words: line.words.clone(),
        confidence: line.confidence,
    };
    for (range, word) in changes.into_iter().rev() {
        line.words.splice(range, [word]);
    }
    line.others.push(before);
}

/// The words of the standing reading that are replaced, from the left.
fn outvoted(standing: &[Word], first: &[Word], second: &[Word]) -> Vec<(Range<usize>, Word)> {
    let own = Letters::of(standing);
    let (first_letters, second_letters) = (Letters::of(first), Letters::of(second));
    let (to_own, to_second) =
        (aligned(&first_letters, &own), aligned(&first_letters, &second_letters));
    let shared = |index: usize| {
        let range = &first_letters.words[index];
        let other = to_second[range.start]..to_second[range.end];
        second_letters.words.contains(&other)
            && second_letters.all[other] == first_letters.all[range.clone()]
    };
    let mut changes: Vec<(Range<usize>, Word)> = Vec::new();
    for (index, range) in first_letters.words.iter().enumerate() {
        let there = to_own[range.start]..to_own[range.end];
        if there.is_empty() || own.all[there.clone()] == first_letters.all[range.clone()] {
            continue;
        }
        let Some(words) = own.words_of(&there) else { continue };
        if shared(index) && changes.last().is_none_or(|(last, _)| last.end <= words.start) {
            changes.push((words, first[index].clone()));
        }
    }
    changes
}

/// A reading without its spaces and marks.
struct Letters {
    all: Vec<char>,
    /// Where each word stands among them.
    words: Vec<Range<usize>>,
}

impl Letters {
    fn of(words: &[Word]) -> Self {
        let mut letters = Self { all: Vec::new(), words: Vec::new() };
        for word in words {
            let start = letters.all.len();
            letters.all.extend(word.text.chars().filter(|c| c.is_alphanumeric()));
            letters.words.push(start..letters.all.len());
        }
        letters
    }

    /// The words that make up a range exactly.
    fn words_of(&self, range: &Range<usize>) -> Option<Range<usize>> {
        let from =
            self.words.iter().position(|word| word.start == range.start && !word.is_empty())?;
        let to = self.words.iter().rposition(|word| word.end == range.end && !word.is_empty())?;
        (from <= to).then_some(from..to + 1)
    }
}

/// For each boundary between letters of `a`, the boundary in `b` that it falls on with the
/// fewest letters changed.
fn aligned(a: &Letters, b: &Letters) -> Vec<usize> {
    let (a, b) = (&a.all, &b.all);
    let width = b.len() + 1;
    let mut cost = vec![0_u32; (a.len() + 1) * width];
    for (at, cell) in cost[..width].iter_mut().enumerate() {
        *cell = at as u32;
    }
    for i in 1..=a.len() {
        cost[i * width] = i as u32;
        for j in 1..=b.len() {
            let other = u32::from(a[i - 1] != b[j - 1]);
            let changed = cost[(i - 1) * width + j - 1] + other;
            let missing = cost[(i - 1) * width + j] + 1;
            let added = cost[i * width + j - 1] + 1;
            cost[i * width + j] = changed.min(missing).min(added);
        }
    }
    let mut boundaries = vec![0; a.len() + 1];
    let (mut i, mut j) = (a.len(), b.len());
    while i > 0 || j > 0 {
        boundaries[i] = j;
        let here = cost[i * width + j];
        if i > 0 && j > 0 && here == cost[(i - 1) * width + j - 1] + u32::from(a[i - 1] != b[j - 1])
        {
            (i, j) = (i - 1, j - 1);
        } else if i > 0 && here == cost[(i - 1) * width + j] + 1 {
            i -= 1;
        } else {
            j -= 1;
        }
    }
    boundaries[0] = 0;
    boundaries
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ocr::Engine;

    fn read(standing: &str, first: &str, second: &str) -> Line {
        let mut line = Line::printed(standing, 0, 0);
        for (engine, text) in [(Engine::Ppocr, first), (Engine::Tesseract, second)] {
            let words = Line::printed(text, 0, 0).words;
            line.others.push(Alternative { engine, words, confidence: 0.9 });
        }
        on_words(&mut line);
        line
    }

    #[test]
    fn a_word_that_two_of_three_read_stands() {
        for (standing, first, second, voted) in [
            (
                "A-87751 MPORTED BY FINCA LLC",
                "A-87751. IMPORTED BY FINCA LLC",
                "AS87751. IMPORTED BY FINCA LLC",
                "A-87751 IMPORTED BY FINCA LLC",
            ),
            (
                "very clegant ard fresh",
                "very elegant ard fresh",
                "very elegant and frosh",
                "very elegant ard fresh",
            ),
            ("TOTHE SURGEON", "TO THE SURGEON,", "TO THE SURCEON", "TOTHE SURGEON"),
            ("the risk of", "the disk of", "the task of", "the risk of"),
            ("WOMAN should", "WOMEN shou1d", "WOMAN shou1d", "WOMAN shou1d"),
            ("Erie", "", "", "Erie"),
        ] {
            let line = read(standing, first, second);
            assert_eq!(line.text(), voted, "{standing}");
            let kept = line.others.iter().any(|other| other.text() == standing);
            assert_eq!(kept, voted != standing, "what stood is kept: {standing}");
        }
    }
}
