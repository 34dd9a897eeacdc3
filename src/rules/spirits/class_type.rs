//! The class and type: there, known, one, together, strong enough.
//! # What the regulation asks
//! 5.63(a)(2), 5.141, 5.156: a standard's name, a name the trade understands, or a fanciful
//! name with a statement of composition; one designation for one product, its words together.
//! 5.142 to 5.151 set the least strength of bottling.
//! # How we decide
//! On the designations that were read. A base spirit inside a longer designation, a statement
//! of composition or a cask's history is no second designation: only two that each fill
//! their line, of different classes and on different panels, contradict each other. The least
//! strength is of the bare class: whatever hints at a composed product puts it out of play.
//! # What we cannot see
//! Whether consumers understand a trade name; how conspicuous type is beyond its height.

use super::product::{
    SPIRITS, class, is, is_a_set, is_any, is_composed, lines_of, may_be_composed, no_occasion,
    panels, panels_with, quote, strength, top,
};
use crate::label::{Attribute, Commodity, Designation, Fact, Label, LineRole, Reading, fold};
use crate::lists;
use crate::rules::phrase::{SURE, claims, hinted};
use crate::rules::{Evidences, Note, Outcome, Rule, Severity, cfr};
use rust_decimal::Decimal;

const MOONSHINE: &str = "spirits.trade.moonshine";
/// What makes “spiced rum” a statement of composition rather than a fancy.
const SPICES_NAMED: &[&str] = &["with natural", "with spices", "flavors", "flavor", "flavored"];
/// Words of a designation that the reading may have missed. What neutral spirits were
/// distilled from is no designation.
const SOME_DESIGNATION: &[&str] =
    &["spirit", "spirits", "flavored", "with natural", "vodka", "whiskey", "whisky"];

pub static REQUIRED: Rule = Rule {
    id: "spirits.class-type.required",
    title: "The class, type or other designation is on the label",
    statement: "The label shows a designation: a standard's name, one that the trade understands, or \
                a fanciful name with a statement of composition.",
    citation: &[cfr(5, "5.63(a)(2)"), cfr(5, "5.141(a)"), cfr(5, "5.156(a)")],
    remedy: "Print the class or type, or a statement of composition with the fanciful name.",
    passes: &["“Vodka”", "“Midnight Spark – Rum with natural flavors”"],
    fails: &["“Spiced Rum” as a fanciful name alone", "“Moonshine” and no designation"],
    check: required,
    ..SPIRITS
};

fn required(label: &Label) -> Outcome {
    let class = match &label.facts.class_type {
        Fact::Read(class) | Fact::Doubtful(class) => class,
        Fact::Unreadable(seen) => {
            return Outcome::unclear(
                "text that may be the class or type cannot be read",
                seen.clone(),
            );
        }
        Fact::Absent if may_be_hidden(label) => {
            return Outcome::unclear("no designation could be made out", ());
        }
        Fact::Absent => {
            return Outcome::missing(label, "no class, type or other designation was found");
        }
    };
    if label.facts.designations.iter().all(|one| one.value.id == MOONSHINE)
        && class.value.id == MOONSHINE
    {
        let mut outcome = Outcome::missing(label, "“moonshine” stands without a designation");
        outcome.evidence.clone_from(&class.evidence);
        return outcome;
    }
    let spiced = claims(label, &["spiced rum"]);
    if class.value.id == "spirits.rum" && !spiced.is_empty() && !hinted(label, SPICES_NAMED) {
        let why = "“spiced rum” stands without a statement of composition";
        let mut outcome = Outcome::missing(label, why);
        outcome.evidence.clone_from(&spiced[0].evidence);
        return outcome;
    }
    Outcome::met("a designation is there", class)
}

/// Whether words of a designation stand anywhere but in the names of the product and of who
/// made it, however badly read.
fn may_be_hidden(label: &Label) -> bool {
    let application = &label.declared.application;
    let names: Vec<String> = [&application.brand_name, &application.fanciful_name]
        .into_iter()
        .flatten()
        .map(|name| fold(name))
        .collect();
    SOME_DESIGNATION.iter().any(|words| {
        let hits = label.text.find_outside(words, &[LineRole::Warning, LineRole::NameAddress]);
        hits.iter().any(|hit| {
            let line = label.text.folded(hit.line);
            !names.iter().any(|name| name.contains(line))
        })
    })
}

