//! Alcohol statements as printed, and what they come to.

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

/// Percent alcohol by volume, as printed: `45` and `45.0` are equal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Percent(pub Decimal);

/// The way the statement is put, which is what the format rules judge.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum AlcoholForm {
    /// `Alcohol 12.5% by volume`
    AlcoholPercentByVolume,
    /// `40% alcohol by volume`, `40% alc/vol`
    PercentAlcoholByVolume,
    /// `Alcohol by volume 40%`
    AlcoholByVolumePercent,
    /// `Alcohol 11% to 13% by volume`
    Range,
    /// One of the three orders with neither “by” nor “/” between alcohol and volume.
    ConnectorMissing,
    /// One of the three orders without “%” or “percent”.
    PercentMissing,
    /// `Alcohol content 40% by volume`, `Alcohol by volume (ABV) 40%`
    ExtraWords,
    /// `13.5% vol`
    VolumeAlone,
    /// `40% alcohol`, `5.5% ALC.`
    AlcoholAlone,
    /// `13.5% ABV`
    Abv,
    /// `contains less than 0.5% alcohol by volume`: a ceiling, not a content.
    LessThan,
    /// `3.2% alcohol by weight`
    ByWeight,
    /// The words without a figure, as on a label filled in by hand.
    Blank,
}

/// One alcohol statement.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct AlcoholStatement {
    pub form: AlcoholForm,
    /// The figure; the lower one of a range. `None` only for [`AlcoholForm::Blank`].
    pub percent: Option<Percent>,
    /// The upper figure of a range.
    pub upper: Option<Percent>,
    /// Digits printed after the decimal point.
    pub decimals: u32,
    /// `Bottled at …`, as products with absorbing solids must say.
    pub bottled_at: bool,
}

/// A statement of proof.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ProofStatement {
    /// Degrees of proof as printed.
    pub proof: Decimal,
    /// `distilled at 130 proof`, `barrel entry proof 110`: a fact about production.
    pub of_production: bool,
}
