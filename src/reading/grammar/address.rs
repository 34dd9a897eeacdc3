//! Name-and-address statements: lead phrase, name, city, State or country.

mod parties;

use super::{Parsed, words::Words};
use crate::label::{Function, NameAddress};
use crate::lists;

const FUNCTIONS: &[(&str, Function)] = &[
    ("bottled", Function::Bottled),
    ("bottles", Function::Bottled),
    ("canned", Function::Canned),
    ("packed", Function::Packed),
    ("filled", Function::Filled),
    ("packaged", Function::Packaged),
    ("produced", Function::Produced),
    ("made", Function::Made),
    ("blended", Function::Blended),
    ("prepared", Function::Prepared),
    ("manufactured", Function::Manufactured),
    ("distilled", Function::Distilled),
    ("brewed", Function::Brewed),
    ("cellared", Function::Cellared),
    ("vinted", Function::Vinted),
    ("aged", Function::Aged),
    ("finished", Function::Finished),
    ("grown", Function::Grown),
    ("imported", Function::Imported),
    ("distributed", Function::Distributed),
    ("marketed", Function::Marketed),
    ("crafted", Function::Other),
    ("presented", Function::Other),
    ("selected", Function::Other),
    ("fermented", Function::Other),
    ("importer", Function::Imported),
    ("rectified", Function::Other),
    ("matured", Function::Aged),
];
/// Words of a lead phrase at most: each function once, with what stands between.
const LONGEST_LEAD: usize = 40;
/// Words that may stand between the functions.
const INSIDE: &[&str] = &[
    "and",
    "proudly",
    "carefully",
    "exclusively",
    "locally",
    "estate",
    "hand",
    "the",
    "y",
    "e",
    "lovingly",
    "independently",
    "barrel",
    "sole",
    "agent",
    "s",
    "u",
    "us",
];
const ENDS: &[&str] = &[
    "government",
    "warning",
    "contains",
    "alc",
    "alcohol",
    "net",
    "product",
    "www",
    "750",
    "please",
];
const SUFFIXES: &[&str] = &["llc", "inc", "co", "ltd", "corp", "company", "lp", "sa", "srl"];
/// Words of a company's trade: what ends in one is a name, not a town.
const TRADES: &[&str] = &[
    "cellars",
    "winery",
    "wineries",
    "wines",
    "vineyard",
    "vineyards",
    "vintners",
    "estate",
    "estates",
    "brewing",
    "brewery",
    "breweries",
    "distilling",
    "distillery",
    "distilleries",
    "distillers",
    "spirits",
    "imports",
    "importers",
    "brands",
    "sons",
    "brothers",
    "family",
    "winemaker",
];
/// Abbreviations of States from before the postal codes; unambiguous as the last part of an
/// address.
const OLD_STATES: &[(&str, &str)] = &[
    ("ariz", "AZ"),
    ("calif", "CA"),
    ("colo", "CO"),
    ("conn", "CT"),
    ("fla", "FL"),
    ("mass", "MA"),
    ("mich", "MI"),
    ("minn", "MN"),
    ("okla", "OK"),
    ("oreg", "OR"),
    ("penn", "PA"),
    ("penna", "PA"),
    ("tenn", "TN"),
    ("wash", "WA"),
    ("wisc", "WI"),
];

/// Reads the name-and-address statements of a text.
#[must_use]
pub fn parse(text: &str) -> Vec<Parsed<NameAddress>> {
    let words = Words::of(text);
    let mut found = Vec::new();
    let mut at = 0;
    while at < words.len() {
        match statement(text, &words, at) {
            Some((statement, next)) => {
                let parties = parties::after(text, &words, next, &statement);
                let range = words.bytes(at, next);
                found.push(Parsed { value: statement, range, repaired: false });
                at = parties.last().map_or(next, |party| party.to);
                found.extend(parties.into_iter().map(|party| Parsed {
                    value: party.statement,
                    range: words.bytes(party.from, party.to),
                    repaired: false,
                }));
            }
            None => at += 1,
        }
    }
    found
}

