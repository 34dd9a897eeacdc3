//! Disclosures of colours, wood, sulfites and aspartame.
//! # What the regulation asks
//! 5.63(c), 5.72, 5.73: added colours, treatment with wood, Yellow No. 5, carmine, sulfites and
//! aspartame are disclosed in set words, and the words stand alone (5.52(b)(1)).
//! # How we decide
//! The wording wherever it stands. Absence is never raised: only the formula knows what is in
//! it, unless the label names the substance by another of its names.
//! # What we cannot see
//! The formula; the hue of the liquor.

use super::product::{
    SPIRITS, class, is, is_any, lines_where, no_occasion, panels, panels_with, quote,
};
use crate::label::{DisclosureKind, Label};
use crate::rules::phrase::{SURE, SURE_OF_MARKS, claims, hinted, holds};
use crate::rules::{Evidences, Note, Outcome, Rule, Severity, cfr};

pub static COLORING: Rule = Rule {
    id: "spirits.coloring",
    title: "Added colours are disclosed by their source",
    statement: "Added colour is disclosed as “artificially colored”, or by its source, certified colour or caramel; \
                caramel up to 2.5 % in rum, brandy, tequila and most whisky needs no statement.",
    citation: &[cfr(5, "5.63(c)(2)"), cfr(5, "5.72")],
    severity: Severity::Warning,
    evidence: Evidences("T+X"),
    remedy: "Print “artificially colored”, or the true source of the colour.",
    passes: &["“Contains caramel color”", "“Colored with beet extract”"],
    fails: &["“Natural color” without a source", "“Naturally colored”"],
    check: coloring,
    ..SPIRITS
};

const SOURCELESS: &[&str] =
    &["natural color", "natural colors", "natural colour", "natural coloring", "naturally colored"];
/// Words that go on to name the source.
const SOURCES: &[&str] =
    &["from", "with", "caramel", "annatto", "beet", "turmeric", "extract", "juice", "by", "and"];

fn coloring(label: &Label) -> Outcome {
    let mut hits = claims(label, SOURCELESS);
    hits.retain(|hit| {
        let after = label.text.folded(hit.line).split(&hit.phrase).nth(1).unwrap_or_default();
        let alters = ["altered", "variation", "alteration", "changes", "may"];
        !SOURCES.iter().chain(&alters).any(|word| holds(after, word))
    });
    if let Some(hit) = hits.first() {
        return Outcome::violated(format!("{} names no source", quote(&hit.evidence)), hits);
    }
    let disclosed =
        label.facts.disclosures.iter().find(|one| one.value.kind == DisclosureKind::Coloring);
    match disclosed {
        Some(disclosure) => Outcome::met("a colour is disclosed", disclosure),
        None => Outcome::not_applicable(Note::NotVisible),
    }
}

pub static WOOD_TREATMENT: Rule = Rule {
    id: "spirits.wood-treatment",
    title: "Treatment with wood is stated beside the class",
    statement: "Whisky or brandy treated with wood other than in barrels says “colored and flavored with wood __” \
                beside its class.",
    citation: &[cfr(5, "5.63(c)(2)"), cfr(5, "5.73")],
    severity: Severity::Warning,
    evidence: Evidences("T+X"),
    remedy: "Print “colored and flavored with wood” and its form beside the class, in the same size.",
    passes: &[
        "“Whisky colored and flavored with wood chips”",
        "brandy infused with oak chips, which is exempt",
    ],
    fails: &["“Finished with oak staves” and no statement", "the statement on another panel"],
    check: wood_treatment,
    ..SPIRITS
};

const PIECES: &[&str] = &[
    "oak staves",
    "wood staves",
    "toasted staves",
    "oak chips",
    "wood chips",
    "oak spirals",
    "wood spirals",
    "oak cubes",
    "wood cubes",
];

fn wood_treatment(label: &Label) -> Outcome {
    let treated =
        class(label).filter(|class| is_any(&class.value, &["spirits.whisky", "spirits.brandy"]));
    let Some(class) = treated else { return no_occasion() };
    let hits = claims(label, PIECES);
    let Some(first) = hits.first() else { return Outcome::not_applicable(Note::NotVisible) };
    let chips = hits.iter().all(|hit| hit.phrase.ends_with("chips"));
    if is(&class.value, "spirits.brandy") && chips {
        return no_occasion();
    }
    let stated = panels_with(label, "colored and flavored with wood");
    if stated.is_empty() {
        let why = format!("{} comes without the statement of wood", quote(&first.evidence));
        return Outcome::violated(why, hits);
    }
    let every = label.facts.designations.iter().flat_map(|one| panels(&one.evidence));
    if every.chain(panels(&class.evidence)).any(|panel| stated.contains(&panel)) {
        Outcome::met("the treatment is stated beside the class", hits)
    } else {
        Outcome::violated("the statement of wood is not beside the class", hits)
    }
}

