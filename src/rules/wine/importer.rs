//! The importer of wine, and American wine that speaks of one.
//! # What the regulation asks
//! 4.35(b): imported wine says “imported by” with the importer's name and principal place here, and
//! names the bottler too when it was bottled here. 4.39(f): American wine says “importer” only in a
//! company's name, and then “Product of the United States”.
//! # How we decide
//! Any one good statement on the label settles the matter. Wine declared domestic that names
//! importer and bottler came in bulk where another country is named, and is American where its
//! appellation is; where neither is, a person looks.
//! # What we cannot see
//! Permits, and whether wine came in bulk.

use super::kind::{self, part_4};
use crate::label::{Commodities, Fact, Function, Label, NameAddress, Reading};
use crate::rules::phrase::{self, SURE, quoted};
use crate::rules::{ALWAYS, Evidences, Note, Outcome, Rule, Severity, cfr};

pub static IMPORT_CONTAINER: Rule = Rule {
    id: "wine.name-address.import-container",
    title: "Imported wine names its importer",
    statement: "Imported wine says “imported by” or a similar phrase, followed by the importer's name and principal \
                place of business here.",
    citation: &[cfr(4, "4.35(b)(1)(i)")],
    commodities: Commodities::WINE,
    severity: Severity::Error,
    evidence: Evidences("T"),
    in_force: ALWAYS,
    remedy: "Print “Imported by” with the importer's name, city and State.",
    passes: &["“Imported by ABC Imports, New York, NY”", "“Sole U.S. agent: ABC, Miami, Florida”"],
    fails: &[
        "“ABC Imports, New York” without a phrase",
        "“Imported by ABC Imports” without a place",
    ],
    check: |label| part_4(label, import_container),
};

fn import_container(label: &Label) -> Outcome {
    if label.is_imported() != Some(true) {
        return Outcome::not_applicable(Note::NoOccasion);
    }
    let statements = &label.facts.name_addresses;
    let here =
        |one: &NameAddress| one.state.is_some() || one.country.as_deref() == Some("United States");
    let imports = |one: &&Reading<NameAddress>| one.value.does(Function::Imported);
    if let Some(one) = statements.iter().filter(imports).find(|one| here(&one.value)) {
        return Outcome::met("the importer is named with the place", one);
    }
    let agent = |one: &&Reading<NameAddress>| {
        let functions = &one.value.functions;
        let known =
            functions.contains(&Function::Other) || functions.contains(&Function::Distributed);
        known && here(&one.value)
    };
    if bottled_here(label).is_some() && !statements.iter().any(|one| imports(&one)) {
        return Outcome::not_applicable(Note::SaidElsewhere);
    }
    let sure =
        label.completeness.absence_is_certain() && label.facts.name_address.confident().is_some();
    if let Some(one) = statements.iter().find(imports) {
        let outcome = Outcome::violated("no city and State stand with the importer", one);
        let parsed = one.value.city.is_none() && one.value.state_as_printed.is_none();
        return if sure && parsed && one.confidence >= SURE {
            outcome
        } else {
            outcome.in_doubt("the place may not have been made out")
        };
    }
    let similar = ["sole u s agent", "sole agent", "u s agent", "sole us agent", "importer"];
    if let Some(one) = statements.iter().find(agent) {
        return Outcome::met("a phrase similar to “imported by”", one).as_info();
    }
    if let Some(hit) = phrase::anywhere(label, &similar).into_iter().next() {
        return Outcome::met("a phrase similar to “imported by”", hit).as_info();
    }
    if phrase::hinted(label, &["imported", "imported by", "importers", "imports"])
        && statements.is_empty()
    {
        return Outcome::unclear("words of importing were read without a name and place", ());
    }
    if let Some(one) = statements.iter().find(|one| here(&one.value)) {
        let outcome = Outcome::violated("no phrase says who imported the wine", one);
        return if sure {
            outcome
        } else {
            outcome.in_doubt("it may stand where nothing could be read")
        };
    }
    match &label.facts.name_address {
        Fact::Unreadable(seen) => {
            Outcome::unclear("text that may name the importer cannot be read", seen.clone())
        }
        _ => Outcome::missing(label, "no importer was found"),
    }
}

/// A statement of bottling at an American address.
fn bottled_here(label: &Label) -> Option<&Reading<NameAddress>> {
    label.facts.name_addresses.iter().find(|one| {
        let bottles = one.value.does(Function::Bottled) || one.value.does(Function::Packed);
        bottles && one.value.state.is_some() && one.value.country.is_none()
    })
}

