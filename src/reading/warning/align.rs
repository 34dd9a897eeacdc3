//! Aligning a run of characters with the statute's, letter by letter.
//!
//! Spaces take no part, so words run together cost nothing. [`locate`] finds which stretch
//! of the statute one line stands for; [`align`] then pairs the whole text with it.

use super::letters::{Likeness, likeness};
use super::statute::STATUTE;
use std::ops::Range;

/// Scores in hundredths of a matched letter. A gap costs once and then a little for each
/// further letter, so that a missing word stays in one piece.
const SAME: i32 = 100;
const ALIKE: i32 = 80;
const CONFUSABLE: i32 = -20;
const DIFFERENT: i32 = -120;
const GAP_OPENS: i32 = -110;
const GAP_GOES_ON: i32 = -40;
/// Decides between two places for a gap that letters alone leave open: `car or operate`
/// without `or` could have lost `ro` as well.
const WORD_EDGE: i32 = 6;

/// One step of an alignment, in order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Step {
    /// Character `found` of the reading stands for character `expected` of the statute.
    Pair { expected: usize, found: usize },
    /// A character that the statute does not have.
    Extra { found: usize },
    /// A character of the statute that was not read.
    Missing { expected: usize },
}

/// A character and whether a word begins with it, by the engine's spaces.
#[derive(Debug, Clone, Copy)]
pub(super) struct Letter {
    pub character: char,
    pub starts_word: bool,
}

/// The stretch of the statute that a line stands for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Stretch {
    pub expected: Range<usize>,
    /// The part of the line that was aligned with it.
    pub found: Range<usize>,
    /// Hundredths of a letter.
    pub score: i32,
    /// Letters that agree.
    pub matched: usize,
}

fn pair_score(expected: usize, letter: Letter) -> i32 {
    let edge = if STATUTE.starts_word[expected] == letter.starts_word { WORD_EDGE } else { 0 };
    edge + match likeness(STATUTE.characters[expected], letter.character) {
        Likeness::Same => SAME,
        Likeness::Alike => ALIKE,
        Likeness::Confusable => CONFUSABLE,
        Likeness::Different => DIFFERENT,
    }
}

/// Finds the stretch within `window` that the letters stand for best, allowing text before
/// and after it on the line.
pub(super) fn locate(letters: &[Letter], window: Range<usize>) -> Option<Stretch> {
    #[derive(Clone, Copy, Default)]
    struct Cell {
        score: i32,
        from: (usize, usize),
        matched: usize,
    }
    let width = window.len() + 1;
    let mut best: Option<(Cell, usize, usize)> = None;
    let mut above = vec![Cell::default(); width];
    for (column, cell) in above.iter_mut().enumerate() {
        cell.from = (0, column);
    }
    for (row, letter) in letters.iter().enumerate() {
        let mut current = vec![Cell { from: (row + 1, 0), ..Cell::default() }; 1];
        for column in 1..width {
            let score = pair_score(window.start + column - 1, *letter);
            let pairs = above[column - 1];
            let options = [
                Cell {
                    score: pairs.score + score,
                    from: pairs.from,
                    matched: pairs.matched + usize::from(score >= ALIKE),
                },
                Cell { score: above[column].score - 80, ..above[column] },
                Cell { score: current[column - 1].score - 80, ..current[column - 1] },
            ];
            let mut cell = Cell { score: 0, from: (row + 1, column), matched: 0 };
            for option in options {
                if option.score > cell.score {
                    cell = option;
                }
            }
            if best.is_none_or(|(top, ..)| cell.score > top.score) {
                best = Some((cell, row + 1, column));
            }
            current.push(cell);
        }
        above = current;
    }
    let (cell, row, column) = best.filter(|(cell, ..)| cell.score > 0)?;
    Some(Stretch {
        expected: window.start + cell.from.1..window.start + column,
        found: cell.from.0..row,
        score: cell.score,
        matched: cell.matched,
    })
}

