//! The class designation.
//! # What the regulation asks
//! 7.63(a)(2), 7.141, 7.142: a class, or a designation known to the trade. 7.145: under 0.5 %
//! the class is “malt beverage”, “cereal beverage” or “near beer”, never beer, ale or lager.
//! # How we decide
//! Any class word found makes the designation present, one in running text only with a remark.
//! A bare style word and a bare “IPA” are known to the trade, but TTB asks for the class: a
//! person looks. Products sold under a fanciful name are `malt.class-type.specialty-composition`,
//! mixtures without their classes `malt.class-type.half-and-half` and `black-and-tan`.
//! Under 0.5 % only short lines count as designations, since stories may speak of beer.
//! # What we cannot see
//! Whether both words of “near beer” are set alike.

use super::{barley_wine, composition, mixtures, strength, words};
use crate::label::{Commodities, Designation, Hit, Label, Reading, fold};
use crate::lists;
use crate::rules::phrase::{self, SURE, quoted};
use crate::rules::{ALWAYS, Evidences, Note, Outcome, Rule, Severity, cfr};

/// A designation filling less of its line than this stands in running text.
const IN_RUNNING_TEXT: f32 = 0.2;
/// A designation with its modifiers has hardly more words on its line.
const DESIGNATION_WORDS: usize = 5;
/// Class words of other languages, which the list of styles also holds.
const FOREIGN_CLASSES: [&str; 6] = ["bier", "biere", "birra", "cerveja", "cerveza", "pivo"];
/// What goes by these designations may be of any strength below 0.5 %.
const WEAK_CLASSES: [&str; 3] = ["malt.malt-beverage", "malt.cereal-beverage", "malt.near-beer"];

pub static REQUIRED: Rule = Rule {
    id: "malt.class-type.required",
    title: "The label carries a class designation",
    statement: "Malt beverage, beer, ale, porter, stout, lager or malt liquor, or a designation \
                known to the trade, stands on a label; a type may go with it.",
    citation: &[cfr(7, "7.63(a)(2)"), cfr(7, "7.141(a)"), cfr(7, "7.142")],
    commodities: Commodities::MALT,
    severity: Severity::Error,
    evidence: Evidences("T"),
    in_force: ALWAYS,
    remedy: "Print the class designation, such as “Ale” or “Lager”, beside the name of the style.",
    passes: &["“India Pale Ale”", "“Hazy Golden Ale”", "“Pilsner”"],
    fails: &["“Hazy Juice Bomb” and no class word", "only a fanciful name", "“IPA” by itself"],
    check: required,
};

fn required(label: &Label) -> Outcome {
    let full = words::designations(label).find(|one| fold(&one.text) != "ipa");
    if let Some(designation) = best(label).or(full) {
        if in_running_text(designation) {
            return Outcome::unclear("the class word was found in running text only", designation)
                .as_warning();
        }
        return Outcome::met("a class designation is there", designation);
    }
    let geographic = &lists::all().malt_geographic;
    let types: Vec<&str> = geographic.not_generic.iter().map(String::as_str).collect();
    let hits = phrase::anywhere(label, &types);
    if !hits.is_empty() {
        return Outcome::met("a type known to the trade is there", hits.as_slice());
    }
    let named =
        [composition::fanciful_products(label), barley_wine::alone(label), mixtures::alone(label)];
    if named.iter().any(|hits| !hits.is_empty()) {
        return Outcome::not_applicable(Note::SaidElsewhere);
    }
    if let Some(ipa) = words::designations(label).next() {
        return soft(label, format!("“{}” stands without the word ale", ipa.text.trim()));
    }
    let styles: Vec<&str> = lists::all().malt_styles.iter().map(String::as_str).collect();
    let styles: Vec<Hit> = words::short_claims(label, &styles, DESIGNATION_WORDS);
    if styles.iter().any(|hit| FOREIGN_CLASSES.contains(&hit.phrase.as_str())) {
        return soft(label, "the class was found in a foreign language only".to_owned());
    }
    if !styles.is_empty() {
        return soft(label, format!("{} names a style, and no class was found", quoted(&styles)));
    }
    Outcome::missing(label, "no class designation was found")
}

