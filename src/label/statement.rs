//! Disclosures: fixed statements about what is in the container.

use serde::Serialize;

/// What a disclosure is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum DisclosureKind {
    Sulfites,
    Yellow5,
    Carmine,
    Aspartame,
    Allergens,
    /// Colouring, artificial or named.
    Coloring,
}

/// A disclosure as printed.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Disclosure {
    pub kind: DisclosureKind,
    /// The wording is one the regulation accepts.
    pub accepted: bool,
    /// Words that belong to the sentence but not to the statement.
    pub extra: Option<String>,
}
