//! Brand and fanciful name.

use super::{field, noted, with};
use crate::label::{Label, LineRole, NameFact, NameMatch, Reading, fold};
use crate::verification::report::{Field, FieldStatus};

/// How sure another name must be read to say that it stands in the declared one's place.
const CLAIM: f32 = 0.9;

#[must_use]
pub fn brand_name(label: &Label) -> Field {
    name(label, label.declared.application.brand_name.as_deref(), &label.facts.brand_name, true)
}

/// A fanciful name that is not there is no other name's mismatch: many panels and lines
/// could be it.
#[must_use]
pub fn fanciful_name(label: &Label) -> Field {
    let declared = label.declared.application.fanciful_name.as_deref();
    name(label, declared, &label.facts.fanciful_name, false)
}

fn name(label: &Label, declared: Option<&str>, fact: &NameFact, brand: bool) -> Field {
    let Some(wanted) = declared.filter(|name| !fold(name).is_empty()) else {
        let empty = field(None, FieldStatus::NotDeclared);
        return match fact.candidates.first() {
            Some(reading) if brand => noted(with(empty, reading), "the most prominent text"),
            _ => empty,
        };
    };
    let value = Some(serde_json::Value::from(wanted));
    if let Some((reading, agreement)) = &fact.found {
        let shown = |status| with(field(value.clone(), status), reading);
        return match agreement {
            _ if brand && of_a_contractor(label, &reading.text) => noted(
                shown(FieldStatus::Unclear),
                "stands only as the name of who made it for another",
            ),
            NameMatch::Exact => shown(FieldStatus::Match),
            NameMatch::Folded => {
                noted(shown(FieldStatus::Match), folded_note(wanted, &reading.text))
            }
            NameMatch::Customary => noted(
                shown(FieldStatus::Match),
                "the same name with a customary difference, such as & for and",
            ),
            NameMatch::Confusable if unmistakable(wanted, &reading.text) => noted(
                shown(FieldStatus::Match),
                "matches apart from a letter that was read as one of the same shape",
            ),
            NameMatch::Confusable => noted(
                shown(FieldStatus::Unclear),
                "differs in letters that are easily misread: please look",
            ),
            NameMatch::Near => noted(
                shown(FieldStatus::Unclear),
                "one or two letters apart: a misreading, a slip, or another name",
            ),
        };
    }
    let partly = words_found(label, wanted);
    if partly >= 0.5 {
        return noted(
            field(value, FieldStatus::Unclear),
            "words of the name stand on the label, but not together",
        );
    }
    let instead = if brand { in_its_place(label, fact) } else { None };
    if let Some(reading) = instead.filter(|_| partly < 0.3) {
        return noted(
            with(field(value, FieldStatus::Mismatch), reading),
            format!("the label says {} in its place", reading.text),
        );
    }
    let mut nothing = super::not_found(label, value, "such name");
    if let Some(reading) = fact.candidates.first() {
        nothing = with(nothing, reading);
        nothing.status = FieldStatus::NotFound;
    }
    nothing
}

/// Whether the name stands only in “brewed by … for …”: then the other's name is the brand.
fn of_a_contractor(label: &Label, read: &str) -> bool {
    let name = fold(read);
    let places = label.text.find(&name);
    let signed = places.iter().all(|hit| hit.role == LineRole::NameAddress);
    signed
        && !places.is_empty()
        && label.text.lines().iter().enumerate().any(|(index, line)| {
            let folded = format!(" {} ", label.text.folded(index));
            line.role == LineRole::NameAddress && folded.contains(" for ")
        })
}

fn folded_note(wanted: &str, read: &str) -> &'static str {
    let spaces = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
    if spaces(wanted) == spaces(read) {
        "matches apart from capitals"
    } else {
        "matches apart from capitals, accents, marks or spaces"
    }
}

/// Whether all that differs is a shape no other letter explains: a digit in a word for the
/// letter it looks like, `rn` for `m`, a small `l` among capitals for `I`.
fn unmistakable(wanted: &str, read: &str) -> bool {
    let level = |text: &str| {
        fold(text)
            .replace(' ', "")
            .replace("rn", "m")
            .chars()
            .map(|letter| match letter {
                '0' => 'o',
                '1' | 'l' => 'i',
                '5' => 's',
                '8' => 'b',
                other => other,
            })
            .collect::<String>()
    };
    let digits = |text: &str| text.chars().filter(char::is_ascii_digit).count();
    wanted.chars().count() >= 7 && digits(wanted) == 0 && level(wanted) == level(read)
}

/// Share of the name's letters in words of three or more that stand somewhere on the label.
fn words_found(label: &Label, wanted: &str) -> f32 {
    let folded = fold(wanted);
    let words: Vec<&str> =
        folded.split(' ').filter(|word| word.len() >= 3 && *word != "the").collect();
    let all: usize = words.iter().map(|word| word.len()).sum();
    let near = |word: &str| {
        !label.text.find(word).is_empty()
            || word.len() >= 6
                && (0..label.text.lines().len()).any(|line| {
                    label
                        .text
                        .folded(line)
                        .split(' ')
                        .any(|other| strsim::levenshtein(other, word) <= 1 + word.len() / 6)
                })
    };
    let there: usize = words.iter().filter(|word| near(word)).map(|word| word.len()).sum();
    there as f32 / all.max(1) as f32
}

/// Another name read with confidence where the brand should be: prominent, and vouched for
/// by standing in the bottler's name too or more than once; or the largest print of a label
/// on which everything large was read well.
fn in_its_place<'a>(label: &Label, fact: &'a NameFact) -> Option<&'a Reading<String>> {
    fact.candidates.iter().take(3).enumerate().find_map(|(rank, reading)| {
        let folded = fold(&reading.text);
        let letters = folded.chars().filter(|c| c.is_alphabetic()).count();
        if reading.confidence < CLAIM || letters < 4 || is_fanciful(label, &folded) {
            return None;
        }
        let signed = label.facts.name_addresses.iter().any(|address| {
            let name = fold(&address.value.name);
            name.contains(&folded) || folded.contains(&name) && name.len() >= 4
        });
        let again = (0..label.text.lines().len())
            .filter(|&line| {
                format!(" {} ", label.text.folded(line)).contains(&format!(" {folded} "))
            })
            .count();
        let plain = rank == 0
            && (label.completeness.absence_is_certain() || large_print_is_clear(label, reading));
        (signed || again >= 2 || plain).then_some(reading)
    })
}

fn is_fanciful(label: &Label, folded: &str) -> bool {
    label
        .facts
        .fanciful_name
        .found
        .as_ref()
        .is_some_and(|(found, _)| fold(&found.text).contains(folded))
}

/// Whether every line about as tall as this one was read well: a name in script that was
/// not read would be among them.
fn large_print_is_clear(label: &Label, reading: &Reading<String>) -> bool {
    let Some(height) = reading.evidence.first().map(|seen| seen.polygon.height()) else {
        return false;
    };
    label.completeness.well_read
        && label
            .text
            .lines()
            .iter()
            .filter(|line| line.polygon.height() >= height * 0.6)
            .all(|line| line.confidence >= CLAIM)
}
