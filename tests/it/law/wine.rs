//! What wine labels print, read and judged: the catalogue's wordings as lines of text.

use super::WINE;
use ttb_verifier::label::Source;

const BOTTLER: &str = "Bottled by Chacewater Winery, Kelseyville, CA";
const IMPORTER: &str = "Imported by ABC Imports, New York, NY";

/// A lawful domestic table wine but for the line that is tried.
fn with_line(line: &str) -> Vec<&'static str> {
    WINE.violated(
        Source::Domestic,
        &[
            "SILVER CREEK",
            "Red Wine",
            "Alc. 13.5% by vol.",
            "750 mL",
            "Contains sulfites",
            line,
            BOTTLER,
        ],
    )
}

/// The rules of one matter violated by a label that prints `line` where `usual` would stand.
fn instead(matter: &str, usual: &str, line: &str) -> Vec<&'static str> {
    let label =
        ["SILVER CREEK", "Red Wine", "Alc. 13.5% by vol.", "750 mL", "Contains sulfites", BOTTLER];
    let label = label.map(|printed| if printed == usual { line } else { printed });
    assert!(label.contains(&line), "{usual} is not a line of the label");
    let mut found = WINE.violated(Source::Domestic, &label);
    found.retain(|rule| rule.starts_with(matter));
    found
}

#[test]
fn alcohol_is_judged_as_the_paragraph_prints_it() {
    let said = |line| instead("wine.alcohol", "Alc. 13.5% by vol.", line);
    for lawful in [
        "Alcohol 12.5% by volume",
        "ALC. 13% BY VOL.",
        "14.1% Alc./Vol.",
        "12.5% alc by vol",
        "12,2% ALC. BY VOL.",
        "Alcohol 11% to 13% by volume",
        "Alc. 17% to 19% by vol.",
        "Alc. 13% vol",
        "13% Alc. Vol.",
    ] {
        assert_eq!(said(lawful), [""; 0], "{lawful}");
    }
    for (wrong, rule) in [
        ("13.5% ABV", "wine.alcohol.format"),
        ("25 proof", "wine.alcohol.format"),
        ("13.5%", "wine.alcohol.required"),
        ("Alcohol 13% to 15% by volume", "wine.alcohol.range"),
        ("Alc. 10% to 14% by vol.", "wine.alcohol.range"),
    ] {
        assert_eq!(said(wrong), [rule], "{wrong}");
    }
}

#[test]
fn a_figure_may_be_left_out_beside_table_wine_alone() {
    let required = |class: &str| {
        let label = ["SILVER CREEK", class, "750 mL", "Contains sulfites", BOTTLER];
        WINE.violated(Source::Domestic, &label).contains(&"wine.alcohol.required")
    };
    assert!(!required("Red Table Wine") && !required("Light Wine"));
    assert!(required("Red Wine") && required("Dessert Wine"));
}

#[test]
fn net_contents_are_judged_by_form_and_size() {
    let said = |line| instead("wine.net-contents", "750 mL", line);
    for lawful in [
        "750 ml",
        "1.5 L",
        "1.5 liters",
        "750 ML (25.4 FL. OZ.)",
        "3 liters (101 fl. oz.)",
        "355 mL",
        "187 mL",
        "473 mL",
        "5 L",
    ] {
        assert_eq!(said(lawful), [""; 0], "{lawful}");
    }
    for (wrong, rule) in [
        ("75 cl", "wine.net-contents.format"),
        ("25.4 fl oz", "wine.net-contents.format"),
        ("730 mL", "wine.net-contents.standard-of-fill"),
        ("3.5 L", "wine.net-contents.standard-of-fill"),
        ("1.5 L (1 qt 18.7 fl oz)", "wine.net-contents.us-equivalent"),
    ] {
        assert_eq!(said(wrong), [rule], "{wrong}");
    }
}

#[test]
fn the_bottler_is_named_with_the_phrase_and_the_place() {
    let said = |line| instead("wine.name-address", BOTTLER, line);
    for lawful in [
        BOTTLER,
        "Produced and bottled by Smith Cellars, Lodi, California",
        "Vinted and bottled by ABC Cellars, Acampo, CA",
        "Bottled by Smith Cellars, Napa, California 94558",
        "Bottled by Smith Cellars, Kelseyville, Lake County, CA",
        "Bottled by Smith Cellars, Palm Springs, CA, USA",
        "Bottled by Smith Cellars, PORTLAND MAINE",
    ] {
        assert_eq!(said(lawful), [""; 0], "{lawful}");
    }
    for (wrong, rule) in [
        ("Produced by Smith Cellars, Lodi, CA", "wine.name-address.american"),
        ("Cellared by Smith, Napa, CA", "wine.name-address.american"),
        ("Distributed by ABC, Albany, NY", "wine.name-address.american"),
        ("Bottled by Smith Cellars", "wine.name-address.american"),
        ("Bottled by Smith Cellars, Napa", "wine.name-address.form"),
        ("Bottled by Smith Cellars, Napa, Calif.", "wine.name-address.form"),
    ] {
        assert!(said(wrong).contains(&rule), "{wrong}: {:?}", said(wrong));
    }
}

