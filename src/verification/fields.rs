//! The report's fields: what was read against what was declared.
//!
//! Pure functions over a label. `match` and `mismatch` are claims that need a confident
//! reading; whatever is between them is `unclear`, with the reason in plain words.

mod names;
mod numbers;
mod places;
mod words;

use super::report::{EvidenceView, Field, FieldStatus};
use crate::label::{Evidence, Fact, Label, Reading};
use serde_json::Value;

pub use names::{brand_name, fanciful_name};
pub use numbers::{alcohol_content, net_contents, vintage};
pub use places::{appellation, country_of_origin, grape_varietals};
pub use words::{class_type, name_address, sulfites};

/// Every field but the health warning, in the report's order.
#[derive(Debug, Clone, PartialEq)]
pub struct Compared {
    pub brand_name: Field,
    pub fanciful_name: Field,
    pub class_type: Field,
    pub alcohol_content: Field,
    pub net_contents: Field,
    pub name_address: Field,
    pub country_of_origin: Field,
    pub vintage: Field,
    pub appellation: Field,
    pub grape_varietals: Field,
    pub sulfites: Field,
}

/// Compares all fields.
#[must_use]
pub fn compare(label: &Label) -> Compared {
    Compared {
        brand_name: brand_name(label),
        fanciful_name: fanciful_name(label),
        class_type: class_type(label),
        alcohol_content: alcohol_content(label),
        net_contents: net_contents(label),
        name_address: name_address(label),
        country_of_origin: country_of_origin(label),
        vintage: vintage(label),
        appellation: appellation(label),
        grape_varietals: grape_varietals(label),
        sulfites: sulfites(label),
    }
}

/// A field under construction.
fn field(declared: Option<Value>, status: FieldStatus) -> Field {
    Field {
        declared,
        read: None,
        value: None,
        status,
        confidence: 0.0,
        note: None,
        evidence: Vec::new(),
    }
}

/// What was read, with its place.
fn with<T>(mut field: Field, reading: &Reading<T>) -> Field {
    field.read = Some(reading.text.clone());
    field.confidence = reading.confidence;
    field.evidence = reading.evidence.iter().map(EvidenceView::from).collect();
    field
}

fn noted(mut field: Field, note: impl Into<String>) -> Field {
    field.note = Some(note.into());
    field
}

/// Nothing was declared: the fact is shown for what it is.
fn undeclared<T>(fact: &Fact<T>) -> Field {
    match fact {
        Fact::Read(reading) => with(field(None, FieldStatus::NotDeclared), reading),
        Fact::Doubtful(reading) => {
            noted(with(field(None, FieldStatus::NotDeclared), reading), "read with doubt")
        }
        Fact::Unreadable(seen) => unreadable(None, seen),
        Fact::Absent => field(None, FieldStatus::NotDeclared),
    }
}

fn unreadable(declared: Option<Value>, seen: &[Evidence]) -> Field {
    let mut field = field(declared, FieldStatus::Unreadable);
    field.evidence = seen.iter().map(EvidenceView::from).collect();
    noted(field, "there is text here that could not be read")
}

/// Declared, and nothing of the kind was found.
fn not_found(label: &Label, declared: Option<Value>, what: &str) -> Field {
    let note = if label.completeness.absence_is_certain() {
        format!("no {what} stands on any panel")
    } else {
        format!("no {what} was found on the panels supplied")
    };
    noted(field(declared, FieldStatus::NotFound), note)
}
