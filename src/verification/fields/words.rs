//! Class and type, name and address, sulfites: words with a meaning.

use super::{field, not_found, noted, undeclared, unreadable, with};
use crate::label::{Commodity, Fact, Label, Reading, fold};
use crate::reading::designations_of;
use crate::verification::report::{EvidenceView, Field, FieldStatus};
use serde_json::Value;

/// The declared designation against those of the label. The registry's description is a
/// bucket, not the label's words: it is compared by family only, by the rules.
#[must_use]
pub fn class_type(label: &Label) -> Field {
    let facts = &label.facts;
    let Some(declared) = label.declared.application.class_type.as_deref() else {
        return undeclared(&facts.class_type);
    };
    let value = Some(Value::from(declared));
    if let Some(hit) = label.text.find(declared).into_iter().find(|hit| hit.confidence >= 0.5) {
        let mut found = field(value, FieldStatus::Match);
        found.read =
            Some(hit.evidence.iter().map(|seen| seen.text.as_str()).collect::<Vec<_>>().join(" "));
        found.confidence = hit.confidence;
        found.evidence = hit.evidence.iter().map(EvidenceView::from).collect();
        return found;
    }
    let wanted = designations_of(declared);
    let reading = match &facts.class_type {
        Fact::Unreadable(seen) => return unreadable(value, seen),
        Fact::Absent => return not_found(label, value, "designation of class or type"),
        Fact::Read(reading) | Fact::Doubtful(reading) => reading,
    };
    let shown = |status, reading: &Reading<_>| with(field(value.clone(), status), reading);
    if let Some(same) = facts
        .designations
        .iter()
        .find(|reading| wanted.iter().any(|entry| entry.id == reading.value.id))
    {
        return noted(shown(FieldStatus::Match, same), "the same designation in other words");
    }
    let akin = wanted.iter().any(|entry| {
        facts.designations.iter().any(|reading| {
            reading.value.commodity == entry.commodity
                && (entry.parents.contains(&reading.value.id)
                    || reading.value.parents.contains(&entry.id)
                    || entry.parents.iter().any(|parent| reading.value.parents.contains(parent)))
        })
    });
    let other_product =
        !wanted.is_empty() && wanted.iter().all(|entry| entry.commodity != reading.value.commodity);
    let confident = matches!(facts.class_type, Fact::Read(_)) && reading.value.prominence >= 0.5;
    if confident && !akin && other_product {
        return noted(
            shown(FieldStatus::Mismatch, reading),
            "the label designates another product",
        );
    }
    let note = if akin {
        "a designation of the same class, but not the same words"
    } else {
        "other words stand on the label"
    };
    noted(shown(FieldStatus::Unclear, reading), note)
}

/// The applicant against the responsible person on the label.
#[must_use]
pub fn name_address(label: &Label) -> Field {
    let facts = &label.facts;
    let applicant = label.declared.application.applicant.as_ref();
    let names: Vec<&String> = applicant
        .map(|applicant| applicant.name.iter().chain(&applicant.trade_names).collect())
        .unwrap_or_default();
    if names.is_empty() {
        return undeclared(&facts.name_address);
    }
    let value = serde_json::to_value(applicant).ok();
    let stands = names.iter().find_map(|name| {
        let plain = without_suffix(name);
        label.text.find(&plain).into_iter().next()
    });
    if let Some(hit) = stands {
        let statement = facts.name_addresses.iter().find(|reading| {
            names.iter().any(|name| fold(&reading.text).contains(&without_suffix(name)))
        });
        if let Some(reading) = statement {
            return with(field(value, FieldStatus::Match), reading);
        }
        let mut found = field(value, FieldStatus::Match);
        found.read = Some(shown_text(&hit.evidence));
        found.confidence = hit.confidence;
        found.evidence = hit.evidence.iter().map(EvidenceView::from).collect();
        return found;
    }
    match &facts.name_address {
        Fact::Unreadable(seen) => unreadable(value, seen),
        Fact::Absent => not_found(label, value, "name and address"),
        Fact::Read(reading) | Fact::Doubtful(reading) => noted(
            with(field(value, FieldStatus::Unclear), reading),
            "another name than the applicant's; it may be a trade name",
        ),
    }
}

fn shown_text(evidence: &[crate::label::Evidence]) -> String {
    evidence.iter().map(|seen| seen.text.as_str()).collect::<Vec<_>>().join(" ")
}

/// The folded name without its company ending.
fn without_suffix(name: &str) -> String {
    const SUFFIXES: &[&str] = &["co", "company", "llc", "inc", "ltd", "corp", "corporation", "lp"];
    let folded = fold(name);
    let mut words: Vec<&str> = folded.split(' ').collect();
    while words.len() > 1 && SUFFIXES.contains(&words[words.len() - 1]) {
        words.pop();
    }
    words.join(" ")
}

/// Nothing is declared about sulfites; the field shows the statement.
#[must_use]
pub fn sulfites(label: &Label) -> Field {
    let mut field = undeclared(&label.facts.sulfites);
    if field.read.is_none() && label.product.value == Commodity::MaltBeverage {
        field.status = FieldStatus::NotApplicable;
    }
    field
}
