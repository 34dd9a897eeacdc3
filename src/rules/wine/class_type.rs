//! The class, type or other designation.
//! # What the regulation asks
//! 4.32(a)(2), 4.34(a): a class or type of 4.21, for still grape wine a grape, a semi-generic or
//! a distinctive geographic name, else a truthful statement of composition. 4.21(b),(c):
//! effervescent wine says so. 4.21(h),(i), 4.22(b)(5): imitation, substandard, retsina and the
//! sweetening words. 4.21(a)(4): “natural” only without added brandy or alcohol.
//! # How we decide
//! A name of the lists settles it. A fanciful name alone never does. What may be a designation
//! that the lists do not hold (a foreign name, words with “wine” in them) goes to a person
//! instead of being called missing, and is reported once.
//! # What we cannot see
//! How the wine was made and what is in it.

use super::composition;
use super::kind::{self, part_4};
use crate::label::{Commodities, Commodity, Designation, Fact, Hit, Label, Reading};
use crate::rules::phrase::{self, quoted};
use crate::rules::{ALWAYS, Evidences, Note, Outcome, Rule, Severity, cfr};

/// Names in trade use that are no designation by themselves.
const TRADE_NAMES: [&str; 6] =
    ["sangria", "wine cooler", "wine spritzer", "wine seltzer", "wine cocktail", "mulled wine"];
/// A longer line with “wine” in it is a sentence.
const DESIGNATION_WORDS: usize = 6;

pub static REQUIRED: Rule = Rule {
    id: "wine.class-type.required",
    title: "The label has a class, type or other designation",
    statement: "A designation stands on the brand label: a class or type, a grape, a semi-generic or distinctive \
                geographic name, or else a truthful statement of composition.",
    citation: &[cfr(4, "4.32(a)(2)"), cfr(4, "4.34(a)")],
    commodities: Commodities::WINE,
    severity: Severity::Error,
    evidence: Evidences("T"),
    in_force: ALWAYS,
    remedy: "Print a designation such as “Red Wine” or “Chardonnay” with the brand.",
    passes: &["“Red Wine”", "“Grape wine with natural flavors”"],
    fails: &["“Cuvée Spéciale” alone", "a fanciful name such as “Summer Breeze” alone"],
    check: |label| part_4(label, required),
};

fn required(label: &Label) -> Outcome {
    if let Some(one) = designation(label) {
        return Outcome::met("a designation stands on the label", one);
    }
    if let Some(grape) = label.facts.grape_varietals.first() {
        return Outcome::met("a grape designates the wine", grape);
    }
    if let Fact::Unreadable(seen) = &label.facts.class_type {
        return Outcome::unclear("text that may be the designation cannot be read", seen.clone());
    }
    let declared = label.declared.application.grape_varietals.iter().flatten();
    let grape = declared.flat_map(|name| label.text.find(name)).next();
    if let Some(grape) = grape {
        return Outcome::met("the declared grape designates the wine", grape);
    }
    let said_elsewhere = !may_be_designation(label).is_empty()
        || !kind::is_american(label) && label.source.is_some()
        || composition::bare_fruit(label).is_some();
    if said_elsewhere {
        return Outcome::not_applicable(Note::SaidElsewhere);
    }
    Outcome::missing(label, "no class, type or other designation was found")
}

/// Any designation of wine, or a foreign region that serves as one.
fn designation(label: &Label) -> Option<&Reading<Designation>> {
    let all = label.facts.class_type.reading().into_iter().chain(&label.facts.designations);
    all.into_iter().find(|one| one.value.commodity == Commodity::Wine)
}

/// Short lines that speak of wine and are no known designation.
fn may_be_designation(label: &Label) -> Vec<Hit> {
    let mut hits = phrase::claims(label, &TRADE_NAMES);
    hits.extend(
        phrase::claims(label, &["wine", "vino", "vin", "vinho", "wein"])
            .into_iter()
            .filter(|hit| phrase::folded_lines(hit).split(' ').count() <= DESIGNATION_WORDS),
    );
    hits
}

