//! “GOVERNMENT WARNING” is in bold type.
//! # What the regulation asks
//! 27 CFR 16.22(a)(2): the two words are in bold.
//! # How we decide
//! From the lead-in's stroke width against the body's, both by x-height: from 1.2 the
//! lead-in is clearly heavier. Equal strokes are a violation only where the body is known
//! not to be bold itself; in between a person must look.
//! # What we cannot see
//! Weight in small or blurred print. The answer is then unclear, always: the law asks for
//! bold and nobody has seen it.

use crate::label::{Commodities, Label, Weight};
use crate::rules::{ALWAYS, Evidences, Note, Outcome, Rule, Severity, cfr};

/// The lead-in's strokes over the body's, from which it is clearly heavier.
const CLEARLY_HEAVIER: f32 = 1.2;
/// Up to this the two are one weight.
const EQUAL: f32 = 1.05;

pub static RULE: Rule = Rule {
    id: "warning.header-bold",
    title: "“GOVERNMENT WARNING” is in bold type",
    statement: "The words GOVERNMENT WARNING appear in bold type.",
    citation: &[cfr(16, "16.22(a)(2)")],
    commodities: Commodities::ALL,
    severity: Severity::Error,
    evidence: Evidences("L"),
    in_force: ALWAYS,
    remedy: "Set the words GOVERNMENT WARNING in bold type.",
    passes: &["the lead-in clearly heavier than the body", "the colon bold as well"],
    fails: &["the lead-in in the body’s regular weight", "the lead-in merely larger or underlined"],
    check,
};

fn check(label: &Label) -> Outcome {
    let Some(warning) = super::found(label) else {
        return Outcome::not_applicable(Note::SaidElsewhere);
    };
    let seen = super::lead_in(warning);
    let body = warning.value.body_weight;
    if let Some(ratio) = label.measures.lead_in_stroke_ratio {
        let (low, high) = (ratio.value - ratio.uncertainty, ratio.value + ratio.uncertainty);
        if ratio.value >= CLEARLY_HEAVIER
            || low >= EQUAL && warning.value.lead_in_weight == Weight::Bold
        {
            return Outcome::met("the lead-in is heavier than the body", seen);
        }
        if high <= EQUAL && body == Weight::Regular {
            return Outcome::violated("the lead-in is as light as the body", seen);
        }
    }
    match (warning.value.lead_in_weight, body) {
        (Weight::Bold, _) => Outcome::met("the lead-in is in bold type", seen),
        (Weight::Regular, Weight::Regular) if label.measures.lead_in_stroke_ratio.is_none() => {
            Outcome::violated("the lead-in is not in bold type", seen)
        }
        _ => Outcome::unclear("it cannot be told whether the lead-in is in bold type", seen),
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::*;
    use super::*;
    use crate::rules::OutcomeKind::{Met, NotApplicable, Unclear, Violated};
    use crate::rules::testing::assert_cases;

    #[test]
    fn judges_the_cases_of_the_catalogue() {
        assert_cases(
            &RULE,
            [
                (
                    "clearly heavier",
                    measured(statement(), |m| m.lead_in_stroke_ratio = Some(exactly(1.4))),
                    Met,
                ),
                ("known to be bold", label(weights(Weight::Bold, Weight::Regular)), Met),
                ("wholly bold passes here", label(weights(Weight::Bold, Weight::Bold)), Met),
                (
                    "same regular weight",
                    measured(weights(Weight::Regular, Weight::Regular), |m| {
                        m.lead_in_stroke_ratio = Some(exactly(1.0));
                    }),
                    Violated,
                ),
                (
                    "in between",
                    measured(weights(Weight::Unknown, Weight::Regular), |m| {
                        m.lead_in_stroke_ratio = Some(exactly(1.12));
                    }),
                    Unclear,
                ),
                (
                    "equal, body unknown",
                    measured(statement(), |m| m.lead_in_stroke_ratio = Some(exactly(1.0))),
                    Unclear,
                ),
                ("not measured", label(statement()), Unclear),
                ("no statement", blank(), NotApplicable),
            ],
        );
    }
}
