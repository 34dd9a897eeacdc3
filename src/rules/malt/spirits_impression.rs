//! A malt beverage is not taken for a spirit.
//! # What the regulation asks
//! 7.128: no false or misleading impression that the product contains, or is, distilled spirits.
//! Brand names of spirits, cocktail names and true statements about barrels are allowed where the
//! label as a whole is clear.
//! # How we decide
//! A spirit named on a short line of a panel that shows no class of malt beverage asks for a
//! person; so does “… in a can”. Lines that speak of wood, or that deny, do not.
//! # What we cannot see
//! The picture as a whole.

use super::words;
use crate::label::{Commodities, Hit, Label};
use crate::rules::phrase::{folded_lines, holds, quoted};
use crate::rules::{ALWAYS, Evidences, Note, Outcome, Rule, Severity, cfr};

const NAME_WORDS: usize = 4;
/// Words that make the spirit's name harmless.
const HARMLESS: [&str; 20] = [
    "barrel",
    "barrels",
    "cask",
    "casks",
    "aged",
    "oak",
    "wood",
    "finished",
    "no",
    "not",
    "without",
    "style",
    "flavor",
    "flavors",
    "flavored",
    "river",
    "lane",
    "street",
    "brewing",
    "distillery",
];

pub static RULE: Rule = Rule {
    id: "malt.class-type.spirits-impression",
    title: "The label does not make a spirit of the beer",
    statement: "Nothing gives the false impression that a malt beverage contains or is distilled \
                spirits; cocktail names and true statements about barrels are allowed.",
    citation: &[cfr(7, "7.128")],
    commodities: Commodities::MALT,
    severity: Severity::Warning,
    evidence: Evidences("T+G"),
    in_force: ALWAYS,
    remedy: "Show the class of malt beverage as plainly as the name of the spirit, or leave the \
             spirit out.",
    passes: &["“Margarita - Malt beverage with natural lime flavor”", "“Aged in whisky barrels”"],
    fails: &["“Vodka Lemonade”, the class hidden", "“Whiskey in a can”"],
    check,
};

fn check(label: &Label) -> Outcome {
    let mut hits = words::short_claims(label, &words::SPIRITS, NAME_WORDS);
    hits.retain(|hit| {
        let beside = words::around(label, hit.line);
        !HARMLESS.iter().any(|word| holds(&beside, word)) && !words::in_brand(label, &hit.phrase)
    });
    let hit = hits.iter().find(|hit| in_a_can(hit) || !shows_class(label, hit));
    hit.map_or(Outcome::not_applicable(Note::NoOccasion), |hit| {
        let one = [hit.clone()];
        let outcome = Outcome::violated(format!("{} speaks of a spirit", quoted(&one)), hit);
        if in_a_can(hit) || label.completeness.well_read {
            outcome
        } else {
            outcome.in_doubt("the class beside it may not have been read")
        }
    })
}

fn in_a_can(hit: &Hit) -> bool {
    let line = folded_lines(hit);
    holds(&line, &format!("{} in a can", hit.phrase))
        || holds(&line, &format!("{} in a bottle", hit.phrase))
}

fn shows_class(label: &Label, hit: &Hit) -> bool {
    let panel = label.text.lines()[hit.line].panel;
    words::designations(label).any(|one| one.panel() == Some(panel))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::label::PanelRole;
    use crate::rules::OutcomeKind::{NotApplicable, Unclear, Violated};
    use crate::rules::testing::{assert_cases, label};

    #[test]
    fn a_spirit_without_a_class_beside_it_is_looked_at() {
        let says = |line| label().malt().text([line]);
        let hidden = || {
            label()
                .malt()
                .panel(PanelRole::Front)
                .text(["Vodka Lemonade"])
                .panel(PanelRole::Back)
                .class_type("malt.malt-beverage", &[], "Malt beverage")
        };
        assert_cases(
            &RULE,
            [
                (
                    "cocktail",
                    says("Margarita - Malt beverage with natural lime flavor"),
                    NotApplicable,
                ),
                ("barrels", says("Aged in whisky barrels"), NotApplicable),
                (
                    "class beside it",
                    says("Vodka Lemonade").class_type("malt.beer", &[], "Beer"),
                    NotApplicable,
                ),
                ("a river", says("Rum River"), NotApplicable),
                ("class hidden", hidden(), Violated),
                (
                    "in a can",
                    says("Whiskey in a can").class_type("malt.beer", &[], "Beer"),
                    Violated,
                ),
                ("class perhaps unread", hidden().poorly_read(), Unclear),
            ],
        );
    }
}
