//! Age statements and words of age.
//! # What the regulation asks
//! 5.74: whisky under four years and young brandy state their age, others may; an age is “__
//! years old” or substantially so, never overstated. Neutral spirits claim none. A word of age
//! brings a real age with it, as does a date of distillation.
//! # How we decide
//! On the times that were read. Of several the longest is the one that may contradict a
//! designation, since the shorter may be of a second cask. Silence of a whisky claims four
//! years and is lawful.
//! # What we cannot see
//! The true age; how conspicuous a word is.

use super::product::{
    SPIRITS, apart, class, class_is, is, is_a_set, is_any, is_composed, lines_where, no_occasion,
    panels, quote,
};
use crate::label::{AgeStatement, AgeWording, Evidence, Label, Reading};
use crate::rules::phrase::{SURE, anywhere, claims, hinted};
use crate::rules::{Evidences, Note, Outcome, Rule, Severity, cfr};

/// Statements in a form that the regulation accepts, as far as their words go.
fn stated(label: &Label) -> impl Iterator<Item = &Reading<AgeStatement>> {
    label.facts.ages.iter().filter(|age| age.value.wording != AgeWording::Rested)
}

/// The longest time stated, where every one was read surely.
fn longest(label: &Label) -> Option<&Reading<AgeStatement>> {
    let sure = label.facts.ages.iter().all(|age| age.confidence >= SURE);
    label.facts.ages.iter().filter(|_| sure).max_by_key(|age| age.value.months())
}

const FOUR_YEARS: u32 = 48;

pub static REQUIRED: Rule = Rule {
    id: "spirits.age.required",
    title: "Young whisky and brandy state their age",
    statement: "Whisky under four years, unless bottled in bond, and grape brandy under two years in oak state \
                their age.",
    citation: &[cfr(5, "5.63(c)(3)"), cfr(5, "5.74(b)"), cfr(5, "5.74(c)")],
    severity: Severity::Warning,
    evidence: Evidences("T+X"),
    remedy: "Print the age, such as “2 years old”.",
    passes: &[
        "“Straight Bourbon Whiskey – 2 years old”",
        "“Bourbon Whiskey” without an age: it claims four years",
    ],
    fails: &[
        "whisky “rested 6 months”, without an age statement",
        "“Brandy” that “rested one year”, without an age statement",
    ],
    check: required,
    ..SPIRITS
};

fn required(label: &Label) -> Outcome {
    let Some(class) = class(label) else { return Outcome::not_applicable(Note::SaidElsewhere) };
    let plain = is(&class.value, "spirits.whisky") || class.value.id == "spirits.brandy";
    if !plain || is_composed(&class.value) || hinted(label, &["bottled in bond", "bonded"]) {
        return no_occasion();
    }
    if let Some(age) = stated(label).next() {
        return Outcome::met("an age is stated", age);
    }
    match longest(label) {
        Some(rest) if rest.value.months() < FOUR_YEARS => {
            let why =
                format!("“{}” is no age statement, and says that one is due", rest.text.trim());
            Outcome::violated(why, rest)
        }
        _ if is(&class.value, "spirits.whisky") => {
            Outcome::met("the label is silent, which claims four years or more", class)
        }
        _ => Outcome::not_applicable(Note::NotVisible),
    }
}

pub static FORMAT: Rule = Rule {
    id: "spirits.age.format",
    title: "An age is in years, months or days, of the youngest",
    statement: "An age is “__ years old” or substantially so, in years, months or days, and of the youngest part.",
    citation: &[cfr(5, "5.74(a)(3)"), cfr(5, "5.74(b)"), cfr(5, "5.74(c)")],
    remedy: "Print the age of the youngest spirits, such as “4 years old”.",
    passes: &[
        "“Aged 18 months”",
        "“30% straight whisky 4 years old, 70% neutral spirits distilled from grain”",
    ],
    fails: &["“Aged eight seasons” as the only age", "“Aged 4-8 years”"],
    check: format,
    ..SPIRITS
};

