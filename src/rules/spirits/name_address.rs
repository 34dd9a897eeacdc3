//! Who bottled, distilled, processed or imported.
//! # What the regulation asks
//! 5.66 to 5.68: spirits made here name the bottler, distiller or processor after a phrase of
//! what was done, imports the importer after “imported by”; each with city and State.
//! # How we decide
//! On the functions of the phrases read. Other words for the same function will do, so only a
//! bare name, or a phrase of selling alone, fails. A State is never called missing where a part
//! of the label could not be read.
//! # What we cannot see
//! Who truly did what; what was done to spirits imported in bulk.

use super::product::{SPIRITS, UNITED_STATES, class, is_composed, lines_of, no_occasion, origin};
use crate::label::{Evidence, Fact, Function, Label, NameAddress, Reading, fold};
use crate::lists;
use crate::rules::phrase::{SURE, anywhere, claims, hinted, holds, is_unread_before_by, quoted};
use crate::rules::{Evidences, Note, Outcome, Rule, Severity, cfr, place};

/// What a bottler, distiller or processor does.
const WORK: [Function; 13] = [
    Function::Bottled,
    Function::Canned,
    Function::Packed,
    Function::Filled,
    Function::Packaged,
    Function::Produced,
    Function::Made,
    Function::Blended,
    Function::Prepared,
    Function::Manufactured,
    Function::Distilled,
    Function::Aged,
    Function::Finished,
];
const BOTTLING: [Function; 5] =
    [Function::Bottled, Function::Canned, Function::Packed, Function::Filled, Function::Packaged];

fn works(statement: &NameAddress) -> bool {
    WORK.iter().any(|&function| statement.does(function))
}

fn all(label: &Label) -> &[Reading<NameAddress>] {
    &label.facts.name_addresses
}

pub static REQUIRED_PHRASE: Rule = Rule {
    id: "spirits.name-address.required-phrase",
    title: "The bottler, distiller or processor is named, after what was done",
    statement: "Spirits made here show the name and address of the bottler, distiller or processor, after a \
                phrase that says what was done.",
    citation: &[cfr(5, "5.63(b)(1)"), cfr(5, "5.66(b)")],
    remedy: "Put “bottled by”, “distilled by” or the like before the name and address.",
    passes: &[
        "“Bottled by ABC Distilling Company, Atlanta, GA”",
        "“Bottled in Bardstown, KY by XYZ”",
    ],
    fails: &[
        "“ABC Distilling Company, Atlanta, GA” without a phrase",
        "“Distributed by ABC, Atlanta, GA” alone",
    ],
    check: required_phrase,
    ..SPIRITS
};

/// Words of a phrase that the reading may have seen but not understood.
const SOME_PHRASE: &[&str] = &[
    "bottled",
    "distilled by",
    "produced by",
    "produced",
    "blended by",
    "made by",
    "crafted by",
    "prepared by",
    "manufactured",
    "packed by",
    "canned by",
    "packaged by",
    "imported",
];

fn required_phrase(label: &Label) -> Outcome {
    let imported = all(label).iter().any(|one| one.value.does(Function::Imported));
    if label.is_imported() == Some(true) || imported {
        return no_occasion();
    }
    if let Some(statement) = all(label).iter().find(|one| works(&one.value)) {
        return Outcome::met("the phrase and the name are there", statement);
    }
    if let Fact::Unreadable(seen) = &label.facts.name_address {
        return Outcome::unclear(
            "text that may be the name and address cannot be read",
            seen.clone(),
        );
    }
    if hinted(label, SOME_PHRASE) {
        return Outcome::unclear(
            "a phrase is there, but name and address could not be made out",
            (),
        );
    }
    match all(label).first() {
        None => Outcome::missing(label, "no name and address was found"),
        Some(statement) if is_unread_before_by(statement) => {
            Outcome::unclear("the word before “by” could not be made out", statement)
        }
        Some(statement) => {
            let why = "no phrase says who bottled, distilled or processed it";
            let mut outcome = Outcome::missing(label, why);
            outcome.evidence.clone_from(&statement.evidence);
            outcome
        }
    }
}

