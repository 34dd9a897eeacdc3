//! The declared brand and fanciful names are on the label.
//! # What the regulation asks
//! Form items 6 and 7 repeat the names of the label; 4.33, 5.64 and 7.64 ask for a brand name,
//! and a specialty has a fanciful one.
//! # How we decide
//! The question is whether the declared name is on the label, not whether the largest text is
//! the brand: registries take one for the other. Capitals, accents, spacing, numbers spelled
//! out and company suffixes do not matter. Letters that engines confuse count for the label; one
//! or two letters of real difference go to a person. Not found is wrong only where everything
//! was read well and another name stands in the place.
//! # What we cannot see
//! A name set as a drawing, or on a panel not supplied.

use crate::label::{Attribute, Commodities, Commodity, Label, NameFact, NameMatch, Reading, fold};
use crate::rules::phrase::{SURE, SURE_OF_MARKS, holds};
use crate::rules::{ALWAYS, Citation, Evidences, Note, Outcome, Rule, Severity, cfr};

pub static BRAND_NAME: Rule = Rule {
    id: "application.brand-name",
    title: "The declared brand name is on the label",
    statement: "The brand name of form item 6 is on the label; capitals, accents, punctuation and \
                spacing do not matter.",
    citation: &[
        Citation::Other("TTB F 5100.31 item 6"),
        cfr(4, "4.33"),
        cfr(5, "5.64"),
        cfr(7, "7.64"),
    ],
    commodities: Commodities::ALL,
    severity: Severity::Error,
    evidence: Evidences("T+A"),
    in_force: ALWAYS,
    remedy: "Enter the brand name exactly as on the label.",
    passes: &["“STONE'S THROW” as “Stone's Throw”", "“CHATEAU MONTET” as “Château Montet”"],
    fails: &["“Stone's Throw” as “Stones Row”", "“Ridge Creek” where only “Copper Hill” stands"],
    check: brand_name,
};

pub static FANCIFUL_NAME: Rule = Rule {
    id: "application.fanciful-name",
    title: "The declared fanciful name is on the label",
    statement: "A fanciful name given in form item 7 is on the label; a specialty product has one.",
    citation: &[
        Citation::Other("TTB F 5100.31 item 7"),
        cfr(5, "5.1"),
        cfr(7, "7.1"),
        cfr(5, "5.156(a)"),
        cfr(7, "7.141(b)(2)"),
    ],
    commodities: Commodities::ALL,
    severity: Severity::Warning,
    evidence: Evidences("T+A"),
    in_force: ALWAYS,
    remedy: "Enter the fanciful name as on the label, or leave item 7 blank.",
    passes: &["“Blood Orange Gose” on the label", "none declared, none on the label"],
    fails: &["“Midnight” where “Midday” stands", "a malt specialty without a fanciful name"],
    check: fanciful_name,
};

fn brand_name(label: &Label) -> Outcome {
    match label.declared.application.brand_name.as_deref().map(str::trim) {
        None | Some("") => Outcome::not_applicable(Note::NotDeclared),
        Some(declared) => judge_name(label, declared, &label.facts.brand_name),
    }
}

fn fanciful_name(label: &Label) -> Outcome {
    match label.declared.application.fanciful_name.as_deref().map(str::trim) {
        None | Some("") if lacks_fanciful_name(label) => {
            let class = &label.facts.class_type;
            Outcome::unclear("a specialty has a fanciful name; none was declared or found", class)
        }
        None | Some("") => Outcome::not_applicable(Note::NotDeclared),
        Some(declared) => judge_name(label, declared, &label.facts.fanciful_name),
    }
}

/// Judges a declared name by what the label shows for it.
#[must_use]
pub fn judge_name(label: &Label, declared: &str, name: &NameFact) -> Outcome {
    if let Some((printed, agrees)) = &name.found {
        return found(declared, printed, *agrees);
    }
    let instead = name.candidates.iter().find(|candidate| candidate.confidence >= SURE);
    match instead {
        Some(other) if label.completeness.absence_is_certain() => {
            Outcome::violated(format!("“{declared}” is nowhere; “{}” is", other.text.trim()), other)
        }
        Some(other) => Outcome::unclear(format!("“{declared}” was not found"), other),
        None => Outcome::unclear(format!("“{declared}” was not found"), ()),
    }
}

fn found(declared: &str, printed: &Reading<String>, agrees: NameMatch) -> Outcome {
    let text = printed.text.trim();
    match agrees {
        NameMatch::Exact => Outcome::met("the declared name is on the label", printed),
        NameMatch::Folded => Outcome::met("on the label, apart from capitals and marks", printed),
        NameMatch::Customary => Outcome::met(format!("on the label as “{text}”"), printed),
        NameMatch::Confusable => {
            Outcome::met(format!("read as “{text}”, with letters that are easily misread"), printed)
        }
        NameMatch::Near => {
            let why = format!("declared “{declared}”, the label shows “{text}”");
            if printed.confidence >= SURE_OF_MARKS {
                Outcome::violated(why, printed).as_warning()
            } else {
                Outcome::unclear(why, printed)
            }
        }
    }
}

