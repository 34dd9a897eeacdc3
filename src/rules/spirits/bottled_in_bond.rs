//! Bottled in bond.
//! # What the regulation asks
//! 5.88: “bond”, “bonded”, “bottled in bond” and the like, even in the brand: exactly 50 %, four
//! years in wood, one kind, one distillery, one season; domestic labels show the DSP numbers
//! of the plants, imports the authorising country.
//! # How we decide
//! On strength and the presence of “DSP”; the age is `spirits.age.consistency`. The word “bond”
//! alone is a surname and a street: only the phrases of the trade count, and a bonded
//! warehouse or premises is no claim.
//! # What we cannot see
//! Season, distillery, and what was added.

use super::product::{SPIRITS, no_occasion, strength};
use crate::label::{Hit, Label, LineRole};
use crate::rules::phrase::{SURE, hinted, quoted};
use crate::rules::{Evidences, Outcome, Rule, cfr};
use rust_decimal::Decimal;

/// The one strength of spirits bottled in bond.
const STRENGTH: Decimal = Decimal::from_parts(50, 0, 0, false, 0);
const TERMS: &[&str] = &[
    "bottled in bond",
    "aged in bond",
    "bonded bourbon",
    "bonded whiskey",
    "bonded whisky",
    "bonded rye",
    "bonded brandy",
    "bonded rum",
    "bonded gin",
    "bonded vodka",
    "bonded straight",
    "bonded tennessee",
    "bonded kentucky",
    "bonded apple",
];

pub static RULE: Rule = Rule {
    id: "spirits.bottled-in-bond",
    title: "Spirits bottled in bond are at 50 %, and name their plants",
    statement: "“Bottled in bond” and the like are for spirits of 50 %, four years old, of one distillery and season, \
                with the numbers of the plants that distilled and bottled them.",
    citation: &[cfr(5, "5.88")],
    evidence: Evidences("T+X"),
    remedy: "Correct the strength, add the DSP numbers, or take off the words of bond.",
    passes: &[
        "“Bottled in Bond 50% alc/vol – DSP-KY-1 – distilled and bottled by …”",
        "“Bottled in Bond Canada”",
    ],
    fails: &["“Bottled in Bond 45% alc/vol”", "“Bonded Bourbon” without a DSP number"],
    check,
    ..SPIRITS
};

/// Where the label claims bond.
pub fn terms(label: &Label) -> Vec<Hit> {
    let mut hits = label.text.find_any(TERMS);
    hits.retain(|hit| {
        hit.confidence >= SURE && !matches!(hit.role, LineRole::Warning | LineRole::NameAddress)
    });
    hits
}

fn check(label: &Label) -> Outcome {
    let hits = terms(label);
    if hits.is_empty() {
        return no_occasion();
    }
    let claim = quoted(&hits);
    if let Some((percent, seen)) = strength(label)
        && percent.0 != STRENGTH
    {
        let why = format!("{claim} at {} %, not 50 %", percent.0.normalize());
        return Outcome::violated(why, [hits[0].evidence.clone(), seen].concat());
    }
    if label.is_imported() == Some(true) {
        return Outcome::met("the strength is that of bond", hits);
    }
    let plant = hinted(label, &["dsp", "distilled spirits plant"])
        || label.text.lines().iter().any(|line| line.text.to_uppercase().contains("DSP"));
    if plant {
        return Outcome::met("strength and plant are there", hits);
    }
    let mut outcome = Outcome::missing(label, format!("{claim} names no DSP number"));
    outcome.evidence.clone_from(&hits[0].evidence);
    outcome
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::label::AlcoholForm::PercentAlcoholByVolume;
    use crate::rules::OutcomeKind::{Met, NotApplicable, Unclear, Violated};
    use crate::rules::testing::{assert_cases, label};

    fn bond(words: &str, percent: &str) -> Label {
        label().spirits().text([words]).alcohol("x", PercentAlcoholByVolume, percent)
    }

    #[test]
    fn bond_is_fifty_percent_and_names_its_plants() {
        assert_cases(
            &RULE,
            [
                ("all there", bond("Bottled in Bond", "50").text(["DSP-KY-1"]), Met),
                ("Canada", bond("Bottled in Bond Canada", "50").imported(), Met),
                ("a surname", bond("Bond Street Gin", "45"), NotApplicable),
                ("a warehouse", bond("from our bonded warehouse", "45"), NotApplicable),
                ("45 %", bond("Bottled-in-Bond", "45").text(["DSP-KY-1"]), Violated),
                ("no number", bond("Bonded Bourbon", "50"), Violated),
                ("no number, poorly read", bond("Bonded Bourbon", "50").poorly_read(), Unclear),
            ],
        );
    }
}
