//! Class and type designations: the names of the lists as they stand on the label.

use super::grammar::{Parsed, words::Words};
use super::statements::{self, Statement};
use crate::label::{Attribute, Certainty, Commodity, Designation, Fact, Facts, fold};
use crate::lists::{self, Names};
use crate::ocr::Line;
use std::sync::LazyLock;

/// What a name of the lists stands for.
struct Named {
    id: String,
    name: String,
    commodity: Commodity,
}

static DESIGNATIONS: LazyLock<Names<Named>> = LazyLock::new(|| {
    let lists = lists::all();
    let mut names: Vec<(String, Named)> = Vec::new();
    for entry in &lists.designations {
        for name in std::iter::once(&entry.name).chain(&entry.synonyms) {
            // `[Fruit] Brandy` is a pattern; `Alcohol` stands in every
            // alcohol statement, and `Rosé` is a flower and a colour as well.
            if name.contains('[') || name == "Alcohol" || fold(name) == "rose" {
                continue;
            }
            let named = Named {
                id: entry.id.clone(),
                name: entry.name.clone(),
                commodity: entry.commodity,
            };
            names.push((name.clone(), named));
        }
    }
    for (name, id, commodity) in PATTERNS {
        let named = Named { id: (*id).to_owned(), name: (*name).to_owned(), commodity: *commodity };
        names.push(((*name).to_owned(), named));
    }
    for region in lists.foreign_regions.iter().filter(|region| region.distinctive) {
        let named = Named {
            id: "wine.foreign".to_owned(),
            name: region.name.clone(),
            commodity: Commodity::Wine,
        };
        names.push((region.name.clone(), named));
    }
    for grape in &lists.grapes {
        if is_ordinary(&grape.name) {
            continue;
        }
        let named = Named {
            id: "wine.varietal".to_owned(),
            name: grape.name.clone(),
            commodity: Commodity::Wine,
        };
        names.push((grape.name.clone(), named));
    }
    Names::new(names)
});

/// Forms that the lists give as patterns, in the wordings that labels use.
const PATTERNS: &[(&str, &str, Commodity)] = &[
    ("Flavored Vodka", "spirits.flavored", Commodity::DistilledSpirits),
    ("Flavored Whiskey", "spirits.flavored", Commodity::DistilledSpirits),
    ("Flavored Whisky", "spirits.flavored", Commodity::DistilledSpirits),
    ("Flavored Rum", "spirits.flavored", Commodity::DistilledSpirits),
    ("Flavored Gin", "spirits.flavored", Commodity::DistilledSpirits),
    ("Flavored Brandy", "spirits.flavored", Commodity::DistilledSpirits),
    ("Flavored Tequila", "spirits.flavored", Commodity::DistilledSpirits),
    ("Whisky Liqueur", "spirits.liqueur", Commodity::DistilledSpirits),
    ("Whiskey Liqueur", "spirits.liqueur", Commodity::DistilledSpirits),
    ("Vodka Liqueur", "spirits.liqueur", Commodity::DistilledSpirits),
    ("Tequila Liqueur", "spirits.liqueur", Commodity::DistilledSpirits),
    ("Single Malt Whisky", "spirits.whisky.malt", Commodity::DistilledSpirits),
    ("Single Malt Whiskey", "spirits.whisky.malt", Commodity::DistilledSpirits),
    ("Distilled Spirits Specialty", "spirits.specialty", Commodity::DistilledSpirits),
    ("Distilled Spirits Speciality", "spirits.specialty", Commodity::DistilledSpirits),
    ("Pale Ale", "malt.ale", Commodity::MaltBeverage),
    ("Double India Pale Ale", "malt.ipa", Commodity::MaltBeverage),
];

