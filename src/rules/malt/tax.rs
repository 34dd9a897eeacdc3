//! What part 25 has beer labels say, and not say, about tax.
//! # What the regulation asks
//! 25.242(c): a cereal beverage of a US brewery carries “Nontaxable under section 5051 I.R.C.”.
//! 25.142(a): no statement about payment of internal revenue tax on beer bottled at a brewery.
//! # How we decide
//! By the words. The legend is looked for only on domestic products under 0.5 %, and its absence
//! is a warning, since how far it is waived is not known. Deposit legends speak of no tax.
//! # What we cannot see
//! A waiver.

use super::strength;
use crate::label::{Commodities, Label};
use crate::rules::phrase::{self, quoted};
use crate::rules::{ALWAYS, Evidences, Note, Outcome, Rule, Severity, cfr};

const LEGEND: [&str; 6] = [
    "nontaxable under section 5051",
    "non taxable under section 5051",
    "nontaxable under sec 5051",
    "under section 5051",
    "section 5051 irc",
    "section 5051 i r c",
];
const TAX_PAID: [&str; 7] = [
    "tax paid",
    "taxes paid",
    "taxpaid",
    "internal revenue tax",
    "revenue taxes have been paid",
    "tax has been paid",
    "taxes have been paid",
];

pub static NONTAXABLE_LEGEND: Rule = Rule {
    id: "malt.nontaxable-legend",
    title: "Domestic near beer carries the nontaxable legend",
    statement: "Bottled cereal beverage of a US brewery carries the legend “Nontaxable under \
                section 5051 I.R.C.”.",
    citation: &[cfr(25, "25.242(c)")],
    commodities: Commodities::MALT,
    severity: Severity::Warning,
    evidence: Evidences("T"),
    in_force: ALWAYS,
    remedy: "Print “Nontaxable under section 5051 I.R.C.”.",
    passes: &[
        "“Nontaxable under section 5051 I.R.C.” on the back",
        "imported near beer without it",
    ],
    fails: &["domestic near beer without it", "“Tax free beer” in its place"],
    check: nontaxable_legend,
};

fn nontaxable_legend(label: &Label) -> Outcome {
    if !strength::below_half_percent(label) || label.is_imported() != Some(false) {
        return Outcome::not_applicable(Note::NoOccasion);
    }
    let hits = label.text.find_any(&LEGEND);
    match hits.first() {
        Some(hit) => Outcome::met("the legend is there", hit),
        None => Outcome::missing(label, "“Nontaxable under section 5051 I.R.C.” was not found"),
    }
}

pub static NO_TAX_PAID: Rule = Rule {
    id: "malt.no-tax-paid-statement",
    title: "No statement that tax was paid",
    statement: "Labels of beer bottled at a US brewery make no statement about payment of internal \
                revenue taxes.",
    citation: &[cfr(25, "25.142(a)")],
    commodities: Commodities::MALT,
    severity: Severity::Error,
    evidence: Evidences("T"),
    in_force: ALWAYS,
    remedy: "Take the statement about tax off the label.",
    passes: &["no such statement", "the deposit legend “CA CRV”"],
    fails: &["“Internal revenue tax paid”", "“Tax paid by brewer”"],
    check: no_tax_paid,
};

fn no_tax_paid(label: &Label) -> Outcome {
    let hits = phrase::anywhere(label, &TAX_PAID);
    let Some(hit) = hits.first() else {
        return Outcome::not_applicable(Note::NoOccasion);
    };
    let why = format!("{} speaks of tax", quoted(&hits));
    match label.is_imported() {
        Some(false) => Outcome::violated(why, hit),
        Some(true) => Outcome::not_applicable(Note::NoOccasion),
        None => Outcome::unclear(why, hit).as_warning(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::label::AlcoholForm::{LessThan, PercentAlcoholByVolume};
    use crate::rules::OutcomeKind::{Met, NotApplicable, Unclear, Violated};
    use crate::rules::testing::{assert_cases, label};

    #[test]
    fn near_beer_of_a_us_brewery_says_it_is_not_taxed() {
        let near =
            || label().malt().alcohol("contains less than 0.5% alcohol by volume", LessThan, "0.5");
        let legend = "Nontaxable under section 5051 I.R.C.";
        assert_cases(
            &NONTAXABLE_LEGEND,
            [
                ("there", near().domestic().text([legend]), Met),
                ("imported", near().imported(), NotApplicable),
                (
                    "beer",
                    label().malt().domestic().alcohol("5% alc/vol", PercentAlcoholByVolume, "5"),
                    NotApplicable,
                ),
                ("missing", near().domestic(), Violated),
                ("other words", near().domestic().text(["Tax free beer"]), Violated),
                ("front only", near().domestic().perhaps_incomplete(), Unclear),
            ],
        );
    }

    #[test]
    fn nothing_is_said_of_tax_paid() {
        let home = |line| label().malt().domestic().text([line]);
        assert_cases(
            &NO_TAX_PAID,
            [
                ("nothing", label().malt().domestic(), NotApplicable),
                ("deposit", home("CA CRV"), NotApplicable),
                ("imported", label().malt().imported().text(["Tax paid"]), NotApplicable),
                ("paid", home("Internal revenue tax paid"), Violated),
                ("by brewer", home("Tax paid by brewer"), Violated),
                ("unknown source", label().malt().text(["Tax paid"]), Unclear),
            ],
        );
    }
}
