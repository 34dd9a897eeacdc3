//! What follows “GOVERNMENT WARNING” is not bold.
//! # What the regulation asks
//! 27 CFR 16.22(a)(2): the rest of the statement may not be in bold type.
//! # How we decide
//! From the weight of the body's own strokes.
//! # What we cannot see
//! A face that is heavy by design from one set in its bold; hence a warning.

use crate::label::{Commodities, Label, Weight};
use crate::rules::{ALWAYS, Evidences, Note, Outcome, Rule, Severity, cfr};

pub static RULE: Rule = Rule {
    id: "warning.body-not-bold",
    title: "The rest of the health warning is not bold",
    statement: "Everything after GOVERNMENT WARNING is in type that is not bold; the colon may be either.",
    citation: &[cfr(16, "16.22(a)(2)")],
    commodities: Commodities::ALL,
    severity: Severity::Warning,
    evidence: Evidences("L"),
    in_force: ALWAYS,
    remedy: "Set the statement after GOVERNMENT WARNING in regular type.",
    passes: &["regular body, bold lead-in", "condensed regular body"],
    fails: &["the whole statement bold", "(1) and (2) bold"],
    check,
};

fn check(label: &Label) -> Outcome {
    let Some(warning) = super::found(label) else {
        return Outcome::not_applicable(Note::SaidElsewhere);
    };
    match warning.value.body_weight {
        Weight::Regular => Outcome::met("the body is in regular type", warning),
        Weight::Bold => Outcome::violated("the body is in bold type", warning),
        Weight::Unknown => Outcome::not_applicable(Note::NotMeasured),
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
                ("regular body", label(weights(Weight::Bold, Weight::Regular)), Met),
                ("wholly bold", label(weights(Weight::Bold, Weight::Bold)), Violated),
                (
                    "bold under a light lead-in",
                    label(weights(Weight::Regular, Weight::Bold)),
                    Violated,
                ),
                ("not measured", label(statement()), NotApplicable),
            ],
        );
    }
}
