//! Ages as printed: `4 years old`, `Aged 18 months`.

use serde::Serialize;

/// What an age is counted in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum AgeUnit {
    Years,
    Months,
    Days,
}

/// How the time is put.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum AgeWording {
    /// `4 years old`
    Old,
    /// `Aged 4 years`
    Aged,
    /// `Rested one year`, `stored 2 years in oak`: a time in wood that is not called an age.
    Rested,
    /// `8 Years`, standing alone.
    Figure,
}

/// One statement of how long the spirits were stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct AgeStatement {
    /// The figure; the lower one of a range.
    pub amount: u32,
    /// The upper figure of a range, `4-8 years`.
    pub upper: Option<u32>,
    pub unit: AgeUnit,
    pub wording: AgeWording,
}

impl AgeStatement {
    /// The stated time in months, days left out.
    #[must_use]
    pub const fn months(&self) -> u32 {
        match self.unit {
            AgeUnit::Years => self.amount * 12,
            AgeUnit::Months => self.amount,
            AgeUnit::Days => self.amount / 30,
        }
    }
}
