//! Claims that a person must look at, told by their words.
//!
//! # What the regulation asks
//! The prohibitions of 4.39, of 5.122 to 5.130 and 7.122 to 7.130, and what other authorities
//! say of organic and gluten claims.
//! # How we decide
//! All by one check, [`raise`]: a listed phrase on a well-read line, outside the mandatory
//! statements, asks for a person unless something on the label clears it. Lists hold phrases
//! that are a claim whatever stands around them; a word that also has an innocent use on
//! ordinary labels is left out, since a claim missed here is one a reader still sees.
//! # What we cannot see
//! Flags, seals, portraits and what pictures suggest; licences, certificates and test records.

use crate::label::{Commodities, Commodity, Hit, Label};
use crate::rules::phrase::{self, quoted};
use crate::rules::{ALWAYS, Citation, Evidences, Note, Outcome, OutcomeKind, Rule, Severity, cfr};

/// The phrases of one rule.
struct Claims {
    phrases: &'static [&'static str],
    /// Phrases that count on wine alone, whose law is stricter.
    on_wine: &'static [&'static str],
    /// A phrase counts only where its lines also hold one of these; empty asks for nothing.
    beside: &'static [&'static str],
    /// Words anywhere on the label that clear the claim.
    cleared_by: &'static [&'static str],
    /// What clears the claim may stand on a panel that was not supplied.
    clearable: bool,
    /// What a person should look at, after the words quoted.
    look: &'static str,
    /// Why there is nothing to say where no phrase is found.
    otherwise: Note,
}

const NO_CLAIMS: Claims = Claims {
    phrases: &[],
    on_wine: &[],
    beside: &[],
    cleared_by: &[],
    clearable: false,
    look: "",
    otherwise: Note::NoOccasion,
};

fn raise(label: &Label, claims: &Claims) -> Outcome {
    let hits = found(label, claims);
    if hits.is_empty() {
        return Outcome::not_applicable(claims.otherwise);
    }
    if phrase::hinted(label, claims.cleared_by) {
        return Outcome::met(format!("{} is cleared by other words", quoted(&hits)), hits);
    }
    let outcome = Outcome::violated(format!("{} {}", quoted(&hits), claims.look), hits);
    if claims.clearable && !label.completeness.absence_is_certain() {
        return outcome.in_doubt("what clears it may be where nothing could be read");
    }
    outcome
}

/// What the first of two lists raises, else what the second does.
fn raise_first(label: &Label, [first, second]: [&Claims; 2]) -> Outcome {
    let outcome = raise(label, first);
    if outcome.kind == OutcomeKind::NotApplicable { raise(label, second) } else { outcome }
}

fn found(label: &Label, claims: &Claims) -> Vec<Hit> {
    let mut hits = phrase::claims(label, claims.phrases);
    if label.product.value == Commodity::Wine {
        hits.extend(phrase::claims(label, claims.on_wine));
    }
    if !claims.beside.is_empty() {
        hits.retain(|hit| {
            let words = phrase::folded_lines(hit);
            claims.beside.iter().any(|word| phrase::holds(&words, word))
        });
    }
    hits
}

static ORGANIC_CLAIMS: Claims = Claims {
    phrases: &[
        "organic",
        "organically grown",
        "organically farmed",
        "organically produced",
        "biologique",
        "biologico",
        "agricultura ecologica",
    ],
    cleared_by: &[
        "certified organic by",
        "organic certified by",
        "certified by",
        "certification by",
        "organic by",
        "ccof",
        "oregon tilth",
        "ecocert",
        "quality assurance international",
        "organic certifiers",
        "organic certification",
        "dept of agriculture",
        "department of agriculture",
        "non organic",
        "organic matter",
    ],
    clearable: true,
    look: "names no certifier",
    ..NO_CLAIMS
};

pub static ORGANIC: Rule = Rule {
    id: "common.organic",
    title: "Organic claims name their certifier",
    statement: "Any organic claim satisfies the National Organic Program, 7 CFR 205.",
    citation: &[cfr(4, "4.101"), cfr(5, "5.84"), cfr(7, "7.84"), Citation::Other("7 CFR 205")],
    commodities: Commodities::ALL,
    severity: Severity::Warning,
    evidence: Evidences("T+X"),
    in_force: ALWAYS,
    remedy: "Name the certifying agent below the bottler's name, and keep the certificate at hand.",
    passes: &["“Made with organic grapes” with the certifier named", "no organic claim"],
    fails: &["“Organic vodka” with no certifier named", "“USDA Organic” without a certifier"],
    check: |label| raise(label, &ORGANIC_CLAIMS),
};

