//! No false or misleading statement.
//! # What the regulation asks
//! 4.39(a)(1), 5.102, 5.122, 7.102, 7.122: nothing false about age, origin, identity or other
//! characteristics, not by omission or ambiguity either. Claims need a basis in fact.
//! # How we decide
//! Ordinary praise is free. A claim to be the only one of its kind is raised for a person:
//! hardly any has a basis. A claim that nothing was added is as often true as not and no label
//! tells which, so it is shown as a question that holds nothing up. One contradiction a label
//! shows by itself: made by hand in one State, distilled in another.
//! # What we cannot see
//! Whether a claim is true.

use crate::label::{Commodities, Function, Label, fold};
use crate::rules::phrase::{self, SURE, quoted};
use crate::rules::us_state;
use crate::rules::{ALWAYS, Evidences, Note, Outcome, Rule, Severity, cfr};

/// Claims to be the only one.
const ONLY_ONE: [&str; 6] = [
    "worlds only",
    "the only whisky with",
    "the only whiskey with",
    "the only vodka with",
    "the only wine with",
    "the only beer with",
];

/// Claims that production records bear out, or do not.
const NOTHING_ADDED: [&str; 8] = [
    "additive free",
    "no additives",
    "zero additives",
    "free of additives",
    "chemical free",
    "no chemicals",
    "toxin free",
    "clean crafted wine",
];

const HANDMADE: [&str; 4] = ["handmade in", "hand made in", "handcrafted in", "hand crafted in"];

pub static RULE: Rule = Rule {
    id: "common.false-misleading",
    title: "No false or misleading statement",
    statement: "A label says nothing false or misleading about age, origin, identity or other \
                characteristics, not even by omission; every claim has a basis in fact.",
    citation: &[
        cfr(4, "4.39(a)(1)"),
        cfr(5, "5.102"),
        cfr(5, "5.122"),
        cfr(7, "7.102"),
        cfr(7, "7.122"),
    ],
    commodities: Commodities::ALL,
    severity: Severity::Warning,
    evidence: Evidences("T+X"),
    in_force: ALWAYS,
    remedy: "Have the facts behind the claim at hand, or take it off the label.",
    passes: &["“Distilled three times”", "“We think our rum tastes better than any other”"],
    fails: &[
        "“World's only whisky with no additives”",
        "“Handmade in Kentucky”, distilled in Indiana",
    ],
    check,
};

fn check(label: &Label) -> Outcome {
    let claims = phrase::claims(label, &ONLY_ONE);
    if !claims.is_empty() {
        let why = format!("{} is a claim that needs a basis in fact", quoted(&claims));
        return Outcome::violated(why, claims);
    }
    if let Some(elsewhere) = made_elsewhere(label) {
        return elsewhere;
    }
    let claims = phrase::claims(label, &NOTHING_ADDED);
    if claims.is_empty() {
        return Outcome::not_applicable(Note::NoOccasion);
    }
    let why = format!("{} is true or not by production records alone", quoted(&claims));
    Outcome::unclear(why, claims)
}

/// Handmade in one State on a label whose distiller is in another.
fn made_elsewhere(label: &Label) -> Option<Outcome> {
    let distiller = label.facts.name_addresses.iter().find(|one| {
        one.value.does(Function::Distilled) && one.value.state.is_some() && one.confidence >= SURE
    })?;
    let distilled_in = fold(us_state::name(distiller.value.state.as_deref()?)?);
    let claims = phrase::anywhere(label, &HANDMADE);
    let claim = claims.iter().find(|claim| {
        let words = phrase::folded_lines(claim);
        let (_, place) = words.split_once(&claim.phrase).unwrap_or_default();
        us_state::named_at_start(place).is_some_and(|state| fold(state) != distilled_in)
    })?;
    let why = format!("“{}”, but distilled in another State", claim.evidence[0].text.trim());
    let mut seen = claim.evidence.clone();
    seen.extend(distiller.evidence.iter().cloned());
    Some(Outcome::violated(why, seen))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::OutcomeKind::{NotApplicable, Unclear, Violated};
    use crate::rules::testing::{assert_cases, label};

    #[test]
    fn claims_of_fact_are_raised_and_praise_is_not() {
        let distilled = |state| {
            label().spirits().text(["Handmade in Kentucky"]).name_address(
                "Distilled by",
                "MGP",
                "Lawrenceburg",
                state,
            )
        };
        assert_cases(
            &RULE,
            [
                ("a process", label().spirits().text(["Distilled three times"]), NotApplicable),
                ("an opinion", label().text(["Tastes better than any other"]), NotApplicable),
                ("puffery", label().text(["Handcrafted, authentic, the finest"]), NotApplicable),
                ("handmade there", distilled("KY"), NotApplicable),
                ("nothing added", label().text(["Additive free"]), Unclear),
                ("only one", label().text(["World's only whisky with no additives"]), Violated),
                ("handmade elsewhere", distilled("IN"), Violated),
            ],
        );
    }
}
