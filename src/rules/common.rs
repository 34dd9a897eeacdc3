//! Rules that wine, spirits and malt beverages share.
//!
//! Most are prohibitions a machine can only watch for: a listed phrase asks a person to look,
//! and a label that never raises the matter gets no answer. Those that differ in nothing but
//! their phrases stand together in [`claims`]; what only graphics or production records tell
//! is in [`unseen`].

mod alcohol_connector;
mod allergens;
mod average_analysis;
mod carton;
mod claims;
mod contrast_legible;
mod country_of_origin;
mod english;
mod health_claims;
mod import_domestic;
mod ingredient_list;
mod misleading;
mod not_a_label_area;
mod origin_conflict;
mod separate_and_apart;
mod unseen;

use super::Rule;

/// Mandatory items first, then conditional ones, then prohibitions.
pub static RULES: &[&Rule] = &[
    &english::RULE,
    &not_a_label_area::RULE,
    &separate_and_apart::RULE,
    &contrast_legible::RULE,
    &country_of_origin::RULE,
    &origin_conflict::RULE,
    &import_domestic::RULE,
    &alcohol_connector::RULE,
    &allergens::FORMAT,
    &allergens::SOURCE_NAMES,
    &ingredient_list::RULE,
    &claims::ORGANIC,
    &average_analysis::RULE,
    &health_claims::RULE,
    &claims::HEALTH_DIRECTIONAL,
    &misleading::RULE,
    &claims::DISPARAGING,
    &claims::GUARANTEES,
    &claims::TESTS_ANALYSES,
    &claims::OBSCENE,
    &claims::GOVERNMENT_SYMBOLS_WINE,
    &claims::GOVERNMENT_SYMBOLS_SPIRITS_MALT,
    &claims::ENDORSEMENT,
    &claims::PERSONALIZED,
    &carton::RULE,
    &claims::GLUTEN,
    &unseen::FILL_TOLERANCE,
];
