//! The statement is on a contrasting ground.
//! # What the regulation asks
//! 27 CFR 16.22(a)(1): readily legible, on a contrasting background.
//! # How we decide
//! By the luminance of ink and ground. The law asks for what can be read and gives no ratio.
//! Below 3 to 1 pale print is remarked; a person has to look where it is below 2 to 1, or
//! where some word of it could not be read: a statement of which every word was read exactly
//! is legible.
//! # What we cannot see
//! Glass, liquid and foil under a transparent label.

use crate::label::{Commodities, Label};
use crate::rules::{ALWAYS, Evidences, Note, Outcome, Rule, Severity, cfr};

/// Luminance ratio under which print is pale.
const LEAST_CONTRAST: f32 = 3.0;

/// Luminance ratio under which print is hard to read for anyone.
const HARDLY_ANY: f32 = 2.0;

pub static RULE: Rule = Rule {
    id: "warning.contrast-legible",
    title: "The health warning stands out from its ground",
    statement: "The statement is readily legible under ordinary conditions, on a contrasting background.",
    citation: &[cfr(16, "16.22(a)(1)")],
    commodities: Commodities::ALL,
    severity: Severity::Warning,
    evidence: Evidences("L"),
    in_force: ALWAYS,
    remedy: "Print the statement in a colour that contrasts with its background.",
    passes: &["black on white", "white on dark green"],
    fails: &["dark grey on black", "gold on light metal"],
    check,
};

fn check(label: &Label) -> Outcome {
    let Some(warning) = super::found(label) else {
        return Outcome::not_applicable(Note::SaidElsewhere);
    };
    match label.measures.warning_contrast {
        None => Outcome::not_applicable(Note::NotMeasured),
        Some(ratio) if ratio.value + ratio.uncertainty < LEAST_CONTRAST => {
            let pale =
                Outcome::violated(format!("contrast of only {:.1} to 1", ratio.value), warning);
            let was_read =
                warning.value.doubts.is_empty() && label.facts.health_warning.confident().is_some();
            if was_read && ratio.value >= HARDLY_ANY { pale.as_info() } else { pale }
        }
        Some(ratio) => Outcome::met(format!("contrast of {:.1} to 1", ratio.value), warning),
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::*;
    use super::*;
    use crate::label::{DifferenceKind, WarningStatement};
    use crate::rules::OutcomeKind::{Met, NotApplicable, Violated};
    use crate::rules::testing::{assert_cases, assert_severities};

    #[test]
    fn judges_the_cases_of_the_catalogue() {
        assert_cases(
            &RULE,
            [
                (
                    "black on white",
                    measured(statement(), |m| m.warning_contrast = Some(exactly(20.0))),
                    Met,
                ),
                (
                    "white on dark green",
                    measured(statement(), |m| m.warning_contrast = Some(exactly(9.0))),
                    Met,
                ),
                (
                    "dark grey on black",
                    measured(statement(), |m| m.warning_contrast = Some(exactly(1.8))),
                    Violated,
                ),
                (
                    "gold on light metal",
                    measured(statement(), |m| m.warning_contrast = Some(exactly(1.5))),
                    Violated,
                ),
                ("not measured", label(statement()), NotApplicable),
            ],
        );
    }

    #[test]
    fn pale_print_that_was_read_holds_nothing_up() {
        let pale =
            |ratio, statement| measured(statement, |m| m.warning_contrast = Some(exactly(ratio)));
        let unread = differing(DifferenceKind::Wording, "health", "heaith");
        let unread = WarningStatement { doubts: unread.differences, ..statement() };
        assert_severities(
            &RULE,
            [
                ("sage on white, read", pale(2.3, statement()), Severity::Info),
                ("sage on white, half read", pale(2.3, unread), Severity::Warning),
                ("hardly any contrast", pale(1.5, statement()), Severity::Warning),
            ],
        );
    }
}