pub static SULFITES: Rule = Rule {
    id: "spirits.sulfites",
    title: "Sulfites are disclosed in set words",
    statement: "Spirits of 10 ppm of sulfur dioxide or more say “Contains sulfites”, name the agent or say that they \
                contain a sulfiting agent.",
    citation: &[cfr(5, "5.63(c)(7)")],
    severity: Severity::Warning,
    evidence: Evidences("T+X"),
    remedy: "Print “Contains sulfites”.",
    passes: &["“Contains sulfites”", "“CONTAINS SULPHITING AGENTS”"],
    fails: &["“Sulfite free” at 15 ppm", "“May contain sulfites”"],
    check: sulfites,
    ..SPIRITS
};

fn sulfites(label: &Label) -> Outcome {
    let odd = claims(
        label,
        &["sulfite free", "sulphite free", "may contain sulfites", "may contain sulphites"],
    );
    if let Some(hit) = odd.first() {
        return Outcome::violated(format!("{} is no disclosure", quote(&hit.evidence)), odd);
    }
    match label.facts.sulfites.reading() {
        Some(disclosure) if disclosure.value.accepted => {
            Outcome::met("sulfites are disclosed", disclosure)
        }
        _ => Outcome::not_applicable(Note::NotVisible),
    }
}

/// A substance that is disclosed by name, and the other names it goes by.
struct Substance {
    kind: DisclosureKind,
    names: &'static [&'static str],
    others: &'static [&'static str],
    what: &'static str,
}

static YELLOW_5_NAMES: Substance = Substance {
    kind: DisclosureKind::Yellow5,
    names: &["yellow no 5", "yellow 5", "yellow number 5"],
    others: &["tartrazine", "e102", "e 102"],
    what: "FD&C Yellow No. 5",
};
static CARMINE_NAMES: Substance = Substance {
    kind: DisclosureKind::Carmine,
    names: &["carmine", "cochineal extract"],
    others: &["e120", "e 120", "crimson lake", "carminic acid", "natural red 4"],
    what: "carmine or cochineal extract",
};

/// Another name raises the question that its own name answers.
fn by_name(label: &Label, substance: &Substance) -> Outcome {
    let disclosed = label.facts.disclosures.iter().find(|one| one.value.kind == substance.kind);
    if let Some(disclosure) = disclosed {
        return Outcome::met("it is disclosed by name", disclosure);
    }
    if hinted(label, substance.names) {
        return Outcome::met("it is named on the label", claims(label, substance.names));
    }
    let hits = claims(label, substance.others);
    match hits.first() {
        Some(hit) => {
            let why = format!("{} does not name {}", quote(&hit.evidence), substance.what);
            Outcome::violated(why, hits)
        }
        None => Outcome::not_applicable(Note::NotVisible),
    }
}

pub static YELLOW_5: Rule = Rule {
    id: "spirits.yellow5",
    title: "FD&C Yellow No. 5 is named",
    statement: "Yellow No. 5 is disclosed by name, even where the label says that it is coloured.",
    citation: &[cfr(5, "5.63(c)(5)"), cfr(5, "5.72(d)")],
    evidence: Evidences("T+X"),
    remedy: "Print “Contains FD&C Yellow No. 5”.",
    passes: &["“FD&C Yellow No. 5”", "“certified color and FD&C Yellow #5” in a composition"],
    fails: &["“Artificially colored” alone, over Yellow No. 5", "“Tartrazine”"],
    check: |label| by_name(label, &YELLOW_5_NAMES),
    ..SPIRITS
};

pub static CARMINE: Rule = Rule {
    id: "spirits.carmine",
    title: "Cochineal extract and carmine are named",
    statement: "Cochineal extract or carmine is disclosed by its name.",
    citation: &[cfr(5, "5.63(c)(6)"), cfr(5, "5.72(d)")],
    evidence: Evidences("T+X"),
    remedy: "Print “Contains carmine” or “Contains cochineal extract”.",
    passes: &["“contains carmine”", "“contains cochineal extract”"],
    fails: &["“Natural color” over carmine", "“Contains E120”"],
    check: |label| by_name(label, &CARMINE_NAMES),
    ..SPIRITS
};

