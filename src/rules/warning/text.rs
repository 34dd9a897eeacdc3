//! The statement's words are those of 27 CFR 16.21.
//! # What the regulation asks
//! The statement as printed in 16.21, word for word; there is no short form.
//! # How we decide
//! Words and the numerals 1 and 2, whatever their case and spacing. Only what was read with
//! confidence is a violation; what may be a misreading is a question.
//! # What we cannot see
//! Words that no engine could read.

use crate::label::{Commodities, DifferenceKind, Label};
use crate::rules::{ALWAYS, Evidences, Outcome, Rule, Severity, cfr};

pub static RULE: Rule = Rule {
    id: "warning.text",
    title: "The health warning’s words are as prescribed",
    statement: "The statement reads word for word as 27 CFR 16.21 prints it: nothing changed, added, left out or reordered.",
    citation: &[cfr(16, "16.21")],
    commodities: Commodities::ALL,
    severity: Severity::Error,
    evidence: Evidences("T"),
    in_force: ALWAYS,
    remedy: "Print the statement exactly as 27 CFR 16.21 gives it.",
    passes: &[
        "the statement of 16.21",
        "the same in capitals throughout",
        "the same with (2) on a line of its own",
    ],
    fails: &[
        "the (1) left out",
        "“drive a car and operate machinery”",
        "GOVERNMENT left out",
        "“alcohol beverages during the pregnancy”",
    ],
    check,
};

fn check(label: &Label) -> Outcome {
    super::compare(label, DifferenceKind::Wording, "every word is as prescribed")
}

#[cfg(test)]
mod tests {
    use super::super::testing::*;
    use super::*;
    use crate::label::DifferenceKind::{Punctuation, Wording};
    use crate::rules::OutcomeKind::{Met, NotApplicable, Unclear, Violated};
    use crate::rules::testing::assert_cases;

    #[test]
    fn judges_the_cases_of_the_catalogue() {
        assert_cases(
            &RULE,
            [
                ("as prescribed", label(statement()), Met),
                ("(1) dropped", label(differing(Wording, "(1)", "")), Violated),
                ("or changed", label(differing(Wording, "or", "and")), Violated),
                ("first word dropped", label(differing(Wording, "GOVERNMENT", "")), Violated),
                ("alcohol beverages", label(differing(Wording, "alcoholic", "alcohol")), Violated),
                ("a word in doubt", label(doubting(Wording, "women", "woman")), Unclear),
                ("only a mark missing", label(differing(Punctuation, ":", "")), Met),
                ("no statement: said elsewhere", blank(), NotApplicable),
                ("illegible", illegible(), NotApplicable),
            ],
        );
    }
}
