//! Names that belong to places.
//! # What the regulation asks
//! 5.143(c), 5.145(c), 5.147(b), 5.148(b), 5.154: some names are for spirits of one country
//! alone; others need the place, or “type” or an adjective beside them; others are anyone's.
//! # How we decide
//! Two tables, names with their countries. A contradiction is a confidently read statement of
//! another country; a product made at an American address contradicts the second table. The
//! names of the first as base of a flavored spirit or part of a composition name an
//! ingredient, and say nothing of where the product was finished.
//! # What we cannot see
//! Where goods without a statement come from (that is `common.country-of-origin`).

use super::product::{SPIRITS, class, is, is_american, is_composed, no_occasion, own_words, quote};
use crate::label::{Designation, Function, Label, Reading};
use crate::rules::phrase::{SURE, hinted, holds};
use crate::rules::{Note, Outcome, Rule, Severity, cfr};

/// Names for spirits of one country alone, the narrower first.
const LIMITED: [(&str, &[&str]); 14] = [
    ("spirits.whisky.scotch", &["United Kingdom"]),
    ("spirits.whisky.irish", &["Ireland", "United Kingdom"]),
    ("spirits.whisky.canadian", &["Canada"]),
    ("spirits.brandy.cognac", &["France"]),
    ("spirits.brandy.armagnac", &["France"]),
    ("spirits.brandy.calvados", &["France"]),
    ("spirits.brandy.brandy-de-jerez", &["Spain"]),
    ("spirits.brandy.pisco-peru", &["Peru"]),
    ("spirits.brandy.pisco-chileno", &["Chile"]),
    ("spirits.brandy.pisco", &["Peru", "Chile"]),
    ("spirits.brandy.singani", &["Bolivia"]),
    ("spirits.rum.cachaca", &["Brazil"]),
    ("spirits.agave.tequila", &["Mexico"]),
    ("spirits.agave.mezcal", &["Mexico"]),
];

/// Names of places without a standard of their own; the last column tells whether “type” or
/// “American” beside the name helps. Habanero is left out: on labels it is a pepper.
const GEOGRAPHIC: [(&str, &[&str], bool); 8] = [
    ("spirits.place.greek-brandy", &["Greece"], false),
    ("spirits.place.jamaica-rum", &["Jamaica"], false),
    ("spirits.place.puerto-rico-rum", &["Puerto Rico", "United States"], false),
    ("spirits.place.demerara-rum", &["Guyana"], false),
    ("spirits.place.andong-soju", &["South Korea"], false),
    ("spirits.distinctive.eau-de-vie-de-dantzig", &["Poland", "Germany"], true),
    ("spirits.distinctive.ojen", &["Spain"], true),
    ("spirits.distinctive.swedish-punch", &["Sweden"], true),
];

pub static LIMITED_RULE: Rule = Rule {
    id: "spirits.class-type.origin-limited",
    title: "Scotch, Tequila, Cognac and the like come from where their names belong",
    statement: "Names reserved to a country designate only spirits of that country, and the statement of \
                origin agrees.",
    citation: &[
        cfr(5, "5.143(c)"),
        cfr(5, "5.145(c)"),
        cfr(5, "5.147(b)"),
        cfr(5, "5.148(b)"),
        cfr(5, "5.154(a)"),
    ],
    remedy: "Correct the country of origin, or designate the product by a name that is not reserved.",
    passes: &["“Tequila – Product of Mexico”", "“Pisco Chileno – Product of Chile”"],
    fails: &["“Tequila – Product of USA”", "“Scotch Whisky – Product of Japan”"],
    check: limited,
    ..SPIRITS
};

fn limited(label: &Label) -> Outcome {
    let Some(class) = class(label) else { return Outcome::not_applicable(Note::SaidElsewhere) };
    let Some((_, countries)) = LIMITED.iter().find(|(id, _)| is(&class.value, id)) else {
        return no_occasion();
    };
    let composed = label.facts.designations.iter().any(|one| is_composed(&one.value));
    if composed || is_composed(&class.value) {
        return no_occasion();
    }
    agree(label, class, countries)
}

/// Whether some statement of origin agrees, or a confident one contradicts.
fn agree(label: &Label, class: &Reading<Designation>, countries: &[&str]) -> Outcome {
    let named =
        |name: &Option<String>| name.as_deref().is_some_and(|country| countries.contains(&country));
    let statements = &label.facts.origin_statements;
    if let Some(statement) = statements.iter().find(|one| named(&one.value.country)) {
        return Outcome::met("the statement of origin agrees", statement);
    }
    let stated = label.facts.country_of_origin.confident();
    let Some(stated) = stated.filter(|stated| stated.value.country.is_some()) else {
        return Outcome::not_applicable(Note::NoOccasion);
    };
    let seen = [class.evidence.clone(), stated.evidence.clone()].concat();
    let why = format!("“{}” is a name of {}", class.text.trim(), countries.join(" or "));
    if stated.confidence < SURE {
        return Outcome::unclear(format!("{why}; the statement of origin seems to differ"), seen);
    }
    Outcome::violated(format!("{why}, and the label says {}", quote(&stated.evidence)), seen)
}