pub static RECOGNISED: Rule = Rule {
    id: "spirits.class-type.recognised",
    title: "The designation is one that part 5 knows",
    statement: "The designation is a class or type of part 5; trade names and unknown designations \
                are for a person to judge.",
    citation: &[cfr(5, "5.142"), cfr(5, "5.156")],
    severity: Severity::Warning,
    remedy: "Use a designation of part 5, or a fanciful name with a statement of composition.",
    passes: &["“London Dry Gin”", "“Tennessee Whisky”"],
    fails: &["“Grain Elixir”", "“Moonshine”, a trade word without a standard"],
    check: recognised,
    ..SPIRITS
};

fn recognised(label: &Label) -> Outcome {
    let Some(read) = class(label) else { return unknown_words(label) };
    let is_trade =
        |one: &Designation| lists::designation(&one.id).is_some_and(|e| e.kind == "trade");
    if !is_trade(&read.value) {
        return Outcome::met("the designation is one of part 5", read);
    }
    let other =
        label.facts.designations.iter().find(|one| {
            one.value.commodity == Commodity::DistilledSpirits && !is_trade(&one.value)
        });
    if let Some(other) = other {
        return Outcome::met("a designation of part 5 stands beside the trade name", other);
    }
    let why = format!("“{}” is a trade name without a standard", read.text.trim());
    Outcome::violated(why, read)
}

/// The declared words stand on the label, and nothing in them is a designation.
fn unknown_words(label: &Label) -> Outcome {
    let declared = label.declared.application.class_type.as_deref().unwrap_or_default();
    let hits = if declared.is_empty() { Vec::new() } else { claims(label, &[declared]) };
    if hits.is_empty() || !label.facts.class_type.is_absent() {
        return Outcome::not_applicable(Note::SaidElsewhere);
    }
    Outcome::violated(format!("“{declared}” is no designation of part 5"), hits)
}

/// Height of the larger words over the smaller. The catalogue suggests two; boxes around
/// capitals and small letters of one face differ by up to a half, so a clear case is more.
const CONSPICUOUS: f32 = 2.5;
const COMPOSITIONS: &[&str] = &["with natural", "with artificial", "flavored with", "with added"];

pub static WORDS_TOGETHER: Rule = Rule {
    id: "spirits.class-type.words-together",
    title: "The words of a designation stand together, in like type",
    statement: "All words of a designation are similarly conspicuous and appear together.",
    citation: &[cfr(5, "5.141(c)"), cfr(5, "5.141(d)")],
    severity: Severity::Warning,
    evidence: Evidences("L"),
    remedy: "Set all words of the designation together in type of one size.",
    passes: &["“PEACH FLAVORED VODKA” in one style", "“Straight Rye / Whiskey” on two lines alike"],
    fails: &[
        "a giant “BOURBON” with a tiny “liqueur”",
        "“WHISKY” in front, “with natural flavors” behind",
    ],
    check: words_together,
    ..SPIRITS
};

fn words_together(label: &Label) -> Outcome {
    let Some(class) = class(label) else { return Outcome::not_applicable(Note::SaidElsewhere) };
    let heights: Vec<f32> = class.evidence.iter().map(|place| place.polygon.height()).collect();
    let (least, most) = heights.iter().fold((f32::MAX, 0.0_f32), |(l, m), &h| (l.min(h), m.max(h)));
    if heights.len() > 1 && panels(&class.evidence).len() == 1 && most > least * CONSPICUOUS {
        let why = format!("the words of “{}” differ much in size", class.text.trim());
        return Outcome::violated(why, class);
    }
    let ratio = label.measures.designation_height_ratio;
    if let Some(ratio) = ratio.filter(|one| one.value + one.uncertainty < 1.0 / CONSPICUOUS) {
        let why = format!(
            "the least letters of “{}” are {:.0} % as high as its largest",
            class.text.trim(),
            ratio.value * 100.0
        );
        return Outcome::violated(why, class);
    }
    let designated = label.facts.designations.iter().flat_map(|one| panels(&one.evidence));
    let designated: Vec<usize> = designated.chain(panels(&class.evidence)).collect();
    let far = claims(label, COMPOSITIONS).into_iter().find(|hit| {
        label.text.folded(hit.line).starts_with(&hit.phrase)
            && !designated.contains(&label.text.lines()[hit.line].panel)
    });
    match far {
        Some(hit) if !is_composed(&class.value) => {
            let why = format!("{} stands on another panel than the class", quote(&hit.evidence));
            Outcome::violated(why, hit)
        }
        _ => Outcome::met("the words stand together", class),
    }
}

