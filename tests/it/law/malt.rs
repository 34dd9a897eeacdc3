//! What beer labels print, read and judged: the catalogue's wordings as lines of text.

use super::MALT;
use ttb_verifier::label::Source;

const ADDRESS: &str = "Brewed by XYZ Brewing Co., Pittsburgh, PA";

#[test]
fn net_contents_are_judged_as_the_chart_has_them() {
    let said = |printed: &str| {
        let found = MALT.violated(Source::Domestic, &["Night Owl", "Ale", printed, ADDRESS]);
        found.iter().filter(|rule| rule.starts_with("malt.net-contents")).count()
    };
    for printed in [
        "8 FL. OZ.",
        "8 fluid ounces",
        "1/2 PINT",
        "½ pint",
        "0.5 pint",
        "11.2 FL OZ",
        "11.2 FL. OZ. (330 mL)",
        "12 FL OZ",
        "12 FL. OZ. (355 ML)",
        "3/4 PINT",
        "1 PINT",
        "1 PT.",
        "1 PINT (16 FL. OZ.)",
        "1 PINT 16 FL OZ",
        "1 Pint • 16 Fluid Ounces",
        "1 PINT 0.9 FL. OZ.",
        "1 PINT .9 FL. OZ.",
        "1 PT. 0.9 FL OZ (500 mL)",
        "1 PINT 3.2 FL OZ",
        "0.6 QUART",
        "3/5 QUART",
        "1 pint, 4 fl. oz.",
        "5/8 quart",
        "0.63 quart",
        "1 PINT 6 FL. OZ.",
        "11/16 QUART",
        "1 PINT 8 FL OZ",
        "3/4 QUART",
        "1 PINT 9.4 FL. OZ.",
        "1 PINT 9.4 FL OZ (750 mL)",
        "1 QUART",
        "1 QT.",
        "1 QUART 8 FL. OZ.",
        "5/16 GALLON",
        "1 quart, 1 pint, 12 fl. oz.",
        "15/32 gallon",
        "0.47 gallon",
        "1/2 GALLON",
        "2 QUARTS",
        "1 GALLON",
        "1 GAL.",
        "1 ¼ gallons",
        "1.25 gallons",
        "1.25 gals.",
        "15.5 GALLONS",
        "15 1/2 GALLONS",
        "15.5 U.S. Gallons",
        "1 PINT 3.3 FL OZ (570 mL)",
    ] {
        assert_eq!(said(printed), 0, "{printed}");
    }
    for printed in [
        "8 OZ",
        "236 mL",
        "8/16 pint",
        "330 mL",
        "11.2 OZ",
        "355 mL",
        "12 OZ.",
        "16 FL OZ",
        "473 mL",
        "16 OZ",
        "1 PINT (16 OZ.)",
        "16.9 FL OZ",
        "500 mL",
        "19.2 FL OZ",
        "568 mL",
        "20 FL OZ",
        "1.25 pints",
        "22 FL OZ",
        "22/32 QUART",
        "24 FL OZ",
        "24 OZ",
        "25.4 FL OZ",
        "750 mL",
        "32 FL OZ",
        "946 mL",
        "40 FL OZ",
        "40 OZ",
        "60 FL OZ",
        "1.875 quarts",
        "64 FL OZ",
        "1.89 L",
        "128 FL OZ",
        "3.785 L",
        "160 FL OZ",
        "58.67 L",
    ] {
        assert_eq!(said(printed), 1, "{printed}");
    }
}

