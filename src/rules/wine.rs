//! Wine of 7 % to 24 % alcohol by volume: 27 CFR part 4.
//!
//! A file per topic of the part; [`kind`] tells what wine it is and whether part 4 speaks of
//! it at all, [`unseen`] keeps the rows that only records and laboratories can answer. A
//! missing appellation is the finding of `wine.appellation.required`, whatever asks for it:
//! the rules that ask answer that it is said there.

mod alcohol;
mod appellation;
mod appellation_form;
mod brand;
mod claims;
mod class_type;
mod composition;
mod disclosures;
mod foreign;
mod importer;
pub mod kind;
mod lettering;
mod name_address;
mod net_contents;
mod semi_generic;
mod strength;
mod unseen;
mod varietal;
mod varietal_shares;
mod vintage;

use super::Rule;

/// Mandatory items first, then what they bring with them, then prohibitions.
pub static RULES: &[&Rule] = &[
    &brand::REQUIRED,
    &brand::LABEL_CONTENT,
    &class_type::REQUIRED,
    &class_type::RECOGNISED,
    &alcohol::REQUIRED,
    &alcohol::FORMAT,
    &alcohol::RANGE,
    &strength::RULE,
    &net_contents::REQUIRED,
    &net_contents::FORMAT,
    &net_contents::STANDARD_OF_FILL,
    &net_contents::US_EQUIVALENT,
    &name_address::AMERICAN,
    &importer::IMPORT_CONTAINER,
    &importer::IMPORT_BULK,
    &importer::IMPORT_THIRD_COUNTRY,
    &name_address::FORM,
    &name_address::OPTIONAL_TERMS,
    &disclosures::SULFITES,
    &disclosures::YELLOW5,
    &disclosures::CARMINE,
    &disclosures::FOREIGN_BLEND,
    &appellation::REQUIRED,
    &appellation_form::FORM,
    &appellation_form::MULTI_PERCENTAGES,
    &appellation_form::QUALIFIED_NAME,
    &appellation::ESTATE_BOTTLED,
    &appellation::PERCENT_ORIGIN,
    &varietal::APPELLATION_REQUIRED,
    &varietal::APPROVED_NAME,
    &varietal_shares::MULTIPLE_PERCENTAGES,
    &varietal_shares::MULTI_AREA,
    &varietal_shares::SINGLE_PERCENTAGE,
    &varietal_shares::LABRUSCA_51,
    &varietal::SPECIAL,
    &vintage::CONDITIONS,
    &vintage::OTHER_DATES,
    &semi_generic::RULE,
    &semi_generic::CHAMPAGNE,
    &class_type::SPARKLING,
    &class_type::SPECIAL_WORDS,
    &class_type::NATURAL,
    &composition::FRUIT,
    &composition::GRAPE_TERMS,
    &composition::SPIRITS_WORDS,
    &foreign::NAMES,
    &foreign::TERMS,
    &importer::IMPORTER_WORD,
    &brand::MISLEADING,
    &brand::GEOGRAPHIC,
    &claims::PRODUCT_NAME,
    &claims::INGREDIENTS,
    &claims::GOVERNMENT,
    &claims::ORIGIN,
    &claims::VINEYARD,
    &claims::ORGANIC_SULFITES,
    &claims::SUGAR,
    &lettering::TOGETHER,
    &lettering::CONJUNCTION,
    &lettering::TYPE_SIZE,
    &lettering::ALCOHOL_SIZE,
    &unseen::TOLERANCE,
    &unseen::ASPARTAME,
];
