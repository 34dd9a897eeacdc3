//! The declared class and type is of the designation's family.
//! # What the regulation asks
//! The form's CT box is the agency's own coarse bucket; it does not repeat the label's words.
//! # How we decide
//! By families, told from words of the description in an order where the narrower word comes
//! first: `LIQUEURS (WHISKY)` is a liqueur. Only families that cannot be the same product
//! contradict each other; specialties and flavored products sit in many buckets. Suffixes and
//! proof ranges are the registry's own. A class that is given in the label's words is met when
//! its words are on the label; one that the lists hold by that very name is another class where
//! neither of the two is a kind of the other: straight rye on a bourbon, Merlot on a Cabernet.
//! # What we cannot see
//! The official table of codes: an unknown description is a remark.

use crate::label::{Attribute, Commodities, Commodity, Designation, Fact, Label, fold};
use crate::lists;
use crate::rules::phrase::{SURE, holds};
use crate::rules::{ALWAYS, Citation, Evidences, Note, Outcome, Rule, Severity};

/// What a bucket or a designation is, as far as the two can be compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Family {
    Liqueur,
    /// Flavored, specialty and cocktail buckets: compatible with every spirit.
    Specialty,
    Gin,
    Neutral,
    Rum,
    Brandy,
    Agave,
    Whisky,
    StillRed,
    StillWhite,
    StillRose,
    /// Still wine from grapes, of no stated colour.
    Still,
    Sparkling,
    Carbonated,
    Dessert,
    Fruit,
    Mead,
    Sake,
    Aperitif,
    /// Wine with a statement of composition: compatible with every wine.
    OtherWine,
    Malt,
}

/// Words of a description and the family they name; the first that is found counts.
const DESCRIPTIONS: [(&str, Family); 58] = [
    ("malt beverage", Family::Malt),
    ("malt beverages", Family::Malt),
    ("irc beer", Family::Malt),
    ("near beer", Family::Malt),
    ("malt liquor", Family::Malt),
    ("specialties", Family::Specialty),
    ("specialities", Family::Specialty),
    ("cocktail", Family::Specialty),
    ("cocktails", Family::Specialty),
    ("mixed drinks", Family::Specialty),
    ("under 48 proof", Family::Specialty),
    ("48 proof up", Family::Specialty),
    ("proprietary", Family::Specialty),
    ("liqueur", Family::Liqueur),
    ("liqueurs", Family::Liqueur),
    ("cordials", Family::Liqueur),
    ("curacao", Family::Liqueur),
    ("triple sec", Family::Liqueur),
    ("creme de", Family::Liqueur),
    ("anisette", Family::Liqueur),
    ("kummel", Family::Liqueur),
    ("sambuca", Family::Liqueur),
    ("amaretto", Family::Liqueur),
    ("schnapps", Family::Liqueur),
    ("sloe gin", Family::Liqueur),
    ("rock rye", Family::Liqueur),
    ("flavored wine", Family::OtherWine),
    ("sake", Family::Sake),
    ("vermouth", Family::Aperitif),
    ("flavored", Family::Specialty),
    ("gin", Family::Gin),
    ("vodka", Family::Neutral),
    ("neutral spirits", Family::Neutral),
    ("grain spirits", Family::Neutral),
    ("rum", Family::Rum),
    ("cachaca", Family::Rum),
    ("brandy", Family::Brandy),
    ("grappa", Family::Brandy),
    ("tequila", Family::Agave),
    ("mezcal", Family::Agave),
    ("agave", Family::Agave),
    ("whisky", Family::Whisky),
    ("whiskey", Family::Whisky),
    ("single malt", Family::Whisky),
    ("carbonated wine", Family::Carbonated),
    ("sparkling wine", Family::Sparkling),
    ("honey", Family::Mead),
    ("apple", Family::Fruit),
    ("cider", Family::Fruit),
    ("fruit wine", Family::Fruit),
    ("dessert", Family::Dessert),
    ("table red wine", Family::StillRed),
    ("table white wine", Family::StillWhite),
    ("rose wine", Family::StillRose),
    ("beer", Family::Malt),
    ("ale", Family::Malt),
    ("porter", Family::Malt),
    ("stout", Family::Malt),
];

