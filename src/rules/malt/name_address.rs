//! Who brewed or bottled a domestic malt beverage, and for whom.
//! # What the regulation asks
//! 7.63(a)(4), 7.66: name and town with State of the bottler; a function phrase is optional. For
//! whom it was bottled may be added (7.66(g)), but does not stand for the bottler.
//! # How we decide
//! Any statement with a State that is not a “for” statement will do, and so will a bare line
//! with town and State: asking for “bottled by” is a false alarm on beer.
//! # What we cannot see
//! Whether the address is where bottling takes place, and who a hidden brewer is.

use crate::label::{Commodities, Fact, Function, Label, NameAddress, Reading, fold};
use crate::lists;
use crate::rules::phrase::{self, SURE, holds};
use crate::rules::place;
use crate::rules::{ALWAYS, Evidences, Note, Outcome, Rule, Severity, cfr};

pub static DOMESTIC: Rule = Rule {
    id: "malt.name-address.domestic",
    title: "The bottler is named with town and State",
    statement: "The bottler's name and address, town and State, stand on a label or in the \
                container's material; a function phrase is optional.",
    citation: &[cfr(7, "7.63(a)(4)"), cfr(7, "7.66(b)")],
    commodities: Commodities::MALT,
    severity: Severity::Error,
    evidence: Evidences("T"),
    in_force: ALWAYS,
    remedy: "Print the bottler's name with its town and State.",
    passes: &[
        "“XYZ Brewing Co., Pittsburgh, PA”",
        "“Brewed & packaged at XYZ Brewery, Accord, NY”",
    ],
    fails: &["“XYZ Brewing Co.” with no town", "“Brewed for ABC, Austin, TX” alone"],
    check: domestic,
};

fn domestic(label: &Label) -> Outcome {
    if label.is_imported() != Some(false) {
        return Outcome::not_applicable(Note::NoOccasion);
    }
    let all = &label.facts.name_addresses;
    let own = |one: &&Reading<NameAddress>| !one.value.for_other && is_of_the_maker(&one.value);
    if let Some(complete) = all.iter().filter(own).find(|one| has_place(&one.value)) {
        return Outcome::met("the bottler is named with town and State", complete);
    }
    let others = all.iter().find(|one| one.value.for_other);
    let bare = if others.is_some() { place::apart(label) } else { place::bare(label) };
    if let Some(line) = bare {
        return Outcome::met("a name with town and State is there", line);
    }
    if embossed(label) {
        return Outcome::met("name and address are on the container itself", ());
    }
    if let Fact::Unreadable(seen) = &label.facts.name_address {
        return Outcome::unclear("text that may be the name and address cannot be read", seen);
    }
    if all.iter().any(|one| one.value.country.is_some() && one.value.state.is_none()) {
        return Outcome::not_applicable(Note::SaidElsewhere);
    }
    if let Some(other) = others {
        let outcome = Outcome::missing(label, "only the firm it was made for is named");
        return Outcome { evidence: other.evidence.clone(), ..outcome };
    }
    if let Some(incomplete) = all.iter().find(own) {
        let why = format!("“{}” names no town and State", incomplete.text.trim());
        return Outcome { evidence: incomplete.evidence.clone(), ..Outcome::missing(label, why) };
    }
    Outcome::missing(label, "no name and address was found")
}

/// Any function but selling: who merely distributes did not bottle.
fn is_of_the_maker(statement: &NameAddress) -> bool {
    let sells = |function: &Function| {
        matches!(function, Function::Distributed | Function::Marketed | Function::Imported)
    };
    statement.functions.is_empty() || !statement.functions.iter().all(sells)
}

fn has_place(statement: &NameAddress) -> bool {
    statement.state.is_some()
}

/// Whether form item 15 says that name or address are on the container itself.
fn embossed(label: &Label) -> bool {
    let said = label.declared.application.embossed.as_deref().map(fold).unwrap_or_default();
    ["name", "address", "brewery", "brewing", "brewed", "bottled", "canned"]
        .iter()
        .any(|word| holds(&said, word))
}

pub static BOTTLED_FOR: Rule = Rule {
    id: "malt.name-address.bottled-for",
    title: "“Brewed for” stands beside the bottler's own name",
    statement: "The firm for which a malt beverage was brewed or bottled may be named in addition \
                to the bottler, not in its place.",
    citation: &[cfr(7, "7.66(g)")],
    commodities: Commodities::MALT,
    severity: Severity::Warning,
    evidence: Evidences("T"),
    in_force: ALWAYS,
    remedy: "Name the bottler with town and State besides the firm it bottles for.",
    passes: &["“Brewed and bottled by XYZ, Erie, PA for ABC, Austin, TX”", "no third party"],
    fails: &["“Bottled for ABC, Austin, TX” alone", "“A product of ABC” and no brewer"],
    check: bottled_for,
};

