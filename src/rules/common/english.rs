//! Mandatory information is in English.
//! # What the regulation asks
//! 4.38(c), 5.55, 7.55: what the law makes mandatory is in English; names may be foreign, and
//! translations may stand beside it.
//! # How we decide
//! Only the two statements that imported labels do print in another language alone are looked
//! for: the sulfite disclosure and the class. Each is wrong when the English one is nowhere.
//! Figures with units need no language, the health warning has its own room.
//! # What we cannot see
//! English on a panel that was not supplied; then the answer is unclear. Spirits and malt
//! beverages for Puerto Rico may use Spanish alone.

use crate::label::{Commodities, Commodity, Hit, Label};
use crate::rules::phrase::{self, quoted};
use crate::rules::{ALWAYS, Evidences, Note, Outcome, Rule, Severity, cfr};

const FOREIGN_SULFITES: [&str; 12] = [
    "contiene sulfitos",
    "contiene sulfiti",
    "contiene solfiti",
    "contient des sulfites",
    "contient sulfites",
    "contem sulfitos",
    "enthalt sulfite",
    "enthaelt sulfite",
    "bevat sulfieten",
    "sisaltaa sulfiitteja",
    "indeholder sulfitter",
    "innehaller sulfiter",
];

const ENGLISH_SULFITES: [&str; 5] =
    ["sulfites", "sulphites", "sulfiting", "sulphiting", "sulfur dioxide"];

/// Class words, not the names of wines or beers: those may be foreign.
const FOREIGN_CLASSES: [&str; 17] = [
    "vin rouge",
    "vin blanc",
    "vin rose",
    "vino tinto",
    "vino blanco",
    "vino rosado",
    "vino rosso",
    "vino bianco",
    "vino rosato",
    "vinho tinto",
    "vinho branco",
    "rotwein",
    "weisswein",
    "cerveza",
    "biere",
    "birra",
    "aguardiente",
];

pub static RULE: Rule = Rule {
    id: "common.english",
    title: "Mandatory information is in English",
    statement: "What the law makes mandatory is printed in English. The brand name may be foreign, \
                and translations may stand beside the English words.",
    citation: &[cfr(4, "4.38(c)"), cfr(5, "5.55"), cfr(7, "7.55")],
    commodities: Commodities::ALL,
    severity: Severity::Error,
    evidence: Evidences("T"),
    in_force: ALWAYS,
    remedy: "Print the statement in English; the other language may stay beside it.",
    passes: &["“Vin rouge / Red Wine”", "“Contenido neto 750 ml”", "“Cerveza” with “Beer”"],
    fails: &["“Vin rouge” as the only class", "“Contiene sulfitos” as the only sulfite statement"],
    check,
};

fn check(label: &Label) -> Outcome {
    let sulfites = phrase::anywhere(label, &FOREIGN_SULFITES);
    let classes = phrase::anywhere(label, &FOREIGN_CLASSES);
    if sulfites.is_empty() && classes.is_empty() {
        return Outcome::not_applicable(Note::NoOccasion);
    }
    if for_puerto_rico(label) {
        return Outcome::met("for Puerto Rico, where Spanish alone is allowed", ());
    }
    if !sulfites.is_empty() && !says_sulfites_in_english(label, &sulfites) {
        return only_foreign(label, "the sulfite statement", &sulfites);
    }
    if !classes.is_empty()
        && label.facts.class_type.is_absent()
        && label.facts.designations.is_empty()
    {
        return only_foreign(label, "the class", &classes);
    }
    Outcome::met("the English words stand beside the foreign ones", sulfites.as_slice())
}

fn only_foreign(label: &Label, what: &str, seen: &[Hit]) -> Outcome {
    let outcome = Outcome::violated(format!("{what} was found only as {}", quoted(seen)), seen);
    if label.completeness.absence_is_certain() {
        outcome
    } else {
        outcome.in_doubt("the English words may be where nothing could be read")
    }
}

/// Whether a word of the English statement stands on a line that is not the foreign one:
/// the French “sulfites” is spelled like ours.
fn says_sulfites_in_english(label: &Label, foreign: &[Hit]) -> bool {
    let english = label.text.find_any(&ENGLISH_SULFITES);
    english.iter().any(|hit| {
        foreign.iter().all(|other| other.line != hit.line)
            || phrase::holds(&phrase::folded_lines(hit), "contains")
    })
}

fn for_puerto_rico(label: &Label) -> bool {
    label.product.value != Commodity::Wine
        && label
            .facts
            .name_addresses
            .iter()
            .any(|statement| statement.value.state.as_deref() == Some("PR"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::OutcomeKind::{Met, NotApplicable, Unclear, Violated};
    use crate::rules::testing::{assert_cases, label};

    #[test]
    fn a_foreign_statement_needs_the_english_one_somewhere() {
        let rouge = || label().text(["VIN ROUGE"]);
        let red = |label: Label| label.class_type("wine.red-wine", &["wine.grape"], "Red Wine");
        assert_cases(
            &RULE,
            [
                ("beside English", red(rouge()), Met),
                ("net contents", red(label()).text(["Contenido neto 750 ml"]), NotApplicable),
                ("estate words", red(label()).text(["Mis en bouteille au château"]), NotApplicable),
                ("class alone", rouge(), Violated),
                ("class alone, panels unknown", rouge().perhaps_incomplete(), Unclear),
                ("sulfites alone", red(label()).text(["Contiene Sulfitos"]), Violated),
                ("sulfites alone, French", red(label()).text(["Contient des sulfites"]), Violated),
                (
                    "sulfites twice",
                    red(label()).text(["Contient des sulfites", "Contains sulfites"]),
                    Met,
                ),
                (
                    "on one line",
                    red(label()).text(["Contient des sulfites / Contains sulfites"]),
                    Met,
                ),
                (
                    "rum for Puerto Rico",
                    label().spirits().text(["Aguardiente"]).name_address(
                        "Embotellado por",
                        "Ron",
                        "Ponce",
                        "PR",
                    ),
                    Met,
                ),
            ],
        );
    }
}
