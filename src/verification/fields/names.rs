//! Brand and fanciful name.

use super::{field, noted, with};
use crate::label::{Label, LineRole, NameFact, NameMatch, Quad, Reading, fold};
use crate::verification::report::{Field, FieldStatus};

/// How sure another name must be read to say that it stands in the declared one's place.
const CLAIM: f32 = 0.9;
/// So many of the tallest lines are prominent.
const PROMINENT: usize = 3;
/// Words of a name that counts by standing there twice, at the most.
const MOST_WORDS: usize = 3;
/// From this part of another line's height on a line rivals it.
const NEARLY_AS_TALL: f32 = 0.67;

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

/// Share of the name's letters in its own words of three or more that stand somewhere on the
/// label.
fn words_found(label: &Label, wanted: &str) -> f32 {
    let folded = fold(wanted);
    let mut words: Vec<&str> =
        folded.split(' ').filter(|word| word.len() >= 3 && *word != "the").collect();
    if words.iter().any(|word| !is_of_the_trade(word)) {
        words.retain(|word| !is_of_the_trade(word));
    }
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

/// Another name read with confidence where the brand should be: one that stands in the
/// bottler's name too; a prominent one that stands there more than once; or the largest print
/// of a label on which everything large was read well.
fn in_its_place<'a>(label: &Label, fact: &'a NameFact) -> Option<&'a Reading<String>> {
    let names: Vec<(usize, &Reading<String>)> =
        fact.candidates.iter().enumerate().filter(|(_, read)| is_a_name(label, read)).collect();
    let signed = names.iter().find(|(_, read)| is_signed(label, &read.text));
    let repeated = || {
        let name = |read: &Reading<String>| is_short(&read.text) && is_repeated(label, &read.text);
        names.iter().find(|(rank, read)| *rank < PROMINENT && name(read))
    };
    let alone = || {
        names.iter().find(|(rank, read)| {
            *rank == 0
                && (label.completeness.absence_is_certain()
                    || large_print_is_clear(label, read)
                    || outshines(label, read))
        })
    };
    signed.or_else(repeated).or_else(alone).map(|(_, reading)| *reading)
}

/// Whether it is surely read, and neither the fanciful name nor words that any label has.
fn is_a_name(label: &Label, read: &Reading<String>) -> bool {
    let folded = fold(&read.text);
    let letters = folded.chars().filter(|c| c.is_alphabetic()).count();
    let own = folded.split(' ').any(|word| !is_of_the_trade(word));
    read.confidence >= CLAIM && letters >= 4 && own && !is_fanciful(label, &folded)
}

/// Whether whoever is named with an address bears this name.
fn is_signed(label: &Label, name: &str) -> bool {
    let folded = fold(name);
    let own = folded.strip_prefix("by ").unwrap_or(&folded).replace(' ', "");
    label.facts.name_addresses.iter().any(|address| {
        let signatory = fold(&address.value.name).replace(' ', "");
        signatory.contains(&own) || signatory.len() >= 4 && own.contains(&signatory)
    })
}

/// What is listed, and what is said in a sentence, stands on many labels twice as well.
fn is_short(text: &str) -> bool {
    text.split_whitespace().count() <= MOST_WORDS && !text.contains(',')
}

fn is_repeated(label: &Label, name: &str) -> bool {
    let wanted = format!(" {} ", fold(name));
    let lines = 0..label.text.lines().len();
    lines.filter(|&line| format!(" {} ", label.text.folded(line)).contains(&wanted)).count() >= 2
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
    let Some(height) = height(reading) else { return false };
    label.completeness.well_read
        && label
            .text
            .lines()
            .iter()
            .filter(|line| line.polygon.height() >= height * 0.6)
            .all(|line| line.confidence >= CLAIM)
}

/// Whether nothing else on the label, read or not, is nearly as tall.
fn outshines(label: &Label, reading: &Reading<String>) -> bool {
    let Some(height) = height(reading) else { return false };
    let own = |polygon: &Quad| {
        reading
            .evidence
            .iter()
            .any(|seen| crate::ocr::geometry::overlap(&seen.polygon, polygon) > 0.5)
    };
    let tall = |polygon: &Quad| polygon.height() >= height * NEARLY_AS_TALL && !own(polygon);
    let unread = label.panels.iter().flat_map(|panel| &panel.issues);
    !label.text.lines().iter().any(|line| tall(&line.polygon))
        && !unread.filter_map(|issue| issue.polygon).any(|polygon| tall(&polygon))
}

