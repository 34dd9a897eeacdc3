//! Statements of who made, bottled or imported the product.

use serde::Serialize;

/// What the lead phrase says the person did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Function {
    Bottled,
    Canned,
    Packed,
    Filled,
    Packaged,
    Produced,
    Made,
    Blended,
    Prepared,
    Manufactured,
    Distilled,
    Brewed,
    Cellared,
    Vinted,
    Aged,
    Finished,
    Grown,
    Imported,
    Distributed,
    Marketed,
    /// `sole agent`, `presented by`, `crafted by` and the like.
    Other,
}

/// One name-and-address statement.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
pub struct NameAddress {
    /// The functions in print order; empty where a name and address stand alone.
    pub functions: Vec<Function>,
    /// The lead phrase as read: `Produced & Bottled by`.
    pub lead: String,
    /// “for” rather than “by”: a third party for whom it was done.
    pub for_other: bool,
    /// `in the United States` inside the lead phrase.
    pub in_united_states: bool,
    /// The company's name; empty when it could not be told apart.
    pub name: String,
    pub city: Option<String>,
    /// The state's two letters.
    pub state: Option<String>,
    /// The state as printed: `WASH` is not `WA`.
    pub state_as_printed: Option<String>,
    /// A country in the address, by its English name.
    pub country: Option<String>,
}

impl NameAddress {
    #[must_use]
    pub fn does(&self, function: Function) -> bool {
        self.functions.contains(&function)
    }

    /// Whether any part of a place was made out.
    #[must_use]
    pub const fn has_place(&self) -> bool {
        self.city.is_some()
            || self.state.is_some()
            || self.state_as_printed.is_some()
            || self.country.is_some()
    }

    /// Whether the statement is a name and nothing else: no place, and nothing in the name
    /// that could be one which was not made out.
    #[must_use]
    pub fn is_name_alone(&self) -> bool {
        let words = self.name.split_whitespace().count();
        let part_of_an_address = |c: char| c.is_ascii_digit() || matches!(c, ',' | '•' | '·' | '|');
        !self.has_place() && (1..=6).contains(&words) && !self.name.contains(part_of_an_address)
    }
}
