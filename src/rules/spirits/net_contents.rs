//! Net contents, and the sizes that are standards of fill.
//! # What the regulation asks
//! 5.70(a), 5.203: metric contents, in litres or millilitres, of an authorised size for the day;
//! other units only in addition and in the same field of vision.
//! # How we decide
//! On all statements read; text declared as blown into the bottle counts as printed. Sizes are
//! the lists', by the day of the application. 355 mL was for cans alone before 2025: what the
//! container is, nobody sees.
//! # What we cannot see
//! The volume inside; whether an import is old enough for 5.203(b).

use super::product::{SPIRITS, apart, is_a_set, no_occasion, panels};
use crate::label::{
    Commodity, Fact, Label, Milliliters, NetContents, Reading, UnitSystem, VolumeUnit, fold,
};
use crate::lists::{self, Fill};
use crate::rules::phrase::{SURE, SURE_OF_MARKS, holds};
use crate::rules::{Citation, Evidences, Note, Outcome, Rule, Severity, cfr};
use rust_decimal::Decimal;

fn uses(statement: &NetContents, units: &[VolumeUnit]) -> bool {
    statement.parts.iter().any(|part| units.contains(&part.unit))
}

const PERMITTED: &[VolumeUnit] = &[VolumeUnit::Milliliter, VolumeUnit::Liter];

/// The statements in litres or millilitres.
fn permitted(label: &Label) -> impl Iterator<Item = &Reading<NetContents>> {
    let facts = &label.facts;
    let all = facts.net_contents.reading().into_iter().chain(&facts.net_contents_statements);
    all.filter(|statement| uses(&statement.value, PERMITTED))
}

pub static REQUIRED: Rule = Rule {
    id: "spirits.net-contents.required",
    title: "The net contents are on the label or in the glass",
    statement: "Metric net contents stand on a label or are blown, embossed or moulded into the container.",
    citation: &[cfr(5, "5.63(b)(2)"), cfr(5, "5.70(a)")],
    evidence: Evidences("T+A"),
    remedy: "Print the net contents in litres or millilitres.",
    passes: &["“750 mL”", "declared as moulded in the glass"],
    fails: &["“25.4 fl oz” alone", "nothing, and nothing declared as embossed"],
    check: required,
    ..SPIRITS
};

fn required(label: &Label) -> Outcome {
    let facts = &label.facts;
    let metric = |one: &&Reading<NetContents>| one.value.system() == Some(UnitSystem::Metric);
    let all = || facts.net_contents.reading().into_iter().chain(&facts.net_contents_statements);
    if let Some(statement) = all().find(metric) {
        return Outcome::met("the net contents are there", statement);
    }
    let embossed = fold(label.declared.application.embossed.as_deref().unwrap_or_default());
    let words = ["net", "contents", "ml", "liter", "litre", "l", "volume"];
    if words.iter().any(|word| holds(&embossed, word)) || embossed.contains("ml") {
        return Outcome::met("they are declared as part of the container", ());
    }
    if let Fact::Unreadable(seen) = &facts.net_contents {
        return Outcome::unclear("text that may be the net contents cannot be read", seen.clone());
    }
    match all().next() {
        Some(statement) => {
            let mut outcome = Outcome::missing(label, "the net contents are in US units alone");
            outcome.evidence.clone_from(&statement.evidence);
            outcome
        }
        None if !label.text.find_any(&["ml", "liter", "liters", "litre"]).is_empty() => {
            Outcome::unclear("a unit of volume is there, but no amount could be read", ())
        }
        None => Outcome::missing(label, "no net contents were found"),
    }
}

pub static FORMAT: Rule = Rule {
    id: "spirits.net-contents.format",
    title: "The net contents are in litres or millilitres",
    statement: "Net contents are in litres or millilitres; centilitres and US units stand only in addition.",
    citation: &[cfr(5, "5.70(a)"), cfr(5, "5.203(a)")],
    remedy: "Print the contents in mL, or in L from one litre.",
    passes: &["“1.75 Liters”", "“70 cl / 700 mL”"],
    fails: &["“70 cl” alone", "“750 cc”"],
    check: format,
    ..SPIRITS
};

