//! Beers of the barrel: the wood may be told of, the spirit is no beer.
//! # What the regulation asks
//! 7.143(h): descriptions of ageing are optional. 7.122 and 7.128: a designation does not stress
//! the name of a spirit or a wine so that it misleads.
//! # How we decide
//! A spirit or a grape directly before a class word, on a short line, is the pattern the
//! regulation's own examples show; “bourbon barrel aged ale” is not of it. Where the label also
//! speaks of the barrel, a person looks. Brand names are `malt.brand.misleading`.
//! # What we cannot see
//! What was in the barrel.

use super::words;
use crate::label::{Commodities, Label};
use crate::rules::phrase::{self, quoted};
use crate::rules::{ALWAYS, Evidences, Note, Outcome, Rule, Severity, cfr};

const NAME_WORDS: usize = 5;
const GRAPES: [&str; 6] =
    ["chardonnay", "merlot", "cabernet", "cabernet sauvignon", "pinot noir", "sauvignon blanc"];
const BEERS: [&str; 5] = ["ale", "beer", "lager", "stout", "porter"];
const WOOD: [&str; 8] = ["barrel", "barrels", "cask", "casks", "oak", "aged", "foeder", "staves"];

pub static RULE: Rule = Rule {
    id: "malt.class-type.barrel-aged",
    title: "Beer is not designated by a spirit or a wine",
    statement: "Ageing in barrels may be described; a designation does not make a spirit or a wine \
                of the beer by putting its name before the class or calling it a flavour.",
    citation: &[cfr(7, "7.143(h)"), cfr(7, "7.122"), cfr(7, "7.128")],
    commodities: Commodities::MALT,
    severity: Severity::Error,
    evidence: Evidences("T"),
    in_force: ALWAYS,
    remedy: "Speak of the barrel: “Ale aged in bourbon barrels”.",
    passes: &["“Bourbon barrel aged honey ale”", "“Beer aged in a wine barrel”"],
    fails: &["“Bourbon ale”", "“Chardonnay lager”", "“Lager with whisky flavors”"],
    check,
};

fn check(label: &Label) -> Outcome {
    let mut phrases: Vec<String> = Vec::new();
    for name in words::SPIRITS.iter().chain(&GRAPES) {
        phrases.extend(BEERS.iter().map(|beer| format!("{name} {beer}")));
        phrases.extend(["flavor", "flavors"].map(|flavor| format!("with {name} {flavor}")));
    }
    let phrases: Vec<&str> = phrases.iter().map(String::as_str).collect();
    let mut hits = words::short_claims(label, &phrases, NAME_WORDS);
    hits.retain(|hit| !words::in_brand(label, &hit.phrase));
    let Some(first) = hits.first() else {
        return Outcome::not_applicable(Note::NoOccasion);
    };
    let why = format!("{} makes a spirit or a wine of the beer", quoted(&hits));
    let outcome = Outcome::violated(why, first);
    if phrase::hinted(label, &WOOD) { outcome.as_warning() } else { outcome }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::label::NameMatch::Exact;
    use crate::rules::OutcomeKind::{NotApplicable, Violated};
    use crate::rules::testing::{assert_cases, assert_severities, label};

    #[test]
    fn the_barrel_may_be_named_but_the_beer_is_no_spirit() {
        let says = |line| label().malt().text([line]);
        assert_cases(
            &RULE,
            [
                ("barrel", says("Bourbon barrel aged honey ale"), NotApplicable),
                ("wine barrel", says("Beer aged in a wine barrel"), NotApplicable),
                ("ginger ale", says("Ginger ale"), NotApplicable),
                ("story", says("a whiskey stout drinkers have long asked for"), NotApplicable),
                ("brand", label().malt().brand("Bourbon Beer", Exact), NotApplicable),
                ("bourbon", says("Bourbon ale"), Violated),
                ("grape", says("Chardonnay lager"), Violated),
                ("flavours", says("Lager with whisky flavors"), Violated),
            ],
        );
        let aged = says("Bourbon stout").text(["aged in oak"]);
        assert_severities(
            &RULE,
            [
                ("alone", says("Bourbon stout"), Severity::Error),
                ("with its barrel", aged, Severity::Warning),
            ],
        );
    }
}
