//! What the product is: said by the application, or told from the label with its doubts.

use super::{COMPLETE, finding, read};
use ttb_verifier::label::{Application, Commodity, Label, Origin, Source};
use ttb_verifier::ocr::Line;
use ttb_verifier::rules::{self, OutcomeKind};

fn undeclared(lines: &[&str]) -> Label {
    let lines: Vec<Line> =
        (0..).zip(lines).map(|(row, text)| Line::printed(text, row, row)).collect();
    read(&lines, &Application::default(), COMPLETE)
}

#[test]
fn a_label_tells_its_product_class_and_type() {
    for (lines, product, leaf) in [
        (
            &["OLD MILL", "Straight Rye Whiskey", "45% alc/vol (90 proof)"][..],
            Commodity::DistilledSpirits,
            "Straight Rye Whisky",
        ),
        (
            &["Night Owl", "India Pale Ale", "6% alc/vol", "Brewed by XYZ Brewing, Troy, NY"],
            Commodity::MaltBeverage,
            "India Pale Ale",
        ),
        (
            &["OLD MILL", "Red Wine", "13% alc by vol", "Vinted and bottled by X, Lodi, CA"],
            Commodity::Wine,
            "Red Wine",
        ),
    ] {
        let label = undeclared(lines);
        assert_eq!(label.product.value, product, "{lines:?}");
        assert!(label.product.is_sure(), "{lines:?}: {:?}", label.product);
        let level = label.facts.kind.leaf().unwrap();
        assert_eq!((level.name.as_str(), level.origin), (leaf, Origin::Inferred), "{lines:?}");
    }
}

#[test]
fn no_rule_of_a_doubtful_product_is_violated() {
    for lines in [
        &["Red Wine", "Stout"][..],
        &["Ale", "Vodka", "3.2% alcohol by weight"],
        &["OLD HARBOR"],
        &[],
    ] {
        let label = undeclared(lines);
        assert!(!label.product.is_sure(), "{lines:?}: {:?}", label.product);
        for finding in rules::judge(&label) {
            let of_a_product =
                ["wine", "spirits", "malt"].iter().any(|room| finding.rule.starts_with(room));
            if of_a_product {
                assert_ne!(finding.outcome, OutcomeKind::Violated, "{lines:?}: {finding:?}");
            }
        }
    }
}

#[test]
fn a_rule_for_one_of_two_classes_asks_which_it_is() {
    let of = |lines: &[&str]| {
        let rule = "spirits.class-type.straight";
        finding(rule, Commodity::DistilledSpirits, Source::Domestic, lines)
    };
    let young = "aged 18 months";
    let one = of(&["OLD MILL", "Straight Bourbon Whiskey", young]);
    assert_eq!(one.outcome, OutcomeKind::Violated, "{one:?}");
    let either = of(&["OLD MILL", "Straight Bourbon Whiskey", "Straight Rye Whiskey", young]);
    assert_eq!(either.outcome, OutcomeKind::Unclear, "{either:?}");
    assert!(either.message.contains("it may be "), "{either:?}");
}
