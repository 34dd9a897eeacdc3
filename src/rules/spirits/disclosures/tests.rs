use super::*;
use crate::label::DisclosureKind::{Coloring, Sulfites, Yellow5};
use crate::label::PanelRole;
use crate::rules::OutcomeKind::{Met, NotApplicable, Unclear, Violated};
use crate::rules::testing::{assert_cases, label};

fn text(line: &str) -> Label {
    label().spirits().text([line])
}

#[test]
fn a_colour_has_a_source() {
    let disclosed = |printed: &str| label().spirits().disclosure(Coloring, printed, true);
    assert_cases(
        &COLORING,
        [
            ("artificially", disclosed("Artificially colored"), Met),
            ("caramel", disclosed("Contains caramel color"), Met),
            ("beet", disclosed("Colored with beet extract"), Met),
            ("a source", text("Natural color from beet extract"), NotApplicable),
            ("rum, silent", label().spirits().class_type("spirits.rum", &[], "Rum"), NotApplicable),
            (
                "a blue liqueur: no text tells",
                label().spirits().class_type("spirits.liqueur", &[], "Blue Liqueur"),
                NotApplicable,
            ),
            ("no source", text("Natural color"), Violated),
            ("naturally", text("Naturally colored"), Violated),
        ],
    );
}

#[test]
fn wood_is_stated_beside_the_class() {
    let whisky =
        || label().spirits().panel(PanelRole::Front).class_type("spirits.whisky", &[], "Whisky");
    let brandy = label().spirits().class_type("spirits.brandy", &[], "Brandy");
    let stated = "colored and flavored with wood chips";
    assert_cases(
        &WOOD_TREATMENT,
        [
            ("stated", whisky().text([stated]), Met),
            ("brandy", brandy.text(["infused with oak chips"]), NotApplicable),
            ("untreated", whisky(), NotApplicable),
            ("staves", whisky().text(["Finished with oak staves"]), Violated),
            ("behind", whisky().panel(PanelRole::Back).text([stated]), Violated),
        ],
    );
}

#[test]
fn sulfites_are_disclosed_in_set_words() {
    let disclosed = |printed: &str| label().spirits().disclosure(Sulfites, printed, true);
    assert_cases(
        &SULFITES,
        [
            ("sulfites", disclosed("Contains sulfites"), Met),
            ("agents", disclosed("CONTAINS SULPHITING AGENTS"), Met),
            ("silent", label().spirits(), NotApplicable),
            ("free", text("Sulfite free"), Violated),
            ("may", text("May contain sulfites"), Violated),
        ],
    );
}

#[test]
fn colours_of_concern_are_called_by_their_names() {
    let disclosed = |printed: &str| label().spirits().disclosure(Yellow5, printed, true);
    assert_cases(
        &YELLOW_5,
        [
            ("alone", disclosed("FD&C Yellow No. 5"), Met),
            ("contains", disclosed("Contains FD&C Yellow No. 5"), Met),
            ("in a composition", text("certified color and FD&C Yellow #5"), Met),
            ("the formula alone knows", text("Artificially colored"), NotApplicable),
            ("certified", text("Certified color added"), NotApplicable),
            ("tartrazine", text("Contains tartrazine"), Violated),
            ("tartrazine among others", text("Colored with tartrazine"), Violated),
        ],
    );
    assert_cases(
        &CARMINE,
        [
            ("carmine", text("contains carmine"), Met),
            ("cochineal", text("contains cochineal extract"), Met),
            ("the formula alone knows", text("Natural color"), NotApplicable),
            ("a number", text("Contains E120"), Violated),
            ("a number after another word", text("Colored with E120"), Violated),
        ],
    );
}

#[test]
fn aspartame_has_its_statement() {
    assert_cases(
        &ASPARTAME,
        [
            ("as prescribed", text("PHENYLKETONURICS: CONTAINS PHENYLALANINE."), Met),
            (
                "over two lines",
                label().spirits().text(["PHENYLKETONURICS: CONTAINS", "PHENYLALANINE"]),
                Met,
            ),
            ("nothing", label().spirits(), NotApplicable),
            ("small letters", text("Phenylketonurics: contains phenylalanine."), Violated),
            ("no colon", text("PHENYLKETONURICS CONTAINS PHENYLALANINE"), Unclear),
            ("aspartame", text("CONTAINS ASPARTAME"), Violated),
        ],
    );
}

#[test]
fn disclosures_stand_alone() {
    assert_cases(
        &NO_EXTRA_TEXT,
        [
            ("alone", label().spirits().disclosure(Sulfites, "Contains sulfites.", true), Met),
            ("an age", text("4 years old"), NotApplicable),
            ("a source", text("Colored with beet extract"), NotApplicable),
            ("cherries", text("Contains only natural sulfites from our cherries"), Violated),
            ("enjoyment", text("Artificially colored for your enjoyment"), Violated),
        ],
    );
}
