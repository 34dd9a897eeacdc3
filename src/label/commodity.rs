//! The three products the law knows, and how we came to think it is one of them.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// The three kinds of product, each with its own part of 27 CFR.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, ToSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Commodity {
    /// Part 4.
    Wine,
    /// Part 5.
    DistilledSpirits,
    /// Part 7.
    MaltBeverage,
}

impl Commodity {
    /// In plain words.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Wine => "wine",
            Self::DistilledSpirits => "distilled spirits",
            Self::MaltBeverage => "malt beverage",
        }
    }
}

/// The products a rule applies to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Commodities {
    pub wine: bool,
    pub spirits: bool,
    pub malt: bool,
}

impl Commodities {
    pub const ALL: Self = Self { wine: true, spirits: true, malt: true };
    pub const WINE: Self = Self { wine: true, spirits: false, malt: false };
    pub const SPIRITS: Self = Self { wine: false, spirits: true, malt: false };
    pub const MALT: Self = Self { wine: false, spirits: false, malt: true };
    pub const SPIRITS_AND_MALT: Self = Self { wine: false, spirits: true, malt: true };
    pub const WINE_AND_SPIRITS: Self = Self { wine: true, spirits: true, malt: false };

    #[must_use]
    pub const fn includes(self, commodity: Commodity) -> bool {
        match commodity {
            Commodity::Wine => self.wine,
            Commodity::DistilledSpirits => self.spirits,
            Commodity::MaltBeverage => self.malt,
        }
    }
}

/// Whether the goods come into the country in their containers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Source {
    Domestic,
    Imported,
}

/// Where a value came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Origin {
    Declared,
    Inferred,
}

/// A value and how sure we are of it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Inference<T> {
    pub value: T,
    pub origin: Origin,
    /// 0 to 1; 1 for what was declared.
    pub confidence: f32,
}

impl<T> Inference<T> {
    /// Under this a conclusion drawn from the value is a question, not a finding. Two
    /// designations of different products on one label leave about a half each.
    pub const SURE: f32 = 0.8;

    pub const fn declared(value: T) -> Self {
        Self { value, origin: Origin::Declared, confidence: 1.0 }
    }

    pub const fn inferred(value: T, confidence: f32) -> Self {
        Self { value, origin: Origin::Inferred, confidence }
    }

    #[must_use]
    pub fn is_sure(&self) -> bool {
        self.confidence >= Self::SURE
    }
}
