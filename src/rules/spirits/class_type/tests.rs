use super::*;
use crate::label::AlcoholForm::PercentAlcoholByVolume;
use crate::label::{Attribute, Measured, NameMatch, PanelRole, Quad};
use crate::rules::OutcomeKind::{Met, NotApplicable, Unclear, Violated};
use crate::rules::testing::{assert_cases, label};

fn class(id: &str, parents: &[&str], printed: &str) -> Label {
    label().spirits().class_type(id, parents, printed)
}

fn vodka() -> Label {
    class("spirits.vodka", &["spirits.neutral-spirits"], "Vodka")
}

const LIQUEUR: &[&str] = &["spirits.liqueur"];
const WHISKY: &[&str] = &["spirits.whisky"];

#[test]
fn a_fancy_or_a_trade_word_alone_designates_nothing() {
    let spark = class("spirits.rum", &[], "Midnight Spark - Rum with natural flavors");
    assert_cases(
        &REQUIRED,
        [
            ("vodka", vodka(), Met),
            (
                "bourbon",
                class(
                    "spirits.whisky.straight-bourbon",
                    WHISKY,
                    "Kentucky Straight Bourbon Whiskey",
                ),
                Met,
            ),
            ("with a statement", spark, Met),
            (
                "with spices named",
                class("spirits.rum", &[], "Spiced Rum").text(["rum with natural flavors"]),
                Met,
            ),
            ("spiced rum", class("spirits.rum", &[], "Spiced Rum"), Violated),
            ("moonshine", class(MOONSHINE, &[], "Moonshine"), Violated),
            ("nothing", label().spirits(), Violated),
            ("one panel", label().spirits().perhaps_incomplete(), Unclear),
            (
                "made of something",
                label().spirits().text(["Spirits distilled from agave"]),
                Unclear,
            ),
            ("the commodity alone", label().spirits().text(["Distilled from grain"]), Violated),
            (
                "a company's name alone",
                label().spirits().name_address("Bottled by", "ABC Spirits", "Reno", "NV"),
                Violated,
            ),
        ],
    );
}

#[test]
fn what_part_five_does_not_know_is_for_a_person() {
    let elixir = label().spirits().text(["Grain Elixir"]).declaring(|declared| {
        declared.application.class_type = Some("Grain Elixir".to_owned());
    });
    assert_cases(
        &RECOGNISED,
        [
            ("gin", class("spirits.gin.london-dry-gin", &["spirits.gin"], "London Dry Gin"), Met),
            (
                "flavored",
                class("spirits.flavored", &[], "Cherry Vanilla Flavored Bourbon Whisky")
                    .attribute(Attribute::Flavored("vanilla".to_owned())),
                Met,
            ),
            ("tennessee", class("spirits.whisky.tennessee", WHISKY, "Tennessee Whisky"), Met),
            (
                "moonshine whiskey",
                class(MOONSHINE, &[], "Moonshine").another_designation(
                    "spirits.whisky",
                    &[],
                    "Whiskey",
                ),
                Met,
            ),
            ("nothing", label().spirits(), NotApplicable),
            ("elixir", elixir, Violated),
            ("moonshine", class(MOONSHINE, &[], "Moonshine"), Violated),
        ],
    );
}

#[test]
fn words_of_one_designation_are_alike_and_together() {
    let two_lines = |heights: [f32; 2]| {
        class("spirits.liqueur.bourbon", LIQUEUR, "BOURBON liqueur").with(|label| {
            if let Fact::Read(class) = &mut label.facts.class_type {
                let mut second = class.evidence[0].clone();
                class.evidence[0].polygon = Quad::rect(0.0, 0.0, 300.0, heights[0]);
                second.polygon = Quad::rect(0.0, 100.0, 300.0, 100.0 + heights[1]);
                class.evidence.push(second);
            }
        })
    };
    let front =
        || label().spirits().panel(PanelRole::Front).class_type("spirits.whisky", &[], "WHISKY");
    let measured = |value: f32| {
        two_lines([40.0, 38.0]).with(|label| {
            let ratio = Measured { value, uncertainty: 0.02 };
            label.measures.designation_height_ratio = Some(ratio);
        })
    };
    assert_cases(
        &WORDS_TOGETHER,
        [
            ("one style", class("spirits.flavored", &[], "PEACH FLAVORED VODKA"), Met),
            ("two lines alike", two_lines([40.0, 38.0]), Met),
            (
                "a story behind",
                front().panel(PanelRole::Back).text(["made with natural flavors"]),
                Met,
            ),
            ("no class", label().spirits(), NotApplicable),
            ("giant and tiny", two_lines([90.0, 20.0]), Violated),
            ("a fifth as high", measured(0.2), Violated),
            ("nearly as high", measured(0.8), Met),
            ("behind", front().panel(PanelRole::Back).text(["with natural flavors"]), Violated),
        ],
    );
}