fn format(label: &Label) -> Outcome {
    let fraction_of_a_litre = |one: &&Reading<NetContents>| {
        one.value
            .parts
            .iter()
            .all(|part| part.unit == VolumeUnit::Liter && part.amount < Decimal::ONE)
    };
    if let Some(statement) = permitted(label).find(|one| !fraction_of_a_litre(one)) {
        return Outcome::met("the unit is a permitted one", statement);
    }
    let Some(statement) = label.facts.net_contents.reading() else {
        return Outcome::not_applicable(Note::SaidElsewhere);
    };
    let why = format!("“{}”", statement.text.trim());
    let sure =
        label.facts.net_contents.confident().is_some() && statement.confidence >= SURE_OF_MARKS;
    let outcome = if uses(&statement.value, &[VolumeUnit::Liter]) {
        Outcome::violated(format!("{why} is a fraction of a litre"), statement).as_warning()
    } else if uses(&statement.value, &[VolumeUnit::Centiliter, VolumeUnit::CubicCentimeter]) {
        Outcome::violated(format!("{why} is in neither litres nor millilitres"), statement)
    } else {
        return Outcome::not_applicable(Note::SaidElsewhere);
    };
    if sure { outcome } else { outcome.in_doubt("the unit is not surely read") }
}

/// How far an equivalent may be rounded.
const ROUNDING: Decimal = Decimal::from_parts(1, 0, 0, false, 2);
/// A volume this far off is a serving or a recipe, not an equivalent.
const ANOTHER_THING: Decimal = Decimal::from_parts(5, 0, 0, false, 1);

pub static SECONDARY_UNITS: Rule = Rule {
    id: "spirits.net-contents.secondary-units-position",
    title: "Equivalents stand beside the metric contents, and agree",
    statement: "Net contents in US or other metric units are in the same field of vision as the metric \
                contents, and say the same volume.",
    citation: &[cfr(5, "5.70(a)")],
    severity: Severity::Warning,
    evidence: Evidences("L"),
    remedy: "Set the equivalent beside the metric contents, or correct it.",
    passes: &["“750 mL (25.4 fl oz)”", "no second unit"],
    fails: &[
        "“750 mL” behind, “25.4 FL OZ” in front alone",
        "“70 cl” on the neck, “700 mL” behind",
    ],
    check: secondary_units,
    ..SPIRITS
};

fn secondary_units(label: &Label) -> Outcome {
    let metric: Vec<&Reading<NetContents>> = permitted(label).collect();
    let Some(first) = metric.first() else { return Outcome::not_applicable(Note::SaidElsewhere) };
    let volume = first.value.volume.0;
    let off = |one: &Reading<NetContents>| ((one.value.volume.0 - volume) / volume).abs();
    let all = label.facts.net_contents_statements.iter();
    let seconds: Vec<&Reading<NetContents>> = all
        .filter(|one| !uses(&one.value, PERMITTED) && one.confidence >= SURE)
        .filter(|one| off(one) < ANOTHER_THING)
        .collect();
    if seconds.is_empty() || volume.is_zero() || is_a_set(label) {
        return no_occasion();
    }
    let agree = |one: &&&Reading<NetContents>| off(one) > ROUNDING;
    if let Some(wrong) = seconds.iter().find(agree) {
        let why = format!("“{}” is not {} mL", wrong.text.trim(), volume.normalize());
        let seen = [first.evidence.clone(), wrong.evidence.clone()].concat();
        return Outcome::violated(why, seen);
    }
    let with_metric =
        panels(&metric.iter().flat_map(|one| one.evidence.clone()).collect::<Vec<_>>());
    match seconds.iter().find(|one| panels(&one.evidence).is_disjoint(&with_metric)) {
        Some(far) => {
            let seen = [first.evidence.clone(), far.evidence.clone()].concat();
            let why = format!("“{}” is not beside the metric contents", far.text.trim());
            apart(label, &panels(&seen), why, seen)
        }
        None => Outcome::met("the equivalent is beside the metric contents", seconds[0]),
    }
}

