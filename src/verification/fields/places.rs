//! Country of origin, appellation and grapes: sets of names.

use super::{field, not_found, noted, undeclared, unreadable, with};
use crate::label::{Fact, Label, Source, fold};
use crate::reading::{appellations_of, grapes_of};
use crate::verification::report::{Field, FieldStatus};
use serde_json::Value;

/// How sure a reading must be to claim that the label names another place.
const CLAIM: f32 = 0.75;

/// The country against the label's statements of origin.
#[must_use]
pub fn country_of_origin(label: &Label) -> Field {
    let facts = &label.facts;
    let Some(declared) = label.declared.application.country_of_origin.as_deref() else {
        let mut field = undeclared(&facts.country_of_origin);
        let domestic = label.source.as_ref().is_some_and(|source| source.value == Source::Domestic);
        if domestic && field.read.is_none() {
            field.status = FieldStatus::NotApplicable;
        }
        return field;
    };
    let value = Some(Value::from(declared));
    let Some(wanted) = &label.declared.country else {
        let plain = !label.text.find(declared).is_empty();
        let note = if plain {
            "the declared words stand on the label, but they are no country we know"
        } else {
            "the declared value could not be understood"
        };
        return noted(field(value, FieldStatus::Unclear), note);
    };
    let with_lead = facts.origin_statements.iter().filter(|reading| {
        !reading.value.lead.is_empty() || fold(&reading.text).starts_with("imported")
    });
    let statements: Vec<_> = with_lead.collect();
    let same = statements.iter().find(|reading| reading.value.country.as_ref() == Some(wanted));
    let other = statements
        .iter()
        .find(|reading| reading.value.country.as_ref().is_some_and(|country| country != wanted));
    match (same, other) {
        (Some(reading), None) if reading.confidence >= 0.5 => {
            return with(field(value, FieldStatus::Match), reading);
        }
        (Some(reading), None) => {
            return noted(with(field(value, FieldStatus::Unclear), reading), "read with doubt");
        }
        (Some(reading), Some(other)) => {
            return noted(
                with(field(value, FieldStatus::Unclear), reading),
                format!("the label also says {}", other.text),
            );
        }
        (None, Some(reading)) => {
            let elsewhere = mentioned(label, wanted).is_some();
            if reading.confidence >= CLAIM && !elsewhere {
                return noted(
                    with(field(value, FieldStatus::Mismatch), reading),
                    format!("the label says {}", reading.text),
                );
            }
            return noted(
                with(field(value, FieldStatus::Unclear), reading),
                "the label names more than one country, or one with doubt",
            );
        }
        (None, None) => {}
    }
    if let Fact::Unreadable(seen) = &facts.country_of_origin {
        return unreadable(value, seen);
    }
    // A country's name on a line of its own, or in an address.
    if let Some(reading) = facts
        .origin_statements
        .iter()
        .find(|reading| reading.value.country.as_ref() == Some(wanted))
    {
        return noted(
            with(field(value, FieldStatus::Unclear), reading),
            "the country's name stands alone, without words that make it the origin",
        );
    }
    match mentioned(label, wanted) {
        Some((line, evidence)) => {
            let mut found = field(value, FieldStatus::Unclear);
            found.read = Some(line);
            found.confidence = evidence.confidence;
            found.evidence = vec![(&evidence).into()];
            noted(found, "the country is named, but not in a statement of origin")
        }
        None => not_found(label, value, "statement of origin"),
    }
}

/// The first line outside the warning that names the country.
fn mentioned(label: &Label, wanted: &str) -> Option<(String, crate::label::Evidence)> {
    label
        .text
        .lines()
        .iter()
        .filter(|line| line.role != crate::label::LineRole::Warning)
        .find(|line| {
            crate::reading::grammar::origin::mentions(&line.text)
                .iter()
                .any(|mention| mention.value.country == wanted)
        })
        .map(|line| (line.text.clone(), line.evidence()))
}