/// Share of its line that a designation standing for the product fills.
const FILLS_ITS_LINE: f32 = 0.8;

pub static NO_CONFLICT: Rule = Rule {
    id: "spirits.class-type.no-conflict",
    title: "One product has one designation",
    statement: "The label does not show two different designations for one product.",
    citation: &[cfr(5, "5.141(b)(2)"), cfr(5, "5.141(c)"), cfr(5, "5.156(a)")],
    remedy: "Use one designation on all labels of the product.",
    passes: &["“Peach Flavored Vodka” everywhere", "a class with its own type: rum and cachaça"],
    fails: &[
        "“Vodka” in front, “Peach Flavored Vodka” behind",
        "“Bourbon Whiskey” and “Whiskey Liqueur”",
    ],
    check: no_conflict,
    ..SPIRITS
};

fn no_conflict(label: &Label) -> Outcome {
    let Some(class) = class(label) else { return Outcome::not_applicable(Note::SaidElsewhere) };
    if is_a_set(label) {
        return no_occasion();
    }
    let stands = |one: &&Reading<Designation>| {
        one.value.commodity == Commodity::DistilledSpirits
            && one.confidence >= SURE
            && one.value.prominence >= FILLS_ITS_LINE
            && !is_any(&one.value, &["spirits.specialty", "spirits.imitation"])
            && lists::designation(&one.value.id).is_none_or(|entry| entry.kind != "trade")
            && !is_an_ingredient(label, one)
    };
    let standing: Vec<&Reading<Designation>> =
        label.facts.designations.iter().filter(stands).collect();
    for (index, one) in standing.iter().enumerate() {
        for other in &standing[index + 1..] {
            if contradict(label, one, other) {
                let why = format!("“{}” and “{}”", one.text.trim(), other.text.trim());
                let seen = [one.evidence.clone(), other.evidence.clone()].concat();
                return Outcome::violated(format!("{why} designate one product"), seen);
            }
        }
    }
    Outcome::met("no other designation contradicts it", class)
}

fn contradict(label: &Label, one: &Reading<Designation>, other: &Reading<Designation>) -> bool {
    if top(&one.value) == top(&other.value) || shares_a_flavor(label, one, other) {
        return false;
    }
    // On one panel a second name may still be the first one's ingredient; a liqueur is never
    // also its base.
    let apart = panels(&one.evidence).is_disjoint(&panels(&other.evidence));
    let liqueur = is(&one.value, "spirits.liqueur") != is(&other.value, "spirits.liqueur")
        && !hinted(label, &["made with", "with natural", "flavored"]);
    apart || liqueur
}

/// Whether one is a flavored spirit, and its flavour stands on the other's panel as well: art
/// sets `PEACH`, `FLAVORED` and `VODKA` apart, and not all of it may be read.
fn shares_a_flavor(
    label: &Label,
    one: &Reading<Designation>,
    other: &Reading<Designation>,
) -> bool {
    let names_it = |flavored: &Reading<Designation>, other: &Reading<Designation>| {
        let on = panels(&other.evidence);
        let flavors = flavored.value.attributes.iter().filter_map(|attribute| match attribute {
            Attribute::Flavored(words) => Some(words.split(' ')),
            _ => None,
        });
        let mut words = flavors.flatten().chain(["flavored", "flavoured"]);
        flavored.value.id == "spirits.flavored"
            && words.any(|word| !panels_with(label, word).is_disjoint(&on))
    };
    let apart = panels(&one.evidence).is_disjoint(&panels(&other.evidence));
    apart && (names_it(one, other) || names_it(other, one))
}