pub static FUNCTION_WORDS: Rule = Rule {
    id: "spirits.name-address.function-words",
    title: "The phrases say what each person did",
    statement: "“Bottled by” is for bottlers, “produced by” for a change of class or type, “distilled by” for the \
                distiller; functions of different persons are not merged.",
    citation: &[
        cfr(5, "5.66(b)(1)"),
        cfr(5, "5.66(b)(2)"),
        cfr(5, "5.66(b)(3)"),
        cfr(5, "5.66(c)"),
    ],
    severity: Severity::Warning,
    evidence: Evidences("T+X"),
    remedy: "Use the phrase for what the named person did.",
    passes: &[
        "“Produced and bottled by” on a liqueur",
        "“Distilled by A, Gary, IN. Bottled by B, Reno, NV”",
    ],
    fails: &[
        "“Produced by” alone on an unflavored bourbon",
        "“Distilled and bottled by B” where A distilled",
    ],
    check: function_words,
    ..SPIRITS
};

fn function_words(label: &Label) -> Outcome {
    let Some(first) = all(label).first() else {
        return Outcome::not_applicable(Note::SaidElsewhere);
    };
    let sure = |one: &&Reading<NameAddress>| one.confidence >= SURE;
    let only_produced = all(label).iter().all(|one| one.value.functions == [Function::Produced]);
    let plain = class(label).filter(|class| {
        class.value.id.starts_with("spirits.whisky.") && !is_composed(&class.value)
    });
    if only_produced && sure(&first) && plain.is_some() {
        let why = "“produced by” is a change of class or type, which this whisky had not";
        return Outcome::violated(why, first);
    }
    let distillers: Vec<&Reading<NameAddress>> =
        all(label).iter().filter(|one| one.value.does(Function::Distilled)).filter(sure).collect();
    for (index, one) in distillers.iter().enumerate() {
        for other in &distillers[index + 1..] {
            let merged = BOTTLING.iter().any(|&f| one.value.does(f) != other.value.does(f));
            if merged && are_strangers(&one.value, &other.value) {
                let seen = [one.evidence.clone(), other.evidence.clone()].concat();
                return Outcome::violated("two persons are said to have distilled it", seen);
            }
        }
    }
    Outcome::met("no phrase contradicts another", first)
}

/// Different names at different places, both read whole.
fn are_strangers(one: &NameAddress, other: &NameAddress) -> bool {
    let (a, b) = (fold(&one.name), fold(&other.name));
    let known = !a.is_empty() && !b.is_empty() && one.state.is_some() && other.state.is_some();
    known && !a.contains(&b) && !b.contains(&a) && one.state != other.state
}

pub static ADDRESS_FORM: Rule = Rule {
    id: "spirits.name-address.address-form",
    title: "The address has city and State",
    statement: "The address is the city and the State, in full or by its postal code.",
    citation: &[cfr(5, "5.66(d)"), cfr(5, "5.67(e)"), cfr(5, "5.68(b)(2)")],
    remedy: "Print the city and the State, in full or as its two-letter postal code.",
    passes: &["“Louisville, KY”", "“123 Main St, Dayton, Ohio 45402”"],
    fails: &["“Louisville” without a State", "“Woodinville, WASH”"],
    check: address_form,
    ..SPIRITS
};

