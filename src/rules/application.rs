//! What the label shows, against what the applicant declared.
//!
//! An absent key says nothing and is compared with nothing; an empty string is an item of the
//! form left blank, which some rules hold against the label. Tolerances compare product with
//! label and never apply here.

pub mod alcohol;
mod appellation;
mod class_type;
mod container;
mod exemption;
mod formula;
mod grapes;
mod name_address;
pub mod names;
pub mod net_contents;
mod origin;
mod permit;
mod translations;
mod type_of_product;
mod us_place;
mod vintage;

use super::Rule;
use crate::label::{Label, fold};

/// In the order of the form.
pub static RULES: &[&Rule] = &[
    &permit::RULE,
    &type_of_product::RULE,
    &names::BRAND_NAME,
    &names::FANCIFUL_NAME,
    &name_address::RULE,
    &formula::RULE,
    &grapes::RULE,
    &appellation::RULE,
    &exemption::RULE,
    &container::DISTINCTIVE_BOTTLE,
    &container::EMBOSSED,
    &translations::RULE,
    &class_type::RULE,
    &alcohol::RULE,
    &net_contents::RULE,
    &vintage::RULE,
    &origin::RULE,
];

/// Whether form item 15 puts the net contents on the container itself.
#[must_use]
pub fn embosses_net_contents(label: &Label) -> bool {
    let Some(item_15) = &label.declared.application.embossed else { return false };
    let words = fold(item_15);
    let names_them = words.contains("net cont") || words.contains("contenido neto");
    let volume = ["ml", "l", "liter", "liters", "litre", "cl", "fl oz", "oz", "pint", "pt"];
    names_them || has_figure_with_unit(&words, &volume)
}

/// Whether a figure stands before one of the units, apart or joined: `750 ml`, `750ml`.
fn has_figure_with_unit(words: &str, units: &[&str]) -> bool {
    let starts_with_unit = |rest: &str| {
        units.iter().any(|unit| rest == *unit || rest.starts_with(&format!("{unit} ")))
    };
    words.char_indices().any(|(at, character)| {
        character.is_ascii_digit() && starts_with_unit(words[at + 1..].trim_start())
    })
}