/// Named as part of something else: after or before words that say so, on its own line or on
/// the lines around it.
fn is_an_ingredient(label: &Label, one: &Reading<Designation>) -> bool {
    const BEFORE: [&str; 12] =
        ["in", "with", "and", "of", "from", "ex", "the", "our", "than", "for", "by", "or"];
    const AFTER: [&str; 12] = [
        "barrel",
        "barrels",
        "cask",
        "casks",
        "finish",
        "finished",
        "wood",
        "with",
        "and",
        "company",
        "distillery",
        "co",
    ];
    let lines = lines_of(label, &one.evidence);
    let (Some(&first), Some(&last)) = (lines.first(), lines.last()) else { return false };
    let all = label.text.lines();
    let beside = |line: usize| all[line].panel == all[first].panel;
    let before =
        first.checked_sub(1).filter(|&line| beside(line)).map(|line| label.text.folded(line));
    let after =
        Some(last + 1).filter(|&l| l < all.len() && beside(l)).map(|l| label.text.folded(l));
    before.and_then(|words| words.split(' ').next_back()).is_some_and(|w| BEFORE.contains(&w))
        || after.and_then(|words| words.split(' ').next()).is_some_and(|w| AFTER.contains(&w))
}

/// Under this a base spirit is surely one ingredient of a mixed drink.
const MIXED_DRINK: Decimal = Decimal::from_parts(20, 0, 0, false, 0);

pub static MINIMUM_STRENGTH: Rule = Rule {
    id: "spirits.class-type.minimum-strength",
    title: "The product is as strong as its class must be",
    statement: "Whisky, gin, brandy, rum, agave and neutral spirits are bottled at 40 % or more, flavored \
                spirits and some liqueurs at 30 %, rock and rye at 24 %.",
    citation: &[
        cfr(5, "5.142"),
        cfr(5, "5.143"),
        cfr(5, "5.144"),
        cfr(5, "5.145"),
        cfr(5, "5.147"),
        cfr(5, "5.148"),
        cfr(5, "5.150"),
        cfr(5, "5.151"),
    ],
    remedy: "Correct the figure, or designate the product as what it is at this strength.",
    passes: &["“Rum 40% alc./vol.”", "“Mango Flavored Rum 30% alc./vol.”"],
    fails: &["“Vodka 37.5% alc./vol.”", "“Bourbon Liqueur 25% alc./vol.”"],
    check: minimum_strength,
    ..SPIRITS
};

fn minimum_strength(label: &Label) -> Outcome {
    let Some(class) = class(label) else { return Outcome::not_applicable(Note::SaidElsewhere) };
    if is(&class.value, "spirits.whisky.american-single-malt") {
        return Outcome::not_applicable(Note::SaidElsewhere);
    }
    let entry = lists::designation(&class.value.id);
    let Some(least) = entry.and_then(|entry| entry.min_abv) else { return no_occasion() };
    let Some((percent, seen)) = strength(label) else {
        return Outcome::not_applicable(Note::SaidElsewhere);
    };
    if percent.0 >= least {
        return Outcome::met(format!("{least} % or more"), seen);
    }
    let flavored_or_liqueur = is_any(&class.value, &["spirits.flavored", "spirits.liqueur"]);
    if !flavored_or_liqueur && may_be_composed(label, &class.value) || is_a_set(label) {
        return no_occasion();
    }
    let why = format!("“{}” at {} % is under {least} %", class.text.trim(), percent.0.normalize());
    let seen = [class.evidence.clone(), seen].concat();
    if percent.0 < MIXED_DRINK {
        return Outcome::unclear(format!("{why}: a mixed drink?"), seen);
    }
    if !label.completeness.well_read {
        // A specialty has no minimum, and its composition may stand where nothing was read.
        return Outcome::unclear(
            format!("{why}, unless what was not read makes it a specialty"),
            seen,
        );
    }
    Outcome::violated(why, seen)
}

#[cfg(test)]
mod tests;