fn bottled_for(label: &Label) -> Outcome {
    let all = &label.facts.name_addresses;
    let Some(other) = all.iter().find(|one| one.value.for_other) else {
        return product_of(label);
    };
    let own = all.iter().find(|one| !one.value.for_other);
    if let Some(own) = own {
        return Outcome::met("the bottler is named besides", own);
    }
    if place::apart(label).is_some() {
        return Outcome::met("another name and address is there", other);
    }
    if label.is_imported() == Some(false) {
        return Outcome::not_applicable(Note::SaidElsewhere);
    }
    let why = format!("“{}” names no bottler", other.text.trim());
    let outcome = Outcome { evidence: other.evidence.clone(), ..Outcome::missing(label, why) };
    if other.confidence >= SURE { outcome } else { outcome.in_doubt("it is hard to read") }
}

/// `A product of ABC`, with no word of who brewed it. A country or State is an origin.
fn product_of(label: &Label) -> Outcome {
    // The firm itself may have been read for a name and address without a phrase.
    let is_this = |one: &Reading<NameAddress>| holds(&fold(&one.text), "a product of");
    if !label.facts.name_addresses.iter().all(is_this) {
        return Outcome::not_applicable(Note::NoOccasion);
    }
    let hits = phrase::anywhere(label, &["a product of"]);
    let firm = hits.iter().find(|hit| {
        let line = phrase::folded_lines(hit);
        let rest = line.strip_prefix("a product of ").unwrap_or_default();
        let first: Vec<&str> = rest.split(' ').take(2).collect();
        !rest.is_empty()
            && place::is_place(&hit.evidence[0].text)
            && [first[0], first.join(" ").as_str()]
                .iter()
                .all(|name| lists::country(name).is_none() && lists::state(name).is_none())
    });
    firm.map_or(Outcome::not_applicable(Note::NoOccasion), |hit| {
        let why = format!("“{}” names no brewer", hit.evidence[0].text.trim());
        let outcome = Outcome::missing(label, why);
        Outcome { evidence: hit.evidence.clone(), ..outcome }
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::OutcomeKind::{Met, NotApplicable, Unclear, Violated};
    use crate::rules::testing::{assert_cases, label};

    #[test]
    fn a_brewery_needs_town_and_state_but_no_phrase() {
        let home = || label().malt().domestic();
        assert_cases(
            &DOMESTIC,
            [
                ("bare", home().text(["XYZ Brewing Co., Pittsburgh, PA"]), Met),
                ("two lines", home().text(["XYZ Brewing Co.", "Freeport, Maine"]), Met),
                (
                    "phrase",
                    home().name_address("Brewed and bottled by", "XYZ Brewery", "Erie", "PA"),
                    Met,
                ),
                (
                    "packaged at",
                    home().name_address("Brewed & packaged at", "XYZ Brewery", "Accord", "NY"),
                    Met,
                ),
                ("imported", label().malt().imported(), NotApplicable),
                ("no town", home().name_address("Brewed by", "XYZ Brewing Co.", "", ""), Violated),
                ("no town, no phrase", home().text(["XYZ Brewing Co."]), Violated),
                ("for alone", home().name_address("Brewed for", "ABC", "Austin", "TX"), Violated),
                ("perhaps on another panel", home().perhaps_incomplete(), Unclear),
            ],
        );
    }

    #[test]
    fn the_third_party_does_not_hide_the_brewer() {
        let malt = || label().malt();
        let for_other = || malt().name_address("Bottled for", "ABC", "Austin", "TX");
        assert_cases(
            &BOTTLED_FOR,
            [
                (
                    "both",
                    malt()
                        .name_address("Brewed and bottled by", "XYZ", "Erie", "PA")
                        .name_address("for", "ABC", "Austin", "TX"),
                    NotApplicable,
                ),
                (
                    "both, for said in full",
                    malt().name_address("Brewed by", "XYZ", "Erie", "PA").name_address(
                        "Bottled for",
                        "ABC",
                        "Austin",
                        "TX",
                    ),
                    Met,
                ),
                ("none", malt(), NotApplicable),
                ("an origin", malt().text(["A PRODUCT OF MEXICO"]), NotApplicable),
                ("domestic, said by the other rule", for_other().domestic(), NotApplicable),
                ("alone", for_other(), Violated),
                ("a product of", malt().text(["A product of ABC, Austin, TX"]), Violated),
                (
                    "a product of, read for an address",
                    malt().text(["A product of ABC, Austin, TX"]).name_address(
                        "",
                        "A product of ABC",
                        "Austin",
                        "TX",
                    ),
                    Violated,
                ),
                ("alone on the front", for_other().perhaps_incomplete(), Unclear),
            ],
        );
    }
}