pub static RECOGNISED: Rule = Rule {
    id: "wine.class-type.recognised",
    title: "The designation is one the regulation knows",
    statement: "The designation is a class or type of 4.21, an approved grape, a name of 4.28, a semi-generic \
                name or a distinctive foreign designation.",
    citation: &[
        cfr(4, "4.21"),
        cfr(4, "4.23"),
        cfr(4, "4.24"),
        cfr(4, "4.28"),
        cfr(4, "4.91"),
        cfr(12, "12.31"),
    ],
    commodities: Commodities::WINE,
    severity: Severity::Warning,
    evidence: Evidences("T"),
    in_force: ALWAYS,
    remedy: "Add a designation of the regulation, or show that the name printed is one.",
    passes: &["“Sparkling Wine”", "“Beaujolais” on French wine"],
    fails: &["“Sangria” with nothing else", "“Wine Cooler” with nothing else"],
    check: |label| part_4(label, recognised),
};

fn recognised(label: &Label) -> Outcome {
    if let Some(one) = designation(label) {
        return Outcome::met("a designation of the lists", one);
    }
    if let Some(grape) = label.facts.grape_varietals.first() {
        return Outcome::met("an approved grape", grape);
    }
    let hits = may_be_designation(label);
    if !hits.is_empty() {
        let why = format!("{} is no designation of the lists", quoted(&hits));
        let outcome = Outcome::violated(why, hits);
        return if label.completeness.absence_is_certain() {
            outcome
        } else {
            outcome.in_doubt("a designation may stand where nothing could be read")
        };
    }
    if let Some(region) = label.facts.appellation.reading() {
        return Outcome::unclear("the place may be the designation of the wine", region);
    }
    if kind::is_imported(label) {
        return Outcome::missing(label, "no designation of the lists was found");
    }
    Outcome::not_applicable(Note::SaidElsewhere)
}

const EFFERVESCENT: [&str; 3] = ["brut", "extra brut", "brut nature"];
const SAID_EFFERVESCENT: [&str; 12] = [
    "sparkling",
    "carbonated",
    "champagne",
    "crackling",
    "petillant",
    "frizzante",
    "cremant",
    "spumante",
    "cava",
    "prosecco",
    "effervescent",
    "sekt",
];

/// Words of making in containers above a gallon, which crackling wine must name “bulk
/// process” (4.21(b)(4)).
const IN_BULK: [&str; 6] = [
    "charmat",
    "cuve close",
    "tank method",
    "tank fermented",
    "fermented in tank",
    "fermented in bulk",
];

pub static SPARKLING: Rule = Rule {
    id: "wine.class-type.sparkling",
    title: "Effervescent wine is called sparkling or carbonated",
    statement: "Wine made effervescent by its own fermentation is called sparkling, by added carbon dioxide \
                carbonated; champagne, crackling, pétillant or frizzante may stand for sparkling wine, crackling \
                wine made in bulk with the words “bulk process”.",
    citation: &[cfr(4, "4.21(b)"), cfr(4, "4.21(c)"), cfr(4, "4.34(a)")],
    commodities: Commodities::WINE,
    severity: Severity::Warning,
    evidence: Evidences("T"),
    in_force: ALWAYS,
    remedy: "Add “Sparkling Wine” or “Carbonated Wine”, whichever is true.",
    passes: &["“Sparkling Wine”", "“Carbonated Peach Wine”"],
    fails: &[
        "“Brut Rosé” as the only designation",
        "“Crackling Wine” by the Charmat method without “bulk process”",
    ],
    check: |label| part_4(label, sparkling),
};

