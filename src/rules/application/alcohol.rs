//! The declared alcohol content is the printed one.
//! # What the regulation asks
//! Where an application carries a figure it is the label's; the tolerances of 4.36, 5.65 and
//! 7.65 compare product with label and do not apply. The current form has no such item.
//! # How we decide
//! Exactly, as decimals; a printed range holds the figures between its ends. A difference is a
//! warning, since the change would be allowed, unless a line of the law lies between the two
//! figures: then one of them is another class or unlawful.
//! # What we cannot see
//! What is declared but was not read on the label stays a question.

use crate::label::{
    AlcoholStatement, Commodities, Commodity, Designation, Fact, Label, Percent, Reading, Stated,
    fold,
};
use crate::rules::{ALWAYS, Citation, Evidences, Note, Outcome, Rule, Severity, cfr};
use rust_decimal::Decimal;

const fn percent(tenths: u32) -> Decimal {
    Decimal::from_parts(tenths, 0, 0, false, 1)
}

/// Above 14 % wine is dessert wine; 7 and 24 bound part 4.
const WINE_LINES: [Decimal; 2] = [percent(140), percent(240)];
/// Classes that begin at 40 %, by the start of their ids.
const FORTY: [&str; 8] = [
    "spirits.neutral-spirits",
    "spirits.vodka",
    "spirits.grain-spirits",
    "spirits.whisky",
    "spirits.gin",
    "spirits.brandy",
    "spirits.rum",
    "spirits.agave",
];
/// Those that begin at 30 %.
const THIRTY: [&str; 6] = [
    "spirits.flavored",
    "spirits.liqueur.rye",
    "spirits.liqueur.bourbon",
    "spirits.liqueur.rum",
    "spirits.liqueur.gin",
    "spirits.liqueur.brandy",
];

pub static RULE: Rule = Rule {
    id: "application.alcohol",
    title: "The printed alcohol content is the declared one",
    statement: "Where the application gives an alcohol content, the label gives the same figure; the \
                tolerances between product and label do not apply.",
    citation: &[
        cfr(4, "4.36"),
        cfr(5, "5.65"),
        cfr(7, "7.65"),
        Citation::Other("TTB F 5100.31 items V.11 and V.12"),
        Citation::Other("TTB newsletter, 2 October 2015"),
    ],
    commodities: Commodities::ALL,
    severity: Severity::Warning,
    evidence: Evidences("T+A"),
    in_force: ALWAYS,
    remedy: "Bring the application's figure and the label's into agreement.",
    passes: &[
        "45 declared, “45% Alc./Vol.”",
        "“table” declared, “Red Table Wine” without a figure",
    ],
    fails: &[
        "45 declared, 40 printed",
        "rum of 40 declared, 38 printed",
        "table wine of 13.5 declared, 15 printed",
    ],
    check: |label| check(label).held_when_unclear(),
};

fn check(label: &Label) -> Outcome {
    let Some(declared) = label.declared.alcohol else {
        return in_words(label);
    };
    match &label.facts.alcohol {
        Fact::Read(printed) => compare(label, declared, printed),
        Fact::Doubtful(printed) if agrees(declared, &printed.value) => {
            Outcome::met("the declared figure is printed", printed)
        }
        Fact::Doubtful(printed) => {
            Outcome::unclear("the printed figure is not read with certainty", printed)
        }
        Fact::Unreadable(seen) => Outcome::unclear("the alcohol content could not be read", seen),
        Fact::Absent => Outcome::unclear("no alcohol content was found to compare", ()),
    }
}

fn compare(label: &Label, declared: Percent, printed: &Reading<AlcoholStatement>) -> Outcome {
    if agrees(declared, &printed.value) {
        return Outcome::met("the declared figure is printed", printed);
    }
    let Some(figure) = printed.value.percent else {
        return Outcome::unclear("the statement has no figure to compare", printed);
    };
    let elsewhere = label.facts.alcohol_statements.iter().find(|one| agrees(declared, &one.value));
    if let Some(other) = elsewhere {
        return Outcome::unclear("two alcohol contents are printed", other);
    }
    let why = format!("declared {} %, printed “{}”", declared.0.normalize(), printed.text.trim());
    let outcome = Outcome::violated(why, printed);
    if line_between(label, declared.0, figure.0) { outcome.as_error() } else { outcome }
}

