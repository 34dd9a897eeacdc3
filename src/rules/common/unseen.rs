//! What no label can show: kept as a rule so that the checklist has its row.
//! # What the regulation asks
//! 4.37(d), 5.70(b), 19.356(b), 25.142(d) bound how far the contents may miss the label.
//! # How we decide
//! Never. The tolerance is between the container and its label; it excuses no printed figure,
//! nor a difference between label and application.
//! # What we cannot see
//! The contents.

use crate::label::Commodities;
use crate::rules::{ALWAYS, Evidences, Note, Outcome, Rule, Severity, cfr};

pub static FILL_TOLERANCE: Rule = Rule {
    id: "common.fill-tolerance",
    title: "Containers hold what their label says",
    statement: "Contents may miss the printed volume only as far as good practice and the stated \
                tolerances allow; no printed figure is excused by them.",
    citation: &[cfr(4, "4.37(d)"), cfr(5, "5.70(b)"), cfr(19, "19.356(b)"), cfr(25, "25.142(d)")],
    commodities: Commodities::ALL,
    severity: Severity::Info,
    evidence: Evidences("X"),
    in_force: ALWAYS,
    remedy: "Measure the contents of filled containers.",
    passes: &[
        "a 750 mL bottle of spirits holding 745 mL",
        "a printed volume that is an authorised size",
    ],
    fails: &[
        "a printed 740 mL excused as filling error",
        "750 mL declared and 740 mL printed, excused",
    ],
    check: |_| Outcome::not_applicable(Note::NotVisible),
};

#[cfg(test)]
mod tests {
    use super::*;
    use crate::label::VolumeUnit::Milliliter;
    use crate::rules::OutcomeKind::NotApplicable;
    use crate::rules::testing::label;

    #[test]
    fn nothing_printed_raises_the_question() {
        let odd = label().spirits().net_contents("740 mL", &[("740", Milliliter)]);
        for label in [label(), odd] {
            assert_eq!(FILL_TOLERANCE.judge(&label).outcome, NotApplicable);
        }
    }
}
