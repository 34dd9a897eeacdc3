//! Which rules a label falls under: its product, its destination and its day.

mod as_of_date;
mod commodity_route;
pub mod export;

use super::Rule;

/// In the order they are settled.
pub static RULES: &[&Rule] = &[&commodity_route::RULE, &export::RULE, &as_of_date::RULE];
