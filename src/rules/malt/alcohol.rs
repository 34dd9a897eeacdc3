//! The alcohol statement: when it is due, its words, its decimals.
//! # What the regulation asks
//! 7.63(a)(3): a statement where alcohol comes from added flavours; else it is optional. 7.65(b):
//! percent by volume in one of three orders of words, to the nearest tenth from 0.5 % on.
//! # How we decide
//! On the form the reader gives the statement that counts. Words that engines lose, a second
//! line with “by vol.” above all, make a short form a question whenever the label shows them
//! anywhere. A missing “by” or percent sign is `common.alcohol.connector`.
//! # What we cannot see
//! The formula, and what the State of sale asks.

use super::words;
use crate::label::{AlcoholForm, AlcoholStatement, Commodities, Fact, Label, LineRole, Reading};
use crate::rules::phrase::{SURE, SURE_OF_MARKS};
use crate::rules::{ALWAYS, Evidences, Note, Outcome, Rule, Severity, cfr};
use rust_decimal::Decimal;

pub static MANDATORY_WHEN: Rule = Rule {
    id: "malt.alcohol.mandatory-when",
    title: "Alcohol is stated where flavours bring it in",
    statement: "Alcohol content is stated where any alcohol comes from added flavours or other \
                nonbeverage ingredients; otherwise it is optional unless State law decides.",
    citation: &[cfr(7, "7.63(a)(3)"), cfr(7, "7.65(a)")],
    commodities: Commodities::MALT,
    severity: Severity::Error,
    evidence: Evidences("T+X"),
    in_force: ALWAYS,
    remedy: "State the alcohol content by volume, or confirm that no alcohol comes from flavours.",
    passes: &["a plain lager without a statement", "a flavored malt beverage with “5.0% alc/vol”"],
    fails: &[
        "a flavored malt beverage without a statement",
        "a flavored malt beverage with “3.9% alcohol by weight” alone",
    ],
    check: mandatory_when,
};

fn mandatory_when(label: &Label) -> Outcome {
    match &label.facts.alcohol {
        Fact::Read(statement) | Fact::Doubtful(statement) => match statement.value.form {
            // What is wrong with it is said where its words are judged.
            AlcoholForm::ByWeight => Outcome::not_applicable(Note::SaidElsewhere),
            AlcoholForm::Blank => Outcome::not_applicable(Note::NoOccasion),
            _ => Outcome::met("alcohol content is stated", statement),
        },
        _ if words::added_flavors(label).is_empty() => Outcome::not_applicable(Note::NoOccasion),
        Fact::Unreadable(seen) => {
            Outcome::unclear("text that may be the alcohol statement cannot be read", seen)
                .as_warning()
        }
        Fact::Absent => {
            let why = "flavours are added and no alcohol content was found";
            Outcome { evidence: seen(label), ..Outcome::missing(label, why).as_warning() }
        }
    }
}

fn seen(label: &Label) -> Vec<crate::label::Evidence> {
    words::added_flavors(label).into_iter().flat_map(|hit| hit.evidence).collect()
}

pub static FORMAT: Rule = Rule {
    id: "malt.alcohol.format",
    title: "The alcohol statement is in a prescribed form",
    statement: "Alcohol is stated as a percentage by volume in one of the three orders of words, \
                with “alc” and “vol” the only abbreviations; a figure by weight goes only with it.",
    citation: &[cfr(7, "7.65(b)(1)"), cfr(7, "7.65(b)(3)")],
    commodities: Commodities::MALT,
    severity: Severity::Error,
    evidence: Evidences("T"),
    in_force: ALWAYS,
    remedy: "Print the statement as “5.0% Alc./Vol.” or “5.0% alcohol by volume”; “ABV” is not \
             among the abbreviations. Where a State prescribes other words, keep its text at hand.",
    passes: &["“4.2% alc/vol”", "“Alc. 4.0 percent by vol.”", "“ALC/VOL: 6.5%”"],
    fails: &["“5.9% ABV”", "“5.9% vol”", "“3.2% alcohol by weight” alone"],
    check: format,
};