fn format(label: &Label) -> Outcome {
    if let Some(age) = stated(label).find(|age| age.value.upper.is_none()) {
        return Outcome::met("the age is in an accepted form", age);
    }
    if let Some(range) = stated(label).find(|age| age.value.upper.is_some()) {
        let why = format!("“{}” is a range: the youngest part alone counts", range.text.trim());
        return if range.confidence >= SURE {
            Outcome::violated(why, range)
        } else {
            Outcome::unclear(why, range)
        };
    }
    let odd = lines_where(label, |words| {
        let words: Vec<&str> = words.split(' ').collect();
        words.first() == Some(&"aged")
            && words.len() <= 6
            && words.iter().any(|word| matches!(*word, "seasons" | "summers" | "winters" | "terms"))
    });
    if odd.is_empty() {
        no_occasion()
    } else if label.completeness.well_read {
        Outcome::violated(format!("{} is in neither years, months nor days", quote(&odd)), odd)
    } else {
        Outcome::unclear(format!("{} is the only age that could be read", quote(&odd)), odd)
    }
}

/// What “straight” promises, and brandy that is not called immature.
const TWO_YEARS: u32 = 24;

pub static CONSISTENCY: Rule = Rule {
    id: "spirits.age.consistency",
    title: "The age stated goes with the designation",
    statement: "Straight spirits are two years old or more, spirits bottled in bond four, unqualified grape brandy \
                two.",
    citation: &[cfr(5, "5.74(a)(2)"), cfr(5, "5.88(a)(3)"), cfr(5, "5.145(c)")],
    remedy: "Correct the age, or leave out the word that promises more.",
    passes: &["“Bottled in Bond – 5 years old”", "“Straight Wheat Whisky – 2 years old”"],
    fails: &["“Straight Bourbon – 18 months”", "“Bottled in Bond – aged 3 years”"],
    check: consistency,
    ..SPIRITS
};

fn consistency(label: &Label) -> Outcome {
    let Some(age) = longest(label) else { return no_occasion() };
    let bond = !super::bottled_in_bond::terms(label).is_empty();
    let of_class = class(label).map_or(0, |class| {
        let brandy = class.value.id == "spirits.brandy" && !is_composed(&class.value);
        if brandy || class.value.id.contains("straight") { TWO_YEARS } else { 0 }
    });
    let least = if bond { FOUR_YEARS } else { of_class };
    if least == 0 {
        return no_occasion();
    }
    if age.value.months() >= least {
        return Outcome::met("the age goes with the designation", age);
    }
    let why = format!("“{}” is under the {} years promised", age.text.trim(), least / 12);
    Outcome::violated(why, age)
}

const WOOD: &[&str] =
    &["barrel aged", "barrel rested", "oak aged", "oak rested", "aged in oak", "rested in oak"];

pub static PROHIBITED: Rule = Rule {
    id: "spirits.age.prohibited",
    title: "Neutral spirits claim no age",
    statement: "Neutral spirits and vodka bear no statement of age or maturity; grain spirits may state their \
                storage.",
    citation: &[cfr(5, "5.74(d)"), cfr(5, "5.74(e)(2)"), cfr(5, "5.142(a)"), cfr(5, "5.142(b)")],
    remedy: "Take the age and the words of maturity off the label.",
    passes: &["“20% grain spirits stored 2 years in oak barrels”", "vodka without words of age"],
    fails: &["“Vodka aged 10 years”", "“Oak-rested neutral spirits”"],
    check: prohibited,
    ..SPIRITS
};

fn prohibited(label: &Label) -> Outcome {
    let Some(class) = class(label).filter(|class| is(&class.value, "spirits.neutral-spirits"))
    else {
        return no_occasion();
    };
    let other = label
        .facts
        .designations
        .iter()
        .any(|one| !is(&one.value, "spirits.neutral-spirits") || is_composed(&one.value));
    if is_composed(&class.value) || other || is_a_set(label) {
        return no_occasion();
    }
    if hinted(label, &["grain spirits stored"]) {
        return Outcome::met("the storage of grain spirits is stated", class);
    }
    let called = label
        .facts
        .ages
        .iter()
        .find(|age| age.confidence >= SURE && age.value.wording != AgeWording::Figure);
    if let Some(age) = called {
        return Outcome::violated(format!("“{}” on neutral spirits", age.text.trim()), age);
    }
    // On vodka, wood is `spirits.class-type.vodka`.
    let wood = if class.value.id == "spirits.vodka" { Vec::new() } else { claims(label, WOOD) };
    match wood.first() {
        Some(hit) => {
            Outcome::violated(format!("{} on neutral spirits", quote(&hit.evidence)), wood)
        }
        None => Outcome::met("no age is claimed", class),
    }
}

