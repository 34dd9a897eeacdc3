//! How large mandatory text is set, and how large alcohol may be.
//! # What the regulation asks
//! 7.53(a): capital and lower-case letters of mandatory text of 2 mm, of 1 mm up to half a pint.
//! 7.53(b): the alcohol statement at most 3 mm, 4 mm above 40 fluid ounces; the minimum binds it
//! only where it is mandatory.
//! # How we decide
//! Against heights that were measured in millimetres; a height within two standard errors of its
//! limit is a question. Without net contents only what is wrong at any size is said.
//! # What we cannot see
//! Heights on a picture without a scale.

use super::words;
use crate::label::{Commodities, Label, Measured, StatementHeight, StatementKind};
use crate::rules::{ALWAYS, Evidences, Note, Outcome, Rule, Severity, cfr};
use rust_decimal::prelude::ToPrimitive;

/// Half a pint in millilitres, rounded up so that 237 mL is half a pint.
const HALF_PINT_ML: f64 = 237.0;
/// 40 fluid ounces in millilitres, rounded up likewise.
const FORTY_OUNCES_ML: f64 = 1183.0;
const LEAST_MM: f32 = 2.0;
const LEAST_SMALL_MM: f32 = 1.0;
const MOST_MM: f32 = 3.0;
const MOST_LARGE_MM: f32 = 4.0;
/// Standard errors between a measure and a limit that make a finding.
const ERRORS: f32 = 2.0;

pub static MINIMUM: Rule = Rule {
    id: "malt.type-size",
    title: "Mandatory text is at least 2 mm high",
    statement: "All letters of mandatory text are at least 2 mm high, 1 mm on containers of half a \
                pint or less.",
    citation: &[cfr(7, "7.53(a)")],
    commodities: Commodities::MALT,
    severity: Severity::Warning,
    evidence: Evidences("L+A"),
    in_force: ALWAYS,
    remedy: "Set the text so that its lower-case letters reach the height.",
    passes: &["12 fl oz, letters of 2.0 mm", "8 fl oz, letters of 1.0 mm"],
    fails: &["16 fl oz, an address of 1.4 mm", "8.4 fl oz, letters of 1.2 mm"],
    check: minimum,
};

const MANDATORY: [StatementKind; 4] = [
    StatementKind::Brand,
    StatementKind::ClassType,
    StatementKind::NetContents,
    StatementKind::NameAddress,
];

fn minimum(label: &Label) -> Outcome {
    let heights: Vec<&StatementHeight> =
        MANDATORY.iter().filter_map(|&kind| label.measures.height(kind)).collect();
    let Some(smallest) = heights
        .iter()
        .min_by(|a, b| a.millimeters.value.total_cmp(&b.millimeters.value))
        .map(|height| height.millimeters)
    else {
        return Outcome::not_applicable(Note::NotMeasured);
    };
    at_least(smallest, least(volume_ml(label)), "mandatory text")
}

/// The least height for a size, and the least at any size.
fn least(volume: Option<f64>) -> (f32, f32) {
    match volume {
        Some(ml) if ml <= HALF_PINT_ML => (LEAST_SMALL_MM, LEAST_SMALL_MM),
        Some(_) => (LEAST_MM, LEAST_MM),
        None => (LEAST_MM, LEAST_SMALL_MM),
    }
}

fn at_least(height: Measured<f32>, (wanted, surely): (f32, f32), what: &str) -> Outcome {
    let said = format!("{what} is {:.1} mm high; {wanted} mm are asked", height.value);
    if height.value >= wanted {
        Outcome::met(said, ())
    } else if height.value + ERRORS * height.uncertainty < surely {
        Outcome::violated(said, ())
    } else {
        Outcome::unclear(said, ())
    }
}

fn volume_ml(label: &Label) -> Option<f64> {
    let printed = label.facts.net_contents.value().map(|contents| contents.volume);
    printed.or(label.declared.net_contents).and_then(|volume| volume.0.to_f64())
}