#[test]
fn two_classes_that_each_stand_for_the_product_contradict() {
    let both = |id: &str, parents: &[&str], printed: &str| {
        label()
            .spirits()
            .panel(PanelRole::Front)
            .class_type("spirits.vodka", &["spirits.neutral-spirits"], "Vodka")
            .panel(PanelRole::Back)
            .another_designation(id, parents, printed)
    };
    let peach = || class("spirits.flavored", &[], "Peach Flavored Vodka");
    assert_cases(
        &NO_CONFLICT,
        [
            (
                "everywhere",
                peach().another_designation("spirits.flavored", &[], "Peach Flavored Vodka"),
                Met,
            ),
            (
                "one of two standards",
                class("spirits.whisky.straight-bourbon", WHISKY, "Straight Bourbon Whisky"),
                Met,
            ),
            ("its class", both("spirits.neutral-spirits", &[], "Neutral Spirits"), Met),
            (
                "rum and cachaça",
                class("spirits.rum", &[], "Rum").another_designation(
                    "spirits.rum.cachaca",
                    &["spirits.rum"],
                    "Cachaça",
                ),
                Met,
            ),
            (
                "a cask",
                label()
                    .spirits()
                    .class_type("spirits.whisky", &[], "Whiskey")
                    .panel(PanelRole::Back)
                    .panel(PanelRole::Back)
                    .text(["finished in"])
                    .another_designation("spirits.rum", &[], "Rum")
                    .text(["barrels"]),
                Met,
            ),
            (
                "the flavour in front too",
                label()
                    .spirits()
                    .panel(PanelRole::Front)
                    .class_type("spirits.vodka", &["spirits.neutral-spirits"], "Vodka")
                    .faint("PEACH FLAVORED", 0.5)
                    .panel(PanelRole::Back)
                    .another_designation("spirits.flavored", &[], "Peach Flavored Vodka"),
                Met,
            ),
            ("a set", both("spirits.gin", &[], "Gin").text(["3 x 250 ml"]), NotApplicable),
            ("flavored behind", both("spirits.flavored", &[], "Peach Flavored Vodka"), Violated),
            (
                "whiskey liqueur",
                class("spirits.whisky.bourbon", WHISKY, "Bourbon Whiskey").another_designation(
                    "spirits.liqueur",
                    &[],
                    "Whiskey Liqueur",
                ),
                Violated,
            ),
        ],
    );
}

#[test]
fn the_least_strength_is_of_the_bare_class() {
    let at = |label: Label, percent: &str| {
        label.alcohol(&format!("{percent}% alc./vol."), PercentAlcoholByVolume, percent)
    };
    let specialty =
        class("spirits.vodka", &["spirits.neutral-spirits"], "Vodka with natural flavors")
            .attribute(Attribute::WithComposition("with natural flavors".to_owned()));
    let liqueur = || class("spirits.liqueur.bourbon", LIQUEUR, "Bourbon Liqueur");
    assert_cases(
        &MINIMUM_STRENGTH,
        [
            ("rum", at(class("spirits.rum", &[], "Rum"), "40"), Met),
            ("flavored", at(class("spirits.flavored", &[], "Mango Flavored Rum"), "30"), Met),
            ("a specialty", at(specialty, "26"), NotApplicable),
            ("no figure", vodka(), NotApplicable),
            ("vodka", at(vodka(), "37.5"), Violated),
            ("liqueur", at(liqueur(), "25"), Violated),
            ("very weak", at(vodka(), "5"), Unclear),
            (
                "rock and rye",
                at(class("spirits.liqueur.rock-and-rye", LIQUEUR, "Rock and Rye"), "24"),
                Met,
            ),
            ("a brand", at(vodka().brand("Old Mill", NameMatch::Exact), "40"), Met),
        ],
    );
}
