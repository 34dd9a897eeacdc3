//! The regulation's lists as data: designations, standards of fill, grapes, places, words.
//!
//! One file of facts, embedded and parsed once. The lists say what a name is; whether it may
//! stand on a label is for the rules to judge. Names are matched folded, whole words, the
//! longest first ([`Names`]).

mod data;
mod names;

pub use data::{
    Area, Country, DesignationEntry, ExpiredGrape, Fill, ForeignRegion, Grape, Lists,
    MaltGeographic, RegistryDescription, RestrictedTerms, State, VarietalType, WordsOf,
};
pub use names::{Found, Names};

use crate::label::fold;
use std::collections::HashMap;
use std::sync::LazyLock;

/// The file's path in the source.
pub const FILE: &str = "src/lists/data/lists.json";

/// The file as embedded.
pub const SOURCE: &str = include_str!("lists/data/lists.json");

static LISTS: LazyLock<Lists> = LazyLock::new(|| {
    serde_json::from_str(SOURCE).expect("the embedded lists are well-formed, as their test shows")
});

/// All lists.
#[must_use]
pub fn all() -> &'static Lists {
    &LISTS
}

/// The edition of the regulations the lists were drawn from, and the last change they hold.
#[must_use]
pub fn edition() -> String {
    format!("{}, with changes in force to {}", LISTS.edition, LISTS.as_of)
}

/// The designation with this id.
#[must_use]
pub fn designation(id: &str) -> Option<&'static DesignationEntry> {
    static BY_ID: LazyLock<HashMap<&str, &DesignationEntry>> = LazyLock::new(|| {
        LISTS.designations.iter().map(|entry| (entry.id.as_str(), entry)).collect()
    });
    BY_ID.get(id).copied()
}

/// The ids above a designation, nearest first.
#[must_use]
pub fn parents(id: &str) -> Vec<String> {
    let mut above = Vec::new();
    let mut entry = designation(id);
    while let Some(parent) = entry.and_then(|entry| entry.parent.as_deref()) {
        above.push(parent.to_owned());
        entry = designation(parent);
    }
    above
}

/// Entries by the folded names they go by; of two with one name the first.
type ByName<T> = HashMap<String, &'static T>;

static COUNTRIES: LazyLock<ByName<Country>> = LazyLock::new(|| {
    let mut by_name = ByName::new();
    let mut add = |name: &str, country| {
        by_name.entry(fold(name)).or_insert(country);
    };
    for country in &LISTS.countries {
        add(&country.name, country);
        country.aliases.iter().for_each(|alias| add(alias, country));
    }
    for country in &LISTS.countries {
        country.adjectives.iter().for_each(|adjective| add(adjective, country));
    }
    by_name
});

static STATES: LazyLock<ByName<State>> = LazyLock::new(|| {
    let states = LISTS.states.iter();
    states.flat_map(|state| [(fold(&state.name), state), (fold(&state.usps), state)]).collect()
});

/// The country called `name`, by its English name, an alias or an adjective; any case.
#[must_use]
pub fn country(name: &str) -> Option<&'static Country> {
    COUNTRIES.get(&fold(name)).copied()
}

/// The State called `name` in full or by its two letters; any case.
#[must_use]
pub fn state(name: &str) -> Option<&'static State> {
    STATES.get(&fold(name)).copied()
}

static GRAPES: LazyLock<ByName<Grape>> = LazyLock::new(|| {
    let mut by_name = ByName::new();
    // A name is itself even where it is also listed as another's synonym.
    for grape in &LISTS.grapes {
        by_name.entry(fold(&grape.name)).or_insert(grape);
    }
    for grape in &LISTS.grapes {
        for synonym in &grape.synonyms {
            by_name.entry(fold(synonym)).or_insert(grape);
        }
    }
    for old in &LISTS.expired_grapes {
        if let Some(&grape) = by_name.get(&fold(&old.name)) {
            by_name.entry(fold(&old.alternative)).or_insert(grape);
        }
    }
    by_name
});

static EXPIRED_GRAPES: LazyLock<ByName<ExpiredGrape>> = LazyLock::new(|| {
    LISTS.expired_grapes.iter().map(|old| (fold(&old.alternative), old)).collect()
});

/// The alternative name of this folded spelling that was good for a time only.
#[must_use]
pub fn expired_grape(folded: &str) -> Option<&'static ExpiredGrape> {
    EXPIRED_GRAPES.get(folded).copied()
}

/// The approved grape of this name, a name printed beside it, or the name that an expired
/// alternative stands for.
#[must_use]
pub fn grape(name: &str) -> Option<&'static Grape> {
    GRAPES.get(&fold(name)).copied()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn the_embedded_lists_are_well_formed() {
        let lists = all();
        let mut ids = HashSet::new();
        for entry in &lists.designations {
            assert!(ids.insert(&entry.id), "{} stands twice", entry.id);
            if let Some(parent) = &entry.parent {
                assert!(designation(parent).is_some(), "{parent} above {} is missing", entry.id);
            }
            assert!(!parents(&entry.id).contains(&entry.id), "{} is above itself", entry.id);
        }
        for names in [
            lists.grapes.iter().map(|grape| fold(&grape.name)).collect::<Vec<_>>(),
            lists.areas.iter().map(|area| fold(&area.name)).collect(),
            lists.states.iter().map(|state| state.usps.clone()).collect(),
            lists.countries.iter().map(|country| fold(&country.name)).collect(),
        ] {
            let distinct: HashSet<_> = names.iter().collect();
            assert_eq!(distinct.len(), names.len());
            assert!(names.iter().all(|name| !name.is_empty()));
        }
        for region in &lists.foreign_regions {
            if let Some(name) = &region.country {
                assert_eq!(country(name).map(|country| &country.name), Some(name));
            }
        }
        for state in &lists.states {
            for neighbour in &state.adjacent {
                let back = super::state(neighbour).expect("neighbours are States");
                assert!(back.adjacent.contains(&state.usps), "{neighbour} and {}", state.usps);
            }
        }
        assert!(lists.fills.iter().all(|fill| fill.ml.is_sign_positive()));
        assert!(edition().contains("27 CFR"));
    }

    #[test]
    fn names_are_known_in_every_customary_form() {
        let name = |wanted| country(wanted).map(|country| country.name.as_str());
        assert_eq!(name("SCOTLAND"), Some("United Kingdom"));
        assert_eq!(name("México"), Some("Mexico"));
        assert_eq!(name("italian"), Some("Italy"));
        assert_eq!(name("Oz"), None);
        assert_eq!(state("tx").map(|state| state.name.as_str()), Some("Texas"));
        assert!(state("WASH").is_none());
        assert_eq!(grape("ALBARIÑO").map(|g| &g.group), grape("Alvarinho").map(|g| &g.group));
    }

    #[test]
    fn a_size_has_the_days_on_which_it_is_a_standard_of_fill() {
        let spirits_700 = all()
            .fills
            .iter()
            .find(|fill| fill.commodity == crate::label::Commodity::Wine && fill.ml == 700.into());
        assert_eq!(
            spirits_700.and_then(|fill| fill.from),
            chrono::NaiveDate::from_ymd_opt(2025, 1, 10)
        );
    }
}
