//! Lawful labels, line by line.

use super::Room;
use ttb_verifier::label::Commodity::{self, DistilledSpirits, MaltBeverage, Wine};
use ttb_verifier::label::Source::{self, Domestic, Imported};

/// Lawful labels, with lines that stand or fall by others.
pub const GOOD: &[(Commodity, Source, &[&str])] = &[
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
        Domestic,
        &[
            "SILVER CREEK",
            "Napa Valley Estate Bottled",
            "Red Wine",
            "Alc. 13.5% by vol.",
            "750 mL",
            "Contains sulfites",
            "Grown, produced and bottled by Silver Creek Winery, Napa, CA",
        ],
    ),
    (
        Wine,
        Domestic,
        &[
            "SILVER CREEK",
            "Sparkling Wine",
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
            "Bottled in Bond – DSP-NY-20",
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
            "Nontaxable under section 5051 I.R.C.",
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
    (
        Wine,
        Domestic,
        &[
            "SILVER CREEK",
            "Red Wine",
            "Alc. 13.5% by vol.",
            "750 mL",
            "Contains sulfites",
            "Bottled by Chacewater Winery, Kelseyville, CA",
        ],
    ),
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
        Domestic,
        &[
            "NAPA RIDGE",
            "Napa Valley",
            "Cabernet Sauvignon",
            "Alcohol 13.9% by volume",
            "1.5 L",
            "Contains sulfur dioxide",
            "Produced and bottled by Smith Cellars, Napa, California",
        ],
    ),
    (
        Wine,
        Domestic,
        &[
            "BLUE DOOR",
            "American",
            "Rosé Wine",
            "12.5% alc by vol",
            "750 ml (25.4 fl. oz.)",
            "Contains sulfites",
            "Cellared and bottled by Blue Door Wines, Lodi, CA 95240",
        ],
    ),
    (
        Wine,
        Domestic,
        &[
            "OLD MILL",
            "Oregon",
            "60% Pinot Noir 40% Gamay Noir",
            "Alc. 13% by vol.",
            "375 ml",
            "Contains sulfites",
            "Bottled by XYZ Winery, Portland, OR",
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
            "CONTAINS: SULPHITES",
            "Imported by ABC Imports, New York, NY",
        ],
    ),
    (
        Wine,
        Imported,
        &[
            "CHATEAU LUNE",
            "Bordeaux",
            "Merlot",
            "Alc. 13% by vol.",
            "750 mL",
            "Product of France",
            "Contains sulfites",
            "Imported by ABC Imports, New York, NY",
        ],
    ),
    (
        Wine,
        Domestic,
        &[
            "BRAMBLE",
            "Blackberry Wine",
            "Alc. 11% by vol.",
            "750 mL",
            "Est. 1972",
            "Contains sulfites",
            "Bottled by Chacewater Winery, Kelseyville, CA",
        ],
    ),
    (
        Wine,
        Domestic,
        &[
            "BRAMBLE",
            "Grape wine with natural peach flavor",
            "Alc. 11% by vol.",
            "750 mL",
            "Contains sulfites",
            "Bottled by Chacewater Winery, Kelseyville, CA",
        ],
    ),
    (
        DistilledSpirits,
        Domestic,
        &[
            "OLD MILL",
            "Kentucky Straight Bourbon Whiskey",
            "45% Alc./Vol. (90 Proof)",
            "750 mL",
            "Aged 6 years",
            "Distilled and bottled by XYZ Distilling Co., Troy, NY",
        ],
    ),
    (
        DistilledSpirits,
        Domestic,
        &[
            "OLD MILL",
            "Vodka",
            "40% alc/vol",
            "1.75 Liters",
            "Distilled from potatoes",
            "Distilled and bottled by XYZ Distilling Co., Troy, NY",
        ],
    ),
    (
        DistilledSpirits,
        Domestic,
        &[
            "OLD MILL",
            "London Dry Gin",
            "ALC./VOL. 42.5%",
            "700 mL",
            "Distilled from grain",
            "Distilled and bottled by XYZ Distilling Co., Troy, NY",
        ],
    ),
    (
        DistilledSpirits,
        Imported,
        &[
            "EL SOL",
            "Tequila",
            "40% Alc. by Vol.",
            "1 L",
            "Product of Mexico",
            "Imported by ABC Spirits, Miami, FL",
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
];

#[test]
fn a_good_label_violates_no_rule_of_its_room() {
    let mut alarms = Vec::new();
    for (product, source, lines) in GOOD {
        let violated = Room::of(*product).violated(*source, lines);
        if !violated.is_empty() {
            alarms.push(format!("{violated:?} on {lines:?}"));
        }
    }
    assert!(alarms.is_empty(), "{}", alarms.join("\n"));
}
