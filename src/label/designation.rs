//! Class and type designations found on the label.

use super::Commodity;
use serde::Serialize;

/// A designation of the lists, as found on the label.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Designation {
    /// The entry's id in the lists, such as `spirits.straight-bourbon-whisky`; for a name
    /// the lists hold elsewhere `wine.varietal`, `wine.semi-generic` or `wine.foreign`.
    pub id: String,
    /// The entry's own name, such as `Straight Bourbon Whisky`.
    pub name: String,
    /// The ids above it, nearest first: type, class.
    pub parents: Vec<String>,
    pub commodity: Commodity,
    /// What stands beside it: flavours, colours, places.
    pub attributes: Vec<Attribute>,
    /// Share of the designation's line that it fills, 0 to 1: a designation in running
    /// text fills little of its line.
    pub prominence: f32,
}

/// What a designation may carry besides its class and type.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Attribute {
    /// `Peach Flavored`
    Flavored(String),
    /// `with natural flavors`: a statement of composition goes with it.
    WithComposition(String),
    /// A State, region or country that stands with it.
    Place(String),
    /// `Imitation`
    Imitation,
    Organic,
    ReadyToDrink,
}
