//! Name and address of the bottler, the packer or the importer.
//! # What the regulation asks
//! 4.35: American wine says “bottled by” or “packed by” with name and place; imported wine “imported
//! by” with the importer's name and principal place here, and the bottler too when it was bottled
//! here. 4.39(f): American wine says “importer” only in a company's name, and then “Product of the
//! United States”.
//! # How we decide
//! Any one good statement on the label settles the matter. Words that hint at the phrase but could
//! not be put together with a name leave a question, never a violation.
//! # What we cannot see
//! Permits, who did what where, and whether wine came in bulk.

use super::kind::{self, part_4};
use crate::label::{Commodities, Fact, Function, Label, NameAddress, Reading};
use crate::lists;
use crate::rules::phrase::{self, SURE, SURE_OF_MARKS, quoted};
use crate::rules::{ALWAYS, Evidences, Note, Outcome, Rule, Severity, cfr};

pub static AMERICAN: Rule = Rule {
    id: "wine.name-address.american",
    title: "American wine names its bottler or packer",
    statement: "American wine says “bottled by” or “packed by” with the name and the place; other functions may be \
                added but take their place in no case.",
    citation: &[cfr(4, "4.35(a)(1)"), cfr(4, "4.32(b)(1)")],
    commodities: Commodities::WINE,
    severity: Severity::Error,
    evidence: Evidences("T"),
    in_force: ALWAYS,
    remedy: "Print “Bottled by” or “Packed by” with the name, city and State.",
    passes: &[
        "“Bottled by Chacewater Winery, Kelseyville, CA”",
        "“Produced and bottled by Smith Cellars, Lodi, CA”",
    ],
    fails: &["“Produced by Smith Cellars, Lodi, CA”", "“Cellared by Smith, Napa, CA”"],
    check: |label| part_4(label, american),
};

fn american(label: &Label) -> Outcome {
    if label.is_imported() == Some(true) {
        return Outcome::not_applicable(Note::NoOccasion);
    }
    let statements = &label.facts.name_addresses;
    let bottles = |one: &NameAddress| {
        (one.does(Function::Bottled) || one.does(Function::Packed)) && !one.for_other
    };
    if let Some(one) = statements.iter().find(|one| bottles(&one.value)) {
        return Outcome::met("the bottler or packer is named", one);
    }
    let canned = |one: &&Reading<NameAddress>| {
        one.value.does(Function::Canned) || one.value.does(Function::Packaged)
    };
    if let Some(one) = statements.iter().find(canned) {
        return Outcome::unclear("the regulation says bottled or packed, not canned", one)
            .as_warning();
    }
    let hinted = phrase::hinted(label, &["bottled", "packed", "bottler", "packer"]);
    match (&label.facts.name_address, statements.first()) {
        (Fact::Unreadable(seen), _) => {
            Outcome::unclear("text that may be the name and address cannot be read", seen.clone())
        }
        (_, Some(one)) if hinted => {
            Outcome::unclear("“bottled” stands there, not clearly with a name", one).as_warning()
        }
        (Fact::Read(_), Some(one)) if label.completeness.absence_is_certain() => {
            Outcome::violated("no statement says bottled by or packed by", one)
        }
        (_, Some(one)) => Outcome::unclear("no statement read says bottled by or packed by", one),
        (_, None) if hinted => Outcome::unclear("“bottled” was read without a name", ()),
        (_, None) if label.source.is_some() => {
            Outcome::missing(label, "no name and address of the bottler was found")
        }
        (_, None) => Outcome::missing(label, "no name and address was found"),
    }
}

pub static OPTIONAL_TERMS: Rule = Rule {
    id: "wine.name-address.optional-terms",
    title: "Other functions are true",
    statement: "“Produced”, “blended”, “cellared”, “vinted” and the like are said only by who did it at that address.",
    citation: &[cfr(4, "4.35(a)(2)")],
    commodities: Commodities::WINE,
    severity: Severity::Info,
    evidence: Evidences("T+X"),
    in_force: ALWAYS,
    remedy: "Name only the functions performed at the address printed.",
    passes: &["“Vinted and bottled by ABC Cellars, Acampo, CA”", "each place with its function"],
    fails: &[
        "“Grown, produced and bottled by” without an estate",
        "“Grown and bottled by” without an area",
    ],
    check: |label| part_4(label, optional_terms),
};

fn optional_terms(label: &Label) -> Outcome {
    use Function as F;
    let statements = &label.facts.name_addresses;
    let grown = statements.iter().find(|one| one.value.does(F::Grown));
    if let Some(grown) = grown
        && label.facts.appellation.is_absent()
    {
        return Outcome::unclear("growing is claimed and no viticultural area is named", grown);
    }
    let optional = [F::Produced, F::Made, F::Blended, F::Cellared, F::Vinted, F::Prepared];
    let named = |one: &&Reading<NameAddress>| optional.iter().any(|&f| one.value.does(f));
    statements.iter().find(named).map_or_else(
        || Outcome::not_applicable(Note::NoOccasion),
        |one| Outcome::met("optional terms; whether they are true no label shows", one),
    )
}

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