pub static IMPORT_BULK: Rule = Rule {
    id: "wine.name-address.import-bulk",
    title: "Wine imported in bulk names importer and bottler",
    statement: "Wine bottled here after importing says both who imported and who bottled it, for example “imported \
                and bottled by”.",
    citation: &[cfr(4, "4.35(b)(1)(ii)")],
    commodities: Commodities::WINE,
    severity: Severity::Error,
    evidence: Evidences("T"),
    in_force: ALWAYS,
    remedy: "Add “Imported by” with name and place, or say “Imported and bottled by”.",
    passes: &["“Imported and bottled by ABC, Lodi, CA”", "importer and bottler each named"],
    fails: &["“Bottled by XYZ, Lodi, CA” alone on Chilean wine", "“Packed by XYZ” alone"],
    check: |label| part_4(label, import_bulk),
};

fn import_bulk(label: &Label) -> Outcome {
    let Some(bottler) = bottled_here(label).filter(|_| label.is_imported() == Some(true)) else {
        return Outcome::not_applicable(Note::NoOccasion);
    };
    let imports = |one: &&Reading<NameAddress>| one.value.does(Function::Imported);
    if let Some(importer) = label.facts.name_addresses.iter().find(imports) {
        return Outcome::met("importer and bottler are named", importer);
    }
    let outcome = Outcome::violated("the bottler is named and no importer", bottler);
    let sure = kind::is_imported(label)
        && bottler.confidence >= SURE
        && label.completeness.absence_is_certain()
        && !phrase::hinted(label, &["imported", "importer", "importers", "ported by"]);
    if sure {
        outcome
    } else {
        outcome.in_doubt("the importer may stand where nothing could be read").as_warning()
    }
}

pub static IMPORT_THIRD_COUNTRY: Rule = Rule {
    id: "wine.name-address.import-third-country",
    title: "Wine bottled in a third country says by whom",
    statement: "Wine blended, bottled or packed in another foreign country than its origin says so with name and \
                place.",
    citation: &[cfr(4, "4.35(b)(1)(iii)")],
    commodities: Commodities::WINE,
    severity: Severity::Warning,
    evidence: Evidences("T+X"),
    in_force: ALWAYS,
    remedy: "Print “Bottled by” with the name and place abroad.",
    passes: &["“Product of Spain. Bottled by X, Bordeaux, France”", "bottled where it is from"],
    fails: &["“Bottled in EU” without a name", "“Bottled in the European Union” without a name"],
    check: |label| part_4(label, import_third_country),
};

fn import_third_country(label: &Label) -> Outcome {
    if label.is_imported() != Some(true) {
        return Outcome::not_applicable(Note::NoOccasion);
    }
    let abroad = label.facts.name_addresses.iter().find(|one| {
        one.value.does(Function::Bottled)
            && one.value.country.is_some()
            && !one.value.name.is_empty()
    });
    if let Some(one) = abroad {
        return Outcome::met("the bottler abroad is named", one);
    }
    let vague = phrase::anywhere(
        label,
        &["bottled in eu", "bottled in the eu", "bottled in the european union"],
    );
    if vague.is_empty() {
        return Outcome::not_applicable(Note::NotVisible);
    }
    Outcome::violated(format!("{} names neither bottler nor country", quoted(&vague)), vague)
}

pub static IMPORTER_WORD: Rule = Rule {
    id: "wine.importer-word-domestic",
    title: "American wine does not speak of importing",
    statement: "“Importer” or the like stands on American wine only in a company's true name, and then with “Product of \
                the United States” in the same print.",
    citation: &[cfr(4, "4.39(f)")],
    commodities: Commodities::WINE,
    severity: Severity::Error,
    evidence: Evidences("T"),
    in_force: ALWAYS,
    remedy: "Add “Product of the United States” in the same size and kind of type, or drop the word.",
    passes: &["“ABC Importers Inc. – Product of the United States”", "no such word"],
    fails: &["“Bottled for ABC Importers” alone", "“Imported style”"],
    check: |label| part_4(label, importer_word),
};

fn importer_word(label: &Label) -> Outcome {
    if !kind::is_american(label) {
        return Outcome::not_applicable(Note::NoOccasion);
    }
    let mut statements = label.facts.name_addresses.iter();
    if let Some(importer) = statements.find(|one| one.value.does(Function::Imported)) {
        return importer_named(label, importer);
    }
    let style = phrase::claims(label, &["imported style", "import style"]);
    if !style.is_empty() {
        return Outcome::violated(format!("{} on American wine", quoted(&style)), style);
    }
    let names = phrase::anywhere(label, &["importer", "importers", "imports"]);
    if names.is_empty() {
        let about = phrase::claims(label, &["imported"]);
        return if about.is_empty() {
            Outcome::not_applicable(Note::NoOccasion)
        } else {
            Outcome::unclear("whether the word is said of the wine is for a person", about)
                .as_warning()
        };
    }
    let home = [
        "product of the united states",
        "product of usa",
        "product of the usa",
        "product of u s a",
        "product of the u s a",
        "product of america",
        "product of united states",
    ];
    if phrase::hinted(label, &home) {
        return Outcome::met("it stands with “Product of the United States”", names);
    }
    let outcome = Outcome::violated("a company that imports is named without the country", names);
    if label.completeness.absence_is_certain() {
        outcome
    } else {
        outcome.in_doubt("the country may stand where nothing could be read")
    }
}