fn height(reading: &Reading<String>) -> Option<f32> {
    reading.evidence.first().map(|seen| seen.polygon.height())
}

/// Words of what is made and of who makes it: no brand is told from another by them.
fn is_of_the_trade(word: &str) -> bool {
    const WORDS: &[&str] = &[
        "american",
        "ale",
        "beer",
        "beers",
        "beerworks",
        "brewed",
        "breweries",
        "brewers",
        "brewery",
        "brewing",
        "cellar",
        "cellars",
        "cider",
        "co",
        "company",
        "corp",
        "craft",
        "distilled",
        "distilleries",
        "distillers",
        "distillery",
        "distilling",
        "estate",
        "estates",
        "farm",
        "imported",
        "inc",
        "lager",
        "liquor",
        "llc",
        "ltd",
        "of",
        "premium",
        "product",
        "spirits",
        "the",
        "vineyard",
        "vineyards",
        "vodka",
        "whiskey",
        "whisky",
        "wine",
        "wineries",
        "winery",
        "wines",
    ];
    WORDS.contains(&word)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::label::{Application, Commodity};
    use crate::ocr::Line;
    use crate::reading::testing::{line, tall};
    use crate::verification::report::FieldStatus;

    /// The brand field of a label that shows these lines, in these heights, under the name
    /// that is declared.
    fn brand(declared: &str, printed: &[(&str, f32)]) -> Field {
        let lines: Vec<Line> = printed
            .iter()
            .enumerate()
            .map(|(index, (text, height))| tall(line(text, index * 4), *height))
            .collect();
        let application =
            Application { brand_name: Some(declared.to_owned()), ..Application::default() };
        let seen = crate::reading::read(&lines, &application);
        let mut label = Label::blank(
            Commodity::MaltBeverage,
            chrono::NaiveDate::from_ymd_opt(2026, 6, 1).unwrap(),
        );
        label.declared = seen.declared;
        (label.text, label.facts) = (seen.text, seen.facts);
        label.completeness.panels_complete = None;
        label.completeness.well_read = false;
        brand_name(&label)
    }

    #[test]
    fn another_name_in_its_place_is_a_mismatch_only_on_evidence() {
        use FieldStatus::{Match, Mismatch, NotFound, Unclear};
        let small = ("Serve cold and share with friends", 20.0);
        for (name, declared, printed, expected) in [
            ("as declared", "Old Harbor", &[("OLD HARBOR", 60.0), small][..], Match),
            (
                "the brewer's own",
                "Calvert Brewing Company",
                &[
                    ("SPECIAL", 70.0),
                    ("Howling Moon", 60.0),
                    ("Brewed by Howling Moon Company, Asheville, NC", 20.0),
                ],
                Mismatch,
            ),
            ("far larger than all else", "Stone Ridge", &[("CASA DEL MAR", 80.0), small], Mismatch),
            (
                "one of two large names",
                "Stone Ridge",
                &[("CASA DEL MAR", 80.0), ("NOON TIDE", 70.0), small],
                NotFound,
            ),
            (
                "twice",
                "Farm Brewery",
                &[("CITY WALK", 50.0), ("SUNDAY", 48.0), ("CITY WALK", 30.0), small],
                Mismatch,
            ),
            ("words of the trade", "Stone Ridge", &[("DISTILLERY", 80.0), small], NotFound),
            (
                "a slogan twice",
                "Stone Ridge",
                &[
                    ("DARE TO BE SMOOTH", 50.0),
                    ("SUNDAY", 48.0),
                    ("DARE TO BE SMOOTH", 50.0),
                    small,
                ],
                NotFound,
            ),
            (
                "months to be notched",
                "Stone Ridge",
                &[("AUG SEP OCT NOV DEC", 80.0), small],
                NotFound,
            ),
            (
                "a trade word in common",
                "Greenspring Brewing",
                &[
                    ("CALVERT", 50.0),
                    ("EXTRA", 45.0),
                    ("Brewed by Calvert Brewing, Upper Marlboro, MD", 20.0),
                ],
                Mismatch,
            ),
            (
                "its words apart",
                "Silver Harbor",
                &[
                    ("SILVER", 60.0),
                    ("from the", 30.0),
                    ("cold and clear water of the old Harbor", 28.0),
                ],
                Unclear,
            ),
        ] {
            let field = brand(declared, printed);
            assert_eq!(field.status, expected, "{name}: {field:?}");
        }
    }
}