#[test]
fn an_importer_is_named_with_the_phrase() {
    let said = |line: &str| {
        let mut found = WINE.violated(
            Source::Imported,
            &[
                "CASA ALTA",
                "Rioja",
                "Red Wine",
                "Alc. 13.5% by vol.",
                "750 ml",
                "Product of Spain",
                "Contains sulfites",
                line,
            ],
        );
        found.retain(|rule| rule.starts_with("wine.name-address"));
        found
    };
    assert_eq!(said(IMPORTER), [""; 0]);
    assert_eq!(said("Sole U.S. agent: ABC, Miami, Florida"), [""; 0]);
    assert!(
        said("Bottled by Bodega Alta, Logroño").contains(&"wine.name-address.import-container")
    );
}

#[test]
fn disclosures_are_judged_by_their_words() {
    for lawful in [
        "CONTAINS SULFITES",
        "Contains sulfur dioxide",
        "Contains naturally occurring sulfites",
        "CONTAINS: SULPHITES",
        "Contains FD&C Yellow No. 5",
        "FD&C Yellow #5",
        "Contains Carmine",
        "Contains Cochineal Extract and Carmine",
        "PHENYLKETONURICS: CONTAINS PHENYLALANINE",
    ] {
        assert_eq!(with_line(lawful), [""; 0], "{lawful}");
    }
    assert_eq!(with_line("Contains E120"), ["wine.carmine"]);
    for wrong in ["No sulfites added", "Sulfites added"] {
        let found = instead("wine.sulfites", "Contains sulfites", wrong);
        assert_eq!(found, ["wine.sulfites"], "{wrong}");
    }
}

#[test]
fn each_wrong_designation_is_found_by_its_rule() {
    let label = |class: &'static str, rest: &[&'static str]| {
        let mut lines = vec!["SILVER CREEK", class];
        lines.extend_from_slice(rest);
        lines.extend(["750 mL", "Contains sulfites", BOTTLER]);
        WINE.violated(Source::Domestic, &lines)
    };
    let table: &[&str] = &["Alc. 13.5% by vol."];
    let cases: &[(&str, &[&str], &str)] = &[
        ("Table Wine", &["14.5% alc. by vol."], "wine.class-type.abv-consistency"),
        ("American Sherry", &["15% alc. by vol."], "wine.class-type.abv-consistency"),
        ("Fruit Wine", table, "wine.class-type.fruit"),
        ("Chardonnay with natural flavors", table, "wine.class-type.composition-no-grape-terms"),
        ("Natural Port", &["19% alc. by vol."], "wine.class-type.natural"),
        ("Burgundy", table, "wine.appellation.required"),
        ("Brut Rose", table, "wine.class-type.sparkling"),
        ("Sangria", table, "wine.class-type.recognised"),
        ("Cuvee Speciale", table, "wine.class-type.required"),
        ("California Cabernet Sauvignon Merlot", table, "wine.varietal.multiple-percentages"),
        ("New York Sancerre", table, "wine.foreign-names"),
        ("Oregon Riesling Auslese", table, "wine.foreign-terms"),
        (
            "Johannisberg Riesling",
            &["California", "Alc. 13% by vol."],
            "wine.varietal.approved-name",
        ),
        ("Pinot Noir", table, "wine.appellation.required"),
        ("California Gamay Beaujolais", table, "wine.type-designation.special"),
        ("Cabernet Sauvignon Merlot", table, "wine.varietal.multiple-percentages"),
        ("60% Syrah 30% Grenache", table, "wine.varietal.multiple-percentages"),
        ("2021 Red Wine", table, "wine.appellation.required"),
        ("2020 Strawberry Wine", table, "wine.vintage.conditions"),
    ];
    for (class, rest, rule) in cases {
        let found = label(class, rest);
        assert!(found.contains(rule), "{class}: {found:?}");
    }
}

#[test]
fn a_place_is_judged_beside_the_wine_it_names() {
    for (lines, rule) in [
        (["Sonoma", ""], "wine.appellation.form"),
        (["Napa-Sonoma Counties", ""], "wine.appellation.multi-percentages"),
        (["Shenandoah Valley", ""], "wine.appellation.ava-qualified-name"),
    ] {
        let label = [
            "SILVER CREEK",
            lines[0],
            lines[1],
            "Zinfandel",
            "Alc. 13.5% by vol.",
            "750 mL",
            "Contains sulfites",
            BOTTLER,
        ];
        let found = WINE.violated(Source::Domestic, &label);
        assert!(found.contains(&rule), "{lines:?}: {found:?}");
    }
}

#[test]
fn claims_are_found_and_their_lookalikes_are_not() {
    for (claim, rule) in [
        ("Bottled under US Government supervision", "wine.government-authority"),
        ("Infused with finest vanilla", "wine.ingredient-representation"),
        ("Late Harvest", "wine.sugar-content"),
    ] {
        assert!(with_line(claim).contains(&rule), "{claim}: {:?}", with_line(claim));
    }
    for harmless in [
        "Aged in sherry casks for the curious",
        "Our cellar stands by the sea",
        "With 12% blackberry juice",
        "Est. 1972",
    ] {
        assert_eq!(with_line(harmless), [""; 0], "{harmless}");
    }
}