/// Reads a name and place without a lead phrase: text that ends in a city and its State.
#[must_use]
pub fn bare(text: &str) -> Vec<Parsed<NameAddress>> {
    // Deposit legends are rows of States: `CA CRV CT IA`.
    const OTHER: &[&str] = &[
        "crv", "refund", "deposit", "www", "com", "learn", "visit", "alc", "alcohol", "vol",
        "proof", "ml",
    ];
    let words = Words::of(text);
    let mut statement = NameAddress::default();
    if !(3..=14).contains(&words.len())
        || (0..words.len()).any(|at| function(words.word(at)).is_some())
    {
        return Vec::new();
    }
    let ends = place(text, &words, 0, words.len(), &mut statement);
    let whole = ends.is_some_and(|end| end == words.len()) && statement.state.is_some();
    let other = (0..words.len()).any(|at| OTHER.contains(&words.word(at)));
    if other || !whole || statement.name.is_empty() || statement.city.is_none() {
        return Vec::new();
    }
    vec![Parsed { value: statement, range: words.bytes(0, words.len()), repaired: false }]
}

/// What a word of a lead phrase says was done.
#[must_use]
pub fn function(word: &str) -> Option<Function> {
    FUNCTIONS.iter().find(|(name, _)| *name == word).map(|&(_, function)| function)
}

fn statement(text: &str, words: &Words, first: usize) -> Option<(NameAddress, usize)> {
    function(words.word(first))?;
    if is_of_another_line(text, words, first) {
        return None;
    }
    let mut statement = NameAddress::default();
    let mut at = first;
    while at < first + LONGEST_LEAD
        && let Some(function) = function(words.word(at))
    {
        if !statement.functions.contains(&function) {
            statement.functions.push(function);
        }
        at += 1;
        let mut behind = at;
        while INSIDE.contains(&words.word(behind)) && behind < at + 4 {
            behind += 1;
        }
        if self::function(words.word(behind)).is_some() {
            at = behind;
        }
    }
    while at < first + LONGEST_LEAD && INSIDE.contains(&words.word(at)) {
        at += 1;
    }
    // `Bottled in Bardstown, KY by X`, `bottled in the United States for X`
    if matches!(words.word(at), "in" | "at") {
        let limit = at + 9;
        // `Produced at A and bottled at B by X` has both places inside; `Blended in the United
        // States. Imported by X` and `Bottled in Bond Canada Imported by X` are two phrases.
        let goes_on = |index: usize| {
            function(words.word(index)).is_none() || matches!(words.word(index + 1), "in" | "at")
        };
        let by = (at + 1..limit.min(words.len()))
            .take_while(|&index| goes_on(index))
            .find(|&index| matches!(words.word(index), "by" | "for"));
        if let Some(by) = by {
            statement.in_united_states = words.starts(at, "in the united states").is_some();
            let mut from = at + 1;
            for index in at + 1..by {
                if let Some(function) = function(words.word(index))
                    && matches!(words.word(index + 1), "in" | "at")
                {
                    if !statement.functions.contains(&function) {
                        statement.functions.push(function);
                    }
                    from = index + 2;
                }
            }
            if !statement.in_united_states {
                place(text, words, from, by, &mut statement);
                // No name stands here: what comes before “Mateo” is of the town.
                let before = std::mem::take(&mut statement.name);
                let town = format!("{before} {}", statement.city.as_deref().unwrap_or_default());
                let town = town.trim();
                if is_town(town) && text.contains(town) {
                    statement.city = Some(town.to_owned());
                }
            }
            at = by;
        }
    }
    let joint = words.word(at);
    if !matches!(joint, "by" | "for" | "at" | "in")
        || (joint == "in" && statement.functions.is_empty())
    {
        return None;
    }
    if joint == "in" {
        return None; // A place alone, without a name: origin, not a name and address.
    }
    statement.for_other = joint == "for";
    text[words.bytes(first, at + 1)].clone_into(&mut statement.lead);
    at += 1;
    let name_start = at;
    let mut end = at;
    while end < words.len() && end < at + 22 {
        let stop = ENDS.contains(&words.word(end))
            || function(words.word(end)).is_some() && end > at
            || statement.for_other && words.word(end) == "by" && end > at;
        if stop {
            break;
        }
        end += 1;
    }
    if end == name_start {
        return None;
    }
    let after = place(text, words, name_start, end, &mut statement);
    Some((statement, after.unwrap_or(end)))
}

