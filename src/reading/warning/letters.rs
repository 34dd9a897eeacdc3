//! Which letters look so alike that an engine takes one for the other.

use std::sync::LazyLock;

/// How a character that was read relates to the one the regulation prints there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Likeness {
    /// Nothing alike.
    Different,
    /// Commonly misread for it at small size or in poor print.
    Confusable,
    /// The same shape in many typefaces: nobody could tell them apart by the glyph alone.
    Alike,
    /// The same character but for its case.
    Same,
}

/// Pairs with one shape in many typefaces, upper case; the first is what the regulation prints.
const ALIKE: &[(char, &str)] = &[
    ('O', "0"),
    ('I', "1l|!"),
    ('L', "1I|"),
    ('1', "Il|i!]"),
    ('(', "[{"),
    (')', "]}"),
    (',', ".;'`"),
    ('.', ",;·"),
    (':', ";"),
];

/// Pairs that engines take for each other, either way, upper case.
const CONFUSABLE: &[(char, &str)] = &[
    ('A', "4RH"),
    ('B', "8RPE"),
    ('C', "GOQE("),
    ('D', "OQ0"),
    ('E', "FCB"),
    ('F', "EPTR"),
    ('G', "C6OQ"),
    ('H', "NMAKB"),
    ('I', "LTJ1"),
    ('L', "IJ1T"),
    ('M', "NWH"),
    ('N', "MHWR"),
    ('O', "0QDCG"),
    ('P', "FRB"),
    ('R', "PKNBA"),
    ('S', "5823"),
    ('T', "7IYFL1"),
    ('U', "VOJ"),
    ('V', "UYW"),
    ('W', "VMN"),
    ('Y', "VT"),
    ('2', "Z7"),
    ('1', "TJ7L"),
    ('(', "C<L1I"),
    (')', "JL1I>"),
];

/// Lower-case shapes that are mistaken for each other, either way.
const CONFUSABLE_SMALL: &[(char, &str)] = &[
    ('a', "eosu"),
    ('b', "hl6"),
    ('c', "eo"),
    ('d', "cla"),
    ('e', "coas"),
    ('f', "tr"),
    ('g', "qy9"),
    ('h', "bnl"),
    ('i', "ljt1"),
    ('l', "itj1"),
    ('m', "nw"),
    ('n', "rmuh"),
    ('o', "aec0"),
    ('p', "n"),
    ('r', "nft"),
    ('s', "ae5z"),
    ('t', "lfir"),
    ('u', "nvo"),
    ('v', "yuw"),
    ('w', "vm"),
    ('y', "vg"),
];

/// [`compared`] for every two ASCII characters: alignment asks it for each cell.
static LIKENESS: LazyLock<Vec<[Likeness; 128]>> = LazyLock::new(|| {
    let row =
        |expected: u8| std::array::from_fn(|found| compared(expected.into(), found as u8 as char));
    (0..128).map(row).collect()
});

/// Whether `found` could be print of `expected`, whatever the case of either.
pub(super) fn likeness(expected: char, found: char) -> Likeness {
    if expected.is_ascii() && found.is_ascii() {
        LIKENESS[expected as usize][found as usize]
    } else {
        compared(expected, found)
    }
}

fn compared(expected: char, found: char) -> Likeness {
    let (want, got) = (upper(expected), upper(found));
    if want == got {
        return Likeness::Same;
    }
    if lists(ALIKE, want, found) || lists(ALIKE, want, got) && got != 'I' {
        return Likeness::Alike;
    }
    let small = (lower(expected), lower(found));
    if lists(CONFUSABLE, want, got)
        || lists(CONFUSABLE, got, want)
        || lists(CONFUSABLE_SMALL, small.0, small.1)
        || lists(CONFUSABLE_SMALL, small.1, small.0)
    {
        Likeness::Confusable
    } else {
        Likeness::Different
    }
}

fn lists(table: &[(char, &str)], one: char, other: char) -> bool {
    table.iter().any(|(key, others)| *key == one && others.contains(other))
}

fn upper(character: char) -> char {
    character.to_uppercase().next().unwrap_or(character)
}

fn lower(character: char) -> char {
    character.to_lowercase().next().unwrap_or(character)
}

/// Whether a letter's shape tells its case: `O` and `o` differ in size alone, and an
/// engine guesses.
pub(super) fn shows_case(character: char) -> bool {
    character.is_alphabetic() && !"COSUVWXZPKIJ".contains(upper(character))
}

/// Words that a printer may have set in the statement's place or among its own words: not
/// a dictionary, only what separates a slip of wording from a misread letter.
pub(super) fn is_plausible_word(word: &str) -> bool {
    const WORDS: &[&str] = &[
        "A",
        "ABOUT",
        "ABILITIES",
        "ALCOHOL",
        "ALCOHOLS",
        "ALL",
        "AN",
        "AND",
        "ANY",
        "ARE",
        "AS",
        "AT",
        "BE",
        "BEER",
        "BEVERAGE",
        "BEVERAGES",
        "BIRTHS",
        "BOAT",
        "BY",
        "CAN",
        "CARS",
        "CAUSED",
        "CAUSES",
        "CONSUME",
        "CONSUMING",
        "COULD",
        "DEFECT",
        "DO",
        "DRINKING",
        "DRINKS",
        "DRIVING",
        "DUE",
        "FOR",
        "FROM",
        "GENERALS",
        "GOVERNMENTS",
        "HEALTHY",
        "IF",
        "IMPAIR",
        "IMPAIRED",
        "IN",
        "INTO",
        "IS",
        "IT",
        "LIQUOR",
        "MACHINE",
        "MACHINES",
        "MIGHT",
        "MOTOR",
        "MUST",
        "ON",
        "OPERATING",
        "OUR",
        "PREGNANT",
        "PROBLEM",
        "RISKS",
        "SHALL",
        "SPIRITS",
        "THAT",
        "THEIR",
        "THESE",
        "THIS",
        "USE",
        "USING",
        "VEHICLE",
        "VEHICLES",
        "WARNINGS",
        "WHEN",
        "WHILE",
        "WILL",
        "WINE",
        "WITH",
        "WOMAN",
        "WOMENS",
        "WOULD",
        "YOU",
    ];
    let word = word.to_uppercase();
    WORDS.binary_search(&word.as_str()).is_ok()
        || super::statute::STATUTE.tokens.iter().any(|token| {
            token.kind == super::statute::Kind::Word
                && token.text.len() > 1
                && token.text.eq_ignore_ascii_case(&word)
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_of_one_shape_are_alike_and_misread_ones_confusable() {
        for (expected, found, likeness_expected) in [
            ('o', 'O', Likeness::Same),
            ('O', '0', Likeness::Alike),
            ('I', 'l', Likeness::Alike),
            ('1', '|', Likeness::Alike),
            ('(', '[', Likeness::Alike),
            (',', '.', Likeness::Alike),
            ('G', 'C', Likeness::Confusable),
            ('S', '5', Likeness::Confusable),
            ('T', '1', Likeness::Confusable),
            ('e', 'a', Likeness::Confusable),
            ('W', 'T', Likeness::Different),
            (':', '(', Likeness::Different),
        ] {
            assert_eq!(likeness(expected, found), likeness_expected, "{expected} read {found}");
        }
    }

    #[test]
    fn a_plausible_word_is_one_a_printer_could_set() {
        for word in ["woman", "ALCOHOL", "the", "and", "during"] {
            assert!(is_plausible_word(word), "{word}");
        }
        for word in ["womon", "healtth", "covernment", "10"] {
            assert!(!is_plausible_word(word), "{word}");
        }
    }
}
