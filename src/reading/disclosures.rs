//! Sulfites, colours, aspartame and allergens.

use super::grammar::{Parsed, words::Words};
use super::statements::{self, Statement};
use crate::label::{Disclosure, DisclosureKind, Facts, fold};
use crate::lists;
use crate::ocr::Line;

/// Disclosures that stand in stories under no other name; a colour may be part of another list.
const STANDS_ALONE: [DisclosureKind; 4] = [
    DisclosureKind::Sulfites,
    DisclosureKind::Yellow5,
    DisclosureKind::Carmine,
    DisclosureKind::Aspartame,
];

/// Reads the disclosures; the sulfites' is the accepted one where there are several.
pub fn read(lines: &[Line], facts: &mut Facts) {
    let found = statements::read(
        lines,
        parse,
        |old: &Disclosure, new: &Disclosure| new.accepted && !old.accepted,
        |a, b| a.kind == b.kind && a.accepted == b.accepted,
    );
    let sulfites = found
        .iter()
        .filter(|statement| statement.reading.value.kind == DisclosureKind::Sulfites)
        .max_by_key(|statement| (statement.reading.value.accepted, statement.certainty));
    facts.sulfites = sulfites.map(Statement::fact).unwrap_or_default();
    facts.disclosures = found.into_iter().map(|statement| statement.reading).collect();
}

/// The disclosures of a text.
pub fn parse(text: &str) -> Vec<Parsed<Disclosure>> {
    let words = Words::of(text);
    let mut found = Vec::new();
    let mut at = 0;
    while at < words.len() {
        let disclosure = sulfites(&words, at)
            .or_else(|| colors(&words, at))
            .or_else(|| aspartame(&words, at))
            .or_else(|| allergens(&words, at));
        match disclosure {
            Some((mut disclosure, length)) => {
                if disclosure.accepted && STANDS_ALONE.contains(&disclosure.kind) {
                    disclosure.extra = goes_on(text, &words, at + length);
                }
                found.push(Parsed {
                    value: disclosure,
                    range: words.bytes(at, at + length),
                    repaired: false,
                });
                at += length;
            }
            None => at += 1,
        }
    }
    found
}

/// Words of the same sentence after a disclosure: `contains sulfites, like all great wines`.
/// Another statement on the line begins with no such word, as it might with “for” or “to”.
fn goes_on(text: &str, words: &Words, next: usize) -> Option<String> {
    const CLAUSES: [&str; 6] = ["like", "as", "which", "that", "because", "though"];
    if !CLAUSES.contains(&words.word(next)) || next + 1 >= words.len() {
        return None;
    }
    let (end, start) = (words.bytes(next - 1, next).end, words.bytes(next, next + 1).start);
    let joined =
        text.get(end..start)?.chars().all(|mark| mark.is_whitespace() || ",-–—".contains(mark));
    let rest = text[start..].split(['.', ';', '|', '•', '\n']).next()?.trim();
    joined.then(|| rest.to_owned())
}

fn disclosure(kind: DisclosureKind, accepted: bool) -> Disclosure {
    Disclosure { kind, accepted, extra: None }
}

/// `Contains sulfites`, a sulfiting agent, a named agent; and the wordings that do not do.
fn sulfites(words: &Words, at: usize) -> Option<(Disclosure, usize)> {
    let kind = DisclosureKind::Sulfites;
    for phrase in &lists::all().sulfites_not_sufficient {
        if let Some(length) = words.starts(at, &fold(phrase)) {
            return Some((disclosure(kind, false), length));
        }
    }
    let is = |index: usize, any: &[&str]| any.contains(&words.word(index));
    if !is(at, &["contains", "contain", "containssulfites", "containssulphites"]) {
        return None;
    }
    if words.word(at).len() > 8 {
        return Some((disclosure(kind, true), 1));
    }
    let mut next = at + 1;
    if let Some(length) = words.starts(next, "naturally occurring and added") {
        next += length;
    } else if let Some(length) = words.starts(next, "naturally occurring") {
        next += length;
    }
    if is(next, &["sulfites", "sulphites", "sulfite", "sulphite"]) {
        let accepted = is(next, &["sulfites", "sulphites"]);
        return Some((disclosure(kind, accepted), next + 1 - at));
    }
    if is(next, &["a", "an"]) {
        next += 1;
    }
    if is(next, &["sulfiting", "sulphiting"]) && is(next + 1, &["agent", "agents"]) {
        return Some((disclosure(kind, true), next + 2 - at));
    }
    lists::all().sulfite_agents.iter().find_map(|agent| {
        let length = words.starts(next, &fold(agent))?;
        Some((disclosure(kind, true), next + length - at))
    })
}

