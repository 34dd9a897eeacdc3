//! The health warning: 27 CFR part 16.

mod present;

use super::Rule;

/// In the order of part 16.
pub static RULES: &[&Rule] = &[&present::RULE];
