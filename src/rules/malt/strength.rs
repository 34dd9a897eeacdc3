//! How strong the product is, as far as label and application agree.

use crate::label::{AlcoholForm, AlcoholStatement, Label, Percent, Reading};
use rust_decimal::Decimal;

/// Below this a malt beverage has designations of its own (7.145).
pub const HALF_PERCENT: Decimal = Decimal::from_parts(5, 0, 0, false, 1);

/// A confidently read figure of alcohol by volume, with its statement.
#[must_use]
pub fn printed(label: &Label) -> Option<(&Reading<AlcoholStatement>, Percent)> {
    let statement = label.facts.alcohol.confident()?;
    let by_volume = !matches!(
        statement.value.form,
        AlcoholForm::ByWeight | AlcoholForm::Blank | AlcoholForm::LessThan
    );
    statement.value.percent.filter(|_| by_volume).map(|percent| (statement, percent))
}

/// A printed or declared figure below half a percent that nothing contradicts.
#[must_use]
pub fn below_half_percent(label: &Label) -> bool {
    let declared = label.declared.alcohol.map(|percent| percent.0);
    let ceiling = label.facts.alcohol_statements.iter().any(|statement| {
        statement.value.form == AlcoholForm::LessThan
            && statement.value.percent.is_some_and(|percent| percent.0 <= HALF_PERCENT)
    });
    let printed = printed(label).map(|(_, percent)| percent.0);
    let below = |percent: Option<Decimal>| percent.is_some_and(|percent| percent < HALF_PERCENT);
    let at_least =
        |percent: Option<Decimal>| percent.is_some_and(|percent| percent >= HALF_PERCENT);
    (below(printed) || below(declared) || ceiling) && !at_least(printed) && !at_least(declared)
}

/// Whether a figure of half a percent or more is printed or declared.
#[must_use]
pub fn at_least_half_percent(label: &Label) -> bool {
    let printed = printed(label).map(|(_, percent)| percent);
    printed.or(label.declared.alcohol).is_some_and(|percent| percent.0 >= HALF_PERCENT)
}
