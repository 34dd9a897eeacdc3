//! Who imported a malt beverage, in its containers or in bulk.
//! # What the regulation asks
//! 7.68(b): “imported by” or the like with the importer's name, town and State. 7.67(b), (c):
//! bottled here from bulk, importer and bottler both, or the phrase “imported and bottled in the
//! United States”; blended here, no “imported by”.
//! # How we decide
//! Only on products known to be imported. An importer's word with a town and State beside it
//! counts, however the phrase goes. A US bottler on an imported product is what tells bulk.
//! # What we cannot see
//! Whether beer came in bulk, and what was done with it here.

use crate::label::{Commodities, Fact, Function, Label, NameAddress, Reading};
use crate::rules::phrase::{self, SURE};
use crate::rules::place;
use crate::rules::{ALWAYS, Evidences, Note, Outcome, Rule, Severity, cfr};

/// Phrases that name an importer, besides those the reader takes apart.
const IMPORTER: [&str; 10] = [
    "imported by",
    "imported for",
    "imported exclusively by",
    "imported and distributed by",
    "sole importer",
    "us importer",
    "importer",
    "importers",
    "sole us agent",
    "sole agent",
];

pub static CONTAINER: Rule = Rule {
    id: "malt.name-address.import-container",
    title: "The importer is named with town and State",
    statement: "A malt beverage imported in containers carries “imported by” or a similar phrase, \
                with the importer's name, town and State.",
    citation: &[cfr(7, "7.68(b)")],
    commodities: Commodities::MALT,
    severity: Severity::Error,
    evidence: Evidences("T"),
    in_force: ALWAYS,
    remedy: "Print “Imported by” with the importer's name, town and State.",
    passes: &["“Imported by ABC Imports, Miami, FL”", "“Sole importer: ABC, Miami, Florida”"],
    fails: &["the foreign brewery only", "“ABC Imports, Miami, FL” without a phrase"],
    check: container,
};

fn container(label: &Label) -> Outcome {
    if label.is_imported() != Some(true) {
        return Outcome::not_applicable(Note::NoOccasion);
    }
    let importers: Vec<_> = label
        .facts
        .name_addresses
        .iter()
        .filter(|one| one.value.does(Function::Imported))
        .collect();
    if let Some(complete) = importers.iter().find(|one| one.value.state.is_some()) {
        return Outcome::met("the importer is named with town and State", *complete);
    }
    if us_bottler(label).is_some() {
        return Outcome::not_applicable(Note::SaidElsewhere);
    }
    let mut hits = label.text.find_any(&IMPORTER);
    hits.retain(|hit| hit.role != crate::label::LineRole::Warning);
    if !hits.is_empty() && place::bare(label).is_some() {
        return Outcome::met("an importer's phrase and a town with its State are there", &hits[0]);
    }
    if let Some(incomplete) = importers.first() {
        let why = format!("“{}” names no town and State", incomplete.text.trim());
        return Outcome { evidence: incomplete.evidence.clone(), ..Outcome::missing(label, why) };
    }
    if let Some(hit) = hits.first() {
        return Outcome::unclear("an importer is named, but town and State could not be read", hit);
    }
    if let Fact::Unreadable(seen) = &label.facts.name_address {
        return Outcome::unclear("text that may be the importer's address cannot be read", seen);
    }
    Outcome::missing(label, "no importer was found")
}

pub static BULK: Rule = Rule {
    id: "malt.name-address.import-bulk",
    title: "Beer bottled here from bulk names importer and bottler",
    statement: "Imported in bulk and bottled here: importer and bottler are both named, or the \
                phrase says imported and bottled in the United States; blended or processed here, \
                it is not said to be imported by anyone.",
    citation: &[cfr(7, "7.67(b)"), cfr(7, "7.67(c)")],
    commodities: Commodities::MALT,
    severity: Severity::Error,
    evidence: Evidences("T+X"),
    in_force: ALWAYS,
    remedy: "Name both importer and bottler, or say “Imported and bottled in the United States \
             by”; leave “imported by” off what was blended here.",
    passes: &[
        "“Imported and bottled in the United States by ABC, Dallas, TX”",
        "“Imported by A, Albany, NY. Bottled by B, Troy, NY”",
    ],
    fails: &[
        "imported, and “Bottled by B, Troy, NY” alone",
        "“Imported by A” on beer “blended by B, Troy, NY”",
    ],
    check: bulk,
};

