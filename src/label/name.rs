//! Brand and fanciful names: what was declared, and what stands on the label for it.

use super::Reading;
use serde::Serialize;

/// How a declared name and the printed one agree.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum NameMatch {
    /// Letter for letter.
    Exact,
    /// Apart from capitals, accents, punctuation and spaces.
    Folded,
    /// The same name with a customary difference: `&` for “and”, a number spelled out,
    /// a company suffix left out.
    Customary,
    /// One or two letters apart, explained by letters that are commonly misread.
    Confusable,
    /// One or two letters apart: may be another product.
    Near,
}

/// What the label shows for a name.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
pub struct NameFact {
    /// The declared name as found on the label, and how it agrees.
    pub found: Option<(Reading<String>, NameMatch)>,
    /// Prominent text that could be a name of this kind, most prominent first: what
    /// stands there instead when the declared name was not found.
    pub candidates: Vec<Reading<String>>,
}
