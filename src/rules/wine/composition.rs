//! Fruit wine, statements of composition and the names they may not use.
//! # What the regulation asks
//! 4.21(e)(8), (f)(6): wine of one fruit or product is called by it (“Blackberry Wine”), of several
//! “Fruit Wine” or “Berry Wine” with a statement of composition. 4.34(a), 4.39(n): no grape,
//! semi-generic or distinctive geographic name in a statement of composition, nor in the names of
//! other wines. 4.39(a)(7),(9): no name of a distilled spirit.
//! # How we decide
//! Composition is looked for generously: any fruit named outside the designation will do. Only the
//! cocktails that the regulation prints, in their settings, are wrong; others have been approved
//! and are shown without holding the label up.
//! # What we cannot see
//! What the wine is made from.

use super::kind::{self, part_4};
use crate::label::{Attribute, Commodities, Hit, Label, Line, fold};
use crate::lists;
use crate::rules::phrase::{self, SURE, quoted};
use crate::rules::{ALWAYS, Evidences, Note, Outcome, Rule, Severity, cfr};

/// Fruits and berries by their ordinary names.
const FRUITS: [&str; 42] = [
    "apple",
    "apples",
    "apricot",
    "banana",
    "blackberry",
    "blackberries",
    "blackcurrant",
    "black currant",
    "blueberry",
    "blueberries",
    "boysenberry",
    "cherry",
    "cherries",
    "cranberry",
    "cranberries",
    "currant",
    "elderberry",
    "elderberries",
    "fig",
    "gooseberry",
    "grapefruit",
    "guava",
    "huckleberry",
    "kiwi",
    "lemon",
    "lime",
    "mango",
    "marionberry",
    "nectarine",
    "orange",
    "passion fruit",
    "peach",
    "peaches",
    "pear",
    "pears",
    "pineapple",
    "plum",
    "pomegranate",
    "raspberry",
    "raspberries",
    "rhubarb",
    "strawberry",
];

pub static FRUIT: Rule = Rule {
    id: "wine.class-type.fruit",
    title: "Fruit wine names its fruit",
    statement: "Wine of a single fruit or product is designated “[fruit] wine”; of several, “fruit wine” or “berry \
                wine” with a statement of composition beside it.",
    citation: &[cfr(4, "4.21(e)(8)"), cfr(4, "4.21(f)(6)")],
    commodities: Commodities::WINE,
    severity: Severity::Error,
    evidence: Evidences("T"),
    in_force: ALWAYS,
    remedy: "Designate it “[fruit] wine”, or add what it is made from beside “Fruit Wine”.",
    passes: &["“Blackberry Wine”", "“Fruit Wine – apple and cherry wine”"],
    fails: &["“Fruit Wine” without composition", "“Blueberry” alone"],
    check: |label| part_4(label, fruit),
};

fn fruit(label: &Label) -> Outcome {
    let designations = kind::designations(label);
    let grape = !kind::grapes(label).is_empty()
        || designations.iter().any(|one| kind::is_a(&one.value, "wine.grape"));
    let mixed = designations
        .iter()
        .find(|one| matches!(one.value.id.as_str(), "wine.fruit" | "wine.berry" | "wine.citrus"));
    if let Some(mixed) = mixed.filter(|_| !grape) {
        let composed = phrase::hinted(label, &FRUITS)
            || mixed.value.attributes.iter().any(|a| matches!(a, Attribute::WithComposition(_)));
        return if composed {
            Outcome::met("the fruits are named", *mixed)
        } else if label.completeness.absence_is_certain() {
            Outcome::violated("no statement of composition names the fruits", *mixed)
        } else {
            Outcome::unclear("no statement of composition was found on what could be read", *mixed)
        };
    }
    let mead = designations.iter().find(|one| fold(&one.text) == "mead");
    if let Some(mead) = mead
        && !phrase::hinted(label, &["honey wine", "wine"])
    {
        return Outcome::unclear("part 4 knows honey wine, and mead only in passing", *mead)
            .as_warning();
    }
    if let Some(fruit) = bare_fruit(label) {
        let why = format!("{} is the only designation", quoted(std::slice::from_ref(&fruit)));
        let outcome = Outcome::violated(why, fruit);
        return if label.completeness.absence_is_certain() {
            outcome
        } else {
            outcome.in_doubt("a designation may stand where nothing could be read")
        };
    }
    let named = designations.iter().find(|one| {
        kind::is_a(&one.value, "wine.fruit") || kind::is_a(&one.value, "wine.agricultural")
    });
    named.map_or_else(
        || Outcome::not_applicable(Note::NoOccasion),
        |one| Outcome::met("the designation names its source", *one),
    )
}