pub static GEOGRAPHIC_RULE: Rule = Rule {
    id: "spirits.class-type.geographic",
    title: "Names of places are true or qualified",
    statement: "A distinctive geographic name is for spirits of the place; some may be used with “type” or \
                an adjective beside them, some have become generic.",
    citation: &[cfr(5, "5.154(a)"), cfr(5, "5.154(b)(2)")],
    severity: Severity::Warning,
    remedy: "Designate the product without the place, or qualify the name where the law allows it.",
    passes: &["“American type Ojen”", "“London Dry Gin” made in Ohio"],
    fails: &["“Jamaica Rum” made in Florida", "“Swedish Punch” made in Iowa, unqualified"],
    check: geographic,
    ..SPIRITS
};

fn geographic(label: &Label) -> Outcome {
    let Some(class) = class(label) else { return Outcome::not_applicable(Note::SaidElsewhere) };
    let entry = GEOGRAPHIC.iter().find(|(id, ..)| is(&class.value, id));
    let Some((_, countries, curable)) = entry else { return no_occasion() };
    let words = own_words(label, class);
    if *curable && (holds(&words, "type") || holds(&words, "american")) {
        return Outcome::met("the name is qualified", class);
    }
    let outcome = agree(label, class, countries);
    if outcome.note != Some(Note::NoOccasion) || countries.contains(&"United States") {
        return outcome;
    }
    // Bottling here makes no American product; distilling, producing and making do.
    let made_here = label.facts.name_addresses.iter().find(|one| {
        let made =
            [Function::Distilled, Function::Produced, Function::Made, Function::Manufactured];
        one.value.state.is_some() && made.iter().any(|&function| one.value.does(function))
    });
    match made_here {
        Some(statement) if is_american(label) && !hinted(label, &["imported"]) => {
            let why = format!("“{}” was made here", class.text.trim());
            Outcome::violated(why, [class.evidence.clone(), statement.evidence.clone()].concat())
        }
        _ => outcome,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::label::Attribute;
    use crate::rules::OutcomeKind::{Met, NotApplicable, Violated};
    use crate::rules::testing::{assert_cases, label};

    fn of(id: &str, parents: &[&str], printed: &str) -> Label {
        label().spirits().class_type(id, parents, printed)
    }

    fn tequila() -> Label {
        of("spirits.agave.tequila", &["spirits.agave"], "Tequila")
    }

    #[test]
    fn reserved_names_agree_with_the_country() {
        let scotch = of(
            "spirits.whisky.blended-scotch",
            &["spirits.whisky.scotch", "spirits.whisky"],
            "Scotch Whisky",
        );
        let usa = Some("United States");
        assert_cases(
            &LIMITED_RULE,
            [
                ("Mexico", tequila().origin("Product of", "Mexico", Some("Mexico")), Met),
                (
                    "Chile",
                    of("spirits.brandy.pisco-chileno", &["spirits.brandy"], "Pisco Chileno")
                        .origin("Product of", "Chile", Some("Chile")),
                    Met,
                ),
                (
                    "flavored here",
                    of("spirits.flavored", &[], "Coconut Flavored Tequila")
                        .another_designation("spirits.agave.tequila", &["spirits.agave"], "Tequila")
                        .origin("Product of", "USA", usa),
                    NotApplicable,
                ),
                (
                    "an ingredient",
                    tequila()
                        .attribute(Attribute::WithComposition("with natural flavors".to_owned()))
                        .origin("Product of", "USA", usa),
                    NotApplicable,
                ),
                ("nothing said", tequila(), NotApplicable),
                ("USA", tequila().origin("Product of", "USA", usa), Violated),
                ("Japan", scotch.origin("Product of", "Japan", Some("Japan")), Violated),
            ],
        );
    }

    #[test]
    fn places_are_true_or_qualified() {
        let made = |label: Label, city: &str, state: &str| {
            label.domestic().name_address("Distilled and bottled by", "ABC", city, state)
        };
        let ojen = || of("spirits.distinctive.ojen", &[], "Ojen");
        assert_cases(
            &GEOGRAPHIC_RULE,
            [
                (
                    "type",
                    made(of("spirits.distinctive.ojen", &[], "American type Ojen"), "Ames", "IA"),
                    Met,
                ),
                (
                    "generic",
                    made(
                        of("spirits.gin.london-dry-gin", &["spirits.gin"], "London Dry Gin"),
                        "Dayton",
                        "OH",
                    ),
                    NotApplicable,
                ),
                ("from Spain", ojen().origin("Product of", "Spain", Some("Spain")), Met),
                (
                    "bottled here",
                    of("spirits.place.jamaica-rum", &["spirits.rum"], "Jamaica Rum").name_address(
                        "Bottled by",
                        "ABC",
                        "Miami",
                        "FL",
                    ),
                    NotApplicable,
                ),
                (
                    "Florida",
                    made(
                        of("spirits.place.jamaica-rum", &["spirits.rum"], "Jamaica Rum"),
                        "Miami",
                        "FL",
                    ),
                    Violated,
                ),
                (
                    "Iowa",
                    made(
                        of("spirits.distinctive.swedish-punch", &[], "Swedish Punch"),
                        "Ames",
                        "IA",
                    ),
                    Violated,
                ),
            ],
        );
    }
}