pub static ALCOHOL_MAXIMUM: Rule = Rule {
    id: "malt.alcohol.type-size-max",
    title: "The alcohol statement is not larger than allowed",
    statement: "The alcohol statement is at most 3 mm high, 4 mm on containers above 40 fluid \
                ounces; where it is mandatory it is as high as other mandatory text.",
    citation: &[cfr(7, "7.53(a)"), cfr(7, "7.53(b)")],
    commodities: Commodities::MALT,
    severity: Severity::Warning,
    evidence: Evidences("L"),
    in_force: ALWAYS,
    remedy: "Set the alcohol statement between 2 and 3 mm high.",
    passes: &["a 12 fl oz can, 2.5 mm", "a 64 fl oz growler, 3.8 mm"],
    fails: &["a 16 fl oz can, 6 mm", "a 12 fl oz flavored malt beverage, 1.5 mm"],
    check: alcohol_maximum,
};

fn alcohol_maximum(label: &Label) -> Outcome {
    let Some(height) = label.measures.height(StatementKind::Alcohol) else {
        return Outcome::not_applicable(Note::NotMeasured);
    };
    let height = height.millimeters;
    let volume = volume_ml(label);
    let (allowed, surely) = match volume {
        Some(ml) if ml <= FORTY_OUNCES_ML => (MOST_MM, MOST_MM),
        Some(_) => (MOST_LARGE_MM, MOST_LARGE_MM),
        None => (MOST_MM, MOST_LARGE_MM),
    };
    let seen = &label.facts.alcohol;
    if height.value > allowed {
        let why = format!(
            "the alcohol statement is {:.1} mm high; {allowed} mm are allowed",
            height.value
        );
        let sure = height.value - ERRORS * height.uncertainty > surely;
        return if sure { Outcome::violated(why, seen) } else { Outcome::unclear(why, seen) };
    }
    if !words::added_flavors(label).is_empty() {
        return at_least(height, least(volume), "the mandatory alcohol statement");
    }
    Outcome::met("the alcohol statement is not too large", seen)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::label::StatementKind::{Alcohol, ClassType, NameAddress};
    use crate::label::VolumeUnit::{FluidOunce, Gallon, Pint};
    use crate::rules::OutcomeKind::{Met, NotApplicable, Unclear, Violated};
    use crate::rules::testing::{assert_cases, label};

    fn set(label: Label, statement: StatementKind, millimeters: f32) -> Label {
        let millimeters = Measured { value: millimeters, uncertainty: 0.1 };
        label.with(|label| {
            label.measures.heights.push(StatementHeight {
                statement,
                millimeters,
                capitals: false,
            });
        })
    }

    fn holding(ounces: &str) -> Label {
        label().malt().net_contents(&format!("{ounces} fl oz"), &[(ounces, FluidOunce)])
    }

    #[test]
    fn letters_reach_the_height_of_their_container() {
        let pint = label().malt().net_contents("1 PINT", &[("1", Pint)]);
        assert_cases(
            &MINIMUM,
            [
                ("two millimetres", set(holding("12"), NameAddress, 2.0), Met),
                ("a small bottle", set(holding("8"), ClassType, 1.0), Met),
                ("not measured", holding("12"), NotApplicable),
                ("too small", set(pint, NameAddress, 1.4), Violated),
                ("just above half a pint", set(holding("8.4"), NameAddress, 1.2), Violated),
                ("within the error", set(holding("12"), NameAddress, 1.9), Unclear),
                ("no contents known", set(label().malt(), NameAddress, 1.4), Unclear),
            ],
        );
    }

    #[test]
    fn the_alcohol_statement_is_neither_large_nor_small_where_due() {
        let pint = label().malt().net_contents("1 PINT", &[("1", Pint)]);
        let growler = label().malt().net_contents("1/2 GALLON", &[("0.5", Gallon)]);
        let flavored = || holding("12").text(["Beer with natural flavors"]);
        assert_cases(
            &ALCOHOL_MAXIMUM,
            [
                ("a can", set(holding("12"), Alcohol, 2.5), Met),
                ("a growler", set(growler, Alcohol, 3.8), Met),
                ("small and optional", set(holding("12"), Alcohol, 1.5), Met),
                ("not measured", holding("12"), NotApplicable),
                ("too large", set(pint, Alcohol, 6.0), Violated),
                ("small and mandatory", set(flavored(), Alcohol, 1.5), Violated),
                ("no contents known", set(label().malt(), Alcohol, 3.6), Unclear),
            ],
        );
    }
}
