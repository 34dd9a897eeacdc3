//! The declared vintage is the printed one.
//! # What the regulation asks
//! 4.27; older forms gave the vintage. Adding or changing one is an allowable revision.
//! # How we decide
//! Year against year. A year read with doubt, or another year of the label that is the declared
//! one, is a question.
//! # What we cannot see
//! A vintage on a panel not supplied.

use crate::label::{Commodities, Fact, Label};
use crate::rules::{ALWAYS, Citation, Evidences, Note, Outcome, Rule, Severity, cfr};

pub static RULE: Rule = Rule {
    id: "application.vintage",
    title: "The printed vintage is the declared one",
    statement: "Where the application gives a vintage, the label gives the same year.",
    citation: &[cfr(4, "4.27"), Citation::Other("TTB F 5100.31 item V.5")],
    commodities: Commodities::WINE,
    severity: Severity::Warning,
    evidence: Evidences("T+A"),
    in_force: ALWAYS,
    remedy: "Bring the application's vintage and the label's into agreement.",
    passes: &["2021 declared, 2021 printed", "none declared, 2022 printed"],
    fails: &["2021 declared, 2019 printed", "2021 declared, no year found"],
    check: |label| check(label).held_when_unclear(),
};

fn check(label: &Label) -> Outcome {
    let Some(declared) = label.declared.vintage else {
        return Outcome::not_applicable(Note::NotDeclared);
    };
    match &label.facts.vintage {
        Fact::Read(printed) | Fact::Doubtful(printed) if printed.value.year == declared => {
            Outcome::met("the declared vintage is printed", printed)
        }
        Fact::Read(printed) => Outcome::violated(
            format!("declared {declared}, printed {}", printed.value.year),
            printed,
        ),
        Fact::Doubtful(printed) => {
            Outcome::unclear("the printed vintage is not read with certainty", printed)
        }
        Fact::Unreadable(seen) => Outcome::unclear("the vintage could not be read", seen),
        Fact::Absent => {
            let year = label.facts.other_years.iter().find(|year| year.value == declared);
            match year {
                Some(year) => {
                    Outcome::unclear("the year is printed, perhaps not as a vintage", year)
                }
                None => Outcome::unclear(format!("the vintage {declared} was not found"), ()),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::OutcomeKind::{Met, NotApplicable, Unclear, Violated};
    use crate::rules::testing::{assert_cases, doubtful, label};

    #[test]
    fn years_agree() {
        let declaring = || label().declaring(|declared| declared.vintage = Some(2021));
        assert_cases(
            &RULE,
            [
                ("same", declaring().vintage(2021), Met),
                ("not declared", label().vintage(2022), NotApplicable),
                ("other", declaring().vintage(2019), Violated),
                ("none", declaring(), Unclear),
                (
                    "other, doubtful",
                    declaring().vintage(2019).with(|one| doubtful(&mut one.facts.vintage)),
                    Unclear,
                ),
            ],
        );
    }
}
