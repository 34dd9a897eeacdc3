//! The statement of alcohol content.
//! # What the regulation asks
//! 4.32(b)(3), 4.36: above 14 % a figure; from 7 % to 14 % a figure or the words “table wine”
//! or “light wine” as designation. The figure is percent by volume, in the printed words or a
//! similar appropriate phrase, abbreviated only to alc. and vol. Ranges are bounded.
//! # How we decide
//! Only the form of a confident reading is judged. “ABV” and a percentage without volume are
//! wrong; `13.5% vol` and a figure without its sign have been approved and have also been sent
//! back, so they are shown without holding the label up. A range is judged by its ends.
//! # What we cannot see
//! The true strength. A statement printed later by hand is a blank now.

use super::kind::{self, part_4};
use crate::label::{AlcoholForm, AlcoholStatement, Commodities, Fact, Label, Reading};
use crate::lists;
use crate::rules::phrase::SURE_OF_MARKS;
use crate::rules::{ALWAYS, Evidences, Note, Outcome, Rule, Severity, cfr};
use rust_decimal::Decimal;

/// The line between table and stronger wine, and those between tax classes (4.36(c)).
const TABLE_WINE_LIMIT: Decimal = Decimal::from_parts(14, 0, 0, false, 0);
const CLASS_LIMITS: [Decimal; 3] = [
    TABLE_WINE_LIMIT,
    Decimal::from_parts(21, 0, 0, false, 0),
    Decimal::from_parts(24, 0, 0, false, 0),
];
/// Widest range in points, above 14 % and up to it (4.36(b)(2)).
const WIDEST_ABOVE: Decimal = Decimal::TWO;
const WIDEST_BELOW: Decimal = Decimal::from_parts(3, 0, 0, false, 0);

pub static REQUIRED: Rule = Rule {
    id: "wine.alcohol.required",
    title: "The label states the alcohol content",
    statement: "Wine above 14 % prints its alcohol content. Wine of 7 % to 14 % prints it too, or is designated \
                “table wine” or “light wine” on the brand label.",
    citation: &[cfr(4, "4.32(b)(3)"), cfr(4, "4.36(a)")],
    commodities: Commodities::WINE,
    severity: Severity::Error,
    evidence: Evidences("T"),
    in_force: ALWAYS,
    remedy: "Print the alcohol content, for example “Alc. 13.5% by vol.”, on any label.",
    passes: &["“Alc. 13.5% by vol.”", "“Red Table Wine” without a figure"],
    fails: &["“Cabernet Sauvignon” without a figure", "“Dessert Wine” without a figure"],
    check: |label| part_4(label, required),
};

fn required(label: &Label) -> Outcome {
    match &label.facts.alcohol {
        Fact::Read(one) | Fact::Doubtful(one) if one.value.form == AlcoholForm::Blank => {
            Outcome::unclear("the figure of the alcohol statement is left blank", one)
        }
        Fact::Read(one) | Fact::Doubtful(one) => Outcome::met("the alcohol content is stated", one),
        Fact::Unreadable(seen) => {
            Outcome::unclear("text that may be the alcohol statement cannot be read", seen.clone())
        }
        // Another form than the law's is the finding of `wine.alcohol.format`.
        Fact::Absent if !label.facts.proofs.is_empty() => {
            Outcome::not_applicable(Note::SaidElsewhere)
        }
        Fact::Absent => without_figure(label),
    }
}

fn without_figure(label: &Label) -> Outcome {
    let designations = kind::designations(label);
    let table = designations.iter().find(|one| {
        lists::designation(&one.value.id).is_some_and(|entry| entry.satisfies_alcohol_statement)
    });
    match table {
        Some(table) if kind::strength(label).is_some_and(|percent| percent > TABLE_WINE_LIMIT) => {
            Outcome::violated("declared above 14 %, which needs a figure", table)
        }
        Some(table) => Outcome::met("the designation stands for a figure up to 14 %", table),
        None => Outcome::missing(label, "no alcohol statement was found"),
    }
}