/// Wine that came in bulk and was bottled here names its importer, and is of another country;
/// where nobody bottled it, `common.import-domestic-consistency` speaks.
fn importer_named(label: &Label, importer: &Reading<NameAddress>) -> Outcome {
    let bottled_there = importer.value.in_united_states || bottled_here(label).is_some();
    if !bottled_there {
        return Outcome::not_applicable(Note::SaidElsewhere);
    }
    if kind::names_another_country(label) {
        return Outcome::met("imported in bulk and bottled in the United States", importer);
    }
    let why = format!("“{}” stands on American wine", importer.value.lead.trim());
    let grown_here = label
        .facts
        .appellation
        .confident()
        .is_some_and(|place| place.value.country.as_deref() == Some("United States"));
    if grown_here && importer.confidence >= SURE {
        Outcome::violated(why, importer)
            .with_remedy("Take the importer off the label, or correct the source of the wine.")
    } else {
        let question = format!("{why}, or on wine imported in bulk that names no country");
        Outcome::unclear(question, importer)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::label::{AppellationKind, LineRole};
    use crate::rules::OutcomeKind::{Met, NotApplicable, Unclear, Violated};
    use crate::rules::testing::{assert_cases, label};

    fn at_home(lead: &str) -> Label {
        label().domestic().name_address(lead, "Smith Cellars", "Lodi", "CA")
    }

    fn abroad(lead: &str, city: &str, state: &str) -> Label {
        label().imported().name_address(lead, "ABC Imports", city, state)
    }

    #[test]
    fn imported_wine_names_its_importer_and_place() {
        let agent = abroad("Sole agent", "Miami", "FL").with(|label| {
            label.facts.name_addresses[0].value.functions = vec![Function::Other];
        });
        assert_cases(
            &IMPORT_CONTAINER,
            [
                ("imported by", abroad("Imported by", "New York", "NY"), Met),
                ("sole agent", agent, Met),
                ("American", label().domestic(), NotApplicable),
                ("no phrase", abroad("", "New York", "NY"), Violated),
                ("no place", abroad("Imported by", "", ""), Violated),
                ("nobody", label().imported(), Violated),
                ("nobody, panels unknown", label().imported().perhaps_incomplete(), Unclear),
            ],
        );
    }

    #[test]
    fn bulk_wine_names_both() {
        let both =
            abroad("Imported by", "New York", "NY").name_address("Bottled by", "XYZ", "Lodi", "CA");
        assert_cases(
            &IMPORT_BULK,
            [
                ("in one", abroad("Imported and bottled by", "Lodi", "CA"), Met),
                ("each", both, Met),
                ("importer alone", abroad("Imported by", "New York", "NY"), NotApplicable),
                ("bottler alone", abroad("Bottled by", "Lodi", "CA"), Violated),
                ("packer alone", abroad("Packed by", "Lodi", "CA"), Violated),
                ("poorly read", abroad("Bottled by", "Lodi", "CA").poorly_read(), Unclear),
            ],
        );
    }

    #[test]
    fn a_third_country_is_named_with_the_bottler() {
        let french = abroad("Bottled by", "Bordeaux", "").with(|label| {
            label.facts.name_addresses[0].value.country = Some("France".to_owned());
        });
        let says = |line: &str| label().imported().text([line]);
        assert_cases(
            &IMPORT_THIRD_COUNTRY,
            [
                ("named", french, Met),
                ("silent", label().imported(), NotApplicable),
                ("EU", says("Bottled in EU"), Violated),
                ("European Union", says("Bottled in the European Union"), Violated),
            ],
        );
    }

    #[test]
    fn american_wine_does_not_speak_of_importing() {
        let named =
            || label().domestic().text_as(LineRole::NameAddress, "Bottled for ABC Importers");
        let imported = || at_home("Bottled by").name_address("Imported by", "X", "Miami", "FL");
        let grown = |label: Label| {
            label.appellation(AppellationKind::State, "California", "United States", &["CA"])
        };
        assert_cases(
            &IMPORTER_WORD,
            [
                ("with the country", named().text(["Product of the United States"]), Met),
                ("no word", label().domestic(), NotApplicable),
                ("a company", named(), Violated),
                ("an importer of American wine", grown(imported()), Violated),
                ("an importer of wine of no place", imported(), Unclear),
                ("bulk", imported().origin("Product of", "Chile", Some("Chile")), Met),
                ("nobody bottled it", at_home("Imported by"), NotApplicable),
                ("a style", label().domestic().text(["Imported style"]), Violated),
                ("oak", label().domestic().text(["aged in imported French oak"]), Unclear),
                ("a company, poorly read", named().poorly_read(), Unclear),
            ],
        );
    }
}
