//! Every panel of the label was supplied.
//! # What the regulation asks
//! The form's general instruction 4 asks for all labels on the container. What is not on the
//! panels supplied may be on another one.
//! # How we decide
//! A set said to be incomplete is sent to a person, whatever was found: what is on the rest
//! nobody has seen. Where nothing is said, the question arises only when something every label
//! carries was not found; the rule of that item asks it with its own severity
//! ([`Outcome::missing`]), here it is named once for all.
//! # What we cannot see
//! What is blown into the glass. Item 15 may say so, and then it is not missing.

use crate::label::{Commodities, Commodity, Label};
use crate::rules::{ALWAYS, Citation, Evidences, Note, Outcome, Rule, Severity, application, cfr};

pub static RULE: Rule = Rule {
    id: "image.complete-set",
    title: "All panels were supplied",
    statement: "An item is called missing only when every label on the container was supplied; \
                otherwise its absence is a question.",
    citation: &[
        Citation::Other("TTB F 5100.31 general instruction 4"),
        cfr(4, "4.32"),
        cfr(5, "5.63"),
        cfr(7, "7.63"),
    ],
    commodities: Commodities::ALL,
    severity: Severity::Warning,
    evidence: Evidences("T"),
    in_force: ALWAYS,
    remedy: "Supply the pictures of all labels: front, back, neck, strip and the rest.",
    passes: &[
        "front and back supplied and said to be all",
        "every mandatory item on the panels supplied",
    ],
    fails: &["front alone, said to be not all", "nothing said, and no health warning found"],
    check,
};

fn check(label: &Label) -> Outcome {
    let missing = not_found(label);
    match label.completeness.panels_complete {
        Some(true) => Outcome::met("all panels were supplied", ()),
        Some(false) => Outcome::violated("not all panels were supplied", ()),
        None if missing.is_empty() => Outcome::not_applicable(Note::NoOccasion),
        None => {
            Outcome::unclear(format!("{} may be on a panel not supplied", missing.join(", ")), ())
        }
    }
}

/// What every label of the product carries and this one does not show.
fn not_found(label: &Label) -> Vec<&'static str> {
    let facts = &label.facts;
    let spirits = label.product.value == Commodity::DistilledSpirits;
    let items = [
        ("the class or type", facts.class_type.is_absent()),
        ("the alcohol content", spirits && facts.alcohol.is_absent()),
        (
            "the net contents",
            facts.net_contents.is_absent() && !application::embosses_net_contents(label),
        ),
        ("the name and address", facts.name_address.is_absent()),
        ("the health warning", facts.health_warning.is_absent()),
    ];
    items.into_iter().filter(|(_, absent)| *absent).map(|(name, _)| name).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::label::VolumeUnit::Milliliter;
    use crate::rules::OutcomeKind::{Met, NotApplicable, Unclear, Violated};
    use crate::rules::testing::{assert_cases, label};

    fn full() -> Label {
        label()
            .class_type("wine.red-wine", &["wine.grape"], "Red Wine")
            .net_contents("750 mL", &[("750", Milliliter)])
            .name_address("Bottled by", "XYZ Cellars", "Lodi", "CA")
            .warning()
    }

    #[test]
    fn an_incomplete_set_is_named_once() {
        let moulded = |label: &mut Label| {
            label.facts.net_contents = crate::label::Fact::Absent;
            label.declared.application.embossed = Some("750ML BLOWN INTO GLASS".to_owned());
        };
        assert_cases(
            &RULE,
            [
                ("said to be all", label(), Met),
                ("nothing missing", full().perhaps_incomplete(), NotApplicable),
                ("moulded net contents", full().perhaps_incomplete().with(moulded), NotApplicable),
                ("front only", label().perhaps_incomplete(), Unclear),
                (
                    "said to be not all",
                    full().with(|label| label.completeness.panels_complete = Some(false)),
                    Violated,
                ),
            ],
        );
    }
}