pub static ASPARTAME: Rule = Rule {
    id: "spirits.aspartame",
    title: "Aspartame has its statement, in capitals",
    statement: "Spirits with aspartame say PHENYLKETONURICS: CONTAINS PHENYLALANINE., in capitals, apart from all \
                else.",
    citation: &[cfr(5, "5.63(c)(8)"), cfr(5, "5.52(b)(2)"), cfr(5, "5.52(d)")],
    evidence: Evidences("T+L+X"),
    remedy: "Print “PHENYLKETONURICS: CONTAINS PHENYLALANINE.” in capitals.",
    passes: &["“PHENYLKETONURICS: CONTAINS PHENYLALANINE.”", "the same on a line of its own"],
    fails: &["“Phenylketonurics: contains phenylalanine.”", "“CONTAINS ASPARTAME”"],
    check: aspartame,
    ..SPIRITS
};

const ASPARTAME_TEXT: &str = "PHENYLKETONURICS: CONTAINS PHENYLALANINE";

fn aspartame(label: &Label) -> Outcome {
    let hits = label.text.find("phenylketonurics contains phenylalanine");
    let Some(hit) = hits.first() else {
        let named = claims(label, &["contains aspartame", "aspartame"]);
        return match named.first() {
            Some(_) if hinted(label, &["phenylketonurics", "phenylalanine"]) => {
                Outcome::unclear("the statement on aspartame could not be read whole", named)
            }
            Some(hit) => {
                let mut outcome =
                    Outcome::missing(label, "aspartame is named without its statement");
                outcome.evidence.clone_from(&hit.evidence);
                outcome
            }
            None => Outcome::not_applicable(Note::NotVisible),
        };
    };
    let printed: Vec<&str> = hit.evidence.iter().map(|line| line.text.trim()).collect();
    let printed = printed.join(" ");
    if printed.contains(ASPARTAME_TEXT) {
        return Outcome::met("the statement is as prescribed", hit);
    }
    let lower = printed.chars().any(char::is_lowercase);
    if lower && hit.confidence >= SURE_OF_MARKS && hit.evidence.len() == 1 {
        Outcome::violated("the statement on aspartame is not in capitals", hit)
    } else {
        Outcome::unclear("the statement on aspartame may not be as prescribed", hit)
    }
}

pub static NO_EXTRA_TEXT: Rule = Rule {
    id: "spirits.disclosures.no-extra-text",
    title: "Disclosures stand without other words",
    statement: "The disclosures of 5.63(c) stand without additional words as part of the statement.",
    citation: &[cfr(5, "5.52(b)(1)"), cfr(5, "5.63(c)")],
    severity: Severity::Warning,
    remedy: "Set the disclosure apart, in its own words alone.",
    passes: &["“Contains sulfites.”", "“4 years old”"],
    fails: &[
        "“Contains only natural sulfites from our cherries”",
        "“Artificially colored for your enjoyment”",
    ],
    check: no_extra_text,
    ..SPIRITS
};

/// Disclosures, and words after them that go on with the sentence.
const DISCLOSED: [&str; 6] = [
    "contains sulfites",
    "contains sulphites",
    "natural sulfites",
    "artificially colored",
    "contains carmine",
    "contains cochineal extract",
];
const GOING_ON: [&str; 8] = ["for", "from", "like", "because", "to", "as", "so", "which"];

fn no_extra_text(label: &Label) -> Outcome {
    let woven = lines_where(label, |words| {
        DISCLOSED.iter().any(|disclosure| {
            let after = words.split(disclosure).nth(1).unwrap_or_default();
            GOING_ON.contains(&after.trim_start().split(' ').next().unwrap_or_default())
        })
    });
    if !woven.is_empty() {
        return Outcome::violated(
            format!("{} says more than the disclosure", quote(&woven)),
            woven,
        );
    }
    // Extra words that the reading set apart are `common.separate-and-apart`.
    match label.facts.disclosures.iter().find(|one| one.confidence >= SURE) {
        Some(one) if one.value.extra.is_some() => Outcome::not_applicable(Note::SaidElsewhere),
        Some(one) => Outcome::met("the disclosure stands alone", one),
        None => no_occasion(),
    }
}

#[cfg(test)]
mod tests;
