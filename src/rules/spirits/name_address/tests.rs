use super::*;
use crate::rules::OutcomeKind::{Met, NotApplicable, Unclear, Violated};
use crate::rules::testing::{assert_cases, label};

fn by(lead: &str, name: &str, city: &str, state: &str) -> Label {
    label().spirits().name_address(lead, name, city, state)
}

/// The producer's address with its country.
fn abroad(label: Label) -> Label {
    label.name_address("Produced and bottled by", "Destileria X", "Jalisco", "").with(|label| {
        for one in &mut label.facts.name_addresses {
            if one.value.state.is_none() {
                one.value.country = Some("Mexico".to_owned());
            }
        }
    })
}

#[test]
fn a_phrase_says_what_the_named_person_did() {
    let in_place = by("Bottled in Bardstown, KY by", "XYZ", "Bardstown", "KY");
    assert_cases(
        &REQUIRED_PHRASE,
        [
            ("bottled", by("Bottled by", "ABC Distilling Company", "Atlanta", "GA"), Met),
            ("distilled", by("Distilled and bottled by", "XYZ", "Troy", "New York"), Met),
            ("place inside", in_place, Met),
            ("aged", by("Aged & Bottled by:", "XYZ", "Tempe", "AZ"), Met),
            ("finished", by("Finished and Bottled by", "XYZ", "Lynchburg", "TN"), Met),
            ("proudly", by("Proudly bottled by", "XYZ", "Troy", "NY"), Met),
            ("imported", by("Imported by", "XYZ", "Troy", "NY"), NotApplicable),
            ("no phrase", by("", "ABC Distilling Company", "Atlanta", "GA"), Violated),
            ("distributed", by("Distributed by", "ABC", "Atlanta", "GA"), Violated),
            ("nothing", label().spirits(), Violated),
            ("not understood", label().spirits().text(["BOTTLED.", "BY ENEBERY"]), Unclear),
            ("one panel", label().spirits().perhaps_incomplete(), Unclear),
        ],
    );
}

#[test]
fn phrases_do_not_contradict_product_or_each_other() {
    let bourbon = by("Produced by", "ABC", "Reno", "NV").class_type(
        "spirits.whisky.bourbon",
        &["spirits.whisky"],
        "Bourbon Whiskey",
    );
    let both = |second: &str| {
        by("Distilled by", "Alpha", "Gary", "IN").name_address(second, "Beta", "Reno", "NV")
    };
    assert_cases(
        &FUNCTION_WORDS,
        [
            (
                "a liqueur",
                by("Produced and bottled by", "ABC", "Reno", "NV").class_type(
                    "spirits.liqueur",
                    &[],
                    "Liqueur",
                ),
                Met,
            ),
            ("two persons", both("Bottled by"), Met),
            ("nobody", label().spirits(), NotApplicable),
            ("a bourbon", bourbon, Violated),
            ("merged", both("Distilled and bottled by"), Violated),
        ],
    );
}

#[test]
fn an_address_is_city_and_state() {
    assert_cases(
        &ADDRESS_FORM,
        [
            ("code", by("Bottled by", "ABC", "Louisville", "KY"), Met),
            ("in full", by("Bottled by", "ABC, 123 Main St", "Dayton", "Ohio"), Met),
            ("abroad", abroad(label().spirits()), NotApplicable),
            ("no State", by("Bottled by", "ABC", "Louisville", ""), Violated),
            ("its own way", by("Bottled by", "ABC", "Woodinville", "WASH"), Violated),
            ("poorly read", by("Bottled by", "ABC", "Louisville", "").poorly_read(), Unclear),
        ],
    );
}

#[test]
fn a_third_party_takes_no_bottlers_place() {
    let third = || by("Bottled for", "B", "Elko", "NV");
    assert_cases(
        &BOTTLED_FOR,
        [
            (
                "by and for",
                by("Bottled by", "A", "Reno", "NV").name_address("Bottled for", "B", "Elko", "NV"),
                Met,
            ),
            ("for and by", third().name_address("Bottled by", "A", "Reno", "NV"), Met),
            ("the distiller", by("Distilled by and bottled for", "A", "Reno", "NV"), Met),
            ("by on the next line", third().text(["by Alpha Bottling, Reno, NV"]), Met),
            ("no third", by("Bottled by", "A", "Reno", "NV"), NotApplicable),
            ("alone", third(), Violated),
            ("brought", label().spirits().text(["Brought to you by B"]), Violated),
        ],
    );
}

#[test]
fn imports_name_their_importer() {
    let import = |label: Label| label.imported();
    assert_cases(
        &IMPORT_CONTAINER,
        [
            ("imported", import(by("Imported by", "ABC Spirits", "Miami", "FL")), Met),
            (
                "exclusively",
                import(by("Imported exclusively by", "XYZ", "New York", "New York")),
                Met,
            ),
            ("in bulk", import(by("Bottled by", "ABC", "Dallas", "TX")), Met),
            ("domestic", by("Bottled by", "ABC", "Dallas", "TX").domestic(), NotApplicable),
            ("no phrase", import(by("", "ABC Spirits", "Miami", "FL")), Violated),
            ("the producer", import(abroad(label().spirits())), Violated),
            ("not understood", import(label().spirits().text(["Sole Agent ABC"])), Unclear),
        ],
    );
}

#[test]
fn bulk_imports_name_who_bottled_them() {
    let bulk = by("Imported by and bottled in the United States by", "ABC", "Dallas", "TX");
    let product_of = |label: Label| label.origin("Product of", "Jamaica", Some("Jamaica"));
    assert_cases(
        &IMPORT_BULK,
        [
            ("in the United States", bulk, Met),
            ("bottled by", product_of(by("Bottled by", "ABC", "Dallas", "TX")), Met),
            ("domestic", by("Bottled by", "ABC", "Dallas", "TX"), NotApplicable),
            (
                "blended here",
                by("Imported by", "ABC", "Miami", "FL").text(["Rum blended in the USA"]),
                Violated,
            ),
            ("the producer", abroad(label().spirits().domestic()), Violated),
        ],
    );
}
