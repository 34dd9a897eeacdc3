//! States within declared addresses and places.

use crate::label::fold;
use crate::rules::phrase::holds;
use crate::rules::us_state;

/// Whether a folded address names the State of a postal code, by code or name.
pub fn holds_state(address: &str, code: &str) -> bool {
    // The one State whose name ends in another's.
    let address =
        if code == "VA" { address.replace("west virginia", "") } else { address.to_owned() };
    holds(&address, &fold(code))
        || us_state::name(code).is_some_and(|name| holds(&address, &fold(name)))
}