/// A small part of its line and in small letters; `… BARREL-AGED ALE WITH APPLES, HONEY` is
/// a designation.
fn in_running_text(designation: &Reading<Designation>) -> bool {
    designation.value.prominence < IN_RUNNING_TEXT
        && designation.text.chars().next().is_some_and(char::is_lowercase)
}

/// The designation that fills most of its line.
fn best(label: &Label) -> Option<&Reading<Designation>> {
    words::designations(label)
        .filter(|one| fold(&one.text) != "ipa")
        .max_by(|a, b| a.value.prominence.total_cmp(&b.value.prominence))
}

fn soft(label: &Label, why: String) -> Outcome {
    Outcome::missing(label, why).as_warning()
}

pub static BELOW_HALF_PERCENT: Rule = Rule {
    id: "malt.class-type.below-half-percent",
    title: "Under 0.5 % the product is not called beer",
    statement: "A malt beverage of less than 0.5 % alcohol is designated malt beverage, cereal \
                beverage or near beer; beer, lager, ale, porter and stout are barred.",
    citation: &[cfr(7, "7.145(a)"), cfr(25, "25.242(a)")],
    commodities: Commodities::MALT,
    severity: Severity::Error,
    evidence: Evidences("T"),
    in_force: ALWAYS,
    remedy: "Designate the product “malt beverage”, “cereal beverage” or “near beer”.",
    passes: &["“Malt Beverage” at 0.4 %", "“NEAR BEER”"],
    fails: &["“Non-alcoholic beer”", "“Alcohol free lager”"],
    check: below_half_percent,
};

fn below_half_percent(label: &Label) -> Outcome {
    let claims = words::short_claims(label, &["non alcoholic", "nonalcoholic", "alcohol free"], 12);
    let weak = strength::below_half_percent(label)
        || !claims.is_empty() && !strength::at_least_half_percent(label);
    if !weak {
        return Outcome::not_applicable(Note::NoOccasion);
    }
    let barred = |one: &&Reading<Designation>| !WEAK_CLASSES.contains(&one.value.id.as_str());
    let barred: Vec<_> =
        words::designations(label).filter(barred).filter(|one| is_short(label, one)).collect();
    let Some(designation) = barred.first() else {
        let weak =
            words::designations(label).find(|one| WEAK_CLASSES.contains(&one.value.id.as_str()));
        return weak.map_or(Outcome::not_applicable(Note::SaidElsewhere), |designation| {
            Outcome::met("the designation is one for under 0.5 %", designation)
        });
    };
    let printed = designation.text.trim();
    if barred.iter().all(|one| words::in_brand(label, &fold(&one.text))) {
        let why = format!("“{printed}” is in the brand name of a product under 0.5 %");
        return Outcome::unclear(why, *designation).as_warning();
    }
    let why = format!("“{printed}” designates a product under 0.5 %");
    let doubtful = words::designation_is_doubtful(label) && barred.len() == 1;
    if designation.confidence < SURE || doubtful {
        return Outcome::unclear(why, *designation);
    }
    Outcome::violated(why, *designation)
}

