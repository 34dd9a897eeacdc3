use super::*;
use crate::label::AgeUnit::{Months, Years};
use crate::label::AgeWording::{Aged, Figure, Old, Rested};
use crate::label::PanelRole;
use crate::rules::OutcomeKind::{Met, NotApplicable, Unclear, Violated};
use crate::rules::testing::{assert_cases, label};

fn of(id: &str, parents: &[&str], printed: &str) -> Label {
    label().spirits().class_type(id, parents, printed)
}

fn bourbon() -> Label {
    of(
        "spirits.whisky.straight-bourbon",
        &["spirits.whisky.bourbon", "spirits.whisky"],
        "Straight Bourbon Whiskey",
    )
}

#[test]
fn young_spirits_state_their_age() {
    let brandy = || of("spirits.brandy", &[], "Brandy");
    assert_cases(
        &REQUIRED,
        [
            ("two years", bourbon().age("2 years old", 2, Years, Old), Met),
            ("silent", bourbon(), Met),
            (
                "unaged corn",
                of("spirits.whisky.corn", &["spirits.whisky"], "Corn Whiskey, unaged"),
                Met,
            ),
            ("in bond", bourbon().text(["Bottled in Bond"]), NotApplicable),
            ("a silent brandy", brandy(), NotApplicable),
            ("rested whisky", bourbon().age("rested 6 months", 6, Months, Rested), Violated),
            ("rested brandy", brandy().age("rested one year", 1, Years, Rested), Violated),
        ],
    );
}

#[test]
fn an_age_is_of_the_youngest_in_years_months_or_days() {
    let range = || bourbon().age_range("Aged 4-8 years", 4, Some(8), Years, Aged);
    assert_cases(
        &FORMAT,
        [
            ("years old", bourbon().age("4 years old", 4, Years, Old), Met),
            ("months", bourbon().age("Aged 18 months", 18, Months, Aged), Met),
            (
                "with a share",
                bourbon().age(
                    "30% straight whisky 4 years old, 70% neutral spirits distilled from grain",
                    4,
                    Years,
                    Old,
                ),
                Met,
            ),
            (
                "terms beside years",
                bourbon().text(["AGED AT LEAST TWO TERMS"]).age("8 Years", 8, Years, Figure),
                Met,
            ),
            ("well aged", bourbon().text(["Well aged"]), NotApplicable),
            ("seasons", bourbon().text(["Aged eight seasons"]), Violated),
            ("seasons, poorly read", bourbon().text(["Aged eight seasons"]).poorly_read(), Unclear),
            ("a range", range(), Violated),
        ],
    );
}

#[test]
fn the_age_keeps_what_the_designation_promises() {
    let rum = || of("spirits.rum", &[], "Rum");
    let bond = |label: Label| label.text(["Bottled in Bond"]);
    assert_cases(
        &CONSISTENCY,
        [
            ("five in bond", bond(bourbon()).age("5 years old", 5, Years, Old), Met),
            (
                "two",
                of("spirits.whisky.straight-wheat", &["spirits.whisky"], "Straight Wheat Whisky")
                    .age("2 years old", 2, Years, Old),
                Met,
            ),
            (
                "a second cask",
                bourbon().age("aged 4 years", 4, Years, Aged).age("6 months", 6, Months, Figure),
                Met,
            ),
            ("rum", rum().age("aged 1 year", 1, Years, Aged), NotApplicable),
            ("18 months", bourbon().age("18 months", 18, Months, Figure), Violated),
            ("three in bond", bond(rum()).age("aged 3 years", 3, Years, Aged), Violated),
        ],
    );
}

#[test]
fn neutral_spirits_claim_no_age() {
    let vodka = || of("spirits.vodka", &["spirits.neutral-spirits"], "Vodka");
    assert_cases(
        &PROHIBITED,
        [
            (
                "grain spirits",
                of("spirits.grain-spirits", &["spirits.neutral-spirits"], "Grain Spirits")
                    .text(["20% grain spirits stored 2 years in oak barrels"]),
                Met,
            ),
            ("silent", vodka(), Met),
            (
                "gin",
                of("spirits.gin", &[], "Gin").age("aged 1 year", 1, Years, Aged),
                NotApplicable,
            ),
            ("ten years", vodka().age("aged 10 years", 10, Years, Aged), Violated),
            ("oak", of("spirits.neutral-spirits", &[], "Oak-rested neutral spirits"), Violated),
        ],
    );
}

#[test]
fn words_of_age_come_with_an_age() {
    let gin = || of("spirits.gin", &[], "Gin");
    assert_cases(
        &OTHER_REPRESENTATIONS,
        [
            ("with an age", gin().text(["Barrel Aged"]).age("2 years old", 2, Years, Old), Met),
            ("rum", of("spirits.rum", &[], "Rum").text(["Mellowed in oak"]), NotApplicable),
            ("rested", gin().text(["BARREL RESTED"]), NotApplicable),
            ("gin", gin().text(["AGED"]), Violated),
            ("liqueur", of("spirits.liqueur", &[], "Liqueur").text(["Matured"]), Violated),
        ],
    );
}

#[test]
fn a_date_of_distillation_stands_with_an_age() {
    let whisky = || of("spirits.whisky", &[], "Whisky");
    let sides = label()
        .spirits()
        .panel(PanelRole::Front)
        .text(["Distilled 2015"])
        .panel(PanelRole::Back)
        .age("8 years old", 8, Years, Old);
    assert_cases(
        &DISTILLATION_DATE,
        [
            ("together", whisky().text(["Distilled 2015"]).age("8 years old", 8, Years, Old), Met),
            (
                "none",
                whisky().text(["Distilling since 1890", "Distilled in Indiana"]),
                NotApplicable,
            ),
            ("no age", whisky().text(["Distilled in 2012"]), Violated),
            ("no age, poorly read", whisky().text(["Distilled in 2012"]).poorly_read(), Unclear),
            ("a liqueur", of("spirits.liqueur", &[], "Liqueur").text(["Distilled 2015"]), Violated),
            ("apart", sides, Violated),
        ],
    );
}
