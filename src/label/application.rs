//! What the applicant declared, as it was sent.

mod object;
mod parse;
mod problem;

pub use problem::Problem;

use super::{Commodity, PanelRole, Source};
use chrono::NaiveDate;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A declared quantity: a number, or the words of the label.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(untagged)]
pub enum Stated {
    Number(
        #[serde(serialize_with = "rust_decimal::serde::arbitrary_precision::serialize")] Decimal,
    ),
    Words(String),
}

/// Who applies.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Applicant {
    pub name: Option<String>,
    pub address: Option<String>,
    #[serde(default)]
    pub trade_names: Vec<String>,
}

/// What is declared about one picture.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DeclaredPanel {
    pub file: Option<String>,
    pub role: Option<PanelRole>,
    /// Printed width in inches.
    #[serde(serialize_with = "rust_decimal::serde::arbitrary_precision_option::serialize")]
    pub width_in: Option<Decimal>,
    /// Printed height in inches.
    #[serde(serialize_with = "rust_decimal::serde::arbitrary_precision_option::serialize")]
    pub height_in: Option<Decimal>,
}

/// The declared application; every key is optional, and `null` is the same as not given.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Application {
    pub application_id: Option<String>,
    pub product_type: Option<Commodity>,
    pub source: Option<Source>,
    /// Chooses the law in force.
    pub filed_on: Option<NaiveDate>,
    pub export: Option<bool>,
    pub brand_name: Option<String>,
    pub fanciful_name: Option<String>,
    pub class_type: Option<String>,
    /// The registry's code or its description.
    pub class_type_code: Option<String>,
    pub origin_code: Option<String>,
    pub alcohol_content: Option<Stated>,
    pub net_contents: Option<Stated>,
    pub vintage: Option<Stated>,
    pub appellation: Option<String>,
    pub grape_varietals: Option<Vec<String>>,
    pub applicant: Option<Applicant>,
    pub permit_number: Option<String>,
    pub country_of_origin: Option<String>,
    pub formula_number: Option<String>,
    /// The State of a certificate of exemption, form item 14b.
    pub exemption_state: Option<String>,
    /// Capacity of an approved distinctive liquor bottle, form item 14c.
    #[serde(serialize_with = "rust_decimal::serde::arbitrary_precision_option::serialize")]
    pub distinctive_bottle_ml: Option<Decimal>,
    /// Text blown, branded or embossed on the container, form item 15.
    pub embossed: Option<String>,
    /// Translations of foreign text, form item 15.
    pub translations: Option<String>,
    /// Whether the pictures are all the panels there are.
    pub panels_complete: Option<bool>,
    pub panels: Option<Vec<DeclaredPanel>>,
}
