//! What kind of product it is, from the general to the special, and how sure of each step.

use super::Origin;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// How special a level is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Rank {
    /// Wine, distilled spirits or malt beverage.
    ProductType,
    /// `Whisky`
    Class,
    /// `Bourbon Whisky`, and below it `Straight Bourbon Whisky`.
    Type,
}

/// One step of the hierarchy.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Level {
    pub rank: Rank,
    /// The product type's word in the report, or the designation's id in the lists.
    pub id: String,
    pub name: String,
    pub origin: Origin,
    /// 0 to 1; 1 for what was declared.
    pub confidence: f32,
    /// What it may be instead, the likeliest first.
    pub alternatives: Vec<Alternative>,
}

/// Another answer at the same level.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Alternative {
    pub id: String,
    pub name: String,
    /// 0 to 1.
    pub confidence: f32,
}

/// What may hold besides the class; several at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Trait {
    Imported,
    Flavored,
    Organic,
    ReadyToDrink,
    /// Cider or perry below 7 percent, outside part 4 of 27 CFR.
    CiderBelowSevenPercent,
}

/// An attribute with the certainty of what shows it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct LikelyTrait {
    pub name: Trait,
    /// 0 to 1.
    pub confidence: f32,
}

/// The kind of a product.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, ToSchema)]
pub struct Kind {
    /// From the product type down, as far as label or application tell.
    pub levels: Vec<Level>,
    pub traits: Vec<LikelyTrait>,
}

impl Kind {
    /// Two designations as large as each other leave about a half each.
    const SETTLED: f32 = 0.6;

    /// The most special level known.
    #[must_use]
    pub fn leaf(&self) -> Option<&Level> {
        self.levels.last()
    }

    /// What the class or type may be instead, in words, where the label itself says two things
    /// with about the same weight.
    #[must_use]
    pub fn doubt(&self) -> Option<String> {
        let open = self.levels.iter().find(|level| {
            level.rank != Rank::ProductType
                && level.origin == Origin::Inferred
                && level.confidence < Self::SETTLED
                && !level.alternatives.is_empty()
        })?;
        Some(format!("it may be {} or {}", open.name, open.alternatives[0].name))
    }

    #[must_use]
    pub fn has(&self, name: Trait) -> bool {
        self.traits.iter().any(|one| one.name == name)
    }
}
