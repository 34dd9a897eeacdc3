//! One fault, one finding: where one print breaks two rules, the plainer one speaks.
//!
//! Most rules know by themselves what another one says. These pairs share the words that
//! decide them, and each would be right alone: a straight whiskey aged a year is no straight
//! whiskey, and its age does not go with its name.

use super::{Finding, Note, OutcomeKind, catalog};

/// The rule that speaks, and the one that would repeat it.
const PAIRS: &[(&str, &str)] = &[
    ("spirits.class-type.straight", "spirits.age.consistency"),
    ("spirits.class-type.brandy", "spirits.age.consistency"),
    ("spirits.class-type.brandy", "spirits.age.required"),
    ("spirits.class-type.vodka", "spirits.age.prohibited"),
];

/// Silences what another finding of the same outcome, as grave and about the same place,
/// says already.
pub fn silence(findings: &mut [Finding]) {
    for (speaker, echo) in PAIRS {
        let place = |id: &str| findings.iter().position(|finding| finding.rule == id);
        let (Some(speaker), Some(echo)) = (place(speaker), place(echo)) else { continue };
        if repeats(&findings[speaker], &findings[echo])
            && let Some(rule) = catalog::find(findings[echo].rule)
        {
            findings[echo] = rule.skip(Note::SaidElsewhere);
        }
    }
}

fn repeats(speaker: &Finding, echo: &Finding) -> bool {
    let told = matches!(speaker.outcome, OutcomeKind::Violated | OutcomeKind::Unclear);
    let same_place = speaker.evidence.iter().any(|seen| echo.evidence.contains(seen));
    told && speaker.outcome == echo.outcome && speaker.severity >= echo.severity && same_place
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::label::{AgeUnit, AgeWording, Label};
    use crate::rules::judge;
    use crate::rules::testing::label;

    const STRAIGHT: &[&str] = &["spirits.whisky.rye", "spirits.whisky"];

    fn outcomes(label: &Label, ids: [&str; 2]) -> [OutcomeKind; 2] {
        let findings = judge(label);
        ids.map(|id| findings.iter().find(|finding| finding.rule == id).unwrap().outcome)
    }

    #[test]
    fn the_pairs_are_rules_of_the_catalogue() {
        for (speaker, echo) in PAIRS {
            for id in [speaker, echo] {
                assert!(catalog::find(id).is_some(), "{id}");
            }
        }
    }

    #[test]
    fn a_fault_is_told_once() {
        let rye = label()
            .spirits()
            .class_type("spirits.whisky.straight-rye", STRAIGHT, "Straight Rye Whiskey")
            .age("aged 1 year", 1, AgeUnit::Years, AgeWording::Aged);
        assert_eq!(
            outcomes(&rye, ["spirits.class-type.straight", "spirits.age.consistency"]),
            [OutcomeKind::Violated, OutcomeKind::NotApplicable]
        );
    }
}
