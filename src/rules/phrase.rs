//! Searching the label's text for phrases that a rule speaks of.
//!
//! Only lines that were read well take part, and never those of the health warning, the
//! name and address, the alcohol or the net contents statement, unless the rule asks: a
//! company may be called what a product may not.

use crate::label::{Hit, Label, LineRole, NameAddress, Reading, fold};

/// The least confidence of a line, or of a reading, that a finding may rest on. Engines
/// give 0.9 and more to lines a person reads without effort; the wrong words of the sample
/// labels lie below 0.75. Higher loses claims set in script faces, lower finds words in
/// ornaments.
pub const SURE: f32 = 0.8;

/// As [`SURE`], for findings that hang on one thin mark: a colon, a slash, a percent sign.
/// Engines drop those long before they drop letters.
pub const SURE_OF_MARKS: f32 = 0.92;

/// Text with a place of its own in the law.
const STATEMENTS: [LineRole; 4] =
    [LineRole::Warning, LineRole::NameAddress, LineRole::Alcohol, LineRole::NetContents];

/// Well-read occurrences of any of the phrases outside the mandatory statements.
#[must_use]
pub fn claims(label: &Label, phrases: &[&str]) -> Vec<Hit> {
    let mut hits = label.text.find_any(phrases);
    hits.retain(|hit| hit.confidence >= SURE && !STATEMENTS.contains(&hit.role));
    hits
}

/// Well-read occurrences of any of the phrases anywhere but in the health warning.
#[must_use]
pub fn anywhere(label: &Label, phrases: &[&str]) -> Vec<Hit> {
    let mut hits = label.text.find_any(phrases);
    hits.retain(|hit| hit.confidence >= SURE && hit.role != LineRole::Warning);
    hits
}

/// Whether any of the phrases stands anywhere, however badly read: what speaks in the
/// label's favour needs no certainty.
#[must_use]
pub fn hinted(label: &Label, phrases: &[&str]) -> bool {
    phrases.iter().any(|phrase| !label.text.find(phrase).is_empty())
}

/// The words of the lines a hit stands on, folded.
#[must_use]
pub fn folded_lines(hit: &Hit) -> String {
    let lines: Vec<String> =
        hit.evidence.iter().map(|line| crate::label::fold(&line.text)).collect();
    lines.join(" ")
}

/// Whether folded `text` holds folded `phrase` as whole words.
#[must_use]
pub fn holds(text: &str, phrase: &str) -> bool {
    format!(" {text} ").contains(&format!(" {phrase} "))
}

/// The phrase found, as printed, for a message.
#[must_use]
pub fn quoted(hits: &[Hit]) -> String {
    hits.first().map_or_else(String::new, |hit| {
        let lines: Vec<&str> = hit.evidence.iter().map(|line| line.text.trim()).collect();
        format!("“{}”", lines.join(" "))
    })
}

/// Words before “by” at most: “Produced and bottled by”.
const WORDS_BEFORE_BY: usize = 4;

/// Whether a name and address begins with words and “by”, none of them known: a function
/// that was misread (“Boffied By”), not one that is missing.
#[must_use]
pub fn is_unread_before_by(statement: &Reading<NameAddress>) -> bool {
    let words = fold(&statement.text);
    let by = words.split(' ').position(|word| word == "by");
    statement.value.functions.is_empty() && by.is_some_and(|at| at <= WORDS_BEFORE_BY)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::testing::label;

    #[test]
    fn a_claim_needs_a_well_read_line_outside_the_statements() {
        let found = |label: Label| claims(&label, &["organic"]).len();
        assert_eq!(found(label().text(["ORGANIC vodka"])), 1);
        assert_eq!(found(label().faint("organic vodka", 0.6)), 0);
        assert_eq!(found(label().text_as(LineRole::NameAddress, "Organic Farms LLC")), 0);
        assert_eq!(found(label().text(["organically grown"])), 0, "whole words only");
    }

    #[test]
    fn a_hint_may_be_read_badly() {
        assert!(hinted(&label().faint("brewer's yeast", 0.3), &["yeast"]));
        assert!(!hinted(&label(), &["yeast"]));
    }
}
