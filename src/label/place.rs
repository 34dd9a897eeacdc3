//! Origins, appellations, grapes and vintages.

use rust_decimal::Decimal;
use serde::Serialize;

/// A statement of the country of origin.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct OriginStatement {
    /// The country's English name; `None` for `Product of EU` and the like.
    pub country: Option<String>,
    /// The place named as printed: `Scotland`, `Brasil`.
    pub place: String,
    /// `Product of`, `Hecho en`; empty for the adjectival form (`Imported French Brandy`).
    pub lead: String,
}

/// What sort of place an appellation is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum AppellationKind {
    UnitedStates,
    State,
    /// With the word County.
    County,
    ViticulturalArea,
    Country,
    /// A foreign region of the lists.
    ForeignRegion,
    /// Two or more places joined.
    Multiple,
}

/// An appellation of origin.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Appellation {
    pub kind: AppellationKind,
    /// The list's name for it.
    pub name: String,
    /// The country it lies in.
    pub country: Option<String>,
    /// States it lies in, two letters each.
    pub states: Vec<String>,
    /// Shares printed with it, for more than one place.
    pub percentages: Vec<(String, Decimal)>,
}

/// A grape variety printed on the label.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Varietal {
    /// The list's name for it, or the words as printed.
    pub name: String,
    /// The group of names that are the same grape.
    pub group: String,
    /// The share printed with it.
    pub percent: Option<Decimal>,
    /// It stands as the designation rather than in running text.
    pub as_designation: bool,
}

/// A year printed on the label, and whether it is the wine's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Vintage {
    pub year: u16,
}
