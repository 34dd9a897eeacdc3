//! Statements of origin: a lead phrase and a country, or the adjective with “imported”.

use super::{Parsed, words::Words};
use crate::label::{OriginStatement, fold};
use crate::lists::{self, Names};
use std::sync::LazyLock;

struct Place {
    /// The country's English name; `None` for a union of countries.
    country: Option<&'static str>,
    adjective: bool,
}

static PLACES: LazyLock<Names<Place>> = LazyLock::new(|| {
    let mut names: Vec<(String, Place)> = Vec::new();
    for country in &lists::all().countries {
        let place = |adjective| Place { country: Some(country.name.as_str()), adjective };
        names.push((country.name.clone(), place(false)));
        names.extend(country.aliases.iter().map(|alias| (alias.clone(), place(false))));
        names.extend(country.adjectives.iter().map(|adjective| (adjective.clone(), place(true))));
    }
    for union in ["EU", "E.U.", "European Union"] {
        names.push((union.to_owned(), Place { country: None, adjective: false }));
    }
    for state in &lists::all().states {
        names
            .push((state.name.clone(), Place { country: Some("United States"), adjective: false }));
    }
    Names::new(names)
});

static PHRASES: LazyLock<Vec<String>> = LazyLock::new(|| {
    let mut phrases: Vec<String> =
        lists::all().origin_phrases.iter().map(|phrase| fold(phrase)).collect();
    phrases.sort_by_key(|phrase| std::cmp::Reverse(phrase.len()));
    phrases
});

/// Reads the statements of origin of a text: only those with their own words; a country's
/// name alone is [`mentions`].
#[must_use]
pub fn parse(text: &str) -> Vec<Parsed<OriginStatement>> {
    let words = Words::of(text);
    let places = PLACES.find(&words.folded);
    let mut found = Vec::new();
    for place in places {
        let (first, last) = (words.index(place.range.start), words.index(place.range.end - 1) + 1);
        let printed = &words.folded[place.range.clone()];
        let Some((lead, from)) = lead(&words, first, place.value.adjective) else { continue };
        let range = words.bytes(from, last);
        // “Made in Mexico, Missouri” is not about the country.
        let united_states = place.value.country == Some("United States");
        if united_states && lead == "bottled in" {
            continue;
        }
        let printed_words = words.bytes(first, last);
        found.push(Parsed {
            value: OriginStatement {
                country: place.value.country.map(str::to_owned),
                place: if printed.is_empty() {
                    String::new()
                } else {
                    text[printed_words].to_owned()
                },
                lead,
            },
            range,
            repaired: false,
        });
    }
    found
}

/// The lead phrase that ends just before a word: itself and where it begins.
fn lead(words: &Words, place: usize, adjective: bool) -> Option<(String, usize)> {
    if adjective {
        let before = place.checked_sub(1)?;
        return (words.word(before) == "imported").then(|| (String::new(), before));
    }
    let mut end = place;
    while end > 0 && matches!(words.word(end - 1), "the" | "of" | "from" | "in" | "by") {
        end -= 1;
    }
    for phrase in PHRASES.iter() {
        let length = phrase.split(' ').count();
        for stop in [place, place.saturating_sub(1), end] {
            let Some(start) = stop.checked_sub(length) else { continue };
            let near = place - stop <= 1 && (place == stop || words.word(stop) == "the");
            if near && starts(words, start, phrase) {
                return Some((phrase.clone(), start));
            }
        }
    }
    None
}

/// Whether the words from `at` are the phrase's, a long one perhaps with a letter misread:
/// the lead says only what the country stands for.
fn starts(words: &Words, at: usize, phrase: &str) -> bool {
    phrase.split(' ').enumerate().all(|(offset, wanted)| {
        let word = words.word(at + offset);
        word == wanted
            || wanted.len() >= 7
                && word.len() == wanted.len()
                && strsim::levenshtein(word, wanted) == 1
    })
}

/// A country's name or adjective anywhere in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mention {
    /// The country's English name.
    pub country: String,
    pub adjective: bool,
    /// The text says nothing else.
    pub alone: bool,
}

/// The countries a text names, with or without a lead phrase.
#[must_use]
pub fn mentions(text: &str) -> Vec<Parsed<Mention>> {
    let words = Words::of(text);
    let mut found = Vec::new();
    for place in PLACES.find(&words.folded) {
        let Some(country) = place.value.country else { continue };
        let (first, last) = (words.index(place.range.start), words.index(place.range.end - 1) + 1);
        found.push(Parsed {
            value: Mention {
                country: country.to_owned(),
                adjective: place.value.adjective,
                alone: last - first == words.len(),
            },
            range: words.bytes(first, last),
            repaired: false,
        });
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn statements_name_their_country() {
        for (text, country, lead) in [
            ("PRODUCT OF ITALY", Some("Italy"), "product of"),
            ("PRODUCTOFITALY", Some("Italy"), "product of"),
            ("Product of Scotland", Some("United Kingdom"), "product of"),
            ("Produet of Mexico", Some("Mexico"), "product of"),
            ("HECHO EN MÉXICO", Some("Mexico"), "hecho en"),
            ("PRODUCED & BOTTLED IN GUATEMALA", Some("Guatemala"), "produced bottled in"),
            ("Imported French Brandy", Some("France"), ""),
            ("PRODUCT OF THE UNITED STATES OF AMERICA", Some("United States"), "product of"),
            ("Product of EU", None, "product of"),
        ] {
            let found = parse(text);
            assert_eq!(found.len(), 1, "{text}");
            assert_eq!(found[0].value.country.as_deref(), country, "{text}");
            assert_eq!(found[0].value.lead, lead, "{text}");
        }
    }

    #[test]
    fn a_country_in_passing_is_no_statement() {
        for text in ["Italian style lager", "France", "a taste of Mexico"] {
            assert_eq!(parse(text), [], "{text}");
        }
        assert_eq!(mentions("CHILE")[0].value.country, "Chile");
        assert!(mentions("CHILE")[0].value.alone);
    }
}