/// A malt or spirits specialty on which no name but the class was found.
fn lacks_fanciful_name(label: &Label) -> bool {
    let specialty = label.facts.class_type.value().is_some_and(|class| {
        let composed =
            class.attributes.iter().any(|one| matches!(one, Attribute::WithComposition(_)));
        class.id.ends_with(".specialty") || (class.commodity == Commodity::MaltBeverage && composed)
    });
    specialty
        && label.product.value != Commodity::Wine
        && label.facts.fanciful_name.found.is_none()
        && !has_other_name(label)
        && label.completeness.absence_is_certain()
}

/// Whether something stands out that is neither the brand name nor the class.
fn has_other_name(label: &Label) -> bool {
    let NameFact { found, candidates } = &label.facts.brand_name;
    let brand = found.as_ref().map(|(printed, _)| printed).or(candidates.first());
    let known: Vec<String> =
        [brand.map(|one| &one.text), label.facts.class_type.reading().map(|one| &one.text)]
            .into_iter()
            .flatten()
            .map(|text| fold(text))
            .collect();
    label.facts.fanciful_name.candidates.iter().any(|candidate| {
        let words = fold(&candidate.text);
        !known.iter().any(|known| holds(&words, known) || holds(known, &words))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::OutcomeKind::{Met, NotApplicable, Unclear, Violated};
    use crate::rules::testing::{assert_cases, assert_severities, label};

    fn brand(name: &str) -> Label {
        label().declaring(|declared| declared.application.brand_name = Some(name.to_owned()))
    }

    fn fanciful(name: &str) -> Label {
        label().declaring(|declared| declared.application.fanciful_name = Some(name.to_owned()))
    }

    #[test]
    fn the_brand_is_somewhere_on_the_label() {
        let throw = || brand("Stone's Throw");
        assert_cases(
            &BRAND_NAME,
            [
                ("capitals", throw().brand("STONE'S THROW", NameMatch::Folded), Met),
                ("accent", brand("CHATEAU MONTET").brand("Château Montet", NameMatch::Folded), Met),
                ("number word", brand("RD1").brand("RD ONE", NameMatch::Customary), Met),
                ("misread", throw().brand("Stone's Thr0w", NameMatch::Confusable), Met),
                ("not declared", label().brand_candidate("Copper Hill"), NotApplicable),
                ("two letters apart", throw().brand("Stones Row", NameMatch::Near), Violated),
                ("another name", brand("Ridge Creek").brand_candidate("Copper Hill"), Violated),
                ("nothing like a name", brand("Ridge Creek"), Unclear),
                (
                    "another name, front only",
                    brand("Ridge Creek").brand_candidate("Copper Hill").perhaps_incomplete(),
                    Unclear,
                ),
            ],
        );
        assert_severities(
            &BRAND_NAME,
            [
                ("near", throw().brand("Stones Row", NameMatch::Near), Severity::Warning),
                ("other", throw().brand_candidate("Copper Hill"), Severity::Error),
            ],
        );
    }

    #[test]
    fn a_declared_fanciful_name_is_on_the_label() {
        let other = |label: &mut Label| {
            let name = crate::rules::testing::read("Midday", "Midday".to_owned());
            label.facts.fanciful_name.candidates.push(name);
        };
        let specialty =
            || label().malt().class_type("malt.specialty", &[], "Ale with blackberry juice");
        let standing_out = |names: &[&str]| {
            specialty().with(|label| {
                let read = |name: &&str| crate::rules::testing::read(name, (*name).to_owned());
                label.facts.brand_name.candidates = names.iter().map(read).collect();
                label.facts.fanciful_name.candidates = names.iter().map(read).collect();
            })
        };
        assert_cases(
            &FANCIFUL_NAME,
            [
                (
                    "there",
                    fanciful("Blood Orange Gose").fanciful("Blood Orange Gose", NameMatch::Exact),
                    Met,
                ),
                ("none declared", label(), NotApplicable),
                ("another", fanciful("Midnight").with(other), Violated),
                ("specialty without one", specialty(), Unclear),
                (
                    "its brand and class alone",
                    standing_out(&["NIGHT OWL", "Ale with blackberry juice"]),
                    Unclear,
                ),
                ("perhaps one", standing_out(&["NIGHT OWL", "BRAMBLE DUSK"]), NotApplicable),
                ("not found", fanciful("Midnight"), Unclear),
            ],
        );
    }
}