/// Whether a function stands before another with nothing between, as a claim above the
/// statement does: `DOUBLE DISTILLED` over `DISTILLED AND BOTTLED BY`, `AGED` over it.
fn is_of_another_line(text: &str, words: &Words, first: usize) -> bool {
    let (word, next) = (words.word(first), words.word(first + 1));
    let is_claim = word == next || matches!(word, "aged" | "matured");
    is_claim && function(next).is_some() && {
        let (one, other) = (words.bytes(first, first + 1), words.bytes(first + 1, first + 2));
        // Words run together have one place.
        text.get(one.end..other.start).is_some_and(|between| between.trim().is_empty())
    }
}

/// Finds city and State (or country) among words, and takes what stands before for the
/// name; gives the index behind the place.
fn place(
    text: &str,
    words: &Words,
    from: usize,
    to: usize,
    statement: &mut NameAddress,
) -> Option<usize> {
    for at in from + 1..to {
        for length in (1..=3).rev() {
            if at + length > to {
                continue;
            }
            let phrase = (at..at + length).map(|i| words.word(i)).collect::<Vec<_>>().join(" ");
            let printed = &text[words.bytes(at, at + length)];
            let two_letters = phrase.len() == 2;
            let known = lists::state(&phrase)
                .filter(|_| !two_letters || is_abbreviation(text, words, at, to, printed));
            if let Some(state) = known {
                // `Kansas City, Missouri`: the State is the last of its kind.
                let later = (at + length..to).any(|i| is_state_at(words, i, to));
                if later && !two_letters {
                    continue;
                }
                statement.state = Some(state.usps.clone());
                statement.state_as_printed = Some(printed.to_owned());
                name_and_city(text, words, from, at, statement);
                let with_zip = at + length < to && is_zip(words.word(at + length));
                return Some(at + length + usize::from(with_zip));
            }
            if length == 1
                && let Some((_, usps)) = OLD_STATES.iter().find(|(old, _)| *old == phrase)
                && stands_last(text, words, at, to)
            {
                statement.state = Some((*usps).to_owned());
                statement.state_as_printed = Some(printed.to_owned());
                name_and_city(text, words, from, at, statement);
                return Some(at + 1);
            }
            if statement.state.is_none()
                && length <= 2
                && let Some(country) = lists::country(&phrase)
                && !country
                    .adjectives
                    .iter()
                    .any(|adjective| crate::label::fold(adjective) == phrase)
                && country.name != "United States"
            {
                statement.country = Some(country.name.clone());
                name_and_city(text, words, from, at, statement);
                return Some(at + length);
            }
        }
    }
    if statement.name.is_empty() && to > from {
        let whole = text[words.bytes(from, to)].trim();
        match name_and_town(whole) {
            Some((name, town)) => {
                name.clone_into(&mut statement.name);
                statement.city.get_or_insert_with(|| town.to_owned());
            }
            None => whole.clone_into(&mut statement.name),
        }
    }
    None
}

/// Whether a State's name or letters begin at a word.
fn is_state_at(words: &Words, at: usize, to: usize) -> bool {
    (1..=3).filter(|length| at + length <= to).any(|length| {
        let phrase: Vec<&str> = (at..at + length).map(|index| words.word(index)).collect();
        lists::state(&phrase.join(" ")).is_some()
    })
}

/// Cuts `Smith Cellars, Napa` and `Smith, Inc., 12 Main St, Napa` where no State follows.
fn name_and_town(text: &str) -> Option<(&str, &str)> {
    let parts: Vec<&str> = text.split(',').map(str::trim).filter(|part| !part.is_empty()).collect();
    let [name, between @ .., town] = parts.as_slice() else { return None };
    let of_an_address = |part: &&str| {
        let suffix = SUFFIXES.contains(&crate::label::fold(part).as_str());
        suffix || part.contains(|c: char| c.is_ascii_digit())
    };
    (between.iter().all(of_an_address) && is_town(town)).then_some((*name, *town))
}

