//! Whisky: its American types, its place, its mixtures.
//! # What the regulation asks
//! 5.143 and 5.154(b)(1): bourbon, light whisky and whisky from a mash are American; the other
//! American types made abroad name their country beside the type; mixtures say so. 5.66(f):
//! American whisky of a type shows the State it was distilled in. A place in the designation
//! is where it was distilled and aged.
//! # How we decide
//! By contradiction on the label: a type, and a country, State, age or addition that does not
//! go with it. A single bottling State is presumed to be the State of distillation.
//! # What we cannot see
//! Where, from what and in which casks it was made.

mod multi_distiller;
mod place;
mod straight;

pub use multi_distiller::RULE as MULTI_DISTILLER;
pub use place::{LIGHT, STATE_IN_DESIGNATION, STATE_OF_DISTILLATION};
pub use straight::{AMERICAN_SINGLE_MALT, STRAIGHT};

use super::product::{
    SPIRITS, UNITED_STATES, class, foreign_origin, is, is_any, is_composed, lines_of, lines_where,
    no_occasion, own_words, panels, quote,
};
use crate::label::{Attribute, Designation, Label, Reading, fold};
use crate::lists;
use crate::rules::phrase::{claims, hinted, holds};
use crate::rules::{Evidences, Note, Outcome, Rule, Severity, cfr};

const BOURBON: &[&str] = &[
    "spirits.whisky.bourbon",
    "spirits.whisky.blended-bourbon",
    "spirits.whisky.blended-straight-bourbon",
    "spirits.whisky.from-bourbon-mash",
];
/// Whiskies of the table of 5.143(c) that are foreign by definition.
const FOREIGN: &[&str] =
    &["spirits.whisky.scotch", "spirits.whisky.irish", "spirits.whisky.canadian"];

pub static BOURBON_US_ONLY: Rule = Rule {
    id: "spirits.class-type.bourbon-us-only",
    title: "Bourbon is made in the United States",
    statement: "“Bourbon” describes no whisky that was not distilled and aged in the United States.",
    citation: &[cfr(5, "5.143(b)"), cfr(5, "5.154(b)(1)")],
    remedy: "Designate foreign whisky by another type, or correct the country of origin.",
    passes: &["“Kentucky Straight Bourbon Whiskey”", "“Bourbon Whisky” from New York"],
    fails: &["“Bourbon” with “Product of Mexico”", "“Canadian Bourbon”"],
    check: bourbon,
    ..SPIRITS
};

fn bourbon(label: &Label) -> Outcome {
    let Some(class) = class(label) else { return Outcome::not_applicable(Note::SaidElsewhere) };
    let flavored =
        class.value.id == "spirits.flavored" && holds(&fold(&class.value.name), "bourbon");
    if !is_any(&class.value, BOURBON) && !flavored {
        return no_occasion();
    }
    // A place in the designation speaks before any other statement.
    let foreign = place(&class.value).or_else(|| foreign_origin(label));
    match foreign {
        Some(country) => {
            let seen = [class.evidence.clone(), label.facts.country_of_origin.evidence().to_vec()];
            Outcome::violated(format!("bourbon cannot come from {country}"), seen.concat())
        }
        None => Outcome::met("nothing says that it comes from elsewhere", class),
    }
}

/// A foreign country in a designation.
fn place(designation: &Designation) -> Option<String> {
    designation.attributes.iter().find_map(|attribute| match attribute {
        Attribute::Place(place) if lists::state(place).is_none() => lists::country(place)
            .filter(|country| country.name != UNITED_STATES)
            .map(|country| country.name.clone()),
        _ => None,
    })
}

pub static US_TYPE_ABROAD: Rule = Rule {
    id: "spirits.class-type.us-type-made-abroad",
    title: "American whisky types made abroad name their country",
    statement: "Foreign whisky of an American type shows its country immediately beside the type, or is \
                called “American type”; light whisky and whisky from a mash are American alone.",
    citation: &[cfr(5, "5.143(b)"), cfr(5, "5.154(b)(1)")],
    evidence: Evidences("T+L"),
    remedy: "Set the country beside the type, or put “American type” before it.",
    passes: &["“Brazilian Corn Whisky”", "“Blended Whisky – Product of Japan”"],
    fails: &[
        "“Rye Whisky” in front, “Product of Canada” behind alone",
        "“Light Whisky – Product of Ireland”",
    ],
    check: us_type_abroad,
    ..SPIRITS
};

fn us_type_abroad(label: &Label) -> Outcome {
    let Some(class) = class(label) else { return Outcome::not_applicable(Note::SaidElsewhere) };
    let Some(country) = foreign_origin(label) else { return no_occasion() };
    let entry = lists::designation(&class.value.id);
    let us_only = is_any(&class.value, &["spirits.whisky.light"])
        || class.value.id.starts_with("spirits.whisky.from-");
    let foreign = label.facts.designations.iter().any(|one| is_any(&one.value, FOREIGN));
    if is_any(&class.value, BOURBON) || foreign || is_composed(&class.value) {
        return no_occasion();
    }
    let seen = [class.evidence.clone(), label.facts.country_of_origin.evidence().to_vec()].concat();
    if us_only {
        let why = format!("“{}” is made in the United States alone", class.text.trim());
        return Outcome::violated(why, seen);
    }
    if !entry.is_some_and(|entry| entry.us_type) {
        return no_occasion();
    }
    if place(&class.value).is_some() || beside(label, class, &country) {
        return Outcome::met(format!("{country} stands beside the type"), class);
    }
    if hinted(label, &["american type"]) {
        return Outcome::met("it is called “American type”", class);
    }
    let why = format!("{country} does not stand beside “{}”", class.text.trim());
    let origin = panels(label.facts.country_of_origin.evidence());
    if origin.is_disjoint(&panels(&class.evidence)) && label.completeness.absence_is_certain() {
        Outcome::violated(why, seen)
    } else {
        Outcome::unclear(why, seen)
    }
}