fn address_form(label: &Label) -> Outcome {
    let at_home = |one: &&Reading<NameAddress>| {
        one.value.country.as_deref().is_none_or(|c| c == UNITED_STATES)
    };
    // The foreign producer of imports writes its address as it likes.
    let signs = |one: &&Reading<NameAddress>| {
        label.is_imported() != Some(true)
            || one.value.does(Function::Imported)
            || one.value.state.is_some()
    };
    let mut odd = None;
    for statement in all(label).iter().filter(at_home).filter(signs) {
        let place = &statement.value;
        let by_name = place.state_as_printed.as_deref().or(place.state.as_deref());
        match by_name {
            Some(printed) if lists::state(printed).is_some() => {
                return Outcome::met("city and State are there", statement);
            }
            Some(_) => odd = odd.or(Some((statement, "abbreviates its State in a way of its own"))),
            None if place.city.is_some() => odd = odd.or(Some((statement, "names no State"))),
            None if place.is_name_alone()
                && (works(place) || place.does(Function::Imported))
                && !place.for_other =>
            {
                odd = odd.or(Some((statement, "names no city and State")));
            }
            None => {}
        }
    }
    let Some((statement, what)) = odd else {
        return Outcome::not_applicable(Note::SaidElsewhere);
    };
    let why = format!("“{}” {what}", statement.text.trim());
    if statement.value.state.is_none() && place::may_be_elsewhere(label, statement) {
        return Outcome::unclear(format!("{why}; a State may stand apart"), statement).as_warning();
    }
    if statement.confidence >= SURE && label.completeness.absence_is_certain() {
        Outcome::violated(why, statement)
    } else {
        Outcome::unclear(why, statement)
    }
}

pub static BOTTLED_FOR: Rule = Rule {
    id: "spirits.name-address.bottled-for",
    title: "A third party stands beside the bottler, not in its place",
    statement: "A person for whom it was bottled is named only in addition to the bottler, unless that person is \
                the distiller.",
    citation: &[cfr(5, "5.66(d)(4)")],
    severity: Severity::Warning,
    remedy: "Name the bottler as well.",
    passes: &["“Bottled by A, Reno, NV for B, Elko, NV”", "“Bottled for B … by A …”"],
    fails: &["“Bottled for B, Elko, NV” alone", "“Brought to you by B” alone"],
    check: bottled_for,
    ..SPIRITS
};

fn bottled_for(label: &Label) -> Outcome {
    let third = all(label).iter().find(|one| one.value.for_other && one.confidence >= SURE);
    let doer = all(label).iter().find(|one| {
        let itself = works(&one.value) && !one.value.for_other;
        itself || one.value.does(Function::Imported) || one.value.does(Function::Distilled)
    });
    match (third, doer) {
        (Some(_), Some(doer)) => Outcome::met("the one who did it is named as well", doer),
        (Some(third), None) => {
            if goes_on_with_by(label, third) {
                return Outcome::met("another name follows “by”", third);
            }
            let why = "only the person it was bottled for is named";
            let mut outcome = Outcome::missing(label, why);
            outcome.evidence.clone_from(&third.evidence);
            outcome
        }
        (None, None) if all(label).is_empty() => {
            let brought = claims(label, &["brought to you by"]);
            if brought.is_empty() {
                return no_occasion();
            }
            let mut outcome = Outcome::missing(label, "only who brings it is named");
            outcome.evidence.clone_from(&brought[0].evidence);
            outcome
        }
        _ => no_occasion(),
    }
}

/// Whether “by” stands behind a statement, on its last line or at the head of the next:
/// `Bottled for B, Elko, NV` over `by A, Reno, NV`.
fn goes_on_with_by(label: &Label, statement: &Reading<NameAddress>) -> bool {
    let Some(&last) = lines_of(label, &statement.evidence).last() else { return false };
    let lines = label.text.lines();
    let next = lines.get(last + 1).filter(|next| next.panel == lines[last].panel);
    next.is_some() && label.text.folded(last + 1).starts_with("by ")
        || fold(&lines[last].text)
            .split_once(&fold(&statement.text))
            .is_some_and(|(_, behind)| holds(behind.trim(), "by"))
}

pub static IMPORT_CONTAINER: Rule = Rule {
    id: "spirits.name-address.import-container",
    title: "Imports name their importer",
    statement: "Spirits imported in containers show “imported by” or the like, with the importer's name, city and \
                State.",
    citation: &[cfr(5, "5.68(b)")],
    remedy: "Print “Imported by” with the importer's name, city and State.",
    passes: &[
        "“Imported by ABC Spirits, Miami, FL”",
        "“Imported exclusively by XYZ, New York, New York”",
    ],
    fails: &["“ABC Spirits, Miami, FL” without a phrase", "the foreign producer alone"],
    check: import_container,
    ..SPIRITS
};