pub static FORM: Rule = Rule {
    id: "wine.name-address.form",
    title: "The address is city and State",
    statement: "The address is the post-office address on the permit, city and State; the street may be left out.",
    citation: &[cfr(4, "4.35(c)")],
    commodities: Commodities::WINE,
    severity: Severity::Warning,
    evidence: Evidences("T"),
    in_force: ALWAYS,
    remedy: "Print the city and the State, in full or by its two letters.",
    passes: &["“Napa, CA”", "“Napa, California 94558”"],
    fails: &["“Napa” without a State", "“Napa, Calif.”"],
    check: |label| part_4(label, form),
};

fn form(label: &Label) -> Outcome {
    let Some(one) = label.facts.name_address.reading() else {
        return Outcome::not_applicable(Note::SaidElsewhere);
    };
    if label.is_imported() == Some(true) && !one.value.does(Function::Imported) {
        return Outcome::not_applicable(Note::NoOccasion);
    }
    let sure = one.confidence >= SURE_OF_MARKS && label.facts.name_address.confident().is_some();
    let weigh = |outcome: Outcome| {
        if sure { outcome } else { outcome.in_doubt("its letters are not certain") }
    };
    let printed = one.value.state_as_printed.as_deref();
    if let Some(odd) = printed.filter(|state| lists::state(state).is_none()) {
        let why = format!("“{odd}” is neither a State's name nor its two letters");
        return weigh(Outcome::violated(why, one));
    }
    match (&one.value.city, &one.value.state, &one.value.country) {
        (Some(city), None, None) => {
            // The State often follows on a line that was not put to the address.
            let state_near = lists::all().states.iter().any(|state| {
                phrase::hinted(label, &[&state.name, &format!("{city} {}", state.usps)])
            });
            let outcome = Outcome::violated(format!("{city} stands without its State"), one);
            weigh(if state_near { outcome.in_doubt("a State is named elsewhere") } else { outcome })
        }
        (_, Some(_), _) => Outcome::met("city and State are printed", one),
        _ => Outcome::not_applicable(Note::NoOccasion),
    }
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
    let imports = label.facts.name_addresses.iter().any(|one| one.value.does(Function::Imported));
    if imports {
        return Outcome::not_applicable(Note::SaidElsewhere);
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::label::LineRole;
    use crate::rules::OutcomeKind::{Met, NotApplicable, Unclear, Violated};
    use crate::rules::testing::{assert_cases, label};

    fn at_home(lead: &str) -> Label {
        label().domestic().name_address(lead, "Smith Cellars", "Lodi", "CA")
    }

    fn abroad(lead: &str, city: &str, state: &str) -> Label {
        label().imported().name_address(lead, "ABC Imports", city, state)
    }

    #[test]
    fn american_wine_is_bottled_or_packed_by_somebody() {
        assert_cases(
            &AMERICAN,
            [
                ("bottled", at_home("Bottled by"), Met),
                ("produced and bottled", at_home("Produced and bottled by"), Met),
                ("imported", label().imported(), NotApplicable),
                ("produced", at_home("Produced by"), Violated),
                ("cellared", at_home("Cellared by"), Violated),
                ("distributed", at_home("Distributed by"), Violated),
                ("nobody", label().domestic(), Violated),
                ("canned", at_home("Canned by"), Unclear),
                ("nobody, poorly read", label().domestic().poorly_read(), Unclear),
                (
                    "produced, and bottled elsewhere",
                    at_home("Produced by").text(["BOTTLED"]),
                    Unclear,
                ),
            ],
        );
    }

    #[test]
    fn other_functions_are_for_people() {
        assert_cases(
            &OPTIONAL_TERMS,
            [
                ("vinted", at_home("Vinted and bottled by"), Met),
                ("produced", at_home("Produced and bottled by"), Met),
                ("bottled", at_home("Bottled by"), NotApplicable),
                ("grown", at_home("Grown, produced and bottled by"), Unclear),
                ("grown alone", at_home("Grown and bottled by"), Unclear),
            ],
        );
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
    fn an_address_is_city_and_state() {
        let at = |state| label().domestic().name_address("Bottled by", "Smith", "Napa", state);
        let old = at("CA").with(|label| {
            if let Fact::Read(one) = &mut label.facts.name_address {
                one.value.state_as_printed = Some("Calif.".to_owned());
            }
        });
        assert_cases(
            &FORM,
            [
                ("letters", at("CA"), Met),
                ("full name", at("California"), Met),
                ("none at all", label(), NotApplicable),
                ("no State", at(""), Violated),
                ("an old abbreviation", old, Violated),
                ("a State elsewhere", at("").text(["California"]), Unclear),
            ],
        );
    }

    #[test]
    fn american_wine_does_not_speak_of_importing() {
        let named =
            || label().domestic().text_as(LineRole::NameAddress, "Bottled for ABC Importers");
        assert_cases(
            &IMPORTER_WORD,
            [
                ("with the country", named().text(["Product of the United States"]), Met),
                ("no word", label().domestic(), NotApplicable),
                ("a company", named(), Violated),
                ("a style", label().domestic().text(["Imported style"]), Violated),
                ("oak", label().domestic().text(["aged in imported French oak"]), Unclear),
                ("a company, poorly read", named().poorly_read(), Unclear),
            ],
        );
    }
}
