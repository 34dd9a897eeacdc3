//! Years, and whether they are a vintage or something else's date.

use super::{Parsed, words::Words};

/// A year on the label.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Year {
    pub year: u16,
    /// `Est. 1947`, `Bottled 2021`, `© 2020`: said of something else.
    pub of_something_else: bool,
    /// `Vintage 2019`, `2019 Merlot`, or nothing but the year beside names.
    pub called_vintage: bool,
}

const BEFORE: &[&str] = &[
    "est",
    "established",
    "since",
    "desde",
    "seit",
    "depuis",
    "dal",
    "founded",
    "fondata",
    "fondee",
    "fundada",
    "anno",
    "bottled",
    "distilled",
    "copyright",
    "c",
    "lot",
    "in",
    "from",
    "patent",
    "gold",
    "award",
    "medal",
    "expires",
    "planted",
    "no",
    "batch",
    "of",
    "edition",
    "by",
    "to",
    "on",
];

/// Reads the years of a text, 1850 to 2049.
#[must_use]
pub fn parse(text: &str) -> Vec<Parsed<Year>> {
    let words = Words::of(text);
    let mut found = Vec::new();
    for at in 0..words.len() {
        let word = words.word(at);
        let Some(year) = year(word) else { continue };
        let previous = at.checked_sub(1).map_or("", |before| words.word(before));
        let range = words.bytes(at, at + 1);
        // Part of a longer code, a date or a sum: `12/2021`, `L-2019`, `2019-A`.
        let glued = text[..range.start].ends_with(['/', '-', '#', '.', '$'])
            || text[range.end..].starts_with(['/', '-'])
            || text[range.end..].starts_with('.')
                && text[range.end + 1..].starts_with(|c: char| c.is_ascii_digit());
        let called_vintage = previous == "vintage"
            || words.word(at + 1) == "vintage"
            || matches!(previous, "cosecha" | "vendemmia" | "millesime" | "harvest" | "annata");
        found.push(Parsed {
            value: Year {
                year,
                of_something_else: !called_vintage
                    && (glued || BEFORE.contains(&previous) || dated(&words, at)),
                called_vintage,
            },
            range,
            repaired: false,
        });
    }
    found
}

/// `BOTTLED FEBRUARY 15, 2023`: a month or a deed shortly before makes it a date.
fn dated(words: &Words, at: usize) -> bool {
    const MONTHS: &[&str] = &[
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
        "jan",
        "feb",
        "mar",
        "apr",
        "jun",
        "jul",
        "aug",
        "sep",
        "sept",
        "oct",
        "nov",
        "dec",
        "bottled",
        "bottling",
        "distilled",
        "released",
        "release",
    ];
    (1..=3).any(|back| at >= back && MONTHS.contains(&words.word(at - back)))
}

fn year(word: &str) -> Option<u16> {
    let year: u16 = (word.len() == 4).then(|| word.parse().ok()).flatten()?;
    (1850..2050).contains(&year).then_some(year)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn founding_years_and_codes_are_not_vintages() {
        for (text, else_, called) in [
            ("2019", false, false),
            ("VINTAGE 2019", false, true),
            ("2019 MERLOT", false, false),
            ("Est. 1947", true, false),
            ("Desde 1947", true, false),
            ("Bottled 2021", true, false),
            ("12/2021", true, false),
            ("BOTTLED FEBRUARY 15, 2023", true, false),
        ] {
            let found = parse(text);
            assert_eq!(found.len(), 1, "{text}");
            assert_eq!(
                (found[0].value.of_something_else, found[0].value.called_vintage),
                (else_, called),
                "{text}"
            );
        }
        assert_eq!(parse("P.O. Box 94558, 1-800-555-20199"), []);
    }
}