/// A fruit on a line of its own on American wine that has no designation at all.
pub fn bare_fruit(label: &Label) -> Option<Hit> {
    let designated = !label.facts.class_type.is_absent()
        || !label.facts.designations.is_empty()
        || !label.facts.grape_varietals.is_empty()
        || phrase::hinted(label, &["wine", "cider", "perry", "mead"]);
    if designated || !kind::is_american(label) {
        return None;
    }
    let hits = phrase::claims(label, &FRUITS);
    hits.into_iter().find(|hit| phrase::folded_lines(hit) == hit.phrase)
}

pub static GRAPE_TERMS: Rule = Rule {
    id: "wine.class-type.composition-no-grape-terms",
    title: "Statements of composition name no grape",
    statement: "A statement of composition, and the names of wine that is not grape wine, use no grape, \
                semi-generic or distinctive geographic name.",
    citation: &[cfr(4, "4.34(a)"), cfr(4, "4.39(n)")],
    commodities: Commodities::WINE,
    severity: Severity::Error,
    evidence: Evidences("T"),
    in_force: ALWAYS,
    remedy: "Say “Grape wine with …” or “White wine with …” instead of the grape's name.",
    passes: &["“Grape wine with natural peach flavor”", "“White wine with natural flavors”"],
    fails: &["“Chardonnay with natural flavors”", "“Peach Moscato” on a flavored wine"],
    check: |label| part_4(label, grape_terms),
};

fn grape_terms(label: &Label) -> Outcome {
    if let Some(line) = flavored_grape(label) {
        let why = format!("“{}” names a grape in a statement of composition", line.text.trim());
        return Outcome::violated(why, line);
    }
    let designations = kind::designations(label);
    let composed = |one: &crate::label::Designation| {
        one.id == "wine.composition"
            || one.attributes.iter().any(|a| matches!(a, Attribute::WithComposition(_)))
    };
    let Some(statement) = designations.iter().find(|one| composed(&one.value)) else {
        return Outcome::not_applicable(Note::NoOccasion);
    };
    let reserved = |one: &crate::label::Designation| {
        kind::is_varietal(one) || kind::is_semi_generic(one) || one.id == "wine.foreign"
    };
    if reserved(&statement.value) {
        let why = format!("“{}” stands in a statement of composition", statement.text);
        return Outcome::violated(why, *statement);
    }
    let grape =
        label.facts.grape_varietals.iter().find(|one| {
            kind::in_a_name(label, &one.value.name) || kind::in_a_name(label, &one.text)
        });
    if let Some(grape) = grape {
        let why = format!("a name of this flavored wine holds the grape {}", grape.value.name);
        return Outcome::violated(why, grape);
    }
    // A grape in a declared name is read as no grape of the wine, but as a designation.
    let named = label
        .facts
        .designations
        .iter()
        .find(|one| kind::is_varietal(&one.value) && kind::in_a_name(label, &one.text));
    if let Some(named) = named.filter(|one| one.confidence >= SURE) {
        let why = format!("a name of this flavored wine holds “{}”", named.text);
        return Outcome::violated(why, named);
    }
    Outcome::met("the statement of composition names no grape", *statement)
}

/// A well-read line that names a grape and goes on “with natural flavors” or the like.
fn flavored_grape(label: &Label) -> Option<&Line> {
    let composed = |words: &str| {
        FLAVORED.iter().any(|with| words.starts_with(with)) && words.contains(" flavor")
    };
    kind::plain_lines(label)
        .find(|(index, _)| {
            let words = label.text.folded(*index);
            kind::grapes(label).iter().any(|grape| {
                let rest = words.strip_prefix(fold(&grape.text).as_str());
                rest.is_some_and(|rest| composed(rest.trim_start()))
            })
        })
        .map(|(_, line)| line)
}

/// How a statement of composition goes on after the wine's name.
const FLAVORED: [&str; 4] =
    ["with natural", "with artificial", "with other natural", "with added natural"];

/// Spirits and cocktails that the regulation does not print.
const OTHER_COCKTAILS: [&str; 9] = [
    "margarita",
    "mojito",
    "pina colada",
    "cosmopolitan",
    "old fashioned",
    "moscow mule",
    "bloody mary",
    "mai tai",
    "paloma",
];

pub static SPIRITS_WORDS: Rule = Rule {
    id: "wine.class-type.spirits-words",
    title: "Wine is not named like distilled spirits",
    statement: "Brand and designation do not use the name of a distilled spirits product nor imply that the wine \
                contains or resembles spirits. A required statement of composition may name the spirits used.",
    citation: &[cfr(4, "4.39(a)(7)"), cfr(4, "4.39(a)(9)")],
    commodities: Commodities::WINE,
    severity: Severity::Error,
    evidence: Evidences("T"),
    in_force: ALWAYS,
    remedy: "Take the cocktail's or the spirit's name off the brand and the designation.",
    passes: &["“Wine cocktail with natural lime flavor”", "a composition naming the spirit used"],
    fails: &["“Peach Martini”, a wine cocktail", "“Cuba Libre”, a wine specialty"],
    check: |label| part_4(label, spirits_words),
};

