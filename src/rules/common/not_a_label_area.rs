//! Mandatory information does not stand on the closure alone.
//! # What the regulation asks
//! 5.61 and 7.61: caps, corks, capsules, foil, hang tags and the bottom are no place for
//! mandatory information of spirits and malt beverages.
//! # How we decide
//! By the panels' roles, as declared or told by the file's name: a statement all of whose
//! places are on a closure is misplaced. Keg collars count as labels.
//! # What we cannot see
//! The kind of an undeclared panel, or the same statement on a panel not supplied.

use crate::label::{Commodities, Evidence, Label, PanelRole, Reading};
use crate::rules::{ALWAYS, Evidences, Note, Outcome, Rule, Severity, cfr};

pub static RULE: Rule = Rule {
    id: "common.not-a-label-area",
    title: "Mandatory information stands on a label, not on the closure",
    statement: "Mandatory information on caps, corks, capsules, foil, hang tags or the bottom of the \
                container does not count.",
    citation: &[
        cfr(5, "5.61(b)"),
        cfr(5, "5.61(c)"),
        cfr(7, "7.61(b)"),
        cfr(7, "7.61(c)"),
        cfr(7, "7.61(a)(5)"),
    ],
    commodities: Commodities::SPIRITS_AND_MALT,
    severity: Severity::Error,
    evidence: Evidences("L"),
    in_force: ALWAYS,
    remedy: "Print the statement on a label of the container's side as well.",
    passes: &["importer's address on the back label", "alcohol on the capsule and on the front"],
    fails: &["alcohol content on the shrink capsule alone", "net contents on the cap alone"],
    check,
};

fn check(label: &Label) -> Outcome {
    if !label.panels.iter().any(|panel| panel.role == Some(PanelRole::Closure)) {
        return Outcome::not_applicable(Note::NoOccasion);
    }
    let facts = &label.facts;
    let statements = [
        ("the alcohol content", places(&facts.alcohol_statements)),
        ("the net contents", places(&facts.net_contents_statements)),
        ("the class or type", places(&facts.designations)),
        ("the name and address", places(&facts.name_addresses)),
    ];
    for (name, places) in statements {
        if !places.is_empty() && places.iter().all(|place| on_closure(label, place)) {
            let outcome = Outcome::violated(format!("{name} stands on the closure alone"), places);
            return if label.completeness.absence_is_certain() {
                outcome
            } else {
                outcome.in_doubt("it may also be where nothing could be read")
            };
        }
    }
    Outcome::met("nothing mandatory stands on the closure alone", ())
}

fn places<T>(readings: &[Reading<T>]) -> Vec<Evidence> {
    readings.iter().flat_map(|reading| reading.evidence.clone()).collect()
}

fn on_closure(label: &Label, place: &Evidence) -> bool {
    label.panels.get(place.panel).is_some_and(|panel| panel.role == Some(PanelRole::Closure))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::label::AlcoholForm::PercentAlcoholByVolume as By;
    use crate::label::VolumeUnit::Milliliter;
    use crate::rules::OutcomeKind::{Met, NotApplicable, Unclear, Violated};
    use crate::rules::testing::{assert_cases, label};

    #[test]
    fn what_stands_on_the_closure_alone_does_not_count() {
        let front = || label().spirits().panel(PanelRole::Front);
        let strength = |label: Label| label.alcohol("40% alc/vol", By, "40");
        let cap = |label: Label| label.panel(PanelRole::Closure);
        assert_cases(
            &RULE,
            [
                ("no closure shown", strength(front()), NotApplicable),
                ("on the front", cap(strength(front())).text(["Fine"]), Met),
                ("on both", strength(cap(strength(front()))), Met),
                ("capsule alone", strength(cap(front())), Violated),
                (
                    "net contents on the cap",
                    cap(front()).net_contents("750 mL", &[("750", Milliliter)]),
                    Violated,
                ),
                ("capsule, panels unknown", strength(cap(front())).perhaps_incomplete(), Unclear),
            ],
        );
    }
}
