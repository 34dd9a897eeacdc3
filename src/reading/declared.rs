//! What was declared, where it can be understood as a number or a country.

use super::grammar::{alcohol, origin, token, volume, years};
use crate::label::{Application, Declared, Milliliters, Percent, Stated, fold};
use crate::lists;
use rust_decimal::Decimal;

/// The application with its understood values.
#[must_use]
pub fn declared(application: &Application) -> Declared {
    Declared {
        alcohol: application.alcohol_content.as_ref().and_then(understand_alcohol),
        net_contents: application.net_contents.as_ref().and_then(understand_volume),
        vintage: application.vintage.as_ref().and_then(understand_vintage),
        country: application.country_of_origin.as_deref().and_then(understand_country),
        application: application.clone(),
    }
}

/// The names under which the applicant sells and trades, folded.
pub(super) fn names(application: &Application) -> Vec<String> {
    let applicant = application.applicant.iter();
    let of_applicant =
        applicant.flat_map(|applicant| applicant.name.iter().chain(&applicant.trade_names));
    let of_product = application.brand_name.iter().chain(&application.fanciful_name);
    of_product.chain(of_applicant).map(|name| fold(name)).collect()
}

/// Whether a line's words stand in this order in one of the names.
pub(super) fn is_of_a_name(line: &str, names: &[String]) -> bool {
    let line = format!(" {} ", fold(line));
    names.iter().any(|name| format!(" {name} ").contains(&line))
}

/// Percent by volume from a number or printed words; `45%` and `45` will do here.
#[must_use]
pub fn understand_alcohol(stated: &Stated) -> Option<Percent> {
    let words = match stated {
        Stated::Number(number) => return in_range(*number),
        Stated::Words(words) => words,
    };
    let parsed = alcohol::parse(words);
    let mut found = parsed.statements.into_iter().map(|parsed| parsed.value);
    if let Some(statement) = found.next() {
        return if statement.upper.is_none() { statement.percent } else { None };
    }
    if let [proof] = parsed.proofs.as_slice() {
        return in_range(proof.value.proof / Decimal::TWO);
    }
    let tokens = token::tokens(words);
    let mut numbers = tokens.iter().filter_map(token::Token::number);
    let (number, more) = (numbers.next()?, numbers.next());
    let plain =
        tokens.iter().all(|token| token.number().is_some() || token.kind == token::Kind::Percent);
    if plain && more.is_none() { in_range(number.value) } else { None }
}

fn in_range(number: Decimal) -> Option<Percent> {
    (Decimal::ZERO..=Decimal::ONE_HUNDRED).contains(&number).then_some(Percent(number))
}

/// Millilitres from printed words; a bare number is millilitres.
#[must_use]
pub fn understand_volume(stated: &Stated) -> Option<Milliliters> {
    match stated {
        Stated::Number(number) => (*number > Decimal::ZERO).then_some(Milliliters(*number)),
        Stated::Words(words) => {
            let found = volume::parse(words);
            if let Some(first) = found.first() {
                return Some(first.value.volume);
            }
            let number: Decimal = words.trim().parse().ok()?;
            (number > Decimal::ZERO).then_some(Milliliters(number))
        }
    }
}

/// A year.
#[must_use]
pub fn understand_vintage(stated: &Stated) -> Option<u16> {
    let words = match stated {
        Stated::Number(number) => number.normalize().to_string(),
        Stated::Words(words) => words.clone(),
    };
    match years::parse(&words).as_slice() {
        [one] => Some(one.value.year),
        _ => None,
    }
}

/// A country's English name, from a name, an alias or a statement of origin.
#[must_use]
pub fn understand_country(words: &str) -> Option<String> {
    if let Some(country) = lists::country(words) {
        return Some(country.name.clone());
    }
    if let Some(parsed) = origin::parse(words).into_iter().next() {
        return parsed.value.country;
    }
    match origin::mentions(words).as_slice() {
        [one] => Some(one.value.country.clone()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_and_printed_words_are_understood_alike() {
        let words = |text: &str| Stated::Words(text.to_owned());
        for text in ["45%", "45", "45% Alc./Vol. (90 Proof)", "Alc. 45.0% by vol", "90 Proof"] {
            assert_eq!(
                understand_alcohol(&words(text)),
                Some(Percent(Decimal::from(45))),
                "{text}"
            );
        }
        assert_eq!(understand_alcohol(&words("about 45")), None);
        assert_eq!(understand_volume(&words("0.75 L")), Some(Milliliters(Decimal::new(75000, 2))));
        assert_eq!(understand_vintage(&words("2019")), Some(2019));
        for text in ["FRANCE", "Product of France", "French"] {
            assert_eq!(understand_country(text).as_deref(), Some("France"), "{text}");
        }
        assert_eq!(understand_country("HECHO EN MEXICO").as_deref(), Some("Mexico"));
        assert_eq!(understand_country("Atlantis"), None);
    }
}
