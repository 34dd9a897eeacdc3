use super::*;
use crate::label::AlcoholForm::PercentAlcoholByVolume;
use crate::rules::OutcomeKind::{Met, NotApplicable, Unclear, Violated};
use crate::rules::testing::{assert_cases, label};

fn text(line: &str) -> Label {
    label().spirits().text([line])
}

#[test]
fn barrel_proof_is_a_barrels() {
    let at = |line: &str, percent: &str| text(line).alcohol("x", PercentAlcoholByVolume, percent);
    let vodka =
        text("Entry Proof").class_type("spirits.vodka", &["spirits.neutral-spirits"], "Vodka");
    assert_cases(
        &BARREL_PROOF,
        [
            ("61.4", at("Cask Strength", "61.4"), Met),
            ("none", label().spirits(), NotApplicable),
            ("40", at("Barrel Proof", "40"), Violated),
            ("vodka", vodka, Violated),
        ],
    );
}

#[test]
fn counts_of_distillation_agree_and_are_plausible() {
    assert_cases(
        &MULTIPLE_DISTILLATION,
        [
            ("double", text("Double distilled"), Met),
            ("three", text("Distilled three times"), Met),
            ("a place", text("Distilled in Indiana"), NotApplicable),
            ("100", text("Distilled 100 times"), Violated),
            ("two counts", text("5x distilled").text(["distilled seven times"]), Violated),
        ],
    );
}

#[test]
fn words_of_scotland_need_scotland() {
    let scottish = text("Highland Single Malt Scotch Whisky").imported().origin(
        "Product of",
        "Scotland",
        Some("United Kingdom"),
    );
    assert_cases(
        &SCOTLAND,
        [
            ("Scotland", scottish, Met),
            ("flavored", text("Scotch whisky with natural flavors").domestic(), NotApplicable),
            ("butterscotch", text("Butterscotch whiskey").domestic(), NotApplicable),
            (
                "a people",
                text("the arrival of the Scotch-Irish shortly after").domestic(),
                NotApplicable,
            ),
            (
                "other highlands",
                text("in Arandas, Jalisco. The Highlands of Jalisco are").imported(),
                NotApplicable,
            ),
            ("casks", text("finished in Scotch casks").domestic(), NotApplicable),
            (
                "a town",
                label().spirits().name_address("Distilled by", "ABC Whiskey", "Highland", "NY"),
                NotApplicable,
            ),
            ("Ohio", text("Highland Whiskey").domestic(), Violated),
            ("Oregon", text("Scots Style gin").domestic(), Violated),
            ("origin unknown", text("Highland Whiskey"), Unclear),
        ],
    );
}

#[test]
fn pure_is_of_an_ingredient() {
    let company = text("Pure Peak").declaring(|declared| {
        declared.application.applicant = Some(crate::label::Applicant {
            name: Some("PURE PEAK DISTILLING LLC".to_owned()),
            ..Default::default()
        });
    });
    assert_cases(
        &PURE,
        [
            ("cane sugar", text("Made with pure cane sugar"), Met),
            (
                "water on the next line",
                label().spirits().text(["FILTERED IN PURE CANADIAN", "SPRING WATER"]),
                Met,
            ),
            ("a company", company, Met),
            (
                "in an address",
                label().spirits().name_address(
                    "Bottled by",
                    "Pure Mountain Distillers",
                    "Boise",
                    "ID",
                ),
                NotApplicable,
            ),
            ("purity", text("Purity purely"), NotApplicable),
            ("vodka", text("Pure Vodka"), Violated),
            ("rum", text("100% Pure Rum"), Violated),
            ("from grain", text("Pure vodka distilled from grain"), Violated),
            ("of agave", text("pure agave tequila"), Unclear),
            ("something", text("pure perfection"), Unclear),
        ],
    );
}

#[test]
fn supervision_and_stickers_are_remarked() {
    assert_cases(
        &GOVERNMENT,
        [
            ("nothing", label().spirits(), NotApplicable),
            (
                "Scotch",
                text("under government supervision").class_type(
                    "spirits.whisky.scotch",
                    &["spirits.whisky"],
                    "Scotch Whisky",
                ),
                Met,
            ),
            ("supervised", text("Matured under US Government supervision"), Violated),
            ("certified", text("Government certified"), Violated),
        ],
    );
    assert_cases(
        &STICKER,
        [
            ("a retailer", text("Selected for ABC Liquors"), Met),
            ("nothing", label().spirits(), NotApplicable),
            ("an age", text("Selected barrel, 12 years old"), Violated),
            ("a proof", text("Selected for ABC Liquors, 120 proof"), Violated),
        ],
    );
}