static REFERRALS: Claims = Claims {
    phrases: &[
        "dietary guidelines",
        "benefits of moderate drinking",
        "benefits of moderate consumption",
        "health effects of wine",
        "health effects of alcohol",
        "health effects of moderate",
        "consult your family doctor",
        "wine and health",
        "wine and your health",
        "beer and health",
        "alcohol and health",
        "for health information",
        "proven health",
    ],
    cleared_by: &["should not encourage you to drink"],
    clearable: true,
    look: "sends the reader elsewhere for health information without the disclaimer",
    ..NO_CLAIMS
};

pub static HEALTH_DIRECTIONAL: Rule = Rule {
    id: "common.health-directional",
    title: "Referrals to health information carry the disclaimer",
    statement: "Text that sends consumers elsewhere for health information is neutral and carries the \
                disclaimer that it should not encourage drinking for health reasons.",
    citation: &[cfr(4, "4.39(h)(2)(iii)"), cfr(5, "5.129(b)(3)"), cfr(7, "7.129(b)(3)")],
    commodities: Commodities::ALL,
    severity: Severity::Warning,
    evidence: Evidences("T"),
    in_force: ALWAYS,
    remedy: "Add the disclaimer of the regulation, or take the referral off the label.",
    passes: &["a neutral referral with the full disclaimer", "no referral"],
    fails: &[
        "“See the Dietary Guidelines for the benefits of moderate drinking”",
        "“Visit wine-and-health.example for the facts”, without disclaimer",
    ],
    check: |label| raise(label, &REFERRALS),
};

static DISPARAGEMENTS: Claims = Claims {
    phrases: &[
        "swill",
        "rotgut",
        "uses tap water",
        "use tap water",
        "unlike brand x",
        "inferior brands",
        "other brands use",
    ],
    on_wine: &[
        "better than other wines",
        "unlike other wines",
        "unlike other brands",
        "better than brand x",
    ],
    look: "may disparage a competitor's product",
    ..NO_CLAIMS
};

pub static DISPARAGING: Rule = Rule {
    id: "common.disparaging",
    title: "No disparagement of competitors",
    statement: "Wine labels disparage no competitor's product; on spirits and malt beverages only \
                false or misleading disparagement is barred.",
    citation: &[cfr(4, "4.39(a)(2)"), cfr(5, "5.124"), cfr(7, "7.124")],
    commodities: Commodities::ALL,
    severity: Severity::Warning,
    evidence: Evidences("T"),
    in_force: ALWAYS,
    remedy: "Take the comparison off the label, or have its proof at hand.",
    passes: &["an opinion: “we think our beer tastes better”", "no comparison"],
    fails: &["wine: “better than that Brand X swill”", "malt: “Brand X uses tap water”"],
    check: |label| raise(label, &DISPARAGEMENTS),
};

static GUARANTEE_CLAIMS: Claims = Claims {
    phrases: &["guarantee", "guarantees", "guaranteed"],
    cleared_by: &[
        "money back",
        // What an appellation's seal says, in its English rendering.
        "designation of origin",
        "denomination of origin",
        "controlled and guaranteed",
        "guaranteed origin",
        "origin guaranteed",
    ],
    look: "is a guarantee that may mislead",
    ..NO_CLAIMS
};

pub static GUARANTEES: Rule = Rule {
    id: "common.guarantees",
    title: "No misleading guarantee",
    statement: "Guarantees that are likely to mislead are barred; a money-back guarantee is allowed.",
    citation: &[cfr(4, "4.39(a)(5)"), cfr(5, "5.123"), cfr(7, "7.123")],
    commodities: Commodities::ALL,
    severity: Severity::Warning,
    evidence: Evidences("T"),
    in_force: ALWAYS,
    remedy: "Take the guarantee off the label, or make it a money-back guarantee.",
    passes: &["“Money-back guarantee”", "no guarantee"],
    fails: &[
        "“Guaranteed pure by the government”",
        "“Guaranteed to please or your health restored”",
    ],
    check: |label| raise(label, &GUARANTEE_CLAIMS),
};

static TESTS: Claims = Claims {
    phrases: &[
        "tested and approved",
        "laboratory tested",
        "lab tested",
        "laboratory certified",
        "certified purity",
        "research laboratories",
        "scientifically tested",
        "scientifically proven",
        "clinically tested",
        "analysis proves",
        "independently tested",
    ],
    look: "refers to a test or analysis",
    ..NO_CLAIMS
};