fn sparkling(label: &Label) -> Outcome {
    if kind::designations(label).iter().any(|one| one.value.id == "wine.crackling")
        && kind::is_american(label)
    {
        let in_bulk = phrase::claims(label, &IN_BULK);
        if !in_bulk.is_empty() && !phrase::hinted(label, &["bulk process"]) {
            let why = format!("{} on crackling wine without “bulk process”", quoted(&in_bulk));
            let outcome = Outcome::violated(why, in_bulk);
            return if label.completeness.absence_is_certain() {
                outcome
            } else {
                outcome.in_doubt("the words may stand where nothing could be read")
            };
        }
    }
    let brut = phrase::claims(label, &EFFERVESCENT);
    if brut.is_empty() || kind::is_imported(label) {
        return Outcome::not_applicable(Note::NoOccasion);
    }
    if phrase::hinted(label, &SAID_EFFERVESCENT) {
        return Outcome::met("the label says that the wine is effervescent", brut);
    }
    let outcome = Outcome::violated("“brut” without “sparkling” or “carbonated”", brut);
    if label.completeness.absence_is_certain() {
        outcome
    } else {
        outcome.in_doubt("the word may stand where nothing could be read")
    }
}

/// Words that the special kinds must carry.
const SPECIAL: [&str; 10] = [
    "imitation",
    "substandard",
    "other than standard",
    "retsina",
    "extra sweet",
    "specially sweetened",
    "specially sweet",
    "sweetened with excess sugar",
    "over 35 percent sugar solution",
    "over 35 sugar solution",
];

pub static SPECIAL_WORDS: Rule = Rule {
    id: "wine.class-type.special-words",
    title: "Special kinds of wine carry their words",
    statement: "Imitation, substandard and resin-flavoured wine and wine with excess sugar or sugar solution \
                carry the words prescribed for them.",
    citation: &[cfr(4, "4.21(h)"), cfr(4, "4.21(i)"), cfr(4, "4.22(b)(5)(ii)"), cfr(4, "4.34(a)")],
    commodities: Commodities::WINE,
    severity: Severity::Warning,
    evidence: Evidences("T+X"),
    in_force: ALWAYS,
    remedy: "Make the prescribed word part of the designation.",
    passes: &["“Imitation Strawberry Wine”", "“Other than standard orange wine”"],
    fails: &["“Grape Wine” with synthetic materials", "resin-flavoured “White Wine”"],
    check: |label| part_4(label, special_words),
};

fn special_words(label: &Label) -> Outcome {
    let words = phrase::claims(label, &SPECIAL);
    if !words.is_empty() {
        return Outcome::met("the prescribed words stand there", words);
    }
    let triggers = phrase::claims(
        label,
        &["synthetic", "flavored with resin", "resin flavored", "pine resin", "resinated"],
    );
    if triggers.is_empty() {
        return Outcome::not_applicable(Note::NotVisible);
    }
    let why = format!("{} asks for a word in the designation", quoted(&triggers));
    Outcome::violated(why, triggers)
}

/// Kinds made with added brandy or alcohol.
const FORTIFIED: [&str; 6] = ["port", "sherry", "angelica", "madeira", "muscatel", "dessert wine"];

pub static NATURAL: Rule = Rule {
    id: "wine.class-type.natural",
    title: "“Natural” wine has no added alcohol",
    statement: "“Natural” is part of the designation only of wine without added brandy or alcohol.",
    citation: &[cfr(4, "4.21(a)(4)"), cfr(4, "4.21(e)(4)"), cfr(4, "4.21(f)(1)(iii)")],
    commodities: Commodities::WINE,
    severity: Severity::Warning,
    evidence: Evidences("T+X"),
    in_force: ALWAYS,
    remedy: "Leave “natural” out of the designation of fortified wine.",
    passes: &["“Natural Red Wine” at 12 %", "no such word"],
    fails: &["“Natural Port”", "“Natural dessert wine”"],
    check: |label| part_4(label, natural),
};

