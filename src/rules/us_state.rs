//! The States, the District of Columbia and Puerto Rico, by their postal codes.

use crate::label::fold;

/// Code and name of each.
const STATES: [(&str, &str); 52] = [
    ("AL", "Alabama"),
    ("AK", "Alaska"),
    ("AZ", "Arizona"),
    ("AR", "Arkansas"),
    ("CA", "California"),
    ("CO", "Colorado"),
    ("CT", "Connecticut"),
    ("DE", "Delaware"),
    ("FL", "Florida"),
    ("GA", "Georgia"),
    ("HI", "Hawaii"),
    ("ID", "Idaho"),
    ("IL", "Illinois"),
    ("IN", "Indiana"),
    ("IA", "Iowa"),
    ("KS", "Kansas"),
    ("KY", "Kentucky"),
    ("LA", "Louisiana"),
    ("ME", "Maine"),
    ("MD", "Maryland"),
    ("MA", "Massachusetts"),
    ("MI", "Michigan"),
    ("MN", "Minnesota"),
    ("MS", "Mississippi"),
    ("MO", "Missouri"),
    ("MT", "Montana"),
    ("NE", "Nebraska"),
    ("NV", "Nevada"),
    ("NH", "New Hampshire"),
    ("NJ", "New Jersey"),
    ("NM", "New Mexico"),
    ("NY", "New York"),
    ("NC", "North Carolina"),
    ("ND", "North Dakota"),
    ("OH", "Ohio"),
    ("OK", "Oklahoma"),
    ("OR", "Oregon"),
    ("PA", "Pennsylvania"),
    ("RI", "Rhode Island"),
    ("SC", "South Carolina"),
    ("SD", "South Dakota"),
    ("TN", "Tennessee"),
    ("TX", "Texas"),
    ("UT", "Utah"),
    ("VT", "Vermont"),
    ("VA", "Virginia"),
    ("WA", "Washington"),
    ("WV", "West Virginia"),
    ("WI", "Wisconsin"),
    ("WY", "Wyoming"),
    ("DC", "District of Columbia"),
    ("PR", "Puerto Rico"),
];

/// The postal code of a State given by its code or full name, however it is written.
#[must_use]
pub fn code(text: &str) -> Option<&'static str> {
    let text = fold(text);
    STATES
        .iter()
        .find(|(code, name)| fold(code) == text || fold(name) == text)
        .map(|(code, _)| *code)
}

/// The full name of a postal code.
#[must_use]
pub fn name(code: &str) -> Option<&'static str> {
    STATES.iter().find(|(known, _)| known.eq_ignore_ascii_case(code)).map(|(_, name)| *name)
}

/// The full name of the State a folded text begins with.
#[must_use]
pub fn named_at_start(folded: &str) -> Option<&'static str> {
    let text = folded.trim_start();
    STATES
        .iter()
        .map(|(_, name)| *name)
        .find(|name| format!("{text} ").starts_with(&format!("{} ", fold(name))))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_state_is_known_by_code_and_name_but_not_by_an_old_abbreviation() {
        assert_eq!(code("oh"), Some("OH"));
        assert_eq!(code("NEW YORK"), Some("NY"));
        assert_eq!(code("WASH"), None);
        assert_eq!(name("tx"), Some("Texas"));
        assert_eq!(named_at_start(" kentucky since 1900"), Some("Kentucky"));
        assert_eq!(named_at_start("kentuckyana"), None);
    }
}