fn format(label: &Label) -> Outcome {
    let fact = &label.facts.alcohol;
    let Some(statement) = fact.reading() else {
        return match fact {
            Fact::Unreadable(seen) => {
                Outcome::unclear("text that may be the alcohol statement cannot be read", seen)
                    .as_warning()
            }
            _ => Outcome::not_applicable(Note::NoOccasion),
        };
    };
    let printed = statement.text.trim();
    if is_complete(statement.value.form) {
        return Outcome::met("the words are among those prescribed", statement);
    }
    if let Some(full) =
        label.facts.alcohol_statements.iter().find(|other| is_complete(other.value.form))
    {
        return Outcome::met("a complete statement by volume is there", full);
    }
    match statement.value.form {
        AlcoholForm::ConnectorMissing | AlcoholForm::PercentMissing => {
            Outcome::not_applicable(Note::SaidElsewhere)
        }
        AlcoholForm::Blank => {
            Outcome::unclear("the figure is left to be filled in", statement).as_warning()
        }
        AlcoholForm::Range => {
            Outcome::unclear(format!("“{printed}” gives a range, not one figure"), statement)
                .as_warning()
        }
        AlcoholForm::ExtraWords => {
            judge(label, format!("“{printed}” has words besides those prescribed"), statement)
                .as_warning()
        }
        // Approved now and then, and what is left when the second line was not read.
        AlcoholForm::AlcoholAlone => {
            judge(label, format!("“{printed}” does not say “by volume”"), statement).as_warning()
        }
        AlcoholForm::Abv => judge(
            label,
            format!("“{printed}” uses “ABV”, which is no abbreviation allowed"),
            statement,
        ),
        AlcoholForm::VolumeAlone => {
            judge(label, format!("“{printed}” does not say “alcohol”"), statement)
        }
        _ => judge(label, format!("“{printed}” is by weight alone"), statement),
    }
}

/// One of the three orders, or the ceiling of a non-alcoholic product.
fn is_complete(form: AlcoholForm) -> bool {
    matches!(
        form,
        AlcoholForm::AlcoholPercentByVolume
            | AlcoholForm::PercentAlcoholByVolume
            | AlcoholForm::AlcoholByVolumePercent
            | AlcoholForm::LessThan
    )
}

fn judge(label: &Label, why: String, statement: &Reading<AlcoholStatement>) -> Outcome {
    let sure = label.facts.alcohol.confident().is_some() && statement.confidence >= SURE_OF_MARKS;
    if !sure {
        return Outcome::unclear(why, statement);
    }
    if has_other_words(label, statement) {
        return Outcome::unclear(format!("{why}; more words of it may stand apart"), statement);
    }
    Outcome::violated(why, statement)
}

/// Whether words of a full statement stand on the label besides the one that was read.
fn has_other_words(label: &Label, statement: &Reading<AlcoholStatement>) -> bool {
    let wanted: &[&str] = match statement.value.form {
        AlcoholForm::Abv => &["alc", "alcohol by volume", "alcohol by vol"],
        AlcoholForm::VolumeAlone => &["alc", "alcohol"],
        AlcoholForm::ExtraWords => &[],
        _ => &["vol", "volume"],
    };
    wanted.iter().any(|phrase| !label.text.find_outside(phrase, &[LineRole::Warning]).is_empty())
}

pub static PRECISION: Rule = Rule {
    id: "malt.alcohol.precision",
    title: "The strength is stated to the tenth",
    statement: "From 0.5 % on the figure is stated to the nearest tenth of a percent; below 0.5 % \
                to the tenth or the hundredth.",
    citation: &[cfr(7, "7.65(b)(2)")],
    commodities: Commodities::MALT,
    severity: Severity::Error,
    evidence: Evidences("T"),
    in_force: ALWAYS,
    remedy: "Round the figure to one decimal.",
    passes: &["“5.2% alc/vol”", "“5% alc/vol”", "“0.45% alc/vol”"],
    fails: &["“5.25% alc/vol”", "“4.75% alc by vol”"],
    check: precision,
};

/// A statement from this strength on has one decimal at most.
const TENTHS_FROM: Decimal = Decimal::from_parts(5, 0, 0, false, 1);

