//! Terms that part 5 restricts.
//! # What the regulation asks
//! 5.87 to 5.91: barrel proof, counts of distillation, words of Scotland, “pure”.
//! # How we decide
//! By what stands around the word: “pure” before the product's own name is barred, before an
//! ingredient it is lawful; “Highland” before a whisky is a claim, in an address it is a town.
//! Names and addresses and the health warning are never searched.
//! # What we cannot see
//! The proof of the cask, the number of runs.

use super::product::{
    SPIRITS, class_is, is_american, lines_where, no_occasion, origin, quote, strength,
};
use crate::label::{Evidence, Label, LineRole, fold};
use crate::rules::phrase::{SURE, claims, holds};
use crate::rules::{Evidences, Outcome, Rule, Severity, cfr};
use rust_decimal::Decimal;

/// Names of spirits, as they end a designation.
const SPIRITS_WORDS: [&str; 17] = [
    "vodka",
    "rum",
    "whisky",
    "whiskey",
    "whiskies",
    "gin",
    "brandy",
    "tequila",
    "mezcal",
    "liqueur",
    "bourbon",
    "spirit",
    "spirits",
    "moonshine",
    "malt",
    "scotch",
    "cachaca",
];

/// Well-read lines of ordinary text, the health warning and addresses left out.
fn ordinary(label: &Label, test: impl Fn(&str) -> bool) -> Vec<Evidence> {
    let lines = label.text.lines().iter().enumerate();
    lines
        .filter(|(index, line)| {
            !matches!(line.role, LineRole::Warning | LineRole::NameAddress)
                && line.confidence >= SURE
                && test(label.text.folded(*index))
        })
        .map(|(_, line)| line.evidence())
        .collect()
}

const CASK_TERMS: &[&str] =
    &["barrel proof", "cask strength", "original proof", "original barrel proof", "entry proof"];
/// No cask of usual entry proof falls this low, in percent by volume.
const IMPLAUSIBLE: Decimal = Decimal::from_parts(43, 0, 0, false, 0);

pub static BARREL_PROOF: Rule = Rule {
    id: "spirits.terms.barrel-proof",
    title: "Barrel proof is the proof of the barrel",
    statement: "“Barrel proof” and “cask strength” are bottled within two degrees of the cask's proof, “entry proof” \
                at the proof of entry; both were stored in wood.",
    citation: &[cfr(5, "5.87")],
    severity: Severity::Warning,
    evidence: Evidences("T+X"),
    remedy: "Leave out the term, or show the proof at which the cask was emptied.",
    passes: &["“Cask Strength 61.4% alc/vol”", "no such term"],
    fails: &["“Barrel Proof 40% alc/vol”", "“Entry Proof” on vodka"],
    check: barrel_proof,
    ..SPIRITS
};

fn barrel_proof(label: &Label) -> Outcome {
    let hits = label.text.find_any(CASK_TERMS);
    let hits: Vec<_> = hits
        .into_iter()
        .filter(|hit| {
            hit.confidence >= SURE && !matches!(hit.role, LineRole::Warning | LineRole::NameAddress)
        })
        .collect();
    let Some(first) = hits.first() else { return no_occasion() };
    if class_is(label, &["spirits.neutral-spirits"]) {
        let why = format!("{} on spirits that see no cask", quote(&first.evidence));
        return Outcome::violated(why, hits);
    }
    match strength(label) {
        Some((percent, seen)) if percent.0 <= IMPLAUSIBLE => {
            let why = format!(
                "{} at {} % is hardly a cask's",
                quote(&first.evidence),
                percent.0.normalize()
            );
            Outcome::violated(why, [first.evidence.clone(), seen].concat())
        }
        _ => Outcome::met("the strength may be the cask's", hits),
    }
}

/// More runs than any still makes.
const MOST_RUNS: u32 = 20;

pub static MULTIPLE_DISTILLATION: Rule = Rule {
    id: "spirits.terms.multiple-distillation",
    title: "Counts of distillation are true",
    statement: "A number of distillations is not overstated.",
    citation: &[cfr(5, "5.89")],
    severity: Severity::Warning,
    evidence: Evidences("T+X"),
    remedy: "State the same, true number of distillations everywhere.",
    passes: &["“Double distilled”", "“Distilled three times”"],
    fails: &["“Distilled 100 times”", "“5x distilled” in front, “distilled seven times” behind"],
    check: multiple_distillation,
    ..SPIRITS
};

const COUNTS: [(&str, u32); 20] = [
    ("once", 1),
    ("double", 2),
    ("twice", 2),
    ("two", 2),
    ("triple", 3),
    ("thrice", 3),
    ("three", 3),
    ("quadruple", 4),
    ("four", 4),
    ("five", 5),
    ("six", 6),
    ("seven", 7),
    ("eight", 8),
    ("nine", 9),
    ("ten", 10),
    ("eleven", 11),
    ("twelve", 12),
    ("fifteen", 15),
    ("twenty", 20),
    ("hundred", 100),
];