/// Grape names that are ordinary words, surnames or towns.
pub fn is_ordinary(name: &str) -> bool {
    const ORDINARY: &[&str] = &[
        "Creek",
        "Gold",
        "Carmine",
        "James",
        "Delaware",
        "Salem",
        "Mission",
        "Isabella",
        "Iona",
        "Diamond",
        "Blanc",
        "Captivator",
        "Cascade",
        "Chancellor",
        "Chief",
        "Colobel",
        "Concord",
        "Crimson Cabernet",
        "Dutchess",
        "Early Burgundy",
        "Ehrenfelser",
        "Elvira",
        "Fay Rouge",
        "Fern",
        "Flora",
        "Fredonia",
        "Horizon",
        "Ives",
        "Kay Gray",
        "King of the North",
        "Magnolia",
        "Melody",
        "Monticello",
        "Mustang",
        "Naples",
        "Niagara",
        "Noah",
        "Noble",
        "Oberlin Noir",
        "Redgate",
        "Regale",
        "Royalty",
        "Roucaneuf",
        "Southland",
        "Steuben",
        "Stover",
        "Sunbelt",
        "Suwannee",
        "Swenson Red",
        "Topsail",
        "Trousseau gris",
        "Veeblanc",
        "Ventura",
        "Victoria Red",
        "Vincent",
        "Watergate",
        "Welder",
        "Yuga",
        "Petite Pearl",
        "Carlos",
        "Doreen",
        "Pamlico",
        "Hunt",
        "Rubired",
        "Lake Emerald",
        "Princess",
        "Empress",
        "Cowart",
        "Higgins",
        "Jumbo",
        "Tarheel",
        "Dearing",
        "Albania",
        "Golden Isles",
        "Catawba",
        "Alden",
        "America",
        "Brilliant",
        "Sterling",
        "Nero",
        "Bountiful",
        "Tannat Blanc",
    ];
    ORDINARY.contains(&name)
}

/// Spirits that `… Flavored` before their name makes a flavored spirit of.
const FLAVORED_BASES: [&str; 9] = [
    "spirits.whisky",
    "spirits.vodka",
    "spirits.rum",
    "spirits.gin",
    "spirits.brandy",
    "spirits.agave",
    "spirits.neutral-spirits",
    "spirits.grain-spirits",
    "spirits.place",
];
/// `Cherry Vanilla Flavored`, `Peach and Mango Flavored`.
const WORDS_OF_A_FLAVOR: usize = 3;

fn is_flavored(word: &str) -> bool {
    matches!(word, "flavored" | "flavoured")
}

/// `70% neutral spirits`, `contains grain neutral spirits`: what is in it, not what it is.
fn is_an_ingredient(words: &Words, first: usize) -> bool {
    let back = |steps: usize| first.checked_sub(steps).map_or("", |index| words.word(index));
    let before = if back(1) == "grain" { back(2) } else { back(1) };
    matches!(before, "contains" | "with" | "from" | "added" | "of") || before.parse::<u32>().is_ok()
}

