//! The statement stands separate and apart from all other information.
//! # What the regulation asks
//! 27 CFR 16.21. No gap is given.
//! # How we decide
//! Text inside the statement or on its own line is a violation. Text nearer than a line of
//! the statement's own height is a matter for a person.
//! # What we cannot see
//! Rules and boxes around the statement, which set it apart as well.

use crate::label::{Commodities, Label};
use crate::rules::{ALWAYS, Evidences, Note, Outcome, Rule, Severity, cfr};

/// The nearest other text, in line heights, that is plainly apart.
const APART_LINES: f32 = 1.0;

pub static RULE: Rule = Rule {
    id: "warning.separate-and-apart",
    title: "The health warning stands separate and apart",
    statement: "The statement appears separate and apart from all other information: nothing inside it, nothing run on before or after it.",
    citation: &[cfr(16, "16.21")],
    commodities: Commodities::ALL,
    severity: Severity::Error,
    evidence: Evidences("L+T"),
    in_force: ALWAYS,
    remedy: "Set the statement in a block of its own, with space or a rule around it.",
    passes: &["a block of its own", "boxed, with the UPC outside the box"],
    fails: &[
        "CONTAINS SULFITES on the statement’s last line",
        "net contents between the sentences",
    ],
    check,
};

fn check(label: &Label) -> Outcome {
    let Some(warning) = super::found(label) else {
        return Outcome::not_applicable(Note::SaidElsewhere);
    };
    let statement = &warning.value;
    if let Some(first) = statement.interruptions.first() {
        let message = format!("“{}” stands inside the statement", first.text);
        return Outcome::violated(message, statement.interruptions.clone());
    }
    if let Some(first) = statement.run_on.first() {
        let message = format!("“{}” runs on with the statement", first.text);
        return Outcome::violated(message, statement.run_on.clone());
    }
    match label.measures.warning_gap_lines {
        Some(gap) if gap.value + gap.uncertainty < APART_LINES => Outcome::violated(
            "other text stands nearer to the statement than one of its lines is high",
            warning,
        )
        .as_warning(),
        _ => Outcome::met("nothing stands inside the statement or on its lines", warning),
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::*;
    use super::*;
    use crate::label::WarningStatement;
    use crate::rules::OutcomeKind::{Met, Violated};
    use crate::rules::testing::assert_cases;

    #[test]
    fn judges_the_cases_of_the_catalogue() {
        assert_cases(
            &RULE,
            [
                ("its own block", label(statement()), Met),
                (
                    "a line and a half away",
                    measured(statement(), |m| m.warning_gap_lines = Some(exactly(1.5))),
                    Met,
                ),
                (
                    "run on",
                    label(WarningStatement {
                        run_on: vec![place("CONTAINS SULFITES")],
                        ..statement()
                    }),
                    Violated,
                ),
                (
                    "net contents inside",
                    label(WarningStatement { interruptions: vec![place("750 ML")], ..statement() }),
                    Violated,
                ),
                (
                    "too near",
                    measured(statement(), |m| m.warning_gap_lines = Some(exactly(0.4))),
                    Violated,
                ),
            ],
        );
    }
}
