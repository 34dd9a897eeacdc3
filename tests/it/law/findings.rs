//! Findings do not repeat one another: one fault, one finding.

use super::{Room, SPIRITS, WINE};
use ttb_verifier::label::Commodity::{DistilledSpirits, MaltBeverage, Wine};
use ttb_verifier::label::Source::{Domestic, Imported};

#[test]
fn a_missing_thing_does_not_also_complain_of_its_parts() {
    let mut wrong = Vec::new();
    for (product, source, lines) in [
        (
            Wine,
            Domestic,
            &[
                ("SILVER CREEK", ""),
                ("Red Wine", "wine.class-type.required"),
                ("Alc. 13.5% by vol.", "wine.alcohol.required"),
                ("750 mL", "wine.net-contents.required"),
                ("Contains sulfites", "wine.sulfites"),
                ("Bottled by Chacewater Winery, Kelseyville, CA", "wine.name-address.american"),
            ][..],
        ),
        (
            Wine,
            Domestic,
            &[
                ("SILVER CREEK", ""),
                ("2021 Pinot Noir", ""),
                ("Sonoma Coast", "wine.appellation.required"),
                ("Alc. 13.5% by vol.", "wine.alcohol.required"),
                ("750 mL", "wine.net-contents.required"),
                ("Contains sulfites", "wine.sulfites"),
                ("Bottled by Chacewater Winery, Kelseyville, CA", "wine.name-address.american"),
            ],
        ),
        (
            DistilledSpirits,
            Domestic,
            &[
                ("OLD MILL", ""),
                ("Vodka", "spirits.class-type.required"),
                ("40% alc/vol", "spirits.alcohol.required"),
                ("750 mL", "spirits.net-contents.required"),
                ("Distilled from grain", "spirits.neutral-spirits.commodity"),
                (
                    "Distilled and bottled by XYZ Distilling Co., Troy, NY",
                    "spirits.name-address.required-phrase",
                ),
            ],
        ),
        (
            DistilledSpirits,
            Imported,
            &[
                ("EL SOL", ""),
                ("Tequila", "spirits.class-type.required"),
                ("40% Alc. by Vol.", "spirits.alcohol.required"),
                ("1 L", "spirits.net-contents.required"),
                ("Product of Mexico", ""),
                ("Imported by ABC, Miami, FL", "spirits.name-address.import-container"),
            ],
        ),
        (
            MaltBeverage,
            Domestic,
            &[
                ("Night Owl", ""),
                ("India Pale Ale", "malt.class-type.required"),
                ("5.2% alc/vol", ""),
                ("1 PINT", "malt.net-contents.required"),
                ("Brewed by XYZ Brewing Co., Pittsburgh, PA", "malt.name-address.domestic"),
            ],
        ),
    ] {
        for (left_out, rule) in lines.iter().filter(|(_, rule)| !rule.is_empty()) {
            let rest: Vec<&str> =
                lines.iter().map(|(line, _)| *line).filter(|line| line != left_out).collect();
            let found = Room::of(product).violated(source, &rest);
            if found != [*rule] {
                wrong.push(format!("without {left_out}: {found:?}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn one_fault_of_age_or_class_is_one_finding() {
    let spirits = |class: &str, line: &str, source| {
        let lines = [
            "OLD MILL",
            class,
            "45% alc/vol",
            "750 mL",
            line,
            "Distilled and bottled by XYZ Distilling Co., Troy, NY",
        ];
        SPIRITS.violated(source, &lines)
    };
    let mut wrong = Vec::new();
    for (class, line, rule) in [
        ("Straight Rye Whiskey", "aged 1 year", "spirits.class-type.straight"),
        ("Straight Bourbon Whiskey", "aged 18 months", "spirits.class-type.straight"),
        ("Straight Rye Whiskey", "Aged 4-8 years", "spirits.age.format"),
        ("Brandy", "Aged 1 year", "spirits.class-type.brandy"),
        ("Grape Brandy", "Aged 6 months", "spirits.class-type.brandy"),
        ("Vodka", "Aged 3 years", "spirits.age.prohibited"),
    ] {
        let mut found = spirits(class, line, Domestic);
        // What neutral spirits are made from is another matter.
        found.retain(|rule| *rule != "spirits.neutral-spirits.commodity");
        if found != [rule] {
            wrong.push(format!("{class}, {line}: {found:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn one_fault_of_wine_is_one_finding() {
    let wine = |class: &str, line: &str| {
        let lines = [
            "SILVER CREEK",
            class,
            "Alc. 13.5% by vol.",
            "750 mL",
            "Contains sulfites",
            line,
            "Bottled by Chacewater Winery, Kelseyville, CA",
        ];
        WINE.violated(Domestic, &lines)
    };
    let mut wrong = Vec::new();
    for (class, line, rule) in [
        ("Pinot Noir", "", "wine.appellation.required"),
        ("2021 Red Wine", "", "wine.appellation.required"),
        ("California Barolo", "", "wine.foreign-names"),
        ("New York Sancerre", "", "wine.foreign-names"),
        ("California Red Wine", "Estate Bottled", "wine.estate-bottled"),
        ("Red Wine", "California Estate Bottled", "wine.estate-bottled"),
        ("California Gamay Beaujolais", "", "wine.type-designation.special"),
        ("60% Syrah 30% Grenache", "California", "wine.varietal.multiple-percentages"),
        ("Red Wine", "Washington/Oregon", "wine.appellation.multi-percentages"),
    ] {
        let found = wine(class, line);
        if found != [rule] {
            wrong.push(format!("{class}, {line}: {found:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