/// The appellation as a set of places.
#[must_use]
pub fn appellation(label: &Label) -> Field {
    let facts = &label.facts;
    let Some(declared) = label.declared.application.appellation.as_deref() else {
        return undeclared(&facts.appellation);
    };
    let value = Some(Value::from(declared));
    // The words themselves go before any list: many foreign regions are in none.
    if let Some(hit) = label.text.find(declared).into_iter().find(|hit| hit.confidence >= 0.6) {
        let mut found = field(value, FieldStatus::Match);
        found.read =
            Some(hit.evidence.iter().map(|seen| seen.text.as_str()).collect::<Vec<_>>().join(" "));
        found.confidence = hit.confidence;
        found.evidence = hit.evidence.iter().map(Into::into).collect();
        return found;
    }
    let wanted = appellations_of(declared);
    let read: Vec<&str> =
        facts.appellations.iter().map(|reading| reading.value.name.as_str()).collect();
    let common = facts
        .appellations
        .iter()
        .find(|reading| wanted.iter().any(|place| place.name == reading.value.name));
    if let Some(reading) = common {
        let narrowest = wanted.iter().all(|place| read.contains(&place.name.as_str()));
        return if narrowest {
            noted(with(field(value, FieldStatus::Match), reading), "the same places, set otherwise")
        } else {
            noted(
                with(field(value, FieldStatus::Unclear), reading),
                "part of the declared appellation stands on the label",
            )
        };
    }
    match &facts.appellation {
        Fact::Read(reading) if !wanted.is_empty() && reading.confidence >= CLAIM => {
            let nested = wanted.iter().any(|place| {
                place.country == reading.value.country
                    && (place.states.is_empty()
                        || reading.value.states.is_empty()
                        || place.states.iter().any(|state| reading.value.states.contains(state)))
            });
            let status = if nested { FieldStatus::Unclear } else { FieldStatus::Mismatch };
            let note = if nested {
                "another place, one may lie in the other"
            } else {
                "the label names another place"
            };
            noted(with(field(value, status), reading), note)
        }
        Fact::Read(reading) | Fact::Doubtful(reading) => {
            noted(with(field(value, FieldStatus::Unclear), reading), "another place was read")
        }
        Fact::Unreadable(seen) => unreadable(value, seen),
        Fact::Absent => not_found(label, value, "such appellation"),
    }
}

/// The grapes as sets, names of one grape being the same.
#[must_use]
pub fn grape_varietals(label: &Label) -> Field {
    let facts = &label.facts;
    let shown = |mut field: Field| {
        let names: Vec<&str> =
            facts.grape_varietals.iter().map(|reading| reading.text.as_str()).collect();
        field.read = (!names.is_empty()).then(|| names.join(", "));
        field.evidence = facts
            .grape_varietals
            .iter()
            .flat_map(|reading| &reading.evidence)
            .map(Into::into)
            .collect();
        field.confidence =
            facts.grape_varietals.iter().map(|reading| reading.confidence).fold(1.0, f32::min);
        if names.is_empty() {
            field.confidence = 0.0;
        }
        field
    };
    let Some(declared) =
        label.declared.application.grape_varietals.as_ref().filter(|list| !list.is_empty())
    else {
        return shown(field(None, FieldStatus::NotDeclared));
    };
    let value = serde_json::to_value(declared).ok();
    let mut wanted: Vec<String> = declared.iter().flat_map(|text| grapes_of(text)).collect();
    wanted.sort();
    wanted.dedup();
    let unknown = declared.iter().filter(|text| grapes_of(text).is_empty()).collect::<Vec<_>>();
    let unknown_found = unknown.iter().all(|name| !label.text.find(name).is_empty());
    let read: Vec<&String> =
        facts.grape_varietals.iter().map(|reading| &reading.value.group).collect();
    let missing = wanted.iter().filter(|group| !read.contains(group)).count();
    let extra = facts
        .grape_varietals
        .iter()
        .filter(|reading| !wanted.contains(&reading.value.group))
        .collect::<Vec<_>>();
    if missing == 0 && unknown_found {
        if extra.iter().all(|reading| !reading.value.as_designation) {
            return shown(field(value, FieldStatus::Match));
        }
        return noted(
            shown(field(value, FieldStatus::Unclear)),
            format!("the label also names {}", extra[0].text),
        );
    }
    if facts.grape_varietals.is_empty() {
        return not_found(label, value, "such grape");
    }
    let plain = missing == wanted.len()
        && unknown.is_empty()
        && facts
            .grape_varietals
            .iter()
            .any(|reading| reading.value.as_designation && reading.confidence >= 0.85);
    if plain {
        return noted(shown(field(value, FieldStatus::Mismatch)), "the label names another grape");
    }
    noted(
        shown(field(value, FieldStatus::Unclear)),
        "not every declared grape was found on the label",
    )
}