/// Reads the designations outside names and addresses.
pub fn read(lines: &[Line], addresses: &[usize], product: Option<Commodity>, facts: &mut Facts) {
    let found = statements::read(
        lines,
        parse,
        |old: &Designation, new: &Designation| new.name.len() > old.name.len(),
        |a, b| a.id == b.id,
    );
    let mut found: Vec<Statement<Designation>> = found
        .into_iter()
        .filter(|statement| !statement.lines.iter().all(|line| addresses.contains(line)))
        // A wine region is an ordinary place on a beer.
        .filter(|statement| {
            product.is_none_or(|product| product == Commodity::Wine)
                || statement.reading.value.id != "wine.foreign"
        })
        .collect();
    for statement in &mut found {
        let letters = |text: &str| text.chars().filter(|c| c.is_alphanumeric()).count();
        let whole: usize = statement.lines.iter().map(|&line| letters(&lines[line].text())).sum();
        // A place or a flavour before it belongs to it: `California Barolo`, `Peach Flavored
        // Vodka` are lines of their own. So does a composition that ends the line: `Grape wine
        // with natural peach flavor`.
        let line = statement.lines.last().map(|&line| fold(&lines[line].text()));
        let belongs = |one: &Attribute| match one {
            Attribute::Place(words) | Attribute::Flavored(words) => letters(words),
            Attribute::WithComposition(rest)
                if line.as_ref().is_some_and(|line| line.ends_with(rest))
                    && rest.rsplit(' ').next().is_some_and(is_flavoring) =>
            {
                letters(rest)
            }
            _ => 0,
        };
        let beside: usize = statement.reading.value.attributes.iter().map(belongs).sum();
        let own = letters(&statement.reading.text) + beside;
        statement.reading.value.prominence = (own as f32 / whole.max(1) as f32).min(1.0);
    }
    let rank = |statement: &Statement<Designation>| {
        let value = &statement.reading.value;
        let height = statement.lines.first().map_or(0.0, |&line| lines[line].quad.height());
        (
            u32::from(product.is_none_or(|product| product == value.commodity)),
            (value.prominence * 4.0) as u32 * 1000 + height as u32,
        )
    };
    found.sort_by_key(|statement| std::cmp::Reverse(rank(statement)));
    facts.class_type = found.first().map_or(Fact::Absent, Statement::fact);
    facts.designations = found
        .into_iter()
        .filter(|statement| {
            statement.certainty == Certainty::Confident || statement.reading.confidence > 0.5
        })
        .map(|statement| statement.reading)
        .collect();
}

/// Prefers a designation of the product, once the product is known.
pub fn choose(product: Commodity, facts: &mut Facts) {
    let fits = facts.class_type.value().is_none_or(|value| value.commodity == product);
    if !fits
        && let Some(other) =
            facts.designations.iter().find(|reading| reading.value.commodity == product)
    {
        facts.class_type = if other.confidence >= super::passage::READ_WELL {
            Fact::Read(other.clone())
        } else {
            Fact::Doubtful(other.clone())
        };
    }
}

fn parse(text: &str) -> Vec<Parsed<Designation>> {
    let words = Words::of(text);
    let mut found = Vec::new();
    for hit in DESIGNATIONS.find(&words.folded) {
        let (mut first, last) = (words.index(hit.range.start), words.index(hit.range.end - 1) + 1);
        let mut before = first.checked_sub(1).map_or("", |index| words.word(index));
        let after = words.word(last);
        let (mut id, mut name) = (hit.value.id.clone(), hit.value.name.clone());
        if is_flavored(before) && FLAVORED_BASES.iter().any(|base| id.starts_with(base)) {
            first -= 1;
            before = first.checked_sub(1).map_or("", |index| words.word(index));
            (id, name) = ("spirits.flavored".to_owned(), format!("Flavored {name}"));
        }
        if id == "spirits.neutral-spirits" && is_an_ingredient(&words, first) {
            continue;
        }
        // A statement of composition names its base: `finished in bourbon barrels`.
        let of_the_wood = matches!(
            after,
            "barrel"
                | "barrels"
                | "cask"
                | "casks"
                | "company"
                | "co"
                | "brewing"
                | "distillery"
                | "house"
                | "glass"
        );
        if of_the_wood {
            continue;
        }
        let mut attributes = Vec::new();
        if id == "spirits.flavored" && !before.is_empty() {
            let from = first.saturating_sub(WORDS_OF_A_FLAVOR);
            let flavor: Vec<&str> = (from..first).map(|index| words.word(index)).collect();
            attributes.push(Attribute::Flavored(flavor.join(" ")));
        }
        if before == "imitation" {
            attributes.push(Attribute::Imitation);
        }
        if before == "organic" {
            attributes.push(Attribute::Organic);
        }
        let place =
            [first.checked_sub(2), first.checked_sub(1)].into_iter().flatten().find_map(|from| {
                let phrase =
                    (from..first).map(|index| words.word(index)).collect::<Vec<_>>().join(" ");
                lists::state(&phrase)
                    .filter(|_| phrase.len() > 2)
                    .map(|state| state.name.clone())
                    .or_else(|| {
                        lists::country(&phrase)
                            .filter(|_| phrase.len() > 2)
                            .map(|country| country.name.clone())
                    })
            });
        attributes.extend(place.map(Attribute::Place));
        if words.word(last) == "with" {
            let rest = (last..words.len().min(last + 8))
                .map(|index| words.word(index))
                .collect::<Vec<_>>();
            // `with flavors of plum` tells how it tastes.
            let flavored = (0..rest.len()).any(|at| {
                is_flavoring(rest[at]) && rest.get(at + 1).is_none_or(|next| *next != "of")
            });
            if flavored
                || rest.iter().any(|word| matches!(*word, "natural" | "artificial" | "added"))
            {
                attributes.push(Attribute::WithComposition(rest.join(" ")));
            }
        }
        found.push(Parsed {
            value: Designation {
                parents: lists::parents(&id),
                id,
                name,
                commodity: hit.value.commodity,
                attributes,
                prominence: 1.0,
            },
            range: words.bytes(first, last),
            repaired: false,
        });
    }
    found
}