/// Larger containers are sold in bulk, outside the standards.
const BULK: Decimal = Decimal::from_parts(3785, 0, 0, false, 0);

pub static STANDARD_OF_FILL: Rule = Rule {
    id: "spirits.net-contents.standard-of-fill",
    title: "The container is of an authorised size",
    statement: "The volume is a standard of fill on the day of the application.",
    citation: &[
        cfr(5, "5.201"),
        cfr(5, "5.203"),
        Citation::Other("T.D. TTB-165"),
        Citation::Other("T.D. TTB-200"),
    ],
    remedy: "Use an authorised size, such as 750 mL, 700 mL or 375 mL.",
    passes: &["750 mL; 700 mL since 29 December 2020", "355 mL on 1 February 2025"],
    fails: &["500 mL in 2024", "680 mL on any day"],
    check: standard_of_fill,
    ..SPIRITS
};

/// What the lists say of a volume on the label's day.
enum Size {
    Authorised,
    /// In some containers only.
    Limited,
    Unknown,
}

fn size(label: &Label, volume: Milliliters) -> Size {
    let in_force =
        |fill: &&Fill| fill.ml == volume.0 && fill.holds(Commodity::DistilledSpirits, label.as_of);
    let fills: Vec<&Fill> = lists::all().fills.iter().filter(in_force).collect();
    if fills.iter().any(|fill| fill.container.is_none()) {
        Size::Authorised
    } else if fills.is_empty() {
        Size::Unknown
    } else {
        Size::Limited
    }
}