/// Starts of designation ids and their family; the first that fits counts.
const DESIGNATIONS: [(&str, Family); 24] = [
    ("spirits.liqueur", Family::Liqueur),
    ("spirits.whisky", Family::Whisky),
    ("spirits.gin", Family::Gin),
    ("spirits.vodka", Family::Neutral),
    ("spirits.neutral-spirits", Family::Neutral),
    ("spirits.grain-spirits", Family::Neutral),
    ("spirits.rum", Family::Rum),
    ("spirits.brandy", Family::Brandy),
    ("spirits.agave", Family::Agave),
    ("spirits.", Family::Specialty),
    ("wine.red-wine", Family::StillRed),
    ("wine.white-wine", Family::StillWhite),
    ("wine.pink-wine", Family::StillRose),
    ("wine.sparkling-fruit", Family::Fruit),
    ("wine.carbonated-fruit", Family::Fruit),
    ("wine.sparkling", Family::Sparkling),
    ("wine.carbonated", Family::Carbonated),
    ("wine.fruit", Family::Fruit),
    ("wine.mead", Family::Mead),
    ("wine.sake", Family::Sake),
    ("wine.aperitif", Family::Aperitif),
    ("wine.grape", Family::Still),
    ("wine.", Family::OtherWine),
    ("malt.", Family::Malt),
];

pub static RULE: Rule = Rule {
    id: "application.class-type",
    title: "The declared class and type fits the designation",
    statement: "The declared class and type, or the registry's code for it, is of the same family as \
                the designation on the label.",
    citation: &[
        Citation::Other("TTB F 5100.31 box CT"),
        Citation::Other("public COLA registry, Class/Type"),
    ],
    commodities: Commodities::ALL,
    severity: Severity::Warning,
    evidence: Evidences("T+A"),
    in_force: ALWAYS,
    remedy: "Correct the class and type in the application, or the designation on the label.",
    passes: &["TABLE RED WINE, “Cabernet Sauvignon”", "a dessert-wine code on a 14.9 % Cabernet"],
    fails: &["STRAIGHT BOURBON WHISKY, “Bourbon Liqueur”", "TABLE WHITE WINE, “Sparkling Wine”"],
    check,
};

fn check(label: &Label) -> Outcome {
    let application = &label.declared.application;
    let declared = [&application.class_type, &application.class_type_code]
        .into_iter()
        .flatten()
        .find(|text| !text.trim().is_empty());
    let Some(declared) = declared else {
        return Outcome::not_applicable(Note::NotDeclared);
    };
    if words_are_on_label(label, declared) {
        return Outcome::met("the declared words are on the label", &label.facts.class_type);
    }
    let Some(class) = label.facts.class_type.reading() else {
        return match &label.facts.class_type {
            Fact::Unreadable(seen) => Outcome::unclear("the class or type could not be read", seen),
            _ => Outcome::unclear("no class or type was found to compare", ()),
        };
    };
    let by_name = application.class_type.as_ref().is_some_and(|given| {
        given == declared
            && (is_another_spirit(label, declared) || is_another_grape(label, declared))
    });
    let why = format!("declared “{declared}”, the label says “{}”", class.text.trim());
    let sure = label.facts.class_type.confident().is_some() && class.confidence >= SURE;
    if by_name {
        return if sure { Outcome::violated(why, class) } else { Outcome::unclear(why, class) };
    }
    let Some(family) = family_of_description(declared) else {
        return Outcome::unclear(format!("“{declared}” is not a known class"), class).as_info();
    };
    if agree(family, &class.value) {
        return Outcome::met("the designation is of the declared family", class);
    }
    if sure { Outcome::violated(why, class) } else { Outcome::unclear(why, class) }
}

