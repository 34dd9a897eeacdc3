//! Letters are large enough.
//! # What the regulation asks
//! 5.53: capital and small letters of mandatory information are at least 2 mm high above 200 mL,
//! 1 mm up to 200 mL.
//! # How we decide
//! On measured heights, the smallest letters of each statement. A height that its own
//! uncertainty could lift over the line is a question.
//! # What we cannot see
//! Millimetres, where no printed size is declared.

use super::product::SPIRITS;
use crate::label::{Label, StatementKind};
use crate::rules::{Evidences, Note, Outcome, Rule, Severity, cfr};
use rust_decimal::Decimal;

/// Containers up to this many millilitres may use the smaller letters.
const SMALL: Decimal = Decimal::from_parts(200, 0, 0, false, 0);
const SMALL_MM: f32 = 1.0;
const LARGE_MM: f32 = 2.0;
/// Standard errors that a finding allows for.
const SURE: f32 = 2.0;

const MANDATORY: [StatementKind; 6] = [
    StatementKind::Brand,
    StatementKind::ClassType,
    StatementKind::Alcohol,
    StatementKind::NetContents,
    StatementKind::NameAddress,
    StatementKind::Sulfites,
];

pub static RULE: Rule = Rule {
    id: "spirits.type-size",
    title: "Mandatory information is at least 2 mm high",
    statement: "All letters of mandatory information are at least 2 mm high, 1 mm on containers of 200 mL or less.",
    citation: &[cfr(5, "5.53")],
    severity: Severity::Warning,
    evidence: Evidences("L+A"),
    remedy: "Set the statement in larger type: small letters count as well as capitals.",
    passes: &["750 mL, small letters of 2.0 mm", "50 mL, small letters of 1.0 mm"],
    fails: &[
        "375 mL, capitals of 2.2 mm with small letters of 1.5 mm",
        "200 mL, small letters of 0.8 mm",
    ],
    check,
    ..SPIRITS
};

fn check(label: &Label) -> Outcome {
    let volume = label.facts.net_contents.value().map(|contents| contents.volume);
    let volume = volume.or(label.declared.net_contents);
    let least = match volume {
        Some(volume) if volume.0 > SMALL => LARGE_MM,
        // Unknown contents: only what is too small for every container is wrong.
        _ => SMALL_MM,
    };
    let heights = MANDATORY.iter().filter_map(|&kind| label.measures.height(kind));
    let smallest =
        heights.map(|height| height.millimeters).min_by(|a, b| a.value.total_cmp(&b.value));
    let Some(smallest) = smallest else { return Outcome::not_applicable(Note::NotMeasured) };
    let millimeters = smallest.value;
    if millimeters >= least {
        return Outcome::met(format!("the smallest letters measure {millimeters:.1} mm"), ());
    }
    let why = format!("letters of {millimeters:.1} mm are under {least} mm");
    if millimeters + SURE * smallest.uncertainty < least {
        Outcome::violated(why, ())
    } else {
        Outcome::unclear(format!("{why}, by less than could be measured"), ())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::label::{Measured, StatementHeight, VolumeUnit::Milliliter};
    use crate::rules::OutcomeKind::{Met, NotApplicable, Unclear, Violated};
    use crate::rules::testing::{assert_cases, label};

    fn set(ml: &str, millimeters: f32) -> Label {
        label().spirits().net_contents(ml, &[(ml, Milliliter)]).with(|label| {
            label.measures.heights.push(StatementHeight {
                statement: StatementKind::NetContents,
                millimeters: Measured { value: millimeters, uncertainty: 0.05 },
                capitals: false,
            });
        })
    }

    #[test]
    fn small_letters_reach_the_size_of_the_container() {
        assert_cases(
            &RULE,
            [
                ("750", set("750", 2.0), Met),
                ("50", set("50", 1.0), Met),
                ("not measured", label().spirits(), NotApplicable),
                ("375", set("375", 1.5), Violated),
                ("200 is small", set("200", 0.8), Violated),
                ("200, enough", set("200", 1.5), Met),
                ("within the error", set("750", 1.95), Unclear),
            ],
        );
    }
}
