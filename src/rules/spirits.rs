//! Distilled spirits: 27 CFR part 5.

mod age;
mod alcohol;
mod bottled_in_bond;
mod brand;
mod class_type;
mod disclosures;
mod field_of_vision;
mod name_address;
mod net_contents;
mod neutral_spirits;
mod origin;
mod product;
mod standards;
mod terms;
mod type_size;
mod whisky;

use super::Rule;

/// Mandatory items first, then conditional ones, then prohibitions.
pub static RULES: &[&Rule] = &[
    &brand::REQUIRED,
    &class_type::REQUIRED,
    &alcohol::REQUIRED,
    &field_of_vision::RULE,
    &net_contents::REQUIRED,
    &name_address::REQUIRED_PHRASE,
    &name_address::IMPORT_CONTAINER,
    &name_address::IMPORT_BULK,
    &name_address::ADDRESS_FORM,
    &name_address::FUNCTION_WORDS,
    &name_address::BOTTLED_FOR,
    &whisky::MULTI_DISTILLER,
    &alcohol::FORMAT,
    &alcohol::PROOF,
    &alcohol::OTHER_EXPRESSIONS,
    &alcohol::TOLERANCE,
    &net_contents::FORMAT,
    &net_contents::SECONDARY_UNITS,
    &net_contents::STANDARD_OF_FILL,
    &type_size::RULE,
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
    &standards::VODKA,
    &standards::GIN_TERMS,
    &standards::BRANDY,
    &standards::LIQUEUR,
    &standards::FLAVORED,
    &standards::IMITATION,
    &standards::ALTERATION,
    &standards::COMPOSITION_STATEMENT,
    &whisky::STATE_IN_DESIGNATION,
    &whisky::STATE_OF_DISTILLATION,
    &whisky::LIGHT,
    &neutral_spirits::COMMODITY,
    &neutral_spirits::PERCENTAGE,
    &disclosures::COLORING,
    &disclosures::WOOD_TREATMENT,
    &age::REQUIRED,
    &age::FORMAT,
    &age::CONSISTENCY,
    &age::PROHIBITED,
    &age::OTHER_REPRESENTATIONS,
    &age::DISTILLATION_DATE,
    &disclosures::SULFITES,
    &disclosures::YELLOW_5,
    &disclosures::CARMINE,
    &disclosures::ASPARTAME,
    &disclosures::NO_EXTRA_TEXT,
    &bottled_in_bond::RULE,
    &terms::BARREL_PROOF,
    &terms::MULTIPLE_DISTILLATION,
    &terms::SCOTLAND,
    &terms::PURE,
    &brand::MISLEADING,
    &terms::GOVERNMENT,
    &terms::STICKER,
];