/// Pairs all the letters with the whole statute.
pub(super) fn align(letters: &[Letter]) -> Vec<Step> {
    const LOW: i32 = i32::MIN / 2;
    let (rows, columns) = (letters.len() + 1, STATUTE.len() + 1);
    let at = |row: usize, column: usize| row * columns + column;
    // Best score ending in a pair, in an extra letter, in a missing letter.
    let mut pair = vec![LOW; rows * columns];
    let mut extra = vec![LOW; rows * columns];
    let mut missing = vec![LOW; rows * columns];
    pair[0] = 0;
    let top = |pair: &[i32], extra: &[i32], missing: &[i32], cell: usize| {
        pair[cell].max(extra[cell]).max(missing[cell])
    };
    for row in 0..rows {
        for column in 0..columns {
            let here = at(row, column);
            if row > 0 {
                let up = at(row - 1, column);
                extra[here] = (pair[up].max(missing[up]) + GAP_OPENS).max(extra[up] + GAP_GOES_ON);
            }
            if column > 0 {
                let left = at(row, column - 1);
                let edge = if STATUTE.starts_word[column - 1] { WORD_EDGE } else { 0 };
                missing[here] = (pair[left].max(extra[left]) + GAP_OPENS + edge)
                    .max(missing[left] + GAP_GOES_ON);
            }
            if row > 0 && column > 0 {
                pair[here] = top(&pair, &extra, &missing, at(row - 1, column - 1))
                    + pair_score(column - 1, letters[row - 1]);
            }
        }
    }

    let (mut row, mut column) = (rows - 1, columns - 1);
    let mut steps = Vec::with_capacity(rows + columns);
    let mut within = best_of(&pair, &extra, &missing, at(row, column));
    while row > 0 || column > 0 {
        let here = at(row, column);
        match within {
            Matrix::Pair => {
                steps.push(Step::Pair { expected: column - 1, found: row - 1 });
                (row, column) = (row - 1, column - 1);
                within = best_of(&pair, &extra, &missing, at(row, column));
            }
            Matrix::Extra => {
                steps.push(Step::Extra { found: row - 1 });
                row -= 1;
                let up = at(row, column);
                if extra[here] != extra[up] + GAP_GOES_ON {
                    within = if pair[up] >= missing[up] { Matrix::Pair } else { Matrix::Missing };
                }
            }
            Matrix::Missing => {
                steps.push(Step::Missing { expected: column - 1 });
                column -= 1;
                let left = at(row, column);
                if missing[here] != missing[left] + GAP_GOES_ON {
                    within = if pair[left] >= extra[left] { Matrix::Pair } else { Matrix::Extra };
                }
            }
        }
        if row == 0 && column > 0 {
            within = Matrix::Missing;
        } else if column == 0 && row > 0 {
            within = Matrix::Extra;
        }
    }
    steps.reverse();
    steps
}

#[derive(Clone, Copy)]
enum Matrix {
    Pair,
    Extra,
    Missing,
}

fn best_of(pair: &[i32], extra: &[i32], missing: &[i32], cell: usize) -> Matrix {
    if pair[cell] >= extra[cell] && pair[cell] >= missing[cell] {
        Matrix::Pair
    } else if extra[cell] >= missing[cell] {
        Matrix::Extra
    } else {
        Matrix::Missing
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::label::HEALTH_WARNING;

    fn letters(text: &str) -> Vec<Letter> {
        let mut letters = Vec::new();
        for word in text.split_whitespace() {
            for (index, character) in word.chars().enumerate() {
                letters.push(Letter { character, starts_word: index == 0 });
            }
        }
        letters
    }

    fn missing(text: &str) -> String {
        let missing = align(&letters(text)).into_iter().filter_map(|step| match step {
            Step::Missing { expected } => Some(STATUTE.characters[expected]),
            _ => None,
        });
        missing.collect()
    }

    fn extra(text: &str) -> String {
        let letters = letters(text);
        let extra = align(&letters).into_iter().filter_map(|step| match step {
            Step::Extra { found } => Some(letters[found].character),
            _ => None,
        });
        extra.collect()
    }

    #[test]
    fn gaps_fall_on_whole_words() {
        for (dropped, expected) in [
            (" of the risk", "oftherisk"),
            (" or", "or"),
            (" (2)", "(2)"),
            (" a car", "acar"),
            (" because of the risk of birth defects", "becauseoftheriskofbirthdefects"),
            (":", ":"),
        ] {
            assert_eq!(missing(&HEALTH_WARNING.replacen(dropped, "", 1)), expected);
        }
    }

    #[test]
    fn added_words_stand_apart_from_the_statutes_own() {
        assert_eq!(extra(&HEALTH_WARNING.replace("during", "during the")), "the");
        assert_eq!(extra(&HEALTH_WARNING.replace("Consumption", "The consumption")), "The");
    }

    #[test]
    fn a_line_is_located_by_its_letters_with_or_without_spaces() {
        for line in
            ["should not drink alcoholic", "shouldnotdrinkalcoholic", "shouId mot drlnk alcohollc"]
        {
            let stretch = locate(&letters(line), 0..STATUTE.len()).unwrap();
            let place: String = STATUTE.characters[stretch.expected].iter().collect();
            assert_eq!(place, "shouldnotdrinkalcoholic", "{line}");
        }
    }
}
