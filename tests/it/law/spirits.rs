//! What labels of spirits print, read and judged: the catalogue's wordings as lines of text.

use super::SPIRITS;
use ttb_verifier::label::Source;

const BOTTLER: &str = "Distilled and bottled by XYZ Distilling Co., Troy, NY";

#[test]
fn each_wrong_line_is_found_by_its_rule() {
    let rye = "Straight Rye Whiskey";
    for (lines, rule) in [
        (["OLD MILL", "Rum", "40% ABV", "750 mL", "", BOTTLER], "spirits.alcohol.format"),
        (["OLD MILL", "Rum", "40% vol", "750 mL", "", BOTTLER], "spirits.alcohol.format"),
        (
            ["OLD MILL", "Rum", "40% Alc./Vol. (90 Proof)", "750 mL", "", BOTTLER],
            "spirits.alcohol.proof",
        ),
        (["OLD MILL", "Rum", "40% alc/vol", "70 cl", "", BOTTLER], "spirits.net-contents.format"),
        (
            ["OLD MILL", "Rum", "40% alc/vol", "680 mL", "", BOTTLER],
            "spirits.net-contents.standard-of-fill",
        ),
        (
            ["OLD MILL", "Vodka", "37.5% alc/vol", "750 mL", "Distilled from grain", BOTTLER],
            "spirits.class-type.minimum-strength",
        ),
        (
            ["OLD MILL", "Vodka", "40% alc/vol", "750 mL", "", BOTTLER],
            "spirits.neutral-spirits.commodity",
        ),
        (
            [
                "OLD MILL",
                "Barrel Aged Vodka",
                "40% alc/vol",
                "750 mL",
                "Distilled from grain",
                BOTTLER,
            ],
            "spirits.class-type.vodka",
        ),
        (
            ["OLD MILL", rye, "45% alc/vol", "750 mL", "aged 1 year", BOTTLER],
            "spirits.class-type.straight",
        ),
        (
            ["OLD MILL", rye, "45% alc/vol", "750 mL", "Aged 4-8 years", BOTTLER],
            "spirits.age.format",
        ),
        (
            ["OLD MILL", rye, "45% alc/vol", "750 mL", "Bottled in Bond", BOTTLER],
            "spirits.bottled-in-bond",
        ),
        (
            [
                "OLD MILL",
                "Texas Bourbon Whiskey",
                "45% alc/vol",
                "750 mL",
                "Distilled in Indiana",
                "Bottled by XYZ Co., Troy, NY",
            ],
            "spirits.whisky.state-in-designation",
        ),
        (
            ["OLD MILL", "Pure Vodka", "40% alc/vol", "750 mL", "Distilled from grain", BOTTLER],
            "spirits.terms.pure",
        ),
        (
            ["OLD MILL", "Highland Whiskey", "40% alc/vol", "750 mL", "", BOTTLER],
            "spirits.terms.scotland",
        ),
        (
            [
                "OLD MILL",
                "Rum",
                "40% alc/vol",
                "750 mL",
                "",
                "Distributed by ABC Company, Atlanta, GA",
            ],
            "spirits.name-address.required-phrase",
        ),
    ] {
        let found = SPIRITS.violated(Source::Domestic, &lines);
        assert!(found.contains(&rule), "{lines:?}: {found:?}");
    }
    let imported = [
        "EL SOL",
        "Bourbon Whiskey",
        "40% alc/vol",
        "750 mL",
        "Product of Mexico",
        "Imported by ABC Spirits, Miami, FL",
    ];
    assert!(
        SPIRITS
            .violated(Source::Imported, &imported)
            .contains(&"spirits.class-type.bourbon-us-only")
    );
}

#[test]
fn an_address_is_city_and_state() {
    let said = |address: &str| {
        let mut found = SPIRITS
            .violated(Source::Domestic, &["OLD MILL", "Rum", "40% alc/vol", "750 mL", address]);
        found.retain(|rule| rule.starts_with("spirits.name-address"));
        found
    };
    for lawful in [
        "Bottled by ABC Distilling Company, Atlanta, GA",
        "Bottled in Bardstown, KY by XYZ",
        "Distilled by ABC, 123 Main St, Dayton, Ohio 45402",
    ] {
        assert_eq!(said(lawful), [""; 0], "{lawful}");
    }
    for wrong in [
        "Bottled by ABC Distilling",
        "Bottled by ABC Distilling, Louisville",
        "Distilled by ABC, Woodinville, WASH",
    ] {
        assert_eq!(said(wrong), ["spirits.name-address.address-form"], "{wrong}");
    }
}
