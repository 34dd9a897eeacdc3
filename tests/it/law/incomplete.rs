//! What was not read is not missing: whatever part of a good label was read, no rule may find
//! the rest wanting.

use super::{label, read};
use ttb_verifier::label::Commodity::{self, DistilledSpirits, MaltBeverage, Wine};
use ttb_verifier::label::Source::{self, Domestic, Imported};
use ttb_verifier::label::{Application, Completeness, Label};
use ttb_verifier::rules::{self, OutcomeKind};

/// Some panel was cut short, or no one says that all panels are there.
const INCOMPLETE: [Completeness; 4] = [
    Completeness { panels_complete: Some(true), well_read: false },
    Completeness { panels_complete: Some(false), well_read: true },
    Completeness { panels_complete: None, well_read: true },
    Completeness { panels_complete: None, well_read: false },
];

/// Lawful labels, with lines that stand or fall by others.
const GOOD: &[(Commodity, Source, &[&str])] = &[
    (
        Wine,
        Domestic,
        &[
            "OLD MILL",
            "2021",
            "Sonoma Coast",
            "Pinot Noir",
            "14.1% Alc./Vol.",
            "750 ML",
            "CONTAINS SULFITES",
            "Vinted and bottled by ABC Cellars, Acampo, CA",
        ],
    ),
    (
        Wine,
        Imported,
        &[
            "CASA ALTA",
            "Rioja",
            "2019",
            "Red Wine",
            "13,5% ALC. BY VOL.",
            "750 ml",
            "Product of Spain",
            "Imported by ABC Imports, New York, NY",
        ],
    ),
    (
        Wine,
        Domestic,
        &[
            "SILVER CREEK",
            "California Champagne",
            "Bulk Process",
            "12% alc. by vol.",
            "750 mL",
            "Contains sulfites",
            "Bottled by ABC Cellars, Acampo, CA",
        ],
    ),
    (
        Wine,
        Domestic,
        &[
            "BRAMBLE",
            "Fruit Wine",
            "apple and cherry wine",
            "Alc. 11% by vol.",
            "750 mL",
            "Contains sulfites",
            "Bottled by XYZ Winery, Portland, OR",
        ],
    ),
    (
        DistilledSpirits,
        Domestic,
        &[
            "OLD MILL",
            "Kentucky Straight Bourbon Whiskey",
            "Bottled in Bond",
            "50% Alc./Vol.",
            "100 Proof",
            "750 mL",
            "Aged 4 years",
            "Distilled and bottled by XYZ Distilling Co., Troy, NY",
        ],
    ),
    (
        DistilledSpirits,
        Domestic,
        &[
            "OLD MILL",
            "Blended Whiskey",
            "30% straight whiskey",
            "70% neutral spirits distilled from grain",
            "40% alc/vol",
            "750 mL",
            "Bottled by XYZ Distilling Co., Troy, NY",
        ],
    ),
    (
        DistilledSpirits,
        Imported,
        &[
            "GLEN OAK",
            "Blended Scotch Whisky",
            "43% alc/vol",
            "750 ML",
            "Product of Scotland",
            "Imported by ABC Spirits, Miami, FL",
        ],
    ),
    (
        MaltBeverage,
        Domestic,
        &[
            "Night Owl",
            "Blood Orange Gose",
            "Ale with natural orange flavor",
            "5.2% alc/vol",
            "1 PINT",
            "Ingredients: water, malt, hops, yeast",
            "Brewed by XYZ Brewing Co., Pittsburgh, PA",
        ],
    ),
    (
        MaltBeverage,
        Domestic,
        &[
            "Night Owl",
            "Non-Alcoholic",
            "contains less than 0.5 percent alcohol by volume",
            "Malt Beverage",
            "12 FL OZ",
            "Brewed by XYZ Brewing Co., Pittsburgh, PA",
        ],
    ),
    (
        MaltBeverage,
        Imported,
        &[
            "SOL",
            "Lager Beer",
            "4.5% alc/vol",
            "11.2 FL. OZ. (330 mL)",
            "Product of Mexico",
            "Imported by ABC Imports, New York, NY",
        ],
    ),
];

fn violated(label: &Label) -> Vec<String> {
    let findings = rules::judge(label).into_iter();
    findings
        .filter(|finding| finding.outcome == OutcomeKind::Violated)
        // It is the one that says so.
        .filter(|finding| finding.rule != "image.complete-set")
        .map(|finding| format!("{}: {}", finding.rule, finding.message))
        .collect()
}

#[test]
fn no_part_of_a_good_label_is_held_against_it() {
    let half_read = INCOMPLETE[0];
    for (product, source, lines) in GOOD {
        for part in 0..1_u32 << lines.len() {
            let lines: Vec<&str> = lines
                .iter()
                .enumerate()
                .filter(|(index, _)| part >> index & 1 == 1)
                .map(|(_, line)| *line)
                .collect();
            let alarms = violated(&label(*product, *source, &lines, half_read));
            assert!(alarms.is_empty(), "{lines:?}: {alarms:?}");
        }
    }
}

#[test]
fn nothing_read_is_nothing_wrong() {
    for json in [
        "{}",
        r#"{"product_type": "wine", "source": "domestic", "brand_name": "OLD HARBOR",
            "fanciful_name": "Night Tide", "class_type": "Merlot", "alcohol_content": 13.5,
            "net_contents": "750 mL", "vintage": 2022, "appellation": "Columbia Valley",
            "grape_varietals": ["Merlot"],
            "applicant": {"name": "HARBOR CELLARS LLC", "address": "PROSSER WA"}}"#,
        r#"{"product_type": "wine", "source": "imported", "brand_name": "CASA ALTA",
            "class_type": "Red Wine", "alcohol_content": 13, "net_contents": "750 mL",
            "country_of_origin": "Spain", "translations": "Casa Alta means high house"}"#,
        r#"{"product_type": "wine", "brand_name": "ORCHARD", "class_type": "Hard Cider",
            "alcohol_content": 5.5, "net_contents": "12 fl oz"}"#,
        r#"{"product_type": "distilled_spirits", "source": "domestic", "brand_name": "OLD MILL",
            "class_type": "Vodka", "class_type_code": "200", "alcohol_content": "40% alc/vol",
            "net_contents": "750 mL", "formula_number": "12345",
            "applicant": {"name": "XYZ DISTILLING CO", "address": "TROY NY"}}"#,
        r#"{"product_type": "distilled_spirits", "source": "imported", "brand_name": "GLEN OAK",
            "class_type": "Blended Scotch Whisky", "alcohol_content": 43,
            "net_contents": "700 mL", "country_of_origin": "Scotland",
            "distinctive_bottle_ml": 700}"#,
        r#"{"product_type": "malt_beverage", "source": "domestic", "brand_name": "Night Owl",
            "fanciful_name": "Blood Orange Gose", "class_type": "Ale", "alcohol_content": 5.2,
            "net_contents": "12 fl oz", "exemption_state": "OH",
            "embossed": "NET CONTENTS 12 FL OZ BLOWN INTO BOTTLE"}"#,
        r#"{"product_type": "malt_beverage", "source": "imported", "brand_name": "SOL",
            "alcohol_content": 0.4, "net_contents": "330 mL", "country_of_origin": "Mexico"}"#,
        r#"{"product_type": "malt_beverage", "export": true, "brand_name": "SOL"}"#,
    ] {
        let application: Application = serde_json::from_str(json).unwrap();
        for completeness in INCOMPLETE {
            let alarms = violated(&read(&[], &application, completeness));
            assert!(alarms.is_empty(), "{json}: {completeness:?}: {alarms:?}");
        }
    }
}
