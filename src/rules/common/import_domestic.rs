//! The label's “imported by” agrees with form item 3.
//! # What the regulation asks
//! Goods imported in their containers name the importer (4.35(b), 5.68, 7.68); domestic goods
//! name no importer (4.39(f)).
//! # How we decide
//! Only against a declared source. Any word of importing is enough for imported goods, and
//! what says both imported and bottled in the United States is a bulk import, domestic to item
//! 3; the rooms of the products judge its phrase, and ask for an importer where nobody is named.
//! # What we cannot see
//! An importer on a panel that was not supplied.

use crate::label::{Commodities, Commodity, Function, Label, NameAddress, Origin, Source};
use crate::rules::phrase::{self, SURE};
use crate::rules::{ALWAYS, Citation, Evidences, Note, Outcome, Rule, Severity, cfr};

const IMPORTER: [&str; 12] = [
    "imported by",
    "importer",
    "importers",
    "imported and",
    "imported exclusively",
    "imported for",
    "sole importer",
    "sole agent",
    "sole agents",
    "us agent",
    "importado por",
    "importe par",
];

/// Done to the goods here, so that what was imported was bulk.
const BOTTLING: [Function; 5] =
    [Function::Bottled, Function::Packed, Function::Canned, Function::Filled, Function::Packaged];

pub static RULE: Rule = Rule {
    id: "common.import-domestic-consistency",
    title: "The label names an importer exactly when the goods are imported",
    statement: "Goods declared as imported carry “imported by” or a like phrase with the importer's \
                name; goods declared as domestic do not.",
    citation: &[
        cfr(4, "4.35(b)"),
        cfr(4, "4.39(f)"),
        cfr(5, "5.66"),
        cfr(5, "5.67"),
        cfr(5, "5.68"),
        cfr(7, "7.66"),
        cfr(7, "7.67"),
        cfr(7, "7.68"),
        Citation::Other("TTB F 5100.31 item 3"),
    ],
    commodities: Commodities::ALL,
    severity: Severity::Error,
    evidence: Evidences("T+A"),
    in_force: ALWAYS,
    remedy: "Correct form item 3, or name the importer as “Imported by …”.",
    passes: &[
        "imported, “Imported by XYZ Imports, New York, NY”",
        "domestic, “Bottled by XYZ, Lodi, CA”",
    ],
    fails: &["imported, only the foreign producer's address", "domestic, “Imported by …”"],
    check,
};

fn check(label: &Label) -> Outcome {
    match &label.source {
        Some(source) if source.origin == Origin::Declared => match source.value {
            Source::Imported => imported(label),
            Source::Domestic => domestic(label),
        },
        _ => Outcome::not_applicable(Note::NotDeclared),
    }
}

fn imported(label: &Label) -> Outcome {
    let statements = &label.facts.name_addresses;
    if let Some(importer) = statements.iter().find(|one| one.value.does(Function::Imported)) {
        return Outcome::met("the importer is named", importer);
    }
    let words = label.text.find_any(&IMPORTER);
    if words.is_empty() && statements.is_empty() {
        // Nobody is named at all: the products' own rules ask for the importer.
        Outcome::not_applicable(Note::SaidElsewhere)
    } else if words.is_empty() {
        Outcome::missing(label, "no “imported by” was found on goods declared as imported")
    } else {
        Outcome::met("the label speaks of its importer", words)
    }
}

fn domestic(label: &Label) -> Outcome {
    let statements = &label.facts.name_addresses;
    let importer = statements.iter().find(|one| is_plain_import(&one.value));
    let is_wine = label.product.value == Commodity::Wine;
    match importer {
        // `wine.importer-word-domestic` tells wine imported in bulk from American wine.
        Some(_) if is_wine && bottled_here(statements.iter().map(|one| &one.value)) => {
            Outcome::not_applicable(Note::SaidElsewhere)
        }
        Some(importer) if bottled_here(statements.iter().map(|one| &one.value)) => {
            Outcome::met("imported in bulk and bottled in the United States", importer)
        }
        Some(importer) if importer.confidence >= SURE => {
            let why = format!("declared domestic, but the label says “{}”", importer.value.lead);
            Outcome::violated(why, importer)
        }
        Some(importer) => Outcome::unclear("the label may name an importer", importer),
        None if phrase::anywhere(label, &["imported by"]).is_empty() => {
            Outcome::met("no importer is named", ())
        }
        None => {
            let seen = phrase::anywhere(label, &["imported by"]);
            Outcome::unclear("the label speaks of an importer", seen)
        }
    }
}

fn is_plain_import(statement: &NameAddress) -> bool {
    statement.does(Function::Imported) && !statement.in_united_states
}

/// Whether some statement says that the goods were bottled in a State, and none that they were
/// distilled or brewed there.
fn bottled_here<'a>(mut statements: impl Iterator<Item = &'a NameAddress> + Clone) -> bool {
    let made = |one: &NameAddress| one.does(Function::Distilled) || one.does(Function::Brewed);
    if statements.clone().any(|one| made(one) && one.state.is_some()) {
        return false;
    }
    statements.any(|one| {
        let bottled = BOTTLING.iter().any(|&function| one.does(function));
        bottled && (one.state.is_some() || one.in_united_states)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::OutcomeKind::{Met, NotApplicable, Unclear, Violated};
    use crate::rules::testing::{assert_cases, label};

    #[test]
    fn an_importer_goes_with_imported_goods_alone() {
        let by = |label: Label, lead| label.name_address(lead, "XYZ", "New York", "NY");
        assert_cases(
            &RULE,
            [
                ("imported", by(label().imported(), "Imported by"), Met),
                ("sole agents", label().imported().text(["Sole Agents: XYZ, New York, NY"]), Met),
                ("domestic", by(label().domestic(), "Bottled by"), Met),
                ("bulk", by(label().malt().domestic(), "Imported and bottled by"), Met),
                (
                    "bulk wine, said by another rule",
                    by(label().domestic(), "Imported and bottled by"),
                    NotApplicable,
                ),
                ("not declared", by(label(), "Imported by"), NotApplicable),
                (
                    "producer only",
                    label().imported().name_address("Produced by", "Cantina", "Asti", ""),
                    Violated,
                ),
                (
                    "producer only, panels unknown",
                    label().imported().perhaps_incomplete().name_address(
                        "Produced by",
                        "Cantina",
                        "Asti",
                        "",
                    ),
                    Unclear,
                ),
                ("nobody named", label().imported(), NotApplicable),
                (
                    "distilled here and imported",
                    by(by(label().spirits().domestic(), "Distilled and bottled by"), "Imported by"),
                    Violated,
                ),
                ("domestic with importer", by(label().domestic(), "Imported by"), Violated),
            ],
        );
    }
}
