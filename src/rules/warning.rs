//! The health warning: 27 CFR part 16.
//!
//! `warning.present` speaks for a statement that is missing or illegible; the other rules
//! then have nothing to add.

mod body_not_bold;
mod characters_per_inch;
mod continuous;
mod contrast_legible;
mod header_bold;
mod header_capitals;
mod no_foreign_warning;
mod not_compressed;
mod not_required_low_alcohol;
mod placement;
mod present;
mod punctuation;
mod separate_and_apart;
mod sizes;
mod surgeon_general_capitals;
#[cfg(test)]
mod testing;
mod text;
mod type_size;

use super::{Note, Outcome, Rule};
use crate::label::{
    Difference, DifferenceKind, Evidence, Label, PanelRole, Reading, WarningStatement,
};

/// In the order of the checklist.
pub static RULES: &[&Rule] = &[
    &present::RULE,
    &text::RULE,
    &punctuation::RULE,
    &header_capitals::RULE,
    &header_bold::RULE,
    &body_not_bold::RULE,
    &surgeon_general_capitals::RULE,
    &separate_and_apart::RULE,
    &continuous::RULE,
    &placement::RULE,
    &type_size::RULE,
    &characters_per_inch::RULE,
    &not_compressed::RULE,
    &contrast_legible::RULE,
    &no_foreign_warning::RULE,
    &not_required_low_alcohol::RULE,
];

/// The statement, where it was read at all.
fn found(label: &Label) -> Option<&Reading<WarningStatement>> {
    label.facts.health_warning.reading()
}

/// The places of the lead-in's words; of the whole statement where they are not told apart.
fn lead_in(warning: &Reading<WarningStatement>) -> Vec<Evidence> {
    let words = warning.value.words.iter().filter(|word| matches!(word.expected, Some(0 | 1)));
    let places: Vec<Evidence> = words.map(|word| word.evidence.clone()).collect();
    if places.is_empty() { warning.evidence.clone() } else { places }
}

/// The roles of the panels the statement stands on.
fn roles(label: &Label, warning: &Reading<WarningStatement>) -> Vec<Option<PanelRole>> {
    let on = |index: usize| warning.evidence.iter().any(|seen| seen.panel == index);
    label.panels.iter().filter(|panel| on(panel.index)).map(|panel| panel.role).collect()
}

/// Judges differences of one kind: what was read with confidence first, then the doubts.
fn compare(label: &Label, kind: DifferenceKind, met: &'static str) -> Outcome {
    let Some(warning) = found(label) else {
        return Outcome::not_applicable(Note::SaidElsewhere);
    };
    let certain = label.facts.health_warning.confident().is_some();
    let differences: Vec<&Difference> = warning.value.differing(kind).collect();
    let doubts: Vec<&Difference> = warning.value.doubtful(kind).collect();
    if !differences.is_empty() {
        let outcome = Outcome::violated(list(&differences), places(&differences));
        return if certain { outcome } else { outcome.in_doubt("the reading is not certain") };
    }
    if !doubts.is_empty() {
        let message = format!("could not be read with certainty: {}", list(&doubts));
        return Outcome::unclear(message, places(&doubts));
    }
    if certain {
        Outcome::met(met, warning)
    } else {
        Outcome::unclear("the statement could not be read with certainty", warning)
    }
}

fn places(differences: &[&Difference]) -> Vec<Evidence> {
    differences.iter().flat_map(|difference| difference.evidence.clone()).collect()
}

/// The differences in words: `“women” is printed “woman”`.
fn list(differences: &[&Difference]) -> String {
    let told: Vec<String> = differences.iter().map(|difference| tell(difference)).collect();
    told.join("; ")
}

fn tell(difference: &Difference) -> String {
    let Difference { expected, found, .. } = difference;
    match (expected.is_empty(), found.is_empty()) {
        (_, true) => format!("“{expected}” is not there"),
        (true, false) => format!("“{found}” is added"),
        (false, false) => format!("“{expected}” is printed “{found}”"),
    }
}