fn count(word: &str) -> Option<u32> {
    let by_name = COUNTS.iter().find(|(name, _)| *name == word).map(|(_, count)| *count);
    by_name.or_else(|| word.trim_end_matches('x').parse().ok())
}

/// The runs that a line of folded words claims: `triple distilled`, `distilled 5 times`,
/// `5x distilled`.
fn runs(words: &str) -> Option<u32> {
    let words: Vec<&str> = words.split(' ').collect();
    let at = words.iter().position(|word| *word == "distilled")?;
    let before = at.checked_sub(1).map(|index| words[index]);
    let mut named = before.filter(|word| {
        word.ends_with('x') || ["double", "twice", "triple", "thrice", "quadruple"].contains(word)
    });
    if words.get(at + 2) == Some(&"times") {
        named = Some(words[at + 1]);
    } else if at >= 2 && words[at - 1] == "times" {
        named = Some(words[at - 2]);
    }
    count(named?)
}

fn multiple_distillation(label: &Label) -> Outcome {
    let seen = ordinary(label, |words| runs(words).is_some());
    let counts: Vec<u32> = seen.iter().filter_map(|line| runs(&fold(&line.text))).collect();
    let (Some(&least), Some(&most)) = (counts.iter().min(), counts.iter().max()) else {
        return no_occasion();
    };
    if least != most {
        return Outcome::violated(format!("{least} runs in one place, {most} in another"), seen);
    }
    if most > MOST_RUNS {
        return Outcome::violated(format!("{most} runs need a basis"), seen);
    }
    Outcome::met("one count, and a plausible one", seen)
}

pub static SCOTLAND: Rule = Rule {
    id: "spirits.terms.scotland",
    title: "Words of Scotland are for spirits made there",
    statement: "“Scotch”, “Scots”, “Highland” and the like are used only on spirits wholly made in Scotland.",
    citation: &[cfr(5, "5.90(a)")],
    remedy: "Take the words of Scotland off the designation.",
    passes: &[
        "“Highland Single Malt Scotch Whisky – Product of Scotland”",
        "“Scotch whisky with natural flavors”",
    ],
    fails: &["“Highland Whiskey” made in Ohio", "“Scots Style” gin from Oregon"],
    check: scotland,
    ..SPIRITS
};

/// A word of Scotland that leads a designation on the line. “Scotch” itself is a designation,
/// `spirits.class-type.origin-limited`; in the history of a cask it is an ingredient.
fn claims_scotland(words: &str) -> bool {
    let words: Vec<&str> = words.split(' ').collect();
    if words
        .iter()
        .any(|word| matches!(*word, "cask" | "casks" | "barrel" | "barrels" | "flavored"))
    {
        return false;
    }
    let designates = |word: &str| SPIRITS_WORDS.contains(&word) || matches!(word, "style" | "type");
    words.iter().enumerate().any(|(at, word)| {
        matches!(*word, "scots" | "scottish" | "highland" | "highlands")
            && words[at + 1..].iter().take(3).any(|next| designates(next))
            || *word == "scotch"
                && words.get(at + 1).is_some_and(|next| matches!(*next, "style" | "type"))
    })
}

fn scotland(label: &Label) -> Outcome {
    let lines = ordinary(label, claims_scotland);
    let Some(first) = lines.first() else { return no_occasion() };
    let country = origin(label);
    if country == Some("United Kingdom") {
        return Outcome::met("it is a product of Scotland", lines);
    }
    let why = format!("“{}” is not from Scotland", first.text.trim());
    if country.is_some() || is_american(label) {
        Outcome::violated(why, lines)
    } else if label.is_imported() == Some(true) {
        Outcome::unclear(
            format!("“{}”, and no origin that could be read", first.text.trim()),
            lines,
        )
    } else {
        Outcome::unclear(why, lines)
    }
}

pub static PURE: Rule = Rule {
    id: "spirits.terms.pure",
    title: "“Pure” describes an ingredient, not the product",
    statement: "“Pure” is used only of a particular ingredient, truthfully, or as part of a real company name.",
    citation: &[cfr(5, "5.91")],
    remedy: "Take off “pure”, or say which ingredient it describes.",
    passes: &["“Made with pure cane sugar”", "“Bottled by Pure Mountain Distillers, Boise, ID”"],
    fails: &["“Pure Vodka”", "“100% Pure Rum”"],
    check: pure,
    ..SPIRITS
};

/// Ingredients that “pure” may describe, within a few words after it.
const INGREDIENTS: [&str; 30] = [
    "water",
    "waters",
    "spring",
    "springs",
    "cane",
    "sugar",
    "honey",
    "maple",
    "syrup",
    "agave",
    "juice",
    "juices",
    "fruit",
    "barley",
    "grain",
    "grains",
    "corn",
    "wheat",
    "rye",
    "potato",
    "potatoes",
    "vanilla",
    "molasses",
    "botanicals",
    "citrus",
    "milk",
    "cream",
    "coffee",
    "ingredients",
    "extract",
];
/// Words between “pure” and what it describes.
const REACH: usize = 4;

