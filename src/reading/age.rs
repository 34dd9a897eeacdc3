//! How long the spirits were stored, as the label says.

use super::grammar::age;
use super::statements;
use crate::label::{AgeStatement, Certainty, Facts};
use crate::ocr::Line;

/// Reads the ages; what could be another figure is left out, since an age is only ever
/// held against the label.
pub fn read(lines: &[Line], facts: &mut Facts) {
    let found = statements::read(
        lines,
        age::parse,
        |old: &AgeStatement, new: &AgeStatement| new.upper.is_some() && old.upper.is_none(),
        |a, b| a.months() == b.months(),
    );
    facts.ages = found
        .into_iter()
        .filter(|statement| statement.certainty == Certainty::Confident)
        .map(|statement| statement.reading)
        .collect();
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reading::testing::lines;

    #[test]
    fn ages_are_read_across_lines_and_from_figures_standing_alone() {
        let months = |texts: &[&str]| {
            let mut facts = Facts::default();
            read(&lines(texts), &mut facts);
            facts.ages.iter().map(|age| age.value.months()).collect::<Vec<_>>()
        };
        assert_eq!(months(&["AGED 7 YEARS"]), [84]);
        assert_eq!(months(&["AGED A MINIMUM OF", "six years"]), [72]);
        assert_eq!(months(&["8 Years"]), [96]);
        assert_eq!(months(&["Straight Bourbon Whiskey - 18 months"]), [18]);
        assert_eq!(months(&["finished 6 months in rum casks"]), [0; 0]);
        assert_eq!(months(&["a family of distillers for over 40 years and counting"]), [0; 0]);
    }
}
