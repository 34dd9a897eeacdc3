//! Foreign text has its translation in form item 15.
//! # What the regulation asks
//! Form item 15; 4.38(c), 5.55(b), 7.55(b).
//! # How we decide
//! Nearly every imported label has some foreign words: names, appellations, the estate's
//! formula. Specialists ask for a translation of sentences, and only where item 15 was handed in
//! at all. So an application that says nothing of translations raises nothing; with item 15
//! given blank, sentences in another language or script do. Sentences are told by little words:
//! names have none.
//! # What we cannot see
//! Whether a translation is right.

use crate::label::{Commodities, Label, Line, LineRole, fold};
use crate::rules::phrase::SURE;
use crate::rules::{ALWAYS, Citation, Evidences, Note, Outcome, Rule, Severity, cfr};

/// Little words of Spanish, French, Italian, German and Portuguese that English lacks,
/// as do addresses of sites and years of founding.
const LITTLE_WORDS: [&str; 41] = [
    "que", "los", "las", "una", "con", "por", "para", "este", "esta", "desde", "nuestro",
    "nuestra", "les", "des", "une", "dans", "avec", "qui", "cette", "nous", "sur", "della",
    "delle", "degli", "che", "nel", "questo", "questa", "sono", "der", "das", "und", "ist", "mit",
    "von", "dem", "ein", "eine", "uma", "nao", "nosso",
];
/// Little words in a block that make it a sentence; estate formulas have two.
const SENTENCE: usize = 4;
/// Letters of another script that are more than a name or a crest.
const SCRIPT_LETTERS: usize = 12;

pub static RULE: Rule = Rule {
    id: "application.translations",
    title: "Foreign text is translated in the application",
    statement: "Text in a foreign language on the label has its translation in form item 15; names need \
                none.",
    citation: &[
        Citation::Other("TTB F 5100.31 item 15"),
        cfr(4, "4.38(c)"),
        cfr(5, "5.55(b)"),
        cfr(7, "7.55(b)"),
    ],
    commodities: Commodities::ALL,
    severity: Severity::Warning,
    evidence: Evidences("T+A"),
    in_force: ALWAYS,
    remedy: "Give the English of the foreign text in item 15.",
    passes: &["a Spanish story translated in item 15", "a label in English"],
    fails: &["a German story, item 15 blank", "Japanese sentences untranslated"],
    check,
};

fn check(label: &Label) -> Outcome {
    let Some(translations) = label.declared.application.translations.as_deref() else {
        return Outcome::not_applicable(Note::NotDeclared);
    };
    let foreign = foreign_lines(label);
    if foreign.is_empty() {
        return Outcome::not_applicable(Note::NoOccasion);
    }
    let seen: Vec<_> = foreign.iter().map(|line| line.evidence()).collect();
    if translations.trim().is_empty() {
        Outcome::violated("foreign sentences, and item 15 gives no translation", seen)
    } else {
        Outcome::met("item 15 gives a translation", seen)
    }
}

/// The lines of the blocks that are foreign sentences.
fn foreign_lines(label: &Label) -> Vec<&Line> {
    let lines: Vec<&Line> = label
        .text
        .lines()
        .iter()
        .filter(|line| line.role == LineRole::Other && line.confidence >= SURE)
        .collect();
    let blocks = lines.chunk_by(|a, b| a.panel == b.panel && a.block == b.block);
    blocks.filter(|block| is_foreign(block)).flatten().copied().collect()
}

fn is_foreign(block: &[&Line]) -> bool {
    let words: Vec<String> = block.iter().map(|line| fold(&line.text)).collect();
    let little =
        words.iter().flat_map(|line| line.split(' ')).filter(|word| LITTLE_WORDS.contains(word));
    let other_script = |c: &char| c.is_alphabetic() && *c > '\u{02AF}';
    let letters = block.iter().flat_map(|line| line.text.chars()).filter(other_script);
    little.count() >= SENTENCE || letters.count() >= SCRIPT_LETTERS
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::OutcomeKind::{Met, NotApplicable, Violated};
    use crate::rules::testing::{assert_cases, label};

    #[test]
    fn sentences_want_a_translation_and_names_do_not() {
        let item_15 = |text: &str| {
            let text = Some(text.to_owned());
            label().declaring(|declared| declared.application.translations = text)
        };
        let german =
            ["Der Wein ist mit den Trauben", "der alten Reben von Hand gelesen und", "ein Gedicht"];
        let spanish = ["Este vino es una reserva especial que", "nuestra familia hace con amor"];
        assert_cases(
            &RULE,
            [
                ("translated", item_15("This wine is a special reserve").text(spanish), Met),
                ("English", item_15("").text(["From the hills of our family"]), NotApplicable),
                (
                    "names",
                    item_15("").text(["Mis en bouteille au château", "Reserva Especial"]),
                    NotApplicable,
                ),
                ("a crest in kanji", item_15("").text(["大吟醸"]), NotApplicable),
                ("nothing said of translations", label().text(german), NotApplicable),
                ("German", item_15("").text(german), Violated),
                (
                    "Japanese",
                    item_15("").text(["日本の山の水と米だけで作られた純米酒です"]),
                    Violated,
                ),
            ],
        );
    }
}
