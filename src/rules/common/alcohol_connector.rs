//! The alcohol statement has its small parts: “by” or “/”, and “percent” or “%”.
//! # What the regulation asks
//! 5.65(b)(2) and (3), 7.65(b)(3) and (4) print the forms and the abbreviations; none of them
//! drops the connector or the percent sign. Wine may use a “similar appropriate phrase”.
//! # How we decide
//! On the form of the statement that counts. Approvals go both ways, so a person looks; and
//! engines lose a thin slash, so a statement that was not read very surely is only a question.
//! A second, complete statement of the same strength settles it.
//! # What we cannot see
//! The pixels between the two words: what no engine read was perhaps printed.

use crate::label::{AlcoholForm, AlcoholStatement, Commodities, Label, Reading};
use crate::rules::phrase::SURE_OF_MARKS;
use crate::rules::{ALWAYS, Evidences, Note, Outcome, Rule, Severity, cfr};

pub static RULE: Rule = Rule {
    id: "common.alcohol.connector",
    title: "The alcohol statement has “by” or “/”, and a percent sign",
    statement: "Between alcohol and volume stands “by” or a slash, and the figure has “percent” or \
                the sign.",
    citation: &[
        cfr(5, "5.65(b)(2)"),
        cfr(5, "5.65(b)(3)"),
        cfr(7, "7.65(b)(3)"),
        cfr(7, "7.65(b)(4)"),
    ],
    commodities: Commodities::SPIRITS_AND_MALT,
    severity: Severity::Warning,
    evidence: Evidences("T"),
    in_force: ALWAYS,
    remedy: "Print the statement as “40% Alc./Vol.” or “40% alcohol by volume”.",
    passes: &["“40% Alc./Vol.”", "“Alc. 5% by vol.”"],
    fails: &["“42% Alc. Vol.”", "“Alc 40% vol”", "“49.5 Alcohol by Vol”"],
    check,
};

fn check(label: &Label) -> Outcome {
    let Some(statement) = label.facts.alcohol.reading() else {
        return Outcome::not_applicable(Note::NoOccasion);
    };
    let Some(lacks) = lacking(statement.value.form) else {
        return Outcome::met("nothing is missing between figure and words", statement);
    };
    if let Some(complete) = complete_twin(label, statement) {
        return Outcome::met("a complete statement of the same strength is there", complete);
    }
    let why = format!("“{}” lacks {lacks}", statement.text.trim());
    let sure = label.facts.alcohol.confident().is_some() && statement.confidence >= SURE_OF_MARKS;
    if sure { Outcome::violated(why, statement) } else { Outcome::unclear(why, statement) }
}

fn lacking(form: AlcoholForm) -> Option<&'static str> {
    match form {
        AlcoholForm::ConnectorMissing => Some("“by” or “/” between alcohol and volume"),
        AlcoholForm::PercentMissing => Some("“percent” or “%”"),
        _ => None,
    }
}

fn complete_twin<'a>(
    label: &'a Label,
    statement: &Reading<AlcoholStatement>,
) -> Option<&'a Reading<AlcoholStatement>> {
    label.facts.alcohol_statements.iter().find(|other| {
        other.value.percent == statement.value.percent
            && matches!(
                other.value.form,
                AlcoholForm::AlcoholPercentByVolume
                    | AlcoholForm::PercentAlcoholByVolume
                    | AlcoholForm::AlcoholByVolumePercent
            )
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::label::AlcoholForm::{
        AlcoholPercentByVolume, ConnectorMissing, PercentAlcoholByVolume, PercentMissing,
    };
    use crate::label::Fact;
    use crate::rules::OutcomeKind::{Met, NotApplicable, Unclear, Violated};
    use crate::rules::testing::{assert_cases, label};

    #[test]
    fn a_person_looks_at_a_missing_slash_that_is_surely_missing() {
        let dropped = || label().spirits().alcohol("42% Alc. Vol.", ConnectorMissing, "42");
        let thin = |label: &mut Label| {
            if let Fact::Read(reading) = &mut label.facts.alcohol {
                reading.confidence = 0.85;
            }
        };
        assert_cases(
            &RULE,
            [
                (
                    "slash",
                    label().spirits().alcohol("40% Alc./Vol.", PercentAlcoholByVolume, "40"),
                    Met,
                ),
                ("by", label().malt().alcohol("Alc. 5% by vol.", AlcoholPercentByVolume, "5"), Met),
                (
                    "wine",
                    label().wine().alcohol("13% Alc. Vol.", ConnectorMissing, "13"),
                    NotApplicable,
                ),
                ("nothing", label().malt(), NotApplicable),
                ("connector", dropped(), Violated),
                (
                    "percent",
                    label().spirits().alcohol("49.5 Alcohol by Vol", PercentMissing, "49.5"),
                    Violated,
                ),
                ("connector, thinly read", dropped().with(thin), Unclear),
                (
                    "with a complete twin",
                    label().spirits().alcohol("42% alc/vol", PercentAlcoholByVolume, "42").alcohol(
                        "42% Alc. Vol.",
                        ConnectorMissing,
                        "42",
                    ),
                    Met,
                ),
            ],
        );
    }
}