/// Words that stand large on a label bring a real age with them. “Rested” is left out: it was
/// approved without one.
const REPRESENTATIONS: &[&str] =
    &["aged", "barrel aged", "oak aged", "matured", "well aged", "cask aged", "extra aged"];
/// A line of more words is text, not a representation that stands out.
const FEW_WORDS: usize = 4;

pub static OTHER_REPRESENTATIONS: Rule = Rule {
    id: "spirits.age.other-representations",
    title: "Words of age come with an age",
    statement: "“Aged”, “matured” and the like bring a statement of age of at least half their size; whisky, rum and \
                agave of some age may use such words inconspicuously.",
    citation: &[cfr(5, "5.74(e)(1)"), cfr(5, "5.74(f)(1)")],
    severity: Severity::Warning,
    evidence: Evidences("T+L"),
    remedy: "Add the age, at least half as large, or take the word off.",
    passes: &[
        "“Barrel Aged” 6 mm high with “2 years old” 3 mm high",
        "“Mellowed in oak” in small print on a rum of six years",
    ],
    fails: &["“AGED” in large print on a gin without an age", "“Matured” on a liqueur"],
    check: other_representations,
    ..SPIRITS
};

fn other_representations(label: &Label) -> Outcome {
    if !class_is(label, &["spirits.gin", "spirits.liqueur"]) {
        return no_occasion();
    }
    let hits = claims(label, REPRESENTATIONS);
    let large: Vec<_> = hits
        .into_iter()
        .filter(|hit| label.text.folded(hit.line).split(' ').count() <= FEW_WORDS)
        .collect();
    let Some(first) = large.first() else { return no_occasion() };
    if let Some(age) = label.facts.ages.first() {
        return Outcome::met("an age is stated with it", age);
    }
    Outcome::violated(format!("{} stands without an age", quote(&first.evidence)), large)
}

pub static DISTILLATION_DATE: Rule = Rule {
    id: "spirits.age.distillation-date",
    title: "A date of distillation stands with an age",
    statement: "A date of distillation is only for spirits made by distillation alone, with an age in the same field \
                of vision.",
    citation: &[cfr(5, "5.74(f)(2)")],
    evidence: Evidences("T+L"),
    remedy: "Set the age beside the date, or take the date off.",
    passes: &["“Distilled 2015 – 8 years old” together", "no date"],
    fails: &["“Distilled in 2012” without an age", "“Distilled 2015” on a blended liqueur"],
    check: distillation_date,
    ..SPIRITS
};

/// Lines with `distilled 2015`, `distilled in 2012`, `distilled on May 3, 2015`.
fn dated(label: &Label) -> Vec<Evidence> {
    lines_where(label, |words| {
        let Some((_, rest)) = words.split_once("distilled ") else { return false };
        let filling =
            |word: &&str| matches!(*word, "in" | "on" | "year" | "date" | "spring" | "fall");
        let next = rest.split(' ').find(|word| !filling(word)).unwrap_or_default();
        let year = next.parse::<i32>().unwrap_or_default();
        next.len() == 4 && (1900..2100).contains(&year)
    })
}

fn distillation_date(label: &Label) -> Outcome {
    let dates = dated(label);
    if dates.is_empty() {
        return no_occasion();
    }
    let composed = class(label).is_some_and(|class| {
        is_any(&class.value, &["spirits.liqueur", "spirits.flavored", "spirits.specialty"])
    });
    if composed {
        let why = format!("{} on a product not made by distillation alone", quote(&dates));
        return Outcome::violated(why, dates);
    }
    let ages: Vec<&Reading<AgeStatement>> = label.facts.ages.iter().collect();
    if ages.is_empty() {
        // The years may be there in words that were not understood.
        if !anywhere(label, &["years", "year", "months", "age"]).is_empty() {
            return Outcome::unclear(
                "a date of distillation, and no age that could be read",
                dates,
            );
        }
        let mut outcome =
            Outcome::missing(label, format!("{} stands without an age", quote(&dates)));
        outcome.evidence = dates;
        return outcome;
    }
    let on = panels(&dates);
    if let Some(age) = ages.iter().find(|age| !panels(&age.evidence).is_disjoint(&on)) {
        return Outcome::met("the age stands with the date", *age);
    }
    let all = ages.iter().flat_map(|age| panels(&age.evidence)).chain(on).collect();
    apart(label, &all, "the age stands on another side than the date".to_owned(), dates)
}

#[cfg(test)]
mod tests;
