//! What the standards of identity of vodka, gin, brandy and liqueurs say about their labels.
//! # What the regulation asks
//! 5.142(b), 5.144, 5.145, 5.150: each class has words that may not stand with it.
//! # How we decide
//! By words on the label that contradict the class that counts. A product with a statement of
//! composition is no longer the bare class, and a set of several products says nothing.
//! # What we cannot see
//! Sugar, botanicals, distillation.

use super::product::{
    SPIRITS, class, foreign_origin, is, is_a_set, is_any, is_composed, no_occasion, origin,
    own_words, panels, quote,
};
use crate::label::{Label, LineRole};
use crate::rules::phrase::{SURE, claims, hinted, holds};
use crate::rules::{Evidences, Note, Outcome, Rule, Severity, cfr};

const WOOD: &[&str] = &[
    "barrel aged",
    "barrel rested",
    "oak aged",
    "oak rested",
    "aged in oak",
    "aged in barrels",
    "rested in oak",
    "cask aged",
    "wood aged",
    "barrel finished",
];
const FLAVORING: &[&str] = &[
    "with natural",
    "natural flavors added",
    "natural flavor added",
    "contains natural flavors",
    "with artificial",
];

pub static VODKA: Rule = Rule {
    id: "spirits.class-type.vodka",
    title: "Vodka shows no wood and no flavour",
    statement: "Vodka is neutral spirits without ageing in wood, and with nothing added but a little sugar and \
                citric acid.",
    citation: &[cfr(5, "5.142(b)")],
    remedy: "Take off the claim of wood, or designate the product as flavored vodka or a specialty.",
    passes: &["“Vodka – Distilled from grain”", "“Charcoal filtered vodka”"],
    fails: &["“Barrel Aged Vodka”", "“Vodka”, and behind it “with natural peach flavor”"],
    check: vodka,
    ..SPIRITS
};