#[test]
fn printed_wordings_come_to_the_findings_they_should() {
    let domestic = |lines: &[&str]| MALT.violated(Source::Domestic, lines);
    let mut wrong = Vec::new();
    let good = ["Night Owl", "12 FL OZ", ADDRESS];
    for (rule, wording, breaks) in [
        ("malt.alcohol.format", "4.2% alc/vol", false),
        ("malt.alcohol.format", "Alc. 4.0 percent by vol.", false),
        ("malt.alcohol.format", "Alc 4% by vol", false),
        ("malt.alcohol.format", "5.9% Alcohol by Volume", false),
        ("malt.alcohol.format", "ALC/VOL: 6.5%", false),
        ("malt.alcohol.format", "O.G. 12.5 Plato", false),
        ("malt.alcohol.format", "60 IBU", false),
        ("malt.alcohol.format", "5.9% ABV", true),
        ("malt.alcohol.format", "5.9% vol", true),
        ("malt.alcohol.format", "3.2% alcohol by weight", true),
        ("malt.alcohol.format", "5.5% ALC.", true),
        ("malt.alcohol.format", "Alcohol content 5% by volume", true),
        ("malt.alcohol.precision", "5.2% alc/vol", false),
        ("malt.alcohol.precision", "0.45% alc/vol", false),
        ("malt.alcohol.precision", "5.25% alc/vol", true),
        ("malt.alcohol.precision", "4.75% alc by vol", true),
        ("malt.sulfites", "Contains sulfites", false),
        ("malt.sulfites", "Contains sodium metabisulfite", false),
        ("malt.sulfites", "Sulfites: yes", true),
        ("malt.sulfites", "May contain sulfites", true),
        ("malt.yellow5", "Contains FD&C Yellow No. 5", false),
        ("malt.carmine", "contains cochineal extract", false),
        ("malt.aspartame", "PHENYLKETONURICS: CONTAINS PHENYLALANINE.", false),
        ("malt.aspartame", "Phenylketonurics: contains phenylalanine.", true),
        ("malt.aspartame", "Contains aspartame", true),
        ("malt.disclosures.no-extra-text", "Contains sulfites", false),
        ("malt.disclosures.no-extra-text", "Contains FD&C Yellow No. 5 for that sunny look", true),
        (
            "malt.alcohol.non-alcoholic",
            "NON-ALCOHOLIC - contains less than 0.5% alcohol by volume",
            false,
        ),
        (
            "malt.alcohol.non-alcoholic",
            "Non-Alcoholic contains less than .5% alcohol by volume",
            false,
        ),
        ("malt.alcohol.non-alcoholic", "NON-ALCOHOLIC", true),
        ("malt.alcohol.non-alcoholic", "0.0% alcohol by volume", true),
        ("malt.alcohol.low", "Low alcohol 2.3% alc/vol", false),
        ("malt.alcohol.low", "Low alcohol 3.2% alc/vol", true),
        ("malt.alcohol.low", "Reduced alcohol 2.5% alc/vol", true),
        ("malt.alcohol.alcohol-free", "Alcohol free 0.0% alc/vol", false),
        ("malt.alcohol.alcohol-free", "Alcohol free 0.3%", true),
        ("malt.alcohol.alcohol-free", "Alcohol free 0.05% alc/vol", true),
    ] {
        let mut lines = vec!["Malt Beverage"];
        lines.extend(good);
        lines.push(wording);
        if domestic(&lines).contains(&rule) != breaks {
            wrong.push(format!("{rule}: {wording}"));
        }
    }
    for (wording, breaks) in [
        ("India Pale Ale", false),
        ("Lager", false),
        ("Hazy Golden Ale", false),
        ("Hazy Juice Bomb", true),
        ("Saison", true),
        ("IPA", true),
    ] {
        let mut lines = vec![wording];
        lines.extend(good);
        if domestic(&lines).contains(&"malt.class-type.required") != breaks {
            wrong.push(wording.to_owned());
        }
    }
    for (wording, breaks) in [
        ("Malt Beverage", false),
        ("NEAR BEER", false),
        ("Non-alcoholic beer", true),
        ("Alcohol free lager", true),
    ] {
        let mut lines = vec![wording];
        lines.extend(good);
        let rule = "malt.class-type.below-half-percent";
        if domestic(&lines).contains(&rule) != breaks {
            wrong.push(format!("{rule}: {wording}"));
        }
    }
    assert_eq!(wrong, Vec::<String>::new(), "read and judged otherwise than the catalogue has it");
}

#[test]
fn names_and_addresses_are_judged_by_who_did_what() {
    let beer = ["Night Owl", "Ale", "12 FL OZ"];
    let mut wrong = Vec::new();
    let with = |source, line: &str| {
        let mut lines = beer.to_vec();
        lines.push(line);
        MALT.violated(source, &lines)
            .into_iter()
            .filter(|rule| rule.starts_with("malt.name-address"))
            .collect::<Vec<_>>()
    };
    for (source, line, expected) in [
        (Source::Domestic, "XYZ Brewing Co., Pittsburgh, PA", None),
        (Source::Domestic, "Brewed and bottled by XYZ Brewery, Erie, Pennsylvania", None),
        (Source::Domestic, "Brewed & packaged at XYZ Brewery, Accord, NY", None),
        (Source::Domestic, "XYZ Brewing Co.", Some("malt.name-address.domestic")),
        (Source::Domestic, "Brewed for ABC, Austin, TX", Some("malt.name-address.domestic")),
        (Source::Imported, "Imported by ABC Imports, Miami, FL", None),
        (Source::Imported, "Sole importer: ABC, Miami, Florida", None),
        (Source::Imported, "Imported and bottled in the United States by ABC, Dallas, TX", None),
        (Source::Imported, "ABC Imports, Miami, FL", Some("malt.name-address.import-container")),
        (Source::Imported, "Bottled by B, Troy, NY", Some("malt.name-address.import-bulk")),
    ] {
        let found = with(source, line);
        if found != Vec::from_iter(expected) {
            wrong.push(format!("{line}: {found:?}"));
        }
    }
    assert_eq!(wrong, Vec::<String>::new());
}
