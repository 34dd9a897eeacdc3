//! What labels of spirits print, read and judged: the catalogue's wordings as lines of text.

use ttb_verifier::label::{Commodity, Source};

/// The spirits rules violated by a complete label of these lines.
fn violated(source: Source, lines: &[&str]) -> Vec<&'static str> {
    super::violated("spirits.", Commodity::DistilledSpirits, source, lines)
}

const BOTTLER: &str = "Distilled and bottled by XYZ Distilling Co., Troy, NY";

#[test]
fn good_labels_violate_nothing() {
    for (source, lines) in [
        (
            Source::Domestic,
            [
                "OLD MILL",
                "Kentucky Straight Bourbon Whiskey",
                "45% Alc./Vol. (90 Proof)",
                "750 mL",
                "Aged 6 years",
                BOTTLER,
            ],
        ),
        (
            Source::Domestic,
            ["OLD MILL", "Vodka", "40% alc/vol", "1.75 Liters", "Distilled from potatoes", BOTTLER],
        ),
        (
            Source::Domestic,
            [
                "OLD MILL",
                "London Dry Gin",
                "ALC./VOL. 42.5%",
                "700 mL",
                "Distilled from grain",
                BOTTLER,
            ],
        ),
        (
            Source::Imported,
            [
                "EL SOL",
                "Tequila",
                "40% Alc. by Vol.",
                "1 L",
                "Product of Mexico",
                "Imported by ABC Spirits, Miami, FL",
            ],
        ),
        (
            Source::Imported,
            [
                "GLEN OAK",
                "Blended Scotch Whisky",
                "43% alc/vol",
                "750 ML",
                "Product of Scotland",
                "Imported by ABC Spirits, Miami, FL",
            ],
        ),
    ] {
        assert_eq!(violated(source, &lines), [""; 0], "{lines:?}");
    }
}

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
        let found = violated(Source::Domestic, &lines);
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
    assert!(violated(Source::Imported, &imported).contains(&"spirits.class-type.bourbon-us-only"));
}