pub static TESTS_ANALYSES: Rule = Rule {
    id: "common.tests-analyses",
    title: "No misleading reference to tests or analyses",
    statement: "References to analyses, standards or tests that are likely to mislead are barred, even \
                when they are true.",
    citation: &[cfr(4, "4.39(a)(4)"), cfr(5, "5.125"), cfr(7, "7.125")],
    commodities: Commodities::ALL,
    severity: Severity::Warning,
    evidence: Evidences("T"),
    in_force: ALWAYS,
    remedy: "Take the reference off the label.",
    passes: &["no test, standard or analysis", "a medal of a named competition"],
    fails: &["“Tested and approved by our research laboratories”", "“Laboratory certified purity”"],
    check: |label| raise(label, &TESTS),
};

static OBSCENITIES: Claims = Claims {
    phrases: &["fuck", "fucking", "fucker", "motherfucker", "cunt", "blowjob", "porn"],
    look: "may be obscene or indecent",
    otherwise: Note::NotVisible,
    ..NO_CLAIMS
};

pub static OBSCENE: Rule = Rule {
    id: "common.obscene",
    title: "Nothing obscene or indecent",
    statement: "Obscene or indecent text and pictures are barred. Only a person can judge.",
    citation: &[cfr(4, "4.39(a)(3)"), cfr(5, "5.103"), cfr(7, "7.103")],
    commodities: Commodities::ALL,
    severity: Severity::Warning,
    evidence: Evidences("G+T"),
    in_force: ALWAYS,
    remedy: "Take the text or picture off the label.",
    passes: &["ordinary artwork", "mild slang in a brand name"],
    fails: &["explicit sexual text", "a plain obscenity as fanciful name"],
    check: |label| raise(label, &OBSCENITIES),
};

/// Names and signs of the armed forces and the flag. “Army” alone is an ant's and a colour's.
const FORCES_AND_FLAG: &[&str] = &[
    "us army",
    "u s army",
    "united states army",
    "us navy",
    "u s navy",
    "united states navy",
    "us air force",
    "u s air force",
    "united states air force",
    "us marine corps",
    "u s marine corps",
    "united states marine corps",
    "us marines",
    "u s marines",
    "us coast guard",
    "u s coast guard",
    "national guard",
    "us armed forces",
    "u s armed forces",
    "stars and stripes",
    "stars stripes",
    "american flag",
    "old glory",
    "semper fi",
    "great seal of the united states",
];

static FORCES_ON_WINE: Claims = Claims {
    phrases: FORCES_AND_FLAG,
    look: "relates to the armed forces or the flag",
    otherwise: Note::NotVisible,
    ..NO_CLAIMS
};

pub static GOVERNMENT_SYMBOLS_WINE: Rule = Rule {
    id: "common.government-symbols.wine",
    title: "No flag and no armed forces on wine",
    statement: "On wine nothing may relate to the armed forces of the United States or the American \
                flag; other flags, seals and crests may not suggest endorsement.",
    citation: &[cfr(4, "4.39(g)")],
    commodities: Commodities::WINE,
    severity: Severity::Warning,
    evidence: Evidences("G+T"),
    in_force: ALWAYS,
    remedy: "Take the flag, emblem or reference off the label.",
    passes: &["the owner's family crest", "stripes that are no flag"],
    fails: &["“Stars and Stripes” on a wine label", "a wine dedicated to the U.S. Marine Corps"],
    check: |label| raise_first(label, [&FORCES_ON_WINE, &STATE_SEALS]),
};

/// Words that make a sign of government the government's word for the product.
const ENDORSING: &[&str] =
    &["official", "officially", "approved", "endorsed", "authorized", "issued"];

/// The words around a State's seal.
static STATE_SEALS: Claims = Claims {
    phrases: &["seal of the state", "seal of the commonwealth", "state seal"],
    beside: ENDORSING,
    look: "may suggest that a State endorses the product",
    otherwise: Note::NotVisible,
    ..NO_CLAIMS
};

static ENDORSED_BY_GOVERNMENT: Claims = Claims {
    phrases: FORCES_AND_FLAG,
    beside: ENDORSING,
    look: "may suggest that the government endorses the product",
    otherwise: Note::NotVisible,
    ..NO_CLAIMS
};