fn words_are_on_label(label: &Label, declared: &str) -> bool {
    let whisky = |text: &str| fold(text).replace("whiskey", "whisky");
    let declared = whisky(declared);
    if family_of_description(&declared).is_some() && declared.contains("table") {
        return false; // The registry's bucket; “table” has a meaning of its own on labels.
    }
    let printed = label.facts.class_type.reading();
    printed.is_some_and(|class| {
        holds(&whisky(&class.text), &declared) || whisky(&class.value.name) == declared
    })
}

/// Classes of spirits that are told apart by name; flavored ones and specialties share names.
const TOLD_APART: [&str; 5] =
    ["spirits.whisky", "spirits.gin", "spirits.brandy", "spirits.rum", "spirits.agave"];

/// Whether the declared words name one spirit and every designation on the label another.
fn is_another_spirit(label: &Label, declared: &str) -> bool {
    let whisky = |text: &str| fold(text).replace("whiskey", "whisky");
    let declared = whisky(declared);
    let told_apart = |id: &str| TOLD_APART.iter().any(|start| id.starts_with(start));
    let Some(named) = lists::all().designations.iter().find(|entry| {
        told_apart(&entry.id)
            && std::iter::once(&entry.name)
                .chain(&entry.synonyms)
                .any(|name| whisky(name) == declared)
    }) else {
        return false;
    };
    let above = lists::parents(&named.id);
    let within = |one: &str, other: &str| one.split(' ').all(|word| holds(other, word));
    let designations = label.facts.designations.iter().chain(label.facts.class_type.reading());
    let spirits = designations.filter(|one| one.value.commodity == Commodity::DistilledSpirits);
    let printed: Vec<_> = spirits.collect();
    !printed.is_empty()
        && printed.iter().all(|one| {
            let (class, words) = (&one.value, whisky(&one.text));
            told_apart(&class.id)
                && class.attributes.iter().all(|with| matches!(with, Attribute::Place(_)))
                && class.id != named.id
                && !class.parents.contains(&named.id)
                && !above.contains(&class.id)
                && !within(&declared, &words)
                && !within(&words, &declared)
        })
}

/// Whether the declared words are the name of a grape and the label names others alone.
fn is_another_grape(label: &Label, declared: &str) -> bool {
    let Some(grape) = lists::grape(declared) else { return false };
    let printed = &label.facts.grape_varietals;
    printed.iter().any(|one| one.value.as_designation)
        && !printed.iter().any(|one| fold(&one.value.group) == fold(&grape.group))
        && label.text.find(declared).is_empty()
}

fn family_of_description(description: &str) -> Option<Family> {
    let words = fold(description);
    DESCRIPTIONS.iter().find(|(phrase, _)| holds(&words, phrase)).map(|(_, family)| *family)
}

fn family_of_designation(designation: &Designation) -> Option<Family> {
    let ids = std::iter::once(&designation.id).chain(&designation.parents);
    let mut families = ids.flat_map(|id| {
        DESIGNATIONS.iter().filter(|(start, _)| id.starts_with(start)).map(|(_, family)| *family)
    });
    let first = families.next()?;
    let vague = |family: Family| matches!(family, Family::Specialty | Family::OtherWine);
    if vague(first) { families.find(|family| !vague(*family)).or(Some(first)) } else { Some(first) }
}

