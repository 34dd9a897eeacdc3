//! The size and the place of lettering.
//! # What the regulation asks
//! 4.38(b): mandatory text at least 2 mm above 187 mL and 1 mm up to it; the alcohol statement from
//! 1 mm to 3 mm on containers up to 5 L and not set off. 4.34(a),(b): the parts of the designation
//! of one size, the appellation beside it and substantially as conspicuous.
//! # How we decide
//! By measured heights alone, beyond twice their uncertainty. Ratios are suggestions of the trade,
//! so they only ask for a look.
//! # What we cannot see
//! Millimetres without a declared size of the panel. TTB does not judge sizes when it approves.

use super::kind::part_4;
use crate::label::{Commodities, Label, Measured, StatementKind};
use crate::rules::{ALWAYS, Evidences, Note, Outcome, Rule, Severity, cfr};
use rust_decimal::Decimal;

/// Up to this size 1 mm is enough (4.38(b)(2)).
const SMALL_CONTAINER_ML: Decimal = Decimal::from_parts(187, 0, 0, false, 0);
const LEAST_MM: f32 = 2.0;
const LEAST_SMALL_MM: f32 = 1.0;
/// Up to this size the alcohol statement has a largest height (4.38(b)(3)).
const LARGE_CONTAINER_ML: Decimal = Decimal::from_parts(5_000, 0, 0, false, 0);
const ALCOHOL_LEAST_MM: f32 = 1.0;
const ALCOHOL_MOST_MM: f32 = 3.0;
/// Below this ratio of heights lettering is hardly “substantially” of one size.
const LEAST_RATIO: f32 = 0.5;
/// Standard errors a finding must lie beyond its limit.
const ERRORS: f32 = 2.0;
/// Mandatory statements whose height has a minimum; the alcohol statement has its own.
const MANDATORY: [(StatementKind, &str); 6] = [
    (StatementKind::Brand, "brand name"),
    (StatementKind::ClassType, "designation"),
    (StatementKind::NetContents, "net contents"),
    (StatementKind::NameAddress, "name and address"),
    (StatementKind::Origin, "country of origin"),
    (StatementKind::Sulfites, "sulfite statement"),
];

pub static TYPE_SIZE: Rule = Rule {
    id: "wine.type-size",
    title: "Mandatory text is large enough",
    statement: "Mandatory text other than the alcohol content is at least 2 mm high, on containers up to 187 mL at least \
                1 mm.",
    citation: &[cfr(4, "4.38(b)(1)"), cfr(4, "4.38(b)(2)")],
    commodities: Commodities::WINE,
    severity: Severity::Warning,
    evidence: Evidences("L+A"),
    in_force: ALWAYS,
    remedy: "Set the statement in larger type.",
    passes: &["2.2 mm on 750 mL", "1.1 mm on 187 mL"],
    fails: &["1.4 mm on a can of 250 mL", "0.8 mm on 187 mL"],
    check: |label| part_4(label, type_size),
};

fn type_size(label: &Label) -> Outcome {
    let Some(volume) = volume(label) else { return Outcome::not_applicable(Note::NotMeasured) };
    let least = if volume <= SMALL_CONTAINER_ML { LEAST_SMALL_MM } else { LEAST_MM };
    let mut measured = false;
    for (statement, name) in MANDATORY {
        let Some(height) = label.measures.height(statement) else { continue };
        measured = true;
        let Measured { value, uncertainty } = height.millimeters;
        if value + ERRORS * uncertainty < least {
            let why = format!("the {name} is {value:.1} mm high, less than {least:.0} mm");
            return Outcome::violated(why, ());
        }
    }
    if measured {
        Outcome::met(format!("what was measured is at least {least:.0} mm high"), ())
    } else {
        Outcome::not_applicable(Note::NotMeasured)
    }
}

pub static ALCOHOL_SIZE: Rule = Rule {
    id: "wine.alcohol.type-size",
    title: "The alcohol statement is from 1 mm to 3 mm high",
    statement: "The alcohol statement is at least 1 mm and, on containers up to 5 L, at most 3 mm high, not boxed or \
                otherwise set off.",
    citation: &[cfr(4, "4.38(b)(3)")],
    commodities: Commodities::WINE,
    severity: Severity::Warning,
    evidence: Evidences("L"),
    in_force: ALWAYS,
    remedy: "Set the alcohol statement between 1 mm and 3 mm high, without a box.",
    passes: &["2 mm on 750 mL", "4 mm on 6 L"],
    fails: &["4 mm on 750 mL", "a statement in a printed box"],
    check: |label| part_4(label, alcohol_size),
};

fn alcohol_size(label: &Label) -> Outcome {
    let Some(volume) = volume(label) else { return Outcome::not_applicable(Note::NotMeasured) };
    if volume > LARGE_CONTAINER_ML {
        return Outcome::met("containers above 5 L have no largest height", ());
    }
    let seen = label.facts.alcohol.evidence();
    if label.measures.alcohol_boxed == Some(true) {
        return Outcome::violated("the alcohol statement is boxed", seen);
    }
    let Some(height) = label.measures.height(StatementKind::Alcohol) else {
        return Outcome::not_applicable(Note::NotMeasured);
    };
    let Measured { value, uncertainty } = height.millimeters;
    if value - ERRORS * uncertainty > ALCOHOL_MOST_MM {
        Outcome::violated(format!("the alcohol statement is {value:.1} mm high"), seen)
    } else if value + ERRORS * uncertainty < ALCOHOL_LEAST_MM {
        Outcome::violated(format!("the alcohol statement is only {value:.1} mm high"), seen)
    } else {
        Outcome::met("the alcohol statement is between 1 mm and 3 mm high", seen)
    }
}

