//! Where the words of a line end.
//!
//! In ordinary print the model tells: a space stands out between words and nowhere else. Where
//! letters are set apart it half sees one after many of them, and only the distances between
//! the letters show which are wider than the rest.

use super::recogniser::Letter;

/// From which probability there is a space whatever the distances say.
const SURE: f32 = 0.15;
/// From which probability a space stands between two figures of a number, which stand apart
/// in print: models see spaces in 7 50 mL and 4 .1 %.
const BETWEEN_FIGURES: f32 = 0.5;
/// Distances of fewer letters tell nothing.
const FEWEST: usize = 5;
/// The part of the way between two letters that is ink, where nothing is set apart.
const INK: f32 = 0.7;

/// Sets spaces before letters. `seen` is the probability of a space before each, `faint` the
/// least that counts, and `frames` how many of the model's steps the line is long.
pub(super) fn part(letters: &mut [Letter], seen: &[f32], faint: f32, frames: f32) {
    let rooms = Rooms::of(letters, seen, frames);
    for index in 1..letters.len() {
        let pair = (letters[index - 1].glyph.character, letters[index].glyph.character);
        letters[index].spaced = if is_in_number(pair) {
            seen[index] > BETWEEN_FIGURES
        } else {
            seen[index] > SURE || seen[index] > faint && rooms.is_wide(index)
        };
    }
    tidy(letters);
}

fn is_in_number((left, right): (char, char)) -> bool {
    let is_part = |c: char| c.is_ascii_digit() || matches!(c, '.' | ',' | '%');
    left.is_ascii_digit() && is_part(right) || is_part(left) && right.is_ascii_digit()
}

/// How much room there is before each letter, in steps of the model.
struct Rooms {
    rooms: Vec<f32>,
    /// More than this parts words; none for a line too short to tell.
    wide: Option<f32>,
}

impl Rooms {
    fn of(letters: &[Letter], seen: &[f32], frames: f32) -> Self {
        let steps: Vec<(f32, f32)> = letters
            .windows(2)
            .map(|pair| {
                let ink = f32::midpoint(pair[0].breadth(), pair[1].breadth());
                ((pair[1].x - pair[0].x) * frames, ink)
            })
            .collect();
        // Within words, as far as the model tells.
        let within = |value: &dyn Fn(&(f32, f32)) -> f32| {
            let known = steps.iter().zip(&seen[seen.len().min(1)..]);
            median(known.filter(|(_, seen)| **seen <= SURE).map(|(step, _)| value(step)).collect())
        };
        let unit = INK * within(&|(step, ink)| step / ink).unwrap_or_default();
        let room = |(step, ink): &(f32, f32)| step - unit * ink;
        let wide = within(&room).zip(within(&|(step, _)| *step)).map(|(typical, step)| {
            // The model knows a letter's place to half a step.
            typical + (0.35 * step).max(0.6)
        });
        Self {
            rooms: std::iter::once(0.0).chain(steps.iter().map(room)).collect(),
            wide: wide.filter(|_| letters.len() >= FEWEST),
        }
    }

    fn is_wide(&self, index: usize) -> bool {
        self.wide.is_none_or(|wide| self.rooms[index] > wide)
    }
}

fn median(mut values: Vec<f32>) -> Option<f32> {
    values.sort_by(f32::total_cmp);
    values.get(values.len() / 2).copied()
}

/// No space before a closing mark, one after it; figures with a mark among them stay as
/// they are.
fn tidy(letters: &mut [Letter]) {
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
    use crate::ocr::Glyph;

    const FRAMES: f32 = 100.0;

    /// Letters with the probability of a space before each, and the steps to it.
    fn parted(letters: &[(char, f32, f32)]) -> String {
        let mut at = 0.0;
        let mut line: Vec<Letter> = Vec::new();
        for &(character, _, step) in letters {
            at += step;
            let glyph = Glyph { character, confidence: 1.0 };
            line.push(Letter { glyph, x: at / FRAMES, spaced: false });
        }
        let seen: Vec<f32> = letters.iter().map(|(_, seen, _)| *seen).collect();
        part(&mut line, &seen, 0.005, FRAMES);
        let mut text = String::new();
        for letter in line {
            if letter.spaced {
                text.push(' ');
            }
            text.push(letter.glyph.character);
        }
        text
    }

    #[test]
    fn in_ordinary_print_the_model_tells_words_apart() {
        let line = [
            ('b', 0.0, 2.0),
            ('y', 0.0, 2.0),
            ('t', 0.9, 4.0),
            ('h', 0.0, 2.0),
            ('e', 0.001, 2.0),
            ('w', 0.02, 4.0),
            ('a', 0.0, 2.0),
            ('y', 0.0, 2.0),
        ];
        assert_eq!(parted(&line), "by the way");
    }

    #[test]
    fn letters_set_apart_are_one_word_until_a_wider_space() {
        let line = [
            ('D', 0.0, 3.5),
            ('R', 0.058, 4.0),
            ('Y', 0.022, 4.0),
            ('R', 0.052, 8.0),
            ('E', 0.006, 4.0),
            ('D', 0.009, 5.0),
            ('W', 0.012, 9.0),
            ('I', 0.001, 3.0),
            ('N', 0.002, 5.0),
            ('E', 0.0, 3.0),
        ];
        assert_eq!(parted(&line), "DRY RED WINE");
        let line = [
            ('W', 0.0, 3.5),
            ('E', 0.03, 6.0),
            ('I', 0.01, 5.0),
            ('N', 0.02, 5.0),
            ('G', 0.02, 6.0),
            ('U', 0.01, 6.0),
            ('T', 0.04, 6.0),
        ];
        assert_eq!(parted(&line), "WEINGUT");
    }

    #[test]
    fn of_two_letters_a_faint_space_is_a_space() {
        for (seen, text) in [(0.02, "a b"), (0.006, "a b"), (0.004, "ab")] {
            assert_eq!(parted(&[('a', 0.0, 1.0), ('b', seen, 3.0)]), text, "{seen}");
        }
    }

    #[test]
    fn a_comma_draws_its_space_to_its_right() {
        assert_eq!(parted(&[('a', 0.0, 1.0), (',', 0.3, 1.0), ('b', 0.0, 2.0)]), "a, b");
    }

    #[test]
    fn figures_are_parted_by_a_clear_space_only() {
        for (seen, text) in [(0.1, "75"), (0.6, "7 5")] {
            assert_eq!(parted(&[('7', 0.0, 1.0), ('5', seen, 3.0)]), text, "{seen}");
        }
    }
}
