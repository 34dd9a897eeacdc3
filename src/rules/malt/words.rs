//! The words of beer labels that several rules look for.

use crate::label::{Commodity, Designation, Fact, Hit, Label, Reading};
use crate::rules::phrase::{self, folded_lines, holds};

/// The class designations of 7.142, and the one generic type every label uses.
pub const CLASSES: [&str; 9] = [
    "beer",
    "ale",
    "porter",
    "stout",
    "lager",
    "malt liquor",
    "malt beverage",
    "india pale ale",
    "ipa",
];

/// Names of distilled spirits. “Rum” and “gin” also stand in names of places and people, so
/// that rules using them look at what stands around.
pub const SPIRITS: [&str; 11] = [
    "bourbon", "whiskey", "whisky", "scotch", "vodka", "tequila", "mezcal", "rum", "gin", "brandy",
    "cognac",
];

/// Class names in folded `text`, whole words, each once.
#[must_use]
pub fn classes_in(text: &str) -> Vec<&'static str> {
    CLASSES.into_iter().filter(|class| holds(text, class)).collect()
}

/// Every malt designation found, however surely.
pub fn designations(label: &Label) -> impl Iterator<Item = &Reading<Designation>> {
    let counting = label.facts.class_type.reading().into_iter();
    counting
        .chain(&label.facts.designations)
        .filter(|reading| reading.value.commodity == Commodity::MaltBeverage)
}

/// Whether the designation that counts was read with doubt.
#[must_use]
pub fn designation_is_doubtful(label: &Label) -> bool {
    matches!(label.facts.class_type, Fact::Doubtful(_) | Fact::Unreadable(_))
}

/// Hits on lines of at most `most` words: names and designations rather than running text.
#[must_use]
pub fn short_claims(label: &Label, phrases: &[&str], most: usize) -> Vec<Hit> {
    let mut hits = phrase::claims(label, phrases);
    hits.retain(|hit| folded_lines(hit).split(' ').count() <= most);
    hits
}

/// Whether the phrase is part of the brand name, which has rules of its own.
#[must_use]
pub fn in_brand(label: &Label, phrase: &str) -> bool {
    label
        .facts
        .brand_name
        .found
        .as_ref()
        .is_some_and(|(name, _)| holds(&crate::label::fold(&name.text), phrase))
}

/// The line before one in its block.
#[must_use]
pub fn line_before(label: &Label, line: usize) -> Option<usize> {
    line.checked_sub(1).filter(|&before| in_one_block(label, before, line))
}

/// Whether two lines stand in one block.
#[must_use]
pub fn in_one_block(label: &Label, one: usize, other: usize) -> bool {
    let lines = label.text.lines();
    lines[one].panel == lines[other].panel && lines[one].block == lines[other].block
}

/// Whether a line belongs to a list of ingredients, which is no statement of composition.
#[must_use]
pub fn in_ingredient_list(label: &Label, line: usize) -> bool {
    (0..=line)
        .rev()
        .take_while(|&above| in_one_block(label, above, line))
        .any(|above| holds(label.text.folded(above), "ingredients"))
}

/// The folded words of a line and its neighbours in the same block.
#[must_use]
pub fn around(label: &Label, line: usize) -> String {
    let lines = label.text.lines();
    let own = &lines[line];
    let beside = [line.checked_sub(1), Some(line), Some(line + 1)];
    let words: Vec<&str> = beside
        .into_iter()
        .flatten()
        .filter(|&index| {
            lines
                .get(index)
                .is_some_and(|other| other.panel == own.panel && other.block == own.block)
        })
        .map(|index| label.text.folded(index))
        .collect();
    words.join(" ")
}

/// Words that say a flavour was added; then alcohol may come from it.
const FLAVORED: [&str; 8] = [
    "natural flavor",
    "natural flavors",
    "artificial flavor",
    "artificial flavors",
    "natural and artificial flavors",
    "flavors added",
    "flavored malt beverage",
    "flavored beer",
];

/// Where the label says that flavours were added.
#[must_use]
pub fn added_flavors(label: &Label) -> Vec<Hit> {
    phrase::claims(label, &FLAVORED)
}
