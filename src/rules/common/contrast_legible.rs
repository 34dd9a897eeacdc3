//! Mandatory text is readily legible on a contrasting background.
//! # What the regulation asks
//! 4.38(a), 5.52(a) and (c), 7.52(a) and (c). The law gives no ratio, and approval does not
//! look at contrast.
//! # How we decide
//! Where a panel was measured to be of low contrast at the very place of a mandatory
//! statement, a person is shown the place. The answer never blocks: a dark photograph and
//! pale ink look alike. The warning's own contrast is `warning.contrast-legible`.
//! # What we cannot see
//! The colour of the container behind a clear label.

use crate::label::{Commodities, Evidence, Label, Quad};
use crate::rules::{ALWAYS, Evidences, Note, Outcome, Rule, Severity, cfr};

pub static RULE: Rule = Rule {
    id: "common.contrast-legible",
    title: "Mandatory text contrasts with its background",
    statement: "Mandatory information is readily legible under ordinary conditions and on a \
                contrasting background.",
    citation: &[
        cfr(4, "4.38(a)"),
        cfr(5, "5.52(a)"),
        cfr(5, "5.52(c)"),
        cfr(7, "7.52(a)"),
        cfr(7, "7.52(c)"),
    ],
    commodities: Commodities::ALL,
    severity: Severity::Warning,
    evidence: Evidences("L"),
    in_force: ALWAYS,
    remedy: "Print the statement dark on light or light on dark.",
    passes: &["black on cream", "white on black"],
    fails: &["the class embossed tone on tone", "red print on an amber bottle"],
    check,
};

fn check(label: &Label) -> Outcome {
    let facts = &label.facts;
    let statements = [
        ("the class or type", facts.class_type.evidence()),
        ("the alcohol content", facts.alcohol.evidence()),
        ("the net contents", facts.net_contents.evidence()),
        ("the name and address", facts.name_address.evidence()),
        ("the sulfite statement", facts.sulfites.evidence()),
    ];
    for (name, places) in statements {
        if let Some(place) = places.iter().find(|place| is_pale(label, place)) {
            return Outcome::unclear(format!("{name} stands where contrast is low"), place);
        }
    }
    Outcome::not_applicable(Note::NotMeasured)
}

fn is_pale(label: &Label, place: &Evidence) -> bool {
    label.panels.get(place.panel).is_some_and(|panel| {
        panel.issues.iter().any(|issue| {
            issue.code == "low_contrast"
                && issue.polygon.is_some_and(|region| overlap(&region, &place.polygon))
        })
    })
}

fn overlap(a: &Quad, b: &Quad) -> bool {
    let ((al, at, ar, ab), (bl, bt, br, bb)) = (a.bounds(), b.bounds());
    al < br && bl < ar && at < bb && bt < ab
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::label::{PanelRole, QualityIssue, VolumeUnit};
    use crate::rules::OutcomeKind::{NotApplicable, Unclear};
    use crate::rules::testing::{assert_cases, label};

    fn pale(region: Option<Quad>) -> Label {
        let issue = QualityIssue {
            code: "low_contrast".to_owned(),
            detail: "pale print at the top".to_owned(),
            polygon: region,
        };
        label()
            .panel(PanelRole::Front)
            .class_type("wine.red-wine", &["wine.grape"], "Red Wine")
            .net_contents("750 mL", &[("750", VolumeUnit::Milliliter)])
            .with(|label| label.panels[0].issues.push(issue))
    }

    #[test]
    fn low_contrast_counts_where_a_mandatory_statement_stands() {
        assert_cases(
            &RULE,
            [
                ("nothing measured", label(), NotApplicable),
                ("a dark photograph", pale(None), NotApplicable),
                ("pale elsewhere", pale(Some(Quad::rect(0.0, 900.0, 50.0, 950.0))), NotApplicable),
                ("pale class", pale(Some(Quad::rect(0.0, 0.0, 500.0, 10.0))), Unclear),
                ("pale volume", pale(Some(Quad::rect(0.0, 25.0, 500.0, 30.0))), Unclear),
            ],
        );
    }
}
