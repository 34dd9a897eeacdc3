//! Who else a name-and-address statement names: a second place or distiller after “and”, whom
//! it was done for, and who did it for the one named first.

use super::super::words::Words;
use super::{ENDS, function, place};
use crate::label::NameAddress;

/// A further party, and the words that name it.
pub struct Party {
    pub statement: NameAddress,
    pub from: usize,
    pub to: usize,
}

/// Words of a party at most: name, street, town, State.
const LONGEST: usize = 14;

/// The parties behind a statement that ends before the word at `next`: `…, KY (60%) and B,
/// Loretto, KY (40%)`, `…, Reno, NV for B, Elko, NV`, `Bottled for B … by A, Reno, NV`.
pub fn after(text: &str, words: &Words, next: usize, first: &NameAddress) -> Vec<Party> {
    let mut parties = Vec::new();
    let mut from = next;
    while let Some(party) = one(text, words, from, first) {
        from = party.to;
        parties.push(party);
    }
    parties
}

fn one(text: &str, words: &Words, next: usize, first: &NameAddress) -> Option<Party> {
    let joint = next + usize::from(is_share(words.word(next)));
    let mut statement = NameAddress {
        functions: first.functions.clone(),
        lead: first.lead.clone(),
        ..NameAddress::default()
    };
    match words.word(joint) {
        "and" if first.state.is_some() => statement.for_other = first.for_other,
        "for" if first.state.is_some() && !first.for_other => statement.for_other = true,
        "by" if first.for_other => {}
        _ => return None,
    }
    let start = joint + 1;
    let named = start < words.len()
        && text[words.bytes(start, start + 1)].starts_with(|c: char| c.is_uppercase());
    let ends = |index: usize| {
        let word = words.word(index);
        ENDS.contains(&word) || function(word).is_some() || matches!(word, "by" | "for")
    };
    let end = (start..words.len().min(start + LONGEST)).take_while(|&index| !ends(index)).last();
    let to = place(text, words, start, end? + 1, &mut statement)?;
    let whole = named && statement.state.is_some() && statement.city.is_some();
    whole.then_some(Party { statement, from: joint, to })
}

/// The share of a distiller: `(60%)`.
fn is_share(word: &str) -> bool {
    word.len() <= 2 && word.parse::<u32>().is_ok()
}

#[cfg(test)]
mod tests {
    use super::super::parse;

    fn parties(text: &str) -> Vec<(String, Option<String>, bool)> {
        let all = parse(text).into_iter().map(|one| one.value);
        all.map(|one| (one.name, one.state, one.for_other)).collect()
    }

    #[test]
    fn every_party_of_a_statement_is_read() {
        let of = |name: &str, state: &str, for_other| {
            (name.to_owned(), Some(state.to_owned()), for_other)
        };
        for (text, expected) in [
            (
                "Distilled by A, Bardstown, KY (60%) and B, Loretto, KY (40%)",
                vec![of("A", "KY", false), of("B", "KY", false)],
            ),
            (
                "Bottled by ABC, Denver, CO and Reno, NV",
                vec![of("ABC", "CO", false), of("", "NV", false)],
            ),
            (
                "Bottled by A, Reno, NV for B, Elko, NV",
                vec![of("A", "NV", false), of("B", "NV", true)],
            ),
            (
                "Bottled for B, Elko, NV by A, Reno, NV",
                vec![of("B", "NV", true), of("A", "NV", false)],
            ),
            (
                "Bottled for B Spirits by A, Reno, NV",
                vec![("B Spirits".to_owned(), None, true), of("A", "NV", false)],
            ),
        ] {
            assert_eq!(parties(text), expected, "{text}");
        }
    }

    #[test]
    fn what_goes_on_otherwise_is_no_party() {
        for text in [
            "Bottled by A, Reno, NV and enjoyed in Texas",
            "Bottled by A, Reno, NV for over 20 years",
            "Bottled by A, Reno, NV and served",
            "Bottled by A and Sons, Reno, NV",
        ] {
            assert_eq!(parties(text).len(), 1, "{text}");
        }
        assert_eq!(parties("Distilled by A, Gary, IN and bottled by B, Reno, NV").len(), 2);
    }
}
