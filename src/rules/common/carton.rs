//! Cartons and carriers carry what they must and contradict nothing.
//! # What the regulation asks
//! 4.38a, 5.62, 7.62: a sealed opaque carton carries all mandatory information; other packaging
//! must not contradict the container, and names its class in full.
//! # How we decide
//! Only where a panel is a carton's, as declared or told by its file. A carton that names a
//! plain class while the container is a specialty contradicts it. What else a carton lacks is
//! a question, since a picture does not show whether it is sealed and opaque.
//! # What we cannot see
//! Seals, windows and opacity.

use crate::label::{
    Attribute, Commodities, Commodity, Designation, Label, Line, PanelRole, Reading, fold,
};
use crate::rules::{ALWAYS, Evidences, Note, Outcome, Rule, Severity, cfr};

/// Share of its line from which a designation is no word of a story.
const STANDS_OUT: f32 = 0.5;

pub static RULE: Rule = Rule {
    id: "common.carton",
    title: "Cartons carry the mandatory information and contradict nothing",
    statement: "A sealed opaque carton carries all mandatory information; other packaging does not \
                conflict with the container's label and shows designations in full.",
    citation: &[cfr(4, "4.38a"), cfr(5, "5.62"), cfr(7, "7.62")],
    commodities: Commodities::ALL,
    severity: Severity::Warning,
    evidence: Evidences("T+L"),
    in_force: ALWAYS,
    remedy: "Repeat the mandatory information on the carton, designations in full.",
    passes: &["a sealed carton with all mandatory text", "a label set without packaging"],
    fails: &["a sealed carton with only the logo", "a carrier that calls a specialty just “Ale”"],
    check,
};

fn check(label: &Label) -> Outcome {
    if !label.panels.iter().any(|panel| panel.role == Some(PanelRole::Carton)) {
        return Outcome::not_applicable(Note::NoOccasion);
    }
    if let Some(plain) = contradiction(label) {
        let why = format!("the carton says “{}”, the container more", plain.value.name);
        return Outcome::violated(why, plain);
    }
    let missing = not_on_carton(label);
    if missing.is_empty() || label.product.value == Commodity::MaltBeverage {
        return Outcome::met("the carton carries what it must", ());
    }
    Outcome::unclear(
        format!("if the carton is sealed and opaque, it lacks {}", missing.join(", ")),
        (),
    )
}

/// A designation of the carton that leaves out what the container's adds.
fn contradiction(label: &Label) -> Option<&Reading<Designation>> {
    let (carton, container): (Vec<_>, Vec<_>) =
        label.facts.designations.iter().partition(|one| on_carton(label, one));
    let in_full = carton.iter().any(|one| is_special(&one.value)) || tells_of_flavor(label);
    if in_full || !container.iter().any(|one| is_special(&one.value)) {
        return None;
    }
    carton.into_iter().find(|one| one.value.prominence >= STANDS_OUT)
}

/// Whether the carton has words of a composition, which may belong to its designation.
fn tells_of_flavor(label: &Label) -> bool {
    let carton = |line: &&Line| {
        label.panels.get(line.panel).is_some_and(|panel| panel.role == Some(PanelRole::Carton))
    };
    label.text.lines().iter().filter(carton).any(|line| {
        let words = fold(&line.text);
        words.contains("flavo") || words.split(' ').any(|word| word == "with")
    })
}

fn is_special(designation: &Designation) -> bool {
    let added = designation.attributes.iter().any(|attribute| {
        matches!(attribute, Attribute::WithComposition(_) | Attribute::Flavored(_))
    });
    added || designation.id.ends_with(".specialty")
}

fn not_on_carton(label: &Label) -> Vec<&'static str> {
    let facts = &label.facts;
    let items = [
        ("the class or type", facts.designations.iter().any(|one| on_carton(label, one))),
        ("the net contents", facts.net_contents_statements.iter().any(|one| on_carton(label, one))),
        ("the name and address", facts.name_addresses.iter().any(|one| on_carton(label, one))),
    ];
    items.into_iter().filter(|(_, there)| !there).map(|(name, _)| name).collect()
}

fn on_carton<T>(label: &Label, reading: &Reading<T>) -> bool {
    reading.evidence.iter().any(|place| {
        label.panels.get(place.panel).is_some_and(|panel| panel.role == Some(PanelRole::Carton))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::label::VolumeUnit::Milliliter;
    use crate::rules::OutcomeKind::{Met, NotApplicable, Unclear, Violated};
    use crate::rules::testing::{assert_cases, label};

    #[test]
    fn a_carton_is_complete_and_consistent() {
        let carton = |label: Label| label.panel(PanelRole::Carton);
        let all = |one: Label| {
            one.class_type("spirits.gin", &[], "Gin")
                .net_contents("750 mL", &[("750", Milliliter)])
                .name_address("Bottled by", "ABC", "Reno", "NV")
        };
        let specialty = label().malt().panel(PanelRole::Front).class_type(
            "malt.specialty",
            &["malt.malt-beverage"],
            "Ale with blackberry juice",
        );
        let plum = || {
            let flavor = Attribute::WithComposition("with natural plum flavor".to_owned());
            carton(
                label()
                    .malt()
                    .panel(PanelRole::Front)
                    .class_type("malt.ale", &[], "Ale")
                    .attribute(flavor),
            )
        };
        assert_cases(
            &RULE,
            [
                ("no carton", all(label().spirits().panel(PanelRole::Front)), NotApplicable),
                ("full carton", all(carton(label().spirits())), Met),
                ("six-pack of one ale", carton(label().malt()), Met),
                (
                    "logo only",
                    carton(all(label().spirits().panel(PanelRole::Front))).text(["ABC"]),
                    Unclear,
                ),
                (
                    "carrier says less",
                    carton(specialty).another_designation(
                        "malt.ale",
                        &["malt.malt-beverage"],
                        "Ale",
                    ),
                    Violated,
                ),
                (
                    "carrier names the ale alone",
                    plum().another_designation("malt.ale", &[], "Ale"),
                    Violated,
                ),
                (
                    "carrier names it in full",
                    plum()
                        .another_designation("malt.ale", &[], "Ale")
                        .text(["with natural plum flavor"]),
                    Met,
                ),
            ],
        );
    }
}