fn colors(words: &Words, at: usize) -> Option<(Disclosure, usize)> {
    let contains = usize::from(words.word(at) == "contains");
    let from = at + contains;
    for phrase in ["fd c yellow no 5", "fd c yellow 5", "yellow no 5", "yellow 5"] {
        if let Some(length) = words.starts(from, phrase) {
            let accepted = phrase.starts_with("fd") || contains == 1;
            return Some((disclosure(DisclosureKind::Yellow5, accepted), length + contains));
        }
    }
    for phrase in ["cochineal extract and carmine", "cochineal extract", "carmine"] {
        if let Some(length) = words.starts(from, phrase)
            && (contains == 1 || phrase != "carmine")
        {
            let accepted = contains == 1;
            return Some((disclosure(DisclosureKind::Carmine, accepted), length + contains));
        }
    }
    for phrase in [
        "artificially colored",
        "colored with caramel",
        "caramel color",
        "certified color added",
        "certified color",
        "beta carotene",
        "colored with beet extract",
        "artificial color",
        "artificial colors",
        "caramel color added",
    ] {
        if let Some(length) = words.starts(from, phrase) {
            return Some((disclosure(DisclosureKind::Coloring, true), length + contains));
        }
    }
    None
}

fn aspartame(words: &Words, at: usize) -> Option<(Disclosure, usize)> {
    let length = words.starts(at, "phenylketonurics contains phenylalanine")?;
    Some((disclosure(DisclosureKind::Aspartame, true), length))
}

/// `Contains: milk, egg and soy`.
fn allergens(words: &Words, at: usize) -> Option<(Disclosure, usize)> {
    if words.word(at) != "contains" {
        return None;
    }
    let is_allergen = |word: &str| lists::all().allergens.iter().any(|name| fold(name) == word);
    let mut next = at + 1;
    let mut last = at;
    while is_allergen(words.word(next)) || (last > at && words.word(next) == "and") {
        if words.word(next) != "and" {
            last = next;
        }
        next += 1;
    }
    (last > at).then(|| (disclosure(DisclosureKind::Allergens, true), last + 1 - at))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accepted_wordings_are_told_from_the_others() {
        for (text, kind, accepted) in [
            ("CONTAINS SULFITES", DisclosureKind::Sulfites, true),
            ("CONTAINSSULFITES", DisclosureKind::Sulfites, true),
            ("Contains: sulfites", DisclosureKind::Sulfites, true),
            ("Contains naturally occurring sulphites", DisclosureKind::Sulfites, true),
            ("contains sulfur dioxide", DisclosureKind::Sulfites, true),
            ("May contain sulfites", DisclosureKind::Sulfites, false),
            ("No sulfites added", DisclosureKind::Sulfites, false),
            ("FD&C YELLOW #5", DisclosureKind::Yellow5, true),
            ("Contains cochineal extract and carmine", DisclosureKind::Carmine, true),
            ("PHENYLKETONURICS: CONTAINS PHENYLALANINE", DisclosureKind::Aspartame, true),
            ("Contains: milk and wheat.", DisclosureKind::Allergens, true),
        ] {
            let found = parse(text);
            assert_eq!(found.len(), 1, "{text}");
            assert_eq!((found[0].value.kind, found[0].value.accepted), (kind, accepted), "{text}");
        }
        let extra = |text| parse(text)[0].value.extra.clone();
        assert_eq!(
            extra("Contains sulfites, like all great whiskies. 750 ML").as_deref(),
            Some("like all great whiskies")
        );
        assert_eq!(
            extra("Contains sulfites which keep it fresh").as_deref(),
            Some("which keep it fresh")
        );
        for text in [
            "CONTAINS SULFITES 750 ML",
            "Contains sulfites. As good as the day it was made",
            "Contains sulfites | For best taste serve cold",
            "CONTAINS SULFITES, PRODUCT OF ITALY",
            "CONTAINS SULPHITES FOR BEST BEFORE DATE SEE CAP",
            "No sulfites added, as ever",
            "Contains caramel color for depth",
        ] {
            assert_eq!(extra(text), None, "{text}");
        }
        assert_eq!(parse("a wine without sulfites that contains joy"), []);
    }
}
