//! Malt beverages: 27 CFR part 7, and what part 25 asks of beer labels.
//!
//! A file is a paragraph of the regulation or a topic of it. What no label can show stands
//! together in [`unseen`]; [`words`] holds the vocabulary several rules look for, [`strength`]
//! and [`place`] what they conclude from several facts.

mod alcohol;
mod aspartame;
mod barley_wine;
mod barrel_aged;
mod brand;
mod class_type;
mod composition;
mod concentrate;
mod disclosures;
mod geographic;
mod imported;
mod low_alcohol;
mod mixtures;
mod name_address;
mod net_contents;
mod net_contents_units;
mod spirits_impression;
mod strength;
mod tax;
mod traditional;
mod type_size;
mod unseen;
mod words;

use super::Rule;

/// Mandatory items first, then conditional ones, then prohibitions, last what no label shows.
pub static RULES: &[&Rule] = &[
    &brand::REQUIRED,
    &class_type::REQUIRED,
    &alcohol::MANDATORY_WHEN,
    &net_contents::REQUIRED,
    &name_address::DOMESTIC,
    &imported::CONTAINER,
    &alcohol::FORMAT,
    &alcohol::PRECISION,
    &net_contents::FORMAT,
    &net_contents::METRIC_ADDITION,
    &imported::BULK,
    &name_address::BOTTLED_FOR,
    &composition::SPECIALTY,
    &composition::TOGETHER,
    &traditional::RULE,
    &class_type::BELOW_HALF_PERCENT,
    &mixtures::HALF_AND_HALF,
    &mixtures::BLACK_AND_TAN,
    &concentrate::RULE,
    &barley_wine::RULE,
    &barrel_aged::RULE,
    &geographic::RULE,
    &disclosures::YELLOW_5,
    &disclosures::CARMINE,
    &disclosures::SULFITES,
    &aspartame::RULE,
    &disclosures::NO_EXTRA_TEXT,
    &low_alcohol::LOW,
    &low_alcohol::NON_ALCOHOLIC,
    &low_alcohol::ALCOHOL_FREE,
    &tax::NONTAXABLE_LEGEND,
    &type_size::MINIMUM,
    &type_size::ALCOHOL_MAXIMUM,
    &brand::MISLEADING,
    &spirits_impression::RULE,
    &tax::NO_TAX_PAID,
    &unseen::STATE_LAW,
    &unseen::ALE_PORTER_STOUT,
    &unseen::WHEAT_RYE,
    &unseen::ICE,
    &unseen::TOLERANCE,
    &unseen::STRENGTH_TERMS,
    &unseen::NO_STANDARD_OF_FILL,
    &unseen::KEG_LABELS,
    &unseen::GRAVITY,
];
