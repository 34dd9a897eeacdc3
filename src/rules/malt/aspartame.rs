//! Aspartame is declared in the prescribed capitals.
//! # What the regulation asks
//! 7.63(b)(4), 7.52(b)(2), (d): “PHENYLKETONURICS: CONTAINS PHENYLALANINE.” in capitals, separate
//! and apart.
//! # How we decide
//! Word for word, but engines lose the colon and the full stop: those alone violate nothing.
//! Without the statement, the word aspartame makes it due; “artificially sweetened” asks.
//! # What we cannot see
//! The formula; the distance to other text.

use crate::label::{Commodities, DisclosureKind, Label};
use crate::rules::phrase::{self, SURE, folded_lines, holds, quoted};
use crate::rules::{ALWAYS, Evidences, Note, Outcome, Rule, Severity, cfr};

pub static RULE: Rule = Rule {
    id: "malt.aspartame",
    title: "Aspartame carries its statement in capitals",
    statement: "With aspartame, “PHENYLKETONURICS: CONTAINS PHENYLALANINE.” stands on a label in \
                capitals, separate and apart.",
    citation: &[cfr(7, "7.63(b)(4)"), cfr(7, "7.52(b)(2)"), cfr(7, "7.52(d)")],
    commodities: Commodities::MALT,
    severity: Severity::Error,
    evidence: Evidences("T+L+X"),
    in_force: ALWAYS,
    remedy: "Print “PHENYLKETONURICS: CONTAINS PHENYLALANINE.” in capitals, on its own.",
    passes: &["“PHENYLKETONURICS: CONTAINS PHENYLALANINE.”", "the same on a line of its own"],
    fails: &["the statement in lower case", "“Contains aspartame” only"],
    check,
};

fn check(label: &Label) -> Outcome {
    let mut statements =
        label.facts.disclosures.iter().filter(|one| one.value.kind == DisclosureKind::Aspartame);
    if let Some(statement) = statements.next() {
        if statement.text.chars().any(char::is_lowercase) {
            let why = "the statement is not in capitals";
            let outcome = Outcome::violated(why, statement);
            return if statement.confidence >= SURE {
                outcome
            } else {
                outcome.in_doubt("it is hard to read")
            };
        }
        return Outcome::met("the statement is there in capitals", statement);
    }
    let mut named = phrase::claims(label, &["aspartame"]);
    named.retain(|hit| {
        let line = folded_lines(hit);
        !["no", "free", "without", "zero"].iter().any(|word| holds(&line, word))
    });
    if !named.is_empty() {
        let why = format!("{} stands without the prescribed statement", quoted(&named));
        let outcome = Outcome::missing(label, why);
        return Outcome { evidence: named[0].evidence.clone(), ..outcome };
    }
    let sweetened = phrase::claims(
        label,
        &["artificially sweetened", "artificial sweetener", "artificial sweeteners"],
    );
    sweetened.first().map_or(Outcome::not_applicable(Note::NotVisible), |hit| {
        let why = format!("{} does not tell whether aspartame was used", quoted(&sweetened));
        Outcome::unclear(why, hit).as_warning()
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::label::DisclosureKind::Aspartame;
    use crate::rules::OutcomeKind::{Met, NotApplicable, Unclear, Violated};
    use crate::rules::testing::{assert_cases, label};

    #[test]
    fn the_statement_is_in_capitals() {
        let says = |printed| label().malt().disclosure(Aspartame, printed, true);
        assert_cases(
            &RULE,
            [
                ("prescribed", says("PHENYLKETONURICS: CONTAINS PHENYLALANINE."), Met),
                (
                    "on its own line",
                    label().malt().text(["Ale"]).disclosure(
                        Aspartame,
                        "PHENYLKETONURICS: CONTAINS PHENYLALANINE.",
                        true,
                    ),
                    Met,
                ),
                ("nothing", label().malt(), NotApplicable),
                ("none of it", label().malt().text(["No aspartame"]), NotApplicable),
                ("lower case", says("Phenylketonurics: contains phenylalanine."), Violated),
                ("other words", label().malt().text(["Contains aspartame"]), Violated),
                ("sweetened", label().malt().text(["Artificially sweetened"]), Unclear),
                (
                    "other words, front only",
                    label().malt().text(["Contains aspartame"]).perhaps_incomplete(),
                    Unclear,
                ),
            ],
        );
    }
}