fn standard_of_fill(label: &Label) -> Outcome {
    let Some(statement) = label.facts.net_contents.reading() else {
        return Outcome::not_applicable(Note::SaidElsewhere);
    };
    let volume = statement.value.volume;
    if statement.value.system() != Some(UnitSystem::Metric) || volume.0 > BULK {
        return Outcome::not_applicable(Note::SaidElsewhere);
    }
    let printed = volume.0.normalize();
    let sure = label.facts.net_contents.confident().is_some() && statement.confidence >= SURE;
    let another = permitted(label).any(|one| {
        one.value.volume != volume && matches!(size(label, one.value.volume), Size::Authorised)
    });
    match size(label, volume) {
        Size::Authorised => Outcome::met(format!("{printed} mL is a standard of fill"), statement),
        Size::Limited => Outcome::unclear(
            format!("{printed} mL was for metal cans alone on that day"),
            statement,
        ),
        Size::Unknown if sure && !another => {
            let why = format!("{printed} mL is no standard of fill on {}", label.as_of);
            Outcome::violated(why, statement)
        }
        Size::Unknown => {
            Outcome::unclear(format!("{printed} mL would be no standard of fill"), statement)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::label::PanelRole;
    use crate::label::VolumeUnit::{Centiliter, CubicCentimeter, FluidOunce, Liter, Milliliter};
    use crate::rules::OutcomeKind::{Met, NotApplicable, Unclear, Violated};
    use crate::rules::testing::{assert_cases, assert_severities, doubtful, label};

    fn ml(amount: &str) -> Label {
        label().spirits().net_contents(&format!("{amount} mL"), &[(amount, Milliliter)])
    }

    #[test]
    fn metric_contents_are_required() {
        let moulded = label().spirits().declaring(|declared| {
            declared.application.embossed = Some("NET CONTENTS BLOWN INTO BOTTLE".to_owned());
        });
        assert_cases(
            &REQUIRED,
            [
                ("there", ml("750"), Met),
                ("in the glass", moulded, Met),
                (
                    "ounces",
                    label().spirits().net_contents("25.4 fl oz", &[("25.4", FluidOunce)]),
                    Violated,
                ),
                ("nothing", label().spirits(), Violated),
                ("an amount in pieces", label().spirits().text(["7 5 0 ml"]), Unclear),
                ("poorly read", label().spirits().poorly_read(), Unclear),
            ],
        );
    }

    #[test]
    fn litres_and_millilitres_are_the_units() {
        let centilitres = || label().spirits().net_contents("70 cl", &[("70", Centiliter)]);
        let fraction = || label().spirits().net_contents("0.75 L", &[("0.75", Liter)]);
        assert_cases(
            &FORMAT,
            [
                ("a litre", label().spirits().net_contents("1 L", &[("1", Liter)]), Met),
                ("liters", label().spirits().net_contents("1.75 Liters", &[("1.75", Liter)]), Met),
                ("capitals", label().spirits().net_contents("750 ML", &[("750", Milliliter)]), Met),
                ("both", centilitres().net_contents("700 mL", &[("700", Milliliter)]), Met),
                ("nothing", label().spirits(), NotApplicable),
                ("centilitres", centilitres(), Violated),
                (
                    "cc",
                    label().spirits().net_contents("750 cc", &[("750", CubicCentimeter)]),
                    Violated,
                ),
                ("a fraction", fraction(), Violated),
                (
                    "a doubtful unit",
                    centilitres().with(|label| doubtful(&mut label.facts.net_contents)),
                    Unclear,
                ),
            ],
        );
        assert_severities(&FORMAT, [("a fraction", fraction(), Severity::Warning)]);
    }

    #[test]
    fn equivalents_are_beside_the_contents_and_agree() {
        let sides = |first: PanelRole, text: &str, parts: (&str, VolumeUnit), metric: &str| {
            label()
                .spirits()
                .panel(first)
                .net_contents(text, &[parts])
                .panel(PanelRole::Back)
                .net_contents(&format!("{metric} mL"), &[(metric, Milliliter)])
        };
        assert_cases(
            &SECONDARY_UNITS,
            [
                ("beside", ml("750").net_contents("25.4 fl oz", &[("25.4", FluidOunce)]), Met),
                ("none", ml("750"), NotApplicable),
                (
                    "a serving",
                    ml("750").net_contents("1.5 fl oz", &[("1.5", FluidOunce)]),
                    NotApplicable,
                ),
                (
                    "front",
                    sides(PanelRole::Front, "25.4 FL OZ", ("25.4", FluidOunce), "750"),
                    Violated,
                ),
                ("neck", sides(PanelRole::Neck, "70 cl", ("70", Centiliter), "700"), Violated),
                ("wrong", ml("750").net_contents("27 fl oz", &[("27", FluidOunce)]), Violated),
            ],
        );
    }

    #[test]
    fn sizes_are_those_of_the_day() {
        let can = || ml("355").filed(2025, 1, 9);
        assert_cases(
            &STANDARD_OF_FILL,
            [
                ("750", ml("750"), Met),
                ("700, on its day", ml("700").filed(2020, 12, 29), Met),
                ("700, the day before", ml("700").filed(2020, 12, 28), Violated),
                ("355 in 2025", ml("355").filed(2025, 2, 1), Met),
                ("355 before", can(), Unclear),
                ("710, on its day", ml("710").filed(2025, 1, 10), Met),
                ("710, the day before", ml("710").filed(2025, 1, 9), Violated),
                ("500 in 2024", ml("500").filed(2024, 6, 1), Violated),
                ("680", ml("680"), Violated),
                (
                    "680, doubtful",
                    ml("680").with(|label| doubtful(&mut label.facts.net_contents)),
                    Unclear,
                ),
                ("nothing", label().spirits(), NotApplicable),
            ],
        );
    }
}
