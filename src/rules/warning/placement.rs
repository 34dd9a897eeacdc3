//! The statement stands on a label the regulation names.
//! # What the regulation asks
//! 27 CFR 16.21: brand label, separate front label, back or side label; 16.22(c): firmly
//! affixed.
//! # How we decide
//! By the roles of the panels it was found on; one allowed panel is enough. A neck or strip
//! label is not on the list, yet is often part of a label: a person must look.
//! # What we cannot see
//! How firmly a label sticks, and a panel's place when nobody told it.

use crate::label::{Commodities, Label, PanelRole};
use crate::rules::{ALWAYS, Evidences, Note, Outcome, Rule, Severity, cfr};

pub static RULE: Rule = Rule {
    id: "warning.placement",
    title: "The health warning is on a label where it may stand",
    statement: "The statement is on the brand label, a separate front label, or a back or side label, firmly affixed to the container.",
    citation: &[cfr(16, "16.21"), cfr(16, "16.22(c)")],
    commodities: Commodities::ALL,
    severity: Severity::Error,
    evidence: Evidences("L"),
    in_force: ALWAYS,
    remedy: "Move the statement to the front, back or side label.",
    passes: &["on the back label", "on the can’s body"],
    fails: &["only on a capsule, cork or crown", "only on a removable keg collar"],
    check,
};

fn check(label: &Label) -> Outcome {
    let Some(warning) = super::found(label) else {
        return Outcome::not_applicable(Note::SaidElsewhere);
    };
    let mut roles = super::roles(label, warning);
    if roles.is_empty() || roles.contains(&None) {
        return Outcome::not_applicable(Note::NotMeasured);
    }
    roles.sort_by_key(|role| role.map(standing));
    match roles[0].map(standing) {
        Some(Standing::Allowed) => Outcome::met("it is on a label where it may stand", warning),
        Some(Standing::Doubtful) => {
            Outcome::violated("it was found only on a neck, strip or collar label", warning)
                .as_warning()
        }
        _ => Outcome::violated("it was found only on a closure or on the carton", warning),
    }
}

/// How the regulation's list takes a panel, best first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Standing {
    Allowed,
    Doubtful,
    Refused,
}

fn standing(role: PanelRole) -> Standing {
    match role {
        PanelRole::Brand
        | PanelRole::Front
        | PanelRole::Back
        | PanelRole::Side
        | PanelRole::Wrap
        | PanelRole::Other => Standing::Allowed,
        PanelRole::Neck | PanelRole::Strip | PanelRole::Keg => Standing::Doubtful,
        PanelRole::Carton | PanelRole::Closure => Standing::Refused,
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::*;
    use super::*;
    use crate::rules::OutcomeKind::{Met, NotApplicable, Violated};
    use crate::rules::testing::assert_cases;

    #[test]
    fn judges_the_cases_of_the_catalogue() {
        assert_cases(
            &RULE,
            [
                ("back", on(PanelRole::Back), Met),
                ("can body", on(PanelRole::Wrap), Met),
                ("closure", on(PanelRole::Closure), Violated),
                ("keg collar", on(PanelRole::Keg), Violated),
                ("neck", on(PanelRole::Neck), Violated),
                ("role unknown", label(statement()), NotApplicable),
            ],
        );
    }
}
