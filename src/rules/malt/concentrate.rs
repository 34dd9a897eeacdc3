//! Beer made up again from concentrate says so in its designation.
//! # What the regulation asks
//! 7.143(a): “PRODUCED FROM ____ CONCENTRATE”, the blank being the class, immediately adjacent to
//! the class designation and in substantially the same type.
//! # How we decide
//! Only where the label itself speaks of beer made from concentrate; concentrated fruit juice is
//! another matter. The prescribed words are then wanted on the line of the class or next to it.
//! # What we cannot see
//! Whether an ordinary beer was made from concentrate; the kind of type.

use super::words;
use crate::label::{Commodities, Label};
use crate::rules::phrase::{self, folded_lines, holds, quoted};
use crate::rules::{ALWAYS, Evidences, Note, Outcome, Rule, Severity, cfr};

/// A concentrate of these is an ingredient, not the beer.
const JUICES: [&str; 8] = ["juice", "juices", "puree", "fruit", "lemon", "lime", "grape", "wort"];

pub static RULE: Rule = Rule {
    id: "malt.class-type.concentrate",
    title: "Beer from concentrate says so beside its class",
    statement: "A malt beverage made up from concentrate carries “PRODUCED FROM (class) \
                CONCENTRATE” as part of its designation, adjacent and in the same kind of type.",
    citation: &[cfr(7, "7.143(a)")],
    commodities: Commodities::MALT,
    severity: Severity::Error,
    evidence: Evidences("T+L"),
    in_force: ALWAYS,
    remedy: "Set “PRODUCED FROM BEER CONCENTRATE”, with the class in question, beside the class.",
    passes: &["“Beer - PRODUCED FROM BEER CONCENTRATE”", "a beer that was never concentrated"],
    fails: &["“Made from concentrate” on the back", "the statement apart from the class"],
    check,
};

fn check(label: &Label) -> Outcome {
    let classes = words::CLASSES.iter().map(|class| format!("{class} concentrate"));
    let mut phrases: Vec<String> = classes.collect();
    phrases.extend(["made from concentrate", "brewed from concentrate"].map(str::to_owned));
    let phrases: Vec<&str> = phrases.iter().map(String::as_str).collect();
    let mut hits = phrase::claims(label, &phrases);
    hits.retain(|hit| !JUICES.iter().any(|juice| holds(&folded_lines(hit), juice)));
    let Some(first) = hits.first() else {
        return Outcome::not_applicable(Note::NotVisible);
    };
    let in_full = hits.iter().find(|hit| {
        let prescribed = format!("produced from {}", hit.phrase);
        let beside = words::around(label, hit.line);
        let rest = beside.replace(&prescribed, "");
        beside.contains(&prescribed) && !words::classes_in(&rest).is_empty()
    });
    if let Some(hit) = in_full {
        return Outcome::met("the statement stands beside the class", hit);
    }
    let why = format!("{} is not the prescribed statement beside the class", quoted(&hits));
    let outcome = Outcome::violated(why, first);
    if label.completeness.absence_is_certain() {
        outcome
    } else {
        outcome.in_doubt("the full statement may be where nothing could be read")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::OutcomeKind::{Met, NotApplicable, Unclear, Violated};
    use crate::rules::testing::{assert_cases, label};

    #[test]
    fn the_prescribed_words_stand_beside_the_class() {
        let malt = || label().malt();
        assert_cases(
            &RULE,
            [
                ("beside", malt().text(["Beer - PRODUCED FROM BEER CONCENTRATE"]), Met),
                ("below", malt().text(["BEER", "PRODUCED FROM BEER CONCENTRATE"]), Met),
                ("ordinary beer", malt().text(["Beer"]), NotApplicable),
                ("juice", malt().text(["lime juice made from concentrate"]), NotApplicable),
                ("other words", malt().text(["Made from concentrate"]), Violated),
                ("apart", malt().text(["BEER"]).text(["PRODUCED FROM BEER CONCENTRATE"]), Violated),
                (
                    "other words, front only",
                    malt().text(["Made from concentrate"]).perhaps_incomplete(),
                    Unclear,
                ),
            ],
        );
    }
}
