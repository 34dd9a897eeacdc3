//! The statement's characters are not too many to the inch.
//! # What the regulation asks
//! 27 CFR 16.22(a)(4): at most 40, 25 or 12 characters to the inch where 1, 2 or 3 mm are
//! required; keyed to the required size, not to the printed one.
//! # How we decide
//! By the densest line, spaces left out, against the printed or declared net contents.
//! # What we cannot see
//! Inches without a declared size of the panel.

use super::sizes;
use crate::label::{Commodities, Label};
use crate::rules::{ALWAYS, Evidences, Note, Outcome, Rule, Severity, cfr};

pub static RULE: Rule = Rule {
    id: "warning.characters-per-inch",
    title: "The health warning’s characters are not too dense",
    statement: "No line has more than 40 characters to the inch where 1 mm letters are required, 25 where 2 mm, 12 where 3 mm.",
    citation: &[cfr(16, "16.22(a)(4)")],
    commodities: Commodities::ALL,
    severity: Severity::Warning,
    evidence: Evidences("L+A"),
    in_force: ALWAYS,
    remedy: "Set the statement wider.",
    passes: &["750 mL, 23 characters to the inch", "100 mL, 38 characters to the inch"],
    fails: &["750 mL, 31 characters to the inch", "5 L, 14 characters to the inch"],
    check,
};

fn check(label: &Label) -> Outcome {
    let Some(warning) = super::found(label) else {
        return Outcome::not_applicable(Note::SaidElsewhere);
    };
    let measured = label.measures.warning_characters_per_inch;
    let (Some(density), Some(size)) = (measured, sizes::required(label)) else {
        return Outcome::not_applicable(Note::NotMeasured);
    };
    let most = size.characters_per_inch;
    let seen = format!("{:.0} characters to the inch where {most} are allowed", density.value);
    if density.value - density.uncertainty > most {
        Outcome::violated(seen, warning)
    } else {
        Outcome::met(seen, warning)
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::*;
    use super::*;
    use crate::rules::OutcomeKind::{Met, NotApplicable, Violated};
    use crate::rules::testing::assert_cases;

    #[test]
    fn judges_the_cases_of_the_catalogue() {
        assert_cases(
            &RULE,
            [
                (
                    "750 mL, 23",
                    sized(750, |m| m.warning_characters_per_inch = Some(exactly(23.0))),
                    Met,
                ),
                (
                    "100 mL, 38",
                    sized(100, |m| m.warning_characters_per_inch = Some(exactly(38.0))),
                    Met,
                ),
                (
                    "750 mL, 31",
                    sized(750, |m| m.warning_characters_per_inch = Some(exactly(31.0))),
                    Violated,
                ),
                (
                    "5 L, 14",
                    sized(5000, |m| m.warning_characters_per_inch = Some(exactly(14.0))),
                    Violated,
                ),
                ("not measured", label(statement()), NotApplicable),
            ],
        );
    }
}