/// Whether the designation stands on a line that holds hardly more.
fn is_short(label: &Label, designation: &Reading<Designation>) -> bool {
    label
        .text
        .find(&designation.text)
        .iter()
        .any(|hit| phrase::folded_lines(hit).split(' ').count() <= DESIGNATION_WORDS)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::label::AlcoholForm::{LessThan, PercentAlcoholByVolume};
    use crate::label::NameMatch::Exact;
    use crate::rules::OutcomeKind::{Met, NotApplicable, Unclear, Violated};
    use crate::rules::testing::{assert_cases, assert_severities, doubtful, label};

    #[test]
    fn a_class_known_to_the_trade_is_wanted() {
        let malt = || label().malt();
        let story = |label: &mut Label| label.facts.designations[0].value.prominence = 0.1;
        let bare_ipa = || malt().class_type("malt.ipa", &["malt.ale"], "IPA");
        assert_cases(
            &REQUIRED,
            [
                ("full", malt().class_type("malt.ipa", &["malt.ale"], "India Pale Ale"), Met),
                ("class", malt().class_type("malt.lager", &[], "Lager"), Met),
                ("with style", malt().class_type("malt.ale", &[], "Hazy Golden Ale"), Met),
                ("pilsner", malt().text(["PILSNER"]), Met),
                (
                    "doubtfully read",
                    malt()
                        .class_type("malt.ale", &[], "Ale")
                        .with(|label| doubtful(&mut label.facts.class_type)),
                    Met,
                ),
                (
                    "in a story",
                    malt().another_designation("malt.beer", &[], "our beer").with(story),
                    Unclear,
                ),
                (
                    "the class in a long designation",
                    malt().another_designation("malt.ale", &[], "ALE WITH APPLES").with(story),
                    Met,
                ),
                ("a fanciful name", malt().text(["Hazy Juice Bomb"]), Violated),
                ("another fanciful name", malt().fanciful("Night Owl", Exact), Violated),
                ("bare IPA", bare_ipa(), Violated),
                ("bare style", malt().text(["SAISON"]), Violated),
                ("foreign class", malt().text(["CERVEZA"]), Violated),
                ("perhaps elsewhere", malt().text(["SAISON"]).perhaps_incomplete(), Unclear),
                ("said as a specialty", malt().text(["HARD SELTZER"]), NotApplicable),
                ("said as a mixture", malt().text(["HALF AND HALF"]), NotApplicable),
            ],
        );
        assert_severities(
            &REQUIRED,
            [
                ("nothing", malt(), Severity::Error),
                ("bare IPA", bare_ipa(), Severity::Warning),
                ("bare style", malt().text(["SAISON"]), Severity::Warning),
                ("foreign class", malt().text(["CERVEZA"]), Severity::Warning),
            ],
        );
    }

    #[test]
    fn under_half_a_percent_nothing_is_designated_beer() {
        let weak = || label().malt().alcohol("0.4% alc/vol", PercentAlcoholByVolume, "0.4");
        assert_cases(
            &BELOW_HALF_PERCENT,
            [
                (
                    "malt beverage",
                    weak().class_type("malt.malt-beverage", &[], "Malt Beverage"),
                    Met,
                ),
                ("near beer", weak().class_type("malt.near-beer", &[], "NEAR BEER"), Met),
                (
                    "five percent",
                    label()
                        .malt()
                        .alcohol("5% alc/vol", PercentAlcoholByVolume, "5")
                        .class_type("malt.beer", &[], "Beer")
                        .text(["try our non-alcoholic beer too"]),
                    NotApplicable,
                ),
                (
                    "in a story",
                    weak()
                        .class_type("malt.malt-beverage", &[], "Malt Beverage")
                        .another_designation("malt.beer", &[], "we love to brew the finest beer"),
                    Met,
                ),
                (
                    "non-alcoholic beer",
                    label().malt().class_type("malt.beer", &[], "Non-alcoholic beer"),
                    Violated,
                ),
                (
                    "alcohol free lager",
                    label().malt().class_type("malt.lager", &[], "Alcohol free lager"),
                    Violated,
                ),
                (
                    "a ceiling",
                    label()
                        .malt()
                        .alcohol("contains less than 0.5% alcohol by volume", LessThan, "0.5")
                        .class_type("malt.ale", &[], "Pale Ale"),
                    Violated,
                ),
                (
                    "in the brand",
                    weak().class_type("malt.beer", &[], "Beer").brand("Beer Barons", Exact),
                    Unclear,
                ),
                (
                    "doubtfully read",
                    weak().class_type("malt.beer", &[], "Beer").with(|label| {
                        label.facts.designations.clear();
                        doubtful(&mut label.facts.class_type);
                    }),
                    Unclear,
                ),
            ],
        );
    }
}