/// Up to three capitalised words, none of them of a trade: “Napa”, “Paso Robles”.
fn is_town(text: &str) -> bool {
    let words: Vec<&str> = text.split_whitespace().collect();
    let last = words.last().map(|word| crate::label::fold(word)).unwrap_or_default();
    let capitalised = |word: &&str| {
        word.starts_with(char::is_uppercase)
            && word.chars().all(|c| c.is_alphabetic() || matches!(c, '.' | '-' | '\'' | '’'))
    };
    (1..=3).contains(&words.len())
        && words.iter().all(capitalised)
        && last.len() >= 3
        && !SUFFIXES.contains(&last.as_str())
        && !TRADES.contains(&last.as_str())
        && lists::country(&last).is_none()
}

/// Whether a word is the last of the address, or a ZIP code follows it, and a comma stands
/// before it.
fn stands_last(text: &str, words: &Words, at: usize, to: usize) -> bool {
    let comma = text[..words.bytes(at, at + 1).start].trim_end().ends_with(',');
    comma && (at + 1 == to || is_zip(words.word(at + 1)))
}

fn is_zip(word: &str) -> bool {
    word.len() == 5 && word.chars().all(|c| c.is_ascii_digit())
}

/// Whether two letters stand where a State's abbreviation does: after a comma, before a ZIP
/// code, or last. `CO` and `IN` are words too, and must have the comma or the code.
fn is_abbreviation(text: &str, words: &Words, at: usize, to: usize, printed: &str) -> bool {
    let start = words.bytes(at, at + 1).start;
    let comma = text[..start].trim_end().ends_with([',', '.', '•', '-']);
    let zip = at + 1 < to && is_zip(words.word(at + 1));
    let a_word = matches!(printed.to_lowercase().as_str(), "co" | "in" | "or" | "me" | "de" | "la");
    // `Napa, Ca`
    let capitalised = printed.starts_with(char::is_uppercase) && stands_last(text, words, at, to);
    if capitalised && !a_word {
        return true;
    }
    printed.chars().all(char::is_uppercase)
        && (comma && printed != "CO" || zip || at + 1 == to && !a_word)
        || printed == "CO" && comma && (at + 1 == to || words.word(at + 1) == "and")
}