fn natural(label: &Label) -> Outcome {
    let hits: Vec<Hit> = FORTIFIED
        .iter()
        .flat_map(|kind| phrase::claims(label, &[&format!("natural {kind}")]))
        .collect();
    if hits.is_empty() {
        return Outcome::not_applicable(Note::NoOccasion);
    }
    Outcome::violated(format!("{}: this kind of wine is fortified", quoted(&hits)), hits)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::OutcomeKind::{Met, NotApplicable, Unclear, Violated};
    use crate::rules::testing::{assert_cases, label};

    fn wine(id: &str, words: &str) -> Label {
        label().class_type(id, &["wine.grape"], words)
    }

    #[test]
    fn a_fanciful_name_is_no_designation() {
        assert_cases(
            &REQUIRED,
            [
                ("red wine", wine("wine.red-wine", "Red Wine"), Met),
                ("a grape", label().grape("Chardonnay"), Met),
                ("composition", wine("wine.composition", "Grape wine with natural flavors"), Met),
                ("a cuvée", label().domestic().text(["Cuvée Spéciale"]), Violated),
                ("a fanciful name", label().domestic().text(["Summer Breeze"]), Violated),
                ("panels unknown", label().perhaps_incomplete(), Unclear),
                ("a bare fruit", label().domestic().text(["Blueberry"]), NotApplicable),
                ("an unlisted name", label().imported().text(["Txakoli"]), NotApplicable),
            ],
        );
    }

    #[test]
    fn unlisted_designations_go_to_a_person() {
        assert_cases(
            &RECOGNISED,
            [
                ("sparkling", wine("wine.sparkling", "Sparkling Wine"), Met),
                ("vermouth", wine("wine.vermouth", "Vermouth"), Met),
                ("honey wine", wine("wine.named-agricultural", "Honey Wine"), Met),
                ("beaujolais", wine("wine.foreign", "Beaujolais").imported(), Met),
                ("a cuvée, said elsewhere", label().text(["Cuvée Spéciale"]), NotApplicable),
                ("sangria", label().text(["SANGRIA"]), Violated),
                (
                    "sangria beside red wine",
                    wine("wine.red-wine", "Red Wine").text(["SANGRIA"]),
                    Met,
                ),
                ("wine cooler", label().text(["Wine Cooler"]), Violated),
                ("prosecco", label().imported().text(["Prosecco"]), Violated),
            ],
        );
    }

    #[test]
    fn brut_needs_sparkling_and_crackling_in_bulk_its_words() {
        let crackling = || wine("wine.crackling", "Crackling Wine").domestic();
        assert_cases(
            &SPARKLING,
            [
                ("sparkling", label().text(["Sparkling Wine", "Brut"]), Met),
                ("carbonated", label().text(["Carbonated Peach Wine", "Brut"]), Met),
                ("neither", label().text(["Red Wine"]), NotApplicable),
                ("crackling", crackling(), NotApplicable),
                (
                    "crackling, bulk process",
                    crackling().text(["Bulk Process", "Charmat Method"]),
                    NotApplicable,
                ),
                ("imported", label().imported().text(["Brut"]), NotApplicable),
                ("brut rosé", label().text(["BRUT ROSÉ"]), Violated),
                ("brut", label().text(["BRUT"]), Violated),
                ("crackling, Charmat", crackling().text(["Charmat Method"]), Violated),
                ("brut, poorly read", label().text(["BRUT"]).poorly_read(), Unclear),
            ],
        );
    }

    #[test]
    fn special_kinds_carry_their_words() {
        assert_cases(
            &SPECIAL_WORDS,
            [
                ("imitation", label().text(["Imitation Strawberry Wine"]), Met),
                ("substandard", label().text(["Other than standard orange wine"]), Met),
                ("nothing told", label().text(["White Wine"]), NotApplicable),
                ("synthetic", label().text(["Grape Wine", "with synthetic flavor"]), Violated),
                ("resin", label().text(["White Wine", "flavored with resin"]), Violated),
            ],
        );
    }

    #[test]
    fn fortified_wine_is_not_natural() {
        assert_cases(
            &NATURAL,
            [
                ("red", label().text(["Natural Red Wine"]), NotApplicable),
                ("flavors", label().text(["Port with natural flavors"]), NotApplicable),
                ("port", label().text(["Natural Port"]), Violated),
                ("dessert", label().text(["Natural Dessert Wine"]), Violated),
            ],
        );
    }
}
