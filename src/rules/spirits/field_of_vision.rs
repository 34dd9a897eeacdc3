//! Brand, class and alcohol content are seen together.
//! # What the regulation asks
//! 5.63(a),(d): the three stand on one side of the container, which on a cylinder is 40 % of
//! the circumference. Which side does not matter.
//! # How we decide
//! One picture is one side. Every place where an item is printed counts. Items on different
//! pictures are apart only where these are known to be front and back, were read well, and
//! nothing is repeated; a strip or a neck may well hang over the side with the rest, so that
//! is remarked as a question and holds nothing up. On a label that runs all around the smallest arc that holds the three is measured.
//!
//! A brand is often art that no engine reads: where class and strength are together and the
//! brand alone was read elsewhere, that is remarked and no more. A specialty's designation is
//! its statement of composition, which is not one of the facts: its class is left out.
//! # What we cannot see
//! How pictures lie on the bottle, where nothing says so.

use super::product::{SPIRITS, apart, may_lie_over, panels, panels_with, panels_with_words};
use crate::label::{AlcoholForm, Evidence, Label, PanelRole};
use crate::rules::{Evidences, Note, Outcome, Rule, cfr};
use std::collections::BTreeSet;

const BRAND: &str = "brand name";

/// One side of a cylinder, as a share of its circumference.
const ONE_SIDE: f32 = 0.40;

pub static RULE: Rule = Rule {
    id: "spirits.same-field-of-vision",
    title: "Brand, class and alcohol content are on one side",
    statement: "Brand name, class or type and alcohol content can be seen together without turning \
                the container.",
    citation: &[cfr(5, "5.63(a)"), cfr(5, "5.63(d)"), cfr(5, "5.205(b)(2)")],
    evidence: Evidences("L+T"),
    remedy: "Set brand name, class or type and alcohol content on one side of the container.",
    passes: &["all three on the front", "all three on the back"],
    fails: &[
        "brand and class on the front, alcohol content on the back alone",
        "60 % of the circumference between the first and the last of them",
    ],
    check,
    ..SPIRITS
};

fn check(label: &Label) -> Outcome {
    if label.declared.application.distinctive_bottle_ml.is_some() {
        return Outcome::not_applicable(Note::NoOccasion);
    }
    let items = items(label);
    if items.len() < 2 {
        return Outcome::not_applicable(Note::SaidElsewhere);
    }
    let seen: Vec<Evidence> =
        items.iter().filter_map(|item| item.places.first().cloned()).collect();
    let mut together = items[0].panels.clone();
    for item in &items[1..] {
        together.retain(|panel| item.panels.contains(panel));
    }
    let Some(&panel) = together.first() else {
        if let [brand, rest @ ..] = items.as_slice()
            && brand.name == BRAND
            && (rest.len() == 1 || !rest[0].panels.is_disjoint(&rest[1].panels))
        {
            let others: Vec<&str> = rest.iter().map(|item| item.name).collect();
            let why = format!(
                "the brand name was read on another panel than {}; it may stand there as art",
                others.join(" and ")
            );
            return Outcome::unclear(why, seen).as_warning();
        }
        let all: BTreeSet<usize> = items.iter().flat_map(|item| item.panels.clone()).collect();
        let names: Vec<&str> = items.iter().map(|item| item.name).collect();
        let why = format!("{} are on no one side together", names.join(", "));
        if may_lie_over(label, &all) {
            let why = format!("{why}, unless the strip or neck label lies over the same side");
            return Outcome::unclear(why, seen).as_warning();
        }
        let outcome = apart(label, &all, why, seen);
        return if items.iter().all(|item| item.sure) {
            outcome
        } else {
            outcome.in_doubt("not every one of them was read surely")
        };
    };
    match arc(label, panel, &items) {
        Some(arc) if arc > ONE_SIDE => {
            let percent = (arc * 100.0).round();
            let why = format!("they lie {percent} % of the way around apart");
            Outcome::violated(why, seen).as_warning()
        }
        _ => Outcome::met("they are on one panel", seen),
    }
}

/// One of the three, with every place it is printed.
struct Item {
    name: &'static str,
    panels: BTreeSet<usize>,
    places: Vec<Evidence>,
    sure: bool,
}

/// The items that were found; what is missing is another rule's.
fn items(label: &Label) -> Vec<Item> {
    let facts = &label.facts;
    let mut items = Vec::new();
    if let Some((brand, _)) = &facts.brand_name.found {
        let mut on = panels(&brand.evidence);
        on.extend(panels_with_words(label, &brand.text));
        items.push(Item { name: BRAND, panels: on, places: brand.evidence.clone(), sure: true });
    }
    let class = facts.class_type.reading();
    if let Some(class) = class.filter(|class| class.value.id != "spirits.specialty") {
        let same = facts.designations.iter().filter(|other| {
            let (a, b) = (&other.value, &class.value);
            a.id == b.id || a.parents.contains(&b.id)
        });
        let mut places = class.evidence.clone();
        places.extend(same.flat_map(|other| other.evidence.clone()));
        let mut on = panels(&places);
        on.extend(panels_with(label, &class.text));
        let sure = facts.class_type.confident().is_some();
        items.push(Item { name: "class or type", panels: on, places, sure });
    }
    let statements = facts.alcohol_statements.iter().filter(|statement| {
        !matches!(statement.value.form, AlcoholForm::LessThan | AlcoholForm::ByWeight)
    });
    let places: Vec<Evidence> =
        statements.flat_map(|statement| statement.evidence.clone()).collect();
    if !places.is_empty() {
        let sure = facts.alcohol.confident().is_some();
        items.push(Item { name: "alcohol content", panels: panels(&places), places, sure });
    }
    items
}

