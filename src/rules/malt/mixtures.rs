//! Half and half, black and tan: two classes mixed, both named.
//! # What the regulation asks
//! 7.143(b): “half and half” is for equal parts of two classes whose names stand immediately
//! beside it. 7.143(d): “black and tan” takes the two class names in conjunction.
//! # How we decide
//! Both by one check: two class names on the line or the lines next to it. A fanciful “half and
//! half” of flavours passes when the flavours are named.
//! # What we cannot see
//! The proportions.

use super::words;
use crate::label::{Commodities, Hit, Label};
use crate::rules::phrase::{self, quoted};
use crate::rules::{ALWAYS, Evidences, Note, Outcome, Rule, Severity, cfr};

/// A name with its classes has hardly more words.
const NAME_WORDS: usize = 7;

struct Mixture {
    names: &'static [&'static str],
    /// Words that show the name to be fanciful, of flavours rather than of beers.
    flavors: &'static [&'static str],
}

static HALVES: Mixture = Mixture {
    names: &["half and half", "half half"],
    flavors: &["flavor", "flavors", "flavored", "tea", "lemonade"],
};
static BLACK_TAN: Mixture = Mixture { names: &["black and tan", "black tan"], flavors: &[] };

fn check(label: &Label, mixture: &Mixture) -> Outcome {
    let hits = words::short_claims(label, mixture.names, NAME_WORDS);
    let Some(first) = hits.first() else {
        return Outcome::not_applicable(Note::NoOccasion);
    };
    if let Some(hit) = hits.iter().find(|hit| names_two_classes(label, hit)) {
        return Outcome::met("two classes are named beside it", hit);
    }
    if phrase::hinted(label, mixture.flavors) && words::designations(label).next().is_some() {
        return Outcome::met("it names flavours, beside a designation", first);
    }
    let outcome = Outcome::violated(format!("{} does not name two classes", quoted(&hits)), first);
    if label.completeness.well_read {
        outcome
    } else {
        outcome.in_doubt("words beside it may not have been read")
    }
}

/// The names where the label has no class at all, which is said here.
#[must_use]
pub fn alone(label: &Label) -> Vec<Hit> {
    if words::designations(label).next().is_some() {
        return Vec::new();
    }
    let names: Vec<&str> = HALVES.names.iter().chain(BLACK_TAN.names).copied().collect();
    words::short_claims(label, &names, NAME_WORDS)
}

fn names_two_classes(label: &Label, hit: &Hit) -> bool {
    words::classes_in(&words::around(label, hit.line)).len() >= 2
}

pub static HALF_AND_HALF: Rule = Rule {
    id: "malt.class-type.half-and-half",
    title: "“Half and half” names its two classes",
    statement: "“Half and half” is used only for equal parts of two classes named immediately \
                adjacent to it.",
    citation: &[cfr(7, "7.143(b)")],
    commodities: Commodities::MALT,
    severity: Severity::Error,
    evidence: Evidences("T+L"),
    in_force: ALWAYS,
    remedy: "Name the two classes beside it, as in “Half and Half, Porter and Stout”.",
    passes: &["“Half and Half, Porter and Stout”", "a fanciful “Half and Half” of named flavours"],
    fails: &["“Half and Half” alone", "“Half and Half” with one class"],
    check: |label| check(label, &HALVES),
};

pub static BLACK_AND_TAN: Rule = Rule {
    id: "malt.class-type.black-and-tan",
    title: "“Black and tan” names its two classes",
    statement: "“Black and tan” is used with the names of the two classes in conjunction.",
    citation: &[cfr(7, "7.143(d)")],
    commodities: Commodities::MALT,
    severity: Severity::Error,
    evidence: Evidences("T"),
    in_force: ALWAYS,
    remedy: "Name the two classes with it, as in “Black and Tan, Stout and Ale”.",
    passes: &["“Black and Tan, Stout and Ale”", "“Black & Tan - Porter and Lager”"],
    fails: &["“Black and Tan” alone", "“Black and Tan Beer”"],
    check: |label| check(label, &BLACK_TAN),
};

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::OutcomeKind::{Met, NotApplicable, Unclear, Violated};
    use crate::rules::testing::{assert_cases, label};

    #[test]
    fn half_and_half_names_two_classes_or_flavors() {
        let malt = || label().malt();
        assert_cases(
            &HALF_AND_HALF,
            [
                ("two", malt().text(["Half and Half, Porter and Stout"]), Met),
                ("next line", malt().text(["HALF & HALF", "PORTER & STOUT"]), Met),
                (
                    "flavours",
                    malt().text(["Half and Half", "iced tea and lemonade"]).class_type(
                        "malt.beer",
                        &[],
                        "Beer with natural flavors",
                    ),
                    Met,
                ),
                ("none", malt(), NotApplicable),
                ("alone", malt().text(["Half and Half"]), Violated),
                ("one class", malt().text(["Half and Half Lager"]), Violated),
                ("poorly read", malt().text(["Half and Half"]).poorly_read(), Unclear),
            ],
        );
    }

    #[test]
    fn black_and_tan_names_two_classes() {
        let malt = || label().malt();
        assert_cases(
            &BLACK_AND_TAN,
            [
                ("two", malt().text(["Black and Tan, Stout and Ale"]), Met),
                ("sign", malt().text(["Black & Tan - Porter and Lager"]), Met),
                ("alone", malt().text(["Black and Tan"]), Violated),
                ("one class", malt().text(["Black and Tan Beer"]), Violated),
            ],
        );
    }
}
