//! The shape of the embedded file.

use crate::label::Commodity;
use chrono::NaiveDate;
use rust_decimal::Decimal;
use serde::Deserialize;

/// Every list of the file.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Lists {
    pub edition: String,
    pub as_of: NaiveDate,
    pub designations: Vec<DesignationEntry>,
    /// Trade names of beer styles: they tell a malt beverage, and are no designations.
    pub malt_styles: Vec<String>,
    pub fills: Vec<Fill>,
    pub grapes: Vec<Grape>,
    pub expired_grapes: Vec<ExpiredGrape>,
    pub varietal_types: Vec<VarietalType>,
    pub areas: Vec<Area>,
    pub states: Vec<State>,
    pub countries: Vec<Country>,
    pub foreign_regions: Vec<ForeignRegion>,
    pub semi_generic: Vec<String>,
    pub generic_wine: Vec<String>,
    pub champagne_process: Vec<String>,
    /// Terms that may stand beside a process term, never alone.
    pub champagne_process_additional: Vec<String>,
    pub sweetness_terms: Vec<String>,
    pub wine_spirits_words: Vec<WordsOf>,
    pub wine_foreign_terms: Vec<String>,
    pub malt_geographic: MaltGeographic,
    pub malt_descriptive: Vec<String>,
    /// Phrases that lead in a country of origin.
    pub origin_phrases: Vec<String>,
    pub sulfite_agents: Vec<String>,
    pub sulfites_not_sufficient: Vec<String>,
    pub allergens: Vec<String>,
    pub allergens_other: Vec<String>,
    pub restricted_terms: Vec<RestrictedTerms>,
    pub registry: Vec<RegistryDescription>,
}

/// A class, type or other designation.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DesignationEntry {
    pub id: String,
    /// With places in brackets for the ones that are patterns: `[Fruit] Brandy`.
    pub name: String,
    pub commodity: Commodity,
    /// `class`, `type`, `pattern`, `style-term`, `semi-generic-type`, `cocktail`, …
    pub kind: String,
    pub parent: Option<String>,
    #[serde(default)]
    pub synonyms: Vec<String>,
    pub citation: Option<String>,
    pub min_abv: Option<Decimal>,
    pub min_abv_exclusive: Option<Decimal>,
    pub max_abv: Option<Decimal>,
    pub max_abv_exclusive: Option<Decimal>,
    pub min_age_years: Option<u32>,
    /// Where it must come from, in words.
    pub origin: Option<String>,
    #[serde(default)]
    pub us_type: bool,
    #[serde(default)]
    pub state_of_distillation: bool,
    #[serde(default)]
    pub needs_composition: bool,
    #[serde(default)]
    pub needs_appellation: bool,
    #[serde(default)]
    pub satisfies_alcohol_statement: bool,
    #[serde(default)]
    pub also_allowed_as: Vec<String>,
    pub effective_from: Option<NaiveDate>,
    pub prohibited_from: Option<NaiveDate>,
    /// The class number of 27 CFR 4.21.
    pub class_no: Option<u32>,
}

/// A standard of fill and when it is one.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fill {
    pub commodity: Commodity,
    /// Millilitres.
    pub ml: Decimal,
    /// First day in force; `None` for always.
    pub from: Option<NaiveDate>,
    /// Last day in force; `None` for still.
    pub until: Option<NaiveDate>,
    /// A container it is limited to; `None` for any.
    pub container: Option<String>,
    pub us_equivalent: Option<String>,
}

impl Fill {
    /// Whether it is a standard of fill for these goods on that day.
    #[must_use]
    pub fn holds(&self, commodity: Commodity, day: NaiveDate) -> bool {
        self.commodity == commodity
            && self.from.is_none_or(|from| from <= day)
            && self.until.is_none_or(|until| day <= until)
    }
}

/// A grape name of 27 CFR 4.91.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Grape {
    pub name: String,
    /// The same for all names of one grape.
    pub group: String,
    #[serde(default)]
    pub synonyms: Vec<String>,
    #[serde(default)]
    pub same: Vec<String>,
}

/// A name of 27 CFR 4.92, good for wine bottled before its day.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExpiredGrape {
    pub alternative: String,
    pub name: String,
    pub bottled_before: NaiveDate,
}

/// A type designation of varietal significance, 27 CFR 4.28.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct VarietalType {
    pub name: String,
    pub min_pct: Option<u32>,
    pub prohibited_from: Option<NaiveDate>,
}

/// An American viticultural area.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Area {
    pub name: String,
    pub states: Vec<String>,
    #[serde(default)]
    pub alternates: Vec<String>,
    /// Terms of viticultural significance that are not names of the area.
    #[serde(default)]
    pub significant_terms: Vec<String>,
    /// Larger areas it lies in.
    #[serde(default)]
    pub within: Vec<String>,
    /// How the name must be qualified on a label, in words.
    pub label_form: Option<String>,
    pub section: Option<String>,
    pub effective: Option<NaiveDate>,
}

/// A State, the District of Columbia or Puerto Rico.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct State {
    pub name: String,
    pub usps: String,
    #[serde(default)]
    pub adjacent: Vec<String>,
}

/// A country with the names a label may use for it.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Country {
    pub iso2: String,
    pub name: String,
    #[serde(default)]
    pub aliases: Vec<String>,
    #[serde(default)]
    pub adjectives: Vec<String>,
}

/// A foreign name of geographic significance, 27 CFR 12.21 and 12.31.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ForeignRegion {
    pub name: String,
    pub country: Option<String>,
    /// Also the distinctive designation of a wine.
    #[serde(default)]
    pub distinctive: bool,
}

/// Words with the occasion they are meant for.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WordsOf {
    pub when: String,
    pub words: Vec<String>,
}

/// Geographic beer names of 27 CFR 7.146.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MaltGeographic {
    pub not_generic: Vec<String>,
    pub us_brewed_unmodified_ok: Vec<String>,
    pub generic: Vec<String>,
}

/// Terms that a rule watches.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RestrictedTerms {
    pub rule: String,
    pub terms: Vec<String>,
    pub commodity: String,
}

/// A class/type description of the registry.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RegistryDescription {
    pub description: String,
    pub commodity: Commodity,
    /// The family of designations it is a bucket for, in words.
    pub family: String,
}