/// The smallest share of a label all around that holds one place of each item; `None` for a
/// label that does not run around, or lies on its side.
fn arc(label: &Label, panel: usize, items: &[Item]) -> Option<f32> {
    let wrap = label.panels.iter().find(|one| one.index == panel)?;
    if wrap.role != Some(PanelRole::Wrap) || wrap.rotation % 180 != 0 {
        return None;
    }
    let around = wrap.width as f32;
    let mut best = f32::MAX;
    // The arc of the best solution begins where some item begins.
    for start in items.iter().flat_map(|item| spans(item, panel)).map(|(left, _)| left) {
        let reach = |(left, right): (f32, f32)| (left - start).rem_euclid(around) + right - left;
        let ends = items
            .iter()
            .map(|item| spans(item, panel).into_iter().map(reach).fold(f32::MAX, f32::min));
        best = best.min(ends.fold(0.0, f32::max));
    }
    (best < f32::MAX).then_some(best / around)
}

fn spans(item: &Item, panel: usize) -> Vec<(f32, f32)> {
    let here = item.places.iter().filter(|place| place.panel == panel);
    here.map(|place| {
        let (left, _, right, _) = place.polygon.bounds();
        (left, right)
    })
    .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::label::{NameMatch, Quad};
    use crate::rules::OutcomeKind::{Met, NotApplicable, Unclear, Violated};
    use crate::rules::Severity;
    use crate::rules::testing::{assert_cases, assert_severities, label};

    fn named(role: PanelRole) -> Label {
        label().spirits().panel(role).brand("OLD MILL", NameMatch::Exact).class_type(
            "spirits.rum",
            &[],
            "Rum",
        )
    }

    fn strength(label: Label) -> Label {
        label.alcohol("40% ALC/VOL", AlcoholForm::PercentAlcoholByVolume, "40")
    }

    /// A wrap with the alcohol statement beginning at this share of its width.
    fn wrap(share: f32) -> Label {
        strength(named(PanelRole::Wrap)).with(|label| {
            let left = share * 900.0;
            for statement in &mut label.facts.alcohol_statements {
                statement.evidence[0].polygon = Quad::rect(left - 50.0, 0.0, left, 16.0);
            }
        })
    }

    #[test]
    fn the_three_are_on_one_side() {
        assert_cases(
            &RULE,
            [
                ("all on the front", strength(named(PanelRole::Front)), Met),
                ("all on the back", strength(named(PanelRole::Back)), Met),
                (
                    "strength on both",
                    strength(strength(named(PanelRole::Front)).panel(PanelRole::Back)),
                    Met,
                ),
                (
                    "no strength",
                    label().spirits().brand("OLD MILL", NameMatch::Exact),
                    NotApplicable,
                ),
                ("around, near", wrap(0.3), Met),
                ("around, the other way", wrap(0.95), Met),
                ("around, far", wrap(0.6), Violated),
                (
                    "strength behind",
                    strength(named(PanelRole::Front).panel(PanelRole::Back)),
                    Violated,
                ),
                (
                    "somewhere behind, poorly read",
                    strength(named(PanelRole::Front).panel(PanelRole::Back)).poorly_read(),
                    Unclear,
                ),
                (
                    "on the strip",
                    strength(named(PanelRole::Front).panel(PanelRole::Strip)),
                    Unclear,
                ),
                (
                    "only the brand behind, in art perhaps",
                    strength(label().spirits().panel(PanelRole::Front).class_type(
                        "spirits.rum",
                        &[],
                        "Rum",
                    ))
                    .panel(PanelRole::Back)
                    .brand("OLD MILL", NameMatch::Exact),
                    Unclear,
                ),
                (
                    "a specialty, its composition in front",
                    strength(
                        label()
                            .spirits()
                            .panel(PanelRole::Front)
                            .brand("OLD MILL", NameMatch::Exact),
                    )
                    .panel(PanelRole::Back)
                    .class_type(
                        "spirits.specialty",
                        &[],
                        "Distilled Spirits Specialty",
                    ),
                    Met,
                ),
                ("on another", strength(named(PanelRole::Front).panel(PanelRole::Other)), Unclear),
            ],
        );
        assert_severities(
            &RULE,
            [
                (
                    "behind",
                    strength(named(PanelRole::Front).panel(PanelRole::Back)),
                    Severity::Error,
                ),
                (
                    "on the strip",
                    strength(named(PanelRole::Front).panel(PanelRole::Strip)),
                    Severity::Warning,
                ),
                ("around", wrap(0.6), Severity::Warning),
            ],
        );
    }
}
