//! Ages: a number, a unit of time, and a word that makes it an age.

use super::{Parsed, words::Words};
use crate::label::{AgeStatement, AgeUnit, AgeWording};

const NUMBERS: [&str; 21] = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
    "twenty",
];
/// No spirits are sold older; a larger figure is another thing's.
const MOST: u32 = 100;
/// Words that may stand between “aged” and its figure.
const BETWEEN: &[&str] = &[
    "for", "at", "least", "a", "minimum", "of", "over", "in", "oak", "barrels", "barrel", "wood",
    "more", "than", "least", "the", "up", "to", "less",
];
/// Longer passages with a bare figure are stories.
const FEW_WORDS: usize = 6;

/// Reads the ages of a text.
#[must_use]
pub fn parse(text: &str) -> Vec<Parsed<AgeStatement>> {
    let words = Words::of(text);
    let mut found = Vec::new();
    for at in 1..words.len() {
        let Some(unit) = unit(words.word(at)) else { continue };
        let Some(last) = number(words.word(at - 1)) else { continue };
        let (first, amount, upper) = range(&words, at, last);
        let Some((from, wording)) = wording(&words, first, at) else { continue };
        let to = if words.word(at + 1) == "old" { at + 2 } else { at + 1 };
        found.push(Parsed {
            value: AgeStatement { amount, upper, unit, wording },
            range: words.bytes(from, to),
            repaired: false,
        });
    }
    found
}

fn unit(word: &str) -> Option<AgeUnit> {
    Some(match word {
        "year" | "years" | "yr" | "yrs" => AgeUnit::Years,
        "month" | "months" => AgeUnit::Months,
        "day" | "days" => AgeUnit::Days,
        _ => return None,
    })
}

fn number(word: &str) -> Option<u32> {
    let by_name = NUMBERS.iter().position(|name| *name == word);
    let value = match by_name {
        Some(index) => u32::try_from(index).ok(),
        None => word.parse().ok(),
    };
    value.filter(|&number| number > 0 && number <= MOST)
}

/// Where the figures before the unit at `at` begin, the lower one, and the upper of two:
/// `4-8 years`, `4 to 8 years`.
fn range(words: &Words, at: usize, last: u32) -> (usize, u32, Option<u32>) {
    let joined = at >= 3 && matches!(words.word(at - 2), "to" | "and");
    let before = if joined { at.checked_sub(3) } else { at.checked_sub(2) };
    match before.and_then(|index| Some((index, number(words.word(index))?))) {
        Some((index, lower)) if lower < last => (index, lower, Some(last)),
        _ => (at - 1, last, None),
    }
}

/// Where the statement begins and how it puts the time; `None` for a time that is not the
/// spirits' own: a second cask, a family's history.
fn wording(words: &Words, first: usize, unit: usize) -> Option<(usize, AgeWording)> {
    let mut from = first;
    while from > 0 && BETWEEN.contains(&words.word(from - 1)) {
        from -= 1;
    }
    let lead = from.checked_sub(1).map_or("", |index| words.word(index));
    let additional = |word: &str| {
        matches!(word, "finished" | "additional" | "another" | "extra" | "further" | "finish")
    };
    if additional(lead) || (unit..unit + 3).any(|index| additional(words.word(index))) {
        return None;
    }
    match lead {
        "aged" | "ageing" | "aging" => Some((from - 1, AgeWording::Aged)),
        "rested" | "stored" | "matured" | "mellowed" | "spent" => {
            Some((from - 1, AgeWording::Rested))
        }
        _ if words.word(unit + 1) == "old" => Some((first, AgeWording::Old)),
        _ if matches!(words.word(unit + 1), "in" | "of" | "ago" | "since" | "later") => None,
        _ if matches!(lead, "for" | "since" | "over" | "last" | "past" | "every") => None,
        _ if words.len() <= FEW_WORDS && first >= from && from == first => {
            Some((first, AgeWording::Figure))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use AgeUnit::{Months, Years};
    use AgeWording::{Aged, Figure, Old, Rested};

    #[test]
    fn an_age_has_a_figure_a_unit_and_a_word_that_makes_it_one() {
        for (text, expected) in [
            ("4 years old", Some((4, None, Years, Old))),
            ("Aged 18 months", Some((18, None, Months, Aged))),
            ("AGED SEVEN YEARS", Some((7, None, Years, Aged))),
            ("aged a minimum of six years in charred", Some((6, None, Years, Aged))),
            ("Aged 4-8 years", Some((4, Some(8), Years, Aged))),
            ("rested one year", Some((1, None, Years, Rested))),
            ("Straight Bourbon - 18 months", Some((18, None, Months, Figure))),
            ("30% straight whisky 4 years old, 70% neutral spirits", Some((4, None, Years, Old))),
            ("Aged eight seasons", None),
            ("finished for 6 months in port casks", None),
            ("aged an additional 6 months", None),
            ("100 years of distilling", None),
            ("150 years", None),
        ] {
            let found = parse(text);
            let seen = found.first().map(|parsed| {
                let AgeStatement { amount, upper, unit, wording } = parsed.value;
                (amount, upper, unit, wording)
            });
            assert_eq!(seen, expected, "{text}");
        }
    }
}
