//! Labels for export are outside these rules.
//! # What the regulation asks
//! Parts 4, 5, 7 and 16 do not reach goods exported in bond (4.80, 5.8, 7.8, 16.31); goods
//! for the Armed Forces abroad keep the health warning.
//! # How we decide
//! Declared export, or a label that plainly says it is for export only, takes every other
//! room out of the judging ([`suppresses`]); the forces' goods keep the warning's room. A
//! foreign language alone says nothing about where goods go.
//! # What we cannot see
//! Where the goods went. A label marked for export on an application that says otherwise is
//! shown.

use crate::label::{Commodities, Hit, Label};
use crate::rules::phrase;
use crate::rules::{ALWAYS, Evidences, Note, Outcome, Rule, Severity, cfr};

const EXPORT_MARKS: [&str; 5] = [
    "export only",
    "for export use only",
    "not for sale in the usa",
    "not for sale in the us",
    "not for sale in the united states",
];
const FORCES_MARKS: [&str; 6] = [
    "armed forces",
    "military exchange",
    "military exchanges",
    "for military use",
    "for military sale",
    "aafes",
];

/// Where exported goods go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Destination {
    Abroad,
    /// To the Armed Forces of the United States abroad.
    Forces,
}

pub static RULE: Rule = Rule {
    id: "scope.export",
    title: "Labels for export are outside these rules",
    statement: "Goods exported in bond need not follow parts 4, 5, 7 and 16; goods for the Armed \
                Forces abroad still carry the health warning.",
    citation: &[cfr(4, "4.80"), cfr(5, "5.8"), cfr(7, "7.8"), cfr(16, "16.31")],
    commodities: Commodities::ALL,
    severity: Severity::Info,
    evidence: Evidences("A"),
    in_force: ALWAYS,
    remedy: "Say in the application whether the goods are for export.",
    passes: &["declared for export", "marked “for export only”"],
    fails: &[
        "marked for export, declared for sale at home",
        "marked for the forces, declared for sale at home",
    ],
    check,
};

/// Where the goods go, if they are exported.
#[must_use]
pub fn destination(label: &Label) -> Option<Destination> {
    let exported = match label.declared.application.export {
        Some(declared) => declared,
        None => !export_marks(label).is_empty(),
    };
    let forces = exported && !phrase::anywhere(label, &FORCES_MARKS).is_empty();
    match (exported, forces) {
        (false, _) => None,
        (true, true) => Some(Destination::Forces),
        (true, false) => Some(Destination::Abroad),
    }
}

/// Whether a rule has no say over goods that go there.
#[must_use]
pub fn suppresses(destination: Option<Destination>, rule: &Rule) -> bool {
    match destination {
        None => false,
        Some(Destination::Forces) => {
            !rule.id.starts_with("warning.") && !rule.id.starts_with("scope.")
        }
        Some(Destination::Abroad) => !rule.id.starts_with("scope."),
    }
}

fn export_marks(label: &Label) -> Vec<Hit> {
    phrase::anywhere(label, &EXPORT_MARKS)
}

fn check(label: &Label) -> Outcome {
    let marks = export_marks(label);
    match destination(label) {
        Some(Destination::Abroad) => {
            Outcome::met("for export: the label rules were not applied", marks.as_slice())
        }
        Some(Destination::Forces) => {
            let seen = phrase::anywhere(label, &FORCES_MARKS);
            Outcome::met("for the Armed Forces abroad: only the health warning applies", seen)
        }
        None if marks.is_empty() => Outcome::not_applicable(Note::NoOccasion),
        None => Outcome::violated("the label is marked for export, the application is not", marks),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::OutcomeKind::{Met, NotApplicable, Violated};
    use crate::rules::testing::{assert_cases, label};
    use crate::rules::{self, OutcomeKind};

    fn exported(export: bool) -> Label {
        label().spirits().declaring(|declared| declared.application.export = Some(export))
    }

    #[test]
    fn export_is_declared_or_plainly_marked() {
        assert_cases(
            &RULE,
            [
                ("declared", exported(true), Met),
                ("marked", label().text(["FOR EXPORT ONLY"]), Met),
                ("marked otherwise", label().text(["Not for sale in the United States"]), Met),
                ("a style of beer", label().malt().text(["EXPORT LAGER"]), NotApplicable),
                ("a translation", label().text(["Zum Wohl", "Cheers"]), NotApplicable),
                ("marked, declared otherwise", exported(false).text(["For export only"]), Violated),
                ("marked faintly", label().faint("for export only", 0.5), NotApplicable),
                ("for Guam", exported(false), NotApplicable),
                (
                    "forces, not exported",
                    exported(false).text(["Armed Forces", "for export only"]),
                    Violated,
                ),
            ],
        );
    }

    #[test]
    fn goods_for_export_are_judged_by_no_rule_and_those_for_the_forces_by_the_warning() {
        let spoken = |label: Label| -> Vec<&str> {
            rules::judge(&label)
                .into_iter()
                .filter(|finding| finding.outcome != OutcomeKind::NotApplicable)
                .map(|finding| finding.rule)
                .filter(|rule| !rule.starts_with("scope."))
                .collect()
        };
        assert!(spoken(exported(false)).contains(&"warning.present"));
        assert!(spoken(exported(true)).is_empty());
        let forces = spoken(exported(true).text(["Military Exchange"]));
        assert!(forces.iter().all(|rule| rule.starts_with("warning.")), "{forces:?}");
        assert!(forces.contains(&"warning.present"));
    }
}
