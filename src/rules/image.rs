//! Whether the pictures can carry the findings.

mod complete_set;

use super::Rule;

pub static RULES: &[&Rule] = &[&complete_set::RULE];