fn precision(label: &Label) -> Outcome {
    let Some(statement) = label.facts.alcohol.reading() else {
        return Outcome::not_applicable(Note::NoOccasion);
    };
    let exempt = matches!(
        statement.value.form,
        AlcoholForm::LessThan | AlcoholForm::Blank | AlcoholForm::ByWeight
    );
    let Some(percent) = statement.value.percent.filter(|_| !exempt) else {
        return Outcome::not_applicable(Note::NoOccasion);
    };
    let figures = [Some(percent), statement.value.upper];
    let too_fine = figures.into_iter().flatten().any(|figure| {
        let most = if figure.0 >= TENTHS_FROM { 1 } else { 2 };
        figure.0.normalize().scale() > most
    });
    if !too_fine {
        return Outcome::met("the figure is to the tenth", statement);
    }
    let why = format!("“{}” is finer than a tenth of a percent", statement.text.trim());
    let sure = label.facts.alcohol.confident().is_some() && statement.confidence >= SURE;
    if sure { Outcome::violated(why, statement) } else { Outcome::unclear(why, statement) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::label::AlcoholForm::{
        Abv, AlcoholAlone, AlcoholByVolumePercent, AlcoholPercentByVolume, Blank, ByWeight,
        ConnectorMissing, ExtraWords, LessThan, PercentAlcoholByVolume, VolumeAlone,
    };
    use crate::rules::OutcomeKind::{Met, NotApplicable, Unclear, Violated};
    use crate::rules::testing::{assert_cases, assert_severities, doubtful, label};

    #[test]
    fn only_added_flavors_make_a_statement_due() {
        let flavored = || label().malt().text(["Malt beverage with natural flavors"]);
        assert_cases(
            &MANDATORY_WHEN,
            [
                ("plain lager", label().malt().text(["Lager"]), NotApplicable),
                ("stated", flavored().alcohol("5.0% alc/vol", PercentAlcoholByVolume, "5.0"), Met),
                (
                    "by weight alone, which the format rule says",
                    flavored().alcohol("3.9% alcohol by weight", ByWeight, "3.9"),
                    NotApplicable,
                ),
                ("not stated", flavored(), Violated),
                ("perhaps elsewhere", flavored().perhaps_incomplete(), Unclear),
            ],
        );
        assert_severities(&MANDATORY_WHEN, [("not stated", flavored(), Severity::Warning)]);
    }

    #[test]
    fn three_orders_of_words_are_allowed() {
        let said = |text, form, percent| label().malt().alcohol(text, form, percent);
        assert_cases(
            &FORMAT,
            [
                ("slash", said("4.2% alc/vol", PercentAlcoholByVolume, "4.2"), Met),
                ("points", said("Alc. 4.0 percent by vol.", AlcoholPercentByVolume, "4.0"), Met),
                ("no points", said("Alc 4% by vol", AlcoholPercentByVolume, "4"), Met),
                ("words", said("5.9% Alcohol by Volume", PercentAlcoholByVolume, "5.9"), Met),
                ("colon", said("ALC/VOL: 6.5%", AlcoholByVolumePercent, "6.5"), Met),
                (
                    "a ceiling",
                    said("contains less than 0.5% alcohol by volume", LessThan, "0.5"),
                    Met,
                ),
                ("none", label().malt(), NotApplicable),
                ("no slash", said("5% alc vol", ConnectorMissing, "5"), NotApplicable),
                (
                    "by weight as well",
                    said("4% alc/vol", PercentAlcoholByVolume, "4").alcohol(
                        "3.2% alcohol by weight",
                        ByWeight,
                        "3.2",
                    ),
                    Met,
                ),
                ("abv", said("5.9% ABV", Abv, "5.9"), Violated),
                ("volume", said("5.9% vol", VolumeAlone, "5.9"), Violated),
                ("weight", said("3.2% alcohol by weight", ByWeight, "3.2"), Violated),
                ("alcohol", said("5.5% ALC.", AlcoholAlone, "5.5"), Violated),
                ("extra words", said("Alcohol content 5% by volume", ExtraWords, "5"), Violated),
                ("split", said("5.5% ALC.", AlcoholAlone, "5.5").text(["by vol."]), Unclear),
                (
                    "abv, doubtful",
                    said("5.9% ABV", Abv, "5.9").with(|label| doubtful(&mut label.facts.alcohol)),
                    Unclear,
                ),
                ("by hand", label().malt().alcohol("ALC/VOL ____", Blank, "0"), Unclear),
            ],
        );
        assert_severities(
            &FORMAT,
            [
                ("abv", said("5.9% ABV", Abv, "5.9"), Severity::Error),
                ("alcohol", said("5.5% ALC.", AlcoholAlone, "5.5"), Severity::Warning),
                (
                    "extra words",
                    said("Alcohol content 5% by volume", ExtraWords, "5"),
                    Severity::Warning,
                ),
            ],
        );
    }

    #[test]
    fn hundredths_are_for_the_weakest_only() {
        let said = |percent: &str| {
            label().malt().alcohol(&format!("{percent}% alc/vol"), PercentAlcoholByVolume, percent)
        };
        assert_cases(
            &PRECISION,
            [
                ("a tenth", said("5.2"), Met),
                ("whole", said("5"), Met),
                ("a trailing zero", said("5.00"), Met),
                ("hundredths below half", said("0.45"), Met),
                ("quarter", said("5.25"), Violated),
                ("three quarters", said("4.75"), Violated),
                (
                    "doubtful",
                    said("4.75").with(|label| doubtful(&mut label.facts.alcohol)),
                    Unclear,
                ),
            ],
        );
    }
}
