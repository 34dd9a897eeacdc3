use super::*;
use crate::label::AgeUnit::Years;
use crate::label::{AgeWording, Attribute, NameMatch, PanelRole};
use crate::rules::OutcomeKind::{Met, NotApplicable, Unclear, Violated};
use crate::rules::testing::{assert_cases, label};

fn of(id: &str, parents: &[&str], printed: &str) -> Label {
    label().spirits().class_type(id, parents, printed)
}

fn plain_vodka() -> Label {
    of("spirits.vodka", &["spirits.neutral-spirits"], "Vodka")
}

#[test]
fn vodka_has_neither_wood_nor_flavour() {
    let front = || {
        label().spirits().panel(PanelRole::Front).class_type(
            "spirits.vodka",
            &["spirits.neutral-spirits"],
            "Vodka",
        )
    };
    assert_cases(
        &VODKA,
        [
            ("grain", plain_vodka().text(["Distilled from grain"]), Met),
            (
                "charcoal",
                of("spirits.vodka", &["spirits.neutral-spirits"], "Charcoal filtered vodka"),
                Met,
            ),
            (
                "a specialty",
                plain_vodka()
                    .attribute(Attribute::WithComposition("with natural flavors".to_owned())),
                NotApplicable,
            ),
            (
                "a set",
                plain_vodka().another_designation("spirits.gin", &[], "Gin").text(["barrel aged"]),
                NotApplicable,
            ),
            (
                "barrel",
                of("spirits.vodka", &["spirits.neutral-spirits"], "Barrel Aged Vodka"),
                Violated,
            ),
            ("peach", front().panel(PanelRole::Back).text(["with natural peach flavor"]), Violated),
        ],
    );
}

#[test]
fn compounded_gin_is_gin_alone() {
    let london = || of("spirits.gin.london-dry-gin", &["spirits.gin"], "London Dry Gin");
    assert_cases(
        &GIN_TERMS,
        [
            ("distilled", of("spirits.gin.distilled-gin", &["spirits.gin"], "Distilled Gin"), Met),
            (
                "aged",
                of("spirits.gin", &[], "Barrel Aged Gin").age(
                    "1 year old",
                    1,
                    Years,
                    AgeWording::Old,
                ),
                Met,
            ),
            ("compounded", london().text(["a compounded gin"]), Violated),
            (
                "Old Tom",
                of("spirits.gin.old-tom-gin", &["spirits.gin"], "Old Tom Gin")
                    .text(["neutral spirits mixed with juniper extract"]),
                Violated,
            ),
        ],
    );
}

#[test]
fn brandy_alone_is_of_grapes_and_of_two_years() {
    let brandy = || of("spirits.brandy", &[], "Brandy");
    assert_cases(
        &BRANDY,
        [
            ("peach", of("spirits.brandy.named-fruit", &["spirits.brandy"], "Peach Brandy"), Met),
            ("grappa", of("spirits.brandy.pomace", &["spirits.brandy"], "Grappa"), Met),
            (
                "immature",
                of("spirits.brandy.immature", &["spirits.brandy"], "Immature Brandy"),
                Met,
            ),
            ("silent", brandy(), Met),
            (
                "a fruit of no list",
                of("spirits.brandy", &[], "Quince Brandy").text(["made from pears"]),
                Met,
            ),
            ("one year", brandy().age("aged 1 year", 1, Years, AgeWording::Aged), Violated),
            ("apples", brandy().text(["made from apples"]), Violated),
        ],
    );
}

#[test]
fn liqueurs_are_neither_straight_nor_of_another_place() {
    let liqueur = |printed: &str| of("spirits.liqueur", &[], printed);
    let sambuca = |printed: &str| {
        of("spirits.liqueur.sambuca", &["spirits.liqueur"], printed).origin(
            "Product of",
            "USA",
            Some("United States"),
        )
    };
    assert_cases(
        &LIQUEUR,
        [
            ("blue", of("spirits.liqueur.curacao", &["spirits.liqueur"], "Blue Curacao"), Met),
            ("amaretto", of("spirits.liqueur.amaretto", &["spirits.liqueur"], "Amaretto"), Met),
            ("dry", liqueur("Dry Orange Liqueur"), Met),
            ("type", sambuca("American type Sambuca"), Met),
            ("straight", liqueur("Straight Coffee Liqueur"), Violated),
            ("Sambuca", sambuca("Sambuca"), Violated),
        ],
    );
}