pub static TOGETHER: Rule = Rule {
    id: "wine.class-type.together-same-size",
    title: "The parts of the designation are of one size",
    statement: "All parts of the designation stand in direct conjunction, in lettering of substantially the same size \
                and kind.",
    citation: &[cfr(4, "4.34(a)")],
    commodities: Commodities::WINE,
    severity: Severity::Warning,
    evidence: Evidences("L"),
    in_force: ALWAYS,
    remedy: "Set all words of the designation together in one size and face.",
    passes: &["“RED” over “TABLE WINE” in one size", "“Dry Sparkling Wine” on one line"],
    fails: &["a huge “RED”, a tiny “wine with natural flavors”", "parts in a third of the size"],
    check: |label| {
        part_4(label, |label| {
            ratio(
                label.measures.designation_height_ratio,
                label.facts.class_type.evidence(),
                "the parts of the designation differ in size",
            )
        })
    },
};

pub static CONJUNCTION: Rule = Rule {
    id: "wine.appellation.direct-conjunction",
    title: "The appellation is as conspicuous as the designation",
    statement: "A mandatory appellation stands in direct conjunction with the designation, substantially as \
                conspicuous.",
    citation: &[cfr(4, "4.34(b)"), cfr(4, "4.27(a)")],
    commodities: Commodities::WINE,
    severity: Severity::Warning,
    evidence: Evidences("L"),
    in_force: ALWAYS,
    remedy: "Set the appellation next to the designation in lettering of about its size.",
    passes: &["the same line in similar size", "“RUSSIAN RIVER VALLEY” over “CHARDONNAY”"],
    fails: &[
        "an appellation of 1 mm under a grape of 12 mm",
        "an appellation of a third of the size",
    ],
    check: |label| {
        part_4(label, |label| {
            ratio(
                label.measures.appellation_height_ratio,
                label.facts.appellation.evidence(),
                "the appellation is much smaller than the designation",
            )
        })
    },
};

fn ratio(
    measured: Option<Measured<f32>>,
    seen: &[crate::label::Evidence],
    why: &'static str,
) -> Outcome {
    match measured {
        None => Outcome::not_applicable(Note::NotMeasured),
        Some(ratio) if ratio.value + ERRORS * ratio.uncertainty < LEAST_RATIO => {
            Outcome::violated(why, seen)
        }
        Some(_) => Outcome::met("the lettering is of about one size", seen),
    }
}

/// The printed volume in millilitres, else the declared one.
fn volume(label: &Label) -> Option<Decimal> {
    let printed = label.facts.net_contents.confident().map(|one| one.value.volume);
    printed.or(label.declared.net_contents).map(|volume| volume.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::label::{StatementHeight, VolumeUnit::Milliliter};
    use crate::rules::OutcomeKind::{Met, NotApplicable, Violated};
    use crate::rules::testing::{assert_cases, label};

    fn holding(ml: &str, statement: StatementKind, height: f32) -> Label {
        label().net_contents("x", &[(ml, Milliliter)]).with(|label| {
            label.measures.heights.push(StatementHeight {
                statement,
                millimeters: Measured { value: height, uncertainty: 0.1 },
                capitals: true,
            });
        })
    }

    #[test]
    fn mandatory_text_is_two_millimetres_high() {
        use StatementKind::{ClassType, NameAddress, Sulfites};
        assert_cases(
            &TYPE_SIZE,
            [
                ("2.2 on 750", holding("750", ClassType, 2.2), Met),
                ("1.1 on 187", holding("187", NameAddress, 1.1), Met),
                ("within the uncertainty", holding("750", ClassType, 1.9), Met),
                ("not measured", label(), NotApplicable),
                ("1.4 on 250", holding("250", Sulfites, 1.4), Violated),
                ("0.7 on 187", holding("187", NameAddress, 0.7), Violated),
            ],
        );
    }

    #[test]
    fn the_alcohol_statement_is_small_and_unboxed() {
        use StatementKind::Alcohol;
        let boxed = holding("750", Alcohol, 2.0).with(|label| {
            label.measures.alcohol_boxed = Some(true);
        });
        assert_cases(
            &ALCOHOL_SIZE,
            [
                ("2 on 750", holding("750", Alcohol, 2.0), Met),
                ("4 on 6 L", holding("6000", Alcohol, 4.0), Met),
                ("not measured", label(), NotApplicable),
                ("4 on 750", holding("750", Alcohol, 4.0), Violated),
                ("0.7 on 750", holding("750", Alcohol, 0.7), Violated),
                ("boxed", boxed, Violated),
            ],
        );
    }

    #[test]
    fn ratios_ask_for_a_look_only_when_measured() {
        let measured = |value| Some(Measured { value, uncertainty: 0.02 });
        let parts =
            |value| label().with(|label| label.measures.designation_height_ratio = measured(value));
        let place =
            |value| label().with(|label| label.measures.appellation_height_ratio = measured(value));
        assert_cases(
            &TOGETHER,
            [
                ("one size", parts(1.0), Met),
                ("not measured", label(), NotApplicable),
                ("a third", parts(0.33), Violated),
                ("a tenth", parts(0.1), Violated),
            ],
        );
        assert_cases(
            &CONJUNCTION,
            [
                ("one size", place(0.9), Met),
                ("not measured", label(), NotApplicable),
                ("1 mm under 12 mm", place(0.08), Violated),
                ("a third", place(0.33), Violated),
            ],
        );
    }
}