pub static FORMAT: Rule = Rule {
    id: "wine.alcohol.format",
    title: "The alcohol content is put as percent by volume",
    statement: "Alcohol content is stated in percent by volume, as “Alcohol 12.5% by volume” or a similar \
                phrase; only alc. and vol. may stand for alcohol and volume.",
    citation: &[cfr(4, "4.36(b)(1)")],
    commodities: Commodities::WINE,
    severity: Severity::Error,
    evidence: Evidences("T"),
    in_force: ALWAYS,
    remedy: "Print it as “Alc. __% by vol.”, “Alcohol __% by volume” or “__% alc./vol.”.",
    passes: &["“ALC. 13% BY VOL.”", "“12,2% ALC. BY VOL.”"],
    fails: &["“13.5% ABV”", "“25 proof”"],
    check: |label| part_4(label, format),
};

fn format(label: &Label) -> Outcome {
    use AlcoholForm as Form;
    let Some(one) = label.facts.alcohol.reading() else {
        let Some(proof) = label.facts.proofs.first().filter(|one| !one.value.of_production) else {
            return Outcome::not_applicable(Note::NoOccasion);
        };
        let found = Outcome::violated("the strength of wine is stated in proof alone", proof);
        return if label.completeness.absence_is_certain() {
            found
        } else {
            found.in_doubt("the percentage may stand where nothing could be read")
        };
    };
    let outcome = match one.value.form {
        Form::AlcoholPercentByVolume
        | Form::PercentAlcoholByVolume
        | Form::AlcoholByVolumePercent
        | Form::Range
        | Form::ExtraWords => return Outcome::met("the form is one the regulation takes", one),
        Form::ConnectorMissing => {
            return Outcome::met("a similar phrase to the printed ones", one).as_info();
        }
        Form::Blank | Form::LessThan => return Outcome::not_applicable(Note::NoOccasion),
        Form::VolumeAlone | Form::PercentMissing => {
            return Outcome::unclear("whether this is a similar phrase is not settled", one)
                .as_warning();
        }
        Form::Abv if proper_elsewhere(label) => {
            return Outcome::met("ABV stands beside a proper statement", one).as_info();
        }
        Form::Abv => Outcome::violated("“ABV” is no abbreviation the regulation takes", one),
        Form::AlcoholAlone => Outcome::violated("the percentage is not said to be by volume", one),
        Form::ByWeight => Outcome::violated("the percentage is by weight", one),
    };
    // A dropped “/vol” makes a good statement look bad.
    if label.facts.alcohol.confident().is_some() && one.confidence >= SURE_OF_MARKS {
        outcome
    } else {
        outcome.in_doubt("its letters are not certain")
    }
}

fn proper_elsewhere(label: &Label) -> bool {
    use AlcoholForm as Form;
    label.facts.alcohol_statements.iter().any(|one| {
        matches!(
            one.value.form,
            Form::AlcoholPercentByVolume
                | Form::PercentAlcoholByVolume
                | Form::AlcoholByVolumePercent
                | Form::Range
                | Form::ConnectorMissing
                | Form::ExtraWords
        )
    })
}

pub static RANGE: Rule = Rule {
    id: "wine.alcohol.range",
    title: "A range of alcohol content stays in its bounds",
    statement: "A range spans at most 3 points up to 14 % and 2 points above, and does not cross 14 % or another \
                limit of class or tax.",
    citation: &[cfr(4, "4.36(b)(2)"), cfr(4, "4.36(c)")],
    commodities: Commodities::WINE,
    severity: Severity::Error,
    evidence: Evidences("T"),
    in_force: ALWAYS,
    remedy: "Print a single figure, or a range that is narrow enough and on one side of 14 %.",
    passes: &["“Alcohol 11% to 13% by volume”", "“Alc. 17% to 19% by vol.”"],
    fails: &["“Alcohol 13% to 15% by volume”", "“Alc. 10% to 14% by vol.”"],
    check: |label| part_4(label, range),
};