/// Cuts “name, street, city” before the State: by commas, else by the company's suffix,
/// else the last word is the city.
fn name_and_city(text: &str, words: &Words, from: usize, to: usize, statement: &mut NameAddress) {
    let before = &text[words.bytes(from, to)];
    let parts: Vec<&str> =
        before.split([',', '•', '·', '|']).map(str::trim).filter(|p| !p.is_empty()).collect();
    if parts.len() >= 2 {
        parts[0].clone_into(&mut statement.name);
        let city = parts[parts.len() - 1];
        let is_suffix = SUFFIXES.contains(&crate::label::fold(city).as_str());
        if !is_suffix {
            statement.city = Some(city.to_owned());
        }
        return;
    }
    let suffix = (from..to).rev().find(|&index| SUFFIXES.contains(&words.word(index)));
    let cut = match suffix {
        Some(index) if index + 1 < to => index + 1,
        _ if to - from >= 2 => to - 1,
        _ => {
            statement.city = Some(before.trim().to_owned());
            return;
        }
    };
    statement.city = Some(text[words.bytes(cut, to)].trim().to_owned());
    text[words.bytes(from, cut)].trim().clone_into(&mut statement.name);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn phrase_name_and_place_are_told_apart() {
        for (text, functions, name, city, state) in [
            (
                "Produced & Bottled by Quantum Leap Winery, Orlando, FL 32803",
                &[Function::Produced, Function::Bottled][..],
                "Quantum Leap Winery",
                Some("Orlando"),
                Some("FL"),
            ),
            (
                "IMPORTED BY: DUE FRATELLI IMPORTS, LLC PORTLAND MAINE",
                &[Function::Imported],
                "DUE FRATELLI IMPORTS",
                None,
                Some("ME"),
            ),
            (
                "Bottled by Stone Ridge Distilling, Louisville, KY",
                &[Function::Bottled],
                "Stone Ridge Distilling",
                Some("Louisville"),
                Some("KY"),
            ),
            (
                "DISTILLED BY NORTHFIELD DISTILLERY CO., LONDON, ENGLAND",
                &[Function::Distilled],
                "NORTHFIELD DISTILLERY CO.",
                Some("LONDON"),
                None,
            ),
        ] {
            let found = parse(text);
            assert_eq!(found.len(), 1, "{text}");
            let value = &found[0].value;
            assert_eq!(value.functions, functions, "{text}");
            assert_eq!(value.name, name, "{text}");
            if city.is_some() {
                assert_eq!(value.city.as_deref(), city, "{text}");
            }
            assert_eq!(value.state.as_deref(), state, "{text}");
        }
    }

    #[test]
    fn the_place_may_stand_inside_the_phrase() {
        let found = parse("Bottled in Bardstown, KY by Proof and Wood Ventures");
        assert_eq!(found[0].value.state.as_deref(), Some("KY"));
        assert_eq!(found[0].value.city.as_deref(), Some("Bardstown"));
        assert_eq!(found[0].value.name, "Proof and Wood Ventures");
        let two = parse("Produced at Gilroy and bottled at San Mateo, California, by XYZ Winery");
        assert_eq!(two[0].value.city.as_deref(), Some("San Mateo"));
        assert!(two[0].value.does(Function::Bottled) && two[0].value.name == "XYZ Winery");
        let bulk = parse("Imported and bottled in the United States for ABC Brands, Miami, FL");
        assert!(bulk[0].value.in_united_states && bulk[0].value.for_other);
    }

    #[test]
    fn a_claim_before_the_statement_is_no_part_of_it() {
        for (text, lead) in [
            ("AGED Distilled and bottled by XYZ, Troy, NY", "Distilled and bottled by"),
            ("Double distilled Distilled and bottled by XYZ, Troy, NY", "Distilled and bottled by"),
            ("Blended in the United States Imported by ABC, Dallas, TX", "Imported by"),
            ("Bottled in Bond Canada Imported by ABC, Miami, FL", "Imported by"),
            ("Aged & Bottled by XYZ, Troy, NY", "Aged & Bottled by"),
            ("Distilled, aged and bottled by XYZ, Troy, NY", "Distilled, aged and bottled by"),
            ("Bottled in Bardstown, KY by XYZ", "Bottled in Bardstown, KY by"),
        ] {
            let leads: Vec<_> = parse(text).into_iter().map(|one| one.value.lead).collect();
            assert_eq!(leads, [lead], "{text}");
        }
    }

    #[test]
    fn a_town_without_its_state_is_still_a_town() {
        for (text, name, city, state) in [
            ("Bottled by Smith Cellars, Napa", "Smith Cellars", Some("Napa"), None),
            ("Bottled by Smith, Inc., 12 Main St, Paso Robles", "Smith", Some("Paso Robles"), None),
            ("Bottled by Smith Cellars", "Smith Cellars", None, None),
            ("Bottled by ABC Distilling Co., Inc.", "ABC Distilling Co., Inc", None, None),
            ("Bottled by Smith, Jones & Sons", "Smith, Jones & Sons", None, None),
            ("Bottled by Smith Cellars, Napa, Calif.", "Smith Cellars", Some("Napa"), Some("CA")),
            ("Bottled by X, Woodinville, WASH 98072", "X", Some("Woodinville"), Some("WA")),
            ("Bottled by Smith Cellars, Napa, Ca", "Smith Cellars", Some("Napa"), Some("CA")),
            ("Bottled in Bardstown by Proof and Wood", "Proof and Wood", Some("Bardstown"), None),
        ] {
            let found = parse(text);
            assert_eq!(found.len(), 1, "{text}");
            let value = &found[0].value;
            assert_eq!(value.name, name, "{text}");
            assert_eq!(value.city.as_deref(), city, "{text}");
            assert_eq!(value.state.as_deref(), state, "{text}");
        }
    }

    #[test]
    fn a_brewery_needs_no_phrase() {
        let found = bare("Vista Brewing 13551 FM 150 W, Driftwood, TX 78619");
        assert_eq!(found[0].value.state.as_deref(), Some("TX"));
        assert_eq!(found[0].value.city.as_deref(), Some("Driftwood"));
        assert!(found[0].value.functions.is_empty());
        assert_eq!(bare("a taste of California sun"), []);
        assert_eq!(bare("40% ALC/VOL 750 ML ABC Brewing, Troy, NY"), []);
    }

    #[test]
    fn a_place_alone_is_no_name_and_address() {
        assert_eq!(parse("PRODUCED & BOTTLED IN GUATEMALA"), []);
        assert_eq!(parse("made with love"), []);
    }
}