fn agree(declared: Family, designation: &Designation) -> bool {
    let Some(printed) = family_of_designation(designation) else { return true };
    let composed = designation.attributes.iter().any(|attribute| {
        matches!(
            attribute,
            Attribute::Flavored(_) | Attribute::WithComposition(_) | Attribute::ReadyToDrink
        )
    });
    let spirits = |family: Family| (family as u8) <= Family::Whisky as u8;
    let malt = |family: Family| family == Family::Malt;
    if spirits(declared) != spirits(printed) || malt(declared) != malt(printed) {
        return false;
    }
    let still = |family: Family| {
        matches!(
            family,
            Family::Still
                | Family::StillRed
                | Family::StillWhite
                | Family::StillRose
                | Family::Dessert
        )
    };
    let colour =
        |family| matches!(family, Family::StillRed | Family::StillWhite | Family::StillRose);
    composed
        || declared == printed
        || [declared, printed].iter().any(|one| matches!(one, Family::Specialty | Family::OtherWine))
        || (still(declared) && still(printed) && !(colour(declared) && colour(printed)))
        // Vermouth and the aperitifs share their bucket with mixed types and dessert wines.
        || [declared, printed].contains(&Family::Aperitif)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::OutcomeKind::{Met, NotApplicable, Unclear, Violated};
    use crate::rules::testing::{assert_cases, label};

    fn coded(code: &str) -> Label {
        label().declaring(|declared| declared.application.class_type_code = Some(code.to_owned()))
    }

    fn named(class: &str) -> Label {
        let class = Some(class.to_owned());
        label().declaring(|declared| declared.application.class_type = class)
    }

    #[test]
    fn a_class_given_by_its_name_is_that_one_or_a_kind_of_it() {
        let bourbon = |label: Label| {
            label.spirits().class_type(
                "spirits.whisky.straight-bourbon",
                &["spirits.whisky.bourbon", "spirits.whisky"],
                "Straight Bourbon Whiskey",
            )
        };
        let cabernet = |label: Label| {
            label
                .class_type("wine.varietal", &["wine.grape"], "Cabernet Sauvignon")
                .grape("Cabernet Sauvignon")
        };
        let mezcal = |label: Label| {
            label.spirits().class_type("spirits.agave.mezcal", &["spirits.agave"], "Mezcal Joven")
        };
        assert_cases(
            &RULE,
            [
                ("its kind", bourbon(named("Bourbon Whisky")), Met),
                ("its class", bourbon(named("Whisky")), Met),
                ("with its State", bourbon(named("Kentucky Straight Bourbon Whisky")), Met),
                ("another grain", bourbon(named("Straight Rye Whisky")), Violated),
                ("another agave spirit", mezcal(named("Tequila")), Violated),
                ("the registry's bucket is coarse", bourbon(coded("STRAIGHT RYE WHISKY")), Met),
                ("the grape", cabernet(named("Cabernet Sauvignon")), Met),
                ("a wine of no grape", cabernet(named("Table Red Wine")), Met),
                ("another grape", cabernet(named("Merlot")), Violated),
                ("declared and printed", cabernet(named("Merlot")).text(["with Merlot"]), Unclear),
            ],
        );
    }

    #[test]
    fn families_agree() {
        let cabernet =
            |label: Label| label.class_type("wine.varietal", &["wine.grape"], "Cabernet Sauvignon");
        assert_cases(
            &RULE,
            [
                ("red", cabernet(coded("TABLE RED WINE")), Met),
                ("strong red", cabernet(coded("DESSERT /PORT/SHERRY/(COOKING) WINE")), Met),
                (
                    "malt specialty",
                    coded("MALT BEVERAGES SPECIALITIES - FLAVORED").malt().class_type(
                        "malt.ale",
                        &["malt.malt-beverage"],
                        "Ale with blackberry juice",
                    ),
                    Met,
                ),
                (
                    "the label's own words",
                    label()
                        .spirits()
                        .declaring(|one| {
                            one.application.class_type = Some("Straight Bourbon Whisky".to_owned());
                        })
                        .class_type(
                            "spirits.whisky.straight-bourbon",
                            &[],
                            "Kentucky Straight Bourbon Whiskey",
                        ),
                    Met,
                ),
                (
                    "place rum",
                    coded("JAMAICAN RUM GOLD FB").class_type(
                        "spirits.place.jamaica-rum",
                        &["spirits.rum"],
                        "Jamaica Rum",
                    ),
                    Met,
                ),
                ("not declared", cabernet(label()), NotApplicable),
                (
                    "bourbon liqueur",
                    coded("STRAIGHT BOURBON WHISKY").spirits().class_type(
                        "spirits.liqueur.bourbon",
                        &["spirits.liqueur"],
                        "Bourbon Liqueur",
                    ),
                    Violated,
                ),
                (
                    "sparkling",
                    coded("TABLE WHITE WINE").class_type("wine.sparkling", &[], "Sparkling Wine"),
                    Violated,
                ),
                ("a code of no list", cabernet(coded("999")), Unclear),
            ],
        );
    }
}
