use super::*;
use crate::label::PanelRole;
use crate::rules::OutcomeKind::{Met, NotApplicable, Unclear, Violated};
use crate::rules::testing::{assert_cases, label};

const WHISKY: &[&str] = &["spirits.whisky"];

fn of(id: &str, printed: &str) -> Label {
    label().spirits().class_type(&format!("spirits.whisky.{id}"), WHISKY, printed)
}

fn from(label: Label, country: &str) -> Label {
    label.origin("Product of", country, Some(country))
}

#[test]
fn bourbon_is_american() {
    let straight = label().spirits().class_type(
        "spirits.whisky.straight-bourbon",
        &["spirits.whisky.bourbon", "spirits.whisky"],
        "Kentucky Straight Bourbon Whiskey",
    );
    let place = |name: &str| Attribute::Place(name.to_owned());
    let flavored = label().spirits().class_type("spirits.flavored", &[], "Flavored Bourbon Whisky");
    assert_cases(
        &BOURBON_US_ONLY,
        [
            ("kentucky", straight.attribute(place("Kentucky")), Met),
            ("new york", of("bourbon", "Bourbon Whisky").attribute(place("New York")), Met),
            (
                "its cask",
                of("scotch", "Scotch Whisky").text(["matured in bourbon casks"]),
                NotApplicable,
            ),
            ("Mexico", from(of("bourbon", "Bourbon"), "Mexico"), Violated),
            ("flavored", from(flavored.clone(), "Canada"), Violated),
            ("flavored here", flavored, Met),
            ("Canadian", of("bourbon", "Canadian Bourbon").attribute(place("Canada")), Violated),
        ],
    );
}

#[test]
fn american_types_from_abroad_name_their_country_beside_them() {
    let rye = |behind: bool| {
        let front = label().spirits().panel(PanelRole::Front).class_type(
            "spirits.whisky.rye",
            WHISKY,
            "Rye Whisky",
        );
        from(if behind { front.panel(PanelRole::Back) } else { front }, "Canada")
    };
    assert_cases(
        &US_TYPE_ABROAD,
        [
            (
                "Brazilian",
                from(
                    of("corn", "Brazilian Corn Whisky")
                        .attribute(Attribute::Place("Brazil".to_owned())),
                    "Brazil",
                ),
                Met,
            ),
            (
                "distilled in Sweden",
                from(of("rye", "Rye Whisky distilled in Sweden"), "Sweden"),
                Met,
            ),
            ("Japan below", from(of("blended", "Blended Whisky"), "Japan"), Met),
            ("american type", rye(true).text(["American type"]), Met),
            ("a Scotch", from(of("scotch", "Scotch Whisky"), "United Kingdom"), NotApplicable),
            ("domestic", of("rye", "Rye Whisky"), NotApplicable),
            ("behind", rye(true), Violated),
            ("behind, incomplete", rye(true).perhaps_incomplete(), Unclear),
            ("in front", rye(false), Met),
            ("light", from(of("light", "Light Whisky"), "Ireland"), Violated),
        ],
    );
}

#[test]
fn whisky_of_several_countries_names_them() {
    let whisky = || label().spirits().class_type("spirits.whisky", &[], "Whisky");
    assert_cases(
        &FOREIGN_COMPONENTS,
        [
            (
                "percentages",
                whisky().text(["Whisky - 50% from Japan, 50% from the United States"]),
                Met,
            ),
            ("one country", whisky(), NotApplicable),
            (
                "no percentage",
                of("blended", "Blended Whisky").text(["contains whisky distilled in Canada"]),
                Violated,
            ),
            (
                "world",
                whisky().text(["World Blend Whisky", "a blend of whiskies from several countries"]),
                Violated,
            ),
        ],
    );
}

#[test]
fn a_mixture_is_called_a_blend() {
    assert_cases(
        &BLEND,
        [
            (
                "blended",
                label().spirits().class_type(
                    "spirits.whisky.blended-scotch",
                    &["spirits.whisky.scotch"],
                    "Blended Scotch Whisky",
                ),
                Met,
            ),
            ("a blend", of("canadian", "Canadian Whisky - A Blend"), Met),
            ("silent", of("scotch", "Scotch Whisky"), NotApplicable),
            (
                "a mixture",
                of("scotch", "Scotch Whisky").text(["a blend of malt and grain whiskies"]),
                Violated,
            ),
            ("alone", of("canadian", "Canadian Whisky").text(["Blend"]), Violated),
        ],
    );
}
