//! What no wine label can show: kept as rules so that the checklist has its rows.
//! # What the regulation asks
//! 4.36(b)(1) and (c) bound how far the strength of the wine may miss the label. Part 4 asks
//! for no aspartame statement.
//! # How we decide
//! Never against a label. The tolerance excuses no printed figure and no difference between
//! label and application; an aspartame line may stand there and none is missed.
//! # What we cannot see
//! Laboratory reports and formulas.

use super::kind::part_4;
use crate::label::{Commodities, DisclosureKind};
use crate::rules::{ALWAYS, Citation, Evidences, Note, Outcome, Rule, Severity, cfr};

pub static TOLERANCE: Rule = Rule {
    id: "wine.alcohol.tolerance",
    title: "The wine is as strong as its label says",
    statement: "Up to 14 % the wine may miss the printed strength by 1.5 points, above by 1 point, and never \
                by crossing into another class, type or tax class.",
    citation: &[cfr(4, "4.36(b)(1)"), cfr(4, "4.36(c)")],
    commodities: Commodities::WINE,
    severity: Severity::Warning,
    evidence: Evidences("A+X"),
    in_force: ALWAYS,
    remedy: "Measure the wine and print the strength found.",
    passes: &["13 % printed, 14 % measured", "15 % printed, 15.8 % measured"],
    fails: &["13.5 % printed, 14.2 % measured", "12 % printed, 13.8 % measured"],
    check: |label| part_4(label, |_| Outcome::not_applicable(Note::NotVisible)),
};

pub static ASPARTAME: Rule = Rule {
    id: "wine.aspartame",
    title: "No aspartame statement is asked of wine",
    statement: "Part 4 has no aspartame statement; one may be printed, none may be demanded.",
    citation: &[Citation::Other("27 CFR part 4, no provision")],
    commodities: Commodities::WINE,
    severity: Severity::Info,
    evidence: Evidences("X"),
    in_force: ALWAYS,
    remedy: "Nothing to change.",
    passes: &["a wine without it", "a wine that prints it by choice"],
    fails: &["asking wine for the line of part 5", "reading 5.63(c)(8) as covering wine"],
    check: |label| {
        let line =
            label.facts.disclosures.iter().find(|one| one.value.kind == DisclosureKind::Aspartame);
        line.map_or_else(
            || Outcome::not_applicable(Note::NotVisible),
            |line| Outcome::met("printed by choice", line),
        )
    },
};

#[cfg(test)]
mod tests {
    use super::*;
    use crate::label::AlcoholForm::PercentAlcoholByVolume;
    use crate::rules::OutcomeKind::{Met, NotApplicable};
    use crate::rules::testing::label;

    #[test]
    fn nothing_printed_raises_the_question() {
        for percent in ["13.5", "12.0", "15.0", "13.0"] {
            let label = label().alcohol("x", PercentAlcoholByVolume, percent);
            assert_eq!(TOLERANCE.judge(&label).outcome, NotApplicable);
        }
        assert_eq!(ASPARTAME.judge(&label()).outcome, NotApplicable);
        let line = "PHENYLKETONURICS: CONTAINS PHENYLALANINE";
        let printed = label().disclosure(DisclosureKind::Aspartame, line, true);
        assert_eq!(ASPARTAME.judge(&printed).outcome, Met);
    }
}
