//! Volumes as printed, and what they come to in millilitres.

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

/// A volume in millilitres.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Milliliters(pub Decimal);

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum UnitSystem {
    Metric,
    UsCustomary,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum VolumeUnit {
    Milliliter,
    Centiliter,
    Liter,
    /// `cc`
    CubicCentimeter,
    FluidOunce,
    /// `OZ` without “fluid”: a weight by the letter of the law.
    Ounce,
    Pint,
    Quart,
    Gallon,
}

impl VolumeUnit {
    #[must_use]
    pub const fn system(self) -> UnitSystem {
        match self {
            Self::Milliliter | Self::Centiliter | Self::Liter | Self::CubicCentimeter => {
                UnitSystem::Metric
            }
            Self::FluidOunce | Self::Ounce | Self::Pint | Self::Quart | Self::Gallon => {
                UnitSystem::UsCustomary
            }
        }
    }
}

/// One statement of net contents: `750 mL`, `1 PINT 9 FL OZ`, `3/4 QUART`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct NetContents {
    /// The whole statement's volume.
    pub volume: Milliliters,
    /// The parts in print order, amounts in their own unit: `1 PINT 9 FL OZ` has two.
    pub parts: Vec<VolumePart>,
    /// The same volume was stated twice in one run, as in `1 PINT 16 FL OZ` on a
    /// 16 oz can: `volume` counts it once.
    pub doubled: bool,
}

/// One amount with its unit.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct VolumePart {
    pub amount: Decimal,
    /// Printed as a fraction, `3/4` or `¾`: numerator and denominator.
    pub fraction: Option<(u32, u32)>,
    /// Digits printed after the decimal point.
    pub decimals: u32,
    pub unit: VolumeUnit,
}

impl NetContents {
    /// The unit system of the statement's first part.
    #[must_use]
    pub fn system(&self) -> Option<UnitSystem> {
        self.parts.first().map(|part| part.unit.system())
    }
}