fn vodka(label: &Label) -> Outcome {
    let Some(class) = class(label).filter(|class| class.value.id == "spirits.vodka") else {
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
    let wood = claims(label, WOOD);
    if let Some(hit) = wood.first() {
        return Outcome::violated(format!("{} on vodka", quote(&hit.evidence)), wood);
    }
    // On the class's own panel the words are a statement of composition.
    let own = panels(&class.evidence);
    let far = claims(label, FLAVORING).into_iter().find(|hit| {
        panels(&hit.evidence).is_disjoint(&own) && holds(label.text.folded(hit.line), "flavor")
            || panels(&hit.evidence).is_disjoint(&own)
                && holds(label.text.folded(hit.line), "flavors")
    });
    match far {
        Some(hit) => {
            let why = format!("{} is on a product called vodka", quote(&hit.evidence));
            Outcome::violated(why, hit)
        }
        None => Outcome::met("nothing contradicts vodka", class),
    }
}

pub static GIN_TERMS: Rule = Rule {
    id: "spirits.class-type.gin-terms",
    title: "Distilled, dry, London and Old Tom are for distilled gin",
    statement: "Only gin of original distillation or redistillation adds “distilled”, “dry”, “London” or “Old Tom”.",
    citation: &[cfr(5, "5.144(a)"), cfr(5, "5.144(b)")],
    severity: Severity::Info,
    remedy: "Call compounded gin “gin” alone.",
    passes: &["“Distilled Gin”", "“Barrel Aged Gin – 1 year old”"],
    fails: &[
        "“London Dry Gin” on a compounded gin",
        "“Old Tom Gin” of “neutral spirits mixed with juniper extract”",
    ],
    check: gin_terms,
    ..SPIRITS
};

fn gin_terms(label: &Label) -> Outcome {
    let Some(class) = class(label).filter(|class| is(&class.value, "spirits.gin")) else {
        return no_occasion();
    };
    let compounded = claims(
        label,
        &["compounded", "compound gin", "cold compounded", "juniper extract", "juniper essence"],
    );
    match compounded.first() {
        Some(hit) if class.value.id.starts_with("spirits.gin.") => {
            let why = format!("{}, and it is called “{}”", quote(&hit.evidence), class.text.trim());
            Outcome::violated(why, compounded)
        }
        _ => Outcome::met("nothing contradicts the name of the gin", class),
    }
}

/// Months in oak of brandy that is not called immature.
const BRANDY_MONTHS: u32 = 24;
const OF_OTHER_FRUIT: &[&str] = &[
    "made from apples",
    "distilled from apples",
    "distilled from cider",
    "made from pears",
    "distilled from pears",
    "made from peaches",
    "distilled from peaches",
    "made from cherries",
    "distilled from cherries",
    "made from plums",
    "distilled from plums",
    "made from apricots",
    "distilled from apricots",
];

pub static BRANDY: Rule = Rule {
    id: "spirits.class-type.brandy",
    title: "“Brandy” alone is grape brandy of two years",
    statement: "Unqualified “brandy” is of grapes, two years in oak; younger is immature, and other fruit and \
                residues are named.",
    citation: &[cfr(5, "5.145(b)"), cfr(5, "5.145(c)")],
    remedy: "Name the fruit, or call brandy under two years immature.",
    passes: &["“Peach Brandy”", "“Immature Brandy”"],
    fails: &["“Brandy” with “aged 1 year”", "“Brandy” made from apples"],
    check: brandy,
    ..SPIRITS
};

fn brandy(label: &Label) -> Outcome {
    let Some(class) = class(label).filter(|class| is(&class.value, "spirits.brandy")) else {
        return no_occasion();
    };
    // `Pear Brandy` of a fruit that the lists do not name reads as brandy too.
    let words = own_words(label, class);
    let plain = class.value.id == "spirits.brandy" && !is_composed(&class.value);
    if !plain || !matches!(words.as_str(), "brandy" | "grape brandy" | "fine brandy") {
        return Outcome::met("the brandy is qualified", class);
    }
    let fruit = claims(label, OF_OTHER_FRUIT);
    if let Some(hit) = fruit.first() {
        return Outcome::violated(
            format!("{}, and the fruit is not named", quote(&hit.evidence)),
            fruit,
        );
    }
    let ages: Vec<_> = label.facts.ages.iter().filter(|age| age.confidence >= SURE).collect();
    match ages.first() {
        Some(age) if ages.iter().all(|age| age.value.months() < BRANDY_MONTHS) => {
            let why = format!("“{}” is less than two years", age.text.trim());
            Outcome::violated(why, [class.evidence.clone(), age.evidence.clone()].concat())
        }
        _ => Outcome::met("nothing contradicts brandy", class),
    }
}

/// Liqueurs of a place, and the country they come from.
const OF_PLACES: [(&str, &str); 2] =
    [("spirits.liqueur.sambuca", "Italy"), ("spirits.liqueur.goldwasser", "Germany")];

pub static LIQUEUR: Rule = Rule {
    id: "spirits.class-type.liqueur",
    title: "Liqueurs are not straight, and those of a place say where they are from",
    statement: "A cordial or liqueur is never “straight”; Sambuca and Goldwasser from elsewhere have “type” or an \
                adjective.",
    citation: &[cfr(5, "5.150")],
    severity: Severity::Warning,
    evidence: Evidences("T+X"),
    remedy: "Leave out “straight”, or put “type” or “American” beside the name.",
    passes: &["“Blue Curacao”", "“Dry Orange Liqueur”"],
    fails: &["“Straight Coffee Liqueur”", "“Sambuca – Product of USA”, unqualified"],
    check: liqueur,
    ..SPIRITS
};

fn liqueur(label: &Label) -> Outcome {
    let Some(class) = class(label).filter(|class| is(&class.value, "spirits.liqueur")) else {
        return no_occasion();
    };
    let words = own_words(label, class);
    if holds(&words, "straight") && !holds(&words, "with") && !holds(&words, "and") {
        return Outcome::violated(format!("“{}” is no straight spirit", class.text.trim()), class);
    }
    let of_place = OF_PLACES.iter().find(|(id, _)| is(&class.value, id));
    if let Some((_, country)) = of_place
        && origin(label).is_some_and(|stated| stated != *country)
        && !["type", "american", "style"].iter().any(|word| holds(&words, word))
    {
        let why = format!("“{}” is a name of {country}", class.text.trim());
        let seen = [class.evidence.clone(), label.facts.country_of_origin.evidence().to_vec()];
        return Outcome::violated(why, seen.concat());
    }
    Outcome::met("nothing contradicts the liqueur", class)
}

pub static FLAVORED: Rule = Rule {
    id: "spirits.class-type.flavored",
    title: "Flavored spirits name flavour and base",
    statement: "The designation of a flavored spirit names its one base spirit and one or more flavours.",
    citation: &[cfr(5, "5.151(a)")],
    remedy: "Name the flavour before “flavored” and the base spirit after it.",
    passes: &["“Pineapple Flavored Tequila”", "“Cherry Vanilla Flavored Bourbon Whisky”"],
    fails: &["“Flavored Whisky” without a flavour", "“Citrus Flavored Spirits”"],
    check: flavored,
    ..SPIRITS
};

fn flavored(label: &Label) -> Outcome {
    let baseless = claims(label, &["flavored spirits", "flavored spirit", "flavoured spirits"]);
    let Some(class) = class(label).filter(|class| is(&class.value, "spirits.flavored")) else {
        return match baseless.first() {
            Some(hit) if label.facts.designations.is_empty() => {
                let why = format!("{} names no single base", quote(&hit.evidence));
                Outcome::violated(why, baseless)
            }
            _ => no_occasion(),
        };
    };
    let every = || label.facts.designations.iter().filter(|one| one.value.id == class.value.id);
    if let Some(named) = every().find(|one| is_composed_of_a_flavor(label, one)) {
        return Outcome::met("flavour and base are named", named);
    }
    let outcome = Outcome::violated(format!("“{}” names no flavour", class.text.trim()), class);
    if label.completeness.absence_is_certain() {
        outcome
    } else {
        outcome.in_doubt("the flavour may stand where nothing could be read")
    }
}

/// The flavour stands before “flavored”, on the same line or on the one above.
fn is_composed_of_a_flavor(
    label: &Label,
    one: &crate::label::Reading<crate::label::Designation>,
) -> bool {
    let flavors = one.value.attributes.iter();
    if flavors.clone().any(|a| matches!(a, crate::label::Attribute::Flavored(_))) {
        return true;
    }
    let lines = super::product::lines_of(label, &one.evidence);
    let Some(&first) = lines.first() else { return false };
    if !label.text.folded(first).starts_with("flavored") {
        return true;
    }
    let Some(above) = first.checked_sub(1) else { return false };
    let line = &label.text.lines()[above];
    let brand = label.facts.brand_name.found.iter().map(|(brand, _)| &brand.evidence);
    let is_the_brand =
        brand.into_iter().any(|seen| super::product::lines_of(label, seen).contains(&above));
    line.panel == label.text.lines()[first].panel && line.role == LineRole::Other && !is_the_brand
}

pub static IMITATION: Rule = Rule {
    id: "spirits.class-type.imitation",
    title: "Spirits with artificial flavours are called imitation",
    statement: "Artificial flavours or essences, or neutral spirits in rum or brandy, make the product an imitation, \
                and it says so before its class.",
    citation: &[cfr(5, "5.152")],
    severity: Severity::Warning,
    evidence: Evidences("T+X"),
    remedy: "Put “imitation” before the class, or designate the product as a specialty.",
    passes: &["“Imitation Whisky”", "a liqueur with natural flavours only"],
    fails: &["“Rum” with artificial flavour", "“Brandy” with added neutral spirits"],
    check: imitation,
    ..SPIRITS
};

fn imitation(label: &Label) -> Outcome {
    let imitation = class(label).filter(|class| is(&class.value, "spirits.imitation"));
    if let Some(class) = imitation {
        return Outcome::met("it is called imitation", class);
    }
    let bare = class(label).filter(|class| {
        is_any(
            &class.value,
            &["spirits.whisky", "spirits.rum", "spirits.brandy", "spirits.gin", "spirits.agave"],
        )
    });
    let Some(class) = bare else { return no_occasion() };
    if hinted(label, &["imitation"]) {
        return Outcome::met("it is called imitation", class);
    }
    if is_composed(&class.value)
        || hinted(label, &["specialty", "speciality", "liqueur", "flavored"])
    {
        return no_occasion();
    }
    let artificial =
        claims(label, &["artificial flavor", "artificial flavors", "artificially flavored"]);
    let mut neutral =
        claims(label, &["added neutral spirits", "with neutral spirits", "neutral spirits added"]);
    if !is_any(&class.value, &["spirits.rum", "spirits.brandy"]) {
        neutral.clear();
    }
    let hits = [artificial, neutral].concat();
    match hits.first() {
        Some(hit) => {
            let why = format!("{} on “{}”", quote(&hit.evidence), class.text.trim());
            Outcome::violated(why, hits)
        }
        None => Outcome::not_applicable(Note::NotVisible),
    }
}

/// Colours and woods that no class holds.
const ALTERING: &[&str] = &[
    "fd c red",
    "fd c blue",
    "fd c yellow",
    "certified color",
    "certified colors",
    "carmine",
    "cochineal",
    "maple wood",
    "cherry wood",
    "amburana",
    "acacia",
    "maple barrels",
    "cherry barrels",
    "apple wood",
];
const ADDED: &[&str] = &["with natural", "natural flavors added"];

pub static ALTERATION: Rule = Rule {
    id: "spirits.class-type.alteration",
    title: "What changes the class is in the designation",
    statement: "Certified colours, wood other than oak, or anything added to straight whisky takes a product out of \
                its class: it needs a flavored or specialty designation.",
    citation: &[cfr(5, "5.155(b)"), cfr(5, "5.155(c)"), cfr(5, "5.142(b)")],
    severity: Severity::Warning,
    evidence: Evidences("T+X"),
    remedy: "Designate the product as a specialty, with a fanciful name and a statement of composition.",
    passes: &[
        "“Whisky finished in maple wood barrels” as a specialty",
        "“Straight Bourbon Whiskey” with nothing added",
    ],
    fails: &["“Straight Rye Whiskey – with natural vanilla”", "“Rum” with FD&C Red #40 behind"],
    check: alteration,
    ..SPIRITS
};

fn alteration(label: &Label) -> Outcome {
    let bare = class(label).filter(|class| {
        is_any(
            &class.value,
            &[
                "spirits.whisky",
                "spirits.rum",
                "spirits.brandy",
                "spirits.gin",
                "spirits.agave",
                "spirits.vodka",
            ],
        )
    });
    let Some(class) = bare else { return no_occasion() };
    let specialty = hinted(label, &["specialty", "speciality", "liqueur", "flavored", "imitation"])
        || label.facts.designations.iter().any(|one| is_composed(&one.value))
        || label.facts.fanciful_name.found.is_some();
    if specialty || is_a_set(label) || foreign_origin(label).is_some_and(|c| c == "Canada") {
        return Outcome::not_applicable(Note::NoOccasion);
    }
    let own = own_words(label, class);
    let mut hits = claims(label, ALTERING);
    hits.retain(|hit| !holds(&own, &hit.phrase));
    if class.value.id.contains("straight") && !class.value.id.contains("blend") {
        hits.extend(claims(label, ADDED));
    }
    match hits.first() {
        Some(hit) => {
            let why =
                format!("{} changes what is called “{}”", quote(&hit.evidence), class.text.trim());
            Outcome::violated(why, hits)
        }
        None => Outcome::not_applicable(Note::NotVisible),
    }
}

const COMPOSITION: &[&str] = &[
    "distilled from",
    "spirits",
    "with natural",
    "with artificial",
    "flavor",
    "flavors",
    "flavored",
    "made with",
    "made from",
    "vodka",
    "whiskey",
    "whisky",
    "rum",
    "gin",
    "brandy",
    "tequila",
    "juice",
];

pub static COMPOSITION_STATEMENT: Rule = Rule {
    id: "spirits.class-type.statement-of-composition",
    title: "A specialty states its composition",
    statement: "A specialty has a fanciful name and a truthful statement of composition in the same field of \
                vision.",
    citation: &[cfr(5, "5.156"), cfr(5, "5.166")],
    severity: Severity::Warning,
    evidence: Evidences("T+A"),
    remedy: "State the spirits, flavours and colours it is composed of, beside the fanciful name.",
    passes: &[
        "“Margarita – Tequila, triple sec and lime juice”",
        "“Fire Snap – Whisky with natural cinnamon flavor”",
    ],
    fails: &["“Fire Snap”, a specialty, alone", "“Rum Punch” of neutral spirits"],
    check: composition,
    ..SPIRITS
};

fn composition(label: &Label) -> Outcome {
    let Some(class) = class(label) else { return Outcome::not_applicable(Note::SaidElsewhere) };
    let punch = claims(label, &["rum punch", "whiskey punch", "tequila punch"]);
    let base = punch.first().and_then(|hit| hit.phrase.split(' ').next().map(str::to_owned));
    let neutral = claims(label, &["neutral spirits"]);
    if let Some(base) = base
        && !neutral.is_empty()
        && claims(label, &[&base]).iter().all(|hit| punch.iter().any(|p| p.line == hit.line))
    {
        let seen = [punch[0].evidence.clone(), neutral[0].evidence.clone()].concat();
        return Outcome::violated(format!("it claims {base} and is of neutral spirits"), seen);
    }
    if !is(&class.value, "spirits.specialty") {
        return no_occasion();
    }
    if class.value.id != "spirits.specialty" || hinted(label, COMPOSITION) && stated(label) {
        return Outcome::met("the composition is stated, or the trade understands the name", class);
    }
    let outcome = Outcome::missing(label, "no statement of composition was found");
    Outcome { evidence: class.evidence.clone(), ..outcome }
}

/// A composition stands outside the words “distilled spirits specialty” themselves.
fn stated(label: &Label) -> bool {
    COMPOSITION.iter().any(|phrase| {
        label.text.find(phrase).iter().any(|hit| {
            let words = label.text.folded(hit.line);
            !words.contains("spirits special")
        })
    })
}

#[cfg(test)]
mod tests;