fn bulk(label: &Label) -> Outcome {
    let all = &label.facts.name_addresses;
    let importer = all.iter().find(|one| one.value.does(Function::Imported));
    let blender =
        all.iter().find(|one| one.value.does(Function::Blended) && one.value.state.is_some());
    if let (Some(importer), Some(blender)) = (importer, blender) {
        let why = "beer blended here is said to be imported";
        let seen = [importer.evidence.clone(), blender.evidence.clone()].concat();
        let sure = importer.confidence >= SURE && blender.confidence >= SURE;
        return if sure { Outcome::violated(why, seen) } else { Outcome::unclear(why, seen) };
    }
    let Some(bottler) = us_bottler(label) else {
        return Outcome::not_applicable(Note::NotVisible);
    };
    if let Some(importer) = importer {
        return Outcome::met("importer and bottler are named", importer);
    }
    if label.is_imported() != Some(true) {
        return Outcome::not_applicable(Note::NoOccasion);
    }
    if let Some(hit) = phrase::anywhere(label, &IMPORTER).first() {
        return Outcome::met("an importer's phrase is there besides the bottler", hit);
    }
    let why =
        format!("“{}” stands on an imported product without its importer", bottler.text.trim());
    Outcome { evidence: bottler.evidence.clone(), ..Outcome::missing(label, why) }
}

/// A bottler with an address in one of the States.
fn us_bottler(label: &Label) -> Option<&Reading<NameAddress>> {
    let bottles = |one: &NameAddress| {
        [
            Function::Bottled,
            Function::Canned,
            Function::Packed,
            Function::Filled,
            Function::Packaged,
        ]
        .iter()
        .any(|&function| one.does(function))
    };
    label
        .facts
        .name_addresses
        .iter()
        .find(|one| bottles(&one.value) && one.value.state.is_some() && one.value.country.is_none())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::OutcomeKind::{Met, NotApplicable, Unclear, Violated};
    use crate::rules::testing::{assert_cases, label};

    #[test]
    fn an_importer_has_a_phrase_a_name_and_a_place() {
        let abroad = || label().malt().imported();
        assert_cases(
            &CONTAINER,
            [
                ("full", abroad().name_address("Imported by", "ABC Imports", "Miami", "FL"), Met),
                ("another phrase", abroad().text(["Sole importer: ABC, Miami, Florida"]), Met),
                ("domestic", label().malt().domestic(), NotApplicable),
                (
                    "from bulk, said by the other rule",
                    abroad().name_address("Bottled by", "B", "Troy", "NY"),
                    NotApplicable,
                ),
                (
                    "brewery only",
                    abroad().name_address("Brewed by", "Brauerei", "Ulm", ""),
                    Violated,
                ),
                ("no phrase", abroad().text(["ABC Imports, Miami, FL"]), Violated),
                ("no place", abroad().name_address("Imported by", "ABC", "", ""), Violated),
                ("place unread", abroad().text(["IMPORTED BY"]), Unclear),
                ("perhaps on another panel", abroad().perhaps_incomplete(), Unclear),
            ],
        );
    }

    #[test]
    fn beer_from_bulk_names_both() {
        let abroad = || label().malt().imported();
        let importer = || abroad().name_address("Imported by", "A", "Albany", "NY");
        assert_cases(
            &BULK,
            [
                (
                    "one phrase",
                    abroad().name_address(
                        "Imported and bottled in the United States by",
                        "ABC",
                        "Dallas",
                        "TX",
                    ),
                    Met,
                ),
                ("both", importer().name_address("Bottled by", "B", "Troy", "NY"), Met),
                ("in its containers", importer(), NotApplicable),
                (
                    "domestic",
                    label().malt().domestic().name_address("Bottled by", "B", "Troy", "NY"),
                    NotApplicable,
                ),
                ("bottler alone", abroad().name_address("Bottled by", "B", "Troy", "NY"), Violated),
                (
                    "blended here",
                    importer().name_address("Blended by", "B", "Troy", "NY"),
                    Violated,
                ),
            ],
        );
    }
}