fn spirits_words(label: &Label) -> Outcome {
    for words in &lists::all().wine_spirits_words {
        let setting: &[&str] = if words.when.contains("cocktail") {
            &["wine cocktail"]
        } else {
            &["wine specialty", "wine highball", "highball"]
        };
        if !phrase::hinted(label, setting) {
            continue;
        }
        let listed: Vec<&str> = words.words.iter().map(String::as_str).collect();
        let hits = named(label, &listed);
        if !hits.is_empty() {
            let why = format!("{} is the name of a spirits product", quoted(&hits));
            return Outcome::violated(why, hits);
        }
    }
    let hits = named(label, &OTHER_COCKTAILS);
    if hits.is_empty() {
        return Outcome::not_applicable(Note::NoOccasion);
    }
    let why = format!("{} is a cocktail that the regulation does not print", quoted(&hits));
    Outcome::unclear(why, hits).as_warning()
}

/// Words in the brand, the fanciful name or a line short enough to be a name.
fn named(label: &Label, words: &[&str]) -> Vec<Hit> {
    const NAME_WORDS: usize = 4;
    let mut hits = phrase::claims(label, words);
    hits.retain(|hit| {
        kind::in_a_name(label, &hit.phrase)
            || phrase::folded_lines(hit).split(' ').count() <= NAME_WORDS
    });
    hits
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::label::NameMatch::Exact;
    use crate::rules::OutcomeKind::{Met, NotApplicable, Unclear, Violated};
    use crate::rules::testing::{assert_cases, assert_severities, label};

    fn wine(id: &str, words: &str) -> Label {
        label().domestic().class_type(id, &[], words)
    }

    #[test]
    fn fruit_wine_names_its_fruits() {
        let blackberry = label().class_type("wine.named-fruit", &["wine.fruit"], "Blackberry Wine");
        assert_cases(
            &FRUIT,
            [
                ("blackberry", blackberry, Met),
                ("honey", wine("wine.agricultural", "Honey Wine"), Met),
                (
                    "two fruits",
                    wine("wine.fruit", "Fruit Wine").text(["apple and cherry wine"]),
                    Met,
                ),
                (
                    "skin-contact grapes",
                    wine("wine.red-wine", "Orange Wine").grape("Albariño"),
                    NotApplicable,
                ),
                ("no composition", wine("wine.fruit", "Fruit Wine"), Violated),
                ("blueberry", label().domestic().text(["BLUEBERRY"]), Violated),
                (
                    "no composition, poorly read",
                    wine("wine.berry", "Berry Wine").poorly_read(),
                    Unclear,
                ),
                ("mead alone", wine("wine.mead", "Mead"), Unclear),
            ],
        );
    }

    #[test]
    fn a_composition_names_no_grape() {
        let composed = |id: &str, words: &str| {
            wine(id, words).attribute(Attribute::WithComposition("with natural flavors".to_owned()))
        };
        let moscato = wine("wine.composition", "Grape wine with natural flavors")
            .fanciful("Peach Moscato", Exact)
            .grape("Moscato");
        let designated = wine("wine.composition", "Grape wine with natural flavors")
            .fanciful("Peach Moscato", Exact)
            .another_designation("wine.varietal-significance.muscat", &["wine.grape"], "Moscato");
        assert_cases(
            &GRAPE_TERMS,
            [
                ("grape wine", wine("wine.composition", "Grape wine with natural flavors"), Met),
                ("white wine", composed("wine.white-wine", "White wine"), Met),
                (
                    "a port",
                    wine("wine.cider", "Cider").text(["Port Townsend Cider"]),
                    NotApplicable,
                ),
                ("chardonnay", composed("wine.varietal", "Chardonnay"), Violated),
                ("a name", moscato, Violated),
                ("a name read as designation", designated, Violated),
            ],
        );
    }

    #[test]
    fn only_printed_cocktails_are_wrong() {
        let margarita = || label().text(["Baja Lime Margarita", "Wine Cocktail"]);
        assert_cases(
            &SPIRITS_WORDS,
            [
                ("lime", label().text(["Wine cocktail with natural lime flavor"]), NotApplicable),
                (
                    "the spirit used",
                    label().text(["Grape wine with natural flavors and brandy"]),
                    NotApplicable,
                ),
                ("a name elsewhere", label().text(["Martini", "Vermouth"]), NotApplicable),
                ("martini", label().text(["Peach Martini", "Wine Cocktail"]), Violated),
                ("cuba libre", label().text(["Cuba Libre", "Wine Specialty"]), Violated),
                ("margarita", margarita(), Unclear),
            ],
        );
        assert_severities(&SPIRITS_WORDS, [("margarita", margarita(), Severity::Warning)]);
    }
}