/// Whether a statement gives the figure, or a range that holds it.
#[must_use]
pub fn agrees(declared: Percent, statement: &AlcoholStatement) -> bool {
    match (statement.percent, statement.upper) {
        (Some(lower), Some(upper)) => lower <= declared && declared <= upper,
        (Some(figure), None) => figure == declared,
        (None, _) => false,
    }
}

/// Whether class, type or lawfulness changes from one figure to the other.
fn line_between(label: &Label, a: Decimal, b: Decimal) -> bool {
    let (low, high) = (a.min(b), a.max(b));
    match label.product.value {
        Commodity::Wine => {
            low < percent(70) && high >= percent(70)
                || WINE_LINES.iter().any(|line| low <= *line && *line < high)
        }
        Commodity::MaltBeverage => low < percent(5) && high >= percent(5),
        Commodity::DistilledSpirits => {
            let minimum = label.facts.class_type.value().and_then(least_strength);
            minimum.is_some_and(|least| low < least && least <= high)
        }
    }
}

fn least_strength(class: &Designation) -> Option<Decimal> {
    if !class.attributes.is_empty() && !class.id.starts_with("spirits.flavored") {
        return None; // With flavors it may be a specialty, which has no minimum.
    }
    let starts = |starts: &[&str]| starts.iter().any(|start| class.id.starts_with(start));
    if starts(&THIRTY) {
        Some(percent(300))
    } else if starts(&FORTY) {
        Some(percent(400))
    } else {
        None
    }
}

/// A declaration that is no figure: “table” stands for the type designation.
fn in_words(label: &Label) -> Outcome {
    let Some(Stated::Words(words)) = &label.declared.application.alcohol_content else {
        return Outcome::not_applicable(Note::NotDeclared);
    };
    let words = fold(words);
    if words.is_empty() {
        return Outcome::not_applicable(Note::NotDeclared);
    }
    let table = ["table", "table wine", "light wine"].contains(&words.as_str());
    let designated = label.text.find_any(&["table wine", "red table wine", "light wine"]);
    if table && !designated.is_empty() {
        return Outcome::met("declared as table wine, and so designated", designated);
    }
    Outcome::unclear("the declared alcohol content is no figure", &label.facts.alcohol)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::label::AlcoholForm::PercentAlcoholByVolume as By;
    use crate::rules::OutcomeKind::{Met, NotApplicable, Unclear, Violated};
    use crate::rules::testing::{assert_cases, assert_severities, dec, doubtful, label};

    fn declaring(figure: &str) -> Label {
        label().spirits().declaring(|declared| declared.alcohol = Some(Percent(dec(figure))))
    }

    #[test]
    fn figures_are_the_same_exactly() {
        let words = |label: Label| {
            label.declaring(|one| {
                one.application.alcohol_content = Some(Stated::Words("table".to_owned()));
            })
        };
        assert_cases(
            &RULE,
            [
                ("same", declaring("45").alcohol("45.0% Alc./Vol.", By, "45.0"), Met),
                ("table", words(label().text(["Red Table Wine"])), Met),
                ("in a range", declaring("12").wine().alcohol_range("11-13%", "11", "13"), Met),
                ("not declared", label().alcohol("45%", By, "45"), NotApplicable),
                ("other", declaring("45").alcohol("40%", By, "40"), Violated),
                ("other wine", declaring("13.5").wine().alcohol("15%", By, "15"), Violated),
                (
                    "within no tolerance",
                    declaring("13.5").wine().alcohol("13.6%", By, "13.6"),
                    Violated,
                ),
                (
                    "other, doubtful",
                    declaring("45")
                        .alcohol("40%", By, "40")
                        .with(|one| doubtful(&mut one.facts.alcohol)),
                    Unclear,
                ),
                ("not found", declaring("45"), Unclear),
            ],
        );
    }

    #[test]
    fn a_line_of_the_law_between_the_figures_makes_it_an_error() {
        let rum = |label: Label| label.class_type("spirits.rum", &[], "Rum");
        assert_severities(
            &RULE,
            [
                ("45 and 40", rum(declaring("45")).alcohol("40%", By, "40"), Severity::Warning),
                ("40 and 38", rum(declaring("40")).alcohol("38%", By, "38"), Severity::Error),
                ("13.5 and 15", declaring("13.5").wine().alcohol("15%", By, "15"), Severity::Error),
                (
                    "13 and 13.5",
                    declaring("13").wine().alcohol("13.5%", By, "13.5"),
                    Severity::Warning,
                ),
            ],
        );
    }
}