fn pure(label: &Label) -> Outcome {
    let company = label.declared.application.applicant.iter().any(|applicant| {
        let names = applicant.name.iter().chain(&applicant.trade_names);
        names.into_iter().any(|name| holds(&fold(name), "pure"))
    });
    let mut doubtful = Vec::new();
    let mut of_an_ingredient = Vec::new();
    let hits = label.text.find_outside("pure", &[LineRole::Warning, LineRole::NameAddress]);
    for hit in hits.iter().filter(|hit| hit.confidence >= SURE) {
        // What is described may stand on the next line.
        let lines = label.text.lines();
        let next = Some(hit.line + 1)
            .filter(|&line| line < lines.len() && lines[line].panel == lines[hit.line].panel);
        let next = next.map_or("", |line| label.text.folded(line));
        let words = format!("{} {next}", label.text.folded(hit.line));
        let after = words.split(' ').skip_while(|word| *word != "pure").skip(1);
        let after: Vec<&str> = after.take(REACH).collect();
        let ingredient = after.iter().position(|word| INGREDIENTS.contains(word));
        let product = after.iter().position(|word| SPIRITS_WORDS.contains(word));
        // “Rye whiskey” is a type, not an ingredient and a product.
        let is_type = ingredient.zip(product).is_some_and(|(at, name)| {
            at + 1 == name
                && ["rye", "corn", "wheat"].contains(&after[at])
                && ["whisky", "whiskey"].contains(&after[name])
        });
        let ingredient = ingredient.filter(|_| !is_type);
        match (ingredient, product) {
            (Some(at), Some(name)) if at + 1 < name => of_an_ingredient.push(hit.clone()),
            // `Pure vodka distilled from grain`
            (Some(at), Some(0)) if at > 0 && !company => {
                return Outcome::violated(
                    format!("{} calls the product pure", quote(&hit.evidence)),
                    hit,
                );
            }
            (Some(_), None) => of_an_ingredient.push(hit.clone()),
            _ if company => of_an_ingredient.push(hit.clone()),
            (None, Some(_)) => {
                return Outcome::violated(
                    format!("{} calls the product pure", quote(&hit.evidence)),
                    hit,
                );
            }
            _ => doubtful.push(hit.clone()),
        }
    }
    if let Some(hit) = doubtful.first() {
        return Outcome::unclear(
            format!("{}: what does “pure” describe?", quote(&hit.evidence)),
            doubtful,
        );
    }
    if of_an_ingredient.is_empty() {
        no_occasion()
    } else {
        Outcome::met("“pure” describes an ingredient or is a company's name", of_an_ingredient)
    }
}

const SUPERVISION: &[&str] = &[
    "government supervision",
    "government certified",
    "government inspected",
    "supervision of the government",
    "under government",
];

pub static GOVERNMENT: Rule = Rule {
    id: "spirits.government-supervision",
    title: "No reference to government supervision that misleads",
    statement: "The ban on references to government supervision is reserved; what remains is the rule on misleading \
                statements, and United Kingdom wording on Scotch.",
    citation: &[cfr(5, "5.90(b)"), cfr(5, "5.122")],
    severity: Severity::Info,
    remedy: "Take the reference off unless foreign law requires it.",
    passes: &["nothing of the kind", "wording that the United Kingdom requires on Scotch"],
    fails: &["“Matured under US Government supervision”", "“Government certified”"],
    check: government,
    ..SPIRITS
};

fn government(label: &Label) -> Outcome {
    let hits = claims(label, SUPERVISION);
    match hits.first() {
        Some(_) if class_is(label, &["spirits.whisky.scotch"]) => {
            Outcome::met("the wording may be required abroad", hits)
        }
        Some(hit) => {
            Outcome::violated(format!("{} is for a person to judge", quote(&hit.evidence)), hits)
        }
        None => no_occasion(),
    }
}

pub static STICKER: Rule = Rule {
    id: "spirits.retailer-consumer-sticker",
    title: "A retailer's sticker says nothing of the product",
    statement: "Stickers naming a wholesaler, retailer or consumer need no approval where they say nothing of the \
                product and hide nothing.",
    citation: &[cfr(5, "5.44")],
    severity: Severity::Info,
    remedy: "Keep age, proof and praise off the sticker.",
    passes: &["“Selected for ABC Liquors”", "an engraved name"],
    fails: &["“Selected barrel, 12 years old”", "“Selected for ABC Liquors, 120 proof”"],
    check: sticker,
    ..SPIRITS
};

fn sticker(label: &Label) -> Outcome {
    let lines = lines_where(label, |words| {
        words.contains("selected for")
            || words.contains("selected barrel")
            || words.contains("bottled expressly for")
    });
    let says = |line: &&Evidence| {
        let words = fold(&line.text);
        ["years", "year", "proof", "aged", "old"].iter().any(|word| holds(&words, word))
    };
    match (lines.iter().find(says), lines.first()) {
        (Some(line), _) => {
            let why = format!("“{}” says more than a name", line.text.trim());
            Outcome::violated(why, line.clone())
        }
        (None, Some(line)) => Outcome::met("it names a retailer alone", line.clone()),
        (None, None) => no_occasion(),
    }
}

#[cfg(test)]
mod tests;
