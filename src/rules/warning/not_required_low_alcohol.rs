//! Below 0.5 % no health warning is required.
//! # What the regulation asks
//! 27 CFR 16.10: part 16 speaks of beverages of 0.5 % alcohol by volume or more.
//! # How we decide
//! By the strength the label prints and the one declared; where one of them reaches 0.5 %
//! and the statement is missing, the low figure on the label excuses nothing.
//! # What we cannot see
//! The real strength.

use super::present;
use crate::label::{Commodities, Fact, Label};
use crate::rules::{ALWAYS, Evidences, Note, Outcome, Rule, Severity, cfr};

pub static RULE: Rule = Rule {
    id: "warning.not-required-low-alcohol",
    title: "Below 0.5 % the health warning may be left out",
    statement: "A product under 0.5 % alcohol by volume needs no health warning; one of 0.5 % or more does.",
    citation: &[cfr(16, "16.10"), cfr(7, "7.7(a)")],
    commodities: Commodities::MALT,
    severity: Severity::Info,
    evidence: Evidences("T+A"),
    in_force: ALWAYS,
    remedy: "Check the strength declared; at 0.5 % or more the statement is required.",
    passes: &["0.4 % without the statement", "0.0 % without the statement"],
    fails: &["0.5 % without the statement", "0.4 % printed, 0.5 % declared"],
    check,
};

fn check(label: &Label) -> Outcome {
    let printed = present::printed_strength(label);
    let Some(strength) = printed.or(label.declared.alcohol) else {
        return Outcome::not_applicable(Note::NoOccasion);
    };
    let statement_is_missing = matches!(label.facts.health_warning, Fact::Absent);
    if !statement_is_missing {
        return Outcome::not_applicable(Note::NoOccasion);
    }
    let places = label.facts.alcohol.evidence().to_vec();
    if present::below_half_percent(label) {
        return Outcome::met(
            format!("at {} % no health warning is required", strength.0.normalize()),
            places,
        );
    }
    if strength.0 > present::LOWEST_STRENGTH
        && printed.is_none_or(|p| p.0 > present::LOWEST_STRENGTH)
    {
        return Outcome::not_applicable(Note::NoOccasion); // `warning.present` speaks of it.
    }
    Outcome::violated("at 0.5 % or more the health warning is required", places)
}

#[cfg(test)]
mod tests {
    use super::super::testing::*;
    use super::*;
    use crate::label::AlcoholForm;
    use crate::rules::OutcomeKind::{Met, NotApplicable, Violated};
    use crate::rules::testing::assert_cases;

    /// “Contains less than …”
    fn ceiling(figure: &str) -> Label {
        let mut label = strength(Some(figure), None);
        if let Fact::Read(reading) = &mut label.facts.alcohol {
            reading.value.form = AlcoholForm::LessThan;
        }
        label
    }

    #[test]
    fn judges_the_cases_of_the_catalogue() {
        assert_cases(
            &RULE,
            [
                ("0.4 % without", strength(Some("0.4"), None), Met),
                ("0.0 % without", strength(Some("0.0"), Some("0.0")), Met),
                ("less than 0.5 %", ceiling("0.5"), Met),
                ("0.5 % without", strength(Some("0.5"), None), Violated),
                ("0.4 % printed, 0.5 % declared", strength(Some("0.4"), Some("0.5")), Violated),
                ("5 %: the other rule’s", strength(Some("5"), None), NotApplicable),
                ("nothing said", strength(None, None), NotApplicable),
            ],
        );
    }
}
