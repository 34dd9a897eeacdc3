//! Distilled spirits: 27 CFR part 5.

mod alcohol;
mod brand;
mod class_type;
mod field_of_vision;
mod net_contents;
mod origin;
mod product;
mod whisky;

use super::Rule;

/// Mandatory items first, then conditional ones, then prohibitions.
pub static RULES: &[&Rule] = &[
    &brand::REQUIRED,
    &class_type::REQUIRED,
    &alcohol::REQUIRED,
    &net_contents::REQUIRED,
    &field_of_vision::RULE,
    &brand::MISLEADING,
    &class_type::RECOGNISED,
    &class_type::WORDS_TOGETHER,
    &class_type::NO_CONFLICT,
    &class_type::MINIMUM_STRENGTH,
    &whisky::BOURBON_US_ONLY,
    &whisky::US_TYPE_ABROAD,
    &whisky::FOREIGN_COMPONENTS,
    &whisky::STRAIGHT,
    &whisky::AMERICAN_SINGLE_MALT,
    &origin::LIMITED_RULE,
    &whisky::BLEND,
    &origin::GEOGRAPHIC_RULE,
    &whisky::STATE_IN_DESIGNATION,
    &whisky::STATE_OF_DISTILLATION,
    &whisky::LIGHT,
    &alcohol::FORMAT,
    &alcohol::PROOF,
    &alcohol::OTHER_EXPRESSIONS,
    &alcohol::TOLERANCE,
    &net_contents::FORMAT,
    &net_contents::SECONDARY_UNITS,
    &net_contents::STANDARD_OF_FILL,
    &whisky::MULTI_DISTILLER,
];