pub static GOVERNMENT_SYMBOLS_SPIRITS_MALT: Rule = Rule {
    id: "common.government-symbols.spirits-malt",
    title: "No false impression of the government's endorsement",
    statement: "Flags and armed-forces representations may not falsely suggest endorsement, \
                manufacture, use or supervision; a truthful sign of origin is allowed.",
    citation: &[cfr(5, "5.126"), cfr(7, "7.126")],
    commodities: Commodities::SPIRITS_AND_MALT,
    severity: Severity::Warning,
    evidence: Evidences("G+T"),
    in_force: ALWAYS,
    remedy: "Take off what suggests endorsement, or show the authority for it.",
    passes: &["a flag with “Made in USA”", "a Mexican flag on tequila"],
    fails: &["“Official whiskey of the US Army”", "“Approved by the U.S. Navy”"],
    check: |label| raise_first(label, [&ENDORSED_BY_GOVERNMENT, &STATE_SEALS]),
};

static ENDORSEMENTS: Claims = Claims {
    phrases: &[
        "official beer of",
        "official wine of",
        "official vodka of",
        "official whiskey of",
        "official whisky of",
        "official tequila of",
        "official spirit of",
        "official partner of",
        "official sponsor of",
        "endorsed by",
        "recommended by doctors",
    ],
    cleared_by: &[
        "officially licensed",
        "official licensed",
        "under license",
        "under licence",
        "used with permission",
        "does not imply endorsement",
    ],
    look: "may suggest an endorsement",
    otherwise: Note::NotVisible,
    ..NO_CLAIMS
};

pub static ENDORSEMENT: Rule = Rule {
    id: "common.endorsement",
    title: "No false endorsement by persons or organisations",
    statement: "Names and pictures of living prominent people or of organisations may not suggest an \
                endorsement that was not given.",
    citation: &[cfr(4, "4.39(a)(6)"), cfr(5, "5.130"), cfr(7, "7.130")],
    commodities: Commodities::ALL,
    severity: Severity::Warning,
    evidence: Evidences("G+T"),
    in_force: ALWAYS,
    remedy: "Show the authority to use the name, or take it off the label.",
    passes: &["the winemaker's own name", "a league's mark, officially licensed"],
    fails: &["“Official beer of” a university", "“Endorsed by” a senator"],
    check: |label| raise(label, &ENDORSEMENTS),
};

static TEMPLATES: Claims = Claims {
    phrases: &[
        "your name here",
        "your text here",
        "your logo here",
        "insert name",
        "custom text here",
    ],
    look: "is a template: only salutations, names, art and dates may vary",
    ..NO_CLAIMS
};

pub static PERSONALIZED: Rule = Rule {
    id: "common.personalized",
    title: "Personalised labels vary nothing about the product",
    statement: "On an approved template salutations, names, art and event dates may vary, product \
                information may not.",
    citation: &[cfr(4, "4.54"), cfr(5, "5.29"), cfr(7, "7.29")],
    commodities: Commodities::ALL,
    severity: Severity::Info,
    evidence: Evidences("A"),
    in_force: ALWAYS,
    remedy: "Keep product information out of the variable part.",
    passes: &["“Congratulations Ana & Joe, June 2026”", "another company's logo on the template"],
    fails: &[
        "“YOUR TEXT HERE” beside the class",
        "a template with “Insert name” in the appellation",
    ],
    check: |label| raise(label, &TEMPLATES),
};

static GLUTEN_CLAIMS: Claims = Claims {
    phrases: &["gluten", "glutenfree"],
    look: "is a gluten statement, for a person to judge by the rulings",
    ..NO_CLAIMS
};

/// On wine from grapes the claim is true by nature: shown, but nobody is called.
fn gluten(label: &Label) -> Outcome {
    let outcome = raise(label, &GLUTEN_CLAIMS);
    if label.product.value == Commodity::Wine {
        outcome.in_doubt("on wine from grapes it is true by nature")
    } else {
        outcome
    }
}

pub static GLUTEN: Rule = Rule {
    id: "common.gluten-claims",
    title: "Gluten statements follow the rulings",
    statement: "“Gluten-free” and “crafted to remove gluten” have different conditions, set by rulings.",
    citation: &[Citation::Other("TTB Ruling 2014-2"), Citation::Other("TTB Ruling 2020-2")],
    commodities: Commodities::ALL,
    severity: Severity::Warning,
    evidence: Evidences("T+X"),
    in_force: ALWAYS,
    remedy: "Word the statement as the rulings ask, with its qualifying text.",
    passes: &["no gluten statement", "“Gluten-free” on grape wine, remarked only"],
    fails: &[
        "“Gluten free” on a beer of barley malt",
        "“Crafted to remove gluten” with no qualifying text",
    ],
    check: gluten,
};

#[cfg(test)]
mod tests;
