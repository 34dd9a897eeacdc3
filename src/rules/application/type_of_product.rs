//! The designation belongs to the product ticked in form item 5.
//! # What the regulation asks
//! Form item 5; 4.10, 5.1 and 7.1 say which product a designation names.
//! # How we decide
//! One designation of the declared product settles it, whatever else is named: a stout may be
//! aged in bourbon barrels. Without one, a crisp designation of another product is wrong on a
//! complete, well-read label. Cocktails, trade terms and grapes are also fanciful names of
//! other products, so those are only a question.
//! # What we cannot see
//! What is in the container.

use crate::label::{Commodities, Designation, Label, Reading};
use crate::rules::phrase::SURE;
use crate::rules::{ALWAYS, Citation, Evidences, Note, Outcome, Rule, Severity, cfr};

/// Designations that products of other kinds use as names.
const BORROWED: [&str; 6] = [
    "spirits.cocktail.",
    "spirits.trade.",
    "spirits.liqueur.",
    "wine.varietal",
    "wine.semi-generic",
    "wine.foreign",
];

pub static RULE: Rule = Rule {
    id: "application.type-of-product",
    title: "The designation belongs to the declared product",
    statement: "The designation on the label belongs to the product ticked in form item 5.",
    citation: &[
        Citation::Other("TTB F 5100.31 item 5"),
        cfr(4, "4.10"),
        cfr(5, "5.1"),
        cfr(7, "7.1"),
    ],
    commodities: Commodities::ALL,
    severity: Severity::Error,
    evidence: Evidences("T+A"),
    in_force: ALWAYS,
    remedy: "Tick the product that the label names, or correct the designation.",
    passes: &["wine, “Sake”", "malt beverages, “India Pale Ale”"],
    fails: &["malt beverages, “Hard Cider”", "wine, “Whisky”"],
    check,
};

fn check(label: &Label) -> Outcome {
    let Some(declared) = label.declared.application.product_type else {
        return Outcome::not_applicable(Note::NotDeclared);
    };
    let designations = &label.facts.designations;
    let own = designations.iter().find(|one| one.value.commodity == declared);
    if let Some(own) = own {
        return Outcome::met("the designation belongs to the declared product", own);
    }
    let Some(other) = label.facts.class_type.reading() else {
        return Outcome::not_applicable(Note::NoOccasion);
    };
    if other.value.commodity == declared {
        return Outcome::met("the designation belongs to the declared product", other);
    }
    let (names, kind) = (other.text.trim(), other.value.commodity.name());
    let why = format!("“{names}” names {kind}, declared is {}", declared.name());
    if is_borrowed(&other.value) {
        return Outcome::unclear(why, other).as_warning();
    }
    if is_sure(label, other) { Outcome::violated(why, other) } else { Outcome::unclear(why, other) }
}

fn is_borrowed(designation: &Designation) -> bool {
    BORROWED.iter().any(|start| designation.id.starts_with(start))
}

fn is_sure(label: &Label, reading: &Reading<Designation>) -> bool {
    label.facts.class_type.confident().is_some()
        && reading.confidence >= SURE
        && label.completeness.absence_is_certain()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::label::Commodity::{MaltBeverage, Wine};
    use crate::rules::OutcomeKind::{Met, NotApplicable, Unclear, Violated};
    use crate::rules::testing::{assert_cases, label};

    #[test]
    fn one_designation_of_the_declared_product_settles_it() {
        let wine = || label().declaring(|one| one.application.product_type = Some(Wine));
        let malt =
            || label().malt().declaring(|one| one.application.product_type = Some(MaltBeverage));
        assert_cases(
            &RULE,
            [
                ("sake", wine().class_type("wine.sake", &["wine.agricultural"], "Sake"), Met),
                ("IPA", malt().class_type("malt.ipa", &["malt.ale"], "India Pale Ale"), Met),
                (
                    "stout and bourbon",
                    malt().class_type("malt.stout", &[], "Stout").another_designation(
                        "spirits.whisky.bourbon",
                        &[],
                        "Bourbon",
                    ),
                    Met,
                ),
                ("not declared", label().class_type("spirits.gin", &[], "Gin"), NotApplicable),
                ("cider", malt().class_type("wine.cider", &["wine.fruit"], "Hard Cider"), Violated),
                ("whisky", wine().class_type("spirits.whisky", &[], "Whisky"), Violated),
                (
                    "a cocktail's name",
                    malt().class_type("spirits.cocktail.margarita", &[], "Margarita"),
                    Unclear,
                ),
                (
                    "front only",
                    wine().class_type("spirits.whisky", &[], "Whisky").perhaps_incomplete(),
                    Unclear,
                ),
            ],
        );
    }
}
