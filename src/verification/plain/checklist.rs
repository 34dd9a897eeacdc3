//! A line for each item of the specialist's checklist.

use super::layout::Layout;
use super::{Report, listed};
use crate::label::{Commodity, DifferenceKind, fold};
use crate::verification::report::{
    DifferenceView, Field, FieldStatus, WarningField, WarningStatus,
};
use serde_json::Value;

/// Where the law asks for an item, by product: wine, spirits, malt beverage.
struct Item {
    name: &'static str,
    paragraphs: [&'static str; 3],
}

const ITEMS: [Item; 11] = [
    Item { name: "Brand name", paragraphs: ["27 CFR 4.33", "27 CFR 5.64", "27 CFR 7.64"] },
    Item { name: "Fanciful name", paragraphs: ["TTB F 5100.31, item 7"; 3] },
    Item { name: "Class or type", paragraphs: ["27 CFR 4.34", "27 CFR 5.141", "27 CFR 7.141"] },
    Item { name: "Alcohol content", paragraphs: ["27 CFR 4.36", "27 CFR 5.65", "27 CFR 7.65"] },
    Item { name: "Net contents", paragraphs: ["27 CFR 4.37", "27 CFR 5.70", "27 CFR 7.70"] },
    Item { name: "Name and address", paragraphs: ["27 CFR 4.35", "27 CFR 5.66", "27 CFR 7.66"] },
    Item { name: "Country of origin", paragraphs: ["19 CFR 134.11"; 3] },
    Item { name: "Vintage", paragraphs: ["27 CFR 4.27", "", ""] },
    Item { name: "Appellation", paragraphs: ["27 CFR 4.25", "", ""] },
    Item { name: "Grape varieties", paragraphs: ["27 CFR 4.23", "", ""] },
    Item {
        name: "Sulfites",
        paragraphs: ["27 CFR 4.32(e)", "27 CFR 5.63(c)(7)", "27 CFR 7.63(b)(3)"],
    },
];

pub(super) fn write(report: &Report, out: &mut impl Layout) {
    out.section("Checklist");
    let fields = &report.fields;
    let read = [
        &fields.brand_name,
        &fields.fanciful_name,
        &fields.class_type,
        &fields.alcohol_content,
        &fields.net_contents,
        &fields.name_address,
        &fields.country_of_origin,
        &fields.vintage,
        &fields.appellation,
        &fields.grape_varietals,
        &fields.sulfites,
    ];
    for (item, field) in ITEMS.iter().zip(read) {
        row(item, field, report, out);
    }
    warning(&fields.health_warning, out);
}

fn row(item: &Item, field: &Field, report: &Report, out: &mut impl Layout) {
    let paragraph = report.product_type.value.map_or("", |product| match product {
        Commodity::Wine => item.paragraphs[0],
        Commodity::DistilledSpirits => item.paragraphs[1],
        Commodity::MaltBeverage => item.paragraphs[2],
    });
    let read = field.read.as_deref().map(quoted);
    let declared = field.declared.as_ref().and_then(said);
    let (standing, rest) = match field.status {
        FieldStatus::Match => ("agrees", agreed(read, declared)),
        FieldStatus::Mismatch => ("differs", opposed(read, declared)),
        FieldStatus::Unclear => ("uncertain", opposed(read, declared)),
        FieldStatus::NotFound => ("not found", expected(declared)),
        FieldStatus::Unreadable => ("illegible", expected(declared)),
        FieldStatus::NotDeclared => match read {
            Some(read) => ("read", format!("{read}; nothing declared to compare it with")),
            None => ("not declared", "nothing found either".to_owned()),
        },
        FieldStatus::NotApplicable => ("not needed", read.unwrap_or_default()),
    };
    let asks = matches!(
        field.status,
        FieldStatus::Mismatch
            | FieldStatus::Unclear
            | FieldStatus::NotFound
            | FieldStatus::Unreadable
    );
    let below: Vec<_> = field.note.clone().filter(|_| asks).into_iter().collect();
    out.row(item.name, standing, &with_paragraph(&rest, paragraph), &below);
}

fn with_paragraph(rest: &str, paragraph: &str) -> String {
    // A paragraph's number stays with its name.
    let paragraph = paragraph.replace(' ', "\u{a0}");
    match (rest, paragraph.as_str()) {
        (rest, "") => rest.to_owned(),
        ("", paragraph) => format!("({paragraph})"),
        (rest, paragraph) => format!("{rest} ({paragraph})"),
    }
}

/// The words read; beside them what was declared where more than capitals differ.
fn agreed(read: Option<String>, declared: Option<String>) -> String {
    match (read, declared) {
        (Some(read), Some(declared)) if fold(&read) != fold(&declared) => {
            format!("{read}, declared {declared}")
        }
        (Some(read), _) => read,
        (None, declared) => declared.unwrap_or_default(),
    }
}

fn opposed(read: Option<String>, declared: Option<String>) -> String {
    let label = match read {
        Some(read) => format!("the label reads {read}"),
        None => "the label was not read with confidence".to_owned(),
    };
    match declared {
        Some(declared) => format!("{label}; declared {declared}"),
        None => label,
    }
}

fn expected(declared: Option<String>) -> String {
    declared.map_or_else(String::new, |declared| format!("declared {declared}"))
}

/// A declared value in words; `None` for nothing.
fn said(value: &Value) -> Option<String> {
    match value {
        Value::Null => None,
        Value::String(words) => Some(quoted(words)),
        Value::Array(values) => {
            let words: Vec<_> = values.iter().filter_map(said).collect();
            let words: Vec<_> = words.iter().map(String::as_str).collect();
            Some(listed(&words)).filter(|words| !words.is_empty())
        }
        Value::Object(values) => {
            let words: Vec<_> = values.values().filter_map(said).collect();
            Some(words.join(", ")).filter(|words| !words.is_empty())
        }
        other => Some(other.to_string()),
    }
}

fn warning(field: &WarningField, out: &mut impl Layout) {
    let (standing, rest) = match field.status {
        WarningStatus::Exact => ("exact", "word for word as 27 CFR 16.21 prints it"),
        WarningStatus::Deviates => ("deviates", "not as 27 CFR 16.21 prints it"),
        WarningStatus::Unclear => ("uncertain", "found; not every word of 27 CFR 16.21 is certain"),
        WarningStatus::Unreadable => ("illegible", "there, and cannot be read (27 CFR 16.21)"),
        WarningStatus::NotFound => ("not found", "(27 CFR 16.21)"),
        WarningStatus::NotApplicable => ("not needed", ""),
    };
    let mut below: Vec<_> = field.differences.iter().map(difference).collect();
    let capitals = match field.lead_in_capitals {
        Some(true) => Some("its lead-in in capitals"),
        Some(false) => Some("its lead-in not in capitals"),
        None => None,
    };
    let bold = match field.lead_in_bold {
        Some(true) => Some("bold"),
        Some(false) => Some("not bold"),
        None if capitals.is_some() => Some("its weight not certain"),
        None => None,
    };
    let style: Vec<_> = capitals.into_iter().chain(bold).collect();
    let rest =
        if style.is_empty() { rest.to_owned() } else { format!("{rest}; {}", listed(&style)) };
    if !matches!(field.status, WarningStatus::Exact | WarningStatus::NotApplicable) {
        below.extend(field.note.clone());
        below.extend(field.read.as_deref().map(|read| format!("It reads {}", quoted(read))));
    }
    out.row("Health warning", standing, &rest, &below);
}

fn difference(difference: &DifferenceView) -> String {
    let DifferenceView { expected, found, kind } = difference;
    match (expected.as_str(), found.as_str(), kind) {
        ("", found, _) => format!("Added: {}", quoted(found)),
        (expected, "", _) => format!("Missing: {}", quoted(expected)),
        (expected, found, DifferenceKind::Capitals) => {
            format!("Capitals: {} instead of {}", quoted(found), quoted(expected))
        }
        (expected, found, _) => format!("{} instead of {}", quoted(found), quoted(expected)),
    }
}

pub(super) fn quoted(words: &str) -> String {
    format!("“{}”", words.split_whitespace().collect::<Vec<_>>().join(" "))
}
