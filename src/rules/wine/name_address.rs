//! Name and address of the bottler or packer.
//! # What the regulation asks
//! 4.35(a), (c): American wine says “bottled by” or “packed by” with name, city and State; what else
//! was done may be said besides.
//! # How we decide
//! Any one good statement on the label settles the matter. Words that hint at the phrase but could
//! not be put together with a name leave a question, never a violation; so does a name whose place
//! may stand anywhere else.
//! # What we cannot see
//! Permits, and who did what where.

use super::kind::part_4;
use crate::label::{Commodities, Fact, Function, Label, NameAddress, Reading};
use crate::lists;
use crate::rules::phrase::{self, SURE, SURE_OF_MARKS};
use crate::rules::{ALWAYS, Evidences, Note, Outcome, Rule, Severity, cfr, place};

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
    let fills = |one: &NameAddress| {
        (one.does(Function::Bottled) || one.does(Function::Packed)) && !one.for_other
    };
    let mut bottlers = statements.iter().filter(|one| fills(&one.value));
    if let Some(one) = bottlers.clone().find(|one| one.value.has_place()) {
        return Outcome::met("the bottler or packer is named", one);
    }
    if let Some(one) = bottlers.next() {
        return without_a_place(label, one);
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
        (_, Some(one)) if phrase::is_unread_before_by(one) => {
            Outcome::unclear("the word before “by” could not be made out", one)
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

/// A name is there, and no place with it was read.
fn without_a_place(label: &Label, bottler: &Reading<NameAddress>) -> Outcome {
    if !bottler.value.is_name_alone() || place::may_be_elsewhere(label, bottler) {
        return Outcome::met("the bottler or packer is named", bottler);
    }
    let why = format!("“{}” names no city and State", bottler.text.trim());
    let sure = bottler.confidence >= SURE && label.facts.name_address.confident().is_some();
    if sure && label.completeness.absence_is_certain() {
        Outcome::violated(why, bottler)
    } else {
        Outcome::unclear(format!("{why}; they may not have been read"), bottler).as_warning()
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
            let outcome = Outcome::violated(format!("{city} stands without its State"), one);
            // The State often follows on a line that was not put to the address.
            if place::may_be_elsewhere(label, one) {
                outcome.in_doubt("a State may be named elsewhere")
            } else if label.completeness.absence_is_certain() {
                weigh(outcome)
            } else {
                outcome.in_doubt("the State may not have been read")
            }
        }
        (_, Some(_), _) => Outcome::met("city and State are printed", one),
        _ => Outcome::not_applicable(Note::NoOccasion),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::OutcomeKind::{Met, NotApplicable, Unclear, Violated};
    use crate::rules::testing::{assert_cases, label};

    fn at_home(lead: &str) -> Label {
        label().domestic().name_address(lead, "Smith Cellars", "Lodi", "CA")
    }

    fn nowhere() -> Label {
        label().domestic().name_address("Bottled by", "Smith Cellars", "", "")
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
                ("no place", nowhere(), Violated),
                ("a place apart", nowhere().text(["Lodi, California"]), Met),
                ("no place read", nowhere().poorly_read(), Unclear),
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
                ("no State read", at("").poorly_read(), Unclear),
            ],
        );
    }
}
