//! Statements whose own words were seen and whose content was not made out: there is text that
//! may be the statement, and it cannot be read. Only words that labels use for nothing else
//! count, on short lines, so that a story never stands for a statement.

use super::grammar::address;
use crate::label::{Evidence, Fact, Facts, fold};
use crate::lists;
use crate::ocr::Line;
use rust_decimal::Decimal;

/// Words of a line that holds a statement and little else.
const FEW: usize = 6;
/// Words that send the reader elsewhere: “net contents embossed on bottle”.
const ELSEWHERE: [&str; 6] = ["embossed", "blown", "moulded", "molded", "bottom", "see"];

/// Puts the place of such text where nothing was read.
pub fn mark(lines: &[Line], facts: &mut Facts) {
    put(lines, &mut facts.alcohol, is_alcohol);
    put(lines, &mut facts.net_contents, is_net_contents);
    put(lines, &mut facts.name_address, is_lead_phrase);
    put(lines, &mut facts.country_of_origin, is_origin);
    put(lines, &mut facts.vintage, is_year);
}

fn put<T>(lines: &[Line], fact: &mut Fact<T>, is_one: fn(&str) -> bool) {
    if !fact.is_absent() {
        return;
    }
    let seen: Vec<Evidence> = lines
        .iter()
        .filter(|line| (1..=FEW).contains(&line.words.len()) && is_one(&line.text()))
        .map(evidence)
        .collect();
    if !seen.is_empty() {
        *fact = Fact::Unreadable(seen);
    }
}

/// A whole line as it was read.
pub fn evidence(line: &Line) -> Evidence {
    Evidence {
        panel: line.panel,
        polygon: line.quad,
        text: line.text(),
        confidence: line.confidence,
        engine: line.words.first().map_or("", |word| word.engine.name()).to_owned(),
    }
}

fn holds(text: &str, words: &[&str]) -> bool {
    text.split(' ').any(|word| words.contains(&word))
}

/// `ALC. ~% BY VOL`
fn is_alcohol(text: &str) -> bool {
    let folded = fold(text);
    holds(&folded, &["alc", "alcohol"]) && holds(&folded, &["vol", "volume"])
}

/// `NET CONTENTS ~`, `7~0 ML`: the words, or a unit behind what has a digit and is no number.
fn is_net_contents(text: &str) -> bool {
    let folded = fold(text);
    if holds(&folded, &ELSEWHERE) {
        return false;
    }
    let named = folded.starts_with("net cont") || folded == "net";
    let words: Vec<&str> = text.split_whitespace().collect();
    let illegible = |word: &str| {
        word.contains(|c: char| c.is_ascii_digit())
            && word.replace(',', ".").parse::<Decimal>().is_err()
    };
    let before_unit = words.windows(2).any(|pair| {
        illegible(pair[0]) && matches!(fold(pair[1]).as_str(), "ml" | "fl" | "oz" | "pint")
    });
    named || before_unit
}

/// `BOTTLED BY` with nothing behind it.
fn is_lead_phrase(text: &str) -> bool {
    let folded = fold(text);
    folded
        .strip_suffix(" by")
        .and_then(|lead| lead.rsplit(' ').next())
        .is_some_and(|word| address::function(word).is_some())
}

/// `PRODUCT OF FRNCE`, `PRODUCT OF`: the words, and a country but for a letter or two. Bottling
/// “in bond” and products of passion are no origins.
fn is_origin(text: &str) -> bool {
    let folded = fold(text);
    let rest = ["product of", "produce of", "producto de", "produit de", "prodotto in"]
        .iter()
        .find_map(|phrase| folded.strip_prefix(phrase));
    let nearly = |place: &str| {
        let near = |name: &String| strsim::damerau_levenshtein(&fold(name), place) <= 2;
        place.len() >= 4 && lists::all().countries.iter().any(|country| near(&country.name))
    };
    let rest = rest.filter(|rest| rest.is_empty() || rest.starts_with(' '));
    rest.map(str::trim).is_some_and(|place| place.is_empty() || nearly(place))
}

/// `2O2l`: four characters that are digits or look like them, most of them digits.
fn is_year(text: &str) -> bool {
    let text = text.trim();
    let digits = text.chars().filter(char::is_ascii_digit).count();
    let like = |c: char| c.is_ascii_digit() || matches!(c, 'O' | 'o' | 'I' | 'l' | 'S' | 'Z' | '?');
    text.chars().count() == 4
        && (2..4).contains(&digits)
        && text.starts_with(['1', '2', 'I', 'l', 'Z'])
        && text.chars().all(like)
}

#[cfg(test)]
mod tests {
    use super::super::testing::lines;
    use super::*;

    #[test]
    fn the_words_of_a_statement_without_its_content_are_illegible_text() {
        let shown = |text: &str| {
            let mut facts = Facts::default();
            mark(&lines(&[text]), &mut facts);
            [
                ("alcohol", facts.alcohol.evidence()),
                ("net contents", facts.net_contents.evidence()),
                ("address", facts.name_address.evidence()),
                ("origin", facts.country_of_origin.evidence()),
                ("vintage", facts.vintage.evidence()),
            ]
            .into_iter()
            .filter(|(_, seen)| !seen.is_empty())
            .map(|(what, _)| what)
            .collect::<Vec<_>>()
            .join(", ")
        };
        for (text, expected) in [
            ("ALC. ~~ BY VOL", "alcohol"),
            ("NET CONTENTS", "net contents"),
            ("7S?8q ML", "net contents"),
            ("Net contents embossed on bottle", ""),
            ("BOTTLED BY", "address"),
            ("IMPORTED BY:", "address"),
            ("stand by", ""),
            ("PRODUCT OF FRNCE", "origin"),
            ("PRODUCT OF", "origin"),
            ("a product of sun and rain and patience", ""),
            ("Product of Passion", ""),
            ("Bottled in Bond", ""),
            ("2O2l", "vintage"),
            ("2OO Z", ""),
            ("1824", ""),
            ("the lowest alcohol by volume of all our beers", ""),
            ("Non-alcoholic", ""),
        ] {
            assert_eq!(shown(text), expected, "{text}");
        }
    }
}