#[test]
fn flavored_spirits_name_flavour_and_base() {
    let named = |printed: &str, flavor: &str| {
        of("spirits.flavored", &[], printed).attribute(Attribute::Flavored(flavor.to_owned()))
    };
    let under = |brand: &str| {
        label().spirits().brand(brand, NameMatch::Exact).class_type(
            "spirits.flavored",
            &[],
            "FLAVORED VODKA",
        )
    };
    assert_cases(
        &FLAVORED,
        [
            ("pineapple", named("Pineapple Flavored Tequila", "pineapple"), Met),
            ("two", named("Cherry Vanilla Flavored Bourbon Whisky", "vanilla"), Met),
            (
                "above",
                label().spirits().text(["ROSE"]).class_type(
                    "spirits.flavored",
                    &[],
                    "FLAVORED VODKA",
                ),
                Met,
            ),
            ("not flavored", plain_vodka(), NotApplicable),
            ("under the brand", under("OLD MILL"), Violated),
            ("none", of("spirits.flavored", &[], "Flavored Whisky"), Violated),
            (
                "none, poorly read",
                of("spirits.flavored", &[], "Flavored Whisky").poorly_read(),
                Unclear,
            ),
            ("no base", label().spirits().text(["Citrus Flavored Spirits"]), Violated),
        ],
    );
}

#[test]
fn artificial_flavours_make_an_imitation() {
    let rum = |printed: &str| of("spirits.rum", &[], printed);
    assert_cases(
        &IMITATION,
        [
            (
                "imitation",
                of("spirits.whisky", &[], "Imitation Whisky").text(["artificial flavor"]),
                Met,
            ),
            (
                "a liqueur",
                of("spirits.liqueur", &[], "Liqueur").text(["with natural flavors"]),
                NotApplicable,
            ),
            ("by its id", of("spirits.imitation", &[], "Imitation Rum"), Met),
            ("nothing", rum("Rum"), NotApplicable),
            ("rum", rum("Rum").text(["artificial flavor"]), Violated),
            (
                "brandy",
                of("spirits.brandy", &[], "Brandy").text(["with added neutral spirits"]),
                Violated,
            ),
        ],
    );
}

#[test]
fn what_changes_the_class_is_in_the_designation() {
    let rye = |printed: &str| {
        of("spirits.whisky.straight-rye", &["spirits.whisky.rye", "spirits.whisky"], printed)
    };
    let maple = of("spirits.whisky", &[], "Whisky finished in maple wood barrels");
    assert_cases(
        &ALTERATION,
        [
            ("a specialty", maple.fanciful("Fire Snap", NameMatch::Exact), NotApplicable),
            (
                "nothing added",
                of(
                    "spirits.whisky.straight-bourbon",
                    &["spirits.whisky"],
                    "Straight Bourbon Whiskey",
                ),
                NotApplicable,
            ),
            (
                "a liqueur",
                of("spirits.liqueur.curacao", &["spirits.liqueur"], "Blue Curacao")
                    .text(["certified color"]),
                NotApplicable,
            ),
            ("vanilla", rye("Straight Rye Whiskey").text(["with natural vanilla"]), Violated),
            ("red", of("spirits.rum", &[], "Rum").text(["FD&C Red #40"]), Violated),
        ],
    );
}

#[test]
fn a_specialty_states_its_composition() {
    let specialty = || {
        of("spirits.specialty", &[], "Distilled Spirits Specialty")
            .fanciful("Fire Snap", NameMatch::Exact)
    };
    assert_cases(
        &COMPOSITION_STATEMENT,
        [
            (
                "margarita",
                of("spirits.cocktail.margarita", &["spirits.specialty"], "Margarita")
                    .text(["Tequila, triple sec and lime juice"]),
                Met,
            ),
            ("stated", specialty().text(["Whisky with natural cinnamon flavor"]), Met),
            ("no specialty", plain_vodka(), NotApplicable),
            ("alone", specialty(), Violated),
            ("one panel", specialty().perhaps_incomplete(), Unclear),
            (
                "rum punch",
                of("spirits.specialty", &[], "Rum Punch").text(["made of neutral spirits"]),
                Violated,
            ),
        ],
    );
}