/// Lines above and below the designation that still stand beside it.
const BESIDE_LINES: usize = 2;

/// Whether the country, by any of its names, stands on the designation's lines or next to them.
fn beside(label: &Label, class: &Reading<Designation>, country: &str) -> bool {
    let Some(country) = lists::country(country) else { return false };
    let names: Vec<String> = std::iter::once(&country.name)
        .chain(&country.aliases)
        .chain(&country.adjectives)
        .map(|name| fold(name))
        .collect();
    let every = label.facts.designations.iter().filter(|one| one.value.id == class.value.id);
    let places = every
        .flat_map(|one| lines_of(label, &one.evidence))
        .chain(lines_of(label, &class.evidence));
    let lines = label.text.lines();
    for own in places {
        let first = own.saturating_sub(BESIDE_LINES);
        let last = (own + BESIDE_LINES).min(lines.len() - 1);
        let near = (first..=last).filter(|&line| lines[line].panel == lines[own].panel);
        for line in near {
            if names.iter().any(|name| holds(label.text.folded(line), name)) {
                return true;
            }
        }
    }
    false
}

const MIXED_ORIGINS: &[&str] = &[
    "several countries",
    "different countries",
    "around the world",
    "world blend",
    "world whisky",
    "world whiskey",
    "contains whisky distilled in",
    "contains whiskey distilled in",
    "contains whiskies distilled in",
];

pub static FOREIGN_COMPONENTS: Rule = Rule {
    id: "spirits.class-type.foreign-components",
    title: "Whisky of several countries names them",
    statement: "Whisky with parts from other countries states them, with the percentage where a type implies \
                a country.",
    citation: &[cfr(5, "5.143(b)"), cfr(5, "5.154(b)(1)")],
    severity: Severity::Warning,
    evidence: Evidences("T+X"),
    remedy: "State the country of each component, and its percentage.",
    passes: &["“Whisky – 50% from Japan, 50% from the United States”", "a whisky of one country"],
    fails: &[
        "“Blended Whisky” that “contains whisky distilled in Canada”, without a percentage",
        "“World Blend Whisky”, “a blend of whiskies from several countries”",
    ],
    check: foreign_components,
    ..SPIRITS
};

fn foreign_components(label: &Label) -> Outcome {
    if !class(label).is_some_and(|class| is(&class.value, "spirits.whisky")) {
        return no_occasion();
    }
    let percentages = lines_where(label, |words| {
        let from = words.split(" from ").nth(1).unwrap_or_default();
        from.split(' ').any(|word| word.len() > 3 && lists::country(word).is_some())
    });
    let percentages: Vec<_> =
        percentages.into_iter().filter(|line| line.text.contains('%')).collect();
    if !percentages.is_empty() {
        return Outcome::met("countries and percentages are stated", percentages);
    }
    let hits = claims(label, MIXED_ORIGINS);
    if hits.is_empty() {
        return Outcome::not_applicable(Note::NotVisible);
    }
    Outcome::violated(format!("{} gives no percentages", quote(&hits[0].evidence)), hits)
}

pub static BLEND: Rule = Rule {
    id: "spirits.class-type.blend-scotch",
    title: "Mixtures of Scotch, Irish or Canadian whiskies are called blended",
    statement: "A mixture of Scotch, Irish or Canadian whiskies is “blended” or “a blend”, with the name of \
                the whisky.",
    citation: &[cfr(5, "5.143(c)")],
    severity: Severity::Warning,
    evidence: Evidences("T+X"),
    remedy: "Designate the mixture as “blended … whisky” or “… whisky – a blend”.",
    passes: &["“Blended Scotch Whisky”", "“Canadian Whisky – A Blend”"],
    fails: &["“Scotch Whisky” described as a mixture on the back label", "“Blend” alone"],
    check: blend,
    ..SPIRITS
};

fn blend(label: &Label) -> Outcome {
    let Some(class) = class(label).filter(|class| is_any(&class.value, FOREIGN)) else {
        return no_occasion();
    };
    let called = |one: &Reading<Designation>| {
        let words = own_words(label, one);
        one.value.id.contains("blended-") || holds(&words, "blended") || holds(&words, "blend")
    };
    if called(class) || label.facts.designations.iter().any(called) {
        return Outcome::met("the designation says that it is a blend", class);
    }
    let mixture = claims(label, &["a blend of", "blended from", "mixture of"]);
    if let Some(hit) = mixture.first() {
        let why = format!("{} describes a mixture", quote(&hit.evidence));
        return Outcome::violated(why, mixture);
    }
    let alone = lines_where(label, |words| matches!(words, "blend" | "a blend"));
    if alone.is_empty() {
        Outcome::not_applicable(Note::NotVisible)
    } else {
        Outcome::violated("“blend” stands apart from the name of the whisky", alone)
    }
}

#[cfg(test)]
mod tests;
