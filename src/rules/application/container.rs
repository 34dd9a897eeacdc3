//! What the container itself carries: distinctive bottles and moulded words.
//! # What the regulation asks
//! Item 14c and 5.205(b): an approved distinctive bottle relaxes where three items stand, not
//! that they stand. Item 15, 4.37(c), 5.63(b)(2), 7.63(a)(4) and (5): words blown into the
//! container count for net contents, and on malt beverages for the name and address.
//! # How we decide
//! Both rules are remarks. They say what the declaration excuses and what it does not; the
//! rule of a missing item asks for it with its own severity.
//! # What we cannot see
//! The container.

use super::embosses_net_contents;
use crate::label::{Commodities, Label, fold};
use crate::rules::phrase::holds;
use crate::rules::{ALWAYS, Citation, Evidences, Note, Outcome, Rule, Severity, cfr};

pub static DISTINCTIVE_BOTTLE: Rule = Rule {
    id: "application.distinctive-bottle",
    title: "A distinctive bottle relaxes placement only",
    statement: "With an approved distinctive liquor bottle the same field of vision is not asked for; \
                every mandatory item still is.",
    citation: &[Citation::Other("TTB F 5100.31 item 14c"), cfr(5, "5.205(b)")],
    commodities: Commodities::SPIRITS,
    severity: Severity::Info,
    evidence: Evidences("A"),
    in_force: ALWAYS,
    remedy: "Print the missing item; the shape of the bottle does not excuse it.",
    passes: &["14c ticked, alcohol content on the back", "14c not ticked"],
    fails: &["14c ticked, net contents missing", "14c ticked, class missing"],
    check: distinctive_bottle,
};

pub static EMBOSSED: Rule = Rule {
    id: "application.item15-embossed",
    title: "Moulded words count where the rules allow",
    statement: "Words blown, branded or embossed on the container are declared in form item 15; net \
                contents may stand there, and the name and address of malt beverages.",
    citation: &[
        Citation::Other("TTB F 5100.31 item 15"),
        cfr(4, "4.37(c)"),
        cfr(5, "5.63(b)(2)"),
        cfr(7, "7.63(a)(4)"),
        cfr(7, "7.63(a)(5)"),
    ],
    commodities: Commodities::ALL,
    severity: Severity::Info,
    evidence: Evidences("A"),
    in_force: ALWAYS,
    remedy: "Declare moulded net contents in item 15, and print what may not be moulded.",
    passes: &[
        "“750ML BLOWN INTO GLASS”, none on the label",
        "a brewery's moulded name and address",
    ],
    fails: &["spirits with moulded alcohol content alone", "item 15 blank, net contents nowhere"],
    check: embossed,
};

fn distinctive_bottle(label: &Label) -> Outcome {
    if label.declared.application.distinctive_bottle_ml.is_none() {
        return Outcome::not_applicable(Note::NotDeclared);
    }
    let contents_missing = label.facts.net_contents.is_absent() && !embosses_net_contents(label);
    if contents_missing {
        return Outcome::missing(label, "net contents are still required, and were not found");
    }
    if label.facts.class_type.is_absent() {
        return Outcome::missing(label, "a class or type is still required, and was not found");
    }
    Outcome::met("a distinctive bottle: placement alone is relaxed", ())
}

fn embossed(label: &Label) -> Outcome {
    let Some(words) = label.declared.application.embossed.as_deref().map(fold) else {
        return Outcome::not_applicable(Note::NotDeclared);
    };
    let contents_missing = label.facts.net_contents.is_absent();
    if words.is_empty() {
        return if contents_missing {
            Outcome::missing(label, "item 15 is blank, and no net contents were found")
        } else {
            Outcome::not_applicable(Note::NoOccasion)
        };
    }
    let strength = ["alc", "alcohol", "proof"].iter().any(|word| holds(&words, word));
    if strength && label.facts.alcohol.is_absent() {
        return Outcome::violated("the alcohol content may not stand in the glass alone", ());
    }
    if contents_missing && embosses_net_contents(label) {
        return Outcome::met("the net contents are moulded into the container", ());
    }
    Outcome::met("item 15 declares what the container carries", ())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::label::AlcoholForm::PercentAlcoholByVolume as By;
    use crate::label::VolumeUnit::Milliliter;
    use crate::rules::OutcomeKind::{Met, NotApplicable, Unclear, Violated};
    use crate::rules::testing::{assert_cases, dec, label};

    #[test]
    fn a_distinctive_bottle_excuses_no_item() {
        let ticked = || {
            label()
                .spirits()
                .declaring(|one| one.application.distinctive_bottle_ml = Some(dec("750")))
        };
        let contents = |label: Label| label.net_contents("750 mL", &[("750", Milliliter)]);
        let gin = |label: Label| label.class_type("spirits.gin", &[], "Gin");
        assert_cases(
            &DISTINCTIVE_BOTTLE,
            [
                ("all there", gin(contents(ticked())), Met),
                ("not ticked", label().spirits(), NotApplicable),
                ("no net contents", gin(ticked()), Violated),
                ("no class", contents(ticked()), Violated),
                ("no class, front only", contents(ticked()).perhaps_incomplete(), Unclear),
            ],
        );
    }

    #[test]
    fn moulded_words_count_where_they_may() {
        let moulded = |label: Label, words: &str| {
            let words = Some(words.to_owned());
            label.declaring(|one| one.application.embossed = words)
        };
        let strong = label().spirits().alcohol("40%", By, "40");
        assert_cases(
            &EMBOSSED,
            [
                ("net contents", moulded(label(), "750ML BLOWN INTO GLASS"), Met),
                ("a brewery", moulded(label().malt(), "ABC BREWING, OSHKOSH, WI"), Met),
                ("printed too", moulded(strong, "ALC 40%"), Met),
                ("not declared", label(), NotApplicable),
                ("alcohol", moulded(label().spirits(), "40% ALC/VOL"), Violated),
                ("blank", moulded(label(), ""), Violated),
            ],
        );
    }

    #[test]
    fn item_15_names_net_contents_by_figure_or_by_name() {
        let says = |words: &str| {
            let words = Some(words.to_owned());
            embosses_net_contents(&label().declaring(|one| one.application.embossed = words))
        };
        for words in ["750ML", "750 mL on base", "NET CONTENTS BLOWN INTO BOTTLE", "12 FL. OZ."] {
            assert!(says(words), "{words}");
        }
        for words in ["DISTILLERY LOGO", "LOT 12 LINE 4", ""] {
            assert!(!says(words), "{words}");
        }
    }
}
