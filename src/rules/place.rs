//! A town with its State standing on its own: a brewery needs no phrase before its name, and
//! the place that an address lacks may have been set apart from it.

use crate::label::{Label, Line, LineRole, NameAddress, Reading, fold};
use crate::lists;

/// Less sure lines may still hint at an address, which speaks in the label's favour.
const LEGIBLE: f32 = 0.5;

/// The first line with “town, State”, or a State with its ZIP code.
#[must_use]
pub fn bare(label: &Label) -> Option<&Line> {
    outside(label, &[LineRole::Warning])
}

/// The same on lines that are part of no name-and-address statement.
#[must_use]
pub fn apart(label: &Label) -> Option<&Line> {
    outside(label, &[LineRole::Warning, LineRole::NameAddress])
}

/// Whether the place that a statement lacks may stand elsewhere: as town and State, as a
/// State that is neither an appellation nor part of a designation, or below it in its block.
#[must_use]
pub fn may_be_elsewhere(label: &Label, statement: &Reading<NameAddress>) -> bool {
    bare(label).is_some() || names_a_state(label) || goes_on(label, statement)
}

fn names_a_state(label: &Label) -> bool {
    let facts = &label.facts;
    let places = facts.appellations.iter().map(|place| (place.panel(), fold(&place.text)));
    let names = facts.designations.iter().map(|name| (name.panel(), fold(&name.text)));
    let other: Vec<_> = places.chain(names).collect();
    lists::all().states.iter().any(|state| {
        label.text.find_outside(&state.name, &[LineRole::Warning]).iter().any(|hit| {
            let line = &label.text.lines()[hit.line];
            let words = label.text.folded(hit.line);
            !other.iter().any(|(panel, text)| *panel == Some(line.panel) && words.contains(text))
        })
    })
}

/// Whether a line that nothing was made of follows the statement in its block.
fn goes_on(label: &Label, statement: &Reading<NameAddress>) -> bool {
    let Some(end) = statement.evidence.last() else { return false };
    let lines = label.text.lines();
    let at = end.polygon.center();
    let last = lines.iter().rposition(|line| {
        let (left, top, right, bottom) = line.polygon.bounds();
        line.panel == end.panel && (left..=right).contains(&at.x) && (top..=bottom).contains(&at.y)
    });
    let next = last.and_then(|last| Some((&lines[last], lines.get(last + 1)?)));
    next.is_some_and(|(line, next)| {
        next.panel == line.panel && next.block == line.block && next.role == LineRole::Other
    })
}

fn outside<'a>(label: &'a Label, roles: &[LineRole]) -> Option<&'a Line> {
    let lines = label.text.lines();
    let readable = |line: &&Line| !roles.contains(&line.role) && line.confidence >= LEGIBLE;
    (0..lines.len()).find_map(|index| {
        let line = lines.get(index).filter(readable)?;
        let next = lines
            .get(index + 1)
            .filter(|next| next.panel == line.panel && next.block == line.block);
        let joined = next.map(|next| format!("{} {}", line.text, next.text));
        (is_place(&line.text) || joined.is_some_and(|text| is_place(&text))).then_some(line)
    })
}

/// `Freeport, Maine`, `Driftwood, TX 78619`, `AUSTIN TX 78724`; not the list of States in a
/// deposit legend, which has neither comma nor ZIP code.
#[must_use]
pub fn is_place(text: &str) -> bool {
    let after_comma = text.match_indices(',').any(|(at, _)| {
        let town = last_word(&text[..at]);
        town.len() >= 3 && begins_with_state(&text[at + 1..])
    });
    after_comma || before_zip(text)
}

fn last_word(text: &str) -> &str {
    let trimmed = text.trim_end();
    trimmed.rsplit(|c: char| !c.is_alphabetic()).next().unwrap_or_default()
}

fn begins_with_state(text: &str) -> bool {
    let words: Vec<&str> = text
        .split(|c: char| c.is_whitespace() || c.is_ascii_punctuation())
        .filter(|word| !word.is_empty())
        .take(2)
        .collect();
    let one = words.first().is_some_and(|word| is_state(word));
    one || words.len() == 2 && is_state(&words.join(" "))
}

fn before_zip(text: &str) -> bool {
    let words: Vec<&str> = text
        .split(|c: char| c.is_whitespace() || c == ',')
        .filter(|word| !word.is_empty())
        .collect();
    words.windows(2).any(|pair| {
        let zip = pair[1].get(..5).is_some_and(|zip| zip.chars().all(|c| c.is_ascii_digit()));
        zip && matches!(pair[1].len(), 5 | 10) && is_state(pair[0])
    })
}

/// A State's full name, or its two letters in capitals.
fn is_state(word: &str) -> bool {
    let letters = word.chars().filter(|c| c.is_alphabetic()).count();
    lists::state(word).is_some_and(|state| {
        letters > 2 || word.chars().all(char::is_uppercase) && fold(&state.usps) == fold(word)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_town_with_its_state_is_told_from_a_deposit_legend() {
        for (text, expected) in [
            ("Freeport, Maine", true),
            ("Upper Marlboro, Maryland 20774", true),
            ("13551 FM 150 W Driftwood, TX 78619", true),
            ("8110 SPRINGDALE RD. AUSTIN TX 78724", true),
            ("New York, New York", true),
            ("REF ME MA VT CT NY DE IA OR 5C MI 10", false),
            ("CT - HI - IA - ME - MA", false),
            ("a beer for you, me and everyone", false),
            ("APPLES, HONEY, PRETZELS", false),
        ] {
            assert_eq!(is_place(text), expected, "{text}");
        }
    }
}