fn range(label: &Label) -> Outcome {
    let Some((one, lower, upper)) = label.facts.alcohol.reading().and_then(ends) else {
        return Outcome::not_applicable(Note::NoOccasion);
    };
    let widest = if upper > TABLE_WINE_LIMIT { WIDEST_ABOVE } else { WIDEST_BELOW };
    let crossed = CLASS_LIMITS.iter().find(|&&limit| lower <= limit && limit < upper);
    let outcome = if let Some(limit) = crossed {
        Outcome::violated(format!("the range crosses {limit} %"), one)
    } else if upper - lower > widest {
        Outcome::violated(format!("the range spans more than {widest} points"), one)
    } else {
        return Outcome::met("the range is within its bounds", one);
    };
    if label.facts.alcohol.confident().is_some() {
        outcome
    } else {
        outcome.in_doubt("its figures are not certain")
    }
}

fn ends(one: &Reading<AlcoholStatement>) -> Option<(&Reading<AlcoholStatement>, Decimal, Decimal)> {
    Some((one, one.value.percent?.0, one.value.upper?.0))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::label::AlcoholForm as Form;
    use crate::rules::OutcomeKind::{Met, NotApplicable, Unclear, Violated};
    use crate::rules::testing::{assert_cases, assert_severities, doubtful, label};

    fn stated(form: Form) -> Label {
        label().alcohol("x", form, "13.5")
    }

    #[test]
    fn a_figure_or_table_wine_is_required() {
        let table = || label().class_type("wine.table", &["wine.grape"], "Red Table Wine");
        let strong = |label: Label| {
            label.declaring(|declared| {
                declared.alcohol = Some(crate::label::Percent(Decimal::from(15)));
            })
        };
        assert_cases(
            &REQUIRED,
            [
                ("a figure", stated(Form::AlcoholPercentByVolume), Met),
                ("table wine", table(), Met),
                ("below 7 %", label().alcohol("x", Form::Abv, "5"), NotApplicable),
                ("a grape alone", label().grape("Cabernet Sauvignon"), Violated),
                (
                    "dessert wine alone",
                    label().class_type("wine.dessert", &["wine.grape"], "Dessert Wine"),
                    Violated,
                ),
                ("table wine declared at 15 %", strong(table()), Violated),
                ("panels unknown", label().perhaps_incomplete(), Unclear),
                ("blank", label().alcohol_blank("Alc. __% by vol."), Unclear),
            ],
        );
    }

    #[test]
    fn the_form_is_percent_by_volume() {
        assert_cases(
            &FORMAT,
            [
                ("Alcohol 12.5% by volume", stated(Form::AlcoholPercentByVolume), Met),
                ("14.1% Alc./Vol.", stated(Form::PercentAlcoholByVolume), Met),
                ("Alc. 13% vol", stated(Form::ConnectorMissing), Met),
                ("13.5% ABV", stated(Form::Abv), Violated),
                (
                    "ABV besides a proper statement",
                    stated(Form::AlcoholPercentByVolume).alcohol("13.5% ABV", Form::Abv, "13.5"),
                    Met,
                ),
                ("25 proof", label().proof("25 proof", "25"), Violated),
                ("13.5% alone", stated(Form::AlcoholAlone), Violated),
                ("13,5% vol", stated(Form::VolumeAlone), Unclear),
                ("13 Alc. by Vol.", stated(Form::PercentMissing), Unclear),
                (
                    "ABV, doubtful",
                    stated(Form::Abv).with(|label| doubtful(&mut label.facts.alcohol)),
                    Unclear,
                ),
            ],
        );
        assert_severities(
            &FORMAT,
            [
                ("13% vol", stated(Form::VolumeAlone), Severity::Warning),
                ("ABV", stated(Form::Abv), Severity::Error),
            ],
        );
    }

    #[test]
    fn a_range_is_narrow_and_on_one_side_of_each_limit() {
        let range = |lower, upper| label().alcohol_range("x", lower, upper);
        assert_cases(
            &RANGE,
            [
                ("11 to 13", range("11", "13"), Met),
                ("17 to 19", range("17", "19"), Met),
                ("11 to 14", range("11", "14"), Met),
                ("no range", stated(Form::AlcoholPercentByVolume), NotApplicable),
                ("13 to 15", range("13", "15"), Violated),
                ("10 to 14", range("10", "14"), Violated),
                ("14 to 16", range("14", "16"), Violated),
                ("17 to 19.5", range("17", "19.5"), Violated),
            ],
        );
    }
}
