//! The label is judged by the rules of one product.
//! # What the regulation asks
//! Part 5 is for distilled spirits of 0.5 % and more, part 4 for wines of 7 % to 24 %, part 7
//! for beverages brewed from malted barley and hops, however weak.
//! # How we decide
//! The declared product is trusted; a designation that contradicts it is
//! `application.type-of-product`. Here the printed strength is held against the bounds of the
//! part, and a product that could not be told is a question.
//! # What we cannot see
//! Malt and hops in the kettle, or how much of a mixture is wine. A label that itself speaks of
//! fermented sugar and never of malt is worth a remark, no more.

use crate::label::Commodities;
use crate::label::{Commodity, Fact, Label, Percent};
use crate::rules::phrase::{self, quoted};
use crate::rules::{ALWAYS, Evidences, Outcome, Rule, Severity, cfr};
use rust_decimal::Decimal;

/// Wine above this is a distilled spirit to 4.7(b).
const STRONGEST_WINE: Decimal = Decimal::from_parts(24, 0, 0, false, 0);
/// Wine below this is outside part 4.
const WEAKEST_WINE: Decimal = Decimal::from_parts(7, 0, 0, false, 0);
/// Spirits below this are outside part 5.
const WEAKEST_SPIRITS: Decimal = Decimal::from_parts(5, 0, 0, false, 1);

const SUGAR_BREWED: [&str; 9] = [
    "brewed from cane sugar",
    "brewed from sugar",
    "fermented from cane sugar",
    "fermented from sugar",
    "sugar brewed",
    "fermented cane sugar",
    "fermented sugar",
    "sugar brew",
    "brewed sugar",
];
const MALT: [&str; 5] = ["malt", "malted", "barley", "beer", "malts"];

pub static RULE: Rule = Rule {
    id: "scope.commodity-route",
    title: "The product falls under one part of the regulations",
    statement: "Distilled spirits follow part 5, wines of 7 to 24 percent part 4, beverages brewed \
                from malt and hops part 7. Anything else of 0.5 percent or more follows part 16 alone.",
    citation: &[
        cfr(4, "4.6"),
        cfr(4, "4.7"),
        cfr(4, "4.10"),
        cfr(5, "5.1"),
        cfr(7, "7.1"),
        cfr(7, "7.6"),
        cfr(16, "16.10"),
    ],
    commodities: Commodities::ALL,
    severity: Severity::Error,
    evidence: Evidences("T+A+X"),
    in_force: ALWAYS,
    remedy: "Declare the type of product that matches what is in the container.",
    passes: &["sake of 15 % as wine", "vermouth of 18 % as wine", "a 0.4 % malt beverage as malt"],
    fails: &[
        "a wine of 25 % under the wine rules",
        "a seltzer brewed from sugar, without malt, under the malt rules",
        "a label that does not tell what it is",
    ],
    check,
};

fn check(label: &Label) -> Outcome {
    if !label.product.is_sure() {
        return Outcome::unclear("the kind of product could not be told from the label", ());
    }
    if let Fact::Doubtful(seen) = &label.facts.alcohol
        && label.product.value == Commodity::Wine
        && seen.value.percent.is_some_and(|percent| percent.0 > STRONGEST_WINE)
    {
        return Outcome::unclear("a wine above 24 %, if the figure is read right", seen);
    }
    let statement = label.facts.alcohol.confident();
    let strength = statement.and_then(|reading| reading.value.percent);
    match (label.product.value, strength, statement) {
        (Commodity::Wine, Some(Percent(percent)), Some(seen)) if percent > STRONGEST_WINE => {
            Outcome::violated("a wine above 24 % is a distilled spirit under 4.7(b)", seen)
                .as_warning()
        }
        (Commodity::Wine, Some(Percent(percent)), Some(seen)) if percent == WEAKEST_WINE => {
            Outcome::unclear("exactly 7 %: the true strength decides whether part 4 applies", seen)
                .as_warning()
        }
        (Commodity::DistilledSpirits, Some(Percent(percent)), Some(seen))
            if percent < WEAKEST_SPIRITS =>
        {
            Outcome::violated("spirits below 0.5 % are outside part 5", seen).as_warning()
        }
        (Commodity::MaltBeverage, ..) => malt(label),
        (product, _, seen) => {
            let why = format!("judged as {}", product.name());
            seen.map_or_else(
                || Outcome::met(why.clone(), ()),
                |seen| Outcome::met(why.clone(), seen),
            )
        }
    }
}

fn malt(label: &Label) -> Outcome {
    let sugar = phrase::claims(label, &SUGAR_BREWED);
    let designated = !label.facts.designations.is_empty() || !label.facts.class_type.is_absent();
    if sugar.is_empty() || designated || phrase::hinted(label, &MALT) {
        return Outcome::met("judged as malt beverage", ());
    }
    let why = format!("{} and no malt: part 7 may not apply", quoted(&sugar));
    Outcome::unclear(why, sugar.as_slice()).as_warning()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::label::AlcoholForm::PercentAlcoholByVolume as By;
    use crate::rules::OutcomeKind::{Met, Unclear, Violated};
    use crate::rules::testing::{assert_cases, doubtful, label};

    #[test]
    fn a_label_follows_one_part() {
        let wine = |percent| label().wine().alcohol("x", By, percent);
        assert_cases(
            &RULE,
            [
                ("sake", wine("15"), Met),
                ("vermouth", wine("18"), Met),
                ("0.4 % malt", label().malt().alcohol("x", By, "0.4"), Met),
                ("24 %", wine("24"), Met),
                ("25 % wine", wine("25"), Violated),
                (
                    "25 %, if it is read right",
                    wine("25").with(|label| doubtful(&mut label.facts.alcohol)),
                    Unclear,
                ),
                ("7.0 % wine", wine("7.0"), Unclear),
                ("cider", wine("5.5"), Met),
                ("spirits of 0.4 %", label().spirits().alcohol("x", By, "0.4"), Violated),
                (
                    "sugar-brewed",
                    label().malt().text(["Hard Seltzer", "fermented cane sugar"]),
                    Unclear,
                ),
                ("from cane sugar", label().malt().text(["Fermented from cane sugar"]), Unclear),
                ("sugar in a beer", label().malt().text(["Beer with fermented sugar"]), Met),
                ("unknown product", label().inferred(0.5), Unclear),
            ],
        );
    }
}