/// The word a statement of composition speaks of.
fn is_flavoring(word: &str) -> bool {
    matches!(
        word,
        "flavor" | "flavors" | "flavoring" | "flavorings" | "flavour" | "flavours" | "carbonation"
    )
}

/// The designations of the declared words themselves.
#[must_use]
pub fn understood(text: &str) -> Vec<Designation> {
    parse(text).into_iter().map(|parsed| parsed.value).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_composition_is_told_from_a_taste() {
        let composed = |text: &str| {
            parse(text)[0]
                .value
                .attributes
                .iter()
                .any(|a| matches!(a, Attribute::WithComposition(_)))
        };
        assert!(composed("Grape wine with natural peach flavor"));
        assert!(composed("Merlot with plum flavoring"));
        assert!(!composed("Merlot with flavors of plum"));
        let prominence = |text: &str| {
            let mut facts = Facts::default();
            read(&super::super::testing::lines(&[text]), &[], None, &mut facts);
            facts.designations[0].value.prominence
        };
        assert!(prominence("Grape wine with natural peach flavor") > 0.9);
        assert!(prominence("white wine with natural flavors of citrus and a long finish") < 0.4);
    }

    #[test]
    fn the_fullest_designation_is_found() {
        for (text, id) in [
            ("KENTUCKY STRAIGHT BOURBON WHISKEY", "spirits.whisky.straight-bourbon"),
            ("London Dry Gin", "spirits.gin.london-dry-gin"),
            ("INDIA PALE ALE", "malt.ipa"),
            ("Dry Red Wine", "wine.red-wine"),
            ("Cabernet Sauvignon", "wine.varietal"),
            ("ROSE FLAVORED VODKA", "spirits.flavored"),
            ("Cherry Vanilla Flavored Bourbon Whisky", "spirits.flavored"),
            ("Whiskey Liqueur", "spirits.liqueur"),
            ("Grain Neutral Spirits", "spirits.neutral-spirits"),
        ] {
            let found = parse(text);
            assert_eq!(found.len(), 1, "{text}");
            assert_eq!(found[0].value.id, id, "{text}");
        }
        assert_eq!(parse("finished in bourbon barrels"), []);
        assert_eq!(parse("Contains grain neutral spirits"), []);
        assert_eq!(parse("70% neutral spirits"), []);
        let flavored = &parse("Cherry Vanilla Flavored Bourbon Whisky")[0].value;
        assert_eq!(flavored.name, "Flavored Bourbon Whisky");
        assert_eq!(flavored.attributes, [Attribute::Flavored("cherry vanilla".to_owned())]);
        assert_eq!(parse("Port Townsend Alcohol 5%").len(), 1);
        let kentucky = &parse("KENTUCKY STRAIGHT BOURBON WHISKEY")[0].value;
        assert_eq!(kentucky.attributes, [Attribute::Place("Kentucky".to_owned())]);
        assert_eq!(kentucky.parents, ["spirits.whisky.bourbon", "spirits.whisky"]);
    }
}