/// Phrases that say as much, and words of one that was not understood.
const IMPORTER: &[&str] = &[
    "imported",
    "importer",
    "importers",
    "imports",
    "sole agent",
    "sole us agent",
    "sole distributor",
    "exclusive us distributor",
];

fn import_container(label: &Label) -> Outcome {
    if label.is_imported() != Some(true) {
        return no_occasion();
    }
    if let Some(statement) = all(label).iter().find(|one| one.value.does(Function::Imported)) {
        return Outcome::met("the importer is named", statement);
    }
    let in_bulk = all(label)
        .iter()
        .find(|one| one.value.state.is_some() && BOTTLING.iter().any(|&f| one.value.does(f)));
    if let Some(statement) = in_bulk {
        return Outcome::met("it was bottled here", statement);
    }
    if hinted(label, IMPORTER) {
        return Outcome::unclear("an importer seems to be named, but could not be made out", ());
    }
    let seen: Vec<Evidence> = all(label).iter().flat_map(|one| one.evidence.clone()).collect();
    let mut outcome = Outcome::missing(label, "no importer was found");
    outcome.evidence = seen;
    if label.source.as_ref().is_some_and(|source| !source.is_sure()) {
        return outcome.in_doubt("that it is imported is not certain");
    }
    outcome
}

/// Work done here on spirits that came in bulk.
const WORKED_HERE: &[&str] = &[
    "blended in the united states",
    "blended in the usa",
    "blended in the us",
    "made in the united states with imported",
    "made in the usa with imported",
    "flavored in the united states",
    "flavored in the usa",
    "redistilled in the united states",
    "redistilled in the usa",
];

pub static IMPORT_BULK: Rule = Rule {
    id: "spirits.name-address.import-bulk",
    title: "Spirits imported in bulk name who bottled them here",
    statement: "Bulk imports bottled unchanged say “bottled by”, or imported and bottled in the United States; once \
                blended or processed here they do not say “imported by”.",
    citation: &[cfr(5, "5.67(b)"), cfr(5, "5.67(c)")],
    evidence: Evidences("T+X"),
    remedy: "Name the American bottler, and leave out “imported by” where the spirits were changed here.",
    passes: &[
        "“Imported by and bottled in the United States by ABC, Dallas, TX”",
        "“Bottled by ABC, Dallas, TX” with the country of origin",
    ],
    fails: &[
        "“Imported by ABC” on rum blended in the United States",
        "the foreign producer alone on spirits bottled here",
    ],
    check: import_bulk,
    ..SPIRITS
};

fn import_bulk(label: &Label) -> Outcome {
    let imported = all(label).iter().find(|one| one.value.does(Function::Imported));
    let worked = anywhere(label, WORKED_HERE);
    if let (Some(statement), false) = (imported, worked.is_empty()) {
        let why = format!("“imported by” stands beside {}", quoted(&worked));
        return Outcome::violated(
            why,
            [statement.evidence.clone(), worked[0].evidence.clone()].concat(),
        );
    }
    if let Some(statement) = all(label).iter().find(|one| one.value.in_united_states) {
        return Outcome::met("it says that it was bottled here", statement);
    }
    let foreign = origin(label).is_some_and(|country| country != UNITED_STATES);
    let bottler = all(label).iter().find(|one| {
        one.value.state.is_some() && BOTTLING.iter().any(|&function| one.value.does(function))
    });
    match bottler {
        Some(statement) if foreign => Outcome::met("the American bottler is named", statement),
        None if label.is_imported() == Some(false) && !all(label).is_empty() => {
            let abroad = all(label).iter().all(|one| {
                one.value.country.as_deref().is_some_and(|country| country != UNITED_STATES)
            });
            if !abroad {
                return no_occasion();
            }
            let mut outcome = Outcome::missing(label, "only a foreign producer is named");
            outcome.evidence.clone_from(&all(label)[0].evidence);
            outcome
        }
        Some(_) | None => no_occasion(),
    }
}

#[cfg(test)]
mod tests;
